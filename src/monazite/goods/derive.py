"""From mentions to facts: what a description says the goods are, with the words that say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from types import MappingProxyType

from monazite.chemistry.identifiers import is_cas
from monazite.goods.answer import Content, Derived, Goods, Open
from monazite.goods.contents import ENOUGH, contents, links
from monazite.goods.fold import Folded
from monazite.goods.grammar import arrange, primary
from monazite.goods.mentions import Mention
from monazite.goods.model import GoodsPack, Grade, Saying, Term
from monazite.goods.substance import Substance, alloy_of, bind, elements_of, main_of, shares_of, substance_of
from monazite.vocabulary import vocabulary

__all__ = ["derive"]

# Facts that tell what the goods themselves are: the words for what is in, for or around them do not say these.
OWN = frozenset("kind material substance equipment main_element alloy form".split())
# Facts that words for the contents of the goods say of the goods too.
SHARED = frozenset(("magnet_family", "rare_earth"))
# Classes of goods that hold something, rather than being it.
HOLDERS = frozenset("part component assembly end_product equipment tool".split())
# A class that another of the list makes more precise, rather than contradicting it.
WIDER = {
    "compound": frozenset("oxide salt carbide reagent precursor".split()),
    "mixture": frozenset("oxide compound salt glaze polishing_powder catalyst".split()),
    "metal": frozenset(("alloy", "target", "magnet")),
    "other": frozenset(vocabulary()["material"].of),
}
MACHINES = frozenset(("equipment", "tool", "part", "assembly"))
# Classes of goods under whose names others travel.
LOOKALIKES = frozenset("ceramic glass glaze polishing_powder catalyst phosphor other end_product".split())
# Classes of goods whose contents are told by their own rules.
OWN_CONTENTS = frozenset(("magnet", "target", "crystal", "phosphor", "ore", "equipment", "tool", "part"))
THINGS = HOLDERS  # a thing stays a thing, whatever is inside
# Classes of things that are also compounds of what they are made of.
COMPOUND_THINGS = frozenset(("crystal", "phosphor"))
SOLID_FORMS = frozenset("ingot block bar plate sheet foil wire tube sponge".split())
FOR = ("main", "of", "purpose", "made_of", "process")  # where words tell what a machine is for
INSIDE = ("main", "of", "content", "made_of")
CARRIERS = ("49", "8523", "37")  # headings of printed matter, carriers of data, film
SHAPES = ("scrap", "epitaxial_wafer", "wafer", "powder")  # of several forms the one that says more


def derive(
    folded: Folded, mentions: Sequence[Mention], pack: GoodsPack, stated: Mapping[str, Content] = MappingProxyType({})
) -> Goods:
    """Return what the mentions of a text say of the goods; `stated` are contents that a composition lists."""
    return _Deriver(folded, mentions, pack, stated).goods()


class _Deriver:
    def __init__(
        self, folded: Folded, mentions: Sequence[Mention], pack: GoodsPack, stated: Mapping[str, Content]
    ) -> None:
        self.folded, self.pack, self.mentions = folded, pack, mentions
        self.clauses = arrange(folded.text, mentions)
        bind(folded.text, mentions, pack)
        self.head, self.others = primary(self.clauses)
        self.facts: dict[str, Derived] = {}
        self.likely: list[Derived] = []
        self.open: dict[str, Open] = {}
        self.links = links(folded.text, mentions)
        self.contents: dict[str, Content] = dict(stated)
        self.typical: dict[str, Content] = {}
        self.substance = self._substance()

    def goods(self) -> Goods:
        """Apply the rules in order; what an earlier one said, a later one does not change, but may contest."""
        self._from_head()
        self._from_substance()
        self._from_modifiers()
        self._form()
        self._grades()
        self._parts()
        self._contents()
        self._purity()
        self._equipment()
        self._kind()
        self._contest()
        self._cas()
        terms = [m.ref for m in self.mentions if isinstance(m.ref, Term)]
        return Goods(
            text=self.folded.written,
            facts={n: d for n, d in self.facts.items() if n in vocabulary()} | self._fractions(),
            likely=tuple(self.likely),
            contents=self.contents,
            typical=self.typical,
            open=tuple(self.open.values()),
            head=self.head.ref.id if self.head and isinstance(self.head.ref, Term) else "",
            terms=tuple(dict.fromkeys(t.id for t in terms)),
            claims=tuple(self.quote(m) for m in self.mentions if m.role == "claim"),
            grade=next((self.quote(m) for m in self.mentions if m.kind == "grade"), ""),
            rare_earth=any(self._is_rare(m) for m in self.mentions if m.zone in INSIDE),
            slips=tuple((self.quote(m), m.note) for m in self.mentions if m.kind in ("term", "element") and m.note),
        )

    # ------------------------------------------------------------ saying
    def quote(self, *mentions: Mention) -> str:
        """Return the words of mentions as written, from the first to the last where they stand together."""
        parts = [self.folded.quote(m.start, m.end) for m in sorted(mentions, key=lambda m: m.start)]
        return " … ".join(dict.fromkeys(parts)) if len(parts) > 1 else parts[0] if parts else ""

    def say(
        self, fact: str, value: str | bool, words: str, because: str, certain: bool = True, origin: str = "name"
    ) -> None:
        """Note a fact; the first certain one stays, what is likely is kept beside."""
        if isinstance(value, str) and value in ("yes", "no") and _is_boolean(fact):
            value = value == "yes"
        found = Derived(fact, value, certain=certain, origin=origin, words=words, because=because)
        if not certain:
            self.likely.append(found)
        elif fact not in self.facts:
            self.facts[fact] = found

    def leave_open(self, fact: str, values: Iterable[str], words: str, because: str) -> None:
        """Take back a fact: the words say different things."""
        self.facts.pop(fact, None)
        self.open.setdefault(fact, Open(fact, tuple(dict.fromkeys(values)), words, because))

    def value(self, fact: str) -> str | bool | None:
        """Return what is certain so far."""
        found = self.facts.get(fact)
        return found.value if found else None

    # ------------------------------------------------------------ rules
    def _clause(self) -> list[Mention]:
        return next((c for c in self.clauses if any(m is self.head for m in c)), [])

    def _asides(self) -> list[Mention]:
        """Formulas that stand alone beside the head's clause: "Dysprosium oxide (Dy2O3)", "氧化镝|Dy2O3"."""
        own = self._clause()
        return [m for c in self.clauses if c is not own for m in c if m.kind == "formula" and m.zone == "main"]

    def _substance(self) -> Substance:
        return substance_of(self._clause(), self._asides())

    def _from_head(self) -> None:
        if self.head and isinstance(self.head.ref, Term) and self.head.role != "class":
            self._say_all(self.head, self.head.ref.says, "what the goods are called")

    def _say_all(
        self, mention: Mention, sayings: Sequence[Saying], because: str, only: frozenset[str] | None = None
    ) -> None:
        for saying in sayings:
            if saying.fact in ("zone", "binds") or (only is not None and saying.fact not in only):
                continue
            if only is SHARED and saying.value == "none":
                continue
            self.say(saying.fact, saying.value, self.quote(mention), because, saying.certain)

    def _from_substance(self) -> None:
        """The class and element of what the words compose: 氧化 + 镝, dysprosium + metal, Dy2O3."""
        made = self.substance
        words = self.quote(*made.words) if made.words else ""
        if self.head is None or self.head.role in ("activity", "document", "service"):
            return
        if not (made.elements or made.material):
            return
        holder = self.value("material") in HOLDERS
        silent = not any(s.fact == "material" for s in _says(self.head))
        if made.material and (silent or self.head.role in ("class", "element", "formula")):
            sure = self.head.role != "stuff" or not holder
            self.say("material", made.material, words, "element and class of the substance", certain=sure)
        elif self.head.role in ("element", "formula"):
            self._bare(made, words)
        if not holder or self.value("material") in ("part", "component"):
            self._named_after(made, words)

    def _bare(self, made: Substance, words: str) -> None:
        """An element named alone is a metal where its form is one of metals; else that is only likely."""
        solid = any(s.value in SOLID_FORMS for m in self.mentions if m.role == "form" for s in _says(m))
        material = "alloy" if len(made.elements) > 1 else "metal"
        self.say("material", material, words, "an element in the form of metals", certain=solid)

    def _named_after(self, made: Substance, words: str) -> None:
        main = main_of(made.elements, self.pack)
        if main and self.value("main_element") == "other":
            for fact in ("main_element", "alloy", "substance"):
                if self.value(fact) == "other":
                    self.facts.pop(fact, None)
        if main:
            self.say("main_element", main, words, "the element that the substance is named after")
        for symbol in made.elements if not main else ():
            self.say("main_element", symbol, words, "one of the elements named", certain=False)
        alloy = alloy_of(made.elements) or alloy_of((*made.elements, *self._carried()))
        material = self.value("material")
        if alloy and material in ("alloy", "target", None):
            self.say("alloy", alloy, words, "the elements of the alloy", certain=material is not None)
        elif material == "alloy" and len(made.elements) > 1:
            self.say("alloy", "other", words, "no alloy system that lists name")

    def _carried(self) -> tuple[str, ...]:
        """Return the elements that the head's name holds: the aluminium of an aluminium alloy ingot."""
        return self.head.ref.contains if self.head and isinstance(self.head.ref, Term) else ()

    def _from_modifiers(self) -> None:
        """What stands beside the head says what the head leaves open; what is inside says which magnets are inside."""
        own = {id(m) for m in self._clause()}
        for mention in self.mentions:
            if (
                mention is self.head
                or not isinstance(mention.ref, Term)
                or mention.role in ("relation", "claim", "noise")
            ):
                continue
            if mention.zone not in INSIDE or mention.role in ("form", "class"):
                self._for_purpose(mention)
                continue
            beside = mention.zone in ("main", "of", "made_of") and mention.role != "article"
            near = id(mention) in own or self.head is None or self.head.role in ("element", "formula", "stuff")
            only = None if beside and near and self.value("material") not in HOLDERS else SHARED
            if self.value("material") in MACHINES and mention.zone != "content":
                continue
            self._magnets_inside(mention)
            self._say_all(mention, mention.ref.says, f"said by '{mention.ref.name}'", only)

    def _magnets_inside(self, mention: Mention) -> None:
        """A thing that usually has no magnets has some where its words say so."""
        if self.value("magnet_family") == "none":
            if any(s.fact == "magnet_family" and s.value != "none" for s in _says(mention)):
                self.facts.pop("magnet_family")

    def _for_purpose(self, mention: Mention) -> None:
        if mention.zone == "purpose" and any(s.fact == "rare_earth" for s in _says(mention)):
            self.say("for_rare_earths", "yes", self.quote(mention), "what the goods are for")

    def _form(self) -> None:
        own = self._clause()
        found = [(m, s) for m in self.mentions if m.role == "form" and m.zone in INSIDE for s in _says(m)]
        found = [(m, s) for m, s in found if any(m is o for o in own)] or found
        sure = [(m, s) for m, s in found if s.certain] or found
        if sure:
            best = min(sure, key=lambda pair: SHAPES.index(pair[1].value) if pair[1].value in SHAPES else len(SHAPES))
            self.say("form", best[1].value, self.quote(best[0]), "the form named", best[1].certain)

    def _grades(self) -> None:
        for mention in self.mentions:
            if isinstance(mention.ref, Grade):
                grade, words = mention.ref, self.quote(mention)
                magnet = self.value("material") == "magnet" or self.value("magnet_family") == grade.family
                self.say("magnet_family", grade.family, words, "the grade", certain=magnet)
                self.say("material", "magnet", words, "a grade of magnets", certain=False)
                for symbol, typical in grade.typical.items():
                    self.typical[symbol] = Content(symbol, typical.low, typical.high, "grade", words)

    def _parts(self) -> None:
        """A part that is named with its machine is a part of it: 氢破炉 反应罐体 备件."""
        if self.value("material") not in ("part", "component"):
            return
        for mention in self.mentions:
            for saying in _says(mention):
                part = _part_of(saying.value) if saying.fact == "equipment" else ""
                if part and mention is not self.head and mention.zone != "without":
                    self.facts.pop("equipment", None)
                    self.say("equipment", part, self.quote(mention), "a part of the machine named")

    def _contents(self) -> None:
        quotes = {link.amount.start: self.quote(*filter(None, (link.amount, link.substance))) for link in self.links}
        excluded = {m.start for m in self.mentions if m.zone in ("without", "purpose", "packing", "process")}
        stated = [k for k in self.links if k.substance is None or k.substance.start not in excluded]
        for content in contents(stated, self.pack, quotes):
            self.contents.setdefault(content.symbol, content)
        for mention in self.mentions:
            if mention.zone in INSIDE:
                for symbol in elements_of(mention):
                    self.contents.setdefault(symbol, Content(symbol, None, None, "name", self.quote(mention)))
                if isinstance(mention.ref, Term):
                    for symbol in mention.ref.may_contain:
                        self.typical.setdefault(symbol, Content(symbol, None, None, "name", self.quote(mention)))
        self._excluded()

    def _excluded(self) -> None:
        for mention in self.mentions:
            if mention.zone != "without":
                continue
            symbols = self._meant(mention)
            for symbol in symbols:
                if symbol not in self.contents:
                    self.contents[symbol] = Content(symbol, Fraction(0), Fraction(0), "stated", self.quote(mention))

    def _meant(self, mention: Mention) -> tuple[str, ...]:
        """Return the elements that "rare-earth-free" or "free of Dy" name."""
        if mention.role in ("stuff", "class", "quality") and any(s.fact == "rare_earth" for s in _says(mention)):
            named = (mention.ref.contains or mention.ref.may_contain) if isinstance(mention.ref, Term) else ()
            return named or self.pack.rare_earths
        return elements_of(mention)

    def _purity(self) -> None:
        """The purity of what is named, and what it makes of the fraction of the main element."""
        for link in self.links:
            low = link.value.low
            named = link.substance
            if low is None or low < ENOUGH:
                continue
            if named is not None and not self._is_main(named):
                continue
            self._quantity("purity", low, link.value.high, self.quote(link.amount), "the purity stated")
            self._pure(low, self.quote(link.amount))
            return

    def _is_main(self, named: Mention) -> bool:
        return bool(set(elements_of(named)) & {*self.substance.elements}) or named is self.head

    def _pure(self, purity: Fraction, words: str) -> None:
        """A substance of stated purity holds at least that much of what its formula gives."""
        main = self.value("main_element")
        formula = self.substance.formula
        if not isinstance(main, str) or self.value("material") in HOLDERS:
            return
        if self.value("material") == "metal":
            self.contents[main] = Content(main, purity, Fraction(1), "stated", words)
        elif formula is not None and main in formula.symbols:
            low, high = shares_of(formula, self.pack.weights).get(main, (Fraction(0), Fraction(1)))
            self.contents[main] = Content(main, purity * low, high, "formula", f"{formula}, {words}")

    def _quantity(self, fact: str, low: Fraction | None, high: Fraction | None, words: str, because: str) -> None:
        scale = 100 * 10 ** vocabulary()[fact].decimals
        self.facts[fact] = Derived(
            fact,
            low=None if low is None else ceil(low * scale),
            high=None if high is None else floor(high * scale),
            origin="stated",
            words=words,
            because=because,
        )

    def _equipment(self) -> None:
        """Equipment is made for rare earths where its words say so."""
        if self.value("material") not in MACHINES and self.value("equipment") in (None, "other"):
            return
        rare = [m for m in self.mentions if m.zone in FOR and self._is_rare(m)]
        if rare:
            self.say("made_for_rare_earths", "yes", self.quote(rare[0]), "what the equipment is for")

    def _is_rare(self, mention: Mention) -> bool:
        """Whether a mention speaks of rare earths, or of magnets made of them."""
        said = [(s.fact, s.value) for s in _says(mention) if s.certain]
        if any(fact == "rare_earth" or (fact, value) in RARE_MAGNETS for fact, value in said):
            return True
        return any(self.pack.elements[s].rare_earth for s in elements_of(mention) if s in self.pack.elements)

    def _kind(self) -> None:
        """Papers are technology, work is a service, things are goods."""
        head = self.head
        if head is None:
            return
        if head.role == "document" or self._carries():
            self.say("kind", "technology", self.quote(head), "technology on paper or in bytes")
        elif head.role == "service":
            self.say("kind", "service", self.quote(head), "work done")
        elif head.role != "activity":
            self.say("kind", "goods", self.quote(head), "a thing")
        if head.role in ("document", "service", "activity") or self._carries():
            self._activity()
        else:
            for fact in ("activity", "line_service"):
                self.facts.pop(fact, None)

    def _carries(self) -> bool:
        """Whether the goods are paper or a carrier of data, and technology is what is on it."""
        ref = self.head.ref if self.head else None
        if not isinstance(ref, Term) or not any(code.startswith(CARRIERS) for code in ref.tariff):
            return False
        return any(m.role in ("document", "activity") for m in self.mentions if m is not self.head and m.zone in INSIDE)

    def _activity(self) -> None:
        for fact in ("material", "main_element", "alloy", "form", "equipment", "magnet_family", "purity", "substance"):
            self.facts.pop(fact, None)
        rare = any(self._is_rare(m) for m in self.mentions if m.zone != "without")
        for mention in self.mentions:
            for saying in _says(mention):
                if saying.fact in ("activity", "line_service"):
                    known = saying.fact == "line_service" or saying.value not in RARE_ACTIVITIES
                    sure = rare or (saying.certain and known)
                    self.say(saying.fact, saying.value, self.quote(mention), "the activity named", sure)

    # ------------------------------------------------------------ doubts
    def _contest(self) -> None:
        """Leave open what other words of the line contradict."""
        for head in self.others:
            clause = next(c for c in self.clauses if any(m is head for m in c))
            self._contest_material(head, clause)
        self._contest_family()
        self._unusual()
        self._also_compound()
        self._dissolved()

    def _contest_material(self, head: Mention, clause: Sequence[Mention]) -> None:
        said = self._material_of(head, clause)
        own = self.facts.get("material")
        if own is None or not said or said == own.value or not isinstance(own.value, str):
            return
        if said in WIDER and own.value in WIDER[said]:
            return
        if own.value in WIDER and said in WIDER[own.value] and own.value != "other":
            words = f"{own.words} … {self.quote(head)}"
            self.facts["material"] = Derived("material", said, words=words, because="the more precise of two classes")
            return
        if head.role in ("element", "formula") and not self._weighty(clause):
            return
        words = f"{own.words} … {self.quote(head)}"
        self.leave_open("material", (own.value, said), words, "the line names two kinds of goods")
        self.open.setdefault("main_element", Open("main_element", (), words, "the line names two kinds of goods"))
        self.facts.pop("main_element", None)

    def _contest_family(self) -> None:
        """A ferrite that has the coating or the grade of another family stays open."""
        family = self.facts.get("magnet_family")
        if family is None or family.value not in ("ferrite", "AlNiCo", "other"):
            return
        others = [
            d for d in self.likely if d.fact == "magnet_family" and d.value not in (family.value, "none", "other")
        ]
        if others:
            words = f"{family.words} … {others[0].words}"
            values = (str(family.value), *(str(d.value) for d in others))
            self.leave_open("magnet_family", values, words, "the words fit two families of magnets")
            self.leave_open("main_element", (), words, "the words fit two families of magnets")

    def _material_of(self, head: Mention, clause: Sequence[Mention]) -> str:
        if head.role in ("class", "element", "formula"):
            return substance_of(clause).material
        return next((s.value for s in _says(head) if s.fact == "material" and s.certain), "")

    def _weighty(self, clause: Sequence[Mention]) -> bool:
        """Whether a formula beside the goods is most of them: "ceramic powder, Dy2O3 99.5 %"."""
        places = {id(m) for m in clause}
        return any(
            k.value.low is not None and k.value.low >= Fraction(1, 2)
            for k in self.links
            if id(k.amount) in places or (k.substance is not None and id(k.substance) in places)
        )

    def _unusual(self) -> None:
        """Goods in which something unusual is inside stay open: a glaze with dysprosium oxide, iron powder with NdFeB."""
        head = self.head.ref if self.head else None
        if not isinstance(head, Term) or head.role == "class" or self.value("material") in OWN_CONTENTS:
            return
        plain = self.value("material") in LOOKALIKES
        if not plain and not head.contains and not head.may_contain:
            return
        odd = self._odd(head)
        if odd:
            self._suspect(odd[0])
            for fact in ("material", "main_element", "alloy", "substance", "magnet_family", "composition_complete"):
                self._doubt(fact, *odd)

    def _odd(self, head: Term) -> tuple[str, str] | None:
        """Return what is inside that goods of the head's name do not hold: its name, and the words."""
        usual = {*head.contains, *head.may_contain}
        for content in self.contents.values():
            if content.symbol not in usual and content.high != 0 and self._noticed(content.symbol):
                return content.symbol, content.words
        if any(s in self.pack.elements and self.pack.elements[s].rare_earth for s in usual):
            return None
        rare = [m for m in self.mentions if m.ref is not head and m.zone in INSIDE and _speaks_of_rare(m)]
        return ("a rare earth", self.quote(rare[0])) if rare else None

    def _suspect(self, symbol: str) -> None:
        """What is unusual may be what the goods are: the class and element that its own words give are likely."""
        for mention in self.mentions:
            if symbol in elements_of(mention) and mention.zone in INSIDE:
                made = substance_of([mention])
                words = self.quote(mention)
                self.say("main_element", main_of(made.elements, self.pack) or symbol, words, "inside", certain=False)
                self.say("material", made.material or "mixture", words, "inside", certain=False)
                if alloy := alloy_of(made.elements):
                    self.say("alloy", alloy, words, "inside", certain=False)

    def _doubt(self, fact: str, what: str, words: str) -> None:
        found = self.facts.get(fact)
        if found is not None and found.value not in THINGS:
            value = found.value if isinstance(found.value, str) else "yes" if found.value else "no"
            self.leave_open(fact, (value,), f"{found.words} … {words}", f"{what} is not usual in it")

    def _noticed(self, symbol: str) -> bool:
        return symbol in self.pack.elements and f"mf_{symbol.lower()}" in vocabulary()

    def _also_compound(self) -> None:
        """A crystal or phosphor is a compound too: which class a list means stays open."""
        material = self.facts.get("material")
        if material is None or material.value not in COMPOUND_THINGS or "substance" in self.facts:
            return
        values = (str(material.value), "compound")
        self.leave_open("material", values, material.words, "it is a compound of its elements as well")

    def _dissolved(self) -> None:
        """What is dissolved is no longer sure to be the oxide or salt that the formula counts it as."""
        material, form = self.facts.get("material"), self.value("form")
        if material is None or form not in ("solution", "liquid") or material.value not in ("oxide", "salt"):
            return
        if not any(m.role == "class" for m in self._clause()):
            values = (str(material.value), "salt", "compound", "mixture")
            self.leave_open("material", values, material.words, "in a solution it may be counted as the oxide")

    # ------------------------------------------------------------ numbers
    def _fractions(self) -> dict[str, Derived]:
        """Return the contents as mass fractions; what is inside without an amount is at least the smallest step."""
        return {d.fact: d for c in self.contents.values() if (d := self._fraction(c)) is not None}

    def _fraction(self, content: Content) -> Derived | None:
        fact = f"mf_{content.symbol.lower()}"
        if fact not in vocabulary():
            return None
        scale = 100 * 10 ** vocabulary()[fact].decimals
        low = 1 if not content.low and content.high != 0 else floor((content.low or 0) * scale)
        high = None if content.high is None else ceil(content.high * scale)
        because = {"name": "named as inside", "formula": "by the formula"}.get(content.origin, "the amount stated")
        return Derived(fact, low=low, high=high, origin=content.origin, words=content.words, because=because)

    def _cas(self) -> None:
        """The CAS number stated, else that of the substance named."""
        for mention in self.mentions:
            if mention.kind == "cas" and isinstance(mention.ref, str) and is_cas(mention.ref):
                because = "a CAS number with a right check digit"
                self.say("cas_number", mention.ref, mention.ref, because, origin="stated")
        head = self.head
        if head is not None and isinstance(head.ref, Term) and head.ref.cas and "material" not in self.open:
            self.say("cas_number", head.ref.cas, self.quote(head), "the number of the substance named")


RARE_MAGNETS = (("magnet_family", "NdFeB"), ("magnet_family", "SmCo"))
RARE_ACTIVITIES = frozenset("mining separation smelting magnet_making recycling metal_and_alloy_making".split())


def _says(mention: Mention) -> Iterator[Saying]:
    if isinstance(mention.ref, Term):
        yield from mention.ref.says


@lru_cache(maxsize=256)
def _part_of(equipment: str) -> str:
    """Return the value of the vocabulary for parts of a kind of equipment, or nothing: strip_casting_furnace."""
    parts = [value for value in vocabulary()["equipment"].of if value.endswith("_part")]
    return next((part for part in parts if equipment.startswith(part.removesuffix("_part"))), "")


def _speaks_of_rare(mention: Mention) -> bool:
    return mention.role in ("stuff", "class", "quality") and any(s.fact == "rare_earth" for s in _says(mention))


def _is_boolean(fact: str) -> bool:
    return fact in vocabulary() and vocabulary()[fact].type == "boolean"
