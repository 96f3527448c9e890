"""Which provisions and which groups of countries the grid shows: countries that no row tells apart share a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from monazite.report.parity_pictures import Cell, Grid
from monazite.report.texts import Texts
from monazite.vocabulary import COUNTRIES

__all__ = ["ROWS", "grid_of"]

ROWS = 60
_FEW = 4
Data = Mapping[str, Any]


def grid_of(dependences: Sequence[Data], t: Texts) -> Grid:
    """Return the grid of what is in force and tells some foreign countries from others."""
    shown = [d for d in dependences if d["now"] and d["tells"] == "named" and d["reach"]][:ROWS]
    reached = [_by_country(one) for one in shown]
    groups: dict[tuple[int, ...], list[str]] = {}
    for country in sorted(COUNTRIES):
        groups.setdefault(tuple(by.get(country, by[""]) for by in reached), []).append(country)
    columns = sorted(groups.items(), key=lambda pair: (len(pair[1]), pair[1]))
    names = [_name(members, k == len(columns) - 1, t) for k, (_, members) in enumerate(columns)]
    cells = [
        [_cell(one, key[row], name, t) for (key, _), name in zip(columns, names, strict=True)]
        for row, one in enumerate(shown)
    ]
    return Grid(names if shown else [], [(_title(one, t), f"{one['regime']} · {one['fact']}") for one in shown], cells)


def _by_country(one: Data) -> dict[str, int]:
    """Return country → the place of its reach; "" for every country that is not named."""
    out = {member: k for k, r in enumerate(one["reach"]) for member in r["members"] or ()}
    rest = [k for k, r in enumerate(one["reach"]) if r["members"] is None]
    return out | {"": rest[0] if rest else 0}


def _title(one: Data, t: Texts) -> str:
    basis = one["basis"]
    return str((t.language == "zh" and basis["title_zh"]) or basis["title"])


def _cell(one: Data, place: int, name: str, t: Texts) -> Cell:
    how = one["reach"][place]["how"]
    outcome = t.name("outcome", one["outcome"]) if one["outcome"] else t("effect_only")
    words = f"{name}{t('colon')}{t.name('how', how)}"
    return Cell(one["outcome"], how, words if how == "out" else f"{words}{t('comma')}{outcome}")


def _name(members: Sequence[str], rest: bool, t: Texts) -> str:
    if rest:
        return t("all_others", n=len(members))
    few = " ".join(members[:_FEW])
    return few if len(members) <= _FEW else f"{few} … ({len(members)})"
