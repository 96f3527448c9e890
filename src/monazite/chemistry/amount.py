"""An amount as data: exact limits, what it is a share of, and how it was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from monazite.chemistry.nodes import as_decimal

__all__ = ["BASES", "FAMILIES", "Amount"]

FAMILIES = ("mass", "mole", "atomic", "volume", "unstated")
BASES = ("treo", "trem", "dry", "as_received", "ignited", "metal_basis")
UNIT_OF = {"mass": "wt%", "mole": "mol%", "atomic": "at%", "volume": "vol%", "unstated": "%"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A share of a whole, as fractions of 1; None is a limit or a number that nobody stated.

    `low` and `high` are the limits, each with whether it belongs to the range; `nominal` is the number itself where
    one was written; `tolerance` is what stands behind ±, with coverage factor `k`; `family` says what was counted,
    `basis` what it is a share of; `approximate` and `balance` are for "about 2 %" and "bal.". `text` is as written
    and does not count when amounts are compared.
    """

    low: Fraction | None = None
    high: Fraction | None = None
    low_closed: bool = True
    high_closed: bool = True
    nominal: Fraction | None = None
    tolerance: Fraction | None = None
    k: Fraction | None = None
    family: str = "unstated"
    basis: tuple[str, ...] = ()
    approximate: bool = False
    balance: bool = False
    text: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Return the canonical text, which reads back as the same amount."""
        if self.balance:
            return " ".join(["bal.", *self._basis()])
        k = [f"(k={as_decimal(self.k)})"] if self.k else []
        return " ".join([self._numbers(), UNIT_OF[self.family], *k, *self._basis()])

    def _basis(self) -> list[str]:
        return [f"({word})" for word in self.basis]

    def _numbers(self) -> str:
        if self.nominal is not None:
            sign = "≈" if self.approximate else ""
            return sign + _percent(self.nominal) + (f"±{_percent(self.tolerance)}" if self.tolerance else "")
        low = "" if self.low is None else ("≥" if self.low_closed else ">") + _percent(self.low)
        high = "" if self.high is None else ("≤" if self.high_closed else "<") + _percent(self.high)
        if self.low is None or self.high is None:
            return low + high
        closed = self.low_closed and self.high_closed
        return f"{_percent(self.low)}-{_percent(self.high)}" if closed else f"{low}..{high}"


def _percent(share: Fraction) -> str:
    return as_decimal(share * 100)
