"""The three layouts of tables of results: a row a result; a row a sample; a column a sample."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from monazite.errors import nearest
from monazite.formats.certificate_cells import ABOUT, CLAIMED, Cells, Columns, Place, field_of, say_strays
from monazite.formats.certificate_draft import Draft, Line, Notes, shown
from monazite.quality.naming import Words
from monazite.quality.printed import printed
from monazite.quality.units import unit

__all__ = ["HEADER_WITHIN", "Across", "Long", "Wide", "said_once"]

HEADER_WITHIN = 40
UNCERTAINTY = re.compile(r"(?P<sign>[uU])\s*\((?P<name>.+)\)")


class Long:
    """One row a result."""

    def __init__(self, header: Cells, words: Words) -> None:
        self.header, self.words = header, words
        self.columns = Columns(header, lambda text: field_of(text, words)[0])
        at = self.columns.first.get("value")
        self.unit = "" if at is None else field_of(header[at], words)[1]

    @property
    def fits(self) -> bool:
        """Whether a row names the columns of such a table."""
        return {"analyte", "value"} <= set(self.columns.all)

    def tell_unknown(self, notes: Notes) -> None:
        """Note columns that are not known, and those that say what another one says."""
        known = list(dict.fromkeys(self.words.kinds["heading"].values()))
        for k, text in enumerate(self.header.texts):
            if text.strip() and not field_of(text.strip(), self.words)[0]:
                where = Place(self.header.number, {"": k})
                notes.say(where, "", "C011", f"unknown column '{shown(text)}'", partial(nearest, text.strip(), known))
        self.columns.say_doubled(self.header, notes)

    def drafts(self, rows: Sequence[Cells], about: Mapping[str, str], notes: Notes) -> Iterator[Draft]:
        """Yield a certificate for each number of one and each lot, in order."""
        groups: dict[tuple[str, str], list[Cells]] = {}
        told = self.columns.text
        for row in rows:
            if told(row, "analyte") or told(row, "value"):
                groups.setdefault((told(row, "certificate"), told(row, "lot")), []).append(row)
        for some in groups.values():
            said = {name: text for name in (*ABOUT, *CLAIMED) if (text := told(some[0], name))}
            lines = [self._line(row, notes) for row in some]
            yield _draft({**about, **said}, Place(some[0].number, self.columns.first), lines)

    def _line(self, row: Cells, notes: Notes) -> Line:
        fields = {name: self.columns.text(row, name) for name in self.columns.all}
        fields["unit"] = fields.get("unit") or self.unit
        stray = say_strays(row, self.header, notes)
        return Line(fields, Place(row.number, self.columns.first), stray or self.columns.unsure)


class Wide:
    """One row a sample, one column a content."""

    def __init__(self, header: Cells, words: Words) -> None:
        self.header, self.words = header, words
        self.contents: dict[int, str] = {}
        self.named: dict[int, str] = {}
        self.unsure: dict[tuple[str, str], list[int]] = {}
        self.about = Columns(header, self._field)
        for k, text in enumerate(header.texts):
            self._take(k, text.strip())

    def _field(self, text: str) -> str:
        """Return what a heading says of a sample; of what was found in it, empty."""
        name = self.words.of("heading", text)
        return name if name in (*ABOUT, *CLAIMED, "basis", "method", "note") else ""

    def _take(self, k: int, text: str) -> None:
        match = UNCERTAINTY.fullmatch(text)
        of = self.words.analyte(match["name"]) if match else None
        if match and of:
            kind = "expanded" if match["sign"] == "U" else "standard_u"
            self.unsure.setdefault((of.analyte, kind), []).append(k)
        elif not self._field(text) and (found := self.words.analyte(text)):
            self.contents[k], self.named[k] = text, found.analyte

    @property
    def fits(self) -> bool:
        """Whether a row names the columns of such a table."""
        return len(self.contents) >= 2

    def tell_unknown(self, notes: Notes) -> None:
        """Note columns that are not known, and those that say what another one says; of contents both are results."""
        taken = {k for places in (*self.about.all.values(), *self.unsure.values()) for k in places} | set(self.contents)
        for k, text in enumerate(self.header.texts):
            if text.strip() and k not in taken:
                where, hint = Place(self.header.number, {"": k}), partial(self.words.near, "analyte", text.strip())
                notes.say(where, "", "C011", f"unknown column '{shown(text)}'", hint)
        self.about.say_doubled(self.header, notes)
        for first, *others in self.unsure.values():
            for k in others:
                text = f"'{shown(self.header[k])}' and '{shown(self.header[first])}' are two columns of 'uncertainty'"
                notes.say(Place(self.header.number, {"": k}), "", "C035", text, "delete one")

    def drafts(self, rows: Sequence[Cells], about: Mapping[str, str], notes: Notes) -> Iterator[Draft]:
        """Yield a certificate for each row; a row of units and one of limits tell of the columns."""
        units: dict[int, str] = {}
        limits: dict[int, str] = {}
        for row in rows:
            cells = {k: row[k] for k in self.contents}
            if not any(cells.values()):
                continue
            stray = say_strays(row, self.header, notes)
            if not units and self._are_units(row, cells):
                units = {} if stray else cells
            elif self._are_limits(row):
                limits = {} if stray else cells
            else:
                yield self._sample(row, about, units, limits, stray)

    def _are_units(self, row: Cells, cells: Mapping[int, str]) -> bool:
        """Return whether a row tells units: all are, not all are numbers too (1 is both), and it names no sample."""
        told = [text for text in cells.values() if text]
        beside = [row[k] for places in self.about.all.values() for k in places if row[k]]
        if any(self.words.of("heading", text) != "unit" for text in beside):
            return False
        return all(unit(text) for text in told) and any(printed(text) is None for text in told)

    def _are_limits(self, row: Cells) -> bool:
        beside = (text.strip() for k, text in enumerate(row.texts) if k not in self.contents)
        return any(self.words.of("heading", text) == "specification" for text in beside if text)

    def _sample(
        self, row: Cells, about: Mapping[str, str], units: Mapping[int, str], limits: Mapping[int, str], stray: bool
    ) -> Draft:
        told = {name: text for name in self.about.all if (text := self.about.text(row, name))}
        lines = [self._line(row, k, units, limits, stray) for k in self.contents if row[k]]
        return _draft({**about, **told}, Place(row.number, self.about.first), lines)

    def _line(self, row: Cells, k: int, units: Mapping[int, str], limits: Mapping[int, str], stray: bool) -> Line:
        fields = {"analyte": self.contents[k], "value": row[k]}
        fields |= {"unit": units.get(k, ""), "specification": limits.get(k, "")}
        columns = {"value": k, "analyte": k, "unit": k}
        for kind in ("expanded", "standard_u"):
            places = self.unsure.get((self.named[k], kind), ())
            if len(places) == 1:
                fields[kind], columns[kind] = row[places[0]], places[0]
        return Line(fields, Place(row.number, columns), stray)


class Across:
    """One column a sample, one row a content; rows may tell of the samples too (their days)."""

    def __init__(self, header: Cells, below: Sequence[Cells], words: Words) -> None:
        self.header, self.below, self.words = header, below, words
        self.columns = Columns(header, lambda text: field_of(text, words)[0])
        taken = {k for places in self.columns.all.values() for k in places}
        self.samples = {k: text.strip() for k, text in enumerate(header.texts) if text.strip() and k not in taken}

    @property
    def fits(self) -> bool:
        """Whether a row names the columns of such a table."""
        at = self.columns.first.get("analyte")
        if at is None or "value" in self.columns.all or not self.samples:
            return False
        return sum(self.words.analyte(row[at]) is not None for row in self.below[:HEADER_WITHIN]) >= 2

    def tell_unknown(self, notes: Notes) -> None:
        """Note columns that say what another one says; what is no known column is a sample."""
        self.columns.say_doubled(self.header, notes)

    def drafts(self, rows: Sequence[Cells], about: Mapping[str, str], notes: Notes) -> Iterator[Draft]:
        """Yield a certificate for each column of results."""
        at = self.columns.first["analyte"]
        told = {row.number: self.words.of("heading", row[at]) for row in rows}
        strays = {row.number for row in rows if row[at] and say_strays(row, self.header, notes)}
        about_rows = [row for row in rows if told[row.number] in (*ABOUT, *CLAIMED)]
        for k, name in self.samples.items():
            fields = said_once([(told[row.number], row[k], row) for row in about_rows], notes)
            lines = [
                self._line(row, k, row.number in strays)
                for row in rows
                if told[row.number] not in fields and row[at] and row[k]
            ]
            yield _draft({"lot": name, **about, **fields}, Place(rows[0].number if rows else 1, {"": k}), lines)

    def _line(self, row: Cells, k: int, stray: bool) -> Line:
        fields = {name: self.columns.text(row, name) for name in self.columns.all} | {"value": row[k]}
        return Line(fields, Place(row.number, {**self.columns.first, "value": k}), stray or self.columns.unsure)


def said_once(told: Sequence[tuple[str, str, Cells]], notes: Notes) -> dict[str, str]:
    """Return fields with what rows say of them: (field, text, row); where two say different things, neither."""
    fields: dict[str, str] = {}
    for name, text, row in told:
        if name in fields and text and text != fields[name]:
            words = f"'{name}' is told twice: '{shown(fields[name])}' and '{shown(text)}'"
            notes.say(Place(row.number), "", "C035", words, "one certificate a table")
            fields[name] = ""
        else:
            fields.setdefault(name, text)
    return fields


def _draft(fields: Mapping[str, str], where: Place, lines: Sequence[Line]) -> Draft:
    claim = (fields.get("standard", ""), fields.get("grade", ""), fields.get("conclusion", ""))
    told = {**fields, "id": fields.get("certificate", "")}
    return Draft(told, where, lines, [claim] if any(claim) else [])
