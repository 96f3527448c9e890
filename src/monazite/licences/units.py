"""Units of licences: amounts are integers in steps so small that every unit is a whole number of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from monazite.errors import nearest
from monazite.licences.words import pieces
from monazite.read.units import plain, units_of
from monazite.vocabulary import vocabulary

__all__ = ["STEPS", "Unit", "shown_amount", "steps", "unit_hint", "unit_of"]

# Steps in one kilogram, litre, millimetre or piece: twelve decimals of the ounce and six of the number before it.
STEPS = 10**18

# Dimension → the fact whose unit is its first; None for pieces, which nothing converts into.
DIMENSIONS = {"mass": "net_mass", "volume": "volume", "length": "length"}


@dataclass(frozen=True)
class Unit:
    """A unit as it was written, its dimension, and its size in steps."""

    word: str = field(compare=False)
    dimension: str
    size: int


@lru_cache(maxsize=1024)
def unit_of(word: str) -> Unit | None:
    """Return the unit that a word names; None where it is none that a licence may count in.

    >>> unit_of("吨").size // unit_of("kg").size
    1000
    """
    written = plain(word).rstrip(".")
    for dimension, fact in DIMENSIONS.items():
        found = units_of(vocabulary()[fact])
        known = found.get(written) or found.get("".join(written.split()).casefold())
        if known is not None:
            size = known.factor * STEPS
            return Unit(known.unit, dimension, int(size)) if size.denominator == 1 else None
    return Unit("pieces", "pieces", STEPS) if written.casefold() in pieces() else None


def unit_hint(word: str) -> str:
    """Return the unit nearest to an unknown one."""
    return nearest(word, ("kg", "g", "mg", "t", "lb", "pieces", "l", "m3", "m"))


def steps(amount: int | Fraction, unit: Unit, decimals: int = 0) -> int | None:
    """Return an amount in `unit` (scaled by 10**decimals) in steps; None where it is no whole number of them."""
    exact = Fraction(amount) * unit.size / 10**decimals
    return int(exact) if exact.denominator == 1 else None


def shown_amount(amount: int, unit: Unit) -> str:
    """Return steps as people write them in a unit; 'about' where the unit cannot say them exactly."""
    exact = Fraction(amount, unit.size)
    places = next((n for n in range(19) if exact * 10**n % 1 == 0), None)
    about, digits = ("", places) if places is not None else ("about ", 6)
    whole = int(exact * 10**digits)
    text = f"{whole // 10**digits}.{whole % 10**digits:0{digits}d}" if digits else str(whole)
    return f"{about}{text} {unit.word}"
