"""JSON objects as rows of texts: nested names joined by points, lists of legs and parts exploded into rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from monazite.errors import InputError, UsageError
from monazite.read.cells import Column
from monazite.read.chain_facts import item_facts, own_facts, told_in
from monazite.read.chain_places import DEEPEST, part_path
from monazite.read.chains import LINKS
from monazite.read.columns import Wishes, facts_named, map_columns

__all__ = ["NESTED", "ROWS_AT_MOST", "Row", "rows_of"]

NESTED = ("legs", "contains")
ROWS_AT_MOST = 10_000
TOO_MANY = f"the object has more than {ROWS_AT_MOST} legs and parts"
# Of what later legs repeat, in cells and characters: a small object must not become a large table.
REPEATED_AT_MOST = 1 << 18
DEPTH_AT_MOST = 8
Row = dict[str, str | None]
Parts = list[tuple[str, Row]]


def rows_of(item: Any, wishes: Wishes) -> list[Row]:
    """Return an object as rows of texts by key: one, or with legs and parts one for each of them.

    Every leg is followed by its parts, deeper ones after the part they are in. What stands beside `legs` holds for
    every leg that does not say otherwise; facts about the item are written on the first leg only, for the others
    share them. Raises ValueError for anything that has another shape, or whose legs repeat too much.
    """
    if not isinstance(item, dict):
        raise ValueError("the line is no JSON object")
    if not any(key in item for key in NESTED):
        return [_flat(item)]
    return _Explosion(wishes).rows(item)


@dataclass
class _Explosion:
    """The rows of one object so far; `repeated` counts cells and characters that stand on a leg before too."""

    wishes: Wishes
    out: list[Row] = field(default_factory=list)
    repeated: int = 0

    def rows(self, item: Mapping[str, Any]) -> list[Row]:
        legs, facts = _objects(item, "legs"), self._facts(item)
        if not legs:
            self._add(facts)
            for at, part in self._inside(item, facts.get("component") or ""):
                self._add(part | {"component": at})
            return self.out
        for name in LINKS:
            if facts.get(name) is not None:
                raise ValueError(f"{name}: an object with legs says it on its legs, not beside them")
        self._legs(legs, facts, list(self._inside(item, "")))
        return self.out

    def _legs(self, legs: Sequence[Mapping[str, Any]], facts: Row, beside: Parts) -> None:
        """Add legs with their parts; where the first has the parts beside the legs, the others only name them."""
        later, told = self._for_later(facts), False
        for number, leg in enumerate(legs, 1):
            place = self._leg(number, leg, facts if number == 1 else later)
            own = list(self._inside(leg, ""))
            for at, part in own or beside:
                self._add(part | place | {"component": at})
                if told and not own:
                    self._repeat(part)
            if not own and not told:
                told, shared = True, number == 1
                beside = [(at, {} if shared else self._for_again(part)) for at, part in beside]

    def _leg(self, number: int, leg: Mapping[str, Any], facts: Row) -> Row:
        """Add a leg with what stands beside it; return what its parts say of where they stand."""
        if "legs" in leg:
            raise ValueError("legs: a leg has no legs of its own")
        own: Row = {key: text for key, text in self._facts(leg).items() if text is not None}
        facts = self._unless_said(facts, own, other_units=number > 1)
        if number > 1:
            self._repeat(facts)
        self._add({"leg": str(number)} | facts | own)
        return {"leg": self.out[-1]["leg"]}

    def _inside(self, item: Mapping[str, Any], path: str, depth: int = 1) -> Iterator[tuple[str, Row]]:
        """Yield the place of every part of an object, and what it says; deeper ones after the part they are in."""
        parts = _objects(item, "contains")
        if parts and depth > DEEPEST:
            raise ValueError(f"contains: parts are nested more than {DEEPEST} deep")
        if len(parts) > ROWS_AT_MOST:
            raise ValueError(TOO_MANY)
        for number, part in enumerate(parts, 1):
            if "legs" in part:
                raise ValueError("legs: a part has no legs of its own; they belong to the goods")
            facts = self._facts(part)
            at = _below(path, number, facts.get("component"))
            yield at, facts
            yield from self._inside(part, at, depth + 1)

    def _for_later(self, facts: Row) -> Row:
        """Return what stands beside `legs` for those after the first: one key for each fact that legs do not share."""
        found: dict[str, str] = {}
        for key, name in sorted(self._named(facts).items(), key=lambda told: told[0] not in self.wishes.mapping):
            if facts[key] is not None and not self._is_of_item(key):
                found.setdefault(name, key)
        return {key: facts[key] for key in found.values()}

    def _for_again(self, part: Row) -> Row:
        """Return what a part says on a leg after the first that has it: not what depends on that leg."""
        names = self._named(part)
        return {key: text for key, text in part.items() if names.get(key) not in own_facts()}

    def _unless_said(self, facts: Row, own: Row, *, other_units: bool) -> Row:
        """Return facts without those that a leg says itself, and without amounts in what may be other units."""
        said = set(self._named(own).values())
        if not said:
            return facts
        names = self._named(facts)
        gone = {key for key, name in names.items() if name in said or (other_units and told_in(name) in said)}
        return {key: text for key, text in facts.items() if key not in gone}

    def _named(self, row: Row) -> dict[str, str]:
        """Return the column that each key is, where it is one."""
        return {key: column.name for key in row if (column := self._column(key)) is not None}

    def _repeat(self, row: Row) -> None:
        self.repeated += sum(1 + len(text or "") for text in row.values())
        if self.repeated > REPEATED_AT_MOST:
            raise ValueError(f"legs: more than {REPEATED_AT_MOST} cells and characters would be repeated on later legs")

    def _facts(self, item: Mapping[str, Any]) -> Row:
        """Return what an object says itself, its leg and its place under their own names."""
        flat = _flat({key: value for key, value in item.items() if key not in NESTED})
        return {self._link(key) or key: text for key, text in flat.items()}

    def _link(self, key: str) -> str | None:
        found = self._column(key)
        return found.name if found is not None and found.name in LINKS else None

    def _column(self, key: str) -> Column | None:
        wishes = self.wishes
        return _column(key, wishes.mapping.get(key), wishes.facts.get(key), wishes.units.get(key))

    def _is_of_item(self, key: str) -> bool:
        column = self._column(key)
        return column is not None and column.fact.name in item_facts()

    def _add(self, row: Row) -> None:
        if len(self.out) >= ROWS_AT_MOST:
            raise ValueError(TOO_MANY)
        self.out.append(row)


@lru_cache(maxsize=4096)
def _column(key: str, mapped: str | None, fact: str | None, unit: str | None) -> Column | None:
    """Return the column that a key is, by itself or as it is wished; None where it is no fact."""
    told = ((mapped, "mapping"), (fact, "facts"), (unit, "units"))
    wishes = Wishes(**{name: {key: word} for word, name in told if word is not None})
    if (fact if mapped is None else mapped) == "" or not facts_named([key], wishes):
        return None
    try:
        return map_columns([key], wishes, "")[0][0]
    except (InputError, UsageError):
        return None


def _objects(item: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return a list of objects; none where it is left out or NULL."""
    found = item.get(key)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
        raise ValueError(f"{key}: a list of objects is needed")
    return found


def _below(path: str, number: int, stated: str | None) -> str:
    """Return the place of a part: the one it states, which must be directly below, or the next one."""
    if stated is None:
        return f"{path}.{number}" if path else str(number)
    found = part_path(stated)
    if found is None or found.rpartition(".")[0] != (part_path(path) or path):
        whole = f"part {path}" if path else "the goods"
        raise ValueError(f"component: '{stated[:40]}' is no place of a part directly below {whole}")
    return found


def _flat(item: Mapping[str, Any]) -> Row:
    """Return an object with nested names joined by points and values as texts; ValueError where it is too deep."""
    return dict(_flattened(item, "", 0))


def _flattened(item: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, str | None]]:
    if depth > DEPTH_AT_MOST:
        raise ValueError(f"objects are nested more than {DEPTH_AT_MOST} deep")
    for key, value in item.items():
        if type(value) is str:
            yield prefix + key, value
        elif isinstance(value, dict):
            yield from _flattened(value, f"{prefix}{key}.", depth + 1)
        else:
            yield prefix + key, _text(value)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if any(isinstance(part, (list, dict)) for part in value):
            return json.dumps(value, ensure_ascii=False)
        return " ".join(_text(part) or "" for part in value) or None
    return str(value)
