"""Reading a contract: a list of the limits that supplier and buyer agreed, laid over those of a standard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from monazite.errors import InputError, PackError, nearest
from monazite.packs.fields import Problems
from monazite.packs.rows import Row, read_rows
from monazite.packs.standards_rows import COLUMNS, refer, requirement
from monazite.packs.standards_values import OPS
from monazite.quality.contract import Change, Contract, same_content
from monazite.quality.model import Register, Requirement
from monazite.quality.registry import grades_of
from monazite.quality.units import unit
from monazite.vocabulary import vocabulary

__all__ = ["load_contract"]

NEEDED = ("edition", "analyte", "basis", "op")
DROPPED = "none"  # in the column op: the parties leave the limit out


def load_contract(path: Path, register: Register) -> Contract:
    """Return the contract in a CSV file with the columns of grades.csv; raise PackError with every problem.

    Its name is that of the file. An empty grade means every grade of the edition; `none` as op leaves a limit out.
    Raises InputError where there is no such file.
    """
    if not path.is_file():
        raise InputError(f"no contract at {path}")
    problems = Problems(path.parent, vocabulary())
    changes: list[Change] = []
    seen: set[tuple[str, ...]] = set()
    for row in read_rows(problems, path.name, COLUMNS["grades.csv"], NEEDED):
        new = _changes(row, register)
        _sound(row, new, seen)
        changes += new
    if problems.found:
        raise PackError(sorted(set(problems.found)))
    return Contract(path.stem, tuple(changes))


def _changes(row: Row, register: Register) -> list[Change]:
    edition = row.text("edition")
    refer(row, "edition", register.editions, tuple(register.editions))
    one = requirement(row, row.text("grade"), (*OPS, DROPPED))
    names = _meant(row, register, edition) if edition in register.editions else ()
    if not row.text("confidence"):
        one = replace(one, confidence="A")  # the parties' own paper
    dropped = row.text("op") == DROPPED
    if dropped and names:
        _hits(row, register, names, one)
    return [Change(name, one, dropped) for name in names]


def _sound(row: Row, changes: Sequence[Change], seen: set[tuple[str, ...]]) -> None:
    """Note a limit that is agreed twice, and one that no content can have."""
    one = changes[0].requirement if changes else None
    keys = {(each.grade, row.text("analyte"), row.text("basis"), row.text("op")[:1]) for each in changes}
    if keys & seen:
        row.problems.say(row.path, row.cell("analyte"), "P020", f"{row.text('analyte')} is agreed twice", "delete one")
    seen |= keys
    scale = unit(one.unit) if one else None
    for end in (one.limits.lower, one.limits.upper) if one else ():
        if scale is None or scale.kind != "mass_fraction" or end is None:
            continue
        if not 0 <= end.value * scale.size <= 1:
            text = f"a content cannot be {row.text('limit')} {row.text('unit')}"
            row.problems.say(row.path, row.cell("limit"), "P083", text, "0 to the whole")


def _hits(row: Row, register: Register, names: Sequence[str], one: Requirement) -> None:
    """Note a limit that is left out and that no grade has: of another content, or on another basis."""
    there = [each for name in names if name in register.grades for each in register.grades[name].requirements]
    if any(same_content(one, each) for each in there):
        return
    bases = [each.basis for each in there if each.analyte == one.analyte]
    if bases:
        text, hint = (
            f"no limit of {one.analyte} on '{one.basis}' to leave out",
            f"it is on {', '.join(sorted(set(bases)))}",
        )
        row.problems.say(row.path, row.cell("basis"), "P082", text, hint)
    else:
        hint = nearest(one.analyte, sorted({each.analyte for each in there}))
        row.problems.say(row.path, row.cell("analyte"), "P082", f"no limit of {one.analyte} to leave out", hint)


def _meant(row: Row, register: Register, edition: str) -> Sequence[str]:
    """Return the ids of the grades that a row changes; a grade that is not there is said.

    Of an edition without grades in the register, a row brings the grade that it names.
    """
    known = grades_of(register, edition, row.text("product"))
    name = row.text("grade") or row.text("number")
    if name and not grades_of(register, edition):
        return [f"{edition} {name}"]
    found = [grade.id for grade in known if name in ("", grade.name, grade.number)]
    if not found:
        hint = nearest(name, [each.name for each in known])
        row.problems.say(row.path, row.cell("grade"), "P082", f"no grade '{name}' of {edition}", hint)
    return found
