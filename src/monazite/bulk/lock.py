"""One run at a time in a folder: a lock on a file that names the process that holds it."""

from __future__ import annotations

import errno
import json
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from monazite.bulk.folder import Folder, write_text
from monazite.errors import OutputError
from monazite.read.places import MANIFEST
from monazite.read.urls import is_url
from monazite.write.whole import writing

__all__ = ["LOCK", "locked"]

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # no POSIX system
    fcntl = None

LOCK = "_monazite/lock"
NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


@contextmanager
def locked(place: str, folder: Folder) -> Iterator[None]:
    """Hold the lock of a folder while the block runs; raise OutputError where another run holds it.

    On disk the system itself holds the lock, of a file that stays, and lets it go with the process, however that ends;
    the text in it is for the message. An object store has no lock that two could not take at once: there, and where
    the system locks no files, a run sees another's mark, if it is not set in the same moment.
    """
    text = json.dumps({**_own(), "token": secrets.token_hex(8)})
    file = None if is_url(place) or fcntl is None else _taken(Path(place) / LOCK, folder)
    try:
        if file is None:
            _mark(folder, text)
        else:
            _write(file, text)
        yield
    finally:
        if file is not None:
            # Emptied before it is let go: a text that stays is that of a run that was killed.
            _write(file, "")
            if folder.size(MANIFEST) is None:
                # The run came to nothing: no trace of it. Whoever waits on this file sees that it is gone.
                folder.remove(LOCK)
            os.close(file)
        elif folder.read(LOCK) == text:
            folder.remove(LOCK)


def _own() -> dict[str, object]:
    return {"pid": os.getpid(), "host": socket.gethostname(), "begun": _begun(os.getpid())}


def _taken(path: Path, folder: Folder) -> int | None:
    """Return the descriptor of the lock file, locked; None where the file system has no locks."""
    assert fcntl is not None
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held = _text(file)
        # A shared folder may not share its locks: the text of another machine counts as its lock.
        if held and _holder(held).get("host") != socket.gethostname():
            raise _busy(folder, held)
        # Somebody may have removed the file meanwhile, as the message says: then this is a lock on nothing.
        if not _is_at(file, path):
            raise _busy(folder, "", kept=True)
    except BlockingIOError:
        held = _text(file)
        os.close(file)
        raise _busy(folder, held, kept=True) from None
    except OSError as error:
        os.close(file)
        if error.errno not in NO_LOCKS:
            raise OutputError(f"cannot write {path}: {error.strerror}") from None
        return None
    except BaseException:
        os.close(file)
        raise
    return file


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False


def _text(file: int) -> str:
    return os.pread(file, 4096, 0).decode("utf-8", "replace")


def _write(file: int, text: str) -> None:
    os.ftruncate(file, 0)
    os.pwrite(file, text.encode(), 0)


def _mark(folder: Folder, text: str) -> None:
    held = folder.read(LOCK)
    if held and not _stale(held):
        raise _busy(folder, held)
    write_text(folder, LOCK, text)
    if folder.read(LOCK) != text:
        raise _busy(folder, folder.read(LOCK) or "")


def _busy(folder: Folder, held: str, *, kept: bool = False) -> OutputError:
    """Return the error for a folder in which a run is at work, or may be; `kept` where the system knows that it is."""
    who = _holder(held)
    run = f"process {who.get('pid')} on {who.get('host')}" if who else "another run"
    hint = "" if kept else f", or remove {folder.shown.rstrip('/')}/{LOCK} if it is gone"
    return OutputError(f"{folder.shown}: {run} writes here; wait for it{hint}")


def _stale(held: str) -> bool:
    """Return whether the process that holds a lock ran on this machine and has ended."""
    who = _holder(held)
    if who.get("host") != socket.gethostname() or not isinstance(who.get("pid"), int):
        return False
    pid = int(str(who["pid"]))
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return who.get("begun") != _begun(pid)


def _holder(held: str) -> dict[str, object]:
    try:
        told = json.loads(held)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _begun(pid: int) -> str:
    """Return when a process began, as the system counts it; "" where it does not say. Numbers of processes recur."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
