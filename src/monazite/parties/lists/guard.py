"""Which addresses may be asked: by https, on public networks; what else is asked only where it is allowed."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from monazite.errors import InputError

__all__ = ["Allowed", "addresses", "checked_url"]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is allowed beside https to public addresses."""

    http: bool = False
    private: bool = False


def checked_url(url: str, allowed: Allowed) -> SplitResult:
    """Return the parts of a URL; raise InputError where it may not be asked."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InputError(f"{url}: no URL ({error})") from None
    if parts.scheme == "http" and not allowed.http:
        raise InputError(f"{shown(url)}: only https is asked; --allow-http, if the place has no other")
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise InputError(f"{shown(url)}: no URL of a web server; write https://…")
    if parts.username or parts.password:
        raise InputError(f"{shown(url)}: a name or password in the URL; lists are fetched without")
    return parts


def shown(url: str) -> str:
    """Return a URL as it may be printed: without what follows an @ sign's name, and without a query."""
    head, _, _ = url.partition("?")
    scheme, sign, rest = head.partition("://")
    return f"{scheme}{sign}{rest.rpartition('@')[2]}" if sign else head


def addresses(host: str, port: int, allowed: Allowed) -> list[tuple[int, str]]:
    """Return the (family, address) pairs of a host; raise InputError where one of them is not public.

    All are looked at, and those that were looked at are the ones that are then connected to: a name that answers
    otherwise the next time (DNS rebinding) gains nothing.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(f"{host}: the name of the server is not known ({error})") from None
    pairs = list(dict.fromkeys((int(family), str(place[0])) for family, _, _, _, place in found))
    for _, address in pairs:
        if not allowed.private and not _public(address):
            raise InputError(f"{host}: {address} is no public address; --allow-private, if it is meant")
    return pairs


def _public(address: str) -> bool:
    plain = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(plain, "ipv4_mapped", None)
    return (mapped or plain).is_global and not (mapped or plain).is_multicast
