"""What the goods are there for: kind, rare-earth machines, activities and services."""

from __future__ import annotations

from monazite.goods.mentions import Mention
from monazite.goods.model import Term
from monazite.goods.rules.state import INSIDE, Reading, says
from monazite.goods.substance import elements_of

__all__ = ["is_rare", "kind", "made_for"]

FOR = ("main", "of", "purpose", "made_of", "process")  # where words tell what a machine is for
CARRIERS = ("49", "8523", "37")  # headings of printed matter, carriers of data, film
RARE_MAGNETS = (("magnet_family", "NdFeB"), ("magnet_family", "SmCo"))
RARE_ACTIVITIES = frozenset("mining separation smelting magnet_making recycling metal_and_alloy_making".split())


def made_for(r: Reading) -> None:
    """Equipment is made for rare earths where its words say so."""
    if r.value("material") != "equipment" and r.value("equipment") in (None, "other"):
        return
    rare = [m for m in r.mentions if m.zone in FOR and is_rare(r, m)]
    if rare:
        r.say("made_for_rare_earths", "yes", r.quote(rare[0]), "what the equipment is for")


def is_rare(r: Reading, mention: Mention) -> bool:
    """Whether a mention speaks of rare earths, or of magnets made of them."""
    said = [(s.fact, s.value) for s in says(mention) if s.certain]
    if any(fact == "rare_earth" or (fact, value) in RARE_MAGNETS for fact, value in said):
        return True
    return any(r.pack.elements[s].rare_earth for s in elements_of(mention) if s in r.pack.elements)


def kind(r: Reading) -> None:
    """Papers are technology, work is a service, things are goods."""
    head = r.head
    if head is None:
        return
    if head.role == "document" or _carries(r):
        r.say("kind", "technology", r.quote(head), "technology on paper or in bytes")
    elif any(s.fact == "kind" for s in says(head)):
        pass  # the pack says it, or says that it is not sure
    elif head.role == "service":
        r.say("kind", "service", r.quote(head), "work done")
    elif head.role != "activity":
        r.say("kind", "goods", r.quote(head), "a thing")
    if head.role in ("document", "service", "activity") or _carries(r):
        _activity(r)
    else:
        for fact in ("activity", "line_service"):
            r.facts.pop(fact, None)


def _carries(r: Reading) -> bool:
    """Whether the goods are paper or a carrier of data, and technology is what is on it."""
    ref = r.head.ref if r.head else None
    if not isinstance(ref, Term) or not any(code.startswith(CARRIERS) for code in ref.tariff):
        return False
    return any(m.role in ("document", "activity") for m in r.mentions if m is not r.head and m.zone in INSIDE)


def _activity(r: Reading) -> None:
    for fact in ("material", "main_element", "alloy", "form", "equipment", "magnet_family", "purity", "substance"):
        r.facts.pop(fact, None)
    rare = any(is_rare(r, m) for m in r.mentions if m.zone != "without")
    for mention in r.mentions:
        for saying in says(mention):
            if saying.fact in ("activity", "line_service"):
                known = saying.fact == "line_service" or saying.value not in RARE_ACTIVITIES
                sure = rare or (saying.certain and known)
                r.say(saying.fact, saying.value, r.quote(mention), "the activity named", sure)
