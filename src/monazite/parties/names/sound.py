"""How a name sounds, roughly: consonants in classes, vowels left out, so that spellings of one name meet."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA, LCSseq

__all__ = ["apart", "consonants", "sound"]

# In order: what several letters say first, then single letters. Transliterations differ in just these.
_ISAAC = (re.compile("^[ei]sha(?=[qk])"), "isaha")  # إسحاق: two letters, not the one that sh is elsewhere
_STEPS = (
    _ISAAC,
    (re.compile("shch|sch|sh"), "x"),
    (re.compile("tch|tsch|dzh|dj|ch|j"), "j"),
    (re.compile("kh|gh|ck|q|g|c(?![eiy])"), "k"),
    (re.compile("ph|v|f"), "f"),
    (re.compile("th|dh|d|t"), "t"),
    (re.compile("ts|tz|zh|z|c|s"), "s"),
    (re.compile("b"), "p"),
)
# The same with fewer letters taken for one another: what scripts without vowels do write.
_FINE = (
    _ISAAC,
    (re.compile("shch|sch|sh|tch|tsch|ch"), "x"),
    (re.compile("dzh|dj|j|gh|g"), "g"),
    (re.compile("kh|ck|q|k|c(?![eiy])"), "k"),
    (re.compile("ph|v|f"), "f"),
    (re.compile("dh|d"), "d"),
    (re.compile("th|t"), "t"),
    (re.compile("ts|c|s"), "s"),
    (re.compile("zh|z"), "z"),
    (re.compile("p"), "b"),
    (re.compile("h$|[aeiouyw]"), ""),
)
_FULL = re.compile("[aeiou]")
_SEMI = str.maketrans({"a": "", "e": "y", "i": "y", "o": "w", "u": "w", "f": "w"})
_MUTE = 0.6  # of a letter: what a long vowel counts that is not in the other word
_VOWELS = re.compile("[aeiouywh]")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """Return the consonants of a word in small Latin letters as classes; empty where it has none.

    After the idea of phonetic codes (Soundex, US patent 1261167; Metaphone, Philips 1990), with classes of our own
    that fit transliterations from Arabic and Cyrillic.
    """
    for pattern, letter in _STEPS:
        word = pattern.sub(letter, word)
    return _TWICE.sub(r"\1", _VOWELS.sub("", word))


@lru_cache(maxsize=200_000)
def _consonants(word: str) -> tuple[str, str]:
    """Return the consonants of a word, h among them; as they stand, and with doubled letters of the word as one."""
    out = []
    for text in (word, _TWICE.sub(r"\1", word)):
        for pattern, letter in _FINE:
            text = pattern.sub(letter, text)
        out.append(text)
    return out[0], out[1]


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
    for pattern, letter in _FINE[:-1]:
        word = pattern.sub(letter, word)
    return _TWICE.sub(r"\1", word.translate(_SEMI)).removesuffix("h")


def consonants(word: str) -> str:
    """Return the consonants of a word, doubled letters as one, h among them."""
    return _consonants(word)[1]
