"""The elements by symbol, and which of them are metals: what a reader of formulas has to know beforehand."""

from __future__ import annotations

__all__ = ["ANIONS", "ELEMENT", "METALS", "NUMBER_OF", "RARE_EARTHS", "SYMBOLS", "is_alloy"]

SYMBOLS = tuple(
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb "
    "Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au "
    "Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf".split()
)
"""Symbols of the elements 1 to 98, in the order of their numbers; nothing heavier is traded."""

NUMBER_OF = {symbol: number for number, symbol in enumerate(SYMBOLS, 1)}

RARE_EARTHS = frozenset("Sc Y La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu".split())

ANIONS = frozenset("N O F P S Cl As Se Br Sb Te I H C".split())
"""Elements that make a compound, rather than an alloy, of a metal that stands before them."""

METALS = frozenset(SYMBOLS) - frozenset("H He B C N O F Ne Si P S Cl Ar As Se Br Kr Te I Xe At Rn".split())

ALLOYING = METALS | {"B", "Si"}
SEMICONDUCTING = ALLOYING | {"N", "P", "As", "Te", "Se"}
COMPOUNDS_OF_METALS = frozenset({frozenset({"Al", "Sb"}), frozenset({"Ga", "Sb"}), frozenset({"In", "Sb"})})


def is_alloy(symbols: tuple[str, ...]) -> bool:
    """Tell whether symbols side by side without numbers name an alloy (NdFeB, HgCdTe) rather than a compound (GaAs)."""
    if len(symbols) == 2:
        return ALLOYING.issuperset(symbols) and frozenset(symbols) not in COMPOUNDS_OF_METALS
    return len(symbols) > 2 and SEMICONDUCTING.issuperset(symbols)


def _alternation() -> str:
    """Two letters before one, so that Co is never read as C and a stray o."""
    ends: dict[str, str] = {}
    for symbol in SYMBOLS:
        ends[symbol[0]] = ends.get(symbol[0], "") + symbol[1:]
    alone = {symbol for symbol in SYMBOLS if len(symbol) == 1}
    forms = [f"{head}[{tails}]{'?' if head in alone else ''}" if tails else head for head, tails in ends.items()]
    return "(?:" + "|".join(forms) + ")"


ELEMENT = _alternation()
"""A regular expression, as text, for one symbol of an element."""
