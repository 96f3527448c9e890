"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from monazite.errors import OutputError

__all__ = ["whole_file", "writing"]


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a new empty file beside `path`; it takes that name when the block ends well and is gone when it does not.

    Raises OutputError where the place cannot be written. The block may replace or rewrite the yielded file.
    """
    temporary = _beside(path)
    try:
        yield temporary
        with writing(path):
            _to_disk(temporary)
            os.replace(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink()


@contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Turn what the system says against a write (no space, no right) into an OutputError that names the file."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _beside(path: Path) -> Path:
    if path.is_dir():
        raise OutputError(f"cannot write {path}: it is a folder")
    if path.exists() and not path.is_file():
        raise OutputError(f"cannot write {path}: it is no ordinary file")
    if not path.parent.is_dir():
        raise OutputError(f"cannot write {path}: the folder {path.parent} does not exist")
    temporary = path.parent / f".{path.name}.{secrets.token_hex(4)}.part"
    with writing(path):
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    return temporary


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
