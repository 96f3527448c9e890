"""Every error that Monazite raises, as one tree.

    MonaziteError
    ├── UsageError        a command or call asks for something that does not exist   (exit 2)
    ├── InputError        an input cannot be used at all                             (exit 2)
    ├── OutputError       an output cannot be written                                (exit 2)
    └── ProblemsError     a text written by people has mistakes, all of them listed  (exit 2)
        ├── VocabularyError
        └── PackError

A mistake in a text is a `Problem`: a record with its place, so that all of them can be collected and shown.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = [
    "InputError",
    "MonaziteError",
    "OutputError",
    "PackError",
    "Problem",
    "ProblemsError",
    "UsageError",
    "VocabularyError",
    "nearest",
]


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a text: where it is, what it is, and what was probably meant.

    `line` and `column` count from 1; `code` is stable ("P040"), `text` is for people, `hint` says what to do.
    """

    path: str
    line: int
    column: int
    code: str
    text: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}: {self.code} {self.text}"
        return f"{place}\n    hint: {self.hint}" if self.hint else place


class MonaziteError(Exception):
    """The root: whatever goes wrong for a reason that a user can understand."""

    exit_code = 2


class UsageError(MonaziteError):
    """A command or call names something that does not exist."""


class InputError(MonaziteError):
    """An input cannot be used at all (absent, empty, of no known format)."""


class OutputError(MonaziteError):
    """An output cannot be written."""


class ProblemsError(MonaziteError):
    """Texts with mistakes; `problems` holds every one of them, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


class VocabularyError(ProblemsError):
    """The vocabulary itself is wrong."""


class PackError(ProblemsError):
    """A pack cannot be used."""


def nearest(word: str, known: Iterable[str], *, at_most: int = 12) -> str:
    """Return a hint: the known word nearest to `word`, or the list of known words."""
    words = list(dict.fromkeys(known))
    lower = {w.lower(): w for w in words}
    match = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    if match:
        return f"did you mean '{lower[match[0]]}'?"
    if not words:
        return ""
    shown = ", ".join(words[:at_most])
    return f"one of: {shown}" + (" …" if len(words) > at_most else "")
