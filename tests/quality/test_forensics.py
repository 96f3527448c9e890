"""Forensics: every mistake of the gallery is told with its field, its value and the reason; right ones are silent."""

from __future__ import annotations

import datetime as dt
import re
import string
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.packs.standards import standards_register, standards_weights
from monazite.quality.certificate import Certificate
from monazite.quality.forensics import CODES, Finding, findings, wrong_factors
from monazite.quality.forensics.limit_text import limits_beside
from monazite.quality.forensics.model import wordings
from monazite.quality.model import Edition, Register
from tests.quality.forensics_made_up import certificate, certificates, gallery, row

WRONG, RIGHT = gallery("forensics_wrong.yml"), gallery("forensics_right.yml")


def told(*given: Certificate, on: str = "") -> list[tuple[Finding, ...]]:
    day = dt.date.fromisoformat(on) if on else None
    return findings(given, standards_register(), standards_weights(), day)


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_with_field_value_and_reason(name: str) -> None:
    code, field, value, reason = WRONG[name]["expect"]
    found = told(*certificates(WRONG[name]), on=WRONG[name].get("on", ""))[0]
    assert {one.code for one in found} == {code, *WRONG[name].get("also", [])}
    one = next(one for one in found if one.code == code)
    assert field in (*one.fields, *(result.analyte for result in one.results))
    rows = " ".join(f"{result.text} {result.unit}" for result in one.results)
    assert value in f"{one.text} {rows}" and reason in one.text
    assert one.caveat and one.caveat_zh and one.text_zh and 1 <= one.strength <= 3


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_certificate_is_silent(name: str) -> None:
    found = told(*certificates(RIGHT[name]), on=RIGHT[name].get("on", ""))
    assert [list(each) for each in found] == [[]] * (1 + ("beside" in RIGHT[name]))


def test_the_galleries_are_large_and_show_every_finding() -> None:
    assert len(WRONG) >= 75 and len(RIGHT) >= 80
    assert {case["expect"][0] for case in WRONG.values()} == set(CODES) - {"edition_draft"}


def test_a_draft_cannot_be_met() -> None:
    draft = Edition("GB/T 99999-2027", "GB/T 99999", "2027", "SAC", "Made up", stage="40.20")
    case = {"standard": draft.id, "issued": "2026-03-01", "rows": ["TREO | 99.2 | %"]}
    register = Register({draft.id: draft}, {})
    ((found,),) = findings([certificate("one", case)], register, standards_weights())
    assert (found.code, found.fields) == ("edition_draft", ("claims[0].standard", "issued"))


def test_every_wording_names_the_places_that_are_filled_in_both_languages() -> None:
    assert set(wordings()) == set(CODES)
    for code, words in wordings().items():
        for text in (words.en, words.zh):
            places = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            assert places <= set(CODES[code].split()), code
        assert not re.search(r"[\u4e00-\u9fff]", words.en + words.not_en), code


# ------------------------------------------------------------ strengths
@pytest.mark.parametrize(
    ("rows", "strength"),
    [
        (["Dy2O3 | 99.90 | % | as_received", "Tb4O7 | 0.30 | % | as_received"], 1),
        (["Dy2O3 | 99.90 | % | as_received", "Tb4O7 | 0.80 | % | as_received"], 2),
        (["Dy2O3 | 99.90 | % | as_received | | | 0.10", "Tb4O7 | 0.80 | % | as_received"], 3),
        (["Er2O3 | 99.90 | % | treo", "Er | 87.06 | % | treo"], 2),
        (["Er2O3 | 99.90 | % | treo | | | 0.6", "Er | 87.06 | % | treo | | | 0.5"], 1),
        (["Er2O3 | 99.90 | % | treo | | | 0.05", "Er | 87.06 | % | treo | | | 0.05"], 3),
        (["Fe | 0.00054 | % | as_received | | ≤0.0005"], 1),
        (["Fe | 0.0006 | % | as_received | | ≤0.0005"], 2),
    ],
)
def test_a_finding_is_as_strong_as_its_evidence(rows: list[str], strength: int) -> None:
    (found,) = told(certificate("one", {"rows": rows}))[0]
    assert found.strength == strength


def test_the_strongest_comes_first() -> None:
    case = {"rows": ["Fe | 0.000 | % | as_received", "Ca | -0.002 | % | as_received"]}
    assert [one.code for one in told(certificate("one", case))[0]] == ["below_nil", "nil"]


# ------------------------------------------------------------ factors
FACTORS = {
    "La2O3": "0.8529",
    "CeO2": "0.8141",
    "Pr6O11": "0.8277",
    "Nd2O3": "0.8573",
    "Er2O3": "0.8715",
    "Tb4O7": "0.8502",
    "Y2O3": "0.7874",
    "TREO": "1.0",
}


def test_a_table_of_factors_is_audited() -> None:
    """Of a public laboratory configuration, only erbium is wrong."""
    (wrong,) = wrong_factors(FACTORS, standards_weights())
    assert (wrong.oxide, wrong.printed) == ("Er2O3", "0.8715")
    assert float(wrong.right) == pytest.approx(0.874523, abs=2e-6) and float(wrong.off) == pytest.approx(
        -0.00346, abs=1e-5
    )


# ------------------------------------------------------------ limits as issuers print them
LIMITS = {
    "≤0.005": (None, "0.005"),
    "<=0.005 %": (None, "0.005"),
    "max 0.5": (None, "0.5"),
    "0.5 max.": (None, "0.5"),
    "不大于0.5": (None, "0.5"),
    "NMT 10 ppm": (None, "10"),
    "≥99.0": ("99.0", None),
    "99.9% min": ("99.9", None),
    "不小于 99": ("99", None),
    "98%-102%": ("98", "102"),
    "0.2~0.3": ("0.2", "0.3"),
    "74.0 – 76.0": ("74.0", "76.0"),
    "24.0至26.0": ("24.0", "26.0"),
    "-5 to 5": ("-5", "5"),
}


@pytest.mark.parametrize("text", LIMITS)
def test_a_limit_beside_a_result_is_read(text: str) -> None:
    limits = limits_beside(text)
    assert limits is not None
    ends = tuple(None if end is None else end.value for end in (limits.lower, limits.upper))
    assert ends == tuple(None if end is None else Fraction(end) for end in LIMITS[text])


@pytest.mark.parametrize(
    "text", ["", "95% pass 60 mesh", "white powder", "99.9", "0.3-0.2", "max", "9" * 80, "-", "balance"]
)
def test_what_is_no_limit_is_none(text: str) -> None:
    assert limits_beside(text) is None


# ------------------------------------------------------------ across many
def lots(count: int, same: int = 0) -> list[Certificate]:
    """Return certificates of lots that differ, the first `same` of which carry the digits of one."""
    out = []
    for n in range(count):
        at = 0 if n < same else n
        rows = [
            f"{name} | {(at * 7919 + 13 * m * (at + 1)) % 9000 + 1000} | ppb | as_received"
            for m, name in enumerate(EARTHS)
        ]
        out.append(Certificate(f"c{n}", lot=f"L{n}", results=tuple(map(row, rows))))
    return out


EARTHS = "La Ce Pr Sm Eu Gd Dy Er".split()


def test_copies_are_found_among_many_and_only_they() -> None:
    found = told(*lots(400, same=5))
    copied = [n for n, each in enumerate(found) if any(one.code == "block_copied" for one in each)]
    assert copied == [0, 1, 2, 3, 4]
    (first,) = found[1]
    assert first.others == ("c0",) and "4 lots" in first.text and len(first.results) == len(EARTHS)


def test_a_thousand_lots_of_one_digest_are_told_once_each() -> None:
    one = certificate("x", {"rows": ["TREO | 99.2 | %"]})
    given = [
        Certificate(f"c{n}", lot=f"L{n}", results=one.results, digest="ab" * 32, issued=dt.date(2026, 1, 1))
        for n in range(1000)
    ]
    found = told(*given)
    assert all([each.code for each in told_] == ["file_reused"] for told_ in found)
    assert "999 lots" in found[0][0].text


def test_a_file_of_several_lots_is_one_file() -> None:
    one = certificate("x", {"rows": ["TREO | 99.2 | %"]})
    lots_of = [
        Certificate(f"c{n}", lot=f"L{n}", results=one.results, digest="ab" * 32, path=f"{name}.csv")
        for n, name in enumerate("aab")
    ]
    assert told(*lots_of[:2]) == [(), ()]
    assert [[each.code for each in each_told] for each_told in told(*lots_of)] == [["file_reused"]] * 3


ROW = st.builds(
    lambda name, number, unit, basis, beside: row(f"{name} | {number} | {unit} | {basis} | ICP-MS | {beside}"),
    st.sampled_from(["Nd2O3", "Nd", "TREO", "Assay", "LOI", "Li2CO3", "", "余量", "x" * 300]),
    st.sampled_from(["99.9", "<0.5", ">1", "-3", "0", "1e30", "1e-30", "n.d.", "15.5(+)", "5×10⁻⁴"]),
    st.sampled_from(["%", "ppm", "", "points", "°C", "ppb"]),
    st.sampled_from(["", "treo", "as_received"]),
    st.sampled_from(["", "≤0.5", "98-102", "balance", "nonsense", "0-0"]),
)


@given(st.lists(ROW, max_size=8), st.sampled_from(["", "Neodymium oxide", "Lithium orotate", "(", "氧化钕"]))
def test_whatever_is_printed_is_looked_at_without_a_fall(rows: list[object], product: str) -> None:
    one = Certificate("one", product=product, lot="L", results=tuple(rows))  # type: ignore[arg-type]
    for each in told(one)[0]:
        assert each.text and each.strength in (1, 2, 3)
