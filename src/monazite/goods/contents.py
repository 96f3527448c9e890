"""How much of which element a description states: amounts joined to the substances beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from monazite.goods.amounts import Amount
from monazite.goods.answer import Content
from monazite.goods.formula import Formula
from monazite.goods.mentions import Mention
from monazite.goods.model import Element, GoodsPack, Term

__all__ = ["Link", "contents", "links"]

GAP = 14  # signs between a substance and its amount
APART = re.compile(r"[;|。\n]|,\s")
ENOUGH = Fraction(9, 10)  # of a substance: then the amount is its purity


@dataclass(frozen=True, slots=True)
class Link:
    """An amount and the substance it belongs to (None: nothing named)."""

    amount: Mention
    substance: Mention | None

    @property
    def value(self) -> Amount:
        """The amount itself."""
        assert isinstance(self.amount.ref, Amount)
        return self.amount.ref


def links(text: str, mentions: Sequence[Mention]) -> list[Link]:
    """Join each amount to a substance beside it: behind it ("Dy 2 %") or before it ("2 % Dy"), the same way throughout."""
    found: list[Link] = []
    before: bool | None = None
    for place, mention in enumerate(mentions):
        if mention.kind != "amount":
            continue
        left = _neighbour(text, mentions, place, -1)
        right = _neighbour(text, mentions, place, 1)
        if before is None and (left or right):
            before = left is None or (right is not None and mention.start - left.end > right.start - mention.end)
        chosen = (right or left) if before else (left or right)
        found.append(Link(mention, chosen))
    return found


def _neighbour(text: str, mentions: Sequence[Mention], place: int, step: int) -> Mention | None:
    """Return the substance next to an amount on one side; classes, forms and relations between do not part them."""
    mention, at = mentions[place], place + step
    while 0 <= at < len(mentions):
        other = mentions[at]
        gap = text[other.end : mention.start] if step < 0 else text[mention.end : other.start]
        if len(gap) > GAP + 8 * (abs(at - place) - 1) or APART.search(gap) or other.kind == "amount":
            return None
        if _is_substance(other):
            return other
        if other.role not in ("relation", "class", "form", "quality", "noise"):
            return None
        at += step
    return None


def _is_substance(mention: Mention) -> bool:
    ref = mention.ref
    return isinstance(ref, (Element, Formula)) or (isinstance(ref, Term) and bool(ref.formula or ref.contains))


def contents(found: Sequence[Link], pack: GoodsPack, quote: Mapping[int, str]) -> Iterator[Content]:
    """Yield the contents that the links state, element by element, as mass fractions.

    Amounts of moles and atoms are left out: without the rest they are no mass fraction.
    """
    for link in found:
        if (
            link.substance is None
            or link.amount.note == "purity_n"
            or link.value.family not in ("mass", "unstated")
            or link.amount.note == "ratio"
        ):
            continue
        low, high = link.value.low, link.value.high
        for symbol, (least, most) in _shares(link.substance, pack).items():
            yield Content(
                symbol,
                None if low is None else low * least,
                None if high is None else high * most,
                "stated",
                quote[link.amount.start],
            )


def _shares(mention: Mention, pack: GoodsPack) -> dict[str, tuple[Fraction, Fraction]]:
    """Return the share of each element in one part of a substance."""
    ref = mention.ref
    if isinstance(ref, Element):
        return {ref.symbol: (Fraction(1), Fraction(1))}
    if isinstance(ref, Formula):
        return dict(ref.mass_fractions(pack.weights))
    return {}
