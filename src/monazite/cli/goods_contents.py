"""The elements inside, with their mass fractions as elements and as the oxides they are traded as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from monazite.chemistry.formula import oxide_factor, parse_formula
from monazite.goods.answer import Content, Goods
from monazite.goods.model import GoodsPack

__all__ = ["Line", "content_lines"]

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Line:
    """One element: its content, where that comes from, and the same as oxide (None where that would exceed 100 %)."""

    content: Content
    mark: str
    oxide: str = ""
    oxide_low: Fraction | None = None
    oxide_high: Fraction | None = None


def content_lines(goods: Goods, pack: GoodsPack) -> Iterator[Line]:
    """Yield what is inside: what the words say, then what a laboratory found, then what is usual and told nowhere."""
    for content in goods.contents.values():
        yield _line(content, content.origin, pack)
    for content in goods.assay.values():
        yield _line(content, "assay", pack)
    for content in (c for c in goods.typical.values() if c.symbol not in {*goods.contents, *goods.assay}):
        yield _line(content, "grade" if content.origin == "grade" else "usual", pack)


def _line(content: Content, mark: str, pack: GoodsPack) -> Line:
    element = pack.elements.get(content.symbol)
    if element is None or not element.oxide or (content.low is None and content.high is None):
        return Line(content, mark)
    factor = oxide_factor(content.symbol, parse_formula(element.oxide), pack.weights)
    low, high = (None if bound is None else bound * factor for bound in (content.low, content.high))
    if (low or 0) > WHOLE:
        return Line(content, mark)
    # What would exceed the whole as oxide is partly there in another form.
    return Line(content, mark, element.oxide, low, None if high is None else min(high, WHOLE))
