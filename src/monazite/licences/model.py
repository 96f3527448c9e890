"""What a register of licences says, as frozen records, and what a run has drawn on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from monazite.errors import Problem
from monazite.licences.names import folded
from monazite.licences.units import Unit, shown_amount

__all__ = ["KINDS", "STATUSES", "Balance", "Grant", "Register"]

KINDS = ("individual", "general")
STATUSES = ("issued", "suspended", "revoked", "expired", "exhausted", "surrendered")


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One line of a licence: what may go, from whom, to whom, until when and how much. Empty means any.

    `items` are control codes, with or without their regime ("cn:1C905.a"), each with all below it; "*" is every item.
    `quantity` is in exact steps of the unit's dimension (units.py); None where nothing is counted down. `row` is the
    line in the register.
    """

    number: str
    row: int
    holder: str = ""
    items: tuple[str, ...] = ("*",)
    consignees: tuple[str, ...] = ()
    end_users: tuple[str, ...] = ()
    end_use: str = ""
    destinations: tuple[str, ...] = ()
    quantity: int | None = None
    unit: Unit | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    kind: str = "individual"
    status: str = "issued"
    regime: str = ""

    def shown(self, steps: int) -> str:
        """Return an amount as people write it, in the unit of the licence: '400 kg'."""
        return shown_amount(steps, self.unit) if self.unit else ""


@dataclass(frozen=True)
class Register:
    """All licences that are known, in the order of their file; `notes` are mistakes that do no harm."""

    path: str
    grants: tuple[Grant, ...]
    notes: Sequence[Problem] = ()

    @cached_property
    def by_number(self) -> dict[str, tuple[Grant, ...]]:
        """Folded number → the lines of that licence."""
        out: dict[str, list[Grant]] = {}
        for grant in self.grants:
            out.setdefault(folded(grant.number), []).append(grant)
        return {number: tuple(grants) for number, grants in out.items()}


@dataclass(frozen=True)
class Balance:
    """What one line of a licence granted, what the run drew and what is left, in its unit.

    `quantity` and `left` are None where nothing is counted down; `lines` is how many lines it covered.
    """

    number: str
    row: int
    items: tuple[str, ...]
    unit: str
    quantity: Fraction | None
    drawn: Fraction
    left: Fraction | None
    lines: int

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types; amounts are exact texts."""
        amounts = {"quantity": self.quantity, "drawn": self.drawn, "left": self.left}
        return {
            "number": self.number,
            "row": self.row,
            "items": list(self.items),
            "unit": self.unit,
            **{name: None if amount is None else str(amount) for name, amount in amounts.items()},
            "lines": self.lines,
        }
