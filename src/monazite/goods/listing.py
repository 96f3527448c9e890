"""What compositions and laboratory readings state of each element, and what of them is not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from monazite.chemistry.amount import Amount
from monazite.chemistry.composition import MAYBE, UNTOLD, Composition, Names, Part, scan_composition
from monazite.chemistry.weights import Weights
from monazite.goods.answer import Content, Open
from monazite.goods.beyond import beyond_whole, is_mass
from monazite.goods.by_atoms import by_mass, is_whole
from monazite.goods.contents import bounds, dissolved, in_system, of_rare, shared
from monazite.goods.substance import shares_of
from monazite.goods.unfound import LISTED, denied, named_in, without_limits
from monazite.vocabulary import vocabulary

__all__ = ["SEVERAL", "UNREAD", "Listing", "listing", "merged"]

SEVERAL = "two amounts of one element are stated"
UNREAD = "words or numbers of a composition are not read"
NONE, WHOLE = Fraction(0), Fraction(1)
# Words beside what is named that tell nothing more of it.
SAID = re.compile(
    r"\b(?:traces?|present|some|no|not|non|free|of|without|none|nil|absent|and|or|with|max|min)\b|n\.?\s?d\b"
    r"|微量|痕量|少量|[不无未]含?|[和与及或]",
    re.I,
)
MARKS = " \t\n,;:.、。;/+&()[]-="
LONGEST = 80  # signs of a text that an answer repeats


@dataclass(frozen=True, slots=True)
class Listing:
    """What a composition or reading states: contents by symbol, and what it leaves open."""

    contents: Mapping[str, Content]
    open: tuple[Open, ...] = ()

    @property
    def tells_amounts(self) -> bool:
        """Whether it says of anything how much there is."""
        return any((c.low, c.high) not in ((None, None), (NONE, WHOLE)) for c in self.contents.values())


def listing(text: str, names: Names, weights: Weights, origin: str) -> Listing:
    """Read a composition ("stated") or a laboratory reading ("assay"): "Nd 29.5, Fe bal.", "XRF: Dy 10.4±0.8 %".

    `names` finds named substances, as of `scan_composition`. Every substance that is named is inside, in an amount that
    nobody tells where none can be read; what contradicts itself, and what is not read, is left open.
    """
    told = without_limits(text)
    composition = scan_composition(told, names)
    found = [*_stated(text, composition, weights, origin)]
    found += dissolved(told) if origin == "assay" else ()
    gone = [*denied(text, named_in(text, names), [(part.start, part.end) for part in composition.parts])]
    found += [Content(symbol, NONE, NONE, origin, words) for symbol, words in gone]
    found += _named(text, told, composition.named, weights, {symbol for symbol, _ in gone})
    contents, left = merged(found)
    return Listing(contents, (*left, *_unread(text, told, composition)))


def merged(contents: Iterable[Content]) -> tuple[dict[str, Content], list[Open]]:
    """Return one content of each element, whatever the order: what all of its amounts allow, or else anything between.

    Where they contradict each other, the element is among what is left open.
    """
    alike: dict[str, list[Content]] = {}
    for content in contents:
        alike.setdefault(content.symbol, []).append(content)
    found = {symbol: _one(some) for symbol, some in alike.items()}
    left = [
        Open(fact, (), content.words, SEVERAL)
        for symbol, (content, agree) in found.items()
        if not agree and (fact := f"mf_{symbol.lower()}") in vocabulary()
    ]
    return {symbol: content for symbol, (content, _) in found.items()}, left


def _one(contents: Sequence[Content]) -> tuple[Content, bool]:
    """Return what several contents of one element say together, and whether all of them can be true."""
    told = [c for c in contents if c.low is not None or c.high is not None]
    if not told or len(contents) == 1:
        return contents[0], True
    words = " … ".join(dict.fromkeys(c.words for c in told))
    lows, highs = [c.low or NONE for c in told], [WHOLE if c.high is None else c.high for c in told]
    low, high = max(lows), min(highs)
    if high == 0 and len(told) < len(contents):
        return replace(told[0], low=NONE, high=WHOLE, words=words), False  # none, and named as inside elsewhere
    if low > high:
        return replace(told[0], low=min(lows), high=max(highs), words=words), False
    open_below, open_above = all(c.low is None for c in told), all(c.high is None for c in told)
    return replace(told[0], low=None if open_below else low, high=None if open_above else high, words=words), True


def _stated(text: str, composition: Composition, weights: Weights, origin: str) -> Iterator[Content]:
    parts = composition.parts
    beyond = beyond_whole(parts, weights, origin)
    by_atoms = {} if composition.named else _by_mass(parts, weights, origin)
    for part in parts:
        if part.formula is None:
            continue
        shares, words = shares_of(part.formula, weights), _words(text, part)
        if part.substance in by_atoms:
            yield Content(part.substance, *by_atoms[part.substance], origin, words)
        elif part.formula.system:
            yield from in_system(shares, part.amount, origin, words)
        elif is_mass(part.amount):
            yield from shared(shares, UNTOLD if part in beyond else part.amount, origin, words)
        elif {"treo", "trem"} & set(part.amount.basis):
            yield from of_rare(shares, part.amount, _whole(parts, part.amount.basis, origin), origin, words)
        else:
            yield from shared(shares, _some(part.amount), origin, words)


def _by_mass(parts: Sequence[Part], weights: Weights, origin: str) -> Mapping[str, tuple[Fraction, Fraction]]:
    """Return mass fractions by symbol, where a list tells the shares of the atoms of all elements, and nothing else."""
    rest = [p for p in parts if p.amount.balance]
    told = [p for p in parts if not p.amount.balance]
    if len(rest) > 1 or not told or any(p.amount.family not in ("atomic", "mole") for p in told):
        return {}
    if any(p.formula is None or p.substance not in p.formula.symbols for p in parts):
        return {}
    if not rest and not is_whole(
        [_closed((p.amount.nominal or p.amount.low, p.amount.nominal or p.amount.high)) for p in told]
    ):
        return {}
    atoms = [(p.substance, _closed(bounds(p.amount, origin))) for p in told]
    for part in rest:
        least, most = (sum((b[n] for _, b in atoms), NONE) for n in (0, 1))
        atoms.append((part.substance, (max(WHOLE - most, NONE), max(WHOLE - least, NONE))))
    return by_mass(atoms, weights)


def _closed(told: tuple[Fraction | None, Fraction | None]) -> tuple[Fraction, Fraction]:
    return told[0] or NONE, WHOLE if told[1] is None else told[1]


def _some(amount: Amount) -> Amount:
    """Return what a share that is none of mass still says: none, some, or that there may be some."""
    if amount.high == 0:
        return amount
    return MAYBE if amount.nominal is None and not amount.low and amount.high is not None else UNTOLD


def _whole(parts: Sequence[Part], basis: Sequence[str], origin: str) -> tuple[Fraction, Fraction]:
    """Return the bounds of what all rare earths are of the goods, by the total that is stated."""
    name = "TREO" if "treo" in basis else "TREM"
    totals = [p.amount for p in parts if p.substance == name and is_mass(p.amount)]
    told = [_closed(bounds(total, origin if total.tolerance else "stated")) for total in totals]
    return min((b[0] for b in told), default=NONE), min(max((b[1] for b in told), default=WHOLE), WHOLE)


def _words(text: str, part: Part) -> str:
    """Return the words of a part; of one that has its amount with others, the amount behind it."""
    words = text[part.start : part.end].strip()
    amount = part.amount.text.strip()
    return words if not amount or amount in words or words in amount else f"{words} … {amount}"


def _named(text: str, told: str, named: Sequence[Part], weights: Weights, gone: set[str]) -> Iterator[Content]:
    """Yield the elements that are named without an amount; of those that nobody looked for, nothing is told."""
    unasked, start = False, len(text)
    for part in reversed(named):
        unasked = _is_unasked(text, told, part) or (unasked and LISTED.fullmatch(text, part.end, start) is not None)
        start = part.start
        assert part.formula is not None
        if unasked:
            continue
        low, high = (NONE, WHOLE) if part.amount == MAYBE else (None, None)
        for symbol in shares_of(part.formula, weights) or part.formula.symbols:
            if symbol not in gone:
                yield Content(symbol, low, high, "name", text[part.start : part.end])


def _is_unasked(text: str, told: str, part: Part) -> bool:
    return text[part.end : part.end + 4] != told[part.end : part.end + 4]


def _unread(text: str, told: str, composition: Composition) -> Iterator[Open]:
    """Yield that words or numbers are not read: how complete the list is, nobody can say then.

    Of what is named without an amount, and of words that say no more than that, the list is still complete.
    """
    plain = list(told)
    for part in composition.named:
        plain[part.start : part.end] = " " * (part.end - part.start)
    rest = "".join(plain)
    left = [(start, end) for start, end in composition.unread if SAID.sub("", rest[start:end]).strip(MARKS)]
    if left:
        words = " … ".join(text[start : min(end, start + LONGEST)] for start, end in left)
        yield Open("composition_complete", (), words[:LONGEST].strip(), UNREAD)
