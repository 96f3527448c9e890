"""What stands in the folder of a run already: parts to keep, parts whose input is gone, and what is not ours."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.bulk.folder import Folder, folder_at, is_within, write_text
from monazite.bulk.lock import locked
from monazite.bulk.parts import Part, job_key
from monazite.bulk.work import as_planned, content_mark, digest_of, part_record, rejects_name
from monazite.engines.local import default_threads
from monazite.errors import OutputError
from monazite.read.places import MANIFEST, OWN_FOLDERS
from monazite.read.urls import is_url, shown_url

if TYPE_CHECKING:
    from monazite.assess import Request

__all__ = ["Standing", "going_on", "opened_folder"]

OWN = OWN_FOLDERS[0] + "/"
RECORDS = "_monazite/parts/"


@contextmanager
def opened_folder(place: str) -> Iterator[Folder]:
    """Yield the folder of a run, locked; raise OutputError where it holds files of others or another run is at work."""
    folder = folder_at(place)
    names = folder.names()
    if names and not any(name.startswith(OWN) for name in names):
        example = next((n for n in names if not n.startswith(".")), names[0])
        text = f"holds files that are not ours ({example}); name an empty folder or a new one"
        raise OutputError(f"{folder.shown}: {text}")
    folder.make()
    with locked(place, folder):
        folder.tidy()
        yield folder


def going_on(request: Request, folder: Folder) -> tuple[Request, list[str]]:
    """Return the request as of the day of knowledge of the folder's answers, and a note on it.

    That is so where the user gave no day, and the folder's answers are of the same request but for the day: else a run
    that goes on after midnight would do all its work anew.
    """
    manifest = _read(folder, MANIFEST)
    try:
        day = dt.date.fromisoformat(str(manifest.get("known_on")))
    except ValueError:
        return request, []
    earlier = replace(request, known_on=day)
    if request.known_on_given or day == request.known_on or job_key(earlier) != manifest.get("job"):
        return request, []
    text = f"known on {day}, as the run that {folder.shown} goes on with; --known-on {request.known_on} asks of today"
    return earlier, [text]


@dataclass
class Standing:
    """The parts of a run: those to work, those that stand already, and names of those that were removed."""

    parts: list[Part]
    kept_names: frozenset[str] = frozenset()
    removed: list[str] = field(default_factory=list)

    @property
    def kept(self) -> list[Part]:
        """The parts that stand already."""
        return [part for part in self.parts if part.name in self.kept_names]

    @property
    def todo(self) -> list[Part]:
        """The parts to be worked."""
        return [part for part in self.parts if part.name not in self.kept_names]

    def counts(self) -> dict[str, int]:
        """Return how many parts were worked, kept and removed."""
        return {"worked": len(self.todo), "kept": len(self.kept_names), "removed": len(self.removed)}

    def notes(self) -> list[str]:
        """Return a note for each part that was removed."""
        return [f"{name}: removed, its input is gone or is cut otherwise" for name in self.removed]

    @classmethod
    def of(cls, folder: Folder, parts: Sequence[Part], request: Request, *, whole: bool = True) -> Standing:
        """Hold parts against a folder: parts get their keys, what is gone is removed, the plan is written down.

        Nothing is removed where the input is not `whole`: what cannot be read today may have good answers here. Raises
        OutputError where the folder holds the answers of other inputs.
        """
        job, manifest = job_key(request), _read(folder, MANIFEST)
        roots = _same_roots(folder, manifest, request)
        inputs = _contents(parts, manifest.get("inputs"))
        keyed = [part.keyed(job, inputs[part.input]["content"]) for part in parts]
        names = folder.names()
        before = _before(manifest, names)
        planned = {part.name for part in keyed}
        for name in sorted(planned - before):
            if name in names:
                raise OutputError(f"{folder.shown}: {name} is there and is not ours; name another folder")
        # A manifest may be damaged or written by somebody else: only what stands here, and is named as parts are, goes.
        gone_by = before - planned if whole else set()
        removed = sorted(
            n for n in gone_by if n.endswith(".parquet") and {n, part_record(n)} & {*names} and is_within(n)
        )
        for name in removed:
            for gone in (part_record(name), rejects_name(name), name):
                if gone in names:
                    folder.remove(gone)
        told = {part.shown: inputs[part.input] for part in keyed}
        plan = {"format": 1, "job": job, "known_on": str(request.known_on), "roots": roots, "inputs": told}
        plan["parts"] = [[part.name, part.key] for part in keyed]
        write_text(folder, MANIFEST, json.dumps(plan, ensure_ascii=False, indent=1) + "\n")
        stands = _in_threads(partial(_stands, folder), [part for part in keyed if part.name in before])
        kept = frozenset(name for name, whether in stands if whether)
        return cls(keyed, kept, removed)


def _same_roots(folder: Folder, manifest: dict[str, Any], request: Request) -> list[str]:
    """Return what the user named, made comparable; refuse a folder whose answers are of something else.

    Inputs may be added to those of before, never exchanged: their answers would be removed, or mixed up with these.
    """
    roots = sorted(shown_url(name) if is_url(name) else str(Path(name).resolve()) for name in request.inputs)
    before = manifest.get("roots")
    others = [name for name in before if name not in roots] if isinstance(before, list) else []
    if others:
        text = f"holds the answers of {others[0]}; name that input too, or another folder for these answers"
        raise OutputError(f"{folder.shown}: {text}")
    return roots


def _read(folder: Folder, name: str) -> dict[str, Any]:
    """Return a record of ours; {} where there is none, or none that can be read."""
    try:
        told = json.loads(folder.read(name) or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _before(manifest: dict[str, Any], names: Sequence[str]) -> set[str]:
    """Return the names of all parts that runs before have planned or written."""
    written = {name[len(RECORDS) : -len(".json")] for name in names if name.startswith(RECORDS)}
    planned = manifest.get("parts")
    entries = planned if isinstance(planned, list) else []
    return written | {str(entry[0]) for entry in entries if isinstance(entry, list) and entry}


def _in_threads(work: Any, things: Sequence[Any]) -> list[Any]:
    with ThreadPoolExecutor(default_threads()) as pool:
        return list(pool.map(work, things))


# ---------------------------------------------------------------- what stands
def _stands(folder: Folder, part: Part) -> tuple[str, bool]:
    """Return whether a part stands as it would come out: made from the same, and its files are as they were written."""
    record = _read(folder, part_record(part.name))
    same = record.get("key") == part.key and "tally" in record
    files = [record.get("output"), *([record["rejects"]] if record.get("rejects") else [])]
    return part.name, same and all(_is_whole(folder, file) for file in files)


def _is_whole(folder: Folder, file: dict[str, Any] | None) -> bool:
    if not file or not is_within(str(file["name"])) or folder.size(file["name"]) != file["bytes"]:
        return False
    return bool(folder.digest(file["name"]) == file["sha256"])


# ---------------------------------------------------------------- what is read
def _contents(parts: Sequence[Part], known: Any) -> dict[str, dict[str, str]]:
    """Return what is known of the content of each input: its mark, and a text that changes with the content."""
    inputs = {part.input: part for part in parts}
    found = _in_threads(partial(_content, known if isinstance(known, dict) else {}), list(inputs.values()))
    return dict(zip(inputs, found, strict=True))


def _content(known: dict[str, Any], part: Part) -> dict[str, str]:
    """Return mark and content; where the mark of a file on disk has not changed, its hash need not be taken again."""
    name = part.input
    mark = content_mark(name)
    if is_url(name):
        as_planned(part)
        return {"mark": mark, "content": mark}
    before = known.get(part.shown)
    if isinstance(before, dict) and before.get("mark") == mark and before.get("sha256"):
        digest = str(before["sha256"])
    else:
        digest = digest_of(name)
    as_planned(part)
    return {"mark": mark, "sha256": digest, "content": f"sha256:{digest}{_described(name)}"}


def _described(name: str) -> str:
    """Return what a Data Package beside a file says of it, which decides how it is read."""
    from monazite.read.package import find_package

    hints = find_package(Path(name))
    return f" {hints!r}" if hints else ""
