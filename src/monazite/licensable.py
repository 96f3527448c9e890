"""Which control entries a provision makes licensable: what the ledger of licences must know of the law packs."""

from __future__ import annotations

from collections.abc import Sequence

from monazite.law.model import Item, LawPack, Provision
from monazite.law.state import matches
from monazite.law.tree import Items, Node, Not, children
from monazite.outcomes import RANK

__all__ = ["licensable"]


def licensable(packs: Sequence[LawPack]) -> dict[str, frozenset[str]]:
    """Return, for each provision that asks for a licence or more, the entries that its condition names.

    Entries are as the lines carry them: "cn:1C905.a.1".
    """
    return {name: entries for pack in packs for name, entries in _of_pack(pack).items()}


def _of_pack(pack: LawPack) -> dict[str, frozenset[str]]:
    over: dict[str, list[str]] = {}
    for provision in pack.provisions.values():
        for exception in provision.unless:
            over.setdefault(exception, []).append(provision.id)
    asking = (p for p in pack.provisions.values() if p.outcome and RANK[p.outcome] >= RANK["case_by_case"])
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
