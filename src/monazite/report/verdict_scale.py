"""Where a result and its uncertainty stand against a limit, as places of a small picture.

A picture decides nothing: its places are floats from 0 (left) to 1 (right), made from exact numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Scale", "scale"]

FAR = 2  # a result farther from the limits than so many times their span is shown at the edge
BESIDE = Fraction(1, 2)  # room beside the limits, in spans
DIGITS = 4
Ends = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True, slots=True)
class Scale:
    """Places in a picture: what is allowed, the limits, the guard bands around them, where the result lies.

    `at` is the result where it is one number, `bar` what it may be (value ± U, or the stretch below "<0.01"); None
    where there is none. `beyond` is "left" or "right" for a result that lies outside the picture.
    """

    allowed: tuple[float, float]
    limits: tuple[float, ...]
    guards: tuple[tuple[float, float], ...] = ()
    at: float | None = None
    bar: tuple[float, float] | None = None
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class _Axis:
    low: Fraction
    high: Fraction

    def place(self, value: Fraction | None, otherwise: float) -> float:
        if value is None:
            return otherwise
        return min(1.0, max(0.0, round(float((value - self.low) / (self.high - self.low)), DIGITS)))


def scale(
    limits: Ends, found: Ends, *, spread: Fraction | None = None, guard: Fraction | None = None, most: Fraction | None
) -> Scale | None:
    """Return the picture of a result against its limits (lower, upper), None where there is no limit.

    `found` is where the result lies (both ends the same for one number, (None, None) for no result), `spread` its
    expanded uncertainty, `guard` the guard band, `most` what the result can be at most (100 for a share in %), all in
    the unit of the limits.
    """
    ends = [end for end in limits if end is not None]
    if not ends:
        return None
    span = _span(limits, most)
    axis = _axis(limits, found, spread, span)
    around = [(end - guard, end + guard) for end in ends if guard]
    value = found[0] if found[0] is not None and found[0] == found[1] else None
    return Scale(
        allowed=(axis.place(limits[0], 0.0), axis.place(limits[1], 1.0)),
        limits=tuple(axis.place(end, 0.0) for end in ends),
        guards=tuple((axis.place(low, 0.0), axis.place(high, 1.0)) for low, high in around),
        at=None if value is None else axis.place(value, 0.0),
        bar=_bar(found, value, spread, axis),
        beyond="" if value is None else "left" if value < axis.low else "right" if value > axis.high else "",
    )


def _bar(found: Ends, value: Fraction | None, spread: Fraction | None, axis: _Axis) -> tuple[float, float] | None:
    if value is not None:
        return (axis.place(value - spread, 0.0), axis.place(value + spread, 1.0)) if spread else None
    if found == (None, None):
        return None
    return axis.place(found[0], 0.0), axis.place(found[1], 1.0)


def _span(limits: Ends, most: Fraction | None) -> Fraction:
    """Return how wide the picture is in the words of the limits: between them, to 0, or to the whole."""
    low, high = limits
    if low is not None and high is not None and high > low:
        return high - low
    if low is not None and most is not None and most / 2 < low < most:
        return most - low
    return abs(low if low is not None else high or Fraction(0)) or Fraction(1)


def _axis(limits: Ends, found: Ends, spread: Fraction | None, span: Fraction) -> _Axis:
    """Return from where to where the picture goes: the limits with room beside them, and the result if it is near."""
    ends = [end for end in limits if end is not None]
    low, high = min(ends) - (BESIDE if limits[0] is not None else 1) * span, max(ends) + BESIDE * span
    if limits[1] is None:
        high = max(ends) + span
    near = [end + sign * (spread or 0) for end in found if end is not None for sign in (-1, 1)]
    near = [end for end in near if min(ends) - FAR * span <= end <= max(ends) + FAR * span]
    room = span / 8
    lows, highs = [end - room for end in near if end < low], [end + room for end in near if end > high]
    return _Axis(min([low, *lows]), max([high, *highs]))
