"""Goods, lines and a small pack made up for tests of contradictions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from monazite.goods.answer import Content, Derived, Goods, Open
from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.headings import Fit, Search
from monazite.goods.model import Range, Saying, Term
from monazite.packs.find import packs_folder
from monazite.packs.goods import read_goods
from monazite.packs.goods_doubts import load_doubts
from monazite.vocabulary import vocabulary

FACTS = ("kind", "material", "main_element", "magnet_family", "form", "equipment")
TERMS = (
    Term(
        "glaze", "article", ("glaze",), ("釉料",), (Saying("material", "glaze"),), may_contain=("Si", "Al", "Zr", "Ce"),
        density=Range(Fraction("2.2"), Fraction("3.2")), price=Range(Fraction("0.5"), Fraction(12)),
    ),
    Term(
        "ferrite-magnet", "article", ("ferrite magnet",), ("铁氧体",), (Saying("magnet_family", "ferrite"),),
        density=Range(Fraction("4.5"), Fraction("5.2")), price=Range(Fraction(2), Fraction(15)),
    ),
    Term("pump", "article", ("pump",), ("泵",), tariff=("841370",)),
    Term(
        "bottle", "article", ("bottle",), ("瓶",), (Saying("material", "end_product"),), tariff=("392330", "701090"),
    ),
    Term("oddment", "article", ("oddment",), ("杂物",), tariff=("392330", "710811")),
    Term(
        "copper", "stuff", ("copper",), ("铜",), (Saying("material", "alloy"),),
        contains=("Cu",), may_contain=("Sb",),
    ),
    Term("ferrite-holds", "article", ("ferrite",), ("铁氧体",), contains=("Fe", "O"), may_contain=("La", "Co")),
    Term("rare-metal", "stuff", ("rare metal",), ("稀土金属",), contains=("Nd",), may_contain=("Pr",)),
    Term("lead", "article", ("pencil lead",), ("铅芯",), may_contain=("C",)),
    Term("stick", "article", ("stick",), ("盘",), (Saying("material", "end_product"),)),
    Term("claim-free", "claim", ("not controlled",), ("无需许可证", "非管制")),
)  # fmt: skip


def pack() -> DoubtsPack:
    """Return the shipped rules over a few terms, so that cases do not move with the pack's words."""
    goods, _ = read_goods(packs_folder() / "goods")
    return load_doubts(packs_folder() / "goods", replace(goods, terms={t.id: t for t in TERMS}))


def pairs(text: str) -> dict[str, str]:
    """Return "a=1; b=2" as a mapping."""
    parts = (part.split("=", 1) for part in text.split(";") if part.strip())
    return {name.strip(): value.strip() for name, value in parts}


def contents(text: str, origin: str) -> dict[str, Content]:
    """Return "Dy 1..2|Tb 3|Y" as contents: bounds, at least (for what is stated) or exactly, inside."""
    return {c.symbol: c for part in text.split("|") if part for c in [_content(part, origin)]}


def _content(part: str, origin: str) -> Content:
    symbol, _, amount = part.strip().partition(" ")
    low, _, high = amount.partition("..")
    least, most = (Fraction(t) / 100 if t else None for t in (low, high))
    return Content(symbol, least, least if origin == "assay" and most is None else most, origin, part.strip())


def goods_of(text: str) -> tuple[Goods, Search]:
    """Return the goods and search that a cell of a case describes."""
    told = pairs(text)
    words = told.get("words", told.get("text", "the goods"))
    facts = {n: _fact(n, told[n], words) for n in FACTS if n in told}
    if "found" in told:
        facts["main_element"] = Derived("main_element", told["found"], words=told["found"], origin="assay")
    if "purity" in told:
        steps = vocabulary()["purity"].scaled(told["purity"])
        facts["purity"] = Derived("purity", low=steps, words=told["purity"], origin="stated")
    kinds = tuple(told["open"].split("|")) if "open" in told else ()
    goods = Goods(
        text=told.get("text", words),
        facts=facts,
        contents=contents(told.get("contents", ""), "stated"),
        typical=contents(told.get("typical", ""), "grade"),
        assay=contents(told.get("assay", ""), "assay"),
        open=(Open("material", kinds, words, "the line names two kinds of goods"),) if kinds else (),
        head=told.get("head", ""),
        naming=tuple(told.get("naming", "").split()),
        grade=told.get("grade", ""),
        rare_earth=told.get("rare_earth") == "yes",
    )
    fits = tuple(_fit(part) for part in told.get("fits", "").split("|") if part)
    return goods, Search(fits, "" if fits else "no heading is near enough")


def _fact(name: str, value: str, words: str) -> Derived:
    return Derived(name, value.lstrip("?"), certain=not value.startswith("?"), words=words)


def _fit(text: str) -> Fit:
    code, score, *why = text.split(":")
    return Fit(code, float(score), why[0] if why else "'it' belongs there")


def line_of(text: str) -> dict[str, object]:
    """Return the line that a cell of a case describes: quantities in exact steps, an empty text as not known."""
    return {name: _value(name, value) for name, value in pairs(text).items()}


def _value(name: str, value: str) -> object:
    fact = vocabulary()[name] if name in vocabulary() else None
    return fact.scaled(value) if fact is not None and fact.type == "quantity" else value or None
