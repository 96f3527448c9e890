"""Reading descriptions: words in, what they say of the goods out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monazite.chemistry.formula import Formula, parse_formula
from monazite.goods.answer import Content, Goods, Open
from monazite.goods.beyond import left_open
from monazite.goods.derive import derive
from monazite.goods.fold import LONGEST, clipped
from monazite.goods.lexicon import Tokens, words
from monazite.goods.listing import Listing, listing
from monazite.goods.mentions import Mention, Scanner
from monazite.goods.model import Element, GoodsPack, Term
from monazite.goods.search import placed, tokens
from monazite.goods.several import pieces, together
from monazite.goods.substance import bind

__all__ = ["Reader"]

# How much the words of a zone count when headings are searched.
WEIGHTS = {"main": 1.0, "of": 0.7, "made_of": 0.7, "content": 0.3, "purpose": 0.3, "process": 0.2, "relation": 0.0}
WEIGHTS |= {"named": 0.7, "refused": 0.3}
NAMES = 0.6  # of the names that the pack has for what was read
# Facts by which goods are taken off lists.
CLOSING = (
    "composition_complete",
    "material",
    "main_element",
    "alloy",
    "substance",
    "magnet_family",
    "equipment",
    "made_for_rare_earths",
    "kind",
)
FAINT = ("noise", "claim", "amount")
NAMING = ("article", "stuff", "class", "document", "service", "activity")
FRAGMENT = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
SHORT = 2  # letters of Latin words that say nothing by themselves: of, in, to


class Reader:
    """Reads descriptions with a goods pack; built once, used in any thread."""

    def __init__(self, pack: GoodsPack) -> None:
        self.pack = pack
        self._scanner = Scanner(pack)
        self._named: dict[str, tuple[str, ...]] = {}

    def read(self, text: str, specification: str = "", composition: str = "", assay: str = "") -> Goods:
        """Return what a description says, with its specification, stated composition and assay where there are any."""
        written, cut = _together(text, specification)
        folded = self._scanner.fold(written)
        found = words(folded.text)
        mentions = self._scanner.scan(folded.text, found)
        listed, reading = self._listed(composition, "stated"), self._listed(assay, "assay")
        stated, found_there = listed.contents, reading.contents
        goods = derive(folded, mentions, self.pack, stated, found_there)
        parts, sure = pieces(folded.text, mentions)
        if parts:
            goods = together(goods, [self._part(part, stated, found_there) for part in parts], sure)
        naming = [m for m in mentions if m.role in NAMING and m.zone == "main" and isinstance(m.ref, Term)]
        naming.sort(key=lambda m: m.ref.id != goods.head if isinstance(m.ref, Term) else True)
        ids = tuple(dict.fromkeys(m.ref.id for m in naming if isinstance(m.ref, Term)))
        wrong = [*self._wrong(composition, "stated"), *self._wrong(assay, "assay")]
        goods = _left(goods, [*wrong, *listed.open, *reading.open])
        if cut or any(clipped(part, LONGEST)[1] for part in (composition, assay)):
            goods = _unread(goods)
        query = self._query(found, mentions, goods.head)
        return replace(goods, naming=ids, query=query)

    def _part(self, text: str, stated: Mapping[str, Content], assay: Mapping[str, Content]) -> Goods:
        """Return what one of several goods on a line is by its own words."""
        folded = self._scanner.fold(text)
        mentions = self._scanner.scan(folded.text)
        goods = derive(folded, mentions, self.pack, stated, assay)
        return replace(goods, query=self._query(words(folded.text), mentions, goods.head))

    def _query(self, found: Tokens, mentions: Sequence[Mention], head: str) -> tuple[tuple[str, float], ...]:
        """Return the words to search by with their weights: those of the text, by what they do in it, and the names
        that the pack has for what was read; of a word that comes several times the greatest weight."""
        query: dict[str, float] = {}
        following = iter((*mentions, None))
        mention = next(following)
        for token, at in placed(found):
            while mention is not None and mention.end <= at:
                mention = next(following)
            weight = _weight(mention) if mention is not None and mention.start <= at else 1.0
            if weight > query.get(token, 0.0):
                query[token] = weight
        for mention in mentions:
            if isinstance(mention.ref, Term) and (weight := _weight(mention)):
                weight *= NAMES * (1.5 if mention.ref.id == head else 1.0)
                for token in self._names(mention.ref):
                    if weight > query.get(token, 0.0):
                        query[token] = weight
        return tuple(query.items())

    def _names(self, term: Term) -> tuple[str, ...]:
        """Return the tokens of a term's first names."""
        found = self._named.get(term.id)
        if found is None:
            names = (*term.en[:1], *term.zh[:1])
            found = self._named[term.id] = tuple(dict.fromkeys(t for name in names for t in tokens(name)))
        return found

    def unread(self, text: str) -> tuple[str, ...]:
        """Return the words that no name, formula, grade or amount of the pack covers, each once, as written."""
        folded = self._scanner.fold(text)
        found: list[str] = []
        at = 0
        for start, end in (*((m.start, m.end) for m in self._scanner.scan(folded.text)), (len(folded.text), 0)):
            for word in FRAGMENT.finditer(folded.text, at, start):
                if not word[0][0].isdigit() and (len(word[0]) > SHORT or not word[0].isascii()):
                    found.append(folded.quote(word.start(), word.end()))
            at = end
        return tuple(dict.fromkeys(found))

    def _listed(self, text: str, origin: str) -> Listing:
        """Return what a composition or a laboratory reading states."""
        if not text:
            return Listing({})
        return listing(self._scanner.fold(text).text, self.substances, self.pack.weights, origin)

    def _wrong(self, text: str, origin: str) -> Iterator[Open]:
        """Yield what a composition or reading leaves open that cannot be true."""
        if text:
            yield from left_open(self._scanner.fold(text).text, self.substances, self.pack.weights, origin)

    def substances(self, text: str) -> Iterator[tuple[int, int, Formula]]:
        """Yield the named substances of a composition: elements, and the oxides that words beside them make."""
        mentions = self._scanner.scan(text)
        bind(text, mentions, self.pack)
        for mention in mentions:
            if isinstance(mention.ref, Element):
                yield mention.start, mention.end, mention.bound or parse_formula(mention.ref.symbol)
            elif isinstance(mention.ref, Term) and (mention.ref.formula or mention.ref.contains):
                yield mention.start, mention.end, _formula(mention.ref)


def _together(text: str, specification: str) -> tuple[str, bool]:
    """Return a description and its specification as one text, and whether anything of them is not read.

    Each has half of the room, and what the other does not need: a long one does not hide the other.
    """
    parts = [part for part in (text, specification) if part]
    room = LONGEST - len(parts) + 1  # less the line end between them
    needs = [len(clipped(part, LONGEST)[0]) for part in parts]
    spare = [room - sum(min(need, room // 2) for need in needs[:n] + needs[n + 1 :]) for n in range(len(parts))]
    read = [clipped(part, max(rest, room // 2)) for part, rest in zip(parts, spare, strict=True)]
    return "\n".join(part for part, _ in read), any(cut for _, cut in read)


def _unread(goods: Goods) -> Goods:
    """Return what a text says of which the end is not read: nothing of it may rule anything out."""
    gone = [name for name in CLOSING if name in goods.facts]
    left = [
        Open(n, (str(goods.facts[n].value),), goods.facts[n].words, "the text is longer than is read") for n in gone
    ]
    kept = {name: fact for name, fact in goods.facts.items() if name not in gone}
    return replace(goods, facts=kept, open=(*goods.open, *left), cut=True)


def _formula(term: Term) -> Formula:
    """Return the formula of a term; of what only holds some elements, the system of these: 镨钕, mischmetal."""
    if term.formula:
        return parse_formula(term.formula)
    return parse_formula("-".join(term.contains if len(term.contains) > 1 else (*term.contains, "H")))


def _left(goods: Goods, wrong: Sequence[Open]) -> Goods:
    """Return what a line says with more left open by its composition and its assay; of a fact the first reason."""
    left = {one.fact: one for one in reversed((*goods.open, *wrong))}
    facts = {name: fact for name, fact in goods.facts.items() if name != "composition_complete" or name not in left}
    return replace(goods, facts=facts, open=tuple(reversed(left.values())))


def _weight(mention: Mention) -> float:
    """How much the words of a mention count when headings are searched."""
    return WEIGHTS.get(mention.zone, 0.0) * (0.2 if mention.role in FAINT else 1.0)
