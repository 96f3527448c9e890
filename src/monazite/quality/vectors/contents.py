"""Test vectors on contents: factors, units, bases, purity by difference, the balance, and rows that must agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from monazite.errors import InputError
from monazite.quality.certificate import Certificate, Result
from monazite.quality.difference import by_difference
from monazite.quality.expressed import expressed
from monazite.quality.forensics import findings, wrong_factors
from monazite.quality.found import Found, found, remainder, root_of_squares
from monazite.quality.model import Requirement
from monazite.quality.printed import printed
from monazite.quality.rounding import rounded, written
from monazite.quality.substance import ratio
from monazite.quality.units import UNITS, factor, unit
from monazite.quality.vectors.shared import Answer, Facts, either, exact, needed, number, optional, with_unit

__all__ = ["balance", "cross_row", "purity_basis", "purity_by_difference", "stoichiometry", "units_told"]

CARBONATE = "Li2CO3"
PPM_OF_ALL = Fraction(10**4)  # ppm in a percent
# How an input names a content on a basis -> the basis.
BASES = {
    "relative": "treo",
    "treo_basis": "treo",
    "trem_basis": "trem",
    "absolute": "as_received",
    "as_received": "as_received",
    "dry": "dry",
    "dry_basis": "dry",
    "ignited": "ignited",
    "ignited_basis": "ignited",
}
# What converts -> the content as the register names it, and the bases between which it leads.
BETWEEN = {
    "TREO": ("TREO", "treo"),
    "REO": ("TREO", "treo"),
    "TREM": ("TREM", "trem"),
    "LOI": ("LOI", "ignited"),
    "loi": ("LOI", "ignited"),
    "moisture": ("moisture", "dry"),
    "H2O": ("moisture", "dry"),
}
THING = "Nd2O3"  # of which contents are told on bases; any would do
UNIT_WORDS = {"ug_g": "µg/g", "mg_kg": "mg/kg", "ppm": "ppm", "ppb": "ppb", "pct": "%", "percent": "%", "%": "%"}


# ------------------------------------------------------------ factors and units
def stoichiometry(given: Mapping[str, Any], facts: Facts) -> Answer:
    """Return the factor of an `oxide`, or what so much (`wt`) of a substance holds; audit a `published_rate`."""
    rate = optional(given, "published_rate")
    if rate is not None:
        return _audit(str(needed(given, "oxide")), str(rate), facts)
    substance, amount = _substance(given)
    element = _element(substance, facts)
    asked = _formula(optional(given, "to", "as", "into") or "")
    by = ratio(substance, asked or element, facts.weights)
    if by is None:
        raise InputError(f"{substance} and {asked or element} share no one element")
    if amount is None:
        return Answer(float(by), f"{asked or element} in {substance}")
    return Answer(_told(substance, element, asked, amount, facts), f"1 {substance} holds {float(by):.6f}")


def _substance(given: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return a substance and how much of it there is, of {"oxide": "Dy2O3", "wt": "99.90"} or {"Li2CO3": "99.5"}."""
    name = optional(given, "oxide", "substance", "salt", "compound", "element")
    if name is not None:
        amount = optional(given, "wt", "value", "amount")
        return _formula(name), None if amount is None else str(amount)
    for key, value in given.items():
        if printed(str(value)) is not None and key[:1].isupper():
            return _formula(key), str(value)
    raise InputError("the input has no oxide or substance")


def _formula(text: object) -> str:
    """Return a formula; the water of a crystal stands behind a point: LiOH_H2O and LiOH.H2O are LiOH·H2O."""
    return re.sub(r"[_.*](?=\d?H2O)", "·", str(text))


def _element(substance: str, facts: Facts) -> str:
    for symbol in re.finditer(r"[A-Z][a-z]?", substance):
        if ratio(substance, symbol[0], facts.weights) is not None:
            return symbol[0]
    raise InputError(f"'{substance}' is no formula of which one element is analysed")


def _told(substance: str, element: str, asked: str, text: str, facts: Facts) -> dict[str, Fraction | str]:
    """Return the amounts of the element and of what is asked for, and the lithium carbonate equivalent of lithium."""
    amount = number(text)
    names = [element, *([asked] if asked else []), *([CARBONATE] if element == "Li" else [])]
    told: dict[str, Fraction | str] = {}
    for name in dict.fromkeys(names):
        by = ratio(substance, name, facts.weights)
        if by is not None and name != substance:
            told[name] = amount.value * by
            step = amount.step / 10
            told[f"{name}_wt"] = written(rounded(amount.value * by, step), step)
    return told | ({"LCE": told[CARBONATE]} if CARBONATE in told else {})


def _audit(oxide: str, rate: str, facts: Facts) -> Answer:
    wrong = wrong_factors({oxide: rate}, facts.weights)
    right = ratio(oxide, _element(oxide, facts), facts.weights) or Fraction(0)
    off = (exact(rate) / right - 1) * 100
    verdict = f"the published factor is {float(off):+.3f} % off" if wrong else "the published factor is right"
    return Answer(f"{float(right):.6f}", verdict)


def units_told(given: Mapping[str, Any], _: Facts) -> Answer:
    """Return a `value` in every unit of its kind; of a unit alone, how much of the first of its kind it is."""
    name = str(needed(given, "unit", "from", "text"))
    of = unit(name)
    if of is None:
        raise InputError(f"'{name}' is no unit")
    value = optional(given, "value")
    if value is None:
        return Answer(of.size, f"{of.name} is {of.size} of 1, in a closed table of units")
    sizes = {each.name: factor(of, each) for each in UNITS.values()}
    told = {other: exact(value) * size for other, size in sizes.items() if size is not None}
    asked = optional(given, "to", "into", "as")
    if asked is not None:
        to = unit(str(asked))
        if to is None or to.name not in told:
            raise InputError(f"'{asked}' is no unit of what {of.name} measures")
        return Answer(told[to.name], f"exact, from {of.name}")
    return Answer(told | _by_alias(told), f"exact, from {of.name}")


def _by_alias(told: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return amounts by other spellings of their units, as vectors may ask for them."""
    words = ("mg/kg", "ug/g", "µg/g", "g/t", "g/kg", "ug/kg", "wt%", "um")
    return {word: told[of.name] for word in words if (of := unit(word)) is not None and of.name in told}


# ------------------------------------------------------------ bases
def purity_basis(given: Mapping[str, Any], facts: Facts) -> Answer:
    """Return a content on the other basis: `relative` with TREO is `absolute`, `as_received` with LOI is `ignited`."""
    told, through = either(given, BASES), next((name for name in BETWEEN if given.get(name) is not None), None)
    if told is None or through is None:
        raise InputError(f"the input needs a content ({', '.join(BASES)}) and one of {', '.join(BETWEEN)}")
    name, aside = BETWEEN[through]
    basis, value = told
    to = "as_received" if basis == aside else aside
    results = (_result(THING, value, basis), _result(name, given[through], "as_received"))
    ways, reason = expressed(Requirement("", "", THING, to, "%", ""), results, facts.weights)
    at = ways[0].found.value if ways else None
    if at is None:
        raise InputError(f"this does not convert: {reason or 'no one number'}")
    return Answer({word: at for word, meant in BASES.items() if meant == to}, f"{'; '.join(ways[0].ways)}")


def _result(analyte: str, text: object, basis: str = "", named: str = "%") -> Result:
    plain, of = with_unit(text, named)
    number(plain)
    return Result(analyte, plain, printed(plain), of, basis)


def purity_by_difference(given: Mapping[str, Any], facts: Facts) -> Answer:
    """Return what impurities leave of 100 % of a `product`: as elements and as oxides, and the sums."""
    product = str(needed(given, "product", "substance"))
    key = next((key for key in given if key.startswith(("impurities", "others")) and given[key]), None)
    if key is None:
        raise InputError("the input has no impurities")
    named = next((name for word, name in UNIT_WORDS.items() if word in key.casefold()), "µg/g")
    results = tuple(_result(analyte, text, named=named) for analyte, text in given[key].items())
    rest = by_difference(Certificate("", results=results), product, facts.weights, fewest=1)
    if rest is None:
        raise InputError(f"{product} is no rare earth oxide or metal, or no impurity is another rare earth")
    whole = _sum(results)
    sums = {"sum_elements": whole * PPM_OF_ALL, "sum_ug_g": whole * PPM_OF_ALL, "by_element_sum": 100 - whole}
    oxides = {"sum_as_oxide_ug_g": (100 - rest.low) * PPM_OF_ALL, "sum_as_oxide_pct": 100 - rest.low}
    purity = {name: rest.low for name in (f"{product}_over_TREO", product, "purity", f"{product}_wt")}
    words = f"at least {float(rest.low):.5f}, at most {float(rest.high):.5f} % of {rest.count} others"
    return Answer(sums | oxides | purity | {"purity_high": rest.high}, words)


def _sum(results: Sequence[Result]) -> Fraction:
    """Return the sum of results as they stand, in percent; what is less than a limit counts with all of it."""
    told = Fraction(0)
    for result in results:
        size = unit(result.unit)
        assert result.value is not None and size is not None
        told += result.value.value * size.size * 100
    return told


def balance(given: Mapping[str, Any], _: Facts) -> Answer:
    """Return what the `others` leave of 100 for the content that is the balance; its u is that of their sum."""
    name = next((key for key, value in given.items() if str(value).casefold() in REST), "balance")
    others = _others(given, name)
    parts = [number(text) for text in others]
    left = remainder(map(found, parts))
    step = min((part.step for part in parts), default=Fraction(1))
    us = [exact(u) for u in _listed(optional(given, "u", "us", "uncertainties"))]
    told = {"low": left.low, "high": left.high, "u": root_of_squares(us) if us else None}
    return Answer({name: _plain(left, step), **told}, "a remainder of 100, no measurement")


ROWS_THAT_AGREE = ("stoichiometry", "oxide_factor", "twice")
REST = ("balance", "rest", "remainder", "bal", "bal.", "余量", "balance (余量)")


def _others(given: Mapping[str, Any], name: str) -> list[Any]:
    told = optional(given, "others", "impurities", "parts")
    if told is not None:
        return list(_listed(told))
    return [value for key, value in given.items() if key != name and printed(str(value)) is not None]


def _listed(told: Any) -> Iterator[Any]:
    yield from (told.values() if isinstance(told, Mapping) else told or ())


def _plain(left: Found, step: Fraction) -> str | None:
    return None if left.value is None else written(left.value, step)


# ------------------------------------------------------------ rows that must agree
def cross_row(given: Mapping[str, Any], facts: Facts) -> Answer:
    """Hold the `assay` of a compound ("99.61 % lithium orotate") against the content of its element on the same sheet.

    The answer is what forensics finds on such a certificate, "agree" for nothing.
    """
    assay = re.fullmatch(r"\s*(\S+?)\s*%\s*(?:w/w\s*)?(?:of\s+)?(.+)", str(needed(given, "assay")))
    if assay is None:
        raise InputError("the assay is not like '99.61 % lithium orotate'")
    rows = [_result("assay", f"{assay[1]} %")]
    rows += [_result(name, text) for name, text in given.items() if name != "assay" and printed(with_unit(text)[0])]
    sheet = Certificate("", assay[2].strip(), results=tuple(rows))
    (told,) = findings([sheet], facts.register, facts.weights)
    said = [one for one in told if one.code in ROWS_THAT_AGREE]
    return Answer(", ".join(one.code for one in said) or "agree", "; ".join(one.text for one in said))
