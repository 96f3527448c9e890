"""What the static audit found, as frozen records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

__all__ = ["Audit", "Basis", "Dependence", "Reach", "Regime"]


@dataclass(frozen=True)
class Reach:
    """Values of a fact for which a condition leaves the same to be asked: `how` is out, in, further or other.

    further and other are in reach on more conditions, or on different ones, than those that are in.
    """

    name: str
    members: tuple[str, ...]
    how: str


@dataclass(frozen=True)
class Basis:
    """On what a provision rests: who says it where, and how far to trust the entry."""

    provision: str
    title: str
    title_zh: str
    instrument: str
    instrument_id: str
    article: str
    issuer: str
    under: tuple[str, ...]
    responds_to: tuple[str, ...]
    because: str
    url: str
    confidence: str
    grade: str


@dataclass(frozen=True)
class Dependence:
    """One provision or item that turns on one fact.

    `kind` is provision, exception or item. `effect` is raises, lowers, both, lists or adds (a finding or duty alone),
    against what holds without it (`against`). `tells` is home (its own country from all others), named (some foreign
    countries from others), party or content. `through` are the exceptions that bring the dependence where the
    provision's own condition does not have it; `listed` counts the parties in the pack by country.
    """

    regime: str
    kind: str
    fact: str
    role: str
    tells: str
    effect: str
    outcome: str
    against: tuple[str, ...]
    reach: tuple[Reach, ...]
    tests: tuple[str, ...]
    basis: Basis
    in_force: str
    now: bool
    through: tuple[str, ...] = ()
    finding: str = ""
    listed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Regime:
    """How many provisions of a regime are in force on the day, and on what they turn.

    `named`, `home` and so on are by role: provisions that turn on a fact of that role. One provision may count in
    several roles; `plain` turn on none.
    """

    regime: str
    title: str
    title_zh: str
    version: str
    looked_up: str
    in_force: int
    not_in_force: int
    information: int
    by_role: dict[str, int]
    named: dict[str, int]
    plain: int


@dataclass(frozen=True)
class Audit:
    """The audit of some packs on a day, as known on a day, under a reading."""

    on: dt.date
    known_on: dt.date | None
    reading: str
    regimes: tuple[Regime, ...]
    dependences: tuple[Dependence, ...]
