"""FollowTheMoney entities as parties to screen, and what was found of them as entities again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from monazite.errors import InputError
from monazite.parties.asked import Asked
from monazite.parties.model import Identifier, Party
from monazite.parties.screening import Answer
from monazite.read.words import country_code

__all__ = ["OTHERS", "entities", "is_ftm_file", "parties_of", "written"]

KINDS = {"Person": "person", "Vessel": "vessel", "Airplane": "aircraft"}
PARTIES = frozenset("Person Organization Company LegalEntity PublicBody Vessel Airplane".split())
# Links between parties and what is told of them: nobody is listed under these.
OTHERS = frozenset(
    """Ownership Directorship Membership Employment Family Associate Representation Succession UnknownLink Similar
    Occupancy Interest Interval Sanction Identification Passport Address Documentation Document PlainText HyperText
    Email Pages Page Image Table Article Note Folder Mention Position EconomicActivity Payment Debt Contract
    ContractAward CourtCase CourtCaseParty ProjectParticipant License TaxRoll Event""".split()
)
SCHEMAS = {"person": "Person", "organization": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}
NAMES = ("name", "alias", "previousName", "weakAlias")
_IDS = {
    "leiCode": "lei",
    "uscCode": "uscc",
    "imoNumber": "imo",
    "taxNumber": "tax",
    "vatCode": "tax",
    "innCode": "tax",
    "registrationNumber": "registration",
    "passportNumber": "passport",
}
_COUNTRIES = ("country", "jurisdiction", "nationality", "mainCountry", "flag")


def is_ftm_file(path: Path) -> bool:
    """Return whether a file begins with a FollowTheMoney entity, one JSON object a line."""
    if not path.is_file() or path.suffix.lower() not in (".json", ".jsonl", ".ftm"):
        return False
    with path.open("rb") as file:
        head = file.readline(1_000_000)
    try:
        value = json.loads(head)
    except ValueError:
        return False
    return isinstance(value, dict) and isinstance(value.get("schema"), str) and "properties" in value


def entities(path: Path) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Yield (line, entity) of a file; what is none comes as a text that says why."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _entity(line)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None


def _entity(line: str) -> Mapping[str, Any] | str:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"no JSON ({error})"
    if not isinstance(value, dict) or not isinstance(value.get("properties"), dict) or not value.get("id"):
        return "no FollowTheMoney entity: expected id, schema and properties"
    return value


def parties_of(entity: Mapping[str, Any]) -> tuple[Asked, ...] | str:
    """Return the party that an entity is, once under each of its names, or why it cannot be screened.

    All of them are to be screened: a listed party may go by any of its names.
    """
    schema = str(entity.get("schema"))
    if schema not in PARTIES:
        return f"{schema} is no party"
    names = list(dict.fromkeys(text for key in NAMES for text in _texts(entity, key)))
    if not names:
        return "has no name"
    names = [name for name in names if any(c.isalnum() for c in name)]
    if not names:
        return f"no letter or digit in the name '{[text for key in NAMES for text in _texts(entity, key)][0][:80]}'"
    countries = list(dict.fromkeys(_country(text) for name in _COUNTRIES for text in _texts(entity, name)))
    ids = [Identifier(kind, text) for name, kind in _IDS.items() for text in _texts(entity, name)]
    kind = KINDS.get(schema, "" if schema == "LegalEntity" else "organization")
    (country, *lands), (address, *places) = countries or [""], _texts(entity, "address") or [""]
    phone, *lines = _texts(entity, "phone") or [""]
    more = tuple(lands), tuple(places), tuple(lines)
    return tuple(Asked(name, kind, country, tuple(ids), address, phone, *more) for name in names)


def _country(text: str) -> str:
    """Return the code of a country, that of gb for gb-sct; empty where it is none, so that it is one not known."""
    code = text.partition("-")[0].upper()
    known = len(code) == 2 and code.isascii() and code.isalpha() and code != "EU" and country_code(code)
    return code if known else ""


def _texts(entity: Mapping[str, Any], name: str) -> list[str]:
    values = entity["properties"].get(name, ())
    values = values if isinstance(values, list) else [values]
    return [value.strip() for value in values if isinstance(value, str) and value.strip()]


def written(found: Sequence[tuple[str, Answer]]) -> Iterator[str]:
    """Yield JSON lines: for each hit of an entity (by id) the listed party, and an UnknownLink between the two."""
    told: set[str] = set()
    for id, answer in found:
        for hit in answer.hits:
            party = hit.match.party
            other = f"{party.list}-{party.id}"
            if other not in told:
                told.add(other)
                yield _line(other, SCHEMAS.get(party.kind, "LegalEntity"), _properties(party))
            role = f"{hit.verdict or ('same' if hit.sure else 'possible')} {hit.match.score:.3f} {hit.state}"
            link = {"subject": [id], "object": [other], "role": [role], "summary": [hit.match.why.text()]}
            link["date"] = [str(answer.on)]
            yield _line(f"{id}--{other}", "UnknownLink", link)


def _properties(party: Party) -> dict[str, list[str]]:
    names = [name.text for name in party.names]
    told = {"name": names[:1], "alias": names[1:], "country": [c.lower() for c in party.countries]}
    told |= {"program": list(party.programmes), "topics": ["sanction"] if party.spans else []}
    return {name: values for name, values in told.items() if values}


def _line(id: str, schema: str, properties: Mapping[str, Sequence[str]]) -> str:
    return json.dumps({"id": id, "schema": schema, "properties": properties}, ensure_ascii=False)
