"""How a name sounds, roughly: consonants in classes, vowels left out, so that spellings of one name meet."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import OSA, LCSseq

__all__ = ["apart", "consonants", "sound"]


class _Step(NamedTuple):
    """What several letters say: the pattern, the letter for it, and the letters without which nothing is found."""

    pattern: re.Pattern[str]
    letter: str
    needs: frozenset[str]


def _steps(*steps: tuple[str, str, str]) -> tuple[_Step, ...]:
    return tuple(_Step(re.compile(pattern), letter, frozenset(needs)) for pattern, letter, needs in steps)


# In order: what several letters say first, then single letters. Transliterations differ in just these.
_ISAAC = ("^[ei]sha(?=[qk])", "isaha", "qk")  # إسحاق: two letters, not the one that sh is elsewhere
_STEPS = _steps(
    _ISAAC,
    ("shch|sch|sh", "x", "h"),
    ("tch|tsch|dzh|dj|ch|j", "j", "hj"),
    ("kh|gh|ck|q|g|c(?![eiy])", "k", "kgqc"),
    ("ph|v|f", "f", "hv"),
    ("th|dh|d|t", "t", "hd"),
    ("ts|tz|zh|z|c|s", "s", "szc"),
)
# The same with fewer letters taken for one another: what scripts without vowels do write.
_FINE = _steps(
    _ISAAC,
    ("shch|sch|sh|tch|tsch|ch", "x", "h"),
    ("dzh|dj|j|gh|g", "g", "jgh"),
    ("kh|ck|q|k|c(?![eiy])", "k", "kqc"),
    ("ph|v|f", "f", "hv"),
    ("dh|d", "d", "h"),
    ("th|t", "t", "h"),
    ("ts|c|s", "s", "sc"),
    ("zh|z", "z", "h"),
    ("p", "b", "p"),
)
_SPOKEN = re.compile("h$|[aeiouyw]")
_FULL = re.compile("[aeiou]")
_SEMI = str.maketrans({"a": "", "e": "y", "i": "y", "o": "w", "u": "w", "f": "w"})
_MUTE = 0.6  # of a letter: what a long vowel counts that is not in the other word
_SILENT = str.maketrans("b", "p", "aeiouywh")


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """Return the consonants of a word in small Latin letters as classes; empty where it has none.

    After the idea of phonetic codes (Soundex, US patent 1261167; Metaphone, Philips 1990), with classes of our own
    that fit transliterations from Arabic and Cyrillic.
    """
    return _once(_classes(word, _STEPS).translate(_SILENT))


def _classes(word: str, steps: tuple[_Step, ...]) -> str:
    for step in steps:
        if not step.needs.isdisjoint(word):
            word = step.pattern.sub(step.letter, word)
    return word


def _once(word: str) -> str:
    """Return a word with doubled letters as one."""
    return "".join([letter for letter, _ in groupby(word)])


@lru_cache(maxsize=200_000)
def _consonants(word: str) -> tuple[str, str]:
    """Return the consonants of a word, h among them; as they stand, and with doubled letters of the word as one."""
    one, other = (_SPOKEN.sub("", _classes(text, _FINE)) for text in (word, _once(word)))
    return one, other


def apart(one: str, other: str) -> float:
    """Return by how many letters two words differ of which one was written without its short vowels; 0 if by none.

    One side doubles letters, the other need not; long vowels that were written must be in the other word too.

    >>> apart("hsn", "hassan"), apart("mmdwh", "mamdouh"), apart("hsyn", "hassan")
    (0.0, 0.0, 0.6)
    """
    edits = min(OSA.distance(a, b) for a in _consonants(one) for b in _consonants(other))
    bare, full = sorted((one, other), key=lambda word: len(_FULL.findall(word)))
    left, right = _long(bare), _long(full)
    return max(float(edits), _MUTE * (len(left) - LCSseq.similarity(left, right)))


@lru_cache(maxsize=200_000)
def _long(word: str) -> str:
    """Return a word without a, with y and w for the other vowels: what a long vowel is written with."""
    return _once(_classes(word, _FINE).translate(_SEMI)).removesuffix("h")


def consonants(word: str) -> str:
    """Return the consonants of a word, doubled letters as one, h among them."""
    return _consonants(word)[1]
