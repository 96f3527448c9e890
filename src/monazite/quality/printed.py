"""Numbers as they are printed, whose digits matter: '0.10' and '0.1' are different limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["WIDE", "Printed", "printed"]

LONGEST = 40  # characters; what is longer is no number of a laboratory
FARTHEST = 30  # powers of ten either way
MARKS = {"(+)": 1, "(-)": -1}
NUMBER = re.compile(
    r"(?P<operator><=|>=|<|>|=)? ?(?P<sign>[+-])? ?"
    r"(?P<whole>[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|\d+|(?=\.\d))(?:\.(?P<digits>\d+))?"
    r"(?:(?:[eE]| ?[x*] ?10(?:\^|(?=[+-])))(?P<power>[+-]?\d{1,2}))?(?P<mark> ?\([+-]\))?",
    re.ASCII,
)
# Each sign by itself, and no more of Unicode's likenesses: a footnote sign behind a number is no digit of it.
WIDE = str.maketrans("０１２３４５６７８９．，＜＞＝＋－（）％", "0123456789.,<>=+-()%")
SIGNS = WIDE | str.maketrans(
    {"−": "-", "–": "-", "﹣": "-", "×": "x", "·": "x", "≤": "<=", "≥": ">=", "≦": "<=", "≧": ">="}
)
SIGNS |= dict.fromkeys(map(ord, "\u00a0\u2009\u202f\u3000"), " ")
RAISED = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")
POWER = re.compile(r"([x*] ?10)([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed, exact, with the unit of its last digit.

    `operator` is one of = < <= > >=. `mark` is that of GB/T 8170: +1 where the magnitude was rounded down to the last
    digit ("15.5(+)"), -1 where it was rounded up, 0 without.
    """

    text: str
    value: Fraction
    step: Fraction
    operator: str = "="
    mark: int = 0


def printed(text: str) -> Printed | None:
    """Return a number as printed, None for what is none: "0.10", "<0.0005", "≥99.9", "15.5(-)", "1,200", "5×10⁻⁴".

    Blanks stand between thousands only ("12 345"), and raised digits behind "×10" only: "99.9⁵" and "99.9 5" are none.

    >>> printed("0.10").step, printed("Complies")
    (Fraction(1, 100), None)
    """
    plain = POWER.sub(lambda found: f"{found[1]}^{found[2].translate(RAISED)}", text.strip().translate(SIGNS))
    found = NUMBER.fullmatch(plain) if len(text) <= LONGEST else None
    if found is None:
        return None
    digits, power = found["digits"] or "", int(found["power"] or 0) - len(found["digits"] or "")
    if abs(power) > FARTHEST:
        return None
    step = Fraction(10) ** power
    value = int((found["whole"] or "").replace(",", "").replace(" ", "") + digits) * step
    mark = MARKS.get((found["mark"] or "").strip(), 0)
    return Printed(text, -value if found["sign"] == "-" else value, step, found["operator"] or "=", mark)
