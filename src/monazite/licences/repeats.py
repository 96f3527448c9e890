"""Which rows of a run were seen before: the same row again, or the same line number with other facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from monazite.licences.cover import Line

__all__ = ["DECLARED_TWICE", "NUMBER_USED_TWICE", "Repeats", "Seen"]

DECLARED_TWICE = "line declared twice"
NUMBER_USED_TWICE = "line number used twice with other facts"


@dataclass(frozen=True)
class Seen:
    """What is known of a row: its mark (None where it has no line number), what it drew on, what is odd."""

    mark: int | None = None
    drawn: tuple[int, ...] = ()
    findings: tuple[str, ...] = ()


class Repeats:
    """Remembers rows as hashes: two integers a row, and one tuple for all rows that drew on the same grants."""

    def __init__(self) -> None:
        self._numbers: set[int] = set()
        self._rows: dict[int, tuple[int, ...]] = {}
        self._shared: dict[tuple[int, ...], tuple[int, ...]] = {}

    def see(self, line: Line, items: Sequence[str]) -> Seen:
        """Return what is known of a row, and remember it; a row without declaration or line stands for itself."""
        if line.declaration is None or line.line is None:
            return Seen()
        number, mark = _hash(line.declaration, line.line), _hash(*vars(line).values(), *items)
        drawn = self._rows.get(mark)
        if drawn is not None:
            return Seen(mark, drawn, (DECLARED_TWICE,))
        self._rows[mark] = ()
        if number in self._numbers:
            return Seen(mark, (), (NUMBER_USED_TWICE,))
        self._numbers.add(number)
        return Seen(mark)

    def drew(self, seen: Seen, grants: Sequence[int]) -> None:
        """Remember the grants, by their row in the register, that a row drew on."""
        if seen.mark is not None:
            rows = (*seen.drawn, *grants)
            self._rows[seen.mark] = self._shared.setdefault(rows, rows)


def _hash(*values: object) -> int:
    """Return 96 bits: among a thousand million rows two differing ones meet less than once in ten thousand million."""
    return int.from_bytes(blake2b(repr(values).encode(), digest_size=12).digest(), "little")
