"""What answers are worth: recall of entries, false clears, abstention, tariff hits. Percentages are exact fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from benchmarks.goods.cases import Case

__all__ = ["COLUMNS", "Answer", "Figure", "fused", "groups", "measures"]

T = TypeVar("T")
SHOWN = 5  # candidates of an answer that count
FUSED = 60  # the constant of reciprocal rank fusion, as Cormack, Clarke and Büttcher 2009 have it
FEW = 5  # a disguise with fewer cases is counted with the others: a figure must not tell of a single case


@dataclass(frozen=True, slots=True)
class Answer:
    """Codes of entries and of headings, best first, and a verdict; None for what a method does not answer."""

    codes: tuple[str, ...] | None = None
    headings: tuple[str, ...] | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum over some cases, as a share of them."""

    sum: Fraction
    of: int

    @property
    def share(self) -> Fraction:
        """From 0 to 1."""
        return self.sum / self.of


# Heading of each measure, with what it is.
COLUMNS = {
    "entry@1": "a right entry comes first, of controlled cases (yes and depends)",
    "entry@5": "a right entry is among the first five, of controlled cases",
    "cleared": "verdict not_listed, of controlled cases: the mistake that matters most",
    "cannot tell": "abstention, of all cases",
    "listed, not": "verdict listed, of cases that are not controlled",
    "any, not": "some entry is named, of cases that are not controlled: work for a person",
    "HS@1": "a right tariff line comes first, of cases that have one",
    "HS@5": "a right tariff line is among the first five",
    "MRR": "mean of 1 / place of the first right tariff line, 0 beyond the fifth",
}


def measures(cases: Sequence[Case], answers: Sequence[Answer]) -> dict[str, Figure | None]:
    """Return the figures of some answers; None where a method does not answer that, or no case asks it."""
    pairs = list(zip(cases, answers, strict=True))
    controlled = [(c, a) for c, a in pairs if c.controlled in ("yes", "depends")]
    free = [(c, a) for c, a in pairs if c.controlled == "no"]
    first = [_place(a.codes, tuple(c.gold_entries), whole=True) for c, a in controlled]
    placed = [_place(a.headings, c.gold_tariff) for c, a in pairs if c.gold_tariff]
    return {
        "entry@1": _figure([_is(place, lambda n: n == 1) for place in first]),
        "entry@5": _figure([_is(place, lambda n: n > 0) for place in first]),
        "cleared": _figure([_is(a.verdict, lambda v: v == "not_listed") for _, a in controlled]),
        "cannot tell": _figure([_is(a.verdict, lambda v: v == "cannot_tell") for _, a in pairs]),
        "listed, not": _figure([_is(a.verdict, lambda v: v == "listed") for _, a in free]),
        "any, not": _figure([_is(a.codes, bool) for _, a in free]),
        "HS@1": _figure([_is(place, lambda n: n == 1) for place in placed]),
        "HS@5": _figure([_is(place, lambda n: n > 0) for place in placed]),
        "MRR": _figure([_is(place, lambda n: Fraction(1, n) if n else Fraction(0)) for place in placed]),
    }


def _is(told: T | None, worth: Callable[[T], bool | Fraction]) -> Fraction | None:
    """Return what an answer is worth; None for none."""
    return None if told is None else Fraction(worth(told))


def _figure(values: Sequence[Fraction | None]) -> Figure | None:
    """Return the figure of some values; None where there are none, or a method does not answer."""
    told = [value for value in values if value is not None]
    return Figure(sum(told, Fraction(0)), len(told)) if told else None


def _place(ranking: Sequence[str] | None, gold: tuple[str, ...], *, whole: bool = False) -> int | None:
    """Return the place of the first right code, from 1; 0 where none is shown. A prefix is right unless `whole`."""
    if ranking is None:
        return None
    right = gold.__contains__ if whole else lambda code: code.startswith(gold)
    return next((n for n, code in enumerate(ranking[:SHOWN], 1) if right(code)), 0)


def fused(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """Return two rankings as one, by the sum of reciprocal ranks; of equals, those of the first ranking lead.

    >>> fused("ab", "bc")
    ('b', 'a', 'c')
    """
    scores: dict[str, Fraction] = {}
    for ranking in (one, other):
        for place, code in enumerate(ranking, 1):
            scores[code] = scores.get(code, Fraction(0)) + Fraction(1, FUSED + place)
    return tuple(sorted(scores, key=lambda code: -scores[code]))


def groups(cases: Sequence[Case]) -> Iterator[tuple[str, list[int]]]:
    """Yield groups of cases by name with their places: all, each language, and each disguise of several cases."""
    yield "all", list(range(len(cases)))
    for lang in ("en", "zh", "mixed"):
        yield lang, [n for n, c in enumerate(cases) if c.lang == lang]
    if not any(c.disguise for c in cases):
        return
    yield "no disguise", [n for n, c in enumerate(cases) if not c.disguise]
    few: list[int] = []
    for disguise in sorted({c.disguise for c in cases} - {""}):
        found = [n for n, c in enumerate(cases) if c.disguise == disguise]
        if len(found) < FEW:
            few += found
        else:
            yield f"disguise: {disguise}", found
    yield "other disguises", sorted(few)
