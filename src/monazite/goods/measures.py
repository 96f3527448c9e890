"""Finding numbers with units in a folded text: sizes, sieves, densities, strengths, capacities, temperatures."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from monazite.chemistry.amount_words import BETWEEN, CLOSE, OVER, limit_after, limit_before
from monazite.chemistry.amounts import number

__all__ = ["UNITS", "Bounds", "Measure", "scan_measures"]

DIGIT = re.compile(r"\d")
# Family, factor to its base unit, and the ways the unit is written; the base units are those of the vocabulary.
WRITTEN = """
length 1/1000 um|UM|μm|µm|microns|micron|微米
length 1/1000000 nm|纳米
length 1 mm|MM|Mm|毫米
length 10 cm|CM|厘米
length 1000 m|米
length 127/5 inches|inch|Inch|INCH|英寸|"|''|′′|”
density 1 g/cm3|g/cm^3|g/cc|g/ml|g/mL|g·cm-3|g.cm-3|g\\scm-3|kg/L|t/m3|克/立方厘米|G/CM3|g/CM3
density 1/1000 kg/m3|kg·m-3
stress 1 MPa|Mpa|MPA|mpa|N/mm2|兆帕
stress 1000 GPa|Gpa|GPA|吉帕
per_area 1 /cm2|\\s?cm-2|/cm^2|个/cm2|pcs/cm2|ea/cm2
energy_mass 1 Wh/kg|Wh/Kg|Wh/KG|WH/KG|wh/kg|W·h/kg|W·h·kg-1|mWh/g|瓦时/千克|瓦时/公斤
capacity_mass 1 mAh/g|mAh·g-1|mA·h/g|MAH/G|mah/g|Ah/kg|毫安时/克
flow 1 m3/d|m3/day|m3/D|m3\\sper\\sday|m3/天|m3/日|立方米/天|立方米/日|方/天|方/日
volume 1 m3|M3|m^3|立方米|立方
volume 1/1000 L|l|Liters|liters|litres|liter|litre|升
power 1 kW|KW|Kw|kw|千瓦
power 1000 MW|兆瓦
power 1/1000 W|瓦
frequency 1 MHz|MHZ|Mhz|mhz|兆赫
frequency 1000 GHz|GHZ|Ghz
field 1 T|Tesla|tesla|特斯拉
field 1/10 kGs|KGs|kGS|KGS|kG|kOe|KOe|千高斯
field 1/10000 Gs|GS|Oe|Gauss|gauss|高斯
percent 1 %
time 1 min|mins|minutes|minute|分钟
time 60 h|hours|hour|hrs|小时
temperature 1 °C|°\\sC|°c|oC|deg\\sC|degC|deg\\.C|摄氏度|°С
current_density 1 A/cm2|A·cm-2|A/cm^2
current_density 1/1000 mA/cm2
current_density 1/100 A/dm2
current_density 1/10000 A/m2
voltage 1 V|伏
charge 1 mAh|MAH|mah|毫安时
charge 1000 Ah|AH|安时
energy 1 Wh|WH|瓦时
energy 1000 kWh|KWh|KWH
mass 1 g|克
mass 1000 kg|KG|Kg|千克|公斤
"""
UNITS: dict[str, tuple[str, Fraction]] = {
    form.replace("\\s?", "").replace("\\s", " ").replace("\\.", "."): (family, Fraction(factor))
    for family, factor, forms in (line.split(" ") for line in WRITTEN.split("\n") if line)
    for form in forms.split("|")
}
UNIT = "|".join(
    re.escape(form) for form in sorted(UNITS, key=len, reverse=True)
)  # the longest first, so that g/cm3 is no gram
LENGTH = "|".join(re.escape(form) for form in sorted(UNITS, key=len, reverse=True) if UNITS[form][0] == "length")
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?(?!\d)|\d{1,9}(?:[.,]\d{1,9})?|\.\d{1,9})"
# A letter before a number says which dimension it is: D50×L100 mm, Φ20, OD 30.
LABEL = r"(?:(?<![A-Za-z0-9])(?:OD|ID|[DLWHTdRr])[=:.]?\s?|[ΦφØø⌀Фф]\s?)"
PLUS = r"\s?(?:±|\+/-)\s?"
SIDE = r"\s?\(?(?:(?<=[0-9\s(])[LWHTD])\)?(?![A-Za-z])"
POWER_OF_TEN = r"(?:\s?[×xX*]\s?10\^?(?P<power>[1-9])(?!\d)(?=\s?(?:/cm|cm-|个/|pcs/|ea/)))"
PART = re.compile(rf"(?P<label>{LABEL})?(?P<number>{NUMBER})(?:{PLUS}(?P<plus>{NUMBER}))?(?:{SIDE})?")
# The first digit leads the pattern, so that signs that are none are skipped at once; what may not stand before it is
# looked at from there.
FREE = (
    r"(?:(?<![A-Za-z0-9.,/#_^].)(?<![A-Za-z0-9]-.)|(?<=(?<![A-Za-z0-9])[DLWHTdRr].)|(?<=[DLWHT][=:].)|(?<=[ \s(]OD.))"
)
DIGITS = r"(?>\d{0,2}(?:,\d{3})+(?:\.\d{1,9})?(?!\d)|\d{0,8}(?:[.,]\d{1,9})?)"
VALUE = (
    rf"(?P<first>\d{FREE}{DIGITS})"
    rf"(?:{POWER_OF_TEN}|{PLUS}(?P<plus>{NUMBER}))?(?:{SIDE})?"
    rf"(?:\s?(?P<unit1>{UNIT})?\s?(?:-|~|至|到|\.\.|to\s)\s?(?P<sign2>[<≤]?)(?P<second>{NUMBER})"
    rf"|(?P<more>(?:\s?(?:{LENGTH})?\s?[×xX*]\s?{LABEL}?{NUMBER}(?:{PLUS}{NUMBER})?(?:{SIDE})?){{1,3}}))?"
)
BEHIND = r"(?![A-WYZa-wyz/^]|[xX](?!\s?[\dΦφØDLWHT])|-?\d|·[A-Za-z])"
CORE = re.compile(rf"{VALUE}\s{{0,2}}\(?(?P<unit>{UNIT}){BEHIND}")
# The unit in brackets behind the name: 粒度(μm): 3.5; Size (mm) 20×10×3.
AHEAD = re.compile(
    rf"[(\[]\s?(?P<unit>{UNIT})\s?[)\]]\s?[:=]?\s?(?P<limit>[<>≤≥]?)\s?(?P<label>{LABEL})?{VALUE}"
    rf"(?!\d|[.,]\d|\s?[×xX*/~±-]|\s?(?:{UNIT})(?![A-Za-z])|[A-Za-z])"
)
LEADING = re.compile(r"(?:(?<![A-Za-z0-9])(?:OD|ID|[DLWHTdRr])[=:.]?|[ΦφØø⌀Фф])\s?\Z")
LEADS = frozenset("DLWHTdRrΦφØø⌀Фф=:. ")
GROUPS = ("first", "power", "plus", "unit1", "second", "more", "unit")
LETTERS = re.compile(r"\s*(OD|ID|[DLWHTdRrΦφØø⌀Фф])")
SIDE_BEHIND = re.compile(r"\d\s?\(?([LWHTD])\)?\s*$")
DIAMETERS = frozenset("Φ φ Ø ø ⌀ Ф ф OD D".split())
# Units that stand in many lines are read only where a word of what they measure stands in the line too.
CAPACITY = re.compile("[AaWw][Hh]|AH|时")
HINTS = {"charge": CAPACITY, "energy": CAPACITY, "mass": CAPACITY, "voltage": re.compile("[AW][hH]|时|锂|Li|lith")}
HINTS |= {"percent": re.compile("透|首|rans|RANS|fficien|ICE|FCE"), "time": re.compile("冷|降|ool|OOL")}
# Openings of ASTM E11 sieves in micrometres by their mesh number (ISO 3310-1 has the same openings): from memory
# of the standard; the Tyler series differs by a micrometre or two.
SIEVES = {
    4: 4750, 5: 4000, 6: 3350, 7: 2800, 8: 2360, 10: 2000, 12: 1700, 14: 1400, 16: 1180, 18: 1000, 20: 850, 25: 710,
    30: 600, 35: 500, 40: 425, 45: 355, 50: 300, 60: 250, 70: 212, 80: 180, 100: 150, 120: 125, 140: 106, 170: 90,
    200: 75, 230: 63, 270: 53, 325: 45, 400: 38, 450: 32, 500: 25, 635: 20,
}  # fmt: skip
MESHES = tuple(SIEVES)
MESH = re.compile(
    r"(?<![A-Za-z0-9.,/<>≤≥])(?<![/~至到-]\s)(?<![A-Za-z0-9~至到]-)(?<!to\s)"
    r"(?P<through>过|通过|passing\s|through\s|thru\s)?(?P<sign>[-+]?)\s?(?P<first>\d{1,3})#?(?:\s?(?:mesh)?\s?"
    r"(?P<join>[/~至到+-]|\sto\s)\s?(?P<sign2>[-+]?)(?P<second>\d{1,3}))?\s?-?(?P<unit>mesh|Mesh|MESH|目)(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """From `low` to `high` in the base unit, None where open; `label` is the letter written beside the number."""

    low: Fraction | None
    high: Fraction | None
    label: str = ""
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit from `start` to `end`, words of limit included.

    `parts` are the sides of a size, else one. `unsure` is yes for "about", and for one mesh number without a sign;
    `limited` is the sign of a limit beside it; `spread` is what a ± says, `alone` where no number stands before it.
    """

    start: int
    end: int
    family: str
    unit: str
    parts: tuple[Bounds, ...]
    unsure: bool = False
    limited: str = ""
    ranged: bool = False
    spread: Fraction | None = None
    alone: bool = False


def scan_measures(text: str) -> list[Measure]:
    """Return the numbers with units of a folded text (`fold`), in order; never raises.

    Lengths are in mm (sieves too), volumes in m3, the rest in the units of the vocabulary; charge in mAh, mass in g.
    """
    if not DIGIT.search(text):
        return []
    found = [m for match in CORE.finditer(text) if (m := _measure(text, match)) is not None]
    if (")" in text or "]" in text) and (ahead := [_ahead(match) for match in AHEAD.finditer(text)]):
        found = sorted([*found, *(m for m in ahead if m is not None)], key=lambda measure: measure.start)
    if "mesh" in text or "目" in text or "Mesh" in text or "MESH" in text:
        found += [m for match in MESH.finditer(text) if (m := _sieved(text, match)) is not None]
        found.sort(key=lambda measure: measure.start)
    return found


def _measure(text: str, match: re.Match[str]) -> Measure | None:
    unit, start, end = match["unit"], match.start(), match.end()
    if start and text[start - 1] in LEADS and (lead := LEADING.search(text, max(0, start - 5), start)):
        start = lead.start()
    family = UNITS[unit.strip()][0]
    if family in HINTS and not HINTS[family].search(text):
        return None
    if (match["more"] and (family != "length" or match["unit1"])) or not _alike(match["unit1"], family):
        return None
    first, sign = start, text[start - 1 : start] if start else ""
    alone = sign == "±" or (sign == "-" and text[max(0, start - 3) : start] == "+/-")
    start -= (1 if sign == "±" else 3) if alone else 0
    start, before = limit_before(text, start)
    end, after = (end, "") if before else limit_after(text, end)
    limit = before or after
    parts, spread = _read(text[first : match.end()], match.group(*GROUPS), limit)
    unsure, ranged = limit == CLOSE, match["second"] is not None
    return Measure(start, end, family, unit, parts, unsure, limit, ranged, spread, alone)


def _ahead(match: re.Match[str]) -> Measure | None:
    """Read a number behind its unit; only what has a name says anything, so the unit is where it begins."""
    family = UNITS[match["unit"]][0] if match["unit"] in UNITS else "percent"
    if family in HINTS or match["unit1"] or (match["more"] and family != "length"):
        return None
    words = (match["label"] or "") + match.string[match.start("first") : match.end()]
    limit = OVER if match["limit"] == ">" else match["limit"]
    parts, spread = _read(words, match.group(*GROUPS), limit)
    return Measure(
        match.start(), match.end(), family, match["unit"], parts, False, limit, bool(match["second"]), spread
    )


def _alike(unit: str | None, family: str) -> bool:
    return unit is None or UNITS[unit.strip()][0] == family


@lru_cache(maxsize=16384)
def _read(words: str, groups: tuple[str | None, ...], limit: str) -> tuple[tuple[Bounds, ...], Fraction | None]:
    """Return the numbers of a match and its ±; the same sizes come again and again, so they are kept."""
    first, power, plus, unit1, second, more, unit = groups
    factor = UNITS[(unit or "").strip()][1]
    if more:
        return tuple(_sides(words[: words.rindex(more) + len(more)], factor)), None
    low = number(first or "0", 1) * 10 ** int(power or 0)
    spread = number(plus, 1) * factor if plus else None
    if second:
        low, high = sorted((low * (UNITS[unit1.strip()][1] if unit1 else factor), number(second, 1) * factor))
        limit = "" if limit == BETWEEN else limit
    else:
        low, high = low * factor - (spread or 0), low * factor + (spread or 0)
    return (_beyond(low, high, _label(words), limit),), spread


def _beyond(low: Fraction, high: Fraction, label: str, limit: str) -> Bounds:
    """What a sign of limit before or behind leaves of a range."""
    if limit in ("≥", OVER):
        return Bounds(low, None, label, low_open=limit == OVER)
    if limit in ("≤", "<"):
        return Bounds(None, high, label, high_open=limit == "<")
    return Bounds(low, high, label)


def _sides(words: str, factor: Fraction) -> Iterator[Bounds]:
    """Yield the sides of a size: 20±0.1×10×3 mm, D50 x L100 mm, 2 cm x 30 mm."""
    for piece in re.split(r"[×xX*]", words):
        part = PART.search(piece)
        if part is not None:
            behind = piece[part.end() :].strip()
            scale = UNITS[behind][1] if behind in UNITS else factor
            spread = number(part["plus"], 1) * scale if part["plus"] else Fraction(0)
            value = number(part["number"], 1) * scale
            yield Bounds(value - spread, value + spread, _label(part[0]))


def _label(words: str) -> str:
    """Return the letters before a number, else behind it; Φ for every sign of a diameter."""
    match = LETTERS.match(words) or SIDE_BEHIND.search(words)
    found = match[1] if match else ""
    return "Φ" if found in DIAMETERS else found


# ------------------------------------------------------------ sieves
def _sieved(text: str, match: re.Match[str]) -> Measure | None:
    """What passes a sieve is smaller than its opening; what stays on it is larger."""
    first, second = int(match["first"]), int(match["second"] or 0)
    if not 4 <= first <= 635 or (second and not 4 <= second <= 635) or limit_after(text, match.end())[1]:
        return None
    bounds = _between(match, first, second) if second else _one_sieve(match, first)
    if bounds is None:
        return None
    unsure = not second and not match["sign"] and not match["through"]
    return Measure(match.start(), match.end(), "mesh", match["unit"], (bounds,), unsure, "", bool(second))


def _between(match: re.Match[str], first: int, second: int) -> Bounds | None:
    """-100+325 mesh, 60/70 mesh, 100-325 mesh: between two openings."""
    coarse, fine = sorted((first, second))
    signs = match["sign"] + match["sign2"] + (match["join"] if match["join"] in "+-" else "")
    if coarse == fine or (signs not in ("", "-", "+-", "-+") and signs != "--"):
        return None
    if signs in ("-+", "+-") and (match["sign"] == "+") != (first > second):
        return None
    return Bounds(_opening(fine, finer=True), _opening(coarse))


def _one_sieve(match: re.Match[str], mesh: int) -> Bounds:
    if match["sign"] == "+":
        return Bounds(_opening(mesh, finer=True), None)
    return Bounds(None, _opening(mesh))


def _opening(mesh: int, finer: bool = False) -> Fraction:
    """Return the opening in mm; of a sieve that the series has not, the next coarser or finer one."""
    at = min(bisect_left(MESHES, mesh), len(MESHES) - 1) if finer else bisect_right(MESHES, mesh) - 1
    return Fraction(SIEVES[MESHES[at]], 1000)
