"""One run at a time in a folder: a lock file that names the process that holds it."""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from monazite.bulk.folder import Folder, write_text
from monazite.errors import OutputError
from monazite.read.urls import is_url
from monazite.write.whole import writing

__all__ = ["LOCK", "locked"]

LOCK = "_monazite/lock"


@contextmanager
def locked(place: str, folder: Folder) -> Iterator[None]:
    """Hold the lock of a folder while the block runs; raise OutputError where another run holds it.

    The lock of a process of this machine that has ended is taken over. An object store has no lock that two could not
    take at once: there a run sees another's mark, if it is not set in the same moment.
    """
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "begun": _begun(os.getpid())}
    text = json.dumps({**holder, "token": secrets.token_hex(8)})
    if is_url(place):
        _mark(folder, text)
    else:
        _take(Path(place) / LOCK, folder, text)
    try:
        yield
    finally:
        if folder.read(LOCK) == text:
            folder.remove(LOCK)


def _take(path: Path, folder: Folder, text: str) -> None:
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(3):
        with writing(path), suppress(FileExistsError):
            # Linked whole under its name, so that no lock is ever seen empty; the link fails where one stands.
            own = path.with_name(f"lock.{secrets.token_hex(4)}")
            own.write_text(text, "utf-8")
            try:
                os.link(own, path)
                return
            finally:
                own.unlink()
        _give_up_unless_stale(path, folder)
    raise OutputError(f"{folder.shown}: other runs take the lock all the time; start one at a time")


def _give_up_unless_stale(path: Path, folder: Folder) -> None:
    """Set the lock of an ended process aside; raise OutputError for one that may still run."""
    held = folder.read(LOCK)
    if held is None:
        return
    if not _stale(held):
        raise _busy(folder, held)
    aside = path.with_name(f"lock.{secrets.token_hex(4)}")
    with suppress(FileNotFoundError):
        os.rename(path, aside)
        if aside.read_text("utf-8") != held:
            # Another run was quicker, and what was set aside is its lock: it gets it back.
            with suppress(FileExistsError):
                os.link(aside, path)
        aside.unlink()


def _mark(folder: Folder, text: str) -> None:
    held = folder.read(LOCK)
    if held is not None and not _stale(held):
        raise _busy(folder, held)
    write_text(folder, LOCK, text)
    if folder.read(LOCK) != text:
        raise _busy(folder, folder.read(LOCK) or "")


def _busy(folder: Folder, held: str) -> OutputError:
    who = _holder(held)
    run = f"process {who.get('pid')} on {who.get('host')}" if who else "another run"
    lock = f"{folder.shown.rstrip('/')}/{LOCK}"
    return OutputError(f"{folder.shown}: {run} writes here; wait for it, or remove {lock} if it is gone")


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
