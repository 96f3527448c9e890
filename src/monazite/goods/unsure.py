"""What a line names without saying that the goods are it: "not dysprosium oxide", "empty bottles labelled Dy2O3"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from monazite.goods.denied import INSIDE, LEFT, WEIGHED, Line, is_rare, is_substance
from monazite.goods.mentions import Mention
from monazite.goods.substance import elements_of
from monazite.goods.unfound import BETWEEN

__all__ = ["NAMED", "REFUSED", "unsure"]

# Zones: written on goods or on what once held them, and said not to be the goods. Either may be a lie.
NAMED, REFUSED = "named", "refused"
QUOTE = r"\s?[:=]?\s?[\"'“‘「《(]?\s?"
REFUSING = re.compile(
    rf"\b(?:not|isn't|aren't|never)\s(?:an?\s|the\s|any\s)?{QUOTE}$|(?:并非|不是|而非|(?<![罗除莫若是])非){QUOTE}$",
    re.I,
)
WRITTEN = re.compile(
    r"(?:\b(?:re|mis)?label(?:led|ed|ing|s)?\b(?:\s(?:is|are|was|were))?(?:\s(?:printed|marked|reading|saying|stating))?"
    r"|\b(?:stickers?|tags?|decals?|inscribed|inscription)\b|\bprinted(?=\s?(?:with\b|as\b|[:\"'“‘]))"
    r"|\b(?:marked|stamped|engraved)\b|\b(?:reading|saying)(?=\s?[:\"'“‘]))"
    rf"(?:\s(?:with|as|for|of|the words?))?{QUOTE}$"
    rf"|(?:标签|标识|标示|标注|标记|标明|标有|标着|印有|印着|印上|写有|写着|注明)(?:为|是|的|有|了)?{QUOTE}$",
    re.I,
)
LABEL = re.compile(
    r"[\"'”’」》)]?\s?(?:的)?(?:labels?|stickers?|tags?|decals?|标签|标贴|贴纸|标识|商标|吊牌)(?![a-z])", re.I
)
EMPTY = re.compile(
    r"\bempt(?:y|ies|ied)\b(?!\s?(?:weight|mass|run|running|load|state|space|of oil))|(?<![a-z])unfilled\b"
    r"|(?<![真太航中架高镂抽防低])空(?:的)?(?:[玻璃塑料铁钢木纸铝]{0,2})(?=[瓶桶盒袋罐箱]|包装|容器|安瓿)|已(?:倒|清|用)空|[(（]空[)）]|(?:瓶|桶|盒|袋|罐|箱)[:]?空(?![a-z㐀-鿿])",
    re.I,
)
HINTS = re.compile(
    r"not|n't|never|非|不是|label|stick|tag|decal|inscri|print|marked|stamped|engrav|reading|saying|标|贴|印|写|注明|empt|unfilled|空",
    re.I,
)
NEAR = re.compile(r"[\s\-/'\"(]{0,2}")
WHAT = frozenset("element formula stuff class form article".split())


def unsure(text: str, mentions: Sequence[Mention]) -> None:
    """Mark what words name and do not say to be inside; of limits of detection what they are limits of."""
    for place, mention in enumerate(mentions):
        if mention.kind == "limit":
            _measured(text, mentions, place)
    if not HINTS.search(text):
        return
    starts = [m.start for m in mentions]
    for place, mention in enumerate(mentions):
        if mention.zone not in INSIDE or mention.role not in WHAT:
            continue
        before = text[max(0, mention.start - 40) : mention.start]
        if REFUSING.search(before) and not is_rare(mention):
            _run(text, mentions, place, REFUSED)
        elif WRITTEN.search(before):
            _run(text, mentions, place, NAMED)
    for match in LABEL.finditer(text):
        _labelled(text, mentions, bisect_left(starts, match.start()) - 1, match.start())
    if EMPTY.search(text):
        _emptied(Line(text, mentions))


def _run(text: str, mentions: Sequence[Mention], place: int, zone: str) -> None:
    """Mark what is written together from a place on: dysprosium oxide powder, 氧化镝(Dy2O3)."""
    end = mentions[place].start
    for mention in mentions[place:]:
        if mention.role not in WHAT or not NEAR.fullmatch(text, end, mention.start):
            return
        if mention.zone in INSIDE:
            mention.zone = zone
        end = mention.end


def _labelled(text: str, mentions: Sequence[Mention], place: int, end: int) -> None:
    """Mark what stands before a word for a label: 氧化镝标签."""
    while place >= 0 and mentions[place].role in WHAT and NEAR.fullmatch(text, mentions[place].end, end):
        if mentions[place].zone in INSIDE:
            mentions[place].zone = NAMED
        end, place = mentions[place].start, place - 1


def _emptied(line: Line) -> None:
    """Mark the substances of a line that speaks of something empty, but those of which a weight is told."""
    for mention in line.mentions:
        if mention.zone not in INSIDE or not (elements_of(mention) or is_rare(mention)):
            continue
        other = line.paired.get(mention.start)
        end = max(mention.end, other.end if other is not None else 0)
        if not WEIGHED.match(line.text, end):
            mention.zone = NAMED
            if other is not None and other.zone in INSIDE:
                other.zone = NAMED


def _measured(text: str, mentions: Sequence[Mention], place: int) -> None:
    """Leave open the list of substances that a limit of detection stands behind: of none anything is told."""
    end, line = mentions[place].start, Line(text, mentions)
    if text[mentions[place].end : mentions[place].end + 4].strip(" ):=")[:1].isdigit():
        return  # Dy (LOD 5 ppm) 20 ppm
    for mention in reversed(mentions[:place]):
        if mention.kind != "element" and not (mention.role == "stuff" and is_substance(mention)):
            return
        if mention.start in line.paired:
            return  # 氧化镧 镝检出限5ppm: of the oxide nothing is said
        if not BETWEEN.fullmatch(text, mention.end, end) and text[mention.end : end].strip(" ,/、和及&("):
            return
        if mention.zone in INSIDE:
            mention.zone = LEFT
        end = mention.start
