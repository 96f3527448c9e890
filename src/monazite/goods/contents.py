"""How much of which element a description states: amounts joined to the substances beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from monazite.chemistry.amounts import Amount
from monazite.chemistry.composition import MAYBE, UNTOLD
from monazite.chemistry.formula import Formula, parse_formula
from monazite.chemistry.joining import EACH, NEXT, SUM, Joined, Side, join
from monazite.chemistry.weights import Weights
from monazite.goods.answer import Content
from monazite.goods.beyond import is_beyond, is_mass
from monazite.goods.mentions import Mention
from monazite.goods.model import Element, GoodsPack, Term
from monazite.goods.substance import shares_of
from monazite.vocabulary import vocabulary

__all__ = ["ENOUGH", "Link", "bounds", "contents", "dissolved", "in_system", "links", "of_rare", "shared"]

Shares = Mapping[str, tuple[Fraction, Fraction]]

GAP = 14  # signs between a substance and its amount
APART = re.compile(r"[;|。\n]|,\s")
OTHER = re.compile(
    r"(?:\b(?:vat|gst|duty|duties|tax(?:es)?|discount|rebate|deposit|prepaid|advance|commission|moisture|humidity|water|"
    r"efficiency|transmittance|transmission|porosity|relative density|yield|recovery|reflectivity|load(?:ing)?|passing)"
    r"|增值税|关税|税率|退税|税|折扣|定金|预付|首付|佣金|水分|含水率?|湿度|效率|透过率|透光率|孔隙率|致密度|回收率|收率|反射率|合格率"
    r")[^,;。,;]{0,10}$",
    re.I,
)
OTHER_AFTER = re.compile(
    r"\s*(?:passing|through|mesh|过筛|duty|vat|tax|discount|off\b|deposit|balance\s*(?:payment|before|against|t/t)|advance|"
    r"moisture|humidity|yield|recovery|efficiency|transmittance|折|税|定金|预付|水分|通过)",
    re.I,
)
COLON = re.compile(r"\s?[:=]\s?")
DIRECT = re.compile(r"\s{0,2}(?:of\b|的)?\s{0,2}")
CLOSE = 3  # signs between a substance and an amount that is its own
TOTAL = re.compile(r"[\s:=≥>约~]*")
NONE, WHOLE = Fraction(0), Fraction(1)
SOME = Fraction(1, 10**9)  # inside, in an amount that nobody states
LITRE = re.compile(
    r"(?<![A-Za-z])(?P<symbol>[A-Z][a-z]?)\s?[:=]?\s?(?P<value>\d{1,4}(?:\.\d{1,3})?)(?:\s?±\s?[\d.]{1,6})?\s?(?P<unit>m?)g/[Ll]\b"
)
ENOUGH = Fraction(9, 10)  # of a substance: then the amount is its purity


@dataclass(frozen=True, slots=True)
class Link:
    """An amount and the substance it belongs to (None: nothing named); `together` are others that share it.

    Where it is not `certain` whose the amount is, `together` are the others that it may be of.
    """

    amount: Mention
    substance: Mention | None
    together: tuple[Mention, ...] = ()
    total: bool = False  # of all rare earths: TREO 41 %
    each: bool = False  # those together have as much each
    certain: bool = True

    @property
    def value(self) -> Amount:
        """The amount itself; where nobody knows whose it is, none is told."""
        assert isinstance(self.amount.ref, Amount)
        return self.amount.ref if self.certain else UNTOLD


def links(text: str, mentions: Sequence[Mention]) -> list[Link]:
    """Join each amount to a substance beside it: behind it ("Dy 2 %") or before it ("2 % Dy"), alike throughout."""
    places = [n for n, m in enumerate(mentions) if m.kind == "amount" and not _is_other(text, m)]
    sides = [_side(text, mentions, place) for place in places]
    return [
        _link(text, mentions, place, side, one) for place, side, one in zip(places, sides, join(sides), strict=True)
    ]


def _side(text: str, mentions: Sequence[Mention], place: int) -> Side:
    """Return the substances beside an amount, by their places among the mentions."""
    amount = mentions[place]
    left = _neighbour(text, mentions, place, -1)
    right = None if _of_all(text, mentions, place) else _neighbour(text, mentions, place, 1)
    if left is not None and COLON.fullmatch(text, mentions[left].end, amount.start):
        right = None  # "Dy: 0% Tb": whose it is, is told
    return Side(
        left,
        right,
        0 if left is None else amount.start - mentions[left].end,
        0 if right is None else mentions[right].start - amount.end,
        left is not None and right is not None and _is_head(text, mentions, left, place, right),
        isinstance(amount.ref, Amount) and not amount.ref.low,
    )


def _is_head(text: str, mentions: Sequence[Mention], left: int, place: int, right: int) -> bool:
    """Whether what stands before an amount is what the goods are called, and the amount that of what follows it."""
    amount, before = mentions[place], mentions[left]
    pure = isinstance(amount.ref, Amount) and (amount.ref.low or NONE) >= ENOUGH
    if pure or not DIRECT.fullmatch(text, amount.end, mentions[right].start):
        return False
    named = isinstance(before.ref, Term) or (isinstance(before.ref, Formula) and before.ref.system)
    return named or any(m.role in ("class", "form") for m in mentions[left + 1 : place])


def _link(text: str, mentions: Sequence[Mention], place: int, side: Side, joined: Joined) -> Link:
    amount, total = mentions[place], _of_all(text, mentions, place)
    if joined.substance is None:
        return Link(amount, None, total=total)
    chosen = mentions[joined.substance]
    if not joined.certain:
        others = tuple(mentions[n] for n in (side.left, side.right) if n is not None and n != joined.substance)
        return Link(amount, chosen, others, total, certain=False)
    step = -1 if joined.substance == side.left else 1
    gap = text[chosen.end : amount.start] if step < 0 else text[amount.end : chosen.start]
    each = EACH.search(gap) is not None or EACH.match(text, amount.end) is not None
    return Link(amount, chosen, _together(text, mentions, joined.substance, step, each), total, each)


def _of_all(text: str, mentions: Sequence[Mention], place: int) -> bool:
    """Whether an amount is that of all rare earths, and not of what follows: "TREO 41 % (Sm2O3 34 …"."""
    before = mentions[place - 1] if place else None
    if before is None or before.role != "quality" or not isinstance(before.ref, Term):
        return False
    rare = any(s.fact == "rare_earth" for s in before.ref.says)
    return rare and TOTAL.fullmatch(text[before.end : mentions[place].start]) is not None


def _together(text: str, mentions: Sequence[Mention], place: int, step: int, each: bool) -> tuple[Mention, ...]:
    """Return what shares the amount of a substance: the others of "La+Ce+Pr+Nd 21 %", and of "Dy, Tb 2 % each"."""
    found: list[Mention] = []
    while 0 <= place + step < len(mentions) and _is_substance(mentions[place + step]):
        one, other = (mentions[n] for n in sorted((place, place + step)))
        if not (NEXT if each else SUM).fullmatch(text, one.end, other.start):
            break
        place += step
        found.append(mentions[place])
    beside = place + step
    if found and 0 <= beside < len(mentions) and mentions[beside].kind == "amount":
        near = sorted((mentions[place], mentions[beside]), key=lambda m: m.start)
        if near[1].start - near[0].end < CLOSE:
            found.pop()  # it has an amount of its own
    return tuple(found)


def _is_other(text: str, mention: Mention) -> bool:
    """Whether a share is one of money, water, light or sieves rather than of the goods."""
    before, after = text[max(0, mention.start - 18) : mention.start], text[mention.end : mention.end + 16]
    return bool(OTHER.search(before) or OTHER_AFTER.match(after))


def _neighbour(text: str, mentions: Sequence[Mention], place: int, step: int) -> int | None:
    """Return the place of the substance next to an amount on one side; classes, forms and relations may lie between."""
    mention, at = mentions[place], place + step
    while 0 <= at < len(mentions):
        other = mentions[at]
        gap = text[other.end : mention.start] if step < 0 else text[mention.end : other.start]
        if len(gap) > GAP + 8 * (abs(at - place) - 1) or APART.search(gap) or other.kind == "amount":
            return None
        if _is_substance(other):
            return at
        if other.role not in ("relation", "class", "form", "quality", "noise", "limit"):
            return None
        at += step
    return None


def _is_substance(mention: Mention) -> bool:
    ref = mention.ref
    return isinstance(ref, (Element, Formula)) or (isinstance(ref, Term) and bool(ref.formula or ref.contains))


def contents(found: Sequence[Link], pack: GoodsPack, quote: Mapping[int, str]) -> Iterator[Content]:
    """Yield the contents that the links state, element by element, as mass fractions.

    Amounts of moles and atoms are left out: without the rest they are no mass fraction of the goods. A share of the
    rare earths alone (Dy/TREO) is the most that there can be of an element, as they are at most the whole; so is a
    share of several elements together.
    """
    rationed = any(link.amount.note == "ratio" for link in found)
    whole = min((k.value.high for k in found if k.total and k.amount.note != "ratio" and k.value.high), default=WHOLE)
    whole = min(whole, WHOLE)
    for link in found:
        if link.substance is None:
            continue
        words, value = quote[link.amount.start], link.value
        if not link.certain:
            yield from _unsure(link, pack, words)
            continue
        if link.amount.note == "ratio" or (rationed and _is_rare_oxide(link.substance, pack)):
            yield from of_rare(_shares(link.substance, pack.weights), value, (NONE, whole), "stated", words)
            continue
        if link.together and not link.each:
            if value.high and value.family in ("mass", "unstated"):
                for mention in (link.substance, *link.together):
                    yield from _at_most(_shares(mention, pack.weights), value.high, words)
        elif link.amount.note in ("percent", "ppm") and is_mass(value):
            told = UNTOLD if is_beyond(value, "stated") else value
            for mention in (link.substance, *link.together):
                yield from shared(_shares(mention, pack.weights), told, "stated", words)


def _unsure(link: Link, pack: GoodsPack, words: str) -> Iterator[Content]:
    """Yield what an amount tells that may be of either of two: some is inside, unless it may be nothing."""
    ref = link.amount.ref
    told = UNTOLD if isinstance(ref, Amount) and ref.low else MAYBE
    for mention in filter(None, (link.substance, *link.together)):
        yield from shared(_shares(mention, pack.weights), told, "stated", words)


def _is_rare_oxide(mention: Mention, pack: GoodsPack) -> bool:
    """Whether a mention is the oxide of a rare earth, as the parts of TREO are written."""
    metals = [s for s in _shares(mention, pack.weights) if s != "O"]
    return len(metals) == 1 and metals[0] in pack.elements and bool(pack.elements[metals[0]].rare_earth)


def of_rare(
    shares: Shares, value: Amount, whole: tuple[Fraction, Fraction], origin: str, words: str
) -> Iterator[Content]:
    """Yield what a share of the rare earths makes of the goods, of which these are `whole`, from least to most."""
    counts = value.family in ("mass", "unstated") and not (value.high is not None and value.high > WHOLE)
    low, high = bounds(value, origin) if counts else (None, None)
    told = low is not None or high is not None
    for symbol, (least, most) in shares.items():
        if symbol in ("O", "H") and len(shares) > 1:
            continue
        some = max(low * whole[0] * least, SOME) if low else low
        yield Content(
            symbol, some, (WHOLE if high is None else high) * whole[1] * most if told else None, origin, words
        )


def _at_most(shares: Shares, high: Fraction, words: str) -> Iterator[Content]:
    """Yield what each of several has that have an amount together."""
    for symbol, (_, most) in shares.items():
        yield Content(symbol, SOME, min(high * most, Fraction(1)), "stated", words)


def shared(shares: Shares, amount: Amount, origin: str, words: str) -> Iterator[Content]:
    """Yield how much of each element an amount of a substance is."""
    low, high = bounds(amount, origin)
    if low == 0 and not amount.low_closed:
        low = SOME
    for symbol, (least, most) in shares.items():
        yield Content(
            symbol, None if low is None else low * least, None if high is None else high * most, origin, words
        )


def in_system(shares: Shares, amount: Amount, origin: str, words: str) -> Iterator[Content]:
    """Yield what an amount of several elements together, such as Pr-Nd, is of each: some, and at most all of it."""
    low, high = bounds(amount, origin) if is_mass(amount) else (None, None)
    least = None if high is None else SOME if low else NONE
    for symbol in shares:
        yield Content(symbol, least, high, origin, words)


def bounds(amount: Amount, origin: str) -> tuple[Fraction | None, Fraction | None]:
    """Return the bounds of an amount; those of a reading reach two standard uncertainties, or a fifth of the number.

    A fifth is what screening by a hand-held instrument is taken for, where no uncertainty is told.
    """
    if origin != "assay" or amount.nominal is None:
        return _at_whole(amount.low), _at_whole(amount.high)
    told = amount.tolerance
    reach = amount.nominal / 5 if told is None else told * 2 / (amount.k or 1)
    return max(amount.nominal - reach, Fraction(0)), min(amount.nominal + reach, Fraction(1))


def _at_whole(bound: Fraction | None) -> Fraction | None:
    return None if bound is None else min(bound, Fraction(1))


def _shares(mention: Mention, weights: Weights) -> Shares:
    """Return the share of each element in one part of a substance."""
    ref = mention.ref
    if mention.bound is not None:
        return shares_of(mention.bound, weights)
    if isinstance(ref, Element):
        return {ref.symbol: (Fraction(1), Fraction(1))}
    if isinstance(ref, Formula):
        return shares_of(ref, weights)
    if isinstance(ref, Term) and ref.formula:
        return shares_of(parse_formula(ref.formula), weights)
    return {}


def dissolved(text: str) -> Iterator[Content]:
    """Yield what a reading in grams a litre tells: a litre weighs between 0.7 and 3.5 kg, so both bounds hold."""
    for match in LITRE.finditer(text):
        value = Fraction(match["value"]) / (1000 if match["unit"] == "m" else 1)
        if f"mf_{match['symbol'].lower()}" in vocabulary() and value < 700:
            yield Content(match["symbol"], value / 3500, value / 700, "assay", match[0].strip())
