"""The assay of `monazite goods` unmixed: which materials explain the reading, beside what the goods are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.errors import InputError
from monazite.goods.model import GoodsPack

if TYPE_CHECKING:
    from monazite.chemistry.composition import Names
    from monazite.goods.unmixing.assay import Method, Reading
    from monazite.goods.unmixing.candidates import Candidate
    from monazite.goods.unmixing.model import Part, Unmixing

__all__ = ["Unmixed", "Unmixer"]


@dataclass(frozen=True)
class Unmixed:
    """What an assay was unmixed into: in a sentence, and part by part; no answer where it could not be read.

    `taken_as` is the material that the goods are taken to be by their name, `names` the Chinese names of materials.
    """

    sentence: str
    answer: Unmixing | None = None
    taken_as: str = ""
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def amount(part: Part) -> str:
        """Return how much of a part there is, with its limits."""
        from monazite.goods.unmixing.words import amount

        return amount(part.share)


class Unmixer:
    """Unmixes assays with the materials of a goods pack, which are read when the first assay comes.

    `names` finds the substances that an assay names in words.
    """

    def __init__(self, folder: Path, goods: GoodsPack, names: Names) -> None:
        self._folder, self._goods, self._names = folder, goods, names

    def unmixed(self, assay: str, description: str) -> Unmixed | None:
        """Return what an assay tells; None without one, and where the pack has no table of materials.

        Raises click.BadParameter where nothing in it can be read as an amount.
        """
        if not assay.strip():
            return None
        self._expect_amounts(assay)
        if not self._candidates:
            return None
        from monazite.goods.fold import LONGEST, clipped
        from monazite.goods.unmixing.unmix import oxide_forms, unmix
        from monazite.goods.unmixing.words import sentence

        read, cut = clipped(assay, LONGEST)
        try:
            reading = self._reading(read)
            named = self._named(description, reading)
            oxides = oxide_forms({e.symbol: e.oxide for e in self._goods.elements.values()}, self._goods.weights)
            declared = [named.id] if named else []
            found = unmix(reading, self._candidates.values(), declared=declared, oxides=oxides)
        except InputError as error:
            return Unmixed(str(error))
        names = {c.name: c.zh for c in self._candidates.values() if c.zh}
        told = (*reading.notes, *found.notes, *([f"only its first {LONGEST:,} signs were read"] if cut else []))
        notes = tuple(dict.fromkeys(told))
        return Unmixed(sentence(found), found, named.name if named else "", notes, names)

    def _expect_amounts(self, assay: str) -> None:
        from monazite.chemistry.composition import scan_composition
        from monazite.chemistry.signs import LONGEST
        from monazite.goods.listing import listing

        assay = assay[:LONGEST]
        told = listing(assay, self._names, self._goods.weights, "assay").tells_amounts
        if scan_composition(assay, self._names).parts or told:
            return
        expected = "elements or oxides with what was measured of each: XRF: Dy 10.4±0.8, Zr 31±2 %, Tb <0.05 %"
        raise click.BadParameter(f"'{assay[:60]}' holds no amount; write {expected}", param_hint="--assay")

    @cached_property
    def _candidates(self) -> Mapping[str, Candidate]:
        from monazite.goods.unmixing.candidates import load_candidates

        path = self._folder / "materials.csv"
        return load_candidates(path, self._goods.weights) if path.is_file() else {}

    @cached_property
    def _methods(self) -> Mapping[str, Method]:
        from monazite.goods.unmixing.assay import load_methods

        path = self._folder / "methods.csv"
        return load_methods(path) if path.is_file() else {}

    def _reading(self, assay: str) -> Reading:
        """Return the reading, by the method that its text names."""
        from monazite.goods.unmixing.assay import UNKNOWN_METHOD
        from monazite.goods.unmixing.assay_text import parse_assay

        named = [m for m in self._methods.values() if _is_named(m, assay)]
        method = max(named, key=lambda m: len(m.id), default=UNKNOWN_METHOD)
        return parse_assay(assay, self._goods.weights, method=method, names=self._names)

    def _named(self, description: str, reading: Reading) -> Candidate | None:
        """Return the material that the goods are named as.

        That is the longest name in the description, else, of the materials of its kind (a glaze, a frit), the one
        with most of the elements read.
        """
        text = description.casefold()
        whole = [c for c in self._candidates.values() if c.name.casefold() in text or (c.zh and c.zh in text)]
        if whole:
            return max(whole, key=lambda c: (len(c.name), c.id))
        kin = [c for c in self._candidates.values() if c.kind == "ceramic" and _head(c) in re.findall(r"\w+", text)]
        return max(kin, key=lambda c: (*_shared(c, reading), c.id), default=None)


def _is_named(method: Method, assay: str) -> bool:
    words = (method.id, method.en)
    return any(re.search(rf"\b{re.escape(w)}\b", assay, re.IGNORECASE) for w in words if w) or (
        bool(method.zh) and method.zh in assay
    )


def _head(candidate: Candidate) -> str:
    return candidate.name.casefold().rpartition(" ")[2]


def _shared(candidate: Candidate, reading: Reading) -> tuple[int, float]:
    """Return how many of the elements read a material holds, and how much of them."""
    inside = [symbol for symbol in reading.measures if candidate.middle(symbol)]
    return len(inside), sum(candidate.middle(symbol) for symbol in inside)
