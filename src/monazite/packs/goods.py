"""Reading the goods pack: from its folder to a GoodsPack, with every problem collected."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from monazite.chemistry.identifiers import is_cas
from monazite.chemistry.symbols import NUMBER_OF
from monazite.chemistry.weights import Weights, load_weights
from monazite.errors import InputError, PackError, Problem, nearest
from monazite.goods.model import ROLES, Element, GoodsPack, Grade, Heading, Saying, Term
from monazite.packs.fields import Problems, split_names
from monazite.packs.find import packs_folder
from monazite.packs.goods_values import codes, formula, known, number, once, pattern, percents, range_of, symbols
from monazite.packs.rows import Row, read_rows
from monazite.packs.sources import CONFIDENCE
from monazite.text_yaml import Mapping as TextMapping
from monazite.vocabulary import vocabulary

__all__ = ["goods_pack", "load_goods", "read_goods"]

TERM_COLUMNS = (
    *"id role en zh says formula contains may_contain tariff cas density price".split(),
    *"note source confidence".split(),
)
ELEMENT_COLUMNS = tuple("symbol number en zh rare_earth oxide cas oxide_cas density source confidence".split())
GRADE_COLUMNS = tuple("id pattern family coercivity typical note source confidence".split())
HEADING_COLUMNS = tuple("code en zh also is".split())
PACK_KEYS = (
    *"id kind title title_zh version licence state_of_knowledge weights_edition notice".split(),
    *("reviewed", "note", "contact"),
)
RARE = ("light", "medium", "heavy", "other")
WEIGHTS = "atomic_weights.csv"


@lru_cache(maxsize=4)
def goods_pack(folder: Path | None = None) -> GoodsPack:
    """Return the goods pack shipped with Monazite, or that of a folder; raise PackError or InputError."""
    root = folder or packs_folder() / "goods"
    if not (root / "pack.yml").is_file():
        raise InputError(f"no goods pack in {root}")
    return load_goods(root)


def load_goods(path: Path) -> GoodsPack:
    """Return the goods pack in a folder; raise PackError with every problem if there is any."""
    pack, problems = read_goods(path, quick=True)
    if problems:
        pack, problems = read_goods(path)
        raise PackError(problems)
    return pack


def read_goods(path: Path, *, quick: bool = False) -> tuple[GoodsPack, list[Problem]]:
    """Read a goods pack as far as it can be read, and list every problem in order of place.

    A `quick` reading tells whether there are problems, and not where in their lists they are.
    """
    reader = _Reader(Problems(path, vocabulary(), quick=quick))
    pack = reader.read()
    return pack, sorted(set(reader.problems.found))


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.elements: dict[str, Element] = {}
        self.seen: dict[str, dict[str, str]] = {}
        self.met: dict[str, Saying] = {}

    def read(self) -> GoodsPack:
        head = self._head()
        self.elements = {e.symbol: e for e in self._elements()}
        return GoodsPack(
            version=str(head.get("version", "")),
            elements=self.elements,
            terms={term.id: term for term in self._terms()},
            grades=tuple(self._grades()),
            headings={h.code: h for h in self._headings()},
            weights=self._weights(head),
            traditional=dict(self._traditional()),
            state_of_knowledge=str(head.get("state_of_knowledge", "")),
            notice=str(head.get("notice", "")),
        )

    def _head(self) -> TextMapping:
        head = self.problems.yaml("pack.yml")
        if not isinstance(head, TextMapping):
            if head is not None:
                self.problems.say("pack.yml", head, "P002", "pack.yml must map keys to values", "id: goods")
            return TextMapping()
        for key, hint in split_names(list(head), PACK_KEYS, ())[0]:
            self.problems.say("pack.yml", key, "P050", f"unknown key '{key}'", hint)
        if head.get("kind", "goods") != "goods":
            self.problems.say("pack.yml", head["kind"], "P052", f"'{head['kind']}' is no kind of pack here", "goods")
        return head

    def _files(self, folder: str) -> list[str]:
        return sorted(f"{folder}/{file.name}" for file in (self.problems.root / folder).glob("*.csv"))

    def _once(self, row: Row, column: str, kind: str) -> None:
        once(row, column, self.seen.setdefault(kind, {}))

    # ------------------------------------------------------------ lists
    def _elements(self) -> Iterator[Element]:
        if not (self.problems.root / "elements.csv").exists():
            self.problems.say("elements.csv", 1, "P003", "the file is missing", "every goods pack has this file")
            self.problems.lost.add("elements.csv")
        for row in read_rows(self.problems, "elements.csv", ELEMENT_COLUMNS, ("symbol", "number", "en", "zh")):
            self._once(row, "symbol", "element")
            symbol = row.text("symbol")
            yield Element(
                symbol=symbol,
                number=self._atomic_number(row, symbol),
                en=tuple(map(str, row.words("en"))),
                zh=tuple(map(str, row.words("zh"))),
                rare_earth=row.choice("rare_earth", RARE),
                oxide=formula(row, "oxide"),
                cas=self._cas(row, "cas"),
                oxide_cas=self._cas(row, "oxide_cas"),
                density=number(row, "density"),
                source=row.text("source"),
                confidence=row.choice("confidence", CONFIDENCE),
            )

    def _atomic_number(self, row: Row, symbol: str) -> int:
        right = NUMBER_OF.get(symbol)
        if symbol and right is None:
            hint = nearest(symbol, NUMBER_OF)
            self.problems.say(row.path, row.cell("symbol"), "P050", f"'{symbol}' is no symbol of an element", hint)
        elif row.text("number") and row.text("number") != str(right):
            text = f"'{row.text('number')}' is not the atomic number of {symbol}"
            self.problems.say(row.path, row.cell("number"), "P070", text, f"it is {right}")
        return right or 0

    def _terms(self) -> Iterator[Term]:
        for path in self._files("terms"):
            for row in read_rows(self.problems, path, TERM_COLUMNS, ("id", "role")):
                self._once(row, "id", "term")
                if not row.text("en") and not row.text("zh"):
                    self.problems.say(path, row.cell("id"), "P051", "neither 'en' nor 'zh' names it", "fill one")
                yield self._term(row)

    def _term(self, row: Row) -> Term:
        return Term(
            id=str(row.text("id")),
            role=row.choice("role", tuple(ROLES)),
            en=tuple(map(str, row.words("en"))),
            zh=tuple(map(str, row.words("zh"))),
            says=tuple(self._sayings(row)),
            formula=formula(row, "formula"),
            contains=symbols(row, "contains", self.elements),
            may_contain=symbols(row, "may_contain", self.elements),
            tariff=codes(row, "tariff"),
            cas=self._cas(row),
            density=range_of(row, "density"),
            price=range_of(row, "price"),
            note=row.text("note"),
            source=row.text("source"),
            confidence=row.choice("confidence", CONFIDENCE),
        )

    def _sayings(self, row: Row) -> Iterator[Saying]:
        for part in row.parts("says", "&"):
            found = self.met.get(part)
            if found is None:
                certain, text = not part.startswith("?"), part.lstrip("?")
                fact, _, value = (t.strip() for t in text.partition("="))
                if not known(row, part, fact, (value,)):
                    continue
                found = self.met[part] = Saying(fact, value, certain)
            yield found

    def _cas(self, row: Row, column: str = "cas") -> str:
        cas = row.text(column)
        if cas and not is_cas(cas):
            self.problems.say(
                row.path, row.cell(column), "P055", f"'{cas}' is no CAS number", "its check digit differs"
            )
        return cas

    def _grades(self) -> Iterator[Grade]:
        for row in read_rows(self.problems, "grades.csv", GRADE_COLUMNS, ("id", "pattern", "family")):
            self._once(row, "id", "grade")
            yield Grade(
                id=row.text("id"),
                pattern=pattern(row, "pattern"),
                family=row.choice("family", self.problems.vocabulary["magnet_family"].of),
                coercivity=row.text("coercivity"),
                typical=dict(percents(row, "typical", self.elements)),
                note=row.text("note"),
                source=row.text("source"),
                confidence=row.choice("confidence", CONFIDENCE),
            )

    def _headings(self) -> Iterator[Heading]:
        for path in self._files("tariff"):
            for row in read_rows(self.problems, path, HEADING_COLUMNS, ("code", "en", "zh")):
                self._once(row, "code", "heading")
                code = (*codes(row, "code"), "")[0]
                also = tuple(w.strip() for w in row.text("also").split(";") if w.strip())
                yield Heading(code, row.text("en"), row.text("zh"), also, tuple(self._when(row)))

    def _when(self, row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
        for part in row.parts("is", "&"):
            fact, _, text = (t.strip() for t in part.partition("="))
            values = tuple(v.strip() for v in text.split("|"))
            if known(row, part, fact, values):
                yield fact, values

    def _weights(self, head: TextMapping) -> Weights:
        """Return the atomic weights of the edition that the pack names, or of the newest."""
        edition = str(head.get("weights_edition", ""))
        try:
            weights = load_weights(self.problems.root / WEIGHTS, edition or None)
        except PackError as error:
            self.problems.found += [replace(problem, path=WEIGHTS) for problem in error.problems]
        except InputError:
            self._edition(head) if (self.problems.root / WEIGHTS).is_file() else self.problems.text(WEIGHTS)
        else:
            self._edition(head)
            return weights
        self.problems.lost.add(WEIGHTS)
        return Weights(edition, {})

    def _edition(self, head: TextMapping) -> None:
        """Note an edition that no row has: the newest before it would silently stand in."""
        text = self.problems.text(WEIGHTS) or ""
        editions = sorted({row.get("edition") or "" for row in csv.DictReader(text.splitlines())})
        edition = head.get("weights_edition")
        if edition is not None and edition not in editions:
            told = f"no atomic weights of edition '{edition}'"
            self.problems.say("pack.yml", edition, "P078", told, nearest(str(edition), editions))

    def _traditional(self) -> Iterator[tuple[str, str]]:
        columns = ("traditional", "simplified")
        for row in read_rows(self.problems, "traditional.csv", columns, columns):
            self._once(row, "traditional", "sign")
            pair = row.text("traditional"), row.text("simplified")
            for column, sign in zip(columns, pair, strict=True):
                if len(sign) > 1:
                    text = f"'{sign}' is more than one sign"
                    self.problems.say(row.path, row.cell(column), "P077", text, "one sign a cell; words go into terms")
            if len(pair[0]) == len(pair[1]) == 1:
                yield pair
