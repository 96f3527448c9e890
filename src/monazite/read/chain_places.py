"""Where rows stand in a chain: of which goods, on which leg, at which part – found for a whole batch by sorted keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.read.cells import Column, kept
from monazite.vocabulary import vocabulary

__all__ = ["DEEPEST", "Places", "begins", "column", "find_places", "part_path", "starts"]

DEEPEST = 20
# A group is cut here, so that a table without any first leg is still read in bounded memory.
GROUP_AT_MOST = 1 << 16
_PATH = re.compile(rf"[0-9]{{1,9}}(?:\.[0-9]{{1,9}}){{0,{DEEPEST - 1}}}")
_GOODS, _NO_LEG, _WRONG_LEG = 0, -1, 0
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass
class Places:
    """Rows of a batch that other rows belong with, as indices (-1: none), and what is wrong with them.

    `first` is the same goods or part on leg 1, `goods` the goods on the same leg that a part belongs to, `whole` the
    level just above a part, `depth` how deep a part stands (0 for goods), `repeated` marks a part that stands twice.
    """

    first: Ints
    goods: Ints
    whole: Ints
    depth: Ints
    repeated: Bools
    before: Ints
    leg: Ints
    found: list[tuple[int, str]] = field(default_factory=list)


def column(batch: pa.RecordBatch, name: str, kind: pa.DataType | None = None) -> pa.Array:
    """Return a column, or NULLs where the batch has none; texts are plain."""
    if name not in batch.schema.names:
        return pa.nulls(batch.num_rows, kind or pa.string())
    array = batch.column(name)
    return array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array


def _legs(batch: pa.RecordBatch) -> Ints:
    """Return the number of each leg: _NO_LEG where none is told, _WRONG_LEG where it cannot be read."""
    legs = np.asarray(column(batch, "leg", pa.int64()).fill_null(_NO_LEG)).astype(np.int64)
    if "leg" in batch.schema.names and "findings" in batch.schema.names:
        findings = batch.column("findings")
        rows = np.flatnonzero((legs == _NO_LEG) & np.asarray(findings.is_valid()))
        said = findings.take(pa.array(rows)).to_pylist()
        wrong = [any(text.startswith("unreadable leg:") for text in texts) for texts in said]
        legs[rows[np.array(wrong, bool)]] = _WRONG_LEG
    return legs


def starts(batch: pa.RecordBatch) -> Bools:
    """Return the rows that can only be the first of their group: goods on leg 1, or on no leg at all."""
    legs = _legs(batch)
    goods = ~np.asarray(column(batch, "component").is_valid())
    return np.asarray(goods & ((legs == _NO_LEG) | (legs == 1)))


def begins(batch: pa.RecordBatch, first: Bools, gaps: Bools) -> Bools:
    """Return the rows that begin a group: those that start one, and those that cannot belong to the row before.

    `gaps` marks the rows before which a line was rejected: what that line was is not known, so a row that goes on
    must then say itself which declaration and line it belongs to.
    """
    begin = first.copy()
    begin[:1] = True
    at, rest = np.arange(len(begin)), np.flatnonzero(~begin)
    if not len(rest):
        return begin
    keys = [column(batch, "declaration"), column(batch, "line", pa.int64())]
    odd = np.zeros(len(begin), bool)
    for array in keys:
        odd[rest] |= _other(array, begin, rest)
    run = np.maximum.accumulate(np.where(begin, at, 0))
    odd |= (gaps & ~begin) | (at - run >= GROUP_AT_MOST)
    # Rows between two starts where something is odd are looked at one by one; these are mistakes, and few.
    slow = np.flatnonzero(np.isin(run, run[odd]))
    declarations, lines = (array.take(pa.array(slow)).to_pylist() for array in keys)
    told = zip(slow.tolist(), declarations, lines, begin[slow].tolist(), gaps[slow].tolist(), strict=True)
    begin[list(_one_by_one(told))] = True
    return begin


def _one_by_one(rows: Iterable[tuple[int, str | None, int | None, bool, bool]]) -> Iterator[int]:
    """Yield the rows that begin a group; a blank reference is that of the first row of the group."""
    key: tuple[str | None, int | None] = (None, None)
    length = 0
    for row, declaration, line, begin, gap in rows:
        own = (declaration, line)
        other = any(one is not None and one != first for one, first in zip(own, key, strict=True))
        if begin or other or (gap and None in own) or length == GROUP_AT_MOST:
            key, length = own, 0
            yield row
        length += 1


def _other(array: pa.Array, begin: Bools, rest: Ints) -> Bools:
    """Return which of the rows say another reference than was said before; a blank one is the same."""
    known = np.asarray(array.is_valid())
    last = np.maximum.accumulate(np.where(begin | known, np.arange(len(begin)), 0))[rest - 1]
    same = pc.fill_null(pc.equal(array.take(pa.array(rest)), array.take(pa.array(last))), False)
    return np.asarray(known[rest] & ~np.asarray(same), bool)


def part_path(text: str) -> str | None:
    """Return the place of a part as numbers joined by points, or None.

    >>> part_path(" 1.02 "), part_path("1..2"), part_path("a")
    ('1.2', None, None)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    return ".".join(str(int(part)) for part in plain.split(".")) if _PATH.fullmatch(plain) else None


@dataclass(frozen=True)
class _Parts:
    """The parts of a batch: for every row a code (0 is the goods), by code the path, the code above and the depth."""

    codes: Ints
    paths: list[str | None]
    above: Ints
    depth: Ints


def _parts(batch: pa.RecordBatch) -> _Parts:
    """Return the parts; a path that cannot be read has a code of its own and nothing above."""
    encoded = column(batch, "component").dictionary_encode()
    words = encoded.dictionary.to_pylist()
    paths: list[str | None] = [""]
    code_of: dict[str, int] = {"": _GOODS}
    of_word = []
    for word in words:
        path = part_path(word)
        code = code_of.get(path, len(paths)) if path is not None else len(paths)
        if code == len(paths):
            paths.append(path)
            code_of.setdefault(path or f"?{code}", code)
        of_word.append(code)
    codes = np.array([*of_word, _GOODS], np.int64)[np.asarray(encoded.indices.fill_null(len(words))).astype(np.int64)]
    above = [-1 if not path else code_of.get(path.rpartition(".")[0], -1) for path in paths]
    return _Parts(codes, paths, np.array(above, np.int64), np.array([_depth(path) for path in paths], np.int64))


def _depth(path: str | None) -> int:
    return path.count(".") + 1 if path else 0


@dataclass(frozen=True)
class _Index:
    """Keys of rows, sorted, so that the first row of any key is found at once."""

    keys: Ints
    rows: Ints

    @classmethod
    def of(cls, keys: Ints) -> _Index:
        return cls(*np.unique(keys, return_index=True))

    def find(self, wanted: Ints) -> Ints:
        """Return the first row of each key, -1 where there is none; negative keys are never found."""
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where((self.keys[at] == wanted) & (wanted >= 0), self.rows[at], -1)


def find_places(batch: pa.RecordBatch, begin: Bools) -> Places:
    """Return where the rows of a batch of whole groups stand; `begin` marks the first row of each group."""
    number = batch.num_rows
    group, legs, parts = np.cumsum(begin).astype(np.int64), _legs(batch), _parts(batch)
    goods = np.asarray(parts.codes == _GOODS)
    leg, home = _numbered(legs, goods, group)
    bad = np.array([path is None for path in parts.paths], bool)[parts.codes]
    places, shares = np.unique(home, return_inverse=True)
    width = len(parts.paths)
    at = group * len(places) + shares
    # The key of a place: group, leg, part. Groups and legs are made dense, so that no product overflows.
    dense, spots = np.unique(at, return_inverse=True)
    index = _Index.of(spots * width + parts.codes)
    above = parts.above[parts.codes]
    whole = index.find(np.where(above >= 0, spots * width + above, -1))
    found = Places(
        first=np.full(number, -1, np.int64),
        goods=np.where(goods | bad, -1, index.find(spots * width)),
        whole=np.where(bad, -1, whole),
        depth=np.where(bad, 0, parts.depth[parts.codes]),
        repeated=~goods & ~bad & (index.find(spots * width + parts.codes) != np.arange(number)),
        before=np.full(number, -1, np.int64),
        leg=leg,
    )
    joined = _joined(found, goods)
    for name, wanted in (("first", np.where(leg > 1, 1, -1)), ("before", np.where(goods & (leg > 1), leg - 1, -1))):
        there = _Index.of(places).find(wanted)
        spot = _Index.of(dense).find(np.where(there >= 0, group * len(places) + there, -1))
        setattr(found, name, np.where(joined, index.find(np.where(spot >= 0, spot * width + parts.codes, -1)), -1))
    found.found += _wrong_legs(batch, found, goods, home) + _wrong_parts(batch, found, parts, goods, joined)
    found.goods[~joined] = -1
    found.whole[~joined] = -1
    return found


def _numbered(legs: Ints, goods: Bools, group: Ints) -> tuple[Ints, Ints]:
    """Return the leg of every row, and its home: the same number for all rows of one leg in one group.

    Parts without a number belong to the goods before them. A leg that cannot be read or stands twice has a home of
    its own, a negative number.
    """
    at = np.arange(len(legs))
    near = np.maximum.accumulate(np.where(goods, at, -1))
    near = np.where((near >= 0) & (group[np.maximum(near, 0)] == group), near, -1)
    leg = np.where(legs == _NO_LEG, 1, legs)
    inherits = ~goods & (legs == _NO_LEG) & (near >= 0)
    leg = np.where(inherits, leg[np.maximum(near, 0)], leg)
    home = np.where(leg > 0, leg, -1 - at)
    first = np.zeros(len(legs), bool)
    rows = np.flatnonzero(goods & (leg > 0))
    if len(rows):
        numbers, shares = np.unique(leg[rows], return_inverse=True)
        first[rows[np.unique(group[rows] * len(numbers) + shares, return_index=True)[1]]] = True
    home = np.where(goods & ~first, -1 - at, home)
    told = (leg > 0) & (leg == leg[np.maximum(near, 0)])
    same = ~goods & (near >= 0) & ((legs == _NO_LEG) | told)
    return leg, np.where(same, home[np.maximum(near, 0)], home)


def _joined(found: Places, goods: Bools) -> Bools:
    """Return the rows that are goods, or parts with every level above them there."""
    joined = goods.copy()
    for depth in range(1, DEEPEST + 1):
        rows = np.flatnonzero((found.depth == depth) & (found.whole >= 0))
        joined[rows] = joined[found.whole[rows]]
    return joined


def _wrong_legs(batch: pa.RecordBatch, found: Places, goods: Bools, home: Ints) -> list[tuple[int, str]]:
    out = []
    for row in np.flatnonzero(goods & (found.leg > 1) & (found.first < 0)).tolist():
        leg = found.leg[row]
        out.append((row, f"leg_without_first: 'leg {leg}' has no leg 1 of these goods; only its own facts count"))
    for row in np.flatnonzero(np.asarray(column(batch, "leg", pa.int64()).fill_null(1)) == 0).tolist():
        out.append((row, "leg: '0' is no number of a leg; the first is 1"))
    for row in np.flatnonzero(goods & (found.leg > 1) & (home < 0)).tolist():
        out.append((row, f"leg_repeated: 'leg {found.leg[row]}' of these goods stands in an earlier row too"))
    return out + _gaps(batch, found)


def _gaps(batch: pa.RecordBatch, found: Places) -> list[tuple[int, str]]:
    """Return the legs that leave another country than the leg before ends in; both must be known."""
    rows = np.flatnonzero(found.before >= 0)
    if not len(rows):
        return []
    leaves = column(batch, "dispatch").take(pa.array(rows)).to_pylist()
    ends = column(batch, "destination").take(pa.array(found.before[rows])).to_pylist()
    return [
        (row, f"leg_gap: 'leg {found.leg[row]}' leaves {one}, leg {found.leg[row] - 1} ends in {other}")
        for row, one, other in zip(rows.tolist(), leaves, ends, strict=True)
        if one and other and one != other
    ]


def _wrong_parts(
    batch: pa.RecordBatch, found: Places, parts: _Parts, goods: Bools, joined: Bools
) -> list[tuple[int, str]]:
    out = []
    texts = column(batch, "component")
    told = Column("component", 0, vocabulary()["component"])
    for row in np.flatnonzero(~joined).tolist():
        path = parts.paths[parts.codes[row]]
        if path is None:
            what = "is no place of a part (1, 1.2 …); only its own facts count"
            out.append((row, kept(told, texts[row].as_py(), what)))
            continue
        above = path.rpartition(".")[0]
        why = "which has no whole itself" if found.whole[row] >= 0 else "which is not there"
        whole = f"part {above}" if above else "the goods"
        out.append((row, f"part_without_whole: 'part {path}' belongs to {whole}, {why}; only its own facts count"))
    for row in np.flatnonzero(found.repeated).tolist():
        out.append((row, f"part_repeated: 'part {parts.paths[parts.codes[row]]}' stands in an earlier row too"))
    return out
