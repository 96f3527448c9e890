"""A formula as data: what it names, in what amounts, and what that makes of the mass."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from monazite.chemistry.mass import DOPANT_LIMIT, Range, amounts, shares
from monazite.chemistry.nodes import ONE, Element, Group
from monazite.chemistry.symbols import is_alloy
from monazite.chemistry.weights import Weights
from monazite.errors import InputError

__all__ = ["Formula", "FormulaError", "Term", "element_factor", "oxide_factor"]

NIL, WHOLE = Fraction(0), Fraction(1)


class FormulaError(InputError):
    """A text is no formula; `position` counts characters from 1, `expected` says what should have stood there."""

    def __init__(self, text: str, position: int, expected: str) -> None:
        self.position, self.expected = position, expected
        shown = text if len(text) <= 60 else text[:57] + "…"
        super().__init__(f"'{shown}' is not a formula: expected {expected} at character {position}")


@dataclass(frozen=True, slots=True)
class Term:
    """One element of a formula and its number of atoms, from `low` to `high`; None: the writer left it open."""

    symbol: str
    low: Fraction
    high: Fraction | None

    @property
    def exact(self) -> bool:
        """Tell whether the amount is one number."""
        return self.low == self.high


@dataclass(frozen=True)
class Formula:
    """A chemical formula, or a system that only names its elements (Nd-Fe-B).

    `components` are the parts that a raised dot joins, each with its coefficient; `dopants` are the elements after a
    colon, present in small amounts; `charge` is that of an ion. Two formulas are equal where they are written alike.
    """

    components: tuple[Group, ...]
    dopants: tuple[str, ...] = ()
    charge: int = 0
    system: bool = False

    def __str__(self) -> str:
        """Return the canonical text, which reads back as the same formula."""
        if self.system:
            return "-".join(self.symbols)
        body = _marked(self.components) or "·".join(_component(group) for group in self.components)
        charge = f"^{abs(self.charge)}{'+' if self.charge > 0 else '-'}" if self.charge else ""
        return body + charge + (":" + ",".join(self.dopants) if self.dopants else "")

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """Return the elements in the order of first mention, dopants last."""
        return tuple(dict.fromkeys([*amounts(self.components), *self.dopants]))

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return element and number of atoms, in the order of first mention; a system and dopants leave it open."""
        found: dict[str, tuple[Fraction, Fraction | None]] = dict(amounts(self.components))
        for symbol in found if self.system else self.dopants:
            found[symbol] = (found.get(symbol, (NIL, None))[0] if not self.system else NIL, None)
        return tuple(Term(symbol, low, high) for symbol, (low, high) in found.items())

    @property
    def exact(self) -> bool:
        """Tell whether all amounts are known, so that every mass fraction is one number."""
        return not self.dopants and not self.system and all(term.exact for term in self.terms)

    def mass_fractions(self, weights: Weights) -> dict[str, Range]:
        """Return symbol → (lowest, highest) mass fraction of 1; where all amounts are known they add up to exactly 1.

        Limits are sound: the true fraction is never outside. Dopants together are taken to weigh at most
        `DOPANT_LIMIT`. Raises InputError for an element without an atomic weight.
        """
        if self.system:
            return {symbol: (NIL, WHOLE) for symbol in self.symbols}
        hosts = tuple(amounts(self.components))
        found = shares(self.components, hosts, {symbol: weights[symbol] for symbol in hosts})
        return found if not self.dopants else self._doped(found)

    def _doped(self, hosts: dict[str, Range]) -> dict[str, Range]:
        """A dopant takes its mass from all that is there without it."""
        found = {symbol: (low * (1 - DOPANT_LIMIT), high) for symbol, (low, high) in hosts.items()}
        for symbol in self.dopants:
            low, high = found.get(symbol, (NIL, NIL))
            found[symbol] = (low, min(high + DOPANT_LIMIT, WHOLE))
        return found


def _marked(components: tuple[Group, ...]) -> str:
    """Nd1Fe1B1 keeps one of its counts, for NdFeB would read back as a system."""
    parts = components[0].parts
    bare = [part.symbol for part in parts if isinstance(part, Element) and part.count == ONE]
    if len(components) > 1 or components[0].count != ONE or len(bare) < len(parts) or not is_alloy(tuple(bare)):
        return ""
    return f"{bare[0]}1{''.join(bare[1:])}"


def _component(group: Group) -> str:
    return ("" if group.count == ONE else _coefficient(str(group.count))) + "".join(map(str, group.parts))


def _coefficient(text: str) -> str:
    return f"({text})" if "+" in text or "-" in text else text


def oxide_factor(symbol: str, oxide: Formula, weights: Weights) -> Fraction:
    """Return the mass of an oxide (or any exact compound) that holds one unit of mass of the element.

    Raises InputError where the compound does not hold the element, or leaves its amount open.
    """
    low, high = oxide.mass_fractions(weights).get(symbol, (NIL, NIL))
    if not low or low != high:
        raise InputError(f"{oxide} does not hold {symbol} in a known amount; name a compound such as Dy2O3 for Dy")
    return 1 / low


def element_factor(symbol: str, oxide: Formula, weights: Weights) -> Fraction:
    """Return the mass of the element in one unit of mass of its oxide: the inverse of `oxide_factor`."""
    return 1 / oxide_factor(symbol, oxide, weights)
