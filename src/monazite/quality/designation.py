"""Designations of rare earth products: digits (171055) and characters (Ce-3NA, PrNd-75NdB), as GB/T 17803 forms them.

Read off lists of grades: two digits for the element, one for the form, three for the purity, a letter for the variant.
The purity 055 is 5N5: five nines and a five. Elements 01, 02, 10 and 17 and forms 1, 2 and 4 were seen in grades; the
other elements follow the order of the series.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import FormulaError
from monazite.errors import InputError

__all__ = ["ELEMENTS", "FORMS", "Designation", "designation"]

ELEMENTS = tuple("La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Sc Y".split())  # 01 to 17
SEEN = ("La", "Ce", "Dy", "Y")
FORMS = {"1": "oxide", "2": "fluoride", "4": "metal"}
MOST = 7  # nines; purer is not sold
DIGITS = re.compile(r"(\d\d)(\d)0(\d)(\d)([A-Z]?)")
LOST = re.compile(r"\d{5}[A-Z]?")
NINES = re.compile(r"([A-Za-z0-9]+)-(\d)N(\d?)([A-Z]?)")
ALLOY = re.compile(r"((?:[A-Z][a-z]?){2,})-(\d{1,2})([A-Z][a-z]?)([A-Z]?)")


@dataclass(frozen=True, slots=True)
class Designation:
    """What a designation says of a product.

    `nines` is its purity as 5N5, `purity` the same in percent, of the rare earths in it; an alloy has a `share` in
    percent of the element `of` instead. `repaired` tells that a lost leading 0 was put back, `inferred` that the digits
    of the element were not seen in any list of grades.
    """

    text: str
    elements: tuple[str, ...]
    form: str
    nines: str = ""
    purity: Fraction | None = None
    variant: str = ""
    share: Fraction | None = None
    of: str = ""
    repaired: bool = False
    inferred: bool = False


def designation(text: str) -> Designation | None:
    """Return what a designation says; None for what is none, or where its form is not known.

    >>> found = designation("171055")
    >>> found.elements, found.form, found.nines, str(found.purity)
    (('Y',), 'oxide', '5N5', '199999/2000')
    >>> designation("24030A").repaired, designation("PrNd-75NdB").share
    (True, Fraction(75, 1))
    """
    plain = "".join(text.split())
    if LOST.fullmatch(plain):
        return _digits(text, f"0{plain}", repaired=True)
    return _digits(text, plain) or _nines(text, plain) or _alloy(text, plain)


def _digits(text: str, plain: str, repaired: bool = False) -> Designation | None:
    match = DIGITS.fullmatch(plain)
    if match is None or not 1 <= int(match[1]) <= len(ELEMENTS) or match[2] not in FORMS:
        return None
    element, purity = ELEMENTS[int(match[1]) - 1], _purity(match[3], match[4])
    if purity is None:
        return None
    unseen = element not in SEEN
    return Designation(text, (element,), FORMS[match[2]], *purity, match[5], repaired=repaired, inferred=unseen)


def _purity(count: str, last: str) -> tuple[str, Fraction] | None:
    """Return 5N5 and 99.9995 for "5" and "5"; None for no nines, or more than are sold."""
    nines, digit = int(count), int(last or "0")
    if not 1 <= nines <= MOST or digit == 9:
        return None
    least = 100 - Fraction(100, 10**nines)
    return f"{nines}N{digit or ''}", least + Fraction(10 * digit, 10**nines)


def _nines(text: str, plain: str) -> Designation | None:
    match = NINES.fullmatch(plain)
    purity = _purity(match[2], match[3]) if match else None
    if match is None or purity is None:
        return None
    named = _named(match[1])
    return Designation(text, *named, *purity, match[4]) if named else None


def _named(name: str) -> tuple[tuple[str, ...], str] | None:
    """Return the rare earths of a formula and what they are: an element by itself is the metal."""
    try:
        symbols = parse_formula(name).symbols
    except (FormulaError, InputError):
        return None
    rare = tuple(symbol for symbol in symbols if symbol in ELEMENTS)
    form = {(): "metal", ("O",): "oxide", ("F",): "fluoride"}.get(tuple(s for s in symbols if s not in rare))
    return (rare, form) if rare and form else None


def _alloy(text: str, plain: str) -> Designation | None:
    match = ALLOY.fullmatch(plain)
    if match is None:
        return None
    elements = tuple(re.findall(r"[A-Z][a-z]?", match[1]))
    if match[3] not in elements or not set(elements) <= set(ELEMENTS):
        return None
    return Designation(text, elements, "metal", variant=match[4], share=Fraction(match[2]), of=match[3])
