"""Help for the tests of screening: made-up lists in a folder, and lines to screen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from monazite.parties.lists import Limits, ListSource, ListStore, Reading, take_reading
from monazite.parties.model import Identifier, Name, Party, Span

LISTED, DAY, BEFORE = dt.date(2026, 3, 1), dt.date(2026, 11, 20), dt.date(2026, 2, 1)
LEI = "529900T8BM49AURSDO55"  # its check digits are right
ALWAYS = (Span(dt.date(2025, 1, 1), known=dt.date(2025, 1, 1), act="act-1"),)


def party(id: str, name: str, *, spans: tuple[Span, ...] = ALWAYS, country: str = "CN", **more: object) -> Party:
    told: dict[str, object] = {"kind": "organization", "programmes": ("EL",), "list": "us-csl", **more}
    names = (Name(name), *(Name(text, "alias") for text in told.pop("also", ())))  # type: ignore[attr-defined]
    return Party(id=id, names=names, countries=(country,), spans=spans, **told)  # type: ignore[arg-type]


PARTIES = (
    party("1", "Gorvanix Magnet Works Co., Ltd.", identifiers=(Identifier("lei", LEI),)),
    party("2", "Telmarine Alloys Ltd", spans=(Span(LISTED, known=LISTED, act="act-2"),)),
    party(
        "3",
        "Oskavar Metals Ltd",
        spans=(
            Span(dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2025, 1, 1), "act-3"),
            Span(dt.date(2026, 11, 1), None, dt.date(2025, 1, 1), "act-3"),
        ),
    ),
    party("4", "Brundelko Trading Ltd", spans=(Span(dt.date(2025, 1, 1), dt.date(2025, 6, 30), act="act-4"),)),
    party("5", "Verhazine Quarry Ltd", addresses=("Room 5, 77 Example Street, Baotou",), phones=("+86 472 555 0199",)),
)


def keep(folder: Path, name: str, parties: tuple[Party, ...], *, days: int = 90, edition: dt.date = DAY) -> None:
    """Keep parties as the edition of a list; the days on which they are listed are the publisher's own."""
    reading = Reading("made-up", parties, dated=edition)
    take_reading(ListStore(folder), ListSource(name, stale_days=days), reading, (), Limits(accept=True))


def lists(folder: Path) -> Path:
    """Return a folder with the one list; it began before every day that is asked for."""
    keep(folder, "us-csl", (PARTIES[0],), edition=dt.date(2025, 1, 2))
    keep(folder, "us-csl", PARTIES)
    return folder
