"""Are two products surely not the same? By the substances that their names say."""

from __future__ import annotations

from collections.abc import Callable

from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import FormulaError
from monazite.errors import InputError

__all__ = ["another"]


def another(one: str, other: str, substance: Callable[[str], str]) -> bool:
    """Return whether two products are surely not the same: both are known, and they are different substances.

    `substance` says what a product is by its name. Formulas of the same elements (Tb4O7, Tb2O3) may be the same goods.
    """
    first, second = (substance(product) if product else "" for product in (one, other))
    if not first or not second or first == second:
        return False
    elements = _elements(first)
    return not elements or elements != _elements(second)


def _elements(formula: str) -> frozenset[str]:
    try:
        return frozenset(parse_formula(formula).symbols)
    except (FormulaError, InputError):
        return frozenset()
