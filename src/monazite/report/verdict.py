"""Verdicts on certificates as pages to hand on: what stands on them, and their writing as one PDF.

Everything here is a text that is ready to be shown; `monazite certificate check --pdf` fills it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from monazite.errors import OutputError, UsageError
from monazite.report.texts import short
from monazite.report.verdict_pdf import compiled, require
from monazite.report.verdict_scale import Scale
from monazite.write.whole import whole_file, writing

__all__ = ["MOST", "Finding", "Row", "Sheet", "Verdicts", "check_verdicts", "render_verdicts", "write_verdicts"]

MOST = 1_000  # certificates of one PDF
CELL, LINE = 160, 1_000  # letters of a text in a table, and of one that has a line of its own
# A run of letters without a place to break is given some: behind separators, else every twelve letters.
RUN = re.compile(r"[^\s\u2e80-\uffff]{17,}")
PIECE = re.compile(r"[^-_./\\,;:+#]{0,11}[-_./\\,;:+#]|.{12}(?=.)")


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement: its state (one of STATES, and in words), what it asks, what was found, why, and its picture.

    Texts are as printed; `ways` say what was converted. Any may be empty.
    """

    state: str
    state_text: str
    analyte: str
    limit: str
    result: str
    converted: str = ""
    ways: str = ""
    why: str = ""
    rounded: str = ""
    probability: str = ""
    scale: Scale | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit: a code, how strong it is in words, what it is, and what it does not show."""

    code: str
    strength: str
    text: str
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the pages of one certificate; `facts` and `sources` are pairs of texts."""

    state: str
    state_text: str
    heading: str
    name: str
    lot: str
    product: str
    grade: str
    because: str
    standard: str = ""
    facts: Sequence[tuple[str, str]] = ()
    rows: Sequence[Row] = ()
    notes: Sequence[str] = ()
    findings: Sequence[Finding] = ()
    mistakes: Sequence[str] = ()
    sources: Sequence[tuple[str, str]] = ()
    path: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All pages of a PDF: `labels` are the fixed texts of the template, `counts` pairs of a state and its words.

    `refused` are files that could not be read, `mistakes` what is wrong in files of several certificates. `closing`
    are the rule, the versions and the notice.
    """

    title: str
    language: str
    on: dt.date
    sheets: Sequence[Sheet]
    labels: Mapping[str, str]
    counts: Sequence[tuple[str, str]] = ()
    summary: str = ""
    refused: Sequence[str] = ()
    mistakes: Sequence[str] = ()
    closing: Sequence[str] = ()


def check_verdicts(option: str, path: str) -> None:
    """Raise before the work where no PDF could be written after it; `option` is the one that names it."""
    require()
    if not path.lower().endswith(".pdf"):
        raise UsageError(f"{option} {path}: the name of a PDF ends in .pdf")
    folder = Path(path).resolve().parent
    if not folder.is_dir():
        raise OutputError(f"{option} {path}: the folder {folder} does not exist")


def render_verdicts(verdicts: Verdicts, *, system_fonts: bool = True) -> bytes:
    """Return the pages as PDF/A-2a with tags (PDF/UA-1); the same pages are the same bytes, with the same fonts.

    Its day is that of the verdicts. Raises UsageError for more certificates than a PDF is made of, without the extra
    `reports`, and for letters that no font here can show: a blank would be worse.
    """
    if len(verdicts.sheets) > MOST:
        told = f"a PDF of {len(verdicts.sheets):,} certificates: {MOST:,} at most"
        raise UsageError(f"{told}; check fewer at a time, or leave --pdf out and use --out")
    return compiled(_plain(asdict(verdicts)), verdicts.on, system_fonts=system_fonts)


def write_verdicts(path: str, data: bytes) -> None:
    """Write a PDF to `path`, whole or not at all; raise OutputError where it cannot be written."""
    with whole_file(Path(path)) as file, writing(path):
        file.write_bytes(data)


def _plain(value: Any, name: str = "") -> Any:
    """Return what JSON can hold: texts made fit for a page, by the name of their field."""
    if isinstance(value, str) or name == "labels":
        return value if name in ("labels", "language", "state", "sha256") else _fit(value, name)
    if isinstance(value, Mapping):
        return {key: _plain(part, key) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part, name) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value


WIDE = frozenset("because standard notes mistakes refused closing summary text caveat sources".split())


def _fit(text: str, name: str) -> str:
    """Return a text on one line, not too long, with places to break in runs of letters that have none."""
    return RUN.sub(lambda run: PIECE.sub("\\g<0>\u200b", run[0]), short(text, LINE if name in WIDE else CELL))
