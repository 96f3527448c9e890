"""The units of certificates and standards: a closed table, each with its kind of quantity and exact size.

General unit libraries do not know ppm or wt%, or leave ppb open (a long-scale billion is 10^12); here it is 10^-9.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["UNITS", "Unit", "factor", "unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: how it is written here, of which kind of quantity, and how much of the kind's first unit it is."""

    name: str
    kind: str
    size: Fraction


def _table() -> dict[str, Unit]:
    kinds = {
        "mass_fraction": {"1": "1", "%": "1/100", "‰": "1/1000", "ppm": "1/1000000", "ppb": "1/1000000000"},
        "length": {"m": "1", "mm": "1/1000", "µm": "1/1000000", "nm": "1/1000000000"},
        "density": {"kg/m3": "1", "g/cm3": "1000"},
        "specific_surface": {"m2/g": "1"},
        "temperature": {"°C": "1"},
        "flux_density": {"T": "1", "mT": "1/1000", "kGs": "1/10", "Gs": "1/10000"},
        "mass": {"kg": "1", "g": "1/1000", "mg": "1/1000000", "t": "1000"},
        "time": {"min": "1", "h": "60"},
    }
    # A kilooersted is 1000/(4π) kA/m, a megagauss-oersted 100/(4π) kJ/m3: to twelve digits.
    kinds["field_strength"] = {"kA/m": "1", "kOe": "79.5774715459"}
    kinds["energy_product"] = {"kJ/m3": "1", "MGOe": "7.95774715459"}
    return {name: Unit(name, kind, Fraction(size)) for kind, units in kinds.items() for name, size in units.items()}


UNITS = _table()
# Other ways to write them, folded as `_folded` does.
WRITTEN = {
    "%": (
        "wt% wt.% mass% %(m/m) %m/m %w/w w/w% (m/m)% m/m% %(w/w) percent pct 质量分数% %(质量分数) "
        "10-2 10^-2 10−2 ×10-2 ×10−2 x10-2"
    ),
    "‰": "g/kg kg/t mg/g permille",
    "ppm": "mg/kg ug/g μg/g µg/g g/t ppmw ppmm/m ppmwt 10^-6 10-6 10−6 ×10-6 ×10−6 x10-6 μg·g-1 ug·g-1",
    "ppb": "ug/kg μg/kg µg/kg ng/g mg/t ppbw ppbm/m 10^-9 10-9 10−9 ×10-9 ×10−9",
    "µm": "um μm micron microns 微米",
    "g/cm3": "g/cc g/ml g·cm-3 g/cm^3 kg/l t/m3",
    "kg/m3": "kg·m-3 kg/m^3",
    "m2/g": "m^2/g m2·g-1 m²/g",
    "°C": "degc c ℃ celsius",
    "kJ/m3": "kj/m^3 kj·m-3",
    "kGs": "kgauss",
    "Gs": "gauss",
    "kA/m": "ka·m-1",
    "1": "kg/kg g/g",
}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


_BY_WORD = {_folded(name): unit for name, unit in UNITS.items() if name not in ("T", "t", "Gs")}
_BY_WORD |= {_folded(word): UNITS[name] for name, words in WRITTEN.items() for word in words.split()}


def unit(text: str) -> Unit | None:
    """Return a unit by any of its spellings ("wt%", "µg/g", "℃"), None where it is not known.

    A tonne is `t` and a tesla `T`: there capitals count.
    """
    plain = text.strip()
    return UNITS.get(plain) or _BY_WORD.get(_folded(plain))


def factor(one: Unit, other: Unit) -> Fraction | None:
    """Return how many of the other unit one is; None where they measure different things."""
    return one.size / other.size if one.kind == other.kind else None
