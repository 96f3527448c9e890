"""Folding: a name as it is compared. Legal forms are cut, words get their meaning, scripts meet in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, product

from monazite.parties.names.bare import Bare
from monazite.parties.names.hanzi import Hanzi
from monazite.parties.names.letters import LONGEST, has_han, latin, plain, unvowelled, vowelless
from monazite.parties.names.lexicon import SILENT, Lexicon
from monazite.parties.names.model import Folded, Token, View
from monazite.parties.names.scripts import together
from monazite.parties.names.view import keys_of, views_of

__all__ = ["Folder"]

_SERVANT = re.compile(r"\b(?:abdul|abdel|abdal|abdur|abdol|abd (?:al|ul|el|ol|ar|ur|as|ash|an|az|er|us))[ ]?(?=[a-z])")
_TENS = re.compile("[2-9]0$")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)?$")
_DIGITS_AS_LETTERS = str.maketrans("0134578", "oleastb")
_SWAPPED = re.compile(r"(?=.*[a-z]{2})[a-z0134578]+$")
_SON_OF = ("bin", "ben", "ibn")
_SPELLINGS = 8
_IN_BRAND = 0.6  # how much a plain word tells that a brand is made of
_BEFORE = 3  # a legal form of fewer letters is cut in front only where it is a phrase


class Folder:
    """Folds names with one pack; holds no state of its own, so one serves all threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.weights = lexicon.weights
        self.hanzi = Hanzi(lexicon, self.company, self.worded)
        self.bare = Bare(lexicon)

    def fold(self, text: str, *, person: bool) -> Folded:
        """Return a name as it is compared; as that of a person, or of anything else. Its first 500 signs are read."""
        given, text = text[:LONGEST], together(text[:LONGEST])
        if has_han(text):
            return replace(self.hanzi.fold(text, person=person), text=given)
        if vowelless(text):
            return replace(self.bare.fold(text, person=person), text=given)
        words = latin(text).split()
        words, forms = self._person_words(words) if person else self.cut(words)
        views = views_of(self._readings(words) if person else self.companies(words))
        return Folded(given, person, views, None, plain(text), unvowelled(text), forms, keys_of(views))

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
            if n > 1 or (n and (words[i] in lexicon.ends or lexicon.forms[words[i]] == "corp")):
                forms.add(lexicon.forms[" ".join(words[i : i + n])])
                words = words[:i] + words[i + n :]
            else:
                i += 1
        return words, frozenset(forms)

    # ------------------------------------------------------------ companies
    def company(self, words: Sequence[str]) -> Iterator[Token]:
        """Yield the words of the name of a company, ship or authority, each with its meaning."""
        words = list(_letters_joined(words))
        yield from _numbers(self._meanings(words))

    def companies(self, words: Sequence[str]) -> Iterator[Sequence[Token]]:
        """Yield the readings of a name: as it stands, as pinyin, and each with the words that a brand is made of."""
        said = [tuple(self.company(words))]
        if spoken := self.lexicon.spoken.read(words):
            said.append(spoken)
        if self._syllables_among(words, {w for w in words if (c := self.lexicon.at([w], 0)) and c[0].id in SILENT}):
            said.append(tuple(_numbers(self._meanings(list(_letters_joined(words)), silent=False))))
        for tokens in said:
            yield tokens
            if any(token.kind == "brand" for token in tokens):
                yield tuple(self.worded(tokens))

    def worded(self, tokens: Iterable[Token]) -> Iterator[Token]:
        """Yield words with brands in the plain words that they are made of: China, national, petroleum."""
        for token in tokens:
            words = token.text.split() if token.text.isascii() else []
            if token.kind == "brand" and len(words) < 2:
                phrases = [p.split() for p in self.lexicon.concepts[token.id].latin]
                words = max((p for p in phrases if len(p) > 2), key=len, default=[])
            if token.kind == "brand" and len(words) > 1:
                for part in _numbers(self._meanings(words, most=1)):
                    yield part._replace(weight=max(part.weight, _IN_BRAND))  # none may be missing: it would be another
            else:
                yield token

    def telling(self, view: View, *, person: bool) -> bool:
        """Whether a name is so rare that few parties share it: words that the pack knows are not, nor is pinyin."""
        lexicon = self.lexicon
        if not person:
            return len(view.tokens) > 2 or any(t.kind in ("name", "brand") and len(t.text) > 1 for t in view.tokens)
        rare = [
            token
            for token in view.tokens
            if len(token.text) > 4 and token.text not in lexicon.people and not lexicon.spoken.chinese(token.text)
        ]
        return len(rare) > 1 or (len(rare) == 1 and len(view.tokens) > 2)

    def _syllables_among(self, words: Sequence[str], silent: Container[str]) -> bool:
        """Whether a word that else says nothing stands beside a syllable of Chinese, and is one: Da Hua, De Sheng."""
        if not any(word in silent for word in words):
            return False
        chinese = [False, *(self.lexicon.spoken.chinese(word) for word in words), False]
        beside = zip(chinese, chinese[1:], chinese[2:], words, strict=False)
        return any(here and (before or after) and word in silent for before, here, after, word in beside)

    def _meanings(self, words: Sequence[str], most: int = 0, *, silent: bool = True) -> Iterator[Token]:
        """Yield words with their meaning, that of the longest phrases; `most` words of one if it says so.

        What says nothing is left out, or where it is not `silent` here taken for a name.
        """
        i = 0
        while i < len(words):
            found = self.lexicon.at(words[i : i + most] if most else words, 0 if most else i)
            if found is None:
                yield self._word(words[i])
                i += 1
                continue
            concept, n = found
            if concept.id not in SILENT:
                yield Token(" ".join(words[i : i + n]), concept.id, concept.kind, self.weights[concept.kind])
            elif not silent and self.lexicon.spoken.chinese(words[i]):
                yield self._word(words[i])
            i += n

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

    def person(self, words: Sequence[str], kept: Container[str] = ()) -> Iterator[Token]:
        """Yield the words of the name of a person; titles and particles go, save those `kept`, and if all are such."""
        known = [None if word in kept else self.lexicon.people.get(word) for word in words]
        heavy = [k is None or k.kind == "name" for k in known]
        before = ""
        for word, entry, counts in zip(words, known, heavy, strict=True):
            kind, before = "father" if before in _SON_OF else "name", word
            if not counts and any(heavy):
                continue
            if entry is not None and entry.kind == "name":
                yield Token(word, entry.id, kind, self.weights["common" if entry.common else "name"])
            else:
                part = self._part(word)
                yield part if part.kind != "name" or kind == "name" else part._replace(kind=kind)

    def _readings(self, words: Sequence[str]) -> Iterator[Iterable[Token]]:
        """Yield the words of a person, and in pinyin where they are spelt after Wade and Giles: Mao Tse-tung."""
        yield self.person(words)
        silent = {word for word in words if (w := self.lexicon.people.get(word)) and w.kind != "name"}
        # Deng De Ming and Li Bin Wang; not Hasan bin Ali, of whom Ali bin Hasan is the father or the son.
        spoken = self.lexicon.spoken
        if silent and all(map(spoken.syllable if silent.intersection(_SON_OF) else spoken.chinese, words)):
            yield self.person(words, kept=silent)
        giles, syllables = self.lexicon.giles, self.lexicon.pack.wade_giles
        if 1 < len(words) < 5 and all(w in giles for w in words) and any(w not in syllables for w in words):
            for spelt in islice(product(*(giles[w] for w in words)), _SPELLINGS):
                yield self.person(spelt)

    def _part(self, word: str) -> Token:
        """Return a part of a name that the pack lacks; digits that stand for letters are read as those."""
        if not word.isalpha() and _SWAPPED.match(word):
            word = word.translate(_DIGITS_AS_LETTERS)
        return self._word(word)


def _numbers(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield words, tens and units side by side as one number: forty four."""
    tens: Token | None = None
    for token in tokens:
        unit = token.kind == "number" and len(token.id) == 1
        if tens is not None:
            yield tens._replace(text=f"{tens.text} {token.text}", id=tens.id[0] + token.id) if unit else tens
            if unit:
                tens = None
                continue
        tens = token if token.kind == "number" and _TENS.match(token.id) and token.text.isalpha() else None
        if tens is None:
            yield token
    if tens is not None:
        yield tens


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
