"""Cells that are codes: kept as they are written; check digits and forms that do not hold are findings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from monazite.read.cells import Cell, Column, kept
from monazite.read.currencies import read_currency
from monazite.read.words import country_code, country_hint, mark_shown

__all__ = ["CODE_READERS", "cas_holds", "container_holds", "lei_holds", "uscc_holds"]

_CONTAINER = re.compile(r"[A-Z]{4}\d{7}")
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_NOT_LISTED = frozenset(("none", "nil", "not listed", "unlisted", "未列入", "未被列入", "不在名单"))
_LEI = re.compile(r"[A-Z0-9]{18}\d{2}")


def container_holds(number: str) -> bool:
    """Return whether the check digit of a container number holds (ISO 6346).

    >>> container_holds("CSQU3054383")
    True
    """
    # Letters count from 10 and skip the multiples of 11.
    worth = {letter: 10 + i + (i + 9) // 10 for i, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
    total = sum((worth[c] if c in worth else int(c)) << place for place, c in enumerate(number[:10]))
    return total % 11 % 10 == int(number[10])


def cas_holds(number: str) -> bool:
    """Return whether the check digit of a CAS registry number holds.

    >>> cas_holds("7732-18-5")
    True
    """
    digits = number.replace("-", "")
    return sum(int(d) * place for place, d in enumerate(reversed(digits[:-1]), 1)) % 10 == int(digits[-1])


def lei_holds(number: str) -> bool:
    """Return whether the check digits of a legal entity identifier hold (ISO 17442, MOD 97-10)."""
    return int("".join(str(int(c, 36)) for c in number)) % 97 == 1


def uscc_holds(number: str) -> bool:
    """Return whether the check sign of a Chinese unified social credit code holds (GB 32100)."""
    total = sum(_USCC_SIGNS.index(c) * pow(3, place, 31) for place, c in enumerate(number[:17]))
    return _USCC_SIGNS[-total % 31] == number[17]


def _tariff_code(text: str, column: Column) -> Cell:
    code = unicodedata.normalize("NFKC", text).strip()
    digits = re.sub(r"[. ]", "", code)
    if not (digits.isascii() and digits.isdigit()):
        return Cell(code, kept(column, text, "has signs that a tariff code does not have"))
    if not 4 <= len(digits) <= 13:
        return Cell(code, kept(column, text, f"has {len(digits)} digits, where a tariff code has 4 to 10"))
    return Cell(code)


def _cas_number(text: str, column: Column) -> Cell:
    code = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"\d{2,7}-\d{2}-\d", code):
        return Cell(code, kept(column, text, "has not the form of a CAS number (7732-18-5)"))
    return Cell(code, "" if cas_holds(code) else kept(column, text, "has a wrong check digit"))


def _containers(text: str, column: Column) -> Cell:
    """Return container numbers separated by blanks; the owner code may be set apart ('CSQU 305438 3')."""
    joined = re.sub(r"(?<![A-Za-z])([A-Za-z]{4})[ -]?(\d{6})[ -]?(\d)(?!\d)", r"\1\2\3", text.strip())
    numbers = [n for n in re.split(r"[\s,;/、，；|]+", joined) if n]
    wrong = [n for n in numbers if not (_CONTAINER.fullmatch(n.upper()) and container_holds(n.upper()))]
    shape = [n for n in wrong if not _CONTAINER.fullmatch(n.upper())]
    what = "has not the form of a container number" if shape else "has a wrong check digit"
    return Cell(" ".join(numbers), kept(column, (shape or wrong)[0], what) if wrong else "")


def _identifier(text: str, column: Column) -> Cell:
    code = text.strip()
    if _LEI.fullmatch(code) and not lei_holds(code):
        return Cell(code, kept(column, text, "looks like a legal entity identifier, but its check digits are wrong"))
    if _USCC.fullmatch(code) and not uscc_holds(code):
        return Cell(code, kept(column, text, "looks like a social credit code, but its check sign is wrong"))
    return Cell(code)


def _transit(text: str, column: Column) -> Cell:
    """Return the codes of the countries on the way, separated by blanks."""
    whole = country_code(text)
    if whole:
        return Cell(whole)
    words = [w.strip() for w in re.split(r"[,;/、，；|>→]+", text) if w.strip()]
    parts = words if len(words) > 1 else text.split()
    codes = [(part, country_code(part)) for part in parts]
    unknown = next((part for part, code in codes if code is None), "")
    if unknown:
        found = f"unreadable transit: '{unknown[:40]}' is no known country; {country_hint(unknown)}"
        return Cell(None, found)
    return Cell(" ".join(str(code) for _, code in codes))


def _listing(text: str, column: Column) -> Cell:
    """Return the announcement that lists a party; any plain word for no is 'none', screened and not listed."""
    word = text.strip()
    return Cell("none" if word.casefold() in _NOT_LISTED or mark_shown(word) is False else word)


CODE_READERS: Mapping[str, Callable[[str, Column], Cell]] = {
    "tariff_code": _tariff_code,
    "cas_number": _cas_number,
    "containers": _containers,
    "currency": read_currency,
    "transit": _transit,
    "consignee_cn_listing": _listing,
    "end_user_cn_listing": _listing,
    "exporter_id": _identifier,
    "consignee_id": _identifier,
    "end_user_id": _identifier,
}
