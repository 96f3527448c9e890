"""Finding licences: those that a line names, and those that its items and exporter could fall under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monazite.licences.cover import Line
from monazite.licences.model import Grant, Register
from monazite.licences.names import folded

__all__ = ["Candidates", "numbers_named"]

_SEVERAL = re.compile(r"[;,、，；|\n]+")


def numbers_named(text: str | None, register: Register) -> tuple[tuple[Grant, ...], tuple[str, ...]]:
    """Return (grants of the licences that a cell names, numbers that the register lacks); several numbers are split."""
    if not text or not folded(text):
        return (), ()
    whole = register.by_number.get(folded(text))
    if whole:
        return whole, ()
    parts = [part.strip() for part in _SEVERAL.split(text) if part.strip()]
    grants = [grant for part in dict.fromkeys(parts) for grant in register.by_number.get(folded(part), ())]
    return tuple(grants), tuple(part for part in dict.fromkeys(parts) if folded(part) not in register.by_number)


class Candidates:
    """Grants by item and holder, so that a line is held against few of many."""

    def __init__(self, register: Register) -> None:
        self._grants: dict[tuple[str, str], list[tuple[int, Grant]]] = {}
        for place, grant in enumerate(register.grants):
            if grant.status == "issued":
                for item in grant.items:
                    key = ("*" if item.endswith("*") else _lowered(item), folded(grant.holder) if grant.holder else "")
                    self._grants.setdefault(key, []).append((place, grant))

    def of(self, line: Line, entries: Sequence[str], regime: str) -> Iterator[Grant]:
        """Yield the grants that one of the entries and the exporter may fall under, in the order of the register."""
        holders = {"", folded(line.exporter or "")}
        found: dict[int, Grant] = {}
        for key in _keys(entries, regime):
            for holder in holders:
                found.update(self._grants.get((key, holder), ()))
        yield from (found[place] for place in sorted(found))


def _lowered(item: str) -> str:
    regime, colon, code = item.rpartition(":")
    return f"{regime}{colon}{code.casefold()}"


def _keys(entries: Sequence[str], regime: str) -> set[str]:
    """Return an entry's codes and everything above them, with and without the regime."""
    out = {"*"}
    for entry in entries:
        listed = entry.partition(":")[2].casefold()
        for code in (part.strip() for part in listed.split(";")):
            words = code.split(".")
            above = [".".join(words[: n + 1]) for n in range(len(words))]
            out.update(above, (f"{regime}:{name}" for name in above))
    return out
