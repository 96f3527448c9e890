"""Names as they are typed: letters that stand apart, and one name written in several scripts side by side."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from monazite.parties.names.letters import HAN, plain

__all__ = ["runs_of", "stands_apart", "together"]

_LETTER, _BETWEEN = r"[^\W\d_]", r"[ \t\u00a0\u3000.\-·_]|\.[ ]"
_APART = re.compile(rf"(?<![^\W_]){_LETTER}(?:({_BETWEEN}){_LETTER}(?:\1{_LETTER})*)(?![^\W_])")
_GAP = re.compile(r"[^\S\r\n]{2,}")
_SPELT = 5  # letters that stand apart side by side: fewer may be initials or an acronym
_SIGNS, _SEAMS = " .-·_\t\u00a0\u3000", 3
_UNCLEAR = 6  # so many without a wider gap may be several words

_CJK = re.compile("[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_GLUED = re.compile(f"[{_CJK.pattern[1:-2]}][A-Za-z]|[A-Za-z][{_CJK.pattern[1:-2]}]")
# Latin, full-width Latin, and each of the others; scripts beyond them are one.
_SCRIPTS = [
    re.compile(signs)
    for signs in (
        "[A-Za-z\u00c0-\u024f\uff21-\uff5a]",
        _CJK.pattern,
        "[\u0370-\u03ff]",
        "[\u0400-\u052f]",
        "[\u0590-\u077f]",
        "[\u0530-\u058f\u0780-\u1dff\u2c00-\u2dff\ua000-\uf8ff\U00010000-\U0010ffff]",
    )
]
_WORD = re.compile(r"[^\s()\[\]{}<>（）【】《》〈〉「」『』,，;；/|、]+")
_ABJAD, _GREEK, _CYRILLIC = (("\u0590", "\u077f"), ("\u0370", "\u03ff"), ("\u0400", "\u052f"))
_LEAST = {"latin": 4, "cjk": 2}  # letters of a run that may be a name
_FEW = 3  # the same of other scripts


# ---------------------------------------------------------------- letters that stand apart
def together(text: str) -> str:
    """Return a text in which letters that stand apart are words; two blanks lie between words.

    >>> together("V E L M O R A  R O T O R"), together("I B M Ltd")
    ('VELMORA  ROTOR', 'I B M Ltd')
    """
    if max(map(text.count, _SIGNS)) < _SEAMS or not _is_spelt(text):
        return text  # most names, at the first look
    return _APART.sub(lambda match: "".join(c for c in match[0] if c.isalpha()), text)


def _is_spelt(text: str) -> bool:
    runs = _letters(text)
    if max(runs, default=0) >= _SPELT:
        return True
    return len(runs) > 1 and bool(_GAP.search(text.strip())) and all(len(word) == 1 for word in text.split())


def _letters(text: str) -> list[int]:
    """Return how many letters each run has of such as stand apart."""
    return [sum(c.isalpha() for c in match[0]) for match in _APART.finditer(text)]


def stands_apart(text: str) -> bool:
    """Whether letters stand apart in such a way that nobody knows where its words begin; hanzi need none."""
    if max(map(text.count, _SIGNS)) < _SEAMS or _GAP.search(text.strip()):
        return False
    runs = (match[0] for match in _APART.finditer(text))
    return any(sum(c.isalpha() for c in run) >= _UNCLEAR and not HAN.search(run) for run in runs)


# ---------------------------------------------------------------- scripts side by side
def runs_of(text: str, titles: re.Pattern[str]) -> tuple[str, ...]:
    """Return what a name is in each of its scripts, none where it is written in one; `titles` are no names.

    A word in Latin letters that is part of one in hanzi is no name of its own.

    >>> runs_of("Velmora Rotor (维尔莫拉)", re.compile("(?!)")), runs_of("上海ABC贸易有限公司", re.compile("(?!)"))
    (('Velmora Rotor', '维尔莫拉'), ())
    """
    if text.isascii() or sum(1 for script in _SCRIPTS if script.search(text)) < 2:
        return ()
    text = unicodedata.normalize("NFKC", text)
    found: dict[str, list[str]] = {}
    last = ""
    for piece in _pieces(text):
        last = _script(piece) or last
        found.setdefault(last, []).append(piece)
    found.pop("", None)
    if len(found) < 2 or (_GLUED.search(text) and len(found.get("latin", ())) < 2):
        return ()
    if "cjk" in found:
        found["cjk"] = [piece for piece in found["cjk"] if not titles.fullmatch(piece)]
    runs = {script: " ".join(pieces) for script, pieces in found.items()}
    return tuple(run for script, run in runs.items() if sum(map(str.isalpha, run)) >= _LEAST.get(script, _FEW))


def _pieces(text: str) -> Iterator[str]:
    """Yield the words of a text, hanzi and kana apart from other letters."""
    for word in _WORD.findall(text):
        at = 0
        for run in _CJK.finditer(word):
            yield from filter(None, (word[at : run.start()], run[0]))
            at = run.end()
        if word[at:]:
            yield word[at:]


def _script(word: str) -> str:
    """Return the script of a word; one in which Latin letters are mixed with others like them counts as Latin."""
    letters = [c for c in word if c.isalpha()]
    if not letters or plain(word):
        return "latin" if letters else ""
    if _CJK.search(word):
        return "cjk"
    if any(c.isascii() for c in letters):
        return "latin"
    return next((first for first, last in (_ABJAD, _GREEK, _CYRILLIC) if first <= letters[0] <= last), "other")
