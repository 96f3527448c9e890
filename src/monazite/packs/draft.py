"""Reading a draft of a standard as a user writes it down: grades and limits in one YAML file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from monazite.errors import InputError, PackError, nearest
from monazite.packs.fields import Entry, Problems, split_names
from monazite.packs.rows import Row
from monazite.packs.standards_rows import requirement
from monazite.quality.contract import Change, Contract, agreed
from monazite.quality.impact import Draft, DraftGrade
from monazite.quality.model import Grade, Register, Requirement
from monazite.text_yaml import Mapping as TextMapping
from monazite.text_yaml import Text, place
from monazite.vocabulary import vocabulary

__all__ = ["DRAFT_KEYS", "GRADE_KEYS", "LIMIT_KEYS", "load_draft"]

DRAFT_KEYS = ("draft", "title", "grades")
GRADE_KEYS = ("grade", "product", "today", "others", "limits")
LIMIT_KEYS = tuple("analyte basis op limit unit compare kind method note".split())
NEEDED = ("analyte", "basis", "op", "unit")
AS_TODAY = "as_today"


def load_draft(path: Path, register: Register) -> Draft:
    """Return the draft in a YAML file; raise PackError with every problem, InputError where there is no such file.

    Each grade has a name, a product and limits; `today` names the grade of the register whose place it takes. With
    `others: as_today` the limits that are not written are those of today.
    """
    if not path.is_file():
        raise InputError(f"no draft at {path}")
    problems = Problems(path.parent, vocabulary())
    draft = _Reader(problems, path.name, register).read()
    if problems.found:
        raise PackError(sorted(set(problems.found)))
    return draft


@dataclass
class _Reader:
    problems: Problems
    path: str
    register: Register

    def read(self) -> Draft:
        tree = self.problems.yaml(self.path)
        if not isinstance(tree, TextMapping):
            if tree is not None:
                self.problems.say(self.path, tree, "P002", "a draft maps keys to values", "draft: and its name")
            return Draft("", ())
        self.problems.refuse_braces(self.path, tree)
        entry = Entry(self.problems, self.path, Text("the draft"), tree)
        self._keys(entry, DRAFT_KEYS, ("draft", "grades"))
        name = entry.text("draft")
        grades = [self._grade(each, name) for each in entry.mappings("grades")]
        self._twice([each.grade.name for each in grades], tree)
        return Draft(name, tuple(grades), entry.text("title"))

    def _keys(self, entry: Entry, keys: tuple[str, ...], needed: tuple[str, ...]) -> None:
        unknown, missing = split_names(list(entry.fields), keys, needed)
        for key, hint in unknown:
            self.problems.say(self.path, key, "P050", f"unknown key '{key}'", hint)
        for word in missing:
            self.problems.say(self.path, _line(entry), "P051", f"'{word}' is missing", f"{word}: and its text")

    def _twice(self, names: list[str], tree: TextMapping) -> None:
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.problems.say(self.path, tree, "P020", f"two grades are called '{name}'", "rename one")

    def _grade(self, entry: Entry, draft: str) -> DraftGrade:
        self._keys(entry, GRADE_KEYS, ("grade", "limits"))
        today = self._today(entry)
        name, product = entry.text("grade"), entry.text("product") or (today.product if today else "")
        if not product:
            self.problems.say(self.path, _line(entry), "P051", "'product' is missing", "what the grade is of")
        limits = tuple(self._limits(entry, draft, name))
        others = entry.choice("others", (AS_TODAY, "none"), default="none")
        if others == AS_TODAY and not entry.text("today"):
            text, hint = "others: as_today needs the grade of today", "today: edition and grade"
            self.problems.say(self.path, entry.fields["others"], "P051", text, hint)
        if others == AS_TODAY and today is not None:
            limits = _laid_over(today, limits, draft)
        return DraftGrade(Grade(draft, product, name, "", limits), today)

    def _today(self, entry: Entry) -> Grade | None:
        text = entry.text("today")
        if not text:
            return None
        plain = "".join(text.split()).casefold()
        grades = self.register.grades
        found = next((one for one in grades.values() if "".join(one.id.split()).casefold() == plain), None)
        at = entry.fields["today"]
        if found is None:
            self.problems.say(self.path, at, "P082", f"no grade '{text}' in the register", nearest(text, grades))
        elif not found.requirements:
            hint = "its grade is known by name only; leave today out, or use --packs with its limits"
            self.problems.say(self.path, at, "P082", f"the limits of '{text}' are not in the register", hint)
        return found

    def _limits(self, entry: Entry, draft: str, grade: str) -> Iterator[Requirement]:
        seen: set[tuple[str, ...]] = set()
        for each in entry.mappings("limits"):
            self._keys(each, LIMIT_KEYS, NEEDED)
            for name in each.fields:
                each.text(name)  # what is no text is said
            cells = {name: value for name, value in each.fields.items() if isinstance(value, str)}
            if set(NEEDED) <= set(cells):
                given = {"edition": Text(draft), "source": Text("the draft"), "confidence": Text("A")}
                row = Row(self.problems, self.path, _line(each), cast(Any, {**cells, **given}))
                self._once(row, seen)
                yield requirement(row, grade)

    def _once(self, row: Row, seen: set[tuple[str, ...]]) -> None:
        key = (row.text("analyte"), row.text("basis"), row.text("op")[:1])
        if key in seen:
            text = f"'{row.text('analyte')}' has this limit twice"
            self.problems.say(self.path, row.cell("analyte"), "P020", text, "delete one")
        seen.add(key)


def _laid_over(today: Grade, limits: tuple[Requirement, ...], draft: str) -> tuple[Requirement, ...]:
    changes = tuple(Change(today.id, one) for one in limits)
    return agreed(today, Contract(draft, changes)).requirements


def _line(entry: Entry) -> int:
    return place(entry.fields)[0]
