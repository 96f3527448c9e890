"""What must be on a licence: the control entries of a line by family, as far as a provision makes them licensable.

A family is a code up to its first point: 1C905.b (oxides) and 1C905.c (compounds) are two names of one substance, so
one of them on the licence is enough; 1C902 beside it is another substance and must be on the licence too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from monazite.outcomes import OUTCOMES

__all__ = ["LICENSABLE", "Families", "Family"]

# Entries of which one must be on the licence: ("cn:1C905.b", "cn:1C905.c").
Family = tuple[str, ...]

# What a licence may lift: from this outcome on.
LICENSABLE = OUTCOMES.index("case_by_case")

# An annex lists goods by their tariff line; a licence names their control code.
GROUP = "annex"

KEPT = 100_000


class Families:
    """Answers which families must be on a licence; `reach` tells for a provision which entries it makes licensable."""

    def __init__(self, reach: Mapping[str, Collection[str]]) -> None:
        self._reach = reach
        self._known: dict[tuple[str, Sequence[str], Sequence[str]], tuple[Family, ...]] = {}

    def of(self, regime: str, items: Sequence[str], bases: Sequence[str]) -> tuple[Family, ...]:
        """Return the families of a line's entries that the provisions in `bases` make licensable under a regime.

        Where none of them names an entry of the line, every family of the line is needed; regime "" is all regimes.
        """
        key = (regime, tuple(items), tuple(bases))
        if key not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            own = [item for item in items if not regime or item.startswith(f"{regime}:")]
            reached = {entry for base in bases for entry in self._reach.get(base, ())}
            self._known[key] = _families(own, [entry for entry in own if entry in reached] or own)
        return self._known[key]


def _families(own: Sequence[str], needed: Sequence[str]) -> tuple[Family, ...]:
    """Return the entries by family; an annex is satisfied by any code of the line and counts only by itself."""
    found: dict[tuple[str, frozenset[str]], list[str]] = {}
    for entry in needed:
        found.setdefault(_family(entry), []).append(entry)
    coded = tuple(tuple(entries) for key, entries in found.items() if not _is_group(key))
    codes = [entry for entry in own if not _is_group(_family(entry))]
    return coded or tuple((*entries, *codes) for entries in found.values())


def _family(entry: str) -> tuple[str, frozenset[str]]:
    """Return the regime and the family of an entry; an entry of several codes is a family of its own."""
    regime, _, listed = entry.partition(":")
    return regime, frozenset(code.strip().partition(".")[0] for code in listed.split(";"))


def _is_group(key: tuple[str, frozenset[str]]) -> bool:
    return all(name.casefold().startswith(GROUP) for name in key[1])
