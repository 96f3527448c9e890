"""Conflicts of laws: a provision of one regime that forbids following one of another, where both hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from monazite.law.model import Provision
from monazite.outcomes import RANK

__all__ = ["conflicts", "opposed"]

# From here on an outcome holds goods back; a duty to notify can be met beside any other law.
HOLDS_BACK = RANK["case_by_case"]


def conflicts(names: Sequence[str], provisions: Mapping[str, Provision]) -> Iterator[tuple[str, str]]:
    """Yield (provision, provision of another regime that it forbids to follow) among those that hold on a line."""
    for name in names:
        if targets := provisions[name].opposes:
            yield from ((name, other) for other in names if opposed(targets, provisions[other], names, provisions))


def opposed(
    targets: Sequence[str], other: Provision, names: Sequence[str], provisions: Mapping[str, Provision]
) -> bool:
    """Whether one of `targets` means a provision: by its id, its instrument, or its regime.

    An instrument or a regime means what of it holds goods back. What an exception lifts is in nobody's way.
    """
    outcome = _in_force_as(other, names, provisions)
    if outcome in ("not_controlled", "exempt"):
        return False
    holds_back = outcome is not None and RANK[outcome] >= HOLDS_BACK
    return other.id in targets or (
        holds_back and any(t == other.instrument or other.id.startswith(f"{t}.") for t in targets)
    )


def _in_force_as(provision: Provision, names: Sequence[str], provisions: Mapping[str, Provision]) -> str | None:
    """Return the outcome that a provision comes to with the exceptions that hold beside it."""
    for exception in provision.unless:
        if exception in names:
            return _in_force_as(provisions[exception], names, provisions)
    return provision.outcome
