"""Amounts that are more than the whole: a unit or a scale is wrong there, and nothing certain follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from monazite.chemistry.amount import Amount
from monazite.chemistry.composition import Names, Part, scan_composition
from monazite.chemistry.formula import Formula
from monazite.chemistry.weights import Weights
from monazite.goods.answer import Open
from monazite.goods.substance import shares_of
from monazite.goods.unfound import named_in
from monazite.vocabulary import vocabulary

__all__ = ["ABOVE", "beyond_whole", "is_beyond", "left_open", "is_mass", "more_than_told", "more_than_whole"]

WHOLE = Fraction(1)
ROUNDED = Fraction(101, 100)  # stated numbers are rounded, and totals of 100.3 % are usual
READ = Fraction(105, 100)  # and readings scatter where no uncertainty is told
TOGETHER = Fraction(110, 100)  # of several numbers each may be a little high
ABOVE, SUM = "the amount stated is more than the whole", "the amounts stated add up to more than the whole"
BELOW = "the amount stated is less than nothing"
# A minus right before the number: "Dy: -0.5 %"; "Dy - 0.5" and "Nd-30" may be dashes.
NEGATIVE = re.compile(r"(?:\s?[:=]\s?|\s)[-−]\.?\d[\d.,]{0,12}\s?%?")


def more_than_told(text: str, names: Names, weights: Weights, origin: str) -> str:
    """Say of a composition ("stated") or a reading ("assay") that it is more than the whole; empty where it is not.

    `names` finds named substances, as of `scan_composition`.
    """
    parts = beyond_whole(scan_composition(text, names).parts, weights, origin)
    return more_than_whole(text, parts) if parts else ""


def more_than_whole(text: str, parts: Sequence[Part]) -> str:
    """Return the words for parts of a text that are more than the whole (see `beyond_whole`)."""
    quoted = ", ".join(text[part.start : part.end].strip() for part in parts)
    verb = "add up to" if len(parts) > 1 else "is"
    return f"'{quoted[:80]}' {verb} more than the whole: is the unit right? Nothing certain is taken from it"


def beyond_whole(parts: Sequence[Part], weights: Weights, origin: str) -> list[Part]:
    """Return the parts that are by mass more than 100 % beyond their uncertainty; all, where they clearly are together.

    A reading ("assay") may be off by two standard uncertainties, or where none is told by 5 %. Together each element
    counts once, as the part says that has most of it: an oxide and its element say the same.
    """
    told = [p for p in parts if p.formula is not None and is_mass(p.amount)]
    alone = [p for p in told if is_beyond(p.amount, origin)]
    return alone or (told if sum(_together(told, weights).values()) > TOGETHER else [])


def is_beyond(amount: Amount, origin: str) -> bool:
    """Whether an amount is by itself more than the whole, beyond what it may be off by (see `beyond_whole`)."""
    bare = origin == "assay" and amount.tolerance is None
    return _surely(amount) > (READ if bare else ROUNDED)


def is_mass(amount: Amount) -> bool:
    """Whether an amount is a share of all the goods by mass, as far as is told."""
    return amount.family in ("mass", "unstated") and not {"treo", "trem"} & set(amount.basis)


def _surely(amount: Amount) -> Fraction:
    """Return how much there is at least by an amount."""
    if amount.nominal is None or amount.tolerance is None:
        return amount.nominal or amount.low or Fraction(0)
    return amount.nominal - amount.tolerance * 2 / (amount.k or 1)


def _together(parts: Sequence[Part], weights: Weights) -> Mapping[str, Fraction]:
    found: dict[str, Fraction] = {}
    for part in parts:
        assert part.formula is not None
        for symbol, (least, _) in shares_of(part.formula, weights).items():
            found[symbol] = max(found.get(symbol, Fraction(0)), least * _surely(part.amount))
    return found


def left_open(text: str, names: Names, weights: Weights, origin: str) -> Iterator[Open]:
    """Yield what stays open by a composition or reading that cannot be: more than the whole, or less than nothing.

    Each element that is meant stays open, or where lists name none of them how complete the composition is.
    """
    parts = scan_composition(text, names).parts
    beyond = beyond_whole(parts, weights, origin)
    because = ABOVE if len(beyond) == 1 or all(is_beyond(part.amount, origin) for part in beyond) else SUM
    yield from _opens([(p.formula, text[p.start : p.end].strip()) for p in beyond], weights, because)
    yield from _opens(list(_negative(text, named_in(text, names))), weights, BELOW)


def _negative(text: str, named: Sequence[tuple[int, int, Formula]]) -> Iterator[tuple[Formula, str]]:
    for start, end, formula in named:
        if match := NEGATIVE.match(text, end):
            yield formula, text[start : match.end()].strip(" ,")


def _opens(parts: Sequence[tuple[Formula | None, str]], weights: Weights, because: str) -> Iterator[Open]:
    words = ", ".join(words for _, words in parts)[:80]
    meant = [f"mf_{s.lower()}" for formula, _ in parts if formula for s in shares_of(formula, weights)]
    known = [fact for fact in dict.fromkeys(meant) if fact in vocabulary() and fact != "mf_o"]
    for fact in known or (["composition_complete"] if parts else []):
        yield Open(fact, (), words, because)
