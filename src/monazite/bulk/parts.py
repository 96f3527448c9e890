"""The parts of a run: what each reads, where it writes, and the key that tells whether it must be worked again.

Parts follow from the inputs alone, never from the engine: one file is one part; a Parquet file of many row groups is
several.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from monazite import __version__
from monazite.assess import Selection
from monazite.errors import InputError, UsageError
from monazite.read.columns import Wishes, map_columns
from monazite.read.package import find_package
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    from monazite.assess import Request
    from monazite.goods.doubts.model import DoubtsPack
    from monazite.law.model import LawPack
    from monazite.read.inputs import Input, InputFile

__all__ = ["Part", "code_hash", "goods_hash", "job_key", "job_of", "pack_hash", "parts_of"]


@dataclass(frozen=True)
class Part:
    """One part: `input` is opened and read (its row `groups` first to end - 1, or all), `name` is written.

    `shown` is the input for people, `bytes` its size where that is known, `mark` what its file looked like when the
    parts were planned; `content` changes with what is read, and `key` with anything that the answers follow from.
    """

    name: str
    input: str
    shown: str
    named: bool
    bytes: int
    groups: tuple[int, int] | None = None
    content: str = ""
    key: str = ""
    mark: str = ""

    def keyed(self, job: str, content: str) -> Part:
        """Return the part with its key, for a job and for the content of its input."""
        told = asdict(replace(self, content=content, key="", input="", bytes=0, mark=""))
        return replace(self, content=content, key=_hash({"job": job, **told}))


def parts_of(request: Request, source: Input) -> list[Part]:
    """Return the parts of an input, in line order; each has a name of its own."""
    taken: set[str] = set()
    parts = []
    columns = frozenset(name.lower() for name in Selection(request).names)
    for file in source.files:
        size = file.origin.size or 0
        # A worker may be at home in another folder.
        place = file.name if file.origin.file is None else str(file.origin.file.absolute())
        cuts = _cuts(file, request.part_rows)
        names = _free(_place(file, len(request.inputs), _not_partitions(file, request, columns)), len(cuts), taken)
        for name, groups in zip(names, cuts, strict=True):
            part = Part(name, place, file.origin.name, file.named, size // len(cuts), groups)
            parts.append(replace(part, mark=file.mark))
    return parts


def _not_partitions(file: InputFile, request: Request, columns: Collection[str]) -> Callable[[str], bool]:
    """Return whether KEY of a folder KEY=VALUE must not stand so in the name of a part.

    Readers of datasets take the folder's value for every row, whatever the file says: so not where KEY is a column of
    the output, and not where the lines may state that fact themselves.
    """
    stated = _stated(file, request)
    return lambda key: key.lower() in columns or (key.lower() in vocabulary() and key.lower() in stated)


def _stated(file: InputFile, request: Request) -> Collection[str]:
    """Return the facts that the lines of a file may state: those of its headings, all where it shows none."""
    stated: set[str] = set()
    for source in file.sources:
        if not source.headings:
            return vocabulary()
        hints = find_package(file.origin.file) if file.origin.file is not None else None
        with suppress(InputError, UsageError):
            wishes = Wishes(request.mapping, hints.facts if hints else {}, hints.units if hints else {})
            stated |= {column.fact.name for column in map_columns(source.headings, wishes, source.name)[0]}
    return stated


def _place(file: InputFile, inputs: int, apart: Callable[[str], bool]) -> str:
    """Return where a file's answers go, without suffix: as it lies below what was named, its partitions before it.

    A folder KEY=VALUE whose key is to be kept `apart` becomes KEY-VALUE.
    """
    path = PurePosixPath(file.relative)
    stem = path.stem if path.suffix.lower() in (".parquet", ".pq") else path.name
    above = file.origin.name.replace("\\", "/").removesuffix(file.relative).rstrip("/")
    lead = _trailing(above)
    if not lead and inputs > 1 and not file.named:
        lead = [PurePosixPath(str(Path(above).absolute())).name if "://" not in above else above.rpartition("/")[2]]
    # A name that begins with _ or . is no data to those who read datasets.
    folders = [_folder(part, apart) for part in (*lead, *path.parts[:-1])]
    return "/".join(part.replace("\\", "_").lstrip("_.") or "part" for part in (*folders, stem))


def _folder(name: str, apart: Callable[[str], bool]) -> str:
    key, sign, value = name.partition("=")
    return f"{key}-{value}" if sign and apart(key.lstrip("_.")) else name


def _trailing(folder: str) -> list[str]:
    """Return the KEY=VALUE folders with which a path ends, as they are written there."""
    parts = PurePosixPath(folder).parts
    count = next((k for k, part in enumerate(reversed(parts)) if "=" not in part), len(parts))
    return list(parts[len(parts) - count :])


def _free(place: str, count: int, taken: set[str]) -> list[str]:
    """Return the names of the parts of one file, none of which another part or folder has; they are taken then."""
    for k in range(1, len(taken) + 2):
        stem = place if k == 1 else f"{place}-{k}"
        names = [f"{stem}.parquet"] if count == 1 else [f"{stem}-{number:05}.parquet" for number in range(1, count + 1)]
        if not any(name.lower() in taken for name in names):
            break
    taken.update(name.lower() for name in names)
    return names


def _cuts(file: InputFile, rows: int) -> list[tuple[int, int] | None]:
    """Return the runs of row groups that make up a file, each of `rows` rows or more; [None] where it stays whole."""
    groups = file.sources[0].groups if len(file.sources) == 1 else ()
    number = sum(groups) // rows
    if number < 2:
        return [None]
    return list(_runs(groups, number))


def _runs(groups: Sequence[int], number: int) -> Iterator[tuple[int, int]]:
    total, seen, start, made = sum(groups), 0, 0, 0
    for k, rows in enumerate(groups, 1):
        seen += rows
        if seen * number >= total * (made + 1) or k == len(groups):
            yield start, k
            start, made = k, max(made + 1, seen * number // total)


# ---------------------------------------------------------------- keys
def job_of(request: Request) -> dict[str, Any]:
    """Return all that the answers follow from beside the lines: packs, options, and the code itself."""
    asked = {"parties": request.parties, "quality": request.quality}
    return {name: one.record() for name, one in asked.items() if one} | {
        "monazite": __version__,
        "code": code_hash(),
        "packs": {pack.id: {"version": pack.version, "sha256": pack_hash(pack)} for pack in request.packs},
        "known_on": str(request.known_on),
        "reading": request.reading,
        "mapping": dict(request.mapping),
        "assume": dict(request.assume),
        "keep": list(request.keep),
        "written": bool(request.out),
        "goods": {"version": request.goods.goods.version, "sha256": goods_hash(request.goods)} if request.goods else {},
    }


def pack_hash(pack: LawPack) -> str:
    """Return the hash of what a pack says, wherever it lies."""
    return hashlib.sha256(repr(replace(pack, path=Path())).encode()).hexdigest()


def goods_hash(pack: DoubtsPack) -> str:
    """Return the hash of what a goods pack says."""
    return hashlib.sha256(repr(pack).encode()).hexdigest()


@cache
def code_hash() -> str:
    """Return the hash of the package's own files, so that a change of the code is a change of its answers."""
    root = Path(__file__).parents[1]
    files = sorted(p for p in root.rglob("*") if p.suffix in (".py", ".yml", ".csv", ".json"))
    told = [
        (p.relative_to(root).as_posix(), hashlib.sha256(p.read_bytes()).hexdigest())
        for p in files
        if "_packs" not in p.parts
    ]
    return _hash(told)


def _hash(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def job_key(request: Request) -> str:
    """Return the hash of the job."""
    return _hash(job_of(request))
