"""The Data Package (datapackage.json, Frictionless versions 1 and 2) that may lie beside a table.

It says how the file is to be read (delimiter, quotes, encoding, words for missing values) and, field by field, which
fact a column is and in which unit: `monazite:fact` and `monazite:unit`, or the field's name or title where they are
headings of the vocabulary, and `unit`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from monazite.errors import InputError
from monazite.vocabulary import fold_heading, vocabulary

__all__ = ["TableHints", "find_package"]

MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class TableHints:
    """What a Data Package says about a table; None and empty where it says nothing.

    `columns` are the names of the fields in order, `facts` gives column → fact, `units` column → unit as written.
    `header` is False where the table has no header row; `comment` starts lines that are no rows; `package` is the
    file that said so.
    """

    delimiter: str | None = None
    encoding: str | None = None
    quote: str | None = None
    missing_values: tuple[str, ...] = ("",)
    facts: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    header: bool = True
    comment: str | None = None
    package: str = ""


def find_package(path: Path) -> TableHints | None:
    """Return the hints for the table at `path` from `<stem>.datapackage.json` or datapackage.json in its folder.

    None where neither describes the table. Raises InputError, with the place, for a package that cannot be read.
    """
    for name in dict.fromkeys((f"{_stem(path)}.datapackage.json", f"{path.name}.datapackage.json", "datapackage.json")):
        package = path.parent / name
        if package.is_file() and package != path:
            resource = _resource(_Place(str(package)), _load(package), path)
            if resource is not None:
                return _hints(*resource)
    return None


def _stem(path: Path) -> str:
    name = path.name.removesuffix(".gz")
    return name.rpartition(".")[0] or name


@dataclass(frozen=True)
class _Place:
    """Where in a package we are, for messages: 'datapackage.json: resources[0].schema.fields[2]'."""

    file: str
    path: str = ""

    def at(self, key: str | int) -> _Place:
        step = f"[{key}]" if isinstance(key, int) else f".{key}" if self.path else key
        return _Place(self.file, self.path + step)

    def wrong(self, text: str) -> InputError:
        return InputError(f"{self.file}: {self.path + ': ' if self.path else ''}{text}")


def _load(path: Path) -> dict[str, Any]:
    place = _Place(str(path))
    try:
        if path.stat().st_size > MAX_BYTES:
            raise place.wrong(f"larger than {MAX_BYTES} bytes")
        tree = json.loads(path.read_text("utf-8-sig"), object_pairs_hook=lambda pairs: _once(place, pairs))
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}:{error.colno}: no JSON: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise place.wrong(f"not UTF-8 (byte {error.start})") from error
    except RecursionError as error:
        raise place.wrong("nested too deeply") from error
    except OSError as error:
        raise place.wrong(f"cannot be read: {error.strerror}") from error
    return _mapping(place, tree)


def _once(place: _Place, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in pairs:
        if key in out:
            raise place.wrong(f"the key '{key}' is written twice in one object")
        out[key] = value
    return out


def _mapping(place: _Place, thing: Any) -> dict[str, Any]:
    if not isinstance(thing, dict):
        raise place.wrong("expected an object ({…})")
    return thing


def _listing(place: _Place, thing: Any) -> list[Any]:
    if not isinstance(thing, list):
        raise place.wrong("expected a list ([…])")
    return thing


def _text(place: _Place, thing: Any) -> str:
    if not isinstance(thing, str):
        raise place.wrong(f"expected a text, not {json.dumps(thing, ensure_ascii=False, default=str)[:40]}")
    return thing


def _resource(place: _Place, package: dict[str, Any], table: Path) -> tuple[_Place, dict[str, Any]] | None:
    """Return the resource that describes a table, with its place; a package may describe many."""
    place = place.at("resources")
    for index, entry in enumerate(_listing(place, package.get("resources", []))):
        here = place.at(index)
        resource = _mapping(here, entry)
        paths = resource.get("path", [])
        names = [_text(here.at("path"), p) for p in (paths if isinstance(paths, list) else [paths])]
        if any(PurePosixPath(name).as_posix() == table.name for name in names):
            return here, resource
    return None


def _hints(place: _Place, resource: dict[str, Any]) -> TableHints:
    dialect_place, dialect = place.at("dialect"), resource.get("dialect") or {}
    dialect = {} if isinstance(dialect, str) else _mapping(dialect_place, dialect)  # a text is an address elsewhere
    schema_place, schema = place.at("schema"), resource.get("schema") or {}
    schema = {} if isinstance(schema, str) else _mapping(schema_place, schema)
    facts, units, columns = _fields(schema_place.at("fields"), schema.get("fields") or [])
    return TableHints(
        package=place.file,
        delimiter=_character(dialect_place.at("delimiter"), dialect.get("delimiter")),
        encoding=_encoding(place.at("encoding"), resource.get("encoding")),
        quote=_character(dialect_place.at("quoteChar"), dialect.get("quoteChar")),
        missing_values=_missing(schema_place.at("missingValues"), schema.get("missingValues", [""])),
        facts=facts,
        units=units,
        columns=columns,
        header=_flag(dialect_place.at("header"), dialect.get("header", True)),
        comment=_character(dialect_place.at("commentChar"), dialect.get("commentChar")),
    )


def _flag(place: _Place, thing: Any) -> bool:
    if not isinstance(thing, bool):
        raise place.wrong("expected true or false")
    return thing


def _character(place: _Place, thing: Any) -> str | None:
    if thing is None or thing == "":
        return None
    if len(_text(place, thing)) != 1:
        raise place.wrong(f"expected one character, not '{thing}'")
    return str(thing)


def _encoding(place: _Place, thing: Any) -> str | None:
    import codecs

    if thing is None:
        return None
    try:
        return codecs.lookup(_text(place, thing)).name
    except LookupError as error:
        raise place.wrong(f"'{thing}' is no encoding known here") from error


def _missing(place: _Place, thing: Any) -> tuple[str, ...]:
    """Return the words for missing values: texts, or objects with a value (version 2)."""
    out = []
    for index, entry in enumerate(_listing(place, thing)):
        here = place.at(index)
        out.append(_text(here, entry.get("value") if isinstance(entry, dict) else entry))
    return tuple(out)


def _fields(place: _Place, thing: Any) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """Return (column → fact, column → unit, columns) of a schema."""
    facts: dict[str, str] = {}
    units: dict[str, str] = {}
    columns = []
    for index, entry in enumerate(_listing(place, thing)):
        here = place.at(index)
        told = _mapping(here, entry)
        name = _text(here.at("name"), told.get("name"))
        columns.append(name)
        if fact := _fact(here, told, name):
            facts[name] = fact
        if unit := told.get("monazite:unit", told.get("unit")):
            units[name] = _text(here.at("unit"), unit)
    return facts, units, tuple(columns)


def _fact(place: _Place, told: dict[str, Any], name: str) -> str | None:
    """Return the fact of a field: the one that it names, else the one that its name or title is a heading of."""
    known = vocabulary()
    fact = told.get("monazite:fact")
    if fact is not None:
        if _text(place.at("monazite:fact"), fact) not in known:
            raise place.at("monazite:fact").wrong(f"'{fact}' is no fact; {known.near(str(fact))}")
        return str(fact)
    title = told.get("title")
    titles = [_text(place.at("title"), title)] if title is not None else []
    return next((f for text in (name, *titles) if (f := known.headings.get(fold_heading(text)))), None)
