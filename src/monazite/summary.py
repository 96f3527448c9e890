"""What a run found, small enough to show: the counts and the lines to look at first, for the report and for `--json`.

Money is in integers of 1e-4 of the currency's unit, as in the line table; days are dates; everything else is counts,
names and texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

__all__ = ["FIRST", "Citation", "LineAnswer", "Summary"]

# How many lines of each decision are kept to look at first.
FIRST = {"refuse": 80, "hold_for_licence": 70, "ask": 50}


@dataclass(frozen=True)
class Citation:
    """Where a provision stands and how sure we are of it; `days` says in words when it is in force."""

    title: str
    title_zh: str
    instrument: str
    article: str
    url: str
    outcome: str
    confidence: str
    grade: str
    days: str
    because: str


@dataclass(frozen=True)
class LineAnswer:
    """One line and its answer. Empty text, None and empty lists mean that nothing is known or found."""

    source: str
    row: int
    declaration: str
    line: str | int | None
    date: date | None
    description: str
    destination: str
    value: int | None
    currency: str
    end_user: str
    decision: str
    low: str
    high: str
    bases: Sequence[str]
    possible: Sequence[str]
    ask: Sequence[str]
    duties: Sequence[str]
    findings: Sequence[str]
    items: Sequence[str]
    explanation: str
    leg: int | None = None
    component: str = ""


@dataclass(frozen=True)
class Summary:
    """The whole run. Counts are lines; `lines_in == lines_out + rejected`.

    `outcomes` is by (regime, lowest, highest outcome), `destinations` by (country or "?", decision),
    `value_by_decision` by (currency, decision); `asks` counts the lines whose outcome a fact could change, `waits` (may
    be empty) names the provisions that wait for it; `stages` and `seconds` are seconds. With a register of licences,
    `licence_lines` counts lines by what the register says of them, `licences` holds the balances, `notes` what is odd.
    `unread` says of each file of a folder that it could not be read, and why: its lines are in no count.
    `held_anyway` counts the lines to ask about that need a licence at least, whatever the answer.
    `pack_versions` are those of the law packs, and of the goods pack where words were read.
    `state_of_knowledge` is the day up to which each pack's law was looked up, empty where it does not say.
    `screened` names the lists that parties were screened against, each with its edition; empty where they were not.
    `certificates` counts those `read`, their `files`, and the files `not_read`, of which `notes` tell; empty for none.
    `parts` counts what a run in bulk did: parts `worked`, `kept` from an earlier run, `removed` with their input.
    """

    title: str
    inputs: list[str]
    known_on: date
    reading: str
    regimes: list[str]
    pack_versions: dict[str, str]
    assumptions: dict[str, str]
    lines_in: int
    lines_out: int
    rejected: int
    seconds: float
    stages: dict[str, float]
    decisions: dict[str, int]
    outcomes: dict[tuple[str, str, str], int]
    destinations: dict[tuple[str, str], int]
    asks: dict[str, int]
    bases: dict[str, int]
    possible: dict[str, int]
    items: dict[str, int]
    findings: dict[str, int]
    duties: dict[str, int]
    reading_differs: int
    value_by_decision: dict[tuple[str, str], int]
    first: list[LineAnswer]
    citations: dict[str, Citation]
    waits: dict[str, list[str]] = field(default_factory=dict)
    licence_lines: dict[str, int] = field(default_factory=dict)
    licences: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    state_of_knowledge: dict[str, str] = field(default_factory=dict)
    held_anyway: int = 0
    unread: list[str] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=dict)
    screened: list[str] = field(default_factory=list)
    certificates: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types: days as ISO texts; a table with a compound key as a list of records.

        The records of `outcomes` have `regime`, `low`, `high`, `lines`; those of `destinations` `destination`,
        `decision`, `lines`; those of `value_by_decision` `currency`, `decision`, `value` (integer of 1e-4).
        """
        return {f.name: _plain(getattr(self, f.name), RECORDS.get(f.name, ())) for f in fields(self)}


# Names of the key parts, then of the count, for each table with a compound key.
RECORDS = {
    "outcomes": ("regime", "low", "high", "lines"),
    "destinations": ("destination", "decision", "lines"),
    "value_by_decision": ("currency", "decision", "value"),
}


def _plain(thing: Any, names: Sequence[str] = ()) -> Any:
    if names:
        return [dict(zip(names, (*key, count), strict=True)) for key, count in thing.items()]
    if isinstance(thing, date):
        return thing.isoformat()
    if is_dataclass(thing):
        return {f.name: _plain(getattr(thing, f.name)) for f in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): _plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [_plain(part) for part in thing]
    return thing
