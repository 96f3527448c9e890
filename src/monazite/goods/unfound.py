"""Words for what was looked for and not found ("Dy n.d.", "Tb < LOD", 镝未检出), and for limits of detection."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from monazite.chemistry.composition import Names
from monazite.chemistry.formula import Formula
from monazite.chemistry.scan import scan_formulas

__all__ = ["BETWEEN", "denied", "named_in", "not_found", "untold", "without_limits"]

Spans = Iterator[tuple[int, int]]
Named = tuple[int, int, Formula]

UNIT = r"(?:%|‰|pp[mbt]w?|[mµμ]?g/k?g|[mµμ]g/m?l|wt\.?\s?%|per\s?cent)"
NUMBER = rf"\d[\d.,]{{0,9}}\s?{UNIT}"
VALUE = rf"[<>≤≥~≈约]?\s?{NUMBER}"
# The least that a method can see, or tells in numbers.
LEAST = (
    r"(?:(?:limits?|levels?) of (?:detection|quantification|quantitation|determination|reporting)"
    r"|(?:detection|quantification|quantitation|determination|reporting)\s(?:limits?|levels?|thresholds?)"
    r"|(?<![a-z/])(?:[mil]?lod|[mil]?loq|mdl|idl|lld|rl|dl)s?(?![a-z])"
    r"|(?:方法|仪器|最低|最小)?(?:检出|检测|探测|测定|定量)(?:下限|极限|限))"
)
SHORT = r"(?:\s?\((?:lod|loq|mdl|dl|检出限)\))?"
UNDER = r"(?:[<≤]|\b(?:below|under|less than|lower than)(?:\s(?:the|its|our))?|低于|小于|未达到?|不到)"
# A figure behind these words is that of the limit.
NOT_FOUND = re.compile(
    rf"(?:{UNDER}\s?(?:{LEAST}|detection\b|检出(?!率)){SHORT}"
    r"|\b(?:none|not|nothing|nil|non|no)[\s-](?:detected|found|observed|measurable|detectable|present)\b(?!\s+limits?\b)"
    r"|\b(?:undetected|undetectable)\b|(?<![a-z.])n\.\s?d(?![a-z])|(?<![a-z/])n/d(?![a-z/])|(?<![a-z])b\.?d\.?l(?![a-z])"
    r"|[均都皆全]?(?:未(?:能)?(?:被)?(?:检出|测出|检测到|检测出|发现|测到)|检不出|测不出|检测不到|不可检出|(?:无|没有?)检出))"
    rf"(?:\.?\s?\(?\s?(?:{LEAST})?\s?(?:of|is|为|[:=])?\s?{VALUE}\)?)?",
    re.I,
)
# Two letters that may also be a symbol in capitals: read so only at the end of what they say, and not behind others.
LETTERS = re.compile(
    r"(?<![A-Za-z])(?P<word>ND|nd)(?=\s*(?:$|[;,|。\n\t)\]、/]|\.(?:\s|$)|\s(?:[A-Z][a-z]?|[a-z]{5,}|[㐀-鿿]{1,2})\s?(?:[:=<≤\d]|ND|nd|n\.d)))"
)
OWN = re.compile(r"(?:[:=]\s?|(?:(?<![A-Z])[A-Z]|[a-z)\d㐀-鿿])\s|[㐀-鿿]|\s-\s)$")
SUBSTANCE = r"(?:[A-Z][a-z]?(?:\d{0,2}O\d{0,2})?|[a-z]{3,10}(?:ium|um|on|in)|[㐀-鿿]{1,4}?)"
FIGURE = rf"(?:\s?[(:=]|\s?(?:is|was|of|为|是))?\s?{VALUE}\)?"
LIMIT = re.compile(
    rf"(?i:{LEAST}{SHORT})(?:(?i:{FIGURE})|\s?\(?(?:for\s|of\s|[:=]\s?)?(?:the\s)?{SUBSTANCE}\)?(?i:{FIGURE})"
    rf"(?:\s?[,;、/]\s?{SUBSTANCE}(?i:{FIGURE})){{0,20}})"
    rf"|(?i:(?<![<≤\d.,])(?<![<≤]\s){NUMBER}\s?\(?(?:as\s|is\s|为)?(?:the\s)?{LEAST}\)?)"
)
# What was not looked for is not told either.
UNASKED = re.compile(
    r"\bnot (?:yet )?(?:measured|tested|analy[sz]ed|determined|assayed|reported|requested)\b"
    r"|(?<![A-Za-z/])[nN]/[aA](?![A-Za-z/])|未(?:检测|测定|测试|分析|化验|测)(?![到出得])",
    re.I,
)
WORDS = re.compile(r"detec|limit|lo[dq]|dl|rl|lld|(?:not|none|nil|nothing|non|no)[\s-]|nd|n\.\s?d|n/|检|测|限|未", re.I)
# Between words and the substances that they speak of, and between these.
BETWEEN = re.compile(r"(?:\s?\([A-Za-z\d]{1,8}\))?\)?\s?(?:含量|content|[:=]|-(?=\s))?\s?")
LISTED = re.compile(r"[\s,/、&+和与及或均]{0,3}(?:and|or)?\s?")
NIL = re.compile(r"\s?[:=]?\s?(?:none|nil|absent|free|无|0(?:\.0{1,6})?)\s*(?=$|[;,|。\n\t)\]、]|\.(?:\s|$))", re.I)
FREE_OF = re.compile(r"(?:\bno|\bfree of|\bfree from|\bwithout|不含|无)\s?$", re.I)


def not_found(text: str) -> Spans:
    """Yield the places of words that say that what stands beside them was not found."""
    if WORDS.search(text):
        yield from (match.span() for match in NOT_FOUND.finditer(text))
        for match in LETTERS.finditer(text):
            if OWN.search(text, max(0, match.start() - 3), match.start()):
                yield match.span()


def untold(text: str) -> Spans:
    """Yield the places of limits of detection with their figures, and of words for what was not looked for.

    They tell of the method, and not of the goods.
    """
    if WORDS.search(text):
        for pattern in (LIMIT, UNASKED):
            yield from (match.span() for match in pattern.finditer(text))


def without_limits(text: str) -> str:
    """Return a text with blanks where it tells of limits of detection, every sign in its place."""
    for start, end in [*untold(text), *not_found(text)]:
        text = f"{text[:start]}{';' * (end > start)}{' ' * (end - start - 1)}{text[end:]}"
    return text


def denied(text: str, named: Sequence[Named], told: Sequence[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """Yield the symbols that a composition or a reading says are not found, with the words.

    `named` are the substances of the text in order, `told` the places of those with an amount of their own.
    """
    free = [one for one in named if not any(start <= one[0] < end for start, end in told)]
    for start, end in not_found(text):
        before = _before(text, free, start)
        for one in before or _behind(text, free, end):
            yield from _symbols(one, text[min(one[0], start) : max(one[1], end)].strip())
    for one in free:
        if (match := NIL.match(text, one[1])) and not _joined(text, named, one):
            yield from _symbols(one, text[one[0] : match.end()].strip())
        elif match := FREE_OF.search(text, max(0, one[0] - 12), one[0]):
            for other in _behind(text, free, one[0]):
                yield from _symbols(other, text[match.start() : other[1]].strip())


def _joined(text: str, named: Sequence[Named], one: Named) -> bool:
    return any(other[1] == one[0] for other in named)


def _symbols(one: Named, words: str) -> Iterator[tuple[str, str]]:
    """Yield the metal of an element or oxide; of what has several, nothing is told of each."""
    metals = [s for s in one[2].symbols if s != "O"] or [*one[2].symbols]
    if len(metals) == 1:
        yield metals[0], words


def _before(text: str, named: Sequence[Named], start: int) -> list[Named]:
    """Return the list of substances that ends right before a place."""
    found = [one for one in named if one[1] <= start]
    if not found or not BETWEEN.fullmatch(text, found[-1][1], start):
        return []
    run = [found[-1]]
    for one, other in pairwise(reversed(found)):
        if not LISTED.fullmatch(text, other[1], one[0]):
            break
        run.append(other)
    return run


def _behind(text: str, named: Sequence[Named], end: int) -> list[Named]:
    """Return the list of substances that begins right behind a place."""
    found = [one for one in named if one[0] >= end]
    if not found or not BETWEEN.fullmatch(text, end, found[0][0]):
        return []
    run = [found[0]]
    for one, other in pairwise(found):
        if not LISTED.fullmatch(text, one[1], other[0]):
            break
        run.append(other)
    return run


def named_in(text: str, names: Names) -> list[Named]:
    """Return the substances of a composition in order: formulas, and what `names` finds in words."""
    found: dict[int, Named] = {start: (start, end, formula) for start, end, formula, _ in scan_formulas(text)}
    for start, end, formula in names(text) if callable(names) else ():
        found.setdefault(start, (start, end, formula))
    return [found[start] for start in sorted(found)]
