"""The fixed texts of the timeline in one language, and how its things are named in short."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from monazite.errors import VocabularyError
from monazite.report.texts import Texts, short, texts
from monazite.text_yaml import read_yaml_text

__all__ = ["brief", "line_texts", "named", "places_text", "subject", "title_of"]

SHOWN_PLACES = 3
LONGEST = 72  # letters of a short name
ISSUER = re.compile(r"^(?:[\w/]+ Announcements? (?=Nos?\. )|商务部(?: \w+?)*公告(?=\d{4}年第))")
BRACKETS = re.compile(r"\s*[(（]([^()（）]*(?:\([^()]*\)[^()（）]*)*)[)）]$")


@lru_cache(maxsize=2)
def line_texts(language: str) -> Texts:
    """Return the texts of the timeline in `language` ("en" or "zh"); raise UsageError for any other."""
    texts(language)
    source = files(__package__).joinpath("timeline.yml").read_text("utf-8")
    tree, problems = read_yaml_text(source, "report/timeline.yml")
    if problems:
        raise VocabularyError(problems)
    return Texts(language, tree)


def title_of(thing: Mapping[str, Any], t: Texts) -> str:
    """Return the title in the language of the texts, the English one where there is no other."""
    return str((thing["title_zh"] if t.language == "zh" else "") or thing["title"])


def brief(title: str) -> str:
    """Return a title in short: without its issuer where it has a number, and without the brackets at its end.

    >>> brief("MOFCOM/GACC Announcement No. 55 of 2025 (superhard materials)")
    'No. 55 of 2025'
    """
    return BRACKETS.sub("", ISSUER.sub("", title)) or title


def subject(title: str) -> str:
    """Return what stands in the brackets at the end of a title, else nothing.

    >>> subject("MOFCOM/GACC Announcement No. 55 of 2025 (superhard materials)")
    'superhard materials'
    """
    found = BRACKETS.search(title)
    return found[1] if found and found.start() else ""


def named(data: Mapping[str, Any], name: str, t: Texts) -> str:
    """Return in short what an id stands for, with the article where it is a provision; the id where it is not known."""
    thing = data["names"].get(name)
    if thing is None:
        return name
    home = data["names"].get(thing["home"], thing)
    title = short(brief(title_of(home, t)), LONGEST)
    return f"{title}, {thing['place']}" if thing["place"] else title


def places_text(places: Sequence[str], t: Texts) -> str:
    """Return articles and codes in a row, the first few of many."""
    if not places:
        return ""
    shown = t("comma").join(places[:SHOWN_PLACES])
    rest = len(places) - SHOWN_PLACES
    return f"{shown}{t('comma')}{t('more', n=rest)}" if rest > 0 else shown
