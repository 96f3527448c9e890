"""A JSON document with the places of its parts: every number keeps the digits it is written with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from monazite.errors import nearest
from monazite.formats.certificate_draft import Notes, shown

__all__ = ["At", "Literal", "document", "objects", "text_of", "unknown_keys"]

BLANK = re.compile(r"[ \t\n\r]*")
# Half a character as it is escaped, or both halves.
SURROGATE = re.compile(
    r"(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
HINTS = {
    "Expecting property name": "a name in double quotes; no comma before a closing brace",
    "Expecting ',' delimiter": "a comma between two parts, or a quote that is not closed",
    "Expecting value": "a text in double quotes, a number, true, false, null, {…} or […]",
    "Extra data": "one document a file",
    "Invalid control character": "a text is closed with a double quote on its line",
    "Unterminated string": "a text is closed with a double quote",
}


class Literal(str):
    """A number of JSON as it is written: 0.10 keeps its last digit."""


@dataclass(frozen=True, slots=True)
class At:
    """A part of a JSON document by its keys.

    `names` says under which key a field of a line stands; `seen` keeps where the parts of the document begin.
    """

    source: str
    keys: tuple[str | int, ...] = ()
    names: Mapping[str, str] | None = None
    seen: dict[int, dict[str, int]] = field(default_factory=dict, compare=False, repr=False)

    def __truediv__(self, key: str | int) -> At:
        return At(self.source, (*self.keys, key), self.names, self.seen)

    def named(self, names: Mapping[str, str]) -> At:
        """Return the same part with the keys of its fields."""
        return At(self.source, self.keys, names, self.seen)

    def of(self, name: str) -> tuple[int, int, str]:
        """Return line, column and JSON pointer of a field of this part, of the part where it has no such field."""
        tail = tuple((self.names or {}).get(name, name).split("/"))
        for keys in ((*self.keys, *tail), self.keys):
            place = _place(self, keys)
            if place is not None:
                return (*place, _pointer(keys))
        return 1, 1, ""

    def label(self, name: str) -> str:
        """Return the JSON pointer of a field, whether it is there or not."""
        return _pointer((*self.keys, *(self.names or {}).get(name, name).split("/")))


def document(source: str, notes: Notes) -> Any:
    """Return the value of a JSON text; raise CodedError with line and column where it is none.

    An escape for half a character (an unpaired surrogate, RFC 8259, 8.2) makes it none: such a text cannot be written.
    """
    try:
        found = json.loads(
            source, parse_float=Literal, parse_int=Literal, parse_constant=Literal, object_pairs_hook=_object
        )
        _refuse_halves(found, source, notes)
    except json.JSONDecodeError as error:
        hint = next((words for sign, words in HINTS.items() if error.msg.startswith(sign)), "")
        raise notes.fail("C003", f"this is no JSON: {error.msg}", hint, error.lineno, error.colno) from None
    except _Twice as error:
        raise notes.fail("C003", f"'{shown(error.key)}' is written twice in one object", "delete one") from None
    except RecursionError:
        raise notes.fail("C003", "this JSON is nested too deeply", "no certificate needs that many levels") from None
    return found


def _refuse_halves(found: Any, source: str, notes: Notes) -> None:
    if SURROGATE.search(source) and _has_half(found):
        at = _half_at(source)
        text = "a text holds half a character (an unpaired surrogate)"
        raise notes.fail("C003", text, "", source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at))


def _has_half(found: Any) -> bool:
    """Return whether a text or key holds half a character; raise RecursionError for a document that is too deep."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _half_at(source: str) -> int:
    """Return where the first half of a character is escaped that has no other half."""
    alone = (match for match in SURROGATE.finditer(source) if not match["pair"])
    return next((match.start() for match in alone), 0)


class _Twice(ValueError):
    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in pairs:
        if key in out:
            raise _Twice(key)
        out[key] = value
    return out


def text_of(value: Any) -> str:
    """Return a text, a number as written, or a list of texts as one; empty for anything else."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(text_of, value)))
    return value.strip() if isinstance(value, str) else ""


def objects(value: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the objects of a list with their places in it; one object stands for a list of one."""
    parts = value if isinstance(value, list) else [value]
    return [(k, part) for k, part in enumerate(parts) if isinstance(part, dict)]


def unknown_keys(value: Mapping[str, Any], known: Sequence[str], at: At, notes: Notes) -> bool:
    """Note keys that are not known, each with the nearest one; return whether there are any."""
    unknown = [key for key in value if key not in known]
    for key in unknown:
        notes.say(at, key, "C011", f"unknown key '{shown(key)}'", partial(nearest, key, known))
    return bool(unknown)


# ------------------------------------------------------------ places
def _pointer(keys: Sequence[str | int]) -> str:
    return "/" + "/".join(str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def _place(at: At, keys: Sequence[str | int]) -> tuple[int, int] | None:
    """Return line and column of a part of a JSON text that is known to be right; None where there is no such part."""
    source = at.source
    place: int | None = _blank(source, 1 if source.startswith("\ufeff") else 0)
    for key in keys:
        if place is not None and place not in at.seen:
            at.seen[place] = dict(_parts(source, place))
        place = at.seen[place].get(str(key)) if place is not None else None
    if place is None:
        return None
    return source.count("\n", 0, place) + 1, place - source.rfind("\n", 0, place)


def _parts(source: str, at: int) -> Iterator[tuple[str, int]]:
    """Yield the keys of an object, or the numbers of a list, with the places of what they hold."""
    if source[at] not in "{[":
        return
    is_object, number = source[at] == "{", 0
    at = _blank(source, at + 1)
    while source[at] not in "}]":
        name = str(number)
        if is_object:
            name, at = json.JSONDecoder().raw_decode(source, at)
            at = _blank(source, _blank(source, at) + 1)
        yield name, at
        _, at = json.JSONDecoder().raw_decode(source, at)
        at, number = _blank(source, at), number + 1
        at = _blank(source, at + 1) if source[at] == "," else at


def _blank(source: str, at: int) -> int:
    found = BLANK.match(source, at)
    return found.end() if found else at
