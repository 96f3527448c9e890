"""How much of which element a description states: amounts joined to the substances beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from monazite.chemistry.amounts import Amount
from monazite.chemistry.composition import Names, scan_composition
from monazite.chemistry.formula import Formula, parse_formula
from monazite.chemistry.weights import Weights
from monazite.goods.answer import Content
from monazite.goods.beyond import beyond_whole, is_beyond, is_mass
from monazite.goods.mentions import Mention
from monazite.goods.model import Element, GoodsPack, Term
from monazite.goods.substance import shares_of
from monazite.goods.unfound import denied, named_in, without_limits
from monazite.vocabulary import vocabulary

__all__ = ["ENOUGH", "Link", "contents", "links", "listed"]

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
TOTAL = re.compile(r"[\s:=≥>约~]*")
WHOLE = Fraction(1)
SOME = Fraction(1, 10**9)  # inside, in an amount that nobody states
LITRE = re.compile(
    r"(?<![A-Za-z])(?P<symbol>[A-Z][a-z]?)\s?[:=]?\s?(?P<value>\d{1,4}(?:\.\d{1,3})?)(?:\s?±\s?[\d.]{1,6})?\s?(?P<unit>m?)g/[Ll]\b"
)
NOBODY = Amount()  # an amount that nobody states
ENOUGH = Fraction(9, 10)  # of a substance: then the amount is its purity


@dataclass(frozen=True, slots=True)
class Link:
    """An amount and the substance it belongs to (None: nothing named); `together` are others that share it."""

    amount: Mention
    substance: Mention | None
    together: tuple[Mention, ...] = ()
    total: bool = False  # of all rare earths: TREO 41 %

    @property
    def value(self) -> Amount:
        """The amount itself."""
        assert isinstance(self.amount.ref, Amount)
        return self.amount.ref


def links(text: str, mentions: Sequence[Mention]) -> list[Link]:
    """Join each amount to a substance beside it: behind it ("Dy 2 %") or before it ("2 % Dy"), alike throughout."""
    found: list[Link] = []
    before: bool | None = None
    for place, mention in enumerate(mentions):
        if mention.kind != "amount" or _is_other(text, mention):
            continue
        left = _neighbour(text, mentions, place, -1)
        total = _of_all(text, mentions, place)
        right = None if total else _neighbour(text, mentions, place, 1)
        if left is not None and COLON.fullmatch(text, left.end, mention.start):
            right = None  # "Dy: 0% Tb": whose it is, is told
        if before is None and (left or right):
            before = left is None or (right is not None and mention.start - left.end > right.start - mention.end)
        chosen = (right or left) if before else (left or right)
        together = _together(text, mentions, chosen) if chosen is not None and chosen is left else ()
        found.append(Link(mention, chosen, together, total))
    return found


def _of_all(text: str, mentions: Sequence[Mention], place: int) -> bool:
    """Whether an amount is that of all rare earths, and not of what follows: "TREO 41 % (Sm2O3 34 …"."""
    before = mentions[place - 1] if place else None
    if before is None or before.role != "quality" or not isinstance(before.ref, Term):
        return False
    rare = any(s.fact == "rare_earth" for s in before.ref.says)
    return rare and TOTAL.fullmatch(text[before.end : mentions[place].start]) is not None


def _together(text: str, mentions: Sequence[Mention], last: Mention) -> tuple[Mention, ...]:
    """Return what shares the amount of the last of a sum: the others of "La+Ce+Pr+Nd 21 %"."""
    place, found = next(n for n, m in enumerate(mentions) if m is last), []
    for other in reversed(mentions[:place]):
        if not _is_substance(other) or text[other.end : last.start].strip() != "+":
            break
        found.append(other)
        last = other
    return tuple(found)


def _is_other(text: str, mention: Mention) -> bool:
    """Whether a share is one of money, water, light or sieves rather than of the goods."""
    before, after = text[max(0, mention.start - 18) : mention.start], text[mention.end : mention.end + 16]
    return bool(OTHER.search(before) or OTHER_AFTER.match(after))


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
    shared = any(link.amount.note == "ratio" for link in found)
    whole = min((k.value.high for k in found if k.total and k.amount.note != "ratio" and k.value.high), default=WHOLE)
    whole = min(whole, WHOLE)
    for link in found:
        if link.substance is None:
            continue
        words, value = quote[link.amount.start], link.value
        if link.amount.note == "ratio" or (shared and _is_rare_oxide(link.substance, pack)):
            yield from _of_rare(_shares(link.substance, pack.weights), value, whole, "stated", words)
            continue
        if link.together:
            if value.high and value.family in ("mass", "unstated"):
                for mention in (link.substance, *link.together):
                    yield from _at_most(_shares(mention, pack.weights), value.high, words)
        elif link.amount.note in ("percent", "ppm") and is_mass(value):
            told = NOBODY if is_beyond(value, "stated") else value
            yield from _shared(_shares(link.substance, pack.weights), told, "stated", words)


def _is_rare_oxide(mention: Mention, pack: GoodsPack) -> bool:
    """Whether a mention is the oxide of a rare earth, as the parts of TREO are written."""
    metals = [s for s in _shares(mention, pack.weights) if s != "O"]
    return len(metals) == 1 and metals[0] in pack.elements and bool(pack.elements[metals[0]].rare_earth)


def _of_rare(shares: Shares, value: Amount, whole: Fraction, origin: str, words: str) -> Iterator[Content]:
    """Yield the most that a share of the rare earths lets there be, where these are at most `whole` of the goods."""
    if value.high is None or value.high > WHOLE or value.family not in ("mass", "unstated"):
        return
    for symbol, (_, most) in shares.items():
        if symbol not in ("O", "H") or len(shares) == 1:
            yield Content(symbol, SOME if value.low else value.low, value.high * whole * most, origin, words)


def _at_most(shares: Shares, high: Fraction, words: str) -> Iterator[Content]:
    for symbol, (_, most) in shares.items():
        yield Content(symbol, SOME, min(high * most, Fraction(1)), "stated", words)


def listed(text: str, names: Names, weights: Weights, origin: str) -> Iterator[Content]:
    """Yield what a composition or a laboratory reading states: "Nd 29.5, Dy 1.9, Fe bal.", "XRF: Dy 10.4±0.8 %".

    Of what is more than the whole no amount is taken (`beyond_whole`): the elements are inside, nobody knows how much.
    """
    told = without_limits(text)
    parts = scan_composition(told, names).parts
    beyond = beyond_whole(parts, weights, origin)
    totals = (part.amount.high for part in parts if part.substance in ("TREO", "TREM") and is_mass(part.amount))
    whole = min((share for share in totals if share is not None and share < WHOLE), default=WHOLE)
    for part in parts:
        if part.formula is not None and is_mass(part.amount):
            shares = shares_of(part.formula, weights)
            amount = NOBODY if part in beyond else part.amount
            yield from _shared(shares, amount, origin, text[part.start : part.end].strip())
        elif part.formula is not None and {"treo", "trem"} & set(part.amount.basis):
            shares = shares_of(part.formula, weights)
            yield from _of_rare(shares, part.amount, whole, origin, text[part.start : part.end].strip())
    if origin == "assay":
        yield from _dissolved(told)
    for symbol, words in denied(text, named_in(text, names), [(part.start, part.end) for part in parts]):
        yield Content(symbol, Fraction(0), Fraction(0), origin, words)


def _shared(shares: Shares, amount: Amount, origin: str, words: str) -> Iterator[Content]:
    low, high = _bounds(amount, origin)
    for symbol, (least, most) in shares.items():
        yield Content(
            symbol, None if low is None else low * least, None if high is None else high * most, origin, words
        )


def _bounds(amount: Amount, origin: str) -> tuple[Fraction | None, Fraction | None]:
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


def _dissolved(text: str) -> Iterator[Content]:
    """Yield what a reading in grams a litre tells: a litre weighs between 0.7 and 3.5 kg, so both bounds hold."""
    for match in LITRE.finditer(text):
        value = Fraction(match["value"]) / (1000 if match["unit"] == "m" else 1)
        if f"mf_{match['symbol'].lower()}" in vocabulary() and value < 700:
            yield Content(match["symbol"], value / 3500, value / 700, "assay", match[0].strip())
