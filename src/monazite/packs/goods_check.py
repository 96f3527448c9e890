"""Checking a whole goods pack: every file of it, and what only shows when its rows are held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from monazite.errors import InputError, PackError, Problem, nearest
from monazite.goods.model import GoodsPack
from monazite.goods.unmixing.assay import load_methods
from monazite.goods.unmixing.candidates import load_candidates
from monazite.packs.fields import Problems
from monazite.packs.goods import ELEMENT_COLUMNS, HEADING_COLUMNS, TERM_COLUMNS, read_goods
from monazite.packs.goods_cases import GoodsCase, read_goods_cases
from monazite.packs.goods_doubts import read_doubts
from monazite.packs.goods_names import doubled_names, never_met, one_language
from monazite.packs.rows import Row, read_rows
from monazite.vocabulary import vocabulary

__all__ = ["CheckedGoods", "check_goods", "is_goods"]

FILES = (
    *"pack.yml elements.csv atomic_weights.csv traditional.csv grades.csv doubts.yml doubts_texts.csv".split(),
    *"measures.csv rates.csv materials.csv methods.csv".split(),
)
OPTIONAL = ("doubts_densities.csv", "doubts_controls.csv")
FOLDERS = ("terms", "tariff", "cases")
READ = (".csv", ".yml", ".yaml", ".tsv", ".json", ".xlsx")
LAW = ("instruments.yml", "items.csv", "provisions")  # what only law packs have


@dataclass(frozen=True)
class CheckedGoods:
    """A goods pack with its cases, everything that is wrong with it, and notes on what may be meant as it is."""

    pack: GoodsPack
    cases: tuple[GoodsCase, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    materials: int = 0
    methods: int = 0


def is_goods(path: Path) -> bool:
    """Whether a folder is a goods pack: its pack.yml says `kind: goods`, or it has files that no law pack has."""
    head = path / "pack.yml"
    lines = head.read_text("utf-8", errors="replace").splitlines() if head.is_file() else []
    kinds = [line.partition(":")[2].strip(" '\"") for line in lines if line.startswith("kind:")]
    if kinds:
        return kinds[0] == "goods"
    known = any((path / name).exists() for name in ("terms", "elements.csv", "tariff"))
    return known and not any((path / name).exists() for name in LAW)


def check_goods(path: Path) -> CheckedGoods:
    """Read every file of a goods pack as far as it can be read; problems and notes come in order of place."""
    return _Check(path).all()


class _Check:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.pack, self.found = read_goods(path)
        self.problems = Problems(path, vocabulary())
        self.notes = Problems(path, vocabulary())
        self.broken = {problem.path for problem in self.found if problem.code in ("P001", "P002", "P003", "P004")}

    def all(self) -> CheckedGoods:
        self.found += self.doubts()
        self.files()
        materials = self.table("materials.csv", lambda file: load_candidates(file, self.pack.weights))
        methods = self.table("methods.csv", load_methods)
        terms = [row for file in self.lists("terms") for row in self.rows(file, TERM_COLUMNS)]
        self.names(terms)
        self.tariff(terms)
        cases, wrong = read_goods_cases(self.path, self.pack, self.broken)
        problems = {*self.found, *self.problems.found, *wrong}
        notes = sorted(set(self.notes.found))
        return CheckedGoods(self.pack, tuple(cases), tuple(sorted(problems)), tuple(notes), materials, methods)

    # ------------------------------------------------------------ files
    def files(self) -> None:
        """Note files that are missing, and files that would silently not be read."""
        for name in FILES:
            if not (self.path / name).exists() and not any(p.path == name for p in self.found):
                self.problems.say(name, 1, "P003", "the file is missing", "every goods pack has this file")
                self.broken.add(name)
        for file in sorted(f for f in self.path.rglob("*") if f.is_file() and f.suffix in READ):
            name = file.relative_to(self.path).as_posix()
            if name not in (*FILES, *OPTIONAL) and not self._listed(name):
                hint = nearest(name, [*FILES, *OPTIONAL, *(f"{folder}/{file.stem}.csv" for folder in FOLDERS)])
                self.problems.say(name, 1, "P005", "no file of a goods pack has this name", hint)

    @staticmethod
    def _listed(name: str) -> bool:
        folder, _, rest = name.partition("/")
        return folder in FOLDERS and rest.endswith(".csv") and "/" not in rest

    def lists(self, folder: str) -> list[str]:
        return sorted(f"{folder}/{file.name}" for file in (self.path / folder).glob("*.csv"))

    def rows(self, file: str, columns: Sequence[str]) -> list[Row]:
        """Return the rows of a list with their places; what is wrong with them has been said before."""
        return list(read_rows(Problems(self.path, vocabulary()), file, columns, columns[:1]))

    def doubts(self) -> list[Problem]:
        return read_doubts(self.path, self.pack)[1] if "elements.csv" not in self.broken else []

    def table(self, name: str, load: Callable[[Path], Any]) -> int:
        """Return how many rows a table has that the unmixing of assays reads; its problems are noted."""
        if name in self.broken or not self.pack.weights.values:
            return 0
        try:
            return len(load(self.path / name))
        except PackError as error:
            self.found += [replace(problem, path=name) for problem in error.problems]
        except InputError as error:
            text = str(error).removeprefix(f"{self.path / name}: ")
            self.problems.say(name, 1, "P003", text)
        return 0

    # ------------------------------------------------------------ rows against each other
    def names(self, terms: Sequence[Row]) -> None:
        """Note names that two rows share, names that no text can meet, and rows with one language."""
        elements = self.rows("elements.csv", ELEMENT_COLUMNS)
        signs = str.maketrans(dict(self.pack.traditional))
        for at, text, hint in doubled_names([*terms, *elements], signs):
            self.problems.say(at[0], at[1], "P072", text, hint)
        for at, text, hint in never_met([*terms, *elements], signs):
            self.notes.say(at[0], at[1], "N072", text, hint)
        for at, text, hint in one_language(terms):
            self.notes.say(at[0], at[1], "N070", text, hint)

    def tariff(self, terms: Sequence[Row]) -> None:
        """Note codes that are no heading of the pack, and headings in the file of another chapter."""
        if any(path.startswith("tariff/") for path in self.broken):
            return
        for row in terms:
            for code in row.words("tariff"):
                self._code(row.path, code)
        for file in self.lists("tariff"):
            for row in self.rows(file, HEADING_COLUMNS):
                self._heading(file, row)

    def _code(self, path: str, code: str) -> None:
        """A search reads a code as all lines that begin with it: where there are none, it finds nothing."""
        known = self.pack.headings
        if code in known or self._under(code) or not code.isdigit() or len(code) not in (4, 6):
            return
        siblings = self._under(code[:4])
        if len(code) == 6 and siblings:
            self.problems.say(path, code, "P073", f"'{code}' is no heading of the pack", nearest(code, siblings))
            return
        meant = "the heading above it" if code[:4] in known else f"tariff/{code[:2]}.csv"
        self.notes.say(path, code, "N071", f"a search never finds '{code}': the pack does not have it", meant)

    def _under(self, code: str) -> list[str]:
        return [heading for heading in self.pack.headings if len(heading) == 6 and heading.startswith(code)]

    def _heading(self, file: str, row: Row) -> None:
        code, chapter = row.text("code"), Path(file).stem
        if chapter.isdigit() and not code.startswith(chapter):
            text = f"'{code}' is of another chapter than its file"
            self.problems.say(file, row.cell("code"), "P073", text, f"move it into tariff/{code[:2]}.csv")
        for value, at in _tariff_values(row):
            if value not in self.pack.headings and not self._under(value):
                hint = nearest(value, self.pack.headings)
                self.problems.say(file, at, "P073", f"'{value}' is no heading of the pack", hint)


def _tariff_values(row: Row) -> Iterator[tuple[str, Any]]:
    """Yield the codes that the condition of a heading names."""
    for part in row.parts("is", "&"):
        fact, _, text = part.partition("=")
        if fact.strip() == "tariff_code":
            yield from ((value.strip(), part) for value in text.split("|"))
