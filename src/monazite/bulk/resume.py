"""What stands in the folder of a run already: parts to keep, parts whose input is gone, and what is not ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from monazite.bulk.folder import Folder, folder_at, write_text
from monazite.bulk.lock import locked
from monazite.bulk.parts import Part
from monazite.bulk.work import content_mark, digest_of, part_record, rejects_name
from monazite.engines.local import default_threads
from monazite.errors import OutputError
from monazite.read.places import MANIFEST, OWN_FOLDERS
from monazite.read.urls import is_url

__all__ = ["Standing", "opened_folder"]

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
    def of(cls, folder: Folder, parts: Sequence[Part], job: str) -> Standing:
        """Hold parts against a folder: parts get their keys, what is gone is removed, the plan is written down."""
        manifest = _read(folder, MANIFEST)
        inputs = _contents(parts, manifest.get("inputs", {}))
        keyed = [part.keyed(job, inputs[part.input]["content"]) for part in parts]
        names = folder.names()
        before = _before(manifest, names)
        planned = {part.name for part in keyed}
        for name in sorted(planned - before):
            if name in names:
                raise OutputError(f"{folder.shown}: {name} is there and is not ours; name another folder")
        removed = sorted(before - planned)
        for name in removed:
            for gone in (part_record(name), rejects_name(name), name):
                folder.remove(gone)
        told = {part.shown: inputs[part.input] for part in keyed}
        plan = {"format": 1, "job": job, "inputs": told, "parts": [[part.name, part.key] for part in keyed]}
        write_text(folder, MANIFEST, json.dumps(plan, ensure_ascii=False, indent=1) + "\n")
        stands = _in_threads(partial(_stands, folder), [part for part in keyed if part.name in before])
        kept = frozenset(name for name, whether in stands if whether)
        return cls(keyed, kept, removed)


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
    return written | {name for name, _ in manifest.get("parts", [])}


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
    if not file or folder.size(file["name"]) != file["bytes"]:
        return False
    return bool(folder.digest(file["name"]) == file["sha256"])


# ---------------------------------------------------------------- what is read
def _contents(parts: Sequence[Part], known: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return what is known of the content of each input: its mark, and a text that changes with the content."""
    inputs = {part.input: part for part in parts}
    found = _in_threads(partial(_content, known), list(inputs.values()))
    return dict(zip(inputs, found, strict=True))


def _content(known: dict[str, Any], part: Part) -> dict[str, str]:
    """Return mark and content; where the mark of a file on disk has not changed, its hash need not be taken again."""
    name = part.input
    mark = content_mark(name)
    if is_url(name):
        return {"mark": mark, "content": mark}
    before = known.get(part.shown)
    if isinstance(before, dict) and before.get("mark") == mark and before.get("sha256"):
        digest = str(before["sha256"])
    else:
        digest = digest_of(name)
    return {"mark": mark, "sha256": digest, "content": f"sha256:{digest}{_described(name)}"}


def _described(name: str) -> str:
    """Return what a Data Package beside a file says of it, which decides how it is read."""
    from monazite.read.package import find_package

    hints = find_package(Path(name))
    return f" {hints!r}" if hints else ""
