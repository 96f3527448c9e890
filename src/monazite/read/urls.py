"""Files of object stores (s3://, abfs://, gs://), through pyarrow; credentials are those of the environment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from monazite.errors import InputError, MonaziteError, UsageError, nearest
from monazite.read.origins import Origin

if TYPE_CHECKING:
    from pyarrow import fs

__all__ = ["child_url", "files_below", "from_url", "is_url", "opened_url", "shown_url", "without_secrets"]

SCHEMES = ("s3", "abfs", "abfss", "gs", "gcs", "hdfs", "file")


def is_url(name: str) -> bool:
    """Return whether a name is a URL rather than a path."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", name) is not None


def shown_url(url: str) -> str:
    """Return a URL for people and for columns: without user, password and options.

    >>> shown_url("s3://key:secret@bucket/lines/a.parquet?region=eu-central-1")
    's3://bucket/lines/a.parquet'
    """
    if not is_url(url):
        return url
    scheme, _, rest = url.partition("://")
    if scheme.lower() == "sc":
        rest = rest.partition(";")[0]
    if "@" in rest and re.match(r"[^/@]*:(?!\d+/)", rest):
        # A secret may hold any sign, / and ? too: it ends with the last @.
        rest = rest.rpartition("@")[2]
    rest = re.split(r"[?#]", rest, maxsplit=1)[0]
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{unquote(path)}"


def without_secrets(text: str, url: str) -> str:
    """Return what somebody else says of a URL, with the URL as it is shown, and no user, password or option of it."""
    text = text.replace(url, shown_url(url))
    rest = url.partition("://")[2] or url
    user = rest.rpartition("@")[0]
    told = [user, *user.split(":"), *re.split(r"[;?&#]", rest)[1:]]
    told += [part.partition("=")[2] for part in told]
    for secret in sorted({s for one in told for s in (one, unquote(one)) if len(s) > 2}, key=len, reverse=True):
        text = text.replace(secret, "…")
    return text


def child_url(url: str, relative: str) -> str:
    """Return the URL of what lies below a folder, with the options of the folder's URL.

    >>> child_url("file:///lines?x=1", "name=a%2Fb/c d.csv")
    'file:///lines/name=a%252Fb/c%20d.csv?x=1'
    """
    parts = urlsplit(url)
    return urlunsplit((*parts[:2], f"{parts.path.rstrip('/')}/{quote(relative, safe='/=')}", *parts[3:]))


def opened_url(url: str, error: type[MonaziteError] = InputError) -> tuple[fs.FileSystem, str]:
    """Return the file system of a URL and the path in it; raise UsageError for a scheme that is not known."""
    scheme = url.partition("://")[0].lower()
    if scheme not in SCHEMES:
        raise UsageError(f"{shown_url(url)}: '{scheme}://' is not known; {nearest(scheme, SCHEMES)}")
    try:
        return _opened(url)
    except (OSError, ValueError, NotImplementedError) as failure:
        raise error(f"{shown_url(url)}: {_first_line(failure, url)}") from None


@lru_cache(maxsize=256)
def _opened(url: str) -> tuple[fs.FileSystem, str]:
    from pyarrow import fs

    system, path = fs.FileSystem.from_uri(url)
    return system, path


def from_url(url: str) -> Origin:
    """Return a file of an object store as an origin; raise InputError where it is not there or cannot be read."""
    from pyarrow import fs

    system, path = opened_url(url)
    info = _told(url, partial(system.get_file_info, path))
    if info.type != fs.FileType.File:
        what = "is no file" if info.type == fs.FileType.Directory else "no such file"
        raise InputError(f"{shown_url(url)}: {what}")
    return _origin(url, system, info)


def files_below(url: str) -> list[tuple[str, Origin]] | None:
    """Return (relative path, origin) of the files below a folder, sorted; None where the URL is no folder."""
    from pyarrow import fs

    system, path = opened_url(url)
    if not url.partition("?")[0].endswith("/"):
        info = _told(url, partial(system.get_file_info, path))
        if info.type != fs.FileType.Directory:
            return None
    base = path.rstrip("/")
    selector = fs.FileSelector(base, recursive=True)
    infos = [i for i in _told(url, partial(system.get_file_info, selector)) if i.type == fs.FileType.File]
    found = ((info.path[len(base) :].lstrip("/"), info) for info in infos)
    return sorted(((name, _origin(child_url(url, name), system, info)) for name, info in found), key=lambda f: f[0])


def _origin(url: str, system: fs.FileSystem, info: fs.FileInfo) -> Origin:
    name = shown_url(url)
    version = f"{info.size} bytes, written {info.mtime_ns}"
    stream = partial(_told, url, partial(system.open_input_stream, info.path, compression=None, buffer_size=1 << 20))
    random = partial(_told, url, partial(system.open_input_file, info.path))
    return Origin(name, stream, info.size, random=random, version=version, url=url)


def _told(url: str, work: partial[Any]) -> Any:
    """Return what a file system answers; what it says against it becomes an InputError that names the URL."""
    try:
        return work()
    except (OSError, ValueError, NotImplementedError) as failure:
        raise InputError(f"{shown_url(url)}: {_first_line(failure, url)}") from None


def _first_line(failure: Exception, url: str) -> str:
    return without_secrets((str(failure).splitlines() or [type(failure).__name__])[0], url)


def parts_of(stream: BinaryIO, size: int = 8 << 20) -> Iterator[bytes]:
    """Yield the bytes of a stream in parts."""
    while part := stream.read(size):
        yield part
