"""Checking whole packs of lists and of parties: every file of them, and what shows when they are held together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from monazite.errors import Problem, nearest
from monazite.packs.fields import Problems
from monazite.packs.law import read_law
from monazite.packs.listed_names import ACTS, NAMES, ListedNames
from monazite.packs.lists import FACTS, SHIPPED, SOURCES, lists_pack, read_lists
from monazite.packs.ownership import read_ownership
from monazite.packs.parties import FILES, read_parties
from monazite.parties.lists.model import ListSource
from monazite.text_yaml import Mapping as TextMapping
from monazite.vocabulary import vocabulary

__all__ = ["Checked", "check_of"]

HEAD, OWNERSHIP = "pack.yml", "ownership"
READ = (".csv", ".yml", ".yaml", ".tsv", ".json", ".xlsx")


@dataclass(frozen=True)
class Checked:
    """Everything that is wrong with a pack, in order of place, and how much of what it holds: (number, thing)."""

    problems: tuple[Problem, ...]
    counts: tuple[tuple[int, str], ...]


def check_of(path: Path) -> Callable[[Path], Checked] | None:
    """Return what checks the pack in a folder: of lists, of one list that ships, of parties; None for any other."""
    if (path / SOURCES).exists() or (path / FACTS).exists():
        return check_lists
    if (path / NAMES).exists() or (path / ACTS).exists():
        return check_list
    lines = _lines(path / HEAD)
    if any(line.partition(":")[2].strip(" '\"") == "parties" for line in lines if line.startswith("kind:")):
        return check_parties
    return check_parties if (path / OWNERSHIP).is_dir() or (path / "surnames.csv").exists() else None


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8", errors="replace").splitlines() if file.is_file() else []


# ------------------------------------------------------------ lists
def check_lists(path: Path) -> Checked:
    """Read every file of a pack of lists: where lists are, which facts they feed, and those that ship with it."""
    sources, found = read_lists(path)
    problems = Problems(path, vocabulary(), found=found)
    shipped = [name for name, source in sources.items() if source.format == SHIPPED]
    names = 0
    for name in shipped:
        count, wrong = _shipped(path / name, name, sources[name])
        names += count
        problems.found += [replace(problem, path=f"{name}/{problem.path}") for problem in wrong]
    _strangers(problems, [SOURCES, FACTS, *(f"{n}/{f}" for n in shipped for f in (HEAD, ACTS, NAMES))], "lists")
    feeds = sum(len(source.feeds) for source in sources.values())
    return _checked(problems.found, (len(sources), "list"), (feeds, "feed"), (names, "name"))


def check_list(path: Path) -> Checked:
    """Read every file of one list that ships as a pack."""
    count, found = _shipped(path, path.resolve().name, ListSource(path.resolve().name))
    problems = Problems(path, vocabulary(), found=found)
    _strangers(problems, [HEAD, ACTS, NAMES], "a list")
    return _checked(problems.found, (count, "name"))


def _shipped(path: Path, name: str, source: ListSource) -> tuple[int, list[Problem]]:
    """Return how many names a list that ships has, and everything that is wrong with it."""
    problems = Problems(path, vocabulary())
    reading = ListedNames(problems, name).read()
    head = problems.yaml(HEAD) if HEAD not in problems.lost else None
    if isinstance(head, TextMapping) and head.get("id", name) != name:
        problems.say(HEAD, head["id"], "P052", f"'{head['id']}' is not the name of its folder", f"id: {name}")
    count = len(reading.parties)
    if not problems.found and not source.minimum <= count <= source.maximum:
        text = f"{count} names, where {SOURCES} expects {source.minimum} to {source.maximum}"
        problems.say(NAMES, 1, "P030", text, f"a name is missing, or {SOURCES} is to be changed")
    return count, problems.found


# ------------------------------------------------------------ parties
def check_parties(path: Path) -> Checked:
    """Read every file of a pack of parties, and its rules of ownership against the lists that are known."""
    pack, found = read_parties(path)
    problems = Problems(path, vocabulary(), found=found)
    rules, wrong = read_ownership(path / OWNERSHIP, _lists_beside(path), _instruments_beside(path))
    problems.found += [replace(problem, path=f"{OWNERSHIP}/{problem.path}") for problem in wrong]
    own = [f"{OWNERSHIP}/{file.name}" for file in (path / OWNERSHIP).glob("*.yml")]
    _strangers(problems, [*FILES, *own], "parties")
    words = len(pack.concepts) + len(pack.people) + len(pack.forms)
    return _checked(problems.found, (words, "concept"), (len(pack.scoring.uses), "use"), (len(rules), "rule"))


def _lists_beside(path: Path) -> dict[str, ListSource]:
    """Return the lists of the pack beside a pack of parties, else those that ship, as far as they can be read."""
    beside = path.resolve().parent / "lists"
    return read_lists(beside if (beside / SOURCES).is_file() else lists_pack())[0]


def _instruments_beside(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the instruments of the law packs beside a pack of parties, by regime, as far as they can be read."""
    heads = sorted((path.resolve().parent / "law").glob("*/instruments.yml"))
    return {head.parent.name: tuple(read_law(head.parent)[0].instruments) for head in heads}


# ------------------------------------------------------------ files
def _strangers(problems: Problems, known: Sequence[str], kind: str) -> None:
    """Note files that would silently not be read."""
    for file in sorted(f for f in problems.root.rglob("*") if f.is_file() and f.suffix in READ):
        name = file.relative_to(problems.root).as_posix()
        if name not in known:
            problems.say(name, 1, "P005", f"no file of a pack of {kind} has this name", nearest(name, known))


def _checked(problems: Iterable[Problem], *counts: tuple[int, str]) -> Checked:
    found = tuple(sorted(set(problems)))
    return Checked(found, (*counts, (len(found), "problem")))
