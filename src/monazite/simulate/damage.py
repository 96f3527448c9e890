"""Damaged rows of a CSV, for tests of readers: fields lost or added, rows cut, bytes that are no text, open quotes."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import numpy as np

from monazite.write import whole_file

__all__ = ["KINDS", "damage_csv"]

KINDS = ("fields lost", "fields added", "row cut", "bad bytes", "open quote", "bad cell")


def damage_csv(path: Path, share: float, seed: int) -> dict[str, int]:
    """Damage about this share of the rows of a CSV in place, whole or not at all; return how many by kind.

    "bad cell" leaves a row readable with a value that is none; every other kind makes it unreadable.
    """
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 2**31])))
    counts: Counter[str] = Counter(dict.fromkeys(KINDS, 0))
    with whole_file(path) as target, path.open("rb") as source, target.open("wb") as out:
        out.write(source.readline())
        while rows := source.readlines(1 << 24):
            hit = rng.random(len(rows)) < share
            kinds = rng.integers(0, len(KINDS), len(rows))
            places = rng.random(len(rows))
            for at in np.flatnonzero(hit).tolist():
                kind = KINDS[kinds[at]]
                rows[at] = _damaged(rows[at].rstrip(b"\n"), kind, float(places[at])) + b"\n"
                counts[kind] += 1
            out.writelines(rows)
        out.flush()
        shutil.copymode(path, target)
    return dict(counts)


def _damaged(row: bytes, kind: str, place: float) -> bytes:
    """Return one row with one damage, in about this place of it."""
    comma = _between(row, int(len(row) * place))
    before, after = row[:comma], row[comma + 1 :]
    if kind == "fields lost":
        return before + after
    if kind == "fields added":
        return before + b",,," + after
    if kind == "row cut":
        return row[: _between(row, len(row) // 3)]
    if kind == "bad bytes":
        return before + b",\xff\xfe\x81" + after
    if kind == "open quote":
        return before + b',"open' + after.replace(b'"', b"")
    # The second column of made-up trade is the number of the line.
    first, _, others = row.split(b",", 2)
    return first + b",12_3x," + others


def _between(row: bytes, at: int) -> int:
    """Return the place of a comma between two fields, the second without quotes: the first from `at` on."""
    while (comma := row.find(b",", at)) >= 0:
        if row.count(b'"', 0, comma) % 2 == 0 and row[comma + 1 : comma + 2] != b'"':
            return comma
        at = comma + 1
    return row.index(b",")
