"""What is likely of goods whose words cannot be all: what else the line names, and what a laboratory found."""

from __future__ import annotations

from fractions import Fraction

from monazite.goods.answer import Content
from monazite.goods.mentions import Mention
from monazite.goods.rules.state import Reading, says
from monazite.goods.substance import alloy_of, elements_of, main_of, substance_of

__all__ = ["METALLIC", "TOLD", "as_likely", "found_as"]

METALLIC = frozenset(("metal", "alloy", "magnet", "part", "tool"))  # classes of goods that no oxide is taken for
TOLD = frozenset("material main_element alloy substance magnet_family".split())
QUARTER = Fraction(1, 4)
MOSTLY = Fraction(19, 20)  # so much of an element leaves no room for a compound


def as_likely(r: Reading, mention: Mention, symbol: str = "") -> None:
    """Say as likely what a mention would say of goods that are it; `symbol` is inside, where several are."""
    words, made = r.quote(mention), substance_of([mention])
    for saying in says(mention):
        if saying.fact in TOLD and saying.value not in ("none", "other"):
            r.say(saying.fact, saying.value, words, "inside", certain=False)
    if main := main_of(made.elements or elements_of(mention), r.pack) or symbol:
        r.say("main_element", main, words, "inside", certain=False)
    if made.material:
        r.say("material", made.material, words, "inside", certain=False)
    elif not any(s.fact == "material" for s in says(mention)):
        r.say("material", "mixture", words, "inside", certain=False)
    if alloy := alloy_of(made.elements):
        r.say("alloy", alloy, words, "inside", certain=False)


def found_as(r: Reading, found: Content) -> None:
    """Say what goods in which a laboratory found so much of an element may be: a reading does not see oxygen."""
    seen = {symbol for symbol, content in r.assay.items() if content.high != 0}
    rest = {s: c.low or Fraction(0) for s, c in r.assay.items() if s != found.symbol}
    iron, cobalt = rest.get("Fe", 0), rest.get("Co", 0)
    magnets = {
        "NdFeB": iron > QUARTER and bool({"Nd", "Pr"} & seen),
        "SmCo": cobalt > QUARTER and "Sm" in seen,
    }
    for family in (family for family, fits in magnets.items() if fits):
        r.say("magnet_family", family, found.words, "the elements of its magnets", certain=False)
    if alloy := alloy_of((found.symbol, *(s for s in ("Co", "Fe") if rest.get(s, 0) > QUARTER))):
        r.say("alloy", alloy, found.words, "elements found", certain=False)
    metallic = r.value("material") in METALLIC or any(magnets.values())
    ore = {"Ce", "La", "Nd"} <= seen and bool({"P", "Th"} & seen)
    classes: tuple[str, ...] = ("magnet", "alloy") if any(magnets.values()) else ("ore",) if ore else ()
    classes += ("metal", "alloy") if metallic or (found.high or 0) > MOSTLY else ()
    if not metallic:
        classes += ("oxide", "compound", "salt", "mixture") if (found.low or 0) <= MOSTLY else ()
    for material in dict.fromkeys(classes):
        r.say("material", material, found.words, "inside", certain=False)
