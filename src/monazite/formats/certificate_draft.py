"""What a reader of certificates finds, as it is written: texts with their places, before anything is understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from monazite.errors import InputError, Problem

__all__ = ["LINE_FIELDS", "MAX_BYTES", "CodedError", "Draft", "Line", "Notes", "Where", "shown"]

MAX_BYTES = 20 << 20
SHOWN = 60
MOST, END = 500, 10**9  # mistakes of a file that are told; a line behind its last one
LINE_FIELDS = tuple(
    "analyte operator value text unit basis expanded standard_u k low high method specification".split()
)


class CodedError(InputError):
    """A file that is no certificate at all; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class Where(Protocol):
    """Where a part of a certificate stands."""

    def of(self, name: str) -> tuple[int, int, str]:
        """Return line and column, from 1, and the name of the place (JSON pointer, cell, element) of a field."""

    def label(self, name: str) -> str:
        """Return only the name of the place of a field, which is quick."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of results: the fields of LINE_FIELDS as texts, and where they stand.

    `unsure` tells that it is not certain which cell is its result, which is noted: its number then counts for nothing.
    """

    fields: Mapping[str, str]
    where: Where
    unsure: bool = False

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Draft:
    """One certificate: the fields of Certificate as texts, its claims and lines, and where it stands.

    `promised` tells that it lays down what goods are to be, and reports nothing that was found.
    """

    fields: Mapping[str, str]
    where: Where
    lines: Sequence[Line] = ()
    claims: Sequence[tuple[str, str, str]] = ()
    promised: bool = False

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "").strip()


@dataclass
class Notes:
    """The mistakes found so far in one file."""

    path: str
    found: list[Problem] = field(default_factory=list)

    def say(self, where: Where, name: str, code: str, text: str, hint: str | Callable[[], str] = "") -> None:
        """Note one mistake at the place of a field; of very many the first ones are kept.

        A hint that takes time to find is a function: it is asked only for a mistake that is kept.
        """
        if len(self.found) >= MOST:
            self.found[-1] = Problem(self.path, END, 1, "C099", "there are more mistakes", "mend these first")
            return
        line, column, label = where.of(name)
        told = hint if isinstance(hint, str) else hint()
        self.found.append(Problem(self.path, line, column, code, f"{label}: {text}" if label else text, told))

    def fail(self, code: str, text: str, hint: str = "", line: int = 1, column: int = 1) -> CodedError:
        """Return the error of a file that is no certificate at all."""
        return CodedError(Problem(self.path, line, column, code, text, hint))


def shown(text: str) -> str:
    """Return a text as a message shows it: on one line and not too long."""
    plain = " ".join(text.split())
    return f"{plain[:SHOWN]}…" if len(plain) > SHOWN else plain
