"""Sizes of bodies, grains and sieves: which side a number is, and whether it is one at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from monazite.goods.measures import UNITS, Bounds, Measure
from monazite.goods.rules.state import Reading

__all__ = ["GRAINED", "SIDES", "Said", "scaled", "sieved", "size"]

Said = tuple[str, Bounds, bool]  # the fact, its bounds in the fact's unit, whether it is certain
GRAINED = frozenset(("diamond_wire_saw", "diamond_wheel"))
FINE = frozenset(form for form, (family, factor) in UNITS.items() if family == "length" and factor < 1)
INCHES = frozenset(form for form, (family, factor) in UNITS.items() if factor == Fraction(127, 5))
# Words that say that a bare number of micrometres in a powder's line may be something else.
COATED = re.compile(r"coat|plat|thick|film|wire|laser|emi|excit|wavelength|[镀涂膜厚丝箔]|波长|发射|激|峰|Ra\b", re.I)
WOVEN = re.compile(r"wire|screen|filter|cloth|sieve|netting|[网滤布]", re.I)
ROUND = re.compile(
    r"ring|tube|pipe|wheel|cylind|dis[ck]|\brod|arc\b|segment|tile|sleeve|[环管轮圆柱棒盘瓦套]|round", re.I
)
CYLINDER = re.compile(r"cylind|dis[ck]\b|round (?:bar|rod)|圆柱|圆片|圆棒|圆盘", re.I)
SHARE_BEFORE = re.compile(r"(\d+(?:\.\d+)?)\s?%\s?(?:min\.?|max\.?)?\s?\Z")
SHARE_BEHIND = re.compile(r"\s?[:≥>(]{0,2}\s?(\d+(?:\.\d+)?)\s?%")
LETTERS = {"L": "length", "W": "width", "H": "axial", "T": "axial", "Φ": "diameter"}
LOOSE = frozenset("powder granule flake".split())
COMPACT = frozenset("magnet target crystal optical_fibre glass cell".split())
SIDES = ("length", "width", "height")


def size(r: Reading, text: str, measure: Measure, name: str) -> Iterator[Said]:
    bounds, fine = measure.parts[0], measure.unit in FINE
    if len(measure.parts) > 1:
        if not fine and name in ("", "size", "diameter") and not measure.limited:
            yield from _body(r, text, measure, name)
    elif name == "grain" and r.value("material") != "diamond" and r.value("equipment") not in GRAINED:
        return
    elif name.startswith("particle") or name == "grain":
        yield from _grain(name, scaled(bounds, Fraction(1000)))
    elif name in ("diameter", "length", "width", "axial"):
        if bounds.label in ("", "Φ", {"length": "L", "width": "W"}.get(name)):
            yield name, bounds, True
    elif bounds.label:
        if bounds.label in LETTERS and (not fine or text[measure.start] in "ΦφØø"):
            yield LETTERS[bounds.label], bounds, True
    elif fine and not name and _grains_alone(r, text, measure):
        yield "particle_size", scaled(bounds, Fraction(1000)), True
    elif measure.unit in INCHES:
        if r.value("form") in ("wafer", "epitaxial_wafer") and not measure.limited:
            yield "diameter", _nominal(bounds), True


def _grain(name: str, bounds: Bounds) -> Iterator[Said]:
    if name == "particle_top":
        bounds = replace(bounds, low=None)
    elif name == "particle_bottom":
        bounds = replace(bounds, high=None)
    if bounds.low is not None or bounds.high is not None:
        yield "particle_size", replace(bounds, label=""), True


def _grains_alone(r: Reading, text: str, measure: Measure) -> bool:
    """Whether micrometres without a name can only be the size of a powder's grains."""
    if r.value("form") not in ("powder", "granule") or r.value("material") in ("phosphor", "target"):
        return False
    nano = measure.unit in ("nm", "纳米")
    high = measure.parts[0].high
    return not COATED.search(text) and (not nano or (high is not None and high <= Fraction(1, 5000)))


def _nominal(bounds: Bounds) -> Bounds:
    """Wafers of four inches and more are made to 25 mm an inch (100, 150, 200 mm), and sold by the inch."""
    if bounds.low is not None and bounds.low >= Fraction(508, 5):
        return replace(bounds, low=bounds.low * Fraction(250, 254))
    return bounds


def _body(r: Reading, text: str, measure: Measure, name: str) -> Iterator[Said]:
    """The sides of a body: by their letters; else diameter and length, or length, width and height."""
    sides = measure.parts
    labels = [side.label for side in sides]
    if labels[0] == "Φ" or name == "diameter" or (len(sides) == 2 and not any(labels) and CYLINDER.search(text)):
        yield "diameter", sides[0], True
        if len(sides) == 2 and labels[1] in ("", "L", "H", "T"):
            yield ("length" if labels[1] in ("", "L") else "axial"), sides[1], True
        elif len(sides) == 3 and labels[1] in ("Φ", "d", "ID"):
            yield "length", sides[2], True
        return
    if all(label in LETTERS for label in labels):
        if len(set(labels)) == len(labels):
            yield from ((LETTERS[side.label], side, True) for side in sides)
    elif len(sides) == 3 and not any(labels) and not ROUND.search(text):
        order = SIDES[::-1] if _thin_first(r, sides) else SIDES
        yield from ((fact, side, True) for fact, side in zip(order, sides, strict=True))


def _thin_first(r: Reading, sides: Sequence[Bounds]) -> bool:
    """Whether a sheet is written thickness first: 0.5 × 100 × 200 mm."""
    lows = [side.low or Fraction(0) for side in sides]
    return r.value("form") in ("plate", "sheet", "foil", "bar") and lows == sorted(lows) and lows[0] < lows[2]


def sieved(r: Reading, text: str, measure: Measure) -> Iterator[Said]:
    share = SHARE_BEFORE.search(text[max(0, measure.start - 12) : measure.start])
    share = share or SHARE_BEHIND.match(text, measure.end)
    if (share and Fraction(share[1]) < 50) or WOVEN.search(text):
        return
    loose = r.value("form") in LOOSE or r.value("material") not in COMPACT
    yield "particle_size", scaled(measure.parts[0], Fraction(1000)), loose


def scaled(bounds: Bounds, factor: Fraction) -> Bounds:
    low, high = bounds.low, bounds.high
    return replace(bounds, low=None if low is None else low * factor, high=None if high is None else high * factor)
