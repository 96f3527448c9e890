"""What is named in a certificate, as an amount of one element: by stoichiometry, and where one may be said for another.

An element and its usual oxide are one content said two ways. A salt, an ion or another oxide is another substance: its
amount holds an amount of the element, and proves nothing of the assay or the total that a limit is on.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import FormulaError
from monazite.chemistry.weights import Weights
from monazite.errors import InputError
from monazite.quality.designation import ELEMENTS as RARE_EARTHS

__all__ = ["ratio", "same_content"]

# What stands beside the element that an analysis is of.
PARTNERS = frozenset("O H C F Cl S N P".split())
# The oxides in which analysts tell all of an element; those of rare earths are taken in any state. There is none of
# carbon, nitrogen, sulphur or a halogen: CO2, NO3 and SO3 are parts of those, by other analyses.
OXIDES = (
    "Li2O Na2O K2O Rb2O Cs2O BeO MgO CaO SrO BaO B2O3 Al2O3 Ga2O3 In2O3 SiO2 GeO2 SnO2 PbO P2O5 As2O3 Sb2O3 Bi2O3 "
    "TiO2 ZrO2 HfO2 V2O5 Nb2O5 Ta2O5 Cr2O3 MoO3 WO3 MnO Fe2O3 CoO NiO CuO ZnO CdO ThO2 U3O8"
)
KEPT = 10_000


def ratio(one: str, other: str, weights: Weights) -> Fraction | None:
    """Return the mass of `other` that holds as much of the element as a unit of mass of `one`; None for no such pair.

    Stoichiometry only; what may count for what in a verdict is told by `same_content`.

    >>> # Dy 1 g is 1.1477 g Dy2O3
    """
    if one == other:
        return Fraction(1)
    first, second = _content(one, weights), _content(other, weights)
    if first is None or second is None or first[0] != second[0]:
        return None
    return first[1] / second[1]


@lru_cache(maxsize=KEPT)
def same_content(one: str, other: str, weights: Weights) -> Fraction | None:
    """Return what a content of `one` is multiplied by to be told as `other`; None where that is another content.

    The same are a name and itself, an element and its usual oxide, and sums of the same parts in any order.

    >>> # Fe and Fe2O3, but not LiF and Li2CO3, SO4 and S, CO2 and C, MnO2 and Mn
    """
    if one == other or ("+" in one and _parts(one) == _parts(other)):
        return Fraction(1)
    return ratio(one, other, weights) if _told_of(one, weights) and _told_of(other, weights) else None


def _parts(text: str) -> list[str]:
    return sorted(part.strip() for part in text.split("+"))


@lru_cache(maxsize=KEPT)
def _told_of(name: str, weights: Weights) -> bool:
    """Return whether a name is that of an element, or of the oxide in which all of it is told."""
    try:
        formula = parse_formula(name)
    except (FormulaError, InputError):
        return False
    symbols = set(formula.symbols)
    if not formula.exact or formula.charge or len(symbols - {"O"}) != 1:
        return False
    (element,) = symbols - {"O"}
    usual = _usual(weights).get(element)
    if usual is None and element not in RARE_EARTHS:
        return False
    return symbols == {element} or element in RARE_EARTHS or _content(name, weights) == usual


@lru_cache(maxsize=8)
def _usual(weights: Weights) -> dict[str, tuple[str, Fraction]]:
    """Return the usual oxides, as what they hold of their elements."""
    return {told[0]: told for name in OXIDES.split() if (told := _content(name, weights)) is not None}


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
