"""Telling why: the words that agreed, those that did not, and what each cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monazite.parties.names.evidence import Sign
from monazite.parties.names.model import Token, View
from monazite.parties.names.score import MEASURES, Compared

__all__ = ["Explanation", "among_others", "explained"]

_SEEN = 0.05  # log-odds below which nothing is told


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a score is what it is.

    `equal` is told of equal names alone that few parties share: those of persons are spelt the same, and have two parts
    that are rare, or another fact agrees. `matched` are pairs of words with how alike they are and by what; `unmatched`
    the words of the query, and those of the listed name, without a counterpart; `lowered` what took log-odds off, the
    heaviest first; `evidence` what else spoke for or against.
    """

    score: float
    name: str
    equal: bool
    matched: tuple[tuple[str, str, float, str], ...]
    unmatched: tuple[tuple[str, ...], tuple[str, ...]]
    lowered: tuple[tuple[str, float], ...]
    evidence: tuple[Sign, ...]

    def text(self) -> str:
        """Return the reasons in one line."""
        parts = [f"{a} = {b}" if a != b else a for a, b, _, _ in self.matched]
        told = [f"agree: {', '.join(parts)}"] if parts else []
        told += [f"only asked: {', '.join(self.unmatched[0])}"] if self.unmatched[0] else []
        told += [f"only listed: {', '.join(self.unmatched[1])}"] if self.unmatched[1] else []
        told += [f"lowered by: {'; '.join(what for what, _ in self.lowered[:3])}"] if self.lowered else []
        told += [sign.text for sign in self.evidence]
        return " · ".join(told) if told else "nothing to compare"


def explained(
    score: float,
    name: str,
    compared: Compared | None,
    signs: Sequence[Sign],
    weights: Sequence[float],
    *,
    person: bool = False,
    telling: bool = True,
    whole: bool = True,
) -> Explanation:
    """Return the explanation of one comparison; `weights` are those of the measures in their order.

    `telling` says that few parties share the name; a fact that agrees makes up for that. `whole` says that all of both
    names was compared, in every script: parts of names are never told as equal.
    """
    telling = telling or any(sign.odds > 0 for sign in signs)
    if compared is None:
        return Explanation(score, name, False, (), ((), ()), (), tuple(signs))
    left, right, alignment = compared.left, compared.right, compared.alignment
    matched = tuple((_words(left, p.left), _words(right, p.right), p.alike, p.how) for p in alignment.pairs)
    costs = [(MEASURES[m], w * compared.measures[m]) for m, w in zip(MEASURES, weights, strict=True)]
    lowered = sorted((c for c in costs if c[1] >= _SEEN), key=lambda c: -c[1])
    rest = tuple(_texts(left.tokens, alignment.left)), tuple(_texts(right.tokens, alignment.right))
    equal = whole and compared.equal and telling and (spelt(left) == spelt(right) or not person)
    return Explanation(score, name, equal, matched, rest, tuple(lowered), tuple(signs))


def among_others(told: Explanation, lowered: float) -> Explanation:
    """Return the explanation of a listed name that stands whole in the one asked for, among other words or as one."""
    return replace(
        told, equal=False, lowered=(("the listed name stands among other words, or is written as one", lowered),)
    )


def spelt(view: View) -> list[str]:
    """Return the words of a name as they are spelt, in order of the alphabet."""
    return sorted(token.text for token in view.tokens)


def _words(view: View, places: Sequence[int]) -> str:
    return " ".join(_texts(view.tokens, places))


def _texts(tokens: Sequence[Token], places: Sequence[int]) -> list[str]:
    return [tokens[i].text for i in places]
