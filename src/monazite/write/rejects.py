"""The file of rejects: every line of the input that could not be read, with its place and the reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol

from monazite.errors import OutputError
from monazite.write.whole import whole_file, writing

__all__ = ["COLUMNS", "RejectFile"]

COLUMNS = ("source", "row", "column", "reason", "text")
HEADER = ",".join(COLUMNS) + "\n"
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Reject(Protocol):
    @property
    def source(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def reason(self) -> str: ...
    @property
    def text(self) -> str: ...


class RejectFile:
    """A CSV of rejects, made when the first one comes: `written` counts them. Whole at the end of `with`, or absent."""

    def __init__(self, path: str) -> None:
        if not path.lower().endswith(".csv"):
            raise OutputError(f"cannot write {path}: rejects are written as .csv")
        self.path, self.written = Path(path), 0
        self._stack = ExitStack()
        self._rows: Any = None

    def __enter__(self) -> RejectFile:
        return self

    def write(self, rejects: Iterable[_Reject]) -> None:
        """Write rejects (source, row, column, reason, text); cells that would run as formulas get an apostrophe."""
        with writing(self.path):
            for reject in rejects:
                if self._rows is None:
                    file = self._open()
                    file.write(HEADER)
                    self._rows = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
                place = (reject.row, reject.column or "")
                self._rows.writerow((_safe(reject.source), *place, _safe(reject.reason), _safe(reject.text)))
                self.written += 1

    def _open(self) -> IO[str]:
        temporary = self._stack.enter_context(whole_file(self.path))
        return self._stack.enter_context(temporary.open("w", encoding="utf-8", newline=""))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with writing(self.path):
            self._stack.__exit__(kind, error, trace)
            if kind is None and self._rows is None:
                self._remove_old()

    def _remove_old(self) -> None:
        """Remove the rejects of an earlier run under the same name, which would be taken for this one's."""
        if self.path.is_file():
            with self.path.open("rb") as file:
                old = file.read(len(HEADER)) == HEADER.encode()
            if old:
                self.path.unlink()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text
