"""Reading holdings from a table: one row a holding, a million rows in seconds; every distinct text is read once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.errors import nearest
from monazite.formats.edges_table import MOST_FINDINGS, read_columns
from monazite.parties.cells import REFERENCES
from monazite.parties.ownership.days import DayError, Stretch, read_day
from monazite.parties.ownership.graph import (
    ABOVE,
    BELOW,
    FAR,
    INDIRECT,
    NOMINEE,
    PAST,
    Edges,
    Graph,
    fold,
    parts,
    scale_of,
)
from monazite.parties.ownership.model import FAMILIES, NODE_KINDS, NOTHING_SURE, Finding, Node, Share
from monazite.parties.ownership.shares import ShareError, read_share

__all__ = ["read_edges"]

KINDS = {
    **{family: (family, 0) for family in FAMILIES},
    "": ("capital", 0),
    "shareholding": ("capital", 0),
    "ownership": ("capital", 0),
    "nominee": ("capital", NOMINEE),
    "votes": ("voting", 0),
    "director": ("tie", 0),
    "股权": ("capital", 0),
    "代持": ("capital", NOMINEE),
    "表决权": ("voting", 0),
    "控制": ("control", 0),
}
WAYS = {"": 0, "direct": 0, "unknown": 0, "indirect": INDIRECT, "ultimate": INDIRECT, "直接": 0, "间接": INDIRECT}
Value = TypeVar("Value")
Longs = npt.NDArray[np.int64]
Days = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]]
SHORT = 5  # signs of what may name nobody: n/a, ?, N / A
NO_WORD = re.compile(r"[\W_]+")
ANY_DAY: Stretch = (dt.date.min, dt.date.max)
Bases = tuple[tuple[str, str], ...]


def read_edges(path: Path, *, whole: int = 100) -> Graph:
    """Return the graph of a table of holdings: owner, asset, and share or min and max, one holding a row.

    `whole` is what all of a company is written as: 100 for per cent, 1 for fractions. Optional columns are from, to
    and known (days, both ends in force), kind (a family, or nominee), class, via (direct or indirect), owner_kind and
    asset_kind (person, organization, state, unknown), owner_name and asset_name. A row that says the same as another
    is counted once for certain. Rows that cannot be read are findings. Raises InputError where columns are missing.
    """
    findings: list[Finding] = []
    table, rows = read_columns(path, findings)
    return _Reader(table, rows, whole, findings).graph()


class _Reader:
    """Columns of texts to columns of numbers, each distinct text read once."""

    def __init__(
        self,
        table: Mapping[str, Any],
        rows: Longs,
        whole: int,
        findings: list[Finding],
    ) -> None:
        self.table, self.rows, self.whole, self.findings = table, rows, whole, findings
        self.n = len(rows)

    def graph(self) -> Graph:
        """Return the graph of the rows."""
        owner, asset, ids = self._parties()
        keep = np.flatnonzero((owner >= 0) & (asset >= 0))
        self._say(np.flatnonzero((owner < 0) | (asset < 0)), "no_party", "owner or asset is empty; left out")
        scale, low, high, bits = self._shares()
        families, family, more = self._kinds()
        bases, base = self._bases(families, family)
        bits = bits | more
        first, last = self._days("from"), self._days("to")
        known = self._days("known")
        days = self._in_order(_span(first, last, self.n))
        edges = Edges(owner, asset, low, high, base, bits, days, known[0] if known else None)
        graph = Graph(ids, _taken(edges, keep), scale, bases, self._details(ids), None, self.rows[keep], ())
        return replace(_once(graph, self.findings), findings=tuple(self.findings))

    def _say(self, at: npt.NDArray[np.int64], code: str, text: str) -> None:
        self.findings += [Finding(f"row {int(self.rows[k])}", code, text) for k in at[:MOST_FINDINGS].tolist()]
        if len(at) > MOST_FINDINGS:
            more = Finding("rows", code, f"{text}; and {len(at) - MOST_FINDINGS:,} rows more")
            self.findings.append(more)

    def _parties(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], list[str]]:
        """Return the numbers of owners and assets (-1: empty), and the ids."""
        columns = [self.table["owner"], self.table["asset"]]
        trimmed = [pc.utf8_trim_whitespace(c.dictionary) for c in columns]
        every = pc.unique(pa.concat_arrays(trimmed))
        ids = [id for id in every.to_pylist() if id]
        numbers = self._ids = pa.array(ids, pa.string())
        out = []
        for column, words in zip(columns, trimmed, strict=True):
            place = pc.fill_null(pc.index_in(words, numbers), -1).to_numpy(zero_copy_only=False)
            out.append(place.astype(np.int32)[column.indices.to_numpy(zero_copy_only=False)])
        return out[0], out[1], ids

    def _distinct(self, name: str) -> tuple[list[str], Longs]:
        """Return the distinct texts of a column and which of them each row has."""
        column = self.table.get(name)
        if column is None:
            return [""], np.zeros(self.n, np.int64)
        codes = column.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        return column.dictionary.to_pylist(), codes

    def _read(self, name: str, read: Callable[[str], Value], other: Value, code: str) -> list[Value]:
        """Return what each distinct text means; one that means nothing is `other`, and its rows are findings."""
        texts, codes = self._distinct(name)
        out = []
        for number, text in enumerate(texts):
            try:
                out.append(read(text))
            except (ShareError, DayError) as error:
                out.append(other)
                self._say(np.flatnonzero(codes == number), code, str(error))
        return out

    def _coded(self, name: str, words: Mapping[str, Value], other: Value) -> tuple[list[Value], Longs]:
        """Return what the distinct texts of a column mean by a table of words, and which of them each row has."""

        def read(text: str) -> Value:
            if fold(text) not in words:
                raise ShareError(f"'{text[:40]}' is no {name}; {nearest(text, [w for w in words if w])}")
            return words[fold(text)]

        return self._read(name, read, other, f"no_{name}"), self._distinct(name)[1]

    def _kinds(self) -> tuple[list[str], Longs, npt.NDArray[np.uint8]]:
        """Return the families, which of them each row has, and the bits that its kind and way say."""
        kinds, codes = self._coded("kind", KINDS, KINDS[""])
        ways, way = self._coded("via", WAYS, 0)
        families = list(dict.fromkeys(family for family, _ in kinds))
        number = np.array([families.index(family) for family, _ in kinds], np.int64)[codes]
        bits = np.array([bit for _, bit in kinds], np.uint8)[codes] | np.array(ways, np.uint8)[way]
        return families, number, bits

    def _shares(self) -> tuple[int, npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
        """Return the number of parts of the whole, and for each row its least and greatest share with their bits."""
        read = lambda text: read_share(text, whole=self.whole)  # noqa: E731
        columns = {k: self._read(k, read, NOTHING_SURE, "no_share") for k in ("share", "min", "max")}
        scale = scale_of(share for shares in columns.values() for share in shares)
        out = {name: _counted(shares, scale, self._distinct(name)[1]) for name, shares in columns.items()}
        low, high, bits = out["share"]
        if "min" in self.table:
            low, bits = np.maximum(low, out["min"][0]), bits | (out["min"][2] & np.uint8(ABOVE))
        if "max" in self.table:
            high, bits = np.minimum(high, out["max"][1]), bits | (out["max"][2] & np.uint8(BELOW))
        wrong = np.flatnonzero(low > high)
        self._say(wrong, "no_share", "the least share is above the greatest; any share is possible")
        low[wrong], high[wrong], bits[wrong] = 0, scale, 0
        self._doubt_unit(columns["share"])
        return scale, low, high, bits

    def _doubt_unit(self, shares: Sequence[Share]) -> None:
        known = [s for s in shares if s != NOTHING_SURE]
        if self.whole == 100 and len(known) > 1 and all(s.high * 100 <= 1 for s in known):
            text = "no share is above 1 %: if they are fractions, read them with --shares fraction"
            self.findings.append(Finding("row 1", "unit_doubtful", text))

    def _bases(self, families: Sequence[str], family: Longs) -> tuple[Bases, npt.NDArray[np.int32]]:
        classes, codes = self._distinct("class")
        pairs = family * len(classes) + codes
        found, base = np.unique(pairs, return_inverse=True)
        names = tuple((families[p // len(classes)], classes[p % len(classes)].strip()) for p in found.tolist())
        return names or (("capital", ""),), base.astype(np.int32)

    def _days(self, name: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]] | None:
        """Return the first and the last day that each row may mean; None where no row is dated.

        What is no day may be any: such a holding is in force for certain on none.
        """
        found: list[Stretch | None] = self._read(name, read_day, ANY_DAY, "no_day")
        if not any(found):
            return None
        open = FAR if name == "to" else PAST
        ends = [[open if day is None else _number(day[k]) for day in found] for k in (0, 1)]
        _, codes = self._distinct(name)
        return np.array(ends[0], np.int32)[codes], np.array(ends[1], np.int32)[codes]

    def _in_order(self, days: Days | None) -> Days | None:
        """Return days; a holding that ends before it begins may be in force on any day, and for certain is on none."""
        if days is None or not (days[0] > days[3]).any():
            return days
        wrong = np.flatnonzero(days[0] > days[3])
        self._say(wrong, "no_day", "it ends before it begins; it may be in force on any day")
        out = tuple(column.copy() for column in days)
        for column, day in zip(out, (PAST, FAR, PAST, FAR), strict=True):
            column[wrong] = day
        return out[0], out[1], out[2], out[3]

    def _details(self, ids: Sequence[str]) -> dict[int, Node]:
        """Return what the table says of parties besides their ids: a name, a kind."""
        told: dict[str, dict[str, list[str]]] = {}
        for role in ("owner", "asset"):
            for part in ("name", "kind"):
                if f"{role}_{part}" in self.table:
                    for id, text in self._pairs(role, f"{role}_{part}"):
                        told.setdefault(id, {}).setdefault(part, []).append(text)
        number = {id: k for k, id in enumerate(ids)} if told else {}
        out = {number[id]: self._node(id, **words) for id, words in told.items()}
        return {k: Node(ids[k], f"(owner not named: {ids[k]})", "unknown") for k in _unnamed(self._ids)} | out

    def _node(self, id: str, name: Sequence[str] = (), kind: Sequence[str] = ()) -> Node:
        """Return a party under all names that rows give it; of a kind where they agree on it."""
        kinds = {fold(text) for text in kind}
        for text in sorted(kinds - set(NODE_KINDS)):
            self.findings.append(
                Finding(id, "no_kind", f"'{text[:40]}' is no kind of party; {nearest(text, NODE_KINDS)}")
            )
        names = tuple(dict.fromkeys(name)) or (id,)
        return Node(id, names[0], kinds.pop() if len(kinds) == 1 and kinds <= set(NODE_KINDS) else "", names[1:])

    def _pairs(self, role: str, name: str) -> list[tuple[str, str]]:
        """Return the distinct (id, text) of two columns, without empty ones."""
        ids, which = self._distinct(role)
        texts, codes = self._distinct(name)
        pairs = np.unique(which.astype(np.int64) * len(texts) + codes)
        found = [(ids[p // len(texts)].strip(), texts[p % len(texts)].strip()) for p in pairs.tolist()]
        return [(id, text) for id, text in found if id and text]


def _unnamed(ids: pa.Array) -> list[int]:
    """Return the places of ids that name nobody: unknown, n/a, 不详, ?."""
    words = pa.array(sorted(REFERENCES))
    likely = pc.or_(
        pc.is_in(pc.utf8_trim(pc.utf8_lower(ids), " .?()-"), words), pc.less_equal(pc.utf8_length(ids), SHORT)
    )
    places = np.flatnonzero(np.asarray(likely))
    plain = [" ".join(NO_WORD.sub(" ", ids[k].as_py().casefold()).split()) for k in places.tolist()]
    return [int(k) for k, text in zip(places, plain, strict=True) if not text or text in REFERENCES]


def _number(day: dt.date) -> int:
    """Return the days since 1970, those that may be any as the first and the last that there are."""
    return PAST if day == dt.date.min else FAR if day == dt.date.max else day.toordinal() - 719_163


def _counted(
    shares: Sequence[Share], scale: int, codes: Longs
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    counted = [parts(share, scale) for share in shares]
    columns = [np.array([c[k] for c in counted], np.int64)[codes] for k in range(3)]
    return columns[0], columns[1], columns[2].astype(np.uint8)


def _span(first: Any, last: Any, n: int) -> Days | None:
    if first is None and last is None:
        return None
    early, late = first or (np.full(n, PAST, np.int32),) * 2
    return (early, late, *(last or (np.full(n, FAR, np.int32),) * 2))


def _taken(edges: Edges, keep: npt.NDArray[np.int64]) -> Edges:
    if len(keep) == len(edges):
        return edges
    columns = {k: getattr(edges, k)[keep] for k in ("owner", "asset", "low", "high", "base", "bits")}
    days = None if edges.days is None else tuple(d[keep] for d in edges.days)
    return Edges(**columns, days=days, known=None if edges.known is None else edges.known[keep])  # type: ignore[arg-type]


def _once(graph: Graph, findings: list[Finding]) -> Graph:
    """Return the graph with rows that repeat another counted once for certain: two lots alike, or one written twice."""
    e = graph.edges
    dates = e.days or ()
    order = np.lexsort((*dates, e.bits, e.base, e.high, e.low, e.asset, e.owner))
    same = np.ones(max(len(e) - 1, 0), bool)
    for column in (e.owner, e.asset, e.low, e.high, e.base, e.bits, *dates):
        same &= column[order][1:] == column[order][:-1]
    again = order[1:][same]
    low = e.low.copy()
    low[again] = 0
    text = "says the same as another row; it counts once for certain, and twice at most"
    findings += [Finding(graph.place(int(k)), "row_repeated", text) for k in np.sort(again)[:MOST_FINDINGS]]
    return replace(graph, edges=replace(e, low=low))
