"""A register of licences, read from a table and checked whole: every mistake is told at once, with its line."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from monazite.errors import Problem, ProblemsError, nearest
from monazite.licences.model import KINDS, STATUSES, Grant, Register
from monazite.licences.names import folded
from monazite.licences.table import Rows, read_rows
from monazite.licences.units import Unit, steps, unit_hint, unit_of
from monazite.licences.words import column_names, headings, shown_headings, values
from monazite.read.cells import Cell, Column, Conventions
from monazite.read.dates import order_shown, read_date
from monazite.read.decimals import read_decimal
from monazite.read.words import country_code, country_hint, read_choice
from monazite.vocabulary import Fact, fold_heading, vocabulary

__all__ = ["read_register"]

_AMOUNT = re.compile(r"([\d.,' ]*\d)\s*(\D.*)?")
_LIST = re.compile(r"[;；、|\n]+")


def read_register(path: str) -> Register:
    """Return the licences of a CSV, XLSX or JSON-lines register; headings in English or Chinese.

    Raises InputError where the file is no table, ProblemsError with every mistake that would change an answer: unknown
    columns that look like known ones, doubled lines, bad dates, quantities, units, countries, words. Columns that
    nobody could mean are kept as notes.
    """
    rows = read_rows(str(path))
    return _Reader(str(path), rows).register()


@dataclass
class _Reader:
    path: str
    table: Rows
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def register(self) -> Register:
        places = self.places()
        if "number" not in places:
            found = ", ".join(f"'{h[:40]}'" for h in self.table.headings[:8])
            self.say(self.table.line, 1, "L002", "no column 'number'", f"its columns are {found}")
            raise ProblemsError(self.problems)
        order = self.day_order(places)
        grants = [grant for line, cells in self.table.rows if (grant := _Row(self, line, cells, places, order).grant())]
        self.agree(grants)
        if not grants and not self.problems:
            self.say(self.table.line, 1, "L002", "the register has no licence")
        if self.problems:
            raise ProblemsError(self.problems)
        return Register(self.path, tuple(grants), tuple(sorted(self.notes)))

    def say(self, line: int, column: int, code: str, text: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, line, column, code, text, hint))

    def places(self) -> dict[str, int]:
        """Return column → its place; a heading near a known one is a mistake, any other strange one a note."""
        places: dict[str, int] = {}
        for at, heading in enumerate(self.table.headings):
            name = headings().get(fold_heading(heading))
            if name is None:
                self.strange(at, heading)
            elif name in places:
                other = self.table.headings[places[name]]
                self.say(self.table.line, at + 1, "L003", f"'{other}' and '{heading}' are both {name}", "leave one out")
            else:
                places[name] = at
        return places

    def strange(self, at: int, heading: str) -> None:
        if not heading:
            return
        known = {fold_heading(word): word for word in shown_headings()}
        near = difflib.get_close_matches(fold_heading(heading), known, n=1, cutoff=0.75)
        problem = Problem(self.path, self.table.line, at + 1, "L003", f"unknown column '{heading[:40]}'")
        if near:
            self.problems.append(replace(problem, hint=f"did you mean '{known[near[0]]}'?"))
        else:
            self.notes.append(replace(problem, hint=f"not used; {nearest('', column_names(), at_most=14)}"))

    def day_order(self, places: dict[str, int]) -> str:
        """Return how the register writes 03/04/2026, as its own dates show."""
        columns = [places[name] for name in ("valid_from", "valid_to") if name in places]
        shown = {order_shown(cells[at]) for _, cells in self.table.rows for at in columns if at < len(cells)} - {""}
        return shown.pop() if len(shown) == 1 else ""

    def agree(self, grants: Sequence[Grant]) -> None:
        """Check that the lines of one licence have one holder, kind, regime and status, and are not doubled."""
        first: dict[str, Grant] = {}
        seen: dict[object, int] = {}
        for grant in grants:
            number = folded(grant.number)
            one = first.setdefault(number, grant)
            for name in ("holder", "kind", "regime", "status"):
                a, b = getattr(one, name), getattr(grant, name)
                if folded(a) != folded(b):
                    text = f"licence {grant.number}: {name} is '{b}' here and '{a}' in line {one.row}"
                    self.say(grant.row, 1, "L004", text, "one licence, one " + name)
            for item in grant.items:
                key = (number, item.casefold(), grant.consignees, grant.end_users, grant.end_use, grant.destinations)
                key = (*key, grant.valid_from, grant.valid_to)  # type: ignore[assignment]
                at = seen.setdefault(key, grant.row)
                if at != grant.row:
                    text = f"licence {grant.number} is listed twice for {item}: in line {at} too"
                    self.say(
                        grant.row,
                        1,
                        "L005",
                        text,
                        "several lines of one licence differ in items, party, country or days",
                    )


@dataclass
class _Row:
    """One line of the register on its way to a grant."""

    reader: _Reader
    line: int
    cells: Sequence[str]
    places: dict[str, int]
    order: str
    bad: bool = False

    def grant(self) -> Grant | None:
        number = self.text("number")
        if len(self.cells) > len(self.reader.table.headings) and any(self.cells[len(self.reader.table.headings) :]):
            self.say("number", "L001", f"{len(self.cells)} fields under {len(self.reader.table.headings)} headings")
        if not number:
            self.say("number", "L006", "a licence without a number")
        items = self.items()
        unit, quantity = self.amount()
        first, last = self.day("valid_from"), self.day("valid_to")
        if first and last and first > last:
            self.say("valid_to", "L007", f"valid to {last}, before it starts on {first}")
        grant = Grant(
            number=number,
            row=self.line,
            holder="" if self.text("holder") == "*" else self.text("holder"),
            items=items,
            consignees=self.several("consignee"),
            end_users=self.several("end_user"),
            end_use=self.end_use(),
            destinations=self.destinations(),
            quantity=quantity,
            unit=unit,
            valid_from=first,
            valid_to=last,
            kind=self.word("kind", KINDS),
            status=self.word("status", STATUSES),
            regime=self.regime(items),
        )
        if grant.kind == "individual" and quantity is None and not self.bad:
            self.note("quantity", "L008", f"individual licence {number} has no quantity: nothing is counted down")
        return None if self.bad else grant

    # ------------------------------------------------------------ cells
    def text(self, name: str) -> str:
        at = self.places.get(name, len(self.cells))
        text = self.cells[at].strip() if at < len(self.cells) else ""
        return text.removeprefix("'") if text[1:2] in tuple("=+-@") else text

    def several(self, name: str) -> tuple[str, ...]:
        parts = tuple(part.strip() for part in _LIST.split(self.text(name)) if part.strip())
        return () if "*" in parts else parts

    def column(self, name: str) -> int:
        return self.places.get(name, 0) + 1

    def say(self, name: str, code: str, text: str, hint: str = "") -> None:
        self.bad = True
        self.reader.say(self.line, self.column(name), code, text, hint)

    def note(self, name: str, code: str, text: str) -> None:
        self.reader.notes.append(Problem(self.reader.path, self.line, self.column(name), code, text))

    def items(self) -> tuple[str, ...]:
        parts = [part.strip() for part in re.split(r"[;；、|\n,，]+", self.text("items")) if part.strip()]
        if not parts and "items" in self.places:
            self.say(
                "items", "L006", "a licence without items", "control codes such as cn:1C905.a, or * for every item"
            )
        for part in parts:
            if not re.fullmatch(r"\*|(?:[a-z][a-z0-9_]*:)?(?:\*|[A-Za-z0-9][\w.\-/]*)", part):
                self.say("items", "L009", f"'{part[:40]}' is no control code", "such as 1C905.a.1, cn:1C905.a or *")
        return tuple(dict.fromkeys(parts)) or ("*",)

    def regime(self, items: Sequence[str]) -> str:
        stated = self.text("regime").casefold()
        told = {item.partition(":")[0] for item in items if ":" in item}
        if stated and told - {stated}:
            self.say("regime", "L010", f"regime is {stated}, the items are of {', '.join(sorted(told))}")
        if not stated and len(told) > 1:
            self.say("items", "L010", f"items of several regimes: {', '.join(sorted(told))}", "one line a regime")
        return stated or (told.pop() if len(told) == 1 else "")

    def day(self, name: str) -> dt.date | None:
        text = self.text(name)
        if not text:
            return None
        cell = read_date(text, Column(name, 0, _fact(name)), Conventions(dates=self.order))
        if cell.value is None:
            self.say(name, "L007", _why(cell), "dates are written 2026-03-31")
        value: dt.date | None = cell.value
        return value

    def amount(self) -> tuple[Unit | None, int | None]:
        """Return the unit and the granted quantity in steps; the unit may stand beside the number."""
        text, word = self.text("quantity"), self.text("unit")
        match = _AMOUNT.fullmatch(text) if text else None
        if text and match is None:
            self.say("quantity", "L011", f"'{text[:40]}' is no quantity", "a number such as 500 or 0.25")
            return None, None
        beside = (match[2] or "").strip() if match else ""
        unit = self.unit(beside or word)
        if beside and word and unit and self.unit(word) not in (unit, None):
            self.say("unit", "L012", f"quantity is in {beside}, unit is {word}")
        if match is None or unit is None:
            if match is not None and not (beside or word):
                self.say("unit", "L012", f"quantity {text} has no unit", unit_hint(""))
            return unit, None
        return unit, self.granted(match[1], unit)

    def unit(self, word: str) -> Unit | None:
        unit = unit_of(word) if word else None
        if word and unit is None:
            self.say("unit", "L012", f"'{word[:40]}' is no unit that a licence can count in", unit_hint(word))
        return unit

    def granted(self, number: str, unit: Unit) -> int | None:
        try:
            amount = steps(Fraction(read_decimal(number.strip())), unit)
        except ValueError as error:
            self.say("quantity", "L011", f"quantity '{number[:40]}' {error}", "write it without marks for thousands")
            return None
        if amount is None:
            self.say("quantity", "L011", f"quantity '{number[:40]}' has more digits than are kept")
        return amount

    def word(self, name: str, known: Sequence[str]) -> str:
        text = self.text(name)
        value = values(name).get(fold_heading(text)) if text else known[0]
        if value is None:
            self.say(name, "L013", f"'{text[:40]}' is no {name}", nearest(text, known))
        return value or known[0]

    def end_use(self) -> str:
        text = self.text("end_use")
        if text in ("", "*"):
            return ""
        cell = read_choice(text, Column("end_use", 0, vocabulary()["end_use"]))
        if cell.value is None:
            self.say("end_use", "L013", _why(cell), "leave it empty where the licence is for any use")
        return str(cell.value or "")

    def destinations(self) -> tuple[str, ...]:
        codes = []
        parts = self.several("destination")
        words = [word for part in parts for word in ([part] if country_code(part) else re.split(r"[\s,，]+", part))]
        for part in filter(None, words):
            code = country_code(part)
            if code is None:
                self.say("destination", "L013", f"'{part[:40]}' is no known country", country_hint(part))
            else:
                codes.append(code)
        return tuple(dict.fromkeys(codes))


@lru_cache(maxsize=2)
def _fact(name: str) -> Fact:
    return replace(vocabulary()["date"], name=name)


def _why(cell: Cell) -> str:
    return cell.finding.removeprefix("unreadable ")
