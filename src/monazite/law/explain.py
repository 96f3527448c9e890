"""Why a line has its outcome: regime → provision → atoms with value and truth → exceptions, with citations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any as Anything

from monazite.law.calendar import working_days
from monazite.law.cells import BUDGET, exact
from monazite.law.duties import shown_duty
from monazite.law.model import Instrument, LawPack, Provision
from monazite.law.plain import Case, Facts, bounds, interval
from monazite.law.state import LawState, resolve
from monazite.law.time import FAR, PAST, inside, spans_of, suspensions_of
from monazite.law.tree import (
    All,
    Any,
    Compare,
    Const,
    Countries,
    Flag,
    Node,
    Not,
    OneOf,
    Ratio,
    StartsWith,
    Within,
    day_number,
)
from monazite.outcomes import OUTCOMES
from monazite.vocabulary import Vocabulary, vocabulary

__all__ = ["citation", "days_text", "explain_case", "written"]

QUICK = 60
WORD = {True: "yes", False: "no", None: "cannot tell"}


def explain_case(
    pack: LawPack, facts: Facts, day: dt.date | None, known_on: dt.date | None, reading: str, *, quick: bool = False
) -> dict[str, Anything]:
    """Return the whole explanation of one case under one regime, as plain JSON types.

    With `quick` the search for the exact outcomes stops early: then the interval stands in.
    """
    return _Explanation(pack, facts, day, known_on, reading).whole(QUICK if quick else BUDGET)


@lru_cache(maxsize=16)
def _resolved(pack: LawPack, known_on: dt.date | None, reading: str, dated: bool) -> LawState:
    return resolve(pack, known_on, reading, dated=dated)


class _Explanation:
    def __init__(
        self, pack: LawPack, facts: Facts, day: dt.date | None, known_on: dt.date | None, reading: str
    ) -> None:
        self.pack, self.facts, self.known_on, self.reading = pack, facts, known_on, reading
        self.day, self.number = day, None if day is None else day_number(day)
        self.working = working_days(pack, known_on)
        self.state = _resolved(pack, known_on, reading, True)
        self.undated = _resolved(pack, known_on, reading, False)
        self.case = Case(facts, self.number)
        self.interval = interval(self.state, self.case)
        self.words = vocabulary()

    def whole(self, budget: int) -> dict[str, Anything]:
        low, high = self.interval
        found = exact(self.state, self.facts, self.number, self.words, budget)
        roots = [self.rule(self.state, name) for name in self.state.roots]
        return {
            "regime": self.pack.id,
            "title": self.pack.title,
            "pack_version": self.pack.version,
            "known_on": str(self.known_on) if self.known_on else "everything the pack knows",
            "reading": self.reading,
            "day": str(self.day) if self.day else None,
            "outcome_low": OUTCOMES[low],
            "outcome_high": OUTCOMES[high],
            "possible_outcomes": found.names(),
            "exact": found.exact,
            "would_change": self.pivots(found.pivots),
            "items": self.items(),
            "provisions": [r for r in roots if r["truth"] != "no"],
            "not_in_force": list(self.asleep()),
            "do_not_apply": sum(r["truth"] == "no" for r in roots),
        }

    def pivots(self, pivots: dict[str, dict[str, tuple[int, int]]]) -> list[dict[str, Anything]]:
        return [
            {
                "fact": fact,
                "ask": self.words[fact].ask,
                "who": self.words[fact].who,
                "answers": _days_changing(cells)
                if fact == "date"
                else {cell: _between(*c) for cell, c in cells.items()},
            }
            for fact, cells in pivots.items()
        ]

    def items(self) -> list[dict[str, Anything]]:
        out = []
        for name, node in self.state.items.items():
            truth = self.case.truth(node)
            if truth is not False:
                item = self.pack.items[name]
                out.append(
                    {
                        "item": name,
                        "code": item.code,
                        "title": item.title,
                        "truth": WORD[truth],
                        "confidence": item.confidence,
                        "note": item.note,
                        "condition": self.tree(node) if truth is True else None,
                    }
                )
        return out

    def rule(self, state: LawState, name: str) -> dict[str, Anything]:
        rule = state.rules[name]
        case = self.case if state is self.state else Case(self.facts, self.number)
        low, high = bounds(state, case, name)
        provision = rule.provision
        truth = self.follows(provision, case.truth(rule.when))
        show = truth is not False
        return {
            **citation(self.pack, provision),
            "truth": WORD[truth],
            "outcome": provision.outcome,
            "finding": provision.finding or None,
            "comes_to": None if high < 0 else [OUTCOMES[max(low, 0)] if low >= 0 else "does not apply", OUTCOMES[high]],
            "in_force": days_text(rule.spans),
            "because": provision.because,
            "duties": [shown_duty(d, self.day, self.working) for d in provision.duties] if show else [],
            "condition": self.tree(rule.when, state) if show else None,
            "unless": [self.rule(state, e) for e in rule.unless] if show else [],
        }

    def follows(self, provision: Provision, truth: bool | None) -> bool | None:
        """A provision that waits for an outcome holds only where the regime comes to it."""
        if not provision.where_outcome or not truth:
            return truth
        low, high = self.interval
        met = [OUTCOMES[rank] in provision.where_outcome for rank in range(low, high + 1)]
        return True if all(met) else None if any(met) else False

    def asleep(self) -> Iterator[dict[str, Anything]]:
        """Provisions that would hold but for the day: not yet in force, suspended, ended."""
        for name in self.undated.roots:
            rule = self.undated.rules[name]
            spans = spans_of(self.pack, rule.provision, self.known_on, self.reading)
            if self.number is None or inside(spans, self.number):
                continue
            truth = Case(self.facts, self.number).truth(rule.when)
            if truth is not False:
                yield {
                    **citation(self.pack, rule.provision),
                    "truth": WORD[truth],
                    "outcome": rule.provision.outcome,
                    "why": self.why_not(rule.provision),
                    "in_force": days_text(spans),
                }

    def why_not(self, provision: Provision) -> str:
        instrument = self.pack.instruments[provision.instrument]
        day = self.day
        assert day is not None and self.number is not None
        if not instrument.binding:
            return "a statement that binds nobody"
        if self.known_on and instrument.known_from and instrument.known_from > self.known_on:
            return f"not known on {self.known_on}: published {instrument.known_from}"
        for by, (start, end) in suspensions_of(self.pack, provision, self.known_on, self.reading):
            if start <= self.number < end:
                return f"suspended by {by.title} {days_text(((start, end),))}{_announced(by)}"
        first = provision.first or instrument.first
        if first is None or day < first:
            return f"not yet in force: from {first}" if first else "no day of entry into force is known"
        return "no longer in force"

    # ------------------------------------------------------------ conditions
    def tree(self, node: Node, state: LawState | None = None) -> dict[str, Anything]:
        """Return a condition with its truth; parts of an alternative that failed are kept, they explain it."""
        truth = self.case.truth(node)
        if isinstance(node, All | Any):
            parts = [self.tree(child) for child in node.children]
            if isinstance(node, Any) and len(parts) > 12:
                kept = [p for p in parts if p["truth"] != "no"]
                parts = kept or parts[:3]
            return {"group": "all" if isinstance(node, All) else "any", "truth": WORD[truth], "parts": parts}
        if isinstance(node, Not) and isinstance(node.child, All | Any):
            return {"group": "not", "truth": WORD[truth], "parts": [self.tree(node.child)]}
        return {"atom": written(node, self.words), "truth": WORD[truth], "value": self.value(node)}

    def value(self, node: Node) -> str | None:
        if isinstance(node, Not):
            return self.value(node.child)
        if isinstance(node, Within):
            return str(self.day) if self.day else "date not known"
        if isinstance(node, Ratio):
            return f"{self.shown(node.numerator)} / {self.shown(node.denominator)}"
        if isinstance(node, Compare | OneOf | StartsWith | Flag):
            return self.shown(node.fact)
        return None

    def shown(self, fact: str) -> str:
        spec, value = self.words[fact], self.facts.get(fact)
        below, least = self.facts.get(spec.below), self.facts.get(spec.at_least)
        if fact == "date":
            return str(self.day) if self.day else "not known"
        if value is None and (below is not None or least is not None):
            parts = [f"≥ {spec.shown(least)}"] if least is not None else []
            return " and ".join(parts + ([f"< {spec.shown(below)}"] if below is not None else []))
        return spec.shown(value)


def _between(low: int, high: int) -> str:
    return OUTCOMES[low] if low == high else f"{OUTCOMES[low]} … {OUTCOMES[high]}"


def _days_changing(cells: dict[str, tuple[int, int]]) -> dict[str, str]:
    """Return the days on which the outcome changes: what each brings, and what was before the first."""
    out: dict[str, str] = {}
    last = ""
    for day, pair in cells.items():
        if _between(*pair) != last:
            last = _between(*pair)
            out[f"from {day}" if out else "before"] = last
    return out


def _announced(by: Instrument) -> str:
    return "" if by.binding else " (announced, not an instrument: confirm it)"


def citation(pack: LawPack, provision: Provision) -> dict[str, Anything]:
    """Return who says it and where: provision, instrument, article, link, confidence."""
    instrument = pack.instruments[provision.instrument]
    return {
        "provision": provision.id,
        "title": provision.title,
        "title_zh": provision.title_zh,
        "instrument": instrument.title,
        "instrument_id": instrument.id,
        "article": provision.article,
        "url": provision.url or instrument.url,
        "confidence": provision.confidence or instrument.confidence,
        "grade": provision.grade or instrument.grade,
    }


def days_text(spans: tuple[tuple[int, int], ...]) -> str:
    """Return spans as people read them: 'from 2025-04-04', '2025-10-09 to 2025-11-06, then from 2026-11-11'."""
    parts = []
    for start, end in spans:
        first = None if start <= PAST else dt.date(1970, 1, 1) + dt.timedelta(start)
        last = None if end >= FAR else dt.date(1970, 1, 1) + dt.timedelta(end - 1)
        if first and last:
            parts.append(f"{first} to {last}")
        else:
            parts.append(f"from {first}" if first else f"until {last}" if last else "always")
    return ", then ".join(parts) or "never"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _not_written(node: Node, words: Vocabulary) -> str:
    if isinstance(node, OneOf):
        sign = "<>" if len(node.values) == 1 else "NOT IN"
        return written(node, words).replace(" = " if len(node.values) == 1 else " IN ", f" {sign} ", 1)
    return f"NOT {node.fact}" if isinstance(node, Flag) else f"NOT ({written(node, words)})"


def written(node: Node, words: Vocabulary) -> str:
    """Return a condition as SQL text, as packs write it."""
    if isinstance(node, Within):
        return f"date {days_text(node.spans)}"
    if isinstance(node, Compare):
        if node.fact == "date":
            return f"date {node.op} '{dt.date(1970, 1, 1) + dt.timedelta(node.value)}'"
        return f"{node.fact} {node.op} {words[node.fact].number(node.value)}"
    if isinstance(node, Ratio):
        from decimal import Decimal

        return f"{node.numerator} / {node.denominator} {node.op} {Decimal(node.p) / Decimal(node.q)}"
    if isinstance(node, OneOf):
        if len(node.values) == 1:
            return f"{node.fact} = {_quoted(node.values[0])}"
        values = ", ".join(map(_quoted, node.values))
        return f"{node.fact} IN ({values})"
    if isinstance(node, StartsWith):
        return f"starts_with({node.fact}, {_quoted(node.prefix)})"
    if isinstance(node, Flag):
        return node.fact
    if isinstance(node, Not):
        return _not_written(node.child, words)
    if isinstance(node, Countries):
        return f"in_countries({node.fact}, {_quoted(node.group)})"
    if isinstance(node, Const):
        return "TRUE" if node.value else "FALSE"
    if isinstance(node, All | Any):
        word = " AND " if isinstance(node, All) else " OR "
        return word.join(
            f"({written(c, words)})" if isinstance(c, All | Any) else written(c, words) for c in node.children
        )
    name = {"code": "item", "instrument": "listed_by", "group": "in_items"}[node.by]
    return f"{name}({_quoted(node.name)})"
