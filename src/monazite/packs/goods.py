"""Reading the goods pack: from its folder to a GoodsPack, with every problem collected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from monazite.chemistry.identifiers import is_cas
from monazite.chemistry.weights import Weights, load_weights
from monazite.errors import InputError, PackError, Problem, nearest
from monazite.goods.model import ROLES, ZONES, Element, GoodsPack, Grade, Heading, Range, Saying, Term
from monazite.packs.fields import Problems
from monazite.packs.find import packs_folder
from monazite.packs.places import Cell
from monazite.packs.rows import Row, read_rows
from monazite.packs.sources import CONFIDENCE
from monazite.text_yaml import Mapping as TextMapping
from monazite.vocabulary import vocabulary

__all__ = ["goods_pack", "load_goods", "read_goods"]

TERM_COLUMNS = (
    *"id role en zh says formula contains may_contain tariff cas density price".split(),
    *"note source confidence".split(),
)
ELEMENT_COLUMNS = tuple("symbol number en zh rare_earth oxide density source confidence".split())
GRADE_COLUMNS = tuple("id pattern family coercivity typical note source confidence".split())
HEADING_COLUMNS = tuple("code en zh also is".split())
PACK_KEYS = ("id", "title", "title_zh", "version", "licence", "state_of_knowledge", "weights_edition", "notice")
RARE = ("light", "medium", "heavy", "other")
# What headings and terms may say besides facts of the vocabulary.
WORDS = {"rare_earth": ("yes", "no"), "zone": ZONES, "binds": ("after", "before", "adjacent")}


@lru_cache(maxsize=4)
def goods_pack(folder: Path | None = None) -> GoodsPack:
    """Return the goods pack shipped with Monazite, or that of a folder; raise PackError or InputError."""
    root = folder or packs_folder() / "goods"
    if not (root / "pack.yml").is_file():
        raise InputError(f"no goods pack in {root}")
    return load_goods(root)


def load_goods(path: Path) -> GoodsPack:
    """Return the goods pack in a folder; raise PackError with every problem if there is any."""
    pack, problems = read_goods(path)
    if problems:
        raise PackError(problems)
    return pack


def read_goods(path: Path) -> tuple[GoodsPack, list[Problem]]:
    """Read a goods pack as far as it can be read, and list every problem in order of place."""
    reader = _Reader(Problems(path, vocabulary()))
    pack = reader.read()
    return pack, sorted(set(reader.problems.found))


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.elements: dict[str, Element] = {}
        self.terms: dict[str, Term] = {}

    def read(self) -> GoodsPack:
        head = self.problems.yaml("pack.yml")
        head = head if isinstance(head, TextMapping) else TextMapping()
        for key in head:
            if key not in PACK_KEYS:
                self.problems.say("pack.yml", key, "P010", f"'{key}' is not known here", nearest(key, PACK_KEYS))
        self.elements = {e.symbol: e for e in self._elements()}
        for term in self._terms():
            self.terms[term.id] = term
        return GoodsPack(
            version=str(head.get("version", "")),
            elements=self.elements,
            terms=self.terms,
            grades=tuple(self._grades()),
            headings={h.code: h for h in self._headings()},
            weights=self._weights(str(head.get("weights_edition", ""))),
            traditional=dict(self._traditional()),
            state_of_knowledge=str(head.get("state_of_knowledge", "")),
            notice=str(head.get("notice", "")),
        )

    def _files(self, folder: str) -> list[str]:
        return sorted(f"{folder}/{file.name}" for file in (self.problems.root / folder).glob("*.csv"))

    # ------------------------------------------------------------ lists
    def _elements(self) -> Iterator[Element]:
        for row in read_rows(self.problems, "elements.csv", ELEMENT_COLUMNS, ("symbol", "number", "en", "zh")):
            yield Element(
                symbol=row.text("symbol"),
                number=int(row.text("number") or 0),
                en=row.words("en"),
                zh=row.words("zh"),
                rare_earth=row.choice("rare_earth", RARE),
                oxide=row.text("oxide"),
                density=_number(row, "density"),
                source=row.text("source"),
                confidence=row.choice("confidence", CONFIDENCE),
            )

    def _terms(self) -> Iterator[Term]:
        for path in self._files("terms"):
            for row in read_rows(self.problems, path, TERM_COLUMNS, ("id", "role")):
                if row.text("id") in self.terms:
                    self.problems.say(path, row.cell("id"), "P011", f"'{row.text('id')}' is there twice", "rename one")
                if not row.text("en") and not row.text("zh"):
                    self.problems.say(path, row.cell("id"), "P051", "neither 'en' nor 'zh' names it", "fill one")
                yield self._term(row)

    def _term(self, row: Row) -> Term:
        return Term(
            id=row.text("id"),
            role=row.choice("role", tuple(ROLES)),
            en=row.words("en"),
            zh=row.words("zh"),
            says=tuple(self._sayings(row)),
            formula=row.text("formula"),
            contains=self._symbols(row, "contains"),
            may_contain=self._symbols(row, "may_contain"),
            tariff=tuple(_codes(row, row.words("tariff"))),
            cas=self._cas(row),
            density=_range(row, "density"),
            price=_range(row, "price"),
            note=row.text("note"),
            source=row.text("source"),
            confidence=row.choice("confidence", CONFIDENCE),
        )

    def _sayings(self, row: Row) -> Iterator[Saying]:
        for part in (p.strip() for p in row.text("says").split("&") if p.strip()):
            certain, text = not part.startswith("?"), part.lstrip("?")
            fact, _, value = (t.strip() for t in text.partition("="))
            if self._known(row, "says", fact, (value,)):
                yield Saying(fact, value, certain)

    def _known(self, row: Row, column: str, fact: str, values: Iterable[str]) -> bool:
        words = self.problems.vocabulary
        if fact not in words and fact not in WORDS:
            hint = nearest(fact, [*words, *WORDS])
            self.problems.say(row.path, row.cell(column), "P040", f"no fact '{fact}'", hint)
            return False
        known = WORDS.get(fact) or (("yes", "no") if words[fact].type == "boolean" else words[fact].of)
        for value in values:
            if not value or (known and value not in known):
                self.problems.say(
                    row.path, row.cell(column), "P052", f"'{value}' is no {fact}", nearest(value, known or ("a value",))
                )
                return False
        return True

    def _symbols(self, row: Row, column: str) -> tuple[str, ...]:
        found = tuple(p.strip() for p in re.split(r"[|;]", row.text(column)) if p.strip())
        for symbol in found:
            if symbol not in self.elements:
                hint = nearest(symbol, self.elements)
                self.problems.say(row.path, row.cell(column), "P050", f"no element '{symbol}'", hint)
        return found

    def _cas(self, row: Row) -> str:
        cas = row.text("cas")
        if cas and not is_cas(cas):
            self.problems.say(row.path, row.cell("cas"), "P055", f"'{cas}' is no CAS number", "its check digit differs")
        return cas

    def _grades(self) -> Iterator[Grade]:
        for row in read_rows(self.problems, "grades.csv", GRADE_COLUMNS, ("id", "pattern", "family")):
            yield Grade(
                id=row.text("id"),
                pattern=row.text("pattern"),
                family=row.choice("family", self.problems.vocabulary["magnet_family"].of),
                coercivity=row.text("coercivity"),
                typical=dict(self._typical(row)),
                note=row.text("note"),
                source=row.text("source"),
                confidence=row.choice("confidence", CONFIDENCE),
            )

    def _typical(self, row: Row) -> Iterator[tuple[str, Range]]:
        """Yield the typical content, written 'Dy=0.5..3; Tb=0..1' in percent."""
        for part in row.words("typical"):
            symbol, _, text = (t.strip() for t in part.partition("="))
            found = _read_range(text)
            if found is None or symbol not in self.elements:
                self.problems.say(row.path, part, "P071", f"'{part}' is no content", "Dy=0.5..3, in percent")
            else:
                yield symbol, Range(found.low / 100, found.high / 100)

    def _headings(self) -> Iterator[Heading]:
        for path in self._files("tariff"):
            for row in read_rows(self.problems, path, HEADING_COLUMNS, ("code", "en", "zh")):
                code = next(iter(_codes(row, (row.text("code"),))), "")
                also = tuple(w.strip() for w in row.text("also").split(";") if w.strip())
                yield Heading(code, row.text("en"), row.text("zh"), also, tuple(self._when(row)))

    def _when(self, row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
        for part in (p for p in row.text("is").split("&") if p.strip()):
            fact, _, text = (t.strip() for t in part.partition("="))
            values = tuple(v.strip() for v in text.split("|"))
            if self._known(row, "is", fact, values):
                yield fact, values

    def _weights(self, edition: str) -> Weights:
        """Return the atomic weights of the edition that the pack names."""
        try:
            return load_weights(self.problems.root / "atomic_weights.csv", edition or None)
        except PackError as error:
            self.problems.found += error.problems
        except InputError as error:
            self.problems.say("atomic_weights.csv", 1, "P003", str(error))
        return Weights(edition, {})

    def _traditional(self) -> Iterator[tuple[str, str]]:
        for row in read_rows(self.problems, "traditional.csv", ("traditional", "simplified"), ("traditional",)):
            yield row.text("traditional"), row.text("simplified")


def _codes(row: Row, texts: Iterable[str]) -> Iterator[str]:
    for code in texts:
        if re.fullmatch(r"\d{4}|\d{6}", code):
            yield str(code)
        else:
            at = code if isinstance(code, Cell) else row.at
            row.problems.say(row.path, at, "P054", f"'{code}' is no heading", "4 or 6 digits without a point")


def _number(row: Row, column: str) -> Fraction | None:
    text = row.text(column)
    try:
        return Fraction(text) if text else None
    except ValueError:
        row.problems.say(row.path, row.cell(column), "P070", f"'{text}' is no number", "digits and a point")
        return None


def _range(row: Row, column: str) -> Range | None:
    text = row.text(column)
    found = _read_range(text) if text else None
    if text and found is None:
        row.problems.say(row.path, row.cell(column), "P071", f"'{text}' is no range", "low..high, 7.3..7.7")
    return found


def _read_range(text: str) -> Range | None:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?", text)
    if not match or Fraction(match[2] or match[1]) < Fraction(match[1]):
        return None
    return Range(Fraction(match[1]), Fraction(match[2] or match[1]))
