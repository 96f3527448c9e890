"""Screens of the bulk rules: on numpy columns, the rows where a rule may speak; a little too many, never too few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.goods.doubts.claimed import claim_of, fits_class
from monazite.goods.doubts.expected import Case, Expected, about
from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.doubts.numbers import HIDDEN_FAMILIES, KG, MONEY
from monazite.goods.doubts.words import digits_of, tariff_wording
from monazite.goods.headings import Fit, Search
from monazite.goods.known import Texts
from monazite.goods.sheet import ABOUT, APART, CODES, PURE, stated_as

__all__ = ["Screens"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ROOM = 1e-9  # more than the rounding of floats can move a ratio


class Screens:
    """The columns of one batch and what their words let one expect, as arrays; a column is read once."""

    def __init__(
        self,
        batch: pa.RecordBatch,
        texts: Texts,
        numbers: Ints,
        expected: Callable[[str], Expected],
        pack: DoubtsPack,
    ) -> None:
        """`numbers` are those of the words of each row among the texts, `expected` what their ABOUT lets one expect."""
        self.batch, self.texts, self.numbers, self.pack, self._expect = batch, texts, numbers, pack, expected
        told, self._places = texts.coded(ABOUT, numbers)
        self._expected = [expected(some) for some in told[:-1]]
        self._whole_columns: dict[str, Ints] = {}
        self._cases: dict[int, Case] = {}

    def case(self, number: int) -> Case:
        """Return what some words say, fit and let one expect."""
        found = self._cases.get(number)
        if found is None:
            goods, search = self.texts.case(number)
            found = self._cases[number] = Case(goods, search, self._expect(APART.join(about(goods))))
        return found

    def rows(self, rule: str) -> Ints:
        """Return the rows where a rule may speak, in order."""
        screen: Callable[[], Bools] = getattr(self, f"_{rule}")
        return np.flatnonzero(screen())

    # ------------------------------------------------------------ columns
    def _whole(self, name: str) -> Ints:
        """Return a quantity in its exact steps, 0 where it is not known or not above zero."""
        if name not in self._whole_columns:
            values = np.zeros(self.batch.num_rows, np.int64)
            at = self.batch.schema.get_field_index(name)
            if at >= 0 and self.batch.column(at).null_count < self.batch.num_rows:
                values = np.maximum(np.asarray(pc.fill_null(self.batch.column(at), 0), np.int64), 0)
            self._whole_columns[name] = values
        return self._whole_columns[name]

    def _number(self, name: str) -> Floats:
        """Return a quantity as floats, NaN where it is not known or not above zero: comparisons there are false."""
        values = self._whole(name)
        return np.where(values > 0, values, np.nan)

    def _text(self, name: str) -> tuple[list[str], Ints]:
        """Return the distinct texts of a column, the empty one last, and the place of each row's."""
        at = self.batch.schema.get_field_index(name)
        if at < 0 or self.batch.column(at).null_count == self.batch.num_rows:
            return [""], np.zeros(self.batch.num_rows, np.int64)
        column = self.batch.column(at)
        column = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
        texts = [text or "" for text in column.dictionary.to_pylist()]
        return [*texts, ""], np.asarray(pc.fill_null(column.indices.cast(pa.int64()), len(texts)))

    def _of_words(self, tell: Callable[[Expected], float | None]) -> Floats:
        """Return a number that the words of each row let one expect, NaN where they say nothing of it."""
        values = np.array([np.nan if (told := tell(some)) is None else told for some in self._expected])
        found: Floats = values[self._places]
        return found

    def _is(self, tell: Callable[[Expected], bool]) -> Bools:
        found: Bools = np.array([tell(some) for some in self._expected], bool)[self._places]
        return found

    def _limit(self, name: str) -> float:
        return float(self.pack.limits[name])

    # ------------------------------------------------------------ numbers
    def _per_litre(self) -> Floats:
        found: Floats = self._number("net_mass") / self._number("volume")
        return found

    def _per_kg(self) -> Floats:
        currencies, places = self._text("currency")
        rates = [float(r.usd) if (r := self.pack.rates.get(c)) else np.nan for c in currencies]
        found: Floats = self._number("value") * np.array(rates)[places] * (KG / MONEY) / self._number("net_mass")
        return found

    def _density(self) -> Bools:
        over, least, compact = map(self._limit, ("density_over", "powder_least", "compact_least"))
        top = self._of_words(lambda a: float(a.density.high) if a.density else None)
        loose = self._of_words(lambda a: float(a.density.low) if a.density and a.loose else None)
        solid = self._of_words(lambda a: float(a.density.low) if a.density and a.compact else None)
        found = self._per_litre()
        light = (found < loose * least * (1 + ROOM)) | (found < solid * compact * (1 + ROOM))
        return np.asarray((found > top * over * (1 - ROOM)) | light)

    def _value(self) -> Bools:
        off = self._limit("price_off")
        top = self._of_words(lambda a: float(a.price.high) if a.price else None)
        bottom = self._of_words(lambda a: float(a.price.low) if a.price and not a.scrap else None)
        found = self._per_kg()
        return (found > top * off * (1 - ROOM)) | (found * off < bottom * (1 + ROOM))

    def _net_gross(self) -> Bools:
        net, gross = self._whole("net_mass"), self._whole("gross_mass")
        massive = self._is(lambda a: a.material in self.pack.lists["massive"])
        many = gross > net * (self._limit("gross_over") * (1 - ROOM))
        return (net > 0) & (gross > 0) & ((net > gross) | (many & massive))

    def _package(self) -> Bools:
        each = self._number("net_mass") / self._number("packages") / KG
        solid = self._is(lambda a: a.material in self.pack.lists["solid"])
        few = each < self._limit("package_least") * (1 + ROOM)
        found: Bools = (each > self._limit("package_most") * (1 - ROOM)) | (few & solid)
        return found

    def _ferrite(self) -> Bools:
        """Declared as ferrite, or under its code, and heavy, dear, or of a metal magnet by its words."""
        codes, places = self._text("tariff_code")
        coded = np.array([digits_of(c).startswith(self.pack.lists["ferrite_codes"]) for c in codes])[places]
        families, told = self._text("magnet_family")
        declared = np.array([family == "ferrite" for family in families])[told]
        declared |= self._is(lambda a: a.family == "ferrite")
        metal = coded & self._is(lambda a: a.family in HIDDEN_FAMILIES)
        found: Bools = metal | ((declared | coded) & self._heavy_or_dear())
        return found

    def _heavy_or_dear(self) -> Bools:
        measure = next((m for m in self.pack.measures.values() if m.magnet_family == "ferrite"), None)
        if measure is None or measure.density is None or measure.price is None:
            return np.zeros(self.batch.num_rows, bool)
        heavy = _room(measure.density.high * self.pack.limits["density_over"])
        dear = _room(measure.price.high * self.pack.limits["price_off"])
        return (self._per_litre() > heavy) | (self._per_kg() > dear)

    # ------------------------------------------------------------ words
    def _tariff(self) -> Bools:
        """The pairs of words and code that do not agree, told once for each pair of fits and digits."""
        texts, places = self._text("tariff_code")
        known: dict[str, int] = {}
        codes = np.array([known.setdefault(digits_of(text), len(known)) for text in texts])[places]
        fits, fitted = self.texts.coded(CODES, self.numbers)
        pairs, of_row = np.unique(fitted * len(known) + codes, return_inverse=True)
        digits = list(known)
        searches = [_search(some) for some in fits]
        found: Bools = np.array(
            [self._differ(digits[pair % len(known)], searches[pair // len(known)]) for pair in pairs.tolist()], bool
        )[of_row]
        return found

    def _differ(self, digits: str, search: Search) -> bool:
        return bool(digits and search.fits and tariff_wording(digits, search, self.pack))

    def _certificate(self) -> Bools:
        if "certificate_number" not in self.batch.schema.names:
            return np.zeros(self.batch.num_rows, bool)
        texts, places = self._text("certificate_number")
        empty = np.array([not text for text in texts])[places]
        found: Bools = empty & self.texts.told(PURE, self.numbers)
        return found

    def _claimed(self) -> Bools:
        """Claims that nobody can read, and codes that main element and family alone do not bear out."""
        texts, places = self._text("claimed_control_code")
        if len(texts) == 1:
            return np.zeros(self.batch.num_rows, bool)
        claims = [claim_of(text, self.pack) for text in texts]
        classes = {(a.main_element, a.family) for a in self._expected}
        known = {pair: n for n, pair in enumerate(sorted(classes))}
        odd = np.array([[not fits_class(c, *pair, self.pack) for pair in known] for c in claims], bool)
        of_words = np.array([known[a.main_element, a.family] for a in self._expected])[self._places]
        found: Bools = odd[places, of_words]
        return found

    def _stated(self) -> Bools:
        out = np.zeros(self.batch.num_rows, bool)
        for name in self.pack.lists["compared"]:
            texts, places = self._text(name)
            if len(texts) > 1:
                out |= self._other(name, texts, places)
        return out

    def _other(self, name: str, texts: Sequence[str], places: Ints) -> Bools:
        """Where a stated value is another than the derived one, both known."""
        numbers: dict[str | None, int] = {"": -1, None: -1}
        told = np.array([numbers.setdefault(text, len(numbers)) for text in texts])[places]
        derived, of_row = self.texts.coded(stated_as(name), self.numbers)
        said = np.array([numbers.setdefault(text, len(numbers)) for text in derived])[of_row]
        different: Any = (told >= 0) & (said >= 0) & (told != said)
        return np.asarray(different, bool)


def _search(codes: str | None) -> Search:
    """Return fits of some codes, whose scores do not tell whether they agree with another code."""
    return Search(tuple(Fit(code, 0, "") for code in (codes or "").split(APART) if code))


def _room(limit: Fraction) -> float:
    return float(limit) * (1 - ROOM)
