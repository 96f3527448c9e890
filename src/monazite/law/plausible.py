"""How plausible it is that a condition holds, where some facts are only likely: a way to rank, never to decide."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from monazite.law.plain import Case
from monazite.law.tree import All, Any, Node, Not

__all__ = ["plausibility", "unknown_atoms"]


def plausibility(node: Node, case: Case, belief: Callable[[Node], float]) -> float:
    """Return a number from 0 (the condition does not hold) to 1 (it holds).

    What is known counts 0 or 1; for an atom that is not known `belief` is asked. All of several is their product,
    any of several the greatest.
    """
    truth = case.truth(node)
    if truth is not None:
        return float(truth)
    if isinstance(node, All):
        return prod(plausibility(child, case, belief) for child in node.children)
    if isinstance(node, Any):
        return max(plausibility(child, case, belief) for child in node.children)
    if isinstance(node, Not):
        return 1 - plausibility(node.child, case, belief)
    return belief(node)


def unknown_atoms(node: Node, case: Case, belief: Callable[[Node], float]) -> list[Node]:
    """Return the atoms that are not known and on which the most plausible way to meet the condition rests."""
    if case.truth(node) is not None:
        return []
    if isinstance(node, All):
        return [atom for child in node.children for atom in unknown_atoms(child, case, belief)]
    if isinstance(node, Any):
        best = max(node.children, key=lambda child: plausibility(child, case, belief))
        return unknown_atoms(best, case, belief)
    if isinstance(node, Not):
        return unknown_atoms(node.child, case, belief)
    return [node]
