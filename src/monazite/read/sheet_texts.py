"""How much the cells of a small workbook hold once it is unfolded, found before it is.

Many cells may share one long text, and few cells may span a large grid: some kilobytes then fill a machine. So the
parts of the workbook are read through once, kept nowhere, before the library that reads the cells opens it. Beside
that, digits that are raised in a text ("99.9" with a footnote "5") are told, for the library runs them together.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from monazite.errors import InputError

__all__ = ["CELLS_AT_MOST", "TEXT_AT_MOST", "Malformed", "Unfolded", "unfolded"]

TEXT_AT_MOST = 50_000_000  # signs in all cells
CELLS_AT_MOST = 10_000_000  # of a sheet, from its first cell to its farthest
TEXTS_AT_MOST = 2_000_000  # that cells share
_PART = 1 << 20
_READ = (".xml", ".rels")
_REPEATED = "number-columns-repeated", "number-rows-repeated"
_PLACE = re.compile(r"([A-Za-z]{1,8})(\d{1,10})")
_RAISED = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, expat.ExpatError)


class Malformed(InputError):
    """A workbook whose archive or parts are not as they have to be."""


@dataclass(frozen=True, slots=True)
class Unfolded:
    """What a workbook holds: signs in all cells, cells of its largest sheet; texts with raised digits, as they look.

    `raised` has a text as it is without the raising → with it: "99.95" → "99.9⁵".
    """

    signs: int = 0
    cells: int = 0
    raised: dict[str, str] = field(default_factory=dict)

    @property
    def too_much(self) -> str:
        """Why it is not to be opened; empty where it may be."""
        if self.signs > TEXT_AT_MOST:
            return f"its cells hold {self.signs:,} letters, more than {TEXT_AT_MOST:,}"
        if self.cells > CELLS_AT_MOST:
            return f"its cells span {self.cells:,} places, more than {CELLS_AT_MOST:,}"
        return ""


def unfolded(data: bytes) -> Unfolded:
    """Return what an .xlsx or .ods workbook holds; raise Malformed for a broken archive, broken parts, and .xlsb.

    It takes the time of reading it once, and memory for the lengths of its shared texts only.
    """
    shared: list[int] = []
    used: Counter[int] = Counter()
    signs = cells = 0
    raised: dict[str, str] = {}
    for scan in _scanned(data):
        shared[: len(scan.texts)] = [max(pair) for pair in _longest(shared, scan.texts)]
        used.update(scan.used)
        signs, cells, raised = signs + scan.signs, max(cells, scan.cells), raised | scan.raised
    signs += sum(count * shared[k] for k, count in used.items() if k < len(shared))
    return Unfolded(signs, cells, raised)


def _longest(one: list[int], other: list[int]) -> Iterator[tuple[int, int]]:
    """Yield pairs as long as the second list."""
    for k, length in enumerate(other):
        yield length, one[k] if k < len(one) else 0


def _scanned(data: bytes) -> Iterator[_Scan]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [info.filename.lower() for info in archive.infolist()]
            if len(set(names)) < len(names):
                raise Malformed("a part of it is there twice")
            if "xl/workbook.bin" in names:
                raise Malformed("it is a binary workbook (.xlsb)")
            targets = _targets(archive)
            for info in archive.infolist():
                name = info.filename.lower()
                if name.endswith(_READ) or name.rpartition("/")[2] in targets:
                    yield _scan(archive, info)
    except _BROKEN as error:
        raise Malformed(f"the archive is broken ({error})") from None


def _targets(archive: zipfile.ZipFile) -> set[str]:
    """Return the names, without folders, of the parts that others refer to as parts of the workbook."""
    found: set[str] = set()
    for info in archive.infolist():
        if info.filename.lower().endswith("workbook.xml.rels"):
            found |= _scan(archive, info).targets
    return found


def _scan(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Scan:
    scan, parser = _Scan(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = scan.data, _refuse_doctype
    parser.buffer_text = True
    with archive.open(info) as part:
        while data := part.read(_PART):
            parser.Parse(data)
    parser.Parse(b"", True)
    return scan


def _refuse_doctype(*_: object) -> None:
    raise Malformed("a part of it has a document type")


class _Scan:
    """One part of a workbook, read through: the lengths of its shared texts, or the uses of them and its extent."""

    def __init__(self) -> None:
        self.texts: list[int] = []
        self.used: Counter[int] = Counter()
        self.signs = self.cells = 0
        self.raised: dict[str, str] = {}
        self.targets: set[str] = set()
        self._row = self._column = self._height = self._width = 0
        self._is_shared = self._filled = self._is_raised = False
        self._value: list[str] = []
        self._plain: list[str] = []
        self._shown: list[str] = []
        self._is_text = False
        self._times = self._times_row = 1
        self._line = self._blanks = self._count = 0

    # ------------------------------------------------------------ elements
    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row, self._column = _whole(attributes.get("r"), self._row + 1), 0
        elif name == "c":
            self._start_cell(attributes)
        elif name in ("v", "is", "f"):
            self._filled, self._value = True, []
        elif name == "si":
            self._plain, self._shown, self._value = [], [], []
        elif name in ("r", "t"):
            self._is_raised, self._is_text = self._is_raised and name == "t", name == "t"
        elif name == "vertAlign":
            self._is_raised = attributes.get("val") == "superscript"
        elif name == "Relationship":
            self.targets.add(attributes.get("Target", "").rpartition("/")[2].lower())
        else:
            self._start_open(name, attributes)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", "").strip())
        self._column = _number(place[1]) if place else self._column + 1
        self._row = int(place[2]) if place else self._row
        self._is_shared, self._filled = attributes.get("t") == "s", False
        self._plain, self._shown, self._value = [], [], []
        self._count += 1
        if self._count > CELLS_AT_MOST:
            raise Malformed(f"it has more than {CELLS_AT_MOST:,} cells")

    def _start_open(self, name: str, attributes: dict[str, str]) -> None:
        """Do the same for an OpenDocument spreadsheet, where rows and cells are written once and repeated."""
        told = {key.rpartition(":")[2]: value for key, value in attributes.items()} if "table" in name else {}
        if name == "table":
            self._row = self._height = self._width = 0
        elif name == "table-row":
            self._times_row, self._column, self._line = _whole(told.get(_REPEATED[1]), 1), 0, 0
            self._row += self._times_row
        elif name in ("table-cell", "covered-table-cell"):
            self._times, self._value = _whole(told.get(_REPEATED[0]), 1), [told.get("string-value", "")]
            self._filled = "value-type" in told or "formula" in told
            self._column += self._times
            self._blanks = 0
        elif name == "s":  # a number of blanks
            self._blanks += _whole(next((value for key, value in attributes.items() if key.endswith(":c")), ""), 1)

    def data(self, text: str) -> None:
        self._value.append(text)
        if self._is_text:
            self._plain.append(text)
            self._shown.append(text.translate(_RAISED) if self._is_raised else text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "v" and self._is_shared:
            self.used[_whole("".join(self._value).strip(), -1)] += 1
        elif name in ("v", "is"):
            self.signs += sum(map(len, self._value))
            self._note_raised()
        elif name == "si":
            self._end_shared()
        elif name == "t":
            self._is_text = False
        elif name == "r":
            self._is_raised = False
        elif name == "c" and self._filled:
            self._reach()
        elif name in ("table-cell", "covered-table-cell"):
            self._end_open()
        elif name == "table-row":
            self.signs += self._line * self._times_row

    def _end_shared(self) -> None:
        self.texts.append(sum(map(len, self._value)))
        self._note_raised()
        if len(self.texts) > TEXTS_AT_MOST:
            raise Malformed(f"its cells share more than {TEXTS_AT_MOST:,} texts")

    def _end_open(self) -> None:
        length = sum(map(len, self._value)) + self._blanks
        self._line += length * self._times
        if self._filled or length:
            self._reach()

    def _reach(self) -> None:
        self._height, self._width = max(self._height, self._row), max(self._width, self._column)
        self.cells = max(self.cells, self._height * self._width)

    def _note_raised(self) -> None:
        plain, shown = "".join(self._plain).strip(), "".join(self._shown).strip()
        if plain != shown and plain.lstrip("<>=≤≥ ")[:1].isdigit():
            self.raised[plain] = shown


def _whole(text: str | None, otherwise: int) -> int:
    """Return a whole number of at most ten digits, or what is meant where there is none."""
    plain = (text or "").strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 10 else otherwise


def _number(letters: str) -> int:
    """Return the number of a column from 1: 28 for AB."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column
