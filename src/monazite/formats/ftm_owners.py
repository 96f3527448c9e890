"""Reading FollowTheMoney entities into a graph of ownership: Ownership, Directorship and Control between the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from monazite.formats.ftm_parties import NAMES, parties_of
from monazite.formats.json_values import values
from monazite.parties.asked import Asked
from monazite.parties.ownership.days import DayError, Stretch, read_day, window
from monazite.parties.ownership.graph import Graph
from monazite.parties.ownership.model import NODE_KINDS, NOTHING_SURE, Finding, Holding, Node, Share
from monazite.parties.ownership.shares import ShareError, read_share

__all__ = ["is_ftm", "read_ftm"]

# Schema -> property of the owner, property of what is held, family.
EDGES = {
    "Ownership": ("owner", "asset", "capital"),
    "Directorship": ("director", "organization", "tie"),
    "Control": ("controller", "controlled", "control"),
}
KINDS = {"Person": "person", "PublicBody": "state"}
INDIRECT = ("indirect", "ultimate")
VOTES = ("voting", "votes")


def is_ftm(value: Any) -> bool:
    """Whether a value looks like a FollowTheMoney entity."""
    return isinstance(value, dict) and isinstance(value.get("schema"), str) and "properties" in value


def read_ftm(path: Path) -> Graph:
    """Return the graph of FollowTheMoney entities, JSON lines or a list; what cannot be read is a finding.

    Several percentages of one entity are read as a range. `ownershipType` indirect and ultimate are sums over others.
    """
    reader = _Reader()
    for place, value in values(path, reader.findings):
        reader.add(place, value)
    for place, edge in reader.edges:
        reader.hold(place, edge)
    return Graph.of(reader.nodes.values(), _classed(reader.holdings), reader.findings)


def _classed(holdings: Sequence[Holding]) -> list[Holding]:
    """Return the holdings with classes of shares only where a company has several: 'ordinary' alone is all of it."""
    classes: dict[str, set[str]] = {}
    for holding in holdings:
        classes.setdefault(holding.asset, set()).add(holding.share_class)
    return [h if len(classes[h.asset] - {""}) > 1 else replace(h, share_class="") for h in holdings]


class _Reader:
    """Nodes, then edges between them: an edge may stand before what it joins."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: list[tuple[str, Mapping[str, Any]]] = []
        self.holdings: list[Holding] = []
        self.findings: list[Finding] = []

    def say(self, place: str, code: str, text: str) -> None:
        self.findings.append(Finding(place, code, text))

    def add(self, place: str, value: Any) -> None:
        """Note one entity."""
        if not is_ftm(value) or not isinstance(value["properties"], dict):
            self.say(place, "no_entity", "no FollowTheMoney entity: it has no schema or no properties")
        elif value["schema"] in EDGES:
            self.edges.append((place, value))
        elif not isinstance(value.get("id"), str):
            self.say(f"{place}.id", "no_id", "an entity without an id cannot own or be owned")
        elif names := _texts(value["properties"].get("name")):
            every = dict.fromkeys(text for key in NAMES for text in _texts(value["properties"].get(key)))
            others = tuple(every)[1:]
            topics = tuple(_texts(value["properties"].get("topics")))
            asked = parties_of(value)
            known = Asked("") if isinstance(asked, str) else asked[0]
            kind = KINDS.get(value["schema"]) or (known.kind if known.kind in NODE_KINDS else "")
            countries = known.countries if any(known.countries) else ()
            self.nodes[value["id"]] = Node(value["id"], names[0], kind, others, topics, countries, known.identifiers)

    def hold(self, place: str, value: Mapping[str, Any]) -> None:
        """Note the holdings of one edge: every owner with every asset."""
        properties = value["properties"]
        source, target, family = EDGES[value["schema"]]
        owners, assets = _texts(properties.get(source)), _texts(properties.get(target))
        for name, ids in ((source, owners), (target, assets)):
            if not ids:
                self.say(f"{place}.properties.{name}", "required", f"'{name}' is missing, so this holding is left out")
        pattern = self._pattern(place, properties, family, many=len(owners) > 1)
        self.holdings += [_with(pattern, self._known(o, place), self._known(a, place)) for o in owners for a in assets]

    def _pattern(self, place: str, properties: Mapping[str, Any], family: str, *, many: bool) -> Holding:
        kinds = {w.lower() for key in ("ownershipType", "controlType", "role") for w in _texts(properties.get(key))}
        share = self._share(place, properties, family)
        if family == "control" and kinds & set(VOTES):
            family = "voting"
        return Holding(
            owner="",
            asset="",
            share=NOTHING_SURE if many else share,  # one percentage of several owners is nobody's own
            family=family,
            share_class=next(iter(_texts(properties.get("sharesType"))), ""),
            indirect=bool(kinds & set(INDIRECT)),
            nominee="nominee" in kinds,
            window=window(
                self._day(place, properties, "startDate", "date"), self._day(place, properties, "endDate"), ceased=False
            ),
            known=self._first_known(place, properties),
            place=place,
        )

    def _share(self, place: str, properties: Mapping[str, Any], family: str) -> Share:
        found = []
        for number, text in enumerate(_texts(properties.get("percentage"))):
            try:
                found.append(read_share(text))
            except ShareError as error:
                self.say(f"{place}.properties.percentage[{number}]", "no_share", f"{error}; any share is possible")
                return NOTHING_SURE
        if not found:
            return NOTHING_SURE
        low, high = min(found, key=lambda s: (s.low, s.above)), max(found, key=lambda s: (s.high, not s.below))
        return Share(low.low, high.high, low.above, high.below)

    def _day(self, place: str, properties: Mapping[str, Any], *keys: str) -> Stretch | None:
        """Return the day of the first of some properties that has one; of several days the whole stretch."""
        for key in keys:
            try:
                found = [day for text in _texts(properties.get(key)) if (day := read_day(text))]
            except DayError as error:
                self.say(f"{place}.properties.{key}", "no_day", f"{error}; left open")
                continue
            if found:
                return min(first for first, _ in found), max(last for _, last in found)
        return None

    def _first_known(self, place: str, properties: Mapping[str, Any]) -> dt.date | None:
        day = self._day(place, properties, "retrievedAt", "modifiedAt")
        return day[0] if day else None

    def _known(self, id: str, place: str) -> str:
        if id not in self.nodes:
            self.say(place, "no_such_entity", f"no entity with a name has the id '{id[:60]}'")
            self.nodes[id] = Node(id, id, "")
        return id


def _with(holding: Holding, owner: str, asset: str) -> Holding:
    return replace(holding, owner=owner, asset=asset)


def _texts(value: Any) -> list[str]:
    """Return the texts of a property; an entity inside an entity counts by its id."""
    parts = value if isinstance(value, list) else [] if value is None else [value]
    found = [part.get("id") if isinstance(part, dict) else part for part in parts]
    return [str(part).strip() for part in found if isinstance(part, str | int) and str(part).strip()]
