"""JSON objects as rows of texts: nested names joined by points, lists of legs and parts exploded into rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from monazite.read.chain_facts import item_facts
from monazite.read.chain_places import DEEPEST, part_path
from monazite.read.chains import LINKS
from monazite.read.columns import Wishes
from monazite.vocabulary import fold_heading, vocabulary

__all__ = ["NESTED", "ROWS_AT_MOST", "Row", "rows_of"]

NESTED = ("legs", "contains")
ROWS_AT_MOST = 10_000
DEPTH_AT_MOST = 8
Row = dict[str, str | None]


def rows_of(item: Any, wishes: Wishes) -> list[Row]:
    """Return an object as rows of texts by key: one, or with legs and parts one for each of them.

    Every leg is followed by its parts, deeper ones after the part they are in. What stands beside `legs` holds for
    every leg that does not say otherwise; facts about the item are written on the first leg only, for the others
    share them. Raises ValueError for anything that has another shape.
    """
    if not isinstance(item, dict):
        raise ValueError("the line is no JSON object")
    if not any(key in item for key in NESTED):
        return [_flat(item)]
    return _Explosion(wishes).rows(item)


@dataclass
class _Explosion:
    """The rows of one object so far."""

    wishes: Wishes
    out: list[Row] = field(default_factory=list)

    def rows(self, item: Mapping[str, Any]) -> list[Row]:
        legs, facts = _objects(item, "legs"), self._facts(item)
        if not legs:
            self._add(facts)
            self._parts(item, facts.get("component") or "", {})
            return self.out
        for name in LINKS:
            if facts.get(name) is not None:
                raise ValueError(f"{name}: an object with legs says it on its legs, not beside them")
        for number, leg in enumerate(legs, 1):
            self._leg(number, leg, item, facts, repeated=number > 1 and not _objects(legs[0], "contains"))
        return self.out

    def _leg(self, number: int, leg: Mapping[str, Any], item: Mapping[str, Any], facts: Row, *, repeated: bool) -> None:
        if "legs" in leg:
            raise ValueError("legs: a leg has no legs of its own")
        own = {key: text for key, text in self._facts(leg).items() if text is not None}
        row = {"leg": str(number)} | {k: v for k, v in facts.items() if number == 1 or self._is_shared(k)} | own
        self._add(row)
        inside = leg if _objects(leg, "contains") else item
        self._parts(inside, "", {"leg": row["leg"]}, bare=repeated and inside is item)

    def _parts(self, item: Mapping[str, Any], path: str, place: Row, *, bare: bool = False, depth: int = 1) -> None:
        """Add the parts of an object; bare ones say only where they stand, since the first leg says what they are."""
        parts = _objects(item, "contains")
        if parts and depth > DEEPEST:
            raise ValueError(f"contains: parts are nested more than {DEEPEST} deep")
        for number, part in enumerate(parts, 1):
            if "legs" in part:
                raise ValueError("legs: a part has no legs of its own; they belong to the goods")
            facts = self._facts(part)
            at = _below(path, number, facts.get("component"))
            self._add((place if bare else facts | place) | {"component": at})
            self._parts(part, at, place, bare=bare, depth=depth + 1)

    def _facts(self, item: Mapping[str, Any]) -> Row:
        """Return what an object says itself, its leg and its place under their own names."""
        flat = _flat({key: value for key, value in item.items() if key not in NESTED})
        renamed = {key: name if (name := self._named(key)) in LINKS else key for key in flat}
        return {str(renamed[key]): text for key, text in flat.items()}

    def _named(self, key: str) -> str | None:
        """Return the fact that a key is, as far as its spelling tells."""
        wished = self.wishes.mapping.get(key, self.wishes.facts.get(key, key))
        return vocabulary().headings.get(fold_heading(re.sub(r"\s*[(\[（【{].*", "", wished)))

    def _is_shared(self, key: str) -> bool:
        name = self._named(key)
        return name is not None and name not in item_facts()

    def _add(self, row: Row) -> None:
        if len(self.out) >= ROWS_AT_MOST:
            raise ValueError(f"the object has more than {ROWS_AT_MOST} legs and parts")
        self.out.append(row)


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
