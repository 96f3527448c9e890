"""The folder that a run in bulk writes: on disk, or in an object store through pyarrow.

On disk a file is whole or absent. An object store has no renaming: a file is made whole on the local disk first and
then put under its key in one go; what an interrupted transfer leaves is in no record, and is written again.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from monazite.errors import OutputError
from monazite.read.urls import child_url, is_url, opened_url, shown_url, without_secrets
from monazite.write.whole import whole_file, writing

__all__ = ["Folder", "folder_at", "is_within", "write_text"]

# What `whole_file` calls a file that is not yet whole.
UNFINISHED = re.compile(r"\..+\.[0-9a-f]{8}\.part")


class Folder(Protocol):
    """A folder of files by their relative names ("destination=DE/a.parquet")."""

    @property
    def shown(self) -> str:
        """The folder for people."""

    def make(self) -> None:
        """Make the folder where it is absent."""

    def room(self, name: str) -> AbstractContextManager[Path]:
        """Yield a path on this machine; what is there when the block ends well is the file, else it stays absent."""

    def names(self) -> list[str]:
        """Return the names of all files in the folder and below."""

    def read(self, name: str) -> str | None:
        """Return the text of a file; None where there is none."""

    def size(self, name: str) -> int | None:
        """Return the bytes of a file; None where there is none."""

    def digest(self, name: str) -> str | None:
        """Return the SHA-256 of a file; None where it would have to be fetched."""

    def remove(self, name: str) -> None:
        """Remove a file, and the folders that it leaves empty."""

    def tidy(self) -> None:
        """Remove what a run that was killed left unfinished."""


def is_within(name: str) -> bool:
    """Return whether a relative name stays below its folder, on every system."""
    return bool(name) and not name.startswith("/") and "\\" not in name and ".." not in name.split("/")


def _checked(name: str) -> str:
    if not is_within(name):
        raise OutputError(f"'{name}' would lie outside the folder that is written")
    return name


def folder_at(place: str) -> Folder:
    """Return the folder at a path or URL; raise OutputError for a URL that cannot be written."""
    if not is_url(place):
        return _Disk(Path(place))
    opened_url(place, OutputError)
    return _Store(place)


@dataclass(frozen=True)
class _Disk:
    path: Path

    @property
    def shown(self) -> str:
        return str(self.path)

    def make(self) -> None:
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def room(self, name: str) -> Iterator[Path]:
        path = self.path / _checked(name)
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        yield path

    def names(self) -> list[str]:
        return sorted(p.relative_to(self.path).as_posix() for p in self.path.rglob("*") if not p.is_dir())

    def read(self, name: str) -> str | None:
        try:
            return (self.path / _checked(name)).read_text("utf-8")
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return None

    def size(self, name: str) -> int | None:
        path = self.path / _checked(name)
        return path.stat().st_size if path.is_file() else None

    def digest(self, name: str) -> str | None:
        with (self.path / _checked(name)).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def remove(self, name: str) -> None:
        path = self.path / _checked(name)
        with writing(path):
            path.unlink(missing_ok=True)
        with suppress(OSError):
            for parent in list(path.relative_to(self.path).parents)[:-1]:
                (self.path / parent).rmdir()

    def tidy(self) -> None:
        for path in self.path.rglob(".*.part"):
            if UNFINISHED.fullmatch(path.name):
                path.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Store:
    url: str

    @property
    def shown(self) -> str:
        return shown_url(self.url)

    def _at(self, name: str) -> tuple[Any, str]:
        return opened_url(child_url(self.url, _checked(name)) if name else self.url, OutputError)

    def make(self) -> None:
        system, path = self._at("")
        with self._said(""):
            _make_folder(system, path)

    @contextmanager
    def _said(self, name: str) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, NotImplementedError) as error:
            url = child_url(self.url, name)
            said = without_secrets((str(error).splitlines() or [""])[0], url)
            raise OutputError(f"cannot write {shown_url(url)}: {said}") from None

    @contextmanager
    def room(self, name: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="monazite-", ignore_cleanup_errors=True) as folder:
            path = Path(folder, name.rpartition("/")[2])
            yield path
            if path.is_file():
                self._put(name, path)

    def _put(self, name: str, path: Path) -> None:
        system, key = self._at(name)
        with self._said(name):
            _make_folder(system, key.rpartition("/")[0])
            with path.open("rb") as file, system.open_output_stream(key, compression=None) as out:
                while part := file.read(8 << 20):
                    out.write(part)

    def names(self) -> list[str]:
        from pyarrow import fs

        system, path = self._at("")
        base = path.rstrip("/")
        with self._said(""):
            found = system.get_file_info(fs.FileSelector(base, recursive=True, allow_not_found=True))
        return sorted(i.path[len(base) :].lstrip("/") for i in found if i.type == fs.FileType.File)

    def read(self, name: str) -> str | None:
        system, key = self._at(name)
        try:
            with system.open_input_stream(key, compression=None) as stream:
                return bytes(stream.read()).decode("utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        except (OSError, ValueError) as error:
            url = child_url(self.url, name)
            raise OutputError(f"{shown_url(url)}: {without_secrets(str(error).splitlines()[0], url)}") from None

    def size(self, name: str) -> int | None:
        from pyarrow import fs

        system, key = self._at(name)
        with self._said(name):
            info = system.get_file_info(key)
        return int(info.size) if info.type == fs.FileType.File else None

    def digest(self, name: str) -> str | None:
        return None

    def remove(self, name: str) -> None:
        system, key = self._at(name)
        if self.size(name) is not None:
            with self._said(name):
                system.delete_file(key)

    def tidy(self) -> None:
        """An object store shows no unfinished file."""


def _make_folder(system: Any, path: str) -> None:
    """Make a folder where files need one; an object store would keep an empty object in its place."""
    if system.type_name not in ("s3", "gcs", "abfs"):
        system.create_dir(path, recursive=True)


def write_text(folder: Folder, name: str, text: str) -> None:
    """Write a text into a folder, whole; `tidy` has removed what killed runs left, once and not for each of many."""
    with folder.room(name) as path, whole_file(path, sweeps=False) as file, writing(path):
        file.write_text(text, "utf-8")
