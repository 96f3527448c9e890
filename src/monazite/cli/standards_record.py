"""What `monazite standards` knows of editions, grades and batches, as plain JSON types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from monazite.quality.designation import designation
from monazite.quality.history import stretches, waited
from monazite.quality.limits import Bound
from monazite.quality.model import Adoption, Batch, Edition, Grade, MethodScope, Register, Requirement
from monazite.quality.registry import followers, standing

__all__ = [
    "adoptions_of",
    "batch_record",
    "edition_record",
    "exact",
    "grade_record",
    "methods_of",
    "requirement_record",
    "scope_record",
    "stretch_records",
]


def edition_record(register: Register, edition: Edition, on: dt.date) -> dict[str, Any]:
    """Return an edition with how it stands on a day; what is not known is left out."""
    record = {name: value for name, value in asdict(edition).items() if value not in ("", None, ())}
    for name in ("issued", "in_force", "withdrawn"):
        if name in record:
            record[name] = str(getattr(edition, name))
    after = [each.id for each in followers(register, edition)]
    days = waited(edition)
    record |= {"standing": standing(register, edition, on)}
    record |= {"replaced_by": after} if after else {}
    return record | ({"days_from_issue_to_force": days} if days is not None else {})


def stretch_records(register: Register, edition: Edition) -> list[dict[str, Any]]:
    """Return how an edition stood from which day until before which."""
    parts = stretches(register, edition)
    return [{"standing": p.standing, "from": _day(p.first), "until": _day(p.until)} for p in parts]


def _day(day: dt.date | None) -> str | None:
    return None if day is None else str(day)


def grade_record(grade: Grade) -> dict[str, Any]:
    """Return a grade with its requirements and what its designation says."""
    record: dict[str, Any] = {"id": grade.id, "product": grade.product, "grade": grade.name, "number": grade.number}
    record = {name: value for name, value in record.items() if value}
    if said := designation_record(grade.number) or designation_record(grade.name):
        record["designation"] = said
    return record | {"requirements": [requirement_record(each) for each in grade.requirements]}


def designation_record(text: str) -> dict[str, Any]:
    """Return what a designation says, empty for none."""
    found = designation(text)
    if found is None:
        return {}
    record = asdict(found) | {"purity": exact(found.purity), "share": exact(found.share)}
    return {name: value for name, value in record.items() if value not in ("", None, False)}


def requirement_record(one: Requirement) -> dict[str, Any]:
    """Return a requirement: the limit as printed, and its ends as exact numbers."""
    record = {
        name: value for name, value in asdict(one).items() if name not in ("edition", "grade", "limits") and value
    }
    record |= {"lower": _bound(one.limits.lower), "upper": _bound(one.limits.upper)}
    return {n: v for n, v in record.items() if v is not None} | {"compare": one.limits.compare}


def _bound(bound: Bound | None) -> dict[str, Any] | None:
    if bound is None:
        return None
    return {"value": exact(bound.value), "step": exact(bound.step), "strict": bound.strict}


def exact(value: Any) -> str | None:
    """Return a number with all its digits, as text; None for none.

    >>> from fractions import Fraction
    >>> exact(Fraction(1, 2000)), exact(Fraction(99))
    ('0.0005', '99')
    """
    if value is None:
        return None
    digits = 0
    while digits < 40 and (value * 10**digits).denominator != 1:
        digits += 1
    whole = str(int(abs(value) * 10**digits)).rjust(digits + 1, "0")
    text = f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole
    return f"-{text}" if value < 0 else text


def methods_of(register: Register, edition: str) -> list[MethodScope]:
    """Return the ranges of the methods that an edition holds."""
    return [each for each in register.methods if each.edition.partition(" method ")[0] == edition]


def adoptions_of(register: Register, edition: str) -> list[Adoption]:
    """Return the adoptions in which an edition is either side."""
    return [each for each in register.adoptions if edition in (each.national, each.international)]


def batch_record(batch: Batch, drafts: Sequence[Edition]) -> dict[str, Any]:
    """Return a batch of drafts, with those that are known by name."""
    record = {name: value for name, value in asdict(batch).items() if value not in ("", None, ())}
    record |= {name: str(record[name]) for name in ("opens", "closes") if name in record}
    return record | {"days": batch.days, "known": [each.id for each in drafts]}


def scope_record(scope: MethodScope) -> dict[str, Any]:
    """Return the range of a method; what is not known is left out."""
    record = asdict(scope) | {"low": exact(scope.low), "high": exact(scope.high)}
    return {name: value for name, value in record.items() if value not in ("", None)}
