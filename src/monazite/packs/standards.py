"""Reading packs of standards: from their folders to one Register, with every problem collected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from monazite.chemistry.weights import Weights, load_weights
from monazite.errors import InputError, PackError, Problem
from monazite.packs.fields import Problems, split_names
from monazite.packs.find import packs_folder
from monazite.packs.rows import Row, read_rows
from monazite.packs.standards_rows import COLUMNS, REQUIRED, Grades, adoption, batch, edition, method, tied
from monazite.quality.model import Adoption, Batch, Edition, Grade, MethodScope, Register
from monazite.text_yaml import Mapping as TextMapping
from monazite.vocabulary import vocabulary

__all__ = [
    "Head",
    "StandardsPack",
    "is_standards",
    "load_register",
    "read_register",
    "read_standards",
    "standards_folders",
    "standards_register",
    "standards_weights",
]

HEAD, EDITIONS = "pack.yml", "editions.csv"
HEAD_KEYS = tuple("id kind title title_zh version licence state_of_knowledge nature notice".split())
HEAD_NEEDS = ("id", "kind", "title", "version", "licence", "state_of_knowledge", "notice")
NATURES = ("standards", "market")
READ = (".csv", ".yml", ".yaml", ".tsv", ".json", ".xlsx")

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Head:
    """What a pack says of itself; `nature` is market where it holds specifications of price agencies, no standards."""

    id: str = ""
    title: str = ""
    title_zh: str = ""
    version: str = ""
    licence: str = ""
    state_of_knowledge: str = ""
    nature: str = "standards"
    notice: str = ""


@dataclass(frozen=True)
class StandardsPack:
    """One pack of standards, as far as it could be read."""

    head: Head
    editions: dict[str, Edition] = field(default_factory=dict)
    grades: dict[str, Grade] = field(default_factory=dict)
    methods: tuple[MethodScope, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    batches: dict[str, Batch] = field(default_factory=dict)

    @property
    def requirements(self) -> int:
        """How many requirements its grades have."""
        return sum(len(grade.requirements) for grade in self.grades.values())


def standards_folders(folder: Path | None = None) -> list[Path]:
    """Return the packs of standards in a folder of packs, or in those shipped; raise InputError for none."""
    root = (folder or packs_folder()) / "standards"
    found = sorted(file.parent for file in root.glob(f"*/{HEAD}"))
    if not found:
        raise InputError(f"no packs of standards in {root}")
    return found


def standards_register(folder: Path | None = None) -> Register:
    """Return the register of the packs shipped with Monazite, or of a folder of packs; kept once it is read."""
    return _register(tuple(standards_folders(folder)))


@lru_cache(maxsize=4)
def _register(folders: tuple[Path, ...]) -> Register:
    return load_register(folders)


@lru_cache(maxsize=4)
def standards_weights(folder: Path | None = None) -> Weights:
    """Return the atomic weights by which contents are converted: those of the goods pack."""
    return load_weights((folder or packs_folder()) / "goods" / "atomic_weights.csv")


def load_register(folders: Sequence[Path]) -> Register:
    """Return one register of some packs of standards; raise PackError with every problem if there is any."""
    register, problems = read_register(folders, quick=True)
    if problems:
        register, problems = read_register(folders)
        raise PackError(problems)
    return register


def read_register(folders: Sequence[Path], *, quick: bool = False) -> tuple[Register, list[Problem]]:
    """Read packs of standards as far as they can be read, and list every problem; paths begin with the pack's folder.

    A `quick` reading tells whether there are problems, and not where in their lists they are.
    """
    packs: list[StandardsPack] = []
    problems: list[Problem] = []
    for folder in folders:
        pack, found = read_standards(folder, quick=quick)
        problems += [replace(problem, path=f"{folder.name}/{problem.path}") for problem in found]
        problems += _there_already(pack, packs, folder.name)
        packs.append(pack)
    return _joined(packs), sorted(problems)


def _there_already(pack: StandardsPack, before: Sequence[StandardsPack], name: str) -> Iterator[Problem]:
    for other in before:
        for one in sorted({*pack.editions} & {*other.editions}):
            text = f"'{one}' is in the pack '{other.head.id}' too"
            yield Problem(f"{name}/{EDITIONS}", 1, 1, "P020", text, "an edition stands in one pack")


def _joined(packs: Sequence[StandardsPack]) -> Register:
    return Register(
        editions={key: one for pack in packs for key, one in pack.editions.items()},
        grades={key: one for pack in packs for key, one in pack.grades.items()},
        methods=tuple(one for pack in packs for one in pack.methods),
        adoptions=tuple(one for pack in packs for one in pack.adoptions),
        versions={pack.head.id: pack.head.version for pack in packs},
        batches={key: one for pack in packs for key, one in pack.batches.items()},
    )


def is_standards(path: Path) -> bool:
    """Whether a folder is a pack of standards: its pack.yml says so, or it has a list of editions."""
    head = path / HEAD
    lines = head.read_text("utf-8", errors="replace").splitlines() if head.is_file() else []
    kinds = [line.partition(":")[2].strip(" '\"") for line in lines if line.startswith("kind:")]
    return kinds[0] == "standards" if kinds else (path / EDITIONS).is_file()


def read_standards(path: Path, *, quick: bool = False) -> tuple[StandardsPack, list[Problem]]:
    """Read one pack of standards as far as it can be read, and list every problem in order of place."""
    reader = _Reader(Problems(path, vocabulary(), quick=quick))
    pack = reader.read()
    return pack, sorted(set(reader.problems.found))


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.seen: dict[str, dict[str, str]] = {"editions": {}, "batches": {}}

    def read(self) -> StandardsPack:
        head = self._head()
        self._files()
        editions = {row.text("id"): (row, edition(row, self.seen["editions"])) for row in self._rows(EDITIONS)}
        batches = {row.text("id"): batch(row, self.seen["batches"]) for row in self._rows("batches.csv")}
        tied(editions, batches, tuple(batches))
        known = _Any() if EDITIONS in self.problems.lost else editions
        grades = Grades(known, tuple(editions))
        for row in self._rows("grades.csv"):
            grades.add(row)
        return StandardsPack(
            head=head,
            editions={key: one for key, (_, one) in editions.items()},
            grades=grades.found,
            methods=self._all("methods.csv", lambda row: method(row, known, tuple(editions))),
            adoptions=self._all("adoptions.csv", adoption),
            batches=batches,
        )

    def _rows(self, path: str) -> Iterator[Row]:
        return read_rows(self.problems, path, COLUMNS[path], REQUIRED[path])

    def _all(self, path: str, made: Callable[[Row], Thing]) -> tuple[Thing, ...]:
        return tuple(made(row) for row in self._rows(path))

    def _files(self) -> None:
        """Note that the list of editions is missing, and files that would silently not be read."""
        if not (self.problems.root / EDITIONS).exists():
            self.problems.say(EDITIONS, 1, "P003", "the file is missing", "every pack of standards has this file")
            self.problems.lost.add(EDITIONS)
        for file in sorted(self.problems.root.iterdir()):
            if file.suffix in READ and file.name not in (HEAD, *COLUMNS):
                hint = f"the files are {', '.join((HEAD, *COLUMNS))}"
                self.problems.say(file.name, 1, "P005", "no file of a pack of standards has this name", hint)

    def _head(self) -> Head:
        tree = self.problems.yaml(HEAD)
        if not isinstance(tree, TextMapping):
            if tree is not None:
                self.problems.say(HEAD, tree, "P002", "pack.yml must map keys to values", "id: standards.my-own")
            return Head()
        unknown, missing = split_names(list(tree), HEAD_KEYS, HEAD_NEEDS)
        for key, hint in unknown:
            self.problems.say(HEAD, key, "P050", f"unknown key '{key}'", hint)
        for key in missing:
            self.problems.say(HEAD, 1, "P051", f"the pack lacks '{key}'", f"{key}: and its text")
        self._choice(tree, "kind", ("standards",))
        self._choice(tree, "nature", NATURES)
        return Head(**{key: str(tree[key]) for key in HEAD_KEYS if key in tree and key != "kind"})

    def _choice(self, tree: TextMapping, key: str, known: Sequence[str]) -> None:
        if key in tree and tree[key] not in known:
            hint = f"one of: {', '.join(known)}"
            self.problems.say(HEAD, tree[key], "P052", f"'{tree[key]}' is no {key}", hint)


class _Any:
    """Holds every name: where the list of editions could not be read, no row is blamed for what it names."""

    def __contains__(self, name: object) -> bool:
        return True
