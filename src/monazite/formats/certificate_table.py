"""Tables of laboratories: one row a result; one row a sample, one column a content; or the other way round.

Headings may be English or Chinese and carry unit and basis ("Fe2O3 (ppm)", "Nd2O3/TREO %"). Rows above and below the
table that hold a word and a value ("Lot: 24-117", "结论：合格") tell of the certificate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monazite.formats.certificate_cells import ABOUT, CLAIMED, Cells
from monazite.formats.certificate_draft import Draft, Notes
from monazite.formats.certificate_layouts import HEADER_WITHIN, Across, Long, Wide, said_once
from monazite.quality.naming import Words

__all__ = ["tables"]

PAIR = re.compile(r"(?P<name>[^:：]+)[:：]\s*(?P<value>.+)")


def tables(rows: Sequence[Cells], words: Words, notes: Notes) -> Iterator[Draft]:
    """Yield the certificates of a table, in order; none where no row names its columns (which is noted)."""
    at, table = _header(rows, words)
    if table is None:
        hint = "columns such as: analyte, value, unit; or lot, then a column for each content"
        raise notes.fail("C005", "no row names the columns of a table of results", hint)
    about = said_once(list(_about([*rows[:at], *rows[at + 1 :]], words)), notes)
    table.tell_unknown(notes)
    yield from table.drafts([row for row in rows[at + 1 :] if not _is_about(row, words)], about, notes)


def _header(rows: Sequence[Cells], words: Words) -> tuple[int, Long | Wide | Across | None]:
    for k, row in enumerate(rows[:HEADER_WITHIN]):
        ways = (Long(row, words), Wide(row, words), Across(row, rows[k + 1 :], words))
        if found := next((way for way in ways if way.fits), None):
            return k, found
    return 0, None


def _pairs(row: Cells, words: Words) -> list[tuple[str, str]]:
    """Return the words and values of a row that holds nothing else, each word one of a certificate."""
    filled = row.filled
    matches = [PAIR.fullmatch(text) for text in filled]
    if filled and all(matches):
        found = [(match["name"].strip(), match["value"].strip()) for match in matches if match]
    elif len(filled) % 2 == 0:
        found = [(name.rstrip(":： "), value) for name, value in zip(filled[::2], filled[1::2], strict=True)]
    else:
        return []
    return found if all(_tells(name, words) for name, _ in found) else []


def _tells(name: str, words: Words) -> bool:
    return words.of("heading", name) in (*ABOUT, *CLAIMED, "basis") and words.analyte(name) is None


def _is_about(row: Cells, words: Words) -> bool:
    return bool(_pairs(row, words))


def _about(rows: Sequence[Cells], words: Words) -> Iterator[tuple[str, str, Cells]]:
    for row in rows:
        for name, value in _pairs(row, words):
            yield words.of("heading", name), value, row
