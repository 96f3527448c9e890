"""Fetching a list by https: only what is new, no more than is allowed, from where the address was looked at."""

from __future__ import annotations

import hashlib
import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, urljoin
from urllib.request import getproxies, proxy_bypass

from monazite.errors import InputError
from monazite.parties.lists.guard import Allowed, addresses, checked_far, checked_url, shown
from monazite.parties.lists.model import Origin

__all__ = ["Progress", "fetch"]

Progress = Callable[[str, int, int | None], None]

REDIRECTS = 5
TIMEOUT = 60.0  # seconds without an answer
WHOLE = 1800.0  # seconds for one file
PIECE = 1 << 16
_AS_IT_IS = "/%:=&?~#+!$,;'@()*[]|"  # signs of a path or query that are sent as they are written


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked for, and what bounds the answer."""

    allowed: Allowed
    largest: int
    known: Origin | None
    progress: Progress
    until: float


def fetch(
    url: str,
    into: Path,
    *,
    largest: int,
    allowed: Allowed,
    known: Origin | None = None,
    progress: Progress | None = None,
) -> Origin | None:
    """Write what a URL answers into a file and return its size and checksum; None where it is what is known already.

    The server is asked with the version that is known (ETag, Last-Modified; RFC 9110). More than `largest` bytes, fewer
    than the server announced, more than five redirects, a redirect to http or to a private address: InputError.
    """
    ask = _Ask(allowed, largest, known, progress or (lambda place, done, of: None), time.monotonic() + WHOLE)
    place = url
    for _ in range(REDIRECTS + 1):
        with _answer(place, ask) as answer:
            if answer.status in (301, 302, 303, 307, 308):
                place = _redirected(url, place, answer.headers.get("Location", ""))
            elif answer.status == 304 and known and (known.etag or known.modified):
                return None
            elif answer.status != 200:
                later = "; try again later" if answer.status in (429, 500, 502, 503, 504) else ""
                raise InputError(f"{shown(url)}: the server answered {answer.status} {_line(answer.reason)}{later}")
            else:
                return _write(url, answer, into, ask)
    raise InputError(f"{shown(url)}: more than {REDIRECTS} redirects")


def _redirected(url: str, place: str, to: str) -> str:
    """Return where a redirect leads; it is looked at as any other address before it is asked."""
    if not to.strip():
        raise InputError(f"{shown(url)}: the server redirects without saying where to")
    with suppress(UnicodeError):
        to = to.encode("latin-1").decode("utf-8")  # headers come in as Latin-1; servers write UTF-8 into them
    try:
        found = urljoin(place, to.strip())
    except ValueError as error:
        raise InputError(f"{shown(url)}: the server redirects to what is no URL ({error})") from None
    if found.partition(":")[0].lower() not in ("http", "https"):
        raise InputError(f"{shown(url)}: the server redirects to {shown(found)}, which is no web address")
    return found


def _line(text: str) -> str:
    """Return what a server said in one short line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


@contextmanager
def _answer(url: str, ask: _Ask) -> Iterator[http.client.HTTPResponse]:
    parts = checked_url(url, ask.allowed)
    connection = _connection(parts.scheme, _host(parts), parts.port, ask.allowed)
    connection.response_class = partial(_Response, until=ask.until)  # type: ignore[assignment]
    try:
        connection.request("GET", _target(parts), headers=_headers(ask.known))
        yield connection.getresponse()
    except http.client.IncompleteRead as error:
        raise InputError(f"{shown(url)}: cut off: the server ended it in the middle of a piece") from error
    except (OSError, http.client.HTTPException) as error:
        _in_time(url, ask)
        told = _line(str(error)) or type(error).__name__
        raise InputError(f"{shown(url)}: cannot be fetched ({told})") from None
    finally:
        connection.close()


def _host(parts: SplitResult) -> str:
    """Return the host of a URL in the signs that the network knows (IDNA)."""
    host = parts.hostname or ""
    if any(sign.isspace() or not sign.isprintable() for sign in host):
        raise InputError(f"{shown(parts.geturl())}: no name of a server (a blank or control sign in it)")
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise InputError(f"{shown(parts.geturl())}: no name of a server ({error})") from None


def _target(parts: SplitResult) -> str:
    """Return the path and query of a URL as they are sent: other signs than ASCII as their UTF-8 (RFC 3987)."""
    told = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return quote(told, safe=_AS_IT_IS)


def _headers(known: Origin | None) -> dict[str, str]:
    headers = {"User-Agent": "monazite", "Accept": "*/*", "Accept-Encoding": "identity"}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _connection(scheme: str, host: str, port: int | None, allowed: Allowed) -> http.client.HTTPConnection:
    """Return a connection to addresses that were looked at, or through the proxy that the environment names."""
    proxy = getproxies().get("https", "") if scheme == "https" else ""
    if proxy and not proxy_bypass(host):
        checked_far(host, port or 443, allowed)
        through = checked_url(proxy if "://" in proxy else f"http://{proxy}", Allowed(http=True))
        tunnel = http.client.HTTPSConnection(
            through.hostname or "", through.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
        tunnel.set_tunnel(host, port or 443)
        return tunnel
    if scheme == "https":
        return _Https(host, port or 443, allowed)
    return _Http(host, port or 80, allowed)


class _Response(http.client.HTTPResponse):
    """An answer of which no byte is waited for beyond a moment (of the monotonic clock), headers included."""

    def __init__(self, sock: socket.socket, *args: Any, until: float, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self.fp.close()
        self.fp = io.BufferedReader(_Bytes(sock, until))


class _Bytes(io.RawIOBase):
    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock, self._until = sock, until
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._sock.settimeout(min(TIMEOUT, left))
        return self._raw.readinto(room)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Http(http.client.HTTPConnection):
    def __init__(self, host: str, port: int, allowed: Allowed) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.allowed = allowed

    def connect(self) -> None:
        self.sock = _socket(self.host, self.port, self.allowed)


class _Https(http.client.HTTPSConnection):
    def __init__(self, host: str, port: int, allowed: Allowed) -> None:
        self.own = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT, context=self.own)
        self.allowed = allowed

    def connect(self) -> None:
        plain = _socket(self.host, self.port, self.allowed)
        self.sock = self.own.wrap_socket(plain, server_hostname=self.host)


def _socket(host: str, port: int, allowed: Allowed) -> socket.socket:
    """Return a socket to one of the addresses of a host, each looked at before."""
    last: OSError | None = None
    for _, address in addresses(host, port, allowed):
        try:
            return socket.create_connection((address, port), TIMEOUT)
        except OSError as error:
            last = error
    raise last or OSError("no address")


def _write(url: str, answer: Any, into: Path, ask: _Ask) -> Origin:
    told = answer.headers.get("Content-Length", "")
    length = int(told) if told.isdigit() else None
    unpack = _unpacker(url, answer.headers.get("Content-Encoding", ""))
    _bounded(url, length or 0, ask)
    digest, size, came = hashlib.sha256(), 0, 0
    with into.open("wb") as file:
        while piece := answer.read1(PIECE):
            came += len(piece)
            for part in unpack.parts(piece):
                size += len(part)
                _bounded(url, size, ask)
                digest.update(part)
                file.write(part)
            ask.progress(shown(url), came, length)
    if length is not None and came != length:
        raise InputError(f"{shown(url)}: cut off after {came:,} of {length:,} bytes")
    if not unpack.whole:
        raise InputError(f"{shown(url)}: cut off: what the server packed does not end")
    return Origin(shown(url), size, digest.hexdigest(), _version(answer, "ETag"), _version(answer, "Last-Modified"))


def _version(answer: Any, name: str) -> str:
    """Return what a server says of its version, if it can be sent back in one line."""
    told = str(answer.headers.get(name, ""))
    return told if told.isprintable() else ""


class _Plain:
    """What comes in as it is."""

    whole = True

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """Yield what a piece holds."""
        yield piece


class _Gzip:
    """What a server packed unasked (gzip), unpacked a bounded part at a time; members follow each other (RFC 1952)."""

    def __init__(self, url: str) -> None:
        self._url, self._stream = url, zlib.decompressobj(wbits=31)

    @property
    def whole(self) -> bool:
        """Whether the end has come."""
        return self._stream.eof

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """Yield what a piece holds, at most PIECE bytes at a time, so that a bomb meets the bound of the file."""
        try:
            while piece:
                if self._stream.eof:
                    self._stream = zlib.decompressobj(wbits=31)
                yield self._stream.decompress(piece, PIECE)
                piece = self._stream.unused_data or self._stream.unconsumed_tail
        except zlib.error:
            raise InputError(f"{shown(self._url)}: the server says that it is packed (gzip), and it is not") from None


def _unpacker(url: str, packed: str) -> _Plain | _Gzip:
    word = packed.strip().lower()
    if word in ("gzip", "x-gzip"):
        return _Gzip(url)
    if word not in ("", "identity"):
        raise InputError(f"{shown(url)}: the server sends it packed ({_line(packed)}), which was not asked for")
    return _Plain()


def _bounded(url: str, size: int, ask: _Ask) -> None:
    if size > ask.largest:
        raise InputError(f"{shown(url)}: larger than {ask.largest:,} bytes; --largest-mb, if it is meant")
    _in_time(url, ask)


def _in_time(url: str, ask: _Ask) -> None:
    if time.monotonic() > ask.until:
        raise InputError(f"{shown(url)}: not there after {WHOLE / 60:.0f} minutes")
