"""Which addresses may be asked: by https, on public networks; what else is asked only where it is allowed."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from monazite.errors import InputError

__all__ = ["Allowed", "addresses", "checked_far", "checked_url", "shown"]

_Network = ipaddress.IPv6Network
# Addresses of version 6 that carry one of version 4, and after how many bits: mapped (RFC 4291), translated
# (RFC 6052), 6to4 (RFC 3056). Where they lead is where that one leads.
_CARRIES = ((_Network("::ffff:0:0/96"), 96), (_Network("64:ff9b::/96"), 96), (_Network("2002::/16"), 16))
# Compatible (RFC 4291, out of use), stateless translation (RFC 2765), local translation (RFC 8215), site-local.
_REFUSED = tuple(map(_Network, ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "fec0::/10")))
_ASSIGNED = ipaddress.IPv4Network(
    "192.0.0.0/24"
)  # kept for protocols (RFC 6890); older Pythons call parts of it global
# Endings of names that stand for a host of the own network (RFC 6761, RFC 6762, RFC 8375 and common use).
_OWN = ("localhost", "local", "internal", "intranet", "lan", "home.arpa")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is allowed beside https to public addresses."""

    http: bool = False
    private: bool = False


def checked_url(url: str, allowed: Allowed) -> SplitResult:
    """Return the parts of a URL; raise InputError where it may not be asked."""
    if not url.isprintable():
        raise InputError(f"{ascii(shown(url))[1:-1]}: no URL (control signs, or bytes that are no text)")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InputError(f"{shown(url)}: no URL ({error})") from None
    if parts.scheme == "http" and not allowed.http:
        raise InputError(f"{shown(url)}: only https is asked; --allow-http, if the place has no other")
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise InputError(f"{shown(url)}: no URL of a web server; write https://…")
    if parts.username or parts.password:
        raise InputError(f"{shown(url)}: a name or password in the URL; lists are fetched without")
    return parts


def shown(url: str) -> str:
    """Return a URL as it may be printed: without what follows an @ sign's name, and without a query or fragment."""
    head = url.partition("#")[0].partition("?")[0]
    scheme, sign, rest = head.partition("://")
    return f"{scheme}{sign}{rest.rpartition('@')[2]}" if sign else head


def addresses(host: str, port: int, allowed: Allowed) -> list[tuple[int, str]]:
    """Return the (family, address) pairs of a host; raise InputError where one of them is not public.

    All are looked at, and those that were looked at are the ones that are then connected to: a name that answers
    otherwise the next time (DNS rebinding) gains nothing.
    """
    try:
        found = _looked_up(host, port)
    except (OSError, UnicodeError) as error:
        raise InputError(f"{host}: the name of the server is not known ({error})") from None
    pairs = list(dict.fromkeys((int(family), str(place[0])) for family, _, _, _, place in found))
    for _, address in pairs:
        if not allowed.private and not _public(address):
            raise InputError(f"{host}: {address} is no public address; --allow-private, if it is meant")
    return pairs


def checked_far(host: str, port: int, allowed: Allowed) -> None:
    """Raise InputError where a host that a proxy is asked for is not public, as far as that can be told from here.

    Where only the proxy knows the names of the world, a name that is not known here is left to it; one that stands
    for the own network, or has no dot, is refused.
    """
    if allowed.private:
        return
    try:
        _looked_up(host, port)
    except (OSError, UnicodeError):
        name = host.rstrip(".").lower()
        if "." not in name or any(name.endswith(f".{own}") for own in _OWN):
            raise InputError(f"{host}: no public name; --allow-private, if it is meant") from None
        return
    addresses(host, port, allowed)


def _looked_up(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def _public(address: str) -> bool:
    plain = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(plain, ipaddress.IPv6Address):
        if any(plain in network for network in _REFUSED):
            return False
        for network, bits in _CARRIES:
            if plain in network:
                return _public(str(ipaddress.IPv4Address((int(plain) >> (96 - bits)) & 0xFFFFFFFF)))
    elif plain in _ASSIGNED:
        return False
    return plain.is_global and not plain.is_multicast
