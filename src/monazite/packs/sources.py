"""What every entry of a pack may say of itself: its source, its days in order, its relations to others."""

from __future__ import annotations

import datetime as dt

from monazite.packs.fields import Entry
from monazite.packs.rows import Row

__all__ = ["RELATIONS", "SOURCE_KEYS", "ordered", "sourced"]

CONFIDENCE = ("verified", "memory")
GRADES = ("T", "S", "A", "M")
SOURCE_KEYS = ("source", "url", "confidence", "grade", "note")
RELATIONS = ("responds_to", "amends", "replaces", "under")


def sourced(thing: Entry | Row) -> dict[str, str]:
    """Return where an entry was read and how far to trust it."""
    return {
        "source": thing.text("source"),
        "url": thing.text("url"),
        "note": thing.text("note"),
        "confidence": thing.choice("confidence", CONFIDENCE),
        "grade": thing.choice("grade", GRADES),
    }


def ordered(thing: Entry | Row, first: dt.date | None, last: dt.date | None, key: str) -> None:
    """Note a last day that lies before the first."""
    if first and last and last < first:
        at = thing.fields.get(key) if isinstance(thing, Entry) else thing.cell(key)
        text, hint = f"it ends ({last}) before it begins ({first})", "the last day is not before the first"
        thing.problems.say(thing.path, at, "P030", text, hint)
