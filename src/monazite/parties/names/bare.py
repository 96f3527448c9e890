"""Names in scripts that leave vowels out: known words by how they are written, the others by their consonants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monazite.parties.names.letters import latin, vowelless, without_article
from monazite.parties.names.lexicon import SILENT, Lexicon
from monazite.parties.names.model import Concept, Folded, PersonWord, Token
from monazite.parties.names.sound import sound
from monazite.parties.names.view import keys_of, views_of

__all__ = ["Bare"]

_FAMILY = re.compile("(?<![\u0600-\u06ff])آل(?![\u0600-\u06ff])")  # "of the house of", a word of its own
_ATTACHED = re.compile("^(?:وال|لل)(?=.{3})")  # "and the", "for the", written as one with the word
_SILENT = ("في", "من", "و", "در")
_SAME = str.maketrans("أإآٱىیکہ", "ااااييكه")  # letters that Arabic, Persian and Urdu write one way or another


class Bare:
    """Folds names in Arabic and Hebrew letters; holds no state of its own."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.weights = lexicon.weights
        pack = lexicon.pack
        self.words: dict[str, Concept] = {_key(w): c for c in pack.concepts for w in c.latin if vowelless(w)}
        self.people: dict[str, PersonWord] = {_key(s): w for w in pack.people for s in w.spellings if vowelless(s)}
        self.common = {sound(s) for w in pack.people if w.common for s in (w.id, *w.spellings)}
        self.forms = {_key(w): form.id for form in pack.forms for w in form.words if vowelless(w)}

    def fold(self, text: str, *, person: bool) -> Folded:
        """Return a name as it is compared: legal forms cut, articles gone."""
        key, forms = _key(text), set()
        if not person:
            for form, name in self.forms.items():
                if f" {form} " in f" {key} ":
                    forms.add(name)
                    key = f" {key} ".replace(f" {form} ", " ").strip()
        words = key.split()
        views = views_of([self._person(words) if person else self._company(words)])
        return Folded(text, person, views, None, False, True, frozenset(forms), keys_of(views))

    def _person(self, words: Sequence[str]) -> Iterator[Token]:
        known = [self.people.get(word) for word in words]
        heavy = [entry is None or entry.kind == "name" for entry in known]
        for word, counts in zip(words, heavy, strict=True):
            if counts or not any(heavy):
                yield from self._word(word)

    def _company(self, words: Sequence[str]) -> Iterator[Token]:
        for word in words:
            concept = self.words.get(word) or self.words.get(_ATTACHED.sub("", word))
            if word in _SILENT or (concept is not None and concept.id in SILENT):
                continue
            if concept is None:
                word = _ATTACHED.sub("", word)
                yield from self._word(word)
            else:
                yield Token(word, concept.id, concept.kind, self.weights[concept.kind])

    def _word(self, word: str) -> Iterator[Token]:
        for text in latin(word).split():
            weight = "common" if sound(text) in self.common else "name"
            yield Token(text, text, "number" if text.isdigit() else "name", self.weights[weight])


def _key(text: str) -> str:
    """Return words as they are looked up: without articles and marks, one letter where spellings differ."""
    return " ".join(without_article(_FAMILY.sub(" ", text)).translate(_SAME).split())
