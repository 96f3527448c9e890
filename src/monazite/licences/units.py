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

# Digits behind the point, of exact amounts and of those that no number of digits says exactly.
PLACES, SHOWN = 18, 6

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
    above, below = amount.numerator * unit.size, amount.denominator * 10**decimals
    return None if above % below else above // below


def shown_amount(amount: int, unit: Unit) -> str:
    """Return steps as people write them in a unit; 'about' where 18 digits behind the point do not say them exactly.

    >>> shown_amount(400 * STEPS, Unit("t", "mass", 1000 * STEPS))
    '0.4 t'
    """
    parts, rest = divmod(amount * 10**PLACES, unit.size)
    whole, behind = divmod(parts, 10**PLACES)
    digits = f"{behind:0{PLACES}d}"[: SHOWN if rest else PLACES].rstrip("0")
    return f"{'about ' if rest else ''}{whole}{'.' if digits else ''}{digits} {unit.word}"
