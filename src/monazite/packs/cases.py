"""The cases of a pack: facts, dates and what must come out; run through the same stages as any line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from monazite.errors import Problem, nearest
from monazite.goods.completion import complete_composition
from monazite.law.model import LawPack
from monazite.law.stage import LawStage
from monazite.law.time import READINGS
from monazite.outcomes import OUTCOMES
from monazite.packs.case_names import CaseNames
from monazite.packs.fields import Entry, Problems
from monazite.packs.rows import read_rows
from monazite.read.chunks import rows_to_chunk
from monazite.text_yaml import Listing, Text
from monazite.text_yaml import Mapping as TextMapping
from monazite.vocabulary import vocabulary

__all__ = ["Expectation", "Failure", "noticed", "read_cases", "run_cases", "unnoticed"]

LISTS = ("bases", "possible", "findings", "items", "duties", "ask")
KEYS = ("on", "known_on", "reading", "outcome", "low", "high", *LISTS)
LOW_AND_HIGH = "low: the mildest outcome still possible, high: the strictest"
CASE_KEYS = ("case", "given", "expect", "note")
CSV_KEYS = ("case", "on", "known_on", "reading", "low", "high", *LISTS)


@dataclass(frozen=True)
class Expectation:
    """One line of a case: the facts as written, the day, what was known, and what must come out."""

    case: str
    given: Mapping[str, str]
    on: dt.date
    known_on: dt.date | None
    reading: str
    low: str
    high: str
    lists: Mapping[str, tuple[str, ...]]
    place: tuple[str, int]


@dataclass(frozen=True)
class Failure:
    """An expectation that the pack does not meet."""

    expectation: Expectation
    text: str

    def __str__(self) -> str:
        e = self.expectation
        path, line = e.place
        known = f", known on {e.known_on}" if e.known_on else ""
        return f"{path}:{line}: {e.case}, on {e.on} ({e.reading}{known}): {self.text}"


def read_cases(
    path: Path, pack: LawPack | None = None, found: Sequence[Problem] = ()
) -> tuple[list[Expectation], list[Problem]]:
    """Read every case of a pack; return expectations and problems.

    With the pack (and the problems that were found in it), what the cases name is looked for in it.
    """
    problems = Problems(path, vocabulary())
    reader = _Reader(problems, CaseNames(problems, pack, found))
    out = [e for file in sorted((path / "cases").glob("*.yml")) for e in reader.yaml(f"cases/{file.name}")]
    out += [e for file in sorted((path / "cases").glob("*.csv")) for e in reader.csv(f"cases/{file.name}")]
    reader.names.check_values()
    return out, sorted(set(problems.found))


class _Reader:
    def __init__(self, problems: Problems, names: CaseNames) -> None:
        self.problems, self.names = problems, names
        self.titles: dict[str, str] = {}

    def yaml(self, path: str) -> Iterator[Expectation]:
        tree = self.problems.yaml(path)
        if tree is None:
            return
        if not isinstance(tree, Listing):
            self.problems.say(path, tree, "P002", "a file of cases is a list", "- case: title")
            return
        for part in tree:
            if not isinstance(part, TextMapping):
                self.problems.say(path, part, "P047", "a case is a mapping", "- case: title")
                continue
            name = Text(part.get("case", "case"))
            name.line, name.column = part.line, part.column
            entry = Entry(self.problems, path, name, part)
            entry.check_keys(CASE_KEYS, ("case", "given", "expect"))
            if "given" in part:
                yield from self.case(entry)

    def case(self, entry: Entry) -> Iterator[Expectation]:
        title = entry.text("case")
        if title and title in self.titles:
            hint = f"first in {self.titles[title]}"
            self.problems.say(entry.path, entry.fields["case"], "P020", f"case '{title}' is written twice", hint)
        self.titles.setdefault(title, f"{entry.path}, line {entry.name.line}")
        given = entry.fields["given"]
        if not isinstance(given, TextMapping):
            self.problems.say(entry.path, given, "P047", "'given' maps facts to values", "{kind: goods, …}")
            return
        for name, value in given.items():
            if name not in vocabulary():
                self.problems.say(entry.path, name, "P040", f"unknown fact '{name}'", vocabulary().near(name))
            elif not isinstance(value, str):
                self.problems.say(entry.path, value, "P047", f"'{name}' has one value", 'quotes round a comma: "0,1"')
        known = {k: v for k, v in given.items() if k in vocabulary() and isinstance(v, Text)}
        self.names.given(entry.path, known)
        for part in entry.mappings("expect"):
            part.check_keys(KEYS, ("on",))
            yield from self.expectation(part, title, {str(k): str(v) for k, v in given.items()})

    def expectation(self, entry: Entry, title: str, given: Mapping[str, str]) -> Iterator[Expectation]:
        one = entry.choice("outcome", OUTCOMES)
        low = one or entry.choice("low", OUTCOMES)
        high = one or entry.choice("high", OUTCOMES) or low
        lists = {k: self.names.words(entry.path, k, entry.words(k)) for k in LISTS if k in entry.fields}
        if "high" in entry.fields and not {"low", "outcome"} & set(entry.fields):
            self.problems.say(entry.path, entry.fields["high"], "P051", "'high' without 'low'", LOW_AND_HIGH)
        elif not {"outcome", "low", *LISTS} & set(entry.fields):
            text = "an expectation names an outcome, or low and high, or what stands in a list"
            self.problems.say(entry.path, entry.name, "P051", text, f"lists: {', '.join(LISTS)}")
        yield from _readings(
            entry.choice("reading", READINGS), title, given, entry.date("on"), entry.date("known_on"), low, high, lists,
            (entry.path, entry.name.line),
        )  # fmt: skip

    def csv(self, path: str) -> Iterator[Expectation]:
        facts = tuple(vocabulary())
        for row in read_rows(self.problems, path, (*CSV_KEYS, *facts), ("case", "on")):
            given = {k: str(v) for k, v in row.cells.items() if k in vocabulary() and v}
            self.names.given(path, {k: row.cells[k] for k in given})
            lists = {k: self.names.words(path, k, row.words(k)) for k in LISTS if row.text(k)}
            low = row.choice("low", OUTCOMES)
            if row.text("high") and not row.text("low"):
                self.problems.say(path, row.cell("high"), "P051", "'high' without 'low'", LOW_AND_HIGH)
            elif not low and not lists:
                text = "an expectation names an outcome (low), or what stands in a list"
                self.problems.say(path, row.cell("low"), "P051", text, f"lists: {', '.join(LISTS)}")
            yield from _readings(
                row.choice("reading", READINGS), row.text("case"), given, row.date("on"), row.date("known_on"),
                low, row.choice("high", OUTCOMES) or low, lists, (path, row.at),
            )  # fmt: skip


def _readings(
    reading: str,
    case: str,
    given: Mapping[str, str],
    on: dt.date | None,
    known_on: dt.date | None,
    low: str,
    high: str,
    lists: Mapping[str, tuple[str, ...]],
    place: tuple[str, int],
) -> Iterator[Expectation]:
    """An expectation without a reading must hold under both."""
    if on is not None:
        for word in (reading,) if reading else READINGS:
            yield Expectation(case, given, on, known_on, word, low, high, lists, place)


def run_cases(
    packs: Sequence[LawPack], expectations: Sequence[Expectation]
) -> tuple[list[Failure], dict[int, set[str]]]:
    """Run the cases; return the failures, and for each expectation (by position) the provisions that hold or may."""
    failures: list[Failure] = []
    touched: dict[int, set[str]] = {}
    for members in _alike(expectations):
        for k, row, told in zip(members, *_answers(packs, [expectations[k] for k in members]), strict=True):
            touched[k] = {*row["bases"], *row["possible"]}
            failures += [Failure(expectations[k], text) for text in told]
    return sorted(failures, key=lambda f: f.expectation.place), touched


def _alike(expectations: Sequence[Expectation]) -> list[list[int]]:
    """Return the places of the expectations that one stage can answer, the largest groups first."""
    groups: dict[tuple[dt.date | None, str], list[int]] = {}
    for k, e in enumerate(expectations):
        groups.setdefault((e.known_on, e.reading), []).append(k)
    return sorted(groups.values(), key=len, reverse=True)


def _answers(packs: Sequence[LawPack], alike: Sequence[Expectation]) -> tuple[list[dict[str, Any]], list[list[str]]]:
    """Return the answers to expectations of one group, and what is wrong with each."""
    batch, findings = case_batch(alike)
    rows: list[dict[str, Any]] = LawStage(packs, alike[0].known_on, alike[0].reading).apply(batch).to_pylist()
    told = [[*found, *_differences(e, row)] for e, row, found in zip(alike, rows, findings, strict=True)]
    return rows, told


def case_batch(expectations: Sequence[Expectation]) -> tuple[pa.RecordBatch, list[list[str]]]:
    """Return the facts of cases as lines, read as any input is, and what could not be read of each."""
    facts = dict.fromkeys(f for e in expectations for f in (*e.given, "date"))
    rows = [{f: str(e.on) if f == "date" else e.given.get(f) for f in facts} for e in expectations]
    chunk = rows_to_chunk(rows, list(range(1, len(rows) + 1)), "cases", [], 0)
    batch = complete_composition(chunk.batches[0])
    if "findings" not in batch.schema.names:
        return batch, [[] for _ in rows]
    found = [list(f or ()) for f in batch.column("findings").to_pylist()]
    return batch, found


def _differences(e: Expectation, row: Mapping[str, Any]) -> Iterator[str]:
    if e.low and (row["outcome_low"], row["outcome_high"]) != (e.low, e.high):
        got, want = _interval(row["outcome_low"], row["outcome_high"]), _interval(e.low, e.high)
        asked = f"; ask: {', '.join(row['ask'])}" if row["ask"] else ""
        yield f"{got} where {want} is expected; holds: {', '.join(row['bases']) or 'nothing'}{asked}"
    for name, wanted in e.lists.items():
        have = [d.split(":", 1)[0] for d in row[name]] if name == "duties" else list(row[name])
        have += [h.split(":", 1)[1] for h in have if name == "items" and ":" in h]
        for word in wanted:
            if word.startswith("-") and word[1:] in have:
                yield f"'{word[1:]}' stands in {name}"
            elif not word.startswith("-") and word not in have:
                yield f"'{word}' is missing in {name} ({', '.join(have) or 'empty'}; {nearest(word, have)})"


def _interval(low: str, high: str) -> str:
    return low if low == high else f"{low} … {high}"


def unnoticed(
    packs: Sequence[LawPack], pack: LawPack, expectations: Sequence[Expectation], touched: Mapping[int, set[str]]
) -> list[str]:
    """Return the provisions that could be taken out of `pack` without any case noticing."""
    out = []
    for name, provision in pack.provisions.items():
        if provision.when is None:
            continue
        members = [expectations[k] for k, names in touched.items() if name in names]
        others = [p if p is not pack else pack.without(name) for p in packs]
        if not noticed(others, members):
            out.append(name)
    return out


def noticed(packs: Sequence[LawPack], members: Sequence[Expectation]) -> bool:
    """Whether any expectation fails; the first group that tells ends the search."""
    return any(any(_answers(packs, [members[k] for k in alike])[1]) for alike in _alike(members))
