"""Counts of the lines that change: by kind of change, provision, destination and party, with the value at stake."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.outcomes import DECISIONS

__all__ = ["FIRST", "Flips", "Group", "Tally"]

FIRST = 60  # lines of greatest value that are kept to be shown
GROUPS = 200  # groups of each kind that are kept in the result
WAYS = ("added", "removed", "opened")


@dataclass
class Group:
    """Lines that change and have something in common; `value` is currency → integer of 1e-4, where stated."""

    lines: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    value: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"lines": self.lines, "changes": dict(self.changes), "value": dict(self.value)}


@dataclass(frozen=True)
class Flips:
    """What changes between two laws over the same lines; lines_in == lines_out + rejected.

    `decisions` counts lines by (decision before, after), equal ones included; `groups` is kind → name → Group, where
    the kinds are decision ("hold_for_licence > refuse"), outcome, added, removed, opened (provisions), destination and
    party; `more` counts the groups left out of each kind. `first` are the changed lines of greatest value.
    """

    before: dict[str, Any]
    after: dict[str, Any]
    inputs: list[str]
    lines_in: int
    lines_out: int
    rejected: int
    changed: int
    flipped: int
    changes: dict[str, int]
    value: dict[str, int]
    decisions: dict[tuple[str, str], int]
    groups: dict[str, dict[str, Group]]
    more: dict[str, int]
    first: list[dict[str, Any]]
    titles: dict[str, dict[str, str]]
    seconds: float
    unread: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types: days as ISO texts, `decisions` and the groups as lists of records."""
        out = {name: getattr(self, name) for name in self.__dataclass_fields__}
        out["decisions"] = [{"before": a, "after": b, "lines": n} for (a, b), n in self.decisions.items()]
        out["groups"] = {
            kind: [{"name": name, **group.as_json()} for name, group in groups.items()]
            for kind, groups in self.groups.items()
        }
        out["first"] = [
            {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in line.items()} for line in self.first
        ]
        return out


class Tally:
    """Adds up tables of changed lines."""

    def __init__(self) -> None:
        self.lines = self.rejected = self.changed = self.flipped = 0
        self.matrix = np.zeros((len(DECISIONS), len(DECISIONS)), np.int64)
        self.changes: Counter[str] = Counter()
        self.value: Counter[str] = Counter()
        self.groups: dict[str, dict[str, Group]] = defaultdict(lambda: defaultdict(Group))
        self._first: list[tuple[int, int, dict[str, Any]]] = []

    def add(self, table: pa.RecordBatch, counts: npt.NDArray[np.int64], lines: int) -> None:
        """Add the changed lines of one batch of `lines` lines."""
        self.lines += lines
        self.matrix += counts
        self.flipped += int(counts.sum() - np.trace(counts))
        if table.num_rows:
            plain = _plain(table)
            self.changes.update(dict(_pairs(plain.column("change"))))
            self._keep(table)
            self._group(plain)
            self.changed += table.num_rows

    def _group(self, table: pa.Table) -> None:
        pair = pc.binary_join_element_wise(table.column("decision_before"), table.column("decision_after"), " > ")
        self._sum("decision", pair, table)
        intervals = pc.binary_join_element_wise(_interval(table, "before"), _interval(table, "after"), " > ")
        self._sum("outcome", intervals, table)
        self._sum("destination", table.column("destination").fill_null("?"), table)
        self._sum("party", pc.coalesce(table.column("end_user"), table.column("consignee")).fill_null("?"), table)
        for way in WAYS:
            lists = table.column(way).combine_chunks()
            part = table.select(["change", "currency", "value"]).take(pc.list_parent_indices(lists))
            names = pc.list_flatten(lists)
            self._sum(way, names.dictionary_decode() if isinstance(names, pa.DictionaryArray) else names, part)

    def _sum(self, kind: str, names: Any, table: pa.Table) -> None:
        columns = {"name": names, "change": table.column("change"), "currency": table.column("currency").fill_null("")}
        value = table.column("value").cast(pa.decimal128(19, 0))
        grouped = pa.table({**columns, "value": value}).group_by(list(columns))
        for row in grouped.aggregate([("value", "sum"), ([], "count_all")]).to_pylist():
            group = self.groups[kind][row["name"]]
            group.lines += row["count_all"]
            group.changes[row["change"]] += row["count_all"]
            if row["value_sum"] is not None:
                group.value[row["currency"]] += int(row["value_sum"])
                if kind == "decision":
                    self.value[row["currency"]] += int(row["value_sum"])

    def _keep(self, table: pa.RecordBatch) -> None:
        """Keep the lines of greatest value; of equal ones the earlier."""
        values = np.asarray(pc.fill_null(table.column("value"), -1), np.int64)
        best = np.argsort(-values, kind="stable")[:FIRST]
        lines = table.take(pa.array(best)).to_pylist()
        found = [(int(values[k]), -(self.changed + int(k)), line) for k, line in zip(best, lines, strict=True)]
        self._first = heapq.nlargest(FIRST, [*self._first, *found], key=lambda entry: entry[:2])

    def first(self) -> list[dict[str, Any]]:
        """Return the lines kept, greatest value first."""
        return [line for *_, line in self._first]

    def decisions(self) -> dict[tuple[str, str], int]:
        """Return how many lines have each pair of decisions."""
        pairs = {(a, b): int(self.matrix[i, j]) for i, a in enumerate(DECISIONS) for j, b in enumerate(DECISIONS)}
        return {pair: n for pair, n in pairs.items() if n}

    def largest(self) -> tuple[dict[str, dict[str, Group]], dict[str, int]]:
        """Return the largest groups of each kind, and how many are left out."""
        kept, more = {}, {}
        for kind, groups in self.groups.items():
            ordered = sorted(groups.items(), key=lambda pair: (-pair[1].lines, pair[0]))
            kept[kind] = dict(ordered[:GROUPS])
            more[kind] = max(0, len(ordered) - GROUPS)
        return kept, more


def _plain(table: pa.RecordBatch) -> pa.Table:
    """Return the columns that are grouped by, as plain texts, and exact values."""
    columns: dict[str, pa.Array] = {name: table.column(name) for name in table.schema.names}
    columns = {n: a.dictionary_decode() if isinstance(a, pa.DictionaryArray) else a for n, a in columns.items()}
    return pa.table({**columns, "value": _worth(table)})


def _interval(table: pa.Table, side: str) -> Any:
    """Return the outcome of each line as a text, its ends where they differ."""
    low, high = table.column(f"low_{side}"), table.column(f"high_{side}")
    return pc.if_else(pc.equal(low, high), high, pc.binary_join_element_wise(low, high, " … "))


def _worth(table: pa.RecordBatch) -> pa.Array:
    """Return the value of each changed line; the legs and parts of goods that changed already add none.

    Legs repeat the goods and parts lie within them: what they are worth is at stake once.
    """
    value = table.column("value")
    again = pc.or_(pc.fill_null(pc.greater(table.column("leg"), 1), False), pc.is_valid(table.column("component")))
    rows = np.flatnonzero(np.asarray(again))
    rows = rows[rows > 0]
    if not len(rows):
        return value
    same = np.ones(len(rows), bool)
    for name in ("source", "declaration", "line"):
        column = table.column(name)
        column = column.dictionary_encode() if pa.types.is_string(column.type) else column
        codes = column.indices if isinstance(column, pa.DictionaryArray) else column
        told = np.asarray(pc.fill_null(codes.cast(pa.int64()), -1))
        same &= told[rows] == told[rows - 1]
    mask = np.zeros(len(value), bool)
    mask[rows[same]] = True
    return pc.if_else(pa.array(mask), pa.scalar(None, pa.int64()), value)


def _pairs(array: Any) -> list[tuple[str, int]]:
    return [(row["values"], row["counts"]) for row in pc.value_counts(array.combine_chunks()).to_pylist()]
