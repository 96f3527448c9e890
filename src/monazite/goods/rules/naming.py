"""What the words call the goods: class, element, alloy, family, form, grade."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from monazite.chemistry.identifiers import is_cas
from monazite.goods.answer import Content
from monazite.goods.mentions import Mention
from monazite.goods.model import Grade, Saying, Term
from monazite.goods.rules.state import HOLDERS, INSIDE, MACHINES, Reading, says
from monazite.goods.substance import Substance, alloy_of, main_of
from monazite.vocabulary import vocabulary

__all__ = ["form", "from_head", "from_modifiers", "from_substance", "grades", "parts", "registry_number"]

# Facts that words for the contents of the goods say of the goods too.
SHARED = frozenset(("magnet_family", "rare_earth"))
SOLID_FORMS = frozenset("ingot block bar plate sheet foil wire tube sponge".split())
SHAPES = ("scrap", "epitaxial_wafer", "wafer", "powder")  # of several forms the one that says more

NO_METALS = frozenset("H He C N O F Ne P S Cl Ar Br Kr I Xe Rn".split())


def from_head(r: Reading) -> None:
    """Say what the term that names the goods says."""
    if r.head and isinstance(r.head.ref, Term) and r.head.role != "class":
        _say_all(r, r.head, r.head.ref.says, "what the goods are called")


def _say_all(
    r: Reading, mention: Mention, sayings: Sequence[Saying], because: str, only: frozenset[str] | None = None
) -> None:
    for saying in sayings:
        if saying.fact in ("zone", "binds") or (only is not None and saying.fact not in only):
            continue
        if only is SHARED and saying.value == "none":
            continue
        if mention is not r.head and saying.fact in ("kind", "line_service", "activity"):
            continue  # a repair compound is no repair
        r.say(saying.fact, saying.value, r.quote(mention), because, saying.certain)


def from_substance(r: Reading) -> None:
    """The class and element of what the words compose: 氧化 + 镝, dysprosium + metal, Dy2O3."""
    made = r.substance
    words = r.quote(*made.words) if made.words else ""
    if r.head is None or r.head.role in ("activity", "document", "service"):
        return
    if not (made.elements or made.material):
        return
    holder = r.value("material") in HOLDERS
    silent = not any(s.fact == "material" for s in says(r.head))
    if made.material and (silent or r.head.role in ("class", "element", "formula")):
        sure = r.head.role != "stuff" or not holder
        r.say("material", made.material, words, "element and class of the substance", certain=sure)
    elif r.head.role in ("element", "formula"):
        _bare(r, made, words)
    if not holder or r.value("material") in ("part", "component"):
        _named_after(r, made, words)


def _bare(r: Reading, made: Substance, words: str) -> None:
    """An element named alone is a metal where its form is one of metals; else that is only likely."""
    if not set(made.elements) - NO_METALS:
        return
    solid = any(s.value in SOLID_FORMS for m in r.mentions if m.role == "form" for s in says(m))
    material = "alloy" if len(made.elements) > 1 else "metal"
    r.say("material", material, words, "an element in the form of metals", certain=solid)


def _named_after(r: Reading, made: Substance, words: str) -> None:
    main = main_of(made.elements, r.pack)
    if main and r.value("main_element") == "other":
        for fact in ("main_element", "alloy", "substance"):
            if r.value(fact) == "other":
                r.facts.pop(fact, None)
    if main:
        r.say("main_element", main, words, "the element that the substance is named after")
    for symbol in made.elements if not main else ():
        r.say("main_element", symbol, words, "one of the elements named", certain=False)
    alloy = alloy_of(made.elements) or alloy_of((*made.elements, *_carried(r)))
    material = r.value("material")
    if alloy and material in ("alloy", "target", None):
        r.say("alloy", alloy, words, "the elements of the alloy", certain=material is not None)
    elif material == "alloy" and len(made.elements) > 1:
        r.say("alloy", "other", words, "no alloy system that lists name")


def _carried(r: Reading) -> tuple[str, ...]:
    """Return the elements that the head's name holds: the aluminium of an aluminium alloy ingot."""
    return r.head.ref.contains if r.head and isinstance(r.head.ref, Term) else ()


def from_modifiers(r: Reading) -> None:
    """What stands beside the head says what the head leaves open; what is inside says which magnets are inside."""
    own = {id(m) for m in r.clause()}
    for mention in r.mentions:
        if mention is r.head or not isinstance(mention.ref, Term) or mention.role in ("relation", "claim", "noise"):
            continue
        _likely(r, mention)
        if mention.zone not in INSIDE or mention.role in ("form", "class"):
            _for_purpose(r, mention)
            continue
        beside = mention.zone in ("main", "of", "made_of") and mention.role != "article"
        near = id(mention) in own or r.head is None or r.head.role in ("element", "formula", "stuff")
        only = None if beside and near and r.value("material") not in HOLDERS else SHARED
        if r.value("material") in MACHINES and mention.zone != "content":
            continue
        _magnets_inside(r, mention)
        _say_all(r, mention, mention.ref.says, f"said by '{mention.ref.name}'", only)


def _likely(r: Reading, mention: Mention) -> None:
    """What a word anywhere in the line makes likely: a quality of the goods, or an industry that a machine is for."""
    if mention.role != "quality" and mention.zone != "purpose":
        return
    for saying in says(mention):
        telling = mention.role == "quality" or saying.fact == "made_for_rare_earths"
        if telling and not saying.certain and mention.zone != "without":
            r.say(saying.fact, saying.value, r.quote(mention), f"said by '{r.name_of(mention)}'", certain=False)


def _magnets_inside(r: Reading, mention: Mention) -> None:
    """A thing that usually has no magnets has some where its words say so."""
    if r.value("magnet_family") == "none":
        if any(s.fact == "magnet_family" and s.value != "none" for s in says(mention)):
            r.facts.pop("magnet_family")


def _for_purpose(r: Reading, mention: Mention) -> None:
    if mention.zone == "purpose" and any(s.fact == "rare_earth" for s in says(mention)):
        r.say("for_rare_earths", "yes", r.quote(mention), "what the goods are for")


def form(r: Reading) -> None:
    """Say the form: of the head's clause first, else of the other clauses."""
    own = r.clause()
    found = [(m, s) for m in r.mentions if m.role == "form" and m.zone in INSIDE for s in says(m)]
    found = [(m, s) for m, s in found if any(m is o for o in own)] or found
    sure = [(m, s) for m, s in found if s.certain] or found
    if sure:
        best = min(sure, key=lambda pair: SHAPES.index(pair[1].value) if pair[1].value in SHAPES else len(SHAPES))
        r.say("form", best[1].value, r.quote(best[0]), "the form named", best[1].certain)


def grades(r: Reading) -> None:
    """Say what the grades that the line names say."""
    for mention in r.mentions:
        if isinstance(mention.ref, Grade):
            grade, words = mention.ref, r.quote(mention)
            magnet = r.value("material") == "magnet" or r.value("magnet_family") == grade.family
            agrees = r.value("magnet_family") in (None, grade.family)
            sure = agrees and (magnet or mention is r.head)
            r.say("magnet_family", grade.family, words, "the grade", certain=sure)
            r.say("material", "magnet", words, "a grade of magnets", certain=False)
            if magnet:
                r.say("magnet_grade", words, words, "the grade", origin="stated")
            for symbol, typical in grade.typical.items():
                r.typical[symbol] = Content(symbol, typical.low, typical.high, "grade", words)


def parts(r: Reading) -> None:
    """A part that is named with its machine is a part of it: 氢破炉 反应罐体 备件, "rolls for strip casters"."""
    machine = r.facts.get("equipment")
    spare = [m for m in r.mentions if m is not r.head and m.zone == "main" and _is_spare(m)]
    if r.value("material") == "equipment" and spare:
        r.facts.pop("material", None)
        r.say("material", "part", r.quote(spare[0]), "a part of the machine named")
        if machine is not None and (part := _part_of(str(machine.value))):
            r.facts.pop("equipment", None)
            r.say("equipment", part, machine.words, "a part of the machine named")
    if r.value("material") in ("part", "component"):
        _part_of_named(r)


def _part_of_named(r: Reading) -> None:
    for mention in r.mentions:
        for saying in says(mention):
            part = _part_of(saying.value) if saying.fact == "equipment" else ""
            if part and mention is not r.head and mention.zone != "without":
                r.facts.pop("equipment", None)
                r.say("equipment", part, r.quote(mention), "a part of the machine named")


def _is_spare(mention: Mention) -> bool:
    """Whether a word says that the goods are parts at large; a part with a name may be one that the machine has."""
    said = [s for s in says(mention) if s.certain]
    return any((s.fact, s.value) == ("material", "part") for s in said) and all(s.fact != "equipment" for s in said)


def registry_number(r: Reading) -> None:
    """The CAS number stated, else that of the substance named."""
    for mention in r.mentions:
        number = mention.number
        if number and is_cas(number):
            r.say("cas_number", number, number, "a CAS number with a right check digit", origin="stated")
    head = r.head
    if head is not None and isinstance(head.ref, Term) and head.ref.cas and "material" not in r.open:
        r.say("cas_number", head.ref.cas, r.quote(head), "the number of the substance named")


@lru_cache(maxsize=256)
def _part_of(equipment: str) -> str:
    """Return the value of the vocabulary for parts of a kind of equipment, or nothing: strip_casting_furnace."""
    parts = [value for value in vocabulary()["equipment"].of if value.endswith("_part")]
    return next((part for part in parts if equipment.startswith(part.removesuffix("_part"))), "")
