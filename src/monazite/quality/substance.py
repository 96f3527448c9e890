"""What is named in a certificate, as an amount of one element: Dy and Dy2O3 are the same content said two ways."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import FormulaError
from monazite.chemistry.weights import Weights
from monazite.errors import InputError

__all__ = ["ratio"]

# What stands beside the element that an analysis is of.
PARTNERS = frozenset("O H C F Cl S N P".split())
KEPT = 10_000


def ratio(one: str, other: str, weights: Weights) -> Fraction | None:
    """Return the mass of `other` that holds as much of the element as a unit of mass of `one`; None for no such pair.

    >>> # Dy 1 g is 1.1477 g Dy2O3
    """
    if one == other:
        return Fraction(1)
    first, second = _content(one, weights), _content(other, weights)
    if first is None or second is None or first[0] != second[0]:
        return None
    return first[1] / second[1]


@lru_cache(maxsize=KEPT)
def _content(name: str, weights: Weights) -> tuple[str, Fraction] | None:
    """Return the element that a substance is an analysis of, and its mass fraction there, exact."""
    try:
        formula = parse_formula(name)
        shares = formula.mass_fractions(weights)
    except (FormulaError, InputError):
        return None
    if not formula.exact:
        return None
    symbols = [s for s in formula.symbols if s not in PARTNERS] or [s for s in formula.symbols if s not in ("O", "H")]
    if len(symbols) != 1:
        return None
    low, high = shares[symbols[0]]
    return (symbols[0], low) if low == high else None
