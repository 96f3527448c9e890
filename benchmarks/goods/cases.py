"""The cases: two halves of our own, and two small sets of others kept outside the repository."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from monazite.packs import packs_folder

__all__ = ["HALVES", "SETS", "Case", "half_of", "read_examples", "read_set", "shared"]

HERE = Path(__file__).resolve().parent
HALVES = ("tuning", "reporting")
OUTSIDE = ("probes", "micro-en", "micro-zh")
SETS = (*HALVES, *OUTSIDE)
# The columns of a case that a line states, by the fact that each is.
STATED = {"tariff_code": "tariff_code", "net_mass_kg": "net_mass", "volume_l": "volume", "value_usd": "value"}


@dataclass(frozen=True, slots=True)
class Case:
    """One description with its gold: acceptable tariff codes and entries; `stated` are facts as texts."""

    id: str
    lang: str
    text: str
    gold_tariff: tuple[str, ...]
    gold_entries: frozenset[str] = frozenset()
    controlled: str = ""  # yes, depends, no; empty where the set does not say
    disguise: str = ""
    assay: str = ""
    stated: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """All words of the line, as a search is given them."""
        return " ".join(part for part in (self.text, self.assay) if part)


def half_of(id: str) -> str:
    """Return the half that a case belongs to, by the hash of its id."""
    return HALVES[int(hashlib.sha256(id.encode()).hexdigest(), 16) % 2]


def shared() -> Path:
    """Return the folder of the data outside the repository, which MONAZITE_SHARED names (default ../shared)."""
    return Path(os.environ.get("MONAZITE_SHARED") or HERE.parent.parent.parent / "shared")


def read_set(name: str) -> list[Case] | None:
    """Return the cases of a set; None where its file is absent."""
    if name in HALVES:
        return [_case(row) for row in _rows(HERE / f"{name}.csv")]
    path = shared() / "data" / "goods" / ("probes.csv" if name == "probes" else "hsclassify_micro_cases.csv")
    if not path.is_file():
        return None
    rows = enumerate(_rows(path), 1)
    if name == "probes":
        return [Case(f"P{n}", r["lang"], r["text"], _split(r["gold"])) for n, r in rows]
    lang = name.removeprefix("micro-")
    return [Case(f"M{n}", lang, r["text"], (r["expected_hs_code"],)) for n, r in rows if r["language"] == lang]


def read_examples() -> dict[str, list[Case]]:
    """Return the examples of the Chinese pack as cases, by the file of their author."""
    files = sorted((packs_folder() / "law" / "cn" / "examples").glob("*.csv"))
    return {file.stem: [_case(row) for row in _rows(file)] for file in files}


def _case(row: Mapping[str, str]) -> Case:
    stated = [(fact, row[column]) for column, fact in STATED.items() if row[column]]
    return Case(
        id=row["id"],
        lang=row["lang"],
        text=row["text"],
        gold_tariff=_split(row["gold_tariff"]),
        gold_entries=frozenset(_split(row["gold_entries"])) - {"none"},
        controlled=row["controlled"],
        disguise=row["disguise"],
        assay=row["assay"],
        stated=tuple([("currency", "USD"), *stated] if row["value_usd"] else stated),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
