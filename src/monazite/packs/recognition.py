"""Reading packs of recognition: from their folders to one Recognition, with every problem collected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from monazite.errors import InputError, PackError, Problem, nearest
from monazite.packs.fields import Problems, split_names
from monazite.packs.find import packs_folder
from monazite.packs.goods_values import once
from monazite.packs.rows import Row, read_rows
from monazite.packs.sources import ordered
from monazite.packs.standards_values import period, trust
from monazite.quality.model import Period
from monazite.quality.printed import printed
from monazite.quality.recognition import LEVELS, USES, Indicator, Instrument, Market, Recognition, StandardUse
from monazite.read.words import country_code
from monazite.text_yaml import Mapping as TextMapping
from monazite.vocabulary import vocabulary

__all__ = ["COLUMNS", "is_recognition", "load_recognition", "read_recognition", "recognition_folders", "recognition_of"]

HEAD = "pack.yml"
HEAD_KEYS = tuple("id kind title title_zh version licence state_of_knowledge notice".split())
HEAD_NEEDS = ("id", "kind", "title", "version", "licence", "state_of_knowledge", "notice")
COLUMNS = {
    "markets.csv": tuple("market name name_zh prefixes source confidence note".split()),
    "instruments.csv": (
        *"id title title_zh issuer parties countries level editions documents of from until as_of conditions".split(),
        *"source confidence note".split(),
    ),
    "indicators.csv": (
        *"id title title_zh relation value unit of from until as_of scope source confidence note".split(),
    ),
    "uses.csv": tuple("project country standard use count unit from until as_of source confidence note".split()),
}
REQUIRED = {
    "markets.csv": tuple("market name prefixes source confidence".split()),
    "instruments.csv": tuple("id title issuer source confidence".split()),
    "indicators.csv": tuple("id title value unit source confidence".split()),
    "uses.csv": tuple("project use source confidence".split()),
}
Thing = TypeVar("Thing")


def recognition_folders(folder: Path | None = None) -> list[Path]:
    """Return the packs of recognition in a folder of packs, or in those shipped; raise InputError for none."""
    root = (folder or packs_folder()) / "recognition"
    found = sorted(file.parent for file in root.glob(f"*/{HEAD}"))
    if not found:
        raise InputError(f"no packs of recognition in {root}")
    return found


def recognition_of(folder: Path | None = None) -> Recognition:
    """Return what is known of recognition: the packs shipped, or those of a folder of packs that has some."""
    named = folder is not None and (folder / "recognition").is_dir()
    return _kept(tuple(recognition_folders(folder if named else None)))


@lru_cache(maxsize=4)
def _kept(folders: tuple[Path, ...]) -> Recognition:
    return load_recognition(folders)


def load_recognition(folders: tuple[Path, ...]) -> Recognition:
    """Return what some packs tell, as one; raise PackError with every problem if there is any."""
    told = [read_recognition(folder) for folder in folders]
    problems = [problem for _, found in told for problem in found]
    if problems:
        raise PackError(problems)
    packs = [pack for pack, _ in told]
    return Recognition(
        instruments=tuple(one for pack in packs for one in pack.instruments),
        markets={key: one for pack in packs for key, one in pack.markets.items()},
        indicators=tuple(one for pack in packs for one in pack.indicators),
        uses=tuple(one for pack in packs for one in pack.uses),
        versions={key: version for pack in packs for key, version in pack.versions.items()},
    )


def is_recognition(path: Path) -> bool:
    """Whether a folder is a pack of recognition: its pack.yml says so, or it has a list of instruments of no law."""
    head = path / HEAD
    lines = head.read_text("utf-8", errors="replace").splitlines() if head.is_file() else []
    kinds = [line.partition(":")[2].strip(" '\"") for line in lines if line.startswith("kind:")]
    return kinds[0] == "recognition" if kinds else (path / "instruments.csv").is_file()


def read_recognition(folder: Path) -> tuple[Recognition, list[Problem]]:
    """Read one pack as far as it can be read, and list every problem; paths begin with the pack's folder."""
    reader = _Reader(Problems(folder, vocabulary()))
    pack = reader.read()
    found = sorted(set(reader.problems.found))
    return pack, [replace(problem, path=f"{folder.name}/{problem.path}") for problem in found]


@dataclass
class _Reader:
    problems: Problems

    def read(self) -> Recognition:
        versions = self._head()
        self._files()
        markets = self._all("markets.csv", _market, "market")
        return Recognition(
            instruments=self._all("instruments.csv", _instrument, "id"),
            markets={market.id: market for market in markets},
            indicators=self._all("indicators.csv", _indicator, "id"),
            uses=self._all("uses.csv", _use),
            versions=versions,
        )

    def _all(self, path: str, made: Callable[[Row], Thing], key: str = "") -> tuple[Thing, ...]:
        return tuple(made(row) for row in self._rows(path, key))

    def _rows(self, path: str, key: str) -> Iterator[Row]:
        seen: dict[str, str] = {}
        for row in read_rows(self.problems, path, COLUMNS[path], REQUIRED[path]):
            if key:
                once(row, key, seen)
            yield row

    def _files(self) -> None:
        """Note files that would silently not be read."""
        for file in sorted(self.problems.root.iterdir()):
            if file.suffix in (".csv", ".yml", ".yaml", ".xlsx", ".json") and file.name not in (HEAD, *COLUMNS):
                hint = nearest(file.name, (HEAD, *COLUMNS))
                self.problems.say(file.name, 1, "P005", "no file of a pack of recognition has this name", hint)

    def _head(self) -> dict[str, str]:
        tree = self.problems.yaml(HEAD)
        if not isinstance(tree, TextMapping):
            if tree is not None:
                self.problems.say(HEAD, tree, "P002", "pack.yml must map keys to values", "id: recognition.my-own")
            return {}
        unknown, missing = split_names(list(tree), HEAD_KEYS, HEAD_NEEDS)
        for key, hint in unknown:
            self.problems.say(HEAD, key, "P050", f"unknown key '{key}'", hint)
        for name in missing:
            self.problems.say(HEAD, 1, "P051", f"the pack lacks '{name}'", f"{name}: and its text")
        if tree.get("kind") not in (None, "recognition"):
            self.problems.say(HEAD, tree["kind"], "P052", f"'{tree['kind']}' is no kind", "kind: recognition")
        return {str(tree["id"]): str(tree["version"])} if "id" in tree and "version" in tree else {}


def _market(row: Row) -> Market:
    texts = {name: row.text(name) for name in ("name", "name_zh", "source", "note")}
    prefixes = tuple(map(str, row.words("prefixes")))
    return Market(id=row.text("market"), prefixes=prefixes, confidence=trust(row), **texts)


def _instrument(row: Row) -> Instrument:
    since, until = row.date("from"), row.date("until")
    ordered(row, since, until, "until")
    _country(row, "issuer")
    return Instrument(
        **{name: row.text(name) for name in "id title title_zh issuer conditions source note".split()},
        parties=tuple(_parties(row)),
        countries=whole(row, "countries"),
        level=row.choice("level", tuple(LEVELS)),
        editions=tuple(map(str, row.words("editions"))),
        documents=whole(row, "documents"),
        of=whole(row, "of"),
        since=since,
        until=until,
        as_of=period(row, "as_of"),
        confidence=trust(row),
    )


def _parties(row: Row) -> Iterator[str]:
    for cell in row.words("parties"):
        if country_code(cell) != cell:
            _no_country(row, cell, cell)
        yield str(cell)


def _country(row: Row, column: str) -> str:
    text = row.text(column)
    if text and country_code(text) != text:
        _no_country(row, row.cell(column), text)
    return text


def _no_country(row: Row, at: object, text: str) -> None:
    meant = country_code(text)
    hint = f"did you mean '{meant}'?" if meant else "a code of two letters, DE; leave it empty where it is not known"
    row.problems.say(row.path, at, "P053", f"'{text}' is no code of a country", hint)


def whole(row: Row, column: str) -> int | None:
    """Return a whole number, None where there is none or a wrong one (which is said)."""
    text = row.text(column)
    if text and not (text.isascii() and text.isdecimal()):
        row.problems.say(row.path, row.cell(column), "P070", f"'{text}' is no whole number", "44")
        return None
    return int(text) if text else None


def _indicator(row: Row) -> Indicator:
    number = printed(row.text("value"))
    if row.text("value") and (number is None or number.operator != "="):
        hint = "digits as printed, 1079; 'more than' goes into relation as >"
        row.problems.say(row.path, row.cell("value"), "P083", f"'{row.text('value')}' is no number", hint)
    texts = {name: row.text(name) for name in "id title title_zh value unit of scope source note".split()}
    relation = row.choice("relation", ("=", ">", "<", ">=", "<="), "=")
    since, until, as_of = _days(row)
    return Indicator(relation=relation, since=since, until=until, as_of=as_of, confidence=trust(row), **texts)


def _use(row: Row) -> StandardUse:
    texts = {name: row.text(name) for name in ("project", "standard", "unit", "source", "note")}
    since, until, as_of = _days(row)
    return StandardUse(
        use=row.choice("use", tuple(USES)),
        country=_country(row, "country"),
        count=whole(row, "count"),
        since=since,
        until=until,
        as_of=as_of,
        confidence=trust(row),
        **texts,
    )


def _days(row: Row) -> tuple[Period | None, Period | None, Period | None]:
    return period(row, "from"), period(row, "until"), period(row, "as_of")
