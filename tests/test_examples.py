"""The example lines get the answers that were reasoned from the law, line by line, before the tool ran on them."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path

import pytest

from monazite.assess import Request, assess
from monazite.packs import law_packs
from monazite.packs.goods_doubts import doubts_pack
from monazite.summary import Summary

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
KNOWN_ON = dt.date(2026, 11, 22)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EXPECTED = table(EXAMPLES / "expected.csv")
DECLARATIONS = sorted({row["declaration"] for row in EXPECTED})


@lru_cache(maxsize=8)
def run(
    name: str, folder: Path, reading: str = "instruments", *, words: bool = True
) -> tuple[Summary, dict[tuple[str, str], dict[str, str]]]:
    """Return the summary and the answers by (declaration, line); without `words` only what lines state counts."""
    out = folder / f"{name}.{reading}.{words}.csv"
    request = Request(
        inputs=(str(EXAMPLES / name),),
        packs=law_packs(["cn"], ROOT / "packs"),
        known_on=KNOWN_ON,
        reading=reading,
        out=str(out),
        licences=str(EXAMPLES / "licences.csv"),
        threads=1,
        goods=doubts_pack() if words else None,
    )
    summary = assess(request)
    return summary, {(row["declaration"], row["line"]): row for row in table(out)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("examples")


def answers(declaration: str, folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    name = "declarations_zh.csv" if declaration.startswith("Z-") else "declarations.csv"
    return run(name, folder)[1]


@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_the_answers_are_those_that_the_law_gives(declaration: str, folder: Path) -> None:
    names = ("decision", "outcome_low", "outcome_high")
    wanted = [row for row in EXPECTED if row["declaration"] == declaration]
    given = answers(declaration, folder)
    for row in wanted:
        got = given[row["declaration"], row["line"]]
        told = f"{declaration} line {row['line']} ({row['why']}): asks {got['ask']}; bases {got['bases']}"
        assert [got[n] for n in names] == [row[n] for n in names], told


def test_every_line_is_read_and_most_are_expected(folder: Path) -> None:
    summary, lines = run("declarations.csv", folder)
    assert (summary.rejected, summary.lines_out) == (0, len(lines))
    assert len(lines) >= 200
    assert len([row for row in EXPECTED if row["why"]]) >= 80


def test_the_examples_show_every_decision_and_outcome(folder: Path) -> None:
    _, lines = run("declarations.csv", folder)
    decisions = Counter(row["decision"] for row in lines.values())
    assert set(decisions) == {"release", "release_with_duties", "ask", "hold_for_licence", "refuse"}
    assert min(decisions.values()) >= 15
    # No provision of the cn pack gives `notification`; the others must all be seen.
    shown = {row[n] for row in lines.values() for n in ("outcome_low", "outcome_high")}
    assert shown == {
        "not_controlled",
        "exempt",
        "case_by_case",
        "licence_required",
        "presumption_of_denial",
        "prohibited",
    }


def test_the_readings_differ_only_on_the_announced_days(folder: Path) -> None:
    _, lines = run("declarations.csv", folder)
    differing = [row for row in lines.values() if row["reading_differs"] == "yes"]
    assert len(differing) >= 15
    # 2026-11-10 is there once: half past five in the afternoon of London is the next day in Beijing.
    days = sorted(row["date"] for row in differing if row["date"])
    assert days.count("2026-11-10") == 1
    assert "2026-11-11" <= days[1] <= days[-1] <= "2027-01-10"


def test_the_other_reading_gives_the_other_answer_where_it_differs(folder: Path) -> None:
    _, own = run("declarations.csv", folder)
    _, other = run("declarations.csv", folder, "announced")
    changed = {
        key
        for key, row in own.items()
        if any(row[name] != other[key][name] for name in ("cn_low", "cn_high", "duties", "findings"))
    }
    assert changed == {key for key, row in own.items() if row["reading_differs"] == "yes"}


def test_what_is_missing_is_asked_and_what_is_settled_is_not(folder: Path) -> None:
    _, lines = run("declarations.csv", folder)
    for key, row in lines.items():
        if row["decision"] in ("release", "release_with_duties", "refuse"):
            assert row["outcome_low"] == row["outcome_high"], key
        if row["outcome_low"] != row["outcome_high"]:
            assert row["ask"], key


def test_unreadable_cells_are_findings_on_their_line(folder: Path) -> None:
    _, lines = run("declarations.csv", folder)
    found = defaultdict(list)
    for row in lines.values():
        for word in (
            "impossible date",
            "may be 2026",
            "wrong check digit",
            "net_mass",
            "is no material",
            "no known country",
        ):
            if word in row["findings"]:
                found[word].append(row["row"])
    assert len(found) == 6, dict(found)


def test_licences_cover_fail_and_run_out(folder: Path) -> None:
    summary, lines = run("declarations.csv", folder)
    said = Counter(row["licence"] for row in lines.values() if row["licence"])
    assert set(said) == {"covered", "not_covered", "cannot_tell"}
    reasons = " | ".join(row["licence_reason"] for row in lines.values())
    for words in ("50 kg left, 100 kg asked", "status is expired", "status is suspended", "holder is"):
        assert words in reasons
    assert any("2026-CN-99999" in row["findings"] for row in lines.values())


def test_the_wco_declaration_is_read_whole(folder: Path) -> None:
    summary, lines = run("declaration_wco.xml", folder)
    assert (summary.rejected, sorted(line for _, line in lines)) == (0, ["1", "2", "3"])
    answers = {line: (row["decision"], row["outcome_low"]) for (_, line), row in lines.items()}
    assert answers == {"1": ("ask", "exempt"), "2": ("ask", "not_controlled"), "3": ("release", "not_controlled")}
    plain, stated = run("declaration_wco.xml", folder, words=False)
    assert [*summary.pack_versions] == ["cn", "goods"] and [*plain.pack_versions] == ["cn"]
    assert {row["decision"] for row in stated.values()} == {"ask"}


@pytest.mark.parametrize("name", ["declarations.csv", "declarations_zh.csv"])
def test_words_change_only_the_answer_of_the_line_whose_cell_cannot_be_read(name: str, folder: Path) -> None:
    names = ("decision", "outcome_low", "outcome_high")
    (_, stated), (_, read) = run(name, folder, words=False), run(name, folder)
    changed = {key for key, row in read.items() if any(row[n] != stated[key][n] for n in names)}
    assert changed == ({("D-65", "2")} if name == "declarations.csv" else set())


def test_the_chinese_sheet_is_gb18030() -> None:
    raw = (EXAMPLES / "declarations_zh.csv").read_bytes()
    assert raw.decode("gb18030").startswith("报关单号")
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
