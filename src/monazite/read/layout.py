"""How a delimited text is laid out: its encoding, delimiter, header row, and where its data start."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monazite.errors import InputError
from monazite.read.columns import Wishes, facts_named
from monazite.read.encodings import Guess, told

__all__ = ["HEADER_WITHIN", "Layout", "find_header", "find_layout"]

HEADER_WITHIN = 30
_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {";": "semicolon", "\t": "tab", "|": "bar"}
csv.field_size_limit(1 << 20)


@dataclass(frozen=True)
class Layout:
    """What is known before the first line is read; `lines` is the number of physical lines before the data.

    `doubt` is a finding for the lines that are not ASCII, where their encoding is not sure.
    """

    encoding: str
    delimiter: str
    quote: str
    headings: tuple[str, ...]
    lines: int
    header: bytes
    comment: str = ""
    old_mac: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    doubt: str = ""

    def note(self) -> str:
        """Return what was found, for the user, where it is not the usual UTF-8 with commas."""
        encoding = "" if self.encoding == "utf-8" else f"read as {self.encoding.upper()}"
        encoding = self.doubt or encoding
        delimiter = (
            "" if self.delimiter == "," else f"{_NAMES.get(self.delimiter, repr(self.delimiter))} between fields"
        )
        skipped = f"header found in line {self.lines}" if self.lines > 1 else ""
        return ", ".join(filter(None, (encoding, delimiter, skipped)))


def find_layout(
    sample: bytes,
    complete: bool,
    name: str,
    wishes: Wishes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    comment: str | None = None,
    columns: Sequence[str] = (),
) -> Layout:
    """Return the layout of a text from its first bytes; what is given beforehand is kept.

    Raises InputError for an empty text. `columns` are the headings of a text that has none.
    """
    if not sample.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise InputError(f"{name}: is empty: a header row is needed")
    delimiters = (delimiter,) if delimiter else _DELIMITERS

    def facts_found(encoding: str) -> int:
        return max(_tried(_text(sample, complete, encoding), d, quote or '"', wishes)[0] for d in delimiters)

    guessed = Guess(encoding) if encoding else told(sample, complete, facts_found)
    encoding, doubt = guessed.encoding, guessed.doubt
    text = _text(sample, complete, encoding)
    old_mac = _is_old_mac(text)
    best = max((_tried(text, d, quote or '"', wishes) + (-k,) for k, d in enumerate(delimiters)))
    found = delimiters[-best[-1]]
    rows = list(_rows(text, found, quote or '"'))
    if columns:
        sampled = _sampled(rows)
        return Layout(encoding, found, quote or '"', tuple(columns), 0, b"", comment or "", old_mac, sampled, doubt)
    if not rows:
        raise InputError(f"{name}: no row can be read: its line ends are mixed, or a quote is not closed")
    at = find_header([row for _, row in rows[:HEADER_WITHIN]], wishes)
    last, headings = rows[at]
    before = rows[at - 1][0] if at else 0
    line = _lines(text)[last - 1] if last else ""
    header = line.encode() if last - before == 1 or line.count(found) >= len(headings) - 1 else b""
    trimmed = tuple(cell.strip().lstrip("\ufeff") for cell in headings)
    sampled = _sampled(rows[at + 1 :])
    return Layout(encoding, found, quote or '"', trimmed, last, header, comment or "", old_mac, sampled, doubt)


def _sampled(rows: Sequence[tuple[int, list[str]]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for _, row in rows)


def _text(sample: bytes, complete: bool, encoding: str) -> str:
    text = sample.decode(encoding, "replace").removeprefix("\ufeff").replace("\0", " ")
    if not complete and "\n" in text:
        text = text[: text.rfind("\n") + 1]
    return text


def _is_old_mac(text: str) -> bool:
    """Whether carriage returns alone end lines: more of them than there are line feeds."""
    return text.count("\r") - text.count("\r\n") > text.count("\n")


def _lines(text: str) -> list[str]:
    """Return the physical lines of a text; a lone carriage return ends one only where most lines end so."""
    plain = text.replace("\r\n", "\n")
    return (plain.replace("\r", "\n") if _is_old_mac(text) else plain).split("\n")


def _rows(text: str, delimiter: str, quote: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (last physical line, cells) of every row that is not blank."""
    reader = csv.reader(io.StringIO("\n".join(_lines(text)), newline="\n"), delimiter=delimiter, quotechar=quote)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue
        if any(cell.strip() for cell in row):
            yield reader.line_num, row


def _tried(text: str, delimiter: str, quote: str, wishes: Wishes) -> tuple[int, int]:
    """Return (facts among the headings, columns) under a delimiter: the more, the likelier."""
    rows = []
    for _, row in _rows("\n".join(_lines(text)[: 4 * HEADER_WITHIN]) + "\n", delimiter, quote):
        rows.append(row)
        if len(rows) == HEADER_WITHIN:
            break
    if not rows:
        return 0, 0
    header = rows[find_header(rows, wishes)]
    return facts_named(header, wishes), len(header)


def find_header(rows: Sequence[Sequence[str]], wishes: Wishes) -> int:
    """Return which row is the header: the first with two facts, else the first with one, else the first."""
    facts = [facts_named(row, wishes) for row in rows]
    return next((k for k, n in enumerate(facts) if n > 1), next((k for k, n in enumerate(facts) if n), 0))
