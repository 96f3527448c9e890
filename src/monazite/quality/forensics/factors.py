"""One content given twice: as element and oxide, as salt and its metal, or as two numbers for the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from monazite.chemistry.weights import Weights
from monazite.quality.forensics.lines import Line, Sheet, percent, shown, symbols
from monazite.quality.forensics.model import Finding, tell
from monazite.quality.forensics.named import formulas_of
from monazite.quality.found import root_of_squares
from monazite.quality.printed import printed
from monazite.quality.substance import ratio

__all__ = ["WrongFactor", "factors", "wrong_factors"]

NIL = Fraction(0)
HYDRATE = re.compile(r"\s*[·•*.]\s*(?=\d*\s*H2O)")
# Atomic weights of other years, and factors kept with four digits, move a factor by less than this.
FACTOR_SLACK = Fraction(1, 2000)
# Two analyses of one sample, by titration and by ICP, agree within this where no uncertainty is told.
ANALYSES_AGREE = Fraction(2, 100)
# Sulphur is more than that in sulphate: of these, element and compound are different analyses.
NOT_METALS = frozenset("O H C N S P F Cl".split())
WATER = Fraction(1, 100)  # what drying may take from what is sold as dry, where that is not told


@dataclass(frozen=True, slots=True)
class WrongFactor:
    """A factor from oxide to element that is not that of the atomic weights: as printed, right, and how far off."""

    oxide: str
    printed: str
    right: Fraction
    off: Fraction


def wrong_factors(table: Mapping[str, str], weights: Weights) -> list[WrongFactor]:
    """Return the factors of a laboratory that are wrong: `table` is oxide -> element in oxide ("Er2O3": "0.8715").

    Factors are right within their last digit and 0.05 %; what is no oxide of one element, or no number, is passed over.
    """
    out = []
    for oxide, text in table.items():
        value, right = printed(text), _right(oxide, weights)
        if value is None or right is None:
            continue
        if abs(value.value - right) > value.step / 2 + right * FACTOR_SLACK:
            out.append(WrongFactor(oxide, text, right, value.value / right - 1))
    return out


def _right(oxide: str, weights: Weights) -> Fraction | None:
    metals = symbols(oxide) - {"O"}
    return ratio(oxide, next(iter(metals)), weights) if len(metals) == 1 and "O" in symbols(oxide) else None


def factors(sheet: Sheet) -> Iterator[Finding]:
    """Yield contents that are given twice and do not agree."""
    told: dict[str, list[tuple[Line, tuple[str, ...]]]] = {}
    for line in sheet.numbers:
        names = formulas_of(line.analyte, sheet.certificate.product)
        element = _element(names[0], sheet.weights) if names else ""
        if element and element not in NOT_METALS:
            told.setdefault(element, []).append((line, names))
    for element, lines in told.items():
        for at, (line, names) in enumerate(lines[:8]):
            for other, its in lines[:at]:
                yield from _pair(sheet, element, (line, names), (other, its))


def _element(name: str, weights: Weights) -> str:
    """Return the element that a substance is an analysis of, empty where that is not one."""
    return next((symbol for symbol in sorted(symbols(name)) if ratio(name, symbol, weights) is not None), "")


Named = tuple[Line, tuple[str, ...]]


def _pair(sheet: Sheet, element: str, one: Named, other: Named) -> Iterator[Finding]:
    if one[1][0] == other[1][0]:
        if one[0].basis == other[0].basis:
            yield from _twice(one[0], other[0])
        return
    hydrate, dry = (one, other) if HYDRATE.search(one[1][0]) else (other, one)
    if one[0].basis == other[0].basis and _is_hydrate(hydrate[1], dry[1]):
        yield from _stoichiometry(sheet.weights, dry[1][0], hydrate, dry[0])
        return
    compound, pure = (one, other) if symbols(other[1][0]) == {element} else (other, one)
    if symbols(pure[1][0]) != {element} or not compound[0].value or not pure[0].value:
        return
    oxide = symbols(compound[1][0]) == {element, "O"}
    if oxide and compound[0].basis == pure[0].basis:
        yield from _factor(sheet.weights, element, compound, pure[0])
    elif not oxide and {compound[0].basis, pure[0].basis} <= {"", "as_received", "dry"}:
        yield from _stoichiometry(sheet.weights, element, compound, pure[0])


def _is_hydrate(names: tuple[str, ...], of: tuple[str, ...]) -> bool:
    """Return whether a substance is another one with water; a name that may be said of either is neither."""
    return HYDRATE.split(names[0])[0] == of[0] and len(HYDRATE.split(names[0])) == 2 and not set(names) & set(of)


def _twice(line: Line, other: Line) -> Iterator[Finding]:
    """Yield two numbers for one content that differ beyond their digits and uncertainty."""
    wide = root_of_squares([line.expanded or NIL, other.expanded or NIL])
    by_others = line.result.method != other.result.method  # two methods may differ a little
    scatter = max(line.value, other.value) * ANALYSES_AGREE if by_others else NIL
    if abs(line.value - other.value) > line.half + other.half + max(wide, scatter):
        values = {"analyte": line.analyte, "first": shown(other.result), "second": shown(line.result)}
        yield tell("twice", (other.result, line.result), values)


def _factor(weights: Weights, element: str, compound: Named, pure: Line) -> Iterator[Finding]:
    """Yield an element and its oxide whose ratio is not the factor, beyond the digits printed."""
    line, (name, *_) = compound
    right = ratio(name, element, weights)
    if right is None or not line.value:
        return
    slack = line.value * right * FACTOR_SLACK
    off = abs(pure.value - line.value * right)
    if off <= pure.half + line.half * right + slack:
        return
    told = [(line.expanded or NIL) * right, pure.expanded or NIL]
    wide = root_of_squares(told)
    strength = 2 if not wide else 1 if off <= wide else 3
    strength = strength if line.basis else 1  # where no basis is told, they may be shares of two masses
    at = pure.value / line.value
    values = {"element": element, "oxide": name, "first": shown(pure.result), "second": shown(line.result)}
    shares = {"ratio": percent(at), "right": percent(right), "off": percent((at / right - 1) * 100, 2)}
    yield tell("oxide_factor", (pure.result, line.result), values | shares, strength=strength)


def _stoichiometry(weights: Weights, element: str, compound: Named, pure: Line) -> Iterator[Finding]:
    """Yield a salt and its metal that do not go together; a hydrate that would fit is named."""
    line, names = compound
    bases = {line.basis, pure.basis}
    away = [name for name in names if not _fits(weights, name, element, line, pure, bases)]
    if names[0] not in away:
        return
    by = {name: ratio(name, element, weights) or NIL for name in names}
    fits = [name for name in names if name not in away]
    predicted = "; ".join(f"{name}: {percent(line.value * by[name], 2)} %" for name in names)
    fitting = f"it fits {', '.join(fits)}" if fits else "none of them fits"
    chinese = f"与{'、'.join(fits)}相符" if fits else "均不相符"
    values = {"compound": names[0], "element": element, "first": shown(line.result), "second": shown(pure.result)}
    told = {"predicted": predicted, "fits": fitting, "fits_zh": chinese}
    yield tell("stoichiometry", (line.result, pure.result), values | told)


def _fits(weights: Weights, name: str, element: str, line: Line, pure: Line, bases: set[str]) -> bool:
    right = ratio(name, element, weights)
    if right is None:
        return True
    expected = line.value * right
    wide = root_of_squares([(line.expanded or NIL) * right, pure.expanded or NIL])
    drying = expected * WATER if len(bases) > 1 else NIL
    scatter = wide if line.expanded is not None and pure.expanded is not None else expected * ANALYSES_AGREE
    return abs(pure.value - expected) <= pure.half + line.half * right + scatter + drying
