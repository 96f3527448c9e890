"""Going through the substances of a composition and giving each the amounts that are its own."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from monazite.chemistry.amount import Amount
from monazite.chemistry.amount_words import coverage
from monazite.chemistry.amounts import NUMBER, AmountHit, limited, number, scan_amounts
from monazite.chemistry.joining import EACH, LOOSE, NEXT, SUM, Joined, Side, join
from monazite.chemistry.model import Formula

__all__ = ["MAYBE", "UNTOLD", "Linker", "Part", "Substance", "covered"]

UNTOLD = Amount()  # there is some, and nobody says how much
MAYBE = Amount(Fraction(0), Fraction(1))  # nobody can say whether there is any

LEADING = re.compile(r"\s{0,2}(?P<each>each\s)?(?:of|的)?\s{0,2}\Z")
FOLLOWING = re.compile(
    r"\s{0,2}(?:/\s?(?P<treo>TREO|REO)|/\s?(?P<trem>TREM|TRE|RE))?(?:\s?(?:content|含量|质量分数|\([^()]{1,12}\)))?"
    r"(?P<each>\s?(?:each\b|各))?\s{0,2}(?P<told>[:=]|is\b|was\b|为|是|\s-(?=\s)|(?<!\s)-)?\s{0,2}\Z",
    re.I,
)
SIGNED = re.compile(
    rf"\s{{0,2}}(?:/\s?(?P<treo>TREO|REO)|/\s?(?P<trem>TREM|TRE|RE))?\s{{0,2}}(?:[:=]|\s-(?=\s)|(?<!\s)-)?\s{{0,2}}(?P<sign>[<>≤≥~≈约]|<=|>=)?\s{{0,2}}"
    rf"(?P<first>{NUMBER})(?:\s?(?:±|\+/-)\s?(?P<tolerance>{NUMBER})|\s?[-~]\s?(?P<second>{NUMBER}))?"
    r"(?![.,]?[0-9]|[A-Za-z%‰]|\s?(?:kg|mg|g|t|mm|cm|nm|m|[µμu]m|pcs|ml|l|°|x|×|\*|件|个|公斤|吨|克)(?![A-Za-z]))",
    re.I,
)
SIGN_OF = {"<=": "≤", ">=": "≥", "~": "≈", "约": "≈"}
HEADER = re.compile(
    r"(?<![0-9\s])\s{0,2}\(?\s?(?:(wt|mass|at|mol|vol)\s?\.?\s?%|(ppmw?)|%)\s?\)?(?!\s?\w)|^\s*(wt|mass|at|mol)\s?\.?\s?%|^\s*(ppmw?)\b",
    re.I,
)
FAMILY_OF = {"wt": "mass", "mass": "mass", "at": "atomic", "mol": "mole", "vol": "volume"}
# What makes a number behind a substance another quantity than a share: "Nd 3 oz/t", "Dy 5200 cps", "Sm 2 kg".
OTHER_UNIT = re.compile(
    r"\s?(?:[A-Za-zµμ]{1,5}/[A-Za-z]{1,5}|k?cps|counts?|keV|[kmµμ]?g|oz|lbs?|[mnµμ]m|pcs)(?![A-Za-z])"
)
AGAIN = re.compile(r"\s{0,2}[,;(]?\s{0,2}(?:and|but|to|with)?\s{0,2}")  # between two amounts of one substance
# A symbol that is also a word is a symbol where it stands by itself in a list, or is said to be there.
OPENED = re.compile(r"(?:^|[,;:(+/|\n]\s?|\band\s|[和与及])\Z")
CLOSED = re.compile(r"\s?(?:$|[,;)+/|\n]|traces?\b|present\b|some\b|yes\b|微量|痕量|少量|有)")
DENIED = re.compile(
    r"(?:\b(?:non?|not|never|without|free of|free from|excluding|except)|[不未无非]含?|除)\s?(?:any|added)?[\s-]?\Z",
    re.I,
)
DENIED_AFTER = re.compile(r"\s?[-:=]?\s?(?:free\b|not?\b|none\b|nil\b|absent\b|excluded\b|[无未不])", re.I)


class Substance(NamedTuple):
    """A substance in a text; `formula` is None for a total, `sure` is no for a symbol that may be a word."""

    start: int
    end: int
    name: str
    formula: Formula | None
    sure: bool = True


class Part(NamedTuple):
    """One substance of a composition with its amount; `formula` is None for a total such as TREO."""

    substance: str
    amount: Amount
    start: int
    end: int
    formula: Formula | None


def covered(length: int, spans: list[tuple[int, int]]) -> bytearray:
    """Return a byte for each sign of a text, 1 where one of the spans lies; so that asking costs no search."""
    taken = bytearray(length)
    for start, end in spans:
        taken[start:end] = b"\1" * (end - start)
    return taken


class Linker:
    """Goes through the substances of a text once and gives each the amounts beside it."""

    def __init__(self, plain: str, text: str, substances: list[Substance]) -> None:
        self.plain, self.text, self.substances = plain, text, substances
        taken = covered(len(plain), [(one.start, one.end) for one in substances])
        self.amounts = [hit for hit in scan_amounts(text) if not taken[hit.start]]
        self.family, self.is_ppm = _header(plain)
        self.sides = [self._side(place) for place in range(len(self.amounts))]
        self.found: dict[int, list[Part]] = {}  # by the number of the substance
        self.spanned: set[int] = set()  # substances that a part with its amount spans
        self.shared: set[int] = set()  # those that have an amount together with others

    def parts(self) -> tuple[list[Part], list[Part]]:
        """Return the parts with their amounts, and those that are named without any."""
        joined = self._again(join(self.sides))
        self.bound = {one.substance for one in joined if one.substance is not None}
        for place, one in enumerate(joined):
            if one.substance is not None and one.certain:
                self._link(place, one.substance)
        unsure = {n for side, one in zip(self.sides, joined, strict=True) if not one.certain for n in side[:2]}
        for place in range(len(self.substances)):
            if place not in self.found and place not in unsure:
                self._bare(place)
        named = [self._named(n) for n in range(len(self.substances)) if n not in self.found and self._counts(n, unsure)]
        return [part for parts in self.found.values() for part in parts], named

    # ------------------------------------------------------------ what stands beside an amount
    def _side(self, place: int) -> Side:
        hit = self.amounts[place]
        floor = self.amounts[place - 1].end if place else 0
        roof = self.amounts[place + 1].start if place + 1 < len(self.amounts) else len(self.plain)
        left, right = self._before(hit, floor), self._behind(hit, roof)
        gap = self._gap(left, hit) if left is not None else None
        if gap is not None and (gap["told"] or gap["treo"] or gap["trem"]):
            right = None  # "Dy: 0% Tb": whose it is, is told
        one, other = (None if n is None else self.substances[n] for n in (left, right))
        return Side(
            left,
            right,
            hit.start - one.end if one else 0,
            other.start - hit.end if other else 0,
            one is not None and one.formula is not None and one.formula.system,
            not hit.amount.low,
        )

    def _before(self, hit: AmountHit, floor: int) -> int | None:
        at = bisect_right(self.substances, hit.start, key=lambda one: one.end) - 1
        if at < 0 or self.substances[at].start < floor or not self._gap(at, hit):
            return None
        return at

    def _gap(self, at: int, hit: AmountHit) -> re.Match[str] | None:
        end = self.substances[at].end
        return FOLLOWING.match(self.plain[end : hit.start]) if hit.start - end < 40 else None

    def _behind(self, hit: AmountHit, roof: int) -> int | None:
        at = bisect_left(self.substances, hit.end, key=lambda one: one.start)
        if at == len(self.substances) or hit.amount.balance or self.substances[at].end > roof:
            return None
        start = self.substances[at].start
        return at if start - hit.end < 12 and LEADING.match(self.plain[hit.end : start]) else None

    def _again(self, joined: list[Joined]) -> list[Joined]:
        """Give an amount without a substance that of the amount beside it: "Dy ≤ 2 %, ≥ 1 %"."""
        for place in range(1, len(joined)):
            if joined[place].substance is None and self._near(place) and joined[place - 1].certain:
                joined[place] = joined[place - 1]
        for place in reversed(range(len(joined) - 1)):
            if joined[place].substance is None and self._near(place + 1) and joined[place + 1].certain:
                joined[place] = joined[place + 1]
        return joined

    def _near(self, place: int) -> bool:
        gap = self.plain[self.amounts[place - 1].end : self.amounts[place].start]
        return len(gap) < 12 and AGAIN.fullmatch(gap) is not None

    # ------------------------------------------------------------ what an amount makes of its substances
    def _link(self, place: int, at: int) -> None:
        hit, one = self.amounts[place], self.substances[at]
        gap = self._gap(at, hit) if one.end <= hit.start else None
        amount = self._counted_as(_on(hit.amount, gap) if gap else hit.amount)
        start, end = (hit.start, one.end) if hit.start < one.start else (one.start, hit.end)
        if at in self.spanned or at not in self.sides[place][:2]:
            start, end = hit.start, hit.end
        else:
            self.spanned.add(at)
        each = bool(gap and gap["each"]) or EACH.match(self.plain, hit.end) is not None
        self._share(at, amount, (start, end), -1 if one.end <= hit.start else 1, each)

    def _share(self, at: int, amount: Amount, span: tuple[int, int], step: int, each: bool) -> None:
        """Note an amount with its substance, and what others have by it that stand together with that."""
        if at in self.shared:
            return  # of a second amount of a sum too, nobody knows whose it is
        others = [] if at in self.found else list(self._together(at, step, NEXT if each else LOOSE))
        self.shared.update([at] if others else [])
        total = all(sign == "+" for _, sign in others)
        own = amount if each or not others or amount.high == 0 else _part_of(amount)
        self._note(at, own, span)
        for other, _ in others:
            one = self.substances[other]
            told = own if each or total else MAYBE if amount.high == 0 else UNTOLD
            self._note(other, told, (one.start, one.end))

    def _note(self, at: int, amount: Amount, span: tuple[int, int]) -> None:
        one = self.substances[at]
        self.found.setdefault(at, []).append(Part(one.name, amount, *span, one.formula))

    def _together(self, at: int, step: int, between: re.Pattern[str]) -> Iterator[tuple[int, str]]:
        """Yield the substances that stand together with one, and the signs between: Dy of "Dy+Tb 4 %"."""
        while 0 <= at + step < len(self.substances):
            left, right = (self.substances[n] for n in sorted((at, at + step)))
            gap, at = self.plain[left.end : right.start], at + step
            free = at not in self.found and at not in self.bound and self.substances[at].formula is not None
            listed = "," in gap and between is not NEXT
            if not free or listed or not (SUM.fullmatch(gap) or between.fullmatch(gap)):
                return
            yield at, gap.strip()

    def _bare(self, at: int) -> None:
        """Note 'Nd 29.5' and 'Dy 10.4±0.8': a number without a unit behind the substance, and no other unit."""
        one = self.substances[at]
        end = self.substances[at + 1].start if at + 1 < len(self.substances) else len(self.plain)
        match = SIGNED.match(self.plain, one.end, end)
        amount = self._counted(match) if match else None
        if not match or not amount or OTHER_UNIT.match(self.plain, match.end()):
            return
        if self._is_taken(match):
            return
        stop, k = coverage(self.plain, match.end())
        k = k if amount.tolerance else None
        made = _on(changed(amount, k=k, text=self.text[match.start() : stop].strip()), match)
        self._share(at, made, (one.start, stop), -1, EACH.match(self.plain, stop) is not None)

    def _is_taken(self, match: re.Match[str]) -> bool:
        """Whether the number is that of an amount with a unit."""
        at = bisect_left(self.amounts, match.end(), key=lambda hit: hit.start) - 1
        return at >= 0 and self.amounts[at].end > match.start("first")

    def _counted(self, match: re.Match[str]) -> Amount | None:
        """Read the numbers as per cent, or as ppm where the list says so; above the whole they are something else."""
        scale = 10**6 if self.is_ppm else 100
        first, second, tolerance = (
            number(match[name], scale) / scale if match[name] else None for name in ("first", "second", "tolerance")
        )
        if first is None or max(first, second or 0) > 1:
            return None
        if second is not None:
            return Amount(min(first, second), max(first, second), family=self.family)
        if tolerance is not None:
            low = max(first - tolerance, Fraction(0))
            return Amount(low, first + tolerance, nominal=first, tolerance=tolerance, family=self.family)
        sign = match["sign"] or ""
        return changed(limited(first, SIGN_OF.get(sign, sign)), family=self.family)

    def _counted_as(self, amount: Amount) -> Amount:
        """Return an amount as the unit of the whole list counts it, where its own does not tell."""
        if amount.family != "unstated" or self.family in ("unstated", "mass"):
            return amount
        return changed(amount, family=self.family)

    # ------------------------------------------------------------ what is named without an amount
    def _counts(self, at: int, unsure: set[int | None]) -> bool:
        one = self.substances[at]
        if one.formula is None or one.sure or at in unsure:
            return one.formula is not None
        return bool(OPENED.search(self.plain[max(0, one.start - 5) : one.start]) and CLOSED.match(self.plain, one.end))

    def _named(self, at: int) -> Part:
        one = self.substances[at]
        before = self.plain[max(0, one.start - 20) : one.start]
        denied = DENIED.search(before) or DENIED_AFTER.match(self.plain, one.end)
        return Part(one.name, MAYBE if denied else UNTOLD, one.start, one.end, one.formula)


def _part_of(amount: Amount) -> Amount:
    """Return what one of several has that have an amount together: some, and at most all of it."""
    if amount.high is None:
        return changed(UNTOLD, family=amount.family, basis=amount.basis, text=amount.text)
    low = dict(low=Fraction(0), low_closed=False, nominal=None, tolerance=None, k=None, approximate=False)
    return changed(amount, **low)


def _on(amount: Amount, match: re.Match[str]) -> Amount:
    """Add the basis that stands behind the stroke: Pr6O11/TREO."""
    word = "treo" if match["treo"] else "trem" if match["trem"] else ""
    return amount if not word or word in amount.basis else changed(amount, basis=(word, *amount.basis))


def changed(amount: Amount, **fields: object) -> Amount:
    """Return an amount with some fields changed."""
    values = {name: getattr(amount, name) for name in Amount.__slots__}
    return Amount(**{**values, **fields})


def _header(plain: str) -> tuple[str, bool]:
    """Return what a unit without a number says of the whole list: (family, whether ppm)."""
    match = HEADER.search(plain)
    if not match:
        return "unstated", False
    word = (match[1] or match[3] or "").lower()
    ppm = (match[2] or match[4] or "").lower()
    return FAMILY_OF.get(word, "mass" if ppm == "ppmw" else "unstated"), bool(ppm)
