"""Quantities that a description states: sizes of bodies and grains, densities, strengths, capacities, ratings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from monazite.chemistry.amount_words import limit_before
from monazite.goods.measure_names import named
from monazite.goods.measured import Stated, agreed, derived, plausible
from monazite.goods.measures import Bounds, Measure, scan_measures
from monazite.goods.mentions import Mention
from monazite.goods.model import Term
from monazite.goods.rules.sizes import GRAINED, SIDES, Said, scaled, sieved, size
from monazite.goods.rules.state import HOLDERS, Reading

__all__ = ["measures"]

BREAK = re.compile(r"[;|。\n\t,()\[\]{}、]|\.\s+(?=[A-Z])")
OWN = ("main", "of", "made_of")
SOLID = frozenset("ingot block bar plate sheet foil wire tube wafer epitaxial_wafer film sponge piece".split())
FLUID = frozenset("powder granule liquid solution gas".split())
VESSELS = frozenset("extraction_tank precipitation_reactor impurity_removal_system".split())
MACHINES = frozenset(
    "pressure power frequency magnetic_field cooling_time temperature_low temperature_high temperature_tolerance "
    "chamber_volume throughput anode_current_density cathode_current_density".split()
)
STUFF = frozenset("press_density specific_capacity first_efficiency dislocation_density voltage".split())
STRONG = frozenset("density flexural_strength tensile_strength".split())
WHOLES = frozenset("equipment assembly end_product tool".split())
BARE = {"energy_mass": "energy_density", "capacity_mass": "specific_capacity", "power": "power"}
BARE |= {"frequency": "frequency", "flow": "throughput", "volume": "chamber_volume", "stress": "pressure"}


def measures(r: Reading) -> None:
    """Note the quantities that stand in the line with a name or a unit that can mean only one of them."""
    text = r.folded.text
    found = scan_measures(text)
    if not found:
        return
    stated: list[Stated] = []
    for measure in _free(r, found):
        name, start, end = named(text, measure)
        if name == "other" or not _own(r, name, start) or (name and _limited(text, start, name)):
            continue
        words = r.folded.quote(start, end)
        stated += [Stated(f, b, sure and not measure.unsure, words) for f, b, sure in _said(r, text, measure, name)]
    stated += _by_weight(r, found)
    _conclude(r, [s for s in _settled(r, stated) if plausible(s)])


def _free(r: Reading, found: Sequence[Measure]) -> Iterator[Measure]:
    """Yield what stands in no grade, CAS number or formula."""
    taken = [m for m in r.mentions if m.kind in ("grade", "cas", "formula")]
    for measure in found:
        if not any(m.start < measure.end and measure.start < m.end for m in taken):
            yield measure


def _limited(text: str, start: int, name: str) -> bool:
    """Whether a limit stands before the name: "max density 1.9"; of a machine the highest is what it reaches."""
    sign = limit_before(text, start)[1]
    return sign != "" and not (sign == "≤" and (name in MACHINES or name.startswith("temperature")))


# ------------------------------------------------------------ whose number it is
def _own(r: Reading, name: str, at: int) -> bool:
    """Whether a number at a place is of the goods themselves, not of what they are for, packed in or made with."""
    if r.value("kind") in ("technology", "service"):
        return name in ("energy_density", "")
    before = [m for m in r.mentions if m.end <= at]
    for mention in reversed(before):
        if BREAK.search(r.folded.text, mention.end, at):
            return True
        if mention.role == "relation":
            return _opens(mention, bool(name))
        if mention.zone != "content" or mention.role not in ("quality", "noise", "activity", "form", "amount"):
            return mention.zone in OWN
    following = next((m for m in r.mentions if m.start >= at), None)
    return following is None or following.zone not in ("purpose", "packing", "without")


def _opens(relation: Mention, has_name: bool) -> bool:
    """Whether a relation right before a number leaves it to the goods: "with working temperature 600 °C"."""
    said = {s.fact: s.value for s in relation.ref.says} if isinstance(relation.ref, Term) else {}
    return said.get("zone") == "of" or said.get("binds") == "before" or (said.get("zone") == "content" and has_name)


# ------------------------------------------------------------ what it says
def _said(r: Reading, text: str, measure: Measure, name: str) -> Iterator[Said]:
    if measure.family == "length":
        said = size(r, text, measure, name)
    elif measure.family == "mesh":
        said = sieved(r, text, measure)
    elif measure.family == "temperature":
        said = _temperature(measure, name)
    else:
        said = _plain(r, measure, name)
    technology = r.value("kind") in ("technology", "service")
    yield from (s for s in said if _fits(r, s[0]) and (not technology or s[0] == "energy_density"))


def _fits(r: Reading, fact: str) -> bool:
    """Whether goods of this class have the quantity at all."""
    material = _class(r)
    if fact in MACHINES:
        return material in HOLDERS
    if fact.startswith("particle"):
        return material not in HOLDERS or r.value("equipment") in GRAINED
    if fact in STUFF:
        return material not in HOLDERS and material != "cell"
    if fact in STRONG:
        return material not in WHOLES and material != "cell"
    if fact == "energy_density":
        return material in ("cell", None) or r.value("kind") == "technology"
    return fact == "transmittance" or r.value("form") not in FLUID


def _class(r: Reading) -> str | None:
    """Return the class of the goods; of one that is open a machine or thing, where it may be one."""
    found = r.open.get("material")
    values = found.values if found else (r.value("material"),)
    first = next((v for v in values if v in HOLDERS), None) if found else values[0]
    return first if isinstance(first, str) else None


def _plain(r: Reading, measure: Measure, name: str) -> Iterator[Said]:
    bounds = measure.parts[0]
    if measure.alone or measure.family in ("mass", "charge", "energy"):
        return
    if name == "bulk_density":
        body = r.value("form") in SOLID or "strength" in r.folded.text or "强度" in r.folded.text
        if body and r.value("main_element") == "C":
            yield "density", bounds, True
        return
    fact = name or BARE.get(measure.family, "")
    if not name and not _clear(r, measure):
        if measure.family == "field" and r.value("equipment") == "magnet_press" and (bounds.high or 9) <= 5:
            yield "magnetic_field", bounds, False
        return
    if fact == "pressure":
        if measure.unit[0] not in "Gg吉":
            return
        bounds = scaled(bounds, Fraction(1, 1000))
    if fact:
        yield fact, bounds, True


def _clear(r: Reading, measure: Measure) -> bool:
    """Whether a number without a name can mean only one quantity of these goods."""
    equipment = r.value("equipment")
    if measure.family == "power":
        return measure.unit not in ("W", "瓦") and equipment not in (None, "other")
    if measure.family == "stress":
        return equipment == "cubic_press" and measure.unit[0] in "Gg吉"
    wanted = {"flow": ("impurity_removal_system",), "volume": VESSELS, "frequency": ("mpcvd",)}
    if measure.family in wanted:
        return equipment in wanted[measure.family]
    return measure.family in ("energy_mass", "capacity_mass")


def _temperature(measure: Measure, name: str) -> Iterator[Said]:
    bounds = measure.parts[0]
    if name == "accuracy" or name == "temperature_tolerance" or measure.alone:
        if not measure.ranged:
            yield "temperature_tolerance", bounds, name != "accuracy"
        return
    if measure.spread is not None:
        yield "temperature_tolerance", Bounds(measure.spread, measure.spread), bool(name)
    if name == "temperature_high" and not measure.ranged:
        yield "temperature_high", bounds if measure.limited == "≥" else _exactly(bounds), True
    elif name == "temperature_work" and measure.ranged:
        yield "temperature_low", Bounds(bounds.low, bounds.low), True
        yield "temperature_high", Bounds(bounds.high, bounds.high), True
    elif name == "temperature_work" and measure.limited in ("≤", "<"):
        yield "temperature_high", _exactly(bounds), True
    elif name == "temperature_work" and not measure.limited:
        yield "temperature_low", Bounds(None, bounds.high), True
        yield "temperature_high", Bounds(bounds.low, None), True
    elif not name and not measure.ranged:
        yield "temperature_high", bounds, False


def _exactly(bounds: Bounds) -> Bounds:
    """Return the upper end: "up to 1200 °C" is the highest temperature."""
    end = bounds.high if bounds.high is not None else bounds.low
    return Bounds(end, end)


# ------------------------------------------------------------ all together
def _settled(r: Reading, stated: Sequence[Stated]) -> Iterator[Stated]:
    """Yield what was stated; what runs along the axis of something round is its length."""
    round_body = any(s.fact == "diameter" for s in stated) and r.value("material") not in HOLDERS
    for one in stated:
        yield replace(one, fact="length" if round_body else "height") if one.fact == "axial" else one


def _by_weight(r: Reading, found: Sequence[Measure]) -> Iterator[Stated]:
    """The energy density of a cell from its capacity, voltage and weight."""
    if r.value("material") != "cell" or any(m.family == "energy_mass" for m in found):
        return
    text = r.folded.text
    one = {f: [m for m in found if m.family == f and m.parts[0].low == m.parts[0].high] for f in ("charge", "voltage")}
    mass = [m for m in found if m.family == "mass" and named(text, m)[0] != "other" and m.parts[0].low]
    if not all(len(ms) == 1 for ms in (*one.values(), mass)):
        return
    charge, voltage = one["charge"][0], one["voltage"][0]
    energy = (charge.parts[0].low or Fraction(0)) * (voltage.parts[0].low or Fraction(0))
    value = energy / (mass[0].parts[0].low or Fraction(1))
    sure = bool(re.search(r"nominal|标称|额定|公称", text, re.I)) and mass[0].unit in ("g", "克")
    words = " … ".join(r.folded.quote(m.start, m.end) for m in sorted((charge, voltage, mass[0]), key=_start))
    yield Stated("energy_density", Bounds(value, value), sure, words)


def _start(measure: Measure) -> int:
    return measure.start


def _conclude(r: Reading, stated: Sequence[Stated]) -> None:
    """Note each quantity once; of several that do not fit together none."""
    for fact in dict.fromkeys(s.fact for s in stated):
        sure = [s for s in stated if s.fact == fact and s.certain]
        if not sure:
            r.likely.extend(derived(s) for s in stated if s.fact == fact)
            continue
        one = agreed(sure)
        if one is not None:
            r.facts.setdefault(fact, derived(one))
        else:
            values = tuple(dict.fromkeys(s.words for s in sure))
            r.leave_open(fact, values, " … ".join(values), "the line states several values")
    if "diameter" in r.open or any(side in r.open for side in SIDES):
        for side in ("diameter", *SIDES):  # several bodies: no side is that of one of them
            r.facts.pop(side, None)
