"""Certificates in tables of verdicts: what comes back is what was checked, to the last digit, or it is refused."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.cli import cli
from monazite.cli.certificate_record import FileChecked, rows, schema
from monazite.errors import InputError
from monazite.formats.certificates import Reading
from monazite.packs.analytes import quality_words
from monazite.packs.standards import standards_register, standards_weights
from monazite.packs.standards_values import read_limits
from monazite.packs.verdicts import is_verdicts, kept_cells, load_signatures, load_verdicts
from monazite.quality import kept as kept_json
from monazite.quality.certificate import Certificate, Claim, Result
from monazite.quality.checking import Checker
from monazite.quality.decision import Uncertainty, rule_of
from monazite.quality.kept import kept, restored
from monazite.quality.model import Edition, Grade, MethodScope, Register, Requirement
from monazite.quality.printed import Printed, printed

ON = dt.date(2026, 3, 1)
EDITION = "E 1-2020"


def _requirement(analyte: str, operator: str, limit: str, basis: str = "as_received") -> Requirement:
    limits = read_limits(operator, limit, "full")
    assert limits is not None
    return Requirement(EDITION, "G", analyte, basis, "%", operator + limit, limits)


GRADE = Grade(
    EDITION,
    "Cerium metal",
    "G",
    requirements=(
        _requirement("Fe", "<=", "0.1"),
        _requirement("Fe2O3+SiO2", "<=", "1.0"),
        _requirement("Ce", ">=", "99.9", "trem"),
        _requirement("Si", "<=", "0.05"),
    ),
)
METHOD = MethodScope("M 1", "", "Fe", Fraction(1, 1000), Fraction(5, 100), "%")
REGISTER = Register({EDITION: Edition(EDITION, "E 1", "2020", "E", "made up")}, {GRADE.id: GRADE}, (METHOD,))
WEIGHTS, WORDS = standards_weights(), quality_words(None)


def checker(rule: str = "simple") -> Checker:
    return Checker(REGISTER, WEIGHTS, WORDS.substance, ON, rule_of(rule))


def line(analyte: str, text: str, unit: str = "%", basis: str = "as_received", **more: Any) -> Result:
    return Result(analyte, text, printed(text), unit, basis, **more)


def written(folder: Path, certificates: tuple[Certificate, ...], name: str = "v.csv", rule: str = "simple") -> Path:
    """Write the table of verdicts on certificates, as the command does."""
    from monazite.write import open_output

    held = checker(rule)
    file = FileChecked(Reading("lot.json", certificates), tuple(held.against(one, [GRADE]) for one in certificates))
    columns = schema()
    with open_output(str(folder / name), title="t", schema=columns) as table:
        table.write(pa.RecordBatch.from_pylist(list(rows(file, held)), schema=columns))
    return folder / name


def states(one: Certificate, rule: str) -> list[tuple[str, str]]:
    verdict = checker(rule).against(one, [GRADE]).verdict
    assert verdict is not None
    return [(each.state, each.reason) for each in verdict.verdicts]


# ------------------------------------------------------------ what was lost once
@pytest.mark.parametrize(
    ("results", "rule", "state"),
    [
        ([line("Fe", "1000.000000000001", "ppm")], "simple", "fail"),
        ([line("Fe", "0.1(+)")], "simple", "fail"),
        ([line("Fe", "0.09", method="M 1")], "simple", "indeterminate"),
        (
            [line("Fe", "0.075", uncertainty=Uncertainty(None, Fraction(3, 100), Fraction(3)))],
            "guard_u",
            "conditional_pass",
        ),
        ([line("Fe2O3", "<0.9"), line("SiO2", ">0.8")], "simple", "indeterminate"),
        ([line("Fe2O3", "0.4..0.6"), line("Fe2O3", "0.9"), line("SiO2", "0.8")], "simple", "fail"),
        ([line("Si", "0.04"), line("Si", "0.06")], "simple", "fail"),
    ],
)
def test_what_decides_is_in_the_table(results: list[Result], rule: str, state: str, tmp_path: Path) -> None:
    one = Certificate("c", "Cerium metal", results=tuple(results))
    assert state in [told for told, _ in states(one, rule)]
    for name in ("v.csv", "v.parquet", "v.jsonl"):
        (back,) = load_verdicts(written(tmp_path, (one,), name, rule))
        assert back == one and states(back, rule) == states(one, rule)


# ------------------------------------------------------------ any certificate
TEXTS = st.text(max_size=12)
NUMBERS = st.sampled_from(
    ["0.10", "<0.05", "≥99.9", "15.5(+)", "1,200", "5×10⁻⁴", "-0.1", "Complies", "", "1000.000000000001", ">0.2"]
)
FRACTIONS = st.none() | st.fractions(min_value=0, max_value=10, max_denominator=1000)
RESULTS = st.builds(
    lambda text, **more: Result(text=text, value=printed(text), **more),
    text=NUMBERS,
    analyte=st.sampled_from(["Fe", "Fe2O3", "SiO2", "Si", "Ce", "TREM", "LOI"]) | TEXTS,
    unit=st.sampled_from(["%", "ppm", "µm", "", "zz"]),
    basis=st.sampled_from(["as_received", "dry", "trem", ""]),
    uncertainty=st.builds(Uncertainty, FRACTIONS, FRACTIONS, FRACTIONS),
    method=st.sampled_from(["", "M 1"]) | TEXTS,
    specification=TEXTS,
    place=TEXTS,
)
DAYS = st.none() | st.dates()
CERTIFICATES = st.builds(
    Certificate,
    id=TEXTS,
    product=st.sampled_from(["Cerium metal", "", "Neodymium oxide"]),
    lot=TEXTS,
    issuer=TEXTS,
    laboratory=TEXTS,
    issued=DAYS,
    sampled=DAYS,
    accreditation=TEXTS,
    accredited_until=DAYS,
    valid_until=DAYS,
    results=st.lists(RESULTS, max_size=6).map(tuple),
    claims=st.lists(st.builds(Claim, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    path=TEXTS,
    digest=TEXTS,
)


def test_every_field_is_kept() -> None:
    def names(kind: Any) -> set[str]:
        return {field.name for field in fields(kind)}

    assert names(Certificate) == {*kept_json.TEXTS, *kept_json.DAYS, "results", "claims"}
    assert names(Result) == {*kept_json.LINE, "value", "uncertainty"}
    assert names(Claim) == set(kept_json.CLAIM) and names(Uncertainty) == set(kept_json.U)
    assert names(Printed) == {"text", "value", "step", "operator", "mark"}


@given(CERTIFICATES)
def test_a_certificate_comes_back_exactly(one: Certificate) -> None:
    assert restored(kept(one)) == one and "\n" not in kept(one)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(CERTIFICATES, min_size=1, max_size=3, unique=True),
    st.sampled_from(["simple", "guard_u", "guard_5"]),
    st.sampled_from(["v.csv", "v.parquet", "v.jsonl"]),
)
def test_a_verdict_is_the_same_after_the_table(
    tmp_path_factory: pytest.TempPathFactory, some: list[Certificate], rule: str, name: str
) -> None:
    table = written(tmp_path_factory.mktemp("t"), tuple(some), name, rule)
    back = load_verdicts(table)
    assert back == some
    assert [states(one, rule) for one in back] == [states(one, rule) for one in some]


def test_order_of_rows_and_the_cells_that_people_see_do_not_matter(tmp_path: Path) -> None:
    one = Certificate("c", "Cerium metal", results=(line("Fe", "0.11"), line("Si", "0.01")))
    table = written(tmp_path, (one, replace(one, lot="2")))
    with table.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    told = [{**row, "result": "0.01", "converted": "0.01", "state": "pass"} for row in reversed(told)]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(told[0]))
        writer.writeheader()
        writer.writerows(told)
    assert {again.results for again in load_verdicts(table)} == {one.results}


# ------------------------------------------------------------ tables that lost something
ROW = {"certificate": "c", "analyte": "Fe", "state": "pass", "grade_state": "pass"}
CELLS = kept_cells(Certificate("c", results=(line("Fe", "0.11"),)))
WHOLE, SEALED = next(CELLS), next(CELLS)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([None], "row 1, 'kept': it has none"),
        ([WHOLE, None], "row 2, 'kept': it has none"),
        ([SEALED], "row 1, 'kept': its certificate stood in a row that is not there"),
        ([WHOLE.replace("0.11", "0.01"), SEALED], "row 2, 'kept': its certificate stood in a row that is not there"),
        ([WHOLE[:60] + "…"], "damaged"),
        (["[1]"], "form"),
        (['{"form": "monazite-kept/2"}'], "form"),
        (["[" * 5000], "damaged"),
        (['{"form": "monazite-kept/1", "results": [{"value": ["1", "1/0", "1", "=", 0]}]}'], "'1/0' is no number"),
        (['{"form": "monazite-kept/1", "results": [{"value": ["1", 0.1, "1", "=", 0]}]}'], "'0.1' is no exact number"),
        (['{"form": "monazite-kept/1", "results": [{"value": ["1", "1", "1", "~", 0]}]}'], "'~'"),
        (['{"form": "monazite-kept/1", "results": [{"value": "1"}]}'], "five parts"),
        (['{"form": "monazite-kept/1", "results": [{"analyte": 1}]}'], "'analyte' is no text"),
        (['{"form": "monazite-kept/1", "results": [{"u": 1}]}'], "'u' is no object"),
        (['{"form": "monazite-kept/1", "results": {}}'], "'results' is no list"),
        (['{"form": "monazite-kept/1", "issued": "20260101"}'], "'20260101' is no day"),
        (['{"form": "monazite-kept/1", "id": "\\ud800"}'], "damaged"),
    ],
)
def test_what_is_not_kept_whole_is_refused(cells: list[str | None], says: str, tmp_path: Path) -> None:
    table = tmp_path / "v.jsonl"
    table.write_text("".join(json.dumps(ROW | {"kept": cell}) + "\n" for cell in cells), "utf-8")
    with pytest.raises(InputError) as caught:
        load_verdicts(table)
    assert says in str(caught.value) and "give the certificates themselves" in str(caught.value)


def test_a_table_of_an_older_kind_is_refused(tmp_path: Path) -> None:
    row = ROW | {"unit": "%", "basis": "as_received", "result": "0.08", "converted": "0.08"}
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "v.parquet")
    with pytest.raises(InputError, match="has no column 'kept'"):
        load_verdicts(tmp_path / "v.parquet")


def test_what_is_known_of_a_signature_is_in_the_table(tmp_path: Path) -> None:
    one = Certificate("c", results=(line("Fe", "0.11"),))
    held = checker()
    file = FileChecked(Reading("c.json", (one,), secured="proof"), (held.against(one, [GRADE]),))
    pq.write_table(pa.Table.from_pylist(list(rows(file, held)), schema=schema()), tmp_path / "v.parquet")
    assert load_signatures(tmp_path / "v.parquet") == {one: "not_verified"}
    assert set(load_signatures(written(tmp_path, (one,))).values()) == {"none"}


def test_json_lines_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "lots.jsonl").write_text('{"results": []}\n', "utf-8")
    one = Certificate("c", results=(line("Fe", "0.11"),))
    assert not is_verdicts(tmp_path / "lots.jsonl")
    for name in ("v.csv", "v.jsonl", "v.parquet"):
        assert is_verdicts(written(tmp_path, (one,), name))


def test_half_a_sign_ends_no_run(tmp_path: Path) -> None:
    bad = Certificate("a\ud800", "Cerium metal", results=(line("Fe", "0.11", method="\udfff"),))
    table = written(tmp_path, (bad,))
    assert "a?" in table.read_text("utf-8-sig")
    with pytest.raises(InputError, match="damaged"):
        load_verdicts(table)


def test_the_command_writes_what_impact_and_assess_read(tmp_path: Path) -> None:
    lots = Path(__file__).parents[2] / "examples" / "certificates"
    out = tmp_path / "v.parquet"
    told = [str(lots / name) for name in ("cerium_metal.json", "dysprosium_fluoride_coa.json")]
    CliRunner().invoke(cli, ["certificate", "check", *told, "--on", "2026-03-01", "--out", str(out)])
    from monazite.formats.certificates import read_certificates

    expected = [one for path in told for one in read_certificates(Path(path), WORDS).certificates]
    assert load_verdicts(out) == expected
    assert standards_register().grades
