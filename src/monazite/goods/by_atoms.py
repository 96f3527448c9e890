"""Shares of atoms as shares of mass: exact where a list of elements is complete, for it is then a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from monazite.chemistry.weights import Weights

__all__ = ["by_mass", "is_whole"]

Bounds = tuple[Fraction, Fraction]

ROUNDED = (Fraction(99, 100), Fraction(101, 100))  # what shares of a whole add up to, as they are rounded


def by_mass(atoms: Sequence[tuple[str, Bounds]], weights: Weights) -> Mapping[str, Bounds]:
    """Return the bounds of mass fractions for elements of which shares of all atoms are told, symbol → (low, high).

    Empty where the shares cannot add up to the whole, where an element comes twice, or where one has no weight. The
    limits are sound: each is reached where the other elements are at their own ends.
    """
    known = all(symbol in weights.values for symbol, _ in atoms)
    if not known or len({symbol for symbol, _ in atoms}) < len(atoms) or not is_whole([told for _, told in atoms]):
        return {}
    masses = {symbol: (low * weights[symbol], high * weights[symbol]) for symbol, (low, high) in atoms}
    whole = tuple(sum((mass[n] for mass in masses.values()), Fraction(0)) for n in (0, 1))
    return {
        symbol: (_share(low, whole[1] - high), _share(high, whole[0] - low)) for symbol, (low, high) in masses.items()
    }


def is_whole(shares: Sequence[Bounds]) -> bool:
    """Whether shares, each from least to most, can add up to the whole."""
    least, most = (sum((bounds[n] for bounds in shares), Fraction(0)) for n in (0, 1))
    return least <= ROUNDED[1] and most >= ROUNDED[0]


def _share(own: Fraction, rest: Fraction) -> Fraction:
    return own / (own + rest) if own else Fraction(0)
