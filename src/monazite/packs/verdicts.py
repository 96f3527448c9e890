"""Reading a table of verdicts, as `monazite certificate check --out` writes it, back as certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from monazite.errors import InputError, nearest
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import Uncertainty
from monazite.quality.printed import printed

__all__ = ["NEEDED", "is_verdicts", "load_verdicts"]

NEEDED = tuple("certificate analyte unit basis result converted".split())
LOT = ("certificate", "lot", "product", "issuer", "issued", "path")
SUFFIXES = (".parquet", ".csv", ".jsonl")


def is_verdicts(path: Path) -> bool:
    """Whether a file is a table of verdicts: Parquet and JSON lines always are, a CSV by the names of its columns."""
    if path.suffix.lower() in (".parquet", ".jsonl"):
        return True
    if path.suffix.lower() != ".csv":
        return False
    with path.open("rb") as file:
        head = file.readline(65_536).decode("utf-8-sig", "replace")
    return "grade_state" in head and "certificate" in head


def load_verdicts(path: Path) -> list[Certificate]:
    """Return the certificates of a table of verdicts (.parquet, .csv, .jsonl), in the order in which they stand there.

    The table holds the results that the grade of the check limits, and no others: what a draft limits besides is then
    missing. Raises InputError for a file that is no such table.
    """
    lots: dict[tuple[str, ...], dict[Result, None]] = {}
    for row in _rows(path):
        key = tuple(str(row.get(name) or "") for name in LOT)
        result = _result(row)
        own = lots.setdefault(key, {})
        if result is not None:
            own[result] = None
    return [_certificate(key, tuple(results)) for key, results in lots.items()]


def _certificate(key: tuple[str, ...], results: tuple[Result, ...]) -> Certificate:
    name, lot, product, issuer, issued, path = key
    return Certificate(name, product, lot, issuer, issued=_day(issued), results=results, path=path)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _result(row: Mapping[str, Any]) -> Result | None:
    """Return the result of a row: as printed, or where it was converted, as it was converted."""
    text = str((row.get("converted") if row.get("ways") else row.get("result")) or row.get("converted") or "")
    value = printed(text)
    if not text:
        return None
    converted = bool(row.get("ways")) or value is None
    basis = str((row.get("basis") if converted else row.get("result_basis")) or row.get("basis") or "")
    unit = str((row.get("unit") if converted else row.get("result_unit")) or row.get("unit") or "")
    analyte, u = str(row.get("analyte") or ""), printed(str(row.get("u") or ""))
    return Result(analyte, text, value, unit, basis, Uncertainty(u.value if u else None))


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{path}: a table of verdicts is one of {', '.join(SUFFIXES)}")
    try:
        yield from _checked(_parquet(path) if suffix == ".parquet" else _texts(path, suffix), path)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from None


def _checked(rows: Iterable[Mapping[str, Any]], path: Path) -> Iterator[Mapping[str, Any]]:
    first = True
    for row in rows:
        missing = [name for name in NEEDED if name not in row] if first else []
        if missing:
            hint = nearest(missing[0], list(row))
            raise InputError(f"{path} is no table of verdicts: it has no column '{missing[0]}'; {hint}")
        first = False
        yield row
    if first:
        raise InputError(f"{path} has no rows")


def _parquet(path: Path) -> Iterator[Mapping[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        for batch in file.iter_batches(batch_size=20_000):
            yield from batch.to_pylist()
    except pa.ArrowInvalid as error:
        raise InputError(f"{path} is no Parquet file that can be read: {error}") from None


def _texts(path: Path, suffix: str) -> Iterator[Mapping[str, Any]]:
    import csv
    import json

    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            if suffix == ".csv":
                yield from csv.DictReader(file, strict=True)
                return
            for line in file:
                record = json.loads(line) if line.strip() else None
                if record is not None and not isinstance(record, dict):
                    raise ValueError("a line is no object")
                if record is not None:
                    yield record
        except (ValueError, csv.Error) as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
            raise InputError(f"{path} is no table of verdicts: {error}") from None
