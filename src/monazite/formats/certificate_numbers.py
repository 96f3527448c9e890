"""The numbers of a certificate as laboratories write them: decimal commas, operators, plus or minus an uncertainty."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from monazite.quality.printed import WIDE, Printed, printed
from monazite.quality.units import unit

__all__ = ["Number", "comma_of", "number"]

LONGEST = 200  # signs; what is longer is no number, and may take long to be told so
PLUS_MINUS = re.compile(r"(?P<value>.+?)\s*(?:±|\+/-|\+-)\s*(?P<u>[0-9.,]+)\s*(?P<unit>.*)")
WITH_UNIT = re.compile(
    r"(?P<value>(?:[<>≤≥]=?\s*)?[0-9.,]+(?: [0-9]{3})*(?:[eE][+-]?[0-9]+)?)"
    r"\s*(?P<unit>[%‰]|[a-zA-Zµμ]+(?:/[a-zA-Z0-9]+)?)"
)
COMMA = re.compile(r"[0-9]+,[0-9]+")
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
APART = re.compile(r"[0-9]\s+[0-9]")
ODD = ("=<", "=>", "<>", "~", "≈", "≠", "==", "!", "><", "±", "约", "about", "ca")


@dataclass(frozen=True, slots=True)
class Number:
    """What a cell says: a number, with the uncertainty and unit that stand beside it; or why it is none."""

    value: Printed | None = None
    expanded: str = ""
    unit: str = ""
    code: str = ""
    reason: str = ""
    hint: str = ""


def comma_of(texts: Iterable[str]) -> bool | None:
    """Return whether numbers of a certificate have decimal commas; None where they do not tell."""
    texts = [text.strip().translate(WIDE).lstrip("<>=≤≥ ") for text in texts]
    comma = any(COMMA.fullmatch(text) and not THOUSANDS.fullmatch(text) for text in texts)
    point = any(DECIMAL.fullmatch(text) for text in texts)
    return comma if comma != point else None


def number(text: str, comma: bool | None = None) -> Number:
    """Return what a text says as a number; `comma` tells whether the certificate writes decimal commas.

    "1,234" is a number only where the other numbers tell what its comma is. A footnote sign behind a number ("99.9⁵")
    is never read with it: such a text is no number, and why is told.
    """
    plain = text.strip().translate(WIDE)
    if len(plain) > LONGEST:
        return Number(code="C023", reason=f"'{text}' is no number", hint="a number as printed (0.05, <0.001), or words")
    if (match := PLUS_MINUS.fullmatch(plain)) and (not match["unit"] or _is_unit(match["unit"])):
        found = number(match["value"], comma)
        return Number(found.value, match["u"], match["unit"], found.code, found.reason, found.hint)
    if (match := WITH_UNIT.fullmatch(plain)) and unit(match["unit"]):  # "0.05 max" is a limit, no result
        found = number(match["value"], comma)
        if found.value is not None:
            return Number(found.value, unit=match["unit"])
    return _bare(text, plain, comma)


def _is_unit(text: str) -> bool:
    """Return whether a text is a unit; the footnote sign ¹ is not the unit 1."""
    return unit(text) is not None and not text[0].isnumeric()


def _bare(text: str, plain: str, comma: bool | None) -> Number:
    digits = plain.lstrip("<>=≤≥ ")
    if THOUSANDS.fullmatch(digits) and digits.count(",") == 1 and comma is None:
        words = f"'{text.strip()}' may be {digits.replace(',', '.')} or {digits.replace(',', '')}"
        return Number(code="C024", reason=words, hint="write a decimal point, and no sign between thousands")
    if COMMA.fullmatch(digits) and (comma or not THOUSANDS.fullmatch(digits)):
        plain = plain.replace(",", ".")
    found = printed(plain)
    if found is None:
        return _none(text.strip(), plain)
    return Number(Printed(text.strip(), found.value, found.step, found.operator, found.mark))


def _none(text: str, plain: str) -> Number:
    """Return why a text is no number."""
    if any(plain.casefold().startswith(sign) for sign in ODD) and any(sign.isdigit() for sign in plain):
        return Number(code="C026", reason=f"'{text}' begins with no operator", hint="one of: =, <, <=, >, >=, or none")
    if APART.search(plain) or any(sign.isnumeric() and not sign.isascii() for sign in plain):
        hint = "a footnote sign, or a blank between digits? write the number alone"
        return Number(code="C023", reason=f"'{text}' is no number", hint=hint)
    if plain.count(",") > 1 or plain.count(".") > 1 or (plain.count(",") and plain.count(".")):
        return Number(code="C023", reason=f"'{text}' is no number", hint="one decimal sign at most: 0.05")
    if any(sign.isdigit() for sign in plain) and re.search(r"[oOlI]", plain):
        return Number(code="C023", reason=f"'{text}' is no number", hint="is a letter (O, l) typed for a digit?")
    return Number(code="C023", reason=f"'{text}' is no number", hint="a number as printed (0.05, <0.001), or words")
