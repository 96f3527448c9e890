"""Reading comments in the form that China uses, from CSV or XLSX, with Chinese or English headings.

The form is 序号 章节号 原文 修改后内容 理由: number, clause, original, proposed, reason. Beside it may stand who
submits, the draft, and what was decided. Every mistake is told with its place, and a file with mistakes is not taken.
"""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from monazite.errors import InputError, PackError, Problem, nearest
from monazite.quality.consultation.model import DISPOSITIONS, Comment, Disposition, folded_text
from monazite.read.sheet_texts import Malformed, unfolded

__all__ = ["DECIDED", "FORM", "Filled", "read_comments"]

# Field: its headings, the first of each language as it is written out.
FORM = {
    "number": ("number", "序号", "no", "no.", "编号"),
    "clause": ("clause", "章节号", "章条号", "章条编号", "标准章条编号", "条款", "条款号", "section"),
    "original": ("original", "原文", "原文内容", "text", "original text"),
    "proposed": ("proposed", "修改后内容", "修改内容", "修改意见", "建议", "proposed change", "proposal"),
    "reason": ("reason", "理由", "修改理由", "原因", "justification", "rationale"),
    "submitter": ("submitter", "提出单位", "单位", "提出人", "意见提出单位", "organisation", "organization", "from"),
    "draft": ("draft", "草案", "标准名称", "标准草案"),
    "received": ("received", "收到时间"),
    "late": ("late", "逾期"),
    "same as": ("same as", "同意见序号"),
    "decision": ("decision", "处理意见", "处理结果", "disposition"),
    "why": ("decision reason", "处理理由", "处理意见理由", "不采纳理由", "disposition reason"),
}
NEEDED = ("clause", "proposed", "reason")
DECIDED = {
    "accepted": ("accepted", "采纳", "accept"),
    "partly": ("partly", "部分采纳", "partly accepted", "partial"),
    "rejected": ("rejected", "不采纳", "未采纳", "reject"),
}
LARGEST = 32 * 1024 * 1024
UNPACKED = 256 * 1024 * 1024
ROWS = 100_000
LONGEST = 20_000  # letters in a cell
HEADER_WITHIN = 15  # rows; a title and an address may stand above the form
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was read: its comments, and the decisions that stand in it."""

    comments: tuple[Comment, ...]
    decisions: tuple[Disposition, ...]


def read_comments(path: Path, *, submitter: str = "", draft: str = "") -> Filled:
    """Return the comments of a form (.csv, .xlsx); `submitter` and `draft` hold where the form has no such column.

    The decisions in it are on the comments of their numbers, as an export has them. Raises PackError with every
    mistake: unknown or missing columns, rows without a clause or a wish, a wish that is the original text, a decision
    without a reason. Raises InputError for what is no such file.
    """
    table = _sheet(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path)
    reader = _Reader(path.name, submitter, draft)
    reader.read(table)
    if reader.problems:
        raise PackError(reader.problems)
    return Filled(tuple(reader.comments), tuple(reader.decisions))


@dataclass
class _Reader:
    name: str
    submitter: str
    draft: str
    problems: list[Problem] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    decisions: list[Disposition] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def read(self, table: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Take all rows; what is wrong is noted."""
        at, columns = self._header(table)
        if not columns:
            return
        for line, cells in table[at + 1 :]:
            row = {name: _plain(cells[k]) for name, k in columns.items() if k < len(cells)}
            if any(row.values()):
                self._row(line, row, columns)
        if not self.comments and not self.problems:
            self._say(table[at][0], 1, "P002", "the form has no comments", "one row a comment, below its headings")

    def _header(self, table: Sequence[tuple[int, Sequence[str]]]) -> tuple[int, dict[str, int]]:
        """Return the row of the headings and which column is what; none where they are not there (and said)."""
        ranked = [(len(_columns(cells)), -at) for at, (_, cells) in enumerate(table[:HEADER_WITHIN])]
        count, minus = max(ranked, default=(0, 0))
        if count < 2:
            hint = "序号 章节号 原文 修改后内容 理由, or number clause original proposed reason"
            self._say(1, 1, "P051", "no row holds the headings of the form", hint)
            return 0, {}
        line, cells = table[-minus]
        columns = _columns(cells)
        self._check(line, cells, columns)
        return -minus, columns

    def _check(self, line: int, cells: Sequence[str], columns: dict[str, int]) -> None:
        known = [word for words in FORM.values() for word in words]
        for k, text in enumerate(cells):
            if text.strip() and k not in columns.values():
                twice = _field_of(text) is not None
                told = f"column '{text.strip()}' is there twice" if twice else f"unknown column '{text.strip()}'"
                self._say(
                    line, k + 1, "P020" if twice else "P050", told, "delete one" if twice else nearest(text, known)
                )
        for name in NEEDED:
            if name not in columns:
                text = f"the column '{FORM[name][1]}' ({name}) is missing"
                self._say(line, 1, "P051", text, "leave its cells empty where there is nothing to say")

    def _row(self, line: int, row: dict[str, str], columns: dict[str, int]) -> None:
        for name, text in row.items():
            if len(text) > LONGEST:
                self._say(line, columns[name] + 1, "P004", f"'{name}' has more than {LONGEST} letters")
        self._say_gaps(line, row, columns)
        self._number(line, row.get("number", ""), columns)
        clause, original, proposed, reason = (
            row.get(name, "") for name in ("clause", "original", "proposed", "reason")
        )
        who, draft = row.get("submitter") or self.submitter, row.get("draft") or self.draft
        number, place = row.get("number", ""), f"{self.name}:{line}"
        self.comments.append(Comment(clause, original, proposed, reason, number, who, draft, place=place))
        self._decision(line, row, columns)

    def _say_gaps(self, line: int, row: dict[str, str], columns: dict[str, int]) -> None:
        if not row.get("clause"):
            hint = "the number of a clause, table or annex; 全文 or general for the whole"
            self._say(line, columns.get("clause", 0) + 1, "P051", "the comment names no clause", hint)
        if not row.get("proposed") and not row.get("reason"):
            text, hint = "the comment asks for nothing", "fill in 修改后内容 (proposed) or 理由 (reason)"
            self._say(line, columns.get("proposed", 0) + 1, "P051", text, hint)
        original = folded_text([row.get("original", "")])
        if original and original == folded_text([row.get("proposed", "")]) and not row.get("reason"):
            text = "what is proposed is the original text"
            self._say(line, columns["proposed"] + 1, "P055", text, "say what is to change, or give a reason")

    def _number(self, line: int, number: str, columns: dict[str, int]) -> None:
        if not number:
            return
        at = columns["number"] + 1
        if not (number.isascii() and number.isdecimal()):
            self._say(line, at, "P070", f"'{number}' is no whole number", "1, 2, 3 …, or leave it empty")
        elif number in self.numbers:
            self._say(line, at, "P020", f"number {number} is there twice", f"first in line {self.numbers[number]}")
        self.numbers.setdefault(number, line)

    def _decision(self, line: int, row: dict[str, str], columns: dict[str, int]) -> None:
        text = row.get("decision", "")
        if not text:
            return
        told = next((name for name, words in DECIDED.items() if text.casefold() in words), "")
        at = columns["decision"] + 1
        if not told:
            words = [word for name in DISPOSITIONS for word in DECIDED[name][:2]]
            self._say(line, at, "P052", f"'{text}' is no decision", nearest(text, words))
        elif told != "accepted" and not row.get("why"):
            self._say(line, columns.get("why", at - 1) + 1, "P051", f"'{text}' needs a reason", "fill in 处理理由")
        if told and not row.get("number"):
            text = "the decision names no comment"
            self._say(line, columns.get("number", 0) + 1, "P051", text, "序号 (number) as the export has it")
        self.decisions.append(Disposition(row.get("number", ""), told, row.get("why", "")))

    def _say(self, line: int, column: int, code: str, text: str, hint: str = "") -> None:
        self.problems.append(Problem(self.name, line, column, code, text, hint))


def _columns(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for k, text in enumerate(cells):
        name = _field_of(text)
        if name:
            found.setdefault(name, k)
    return found


def _field_of(text: str) -> str | None:
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).casefold().replace("_", " ")
    return next((name for name, words in FORM.items() if plain in words), None)


def _plain(text: str) -> str:
    """Return a cell without blanks at its ends, control characters, and the guard that an export puts before '='."""
    clean = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()
    return clean[1:] if clean.startswith("'") and clean[1:].startswith(FORMULAS) else clean


# ------------------------------------------------------------ files
def _csv(path: Path) -> list[tuple[int, Sequence[str]]]:
    text = _decoded(_bytes(path), path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, Sequence[str]]] = []
    line = 0
    try:
        for cells in reader:
            rows.append((line + 1, cells))
            line = reader.line_num
            _few(len(rows), path)
    except csv.Error as error:
        hint = "a quote inside a quoted text is written twice"
        raise PackError([Problem(path.name, line + 1, 1, "P004", f"no CSV from here on: {error}", hint)]) from error
    return rows


def _decoded(data: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path}: neither UTF-8 nor GB 18030; save the form with the encoding UTF-8")


def _sheet(path: Path) -> list[tuple[int, Sequence[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    data = _bytes(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED:
                raise InputError(f"{path} unpacks to more than {UNPACKED} bytes; is this the form?")
        if too_much := unfolded(data).too_much:
            raise InputError(f"{path}: {too_much}; is this the form?")
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        cells = book.get_sheet_by_name(names[0]).to_python(skip_empty_area=False) if names else []
    except (CalamineError, Malformed, zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError(f"{path}: no workbook that can be read ({error})") from error
    _few(len(cells), path)
    return [(line, [_text(cell) for cell in row]) for line, row in enumerate(cells, 1)]


def _text(cell: object) -> str:
    """Return a cell as text; a whole number without the point that a spreadsheet keeps."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise InputError(f"no form at {path}")
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path} is larger than {LARGEST} bytes")
    return path.read_bytes()


def _few(count: int, path: Path) -> None:
    if count > ROWS:
        raise InputError(f"{path} has more than {ROWS} rows; is this the form?")
