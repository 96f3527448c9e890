"""Reading a table of verdicts, as `monazite certificate check --out` writes it, back as certificates.

Only the column `kept` is read, which holds each certificate exactly. The other columns are for people: what they show
is rounded and converted, and lacks methods, signs and uncertainties that decide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monazite.errors import InputError, nearest
from monazite.quality.certificate import Certificate
from monazite.quality.kept import kept, restored

__all__ = ["KEPT", "SEAL", "is_verdicts", "kept_cells", "load_signatures", "load_verdicts"]

KEPT, SIGNATURE = "kept", "signature"
NEEDED = ("certificate", "analyte", "state", KEPT)
SEAL = "sha256:"  # of the certificate that stands in another row
SUFFIXES = (".parquet", ".csv", ".jsonl")
AGAIN = "write the table again with monazite certificate check --out, or give the certificates themselves"


def is_verdicts(path: Path) -> bool:
    """Whether a file is a table of verdicts: Parquet always is, CSV and JSON lines by the names in the first line."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES or suffix == ".parquet":
        return suffix == ".parquet"
    with path.open("rb") as file:
        head = file.readline(65_536).decode("utf-8-sig", "replace")
    return "grade_state" in head and "certificate" in head


def kept_cells(certificate: Certificate) -> Iterator[str]:
    """Yield what the rows of a certificate hold in the column `kept`: first the certificate, then its SHA-256."""
    text = kept(certificate)
    yield text
    seal = SEAL + hashlib.sha256(text.encode()).hexdigest()
    while True:
        yield seal


def load_verdicts(path: Path) -> list[Certificate]:
    """Return the certificates of a table of verdicts (.parquet, .csv, .jsonl), in the order in which they stand there.

    They are exactly those that were checked. Raises InputError for a file that is no such table, or in which a
    certificate is not kept whole: cut by a spreadsheet, damaged, or in a row that was taken out.
    """
    return list(_loaded(path).certificates)


def load_signatures(path: Path) -> dict[Certificate, str]:
    """Return the certificates of a table of verdicts with what was said of their signatures: "none", "valid", …."""
    return _loaded(path).certificates


@dataclass
class _Loaded:
    """What is read of a table: certificates with their signatures, whose seals are there, and which rows need one."""

    path: Path
    certificates: dict[Certificate, str] = field(default_factory=dict)
    seals: set[str] = field(default_factory=set)
    needed: dict[str, int] = field(default_factory=dict)

    def take(self, row: Mapping[str, Any], number: int) -> None:
        """Add what a row holds; `number` counts rows from 1."""
        cell = row.get(KEPT)
        text = cell if isinstance(cell, str) else ""
        if text.startswith(SEAL):
            self.needed.setdefault(text, number)
            return
        seal = SEAL + hashlib.sha256(text.encode(errors="replace")).hexdigest()
        if seal not in self.seals:
            self.seals.add(seal)
            self.certificates.setdefault(self._restored(text, number), str(row.get(SIGNATURE) or "none"))

    def _restored(self, text: str, number: int) -> Certificate:
        try:
            if not text:
                raise InputError("it has none")
            return restored(text)
        except InputError as error:
            raise InputError(f"{self.path}: row {number}, '{KEPT}': {error}; {AGAIN}") from None

    def check(self) -> None:
        """Raise InputError where the certificate of a row stands in no row."""
        lost = next((number for seal, number in self.needed.items() if seal not in self.seals), None)
        if lost is not None:
            text = f"row {lost}, '{KEPT}': its certificate stood in a row that is not there or was changed"
            raise InputError(f"{self.path}: {text}; {AGAIN}")


def _loaded(path: Path) -> _Loaded:
    found = _Loaded(path)
    for number, row in enumerate(_rows(path), 1):
        found.take(row, number)
    found.check()
    return found


# ------------------------------------------------------------ rows
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
            raise InputError(_no_table(path, missing[0], list(row)))
        first = False
        yield row
    if first:
        raise InputError(f"{path} has no rows")


def _no_table(path: Path, missing: str, names: list[str]) -> str:
    if missing == KEPT:
        return f"{path} does not hold the certificates that its verdicts rest on: it has no column '{KEPT}'; {AGAIN}"
    return f"{path} is no table of verdicts: it has no column '{missing}'; {nearest(missing, names)}"


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
        except (ValueError, RecursionError, csv.Error) as error:  # UnicodeDecodeError, JSONDecodeError are ValueErrors
            raise InputError(f"{path} is no table of verdicts: {error}") from None
