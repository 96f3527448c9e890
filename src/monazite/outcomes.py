"""The lattice of outcomes, from weakest to strongest, and the decision that follows from an interval on it."""

from __future__ import annotations

__all__ = ["DECISIONS", "OUTCOMES", "RANK", "decision_of"]

OUTCOMES = (
    "not_controlled",
    "exempt",
    "notification",
    "case_by_case",
    "licence_required",
    "presumption_of_denial",
    "prohibited",
)
RANK = {name: rank for rank, name in enumerate(OUTCOMES)}

DECISIONS = ("release", "release_with_duties", "ask", "hold_for_licence", "refuse")

# What a line may do at each rank: go, go with duties, wait for a licence, not go.
_CLASS = ("release", "release_with_duties", "release_with_duties") + ("hold_for_licence",) * 3 + ("refuse",)


def decision_of(low: int, high: int, duties: bool = False) -> str:
    """Return the decision for the ranks [low, high]; `duties` says whether any duty holds on the line.

    Where the interval spans more than one kind of decision, the answer is to ask.

    >>> decision_of(RANK["licence_required"], RANK["presumption_of_denial"])
    'hold_for_licence'
    """
    if _CLASS[low] != _CLASS[high]:
        return "ask"
    if _CLASS[low] == "release" and duties:
        return "release_with_duties"
    return _CLASS[low]
