"""Where the words of one line contradict each other, and what stays open then."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from monazite.goods.answer import Content, Derived, Open
from monazite.goods.mentions import Mention
from monazite.goods.model import Term
from monazite.goods.rules.likely import METALLIC, as_likely, found_as
from monazite.goods.rules.magnetism import beyond_ferrite
from monazite.goods.rules.state import INSIDE, MACHINES, THINGS, WIDER, Reading, says
from monazite.goods.substance import alloy_of, elements_of, main_of, substance_of
from monazite.vocabulary import vocabulary

__all__ = ["contest"]

# Classes of goods under whose names others travel.
LOOKALIKES = frozenset("ceramic glass glaze polishing_powder catalyst phosphor other end_product".split())
# Classes of goods whose contents are told by their own rules.
OWN_CONTENTS = frozenset("magnet target crystal phosphor ore equipment component assembly".split())
RARE = "a rare earth"
LESSER = ("stuff", "element", "formula")  # roles of words that are less than the name of a thing
FAMILIES = {"SmCo": ("Sm",), "NdFeB": ("Nd", "Pr", "Dy", "Tb")}
TRACE = Fraction(1, 1000)  # what a laboratory finds of anything
HALF = Fraction(1, 2)
TENTH = Fraction(1, 10)
NOTED = Fraction(1, 100)  # from here on an element is no trace
# Classes of things that are also compounds of what they are made of.
COMPOUND_THINGS = frozenset(("crystal", "phosphor"))


def contest(r: Reading) -> None:
    """Leave open what other words of the line contradict."""
    for head in r.others:
        if _is_trace(r, head):
            continue
        clause = next(c for c in r.clauses if any(m is head for m in c))
        _contest_material(r, head, clause)
    _contest_family(r)
    _unusual(r)
    _also_compound(r)
    _alloyed(r)
    _dissolved(r)


def _contest_material(r: Reading, head: Mention, clause: Sequence[Mention]) -> None:
    said = _material_of(r, head, clause)
    own = r.facts.get("material")
    if own is not None and own.value in THINGS and (own.value in MACHINES or head.role in LESSER):
        return  # what a finished thing is made of, holds or makes
    if own is not None and said == own.value:
        _contest_element(r, head, clause)
    if own is None or not said or said == own.value or not isinstance(own.value, str):
        return
    if head.role == "stuff" and own.value in LOOKALIKES and not _weighty(r, clause) and _within(r, head):
        return  # lanthanum in a catalyst
    if (said in WIDER and own.value in WIDER[said]) or {said, own.value} == {"part", "equipment"}:
        return
    if own.value in WIDER and said in WIDER[own.value] and own.value != "other":
        words = f"{own.words} … {r.quote(head)}"
        r.facts["material"] = Derived("material", said, words=words, because="the more precise of two classes")
        return
    if head.role in ("element", "formula") and not _weighty(r, clause):
        return
    words = f"{own.words} … {r.quote(head)}"
    r.leave_open("material", (own.value, said), words, "the line names two kinds of goods")
    main = r.value("main_element")
    if isinstance(main, str) and main != "other":
        r.say("main_element", main, words, "one of two kinds of goods", certain=False)
    r.open.setdefault("main_element", Open("main_element", (), words, "the line names two kinds of goods"))
    r.facts.pop("main_element", None)


def _is_trace(r: Reading, inside: Mention) -> bool:
    """Whether what is named has an amount that is one of an impurity: dysprosium metal 99.5 %, C 0.02 %."""
    found = [k.value.high for k in r.links if k.substance is inside]
    return bool(found) and all(high is not None and high <= TRACE for high in found)


def _within(r: Reading, inside: Mention) -> bool:
    """Whether goods of the head's name usually hold what is named beside them, and lists hardly name it."""
    ref = r.head.ref if r.head else None
    if any(_noticed(r, s) and r.pack.elements[s].rare_earth != "light" for s in elements_of(inside)):
        return False
    return isinstance(ref, Term) and set(elements_of(inside)) - {"O"} <= {*ref.contains, *ref.may_contain}


def _contest_element(r: Reading, head: Mention, clause: Sequence[Mention]) -> None:
    """Two substances of one class on a line: "dysprosium oxide; terbium oxide"."""
    own = r.facts.get("main_element")
    other = main_of(substance_of(clause).elements, r.pack)
    if own is None or not other or other == own.value or not isinstance(own.value, str):
        return
    words = f"{own.words} … {r.quote(head)}"
    for value in (own.value, other):
        r.say("main_element", value, words, "one of two substances", certain=False)
    r.leave_open("main_element", (own.value, other), words, "the line names two substances")


def _contest_family(r: Reading) -> None:
    """A ferrite that has the coating or the grade of another family stays open."""
    strong = _strong(r)
    family = r.facts.get("magnet_family")
    if family is None or family.value not in ("ferrite", "AlNiCo", "other", "none"):
        return
    if family.value == "none":
        if strong:
            _hidden_magnet(r, strong)
        return
    _family_inside(r)
    others = [d for d in r.likely if d.fact == "magnet_family" and d.value not in (family.value, "none", "other")]
    if others:
        words = f"{family.words} … {others[0].words}"
        values = (str(family.value), *(str(d.value) for d in others))
        r.leave_open("magnet_family", values, words, "the words fit two families of magnets")
        r.leave_open("main_element", (), words, "the words fit two families of magnets")


def _alloyed(r: Reading) -> None:
    """An alloy that names what is in it is likely the system that two of its elements make: Al … Sc 0.22."""
    if r.value("material") != "alloy" or r.value("alloy") not in (None, "other"):
        return
    inside = [s for s, c in r.contents.items() if c.high != 0]
    head = r.head.ref.contains if r.head and isinstance(r.head.ref, Term) else ()
    for pair in combinations(dict.fromkeys((*inside, *head)), 2):
        if alloy := alloy_of(pair):
            words = r.contents[pair[0]].words if pair[0] in r.contents else ""
            r.say("alloy", alloy, words, "elements of the alloy", certain=False)
            if main := main_of(pair, r.pack):
                r.say("main_element", main, words, "inside", certain=False)
            if r.value("alloy") == "other":
                r.leave_open("alloy", ("other", alloy), words, "elements of another alloy are inside")


def _family_inside(r: Reading) -> None:
    """The family of magnets that elements inside, or magnetic properties, would fit."""
    for family, symbols in FAMILIES.items():
        for content in (*r.contents.values(), *r.assay.values()):
            if content.symbol in symbols and (content.low or 0) > NOTED:
                r.say("magnet_family", family, content.words, "an element of its magnets", certain=False)


def _hidden_magnet(r: Reading, words: str) -> None:
    """Goods that have no magnets by their name are open where their magnetism is that of one."""
    for fact in ("material", "main_element", "alloy", "substance", "magnet_family"):
        found = r.facts.get(fact)
        if found is not None and not (fact == "material" and found.value in MACHINES - {"part"}):
            r.leave_open(fact, (str(found.value),), f"{found.words} … {words}", "the line states magnetic properties")


def _strong(r: Reading) -> str:
    """Magnetic properties that no ferrite has are those of a metal magnet, whatever the words call it."""
    words = next(beyond_ferrite(r.folded), None)
    if words is not None:
        r.say("material", "magnet", words, "a magnetic property", certain=False)
        for family in FAMILIES:
            r.say("magnet_family", family, words, "no ferrite is so strong", certain=False)
    return words or ""


def _material_of(r: Reading, head: Mention, clause: Sequence[Mention]) -> str:
    if head.role in ("class", "element", "formula"):
        return substance_of(clause).material
    return next((s.value for s in says(head) if s.fact == "material" and s.certain), "")


def _weighty(r: Reading, clause: Sequence[Mention]) -> bool:
    """Whether a formula beside the goods is most of them: "ceramic powder, Dy2O3 99.5 %"."""
    places = {id(m) for m in clause}
    return any(
        k.value.low is not None and k.value.low >= Fraction(1, 2)
        for k in r.links
        if id(k.amount) in places or (k.substance is not None and id(k.substance) in places)
    )


def _unusual(r: Reading) -> None:
    """Goods in which something unusual is inside stay open: a glaze with dysprosium oxide, iron powder with NdFeB."""
    head = r.head.ref if r.head else None
    if not isinstance(head, Term) or head.role == "class":
        return
    if r.value("material") in OWN_CONTENTS and not (r.value("material") in COMPOUND_THINGS and _replaced(r, head)):
        return
    plain = r.value("material") in LOOKALIKES or r.value("main_element") == "other"
    if not plain and not head.contains and not head.may_contain:
        return
    odd = _odd(r, head)
    if odd:
        _suspect(r, odd[0])
        for fact in ("material", "main_element", "alloy", "substance", "magnet_family", "composition_complete"):
            _doubt(r, fact, *odd)


def _replaced(r: Reading, head: Term) -> bool:
    """Whether a laboratory found much of what a crystal that is "other" by its name does not hold."""
    usual = {*head.contains, *head.may_contain}
    most = (c for s, c in r.assay.items() if s not in usual and (c.low or 0) > TENTH and _noticed(r, s))
    return r.value("main_element") == "other" and any(most)


def _odd(r: Reading, head: Term) -> tuple[str, str] | None:
    """Return what is inside that goods of the head's name do not hold: its name, and the words."""
    usual = {*head.contains, *head.may_contain}
    for content in (*r.contents.values(), *(c for c in r.assay.values() if _more_than_trace(c))):
        if content.symbol not in usual and content.high != 0 and _noticed(r, content.symbol):
            return content.symbol, content.words
    if any(s in r.pack.elements and r.pack.elements[s].rare_earth for s in usual):
        return None
    rare = [m for m in r.mentions if m.ref is not head and m.zone in INSIDE and _speaks_of_rare(m)]
    return (RARE, r.quote(rare[0])) if rare else None


def _more_than_trace(found: Content) -> bool:
    """Whether a reading is more than a trace, or one of which nobody can say that it is no more."""
    if found.high is None or (found.low or 0) > TRACE:
        return True
    return bool(found.low) and found.high > TRACE


def _suspect(r: Reading, symbol: str) -> None:
    """What is unusual may be what the goods are: the class and element that its own words give are likely."""
    found = r.assay.get(symbol)
    if found is not None:
        r.say("main_element", symbol, found.words, "inside", certain=False)
        found_as(r, found)
    for mention in r.mentions:
        if symbol in elements_of(mention) and mention.zone in INSIDE:
            as_likely(r, mention, symbol)
    if symbol in r.contents and (r.contents[symbol].low or 0) >= HALF and r.value("material") in METALLIC:
        for material in ("metal", "alloy"):
            r.say("material", material, r.contents[symbol].words, "inside", certain=False)
    if symbol == RARE and r.value("material") not in METALLIC:
        for material in ("oxide", "compound", "salt", "mixture"):
            r.say("material", material, "", "what rare earths are traded as", certain=False)


def _doubt(r: Reading, fact: str, what: str, words: str) -> None:
    found = r.facts.get(fact)
    if found is not None:
        value = found.value if isinstance(found.value, str) else "yes" if found.value else "no"
        r.leave_open(fact, (value,), f"{found.words} … {words}", f"{what} is not usual in it")


def _noticed(r: Reading, symbol: str) -> bool:
    return symbol in r.pack.elements and f"mf_{symbol.lower()}" in vocabulary()


def _also_compound(r: Reading) -> None:
    """A crystal or phosphor is a compound too: which class a list means stays open."""
    material = r.facts.get("material")
    if material is None and r.value("form") in ("powder", "granule"):
        crystal = next((d for d in r.likely if d.fact == "material" and d.value == "crystal"), None)
        for other in ("compound", "oxide", "phosphor") if crystal else ():
            r.say("material", other, crystal.words if crystal else "", "a powder is no crystal", certain=False)
    if material is None or material.value not in COMPOUND_THINGS or "substance" in r.facts:
        return
    values = (str(material.value), "compound")
    r.leave_open("material", values, material.words, "it is a compound of its elements as well")


def _dissolved(r: Reading) -> None:
    """What is dissolved is no longer sure to be the oxide or salt that the formula counts it as."""
    material, form = r.facts.get("material"), r.value("form")
    if material is None or form not in ("solution", "liquid") or material.value not in ("oxide", "salt"):
        return
    if not any(m.role == "class" for m in r.clause()):
        values = (str(material.value), "salt", "compound", "mixture")
        r.leave_open("material", values, material.words, "in a solution it may be counted as the oxide")


def _speaks_of_rare(mention: Mention) -> bool:
    return mention.role in ("stuff", "class", "quality") and any(s.fact == "rare_earth" for s in says(mention))
