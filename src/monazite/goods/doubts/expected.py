"""What the words of a line let one expect: density, price and class of the goods, with the words that say so."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from monazite.goods.answer import Content, Goods
from monazite.goods.doubts.model import DoubtsPack, Measure
from monazite.goods.headings import Search
from monazite.goods.model import Range, Term

__all__ = [
    "Case",
    "Expected",
    "about",
    "amount",
    "cut",
    "evidence",
    "expected",
    "expected_of",
    "fact",
    "fits_text",
    "fitting",
    "short",
    "span",
]

COMPACT = ("ingot", "block", "bar", "plate", "wire")  # forms of metal without holes
LIQUID = ("liquid", "solution", "gas")
TELLING = ("material", "main_element", "magnet_family", "equipment", "kind")
LEAST = Fraction(1, 1000)  # articles may be as light as their packing
LONGEST = 60  # signs of a description that a finding repeats

About = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Expected:
    """What goods of these words weigh and cost; `loose` and `compact` where a low density says
    something of powder or of solid metal, `named` what they are,
    `weighs` and `costs` the ranges as people read them.
    """

    material: str
    main_element: str
    family: str
    named: str
    named_zh: str
    density: Range | None
    price: Range | None
    loose: bool
    compact: bool
    scrap: bool
    weighs: str = ""
    costs: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What the words of a line say, which headings they fit, and what they let one expect."""

    goods: Goods
    search: Search
    about: Expected


def fact(goods: Goods, name: str) -> str:
    """Return what the words say for certain of a fact that has words as values, or the empty text."""
    found = goods.facts.get(name)
    return found.value if found is not None and found.certain and isinstance(found.value, str) else ""


def about(goods: Goods) -> About:
    """Return all that `expected` reads of goods: the term that names them, material, main element, family and form."""
    material, element, family = (fact(goods, name) for name in ("material", "main_element", "magnet_family"))
    return goods.head, material, element, family, fact(goods, "form")


def expected(goods: Goods, pack: DoubtsPack) -> Expected:
    """Return what the words let one expect; the term that names the goods comes before the measures of its class."""
    return expected_of(about(goods), pack)


def expected_of(told: About, pack: DoubtsPack) -> Expected:
    """Return what one may expect of goods that words tell this much `about`."""
    name, material, element, family, form = told
    head, measure = pack.goods.terms.get(name), _measure(material, element, family, pack)
    density = (head and head.density) or (measure and measure.density) or _metal(material, element, pack) or None
    most = None if density or head is None else _most(head, pack)
    price = (head and head.price) or (measure and measure.price) or None
    named, named_zh = _name(head, measure, element)
    return Expected(
        material=material,
        main_element=element,
        family=family,
        named=named,
        named_zh=named_zh,
        density=Range(LEAST, most) if most else density,
        price=price,
        loose=not most and material in pack.lists["substances"] and form not in LIQUID,
        compact=not most and material in ("metal", "alloy") and form in COMPACT,
        scrap=form == "scrap",
        weighs=f"up to {short(most)}" if most else span(density) if density else "",
        costs=span(price) if price else "",
    )


def _measure(material: str, element: str, family: str, pack: DoubtsPack) -> Measure | None:
    for measure in pack.measures.values():
        if measure.material == material and (measure.main_element, measure.magnet_family) in (
            (element, ""),
            ("", family),
        ):
            return measure
    return None


def _most(head: Term, pack: DoubtsPack) -> Fraction | None:
    """Return what articles of these tariff lines weigh at most, None where that of any line is not known."""
    found = [_of_line(code, pack) for code in head.tariff]
    return max((f for f in found if f is not None), default=None) if None not in found else None


def _of_line(code: str, pack: DoubtsPack) -> Fraction | None:
    fits = [(len(start), a.most) for a in pack.articles for start in a.tariff if code.startswith(start)]
    return max(fits)[1] if fits else None


def _metal(material: str, name: str, pack: DoubtsPack) -> Range | None:
    element = pack.goods.elements.get(name)
    if material != "metal" or element is None or element.density is None:
        return None
    return Range(element.density, element.density)


def _name(head: Term | None, measure: Measure | None, element: str) -> tuple[str, str]:
    if head is not None and (head.density or head.price or measure is None):
        return head.name, (head.zh or head.en or (head.id,))[0]
    return (measure.en, measure.zh) if measure else (element, element)


def fitting(pack: DoubtsPack, density: Fraction | None, price: Fraction | None, magnets: bool) -> list[Measure]:
    """Return the goods with reason to hide that a density, or else a price, fits; magnets alone where asked."""
    found = [m for m in pack.measures.values() if m.hidden and (m.magnet_family or not magnets)]
    if density is not None:
        found = [m for m in found if m.density is not None and density in m.density]
    if price is not None:
        found = [m for m in found if m.price is not None and price in m.price]
    return found[: int(pack.limits["fit_shown"])]


def fits_text(measures: list[Measure]) -> dict[str, str]:
    """Return how a finding names what would fit, in both languages; empty where nothing does."""
    if not measures:
        return {"fits": "", "fits_zh": ""}
    return {
        "fits": f"; fits {' or '.join(m.en for m in measures)}",
        "fits_zh": f";符合{'或'.join(m.zh for m in measures)}",
    }


def evidence(goods: Goods, *names: str) -> str:
    """Return the words that say what the goods are, or of some facts, as written and each once."""
    said = _said(goods, names or TELLING[:3]) or _said(goods, TELLING)
    return cut(" … ".join(dict.fromkeys(filter(None, said))) or goods.text)


def _said(goods: Goods, names: tuple[str, ...]) -> list[str]:
    """Return the words of some facts; what a laboratory found is no word of the description."""
    return [goods.facts[name].words for name in names if name in goods.facts and goods.facts[name].origin != "assay"]


def cut(text: str) -> str:
    """Return words as a finding repeats them: on one line, and no more than needed."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def amount(content: Content) -> str:
    """Return how much of an element is inside, in percent: "3.4 %", "at least 12 %", "0.1 to 0.3 %"."""
    low, high = content.low or Fraction(0), content.high
    if high is None:
        return f"at least {short(low * 100)} %"
    return f"{short(low * 100)} %" if low == high else f"{short(low * 100)} to {short(high * 100)} %"


def span(found: Range) -> str:
    """Return a range as people read it."""
    return short(found.low) if found.low == found.high else f"{short(found.low)} to {short(found.high)}"


def short(value: Fraction) -> str:
    """Return a number to three digits, without exponent."""
    number = float(value)
    text = f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"
    return f"{number:.12f}".rstrip("0") if "e" in text else text
