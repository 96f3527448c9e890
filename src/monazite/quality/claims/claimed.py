"""What a line claims of its goods: the edition and grade of the register that its words name, in any spelling."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from rapidfuzz import fuzz, process

from monazite.errors import nearest
from monazite.quality.model import Edition, Grade, Register
from monazite.quality.registry import edition_of_day, editions_of

__all__ = ["Meant", "Names", "known_then", "label", "shown", "squeezed"]

MARKET = "market-specification"  # the kind of what a price agency writes: no standard
SHOWN = 80  # signs of a claim that are told
NEAR = 70  # of 100
MOST_WORDS = 8  # of the number of an edition
DASHES = str.maketrans("–—―‒−－‐‑", "--------")
# Of signs these tell names apart: + * ±, a minus behind a name, a point between digits.
SIGNS = re.compile(r"[+*±]|(?<=\S)-(?=\s*(?:[^\w\s-]|$)|\s+[^\W\d])|(?<=\d)\.(?=\d)")


@dataclass(frozen=True, slots=True)
class Meant:
    """What a claim names: an edition, and one of its grades; `finding` tells what of it the register does not know.

    An edition that has one grade without a name is that grade. `rest` is the name of a grade that stands with the
    number of an edition whose grades the register does not hold, so that it cannot be checked.
    """

    edition: Edition | None = None
    grade: Grade | None = None
    finding: str = ""
    rest: str = ""

    @property
    def text(self) -> str:
        """The edition with its grade, as the register writes them; empty for neither."""
        return label(self.grade) if self.grade else self.edition.id if self.edition else ""


def label(grade: Grade) -> str:
    """Return the edition with the name of a grade, or its number where it has none."""
    return f"{grade.edition} {grade.name or grade.number}".strip()


def squeezed(text: str) -> str:
    """Return all that tells standards and grades apart, small and plain: letters, digits, and the signs that matter.

    A plus, a star, a minus behind a name and a point between digits matter; slashes, blanks and dashes within do not.

    >>> squeezed("ＧＢ／Ｔ 31978—2015"), squeezed("GBT31978-2015 Ce-3NA"), squeezed("Ce-3NA+"), squeezed("A-")
    ('gbt319782015', 'gbt319782015ce3na', 'ce3na+', 'a-')
    """
    plain = unicodedata.normalize("NFKC", text.translate(DASHES)).translate(DASHES).casefold()
    signs = {match.start() for match in SIGNS.finditer(plain)}
    return "".join(sign for at, sign in enumerate(plain) if sign.isalnum() or at in signs)


def shown(text: str) -> str:
    """Return what a finding quotes of a text that anybody may have written: one short line of signs that print."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text[: 2 * SHOWN]).split())[:SHOWN]


def known_then(register: Register, known_on: dt.date | None) -> Register:
    """Return the register without the editions that came only after a day, and without their grades.

    An edition came when it was issued; where that is not known, when it came into force; else in its year.
    """
    if known_on is None:
        return register
    known = {key: one for key, one in register.editions.items() if not _came(one) > known_on}
    grades = {key: grade for key, grade in register.grades.items() if grade.edition in known}
    return register if len(known) == len(register.editions) else replace(register, editions=known, grades=grades)


def _came(edition: Edition) -> dt.date:
    """Return the first day on which an edition may have been known; the first of all where nothing tells."""
    if period := edition.issued or edition.in_force:
        return period.first
    year = int(edition.year) if edition.year.isascii() and edition.year.isdecimal() and len(edition.year) == 4 else 1
    return dt.date(max(year, 1), 1, 1)


@dataclass(frozen=True)
class Names:
    """The names of a register as they are looked up, each in its `squeezed` form."""

    register: Register

    def meant(self, standard: str, grade: str, on: dt.date | None) -> Meant:
        """Return what the two cells of a claim name on a day; a claim in one cell may stand in either.

        A standard without a year is its edition in force on the day, else the newest that was issued by then; where the
        day is not known and there are several, none.
        """
        number, name, told = self._number(standard, grade)
        if not number:
            return self._unheld(standard, on) or Meant(finding=self._unknown(standard, grade))
        edition = self._edition(number, on)
        return self._graded(edition, name, told) if edition else Meant()

    def _unheld(self, text: str, on: dt.date | None) -> Meant | None:
        """Return the edition that a text begins with, where the register holds no grades of it; None for another."""
        words = text[: 2 * SHOWN].split()
        for many in range(1, min(len(words), MOST_WORDS)):
            number = squeezed(" ".join(words[:many]))
            edition = self._edition(number, on) if number in self.numbers else None
            if edition and not self.grades.get(edition.id):
                return Meant(edition, rest=" ".join(words[many:]))
        return None

    def standard(self, standard: str, grade: str) -> str:
        """Return the standard that a claim names, whatever its edition; empty where the register has none such."""
        number = self._number(standard, grade)[0]
        if not number:
            unheld = self._unheld(standard, dt.date.max)
            return unheld.edition.standard if unheld and unheld.edition else ""
        dated = self.dated.get(number)
        return self.register.editions[dated].standard if dated else self.standards.get(number, "")

    def _number(self, standard: str, grade: str) -> tuple[str, str, str]:
        """Return the number of a claim and its grade, both squeezed, and the grade as told; no number where unknown."""
        key, name = squeezed(standard), squeezed(grade)
        if not standard:
            numbers = self.bare.get(name, ())
            return (*self.whole.get(name, (next(iter(numbers)) if len(numbers) == 1 else "", name)), grade)
        told = grade
        if key not in self.numbers:
            key, inside = self.whole.get(key, ("", ""))
            name, told = name or inside, grade or standard
        if self.whole.get(name, ("", ""))[0] == key:
            name = self.whole.get(name, ("", name))[1]  # the grade stands with its standard again
        return key, name, told

    def _unknown(self, standard: str, grade: str) -> str:
        if standard:
            return f"standard_unknown: '{shown(standard)}' is not in the register{self._near(standard)}"
        what = "a grade of several standards" if self.bare.get(squeezed(grade)) else "no grade of the register"
        return f"standard_not_named: '{shown(grade)}' is {what}; name the standard"

    def _graded(self, edition: Edition, name: str, told: str) -> Meant:
        """Return an edition with its grade by a name."""
        grades = self.grades.get(edition.id, {})
        if name:
            found = grades.get(name) or _by_title(edition, grades, told)
            missing = "" if found or not grades else _no_grade(edition, grades, told)
            return Meant(edition, found, missing)
        # An edition with one product and no grades has its limits itself.
        return Meant(edition, grades.get(""))

    def _edition(self, number: str, on: dt.date | None) -> Edition | None:
        dated, standard = self.dated.get(number), self.standards.get(number)
        if dated:
            return self.register.editions[dated]
        editions = editions_of(self.register, standard or "")
        if len(editions) == 1 or on is None:
            return editions[0] if len(editions) == 1 else None
        # Where none was issued by then, the first to come: how it stands on the day is told.
        return edition_of_day(self.register, standard or "", on) or next(iter(editions), None)

    def _near(self, text: str) -> str:
        """Return a hint at the edition whose number is nearest to a text."""
        found = process.extractOne(squeezed(text[:SHOWN]), self._ids, scorer=fuzz.ratio, score_cutoff=NEAR)
        return f"; did you mean '{found[2]}'?" if found else ""

    # ------------------------------------------------------------ names
    @cached_property
    def standards(self) -> Mapping[str, str]:
        """Standards by number."""
        return {squeezed(one.standard): one.standard for one in self.register.editions.values()}

    @cached_property
    def dated(self) -> Mapping[str, str]:
        """Editions by number and year; one whose number is the standard's is found by that."""
        found = {squeezed(one): one for one in self.register.editions}
        return {key: one for key, one in found.items() if key not in self.standards}

    @cached_property
    def numbers(self) -> frozenset[str]:
        """All numbers, with a year and without."""
        return frozenset({*self.standards, *self.dated})

    @cached_property
    def grades(self) -> Mapping[str, Mapping[str, Grade]]:
        """The grades of each edition by name and number; a name that two have is left out."""
        found: dict[str, dict[str, list[Grade]]] = defaultdict(lambda: defaultdict(list))
        for grade in self.register.grades.values():
            for name in {squeezed(grade.name), squeezed(grade.number)} - (
                {""} if grade.name or grade.number else set()
            ):
                found[grade.edition][name].append(grade)
        return {key: {name: one[0] for name, one in names.items() if len(one) == 1} for key, names in found.items()}

    @cached_property
    def whole(self) -> Mapping[str, tuple[str, str]]:
        """Numbers with a grade in one text, in either order → the number and the grade."""
        out: dict[str, tuple[str, str]] = {}
        for edition, grades in self.grades.items():
            standard = squeezed(self.register.editions[edition].standard) if edition in self.register.editions else ""
            for number in {squeezed(edition), standard} - {""}:
                for name in filter(None, grades):
                    out |= {f"{number}{name}": (number, name), f"{name}{number}": (number, name)}
        return out

    @cached_property
    def bare(self) -> Mapping[str, set[str]]:
        """Names of grades that stand alone → the standards that have one; those of price agencies are no standards."""
        out: dict[str, set[str]] = defaultdict(set)
        for edition, grades in self.grades.items():
            of = self.register.editions.get(edition)
            for name in filter(None, grades if of and of.kind != MARKET else ()):
                out[name].add(squeezed(of.standard if of else ""))
        return out

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        return {one: squeezed(one) for one in self.register.editions}


def _by_title(edition: Edition, grades: Mapping[str, Grade], told: str) -> Grade | None:
    """Return the only grade of an edition, which has no name, for words of its title: "battery grade", 电池级."""
    if len(grades) != 1 or "" not in grades or SIGNS.search(told):
        return None
    words, title = _words(told), _words(edition.title)
    latin = any(title[at : at + len(words)] == words for at in range(len(title)) if words)
    chinese = len(told.strip()) > 1 and not told.isascii() and told.strip() in edition.title_zh
    return grades[""] if latin or chinese else None


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[^\W_]+", plain)


def _no_grade(edition: Edition, grades: Mapping[str, Grade], told: str) -> str:
    names = list(dict.fromkeys(grade.name or grade.number for grade in grades.values()))
    hint = nearest(shown(told), filter(None, names), at_most=6)
    return f"grade_unknown: '{shown(told)}' is no grade of {edition.id} in the register{f'; {hint}' if hint else ''}"
