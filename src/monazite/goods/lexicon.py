"""Finding the pack's terms in a text: words and Chinese characters alike, the longest first, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

__all__ = ["HAN", "Hit", "Lexicon", "Tokens", "stem", "words"]

Tokens = list[tuple[str, int, int]]  # word, start, end

HAN = "\u3400-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[A-Za-zÀ-ɏ]+|\d+(?:\.\d+)?|[{HAN}]")
LONG_ENOUGH = 6  # letters of a word that may hold a slip of the pen
JOINTS = frozenset(" -/'’.·()_\u00a0")
KEPT = ("glass", "gas", "brass", "press", "loss", "mass", "less", "cross", "class", "process", "lens", "series")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word in lower case without the ending of its plural.

    >>> stem("Oxides"), stem("alloys"), stem("batteries"), stem("glass")
    ('oxide', 'alloy', 'battery', 'glass')
    """
    word = word.lower()
    if len(word) < 4 or word in KEPT or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("shes", "ches", "xes", "sses", "nses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def words(text: str) -> Tokens:
    """Return the words of a text with their places: Latin words stemmed, numbers, single Chinese characters."""
    return [(stem(m[0]) if m[0][0].isalpha() else m[0], m.start(), m.end()) for m in TOKEN.finditer(text)]


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a text, from `start` to `end`; `slip` is the word as the pack has it, where it was misspelt."""

    start: int
    end: int
    names: tuple[str, ...]
    slip: str = ""


@dataclass(slots=True)
class _Node:
    """Where a name has got to: the words that may follow, and the ids of the names that end there."""

    below: dict[str, _Node] = field(default_factory=dict)
    names: tuple[str, ...] = ()


class Lexicon:
    """A set of names, each for one or several ids; built once, read in any thread."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._root = _Node()
        known: set[str] = set()
        for name, term in names:
            tokens = [token for token, _, _ in words(name)]
            if len(tokens) == 1 and len(tokens[0]) == 1 and tokens[0].isascii():
                continue  # one letter says nothing
            known.update(token for token in tokens if len(token) >= LONG_ENOUGH and token.isalpha())
            self._add(tokens, term)
        self._known = known
        self._by_length = _by_length(known)
        self._near: dict[str, str] = {}

    def _add(self, tokens: list[str], term: str) -> None:
        node = self._root
        for token in tokens:
            node = node.below.setdefault(token, _Node())
        if tokens and term not in node.names:
            node.names = (*node.names, term)

    def find(self, text: str, found: Tokens | None = None) -> Iterator[Hit]:
        """Yield the names in a text from left to right, the longest at each place, none inside another."""
        tokens = words(text) if found is None else found
        at, count = 0, len(tokens)
        while at < count:
            end, names, slip = self._longest(tokens, at, text)
            if names:
                yield Hit(tokens[at][1], tokens[end - 1][2], names, slip)
            at = end

    def _longest(self, tokens: Tokens, at: int, text: str) -> tuple[int, tuple[str, ...], str]:
        node = self._root
        best, names, slip, used = at + 1, tuple[str, ...](), "", ""
        for place in range(at, len(tokens)):
            token, start, _ = tokens[place]
            if place > at and not _joined(text, tokens[place - 1][2], start):
                break
            below = node.below.get(token)
            if below is None and len(token) >= LONG_ENOUGH and token not in self._known:
                used = self.nearest(token)
                below = node.below.get(used) if used else None
            if below is None:
                break
            node = below
            if node.names:
                best, names, slip = place + 1, node.names, used
        return best, names, slip

    def nearest(self, word: str) -> str:
        """Return the known word that differs by one slip (two in long words), or nothing where there is none."""
        near = self._near.get(word)
        if near is None:
            if len(self._near) > 100_000:
                self._near.clear()
            near = self._near[word] = self._search(word)
        return near

    def _search(self, word: str) -> str:
        if not word.isalpha() or not word.isascii():
            return ""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        slips = 2 if len(word) >= 10 else 1
        near = [w for n in range(len(word) - slips, len(word) + slips + 1) for w in self._by_length.get(n, ())]
        # The first letter is seldom wrong, and many pairs of names differ in it alone (terbium, erbium, ytterbium).
        near = [w for w in near if w[0] == word[0]]
        found = extract(word, near, scorer=OSA.distance, score_cutoff=slips, limit=2) if near else []
        # Two words as near as each other: which was meant nobody can tell.
        found = [f for f in found if not _ends_apart(word, f[0])]
        alone = len(found) == 1 or (len(found) == 2 and found[0][1] < found[1][1])
        return str(found[0][0]) if alone else ""


def _ends_apart(word: str, known: str) -> bool:
    """Whether two words differ in their last vowel alone: gallio and gallia are words of two languages, no slip."""
    return word[:-1] == known[:-1] and word[-1] in "aeiouy" and known[-1] in "aeiouy"


def _by_length(known: set[str]) -> dict[int, list[str]]:
    table: dict[int, list[str]] = {}
    for word in sorted(known):
        table.setdefault(len(word), []).append(word)
    return table


def _joined(text: str, end: int, start: int) -> bool:
    """Words of one name stand beside each other, joined by a blank, hyphen, apostrophe, bracket or nothing."""
    gap = text[end:start]
    if gap and text[end - 1] > "\u33ff" and text[start] > "\u33ff":
        return False  # Chinese has no blanks within a name
    return start - end <= 2 and all(sign in JOINTS for sign in gap)
