"""What a line both names and denies: no amount of it is told then, not even none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from monazite.goods.contents import ENOUGH, links
from monazite.goods.mentions import Mention
from monazite.goods.model import Term
from monazite.goods.substance import elements_of

__all__ = ["LEFT", "Line", "are_rare", "is_rare", "is_substance", "settle"]

# The zone of what is neither inside nor excluded: of the zones the one that says nothing of goods or their contents.
LEFT = "process"
INSIDE = ("main", "of", "content", "made_of")
NAMING = frozenset("article document service activity stuff element formula grade".split())
THINGS = frozenset(("article", "document", "service", "grade"))
RARE_EARTHS = tuple("La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Y Sc".split())
# Behind a substance a number is what there is of it: Tb 0.45; dysprosium, 25 kg.
UNITS = r"\s?(?:kgs?|g|mt|t|lbs?|oz|pcs?|pieces|公斤|千克|吨|克|块|件|桶)\b"
NUMBERED = re.compile(rf"\s?[:=>≥~约]?\s?(?=0?\.?0{{0,6}}[1-9])\d[\d.]{{0,9}}(?![\d.]|{UNITS})", re.I)
WEIGHED = re.compile(rf"\s?[,:]?\s?\d[\d.]{{0,9}}{UNITS}", re.I)
SHARE = re.compile(r"\s?(?:含量|content)?[\s:=<>≥≤~约]{0,4}")
GLOSS = re.compile(r"\s?[(/=]\s?")


class Line:
    """The mentions of a line with what its words and amounts make of them."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text, self.mentions = text, mentions
        self.guarded: set[int] = set()  # places of what is denied by words that may belong to something else

    @cached_property
    def paired(self) -> dict[int, Mention]:
        """The class or form beside an element and the element beside it, each by the place of the other.

        The words before have the first claim: in "cerium oxide dysprosium" the oxide is that of cerium.
        """
        found: dict[int, Mention] = {}
        for one, other in pairwise(self.mentions):
            if one.start in found or self.text[one.end : other.start] not in ("", " ", "-"):
                continue
            if {one.kind == "element", other.kind == "element"} == {True, False} and (_shapes(one) or _shapes(other)):
                found[one.start], found[other.start] = other, one
        return found

    @cached_property
    def shares(self) -> dict[int, Fraction]:
        """The amounts above zero that stand right beside a substance, by its place."""
        if all(m.kind != "amount" for m in self.mentions):
            return {}
        found = ((k.substance, k.amount, k.value.low) for k in links(self.text, self.mentions))
        return {s.start: low for s, amount, low in found if s is not None and low and self._beside(s, amount)}

    def _beside(self, one: Mention, other: Mention) -> bool:
        first, last = (one, other) if one.start < other.start else (other, one)
        return SHARE.fullmatch(self.text, first.end, last.start) is not None

    @cached_property
    def of_things(self) -> bool:
        """Whether other things than substances are named, of which a weight can be: magnets free of Dy, Tb, 25 kg."""
        return any(m.role in THINGS or (m.role == "stuff" and not are_rare(m)) for m in self.mentions)

    def is_goods(self, mention: Mention) -> bool:
        """Whether words or amounts beside a substance make goods of it: oxide, ingot, 25 kg, 2 %."""
        other = self.paired.get(mention.start)
        end = other.end if other is not None and other.start > mention.start else mention.end
        if other is not None or mention.start in self.shares or NUMBERED.match(self.text, end):
            return True
        if WEIGHED.match(self.text, end) and not self.of_things:
            return True
        return mention.kind == "formula" or (isinstance(mention.ref, Term) and bool(mention.ref.formula))

    def names_goods(self) -> bool:
        """Whether anything that is not denied says what the goods are."""
        return any(m.zone in INSIDE and (m.role in NAMING or self._alone(m)) for m in self.mentions)

    def _alone(self, mention: Mention) -> bool:
        """Whether a class names goods by itself, and not what an element beside it is."""
        return mention.role == "class" and mention.start not in self.paired


def settle(line: Line) -> None:
    """Leave open what a line denies and names as its goods, or states an amount of."""
    _glosses(line)
    denied = [m for m in line.mentions if m.zone == "without" and (elements_of(m) or is_rare(m))]
    if not denied:
        return
    named = line.names_goods()
    goods = _named(line)
    for mention in denied:
        both = [m for symbol in _meant(mention) for m in goods.get(symbol, ())]
        if both:
            _left(mention, both)
        elif _stated(line, mention, named) or (not named and _may_be_goods(line, mention)):
            _unsaid(line, mention)
        else:
            _metals(mention)


def _metals(denied: Mention) -> None:
    """Narrow an oxide that is denied to its metals: there may be oxygen in other things."""
    if isinstance(denied.ref, Term) and "O" in denied.ref.contains:
        denied.ref = replace(denied.ref, contains=tuple(s for s in denied.ref.contains if s != "O"))


def _may_be_goods(line: Line, mention: Mention) -> bool:
    """Whether what is denied is worded as goods are: a dysprosium metal of which there is none, but no 无镝合金."""
    shape = line.paired.get(mention.start)
    return line.is_goods(mention) and (mention.start in line.guarded or (shape is not None and shape.zone == "without"))


def _meant(mention: Mention) -> tuple[str, ...]:
    """Return the elements that are denied; of "rare earths" those that it may stand for."""
    usual = mention.ref.may_contain if isinstance(mention.ref, Term) else ()
    return tuple(s for s in elements_of(mention) if s != "O" or mention.kind == "element") or usual or RARE_EARTHS


def _unsaid(line: Line, mention: Mention) -> None:
    """Leave open what may be the goods; of which class they are then stays told: "zero dysprosium metal"."""
    mention.zone = LEFT
    shape = line.paired.get(mention.start)
    if shape is not None and shape.zone == "without":
        shape.zone = "main"


def _glosses(line: Line) -> None:
    """What is said of 镝(Dy) is said of both."""
    for one, other in pairwise(line.mentions):
        if one.kind != "element" or "without" not in (one.zone, other.zone):
            continue
        if elements_of(one)[0] in elements_of(other) and GLOSS.fullmatch(line.text, one.end, other.start):
            one.zone = other.zone = "without"
            both = {one.start, other.start}
            line.guarded |= both if line.guarded & both else set()


def _named(line: Line) -> dict[str, list[Mention]]:
    """Return what names goods or amounts of each element, and the head where it is an element alone."""
    found: dict[str, list[Mention]] = {}
    inside = [m for m in line.mentions if m.zone in INSIDE and (is_substance(m) or m.role in ("stuff", "article"))]
    for mention in inside:
        if is_rare(mention) and len(elements_of(mention)) > 2:
            continue  # 重稀土 names none of them by itself
        listed = mention.kind == "element" or are_rare(mention)  # by itself it may be one of a list
        if not listed or line.is_goods(mention) or mention is line.mentions[0]:
            for symbol in elements_of(mention):
                found.setdefault(symbol, []).append(mention)
    return found


def _left(denied: Mention, named: Sequence[Mention]) -> None:
    """Leave open what is denied; an element that is denied by itself is no longer sure to be what goods are of.

    Of rare earths at large the others are still denied: "cerium oxide, other rare earths not detected".
    """
    if denied.kind != "element" and is_rare(denied) and isinstance(denied.ref, Term):
        inside = {symbol for mention in named for symbol in elements_of(mention)}
        denied.ref = replace(denied.ref, contains=tuple(s for s in _meant(denied) if s not in inside))
        denied.zone = "without" if denied.ref.contains else LEFT
        return
    denied.zone = LEFT
    for mention in named if denied.kind == "element" else ():
        if mention.kind == "element":
            mention.zone = LEFT


def _stated(line: Line, mention: Mention, named: bool) -> bool:
    """Whether an amount of what is denied is stated; nearly all is the purity of what else is named."""
    share = line.shares.get(mention.start)
    return share is not None and not (named and share >= ENOUGH)


def _shapes(mention: Mention) -> bool:
    return mention.role in ("class", "form")


def is_rare(mention: Mention) -> bool:
    """Whether a mention speaks of rare earths at large."""
    return isinstance(mention.ref, Term) and any(s.fact == "rare_earth" for s in mention.ref.says)


def is_substance(mention: Mention) -> bool:
    """Whether a mention can be a member of a list of what is not inside: an element, a formula, "Dy/Tb"."""
    if mention.kind in ("element", "formula") or (isinstance(mention.ref, Term) and bool(mention.ref.formula)):
        return True
    return mention.role == "stuff" and bool(elements_of(mention)) and are_rare(mention)


def are_rare(*mentions: Mention) -> bool:
    """Whether mentions name elements, all of them rare earths."""
    return all(elements_of(m) and {*elements_of(m)} <= {*RARE_EARTHS} for m in mentions)
