"""Does a BODS 0.4 statement have the structure that the standard asks for? Every deviation with its path."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from monazite.errors import VocabularyError, nearest
from monazite.parties.ownership.model import Finding
from monazite.text_yaml import read_yaml_text

__all__ = ["check_statement", "structure"]

TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
)
YEAR = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(//[^\s/?#<>\"{}|\\^`]+)?[^\s<>\"{}|\\^`]*")
RECORDS = ("entity", "person", "relationship")
WRITTEN = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a number",
    Decimal: "a number",
}


@lru_cache(maxsize=1)
def structure() -> dict[str, Any]:
    """Return the structure of BODS 0.4: objects, their fields, code lists, and what interests are to us."""
    tree, problems = read_yaml_text(files(__package__).joinpath("bods.yml").read_text("utf-8"), "formats/bods.yml")
    if problems:
        raise VocabularyError(problems)
    found: dict[str, Any] = tree
    return found


def check_statement(statement: Any, path: str) -> Iterator[Finding]:
    """Yield what is wrong with one statement; `path` is where it stands, "$[3]"."""
    yield from _object(statement, path, "statement")


def _object(value: Any, path: str, name: str) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield _wrong(path, "type", value, "an object")
        return
    for field, (kind, needed) in _fields(name).items():
        if field not in value:
            if needed:
                yield Finding(path, "required", f"'{field}' is missing")
            continue
        if kind == "record" and value.get("recordType") in RECORDS:
            kind = value["recordType"]
        yield from _value(value[field], f"{path}.{field}", kind)
    if name in BESIDE:
        yield from BESIDE[name](value, path)


@lru_cache(maxsize=64)
def _fields(name: str) -> Mapping[str, tuple[str, bool]]:
    """Return field → (kind, whether it has to be there)."""
    return {field: (kind.replace("!", ""), "!" in kind) for field, kind in structure()[name].items()}


def _value(value: Any, path: str, kind: str) -> Iterator[Finding]:
    word, _, rest = kind.partition(" ")
    if word == "list":
        if not isinstance(value, list):
            yield _wrong(path, "type", value, "a list")
            return
        for place, part in enumerate(value):
            yield from _value(part, f"{path}[{place}]", rest)
    elif word in SCALARS:
        yield from SCALARS[word](value, path, rest)
    elif word in structure():
        yield from _object(value, path, word)
    elif not isinstance(value, dict):  # a record of no known type
        yield _wrong(path, "type", value, "an object")


def _wrong(path: str, code: str, value: Any, expected: str) -> Finding:
    found = "null" if value is None else WRITTEN.get(type(value), "something else")
    shown = f"'{value[:40]}'" if isinstance(value, str) else found
    return Finding(path, code, f"{shown} where {expected} was expected")


def _text(value: Any, path: str, rest: str) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield _wrong(path, "type", value, "a text")
    elif rest:
        least, most = map(int, rest.split(".."))
        if not least <= len(value) <= most:
            code = "minLength" if len(value) < least else "maxLength"
            yield Finding(path, code, f"{len(value)} signs where {rest.replace('..', ' to ')} were expected")


def _one(value: Any, path: str, rest: str) -> Iterator[Finding]:
    codes = structure()["codes"][rest]
    if not isinstance(value, str):
        yield _wrong(path, "type", value, "a text")
    elif value not in codes:
        yield Finding(path, "enum", f"'{value[:40]}' is no {rest}; {nearest(value, codes)}")


def _boolean(value: Any, path: str, rest: str) -> Iterator[Finding]:
    if not isinstance(value, bool):
        yield _wrong(path, "type", value, "true or false")


def _percent(value: Any, path: str, rest: str) -> Iterator[Finding]:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        yield _wrong(path, "type", value, "a number from 0 to 100")
    elif not 0 <= value <= 100:
        yield Finding(path, "minimum" if value < 0 else "maximum", f"{value} is outside 0 to 100")


def _formatted(code: str, expected: str, test: Callable[[str], bool]) -> Callable[[Any, str, str], Iterator[Finding]]:
    def check(value: Any, path: str, rest: str) -> Iterator[Finding]:
        if not isinstance(value, str):
            yield _wrong(path, "type", value, expected)
        elif not test(value):
            yield _wrong(path, code, value, expected)

    return check


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    return _is_day(text) or (TIME.fullmatch(text) is not None and _is_day(text[:10]))


def _is_year_or_day(text: str) -> bool:
    return YEAR.fullmatch(text) is not None or _is_day(text)


def _ref(value: Any, path: str, rest: str) -> Iterator[Finding]:
    if isinstance(value, dict):
        yield from _object(value, path, "unspecified")
    elif not isinstance(value, str):
        yield _wrong(path, "oneOf", value, "the id of a record, or an object with a reason")


SCALARS: dict[str, Callable[[Any, str, str], Iterator[Finding]]] = {
    "text": _text,
    "one": _one,
    "yes": _boolean,
    "percent": _percent,
    "ref": _ref,
    "day": _formatted("format", "a day such as 2024-03-01", _is_day),
    "moment": _formatted("anyOf", "a day such as 2024-03-01, or a day with a time and its zone", _is_moment),
    "year_or_day": _formatted("anyOf", "a year, a month or a day", _is_year_or_day),
    "uri": _formatted("format", "an address such as https://example.org/", lambda t: URI.fullmatch(t) is not None),
    "version": _formatted("pattern", "a version such as 0.4", lambda t: re.fullmatch(r"\d+\.\d+", t) is not None),
}


def _beside_annotation(value: Mapping[str, Any], path: str) -> Iterator[Finding]:
    motivation = value.get("motivation")
    if motivation == "linking" and "url" not in value:
        yield Finding(path, "required", "'url' is missing: an annotation that links says where to")
    content = value.get("transformedContent", "")
    if motivation not in (None, "transformation") and isinstance(content, str) and content:
        yield Finding(
            f"{path}.transformedContent", "const", f"goes with 'transformation' only, not with '{motivation}'"
        )


def _beside_identifier(value: Mapping[str, Any], path: str) -> Iterator[Finding]:
    if "scheme" not in value and "schemeName" not in value:
        yield Finding(path, "anyOf", "neither 'scheme' nor 'schemeName' says whose identifier it is")


def _beside_publisher(value: Mapping[str, Any], path: str) -> Iterator[Finding]:
    if "name" not in value and "url" not in value:
        yield Finding(path, "anyOf", "neither 'name' nor 'url' says who publishes")


def _beside_type(value: Mapping[str, Any], path: str) -> Iterator[Finding]:
    kind = value.get("type")
    allowed = structure()["subtypes"].get(kind, ()) if isinstance(kind, str) else ()
    subtype = value.get("subtype")
    if (
        allowed
        and isinstance(subtype, str)
        and subtype not in allowed
        and subtype in structure()["codes"]["entitySubtype"]
    ):
        text = f"'{subtype}' does not go with '{value['type']}'; {nearest(subtype, allowed)}"
        yield Finding(f"{path}.subtype", "enum", text)


def _beside_relationship(value: Mapping[str, Any], path: str) -> Iterator[Finding]:
    if value.get("isComponent") is True and value.get("componentRecords"):
        yield Finding(f"{path}.componentRecords", "const", "a component has no components of its own")


def _addresses(record: str) -> Callable[[Mapping[str, Any], str], Iterator[Finding]]:
    """Return a check of the types of addresses: people reside, companies are registered."""

    def check(value: Mapping[str, Any], path: str) -> Iterator[Finding]:
        for field in ("addresses", "placeOfBirth"):
            allowed = structure()["addresses"].get(f"{record}.{field}", ())
            found = value.get(field)
            for place, part in enumerate(_listed(found)):
                kind = part.get("type") if isinstance(part, dict) else None
                if (
                    allowed
                    and isinstance(kind, str)
                    and kind not in allowed
                    and kind in structure()["codes"]["addressType"]
                ):
                    at = f"{path}.{field}[{place}].type" if isinstance(found, list) else f"{path}.{field}.type"
                    yield Finding(at, "enum", f"'{kind}' is no address of a {record}; {nearest(kind, allowed)}")

    return check


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


BESIDE: dict[str, Callable[[Mapping[str, Any], str], Iterator[Finding]]] = {
    "annotation": _beside_annotation,
    "identifier": _beside_identifier,
    "publisher": _beside_publisher,
    "entityType": _beside_type,
    "relationship": _beside_relationship,
    "entity": _addresses("entity"),
    "person": _addresses("person"),
}
