"""Made-up registers and lines as the law stage leaves them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from monazite.licences import Ledger, Register, read_register
from monazite.vocabulary import vocabulary

STRINGS = pa.list_(pa.string())
HEAD = "number,holder,items,consignee,end_user,end_use,destination,quantity,unit,valid_from,valid_to,kind,status,regime"
ANSWERS = {
    "decision": ("hold_for_licence", pa.string()),
    "outcome_low": ("licence_required", pa.string()),
    "outcome_high": ("licence_required", pa.string()),
    "cn_low": ("licence_required", pa.string()),
    "cn_high": ("licence_required", pa.string()),
    "bases": (["cn.rule"], STRINGS),
    "ask": ([], STRINGS),
    "duties": ([], STRINGS),
    "findings": (None, STRINGS),
    "items": (["cn:1C905.a.1"], STRINGS),
}
LINE: Mapping[str, Any] = {
    "declaration": "D-1",
    "line": 1,
    "date": dt.date(2026, 3, 16),
    "exporter": "Example Metals Co., Ltd.",
    "consignee": "Muster Motoren GmbH",
    "end_user": "Muster Motoren GmbH",
    "end_use": "civil",
    "destination": "DE",
    "net_mass": "100",
    "licence_number": "CN-1",
}


def register(folder: Path, *rows: str, head: str = HEAD, name: str = "register.csv") -> Register:
    """Return the register of a CSV with these rows."""
    path = folder / name
    path.write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return read_register(str(path))


def under(folder: Path, *rows: str) -> Ledger:
    """Return the ledger of a register with these rows, where every entry of a line counts."""
    return Ledger(register(folder, *rows), {})


def batch(*lines: Mapping[str, Any]) -> pa.RecordBatch:
    """Return a batch of lines with the columns of the law; facts and answers that a line gives win over the usual."""
    extra = {name: (None, pa.string()) for line in lines for name in line if name.endswith(("_low", "_high"))}
    answers = {**ANSWERS, **{name: usual for name, usual in extra.items() if name not in ANSWERS}}
    columns: dict[str, pa.Array] = {
        "source": pa.array(["lines.csv"] * len(lines)),
        "row": pa.array(range(2, len(lines) + 2), pa.int64()),
    }
    facts = [name for name in vocabulary() if name in LINE or any(name in line for line in lines)]
    for name in facts:
        fact = vocabulary()[name]
        values = [_stored(name, {**LINE, "line": at, **line}.get(name)) for at, line in enumerate(lines, 1)]
        columns[name] = pa.array(values, fact.arrow_type())
    for name, (usual, kind) in answers.items():
        columns[name] = pa.array([line.get(name, usual) for line in lines], kind)
    return pa.record_batch(columns)


def _stored(name: str, value: Any) -> Any:
    return (
        vocabulary()[name].scaled(value) if isinstance(value, str) and vocabulary()[name].type == "quantity" else value
    )


def answer(ledger: Ledger, **line: Any) -> dict[str, Any]:
    """Return one line after the ledger."""
    return answers(ledger, [line])[0]


def answers(ledger: Ledger, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return lines after the ledger."""
    return ledger.apply(batch(*lines)).to_pylist()
