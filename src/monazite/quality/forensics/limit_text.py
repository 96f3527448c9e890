"""Limits that an issuer prints beside a result: "≤0.005", "98%-102%", "0.2~0.3", "max 0.5", "不大于 0.5"."""

from __future__ import annotations

import re
from fractions import Fraction

from monazite.quality.limits import Bound, Limits
from monazite.quality.printed import Printed, printed
from monazite.quality.units import factor, unit

__all__ = ["is_balance", "limits_beside"]

UNIT_WORDS = re.compile(r"(?:%|ppm|ppb|wt\.?%|mg/kg|µg/g|ug/g|μg/g|g/cm3|µm|um|°C|℃)(?:\s*\(?m/m\)?)?", re.IGNORECASE)
MOST = re.compile(
    r"^(?:max\.?|maximum|not more than|nmt|at most|up to|不大于|不超过|小于等于)\s*|\s*(?:max\.?|maximum)$", re.I
)
LEAST = re.compile(
    r"^(?:min\.?|minimum|not less than|nlt|at least|不小于|不低于|大于等于)\s*|\s*(?:min\.?|minimum)$", re.I
)
BETWEEN = re.compile(r"\s*(?:\.\.\.?|~|～|–|—|至|to|(?<=[\d%])\s*-)\s*", re.IGNORECASE)
BALANCE = re.compile(r"bal(?:ance|\.)?|remainder|rest|余量|余", re.IGNORECASE)
LONGEST = 60


def is_balance(text: str) -> bool:
    """Return whether a text says that a content is what the others leave of all."""
    return bool(BALANCE.fullmatch(text.strip()))


def limits_beside(text: str, named: str = "") -> Limits | None:
    """Return the limits that a text prints, in the unit of a result; None where it prints none that can be read.

    A unit in the text is converted to that of the result; where one of the two is not told, they are the same.

    >>> limits_beside("98%-102%").upper.value, limits_beside("95% pass 60 mesh")
    (Fraction(102, 1), None)
    """
    if not text or len(text) > LONGEST:
        return None
    limits, by = _limits(UNIT_WORDS.sub("", text).strip()), _factor(text, named)
    return None if limits is None or by is None else limits.times(by)


def _factor(text: str, named: str) -> Fraction | None:
    """Return how many of a result's unit is one of the unit in a text, None where they measure different things."""
    words = UNIT_WORDS.search(text)
    given, asked = unit(words[0]) if words else None, unit(named)
    return Fraction(1) if given is None or asked is None else factor(given, asked)


def _limits(plain: str) -> Limits | None:
    for words, side in ((MOST, "<="), (LEAST, ">=")):
        bare, count = words.subn("", plain)
        if count == 1:
            value = printed(bare)
            return _one(value, side) if value is not None and value.operator == "=" else None
    value = printed(plain)
    if value is not None:
        return None if value.operator == "=" else _one(value, value.operator)
    ends = [printed(part) for part in BETWEEN.split(plain)]
    return _both(ends[0], ends[1]) if len(ends) == 2 else None


def _one(value: Printed, operator: str) -> Limits:
    end = Bound(value.value, value.step, strict="=" not in operator)
    return Limits(None, end) if "<" in operator else Limits(end, None)


def _both(low: Printed | None, high: Printed | None) -> Limits | None:
    if low is None or high is None or low.operator != "=" or high.operator != "=" or low.value > high.value:
        return None
    return Limits(Bound(low.value, low.step), Bound(high.value, high.step))
