"""How a name sounds, roughly: consonants in classes, vowels left out, so that spellings of one name meet."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["sound"]

# In order: what several letters say first, then single letters. Transliterations differ in just these.
_STEPS = (
    (re.compile("shch|sch|sh"), "x"),
    (re.compile("tch|tsch|dzh|dj|ch|j"), "j"),
    (re.compile("kh|gh|ck|q|g|c(?![eiy])"), "k"),
    (re.compile("ph|v|f"), "f"),
    (re.compile("th|dh|d|t"), "t"),
    (re.compile("ts|tz|zh|z|c|s"), "s"),
    (re.compile("b"), "p"),
)
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
