"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from monazite.errors import OutputError
from monazite.write.stale import held_file, sweep

__all__ = ["whole_file", "writing"]


@contextmanager
def whole_file(path: Path, *, sweeps: bool = True) -> Iterator[Path]:
    """Yield a new empty file beside `path`; it takes that name when the block ends well and is gone when it does not.

    With `sweeps`, what runs that were killed left of the same file is removed first. Raises OutputError where the place
    cannot be written. The block may rewrite the yielded file.
    """
    _check(path)
    if sweeps:
        sweep(path)
    with ExitStack() as stack:
        with writing(path):
            temporary = stack.enter_context(held_file(path))
        yield temporary
        with writing(path):
            _to_disk(temporary)
            os.replace(temporary, path)


@contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Turn what the system says against a write (no space, no right) into an OutputError that names the file."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _check(path: Path) -> None:
    if path.is_dir():
        raise OutputError(f"cannot write {path}: it is a folder")
    if path.exists() and not path.is_file():
        raise OutputError(f"cannot write {path}: it is no ordinary file")
    if not path.parent.is_dir():
        raise OutputError(f"cannot write {path}: the folder {path.parent} does not exist")


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
