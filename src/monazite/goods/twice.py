"""Denials that are denied themselves: "not free of dysprosium", "never without terbium", 并非不含镝."""

from __future__ import annotations

import re

from monazite.goods.denied import Line
from monazite.goods.mentions import Mention
from monazite.goods.unsure import NAMED

__all__ = ["twice_denied"]

DENYING = re.compile(
    r"(?:\b(?:not|never|cannot|hardly|nor|neither|no longer)|n't)(?:\s+(?:an?|the|be|been|being|is|are|to|as|any|"
    r"entirely|completely|fully|totally|wholly|quite|strictly|really|always|necessarily|guaranteed|certified))*[\s-]*$"
    r"|(?:不是|并非|并不是?|未必|不一定|不能保证|不保证|难以|而非|非|不)\s?(?:完全|全部|绝对|真正|为|是)?\s?$",
    re.I,
)
REACH = 32  # signs before a denial that are looked at


def twice_denied(line: Line, place: int, step: int) -> None:
    """Leave open what the relation at a place denies, to its right (`step` 1) or left (-1), where words deny that."""
    meant = _meant(line, place, step)
    starts = {line.mentions[place].start, *(m.start for m in meant)}
    if any(DENYING.search(line.text, max(0, start - REACH), start) for start in starts):
        for mention in meant:
            mention.zone = NAMED


def _meant(line: Line, place: int, step: int) -> list[Mention]:
    """Return what stands beside a denial and is denied, up to what is not."""
    found: list[Mention] = []
    at = place + step
    while 0 <= at < len(line.mentions) and line.mentions[at].role != "relation":
        mention = line.mentions[at]
        if mention.zone == "without":
            found.append(mention)
        elif mention.role != "noise":
            break
        at += step
    return found
