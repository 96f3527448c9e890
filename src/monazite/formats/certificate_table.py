"""Tables of laboratories: one row a result; one row a sample, one column a content; or the other way round.

Headings may be English or Chinese and carry unit and basis ("Fe2O3 (ppm)", "Nd2O3/TREO %"). Rows above and below the
table that hold a word and a value ("Lot: 24-117", "结论：合格") tell of the certificate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monazite.errors import nearest
from monazite.formats.certificate_draft import Draft, Line, Notes, shown
from monazite.quality.naming import Words
from monazite.quality.units import unit

__all__ = ["Cells", "tables"]

HEADER_WITHIN = 40
ABOUT = tuple("certificate lot product issuer laboratory issued sampled accreditation accredited_until".split())
CLAIMED = ("standard", "grade", "conclusion")
UNITED = re.compile(r"(?P<name>.+?)\s*(?:[(\[（](?P<unit>[^()（）\[\]]+)[)\]）]|/\s*(?P<also>[^/]+))")
UNCERTAINTY = re.compile(r"(?P<sign>[uU])\s*\((?P<name>.+)\)")
PAIR = re.compile(r"(?P<name>[^:：]+)[:：]\s*(?P<value>.+)")


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table: its number in the file, from 1, and its cells."""

    number: int
    texts: Sequence[str]

    def __getitem__(self, k: int) -> str:
        return self.texts[k].strip() if k < len(self.texts) else ""

    @property
    def filled(self) -> list[str]:
        """The cells that are not empty."""
        return [text.strip() for text in self.texts if text.strip()]


@dataclass(frozen=True, slots=True)
class _Where:
    row: int
    columns: Mapping[str, int] = field(default_factory=dict)

    def of(self, name: str) -> tuple[int, int, str]:
        column = self.columns.get(name, min(self.columns.values(), default=0))
        return self.row, column + 1, f"cell {_letters(column)}{self.row}"

    def label(self, name: str) -> str:
        return self.of(name)[2]


def _letters(column: int) -> str:
    """Return how a spreadsheet calls a column, counted from 0: A, Z, AA."""
    text = ""
    while column >= 0:
        text, column = chr(65 + column % 26) + text, column // 26 - 1
    return text


def tables(rows: Sequence[Cells], words: Words, notes: Notes) -> Iterator[Draft]:
    """Yield the certificates of a table, in order; none where no row names its columns (which is noted)."""
    at, table = _header(rows, words)
    if table is None:
        hint = "columns such as: analyte, value, unit; or lot, then a column for each content"
        raise notes.fail("C005", "no row names the columns of a table of results", hint)
    about = dict(_about([*rows[:at], *rows[at + 1 :]], words))
    table.tell_unknown(rows[at], notes)
    yield from table.drafts([row for row in rows[at + 1 :] if not _is_about(row, words)], about, notes)


def _header(rows: Sequence[Cells], words: Words) -> tuple[int, _Long | _Wide | _Across | None]:
    for k, row in enumerate(rows[:HEADER_WITHIN]):
        ways = (_Long(row, words), _Wide(row, words), _Across(row, rows[k + 1 :], words))
        if found := next((way for way in ways if way.fits), None):
            return k, found
    return 0, None


def _pair(row: Cells) -> tuple[str, str]:
    """Return the word and the value of a row that holds nothing else; empty texts for another row."""
    filled = row.filled
    if len(filled) == 2:
        return filled[0].rstrip(":： "), filled[1]
    match = PAIR.fullmatch(filled[0]) if len(filled) == 1 else None
    return (match["name"].strip(), match["value"].strip()) if match else ("", "")


def _is_about(row: Cells, words: Words) -> bool:
    name, _ = _pair(row)
    return words.of("heading", name) in (*ABOUT, *CLAIMED, "basis") and words.analyte(name) is None


def _about(rows: Sequence[Cells], words: Words) -> Iterator[tuple[str, str]]:
    for row in rows:
        if _is_about(row, words):
            name, value = _pair(row)
            yield words.of("heading", name), value


def _field(heading: str, words: Words) -> tuple[str, str]:
    """Return which field a heading names, and the unit that it carries."""
    if name := words.of("heading", heading):
        return name, ""
    match = UNITED.fullmatch(heading)
    size = (match["unit"] or match["also"]).strip() if match else ""
    if match and (name := words.of("heading", match["name"])) and unit(size):
        return name, size
    return "", ""


class _Long:
    """One row a result."""

    def __init__(self, header: Cells, words: Words) -> None:
        self.columns: dict[str, int] = {}
        self.unit, self.words = "", words
        for k, text in enumerate(header.texts):
            name, size = _field(text.strip(), words)
            if name and name not in self.columns:
                self.columns[name] = k
                self.unit = size if name == "value" else self.unit

    @property
    def fits(self) -> bool:
        """Whether a row names the columns of such a table."""
        return {"analyte", "value"} <= set(self.columns)

    def tell_unknown(self, header: Cells, notes: Notes) -> None:
        """Note columns that are not known."""
        known = list(dict.fromkeys(self.words.kinds["heading"].values()))
        for k, text in enumerate(header.texts):
            if text.strip() and not _field(text.strip(), self.words)[0]:
                where = _Where(header.number, {"": k})
                notes.say(where, "", "C011", f"unknown column '{shown(text)}'", nearest(text.strip(), known))

    def drafts(self, rows: Sequence[Cells], about: Mapping[str, str], notes: Notes) -> Iterator[Draft]:
        """Yield a certificate for each number of one and each lot, in order."""
        groups: dict[tuple[str, str], list[Cells]] = {}
        for row in rows:
            if self._cell(row, "analyte") or self._cell(row, "value"):
                groups.setdefault((self._cell(row, "certificate"), self._cell(row, "lot")), []).append(row)
        for some in groups.values():
            told = {name: self._cell(some[0], name) for name in (*ABOUT, *CLAIMED)}
            fields = {**about, **{name: text for name, text in told.items() if text}}
            yield _draft(fields, _Where(some[0].number, self.columns), [self._line(row) for row in some])

    def _cell(self, row: Cells, name: str) -> str:
        return row[self.columns[name]] if name in self.columns else ""

    def _line(self, row: Cells) -> Line:
        fields = {name: self._cell(row, name) for name in self.columns}
        fields["unit"] = fields.get("unit") or self.unit
        return Line(fields, _Where(row.number, self.columns))


class _Wide:
    """One row a sample, one column a content."""

    def __init__(self, header: Cells, words: Words) -> None:
        self.about: dict[str, int] = {}
        self.contents: dict[int, str] = {}
        self.unsure: dict[str, tuple[int, str]] = {}
        self.words = words
        for k, text in enumerate(header.texts):
            self._take(k, text.strip())

    def _take(self, k: int, text: str) -> None:
        name = self.words.of("heading", text)
        match = UNCERTAINTY.fullmatch(text)
        if match and self.words.analyte(match["name"]):
            self.unsure[match["name"]] = (k, "expanded" if match["sign"] == "U" else "standard_u")
        elif name in (*ABOUT, *CLAIMED, "method", "note") and name not in self.about:
            self.about[name] = k
        elif self.words.analyte(text):
            self.contents[k] = text

    @property
    def fits(self) -> bool:
        """Whether a row names the columns of such a table."""
        return len(self.contents) >= 2

    def tell_unknown(self, header: Cells, notes: Notes) -> None:
        """Note columns that are not known."""
        taken = {*self.about.values(), *self.contents, *(k for k, _ in self.unsure.values())}
        for k, text in enumerate(header.texts):
            if text.strip() and k not in taken:
                where = _Where(header.number, {"": k})
                notes.say(
                    where, "", "C011", f"unknown column '{shown(text)}'", self.words.near("analyte", text.strip())
                )

    def drafts(self, rows: Sequence[Cells], about: Mapping[str, str], notes: Notes) -> Iterator[Draft]:
        """Yield a certificate for each row; a row of units and one of limits tell of the columns."""
        units: dict[int, str] = {}
        limits: dict[int, str] = {}
        for row in rows:
            cells = {k: row[k] for k in self.contents}
            if not any(cells.values()):
                continue
            if not units and all(unit(text) for text in cells.values() if text):
                units = cells
            elif any(self.words.of("heading", text) == "specification" for text in row.filled):
                limits = cells
            else:
                yield self._sample(row, about, units, limits)

    def _sample(
        self, row: Cells, about: Mapping[str, str], units: Mapping[int, str], limits: Mapping[int, str]
    ) -> Draft:
        told = {name: row[k] for name, k in self.about.items() if row[k]}
        lines = [self._line(row, k, units, limits) for k in self.contents if row[k]]
        return _draft({**about, **told}, _Where(row.number, self.about), lines)

    def _line(self, row: Cells, k: int, units: Mapping[int, str], limits: Mapping[int, str]) -> Line:
        heading = self.contents[k]
        fields = {"analyte": heading, "value": row[k], "unit": units.get(k, ""), "specification": limits.get(k, "")}
        columns = {"value": k, "analyte": k, "unit": k}
        for name, (at, kind) in self.unsure.items():
            ours, its = self.words.analyte(name), self.words.analyte(heading)
            if ours and its and ours.analyte == its.analyte:
                fields[kind], columns[kind] = row[at], at
        return Line(fields, _Where(row.number, columns))


class _Across:
    """One column a sample, one row a content; rows may tell of the samples too (their days)."""

    def __init__(self, header: Cells, below: Sequence[Cells], words: Words) -> None:
        self.columns: dict[str, int] = {}
        self.samples: dict[int, str] = {}
        self.words, self.below = words, below
        for k, text in enumerate(header.texts):
            name, _ = _field(text.strip(), words)
            if name and name not in self.columns:
                self.columns[name] = k
            elif text.strip() and not name:
                self.samples[k] = text.strip()

    @property
    def fits(self) -> bool:
        """Whether a row names the columns of such a table."""
        at = self.columns.get("analyte")
        if at is None or "value" in self.columns or not self.samples:
            return False
        return sum(self.words.analyte(row[at]) is not None for row in self.below[:HEADER_WITHIN]) >= 2

    def tell_unknown(self, header: Cells, notes: Notes) -> None:
        """Note nothing: what is no known column is a sample."""

    def drafts(self, rows: Sequence[Cells], about: Mapping[str, str], notes: Notes) -> Iterator[Draft]:
        """Yield a certificate for each column of results."""
        at = self.columns["analyte"]
        told = {row.number: self.words.of("heading", row[at]) for row in rows}
        for k, name in self.samples.items():
            fields = {told[row.number]: row[k] for row in rows if told[row.number] in (*ABOUT, *CLAIMED)}
            lines = [self._line(row, k) for row in rows if told[row.number] not in fields and row[at] and row[k]]
            where = _Where(rows[0].number if rows else 1, {"": k})
            yield _draft({"lot": name, **about, **fields}, where, lines)

    def _line(self, row: Cells, k: int) -> Line:
        columns = {**self.columns, "value": k}
        return Line({name: row[at] for name, at in columns.items()}, _Where(row.number, columns))


def _draft(fields: Mapping[str, str], where: _Where, lines: Sequence[Line]) -> Draft:
    claim = (fields.get("standard", ""), fields.get("grade", ""), fields.get("conclusion", ""))
    told = {**fields, "id": fields.get("certificate", "")}
    return Draft(told, where, lines, [claim] if any(claim) else [])
