"""Whether anything on a line names what an entry is about, rather than only failing to rule it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monazite.identify.belief import Belief
from monazite.law.tree import Compare, Flag, Node, Not, OneOf, children

__all__ = ["names"]

NAMING = frozenset(
    "material main_element substance alloy magnet_family equipment activity line_service cas_number".split()
)
# Values that name no goods: garlic is an end product of other elements, and so are most things.
GENERIC = frozenset(
    "other none metal alloy oxide compound salt mixture part component assembly end_product tool".split()
)
GENERIC |= {"equipment"}


def names(node: Node, facts: Mapping[str, object], belief: Belief) -> bool:
    """Whether a fact that is known or likely is one by which the condition of an entry names goods.

    `facts` are the columns of the line. A magnet of 5 T speaks for an entry on magnets above 2 T; that nothing is
    said of a field does not.
    """
    return any(_speaks(atom, facts, belief) for atom in _atoms(node))


def _atoms(node: Node) -> Iterator[Node]:
    """Yield what may speak for a condition; what stands under a denial does not."""
    if isinstance(node, Not):
        return
    below = list(children(node))
    if not below:
        yield node
    for child in below:
        yield from _atoms(child)


def _speaks(atom: Node, facts: Mapping[str, object], belief: Belief) -> bool:
    if isinstance(atom, OneOf) and atom.fact in NAMING:
        told = {str(facts[atom.fact])} if facts.get(atom.fact) is not None else belief.hints(atom.fact)
        return bool((told & set(atom.values)) - GENERIC)
    if isinstance(atom, Flag):
        known = facts.get(atom.fact)
        return bool(known) if known is not None else "yes" in belief.likely.get(atom.fact, ())
    if isinstance(atom, Compare) and atom.fact.startswith("mf_"):
        return belief.may_hold(atom.fact[3:].capitalize())
    return isinstance(atom, Compare) and facts.get(atom.fact) is not None
