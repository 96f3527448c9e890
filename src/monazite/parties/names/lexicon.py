"""The pack made ready to look names up in: phrases by their first word, hanzi by their longest match."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monazite.parties.names.letters import has_han, latin, pinyin, simplified, vowelless
from monazite.parties.names.model import Concept, PartyPack
from monazite.parties.names.spoken import Spoken

__all__ = ["Lexicon"]

SILENT = ("the", "and", "of")  # words of names that tell nothing
ENDS = ("limited", "llc", "inc", "plc", "gmbh", "oao", "ooo")  # forms that people are given to disguise them
# What kind of place it is tells nothing: 宁波市 is 宁波.
_UNITS = (
    "",
    *"省 市 县 区 镇 自治区 维吾尔自治区 壮族自治区 回族自治区 特别行政区 高新区 开发区 经济技术开发区 保税区".split(),
)
_RUN = 16  # signs of the longest word, known or not
_WORD, _SIGN, _REST, _ALONE = 0.6, 2.5, 1.2, 1.5  # what words of hanzi cost


class Lexicon:
    """Words of a pack by what they mean. Built once; afterwards only read, from any thread."""

    def __init__(self, pack: PartyPack) -> None:
        self.pack = pack
        self.weights = pack.scoring.weights
        self.phrases: dict[str, Concept] = {}
        self.longest: dict[str, int] = {}
        self.han: dict[str, Concept] = {}
        self.concepts = {c.id: c for c in pack.concepts}
        self._add_concepts(pack.concepts)
        people = [(w, word) for word in pack.people for w in (word.id, *word.spellings)]
        self.people = {latin(w): word for w, word in people if not vowelless(w) and not has_han(w)}
        self.titles = _titles(pack)
        self.forms, self.ends, self.han_forms = self._forms()
        # How many words the longest form has that begins, or ends, with a word: most words do neither.
        self._begin, self._end = dict[str, int](), dict[str, int]()
        for words in filter(None, map(str.split, self.forms)):
            self._begin[words[0]] = max(self._begin.get(words[0], 0), len(words))
            self._end[words[-1]] = max(self._end.get(words[-1], 0), len(words))
        self.giles: dict[str, list[str]] = {}
        for syllable, spelling in pack.wade_giles.items():
            self.giles.setdefault(spelling, []).append(syllable)
        han_forms = [simplified(w) for form in pack.forms for w in form.words if has_han(w)]
        self.spoken = Spoken(self.han, han_forms, frozenset(pack.wade_giles), self.weights)
        self.within = {c.id: tuple(self._within(c)) for c in pack.concepts if c.kind == "place"}

    def _add_concepts(self, concepts: Sequence[Concept]) -> None:
        for concept in concepts:
            for phrase in concept.latin:
                if not vowelless(phrase) and not _too_short(phrase, concept):
                    self._add_phrase(latin(phrase), concept)
                    self._add_phrase(latin(phrase).replace(" corporation ", " "), concept)
            for word in concept.zh:
                for unit in _UNITS if concept.kind == "place" else ("",):
                    self.han.setdefault(simplified(word) + unit, concept)
        spoken: dict[str, set[str]] = {}
        for word, concept in self.han.items():
            if len(word) > 1 and concept.kind != "brand":
                spoken.setdefault("".join(pinyin(word)), set()).add(concept.id)
        for text, ids in spoken.items():
            if len(ids) == 1 and len(text) > 5:  # "keji" has four letters, but so have names: only what is long
                self._add_phrase(text, self.concepts[next(iter(ids))])

    def _add_phrase(self, phrase: str, concept: Concept) -> None:
        if phrase and phrase not in self.phrases:
            words = phrase.split()
            self.phrases[phrase] = concept
            self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))

    def _within(self, concept: Concept) -> Iterator[str]:
        """Yield the places that a place lies in."""
        seen = {concept.id}
        while concept.within in self.concepts and concept.within not in seen:
            seen.add(concept.within)
            concept = self.concepts[concept.within]
            yield concept.id

    def _forms(self) -> tuple[dict[str, str], frozenset[str], re.Pattern[str]]:
        words: dict[str, str] = {}
        ends: set[str] = set()
        han: list[str] = []
        for form in self.pack.forms:
            for text in form.words:
                if has_han(text) or text in "㈱㈲":
                    han.append(simplified(text))
                else:
                    words.setdefault(latin(text), form.id)
                    ends |= {latin(text)} if form.id in ENDS else set()
        longest_first = sorted(filter(None, han), key=len, reverse=True)
        return words, frozenset(ends), re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})$")

    def at(self, words: Sequence[str], start: int) -> tuple[Concept, int] | None:
        """Return the concept of the longest phrase that begins at a word, and how many words it has."""
        longest = self.longest.get(words[start], 0)
        for n in range(min(longest, len(words) - start), 0, -1):
            concept = self.phrases.get(" ".join(words[start : start + n]))
            if concept is not None:
                return concept, n
        return None

    def single(self, word: str) -> Concept | None:
        """Return what a word means by itself."""
        return self.phrases.get(word)

    def form_at(self, words: Sequence[str], start: int) -> int:
        """Return how many words of a legal form begin at a word, else 0."""
        for n in range(min(self._begin.get(words[start], 0), len(words) - start), 0, -1):
            if " ".join(words[start : start + n]) in self.forms:
                return n
        return 0

    def form_before(self, words: Sequence[str], end: int) -> int:
        """Return how many words of a legal form end before a word, else 0."""
        for n in range(min(self._end.get(words[end - 1], 0), end), 0, -1):
            if " ".join(words[end - n : end]) in self.forms:
                return n
        return 0

    def nested(self, one: str, other: str) -> bool:
        """Whether one of two places lies in the other."""
        return one in self.within.get(other, ()) or other in self.within.get(one, ())

    def segments(self, text: str) -> Iterator[tuple[str, Concept | None]]:
        """Yield the known words of a run of hanzi and what lies between them, in the cheapest way to read it.

        Words cost little, signs that no word covers much, and one left over most: 华光|能源, not 华|光能|源.
        A single sign has its meaning only where it stands alone between words.
        """
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(text) + 1):
            starts = range(max(0, end - _RUN), end)
            best.append(min((best[start][0] + self._cost(text[start:end]), start) for start in starts))
        cuts, end = [], len(text)
        while end:
            cuts.append((best[end][1], end))
            end = best[end][1]
        for start, end in reversed(cuts):
            yield text[start:end], self.han.get(text[start:end])

    def _cost(self, word: str) -> float:
        if word in self.han:
            return _WORD if len(word) > 1 else _SIGN
        return _REST + len(word) + (_ALONE if len(word) == 1 else 0.0)


def _titles(pack: PartyPack) -> re.Pattern[str]:
    """Return the pattern of titles in hanzi."""
    words = [simplified(s) for word in pack.people if word.kind == "title" for s in word.spellings if has_han(s)]
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)")


def _too_short(phrase: str, concept: Concept) -> bool:
    """Whether letters are too few to stand for a brand of another name: HIT is also something else than 哈工大."""
    return concept.kind == "brand" and len(phrase) < 4 and phrase != concept.id
