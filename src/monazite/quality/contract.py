"""What supplier and buyer agree otherwise: limits of a contract laid over those of a standard.

Many standards let the parties agree on other limits. A contract changes a limit, adds one, or takes one away; the grade
then carries its name, so that nobody reads a verdict under a contract as one under the standard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from monazite.quality.model import Grade, Register, Requirement

__all__ = ["Change", "Contract", "agreed", "agreed_register", "same_content"]


@dataclass(frozen=True, slots=True)
class Change:
    """One agreed requirement for a grade; `dropped` where the parties leave out the limit of the standard."""

    grade: str
    requirement: Requirement
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract with its changes, by its name as certificates are to show it."""

    id: str
    changes: tuple[Change, ...] = ()


def agreed(grade: Grade, contract: Contract) -> Grade:
    """Return a grade as a contract has it, named "Ce-3NA under CONTRACT"; the same grade where nothing is changed.

    A change takes the place of the requirements on the same content and basis; what the standard lacks is added.
    """
    changes = [change for change in contract.changes if change.grade == grade.id]
    if not changes:
        return grade
    name = f"{grade.name} under {contract.id}".strip()
    changed = {_key(change.requirement) for change in changes}
    kept = [one for one in grade.requirements if _key(one) not in changed]
    new = [_named(change.requirement, contract) for change in changes if not change.dropped]
    told = _in_order(grade.requirements, kept, new)
    return replace(grade, name=name, requirements=tuple(replace(one, grade=name) for one in told), of=grade.id)


def agreed_register(register: Register, contracts: Iterable[Contract]) -> Register:
    """Return a register in which the grades of contracts stand beside those of the standards, under their own names.

    A contract may hold the limits of a grade that the register does not: of an edition that it knows without grades.
    """
    grades: Mapping[str, Grade] = register.grades
    more = [
        agreed(grade, contract) for contract in contracts for grade in (*grades.values(), *_unheld(register, contract))
    ]
    return replace(register, grades={**grades, **{grade.id: grade for grade in more if grade.id not in grades}})


def _unheld(register: Register, contract: Contract) -> list[Grade]:
    new: dict[str, Grade] = {}
    for change in contract.changes:
        edition = register.editions.get(change.requirement.edition)
        if edition and change.grade not in register.grades:
            new[change.grade] = Grade(edition.id, edition.title, change.requirement.grade)
    return list(new.values())


def _named(one: Requirement, contract: Contract) -> Requirement:
    return replace(one, source=one.source or contract.id, note=one.note or f"agreed in {contract.id}")


def _in_order(
    all_of: Sequence[Requirement], kept: Iterable[Requirement], new: Iterable[Requirement]
) -> list[Requirement]:
    """Return requirements in the order of the standard, then what it lacks."""
    places = {_key(one): place for place, one in enumerate(all_of)}
    return sorted((*kept, *new), key=lambda one: places.get(_key(one), len(places)))


def same_content(one: Requirement, other: Requirement) -> bool:
    """Return whether two requirements are on the same content and basis, so that one takes the place of the other."""
    return _key(one) == _key(other)


def _key(one: Requirement) -> tuple[str, str]:
    return ("+".join(sorted(one.parts)), one.basis)
