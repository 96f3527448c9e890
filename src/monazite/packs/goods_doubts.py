"""Reading what the goods pack says of contradictions: limits, lists, texts, measures, currencies; every problem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import TypeVar

from monazite.errors import InputError, PackError, Problem, nearest
from monazite.goods.doubts.model import LIMITS, LISTS, WORDINGS, Articles, Control, DoubtsPack, Measure, Rate, Wording
from monazite.goods.model import GoodsPack, Range
from monazite.packs.fields import Entry, Problems
from monazite.packs.find import packs_folder
from monazite.packs.goods import goods_pack
from monazite.packs.goods_values import once
from monazite.packs.rows import Row, read_rows
from monazite.packs.sources import CONFIDENCE
from monazite.vocabulary import vocabulary

__all__ = ["doubts_pack", "load_doubts", "read_doubts"]

T = TypeVar("T")
RULES, TEXTS, MEASURES, RATES = "doubts.yml", "doubts_texts.csv", "measures.csv", "rates.csv"
ARTICLES, CONTROLS = "doubts_densities.csv", "doubts_controls.csv"
KEYS = ("is", "of", "meaning", "source", "confidence")
TEXT_COLUMNS = tuple("id code strength facts en zh source confidence".split())
MEASURE_COLUMNS = (
    *"id en zh material main_element magnet_family density price hidden note".split(),
    *("source", "confidence"),
)
ARTICLE_COLUMNS = tuple("id en zh tariff most source confidence".split())
CONTROL_COLUMNS = tuple("code en zh kinds elements families materials terms source confidence".split())
RATE_COLUMNS = tuple("currency usd year source confidence".split())


@lru_cache(maxsize=4)
def doubts_pack(folder: Path | None = None) -> DoubtsPack:
    """Return the rules for contradictions shipped, or those of a folder; raise PackError or InputError."""
    root = folder or packs_folder() / "goods"
    if not (root / RULES).is_file():
        raise InputError(f"no {RULES} in {root}; the goods pack keeps its limits for contradictions there")
    return load_doubts(root, goods_pack(folder))


def load_doubts(path: Path, goods: GoodsPack) -> DoubtsPack:
    """Return the rules for contradictions in a folder; raise PackError with every problem if there is any."""
    pack, problems = read_doubts(path, goods, quick=True)
    if problems:
        pack, problems = read_doubts(path, goods)
        raise PackError(problems)
    return pack


def read_doubts(path: Path, goods: GoodsPack, *, quick: bool = False) -> tuple[DoubtsPack, list[Problem]]:
    """Read the rules for contradictions as far as they can be read, and list every problem in order of place.

    A `quick` reading tells whether there are problems, and not where in their lists they are.
    """
    reader = _Reader(Problems(path, vocabulary(), quick=quick), goods, path)
    pack = reader.read()
    return pack, sorted(set(reader.problems.found))


class _Reader:
    def __init__(self, problems: Problems, goods: GoodsPack, folder: Path) -> None:
        self.problems, self.goods, self.folder = problems, goods, folder
        self.seen: dict[str, dict[str, str]] = {}

    def read(self) -> DoubtsPack:
        limits, lists = self._rules()
        return DoubtsPack(
            goods=self.goods,
            limits=limits,
            lists=lists,
            wordings=self._all(TEXTS, {w.id: w for w in self._wordings()}, tuple(WORDINGS)),
            measures={m.id: m for m in self._measures()},
            rates={r.currency: r for r in self._rates()},
            articles=tuple(self._articles()),
            controls={c.code: c for c in self._controls()},
        )

    # ------------------------------------------------------------ limits and lists
    def _rules(self) -> tuple[dict[str, Fraction], dict[str, tuple[str, ...]]]:
        limits: dict[str, Fraction] = {}
        lists: dict[str, tuple[str, ...]] = {}
        for entry in self.problems.entries(RULES, KEYS, ("meaning", "source", "confidence")):
            entry.choice("confidence", CONFIDENCE)
            name = str(entry.name)
            if name in LIMITS:
                limits[name] = self._limit(entry)
            elif name in LISTS:
                lists[name] = tuple(str(word) for word in entry.words("of"))
                self._values(entry, name, lists[name])
            else:
                hint = nearest(name, (*LIMITS, *LISTS))
                self.problems.say(RULES, entry.name, "P050", f"no rule reads '{name}'", hint)
        return self._all(RULES, limits, LIMITS), self._all(RULES, lists, LISTS)

    def _all(self, path: str, found: dict[str, T], names: tuple[str, ...]) -> dict[str, T]:
        """Return what was found, after saying what is missing."""
        if path not in self.problems.lost:
            for name in names:
                if name not in found:
                    self.problems.say(path, 1, "P051", f"'{name}' is missing", "every rule needs its entry")
        return found

    def _limit(self, entry: Entry) -> Fraction:
        text = entry.text("is")
        if re.fullmatch(r"\d+(\.\d+)?", text) and Fraction(text) > 0:
            return Fraction(text)
        at = entry.fields.get("is", entry.name)
        self.problems.say(RULES, at, "P070", f"'{text}' is no number above zero", 'digits and a point: "1.15"')
        return Fraction(1)

    def _values(self, entry: Entry, name: str, words: tuple[str, ...]) -> None:
        """Note words of a list that are no element, class or fact, where the list is one of those."""
        facts = vocabulary()
        known = {
            "watched": tuple(self.goods.elements),
            "compared": tuple(facts),
            **dict.fromkeys(("lookalikes", "chemicals", "substances", "massive", "solid"), facts["material"].of),
        }.get(name)
        for word in words if known else ():
            if word not in (known or ()):
                at = next((w for w in entry.words("of") if w == word), entry.name)
                self.problems.say(
                    RULES, at, "P052", f"'{word}' does not belong in '{name}'", nearest(word, known or ())
                )

    # ------------------------------------------------------------ lists
    def _wordings(self) -> Iterator[Wording]:
        for row in read_rows(self.problems, TEXTS, TEXT_COLUMNS, ("id", "code", "strength", "en", "zh")):
            name = row.text("id")
            self._once(row, "id", TEXTS)
            if name not in WORDINGS:
                self.problems.say(TEXTS, row.cell("id"), "P050", f"no rule tells '{name}'", nearest(name, WORDINGS))
                continue
            for column in ("facts", "en", "zh"):
                self._places(row, column, WORDINGS[name])
            yield Wording(
                id=name,
                code=row.text("code"),
                strength=int(row.choice("strength", ("1", "2", "3")) or 1),
                facts=tuple(self._facts(row)),
                en=row.text("en"),
                zh=row.text("zh"),
                source=row.text("source"),
                confidence=row.choice("confidence", CONFIDENCE),
            )

    def _once(self, row: Row, column: str, kind: str) -> None:
        once(row, column, self.seen.setdefault(kind, {}))

    def _places(self, row: Row, column: str, known: frozenset[str]) -> None:
        """Note a place in a text that the rule does not fill."""
        try:
            parts = list(Formatter().parse(row.text(column)))
            names = [place for _, place, *_ in parts if place is not None]
            if any(form or conversion for _, _, form, conversion in parts):
                self.problems.say(TEXTS, row.cell(column), "P004", "a brace with more than a name", "write {name}")
                return
        except ValueError:
            self.problems.say(TEXTS, row.cell(column), "P004", "a brace that does not close", "write {name}")
            return
        for name in names:
            if name not in known:
                hint = nearest(name, sorted(known))
                self.problems.say(TEXTS, row.cell(column), "P050", f"nothing fills '{{{name}}}' here", hint)

    def _facts(self, row: Row) -> Iterator[str]:
        for word in row.words("facts"):
            if "{" not in word and word not in vocabulary():
                self.problems.say(TEXTS, word, "P040", f"no fact '{word}'", vocabulary().near(word))
            yield str(word)

    def _measures(self) -> Iterator[Measure]:
        facts = vocabulary()
        for row in read_rows(self.problems, MEASURES, MEASURE_COLUMNS, ("id", "en", "zh", "material")):
            self._once(row, "id", MEASURES)
            element = row.text("main_element")
            if element and element not in self.goods.elements:
                hint = nearest(element, self.goods.elements)
                self.problems.say(MEASURES, row.cell("main_element"), "P050", f"no element '{element}'", hint)
            yield Measure(
                id=row.text("id"),
                en=row.text("en"),
                zh=row.text("zh"),
                material=row.choice("material", facts["material"].of),
                main_element=element,
                magnet_family=row.choice("magnet_family", facts["magnet_family"].of),
                density=self._range(row, "density"),
                price=self._range(row, "price"),
                hidden=row.choice("hidden", ("yes", "no")) == "yes",
                source=row.text("source"),
                confidence=row.choice("confidence", CONFIDENCE),
            )

    def _range(self, row: Row, column: str) -> Range | None:
        text = row.text(column)
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)", text)
        if match and 0 < Fraction(match[1]) <= Fraction(match[2]):
            return Range(Fraction(match[1]), Fraction(match[2]))
        if text:
            self.problems.say(MEASURES, row.cell(column), "P071", f"'{text}' is no range", "low..high, 7.3..7.8")
        return None

    def _articles(self) -> Iterator[Articles]:
        required = ("id", "en", "zh", "tariff", "most")
        for row in self._optional(ARTICLES, ARTICLE_COLUMNS, required):
            self._once(row, "id", ARTICLES)
            most = row.text("most")
            for code in row.words("tariff"):
                if not re.fullmatch(r"\d{2,10}", code):
                    self.problems.say(ARTICLES, code, "P070", f"'{code}' is no tariff line", "digits, from two on")
            if not re.fullmatch(r"\d+(\.\d+)?", most) or not Fraction(most):
                self.problems.say(ARTICLES, row.cell("most"), "P070", f"'{most}' is no number above zero", "2.2")
                continue
            yield Articles(
                id=row.text("id"),
                en=row.text("en"),
                zh=row.text("zh"),
                tariff=tuple(map(str, row.words("tariff"))),
                most=Fraction(most),
                source=row.text("source"),
                confidence=row.choice("confidence", CONFIDENCE),
            )

    def _controls(self) -> Iterator[Control]:
        facts = vocabulary()
        for row in self._optional(CONTROLS, CONTROL_COLUMNS, ("code", "en", "zh", "kinds")):
            self._once(row, "code", CONTROLS)
            yield Control(
                code=row.text("code").casefold(),
                en=row.text("en"),
                zh=row.text("zh"),
                kinds=self._known(row, "kinds", facts["kind"].of),
                elements=self._known(row, "elements", tuple(self.goods.elements)),
                families=self._known(row, "families", facts["magnet_family"].of),
                materials=self._known(row, "materials", facts["material"].of),
                terms=tuple(map(str, row.words("terms"))),
                source=row.text("source"),
                confidence=row.choice("confidence", CONFIDENCE),
            )

    def _optional(self, name: str, columns: tuple[str, ...], required: tuple[str, ...]) -> Iterator[Row]:
        """Yield the rows of a list that a pack may do without."""
        if (self.folder / name).exists():
            yield from read_rows(self.problems, name, columns, required)

    def _known(self, row: Row, column: str, known: tuple[str, ...]) -> tuple[str, ...]:
        for word in row.words(column):
            if word not in known:
                hint = nearest(word, known)
                self.problems.say(CONTROLS, word, "P052", f"'{word}' does not belong in '{column}'", hint)
        return tuple(map(str, row.words(column)))

    def _rates(self) -> Iterator[Rate]:
        for row in read_rows(self.problems, RATES, RATE_COLUMNS, RATE_COLUMNS):
            self._once(row, "currency", RATES)
            currency, usd, year = row.text("currency"), row.text("usd"), row.text("year")
            if not re.fullmatch(r"[A-Z]{3}", currency):
                self.problems.say(RATES, row.cell("currency"), "P055", f"'{currency}' is no currency", "three letters")
            if not re.fullmatch(r"\d+(\.\d+)?", usd) or not Fraction(usd):
                self.problems.say(RATES, row.cell("usd"), "P070", f"'{usd}' is no number above zero", "0.14")
            elif not re.fullmatch(r"\d{4}", year):
                self.problems.say(RATES, row.cell("year"), "P070", f"'{year}' is no year", "2026")
            else:
                yield Rate(currency, Fraction(usd), int(year), row.text("source"), row.choice("confidence", CONFIDENCE))
