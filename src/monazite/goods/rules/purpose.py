"""What the goods are there for: kind, rare-earth machines, activities and services."""

from __future__ import annotations

import re

from monazite.goods.mentions import Mention
from monazite.goods.model import Term
from monazite.goods.rules.state import INSIDE, Reading, says
from monazite.goods.substance import elements_of

__all__ = ["is_rare", "kind", "made_for"]

FOR = ("main", "of", "purpose", "made_of", "process")  # where words tell what a machine is for
CARRIERS = ("49", "8523", "37")  # headings of printed matter, carriers of data, film
RARE_MAGNETS = (("magnet_family", "NdFeB"), ("magnet_family", "SmCo"))
# "配方: PrNd 29.8, Dy 0.9" states what is inside.
TITLE = re.compile(r"[^\s,;。]{0,3}[:=加]")
# Papers that come with machines.
WITH_MACHINES = frozenset(("manual", "drawing", "specification-doc", "design", "process-software", "flowsheet"))
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
        if r.assay:
            r.say("kind", "goods", next(iter(r.assay.values())).words, "a laboratory has read it", origin="assay")
        return
    if head.role == "document" or _carries(r):
        r.say("kind", "technology", r.quote(head), "technology on paper or in bytes")
    elif any(s.fact == "kind" for s in says(head)):
        pass  # the pack says it, or says that it is not sure
    elif head.role == "service":
        r.say("kind", "service", r.quote(head), "work done")
    elif head.role != "activity" or r.assay:
        r.say("kind", "goods", r.quote(head), "a thing")
    if r.assay and head.role == "activity":
        r.facts.pop("activity", None)  # what a laboratory has read is a thing, whatever it is for
    elif head.role in ("document", "service", "activity") or _carries(r):
        _activity(r)
    else:
        for fact in ("activity", "line_service"):
            r.facts.pop(fact, None)
        _written(r)


def _written(r: Reading) -> None:
    """Words for papers that tell how goods are made, or for work, beside goods: the line may be of either."""
    named = r.head is not None and r.head.role in ("element", "formula", "grade")
    zones = ("main", "of", "content") if named else ("main",)
    papers = [m for m in r.mentions if m.zone in zones and m is not r.head and _is_know_how(r, m)]
    done = [] if papers else _done_to(r)
    if not papers and not done:
        return
    words = r.quote(*(papers or done)[:1])
    value = r.value("kind")
    r.leave_open("kind", (*((str(value),) if value else ()), "technology"), words, "the line names papers or work too")
    r.say("kind", "technology", words, "words for papers or work", certain=False)
    if done:
        r.say("kind", "service", words, "words for work", certain=False)
    for mention in r.mentions:
        for saying in says(mention):
            if saying.fact in ("activity", "line_service"):
                r.say(saying.fact, saying.value, r.quote(mention), "the activity named", certain=False)


def _is_know_how(r: Reading, mention: Mention) -> bool:
    """Whether a mention is of papers on making; manuals and the like come with every machine."""
    if mention.role != "document" or not isinstance(mention.ref, Term):
        return False
    machine = r.value("material") in ("equipment", "tool", "part", "component", "assembly", "end_product")
    said = {(s.fact, s.value) for s in says(mention)}
    if ("kind", "technology") not in said or any(fact == "public_domain" for fact, _ in said):
        return False
    if TITLE.match(r.folded.text, mention.end):
        return False
    return ("activity", "other") not in said and not (machine and mention.ref.id in WITH_MACHINES)


def _done_to(r: Reading) -> list[Mention]:
    """Return the process that a substance is followed by at the end of its words: 离子型稀土原地浸矿."""
    place = next((n for n, m in enumerate(r.mentions) if m is r.head), None)
    if place is None or place + 1 >= len(r.mentions) or r.mentions[place].role not in ("stuff", "element"):
        return []
    mention = r.mentions[place + 1]
    joined = mention.start == r.mentions[place].end
    ends = not r.folded.text[mention.end : mention.end + 1].strip(" ,;:。、")
    rare = any(s.fact == "activity" and s.value in RARE_ACTIVITIES for s in says(mention))
    return [mention] if mention.role == "activity" and joined and ends and rare else []


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
