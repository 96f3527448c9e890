"""Pinyin: names of companies that are written as they sound, in syllables joined or apart, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile

from monazite.parties.names.letters import pinyin
from monazite.parties.names.model import Concept, Token

__all__ = ["Spoken"]

_LONGEST = 6  # letters of a syllable
_WHOLE = 4  # signs of a word that needs no other to be taken for Chinese
_SIGNS = 24  # of a name


class Spoken:
    """Words of hanzi by their sound; built once, then only read."""

    def __init__(
        self, han: Mapping[str, Concept], forms: Sequence[str], syllables: frozenset[str], weights: Mapping[str, float]
    ) -> None:
        self.weights = weights
        self._forms = sorted({"".join(pinyin(form)) for form in forms if len(form) > 1}, key=len, reverse=True)
        self._words: dict[str, Concept | None] = {}
        for word, concept in han.items():
            if len(word) > 1:
                self._add("".join(pinyin(word)), concept)
        self._split = lru_cache(maxsize=65_536)(lambda word: _syllables(word, syllables))

    def _add(self, text: str, concept: Concept) -> None:
        """Add a word; brands go before others that sound the same, and else none is meant."""
        before = self._words.setdefault(text, concept)
        if before is not None and before.id != concept.id and before.kind != "brand":
            self._words[text] = concept if concept.kind == "brand" else None

    def chinese(self, word: str) -> bool:
        """Whether a word is made of syllables of Chinese."""
        return bool(self._split(word))

    def syllable(self, word: str) -> bool:
        """Whether a word is one syllable of Chinese."""
        return len(self._split(word)) == 1

    def brand(self, word: str) -> bool:
        """Whether a brand that is written in hanzi sounds like this."""
        found = self._words.get(word)
        return found is not None and found.kind == "brand"

    def read(self, words: Sequence[str]) -> tuple[Token, ...]:
        """Return the words that a name in pinyin has; none where it is not one, or its words are not known."""
        parts = list(takewhile(bool, map(self._split, words)))
        if len(parts) < len(words) or not _WHOLE <= sum(map(len, parts)) <= _SIGNS:
            return ()
        syllables = self._without_form([s for part in parts for s in part])
        tokens = list(self._tokens(syllables))
        known = [token for token in tokens if token.kind != "name"]
        alone = any(len(self._split(token.text)) >= _WHOLE for token in known)
        return tuple(tokens) if len(known) > 1 or alone else ()

    def _without_form(self, syllables: list[str]) -> list[str]:
        text = "".join(syllables)
        form = next((form for form in self._forms if text.endswith(form) and form != text), "")
        while form and syllables:
            form = form.removesuffix(syllables.pop())
        return syllables

    def _tokens(self, syllables: Sequence[str]) -> Iterator[Token]:
        at, rest = 0, ""
        while at < len(syllables):
            ends = range(len(syllables), at + 1, -1)
            end, found = next(
                ((e, c) for e in ends if (c := self._words.get("".join(syllables[at:e])))), (at + 1, None)
            )
            text = "".join(syllables[at:end])
            at = end
            if found is None:
                rest += text
                continue
            if rest:
                yield Token(rest, rest, "name", self.weights["name"])
            rest = ""
            yield Token(text, found.id, found.kind, self.weights[found.kind])
        if rest:
            yield Token(rest, rest, "name", self.weights["name"])


def _syllables(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return the syllables of a word, the longest first where there are several readings; none if it has others."""
    best: dict[int, tuple[str, ...]] = {len(word): ()}
    for start in range(len(word) - 1, -1, -1):
        for end in range(min(len(word), start + _LONGEST), start, -1):
            if end in best and word[start:end] in known:
                best[start] = (word[start:end], *best[end])
                break
    return best.get(0, ())
