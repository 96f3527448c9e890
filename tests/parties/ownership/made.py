"""Graphs from short texts: 'X>A 50; A>B 25-60 voting' is what a test says of who holds what."""

from __future__ import annotations

import re

from monazite.packs.ownership import ownership_rules
from monazite.parties.ownership.graph import Graph
from monazite.parties.ownership.model import FAMILIES, Holding, Listed, Node, Rule
from monazite.parties.ownership.shares import read_share

ONE = re.compile(r"(\S+?)>(\S+) (\S+)((?: \S+)*)")


def holding(text: str) -> Holding:
    """Return the holding that a text says: owner>asset share [family] [class] [indirect] [nominee]."""
    match = ONE.fullmatch(text.strip())
    assert match, text
    words = match[4].split()
    family = next((w for w in words if w in FAMILIES), "capital")
    others = [w for w in words if w not in (family, "indirect", "nominee")]
    return Holding(
        owner=match[1],
        asset=match[2],
        share=read_share(match[3]),
        family=family,
        share_class=others[0] if others else "",
        indirect="indirect" in words,
        nominee="nominee" in words,
        place=text.strip(),
    )


def graph(text: str, *nodes: Node) -> Graph:
    """Return the graph of holdings separated by semicolons."""
    return Graph.of(nodes, [holding(part) for part in text.split(";")])


def listed(text: str) -> list[Listed]:
    """Return listed parties: 'X us-csl:MEU=Y ?Z'; a question mark is a match that is not certain."""
    out = []
    for word in text.split():
        list_name, _, name = word.rpartition("=")
        out.append(Listed(name.lstrip("?"), list_name, sure=not name.startswith("?")))
    return out


def rule(id: str = "us.ofac.2014") -> Rule:
    """Return a rule of the packs."""
    return next(r for r in ownership_rules() if r.id == id)
