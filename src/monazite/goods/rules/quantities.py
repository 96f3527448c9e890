"""How much of what is inside, and how pure the goods are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from monazite.goods.answer import Content, Derived, Open
from monazite.goods.beyond import ABOVE, is_beyond
from monazite.goods.contents import ENOUGH, Link, contents
from monazite.goods.mentions import Mention
from monazite.goods.model import Term
from monazite.goods.rules.numbered import numbered
from monazite.goods.rules.state import HOLDERS, INSIDE, Reading, says
from monazite.goods.substance import elements_of, shares_of
from monazite.goods.unsure import NAMED, REFUSED
from monazite.vocabulary import vocabulary

__all__ = ["fractions", "purity", "stated_contents"]

ABSENT = "a laboratory looked for it and did not find it"
NONE, WHOLE = Fraction(0), Fraction(1)
OUTSIDE = ("without", "purpose", "packing", "process", NAMED, REFUSED)
# Words of a basis, as the vocabulary names what the purity is a share of.
BASIS = {"treo": "treo", "trem": "trem", "metal_basis": "metal_basis"}


def stated_contents(r: Reading) -> None:
    quotes = {link.amount.start: r.quote(*filter(None, (link.amount, link.substance))) for link in r.links}
    excluded = {m.start for m in r.mentions if m.zone in OUTSIDE}
    stated = [k for k in r.links if k.substance is None or k.substance.start not in excluded]
    inside = ("content", "made_of") if r.value("material") in ("equipment", "tool") else INSIDE
    for content in (*contents(stated, r.pack, quotes), *numbered(r)):
        note(r, content)
    _impossible(r, stated, quotes)
    for mention in r.mentions:
        if mention.zone in inside:
            for symbol in elements_of(mention):
                r.contents.setdefault(symbol, Content(symbol, None, None, "name", r.quote(mention)))
            if isinstance(mention.ref, Term):
                for symbol in mention.ref.may_contain:
                    r.typical.setdefault(symbol, Content(symbol, None, None, "name", r.quote(mention)))
    _excluded(r)


def _impossible(r: Reading, stated: Sequence[Link], quotes: Mapping[int, str]) -> None:
    """Leave open what is stated to be more than the whole."""
    for link in stated:
        if link.substance is not None and link.amount.note != "ratio" and is_beyond(link.value, "stated"):
            for fact in (f"mf_{symbol.lower()}" for symbol in elements_of(link.substance) if symbol != "O"):
                if fact in vocabulary():
                    r.open.setdefault(fact, Open(fact, (), quotes[link.amount.start], ABOVE))


def note(r: Reading, content: Content) -> None:
    """Note a content; where another amount of the element is stated, anything between the two may be true."""
    had = r.contents.get(content.symbol)
    if had is None or (had.low is None and had.high is None):
        r.contents[content.symbol] = content
        return
    low, high = max(had.low or NONE, content.low or NONE), min(_top(had), _top(content))
    if low <= high:
        return  # both can be true; what was told first stays
    words = f"{had.words} … {content.words}"
    least, most = min(had.low or NONE, content.low or NONE), max(_top(had), _top(content))
    r.contents[content.symbol] = Content(content.symbol, least, most, "stated", words)
    fact = f"mf_{content.symbol.lower()}"
    r.open.setdefault(fact, Open(fact, (), words, "two amounts of one element are stated"))


def _at_least(r: Reading, content: Content) -> None:
    """Note what a purity makes of a content: the number itself, read as a content, is only the lower bound."""
    had = r.contents.get(content.symbol)
    if had is not None and had.low == content.low:
        r.contents[content.symbol] = content
    else:
        note(r, content)


def _top(content: Content) -> Fraction:
    return WHOLE if content.high is None else content.high


def _excluded(r: Reading) -> None:
    for mention in r.mentions:
        if mention.zone != "without":
            continue
        symbols = _meant(r, mention)
        for symbol in symbols:
            note(r, Content(symbol, Fraction(0), Fraction(0), "stated", r.quote(mention)))


def _meant(r: Reading, mention: Mention) -> tuple[str, ...]:
    """Return the elements that "rare-earth-free" or "free of Dy" name."""
    if mention.role in ("stuff", "class", "quality") and any(s.fact == "rare_earth" for s in says(mention)):
        named = (mention.ref.contains or mention.ref.may_contain) if isinstance(mention.ref, Term) else ()
        return named or r.pack.rare_earths
    return elements_of(mention)


def purity(r: Reading) -> None:
    """The purity of what is named, and what it makes of the fraction of the main element."""
    pure = [k for k in r.links if k.value.low is not None and k.value.low >= ENOUGH]
    pure = [k for k in pure if not is_beyond(k.value, "stated")]
    pure = [k for k in pure if k.substance is None or _is_main(r, k.substance)]
    for link in sorted(pure, key=lambda k: k.substance is None):
        low = link.value.low or ENOUGH
        _quantity(r, "purity", low, link.value.high, r.quote(link.amount), "the purity stated")
        basis = next((BASIS[word] for word in link.value.basis if word in BASIS), "") or _of_oxides(r, link)
        if basis:
            r.say("purity_basis", basis, r.quote(link.amount), "what the purity is a share of", origin="stated")
        if not basis:  # of the rare earths alone: how much of the goods they are is not told
            _pure(r, low, r.quote(link.amount))
        return


def _of_oxides(r: Reading, link: Link) -> str:
    """Return the basis where the number stands behind TREO or the like: it is one of all rare earths together."""
    place = next(n for n, m in enumerate(r.mentions) if m is link.amount)
    before = r.mentions[place - 1] if place else None
    rare = before is not None and before.role == "quality" and any(s.fact == "rare_earth" for s in says(before))
    return "treo" if rare else ""


def _is_main(r: Reading, named: Mention) -> bool:
    return bool(set(elements_of(named)) & {*r.substance.elements}) or named is r.head


def _pure(r: Reading, purity: Fraction, words: str) -> None:
    """A substance of stated purity holds at least that much of what its formula gives."""
    main = r.value("main_element")
    formula = r.substance.formula
    if not isinstance(main, str) or r.value("material") in HOLDERS:
        return
    if r.value("material") == "metal":
        _at_least(r, Content(main, purity, WHOLE, "stated", words))
    elif formula is not None and main in formula.symbols:
        low, high = shares_of(formula, r.pack.weights).get(main, (Fraction(0), Fraction(1)))
        _at_least(r, Content(main, purity * low, high, "formula", f"{formula}, {words}"))


def _quantity(r: Reading, fact: str, low: Fraction | None, high: Fraction | None, words: str, because: str) -> None:
    scale = 100 * 10 ** vocabulary()[fact].decimals
    r.facts[fact] = Derived(
        fact,
        low=None if low is None else floor(max(low, Fraction(0)) * scale),
        high=None if high is None else ceil(min(high, Fraction(1)) * scale),
        origin="stated",
        words=words,
        because=because,
    )


def fractions(r: Reading) -> dict[str, Derived]:
    """Return the contents as mass fractions; what is inside without an amount is at least the smallest step."""
    return {d.fact: d for c in _known(r) if (d := _fraction(r, c)) is not None}


def _known(r: Reading) -> Iterator[Content]:
    """Yield the contents stated, and what a laboratory found of elements of which no amount is stated."""
    for symbol in dict.fromkeys((*r.contents, *r.assay)):
        stated, found = r.contents.get(symbol), r.assay.get(symbol)
        told = stated is not None and (stated.low is not None or stated.high is not None)
        denied = found is not None and found.high == 0  # not found is no proof against words that name it
        if (content := stated if told or found is None or (denied and stated is not None) else found) is not None:
            yield content


def _least(content: Content, scale: int) -> int | None:
    """Return the lower bound in steps: the smallest step for what is inside in an amount that nobody states."""
    if content.low:
        return max(floor(content.low * scale), 1)
    if content.high is not None:
        return 0 if content.high == 0 else None
    return 1


def _fraction(r: Reading, content: Content) -> Derived | None:
    fact = f"mf_{content.symbol.lower()}"
    if fact not in vocabulary():
        return None
    scale = 100 * 10 ** vocabulary()[fact].decimals
    low = _least(content, scale)
    high = None if content.high is None else ceil(content.high * scale)
    because = (
        ABSENT
        if content.origin == "assay" and content.high == 0
        else {"name": "named as inside", "formula": "by the formula", "assay": "found by a laboratory"}.get(
            content.origin, "the amount stated"
        )
    )
    return Derived(fact, low=low, high=high, origin=content.origin, words=content.words, because=because)
