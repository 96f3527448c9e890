"""A table of holdings as columns of texts: headings known by many names, each distinct text kept once."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from monazite.errors import InputError, nearest
from monazite.parties.ownership.graph import fold
from monazite.parties.ownership.model import Finding

__all__ = ["COLUMNS", "MOST_FINDINGS", "read_columns"]

MAX_BYTES = 4 << 30
MOST_FINDINGS = 1_000
# Column -> what else it may be called, in headings as people write them.
COLUMNS = {
    "owner": ("shareholder", "holder", "parent", "interested party", "股东", "持有人", "母公司"),
    "asset": ("company", "subsidiary", "owned", "child", "subject", "公司", "被投资企业", "子公司"),
    "share": ("percentage", "percent", "pct", "shares", "stake", "持股比例", "股权比例"),
    "min": ("minimum", "low", "share min", "最低"),
    "max": ("maximum", "high", "share max", "最高"),
    "from": ("start", "start date", "since", "开始日期"),
    "to": ("end", "end date", "until", "结束日期"),
    "known": ("known from", "known since", "获知日期"),
    "kind": ("type", "interest", "类型"),
    "class": ("share class", "类别"),
    "via": ("direct or indirect", "方式"),
    "owner_kind": ("owner type", "股东类型"),
    "asset_kind": ("asset type", "公司类型"),
    "owner_name": ("股东名称",),
    "asset_name": ("公司名称",),
}


def read_columns(path: Path, findings: list[Finding]) -> tuple[dict[str, Any], npt.NDArray[np.int64]]:
    """Return the columns that are known by their names, and the numbers of the rows that could be read."""
    if path.stat().st_size > MAX_BYTES:
        raise InputError(f"{path}: larger than {MAX_BYTES >> 30} GiB; cut it into parts")
    headings, delimiter = _headings(path)
    names = _named(path, headings, findings)
    bad: list[int] = []

    def skip(row: Any) -> str:
        bad.append(row.number)
        if len(bad) <= MOST_FINDINGS:
            text = f"{row.actual_columns} cells where {row.expected_columns} were expected; left out"
            findings.append(Finding(f"row {row.number}", "unreadable_row", text))
        return "skip"

    kinds = dict.fromkeys(headings, pa.dictionary(pa.int32(), pa.string()))
    try:
        read = pa_csv.read_csv(
            path,
            pa_csv.ReadOptions(column_names=headings, skip_rows=1, use_threads=False),
            pa_csv.ParseOptions(delimiter=delimiter, invalid_row_handler=skip, newlines_in_values=True),
            pa_csv.ConvertOptions(column_types=kinds, include_columns=list(names.values()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid as error:
        raise InputError(f"{path}: cannot be read as a table: {error}") from None
    if not read.num_rows and not bad:
        raise InputError(f"{path}: there are headings, and no row")
    every = np.arange(2, 2 + read.num_rows + len(bad), dtype=np.int64)
    rows = np.setdiff1d(every, np.array(bad, np.int64))[: read.num_rows]
    columns = {name: _one(read.column(heading)) for name, heading in names.items()}
    return columns, rows


def _one(column: pa.ChunkedArray) -> Any:
    return column.unify_dictionaries().combine_chunks()


def _headings(path: Path) -> tuple[list[str], str]:
    """Return the headings of a table and the sign between its cells."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline(65_536)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); save it with the encoding UTF-8") from None
    delimiter = max(",;\t|", key=first.count)
    headings = next(csv.reader([first], delimiter=delimiter), [])
    if len(set(headings)) < len(headings):
        raise InputError(f"{path}: a heading is there twice: {', '.join(headings)}")
    return headings, delimiter


def _named(path: Path, headings: Sequence[str], findings: list[Finding]) -> dict[str, str]:
    """Return column -> heading; what is not known is a finding, what is missing an InputError."""
    known = {fold(word): name for name, words in COLUMNS.items() for word in (name, *words)}
    out: dict[str, str] = {}
    for heading in headings:
        plain = fold(heading.strip().rstrip("%").replace("_", " "))
        name = known.get(plain) or known.get(plain.replace(" ", "_"))
        if name and name not in out:
            out[name] = heading
        elif heading.strip():
            text = f"the column '{heading[:40]}' is not read; {nearest(heading, COLUMNS)}"
            findings.append(Finding("row 1", "unknown_column", text))
    for name in ("owner", "asset"):
        if name not in out:
            raise InputError(f"{path}: no column '{name}' among {', '.join(headings)[:200]}; {nearest(name, headings)}")
    if not {"share", "min", "max"} & set(out):
        findings.append(Finding("row 1", "no_shares", "no column share, min or max: any share is possible"))
    return out
