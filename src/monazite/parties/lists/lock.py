"""One writer at a time in the folder of a list: a lock of the system, which goes with the process that held it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from monazite.errors import OutputError

__all__ = ["locked"]

LOCK = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, made if it is absent, while the block runs; OutputError where another holds it.

    A folder in which the block leaves nothing goes with the lock, before another can take it.
    """
    file = _held(folder)
    try:
        yield
    finally:
        # What is open cannot be removed on Windows; there the folder goes a moment later, if it is still empty.
        if sys.platform != "win32":
            _vanish(folder)
        os.close(file)
        if sys.platform == "win32":
            _vanish(folder)


def _held(folder: Path) -> int:
    """Return the lock file, locked: the one that is still in the folder, not one that its last holder removed."""
    while True:
        file = _opened(folder)
        if not _lock(file):
            os.close(file)
            raise OutputError(f"{folder}: another run writes this list; wait for it and try again")
        if _is(file, folder / LOCK):
            return file
        os.close(file)


def _opened(folder: Path) -> int:
    for _ in range(100):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:
            continue  # the folder was removed between the two
        except OSError as error:
            raise OutputError(f"cannot write {folder}: {error.strerror}") from error
    raise OutputError(f"cannot write {folder}: it is removed again and again")


def _is(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except OSError:
        return False


def _vanish(folder: Path) -> None:
    with suppress(OSError):
        if os.listdir(folder) == [LOCK]:
            (folder / LOCK).unlink()
            folder.rmdir()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> bool:
        with suppress(OSError):
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def _lock(file: int) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False
