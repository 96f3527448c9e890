"""Reading the file of a credential, no further than one is large."""

from __future__ import annotations

from pathlib import Path

from monazite.credentials.strict_json import MAX_BYTES
from monazite.errors import InputError

__all__ = ["read_credential"]


def read_credential(path: Path) -> bytes:
    """Return the bytes of a file, of one too large just enough to tell; raise InputError where it is not there."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
