"""What a description says is not inside: "free of Dy, Tb", "未检出", "no terbium", "替代镝铁"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monazite.goods.mentions import Mention
from monazite.goods.model import Term

__all__ = ["absent", "governs"]

# What may stand between the members of a list of elements.
ENUMERATED = re.compile(
    r"[\s,/、&+和与及或均各皆全\-]*(?:Y[,/、]\s?)?(?:and|or|nor|each|all|both|any)?\s*[<(]?\s*", re.I
)
INSTEAD = re.compile(
    r"替代|代替|取代|\b(?:instead of|in place of|(?:replacement|substitute|substitution|surrogate) (?:for|of))\b", re.I
)
HINTS = ("代", "instead", "place of", "replace", "Replace", "substitut", "Substitut", "urrogate")
DENIALS = ("no ", "No ", "NO ", "zero ", "Zero ", "nil ", "零")
SIGNS = (":", "=")
# "no dysprosium" excludes it, "item no Dy" numbers it.
NO = re.compile(r"(?:(?:^|[,;(]|\b(?:with|has|have|is|and|or|but|contains?)\s)\s*no\s+|\b(?:zero|nil)\s+|零)$", re.I)
NONE = re.compile(r"\s?[:=]\s?(?:none|nil|absent|未检出|无)(?![a-z])", re.I)


def absent(text: str, mentions: Sequence[Mention]) -> None:
    """Mark what the words exclude, beyond what stands in one clause with them, and what goods stand in for."""
    _excluded(text, mentions)
    _replaced(text, mentions)


def governs(mention: Mention) -> tuple[str, str]:
    """Return the zone that a relation makes of what it governs, and on which side of it that stands."""
    said = {s.fact: s.value for s in mention.ref.says} if isinstance(mention.ref, Term) else {}
    return said.get("zone", "purpose"), said.get("binds", "after")


def _excluded(text: str, mentions: Sequence[Mention]) -> None:
    """What is not inside may be a list: "free of Dy, Tb", "Dy/Tb/Sm 均未检出", "Sm, Dy, Tb each < detection"."""
    for mention in mentions:
        if mention.kind == "element" or (mention.role in ("stuff", "quality") and _is_rare(mention)):
            if _denied(text, mention):
                mention.zone = "without"
    for place, mention in enumerate(mentions):
        if mention.role != "relation" or governs(mention)[0] != "without":
            continue
        binds = governs(mention)[1]
        if binds == "before" and not _governed(text, mentions, place):
            binds = "after"  # 未检出Y、Sm
        run = reversed(mentions[:place]) if binds == "before" else mentions[place + 1 :]
        last = mention
        for other in run:
            if other.role == "noise":
                continue
            gap = text[other.end : last.start] if binds == "before" else text[last.end : other.start]
            named = binds == "before" and last is mention and other.role == "class"  # dysprosium oxide not detected
            if not (named or _is_substance(other)) or not ENUMERATED.fullmatch(gap):
                break
            other.zone = "without"
            last = other


def _denied(text: str, mention: Mention) -> bool:
    """Whether "no", "zero" stands right before a mention, or ": none" behind the symbol of an element."""
    if text[max(0, mention.start - 5) : mention.start].endswith(DENIALS):
        return NO.search(text[max(0, mention.start - 16) : mention.start]) is not None
    behind = mention.kind == "element" and text[mention.end : mention.end + 2].strip()[:1] in SIGNS
    return behind and NONE.match(text, mention.end) is not None


def _replaced(text: str, mentions: Sequence[Mention]) -> None:
    """What goods stand in for is not inside them: "替代镝铁", "instead of terbium"."""
    for match in INSTEAD.finditer(text) if any(hint in text for hint in HINTS) else ():
        after = next((m for m in mentions if m.start >= match.end()), None)
        if after is not None and not text[match.end() : after.start].strip() and after.role != "relation":
            after.zone = "purpose"


def _governed(text: str, mentions: Sequence[Mention], place: int) -> bool:
    """Whether what is not found stands before the words that say so."""
    before = next((m for m in reversed(mentions[:place]) if m.role != "noise"), None)
    if mentions[place].end - mentions[place].start == len("free"):
        return True  # free dysprosium is for nothing
    if before is None or not (_is_substance(before) or before.role == "class" or _is_rare(before)):
        return False
    return bool(ENUMERATED.fullmatch(text[before.end : mentions[place].start]))


def _is_rare(mention: Mention) -> bool:
    return isinstance(mention.ref, Term) and any(s.fact == "rare_earth" for s in mention.ref.says)


def _is_substance(mention: Mention) -> bool:
    return mention.kind in ("element", "formula") or (isinstance(mention.ref, Term) and bool(mention.ref.formula))
