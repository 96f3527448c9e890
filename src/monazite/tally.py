"""Counts over a run, batch by batch, and the lines to look at first; small however many lines there are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monazite.goods.worth import worth
from monazite.law.explain import citation, days_text
from monazite.law.model import LawPack
from monazite.law.state import resolve
from monazite.law.tree import facts_of
from monazite.outcomes import RANK
from monazite.read.urls import shown_url
from monazite.summary import FIRST, Citation, LineAnswer, Summary
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    from monazite.assess import Request
    from monazite.read import Reject

__all__ = ["LISTS", "SHOWN", "Tally"]

# Facts that people recognise a line by.
SHOWN = tuple("declaration line leg component date description destination value currency end_user".split())
LISTS = ("bases", "possible", "ask", "items", "findings", "duties")
EXPLAINED = 40
# From here on a line must not leave without a licence.
HOLDS = RANK["case_by_case"]
# What is counted by one word or by several.
COUNTED = ("decisions", "outcomes", "destinations", "values")
# Findings and duties that carry the number of a licence: what is kept stands before and after it.
NUMBERED = r"^(?:(unknown licence|declaration: state licence) .+|(licence) .+( would cover, not declared))$"


class Tally:
    """Adds up batches of answered lines."""

    def __init__(self, packs: Sequence[LawPack]) -> None:
        self.packs = tuple(packs)
        self.lines = self.rejected = self.differs = self.held = 0
        self.decisions: Counter[str] = Counter()
        self.outcomes: Counter[tuple[str, str, str]] = Counter()
        self.destinations: Counter[tuple[str, str]] = Counter()
        self.values: Counter[tuple[str, str]] = Counter()
        self.lists: dict[str, Counter[str]] = {name: Counter() for name in LISTS}
        self.first: dict[str, list[tuple[int, int, dict[str, Any]]]] = {name: [] for name in FIRST}
        self.some_rejects: list[Reject] = []

    def reject(self, rejects: Sequence[Reject]) -> None:
        """Count rejected lines; the first few are kept to be shown."""
        self.rejected += len(rejects)
        self.some_rejects += rejects[: 5 - len(self.some_rejects)] if len(self.some_rejects) < 5 else ()

    def add(self, batch: pa.RecordBatch) -> None:
        """Add one batch."""
        self.lines += batch.num_rows
        self.differs += int(pc.sum(batch.column("reading_differs")).as_py() or 0)
        decision = batch.column("decision")
        self.decisions.update(_counts(decision))
        floors = _pairs(decision, batch.column("outcome_low"))
        self.held += sum(n for (word, low), n in floors.items() if word == "ask" and RANK.get(low, 0) >= HOLDS)
        for pack in self.packs:
            pair = (batch.column(f"{pack.id}_low"), batch.column(f"{pack.id}_high"))
            for (low, high), n in _pairs(*pair).items():
                self.outcomes[pack.id, low, high] += n
        self.destinations.update(_pairs(_texts(batch, "destination"), decision))
        for name in LISTS:
            self.lists[name].update(_counts(_flat(batch.column(name), cut=name in ("findings", "duties"))))
        self._values(batch)
        self._first(batch)

    def _values(self, batch: pa.RecordBatch) -> None:
        if "value" not in batch.schema.names:
            return
        table = pa.table(
            {
                "c": _texts(batch, "currency"),
                "d": _plain(batch.column("decision")),
                "v": worth(batch).cast(pa.decimal128(19, 0)),
            }
        )
        for row in table.group_by(["c", "d"]).aggregate([("v", "sum")]).to_pylist():
            self.values[row["c"], row["d"]] += int(row["v_sum"] or 0)

    def _first(self, batch: pa.RecordBatch) -> None:
        """Keep the lines of greatest value of each decision that needs action."""
        decision = _plain(batch.column("decision"))
        value = (
            batch.column("value").fill_null(-1)
            if "value" in batch.schema.names
            else pa.repeat(pa.scalar(-1), batch.num_rows)
        )
        values = np.asarray(value, np.int64)
        for name, most in FIRST.items():
            rows = np.flatnonzero(np.asarray(pc.equal(decision, name)))
            kept = self.first[name]
            if len(kept) >= most:
                rows = rows[values[rows] > kept[-1][0]]
            rows = rows[np.argsort(-values[rows], kind="stable")[:most]]
            if not len(rows):
                continue
            lines = batch.take(pa.array(rows)).to_pylist()
            start = self.lines
            kept += [(int(values[r]), -(start + int(r)), line) for r, line in zip(rows, lines, strict=True)]
            kept.sort(key=lambda entry: entry[:2], reverse=True)
            del kept[most:]

    # ------------------------------------------------------------ parts of a run
    def state(self) -> dict[str, Any]:
        """Return what was counted as plain JSON types, so that it can be kept and added up elsewhere."""
        return {
            "lines": self.lines,
            "rejected": self.rejected,
            "differs": self.differs,
            "held": self.held,
            **{name: [[*_key(key), n] for key, n in getattr(self, name).items()] for name in COUNTED},
            "lists": {name: list(map(list, counts.items())) for name, counts in self.lists.items()},
            "first": {name: [[v, -p, _json_line(line)] for v, p, line in kept] for name, kept in self.first.items()},
            "some_rejects": [vars(reject) for reject in self.some_rejects],
        }

    def merge(self, state: Mapping[str, Any]) -> None:
        """Add what was counted of the lines that follow: the state of another tally of the same packs."""
        from monazite.read import Reject

        for name in COUNTED:
            for *key, n in state[name]:
                getattr(self, name)[key[0] if len(key) == 1 else tuple(key)] += n
        for name, counts in state["lists"].items():
            for text, n in counts:
                self.lists[name][text] += n
        for name, most in FIRST.items():
            kept = self.first[name]
            kept += [(value, -(self.lines + place), _line(line)) for value, place, line in state["first"][name]]
            kept.sort(key=lambda entry: entry[:2], reverse=True)
            del kept[most:]
        self.lines += state["lines"]
        self.differs += state["differs"]
        self.held += state["held"]
        self.reject([Reject(**reject) for reject in state["some_rejects"]])
        self.rejected += state["rejected"] - len(state["some_rejects"])

    # ------------------------------------------------------------ the summary
    def summary(self, request: Request, seconds: float, stages: dict[str, float]) -> Summary:
        """Return what the run found."""
        provisions = {i: (pack, p) for pack in self.packs for i, p in pack.provisions.items()}
        states = [resolve(pack, request.known_on, request.reading) for pack in self.packs]
        rules = {name: rule for state in states for name, rule in state.rules.items()}
        asking = {name: facts_of(rules[name].when) for name in self.lists["possible"] if name in rules}
        cited = [*self.lists["bases"], *self.lists["possible"]]
        words = {"goods": request.goods.goods.version} if request.goods else {}
        return Summary(
            title="Assessment of declaration lines",
            inputs=list(map(shown_url, request.inputs)),
            known_on=request.known_on,
            reading=request.reading,
            regimes=[p.id for p in self.packs],
            pack_versions={p.id: p.version for p in self.packs} | words,
            state_of_knowledge={p.id: str(p.state_of_knowledge or "") for p in self.packs},
            assumptions=dict(request.assume),
            lines_in=self.lines + self.rejected,
            lines_out=self.lines,
            rejected=self.rejected,
            seconds=seconds,
            stages=stages,
            decisions=dict(self.decisions),
            outcomes=dict(self.outcomes),
            destinations={(d or "?", x): n for (d, x), n in self.destinations.items()},
            asks=dict(self.lists["ask"].most_common()),
            bases=dict(self.lists["bases"].most_common()),
            possible=dict(self.lists["possible"].most_common()),
            items=dict(self.lists["items"].most_common()),
            findings=dict(self.lists["findings"].most_common(200)),
            duties=dict(self.lists["duties"].most_common(200)),
            reading_differs=self.differs,
            held_anyway=self.held,
            value_by_decision=dict(self.values),
            first=[
                self._line(line, request, explained=request.explained and k < EXPLAINED)
                for k, line in enumerate(line for name in FIRST for *_, line in self.first[name])
            ],
            citations={
                name: _citation(*provisions[name], days_text(rules[name].spans) if name in rules else "never")
                for name in dict.fromkeys(cited)
            },
            screened=request.parties.editions() if request.parties else [],
            waits={fact: [name for name, facts in asking.items() if fact in facts][:12] for fact in self.lists["ask"]},
        )

    def _line(self, line: dict[str, Any], request: Request, *, explained: bool) -> LineAnswer:
        from monazite.explain import explain_line, explanation_text

        text = (
            explanation_text(explain_line(line, self.packs, request.known_on, request.reading, quick=True))
            if explained
            else ""
        )
        return LineAnswer(
            source=line["source"],
            row=line["row"],
            declaration=line.get("declaration") or "",
            line=line.get("line"),
            date=line.get("date"),
            description=(line.get("description") or "")[:300],
            destination=line.get("destination") or "",
            value=line.get("value"),
            currency=line.get("currency") or "",
            end_user=line.get("end_user") or "",
            decision=line["decision"],
            low=line["outcome_low"],
            high=line["outcome_high"],
            bases=line["bases"],
            possible=line["possible"],
            ask=line["ask"],
            duties=line["duties"],
            findings=line["findings"],
            items=line["items"],
            explanation=text,
            leg=line.get("leg"),
            component=line.get("component") or "",
        )


def _key(key: str | tuple[str, ...]) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else key


def _json_line(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line as JSON types, without what is not known."""
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in line.items() if v is not None}


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return the line that `_json_line` was given; what is not known is absent."""
    return {name: _value(name, value) for name, value in line.items()}


def _value(name: str, value: Any) -> Any:
    fact = vocabulary().get(name)
    if name == "instant":
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if fact is not None and fact.type == "date" else value


def _citation(pack: LawPack, provision: Any, days: str) -> Citation:
    said = citation(pack, provision)
    return Citation(
        title=provision.title,
        title_zh=provision.title_zh,
        instrument=said["instrument"],
        article=provision.article,
        url=said["url"],
        outcome=provision.outcome or "",
        confidence=said["confidence"],
        grade=said["grade"],
        days=days,
        because=provision.because,
    )


def _plain(array: pa.Array) -> pa.Array:
    return array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array


def _texts(batch: pa.RecordBatch, name: str) -> pa.Array:
    if name not in batch.schema.names:
        return pa.repeat(pa.scalar(""), batch.num_rows)
    return _plain(batch.column(name)).fill_null("")


def _counts(array: pa.Array) -> dict[str, int]:
    counts = pc.value_counts(array)
    return {row["values"]: row["counts"] for row in counts.to_pylist()}


def _pairs(a: pa.Array, b: pa.Array) -> dict[tuple[str, str], int]:
    """Count pairs of two short lists of words, by number rather than by text."""
    one, two = (x if isinstance(x, pa.DictionaryArray) else x.dictionary_encode() for x in (a, b))
    left, right = one.dictionary.to_pylist(), two.dictionary.to_pylist()
    codes = np.asarray(one.indices, np.int64) * len(right) + np.asarray(two.indices, np.int64)
    found, counts = np.unique(codes, return_counts=True)
    return {(left[c // len(right)], right[c % len(right)]): int(n) for c, n in zip(found.tolist(), counts, strict=True)}


def _flat(lists: pa.ListArray, *, cut: bool) -> pa.Array:
    """Flatten lists; findings and duties lose what is of one line alone (quoted cells, due days, licence numbers)."""
    flat = pc.list_flatten(lists)
    if not (cut and len(flat)):
        return flat
    words = pc.replace_substring_regex(flat.dictionary, r": '.*$| \((?:by|file by|until) \d{4}-\d\d-\d\d.*\)$", "")
    words = pc.replace_substring_regex(words, NUMBERED, r"\1\2\3")
    return words.take(flat.indices)
