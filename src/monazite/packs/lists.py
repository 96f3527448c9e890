"""Reading what ships of lists of parties: where known lists are, which facts they feed, and China's own lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from monazite.errors import InputError, PackError, Problem, nearest
from monazite.packs.fields import Problems
from monazite.packs.find import packs_folder
from monazite.packs.goods_values import once
from monazite.packs.listed_names import ListedNames
from monazite.packs.rows import Row, read_rows
from monazite.packs.sources import CONFIDENCE
from monazite.parties.lists.formats import FORMATS
from monazite.parties.lists.model import MEGABYTE, Feed, ListSource, Reading
from monazite.read.words import country_code
from monazite.vocabulary import vocabulary

__all__ = ["country_of", "known_lists", "lists_pack", "read_lists", "shipped_list"]

SOURCES, FACTS, SHIPPED = "sources.csv", "facts.csv", "pack"
SOURCE_COLUMNS = (
    *"id title publisher regime url format programmes licence minimum maximum largest_mb stale_days".split(),
    *"drop_percent source confidence note".split(),
)
FACT_COLUMNS = tuple("list programme fact value source confidence lacks".split())
PARTIES = ("exporter", "consignee", "end_user", "intermediary", "carrier")
# What lists write for a country that goes by another name.
_AS = {"palestinian": "Palestine"}
# Words before or behind the name of a country in the lists: "possibly Iran", "region: Crimea".
_ABOUT = ("possibly ", "probably ", "region: ")


@lru_cache(maxsize=4096)
def country_of(text: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country as lists write it, empty where it is not known.

    >>> country_of("Congo, Democratic Republic of the")
    'CD'
    """
    plain = text.strip()
    for word in _ABOUT:
        if plain.lower().startswith(word):
            plain = plain[len(word) :]
    one, comma, other = plain.partition(",")
    turned = f"{other.strip()} {one.strip()}" if comma else ""
    plain = _AS.get(plain.lower(), plain)
    for name in (plain, turned, turned.removesuffix(" the"), turned.replace(" the ", " ")):
        if name and (code := country_code(name)):
            return code
    return ""


def lists_pack(folder: Path | None = None) -> Path:
    """Return the folder that holds what ships of lists; raise InputError where it has none."""
    root = (folder or packs_folder()) / "lists"
    if not (root / SOURCES).is_file():
        raise InputError(f"no {SOURCES} in {root}; lists that ship with Monazite are told there")
    return root


def known_lists(folder: Path | None = None) -> dict[str, ListSource]:
    """Return the lists that are known, by id; raise PackError with every problem if there is any."""
    return _known(lists_pack(folder))


@lru_cache(maxsize=4)
def _known(root: Path) -> dict[str, ListSource]:
    sources, problems = read_lists(root, quick=True)
    if problems:
        raise PackError(read_lists(root)[1])
    return sources


def shipped_list(name: str, folder: Path | None = None) -> Reading | None:
    """Return a list that ships with Monazite, as an edition of the day of its knowledge; None for any other."""
    root = lists_pack(folder)
    if known_lists(folder)[name].format != SHIPPED:
        return None
    reader = ListedNames(Problems(root / name, vocabulary(), quick=True), name)
    reading = reader.read()
    if reader.problems.found:
        # Read again with the places of cells.
        reader = ListedNames(Problems(root / name, vocabulary()), name)
        reader.read()
        raise PackError(replace(problem, path=f"{name}/{problem.path}") for problem in reader.problems.found)
    return reading


def read_lists(root: Path, *, quick: bool = False) -> tuple[dict[str, ListSource], list[Problem]]:
    """Read the lists of a folder as far as they can be read, and list every problem in order of place."""
    problems = Problems(root, vocabulary(), quick=quick)
    seen: dict[str, str] = {}
    sources: dict[str, ListSource] = {}
    for row in read_rows(problems, SOURCES, SOURCE_COLUMNS, ("id", "title", "publisher", "licence", "source")):
        once(row, "id", seen)
        sources[row.text("id")] = _source(row)
    for name, feed in _feeds(problems, sources):
        sources[name] = replace(sources[name], feeds=(*sources[name].feeds, feed))
    return sources, sorted(set(problems.found))


def _source(row: Row) -> ListSource:
    low, high = _number(row, "minimum", 1), _number(row, "maximum", 5_000_000)
    if low > high:
        row.problems.say(row.path, row.cell("maximum"), "P030", f"at most {high} is less than at least {low}")
    return ListSource(
        id=row.text("id"),
        title=row.text("title"),
        publisher=row.text("publisher"),
        regime=row.text("regime"),
        urls=tuple(row.text("url").split()),
        format=row.choice("format", (*FORMATS, SHIPPED)),
        programmes=tuple(row.text("programmes").split()),
        licence=row.text("licence"),
        minimum=low,
        maximum=high,
        largest=_number(row, "largest_mb", 512) * MEGABYTE,
        stale_days=_number(row, "stale_days", 30),
        drop=_number(row, "drop_percent", 10),
        source=row.text("source"),
        confidence=row.choice("confidence", CONFIDENCE),
        note=row.text("note"),
    )


def _number(row: Row, name: str, default: int) -> int:
    text = row.text(name)
    if text and not (text.isdigit() and int(text)):
        row.problems.say(row.path, row.cell(name), "P070", f"'{text}' is no whole number above zero", str(default))
        return default
    return int(text) if text else default


def _feeds(problems: Problems, sources: dict[str, ListSource]) -> Iterator[tuple[str, Feed]]:
    unknown: set[str] = set()
    for row in read_rows(problems, FACTS, FACT_COLUMNS, ("list", "fact", "value", "source")):
        name = row.text("list")
        if name not in sources:
            if name not in unknown and SOURCES not in problems.lost:  # a list that is not told is one mistake
                problems.say(FACTS, row.cell("list"), "P050", f"no list '{name}'", nearest(name, sources))
            unknown.add(name)
            continue
        _fact(row)
        told = {k: row.text(k) for k in ("fact", "programme", "value", "source", "lacks")}
        yield name, Feed(confidence=row.choice("confidence", CONFIDENCE), **told)


def _fact(row: Row) -> None:
    """Note a fact that the vocabulary does not have for any party, or a value that it cannot have."""
    facts, text, value = vocabulary(), row.text("fact"), row.text("value")
    found = [facts[name] for party in PARTIES if (name := text.replace("{party}", party)) in facts]
    if "{party}" not in text or not found:
        row.problems.say(
            row.path, row.cell("fact"), "P040", f"no fact '{text}'", "{party}_us_listed, {party}_eu_listed"
        )
        return
    fact = found[0]
    right = {"boolean": ("true", "false"), "code": ("act",), "choice": tuple(fact.of)}.get(fact.type, ())
    if value not in right:
        row.problems.say(row.path, row.cell("value"), "P052", f"'{value}' is no value of {text}", nearest(value, right))
