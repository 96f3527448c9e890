"""Unfinished files: named for what they will be, held by the process that writes them, swept when it is gone."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from types import ModuleType

__all__ = ["held_file", "sweep"]

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # no POSIX system
    fcntl = None

TRIES = 100


@contextmanager
def held_file(path: Path) -> Iterator[Path]:
    """Yield a new empty file beside `path`, locked until the block ends and then gone, if it still has its name.

    Where the system locks no files it is not held, and so never swept.
    """
    temporary, held = _held(path)
    try:
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink()
        if held is not None:
            os.close(held)


def sweep(path: Path) -> None:
    """Remove what runs on this machine that were killed left unfinished beside `path`, for the same name.

    A file that a living process holds stays, and so does one of another machine: its locks may not be seen here.
    """
    if fcntl is None:
        return
    unfinished = re.compile(rf"\.{re.escape(path.name)}\.{_machine()}[0-9a-f]{{4}}\.part")
    with suppress(OSError):
        for name in os.listdir(path.parent):
            if unfinished.fullmatch(name):
                _removed_if_free(path.parent / name)


@lru_cache(maxsize=1)
def _machine() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:4]


def _held(path: Path) -> tuple[Path, int | None]:
    """Return a new file and the descriptor that holds its lock; None where there are no locks."""
    for _ in range(TRIES):
        temporary = path.parent / f".{path.name}.{_machine()}{secrets.token_hex(2)}.part"
        with suppress(FileExistsError):
            file = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
            if fcntl is None:
                os.close(file)
                return temporary, None
            # Somebody who sweeps may have seen it before it was locked: then it is gone, or about to be.
            if _locked(file) and _is_at(file, temporary):
                return temporary, file
            os.close(file)
    raise FileExistsError(f"{TRIES} names for an unfinished file are taken")


def _locked(file: int) -> bool:
    """Return whether nobody else holds a file; it is then held here, if the file system has locks."""
    assert fcntl is not None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # no locks here
        return True
    return True


def _removed_if_free(path: Path) -> None:
    assert fcntl is not None
    with suppress(OSError):
        file = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(file, path):
                path.unlink()
        finally:
            os.close(file)


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False
