"""The law stage on lines: decisions, what to ask, duties with days, findings, both readings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from monazite.goods.completion import complete_composition
from monazite.law.stage import LawStage
from monazite.packs import load_law
from monazite.read.chunks import rows_to_chunk

MINI = load_law(Path(__file__).parent / "mini")
OXIDE = {
    "material": "oxide",
    "main_element": "Dy",
    "dispatch": "CN",
    "destination": "DE",
    "end_use": "civil",
    "cn_content_value": "0",
    "value": "1",
}
ABROAD = {
    "material": "part",
    "dispatch": "DE",
    "destination": "IN",
    "end_use": "civil",
    "value": "100",
    "cn_content_value": "0.1",
}


def answered(
    *rows: dict[str, str], known_on: dt.date | None = None, reading: str = "instruments"
) -> list[dict[str, Any]]:
    facts = dict.fromkeys(f for row in rows for f in row)
    chunk = rows_to_chunk(
        [{f: row.get(f) for f in facts} for row in rows], list(range(2, len(rows) + 2)), "t.csv", [], 0
    )
    out: list[dict[str, Any]] = (
        LawStage([MINI], known_on, reading).apply(complete_composition(chunk.batches[0])).to_pylist()
    )
    return out


@pytest.mark.parametrize(
    ("row", "decision", "low", "high"),
    [
        ({"date": "2025-01-31"}, "release", "not_controlled", "not_controlled"),
        ({"date": "2025-02-01"}, "hold_for_licence", "licence_required", "licence_required"),
        ({"date": "2025-02-01", "end_use": "military"}, "refuse", "prohibited", "prohibited"),
        ({"date": "2025-02-01", "end_use": "disaster_relief"}, "release_with_duties", "exempt", "exempt"),
        ({"date": "2025-02-01", "end_use": ""}, "ask", "exempt", "prohibited"),
        ({"date": ""}, "ask", "not_controlled", "licence_required"),
        ({"date": "2025-02-01", "destination": "CN"}, "release", "not_controlled", "not_controlled"),
        ({"date": "2025-02-01", "main_element": "", "mf_dy": "<0.01 %"}, "ask", "not_controlled", "licence_required"),
        (
            {"date": "2025-02-01", "main_element": "", "composition_complete": "yes"},
            "ask",
            "not_controlled",
            "licence_required",
        ),
        (
            {"date": "2025-02-01", "main_element": "La", "composition_complete": "yes"},
            "release",
            "not_controlled",
            "not_controlled",
        ),
    ],
)
def test_decisions(row: dict[str, str], decision: str, low: str, high: str) -> None:
    (line,) = answered(OXIDE | row)
    assert (line["decision"], line["outcome_low"], line["outcome_high"]) == (decision, low, high)
    assert (line["xx_low"], line["xx_high"]) == (low, high)


def test_bases_duties_and_items_of_an_exception() -> None:
    (line,) = answered(OXIDE | {"date": "2025-10-20", "end_use": "disaster_relief"})
    assert line["bases"] == ["xx.list.1", "xx.list.3"]
    assert "report: Report the export (by 2025-11-03, holidays not counted)" in line["duties"]
    assert line["items"] == ["xx:A1.a"]
    assert line["ask"] == []


def test_ask_names_only_what_can_still_change_the_outcome() -> None:
    nothing, relief, early = answered(
        {"date": "2025-02-01", "dispatch": "CN"},
        OXIDE | {"date": "2025-02-01", "end_use": ""},
        {"date": "2025-01-01"},
    )
    assert {"material", "destination", "end_use"} <= set(nothing["ask"])
    assert "cn_content_value" not in nothing["ask"], "the rule on goods abroad is not yet in force"
    assert relief["ask"] == ["end_use"]
    assert early["ask"] == [] and early["decision"] == "release"


def test_findings_of_the_reader_and_of_provisions_stand_together() -> None:
    (line,) = answered(OXIDE | {"date": "2025-02-01", "net_mass": "heavy", "consignee_cn_owned": "yes"})
    assert line["findings"][-1] == "affiliate_of_listed_party"
    assert "net_mass" in line["findings"][0]


@pytest.mark.parametrize(
    ("day", "instruments", "announced"),
    [
        ("2025-04-01", "release", "release"),
        ("2025-06-30", "release", "release"),
        ("2025-07-01", "hold_for_licence", "release"),
        ("2025-12-31", "hold_for_licence", "release"),
        ("2026-01-01", "hold_for_licence", "hold_for_licence"),
    ],
)
def test_both_readings(day: str, instruments: str, announced: str) -> None:
    line, other = (answered(ABROAD | {"date": day}, reading=r)[0] for r in ("instruments", "announced"))
    assert (line["decision"], other["decision"]) == (instruments, announced)
    assert line["reading_differs"] == other["reading_differs"] == (instruments != announced)


def test_readings_that_differ_in_a_duty_alone_are_told() -> None:
    """Nothing is controlled either way, but one reading asks for a declaration."""
    from dataclasses import replace

    from monazite.law.model import Duty, Provision
    from monazite.law.tree import TRUE

    duty = Provision(id="xx.abroad.2", title="Declare", instrument="xx.abroad", article="art 2", when=TRUE,
                     duties=(Duty(kind="declaration", text="Say so"),))  # fmt: skip
    pack = replace(MINI, provisions={**MINI.provisions, duty.id: duty})
    batch = rows_to_chunk([{"date": "2025-08-01", "dispatch": "CN", "material": "glass"}], [2], "t.csv", [], 0).batches[
        0
    ]
    (line,) = LawStage([pack]).apply(batch).to_pylist()
    assert (line["decision"], line["reading_differs"]) == ("release_with_duties", True)


def test_what_was_known() -> None:
    """Before the stay was known the rule was due on its first day; before the rule was published there was none."""
    day = {"date": "2025-04-01"}
    assert answered(ABROAD | day, known_on=dt.date(2025, 3, 19))[0]["decision"] == "hold_for_licence"
    assert answered(ABROAD | day, known_on=dt.date(2025, 3, 9))[0]["decision"] == "release"
    assert answered(ABROAD | day, known_on=dt.date(2025, 3, 20))[0]["decision"] == "release"


@pytest.mark.parametrize(
    ("content", "decision"), [("0.0999", "release"), ("0.1", "hold_for_licence"), ("34", "hold_for_licence")]
)
def test_content_is_compared_exactly(content: str, decision: str) -> None:
    assert answered(ABROAD | {"date": "2026-01-01", "cn_content_value": content})[0]["decision"] == decision


def test_a_moment_counts_in_the_time_zone_of_the_regime() -> None:
    """20:00 UTC on the last suspended day is already the next day in the issuer's zone."""
    (line,) = answered(ABROAD | {"date": "2025-06-30T20:00:00Z"})
    assert line["decision"] == "hold_for_licence"
    (line,) = answered(ABROAD | {"date": "2025-06-30T15:59:00Z"})
    assert line["decision"] == "release"


def test_rows_are_neither_dropped_nor_moved() -> None:
    rows = [OXIDE | {"date": f"2025-02-{d:02d}", "declaration": f"D{d}"} for d in range(1, 29)]
    assert [line["declaration"] for line in answered(*rows)] == [r["declaration"] for r in rows]


def test_an_empty_batch_has_all_columns() -> None:
    schema = pa.schema([("source", pa.string()), ("row", pa.int64()), ("date", pa.date32())])
    out = LawStage([MINI]).apply(pa.RecordBatch.from_pylist([], schema))
    assert out.num_rows == 0 and {"decision", "bases", "xx_low", "reading_differs"} <= set(out.schema.names)
