"""How the words of a description belong together: clauses, what is for something, in something, without something."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monazite.goods.mentions import Mention
from monazite.goods.model import Term

__all__ = ["HEADS", "arrange", "head_of", "primary"]

# Roles that can name what the goods are, in order: within a clause the last of the first kind that is there.
HEADS = (("article", "document", "service"), ("class", "stuff"), ("element", "formula", "activity"))
# Over several clauses: what names goods by itself, then what they are made of, then what is only named.
PRIMARY = (("article", "document", "service", "class"), ("stuff",), ("element", "formula", "activity"))
OPENING, CLOSING = "([{<", ")]}>"
BREAK = re.compile(r"[;|。\n\t,()\[\]{}<>:!?]|\s-+\s|--+|\s/\s|\.\s+(?=[A-Z])")
# A break that does not end what a relation governs: lists.
LISTED = re.compile(r"[、&]|\band\b|\bor\b|[和与及或]")


def arrange(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Give each mention its clause and zone; return the clauses in order, what stands in brackets as its own.

    "A (B) C" is the clause "A C" and the clause "B". Zones: main, or what a relation makes of it (model.ZONES).
    """
    clauses: list[list[Mention]] = [[]]
    stack = [0]
    at = 0
    for mention in mentions:
        for match in BREAK.finditer(text, at, mention.start):
            _turn(match[0], clauses, stack)
        at = mention.end
        mention.clause = stack[-1]
        clauses[stack[-1]].append(mention)
    clauses = [clause for clause in clauses if clause]
    for clause in clauses:
        _zones(text, clause)
    return clauses


def _turn(sign: str, clauses: list[list[Mention]], stack: list[int]) -> None:
    """Open, close or change the clause at a break."""
    if sign in OPENING:
        clauses.append([])
        stack.append(len(clauses) - 1)
    elif sign in CLOSING:
        if len(stack) > 1:
            stack.pop()
    else:
        clauses.append([])
        stack[-1] = len(clauses) - 1


def _zones(text: str, clause: list[Mention]) -> None:
    """Mark what the relations of a clause govern."""
    zone, last = "main", 0
    for place, mention in enumerate(clause):
        if zone != "main" and "的" in text[last : mention.start]:
            zone = "main"
        last = mention.end
        if mention.role != "relation":
            mention.zone = zone
            continue
        found, binds = _relation(mention)
        mention.zone = "relation"
        if binds == "after":
            zone = found if found != "of" or zone == "main" else zone
        elif binds == "before":
            _before(text, clause, place, found)
            zone = "main"
        elif place and _beside(text, clause[place - 1], mention):
            _noun_before(clause, place, found)


def _relation(mention: Mention) -> tuple[str, str]:
    said = {s.fact: s.value for s in mention.ref.says} if isinstance(mention.ref, Term) else {}
    return said.get("zone", "purpose"), said.get("binds", "after")


def _before(text: str, clause: list[Mention], place: int, zone: str) -> None:
    """Mark what stands before a relation: all of it for a purpose, the nearest for what is not inside."""
    if zone == "without":
        if place and _beside(text, clause[place - 1], clause[place]):
            clause[place - 1].zone = zone
        return
    nothing_follows = place + 1 == len(clause)
    for mention in clause[:place]:
        if mention.zone == "main" and not nothing_follows:
            mention.zone = zone


def _noun_before(clause: list[Mention], place: int, zone: str) -> None:
    clause[place - 1].zone = zone


def _beside(text: str, one: Mention, other: Mention) -> bool:
    return other.start - one.end <= 1 and text[one.end : other.start] in ("", "-", " ")


def head_of(clause: Sequence[Mention]) -> Mention | None:
    """Return what the clause says the goods are: in its main zone the last article, else substance, else element."""
    main = [m for m in clause if m.zone == "main"]
    for roles in HEADS:
        found = [m for m in main if m.role in roles]
        if found:
            return found[-1]
    return None


def primary(clauses: Sequence[Sequence[Mention]]) -> tuple[Mention | None, list[Mention]]:
    """Return the head of the first clause that names goods by itself, and the heads of the other clauses.

    A substance names the goods where no clause has an article, an element or formula where nothing else does.
    """
    heads = [head for clause in clauses if (head := head_of(clause)) is not None]
    for roles in PRIMARY:
        for place, head in enumerate(heads):
            if head.role in roles:
                return head, heads[:place] + heads[place + 1 :]
    return None, []
