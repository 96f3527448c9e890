"""The state of reading one description: its mentions, and what was said so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from monazite.goods.answer import Content, Derived, Open
from monazite.goods.contents import Link, links
from monazite.goods.fold import Folded
from monazite.goods.grammar import arrange, primary
from monazite.goods.mentions import Mention
from monazite.goods.model import GoodsPack, Saying, Term
from monazite.goods.substance import Substance, bind, substance_of
from monazite.vocabulary import vocabulary

__all__ = ["HOLDERS", "INSIDE", "MACHINES", "THINGS", "WIDER", "Reading", "says"]

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
THINGS = HOLDERS  # a thing stays a thing, whatever is inside
INSIDE = ("main", "of", "content", "made_of")


TRACE = Fraction(1, 50)  # of what there is at most so much, the goods are not called


class Reading:
    """One description being read: mentions in clauses, and facts, likely facts, contents and what is open so far."""

    def __init__(
        self,
        folded: Folded,
        mentions: Sequence[Mention],
        pack: GoodsPack,
        stated: Mapping[str, Content],
        assay: Mapping[str, Content],
    ) -> None:
        self.folded, self.pack, self.mentions = folded, pack, mentions
        self.clauses = arrange(folded.text, mentions)
        bind(folded.text, mentions, pack)
        self.links = links(folded.text, mentions)
        self.head, self.others = self._named()
        self.facts: dict[str, Derived] = {}
        self.likely: list[Derived] = []
        self.open: dict[str, Open] = {}
        self.contents: dict[str, Content] = dict(stated)
        self.assay = assay
        self.typical: dict[str, Content] = {}
        self.substance = self.compose()

    def _named(self) -> tuple[Mention | None, list[Mention]]:
        """Return what the goods are called, and what else is; a trace (Tb4O7 < 0.01 %) names goods only by itself."""
        traces = [k.substance for k in self.links if k.substance is not None and _is_trace(k)]
        traces = [m for m in traces if m.zone == "main"]
        for mention in traces:
            mention.zone = "content"
        head, others = primary(self.clauses)
        if head is not None or not traces:
            return head, others
        for mention in traces:
            mention.zone = "main"
        return primary(self.clauses)

    def quote(self, *mentions: Mention) -> str:
        """Return the words of mentions as written, from the first to the last where they stand together."""
        if len(mentions) == 1:
            return self.folded.quote(mentions[0].start, mentions[0].end)
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

    @staticmethod
    def name_of(mention: Mention) -> str:
        """Return the pack's name of what is mentioned."""
        return mention.ref.name if isinstance(mention.ref, Term) else str(mention.ref)

    def leave_open(self, fact: str, values: Iterable[str], words: str, because: str) -> None:
        """Take back a fact: the words say different things."""
        self.facts.pop(fact, None)
        self.open.setdefault(fact, Open(fact, tuple(dict.fromkeys(values)), words, because))

    def value(self, fact: str) -> str | bool | None:
        """Return what is certain so far."""
        found = self.facts.get(fact)
        return found.value if found else None

    def clause(self) -> list[Mention]:
        return next((c for c in self.clauses if any(m is self.head for m in c)), [])

    def asides(self) -> list[Mention]:
        """Formulas that stand alone beside the head's clause: "Dysprosium oxide (Dy2O3)", "氧化镝|Dy2O3"."""
        own = self.clause()
        return [m for c in self.clauses if c is not own for m in c if m.kind == "formula" and m.zone == "main"]

    def compose(self) -> Substance:
        """Return what the words compose: what is inside at most in an amount names nothing ("magnets Dy < 0.01 %")."""
        most = {id(k.substance) for k in self.links if k.value.low is None and k.value.high is not None}
        return substance_of([m for m in self.clause() if id(m) not in most], self.asides())


def _is_trace(link: Link) -> bool:
    return link.value.low is None and link.value.high is not None and link.value.high < TRACE


def says(mention: Mention) -> Iterator[Saying]:
    """Yield what the term of a mention says."""
    if isinstance(mention.ref, Term):
        yield from mention.ref.says


def _is_boolean(fact: str) -> bool:
    return fact in vocabulary() and vocabulary()[fact].type == "boolean"
