"""Identifiers of parties: their normal form, and whether their check digits are right."""

from __future__ import annotations

import re

__all__ = ["CHECKED", "is_imo", "is_lei", "is_uscc", "normal", "right"]

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_NOT_CODE = re.compile("[^0-9A-Z]")


def normal(kind: str, value: str) -> str:
    """Return an identifier in capitals and digits alone, an IMO number without its letters."""
    text = _NOT_CODE.sub("", value.upper())
    return text.removeprefix("IMO") if kind == "imo" else text


def is_lei(text: str) -> bool:
    """Whether a text is a legal entity identifier: 18 signs, two digits that check (ISO 17442-1, ISO 7064)."""
    if not re.fullmatch("[0-9A-Z]{18}[0-9]{2}", text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text)) % 97 == 1


def is_uscc(text: str) -> bool:
    """Whether a text is a Chinese unified social credit code: 18 signs, the last one checks (GB 32100-2015)."""
    if len(text) != 18 or any(sign not in _USCC for sign in text):
        return False
    total = sum(_USCC.index(sign) * weight for sign, weight in zip(text, _WEIGHTS, strict=False))
    return _USCC[-total % 31] == text[17]


def is_imo(text: str) -> bool:
    """Whether a text is an IMO ship number: seven digits, the last one checks (IMO Resolution A.1117(30))."""
    if not re.fullmatch("[0-9]{7}", text):
        return False
    return sum(int(d) * w for d, w in zip(text, range(7, 1, -1), strict=False)) % 10 == int(text[6])


CHECKED = {"lei": is_lei, "uscc": is_uscc, "imo": is_imo}


def right(kind: str, value: str) -> bool | None:
    """Return whether an identifier's check digits are right; None where its kind has none that are known here."""
    check = CHECKED.get(kind)
    return None if check is None else check(normal(kind, value))
