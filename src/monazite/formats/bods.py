"""Reading BODS 0.4 statements into a graph of ownership: every version of a record with the days it was known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from monazite.errors import InputError
from monazite.formats.bods_structure import check_statement, structure
from monazite.formats.json_values import values
from monazite.parties.asked import identifiers_of
from monazite.parties.model import Identifier
from monazite.parties.ownership.days import DayError, Stretch, read_day, window
from monazite.parties.ownership.graph import Graph
from monazite.parties.ownership.model import NOTHING_SURE, Finding, Holding, Node, Share
from monazite.parties.ownership.shares import ShareError, between, read_number

__all__ = ["is_bods", "read_bods"]

OLD = ("ownershipOrControlStatement", "entityStatement", "personStatement")
KINDS = {"state": "state", "stateBody": "state", "anonymousEntity": "unknown", "unknownEntity": "unknown"}
PERSONS = {"knownPerson": "person"}
ONE_DAY = dt.timedelta(1)


def is_bods(value: Any) -> bool:
    """Whether a value looks like a BODS statement of any version."""
    return isinstance(value, dict) and bool({"statementId", "statementID", "recordDetails"} & set(value))


def read_bods(path: Path) -> Graph:
    """Return the graph of a document of BODS 0.4, JSON or JSON lines.

    Read as far as it can be: a statement that the standard would refuse still gives what it says plainly, and each
    deviation is a finding with its path. Raises InputError where nothing can be read, or for an older version.
    """
    findings: list[Finding] = []
    statements = list(_statements(path, findings))
    nodes = {s.record: _node(s) for s in sorted(statements, key=_order) if s.type in ("entity", "person")}
    relations = _Relations(nodes, findings, _links(statements))
    for versions in _versions([s for s in statements if s.type == "relationship"]):
        relations.add(versions)
    return Graph.of(relations.nodes.values(), relations.holdings, findings)


@dataclass(frozen=True, slots=True)
class _Statement:
    """One statement as far as it can be read: `number` is its place in the document, `made` its day."""

    number: int
    path: str
    record: str
    type: str
    closed: bool
    made: dt.date | None
    published: dt.date | None
    details: Mapping[str, Any]

    @property
    def known(self) -> dt.date | None:
        return self.published or self.made


def _statements(path: Path, findings: list[Finding]) -> Iterator[_Statement]:
    for number, (place, value) in enumerate(values(path, findings)):
        if isinstance(value, dict) and value.get("statementType") in OLD:
            raise InputError(f"{path}: {place} is BODS 0.1 to 0.3; convert it to 0.4 (recordType, recordDetails) first")
        findings.extend(check_statement(value, place))
        if isinstance(value, dict):
            yield _statement(number, place, value)


def _statement(number: int, place: str, value: Mapping[str, Any]) -> _Statement:
    details = value.get("recordDetails")
    details = details if isinstance(details, dict) else {}
    publication = value.get("publicationDetails")
    published = publication.get("publicationDate") if isinstance(publication, dict) else None
    kind = value.get("recordType")
    if not isinstance(kind, str) or kind not in ("entity", "person", "relationship"):
        kind = "relationship" if "interestedParty" in details else "person" if "personType" in details else "entity"
    return _Statement(
        number=number,
        path=place,
        record=_text(value.get("recordId")) or f"{place}",
        type=kind,
        closed=value.get("recordStatus") == "closed",
        made=_moment(value.get("statementDate")),
        published=_moment(published),
        details=details,
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _moment(value: Any) -> dt.date | None:
    try:
        found = read_day(value) if isinstance(value, str) else None
    except DayError:
        return None
    return found[0] if found else None


def _order(statement: _Statement) -> tuple[dt.date, int]:
    return statement.made or dt.date.min, statement.number


def _versions(statements: Sequence[_Statement]) -> Iterator[list[_Statement]]:
    """Yield the statements about one record together, in the order in which they were made."""
    records: dict[str, list[_Statement]] = {}
    for statement in sorted(statements, key=_order):
        records.setdefault(statement.record, []).append(statement)
    yield from records.values()


def _node(statement: _Statement) -> Node:
    details = statement.details
    if statement.type == "person":
        names = [_text(n.get("fullName")) for n in _objects(details.get("names"))]
        kind = PERSONS.get(_text(details.get("personType")), "unknown")
    else:
        names = [_text(details.get("name")), *map(_text, _list(details.get("alternateNames")))]
        entity = details.get("entityType")
        kind = KINDS.get(_text(entity.get("type")) if isinstance(entity, dict) else "", "organization")
    found = [name for name in names if name]
    countries = tuple(_countries(details))
    own = tuple(one for value in _objects(details.get("identifiers")) for one in _identifiers(value))
    name = found[0] if found else statement.record
    return Node(statement.record, name, kind, tuple(found[1:]), (), countries, own)


def _countries(details: Mapping[str, Any]) -> Iterator[str]:
    """Yield the countries of a party: of its register, or of its nationalities."""
    for value in (details.get("jurisdiction"), *_objects(details.get("nationalities"))):
        code = _text(value.get("code")) if isinstance(value, dict) else ""
        if len(code.partition("-")[0]) == 2:  # a part of a country is written US-DE (ISO 3166-2)
            yield code[:2].upper()


def _identifiers(value: Mapping[str, Any]) -> Iterator[Identifier]:
    """Yield what an identifier proves: by its check digits, or as a number of a country's register.

    Schemes are those of org-id.guide: XI-LEI, or the country before the name of the register (GB-COH).
    """
    number, scheme = _text(value.get("id")), _text(value.get("scheme")).upper()
    alone = [one for one in identifiers_of(number) if one.kind in ("lei", "uscc")]
    yield from alone
    country, sign, _ = scheme.partition("-")
    if number and not alone and sign and len(country) == 2 and not country.startswith("X"):
        yield Identifier("registration", number, country)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [part for part in _list(value) if isinstance(part, dict)]


def _links(statements: Sequence[_Statement]) -> dict[str, tuple[str, str]]:
    """Return who holds whom (owner, asset) by record; of records of parties nobody."""
    return {s.record: (_text(s.details.get("interestedParty")), _text(s.details.get("subject"))) for s in statements}


class _Relations:
    """The holdings of relationship statements; owners who are not named become nodes of their own."""

    def __init__(self, nodes: dict[str, Node], findings: list[Finding], links: Mapping[str, tuple[str, str]]) -> None:
        self.nodes, self.findings, self.links = nodes, findings, links
        self.holdings: list[Holding] = []

    def say(self, place: str, code: str, text: str) -> None:
        self.findings.append(Finding(place, code, text))

    def add(self, versions: Sequence[_Statement]) -> None:
        """Add every version of one record: each is what was known until the next one was."""
        for statement, later in zip(versions, [*versions[1:], None], strict=True):
            until = later.known if later else None
            self.holdings += [replace(h, known=statement.known, superseded=until) for h in self._read(statement)]

    def _read(self, statement: _Statement) -> list[Holding]:
        at, details = f"{statement.path}.recordDetails", statement.details
        asset, owner = _text(details.get("subject")), self._owner(statement, f"{at}.interestedParty")
        if not asset:
            self.say(f"{at}.subject", "no_subject", "it is not said who is held, so this holding is left out")
        if not asset or not owner:
            return []
        self._refer(asset, f"{at}.subject")
        interests = details.get("interests")
        found = _objects(interests)
        if not found:
            self.say(f"{at}.interests", "no_interests", "no interest can be read; it may be any share of the capital")
        places = [k for k, part in enumerate(_list(interests)) if isinstance(part, dict)]
        paths = [f"{at}.interests[{k}]" for k in places] or [at]
        return [self._holding(statement, owner, asset, i, p) for i, p in zip(found or [{}], paths, strict=True)]

    def _owner(self, statement: _Statement, path: str) -> str:
        party = statement.details.get("interestedParty")
        if isinstance(party, dict):
            return self._unspecified(statement, party, path)
        owner = _text(party)
        if owner:
            self._refer(owner, path)
        else:
            self.say(path, "no_owner", "it is not said who holds, so this holding is left out")
        return owner

    def _unspecified(self, statement: _Statement, party: Mapping[str, Any], path: str) -> str:
        """Return a node for an owner of whom only the reason is known why nobody is named."""
        reason = _text(party.get("reason")) or "unknown"
        self.say(path, "unspecified_owner", f"no owner is named: {reason}")
        if reason == "noBeneficialOwners":
            return ""
        owner = f"{statement.record}:unspecified"
        self.nodes[owner] = Node(owner, f"(owner not named: {reason})", "unknown")
        return owner

    def _refer(self, record: str, path: str) -> None:
        if record not in self.nodes:
            self.nodes[record] = Node(record, record, "")
            self.say(path, "no_such_record", f"no statement tells of the record '{record[:60]}'")

    def _holding(
        self, statement: _Statement, owner: str, asset: str, interest: Mapping[str, Any], path: str
    ) -> Holding:
        kind, components = _text(interest.get("type")), _list(statement.details.get("componentRecords"))
        way = interest.get("directOrIndirect")
        first, last = self._day(interest, "startDate", path), self._day(interest, "endDate", path)
        days = window(first, last, ceased=True)
        if statement.closed and statement.made and (days.last_late is None or days.last_late >= statement.made):
            days = replace(days, last_early=statement.made - ONE_DAY, last_late=statement.made - ONE_DAY)
        return Holding(
            owner=owner,
            asset=asset,
            share=self._share(interest, f"{path}.share"),
            family=structure()["families"].get(kind, "capital"),
            indirect=way == "indirect" or (bool(components) and way != "direct"),
            summed=self._whole(components, owner, asset),
            nominee=kind == "nominee",
            window=days,
            place=path,
        )

    def _whole(self, components: Sequence[Any], owner: str, asset: str) -> bool:
        """Return whether the document has all that a statement sums up, and it leads from the asset to the owner."""
        if not components or not all(isinstance(one, str) and one.strip() in self.links for one in components):
            return False
        links, found = [self.links[one.strip()] for one in components], {asset}
        while more := {above for above, below in links if below in found} - found:
            found |= more
        return owner in found

    def _day(self, interest: Mapping[str, Any], key: str, path: str) -> Stretch | None:
        value = interest.get(key)
        try:
            return read_day(value) if isinstance(value, str) else None
        except DayError as error:
            self.say(f"{path}.{key}", "no_day", f"{error}; left open")
            return None

    def _share(self, interest: Mapping[str, Any], path: str) -> Share:
        """Return the share; one that cannot be read may be anything, so that nothing is cleared by a mistake."""
        share = interest.get("share")
        if not isinstance(share, dict):
            return NOTHING_SURE
        numbers = {k: v for k, v in share.items() if isinstance(v, int | Decimal) and not isinstance(v, bool)}
        try:
            return _shared(numbers)
        except ShareError as error:
            self.say(path, "no_share", f"{error}; any share is possible")
            return NOTHING_SURE


def _shared(share: Mapping[str, int | Decimal]) -> Share:
    """Return the share that a BODS share object says: exact, or from a least to a greatest, open or closed."""
    if "exact" in share:
        exact = read_number(share["exact"])
        return between(exact, exact, 100)
    above = "exclusiveMinimum" in share and share["exclusiveMinimum"] >= share.get("minimum", 0)
    below = "exclusiveMaximum" in share and share["exclusiveMaximum"] <= share.get("maximum", 100)
    low = share["exclusiveMinimum"] if above else share.get("minimum", 0)
    high = share["exclusiveMaximum"] if below else share.get("maximum", 100)
    return between(read_number(low), read_number(high), 100, above=above, below=below)
