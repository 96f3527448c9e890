"""How the words of a description belong together: clauses, what is for something, in something, without something."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monazite.goods.lexicon import HAN
from monazite.goods.mentions import Mention
from monazite.goods.model import Term
from monazite.goods.substance import elements_of
from monazite.vocabulary import vocabulary

__all__ = ["HEADS", "arrange", "head_of", "primary"]

# Roles that can name what the goods are, in order: within a clause the last of the first kind that is there.
HEADS = (("article", "document", "service"), ("class", "stuff"), ("element", "formula", "grade"), ("activity",))
# Over several clauses: what names goods by itself, then what they are made of, then what is only named.
PRIMARY = (("article", "document", "service", "class"), ("stuff",), ("element", "formula", "grade"), ("activity",))
AROUND = frozenset(("end_product", "other"))
OPENING, CLOSING = "([{<", ")]}>"
# Chinese has no blanks between words: a blank between two characters parts what a declaration lists.
BREAK = re.compile(rf"[;|。\n\t,()\[\]{{}}<>:!?]|\s-+\s|--+|\s/\s|\.\s+(?=[A-Z])|(?<=[{HAN}])\s+(?=[{HAN}])")
# What may stand between the members of a list of elements.
ENUMERATED = re.compile(r"[\s,/、&+和与及或均各皆全\-]*(?:and|or|nor|each|all|both|any)?\s*[<(]?\s*", re.I)
# "no dysprosium" excludes it, "item no Dy" numbers it.
NO = re.compile(r"(?:^|[,;(]|\b(?:with|has|have|is|and|or|but|contains?)\s)\s*no\s+$", re.I)


def arrange(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Give each mention its clause and zone; return the clauses in order, what stands in brackets as its own.

    "A (B) C" is the clause "A C" and the clause "B". Zones: main, or what a relation makes of it (model.ZONES).
    """
    clauses: list[list[Mention]] = [[]]
    stack = [0]
    breaks = BREAK.finditer(text)
    turn = next(breaks, None)
    for mention in mentions:
        while turn is not None and turn.start() < mention.start:
            _turn(turn[0], clauses, stack)
            turn = next(breaks, None)
        while turn is not None and turn.start() < mention.end:
            turn = next(breaks, None)
        mention.clause = stack[-1]
        clauses[stack[-1]].append(mention)
    clauses = [clause for clause in clauses if clause]
    for clause in clauses:
        _zones(text, clause)
    _excluded(text, mentions)
    return clauses


def _excluded(text: str, mentions: Sequence[Mention]) -> None:
    """What is not inside may be a list: "free of Dy, Tb", "Dy/Tb/Sm 均未检出", "Sm, Dy, Tb each < detection"."""
    for mention in mentions:
        if mention.kind == "element" and NO.search(text[max(0, mention.start - 16) : mention.start]):
            mention.zone = "without"
    for place, mention in enumerate(mentions):
        if mention.role != "relation" or _relation(mention)[0] != "without":
            continue
        binds = _relation(mention)[1]
        run = reversed(mentions[:place]) if binds == "before" else mentions[place + 1 :]
        last = mention
        for other in run:
            if other.role == "noise":
                continue
            gap = text[other.end : last.start] if binds == "before" else text[last.end : other.start]
            if other.kind not in ("element", "formula") or not ENUMERATED.fullmatch(gap):
                break
            other.zone = "without"
            last = other


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
            mention.zone = zone if mention.zone == "main" else mention.zone
            continue
        found, binds = _relation(mention)
        mention.zone = "relation"
        if binds == "after" and found == "without" and _is_han(text, mention):
            _next(text, clause, place)
        elif binds == "after":
            zone = found if found != "of" or zone == "main" else zone
        elif binds == "before":
            _before(text, clause, place, found)
            zone = "main"
        elif place and _beside(text, clause[place - 1], mention):
            clause[place - 1].zone = found


def _is_han(text: str, mention: Mention) -> bool:
    return text[mention.end - 1] > "\u33ff"


def _next(text: str, clause: list[Mention], place: int) -> None:
    """Mark the one word behind 无 or 不含, unless it is a form: what follows it names the goods again."""
    if place + 1 < len(clause) and _beside(text, clause[place], clause[place + 1]):
        clause[place + 1].zone = "without"


def _relation(mention: Mention) -> tuple[str, str]:
    said = {s.fact: s.value for s in mention.ref.says} if isinstance(mention.ref, Term) else {}
    return said.get("zone", "purpose"), said.get("binds", "after")


def _before(text: str, clause: list[Mention], place: int, zone: str) -> None:
    """Mark what stands before a relation: the words written on to it without a blank, or the one word beside it.

    电机用磁钢: the motor is the purpose. 石墨块 真空炉用: only the furnace is.
    """
    if zone == "without":
        if place and _beside(text, clause[place - 1], clause[place]):
            clause[place - 1].zone = zone
        return
    follower = clause[place]
    for mention in reversed(clause[:place]):
        gap = text[mention.end : follower.start]
        if re.search(r"\s", gap) or BREAK.search(gap):
            return
        if mention.zone == "main":
            mention.zone = zone
        follower = mention


def _beside(text: str, one: Mention, other: Mention) -> bool:
    return other.start - one.end <= 1 and text[one.end : other.start] in ("", "-", " ")


def head_of(clause: Sequence[Mention]) -> Mention | None:
    """Return what the clause says the goods are: in its main zone the last article, else substance, else element."""
    main = [m for m in clause if m.zone == "main"]
    for roles in HEADS:
        found = [m for m in main if m.role in roles]
        if found:
            head = _named_by(found[-1], main)
            return _filled_with(clause, head) if _is_vessel(head) else head
    return None


def _is_vessel(head: Mention) -> bool:
    """Whether a thing is there to hold others: a term that says zone=packing."""
    return isinstance(head.ref, Term) and any(s.fact == "zone" for s in head.ref.says)


def _is_told(mention: Mention) -> bool:
    """Whether a mention names elements whose content declarations tell, as the materials of vessels are not."""
    return any(f"mf_{symbol.lower()}" in vocabulary() for symbol in elements_of(mention))


def _filled_with(clause: Sequence[Mention], vessel: Mention) -> Mention:
    """Return what a vessel holds, where the words tell: "glass bottle with gallium metal" is gallium metal."""
    inside = [m for m in clause if m is not vessel and any(m.role in roles for roles in HEADS) and not _is_vessel(m)]
    inside = [m for m in inside if m.zone == "content" or (m.zone == "main" and _is_told(m))]
    for roles in HEADS:
        found = [m for m in inside if m.role in roles]
        if found:
            vessel.zone = "packing"
            for mention in inside:
                mention.zone = "main"
            return found[-1]
    return vessel


def _named_by(head: Mention, main: Sequence[Mention]) -> Mention:
    """Return what a word for work or papers only describes: "repair compound" is a compound, "recipe books" are not."""
    if head.role not in ("document", "service"):
        return head
    after = [m for m in main if m.role in HEADS[1] and 0 <= m.start - head.end <= 1]
    return after[0] if after else head


def primary(clauses: Sequence[Sequence[Mention]]) -> tuple[Mention | None, list[Mention]]:
    """Return the head of the first clause that names goods by itself, and the heads of the other clauses.

    A later clause takes over only where the first names less (a substance, an element) and the later one is no
    vessel or thing around the goods: "NdFeB, arc magnets" are magnets; "镓|塑料瓶" is gallium.
    """
    heads = [head for clause in clauses if (head := head_of(clause)) is not None]
    if not heads:
        return _written_inside(clauses), []
    best = 0
    for place, head in enumerate(heads):
        if _tier(head) < _tier(heads[best]) and not (_tier(heads[best]) < 3 and _is_thing(head)):
            best = place
    return heads[best], heads[:best] + heads[best + 1 :]


def _written_inside(clauses: Sequence[Sequence[Mention]]) -> Mention | None:
    """Return the last paper that a line without a head names as inside: 内附工艺参数."""
    papers = [m for clause in clauses for m in clause if m.role == "document" and m.zone == "content"]
    return papers[-1] if papers else None


def _tier(head: Mention) -> int:
    """How well a head names goods: 0 by itself, 1 as what they are made of, 2 as what is in them, 3 by an activity."""
    if isinstance(head.ref, Term) and (head.ref.formula or any(s.fact == "substance" for s in head.ref.says)):
        return 0
    return next(tier for tier, roles in enumerate(PRIMARY) if head.role in roles)


def _is_thing(head: Mention) -> bool:
    """Whether a head names a finished thing, which may only hold or use the goods."""
    said = head.ref.says if isinstance(head.ref, Term) else ()
    return any(s.fact == "material" and s.value in AROUND for s in said)
