"""The register: which edition holds on a day, what designations say, what comparing tells; held to the facts found."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.errors import UsageError
from monazite.packs.standards import standards_register, standards_weights
from monazite.quality.compare import compared, overall
from monazite.quality.designation import ELEMENTS, designation
from monazite.quality.history import change_days, stretches, waited
from monazite.quality.limits import Bound, Limits
from monazite.quality.model import Edition, Grade, Period, Register, Requirement
from monazite.quality.registry import STANDINGS, editions_of, in_force_on, is_project, standing, start_of
from monazite.quality.search import asked, searched

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("MONAZITE_SHARED") or ROOT.parent / "shared")
DATA = (SHARED if (SHARED / "quality").is_dir() else SHARED / "data") / "quality"


def data(name: str) -> str:
    """Return a file of the data outside the repository; where it is absent skip, or fail if its place was named."""
    file = DATA / name
    if not file.is_file():
        text = f"THE QUALITY DATA ARE NOT AT {file}: set MONAZITE_SHARED to the folder that holds data/quality"
        if "MONAZITE_SHARED" in os.environ:
            pytest.fail(text)
        pytest.skip(text)
    return file.read_text("utf-8")


def vectors(family: str) -> list[dict[str, object]]:
    return [one for one in json.loads(data("test_vectors_dev.json")) if str(one["id"]).startswith(family)]


# ------------------------------------------------------------ the facts found are in the register
def test_vectors_of_editions_on_a_day() -> None:
    found = vectors("T")
    told = {one["input"]["standard"]: one for one in found if "date" in one["input"]}  # type: ignore[index,operator]
    assert {"YS/T 582", "GB/T 9967"} <= set(told)
    for standard, one in told.items():
        day = dt.date.fromisoformat(one["input"]["date"])  # type: ignore[index]
        (edition,) = in_force_on(standards_register(), standard, day)
        assert str(one["expected"]).startswith(edition.id)


def test_vectors_of_designations() -> None:
    found = vectors("G")
    assert len(found) >= 4
    for one in found:
        said, expected = designation(str(one["input"])), one["expected"]
        assert said is not None and isinstance(expected, dict)
        nines, _, rest = expected["purity"].partition(" = ")
        nines, _, variant = nines.partition(", variant ")
        assert (said.elements, said.form, said.nines) == ((expected["el"],), expected["form"], nines)
        assert said.variant == variant
        assert not rest or said.purity == Fraction(rest.removesuffix(" %"))


def test_every_edition_found_is_there_and_no_suspect_one() -> None:
    ids = {re.sub(r"\W", "", name) for name in standards_register().editions}
    for row in csv.DictReader(data("standards.csv").splitlines()):
        if "number not found" not in row["number"]:
            year = row["year"][2:] if row["number"].startswith("ASTM") else row["year"]
            assert (re.sub(r"\W", "", row["number"] + year) in ids) == (row["confidence"] != "X"), row["number"]


def test_every_limit_found_is_there_with_its_digits() -> None:
    register = standards_register()
    held = {}
    for grade in register.grades.values():
        for one in grade.requirements:
            key = (grade.product, grade.number or grade.name, one.source, one.printed)
            held[key] = held.get(key, 0) + 1
    rows = list(csv.DictReader(data("grades.csv").splitlines()))
    for row in rows:
        text = {"band": row["limit"], "balance": "balance"}.get(row["op"], row["op"] + row["limit"])
        product = row["product"].removesuffix(" FOB China (product inferred)")
        keys = [(product, name, row["source"], text) for name in (row["grade_num"], row["grade_char"], "", product)]
        key = next((key for key in keys if held.get(key)), None)
        assert key is not None, row
        held[key] -= 1
    assert len(rows) > 180
    assert not any(held.values())


def test_strict_limits_are_strict() -> None:
    told = {one.analyte: one for one in standards_register().grades["GB 3503-83"].requirements}
    assert (told["CuO"].printed, told["CuO"].unit, told["CuO"].limits) == (
        *("<6", "ppm"),
        Limits(None, Bound(Fraction(6), Fraction(1), strict=True)),
    )
    alloy = standards_register().grades["SMM market grade 2012 Pr-Nd-Dy alloy"].requirements[0]
    assert alloy.limits.lower == Bound(Fraction(99), Fraction(1, 10), strict=True)


# ------------------------------------------------------------ standing
def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("GB/T 9967-2025", "2025-07-31", "project"),
        ("GB/T 9967-2025", "2025-08-01", "issued"),
        ("GB/T 9967-2025", "2026-01-31", "issued"),
        ("GB/T 9967-2025", "2026-02-01", "in_force"),
        ("GB/T 9967-2010", "2026-01-31", "in_force"),
        ("GB/T 9967-2010", "2026-02-01", "withdrawn"),
        ("GB/T 9967-2010", "2010-06-01", "unknown"),
        ("YS/T 582-2006", "2013-08-31", "in_force"),
        ("YS/T 582-2006", "2013-09-01", "withdrawn"),
        ("ISO 24181-1:2024", "2024-07-31", "project"),
        ("ISO 24181-1:2024", "2024-08-15", "unknown"),
        ("ISO 24181-1:2024", "2024-08-31", "in_force"),
        ("ISO/DIS 24181-1", "2026-01-01", "project"),
        ("ISO 10576-1:2003", "2022-09-01", "withdrawn"),
        ("ISO/TS 22451:2021", "2026-01-01", "in_force"),
        ("GB/T 5240-1992", "2000-01-01", "in_force"),
        ("GB/T 5240-1992", "2016-01-01", "unknown"),
        ("GB/T 26417", "2020-01-01", "unknown"),
        ("MIIT 2026-01 Ce-Pr-Nd oxide", "2026-02-01", "project"),
        ("Fastmarkets Li2CO3 regional", "2020-06-01", "in_force"),
    ],
)
def test_how_an_edition_stands_on_a_day(name: str, on: str, expected: str) -> None:
    register = standards_register()
    assert standing(register, register.editions[name], day(on)) == expected


def test_an_edition_that_is_said_to_be_withdrawn_is_not_in_force_where_its_end_is_not_known() -> None:
    days = {name: Period(day(text), day(text)) for name, text in (("issued", "2010-01-05"), ("in_force", "2010-07-01"))}
    edition = Edition("T 1-2010", "T 1", "2010", "TST", "made up", stage="95.99", **days)
    register = Register({edition.id: edition}, {})
    assert [standing(register, edition, day(on)) for on in ("2010-02-01", "2010-07-01", "2026-01-01")] == [
        *("issued", "unknown", "unknown")
    ]


DAYS = st.dates(dt.date(1975, 1, 1), dt.date(2035, 12, 31))


@given(DAYS)
def test_on_no_day_are_two_shipped_editions_of_a_standard_in_force(on: dt.date) -> None:
    register = standards_register()
    for standard in {each.standard for each in register.editions.values()}:
        assert len(in_force_on(register, standard, on)) <= 1


@st.composite
def periods(draw: st.DrawFn) -> Period | None:
    first = draw(DAYS)
    length = draw(st.sampled_from((0, 0, 27, 364)))
    return draw(st.sampled_from((None, Period(first, first + dt.timedelta(days=length)))))


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Return a register of one standard with editions of distinct years, as much known of each as may be."""
    years = sorted(draw(st.sets(st.integers(1980, 2030), min_size=1, max_size=4)))
    editions = {}
    for year in years:
        told = {name: draw(periods()) for name in ("issued", "in_force", "withdrawn")}
        stage = draw(st.sampled_from(("", "40.60", "60.60", "95.99")))
        body = draw(st.sampled_from(("SAC", "ISO")))
        name = f"T 1-{year}"
        editions[name] = Edition(name, "T 1", str(year), body, "made up", stage=stage, **told)  # type: ignore[arg-type]
    return Register(editions, {})


@given(registers(), DAYS)
def test_at_most_one_edition_is_in_force_whatever_is_known(register: Register, on: dt.date) -> None:
    assert len(in_force_on(register, "T 1", on)) <= 1


@given(registers(), DAYS)
def test_stretches_say_what_standing_says(register: Register, on: dt.date) -> None:
    for edition in register.editions.values():
        parts = stretches(register, edition)
        assert parts[0].first is None and parts[-1].until is None
        assert [a.until for a in parts[:-1]] == [b.first for b in parts[1:]]
        (told,) = [p for p in parts if (p.first is None or p.first <= on) and (p.until is None or on < p.until)]
        assert told.standing == standing(register, edition, on)
        assert told.standing in STANDINGS


@given(registers())
def test_what_is_withdrawn_stays_so(register: Register) -> None:
    for edition in register.editions.values():
        told = [part.standing for part in stretches(register, edition)]
        assert "withdrawn" not in told[:-1]
        assert not is_project(edition) or told == ["project"]


def test_the_wait_between_issue_and_force_is_counted() -> None:
    editions = standards_register().editions
    assert waited(editions["YS/T 582-2023"]) == 194
    assert waited(editions["GB/T 20892-2020"]) is None
    assert start_of(editions["ISO/DIS 24181-1"]) is None
    assert change_days(standards_register(), editions["GB/T 26417"]) == []


# ------------------------------------------------------------ designations
@pytest.mark.parametrize(
    ("text", "elements", "form", "nines", "purity", "variant"),
    [
        ("021018", ("Ce",), "oxide", "1N8", "98", ""),
        ("021015", ("Ce",), "oxide", "1N5", "95", ""),
        ("171050", ("Y",), "oxide", "5N", "99.999", ""),
        ("102030", ("Dy",), "fluoride", "3N", "99.9", ""),
        ("24030A", ("Ce",), "metal", "3N", "99.9", "A"),
        ("Ce-2N5A", ("Ce",), "metal", "2N5", "99.5", "A"),
        ("Dy2O3-4N", ("Dy",), "oxide", "4N", "99.99", ""),
        ("161040", ("Sc",), "oxide", "4N", "99.99", ""),
    ],
)
def test_what_a_designation_says(
    text: str, elements: tuple[str, ...], form: str, nines: str, purity: str, variant: str
) -> None:
    said = designation(text)
    assert said is not None
    assert (said.elements, said.form, said.nines, said.variant) == (elements, form, nines, variant)
    assert said.purity == Fraction(purity)
    assert said.repaired == (text == "24030A")
    assert said.inferred == (elements == ("Sc",) and text.isdecimal())


def test_an_alloy_names_the_share_of_one_element() -> None:
    said = designation("PrNd-75NdB")
    assert said is not None
    assert (said.elements, said.share, said.of, said.variant, said.purity) == (("Pr", "Nd"), 75, "Nd", "B", None)


@pytest.mark.parametrize(
    "text",
    ["", "Nd2O3-04", "181050", "001050", "013050", "010095", "171000", "17105", "Fe-3N", "PrNd-75DyB", "PrNd-75"],
)
def test_what_is_no_designation_says_nothing(text: str) -> None:
    assert designation(text) is None or designation(text).repaired  # type: ignore[union-attr]


@given(st.sampled_from(ELEMENTS), st.sampled_from("124"), st.integers(1, 7), st.integers(0, 8))
def test_purity_rises_with_nines_and_digit(element: str, form: str, nines: int, digit: int) -> None:
    said = designation(f"{ELEMENTS.index(element) + 1:02}{form}0{nines}{digit}")
    more = designation(f"{ELEMENTS.index(element) + 1:02}{form}0{nines}{digit + 1}" if digit < 8 else "171055")
    assert said is not None and said.purity is not None and said.elements == (element,)
    assert Fraction(str(said.purity)) < 100
    if digit < 8:
        assert more is not None and more.purity is not None and more.purity > said.purity


# ------------------------------------------------------------ what is asked for
@pytest.mark.parametrize(
    ("text", "edition", "grades"),
    [
        ("GB/T 31978-2015", "GB/T 31978-2015", 2),
        ("gb/t31978—2015", "GB/T 31978-2015", 2),
        ("ＧＢ/Ｔ 31978－2015", "GB/T 31978-2015", 2),
        ("GB/T 31978-2015 Ce-3NA", "GB/T 31978-2015", 1),
        ("GB/T 31978-2015 024030B", "GB/T 31978-2015", 1),
        ("XB/T 215-2006 102025", "XB/T 215-2006", 1),
        ("ce-3na", "GB/T 31978-2015", 1),
        ("171055", "GB/T 3503-2015", 1),
        ("YS/T 582", "YS/T 582-2013", 1),
        ("ISO 5976", "ISO/FDIS 5976", 0),
        ("iso 24181-1:2024", "ISO 24181-1:2024", 0),
    ],
)
def test_what_a_text_names(text: str, edition: str, grades: int) -> None:
    thing = asked(standards_register(), text, day("2024-03-01"))
    assert thing.edition is not None
    assert (thing.edition.id, len(thing.grades)) == (edition, grades)


def test_what_is_not_there_is_told_with_what_is_near() -> None:
    with pytest.raises(UsageError, match="'GB/T 13558-2099 Dy2O3-4N'.*'GB/T 13558-2017'"):
        asked(standards_register(), "GB/T 13558-2099 Dy2O3-4N", day("2026-03-01"))
    with pytest.raises(
        UsageError, match="is a grade of several editions: 'Fastmarkets Li2CO3 exw China battery grade'"
    ):
        asked(standards_register(), "battery grade", day("2026-03-01"))
    with pytest.raises(UsageError, match="did you mean 'GB/T 31978-2015'"):
        asked(standards_register(), "GB/T 31987-2015", day("2026-03-01"))


@pytest.mark.parametrize(
    ("text", "edition", "name"),
    [
        ("GB/T 13558-2017 Dy2O3-4N", "GB/T 13558-2017", "Dy2O3-4N"),
        ("gb/t13558—2017 101040", "GB/T 13558-2017", "Dy2O3-4N"),
        ("gb/t 12144－2009  Tb4O7-4N", "GB/T 12144-2009", "Tb4O7-4N"),
    ],
)
def test_a_grade_without_limits_is_known_by_its_name(text: str, edition: str, name: str) -> None:
    thing = asked(standards_register(), text, day("2026-03-01"))
    (found,) = thing.grades
    assert thing.edition is not None and (thing.edition.id, found.name, found.requirements) == (edition, name, ())


def test_a_grade_that_an_edition_does_not_have_is_no_grade_by_name() -> None:
    for text in ("GB/T 31978-2015 Ce-9N", "GB/T 12144-2009X", "GB/T 12144-20091 A"):
        with pytest.raises(UsageError):
            asked(standards_register(), text, day("2026-03-01"))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["31978"], "GB/T 31978-2015"),
        (["镨钕金属"], "GB/T 20892-2020"),
        (["NEODYMIUM", "metal", "2025"], "GB/T 9967-2025"),
        (["024030A"], "GB/T 31978-2015"),
        (["TC 333"], "ISO/DIS 7819"),
        (["touchscreen"], "MIIT 2026-01 glass abrasives"),
    ],
)
def test_words_find_editions(words: list[str], first: str) -> None:
    found, hint = searched(standards_register(), words)
    assert (found[0].id, hint) == (first, "")


def test_words_that_find_nothing_are_told_what_is_near() -> None:
    assert searched(standards_register(), ["neodymum"]) == ([], "did you mean 'neodymium'?")
    assert searched(standards_register(), ["zzzzzzzz"]) == ([], "")
    assert searched(standards_register(), [""]) == ([], "")


def test_editions_of_a_standard_come_in_order() -> None:
    names = [each.id for each in editions_of(standards_register(), "GB/T 3503")]
    assert names == ["GB 3503-83", "GB/T 3503-1993", "GB/T 3503-2006", "GB/T 3503-2015"]
    stages = [each.id for each in editions_of(standards_register(), "ISO 24181-1")]
    assert stages == ["ISO/DIS 24181-1", "ISO/FDIS 24181-1", "ISO 24181-1", "ISO 24181-1:2024"]


# ------------------------------------------------------------ comparing
def grade(name: str, *limits: tuple[str, str, str, str]) -> Grade:
    made = []
    for analyte, op, text, unit in limits:
        bound = Bound(Fraction(text), Fraction(1, 100), strict=op in "<>")
        ends = Limits(bound, None) if ">" in op else Limits(None, bound)
        made.append(Requirement("T 1-2020", name, analyte, "as_received", unit, op + text, ends))
    return Grade("T 1-2020", "made up", name, requirements=tuple(made))


@pytest.mark.parametrize(
    ("first", "second", "relations", "whole"),
    [
        ([("Fe", "<=", "0.1", "%")], [("Fe", "<=", "1000", "ppm")], ["equal"], "equal"),
        ([("Fe", "<", "0.1", "%")], [("Fe", "<=", "0.1", "%")], ["stricter"], "stricter"),
        ([("Fe", "<=", "0.1", "%")], [("Fe2O3", "<=", "0.1", "%")], ["looser"], "looser"),
        ([("Fe", "<=", "0.1", "%")], [("Fe", "<=", "0.1", "nm")], ["incomparable"], "incomparable"),
        ([("Fe", "<=", "0.1", "%")], [], ["stricter"], "stricter"),
        ([], [("Fe", "<=", "0.1", "%")], ["looser"], "looser"),
        ([], [], [], "incomparable"),
        ([("Ce", ">=", "99", "%")], [("Ce", "<=", "99", "%")], ["crossed"], "crossed"),
        ([("Pr+Nd", ">=", "99", "%")], [("Nd+Pr", ">=", "99", "%")], ["equal"], "equal"),
        (
            [("Fe", "<=", "0.1", "%"), ("Si", "<=", "0.2", "%")],
            [("Si", "<=", "0.1", "%"), ("Fe", "<=", "0.2", "%")],
            ["stricter", "looser"],
            "crossed",
        ),
    ],
)
def test_how_two_grades_compare(
    first: list[tuple[str, str, str, str]], second: list[tuple[str, str, str, str]], relations: list[str], whole: str
) -> None:
    rows = compared(grade("A", *first), grade("B", *second), standards_weights())
    assert ([row.relation for row in rows], overall(rows)) == (relations, whole)


TURNED = {"stricter": "looser", "looser": "stricter"}


@given(st.data())
def test_comparing_the_other_way_round_tells_the_opposite(draws: st.DataObject) -> None:
    limited = (one for one in standards_register().grades.values() if any(r.kind == "limit" for r in one.requirements))
    grades = list(limited)
    one, other = (draws.draw(st.sampled_from(grades)) for _ in range(2))
    there = overall(compared(one, other, standards_weights()))
    back = overall(compared(other, one, standards_weights()))
    assert back == TURNED.get(there, there)
    assert overall(compared(one, one, standards_weights())) == "equal"
