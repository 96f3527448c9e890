"""Finding amounts in free text, English and Chinese: percentages, ppm, purities in nines, limits, ranges, balance."""

from __future__ import annotations

import re
from bisect import bisect_right
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from monazite.chemistry.amount import BASES, FAMILIES, Amount
from monazite.chemistry.amount_words import BETWEEN, CLOSE, OVER, basis_around, coverage, limit_after, limit_before
from monazite.chemistry.signs import LONGEST, folded

__all__ = ["BASES", "FAMILIES", "Amount", "AmountHit", "chinese_number", "number", "scan_amounts"]

# Gaps between thousands are those of print, or a plain blank before three digits; a raised dot is a decimal point.
GAP = "[ \u00a0\u2009\u202f'’]"
NUMBER = (
    rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]{{1,18}})?|[0-9]{{1,3}}(?:{GAP}[0-9]{{3}})+(?![0-9])(?:[.,][0-9]{{1,18}})?"
    r"|[0-9]{1,9}(?:[.,·][0-9]{1,18})?|\.[0-9]{1,18})"
)
FAMILY = r"(?:wt|at|mol|mole|mass|weight|atomic|vol|volume|w/w|m/m)"
UNIT = (
    rf"(?P<family>{FAMILY}\s?\.?\s?-?\s?)?(?P<percent>%(?!o\b)|per\s?cent\b|pct\b)"
    r"|(?P<unit>‰|ppmw|ppm|ppb|g/kg|mg/kg|mg/g|g/t|[µμ]g/g)(?![A-Za-z0-9])"
)
GAPS = re.compile(GAP)
JOIN = r"(?P<join>\s?(?:-|~|〜|至|到|\.\.)\s?|\s(?:to|and|through)\s)"
PLUS = r"\s?(?:±|\+/-)\s?"
CORE = re.compile(
    rf"(?<![A-Za-z0-9.,/⁄^·'’])(?P<first>{NUMBER})"
    rf"(?:(?P<unit1>\s?%)?{JOIN}(?P<sign>[<≤]?)\s?(?P<second>{NUMBER})|(?:\s?%)?{PLUS}(?P<tolerance>{NUMBER}))?"
    rf"\s{{0,2}}-?(?:{UNIT})"
)
# A number in pieces: "2 . 5 %", "2 .5 %"; which amount that is, is not told.
BROKEN = re.compile(r"[0-9]\s?[.,]\s\Z|[0-9]\s\.\Z")
HINT = re.compile(r"[%‰余分]|pp[mb]|/kg|/g|g/t|per\s?cent|pct|[2-9]N|[Bb][Aa][Ll]|±").search
NINES = re.compile(r"(?<![A-Za-z0-9.])([2-9])N([0-9]?)(?:\s?(?P<more>以上|min\b|\+))?(?![A-Za-z0-9])")
BALANCE = re.compile(
    r"\b(?:bal(?:ance)?)\b\.?(?!\s?of\b)(?:\s?\(?to 100\s?%\)?)?|余量|(?<=[A-Za-z\s:：=])余(?![0-9一-鿿])", re.I
)
HUNDREDTHS = re.compile(r"(百|千|万)分之([零〇一二两三四五六七八九十百点]{1,12}|[0-9]{1,3}(?:\.[0-9]{1,6})?)")
BARE = re.compile(rf"\s*(?P<first>{NUMBER}){PLUS}(?P<tolerance>{NUMBER})\s*")
RATIO = re.compile(r"(?:TREO|TREM|TRE|REO|ΣREO|Σ)\s?[:=≥≤<>]?\s?\Z")

SCALE = {"%": 100, "‰": 1000, "ppm": 10**6, "ppmw": 10**6, "ppb": 10**9, "g/kg": 1000, "mg/kg": 10**6}
SCALE |= {"mg/g": 1000, "g/t": 10**6, "µg/g": 10**6, "μg/g": 10**6}
UNSTATED = ("‰", "ppm", "ppb")
FAMILY_OF = {"w": "mass", "m": "mass", "a": "atomic", "v": "volume"}
BEHIND = re.compile(
    r"\s?(?:\(\s?(?P<inside>w/w|m/m|wt|mass|mol|mole|at|atomic|v/v|vol|by weight|by mass|by volume)\s?\.?\s?\)"
    r"|(?P<outside>w/w|m/m|v/v|wt\b|mol\b(?!\w)|by weight|by mass|by volume)\.?)"
)
BEHIND_STARTS = frozenset(" (wmvb")
ALL_NINES = re.compile(r"99[.,·]9+[0-9]?")
ZH_FAMILY = re.compile(
    r"(?:质量分数|质量百分比|重量百分比|重量比|(?P<mole>摩尔分数|摩尔百分比)|(?P<atomic>原子百分比|原子分数))\s?[:：为]?\s?\Z"
)


class AmountHit(NamedTuple):
    """An amount in a text, from `start` to `end`; `kind` is percent, ppm, purity_n, balance or ratio."""

    start: int
    end: int
    amount: Amount
    kind: str


def scan_amounts(text: str) -> list[AmountHit]:
    """Return every amount in a free text, in order, never overlapping; places are those of the text as given.

    A number counts with its unit (%, ppm, ‰, g/kg …) and with the words of limit around it (min, ≤, 以上). The kind is
    `ratio` where the share is one of the rare earths, as in Pr6O11/TREO 25 %. Never raises; reads 20 000 characters.
    """
    text = text[:LONGEST]
    if not HINT(text) and (text.isascii() or not HINT(folded(text, same_length=True))):
        return []
    plain = text if text.isascii() else folded(text, same_length=True)
    hits: list[AmountHit] = []
    for match in CORE.finditer(plain):
        dot = plain.startswith(".", match.start())
        if BROKEN.search(plain, max(0, match.start() - 4), match.start() + dot):
            continue
        hits.append(_core(plain, match, text, hits[-1].end if hits else 0))
    for find in (_nines, _balance, _hundredths, _only_number):
        hits = _with(hits, find(plain, text))
    return hits


def _with(hits: list[AmountHit], more: list[AmountHit]) -> list[AmountHit]:
    """Return amounts in order with those others that lie on none of them; each list lies on nothing of its own."""
    ends = [hit.end for hit in hits]
    for hit in more:
        at = bisect_right(ends, hit.start)  # the first that ends behind where this one starts
        if at == len(ends) or hits[at].start >= hit.end:
            hits.insert(at, hit)
            ends.insert(at, hit.end)
    return hits


def _core(plain: str, match: re.Match[str], text: str, floor: int) -> AmountHit:
    """Build the amount around one number with a unit; words before `floor` belong to the amount before it."""
    unit = match["unit"] or "%"
    family, end = _family(plain, match, unit)
    start, before = limit_before(plain, match.start(), floor)
    end, after = (end, "") if before else limit_after(plain, end)
    end, k = coverage(plain, end)
    start, end, basis = basis_around(plain, start, end)
    numbers = match.group("first", "second", "tolerance")
    amount = _built(numbers, SCALE[unit], before or after, match["sign"], family, basis, k, text[start:end])
    return AmountHit(start, end, amount, _kind(plain, match, unit, start, basis))


@lru_cache(maxsize=16384)
def _built(
    numbers: tuple[str | None, ...],
    scale: int,
    limit: str,
    sign: str,
    family: str,
    basis: tuple[str, ...],
    k: Fraction | None,
    text: str,
) -> Amount:
    """Build the amount; the same few come again and again, so they are kept."""
    first, second, tolerance = (number(one, scale) / scale if one else None for one in numbers)
    amount = _amount(first or Fraction(0), second, tolerance, limit, sign)
    return _dressed(amount, family, basis, k if tolerance else None, text)


def _kind(plain: str, match: re.Match[str], unit: str, start: int, basis: tuple[str, ...]) -> str:
    if basis and "/" in plain[max(0, start - 12) : start] and RATIO.search(plain[max(0, start - 12) : start]):
        return "ratio"
    if unit.startswith("pp"):
        return "ppm"
    nines = unit == "%" and match["first"].startswith("99") and ALL_NINES.fullmatch(match["first"])
    if match["second"]:
        return "percent"
    return "purity_n" if nines else "percent"


def _family(plain: str, match: re.Match[str], unit: str) -> tuple[str, int]:
    """Return what the share counts, from the unit or what stands behind or before it, and where that ends."""
    if match["unit"]:
        return ("unstated" if unit in UNSTATED else "mass"), match.end()
    if match["family"]:
        return _family_of(match["family"]), match.end()
    behind = BEHIND.match(plain, match.end()) if plain[match.end() : match.end() + 1] in BEHIND_STARTS else None
    if behind:
        return _family_of((behind["inside"] or behind["outside"]).removeprefix("by ")), behind.end()
    zh = not plain.isascii() and ZH_FAMILY.search(plain[max(0, match.start() - 8) : match.start()])
    if zh:
        return ("mole" if zh["mole"] else "atomic" if zh["atomic"] else "mass"), match.end()
    return "unstated", match.end()


def _family_of(word: str) -> str:
    return "mole" if word.startswith("mol") else FAMILY_OF[word[0]]


def _amount(first: Fraction, second: Fraction | None, tolerance: Fraction | None, limit: str, sign: str) -> Amount:
    if second is not None and limit in ("", CLOSE, BETWEEN):
        low, high = sorted((first, second))
        return Amount(low, high, approximate=False)
    if second is not None:
        return _range(first, second, limit, sign)
    if tolerance is not None:
        return Amount(max(first - tolerance, Fraction(0)), first + tolerance, nominal=first, tolerance=tolerance)
    return limited(first, limit)


def _range(first: Fraction, second: Fraction, limit: str, sign: str) -> Amount:
    """Two numbers with signs: the first is the lower limit where it says so, else both only bound from one side."""
    if limit[0] in "≥>":
        return Amount(min(first, second), max(first, second), limit != OVER, sign != "<")
    return Amount(None, max(first, second), high_closed=limit == "≤")


def limited(value: Fraction, limit: str) -> Amount:
    """Return the amount that one number with a word of limit is: "≥", ">", "≤", "<", "≈" or nothing."""
    if limit in ("≥", ">"):
        return Amount(low=value, low_closed=limit == "≥")
    if limit in ("≤", "<"):
        return Amount(high=value, high_closed=limit == "≤")
    if limit == CLOSE:
        return Amount(nominal=value, approximate=True)
    return Amount(value, value, nominal=value)


def _dressed(amount: Amount, family: str, basis: tuple[str, ...], k: Fraction | None, text: str) -> Amount:
    return Amount(
        amount.low,
        amount.high,
        amount.low_closed,
        amount.high_closed,
        amount.nominal,
        amount.tolerance,
        k,
        family,
        basis,
        amount.approximate,
        amount.balance,
        text,
    )


@lru_cache(maxsize=4096)
def number(text: str, scale: int = 100) -> Fraction:
    """Return the exact number of a text: 2.5, 2,5, 1,200 and 12 000; of per cent there are never thousands."""
    text = GAPS.sub("", text).replace("·", ".")
    whole, comma, tail = text.partition(",")
    if comma and (scale == 100 or len(tail.partition(".")[0]) != 3 or whole in ("0", "")) and "," not in tail:
        if "." not in tail:
            return Fraction(f"{whole}.{tail}")
    plain = text.replace(",", "")
    return Fraction(f"0{plain}" if plain.startswith(".") else plain)


def _nines(plain: str, text: str) -> list[AmountHit]:
    """4N is at least 99.99 %, 4N5 at least 99.995 %, 3N8 at least 99.98 %."""
    found = []
    for match in NINES.finditer(plain) if "N" in plain else ():
        nines = int(match[1])
        low = 1 - Fraction(1, 10**nines) + Fraction(int(match[2] or 0), 10 ** (nines + 1))
        found.append(AmountHit(*match.span(), Amount(low=low, text=text[match.start() : match.end()]), "purity_n"))
    return found


def _balance(plain: str, text: str) -> list[AmountHit]:
    found = []
    for match in BALANCE.finditer(plain) if "余" in plain or "bal" in plain.lower() else ():
        start, end, basis = basis_around(plain, *match.span())
        found.append(AmountHit(start, end, Amount(basis=basis, balance=True, text=text[start:end]), "balance"))
    return found


def _hundredths(plain: str, text: str) -> list[AmountHit]:
    found = []
    for match in HUNDREDTHS.finditer(plain) if "分之" in plain else ():
        value = chinese_number(match[2])
        if value is not None:
            share = value / {"百": 100, "千": 1000, "万": 10000}[match[1]]
            start, limit = limit_before(plain, match.start())
            end, after = limit_after(plain, match.end())
            made = _dressed(limited(share, limit or after), "unstated", (), None, text[start:end])
            found.append(AmountHit(start, end, made, "percent"))
    return found


def _only_number(plain: str, text: str) -> list[AmountHit]:
    """A text that is nothing but 25±2 is read as per cent."""
    match = BARE.fullmatch(plain) if "±" in plain or "+/-" in plain else None
    if not match:
        return []
    made = _amount(number(match["first"]) / 100, None, number(match["tolerance"]) / 100, "", "")
    start, end = match.start("first"), match.end("tolerance")
    return [AmountHit(start, end, _dressed(made, "unstated", (), None, text[start:end]), "percent")]


DIGITS = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def chinese_number(text: str) -> Fraction | None:
    """Return the number that Chinese signs up to 百 write (二十五点三), or digits; None where they write none."""
    if text[:1].isdigit() and text.isascii():
        return Fraction(text)
    whole, _, tail = text.partition("点")
    if any(sign not in DIGITS for sign in tail) or ("点" in text and not (whole and tail)):
        return None
    total, digit = 0, 0
    for sign in whole:
        digit, total = (
            (DIGITS[sign], total) if sign in DIGITS else (0, total + (digit or 1) * (10 if sign == "十" else 100))
        )
    decimals = "".join(str(DIGITS[sign]) for sign in tail)
    return Fraction(f"{total + digit}.{decimals or 0}")
