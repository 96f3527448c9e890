"""Made-up results for the limits of the register: near them and far, some below what a method sees, some words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from monazite.packs.standards import standards_register
from monazite.quality.model import Grade, Requirement

__all__ = ["SEED", "grades", "write"]

SEED = 6
AT_ONCE = 1 << 19
TEXTS_A_LIMIT = 400  # numbers that are printed again and again: a laboratory has four digits
SHARES = {"below": 0.12, "above": 0.02, "words": 0.01, "uncertain": 0.7}


def grades() -> list[Grade]:
    """Return the grades with limits as both forms can judge them: by full value, each end included or not."""
    return [grade for grade in standards_register().grades.values() if any(map(_plain, grade.requirements))]


def _plain(wanted: Requirement) -> bool:
    return wanted.kind == "limit" and wanted.limits.compare == "full"


def write(file: Path, rows: int, seed: int = SEED) -> None:
    """Write a Parquet file of results as laboratories print them, in row groups of half a million."""
    rng = np.random.default_rng(seed)
    wanted = [(grade.id, each) for grade in grades() for each in grade.requirements if _plain(each)]
    texts = pa.array([text for _, each in wanted for text in _texts(each, rng)])
    wide = pa.array([f"{share:.6f}" for share in _widths(wanted)])
    writer = None
    for at in range(0, rows, AT_ONCE):
        table = _part(min(AT_ONCE, rows - at), wanted, texts, wide, rng)
        writer = writer or pq.ParquetWriter(file, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def _widths(wanted: list[tuple[str, Requirement]]) -> list[float]:
    return [_scale(each) * 0.1 for _, each in wanted]


def _scale(wanted: Requirement) -> float:
    """Return the size of what a limit is about: the limit, or what it leaves of 100."""
    ends = [float(end.value) for end in (wanted.limits.lower, wanted.limits.upper) if end is not None]
    return min(max(min(abs(end), abs(100 - end) or abs(end)), 1e-4) for end in ends)


def _texts(wanted: Requirement, rng: Any) -> list[str]:
    end = wanted.limits.upper or wanted.limits.lower
    assert end is not None
    near = np.maximum(float(end.value) + _scale(wanted) * rng.normal(0, 0.5, TEXTS_A_LIMIT), 0)
    places = 6 if float(end.value) < 1 else 4
    kinds = rng.random(TEXTS_A_LIMIT)
    signs = np.where(kinds < SHARES["below"], "<", np.where(kinds > 1 - SHARES["above"], ">", ""))
    texts = [f"{sign}{value:.{places}f}" for sign, value in zip(signs, near, strict=True)]
    words = rng.random(TEXTS_A_LIMIT) < SHARES["words"]
    return ["Complies" if word else text for text, word in zip(texts, words, strict=True)]


def _part(rows: int, wanted: list[tuple[str, Requirement]], texts: pa.Array, wide: pa.Array, rng: Any) -> pa.Table:
    pick = rng.integers(0, len(wanted), rows)
    number = pick * TEXTS_A_LIMIT + rng.integers(0, TEXTS_A_LIMIT, rows)
    told = pa.array(pick, mask=rng.random(rows) > SHARES["uncertain"])
    named = {
        "grade": [grade for grade, _ in wanted],
        "analyte": [each.analyte for _, each in wanted],
        "basis": [each.basis for _, each in wanted],
        "unit": [each.unit for _, each in wanted],
    }
    columns = {name: pa.array(values).take(pa.array(pick)) for name, values in named.items()}
    return pa.table({**columns, "value": texts.take(pa.array(number)), "uncertainty": wide.take(told)})
