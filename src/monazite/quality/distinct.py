"""Verdicts on many certificates, requirement by requirement: what laboratories print again is judged once.

A requirement looks at few lines of a certificate: those of its element, and where they are on another basis those that
convert. Certificates that print the same there get the same verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import Rule
from monazite.quality.expressed import TOTALS, told_as
from monazite.quality.method_fit import scopes_of
from monazite.quality.model import Grade, MethodScope, Requirement
from monazite.quality.substance import same_content
from monazite.quality.verdict import Verdict, judge

__all__ = ["DistinctVerdicts"]

KEPT = 500_000  # verdicts

Key = tuple[object, ...]


class DistinctVerdicts:
    """Judges certificates against grades under one rule; the verdicts are those of `verdict.judge`.

    The lines that a verdict rests on are those of the first certificate that printed them so.
    """

    def __init__(self, weights: Weights, rule: Rule, methods: Sequence[MethodScope] = ()) -> None:
        self.weights, self.rule, self.methods = weights, rule, methods
        self._known: dict[tuple[int, ...], Verdict] = {}  # of one requirement on lines by their numbers
        self._alike: dict[Key, Verdict] = {}  # of any requirement that asks the same
        self._lines: dict[Key, int] = {}
        self._looks: dict[Key, list[tuple[Requirement, list[int]]]] = {}
        self._asked: dict[int, Grade] = {}  # keeps what an id stands for

    def of(self, certificate: Certificate, grade: Grade) -> tuple[Verdict, ...]:
        """Return the verdict on each requirement of a grade, in its order."""
        results, lines = certificate.results, self._lines
        if len(self._known) + len(self._looks) >= KEPT:
            self._forget()
        numbers = [lines.setdefault(_printed(result), len(lines)) for result in results]
        out = []
        for wanted, which in self._looked(grade, results):
            key = (id(wanted), *[numbers[n] for n in which])
            known = self._known.get(key)
            out.append(known or self._keep(key, wanted, [results[n] for n in which]))
        return tuple(out)

    def _forget(self) -> None:
        self._known.clear()
        self._alike.clear()
        self._lines.clear()
        self._looks.clear()

    def _keep(self, key: tuple[int, ...], wanted: Requirement, results: Sequence[Result]) -> Verdict:
        """Judge, unless a grade that asks the same (today's, beside a draft) was judged on the same lines."""
        asked = (wanted.analyte, wanted.also, wanted.basis, wanted.unit, wanted.limits, wanted.kind, *key[1:])
        known = self._alike.get(asked)
        told = replace(known, requirement=wanted) if known else self._judged(wanted, results)
        self._known[key] = self._alike[asked] = told
        return told

    def _looked(self, grade: Grade, results: Sequence[Result]) -> list[tuple[Requirement, list[int]]]:
        """Return each requirement with the lines that it may look at, for certificates with the same columns."""
        shape = (id(grade), *[(result.analyte, result.basis, result.method) for result in results])
        known = self._looks.get(shape)
        if known is None:
            self._asked[id(grade)] = grade
            known = self._looks[shape] = [(each, self._concerning(each, results)) for each in grade.requirements]
        return known

    def _concerning(self, wanted: Requirement, results: Sequence[Result]) -> list[int]:
        own = [n for n, result in enumerate(results) if self._same(result.analyte, wanted)]
        if any(self._barred(results[n].method) for n in own):
            return list(range(len(results)))  # a method may not hold beside any of the others
        if all(results[n].basis == wanted.basis for n in own):
            return own
        which = [n for n, result in enumerate(results) if n in own or result.analyte in TOTALS]
        return list(range(len(results))) if any(self._barred(results[n].method) for n in which) else which

    def _same(self, analyte: str, wanted: Requirement) -> bool:
        if told_as(wanted, analyte, self.weights) is not None:
            return True
        parts = wanted.parts if len(wanted.parts) > 1 else ()
        return any(same_content(analyte, part, self.weights) is not None for part in parts)

    def _barred(self, method: str) -> bool:
        return bool(method) and any(scope.excluded for scope in scopes_of(self.methods, method))

    def _judged(self, wanted: Requirement, results: Sequence[Result]) -> Verdict:
        grade = Grade(wanted.edition, "", wanted.grade, requirements=(wanted,))
        told = judge(Certificate("", results=tuple(results)), grade, self.weights, self.rule, self.methods)
        return told.verdicts[0]


def _printed(result: Result) -> Key:
    """Return all of a result that a verdict may hang on."""
    value, u = result.value, result.uncertainty
    number: Key = () if value is None else (value.text, value.operator, value.mark, value.value.as_integer_ratio())
    told = (u.standard, u.expanded, u.k) if u.standard is not None or u.expanded is not None else ()
    return (result.analyte, result.unit, result.basis, result.method, result.text, number, told)
