"""One certificate that came twice with other numbers: the same number of the same lot, and results that differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from monazite.quality.certificate import Certificate, Result
from monazite.quality.forensics.lines import MOST_LINES, said
from monazite.quality.forensics.model import Finding, tell
from monazite.quality.units import unit

__all__ = ["again"]

Key = tuple[str, str]  # a content and its basis
Told = frozenset[tuple[str, str, Fraction]]  # the numbers of it: kind of quantity, operator, value


def again(certificates: Sequence[Certificate]) -> list[list[Finding]]:
    """Return for each certificate where another one of its number and lot tells other results; linear in results.

    Each is held against the first of its number, the first against the next that differs from it. Issuers who are told
    and differ may use one number.
    """
    out: list[list[Finding]] = [[] for _ in certificates]
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(certificates):
        if one.id and one.lot:
            same[_folded(one.id), _folded(one.lot)].append(number)
    for numbers in same.values():
        told = {number: _told(certificates[number]) for number in numbers} if len(numbers) > 1 else {}
        first = numbers[0]
        for other in numbers[1:]:
            differs = list(_differs(certificates, told, first, other))
            if differs and not out[first]:
                out[first] += differs
            out[other] += _differs(certificates, told, other, first)
    return out


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _told(certificate: Certificate) -> dict[Key, tuple[Result, Told]]:
    """Return what is told of each content, with the first line that tells it."""
    out: dict[Key, tuple[Result, Told]] = {}
    for result in certificate.results[:MOST_LINES]:
        if result.value is not None:
            key = (result.analyte, result.basis)
            first, told = out.get(key, (result, frozenset()))
            out[key] = first, told | {_as_told(result)}
    return out


def _as_told(result: Result) -> tuple[str, str, Fraction]:
    assert result.value is not None
    kind = unit(result.unit)
    size = kind.size if kind else Fraction(1)
    return kind.kind if kind else result.unit, result.value.operator, result.value.value * size


def _differs(
    certificates: Sequence[Certificate],
    told: dict[int, dict[Key, tuple[Result, Told]]],
    one: int,
    other: int,
) -> Iterator[Finding]:
    mine, its = certificates[one], certificates[other]
    if mine.issuer and its.issuer and _folded(mine.issuer) != _folded(its.issuer):
        return
    keys = [key for key, (_, numbers) in told[one].items() if key in told[other] and numbers != told[other][key][1]]
    rows, others = [told[one][key][0] for key in keys], [told[other][key][0] for key in keys]
    if keys:
        values = {"lot": mine.lot, "count": str(len(keys)), "rows": said(rows), "others": said(others)}
        yield tell("lot_differs", rows, {**values, "other": its.path or its.id}, fields=("id", "lot"), others=(its.id,))
