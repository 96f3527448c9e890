"""What a run writes is never what it reads: the places of outputs against those of inputs, and our own tables known."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

from monazite.errors import UsageError

__all__ = ["MANIFEST", "OWN_FOLDERS", "is_answers", "is_ours", "output_at", "refuse_shared_places", "same_place"]

# In a folder that a run in bulk writes: what it keeps there for itself, what it could not read.
MANIFEST = "_monazite/manifest.json"
OWN_FOLDERS = ("_monazite", "_rejects")
# Headings that only tables of our answers have together.
ANSWERS = frozenset({"decision", "outcome_low"})


def refuse_shared_places(outputs: Mapping[str, str | None], inputs: Mapping[str, Sequence[str]]) -> None:
    """Raise UsageError where an output is also an input, or another output.

    `outputs` is option → path (None and "-" are no files), `inputs` what they are → paths; folders hold their files,
    which are compared when the folder is opened.
    """
    written = [(option, path) for option, path in outputs.items() if path and path != "-"]
    for (option, path), (other, second) in combinations(written, 2):
        if same_place(path, second):
            raise UsageError(f"{option} {path}: is also {other} {second}; give each a name of its own")
    for option, path in written:
        for what, names in inputs.items():
            for name in names:
                if name != "-" and not os.path.isdir(name) and same_place(path, name):
                    raise UsageError(f"{option} {path}: is also {what} {name}; write to another file")


def same_place(one: str | Path, other: str | Path) -> bool:
    """Return whether two paths are one file, or would be one if it were written."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return os.path.realpath(one) == os.path.realpath(other)


def output_at(path: str | Path, outputs: Mapping[str, str | None]) -> str:
    """Return the option of the output that is written to a path; "" for none."""
    return next((o for o, out in outputs.items() if out and out != "-" and same_place(path, out)), "")


def is_answers(headings: Sequence[str]) -> bool:
    """Return whether a table with these headings holds decisions of an earlier run."""
    return set(headings) >= ANSWERS


def is_ours(folder: Path) -> bool:
    """Return whether a run in bulk has written into a folder."""
    return (folder / MANIFEST).is_file()
