"""Contradictions of numbers: masses, volumes, packages and values against each other and against the words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import log

from monazite.goods.answer import Goods
from monazite.goods.doubts.expected import Case, evidence, fits_text, fitting, short, span
from monazite.goods.doubts.model import Doubt, DoubtsPack, Measure
from monazite.goods.doubts.words import digits_of
from monazite.vocabulary import vocabulary

__all__ = [
    "HIDDEN_FAMILIES",
    "density",
    "density_of",
    "ferrite",
    "net_gross",
    "not_metal",
    "package",
    "price_of",
    "value",
]

Line = Mapping[str, object]
HIDDEN_FAMILIES = ("NdFeB", "SmCo")
KG = 10 ** vocabulary()["net_mass"].decimals
MONEY = 10 ** vocabulary()["value"].decimals


def _above_zero(line: Line, name: str) -> int | None:
    found = line.get(name)
    return found if isinstance(found, int) and found > 0 else None


def density_of(line: Line) -> Fraction | None:
    """Return net mass over volume in g/cm3, or None where either is not known or not above zero."""
    mass, volume = _above_zero(line, "net_mass"), _above_zero(line, "volume")
    return None if mass is None or volume is None else Fraction(mass, volume)


def price_of(line: Line, pack: DoubtsPack) -> Fraction | None:
    """Return the value in US dollars per kilogram net, by the order of magnitude of the currency; None if not known.

    The value of a component lies within that of its goods and is none of its own mass, so it tells nothing.
    """
    mass, worth = _above_zero(line, "net_mass"), _above_zero(line, "value")
    rate = pack.rates.get(str(line.get("currency")))
    if mass is None or worth is None or rate is None or line.get("component") is not None:
        return None
    return Fraction(worth * KG, mass * MONEY) * rate.usd


def density(line: Line, case: Case, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """Mass over volume against the solid that the words name; light only for substances, for articles have holes."""
    found, about = density_of(line), case.about
    solid = about.density
    if found is None or solid is None:
        return ()
    told = {**_named(case), "density": short(found), "range": about.weighs, "range_zh": _zh(about.weighs)}
    if found > solid.high * pack.limits["density_over"]:
        fits = fits_text(fitting(pack, found, None, about.material == "magnet"))
        return (pack.wordings["density_heavy"].doubt(**told, **fits),)
    if about.loose and found < solid.low * pack.limits["powder_least"]:
        return (pack.wordings["density_light"].doubt(**told),)
    if about.compact and found < solid.low * pack.limits["compact_least"]:
        return (pack.wordings["density_light_compact"].doubt(**told),)
    return ()


def _named(case: Case) -> dict[str, str]:
    return {"words": evidence(case.goods), "named": case.about.named, "named_zh": case.about.named_zh}


def _zh(text: str) -> str:
    return text.replace("up to ", "至多").replace(" to ", "至")


def value(line: Line, case: Case, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """Value per kilogram against what goods of these words cost."""
    found, about = price_of(line, pack), case.about
    usual = about.price
    if found is None or usual is None:
        return ()
    told = {**_named(case), "price": short(found)}
    told |= {"range": f"{about.costs} USD/kg", "range_zh": f"{_zh(about.costs)}美元/千克"}
    off, far = pack.limits["price_off"], pack.limits["price_far"]
    small = Fraction(_above_zero(line, "net_mass") or 0, KG) < pack.limits["price_small"]
    if found > usual.high * off and not small:
        wording = "value_high_far" if found > usual.high * far else "value_high"
        fits = fits_text(fitting(pack, None, found, True) if about.material == "magnet" else [])
        return (pack.wordings[wording].doubt(**told, **fits, times=short(found / usual.high)),)
    if found * off < usual.low and not about.scrap:
        wording = "value_low_far" if found * far < usual.low else "value_low"
        return (pack.wordings[wording].doubt(**told, times=short(usual.low / found)),)
    return ()


def could_be(line: Line, goods: Goods, pack: DoubtsPack) -> tuple[tuple[Measure, float], ...]:
    """Return the goods with reason to hide whose density and price a line could have, and how well the price fits.

    Powders pack loosely. The fit is 1 in the middle of the usual prices and 0.5 at their ends.

    Without mass and volume or mass and value anything could be inside, and nothing is returned.
    """
    mass, price = density_of(line), price_of(line, pack)
    if mass is None and price is None:
        return ()
    magnets = _is_magnet(goods)
    hidden = [m for m in pack.measures.values() if m.hidden and bool(m.magnet_family) == magnets]
    return tuple((m, _fit(m, price)) for m in hidden if _weighs(m, mass) and _costs(m, price))


def _is_magnet(goods: Goods) -> bool:
    """Whether the words speak of magnets of some family."""
    told = goods.facts.get("magnet_family")
    open_ = {value for left in goods.open if left.fact == "magnet_family" for value in left.values}
    return bool(({str(told.value)} if told else open_) - {"none", "other"})


def _weighs(measure: Measure, mass: Fraction | None) -> bool:
    if mass is None or measure.density is None:
        return True
    least = measure.density.low * (1 if measure.magnet_family else Fraction(1, 5))
    return least * Fraction(9, 10) <= mass <= measure.density.high * Fraction(21, 20)


def _fit(measure: Measure, price: Fraction | None) -> float:
    """How near a price is to the middle of the usual ones, on a scale of ratios."""
    if price is None or measure.price is None:
        return 0.75
    low, high = log(max(measure.price.low, Fraction(1, 100))), log(measure.price.high)
    reach = max((high - low) / 2, 0.5)
    return max(0.5, 1 - abs(log(price) - (low + high) / 2) / reach / 2)


def _costs(measure: Measure, price: Fraction | None) -> bool:
    return price is None or measure.price is None or measure.price.low / 2 <= price <= measure.price.high * 2


# ------------------------------------------------------------ magnets declared as ferrite
def ferrite(line: Line, case: Case, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """A magnet declared as ferrite, by words or tariff code, whose density, value or words say a metal magnet."""
    about, goods = case.about, case.goods
    told = line.get("magnet_family")
    family = told if isinstance(told, str) and told else about.family
    coded = digits_of(line.get("tariff_code")).startswith(pack.lists["ferrite_codes"])
    metal = not not_metal(goods, pack)
    if coded and metal and about.family in HIDDEN_FAMILIES:
        code = str(line["tariff_code"])
        words = evidence(goods, "magnet_family")
        return (pack.wordings["ferrite_words"].doubt(words=words, code=code, family=about.family),)
    if family == "ferrite":
        return _heavy_or_dear(line, evidence(goods, "magnet_family"), pack, False)
    if coded and metal and family in ("", "none", "other"):
        return _heavy_or_dear(line, str(line["tariff_code"]), pack, True)
    return ()


def not_metal(goods: Goods, pack: DoubtsPack) -> bool:
    """Whether the words speak of magnet powder in plastic."""
    text = goods.text.casefold()
    return any(word in text for word in pack.lists["not_metal"])


def _heavy_or_dear(line: Line, words: str, pack: DoubtsPack, by_code: bool) -> tuple[Doubt, ...]:
    """Density first, which no price explains; under a tariff code alone it must fit a metal magnet, as must a price."""
    measure = next((m for m in pack.measures.values() if m.magnet_family == "ferrite"), None)
    if measure is None or measure.density is None or measure.price is None:
        return ()
    mass, price = density_of(line), price_of(line, pack)
    if mass is not None and mass > measure.density.high * pack.limits["density_over"]:
        fits = fitting(pack, mass, None, True)
        if fits or not by_code:
            told = {"density": short(mass), "range": f"{span(measure.density)} g/cm3"}
            return (_ferrite("ferrite_density", words, fits, told, pack),)
    if price is not None and price > measure.price.high * pack.limits["price_off"]:
        fits = fitting(pack, None, price, True)
        if fits or not by_code:
            told = {"price": short(price), "range": f"{span(measure.price)} USD/kg"}
            return (_ferrite("ferrite_value", words, fits, told, pack),)
    return ()


def _ferrite(wording: str, words: str, fits: list[Measure], told: dict[str, str], pack: DoubtsPack) -> Doubt:
    chinese = _zh(told["range"]).replace(" USD/kg", "美元/千克")
    return pack.wordings[wording].doubt(words=words, range_zh=chinese, **fits_text(fits), **told)


# ------------------------------------------------------------ masses and packages
def net_gross(line: Line, case: Case, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """Net above gross cannot be; massive goods seldom come in packing of many times their mass."""
    net, gross = _above_zero(line, "net_mass"), _above_zero(line, "gross_mass")
    if net is None or gross is None:
        return ()
    shown = {"net": vocabulary()["net_mass"].shown(net), "gross": vocabulary()["gross_mass"].shown(gross)}
    if net > gross:
        return (pack.wordings["net_over_gross"].doubt(**shown),)
    if gross > net * pack.limits["gross_over"] and case.about.material in pack.lists["massive"]:
        return (pack.wordings["gross_heavy"].doubt(words=evidence(case.goods), **shown),)
    return ()


def package(line: Line, case: Case, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """Mass per package above what a container carries, or below a gram of solid bulk goods."""
    net, packages = _above_zero(line, "net_mass"), _above_zero(line, "packages")
    if net is None or packages is None:
        return ()
    each = Fraction(net, packages * KG)
    told = {"mass": vocabulary()["net_mass"].shown(net), "packages": str(packages), "each": f"{short(each)} kg"}
    if each > pack.limits["package_most"]:
        return (pack.wordings["package_heavy"].doubt(**told),)
    if each < pack.limits["package_least"] and case.about.material in pack.lists["solid"]:
        return (pack.wordings["package_light"].doubt(words=evidence(case.goods), **told),)
    return ()
