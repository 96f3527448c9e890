"""The units that people write in headers and cells, read from units.yml, and exact conversion into a fact's unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Any

from monazite.text_yaml import read_yaml_text
from monazite.vocabulary import Fact

__all__ = ["DIFFERENCES", "Conversion", "conversion", "plain", "unit_words", "units_of"]

# A tolerance of ±5 K is ±5 °C, while 5 K is -268.15 °C: the two facts differ in dimension, not in unit.
DIFFERENCES = frozenset({"temperature_tolerance"})
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
DASHES = str.maketrans("−‐‑‒–—﹣－", "--------")


@dataclass(frozen=True)
class Conversion:
    """How a number in some unit becomes a number in the unit of a fact: `factor` times it, plus `offset`."""

    unit: str
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)

    @property
    def power(self) -> int | None:
        """The power of ten that the factor is, or None where it is none."""
        for exponent in range(-24, 25):
            if self.factor == Fraction(10) ** exponent and not self.offset:
                return exponent
        return None


@dataclass(frozen=True)
class _Unit:
    name: str
    factor: Fraction
    offset: Fraction
    words: tuple[str, ...]


def plain(text: str) -> str:
    """Return a text with compatibility forms, superscripts, dashes and blanks plain: '１０⁶ cm⁻²' → '10^6 cm-2'."""
    if text.isascii():
        return " ".join(text.split())
    text = re.sub(r"([^\W\d_]?)([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)", _raised, text)
    return " ".join(unicodedata.normalize("NFKC", text).translate(DASHES).split())


def _raised(match: re.Match[str]) -> str:
    """Return superscripts as a power of a number ('10^6'), or as they are written after a unit ('m3')."""
    return match[1] + ("" if match[1] else "^") + match[2].translate(SUPERSCRIPTS)


@lru_cache(maxsize=1)
def _dimensions() -> Mapping[str, tuple[_Unit, ...]]:
    text = files("monazite.read").joinpath("units.yml").read_text("utf-8")
    tree, problems = read_yaml_text(text, "units.yml")
    if problems:  # pragma: no cover - the shipped table is tested
        raise ValueError(problems)
    return {str(name): tuple(_unit(str(key), entry) for key, entry in units.items()) for name, units in tree.items()}


def _unit(name: str, entry: Mapping[str, Any]) -> _Unit:
    words = tuple(plain(str(word)) for word in entry["words"])
    return _Unit(name, _ratio(str(entry["is"])), _ratio(str(entry.get("plus", "0"))), words)


def _ratio(text: str) -> Fraction:
    above, _, under = text.partition("/")
    return Fraction(above) / Fraction(under or "1")


def _dimension(fact: Fact) -> tuple[_Unit, ...]:
    if fact.name in DIFFERENCES:
        return _dimensions()["temperature difference"]
    return next((units for units in _dimensions().values() if any(u.name == fact.unit for u in units)), ())


@lru_cache(maxsize=256)
def units_of(fact: Fact) -> Mapping[str, Conversion]:
    """Return word → conversion for every unit in which a fact may be written; empty for counts and money."""
    units = _dimension(fact)
    own = next((u for u in units if u.name == fact.unit), None)
    if own is None:
        return {}
    out: dict[str, Conversion] = {}
    for unit in units:
        found = Conversion(unit.name, unit.factor / own.factor, (unit.offset - own.offset) / own.factor)
        out.update(dict.fromkeys(unit.words, found))
    for word, found in _folded(out):
        out.setdefault(word, found)
    return out


def _folded(words: Mapping[str, Conversion]) -> Iterator[tuple[str, Conversion]]:
    """Yield the folded words that name one unit only: 'kw' is kW, while 'mw' may be MW or mW and is left out."""
    byfold: dict[str, set[Conversion]] = {}
    for word, found in words.items():
        byfold.setdefault(_fold(word), set()).add(found)
    return ((word, next(iter(found))) for word, found in byfold.items() if len(found) == 1)


def _fold(word: str) -> str:
    return re.sub(r"\s+", "", word).casefold()


def conversion(fact: Fact, word: str) -> Conversion | None:
    """Return how numbers in the unit `word` become numbers in the unit of the fact; None where it is no such unit.

    >>> from monazite.vocabulary import vocabulary
    >>> conversion(vocabulary()["net_mass"], "公斤").factor
    Fraction(1, 1)
    """
    word = plain(word).rstrip(".") if word not in ("″",) else word
    known = units_of(fact)
    return known.get(word) or known.get(_fold(word))


def unit_words() -> frozenset[str]:
    """Return every word that names a unit of any dimension, folded."""
    return frozenset(_fold(w) for units in _dimensions().values() for unit in units for w in unit.words)
