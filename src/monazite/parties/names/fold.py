"""Folding: a name as it is compared. Legal forms are cut, words get their meaning, scripts meet in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monazite.parties.names.hanzi import Hanzi
from monazite.parties.names.letters import has_han, latin, plain, vowelless
from monazite.parties.names.lexicon import SILENT, Lexicon
from monazite.parties.names.model import Folded, Token
from monazite.parties.names.view import keys_of, views_of

__all__ = ["Folder"]

_SERVANT = re.compile(r"\b(?:abdul|abdel|abdal|abdur|abdol|abd (?:al|ul|el|ol|ar|ur|as|ash|an|az|er|us))[ ]?(?=[a-z])")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)?$")
_DIGITS_AS_LETTERS = str.maketrans("0134578", "oleastb")
_SWAPPED = re.compile(r"(?=.*[a-z]{2})[a-z0134578]+$")
_BEFORE = 3  # a legal form of fewer letters is cut in front only where it is a phrase


class Folder:
    """Folds names with one pack; holds no state of its own, so one serves all threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.weights = lexicon.weights
        self.hanzi = Hanzi(lexicon, self.company)

    def fold(self, text: str, *, person: bool) -> Folded:
        """Return a name as it is compared; as that of a person, or of anything else."""
        if has_han(text):
            return self.hanzi.fold(text, person=person)
        words, bare = latin(text).split(), vowelless(text)
        words, forms = self._person_words(words) if person else self.cut(words)
        views = views_of([self.person(words, bare) if person else self.company(words, bare)])
        return Folded(text, person, views, None, plain(text), forms, keys_of(views))

    # ------------------------------------------------------------ legal forms
    def cut(self, words: list[str]) -> tuple[list[str], frozenset[str]]:
        """Return the words of a company without its legal forms, and which forms those were."""
        lexicon, forms = self.lexicon, set()
        while words and (n := lexicon.form_before(words, len(words))):
            forms.add(lexicon.forms[" ".join(words[-n:])])
            words = words[:-n]
        while words and (n := lexicon.form_at(words, 0)) and len(" ".join(words[:n])) >= _BEFORE and len(words) > n:
            forms.add(lexicon.forms[" ".join(words[:n])])
            words = words[n:]
        i = 1
        while i < len(words):
            n = lexicon.form_at(words, i)
            if n > 1 or (n and words[i] in lexicon.ends):
                forms.add(lexicon.forms[" ".join(words[i : i + n])])
                words = words[:i] + words[i + n :]
            else:
                i += 1
        return words, frozenset(forms)

    # ------------------------------------------------------------ companies
    def company(self, words: Sequence[str], bare: bool = False) -> Iterator[Token]:
        """Yield the words of the name of a company, ship or authority, each with its meaning.

        `bare` words lost their vowels: only the words of the pack in such scripts are looked for.
        """
        if bare:
            yield from map(self._bare_word, words)
            return
        words = list(_letters_joined(words))
        i = 0
        while i < len(words):
            found = self.lexicon.at(words, i)
            if found is None:
                yield self._word(words[i])
                i += 1
                continue
            concept, n = found
            if concept.id not in SILENT:
                yield Token(" ".join(words[i : i + n]), concept.id, concept.kind, self.weights[concept.kind])
            i += n

    def _bare_word(self, word: str) -> Token:
        concept = self.lexicon.vowelless.get(word)
        if concept is None:
            return self._word(word)
        return Token(word, concept.id, concept.kind, self.weights[concept.kind])

    def _word(self, word: str) -> Token:
        if match := _ORDINAL.match(word):
            number = match[1].lstrip("0") or "0"
            return Token(word, number, "number", self.weights["number"])
        if len(word) == 1:
            return Token(word, word, "initial", self.weights["initial"])
        return Token(word, word, "name", self.weights["short" if len(word) < 3 else "name"])

    # ------------------------------------------------------------ persons
    def _person_words(self, words: list[str]) -> tuple[list[str], frozenset[str]]:
        forms = set()
        while len(words) > 1 and words[-1] in self.lexicon.ends:
            forms.add(self.lexicon.forms[words.pop()])
        text = " ".join(words)
        return (_SERVANT.sub("abdul", text).split() if "abd" in text else words), frozenset(forms)

    def person(self, words: Sequence[str], bare: bool = False) -> Iterator[Token]:
        """Yield the words of the name of a person; titles and particles go, unless nothing else is there."""
        people = self.lexicon.people_vowelless if bare else self.lexicon.people
        known = [people.get(word) for word in words]
        heavy = [k is None or k.kind == "name" for k in known]
        for word, entry, counts in zip(words, known, heavy, strict=True):
            if not counts and any(heavy):
                continue
            if entry is not None and entry.kind == "name":
                yield Token(word, entry.id, "name", self.weights["common" if entry.common else "name"])
            else:
                yield self._part(word)

    def _part(self, word: str) -> Token:
        if not word.isalpha() and _SWAPPED.match(word):
            word = word.translate(_DIGITS_AS_LETTERS)
        return self._word(word)


def _letters_joined(words: Sequence[str]) -> Iterator[str]:
    """Yield words, letters that stand alone side by side as one ("I B M")."""
    run = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            yield run
            run = ""
        yield word
    if run:
        yield run
