"""What a description says is not inside: "free of Dy, Tb", "未检出", "no terbium", "替代镝铁"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from monazite.goods.denied import LEFT, Line, are_rare, is_rare, is_substance, settle
from monazite.goods.mentions import Mention
from monazite.goods.model import Term
from monazite.goods.twice import twice_denied

__all__ = ["absent", "governs"]

# What may stand between the members of a list of elements.
ENUMERATED = re.compile(
    r"[\s,/、&+和与及或均各皆全\-]*(?:Y[,/、]\s?)?(?:and|or|nor|each|all|both|any)?\s*[<(]?\s*", re.I
)
ALL_OF = re.compile(r"[和与及或均各皆全、/&+]|\b(?:and|or|nor|each|all|both)\b", re.I)
# What may stand between words that exclude and what they exclude.
FILLED = re.compile(
    r"(?:[\s,/、&+()\-]|\b(?:and|or|nor|any|the|all|each|both|either|added|adding|additions?|additional|of|use|using|"
    r"detectable|measurable|intentional(?:ly)?|deliberate(?:ly)?|significant|traces?|amounts?|quantity|quantities|content|"
    r"presence|elements?|elemental|metallic|metals?|heavy|expensive|critical|controlled|restricted)\b|Y[,/、]|"
    r"[和与及或任何的含有添加微量痕量等元素])*",
    re.I,
)
# What follows words like "not detected" where they speak of what stands before them: an end, a break, how or where it
# was looked for. Anything else is what was not detected.
LIMIT = re.compile(r"\s?(?:limits?|levels?|限)?(?:\s+of)?")
BREAK = r"\s*(?:$|[;,|。\n\t)\]{}<>!?、/&+(]|\.(?:\s|$)|-\s)"
BEHIND = re.compile(
    rf"{BREAK}|\s*(?:(?:by|in|at|with|within|under|using|via|per|on|and|or)\b|[≤\d经按用在于和与且及])", re.I
)
END = re.compile(BREAK)
GLOSS = r"(?:\s?\([A-Z][a-z]?\))?"
TO_OWN = re.compile(rf"{GLOSS}\)?(?:\s?[:=]|\s-(?=\s))?\s?")  # Dy: not detected; 镝(Dy)未检出
AFTER = re.compile(r"\s?:?\s?(?:Y[,/、]\s?)?")  # not detected: Dy; 未检出Y、Sm
GOODS_BEHIND = frozenset("article stuff class form element formula grade".split())
SHAPED = frozenset(("article", "class", "form"))
CONTENT = re.compile(r"含量|\bcontent\b", re.I)
INSTEAD = re.compile(
    r"替代|代替|取代|\b(?:instead of|in place of|(?:replacement|substitute|substitution|surrogate) (?:for|of))\b", re.I
)
HINTS = ("代", "instead", "place of", "replace", "Replace", "substitut", "Substitut", "urrogate")
DENIALS = ("no ", "No ", "NO ", "zero ", "Zero ", "nil ", "零", "neither ", "nor ", "Neither ", "Nor ")
SIGNS = (":", "=", ")", "(")
# "no dysprosium" excludes it, "item no Dy" numbers it.
NO = re.compile(
    r"(?:(?:^|[,;|(]|\s-|\b(?:with|has|have|is|and|or|but|contains?)\s)\s*no\s+|\b(?:zero|nil|neither|nor)\s+|零)$",
    re.I,
)
# "no Dy no Tb": of two that follow each other none is the number of an item.
TWICE = (re.compile(r"\bno\s+\w+\s*,?\s*no\s+$", re.I), re.compile(r"\s*,?\s*n(?:o|or)\s+\w", re.I))
# "Tb: none" excludes it only where nothing follows that there is none of: 铽:无锈, "Tb: none returnable".
NONE = re.compile(
    rf"{GLOSS}\)?\s?[:=]\s?(?:none|nil|absent|未检出|无|0(?:\.0{{1,6}})?(?![.,]?\d))(?:\s(?:detected|found|added))?"
    rf"(?:{BREAK}|\s+(?:and\s+|or\s+)?[^\s:=]{{1,14}}\s?[:=])",
    re.I,
)


def absent(text: str, mentions: Sequence[Mention]) -> None:
    """Mark what the words exclude, beyond what stands in one clause with them, and what goods stand in for."""
    denying = any(governs(m)[0] == "without" for m in mentions if m.role == "relation")
    if denying or any(denial in text for denial in DENIALS) or NONE.search(text):
        _excluded(Line(text, mentions))
    _replaced(text, mentions)


def governs(mention: Mention) -> tuple[str, str]:
    """Return the zone that a relation makes of what it governs, and on which side of it that stands."""
    said = {s.fact: s.value for s in mention.ref.says} if isinstance(mention.ref, Term) else {}
    return said.get("zone", "purpose"), said.get("binds", "after")


def _excluded(line: Line) -> None:
    """What is not inside may be a list: "free of Dy, Tb", "Dy/Tb/Sm 均未检出", "Sm, Dy, Tb each < detection"."""
    for place, mention in enumerate(line.mentions):
        if mention.role == "relation":
            found, binds = governs(mention)
            if found == "without":
                _backwards(line, place) if binds == "before" else _forwards(line, place)
                twice_denied(line, place, -1 if binds == "before" else 1)
        elif mention.kind == "element" or (mention.role in ("stuff", "quality") and is_rare(mention)):
            _said_of(line, place)
    settle(line)


def _said_of(line: Line, place: int) -> None:
    """Mark what "no" or "zero" stands right before, with the list that it begins, and what ": none" stands behind."""
    mention, text = line.mentions[place], line.text
    if text[max(0, mention.start - 8) : mention.start].endswith(DENIALS):
        before = text[max(0, mention.start - 24) : mention.start]
        if NO.search(before) or TWICE[0].search(before) or TWICE[1].match(text, mention.end):
            _run(line, place, 1)
    elif mention.kind == "element":
        shape = line.paired.get(mention.start)
        end = shape.end if shape is not None and shape.start > mention.start else mention.end
        if text[end : end + 3].strip()[:1] in SIGNS and NONE.match(text, end):
            mention.zone = "without"
            line.guarded.add(mention.start)


def _forwards(line: Line, place: int) -> None:
    """Mark what stands behind "free of" or 不含, and take back what is no longer meant."""
    _narrowed(line, place)
    mentions, end, at = line.mentions, line.mentions[place].end, place + 1
    while at < len(mentions) and mentions[at].role == "relation" and FILLED.fullmatch(line.text, end, mentions[at].end):
        end, at = mentions[at].end, at + 1  # with no added dysprosium
    if at < len(mentions) and FILLED.fullmatch(line.text, end, mentions[at].start):
        _run(line, at, 1, guarded=False)


def _narrowed(line: Line, place: int) -> None:
    """Take back the zone where something else is what goods are without: "with no coating Dy 2 %"."""
    relation, astray = line.mentions[place], False
    last: Mention = relation
    for at in range(place + 1, len(line.mentions)):
        mention = line.mentions[at]
        if mention.role == "relation" or mention.clause != relation.clause:
            return
        if is_substance(mention) or (mention.role == "quality" and is_rare(mention)):
            astray = astray or not _meant(line, last, mention)
            if astray and mention.zone == "without":
                _taken_back(line, mention)
        if mention.role != "noise":
            astray = astray or mention.role in ("article", "document", "service", "grade")
            last = mention


def _meant(line: Line, last: Mention, mention: Mention) -> bool:
    """Whether what stands behind one thing that is excluded is excluded too."""
    if not FILLED.fullmatch(line.text, last.end, mention.start):
        return False
    return not is_substance(last) or _next_of_list(line, last, mention)


def _taken_back(line: Line, mention: Mention) -> None:
    goods = line.is_goods(mention)
    mention.zone = "main" if goods else LEFT
    shape = line.paired.get(mention.start)
    if goods and shape is not None and shape.zone == "without":
        shape.zone = "main"


def _backwards(line: Line, place: int) -> None:
    """Mark what stands before "not detected" or 未检出; where something else follows, it is that which was not."""
    mentions, text, relation = line.mentions, line.text, line.mentions[place]
    at = place - 1
    while at >= 0 and (mentions[at].role == "noise" or CONTENT.fullmatch(text, mentions[at].start, mentions[at].end)):
        at -= 1
    before = mentions[at] if at >= 0 else None
    gap = CONTENT.sub("", text[before.end : relation.start]) if before is not None else ""
    if before is None or not _is_behind(line, place, gap):
        if (_is_free(line, relation) or not _after(line, place)) and before is not None and gap in ("", " "):
            _unclear(line, before)
        return
    if at == place - 1 and (gap == "-" or (gap in ("", " ") and before.role not in ("article", "relation"))):
        before.zone = "without"  # magnet-free; no laboratory looks for things
    if _is_listed(before) and (ENUMERATED.fullmatch(gap) or TO_OWN.fullmatch(gap)):
        _run(line, at, -1)


def _unclear(line: Line, before: Mention) -> None:
    """Leave open what stands before words that may speak of it or of what follows them."""
    if is_substance(before) and not line.is_goods(before):
        before.zone = LEFT


def _after(line: Line, place: int) -> bool:
    """Mark what stands behind 未检出; of the words written on to it, what would name goods: 未检出重金属."""
    relation = line.mentions[place]
    if place + 1 == len(line.mentions):
        return False
    following = line.mentions[place + 1]
    if AFTER.fullmatch(line.text, relation.end, following.start) and is_substance(following):
        _run(line, place + 1, 1)
        return True
    gap = line.text[relation.end : following.start]
    if following.role in ("class", "form", "quality") and len(gap) < 3 and (not gap or gap.isalpha()):
        following.zone = "without"
    return False


def _is_behind(line: Line, place: int, gap: str) -> bool:
    """Whether words like "not detected" speak of what stands before them."""
    relation, text = line.mentions[place], line.text
    word, end = text[relation.start : relation.end].lower(), relation.end
    if _is_free(line, relation):
        return gap == "-" or END.match(text, end) is not None or _on_goods(line, place)
    if word.endswith("n.d") and text[end : end + 1] == ".":
        end += 1
    limit = LIMIT.match(text, end) if word != "detection" or "<" in gap else None
    if BEHIND.match(text, limit.end() if limit else end):
        return True
    return word.endswith("n.d") and text[end : end + 1] in ".;" or _row(line, place)


def _is_free(line: Line, relation: Mention) -> bool:
    return line.text[relation.start : relation.end].lower() == "free"


def _on_goods(line: Line, place: int) -> bool:
    """Whether goods stand right behind "free": Dy free magnets, not Dy oxide free flowing."""
    if place + 1 == len(line.mentions):
        return False
    following = line.mentions[place + 1]
    gap = line.text[line.mentions[place].end : following.start]
    return following.role in GOODS_BEHIND and gap in (" ", "-")


def _row(line: Line, place: int) -> bool:
    """Whether what follows has a word or amount of its own: Dy 未检出 Tb 未检出 Nd 30 %."""
    following, own = (*line.mentions[place + 1 : place + 3], None, None)[:2]
    if following is None:
        return False
    if following.role == "relation" and governs(following) == ("without", "before"):
        return True  # 均未检出 n.d.
    near = not line.text[line.mentions[place].end : following.start].strip(" .")
    return (
        near
        and own is not None
        and is_substance(following)
        and (own.kind == "amount" or own.ref is line.mentions[place].ref)
    )


def _is_listed(mention: Mention) -> bool:
    return is_substance(mention) or mention.role == "class" or is_rare(mention)


def _run(line: Line, at: int, step: int, guarded: bool = True) -> None:
    """Mark a list of what is not inside from its first member on, to the right or to the left."""
    mentions, last = line.mentions, line.mentions[at]
    if not _is_listed(last):
        return
    marked = [last]
    while 0 <= (at := at + step) < len(mentions):
        other = mentions[at]
        if other.role == "noise":
            continue
        one, two = (last, other) if step > 0 else (other, last)
        if not _next_of_list(line, one, two, other) or (other.role in SHAPED and not guarded):
            break  # 无镝合金 is an alloy
        marked.append(other)
        last = other
    for mention in marked:
        mention.zone = "without"
        if guarded:
            line.guarded.add(mention.start)
    if step < 0 and last is mentions[0]:
        _doubted(line, marked)


def _next_of_list(line: Line, one: Mention, two: Mention, other: Mention | None = None) -> bool:
    """Whether two mentions stand beside each other in a list; `other` is the one that is to join it."""
    other, gap = other or two, line.text[one.end : two.start]
    if line.paired.get(one.start) is two:
        return True
    if not ENUMERATED.fullmatch(gap) or not (is_substance(other) or other.start in line.paired):
        return False
    if not gap.strip(" -("):
        return other.start not in line.paired and (are_rare(one, two) or not _goods_follow(line, two))
    apart = "," in gap and (line.is_goods(other) or other.kind == "term")  # 其余镨钕,镝未检出
    return not apart and other.start not in line.shares


def _goods_follow(line: Line, member: Mention) -> bool:
    """Whether what is written together ends in goods: the bismuth of 无铅铋锡焊料 is theirs, that of 无铅铋 is not."""
    at = bisect_left(line.mentions, member.start, key=lambda m: m.start)
    for one, other in pairwise(line.mentions[at : at + 5]):
        gap = line.text[one.end : other.start]
        if gap not in ("", " ", "-") or (gap and line.text[other.start] > "\u33ff"):
            return False
        if other.role in SHAPED:
            return True
    return False


def _doubted(line: Line, marked: Sequence[Mention]) -> None:
    """Leave open what stands first on a line that names no other goods: "镝,铽未检出" may be dysprosium."""
    first, final = marked[-1], marked[0]
    gaps = line.text[first.start : final.end + 8]
    if first is not final and "," in gaps and not ALL_OF.search(gaps) and not line.names_goods():
        first.zone = LEFT


def _replaced(text: str, mentions: Sequence[Mention]) -> None:
    """What goods stand in for is not inside them: "替代镝铁", "instead of terbium"."""
    starts = [m.start for m in mentions]
    for match in INSTEAD.finditer(text) if any(hint in text for hint in HINTS) else ():
        at = bisect_left(starts, match.end())
        if at < len(mentions) and not text[match.end() : starts[at]].strip() and mentions[at].role != "relation":
            mentions[at].zone = "purpose"
