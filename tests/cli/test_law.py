"""`monazite law`: the timeline as table, JSON, CSV and page; the law of a day; what is wrongly asked."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Result

Run = Callable[..., Result]

INSTRUMENTS = """
t.act:
  title: Ministry Announcement No. 55 of 2025 (superhard <b>materials</b>)
  title_zh: 商务部公告2025年第55号
  issuer: The ministry
  issued: 2025-10-09
  in_force_from: 2025-11-08
  source: "=copy of the text"
  url: https://example.org/55
  confidence: verified
  grade: T
t.stay:
  title: Ministry Announcement No. 70 of 2025 (suspends No. 55)
  issuer: The ministry
  issued: 2025-11-07
  in_force_from: 2025-11-07
  in_force_to: 2026-11-10
  acts:
    - suspends: t.act
      from: 2025-11-07
      to: 2026-11-10
  source: press
  confidence: memory
  grade: M
t.word:
  title: Statement on an extension
  issuer: The ministry
  issued: 2026-09-28
  binding: no
  acts:
    - suspends: t.act
      from: 2026-11-11
      to: 2027-01-10
  source: press
  confidence: verified
  grade: S
"""
EVENTS = """
t.talks:
  title: Talks of Sample Town
  kind: talks
  on: 2025-10-25
  to: 2025-10-26
  by: A; B
  responds_to: [t.act]
  source: press
  confidence: verified
"""
PACK = """
id: t
title: A made-up regime
jurisdiction: XX
timezone: UTC
version: 1
licence: CC0-1.0
state_of_knowledge: 2026-11-01
status: skeleton
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "packs" / "law" / "t"
    (folder / "provisions").mkdir(parents=True)
    for name, text in (("pack.yml", PACK), ("instruments.yml", INSTRUMENTS), ("events.yml", EVENTS)):
        (folder / name).write_text(text.lstrip(), "utf-8")
    (folder / "items.csv").write_text("item,code,title,instrument,when,source,confidence,grade\n", "utf-8")
    return tmp_path / "packs"


@pytest.fixture
def law(run: Run, packs: Path) -> Run:
    """Return what runs `monazite law WORDS… --packs` with the made-up pack, as known on 2026-11-22."""

    def command(*words: object) -> Result:
        known = () if "--known-on" in words else ("--known-on", "2026-11-22")
        return run("law", *words, *known, "--packs", packs)

    return command


# ------------------------------------------------------------ the table
def test_the_table_tells_each_day_with_its_source(law: Run) -> None:
    result = law("timeline")
    assert (result.code, result.err) == (0, "")
    assert "\x1b" not in result.out and max(map(len, result.out.splitlines())) <= 80
    days = re.findall(r"^(\d{4}-\d\d-\d\d)  t ", result.out, re.MULTILINE)
    assert days == sorted(days) and set(days) == {
        *("2025-10-09", "2025-10-25", "2025-11-07", "2026-09-28", "2026-11-10", "2026-11-11", "2027-01-11")
    }
    for words in (
        "Issued, in force the same day",
        "suspends 2025-11-07 to 2026-11-10: No. 55 of 2025",
        "from memory M",
    ):
        assert words in result.out
    assert "announces a suspension 2026-11-11 to 2027-01-10" in result.out
    assert "announced only" in result.out and "As known on 2026-11-22" in result.out


def test_what_the_instrument_of_the_day_says_is_not_told_twice(law: Run) -> None:
    assert law("timeline").out.count("2026-11-10: No. 55") == 1
    assert "Suspended to 2026-11-10" not in law("timeline").out
    assert "Suspended to 2026-11-10" in law("timeline", "--from", "2025-12-01").out


def test_the_table_in_chinese(law: Run) -> None:
    result = law("timeline", "--language", "zh")
    assert "商务部公告2025年第55号" in result.out and "自动恢复生效" in result.out


def test_nothing_to_show_is_said(law: Run) -> None:
    assert "Nothing is on the timeline" in law("timeline", "--to", "1999-12-31").out


def test_a_reading_and_a_day_of_knowledge(law: Run) -> None:
    assert "announced only" not in law("timeline", "--reading", "instruments").out
    early = json.loads(law("timeline", "--json", "--known-on", "2025-10-20").out)
    assert [e["what"] for e in early["entries"]] == [["issued"], ["takes_effect"]]


# ------------------------------------------------------------ files
def test_json_has_entries_and_tracks(law: Run) -> None:
    data = json.loads(law("timeline", "--json").out)
    assert {e["id"] for e in data["entries"]} == {"t.act", "t.stay", "t.word", "t.talks"}
    assert {e["reading"] for e in data["entries"]} == {"both", "instruments", "announced"}
    assert [p["regime"] for p in data["packs"]] == ["t"]
    (act,) = [t for t in data["tracks"] if t["id"] == "t.act"]
    assert [p["state"] for p in act["phases"]] == ["pending", "suspended", "in_force"]


def test_csv_is_a_table_without_formulas(law: Run, tmp_path: Path) -> None:
    result = law("timeline", "--csv", "-")
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert len(rows) == len(json.loads(law("timeline", "--json").out)["entries"])
    assert (rows[0]["day"], rows[0]["source"], rows[0]["binding"]) == ("2025-10-09", "'=copy of the text", "yes")
    assert rows[1]["relations"] == "responds_to t.act"
    file = tmp_path / "line.csv"
    assert law("timeline", "--csv", file).out == ""
    assert file.read_text("utf-8-sig") == result.out


def test_the_page_is_one_file_that_loads_nothing(law: Run, tmp_path: Path) -> None:
    file = tmp_path / "line.html"
    result = law("timeline", "--html", file)
    page = file.read_text("utf-8")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert "<b>materials" not in page and "&lt;b&gt;materials" in page
    assert not re.search(r"(?:src|href)=[\"'](?!#|https://example\.org/55)", page)
    assert "url(http" not in page and "@import" not in page
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page and "default-src 'none'" in page


def pictures(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(text) for text in re.findall(r"<svg xmlns.*?</svg>", page, re.DOTALL)]


def classes(picture: ElementTree.Element) -> list[str]:
    return [name for element in picture.iter() for name in element.get("class", "").split()]


def test_the_picture_has_bars_points_arrows_and_the_day_of_knowledge(law: Run, tmp_path: Path) -> None:
    law("timeline", "--html", tmp_path / "line.html")
    screen, paper = pictures((tmp_path / "line.html").read_text("utf-8"))
    for picture in (screen, paper):
        found = classes(picture)
        assert {"in_force", "pending", "suspended", "announced", "dot", "talks", "known"} <= set(found)
        assert {"suspends", "responds_to"} <= set(found)
        texts = ["".join(element.itertext()) for element in picture.iter() if element.tag.endswith("}text")]
        assert any("suspended to 10 November 2026" in text for text in texts)
        assert any("known on 22 November 2026" in text for text in texts)
        assert any("Talks of Sample Town" in text for text in texts)


def test_what_is_drawn_stays_inside_the_picture(law: Run, tmp_path: Path) -> None:
    law("timeline", "--from", "2025-11-01", "--to", "2026-12-01", "--html", tmp_path / "line.html")
    for picture in pictures((tmp_path / "line.html").read_text("utf-8")):
        width, height = map(float, picture.attrib["viewBox"].split()[2:])
        for element in picture.iter():
            place = {k: float(element.get(k, 0)) for k in ("x", "x1", "x2", "cx", "y", "width", "height")}
            assert 0 <= max(place["x"], place["x1"], place["x2"], place["cx"]) <= width
            assert place["x"] + place["width"] <= width + 0.5 and place["y"] + place["height"] <= height


def test_the_page_in_chinese_has_its_language(law: Run, tmp_path: Path) -> None:
    law("timeline", "--html", tmp_path / "line.html", "--language", "zh")
    page = (tmp_path / "line.html").read_text("utf-8")
    assert '<html lang="zh-Hans">' in page and "暂停至 2026年11月10日" in page


# ------------------------------------------------------------ the law of a day
def test_the_law_of_a_day_tells_both_readings(law: Run) -> None:
    result = law("on", "2026-11-11")
    assert (result.code, result.err) == (0, "")
    for words in (
        "on 2026-11-11, as known on 2026-11-22",
        "In force: 1 instrument",
        "confirm the instrument",
        "by the instruments: in force since 2026-11-11",
        "as announced: suspended to 2027-01-10 (t.word)",
        "2027-01-11  in force by itself (announced only): No. 55 of 2025",
    ):
        assert words in " ".join(result.out.split()).replace("2027-01-11 in", "2027-01-11  in"), words


def test_the_law_of_a_day_as_json(law: Run) -> None:
    data = json.loads(law("on", "2026-01-01", "--json", "--reading", "announced").out)
    assert (data["day"], data["known_on"], data["reading"]) == ("2026-01-01", "2026-11-22", "announced")
    (regime,) = data["regimes"]
    (stay,) = regime["suspended"]
    assert (stay["id"], stay["by"], stay["until"], stay["then"]) == ("t.act", ["t.stay"], "2027-01-10", "2027-01-11")
    assert regime["counts"]["in_force"] == {"instrument": 1, "provision": 0, "item": 0}


def test_today_is_a_day(law: Run) -> None:
    assert law("on", "today").code == 0


def test_full_lists_what_is_in_force(run: Run) -> None:
    plain = run("law", "on", "2026-11-11", "--known-on", "2026-10-01", "--regime", "cn")
    full = run("law", "on", "2026-11-11", "--known-on", "2026-10-01", "--regime", "cn", "--full")
    assert "cn.mofcom-gacc.2025-18.art-1-7" not in plain.out
    assert "cn.mofcom-gacc.2025-18.art-1-7" in full.out and len(full.out) > 2 * len(plain.out)


# ------------------------------------------------------------ wrong questions
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("timeline", "--regime", "tt"), "no law pack 'tt': did you mean"),
        (("on", "2026-01-01", "--regime", "mars"), "no law pack 'mars': one of: t"),
        (("on", "2026-02-30"), "'2026-02-30' is no day; write year-month-day, such as 2026-11-11, or today"),
        (("on", "11.11.2026"), "is no day"),
        (("on", "20261111"), "is no day"),
        (("timeline", "--from", "yesterday"), "'yesterday' is no day"),
        (("timeline", "--known-on", "2026-13-01"), "'2026-13-01' is no day"),
        (("timeline", "--from", "2026-01-02", "--to", "2026-01-01"), "--from 2026-01-02 lies after --to 2026-01-01"),
        (("timeline", "--kind", "suspensions"), "did you mean 'suspension'?"),
        (("timeline", "--about", "t.acts"), "did you mean 't.act'?"),
        (("timeline", "--json", "--csv", "-"), "name a file for the CSV"),
        (("timeline", "--html", "/nowhere/at/all.html"), "does not exist"),
        (("timelin",), "did you mean 'timeline'?"),
        (("on", "2026-01-01", "--reading", "both"), "'both' is not one of"),
    ],
)
def test_a_wrong_question_gets_an_answer(law: Run, words: tuple[str, ...], said: str) -> None:
    result = law(*words)
    assert (result.code, result.out) == (2, "")
    assert said in " ".join(result.err.split()) and "Traceback" not in result.err


def test_two_files_need_two_names(law: Run, tmp_path: Path) -> None:
    result = law("timeline", "--html", tmp_path / "a", "--csv", tmp_path / "a")
    assert result.code == 2 and "is also" in result.err and not (tmp_path / "a").exists()


def test_the_commands_are_those_that_are_there(run: Run) -> None:
    text = run("law", "--help").out
    assert "timeline" in text and "The law of a day" in text
