"""What must be on a licence: the control entries of a line by family, as far as a provision makes them licensable.

A family is a code up to its first point: 1C905.b (oxides) and 1C905.c (compounds) are two names of one substance, so
one of them on the licence is enough; 1C902 beside it is another substance and must be on the licence too.
"""

from __future__ import annotations

from collections.abc import Sequence

from monazite.law.model import Item, LawPack, Provision
from monazite.law.state import matches
from monazite.law.tree import Items, Node, Not, children
from monazite.outcomes import OUTCOMES, RANK

__all__ = ["LICENSABLE", "Families", "Family"]

# Entries of which one must be on the licence: ("cn:1C905.b", "cn:1C905.c").
Family = tuple[str, ...]

# What a licence may lift: from this outcome on.
LICENSABLE = OUTCOMES.index("case_by_case")

# An annex lists goods by their tariff line; a licence names their control code.
GROUP = "annex"

KEPT = 100_000


class Families:
    """Answers which families must be on a licence; built once from the packs."""

    def __init__(self, packs: Sequence[LawPack] = ()) -> None:
        self._reach = {name: entries for pack in packs for name, entries in _reach(pack).items()}
        self._known: dict[tuple[str, Sequence[str], Sequence[str]], tuple[Family, ...]] = {}

    def of(self, regime: str, items: Sequence[str], bases: Sequence[str]) -> tuple[Family, ...]:
        """Return the families of a line's entries that the provisions in `bases` make licensable under a regime.

        Where none of them names an entry of the line, every family of the line is needed; regime "" is all regimes.
        """
        key = (regime, tuple(items), tuple(bases))
        if key not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            own = [item for item in items if not regime or item.startswith(f"{regime}:")]
            reached = {entry for base in bases for entry in self._reach.get(base, ())}
            self._known[key] = _families(own, [entry for entry in own if entry in reached] or own)
        return self._known[key]


def _families(own: Sequence[str], needed: Sequence[str]) -> tuple[Family, ...]:
    """Return the entries by family; an annex is satisfied by any code of the line and counts only by itself."""
    found: dict[tuple[str, frozenset[str]], list[str]] = {}
    for entry in needed:
        found.setdefault(_family(entry), []).append(entry)
    coded = tuple(tuple(entries) for key, entries in found.items() if not _is_group(key))
    codes = [entry for entry in own if not _is_group(_family(entry))]
    return coded or tuple((*entries, *codes) for entries in found.values())


def _family(entry: str) -> tuple[str, frozenset[str]]:
    """Return the regime and the family of an entry; an entry of several codes is a family of its own."""
    regime, _, listed = entry.partition(":")
    return regime, frozenset(code.strip().partition(".")[0] for code in listed.split(";"))


def _is_group(key: tuple[str, frozenset[str]]) -> bool:
    return all(name.casefold().startswith(GROUP) for name in key[1])


# ------------------------------------------------------------ what provisions reach
def _reach(pack: LawPack) -> dict[str, frozenset[str]]:
    """Return, for each provision that asks for a licence or more, the entries that its condition names."""
    over: dict[str, list[str]] = {}
    for provision in pack.provisions.values():
        for exception in provision.unless:
            over.setdefault(exception, []).append(provision.id)
    asking = (p for p in pack.provisions.values() if p.outcome and RANK[p.outcome] >= LICENSABLE)
    return {p.id: frozenset(f"{pack.id}:{item.code}" for item in _items(pack, p, over)) for p in asking}


def _items(pack: LawPack, provision: Provision, over: dict[str, list[str]]) -> list[Item]:
    """Return the items that a provision names; an exception that names none is about those of what it excepts."""
    named = _named(provision.when) if provision.when else []
    if not named:
        return [item for name in over.get(provision.id, ()) for item in _items(pack, pack.provisions[name], over)]
    return [item for item in pack.items.values() if any(matches(item, node.by, node.name) for node in named)]


def _named(node: Node) -> list[Items]:
    """Return what a condition says of items, but for what it says they are not."""
    if isinstance(node, Items):
        return [node]
    return [] if isinstance(node, Not) else [found for child in children(node) for found in _named(child)]
