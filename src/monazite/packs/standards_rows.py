"""The rows of a pack of standards as editions, grades, methods, adoptions and batches."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from monazite.errors import nearest
from monazite.packs.goods_values import once
from monazite.packs.rows import Row
from monazite.packs.sources import ordered
from monazite.packs.standards_values import OPS, also, amount, analyte, limits, period, stage, trust, unit_of
from monazite.quality.limits import Limits
from monazite.quality.method_bars import bars
from monazite.quality.model import ADOPTIONS, BASES, Adoption, Batch, Edition, Grade, MethodScope, Period, Requirement
from monazite.quality.registry import split

__all__ = [
    "COLUMNS",
    "KINDS",
    "REQUIRED",
    "Grades",
    "adoption",
    "batch",
    "edition",
    "method",
    "refer",
    "requirement",
    "tied",
]

COLUMNS = {
    "editions.csv": (
        *"id standard year body title title_zh committee kind ics ccs stage issued in_force withdrawn".split(),
        *"replaces became batch source confidence note".split(),
    ),
    "grades.csv": (
        *"edition product grade number analyte basis op limit unit compare kind method".split(),
        *"source confidence note also".split(),
    ),
    "methods.csv": tuple("edition matrix analyte low high unit excluded source confidence note".split()),
    "adoptions.csv": tuple("national international degree source confidence note".split()),
    "batches.csv": tuple(
        "id title title_zh body opens closes zone drafts sectors source confidence note".split(),
    ),
}
REQUIRED = {
    "editions.csv": tuple("id standard body title kind source confidence".split()),
    "grades.csv": tuple("edition product source confidence".split()),
    "methods.csv": tuple("edition matrix analyte source confidence".split()),
    "adoptions.csv": tuple("national international degree source confidence".split()),
    "batches.csv": tuple("id title body source confidence".split()),
}
KINDS = {
    "product": "a product and its grades",
    "test-method": "a method of analysis",
    "terminology": "terms",
    "designation": "how grades are named",
    "decision-rule": "how results are rounded and judged",
    "adoption": "how standards are adopted",
    "units": "quantities and units",
    "competence": "what laboratories must be able to do",
    "traceability": "where goods come from",
    "packaging-labelling": "packing and labels",
    "recycling-information": "what is told of waste",
    "recycling-classification": "classes of waste",
    "market-specification": "by what prices are quoted: no standard",
}
DAYS = ("issued", "in_force", "withdrawn")
TOLD = ("analyte", "basis", "op", "limit", "unit")  # of a grade that is known by name only, none is filled


def edition(row: Row, seen: dict[str, str]) -> Edition:
    """Return one edition; what is wrong with it is said."""
    once(row, "id", seen)
    _year(row)
    issued, in_force, withdrawn = (period(row, name) for name in DAYS)
    _in_order(row, (issued, in_force, withdrawn))
    texts = {k: row.text(k) for k in "id standard year body title title_zh committee ccs became batch".split()}
    return Edition(
        **texts,
        kind=row.choice("kind", tuple(KINDS)),
        stage=stage(row),
        issued=issued,
        in_force=in_force,
        withdrawn=withdrawn,
        replaces=tuple(map(str, row.words("replaces"))),
        ics=tuple(map(str, row.words("ics"))),
        source=row.text("source"),
        confidence=trust(row),
        note=row.text("note"),
    )


def _in_order(row: Row, days: Sequence[Period | None]) -> None:
    """Note a day that lies before the one that comes before it in the life of an edition."""
    told = [(name, day) for name, day in zip(DAYS, days, strict=True) if day]
    for (before, first), (name, last) in zip(told, told[1:], strict=False):
        if last.last < first.first:
            text = f"{name} ({last}) lies before {before} ({first})"
            row.problems.say(row.path, row.cell(name), "P030", text, "issued, in force, withdrawn, in this order")


def _year(row: Row) -> None:
    """Note a year that is none, or not the one with which the number ends."""
    year, named = row.text("year"), split(row.text("id"))[1]
    if year and not (len(year) == 4 and year.isdecimal()):
        row.problems.say(row.path, row.cell("year"), "P080", f"'{year}' is no year", "four digits, 2015")
    elif year and not (named and year.endswith(named)):
        text = f"'{row.text('id')}' does not end with the year {year}"
        row.problems.say(row.path, row.cell("id"), "P088", text, "number, hyphen or colon, year")


@dataclass
class Grades:
    """Grades as their rows come together: one row is one requirement."""

    editions: Container[str]
    known: tuple[str, ...]
    found: dict[str, Grade] = field(default_factory=dict)
    limits: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, row: Row) -> None:
        """Take one row; what is wrong with it is said."""
        refer(row, "edition", self.editions, self.known)
        texts = row.text("edition"), row.text("product"), row.text("grade") or row.text("number"), row.text("number")
        grade = Grade(*texts)
        held = self.found.setdefault(grade.id, grade)
        if (held.product, held.number) != (grade.product, grade.number):
            text = f"'{grade.id}' is a grade of {held.product} {held.number}".rstrip()
            row.problems.say(row.path, row.cell("product"), "P087", text, "name the grades of other products apart")
        if any(row.text(name) for name in TOLD):
            self._twice(row, grade)
            one = requirement(row, grade.name)
            self.found[grade.id] = Grade(*texts[:2], held.name, held.number, (*held.requirements, one))

    def _twice(self, row: Row, grade: Grade) -> None:
        key = (grade.id, row.text("analyte"), row.text("basis"), row.text("op")[:1])
        if key in self.limits:
            text = f"'{row.text('analyte')}' has this limit twice in {grade.id}"
            row.problems.say(row.path, row.cell("analyte"), "P020", text, "delete one")
        self.limits.add(key)


def requirement(row: Row, grade: str, ops: Sequence[str] = OPS) -> Requirement:
    """Return one requirement of a grade; what is wrong with it is said."""
    for name in ("analyte", "basis", "op", "unit"):
        if not row.text(name) and (name != "unit" or row.text("op") in OPS):
            row.problems.say(row.path, row.cell(name), "P051", f"'{name}' is empty")
    op = row.choice("op", ops)
    return Requirement(
        edition=row.text("edition"),
        grade=grade,
        analyte=analyte(row),
        basis=row.choice("basis", tuple(BASES)),
        unit=unit_of(row),
        printed="balance" if op == "balance" else row.text("limit") if op == "band" else f"{op}{row.text('limit')}",
        limits=limits(row) if op in OPS else Limits(),
        kind="balance" if op == "balance" else row.choice("kind", ("limit", "informational"), "limit"),
        method=row.text("method"),
        source=row.text("source"),
        confidence=trust(row),
        note=row.text("note"),
        also=also(row),
    )


def method(row: Row, editions: Container[str], known: tuple[str, ...]) -> MethodScope:
    """Return the range of a method; what is wrong with it is said."""
    refer(row, "edition", editions, known)
    low, high = amount(row, "low"), amount(row, "high")
    if low is not None and high is not None and high < low:
        row.problems.say(row.path, row.cell("high"), "P083", f"{row.text('high')} is less than {row.text('low')}")
    if (low is not None or high is not None) and not row.text("unit"):
        row.problems.say(row.path, row.cell("unit"), "P051", "'unit' is empty", "%")
    if bars(row.text("excluded")) is None:
        text = f"'{row.text('excluded')}' does not tell what bars the method"
        row.problems.say(row.path, row.cell("excluded"), "P083", text, "Th > 0.1; relative purity < 99.5")
    texts = {name: row.text(name) for name in ("edition", "matrix", "excluded", "source", "note")}
    return MethodScope(analyte=analyte(row), low=low, high=high, unit=unit_of(row), confidence=trust(row), **texts)


def adoption(row: Row) -> Adoption:
    """Return one adoption; what is wrong with it is said."""
    degree = row.choice("degree", tuple(ADOPTIONS))
    texts = (row.text("source"), trust(row), row.text("note"))
    return Adoption(row.text("national"), row.text("international"), degree, *texts)


def batch(row: Row, seen: dict[str, str]) -> Batch:
    """Return one batch of drafts; what is wrong with it is said."""
    once(row, "id", seen)
    opens, closes, drafts = row.date("opens"), row.date("closes"), row.text("drafts")
    ordered(row, opens, closes, "closes")
    if drafts and not drafts.isdecimal():
        row.problems.say(row.path, row.cell("drafts"), "P070", f"'{drafts}' is no whole number", "101")
    return Batch(
        **{name: row.text(name) for name in ("id", "title", "title_zh", "body", "zone", "source", "note")},
        opens=opens,
        closes=closes,
        drafts=int(drafts) if drafts.isdecimal() else None,
        sectors=tuple(map(str, row.words("sectors"))),
        confidence=trust(row),
    )


def refer(row: Row, column: str, names: Container[str], known: tuple[str, ...]) -> None:
    """Note a name that no row has; a method may be one of several of its edition ("XB/T 625-2020 method 1")."""
    name = row.text(column)
    if name and name not in names and name.partition(" method ")[0] not in names:
        row.problems.say(row.path, row.cell(column), "P082", f"no {column} '{name}'", nearest(name, known))


def tied(editions: Mapping[str, tuple[Row, Edition]], batches: Container[str], known: tuple[str, ...]) -> None:
    """Note what editions name beyond themselves and no row has: what a project became, the batch of a draft."""
    for row, one in editions.values():
        if one.became:
            refer(row, "became", editions, tuple(editions))
        if one.batch:
            refer(row, "batch", batches, known)
        if one.id in one.replaces or one.became == one.id:
            text = f"'{one.id}' follows itself"
            row.problems.say(row.path, row.cell("replaces" if one.id in one.replaces else "became"), "P082", text)
