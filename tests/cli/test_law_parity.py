"""`monazite law parity`: what a user reads, in a terminal, as JSON, as a table and as a page."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from monazite.report.parity import render_parity
from monazite.text_yaml import read_yaml_text
from tests.cli.conftest import Result

Run = Callable[..., Result]
LINES = (
    "declaration,date,description,material,main element,dispatch,destination,end use,value,currency\n"
    "D1,2026-11-12,<b>Gallium</b> metal,metal,Ga,CN,DE,civil,100,EUR\n"
    "D2,2026-11-12,Tiles,glass,,CN,FR,civil,7,CNY\n"
)
ON = ("--on", "2026-11-28", "--known-on", "2026-11-22", "--regime", "cn")
# Words of judgement, which titles of law may use and we may not.
VERDICTS = re.compile(r"discriminat|unfair|unjust|歧视|不公")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "lines.csv").write_text(LINES, "utf-8")
    return tmp_path / "lines.csv"


def test_without_lines_the_law_itself_is_audited(run: Run) -> None:
    done = run("law", "parity", *ON)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Provisions in force on 2026-11-28, by what they turn on\n")
    assert "depends on destination: US in reach | all others (250) out of reach" in done.out
    assert "raises licence_required to presumption_of_denial" in done.out
    assert "known on 2026-11-22; reading: instruments" in done.out


def test_one_fact_alone_is_listed(run: Run) -> None:
    done = run("law", "parity", *ON, "--vary", "origin", "--all")
    assert "What turns on origin" in done.out and "depends on destination" not in done.out


def test_lines_are_swapped(run: Run, table: Path) -> None:
    done = run("law", "parity", table, *ON, "--json")
    swap = json.loads(done.out)["swap"]
    assert done.code == 0 and (swap["lines_in"], swap["lines"], swap["rejected"]) == (2, 2, 0)
    us = next(g for g in swap["groups"] if g["name"] == "US")
    assert us["members"] == ["US"] and us["against_rest"]["raised"] == 0, "para 2 is suspended on the lines' day"
    home = next(g for g in swap["groups"] if g["name"] == "CN")
    assert home["against_rest"]["lowered"] == 1 and home["against_rest"]["value"] == {"EUR": 1_000_000}
    said = run("law", "parity", table, *ON).out
    assert "only destination was swapped; end_user_country, consignee_country stayed as declared" in said
    assert "2 lines in = 2 swapped + 0 rejected" in said


def test_a_rejected_line_is_counted_and_said(run: Run, table: Path) -> None:
    table.write_text(LINES + "D3,broken\n", "utf-8")
    done = run("law", "parity", table, *ON)
    assert done.code == 1 and "3 lines in = 2 swapped + 1 rejected" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--vary", "destinaton"], "did you mean 'destination'?"),
        (["--vary", "mf_dy"], "a quantity has no values to swap"),
        (["--with", "origin"], "name a file with lines"),
        (["{table}", "--with", "end_user_military"], "is of another type"),
        (["{table}", "--html", "{table}"], "is also"),
        (["{table}", "--csv", "{table}"], "is also"),
        (["--html", "no/where.html"], "does not exist"),
        (["--csv", "{table}.doc"], "no format known"),
        (["no.csv"], "no.csv"),
        (["--regime", "zz"], "zz"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(run: Run, table: Path, words: list[str], said: str) -> None:
    done = run("law", "parity", *(w.format(table=table) for w in words), "--on", "2026-11-28")
    assert done.code == 2 and said in done.err and "Traceback" not in done.err
    assert table.read_text("utf-8") == LINES


def test_the_long_table_adds_up(run: Run, table: Path, tmp_path: Path) -> None:
    out = tmp_path / "parity.csv"
    assert run("law", "parity", table, *ON, "--csv", out).code == 0
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines(keepends=True)))
    assert {row["part"] for row in rows} == {"turns_on", "outcome", "difference", "value", "provision"}
    totals: dict[tuple[str, str], int] = {}
    for row in rows:
        if row["part"] == "outcome":
            key = (row["group"], row["regime"])
            totals[key] = totals.get(key, 0) + int(row["number"])
    assert set(totals.values()) == {2} and len(totals) >= 4
    turning = [row for row in rows if row["part"] == "turns_on"]
    assert all(row["instrument"] and row["provision"] and row["confidence"] for row in turning)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["lines.csv", "parity.csv"]


# ------------------------------------------------------------ the page
class Page(HTMLParser):
    """Collects tags, and everything that would load or run something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.outside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.outside += [f"{tag} {k}" for k, v in attrs if k in ("src", "srcset", "style") and "url(" in (v or "")]
        self.outside += [f"{tag} {k}" for k, _ in attrs if k.startswith("on") or k == "src"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_holds_all_it_needs(run: Run, table: Path, tmp_path: Path, language: str) -> None:
    out = tmp_path / "parity.html"
    assert run("law", "parity", table, *ON, "--html", out, "--language", language).code == 0
    text = out.read_text("utf-8")
    page = Page(text)
    assert page.outside == [] and not {"script", "link", "iframe", "b onload"} & set(page.tags)
    assert "default-src 'none'" in text and page.tags.count("svg") == 2
    assert "<b>Gallium</b>" not in text and "&lt;b&gt;Gallium&lt;/b&gt;" in text
    assert "{" not in re.sub(r"(?s)<style>.*?</style>", "", text)


def test_a_page_of_nothing_is_a_page(run: Run) -> None:
    data = json.loads(run("law", "parity", *ON, "--json").out)
    data["dependences"] = []
    assert "Nothing in force tells some foreign countries from others." in render_parity(data)


TREE, PROBLEMS = read_yaml_text(files("monazite.report").joinpath("parity.yml").read_text("utf-8"), "parity.yml")


@pytest.mark.parametrize("key", TREE)
def test_each_text_says_the_same_in_both_languages(key: str) -> None:
    entry, braces = TREE[key], re.compile(r"\{(\w+)\}")
    assert PROBLEMS == [] and set(entry) in ({"en", "zh"}, {"en", "one", "zh"})
    assert all(set(braces.findall(text)) == set(braces.findall(entry["en"])) for text in entry.values())
    assert not re.search(r"[\u4e00-\u9fff][,:;?()]", entry["zh"])
    assert not any(VERDICTS.search(text) for text in entry.values()), "facts only, no verdict"
