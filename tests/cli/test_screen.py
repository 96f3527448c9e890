"""`monazite screen` as its user meets it: both languages, files of all kinds, what fails closed, decisions."""

from __future__ import annotations

import csv
import json
import re
import string
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import monazite.cli
from monazite.cli.root import cli
from monazite.cli.screen_text import not_clear, reason, screen_texts
from monazite.errors import InputError, MonaziteError
from monazite.parties.decisions import read_decisions
from monazite.parties.names.score import MEASURES
from monazite.parties.standing import STATES
from monazite.text_yaml import read_yaml
from tests.parties.screened import BEFORE, DAY, LEI, lists

HERE = Path(monazite.cli.__file__).parent
CHINESE = ("--language", "zh")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lists(tmp_path_factory.mktemp("lists"))


def run(folder: Path, *words: object, text: str | None = None) -> Any:
    told = ["screen", *map(str, words), "--lists", str(folder)]
    return CliRunner().invoke(cli, [*told, *(() if words[0] == "decide" else ("--known-on", str(DAY)))], input=text)


# ---------------------------------------------------------------- languages
def test_every_text_has_both_languages_and_the_same_words() -> None:
    tree, problems = read_yaml(HERE / "screen_words.yml")
    assert not problems
    for key, entry in tree.items():
        assert set(entry) == {"en", "zh"}, key
        places = [{n for _, n, _, _ in string.Formatter().parse(str(text)) if n} for text in entry.values()]
        assert places[0] == places[1], key
    assert {f"state.{state}" for state in STATES} | {f"measure.{name}" for name in MEASURES} <= set(tree)
    assert {text for name, text in MEASURES.items() if screen_texts("en")(f"measure.{name}") != text} == set()


def test_every_reason_has_the_same_words_in_chinese() -> None:
    tree, problems = read_yaml(HERE / "screen_reasons.yml")
    assert not problems
    for english, chinese in tree.items():
        found = [{n for _, n, _, _ in string.Formatter().parse(str(text)) if n} for text in (english, chinese)]
        assert found[0] == found[1], english


@pytest.mark.parametrize(
    "words",
    [
        ("Telmarine Alloys Ltd", "--country", "FR", "--kind", "person"),
        ("Telmarin Aloys Works Co", "--country", "CN", "--kind", "organization"),
        ("Quite Another Name", "--id", f"lei:{LEI}"),
        ("Nothing Alike GmbH", "--phone", "0472-5550199"),
        ("Oskavar Metals", "--on", "2026-05-01"),
        ("Brundelko Trading",),
        ("Telmarine Alloys", "--on", BEFORE),
        ("Nobody At All", "--list", "un-sc"),
        ("Nobody At All", "--known-on", "2028-01-01"),
        ("Горваникс Магнет Воркс",),
    ],
)
def test_chinese_answers_have_no_english_words(folder: Path, words: tuple[str, ...]) -> None:
    text = run(folder, *words, *CHINESE).output
    rest = text.casefold()
    names = "gorvanix magnet works telmarine alloys oskavar metals brundelko trading verhazine quarry telmarin aloys"
    names += " co ltd gmbh quite another name nothing alike nobody at all us-csl un-sc act lei monazite lists"
    names += " add el fr cn vorks gorvaniks magnet"
    for name in names.split():
        rest = re.sub(rf"\b{name}\b", "", rest, flags=re.ASCII)
    rest = rest.replace(LEI.casefold(), "")
    assert "非法律意见" in text and re.findall(r"[a-z]{2,}", rest) == [], text


def test_lists_that_clear_nobody_are_told_in_chinese() -> None:
    t = screen_texts("zh")
    told = "a: stale, last checked 2026-08-26, 89 days before 2026-11-23; at most 60"
    assert not_clear(told, t) == "a：过期，最近核对2026-08-26，距2026-11-23已89天；上限60天"
    assert not_clear("b: 3 of 12 names of x.1 are not known; 1 of 2 names of x.2 are not known", t).count("未知") == 2
    assert reason("nobody wrote this reason", t) == "nobody wrote this reason"
    assert not_clear(told, screen_texts("en")) == told


def test_a_file_and_a_decision_are_told_in_chinese(tmp_path: Path) -> None:
    kept = lists(tmp_path / "lists")
    (tmp_path / "p.csv").write_text("公司名称\nTelmarine Alloys Ltd\n...\n", "utf-8")
    text = run(kept, tmp_path / "p.csv", *CHINESE).output
    assert "命中1" in text and "第2行：Telmarine Alloys Ltd" in text and "名称“...”中无字母或数字" in text
    words = ("Telmarine Alloys Ltd", "--list", "us-csl", "--entry", "2", "--by", "A", "--why", "b", "--on", DAY)
    assert "并非Telmarine Alloys Ltd" in run(kept, "decide", *words, "--not-same", *CHINESE).output
    assert "已裁定：非同一主体" in run(kept, "Telmarine Alloys Ltd", "--on", DAY, *CHINESE).output


# ---------------------------------------------------------------- honest answers
def test_a_name_that_is_only_alike_is_not_said_to_be_on_a_list(folder: Path) -> None:
    assert "may be on a list" in run(folder, "Telmarin Aloys Ltd", "--on", DAY).output
    assert "Telmarine Alloys Ltd: on a list" in run(folder, "Telmarine Alloys Ltd", "--on", DAY).output


def test_a_suspended_listing_tells_when_it_comes_back(folder: Path) -> None:
    text = run(folder, "Oskavar Metals", "--on", "2026-05-01").output
    assert "suspended on that day, from 2026-11-01 on by act-3" in text


def test_control_characters_do_not_reach_the_terminal(folder: Path) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", run(folder, "Telmarine\x1b[31m\nAlloys", "--on", DAY).output)


@pytest.mark.parametrize(
    "name", ["", "  ", "...", "-/-", "😀", "my parties.csv", "absent.ftm", "https://example.org/p.csv"]
)
def test_what_cannot_be_compared_is_no_party(folder: Path, name: str) -> None:
    assert run(folder, name).exit_code == 2


def test_a_folder_is_no_party(folder: Path) -> None:
    assert "is no file" in run(folder, folder).output


@pytest.mark.parametrize("what", ["*.parquet", "datapackage.json"])
def test_a_damaged_list_stops_the_command(tmp_path: Path, what: str) -> None:
    kept = lists(tmp_path)
    file = next(kept.glob(f"us-csl/{what}"))
    (tmp_path / "p.csv").write_text("name\nNobody At All\n", "utf-8")
    for data in (file.read_bytes()[:200], b""):
        file.write_bytes(data)
        for words in (("Nobody At All",), (tmp_path / "p.csv",), ("Nobody At All", "--list", "us-csl")):
            error = run(kept, *words, "--on", DAY).exception
            assert isinstance(error, InputError) and error.exit_code == 2
            assert str(error).startswith("us-csl: ") and "add it again" in str(error)


# ---------------------------------------------------------------- files
def test_without_an_output_the_hits_and_the_rejects_are_shown(folder: Path, tmp_path: Path) -> None:
    rows = ["name,country", *("Telmarine Alloys Ltd,CN" for _ in range(22)), "...,CN", "Nobody At All,FR"]
    (tmp_path / "p.csv").write_text("\n".join(rows), "utf-8")
    text = run(folder, tmp_path / "p.csv", "--on", DAY).output
    assert text.count("Telmarine Alloys Ltd – us-csl 2") == 20 and "… and 2 more parties with hits" in text
    assert "row 24: no letter or digit" in text


def test_rows_that_were_not_screened_are_no_clearance(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("name,country\nNobody At All,FR\nNobody\n", "utf-8")
    result = run(folder, tmp_path / "p.csv", "--on", DAY)
    assert result.exit_code == 3 and "1 field, where the header has 2" in result.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kunde,Land\nTelmarine Alloys,CN\n", "its first heading is 'Kunde'"),
        ("Firma;Land\nTelmarine Alloys;CN\n", "its first heading is 'Firma'"),
        ("country,address\nCN,Baotou\n", "no column of names or ids"),
        ("Company,Name,Country\nTelmarine Alloys,Bob,CN\n", "are both name; leave one out"),
        ("Company,Name\nA,B\n", "are both name; leave one out"),
        ("", "is empty"),
    ],
)
def test_a_table_without_names_is_refused_with_what_to_do(folder: Path, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "p.csv").write_text(text, "utf-8")
    result = run(folder, tmp_path / "p.csv")
    assert isinstance(result.exception, MonaziteError) and said in str(result.exception)


def test_one_of_two_columns_of_names_may_be_left_out(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("Company,Name\nTelmarine Alloys Ltd,B\n", "utf-8")
    assert run(folder, tmp_path / "p.csv", "--map", "Name=", "--on", DAY).exit_code == 1


def test_headings_of_the_user_are_mapped(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("Firma;Land\nTelmarine Alloys Ltd;CN\n", "gb18030")
    assert run(folder, tmp_path / "p.csv", "--map", "Firma=name", "--map", "Land=country", "--on", DAY).exit_code == 1


def test_a_table_comes_through_a_pipe(folder: Path, tmp_path: Path) -> None:
    result = run(folder, "-", "--on", DAY, "--json", text="name,country\nTelmarine Alloys Ltd,CN\nNobody At All,FR\n")
    told = json.loads(result.stdout)
    assert result.exit_code == 1 and told["answers"] == {"hits": 1, "nothing": 1} and told["on"] == str(DAY)


def test_every_name_of_an_entity_is_screened(folder: Path, tmp_path: Path) -> None:
    names = {"name": ["Quite Another"], "alias": ["Telmarine Alloys Ltd", "Telmarine Alloys"]}
    lines = [{"id": "x", "schema": "Company", "properties": names}, {"id": "y", "schema": "Person", "properties": {}}]
    lines[1]["properties"] = {"name": ["…"]}
    (tmp_path / "e.json").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    result = run(folder, tmp_path / "e.json", "--on", DAY, "--out", tmp_path / "h.ftm.json")
    assert result.exit_code == 1 and "2 parties in = 1 answered + 1 rejected" in result.output
    found = [json.loads(line)["id"] for line in (tmp_path / "h.ftm.json").read_text("utf-8").splitlines()]
    assert found == ["x", "y", "us-csl-2", "x--us-csl-2"] and (tmp_path / "h.rejects.csv").is_file()


def test_identifiers_that_are_wrong_are_told(folder: Path, tmp_path: Path) -> None:
    wrong = LEI[:-1] + "6"
    assert "is wrong by its check digits" in run(folder, "Nobody At All", "--id", f"lei:{wrong}", "--on", DAY).stderr
    (tmp_path / "p.csv").write_text(f"name,id\nNobody At All,lei:{wrong}\nNobody,lei:{LEI}\n", "utf-8")
    out = tmp_path / "h.jsonl"
    assert run(folder, tmp_path / "p.csv", "--on", DAY, "--out", out).exit_code == 1
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [len(row["findings"]) for row in found] == [1, 0] and found[1]["entry"] == "1"


# ---------------------------------------------------------------- decisions
def test_a_decision_says_which_way_it_goes(tmp_path: Path) -> None:
    kept = lists(tmp_path)
    words = ("decide", "Telmarine Alloys Ltd", "--list", "us-csl", "--entry", "2", "--by", "A", "--why", "b")
    assert "--same or --not-same" in run(kept, *words).output and not (kept / "decisions.csv").exists()
    assert run(kept, *words, "--same").exit_code == 0
    assert [one.verdict for one in read_decisions(kept / "decisions.csv")] == ["same"]


def test_decisions_that_are_named_must_be_there(folder: Path, tmp_path: Path) -> None:
    assert run(folder, "Nobody At All", "--decisions", tmp_path / "none.csv").exit_code == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("d.csv", "A,China,l,1,same,2026-01-01,x,y,0", "'China' is no country"),
        ("d.jsonl", "[" * 100_000, "no JSON"),
    ],
)
def test_decisions_that_would_never_count_are_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    head = "party,country,list,entry,verdict,decided,by,why,names\n" if name.endswith("csv") else ""
    (tmp_path / name).write_text(f"{head}{text}\n", "utf-8")
    with pytest.raises(InputError, match=said):
        read_decisions(tmp_path / name)


def test_a_cell_that_is_too_long_is_told(tmp_path: Path) -> None:
    before = csv.field_size_limit(1_000)
    try:
        (tmp_path / "d.csv").write_text(f"party,{'y' * 2_000}\nA,b\n", "utf-8")
        with pytest.raises(InputError, match="field larger"):
            read_decisions(tmp_path / "d.csv")
    finally:
        csv.field_size_limit(before)
