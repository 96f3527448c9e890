"""Shares of one mass that may be added: none is a part of another, and totals stand in place of their parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from monazite.quality.designation import ELEMENTS
from monazite.quality.forensics.lines import TOTALS, Line, symbols

__all__ = [
    "RARE_EARTHS",
    "apart",
    "counted",
    "is_all_impurities",
    "is_rare_impurities",
    "is_volatile",
    "of_one_mass",
    "scatters",
]

RARE_EARTHS = frozenset(ELEMENTS)
WATER = frozenset("OH")
NIL, HALF = Fraction(0), Fraction(50)
IMPURITIES = re.compile(
    r"(?:total|sum of)(?: \w+)* impurities|impurities,? total|杂质(?:总量|总和|合计)|总杂质", re.IGNORECASE
)
RARE_IMPURITIES = re.compile(
    r"(?:total |sum of )?(?:REO?|rare earth|稀土) ?(?:impurities|杂质(?:总量|合量)?)", re.IGNORECASE
)
# What goes off when a sample is heated or dried: what holds the like already holds it.
VOLATILE = {"LOI": frozenset("H C N S F Cl".split()), "moisture": frozenset("H")}
OXIDE_TOTALS = frozenset({"TREO", "REO"})
# A total of oxides below this is that of a salt, told as oxides it does not hold: its anions are beside it.
OXIDES_ALONE = Fraction(95)
ANIONS = frozenset("H C N S P F Cl Br I".split())


def is_all_impurities(line: Line) -> bool:
    """Return whether a line is a total of all impurities; "other impurities" are those that are not printed."""
    return _total_of(line.analyte) == "all"


def is_rare_impurities(line: Line) -> bool:
    """Return whether a line is a total of the rare earths beside the main one."""
    return _total_of(line.analyte) == "rare"


@lru_cache(maxsize=10_000)
def _total_of(name: str) -> str:
    """Return of which impurities a name says the total: "all", "rare" (earths), or empty for none."""
    if RARE_IMPURITIES.fullmatch(name.strip()):
        return "rare"
    return "all" if IMPURITIES.fullmatch(name.strip()) else ""


def scatters(line: Line) -> bool:
    """Return whether a line is a total, an analysis of its own by weighing or titration."""
    return line.analyte in TOTALS


def is_volatile(line: Line) -> bool:
    """Return whether a line is what goes off: beside it a total may be one of the ignited or dried sample, untold."""
    return line.analyte in VOLATILE


def counted(basis: str, lines: Sequence[Line]) -> list[Line]:
    """Return the lines of one basis that may be added, totals in place of their parts where they are more."""
    lines = of_one_mass(basis, lines)
    totals = [line for line in lines if line.analyte in TOTALS]
    single = apart(lines, _held)
    if any(line.analyte in OXIDE_TOTALS and line.value < OXIDES_ALONE for line in totals):
        single = [line for line in single if symbols(line.analyte) & RARE_EARTHS or not _held(line) & ANIONS]
    rare = _rare(single, lines)
    whole = max(totals, key=lambda line: line.low, default=None)
    others = [line for line in single if not symbols(line.analyte) & RARE_EARTHS]
    if whole is not None and whole.low > _sum(rare):
        no_oxygen = whole.analyte in OXIDE_TOTALS
        return [whole, *(line for line in others if not (no_oxygen and symbols(line.analyte) == {"O"}))]
    return _beside_main([*rare, *others], lines)


def of_one_mass(basis: str, lines: Sequence[Line]) -> list[Line]:
    """Return the lines that are surely shares of one mass.

    Of all rare earths only rare earths are shares. Where no basis is told, that holds for rare earth products too, as
    their purity may be a share of them alone; and moisture is then one of the sample, an assay maybe of the dry one.
    """
    main = max(lines, key=lambda line: line.value)
    if basis in ("treo", "trem") or (not basis and symbols(main.analyte) & RARE_EARTHS):
        of = [line for line in lines if symbols(line.analyte) & RARE_EARTHS or is_rare_impurities(line)]
        only = all(symbols(line.analyte) & RARE_EARTHS or not symbols(line.analyte) for line in lines)
        return [*of, *(line for line in lines if only and is_all_impurities(line))]
    return [line for line in lines if basis or line.analyte not in VOLATILE]


def _rare(single: Iterable[Line], lines: Sequence[Line]) -> list[Line]:
    """Return the rare earths, those beside the main one by their total where that is more."""
    rare = [line for line in single if symbols(line.analyte) & RARE_EARTHS]
    main = [line for line in rare if line.value > HALF]
    beside = [line for line in rare if line.value <= HALF]
    total = max((line for line in lines if is_rare_impurities(line)), key=lambda line: line.low, default=None)
    return [*main, total] if total is not None and len(main) < 2 and total.low > _sum(beside) else rare


def _beside_main(single: list[Line], lines: Sequence[Line]) -> list[Line]:
    """Return single shares, or the main one and the total of all impurities where that is more than the others."""
    total = max((line for line in lines if is_all_impurities(line)), key=lambda line: line.low, default=None)
    main = [line for line in single if line.value > HALF]
    others = [line for line in single if line.value <= HALF]
    return [*main, total] if total is not None and len(main) == 1 and total.low > _sum(others) else single


def _sum(lines: Iterable[Line]) -> Fraction:
    return sum((line.low for line in lines), NIL)


def _held(line: Line) -> frozenset[str]:
    return VOLATILE.get(line.analyte) or symbols(line.analyte)


def _symbols(line: Line) -> frozenset[str]:
    return symbols(line.analyte)


def apart(lines: Sequence[Line], of: Callable[[Line], frozenset[str]] = _symbols) -> list[Line]:
    """Return lines of which none is a part of another: of rows that share an element, the largest.

    Totals and sums are left out, and oxygen or water beside what holds them.
    """
    taken: list[Line] = []
    held: set[str] = set()
    for line in sorted(lines, key=lambda line: -line.value):
        elements = of(line)
        own = elements - WATER or elements
        if elements and not own & held:
            taken.append(line)
            held |= elements
    return taken
