"""Words around a number: limits (min, 不低于, 以上), what it is a share of (TREO, dry basis), coverage (k=2)."""

from __future__ import annotations

import re
from fractions import Fraction

__all__ = ["BETWEEN", "CLOSE", "OVER", "basis_around", "coverage", "limit_after", "limit_before"]

OVER, CLOSE, BETWEEN = ">", "≈", "between"

BEFORE = {
    "≥": r"≥|>=|≧|⩾|minimum|min\.?|not less than|no less than|at least|not below|greater than or equal to|nlt"
    r"|不低于|不少于|不小于|大于等于|大于或等于|至少|最少|最低",
    "≤": r"≤|<=|≦|⩽|maximum|max\.?|not more than|no more than|not exceeding|not to exceed|at most|up to|nmt"
    r"|less than or equal to|不超过|不高于|不大于|不多于|小于等于|小于或等于|至多|最多|最高",
    ">": r">|more than|greater than|over|above|exceeding|in excess of|大于|高于|超过|多于",
    "<": r"<|less than|below|under|小于|低于|少于|不足",
    CLOSE: r"≈|~|approximately|approx\.?|about|around|circa|ca\.?|c\.|nominally|大约|约为|约",
    BETWEEN: r"between|from|介于",
}
AFTER = {
    "≥": r"or more|or above|and above|minimum|min\b\.?|及以上|以上",
    "≤": r"or less|or below|and below|maximum|max\b\.?|及以下|以下|以内",
    CLOSE: r"approx\b\.?|左右|上下",
}
WORD = re.compile(r"[A-Za-z]")


def _one_of(words: dict[str, str], left: str, right: str) -> re.Pattern[str]:
    names = {sign: f"s{at}" for at, sign in enumerate(words)}
    return re.compile(
        left + "(?:" + "|".join(f"(?P<{names[s]}>{forms})" for s, forms in words.items()) + ")" + right, re.I
    )


SIGNS_BEFORE, SIGNS_AFTER = list(BEFORE), list(AFTER)
LIMIT_BEFORE = _one_of(BEFORE, r"(?:(?<![A-Za-z])|(?=[<>≤≥≦≧⩽⩾≈~]))", r"\s{0,2}\Z")
LIMIT_AFTER = _one_of(AFTER, r"\s?[(,]?\s?", r"(?![A-Za-z]|\.?\s?[0-9])\)?")
LIMIT_ENDS = {re.sub(r"\\\.\??$", "", form)[-1] for forms in BEFORE.values() for form in forms.split("|")} | {"."}
LIMIT_ENDS |= {sign.upper() for sign in LIMIT_ENDS}
LIMIT_STARTS = frozenset(" (,omaMOA以及左上")
K = re.compile(r"[\s,;]{0,2}\(?\s?k\s?=\s?([1-9](?:\.[0-9]{1,2})?)(?=\s?(?:[),;]|\Z))\s?\)?")

BASIS_AFTER = re.compile(
    r"\s?[(,]?\s?(?:on\s)?(?:(?:an?|the)\s)?(?P<word>treo|trem|dry|as_received|as[ -]received|ignited|metal_basis"
    r"|(?:trace )?metals?|reo)\s?(?:basis)?(?P<close>\)?)(?![A-Za-z])",
    re.I,
)
TAIL = re.compile(r"/\s?(?:(?P<treo>TREO|REO)|(?P<trem>TREM|TRE|RE))\s?[:=]?\s?\Z", re.I)
ZH = {"干基": "dry", "收到基": "as_received", "灼烧基": "ignited", "金属基": "metal_basis"}
ZH_BASIS = re.compile("(" + "|".join(ZH) + r")\)?\s?[:]?\s?\Z")
ZH_BASIS_AFTER = re.compile(r"\s?\(?(" + "|".join(ZH) + r")\)?")
NAMED = {"treo": "treo", "reo": "treo", "trem": "trem", "dry": "dry", "ignited": "ignited"}


def limit_before(text: str, start: int, floor: int = 0) -> tuple[int, str]:
    """Return where a word of limit before the number starts, not before `floor`, and its sign; else the start."""
    last = text[max(floor, start - 3) : start].rstrip()[-1:]
    if last not in LIMIT_ENDS:
        return start, ""
    window = text[max(floor, start - 30) : start]
    match = LIMIT_BEFORE.search(window)
    if not match:
        return start, ""
    sign = next(s for at, s in enumerate(SIGNS_BEFORE) if match[f"s{at}"])
    return start - len(window) + match.start(), sign


def limit_after(text: str, end: int) -> tuple[int, str]:
    """Return where a word of limit behind the unit ends, and its sign; nothing found leaves the end."""
    match = LIMIT_AFTER.match(text, end) if text[end : end + 1] in LIMIT_STARTS else None
    if not match:
        return end, ""
    return match.end(), next(s for at, s in enumerate(SIGNS_AFTER) if match[f"s{at}"])


def coverage(text: str, end: int) -> tuple[int, Fraction | None]:
    """Return where a coverage factor such as (k=2) ends, and the factor."""
    match = K.match(text, end) if text.find("k", end, end + 8) >= 0 else None
    return (match.end(), Fraction(match[1])) if match else (end, None)


def basis_around(text: str, start: int, end: int) -> tuple[int, int, tuple[str, ...]]:
    """Return the place with the words of basis beside it, and the bases: /TREO before, (dry basis) behind."""
    found: list[str] = []
    window = text[max(0, start - 12) : start]
    tail = TAIL.search(window) if "/" in window else None
    if tail:
        found.append("treo" if tail["treo"] else "trem")
    if "基" in text and (zh := ZH_BASIS.search(window)):
        found.append(ZH[zh[1]])
    while match := ("基" in text and ZH_BASIS_AFTER.match(text, end)) or _basis_after(text, end):
        end = match.end()
        found.append(ZH.get(match[1]) or _named(match[1]))
    return start, end, tuple(dict.fromkeys(found))


def _basis_after(text: str, end: int) -> re.Match[str] | None:
    """A word behind is a basis in brackets or with the word basis; 'dry powder' is not."""
    behind = text[end : end + 24]
    match = BASIS_AFTER.match(text, end) if ")" in behind or "basis" in behind.lower() else None
    if not match:
        return None
    framed = "(" in match[0] and ")" in match[0]
    return match if framed or "basis" in match[0].lower() or "on " in match[0].lower()[:6] else None


def _named(word: str) -> str:
    plain = word.lower()
    if plain.startswith("as"):
        return "as_received"
    return NAMED.get(plain, "metal_basis")
