"""Zip and gzip: the tables inside, opened as streams; nothing is ever unpacked to a path, and sizes are bounded."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from monazite.errors import InputError
from monazite.read.origins import Origin, spooled

__all__ = ["gunzipped", "zip_members"]

UNPACKED_AT_MOST = 256 << 30
RATIO_AT_MOST = 1000
RATIO_FROM = 256 << 20
MEMBERS_AT_MOST = 10_000
NESTED = (".zip", ".gz", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz", ".zst")


class _Bounded(io.RawIOBase):
    """A stream of unpacked bytes that stops where it grows out of all proportion, or is damaged."""

    def __init__(self, stream: BinaryIO, name: str, packed: int | None, under: BinaryIO | None = None) -> None:
        self._stream, self._name, self._packed, self._total = stream, name, packed, 0
        self._under = under

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raise InputError for a damaged or inflated stream."""
        try:
            part = self._stream.read(size)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise InputError(f"{self._name}: cannot be unpacked: {error}") from None
        self._total += len(part)
        inflated = self._packed and self._total > RATIO_FROM and self._total > RATIO_AT_MOST * self._packed
        if inflated or self._total > UNPACKED_AT_MOST:
            raise InputError(f"{self._name}: unpacks to an unreasonable size")
        return part

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        part = self.read(len(view))
        view[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._stream.close()
        if self._under is not None:
            self._under.close()
        super().close()


def gunzipped(origin: Origin) -> Origin:
    """Return what a gzip file holds."""

    def opened() -> BinaryIO:
        packed = origin.open()
        stream = gzip.GzipFile(fileobj=packed, mode="rb")
        return _Bounded(stream, origin.name, origin.size, packed)  # type: ignore[arg-type,return-value]

    return Origin(origin.name, opened)


def zip_members(origin: Origin, readable: Callable[[str], bool]) -> tuple[list[Origin], list[str]]:
    """Return the members of a zip archive that may be tables, in the order of their names, and notes on the others."""
    try:
        archive = zipfile.ZipFile(origin.path or spooled(origin))
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError(f"{origin.name}: cannot be read as a zip archive: {error}") from None
    infos = sorted((i for i in archive.infolist() if not i.is_dir()), key=lambda info: info.filename)
    if len(infos) > MEMBERS_AT_MOST:
        raise InputError(f"{origin.name}: more than {MEMBERS_AT_MOST} members")
    found, notes = [], []
    for info in infos:
        why = _refused(info, readable)
        if why:
            notes.append(f"{origin.name}: {info.filename[:120]!r} is not read: {why}")
        elif why is None:
            name = f"{origin.name}/{info.filename}"
            found.append(Origin(name, partial(_opened, archive, info, name), info.file_size))
    return found, notes


def _refused(info: zipfile.ZipInfo, readable: Callable[[str], bool]) -> str | None:
    """Return why a member is not read: "" where nobody needs to know, None where it is read."""
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.name.startswith(".") or "__MACOSX" in path.parts:
        return ""
    if path.is_absolute() or ".." in path.parts or not info.filename.isprintable():
        return "its name points out of the archive"
    if info.flag_bits & 1:
        return "it is encrypted"
    if path.suffix.lower() in NESTED:
        return "an archive in an archive; unpack it first"
    return None if readable(path.name) else ("" if path.name.endswith("datapackage.json") else "no known format")


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> BinaryIO:
    try:
        stream = archive.open(info)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise InputError(f"{name}: cannot be unpacked: {error}") from None
    return _Bounded(stream, name, max(info.compress_size, 1))  # type: ignore[arg-type,return-value]
