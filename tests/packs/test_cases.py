"""Cases of a pack: what an expectation may say, and what a failure tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from monazite.packs import load_law, read_law
from monazite.packs.act_cases import unnoticed_acts
from monazite.packs.cases import read_cases, run_cases, unnoticed
from tests.packs.overlays import laid_over, problems_of


def failures(
    tmp_path: Path, expectation: str, given: str = "material: metal, main_element: Dy, destination: US"
) -> list[str]:
    """Run one case on the pack of the gallery and return what fails."""
    pack = laid_over(tmp_path)
    for file in (pack / "cases").iterdir():
        file.unlink()
    (pack / "cases" / "one.yml").write_text(
        f"- case: one\n  given: {{{given}}}\n  expect:\n    - {expectation}\n", "utf-8"
    )
    expectations, problems = read_cases(pack)
    assert problems == []
    return [f.text for f in run_cases([load_law(pack)], expectations)[0]]


CIVIL = "material: metal, main_element: Dy, destination: US, end_use: civil"


@pytest.mark.parametrize(
    "expectation",
    [
        "{on: 2025-03-01, outcome: licence_required}",
        "{on: 2025-03-01, low: licence_required, high: licence_required}",
        "{on: 2025-03-01, low: licence_required}",
        "{on: 2025-03-01, bases: [ex.act.art-1], possible: [-ex.act.art-1], findings: []}",
        "{on: 2025-03-01, items: [1C.1, -1C.2.a]}",
        "{on: 2025-03-01, items: ['ex:1C.1']}",
        "{on: 2025-03-01, known_on: 2025-01-09, outcome: not_controlled}",
        "{on: 2025-06-15, known_on: 2025-05-31, outcome: licence_required}",
        "{on: 2025-06-15, reading: announced, outcome: not_controlled}",
    ],
)
def test_what_holds(tmp_path: Path, expectation: str) -> None:
    assert failures(tmp_path, expectation, CIVIL) == []


@pytest.mark.parametrize(
    ("expectation", "piece"),
    [
        ("{on: 2025-03-01, outcome: exempt}", "licence_required where exempt is expected; holds: ex.act.art-1"),
        ("{on: 2025-03-01, low: exempt}", "licence_required where exempt is expected"),
        ("{on: 2025-03-01, bases: [-ex.act.art-1]}", "'ex.act.art-1' stands in bases"),
        ("{on: 2025-03-01, bases: [ex.act.art-2]}", "'ex.act.art-2' is missing in bases (ex.act.art-1; did you mean"),
        ("{on: 2025-03-01, duties: [report]}", "'report' is missing in duties (empty"),
        ("{on: 2025-03-01, items: [1C.3]}", "'1C.3' is missing in items"),
    ],
)
def test_what_does_not_hold_is_told(tmp_path: Path, expectation: str, piece: str) -> None:
    found = failures(tmp_path, expectation, CIVIL)
    # Without a reading it must hold under both: told twice.
    assert len(found) == 2
    assert all(piece in text for text in found)


def test_an_interval_and_what_to_ask(tmp_path: Path) -> None:
    expectation = "{on: 2025-03-01, low: exempt, high: licence_required, ask: [end_use, -destination]}"
    assert failures(tmp_path, expectation) == []
    (text,) = failures(tmp_path / "again", "{on: 2025-03-01, reading: announced, outcome: licence_required}")
    assert "exempt … licence_required where licence_required is expected" in text
    assert text.endswith("ask: end_use")


def test_a_deleted_suspension_is_noticed_behind_a_misspelt_id(tmp_path: Path) -> None:
    """`-ex.act.art-10` would be missing for ever: the case would hold whatever the law says."""
    folder = laid_over(tmp_path)
    (folder / "cases" / "one.yml").write_text(
        "- case: one\n  given: {material: metal}\n  expect:\n    - {on: 2025-06-15, bases: [-ex.act.art-10]}\n", "utf-8"
    )
    (problem,) = problems_of(folder)
    assert (problem.code, problem.path, problem.line, problem.column) == ("P027", "cases/one.yml", 4, 33)
    assert "'ex.act.art-1" in problem.hint


@pytest.mark.parametrize(
    "words", ["bases: [-us.ear.744-11]", "items: [-us:1C229]", "findings: ['-conflict_of_laws: a forbids following b']"]
)
def test_words_of_other_regimes_and_sentences_are_taken_as_they_are(words: str, tmp_path: Path) -> None:
    folder = laid_over(tmp_path)
    (folder / "cases" / "one.yml").write_text(
        f"- case: one\n  given: {{material: metal}}\n  expect:\n    - {{on: 2025-06-15, {words}}}\n", "utf-8"
    )
    assert problems_of(folder) == []


def test_every_rule_of_the_base_is_noticed_and_an_idle_one_is_not(tmp_path: Path) -> None:
    folder = laid_over(tmp_path)
    pack = load_law(folder)
    expectations, _ = read_cases(folder)
    found, touched = run_cases([pack], expectations)
    assert (found, unnoticed([pack], pack, expectations, touched)) == ([], [])
    without = [e for e in expectations if e.high != "exempt"]
    _, touched = run_cases([pack], without)
    assert unnoticed([pack], pack, without, touched) == ["ex.act.art-2"]


def test_an_act_that_no_case_would_miss_is_named(tmp_path: Path) -> None:
    folder = laid_over(tmp_path)
    pack, (expectations, _) = load_law(folder), read_cases(folder)
    assert unnoticed_acts(pack, expectations) == []
    before = [e for e in expectations if str(e.on) < "2025-06-10"]
    assert list(map(str, unnoticed_acts(pack, before))) == ["ex.stay suspends ex.act"]


def test_a_folder_of_packs_is_no_pack(tmp_path: Path) -> None:
    laid_over(tmp_path)
    (problem,) = read_law(tmp_path)[1]
    assert problem.code == "P003" and problem.hint == f"name one of the packs below it: {tmp_path / 'ex'}"


def test_a_later_notice_may_change_a_day_of_the_calendar(tmp_path: Path) -> None:
    folder = laid_over(tmp_path)
    rows = (
        "from,to,kind,name,published",
        "2025-05-03,,working,made up,2024-11-12",
        "2025-05-03,,holiday,new,2025-04-01",
    )
    (folder / "calendar.csv").write_text("\n".join(rows) + "\n", "utf-8")
    assert problems_of(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("suspends: ex.act", "suspends: ex.stya", "did you mean 'ex.act'?"),
        ("suspends: ex.act", "suspends: art-1", "did you mean 'ex.act.art-1'?"),
    ],
)
def test_the_hint_of_an_act_is_another_thing(old: str, new: str, hint: str, tmp_path: Path) -> None:
    folder = laid_over(tmp_path)
    file = folder / "instruments.yml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    (problem,) = problems_of(folder)
    assert (problem.code, problem.hint) == ("P022", hint)


def test_the_same_number_is_nearer_than_the_same_office(tmp_path: Path) -> None:
    folder = laid_over(tmp_path)
    file = folder / "instruments.yml"
    text = file.read_text("utf-8").replace("suspends: ex.act", "suspends: ex.mofcom-gacc.2026-61")
    for name in ("ex.mofcom-gacc.2026-60", "ex.mofcom.2026-61"):
        text += f"{name}:\n  title: Announcement\n  issuer: MOFCOM\n"
    file.write_text(text, "utf-8")
    (problem,) = problems_of(folder)
    assert problem.hint == "did you mean 'ex.mofcom.2026-61'?"


def test_a_comment_after_more_blanks_is_a_comment(tmp_path: Path) -> None:
    folder = laid_over(tmp_path)
    file = folder / "instruments.yml"
    file.write_text(file.read_text("utf-8").replace("2025-01-10", "2025-01-10  #when it was issued # 2"), "utf-8")
    assert problems_of(folder) == []
