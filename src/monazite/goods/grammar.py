"""How the words of a description belong together: clauses, what is for something, in something, without something."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monazite.goods.absent import absent, governs
from monazite.goods.lexicon import HAN
from monazite.goods.mentions import Mention
from monazite.goods.model import Term
from monazite.goods.substance import elements_of
from monazite.goods.unsure import unsure
from monazite.vocabulary import vocabulary

__all__ = ["HEADS", "arrange", "head_of", "primary"]

# Roles that can name what the goods are, in order: within a clause the last of the first kind that is there.
HEADS = (("article", "document", "service"), ("class", "stuff"), ("element", "formula", "grade"), ("activity",))
# Over several clauses: what names goods by itself, then what they are made of, then what is only named.
PRIMARY = (("article", "document", "service", "class"), ("stuff",), ("element", "formula", "grade"), ("activity",))
MACHINES = frozenset(("equipment", "tool", "part"))
AROUND = frozenset(("end_product", "other"))
OPENING, CLOSING = "([{<", ")]}>"
# Chinese has no blanks between words: a blank between two characters parts what a declaration lists.
BREAK = re.compile(rf"[;|。\n\t,()\[\]{{}}<>:!?]|\s-+\s|--+|\s/\s|\.\s+(?=[A-Z])|(?<=[{HAN}])\s+(?=[{HAN}])")


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
    absent(text, mentions)
    unsure(text, mentions)
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
    zone, last, since = "main", 0, 0
    for place, mention in enumerate(clause):
        if zone != "main" and "的" in text[last : mention.start]:
            zone = "main"
        last = mention.end
        if mention.role != "relation":
            mention.zone = zone if mention.zone == "main" else mention.zone
            continue
        found, binds = governs(mention)
        mention.zone = "relation"
        if binds == "after" and found == "without" and _is_han(text, mention):
            _next(text, clause, place)
        elif binds == "after":
            zone = found if found != "of" or zone == "main" else zone
        elif binds == "before":
            if found != "without":  # which side that governs is told by all that stands around it
                _before(text, clause[since : place + 1], found)
                since = place
            zone = "main"
        elif place and _beside(text, clause[place - 1], mention):
            clause[place - 1].zone = found


def _is_han(text: str, mention: Mention) -> bool:
    return text[mention.end - 1] > "\u33ff"


def _next(text: str, clause: list[Mention], place: int) -> None:
    """Mark the one word behind 无 or 不含, unless it is a form: what follows it names the goods again."""
    if place + 1 < len(clause) and _beside(text, clause[place], clause[place + 1]):
        clause[place + 1].zone = "without"


def _before(text: str, part: list[Mention], zone: str) -> None:
    """Mark what stands before a relation, the last of a part: the words written on to it without a blank.

    电机用磁钢: the motor is the purpose. 石墨块 真空炉用: only the furnace is. A part begins with the relation before,
    which has marked what stands before that: each word is looked at once.
    """
    follower = part[-1]
    for mention in reversed(part[:-1]):
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
            head = _named_by(_of_which(found, main), main)
            return _filled_with(clause, head) if _is_vessel(head) else head
    return None


def _of_which(found: Sequence[Mention], main: Sequence[Mention]) -> Mention:
    """Return the last thing named, or the one before where the last is what that is made of: crucible, Al2O3 99 %."""
    last = found[-1]
    if (
        not isinstance(last.ref, Term)
        or not last.ref.formula
        or any(m.role == "form" for m in main if m.start > last.end)
    ):
        return last
    things = [m for m in found[:-1] if isinstance(m.ref, Term) and (_is_machine(m.ref) or _is_thing(m))]
    return things[-1] if things else last


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
    found = [(head, clause) for clause in clauses if (head := head_of(clause)) is not None]
    heads = [head for head, _ in found]
    if not heads:
        return _written_inside(clauses), []
    best = 0
    for place, (head, clause) in enumerate(found):
        if _tier(head) < _tier(heads[best]) and not _stays(*found[best], head, clause):
            best = place
    return heads[best], heads[:best] + heads[best + 1 :]


def _written_inside(clauses: Sequence[Sequence[Mention]]) -> Mention | None:
    """Return the last paper that a line without a head names as inside: 内附工艺参数."""
    papers = [m for clause in clauses for m in clause if m.role == "document" and m.zone == "content"]
    return papers[-1] if papers else None


def _tier(head: Mention) -> int:
    """How well a head names goods: 0 by itself, 1 as what they are made of, 2 as what is in them, 3 by an activity."""
    if isinstance(head.ref, Term) and (head.ref.formula or _is_named(head.ref)):
        return 0
    return next(tier for tier, roles in enumerate(PRIMARY) if head.role in roles)


def _is_named(term: Term) -> bool:
    return any(s.fact == "substance" and s.value != "other" for s in term.says)


def _stays(first: Mention, own: Sequence[Mention], head: Mention, clause: Sequence[Mention]) -> bool:
    """Whether what was named first stays the head: a thing behind a substance is around it or for it, as is any machine
    behind a substance with a form or purity of its own; a class without an element tells nothing new."""
    if _tier(first) == 3:
        return False
    if _is_thing(head):
        return True
    if head.role == "class":
        return first.role == "stuff" and not any(elements_of(m) for m in clause if m.zone in ("main", "of"))
    told = any(f"mf_{symbol.lower()}" in vocabulary() for symbol in elements_of(first))
    if not told or first.role not in ("element", "formula", "stuff"):
        return False
    formed = any(m.role in ("form", "amount") for m in own if m.zone == "main")
    compound = first.kind == "formula" or any(m.kind == "formula" for m in own)
    return (formed or compound) and isinstance(head.ref, Term) and _is_machine(head.ref)


def _is_machine(term: Term) -> bool:
    return any(s.fact == "material" and s.value in MACHINES for s in term.says)


def _is_thing(head: Mention) -> bool:
    """Whether a head names a finished thing, which may only hold or use the goods."""
    said = head.ref.says if isinstance(head.ref, Term) else ()
    return any(s.fact == "material" and s.value in AROUND for s in said)
