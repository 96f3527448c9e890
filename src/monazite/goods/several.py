"""Several goods on one line: what is not true of every one of them is not told of the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from monazite.goods.answer import Content, Derived, Goods, Open
from monazite.goods.mentions import Mention
from monazite.goods.rules.state import says
from monazite.vocabulary import vocabulary

__all__ = ["pieces", "together"]

BECAUSE = "the line names two kinds of goods"
# What joins one goods to the next.
JOINT = re.compile(
    r"[+&;、]|以及|及|和|与|(?<![A-Za-z0-9])(?:and|plus|as well as|together with|und|et)(?![A-Za-z0-9])", re.IGNORECASE
)
SLASH = re.compile(r"/\s?(?:[^\W\d_]+\s?)?\Z")  # before a name; before what no goods are named by it is "each"
# What may as well join a thing to what it is like, or is made of.
LOOSE = re.compile(r"[,，。\n]|(?<=[A-Za-z]{3})\.\s|(?<![A-Za-z0-9])with(?![A-Za-z0-9])", re.IGNORECASE)
NAMING = ("article", "stuff", "class", "document", "service", "activity")
CLASSES = tuple("kind material main_element magnet_family substance equipment line_service".split())
AFTER = re.compile(r"\s{0,2}[:=<>≤≥~]?\s?\d[\d.~ -]{0,12}(?:%|‰|ppm|wt|at|[,;，；、)]|$)")
BEFORE = re.compile(r"(?:%|‰|ppm)\s?(?:of\s)?$")
# What is seen of a line as a whole.
SEEN = frozenset(("form",))


def pieces(text: str, mentions: Sequence[Mention]) -> tuple[list[str], bool]:
    """Return the parts of a folded text that name goods of their own, none where it names only one; and for sure.

    Names that serve another (a magnet for motors) are of its goods. Parts that commas part may be of one goods.
    """
    named = [m for m, after in zip_longest(mentions, mentions[1:]) if _names(text, m, after)]
    if len(named) < 2:
        return [], False
    joints = list(_joints(text, named))
    cuts = [0, *(at for at, _ in joints), len(text)]
    parts = [(a, b, [m for m in named if a <= m.start < b]) for a, b in zip(cuts, cuts[1:], strict=False)]
    parts, sure = [part for part in parts if part[2]], any(sure for _, sure in joints)
    if len(parts) < 2 or not _may_differ([part[2] for part in parts], sure):
        return [], False
    return [text[a:b] for a, b, _ in parts], sure


def _may_differ(parts: Sequence[Sequence[Mention]], sure: bool) -> bool:
    """Whether names may be of several classes: a look at what they say for certain, before each part is read."""
    told = [{(s.fact, s.value) for m in part for s in says(m) if s.certain and s.fact in CLASSES} for part in parts]
    if sure or not all(told):
        return any(one != told[0] for one in told) or not told[0]
    values = [{value for some in told for fact, value in some if fact == name} for name in CLASSES]
    return any(len(found) > 1 for found in values)


def _names(text: str, mention: Mention, after: Mention | None) -> bool:
    """Whether a mention names goods: a thing, a class, or an element in a form, as gallium ingots.

    A word before a colon is the name of what follows it: "formula: PrNd 29.8".
    """
    if mention.zone != "main" or text.startswith(":", mention.end):
        return False
    if mention.role in ("element", "formula"):
        return after is not None and after.role == "form"
    return mention.role in NAMING


def _joints(text: str, named: Sequence[Mention]) -> Iterator[tuple[int, bool]]:
    """Yield where one goods ends and the next begins, and whether for sure.

    A stuff with its share, beside a comma, is what goods hold.
    """
    for one, other in zip(named, named[1:], strict=False):
        joint = sure = JOINT.search(text, one.end, other.start) or SLASH.search(text, one.end, other.start)
        if joint is None and not _has_share(text, other):
            joint = LOOSE.search(text, one.end, other.start)
        if joint is not None and one.ref is not other.ref:
            yield joint.start(), sure is not None


def _has_share(text: str, mention: Mention) -> bool:
    """Whether a share stands before or behind a name: 95% ZrO2, PrNd 29.8."""
    return bool(AFTER.match(text, mention.end) or BEFORE.search(text[max(0, mention.start - 9) : mention.start]))


def together(goods: Goods, parts: Sequence[Goods], sure: bool) -> Goods:
    """Return what a line says of all its goods: facts that each part says alike stay, the others are left open.

    What any part holds may be inside the line; how much, only parts that agree tell. Parts that are not `sure` to be
    several goods are one where they do not contradict each other.
    """
    parts = [part for part in parts if part.head or "main_element" in part.facts]
    if not _differ(parts, sure):
        return goods
    kept = {n: d for n, d in goods.facts.items() if n in SEEN or all(_same(d, p.facts.get(n)) for p in parts)}
    told = [d for p in parts for d in p.facts.values() if d.fact not in kept and d.value is not None]
    left = dict.fromkeys(d.fact for d in (*goods.facts.values(), *told) if d.fact not in kept and d.value is not None)
    held = {s: c for p in (goods, *parts) for s, c in p.contents.items() if c.high != 0}
    contents = {s: _content(s, c, parts) for s, c in held.items()}
    typical = {s: c for p in (goods, *parts) for s, c in p.typical.items() if s not in contents}
    opened = {o.fact: o for p in (goods, *parts) for o in p.open if o.fact not in kept}
    opened |= {fact: Open(fact, _values(fact, told), _words(fact, told), BECAUSE) for fact in left}
    likely = dict.fromkeys(
        replace(d, certain=False) for d in (*goods.likely, *told, *(d for p in parts for d in p.likely))
    )
    return replace(
        goods,
        facts=kept | _inside(contents, kept),
        likely=tuple(likely),
        contents=contents,
        typical=typical,
        open=tuple(opened.values()),
        rare_earth=goods.rare_earth or any(p.rare_earth for p in parts),
        parts=tuple(parts),
    )


def _differ(parts: Sequence[Goods], sure: bool) -> bool:
    """Whether parts are of several classes; what a part does not say counts as another where that is sure."""
    values = ({p.facts[n].value if n in p.facts else None for p in parts} for n in CLASSES)
    return any(len(found if sure else found - {None}) > 1 for found in values)


def _same(one: Derived, other: Derived | None) -> bool:
    return other is not None and (one.value, one.low, one.high) == (other.value, other.low, other.high)


def _values(fact: str, told: Sequence[Derived]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(d.value) for d in told if d.fact == fact and isinstance(d.value, str)))


def _words(fact: str, told: Sequence[Derived]) -> str:
    return " … ".join(dict.fromkeys(d.words for d in told if d.fact == fact and d.words))


def _content(symbol: str, held: Content, parts: Sequence[Goods]) -> Content:
    """Return a content as every part has it, else that it may be anything."""
    found = [p.contents.get(symbol) for p in parts]
    if all(c is not None and (c.low, c.high) == (held.low, held.high) for c in found):
        return held
    return Content(symbol, None, None, held.origin, held.words)


def _inside(contents: Mapping[str, Content], kept: Mapping[str, Derived]) -> dict[str, Derived]:
    """Return that what any part surely holds is somewhere in the line."""
    out = {}
    for symbol, content in contents.items():
        fact = f"mf_{symbol.lower()}"
        if fact in vocabulary() and fact not in kept and content.low is None:
            out[fact] = Derived(fact, low=1, origin="name", words=content.words, because="named as inside")
    return out
