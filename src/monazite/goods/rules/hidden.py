"""Goods under the name of others: what a line holds, writes inside or states beside it that its head does not tell."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from monazite.chemistry.identifiers import is_cas
from monazite.goods.answer import Content
from monazite.goods.mentions import Mention
from monazite.goods.model import Grade
from monazite.goods.rules.likely import as_likely, found_as
from monazite.goods.rules.state import Reading, says
from monazite.goods.substance import alloy_of, elements_of
from monazite.vocabulary import vocabulary

__all__ = ["hidden"]

MOST = Fraction(1, 2)
NEARLY = Fraction(3, 4)
NOTED = Fraction(1, 50)
# Elements that are nothing by themselves in trade controls: what is mostly of them stays what it is called.
CARRIERS = frozenset("Fe Co Ni Mn C Li La Ce".split())
MACHINES = frozenset(("equipment", "tool"))
MADE = frozenset("equipment tool cell component assembly part ceramic catalyst".split())  # of many things, by design
THINGS = frozenset("end_product component part assembly".split())
LOOSE = ("powder", "granule", "solution", "liquid")
PLAIN = frozenset("end_product other glaze ceramic glass".split())
PLAIN_STUFF = frozenset("metal alloy ceramic glass part mixture other".split())
GIVEN = ("main", "of", "content", "made_of")
FAMILIES = frozenset(("NdFeB", "SmCo"))
TOLD = ("material", "main_element", "alloy", "substance", "magnet_family", "composition_complete")


def hidden(r: Reading) -> None:
    """Leave open what the head says where something else on the line speaks of other goods."""
    if r.value("kind") in ("technology", "service"):
        return
    if r.head is None:
        _found(r)
        return
    _mostly(r)
    _graded(r)
    _loose(r)
    _numbered(r)
    _machine(r)
    _found(r)


def _mostly(r: Reading) -> None:
    """What is mostly an element of its own is not "other", and no other metal."""
    main = r.value("main_element")
    if main is None or r.value("material") in MADE:
        return
    for symbol, content in _contents(r):
        if not content.low or content.low < MOST or symbol in CARRIERS or symbol == main or not _listed(symbol):
            continue
        alloy = alloy_of(s for s, c in _contents(r) if c.high != 0)
        because = "most of the goods is another element"
        _open(r, content.words, because, material=r.value("material") in (*PLAIN, "metal", "alloy"))
        r.say("main_element", symbol, content.words, because, certain=False)
        classes = ("metal", "alloy") if len(r.contents) != 1 else ("metal", "oxide", "compound")
        for material in classes:
            r.say("material", material, content.words, because, certain=False)
        if alloy:
            r.say("alloy", alloy, content.words, because, certain=False)
        return


def _contents(r: Reading) -> Iterator[tuple[str, Content]]:
    """Yield what is inside: stated, else found."""
    yield from r.contents.items()
    yield from ((s, c) for s, c in r.assay.items() if s not in r.contents or r.contents[s].low is None)


def _graded(r: Reading) -> None:
    """A grade of rare-earth magnets on goods that are no magnets by their name, wherever on the line it stands."""
    if r.value("material") not in PLAIN_STUFF or r.value("magnet_family") in FAMILIES:
        return
    for mention in r.mentions:
        if isinstance(mention.ref, Grade) and mention.ref.family in FAMILIES and mention.zone not in ("without", "of"):
            words = r.quote(mention)
            _open(r, words, "the line names a grade of magnets")
            for symbol in mention.ref.typical:
                r.say("main_element", symbol, words, "inside such magnets", certain=False)
            return


def _loose(r: Reading) -> None:
    """A thing is no powder: where the line names a substance as well, that may be the goods."""
    form = r.facts.get("form")
    if r.value("material") not in THINGS or form is None or form.value not in LOOSE:
        return
    rare = [m for m in r.mentions if m is not r.head and m.zone in GIVEN and _told(m) and _strange(r, m)]
    found = [c for s, c in r.assay.items() if s in r.pack.elements and (c.low or 0) > Fraction(1, 200)]
    found = [c for c in found if c.symbol not in CARRIERS and _listed(c.symbol)]
    words = r.quote(rare[0]) if rare else found[0].words if found else ""
    if not words:
        return
    _open(r, f"{form.words} … {words}", "a thing is no powder")
    for mention in rare:
        as_likely(r, mention)
    for content in found:
        r.say("main_element", content.symbol, content.words, "inside", certain=False)
    if found:
        for material in ("phosphor", "mixture", "oxide", "compound"):
            r.say("material", material, words, "inside", certain=False)


def _strange(r: Reading, mention: Mention) -> bool:
    """Whether a mention is of a rare earth, or of what goods of the head's name do not hold."""
    symbols = set(elements_of(mention)) - CARRIERS
    return any(r.pack.elements[s].rare_earth for s in symbols if s in r.pack.elements) or not symbols <= _usual(r)


def _numbered(r: Reading) -> None:
    """A substance that is told by its registry number stands before an innocent name."""
    if r.value("material") not in PLAIN and r.value("main_element") != "other":
        return
    for mention in r.mentions:
        if not mention.number or not (is_cas(mention.number) or _called_so(r, mention)):
            continue
        if mention.kind == "cas" or (_told(mention) and not _of_head(r, mention)):
            words = r.quote(mention)
            _open(r, words, "the line states the number of a substance")
            as_likely(r, mention)
            for material in ("salt", "compound", "oxide", "mixture") if mention.kind == "cas" else ():
                r.say("material", material, words, "a substance with a number", certain=False)


def _of_head(r: Reading, mention: Mention) -> bool:
    """Whether a number is that of the goods named, or of what is surely in them."""
    ref = r.head.ref if r.head else None
    own = mention.number == getattr(ref, "cas", "") or ref is mention.ref
    return own or set(elements_of(mention)) <= {*getattr(ref, "contains", ())}


def _called_so(r: Reading, mention: Mention) -> bool:
    return r.folded.text[max(0, mention.start - 8) : mention.start].strip(" :#.no").lower().endswith("cas")


def _usual(r: Reading) -> set[str]:
    ref = r.head.ref if r.head else None
    return {*getattr(ref, "contains", ()), *getattr(ref, "may_contain", ())}


def _machine(r: Reading) -> None:
    """A machine on whose line a grade of magnets or a rare earth stands is likely made for them."""
    if r.value("material") not in MACHINES:
        return
    telling = [m for m in r.mentions if m.zone != "without" and _of_rare(r, m)]
    if not telling:
        return
    words, because = r.quote(telling[0]), "the line names rare earths beside the machine"
    if r.value("made_for_rare_earths") is False:
        r.leave_open("made_for_rare_earths", ("no",), words, because)
    r.say("made_for_rare_earths", "yes", words, because, certain=False)
    if r.value("equipment") == "other":
        r.leave_open("equipment", ("other",), words, because)


def _found(r: Reading) -> None:
    """What a laboratory found of goods whose words do not say what they are."""
    if r.value("main_element") is not None or r.value("material") in (*MADE, *THINGS, "target", "magnet"):
        return
    told = [c for s, c in _contents(r) if c.low is not None and s not in CARRIERS and _listed(s)] if r.assay else ()
    most = max(told, key=lambda c: c.low or 0, default=None)
    if most is None or (most.low or 0) < NOTED:
        return
    if most.low and most.low >= NEARLY and most.origin == "assay":
        r.open.pop("main_element", None)
        r.say("main_element", most.symbol, most.words, "nearly all of the goods", origin=most.origin)
    elif most.symbol in r.assay and "material" not in r.facts and "material" not in r.open:
        r.say("main_element", most.symbol, most.words, "inside", certain=False)
        found_as(r, most)


def _of_rare(r: Reading, mention: Mention) -> bool:
    if isinstance(mention.ref, Grade):
        return mention.ref.family in FAMILIES
    if any((s.fact, s.value) in (("magnet_family", "NdFeB"), ("magnet_family", "SmCo")) for s in says(mention)):
        return True
    return any(r.pack.elements[s].rare_earth for s in elements_of(mention) if s in r.pack.elements)


def _told(mention: Mention) -> bool:
    """Whether a mention is of a substance of an element that lists name."""
    if mention.role not in ("element", "formula", "stuff", "article", "class"):
        return False
    return any(_listed(s) and s not in CARRIERS for s in elements_of(mention))


def _listed(symbol: str) -> bool:
    return f"mf_{symbol.lower()}" in vocabulary()


def _open(r: Reading, words: str, because: str, *, material: bool = True) -> None:
    for fact in TOLD:
        found = r.facts.get(fact)
        if found is None or (fact == "material" and not material):
            continue
        value = found.value if isinstance(found.value, str) else "yes" if found.value else "no"
        r.leave_open(fact, (value,), f"{found.words} … {words}", because)
