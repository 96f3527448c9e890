"""Where comments are kept: one file of dated records for each consultation, to which is only ever added.

A record is one line of JSON, written at once under a lock of the system: two users at once lose nothing, and a run that
is killed leaves either the whole record or a torn last line, which is told and left out.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from monazite.errors import InputError, OutputError, UsageError, nearest
from monazite.quality.consultation.model import DISPOSITIONS, Comment, Disposition, ends_at
from monazite.quality.model import Batch

__all__ = ["Added", "ConsultationStore", "Kept", "consultations_folder"]

RECORDS = "records.jsonl"
WAIT = 20.0  # seconds for another run to end its record
LARGEST = 256 * 1024 * 1024
ID = re.compile(rb'"id":"([0-9]{1,9})"')
BUSY = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)
NAMES = {field.name for field in fields(Comment)} - {"place"}


def consultations_folder(named: Path | None = None) -> Path:
    """Return the folder of consultations: `named`, else MONAZITE_CONSULTATIONS, else in the user's data folder."""
    told = os.environ.get("MONAZITE_CONSULTATIONS")
    if named is not None or told:
        return named or Path(told or "").expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        xdg = os.environ.get("XDG_DATA_HOME", "")
        base = Path(xdg) if xdg.startswith("/") else Path.home() / ".local" / "share"
    return base / "monazite" / "consultations"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a consultation: comments in the order they came, the last decision on each, and torn lines.

    `last` is the highest number that any comment had, one in a torn line too: it is never given again.
    """

    comments: tuple[Comment, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    torn: tuple[int, ...] = ()
    last: int = 0

    def decided(self) -> dict[str, Disposition]:
        """Return what was decided last on each comment, by its id; nothing for those without a decision yet."""
        return {one.comment: one for one in self.dispositions}


@dataclass(frozen=True, slots=True)
class Added:
    """What an import did: the comments that are new, with their ids, and how many were kept already."""

    comments: tuple[Comment, ...]
    already: int


@dataclass(frozen=True, slots=True)
class ConsultationStore:
    """The consultations in a folder, each by the id of its batch."""

    folder: Path

    def path(self, batch: str) -> Path:
        """Return the folder of a consultation, named after its batch."""
        name = re.sub(r"[^0-9A-Za-z\u4e00-\u9fff._-]+", "-", batch).strip("-.")
        if not name:
            raise UsageError(f"'{batch}' is no name of a batch")
        if name != batch:  # "A/B" and "A-B" are two
            name += f"-{hashlib.sha256(batch.encode('utf-8')).hexdigest()[:8]}"
        return self.folder / name

    def kept(self, batch: str) -> Kept:
        """Return what is kept of a consultation; nothing where it has no records yet."""
        return _read(self.path(batch) / RECORDS)

    def add(
        self, batch: Batch, comments: Sequence[Comment], now: dt.datetime, received: dt.datetime | None = None
    ) -> Added:
        """Keep comments, all or none; those that are kept already are counted and not kept twice.

        Ids go on from the last one. `received` is when they came, by default now; what came after the end of the window
        is kept and marked as late.
        """
        path, stamp, came = self.path(batch.id), _instant(now), received or now
        ends = ends_at(batch)
        with _alone(path):
            kept = _read(path / RECORDS)
            known = {one.key for one in kept.comments}
            new: list[Comment] = []
            for one in comments:
                if one.key not in known:
                    known.add(one.key)
                    number = str(kept.last + len(new) + 1)
                    late = ends is not None and came >= ends
                    new.append(replace(one, id=number, received=_instant(came), late=late))
            if new:
                told = [{name: value for name, value in asdict(one).items() if name in NAMES} for one in new]
                _append(path / RECORDS, {"what": "comments", "at": stamp, "batch": batch.id, "comments": told})
        return Added(tuple(new), len(comments) - len(new))

    def decide(self, batch: str, decisions: Sequence[Disposition], now: dt.datetime) -> int:
        """Keep decisions on comments, all or none; a later one takes the place of an earlier one, which stays on file.

        Raises UsageError for a comment that is not kept, for what is no decision, and where a reason is missing.
        """
        path, stamp = self.path(batch), _instant(now)
        with _alone(path):
            ids = [one.id for one in _read(path / RECORDS).comments]
            faults = [fault for one in decisions for fault in _faults(one, ids)]
            if faults:
                raise UsageError("; ".join(faults))
            told = [asdict(replace(one, at=stamp)) for one in decisions]
            if told:
                _append(path / RECORDS, {"what": "dispositions", "at": stamp, "batch": batch, "dispositions": told})
        return len(told)


def _instant(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def _faults(one: Disposition, ids: Sequence[str]) -> Iterator[str]:
    if one.comment not in ids:
        yield f"no comment '{one.comment}'{f': 1 to {len(ids)}' if ids else ': there is none yet'}"
    if one.decision not in DISPOSITIONS:
        yield f"comment {one.comment}: '{one.decision}' is no decision; {nearest(one.decision, DISPOSITIONS)}"
    elif one.decision != "accepted" and not one.reason.strip():
        yield f"comment {one.comment}: {one.decision} needs a reason"


# ------------------------------------------------------------ the file
def _append(path: Path, record: dict[str, Any]) -> None:
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
    try:
        with path.open("ab") as file:
            if file.tell() and _last_byte(path) != b"\n":  # a run was killed in the middle of its line
                line = b"\n" + line
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)


def _read(path: Path) -> Kept:
    if not path.is_file():
        return Kept()
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path} is larger than {LARGEST} bytes")
    comments: list[Comment] = []
    dispositions: list[Disposition] = []
    torn: list[int] = []
    last = 0
    for number, line in enumerate(_lines(path), 1):
        if line.strip() and not _take(line, comments, dispositions):
            torn.append(number)
            last = max([last, *(int(told) for told in ID.findall(line))])
    numbers = (int(one.id) for one in comments if one.id.isdecimal())
    return Kept(tuple(comments), tuple(dispositions), tuple(torn), max([last, *numbers]))


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def _take(line: bytes, comments: list[Comment], dispositions: list[Disposition]) -> bool:
    """Take one record; return False where the line is none."""
    try:
        record = json.loads(line)
        new = [_comment(one) for one in record.get("comments", ())]
        decided = [Disposition(**_texts(one)) for one in record.get("dispositions", ())]
    except (ValueError, TypeError, AttributeError, RecursionError):
        return False
    comments += new
    dispositions += decided
    return True


def _comment(told: dict[str, Any]) -> Comment:
    own = {name: value for name, value in told.items() if name in NAMES}
    late = own.pop("late", False)
    return Comment(**_texts(own), late=late is True)


def _texts(told: dict[str, Any]) -> dict[str, str]:
    """Return fields that are all texts; TypeError where one is not."""
    if not all(isinstance(value, str) for value in told.values()):
        raise TypeError("a field is no text")
    return told


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, made if it is absent, while the block runs; wait for another, then OutputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise OutputError(f"cannot write {folder}: {error.strerror or error}") from error
    try:
        until = time.monotonic() + WAIT
        while not _lock(file):
            if time.monotonic() > until:
                raise OutputError(f"{folder}: another run has been writing here for {WAIT:.0f} seconds; try again")
            time.sleep(0.01)
        yield
    finally:
        os.close(file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in BUSY:
                return False
            raise OutputError(f"no lock can be held here: {error.strerror or error}") from error
        return True
