"""The parts of a run: what each reads, where it writes, and the key that tells whether it must be worked again.

Parts follow from the inputs alone, never from the engine: one file is one part; a Parquet file of many row groups is
several.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from monazite import __version__
from monazite.read.partitions import folder_keys

if TYPE_CHECKING:
    from monazite.assess import Request
    from monazite.law.model import LawPack
    from monazite.read.inputs import Input, InputFile

__all__ = ["Part", "code_hash", "job_key", "job_of", "pack_hash", "parts_of"]


@dataclass(frozen=True)
class Part:
    """One part: `input` is opened and read (its row `groups` first to end - 1, or all), `name` is written.

    `shown` is the input for people, `bytes` its size where that is known; `content` changes with what is read, and
    `key` with anything that the answers follow from.
    """

    name: str
    input: str
    shown: str
    named: bool
    bytes: int
    groups: tuple[int, int] | None = None
    content: str = ""
    key: str = ""

    def keyed(self, job: str, content: str) -> Part:
        """Return the part with its key, for a job and for the content of its input."""
        told = asdict(replace(self, content=content, key="", input="", bytes=0))
        return replace(self, content=content, key=_hash({"job": job, **told}))


def parts_of(request: Request, source: Input) -> list[Part]:
    """Return the parts of an input, in line order; each has a name of its own."""
    taken: set[str] = set()
    parts = []
    for file in source.files:
        stem = _free(_place(file, len(request.inputs)), taken)
        size = file.origin.size or 0
        # A worker may be at home in another folder.
        place = file.name if file.origin.file is None else str(file.origin.file.absolute())
        cuts = _cuts(file, request.part_rows)
        for number, groups in enumerate(cuts, 1):
            name = f"{stem}.parquet" if len(cuts) == 1 else f"{stem}-{number:05}.parquet"
            parts.append(Part(name, place, file.origin.name, file.named, size // len(cuts), groups))
    return parts


def _place(file: InputFile, inputs: int) -> str:
    """Return where a file's answers go, without suffix: as it lies below what was named, its partitions before it."""
    path = PurePosixPath(file.relative)
    stem = path.stem if path.suffix.lower() in (".parquet", ".pq") else path.name
    above = file.origin.name.replace("\\", "/").removesuffix(file.relative).rstrip("/")
    lead = [f"{key}={value}" for key, value in _trailing(above)]
    if not lead and inputs > 1 and not file.named:
        lead = [PurePosixPath(str(Path(above).absolute())).name if "://" not in above else above.rpartition("/")[2]]
    # A name that begins with _ or . is no data to those who read datasets.
    return "/".join(part.lstrip("_.") or "part" for part in (*lead, *path.parts[:-1], stem))


def _trailing(folder: str) -> list[tuple[str, str]]:
    """Return the KEY=VALUE folders with which a path ends."""
    parts = PurePosixPath(folder).parts
    count = next((k for k, part in enumerate(reversed(parts)) if "=" not in part), len(parts))
    return folder_keys("/".join([*parts[len(parts) - count :], ""]) + "x") if count else []


def _free(place: str, taken: set[str]) -> str:
    names = (place if k == 1 else f"{place}-{k}" for k in range(1, len(taken) + 2))
    free = next(name for name in names if name.lower() not in taken)
    taken.add(free.lower())
    return free


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
    return {
        "monazite": __version__,
        "code": code_hash(),
        "packs": {pack.id: {"version": pack.version, "sha256": pack_hash(pack)} for pack in request.packs},
        "known_on": str(request.known_on),
        "reading": request.reading,
        "mapping": dict(request.mapping),
        "assume": dict(request.assume),
        "keep": list(request.keep),
        "written": bool(request.out),
    }


def pack_hash(pack: LawPack) -> str:
    """Return the hash of what a pack says, wherever it lies."""
    return hashlib.sha256(repr(replace(pack, path=Path())).encode()).hexdigest()


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
