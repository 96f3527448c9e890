"""The law asked again of the same lines with one value in a fact: only what reads that fact is worked out again."""

from __future__ import annotations

from monazite.law.bits import Truth
from monazite.law.kernel import Evaluation
from monazite.law.plan import Plan
from monazite.law.tree import Flag, OneOf, StartsWith
from monazite.parity.residue import passes

__all__ = ["Swapped", "touched"]


def touched(plan: Plan, facts: frozenset[str]) -> frozenset[int]:
    """Return the nodes of a plan that read some of `facts`, by themselves or through what is below them."""
    found: set[int] = set()
    for number, op in enumerate(plan.ops):
        leaf = isinstance(op.node, OneOf | StartsWith | Flag) and op.node.fact in facts
        if leaf or not found.isdisjoint(op.children):
            found.add(number)
    return frozenset(found)


class Swapped(Evaluation):
    """The truths of a batch whose lines all have one value in some facts; the rest is taken from `base`."""

    def __init__(self, base: Evaluation, facts: frozenset[str], value: str, touched: frozenset[int]) -> None:
        super().__init__(base.plan, base.columns, base.vocabulary, base.masks)
        self.base, self.facts, self.value, self.touched = base, facts, value, touched

    def truth(self, number: int) -> Truth:
        """Return (sure, maybe) of a node."""
        if number not in self.touched:
            return self.base.truth(number)
        node = self.plan.ops[number].node
        if isinstance(node, OneOf | StartsWith | Flag) and node.fact in self.facts:
            return (self.full, self.full) if passes(node, self.value) else (None, None)
        return super().truth(number)
