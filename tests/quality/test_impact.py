"""The impact of a draft: who stops, who starts, by which limit and how far; drafts with one mistake each."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.errors import InputError, PackError
from monazite.packs.draft import load_draft
from monazite.packs.standards import standards_register, standards_weights
from monazite.packs.verdicts import is_verdicts, load_verdicts
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import RULES, Uncertainty
from monazite.quality.impact import CHANGES, Draft, Effect, Impact, impact
from monazite.quality.kept import kept
from monazite.quality.printed import printed

HERE = Path(__file__).parent / "impact"
REGISTER = standards_register(Path(__file__).parent / "recognition" / "packs")
WEIGHTS = standards_weights()
GOOD = (HERE / "good.yml").read_text("utf-8")
DRAFT = load_draft(HERE / "good.yml", REGISTER)
with (HERE / "wrong.csv").open(encoding="utf-8", newline="") as _file:
    WRONG = list(csv.DictReader(_file))


def certificate(name: str, ce: str, fe: str, issuer: str = "Baishan", product: str = "Cerium metal") -> Certificate:
    """Return a made-up certificate; an empty text is a result that is not there."""
    given = [("Ce", ce, "trem"), ("Fe", fe, "as_received")]
    found = [Result(analyte, text, printed(text), "%", basis) for analyte, text, basis in given if text]
    return Certificate(name, product, issuer=issuer, results=tuple(found))


def told(*certificates: Certificate, rule: str = "simple") -> Impact:
    """Return the impact of the good draft."""
    return impact(DRAFT, certificates, WEIGHTS, RULES[rule])


def of(name: str, found: Impact) -> Effect:
    """Return the effect on the first certificate in a grade of the draft."""
    return next(each for each in found.effects if each.grade.grade.name == name)


# ------------------------------------------------------------ what changes
@pytest.mark.parametrize(
    ("ce", "fe", "in_a", "in_b"),
    [
        ("99.95", "0.04", "keeps", "starts"),
        ("99.95", "0.05", "keeps", "starts"),
        ("99.95", "0.08", "stops", "starts"),
        ("99.95", "0.20", "neither", "starts"),
        ("98.9", "0.04", "neither", "neither"),
        ("99.95", "<0.08", "open", "starts"),
        ("99.95", "<0.05", "keeps", "starts"),
        ("99.95", "", "open", "starts"),
        ("Complies", "0.04", "open", "open"),
    ],
)
def test_who_stops_and_who_starts(ce: str, fe: str, in_a: str, in_b: str) -> None:
    found = told(certificate("1", ce, fe))
    assert (of("A", found).change, of("B", found).change) == (in_a, in_b)
    assert of("B", found).today == ""


def test_limits_that_are_not_written_are_those_of_today() -> None:
    first, second = DRAFT.grades
    assert [(one.analyte, one.printed) for one in first.grade.requirements] == [("Ce", ">=99.9"), ("Fe", "<=0.05")]
    assert [one.analyte for one in second.grade.requirements] == ["Ce"] and second.today is None


@pytest.mark.parametrize(
    ("fe", "room", "share"),
    [
        ("0.03", Fraction("0.02"), Fraction(2, 5)),
        ("0.05", Fraction(0), Fraction(0)),
        ("0.08", Fraction("-0.03"), Fraction(-3, 5)),
        ("<0.04", Fraction("0.01"), Fraction(1, 5)),
        (">0.08", None, None),
    ],
)
def test_headroom_is_exact(fe: str, room: Fraction | None, share: Fraction | None) -> None:
    margin = of("A", told(certificate("1", "99.95", fe))).margins[1]
    assert (margin.requirement.analyte, margin.room, margin.share) == ("Fe", room, share)


def test_the_limits_that_stop_and_the_tightest_are_told() -> None:
    worst = of("A", told(certificate("1", "99.5", "0.06")))
    assert [each.requirement.analyte for each in worst.stopped_by] == ["Fe", "Ce"]
    assert worst.tightest is not None and worst.tightest.requirement.analyte == "Fe"
    missing = of("A", told(certificate("1", "99.95", "")))
    assert [each.requirement.analyte for each in missing.left_open] == ["Fe"] and missing.stopped_by == ()


def test_counts_add_up_by_grade_limit_and_supplier() -> None:
    lots = [
        certificate("1", "99.95", "0.08"),
        certificate("2", "99.95", "0.04"),
        certificate("3", "99.95", "0.09", "Nord"),
    ]
    found = told(*lots, certificate("4", "99.95", "0.08", product="Neodymium oxide"))
    assert found.counts("A") == {"stops": 2, "starts": 0, "keeps": 1, "neither": 0, "open": 0}
    assert found.limits() == {"Fe": 2}
    assert [one.id for one in found.beside] == ["4"]
    assert {name: counts["stops"] for name, counts in found.suppliers().items()} == {"Baishan": 1, "Nord": 1}


def test_a_guard_band_is_that_of_the_rule() -> None:
    given = certificate("1", "99.95", "0.049")
    wide = [Result(r.analyte, r.text, r.value, r.unit, r.basis, Uncertainty(Fraction("0.001"))) for r in given.results]
    guarded = told(Certificate("1", "Cerium metal", results=tuple(wide)), rule="guard_u")
    assert of("A", guarded).under_draft == "conditional_pass" and of("A", guarded).change == "keeps"
    assert of("A", told(given, rule="guard_u")).change == "open"


@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from(["A", "B", "C"])), max_size=12))
def test_the_draft_stops_exactly_those_between_its_limit_and_that_of_today(lots: list[tuple[int, str]]) -> None:
    given = [certificate(str(k), "99.95", f"{iron / 1000:.3f}", who) for k, (iron, who) in enumerate(lots)]
    found = told(*given)
    assert found.counts("A")["stops"] == sum(50 < iron <= 100 for iron, _ in lots)
    assert found.counts("A")["keeps"] == sum(iron <= 50 for iron, _ in lots)
    assert sum(found.counts().values()) == 2 * len(lots)
    assert all(set(counts) == set(CHANGES) for counts in found.suppliers().values())


# ------------------------------------------------------------ drafts
@pytest.mark.parametrize("row", WRONG, ids=[row["case"] for row in WRONG])
def test_one_mistake_is_reported_once_at_its_place(row: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "draft.yml"
    assert row["old"] in GOOD, "the case no longer fits the good draft"
    file.write_text(GOOD.replace(row["old"], row["new"], 1), "utf-8")
    with pytest.raises(PackError) as caught:
        load_draft(file, REGISTER)
    (one,) = caught.value.problems
    assert (one.code, one.line) == (row["code"], int(row["line"])), one
    assert row["text"] in one.text and row["hint"] in one.hint


@pytest.mark.parametrize("text", ["", "- a\n", "draft: x\n", "draft: x\ngrades:\n  - y\n", "draft: [\n"])
def test_what_is_no_draft_is_told(text: str, tmp_path: Path) -> None:
    file = tmp_path / "draft.yml"
    file.write_text(text, "utf-8")
    with pytest.raises(PackError):
        load_draft(file, REGISTER)
    with pytest.raises(InputError, match="no draft"):
        load_draft(tmp_path / "no.yml", REGISTER)


# ------------------------------------------------------------ tables of verdicts
def test_certificates_come_back_from_a_table_of_verdicts(tmp_path: Path) -> None:
    given = certificate("1", "99.950", "0.0500000000001", "Nord")
    row = {"certificate": "1", "analyte": "Fe", "state": "fail", "grade_state": "fail", "kept": kept(given)}
    file = tmp_path / "verdicts.jsonl"
    file.write_text(json.dumps(row) + "\n", "utf-8")
    assert is_verdicts(file) and load_verdicts(file) == [given]
    assert of("A", told(*load_verdicts(file))).change == "stops"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("v.parquet", b"PAR1 no parquet"),
        ("v.jsonl", b"[1]\n"),
        ("v.jsonl", b"{\n"),
        ("v.jsonl", b""),
        ("v.jsonl", b'{"certificat": 1}\n'),
        ("v.csv", b'certificate,analyte\n"x\n'),
        ("v.csv", b"\xff\xfe\n"),
        ("v.txt", b""),
    ],
)
def test_what_is_no_table_of_verdicts_is_an_input_error(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError):
        load_verdicts(tmp_path / name)


def test_a_draft_without_certificates_changes_nothing() -> None:
    found = impact(Draft("D", DRAFT.grades), [], WEIGHTS, RULES["simple"])
    assert (found.effects, found.limits(), found.suppliers()) == ((), {}, {})
