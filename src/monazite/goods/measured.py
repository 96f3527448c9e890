"""Quantities that a line states, brought together: what agrees, what contradicts, and the exact steps it fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from monazite.goods.answer import Derived
from monazite.goods.measures import Bounds
from monazite.vocabulary import vocabulary

__all__ = ["Stated", "agreed", "derived", "plausible"]

# What no goods have: a number beyond is misread or a slip of the pen, and says nothing.
MOST = {
    "particle_size": 100_000, "density": 25, "press_density": 10, "flexural_strength": 5000, "tensile_strength": 10_000,
    "energy_density": 2000, "specific_capacity": 5000, "transmittance": 100, "first_efficiency": 100,
    "magnetic_field": 50, "pressure": 1000, "temperature_high": 4000, "temperature_tolerance": 100, "voltage": 10,
    "frequency": 1_000_000, "power": 1_000_000, "chamber_volume": 100_000, "diameter": 200_000,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """One quantity that words state, in the unit of its fact."""

    fact: str
    bounds: Bounds
    certain: bool
    words: str


def plausible(stated: Stated) -> bool:
    """Whether goods can have the quantity."""
    end = stated.bounds.high if stated.bounds.high is not None else stated.bounds.low
    return end is not None and end <= MOST.get(stated.fact, 10**9) and (end > 0 or stated.fact == "temperature_low")


def agreed(stated: Sequence[Stated]) -> Stated | None:
    """Return the narrowest of quantities that all hold at once, limits drawn together; None where two do not."""
    if len(stated) == 1:
        return None if _is_empty(stated[0].bounds) else stated[0]
    limits = [s for s in stated if s.bounds.low is None or s.bounds.high is None]
    inner = [s for s in stated if s not in limits]
    if limits:
        inner.append(_between(limits))
    best = min(inner, key=_width)
    holds = all(_inside(best.bounds, s.bounds) for s in (*inner, *limits))
    return best if holds and not _is_empty(best.bounds) else None


def _between(limits: Sequence[Stated]) -> Stated:
    """Return what several limits leave: D10 1 μm, D90 12 μm."""
    lows = [s for s in limits if s.bounds.low is not None]
    highs = [s for s in limits if s.bounds.high is not None]
    low = max(lows, key=lambda s: (s.bounds.low, s.bounds.low_open), default=None)
    high = min(highs, key=lambda s: (s.bounds.high, not s.bounds.high_open), default=None)
    if low is None or high is None:
        return low or high or limits[0]
    bounds = replace(low.bounds, high=high.bounds.high, high_open=high.bounds.high_open)
    return replace(low, bounds=bounds, words=" … ".join(dict.fromkeys(s.words for s in limits if s in (low, high))))


def _width(stated: Stated) -> tuple[bool, Fraction]:
    low, high = stated.bounds.low, stated.bounds.high
    return (True, Fraction(0)) if low is None or high is None else (False, high - low)


def _inside(inner: Bounds, outer: Bounds) -> bool:
    low = outer.low is None or (inner.low is not None and inner.low >= outer.low)
    return low and (outer.high is None or (inner.high is not None and inner.high <= outer.high))


def _is_empty(bounds: Bounds) -> bool:
    return bounds.low is not None and bounds.high is not None and bounds.low > bounds.high


def derived(stated: Stated) -> Derived:
    """Return the quantity in the exact steps of the vocabulary, rounded outward; an open limit is left out."""
    scale, bounds = 10 ** vocabulary()[stated.fact].decimals, stated.bounds
    low = None if bounds.low is None else floor(bounds.low * scale) + bounds.low_open
    high = None if bounds.high is None else ceil(bounds.high * scale) - bounds.high_open
    because = "the quantity stated" if stated.certain else "a number that may mean it"
    return Derived(
        stated.fact, low=low, high=high, certain=stated.certain, origin="stated", words=stated.words, because=because
    )
