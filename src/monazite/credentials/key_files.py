"""Files of private keys: readable by their owner alone, and never written over."""

from __future__ import annotations

import os
from pathlib import Path

from monazite.credentials.keys import SigningKey
from monazite.errors import InputError, OutputError

__all__ = ["read_key", "write_key"]

MAX_BYTES = 1 << 16
OTHERS = 0o077


def write_key(path: Path, key: SigningKey) -> None:
    """Write a private key as PEM with mode 0600; raise OutputError where anything is there, even a link."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise OutputError(f"{path} is there already; a key is never written over: give another name") from None
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None
    try:
        with os.fdopen(file, "wb") as out:
            out.write(key.pem())
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def read_key(path: Path) -> SigningKey:
    """Return the private key of a file; raise InputError where it is none, or others may read it."""
    try:
        with path.open("rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & OTHERS:
                raise InputError(f"others may read the key {path}: chmod 600 {path}")
            return SigningKey.of_pem(file.read(MAX_BYTES))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise InputError(f"{path}: {error}; make one with: monazite certificate key --out key.pem") from None
