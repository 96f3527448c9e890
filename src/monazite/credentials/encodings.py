"""Base58 (Bitcoin) and base64url as credentials write bytes: one text for the same bytes, and no other."""

from __future__ import annotations

import base64
import binascii

__all__ = ["base58", "base64url", "from_base58", "from_base64url"]

SIGNS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LONGEST = 200  # signs; a key or a signature has fewer than 100, and reading takes their square


def base58(data: bytes) -> str:
    """Return bytes in base58.

    >>> base58(bytes([0, 0, 1]))
    '112'
    """
    number, out = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        out = SIGNS[rest] + out
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + out


def from_base58(text: str) -> bytes:
    """Return the bytes of base58; raise ValueError for what is none."""
    if len(text) > LONGEST:
        raise ValueError("too long")
    number = 0
    for sign in text:
        number = number * 58 + SIGNS.index(sign)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def base64url(data: bytes) -> str:
    """Return bytes in base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Return the bytes of base64url without padding; raise ValueError for any other spelling of them.

    The last sign has spare bits. Were they free, a token could be changed and still fit.
    """
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(str(error)) from None
    if base64url(data) != text:
        raise ValueError("not the shortest form")
    return data
