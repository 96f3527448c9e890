"""Recognition: by which path a grade counts in a market; packs with one mistake each; what ships is what was found."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from monazite.cli.root import cli
from monazite.errors import InputError, PackError, UsageError
from monazite.packs.recognition import load_recognition, read_recognition, recognition_folders, recognition_of
from monazite.packs.standards import standards_register, standards_weights
from monazite.quality.certificate import Certificate, Result
from monazite.quality.model import Period
from monazite.quality.printed import printed
from monazite.quality.qualification import STATES, derive, matrix, missing
from monazite.quality.recognition import LEVELS, USES, Instrument, market_of

HERE = Path(__file__).parent / "recognition"
PACKS = HERE / "packs"
REGISTER, RECOGNITION, WEIGHTS = standards_register(PACKS), recognition_of(PACKS), standards_weights()
DAY = dt.date(2026, 3, 1)


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a list of cases."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ------------------------------------------------------------ derivation
@pytest.mark.parametrize("row", rows("cases.csv"), ids=lambda row: row["case"])
def test_the_best_path_and_why(row: dict[str, str]) -> None:
    market = market_of(RECOGNITION, REGISTER, row["market"])
    day = dt.date.fromisoformat(row["on"])
    told = derive(REGISTER, RECOGNITION, REGISTER.grades[row["grade"]], market, WEIGHTS, day, shown=row["shown"])
    assert told.state == row["state"]
    best = [path for path in told.paths if path.state == told.state]
    if not row["path"]:
        assert told.paths == () and "no_recognition" in missing(told)
        return
    (first, *_) = [path for path in best if path.kind == row["path"]]
    assert first.reason == row["reason"]
    assert "; ".join(first.limits) == row["limits"]


def test_what_is_not_known_is_never_a_refusal() -> None:
    assert "no" not in STATES
    brazil = derive(
        REGISTER, RECOGNITION, REGISTER.grades["GB/T 1-2020 A"], market_of(RECOGNITION, REGISTER, "BR"), WEIGHTS, DAY
    )
    assert brazil.silent == ("silent",)
    assert missing(brazil) == ("no_recognition", "no_adoption", "no_equivalence")


def test_the_unnamed_are_counted_without_those_that_are_named() -> None:
    told = {one.id: one.unnamed for one in RECOGNITION.instruments}
    assert told == {
        "text-kz": 0,
        "results-vn": 0,
        "certificates-th": 0,
        "level-la": 0,
        "named-not": 40,
        "silent": 5,
        "mark-my": 0,
        "text-kh": 0,
        "text-mm": 0,
    }


def certificate(ce: str, fe: str) -> Certificate:
    """Return a made-up certificate of cerium metal."""
    found = [
        Result("Ce", ce, printed(ce), "%", "trem"),
        Result("Fe", fe, printed(fe), "%", "as_received"),
    ]
    return Certificate("made-up", "Cerium metal", results=tuple(found))


@pytest.mark.parametrize(
    ("ce", "fe", "state", "limits"),
    [
        ("99.95", "0.15", "yes", ()),
        ("99.95", "0.25", "none", ("Fe",)),
        ("99.95", "<0.5", "unknown", ("Fe",)),
        ("Complies", "0.1", "unknown", ("Ce",)),
    ],
)
def test_results_are_judged_against_the_grades_of_the_market(
    ce: str, fe: str, state: str, limits: tuple[str, ...]
) -> None:
    grade, germany = REGISTER.grades["GB/T 3-2020 C"], market_of(RECOGNITION, REGISTER, "DE")
    told = derive(REGISTER, RECOGNITION, grade, germany, WEIGHTS, DAY, certificate=certificate(ce, fe))
    (path,) = [one for one in told.paths if one.kind == "results" and one.via == "DIN 1-2021 D1"]
    assert (path.state, path.limits) == (state, limits)


@pytest.mark.parametrize(
    ("ce", "fe", "state", "held"),
    [
        ("99.95", "0.05", "yes", ""),
        ("99.95", "5", "none", "fail"),
        ("Complies", "0.05", "unknown", "indeterminate"),
    ],
)
def test_a_lot_that_misses_its_own_grade_counts_nowhere_by_it(ce: str, fe: str, state: str, held: str) -> None:
    grade = REGISTER.grades["GB/T 3-2020 C"]
    for market, kind in (("CN", "own"), ("ISO", "adoption")):
        where = market_of(RECOGNITION, REGISTER, market)
        told = derive(REGISTER, RECOGNITION, grade, where, WEIGHTS, DAY, certificate=certificate(ce, fe))
        (path,) = [one for one in told.paths if one.kind == kind]
        assert (told.state, path.state, path.held_by) == (state, state, held)


def test_what_is_known_on_one_day_alone_holds_on_that_day_alone() -> None:
    snapshot = Instrument("told-once", "Told once", as_of=Period(dt.date(2025, 11, 1), dt.date(2025, 11, 30)))
    days = (dt.date(1990, 1, 1), dt.date(2025, 11, 4), dt.date(2100, 1, 1))
    assert [snapshot.holding(day) for day in days] == ["unknown", "yes", "unknown"]


def test_the_matrix_has_a_row_a_grade_and_a_cell_a_market() -> None:
    grades = [REGISTER.grades["GB/T 1-2020 A"], REGISTER.grades["GB/T 3-2020 C"]]
    markets = [market_of(RECOGNITION, REGISTER, text) for text in ("China", "德国", "iso")]
    told = matrix(REGISTER, RECOGNITION, grades, markets, WEIGHTS, DAY)
    assert [[one.state for one in row] for row in told] == [["yes", "yes", "none"], ["yes", "none", "yes"]]


def test_uses_abroad_and_figures_are_read_as_they_are_told() -> None:
    first, second = RECOGNITION.uses
    assert (first.country, first.standard, first.use, first.count) == ("LA", "GB/T 1-2020", "as_is", 3)
    assert (second.use, second.count, str(second.since), str(second.until)) == ("localised", None, "2021-05", "2024")
    (led,) = RECOGNITION.indicators
    assert (led.relation, led.value, led.of, str(led.as_of)) == (">", "500", "900", "2025-11-04")


def test_a_market_that_is_none_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'Germany'"):
        market_of(RECOGNITION, REGISTER, "Germny")


# ------------------------------------------------------------ packs
@pytest.mark.parametrize("row", rows("wrong.csv"), ids=lambda row: row["case"])
def test_one_mistake_is_reported_once_at_its_place(row: dict[str, str], tmp_path: Path) -> None:
    pack = tmp_path / "made-up"
    shutil.copytree(PACKS / "recognition" / "made-up", pack)
    text = (pack / row["file"]).read_text("utf-8")
    assert row["old"] in text, "the case no longer fits the good pack"
    (pack / row["file"]).write_text(text.replace(row["old"], row["new"], 1), "utf-8")
    _, problems = read_recognition(pack)
    assert len(problems) == 1, problems
    (one,) = problems
    assert (one.path, one.code) == (f"made-up/{row['file']}", row["code"])
    assert (one.line, one.column) == (int(row["line"]), int(row["column"]))
    assert row["text"] in one.text and row["hint"] in one.hint
    with pytest.raises(PackError):
        load_recognition((pack,))


def test_a_file_that_would_not_be_read_is_told(tmp_path: Path) -> None:
    pack = tmp_path / "made-up"
    shutil.copytree(PACKS / "recognition" / "made-up", pack)
    (pack / "instrument.csv").write_text("id\n", "utf-8")
    (problem,) = read_recognition(pack)[1]
    assert problem.code == "P005" and "instruments.csv" in problem.hint


def test_a_folder_without_packs_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no packs of recognition"):
        recognition_folders(tmp_path)


# ------------------------------------------------------------ what ships
def test_the_published_figures_ship_as_dated_and_sourced() -> None:
    told = {one.id: one for one in recognition_of().indicators}
    figures = {name: f"{one.relation}{one.value}" for name, one in told.items()}
    assert (
        figures.items()
        >= {
            "led": "=1079",
            "recognised": ">500",
            "secretariats": "=26",
            "chairs": "=30",
            "convenors": "=486",
            "proposals": "=880",
            "formulations": "=532",
            "documents": "=65",
            "agreements": "=42",
            "railway": "=8",
            "zone-area": "=66670",
            "zone-standards": ">30",
            "recognition-3287": "=44",
        }.items()
    )
    assert told["agreements"].of == "138"
    assert all(one.source and one.as_of and one.confidence in "ABCDM" for one in told.values())


def test_no_country_is_guessed_for_what_names_none() -> None:
    told = {one.id: one for one in recognition_of().instruments}
    assert (told["gbt-3287"].countries, told["gbt-3287"].unnamed) == (44, 44)
    assert (told["cooperation-65"].documents, told["cooperation-65"].unnamed) == (65, 48)
    assert (told["agreements-42"].documents, told["agreements-42"].of) == (42, 138)
    assert all(set(one.parties) <= {"CN"} for one in told.values())
    assert all(one.level in ("", *LEVELS) for one in told.values())
    assert all(one.use in USES and one.country == "" for one in recognition_of().uses)


def test_a_grade_of_the_register_has_no_invented_path() -> None:
    register, recognition = standards_register(), recognition_of()
    grade = register.grades["GB/T 31978-2015 Ce-3NA"]
    told = derive(register, recognition, grade, market_of(recognition, register, "KZ"), WEIGHTS, DAY)
    assert (told.state, told.paths) == ("none", ())
    assert told.silent == ("cooperation-65", "agreements-42", "recognised-500")


def test_a_standard_without_grades_is_asked_for_as_a_whole() -> None:
    told = CliRunner().invoke(cli, ["standards", "qualify", "GB/T 3287", "--market", "KZ", "--on", "2025-11-04"])
    assert told.exit_code == 0 and "what is known does not tell" in told.output and "44 countries" in told.output
