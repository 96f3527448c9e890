"""Letters: any script in Latin ones, traditional characters in simplified ones, hanzi as they sound."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = [
    "HAN",
    "LONGEST",
    "has_han",
    "is_long",
    "latin",
    "pinyin",
    "plain",
    "simplified",
    "unread_script",
    "unvowelled",
    "vowelless",
    "without_article",
]

LONGEST = 500  # signs of a name that are read
HAN = re.compile("[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_AGAIN = "\u3005"
_APOSTROPHE = re.compile("['\u2018\u2019\u02bc\u02bb`\u00b4\u02b9\u02ba\u02bf\u02be]")
_NOT_WORD = re.compile("[^a-z0-9]+")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_UNVOWELLED = re.compile("[\u0590-\u06ff\u0750-\u077f\u0900-\u0eff\u1000-\u109f\u1780-\u17ff]")
_CAMEL = re.compile("(?<=[a-z]{2})(?=[A-Z][A-Za-z])")  # not before a last letter: GmbH is one word
_ABJAD = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f]")
_ARABIC_ARTICLE = re.compile("(?<![\u0600-\u06ff])(?:ال)(?=[\u0600-\u06ff]{3,})")
_SERVANT = re.compile("(?<![\u0600-\u06ff])عبد ?ال(?=[\u0600-\u06ff])")
_GOD = re.compile("(?<=[\u0600-\u06ff]) +ال(له|لہ|دين|دین)(?![\u0600-\u06ff])")
# Scripts whose letters become Latin ones well enough to find a listed name by; others only seem to.
_READ = frozenset("LATIN GREEK CYRILLIC HEBREW ARABIC CJK IDEOGRAPHIC HIRAGANA KATAKANA".split())
_NO_SCRIPT = frozenset("MODIFIER KATAKANA-HIRAGANA FEMININE MASCULINE MICRO".split())
# So that z and h, or s and h, side by side are not taken for zh and sh.
_SOFT = str.maketrans({"ه": "ah", "ہ": "ah", "ح": "ah", "ة": "a"})
_NOT_LETTER = re.compile("[^\\w]+")
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u05b0-\u05c7]")


def is_long(text: str) -> bool:
    """Whether a name has more signs than are read: what comes after them is not compared."""
    return len(text) > LONGEST


def plain(text: str) -> bool:
    """Whether a text is written in Latin letters, with or without accents."""
    return text.isascii() or not any(c.isalpha() and ord(c) > 0x24F and not 0x1E00 <= ord(c) <= 0x1EFF for c in text)


def vowelless(text: str) -> bool:
    """Whether a text is in a script that leaves vowels out: its words in Latin letters look like any others."""
    return not text.isascii() and _ABJAD.search(text) is not None


def has_han(text: str) -> bool:
    """Whether there are hanzi (kanji, hanja) in a text."""
    return not text.isascii() and HAN.search(text) is not None


def unvowelled(text: str) -> bool:
    """Whether transliteration sign by sign loses vowels: Arabic, Hebrew, the scripts of India, Thai, Lao, Khmer."""
    return not text.isascii() and _UNVOWELLED.search(text) is not None


def unread_script(text: str) -> str:
    """Return the script of the first letters that cannot be compared, empty where all can.

    >>> unread_script("삼성전자")
    'Hangul'
    """
    if text.isascii():
        return ""
    letters = (c for c in unicodedata.normalize("NFKC", text) if c > "\u024f" and c.isalpha())
    scripts = (unicodedata.name(c, "unknown").split()[0] for c in letters)
    return next((script.title() for script in scripts if script not in _READ | _NO_SCRIPT), "")


@lru_cache(maxsize=4096)  # a name of which no kind is known is read twice
def latin(text: str) -> str:
    """Return a text in the letters a to z, digits and single blanks.

    Accents are dropped and other scripts transliterated sign by sign (anyascii); vowels that Arabic and Hebrew do not
    write stay absent.
    """
    if not text.isascii():
        text = _ascii(unicodedata.normalize("NFKC", text))
    text = _CAMEL.sub(" ", text).lower()
    if "&" in text or "@" in text:
        text = text.replace("&", " and ").replace("@", " at ")
    return _NOT_WORD.sub(" ", _APOSTROPHE.sub("", text)).strip()


def _ascii(text: str) -> str:
    from anyascii import anyascii

    return str(anyascii(without_article(_APOSTROPHE.sub("", text)).translate(_SOFT)))


def without_article(text: str) -> str:
    """Return a text in Arabic letters without articles and marks, and servants of God in one word; others as they are.

    >>> without_article("عبد الله")
    'عبدالله'
    """
    text = " ".join(_MARKS.sub("", unicodedata.normalize("NFKC", text)).split())
    if not _ARABIC.search(text):
        return _NOT_LETTER.sub(" ", text) if _ABJAD.search(text) else text
    text = _ARABIC_ARTICLE.sub("", _GOD.sub(r"\1", _SERVANT.sub(" عبدال", text)))
    return _NOT_LETTER.sub(" ", text)


@lru_cache(maxsize=1)
def _signs() -> dict[int, str]:
    """Return the simplified sign of each traditional one; sign by sign, so that both sides of a pair fare alike."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    signs = [chr(n) for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF)) for n in range(first, last + 1)]
    return {ord(a): b for a, b in zip(signs, map(convert, signs), strict=True) if a != b and len(b) == 1}


def simplified(text: str) -> str:
    """Return a text with simplified characters for traditional ones, full-width signs made narrow, none repeated by 々.

    >>> simplified("佐々木")
    '佐佐木'
    """
    text = unicodedata.normalize("NFKC", text).translate(_signs())
    return _repeated(text) if _AGAIN in text else text


def _repeated(text: str) -> str:
    """Return a text with the sign before it for each 々; one that repeats no sign says nothing, and goes."""
    out = ""
    for sign in text:
        if sign != _AGAIN:
            out += sign
        elif out and HAN.match(out[-1]):
            out += out[-1]
    return out


@lru_cache(maxsize=65536)
def pinyin(text: str) -> tuple[str, ...]:
    """Return the syllables of a text in hanzi, without tones; words decide between readings (pypinyin).

    Signs of which no reading is known stay what they are and nothing else: as their number.
    """
    from pypinyin import lazy_pinyin

    words = [latin(word.replace("ü", "v")).split() or map(_number, word) for word in lazy_pinyin(text)]
    return tuple(syllable for word in words for syllable in word)


def _number(sign: str) -> str:
    return f"u{ord(sign):x}"
