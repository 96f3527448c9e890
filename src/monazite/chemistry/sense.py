"""Which texts that could be read as formulas are formulas: grades, models and trade words look just like them."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from monazite.chemistry.case import respelled
from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import Formula
from monazite.chemistry.nodes import Group
from monazite.chemistry.symbols import ANIONS, METALS, RARE_EARTHS
from monazite.errors import MonaziteError

__all__ = ["Reading", "sensible", "sensible_respelled"]

HIGHEST = 99  # counts above this are numbers of models
ALLOY_HIGHEST = 30  # and in an alloy they are per cent: DyFe80
BASE_METALS = frozenset("Al Mg Cu Zn Ni Fe".split())
VALENCE = {symbol: 1 for symbol in "Li Na K Rb Cs Ag".split()}
VALENCE |= {symbol: 2 for symbol in "Be Mg Ca Sr Ba Zn Cd Cu Hg".split()}
VALENCE |= {symbol: 3 for symbol in ["B", "Al", "Ga", "In", *RARE_EARTHS]} | {"Ce": 4, "Pr": 4, "Tb": 4}
VALENCE |= {"Si": 4, "Ge": 4, "Sn": 4, "Pb": 4, "Ti": 4, "Zr": 4, "Hf": 4, "Ni": 4, "Co": 4, "Fe": 3, "Th": 4}
VALENCE |= {"V": 5, "Nb": 5, "Ta": 5, "Sb": 5, "Bi": 5, "W": 6, "Mo": 6, "Cr": 6, "U": 6, "Mn": 7, "Re": 7, "Te": 6}
TAKES = {"O": 2, "S": 2, "F": 1, "Cl": 1}

REAGENTS = frozenset(
    "H2O H2O2 CO2 NH3 HNO3 H2SO4 H3PO4 H2C2O4 NH4Cl NH4F NH4OH NH4NO3 NH4HCO3 (NH4)2SO4 (NH4)2CO3 (NH4)2C2O4 CCl4 "
    "SiO2 SiC Si3N4 B4C B2O3 P2O5 H3BO3 SiCl4 BF3 NF3 SF6 PCl3 As2O3 SeO2 TeO2 H2SiF6".split()
)
"""Compounds without a metal that occur in the trade; any other such text is a code."""

INTERMETALLIC = frozenset("MgB2 TiB2 ZrB2 HfB2 Nb3Sn Ni3Al TiAl3 MoSi2 W2C Mo2C Cr3C2 Fe3C Al4C3 WB2 CrB2 VB2".split())
"""Compounds of metals without a rare earth; any other such text is the grade of an alloy or a steel."""

WITHOUT_DIGITS = frozenset(
    "GaAs GaN GaP GaSb InP InAs InSb AlN SiC TiC TaC NbC ZrC HfC TiN ZrN TaN CrN ZnO MgO CaO NiO BaO SrO BeO CuO FeO "
    "MnO PbO SnO HgO CdO CdTe CdS CdSe ZnS ZnSe ZnTe PbS PbTe PbSe HgS FeS LiF NaF NaCl KCl LiCl NaOH LiOH NaCN KBr "
    "CsI NaI AgCl CuCl AgBr TlBr LaN CeN GdN DyN NdN SmN ErN HoN LaOF YOF BiOCl".split()
)
"""Compounds written without a digit; CoO and PoC, say, are papers more often than oxides."""

GROUPED = re.compile(r"CO3|SO4|NO3|PO4|VO4|WO4|BO3|OF|OH|O2F2|C2O4|O2S")
TRADE_WORDS = frozenset("NaN LiPo LiFe HoReCa CoCo NoCo CoIn InCo BiCo".split())


class Reading(NamedTuple):
    """A formula, and whether its text could hardly be anything else."""

    formula: Formula
    certain: bool


@lru_cache(maxsize=16384)
def sensible(text: str) -> Reading | None:
    """Return the formula that a piece of free text is, None where it is something else or one bare element."""
    if text in TRADE_WORDS:
        return None
    try:
        formula = parse_formula(text)
    except MonaziteError:
        return None
    if len(formula.symbols) < 2 or _highest(formula) > HIGHEST:
        return None
    return _judged(text, formula)


def _judged(text: str, formula: Formula) -> Reading | None:
    plain = str(formula)
    if formula.system:
        return _system(text, formula)
    if not any(sign.isdigit() for sign in plain) and len(formula.components) == 1 and not formula.dopants:
        return Reading(formula, True) if plain in WITHOUT_DIGITS or _is_open(formula) else None
    if METALS.isdisjoint(formula.symbols):
        return Reading(formula, True) if plain.split("·")[0] in REAGENTS else None
    if not ANIONS.isdisjoint(_symbols_after_metals(formula)):
        return Reading(formula, True) if _is_compound(plain, formula) else None
    return _alloy(plain, formula)


def _alloy(plain: str, formula: Formula) -> Reading | None:
    """SmCo5 is a compound; DyFe80, an alloy with a grade behind it, says no more than its elements."""
    if plain in INTERMETALLIC:
        return Reading(formula, True)
    if RARE_EARTHS.isdisjoint(formula.symbols) or plain.isupper():
        return None
    if _is_master_alloy(formula):
        return Reading(parse_formula("-".join(formula.symbols)), False)
    if _highest(formula) <= ALLOY_HIGHEST or sum(term.low for term in formula.terms) == 100:
        return Reading(formula, True)
    return Reading(parse_formula("-".join(formula.symbols)), False)


def _is_master_alloy(formula: Formula) -> bool:
    """AlSc2 in the trade is aluminium with 2 % of scandium, not two atoms of it."""
    terms = formula.terms
    return len(terms) == 2 and terms[0].symbol in BASE_METALS and terms[0].low == 1 and terms[1].symbol in RARE_EARTHS


def _is_open(formula: Formula) -> bool:
    """A choice or a variable, as in (Pr,Nd)xOy, is a formula without digits."""
    return any(not term.exact for term in formula.terms) and not METALS.isdisjoint(formula.symbols)


def _symbols_after_metals(formula: Formula) -> set[str]:
    """Return what stands behind the first metal; what stands before it makes no compound of it."""
    symbols = list(formula.symbols)
    first = next(at for at, symbol in enumerate(symbols) if symbol in METALS)
    return set(symbols[first + 1 :]) | ({"H"} & set(symbols[:first]) if first else set())


def _is_compound(plain: str, formula: Formula) -> bool:
    """Carbon, antimony and single capitals occur in grades as well; oxygen in capitals must fit its metal."""
    if plain in INTERMETALLIC:
        return True
    if _is_steel(formula):
        return False
    if plain.isupper() and len(formula.components) == 1:
        return _fits(formula) or bool(GROUPED.search(plain)) and plain[0] in "YKUVW(N"
    return True


def _is_steel(formula: Formula) -> bool:
    """Metals with carbon, or several such elements, among them are grades; with sulphur alone, a sulphide."""
    others = set(formula.symbols) - METALS
    graded = others <= {"C", "B", "Si", "N", "H", "S", "P"} and others not in ({"S"}, {"N"}, {"P"})
    return graded and RARE_EARTHS.isdisjoint(formula.symbols)


def _fits(formula: Formula) -> bool:
    """Tell whether a metal and a taker of electrons can be there in these numbers: VO2 can, KF16 cannot."""
    terms = formula.terms
    if len(terms) != 2 or terms[0].symbol not in VALENCE or terms[1].symbol not in TAKES:
        return False
    taken = terms[1].low * TAKES[terms[1].symbol]
    return terms[0].exact and taken <= terms[0].low * VALENCE[terms[0].symbol]


def _highest(formula: Formula) -> Fraction:
    """Return the highest count that stands in the text."""
    counts = [group.count.constant for group in formula.components]
    nodes = [part for group in formula.components for part in group.parts]
    while nodes:
        node = nodes.pop()
        counts.append(node.count.constant)
        nodes += node.parts if isinstance(node, Group) else ()
    return max(counts)


def _system(text: str, formula: Formula) -> Reading | None:
    """Names of metals side by side are a system where they are no words: Nd-Fe-B, SmCo, Al-Ni-Co."""
    symbols = formula.symbols
    rare = not RARE_EARTHS.isdisjoint(symbols)
    if text.isupper() or not any(len(symbol) == 2 for symbol in symbols):
        return None
    if not rare and len(symbols) == 2 and not METALS.issuperset(symbols):
        return Reading(formula, False) if text in ("FeSi", "FeB", "SiGe", "CuSi", "AlSi", "NiB", "CoB") else None
    if {"In", "As", "At", "No", "He", "Be", "Am"} & set(symbols) and len(symbols) == 2:
        return None
    return Reading(formula, rare)


@lru_cache(maxsize=4096)
def sensible_respelled(text: str) -> Reading | None:
    """Return the oxide or the rare-earth compound that a text in one case can only be: DY2O3, smco5."""
    again = respelled(text)
    if not again or again == text:
        return None
    reading = sensible(again)
    if not reading or reading.formula.symbols[0] not in METALS:
        return None
    rare = not RARE_EARTHS.isdisjoint(reading.formula.symbols)
    return reading if rare or _fits(reading.formula) else None
