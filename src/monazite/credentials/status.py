"""Was a credential withdrawn? W3C Bitstring Status List 1.0, from lists that are given, never fetched.

A list is a credential itself: it counts only if it is valid, from a trusted issuer, and the very list that is named.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monazite.credentials.checks import issuer_of
from monazite.credentials.encodings import from_base64url
from monazite.credentials.model import Refused, Told

__all__ = ["ENTRY", "LIST", "status_reasons"]

ENTRY, LIST = "BitstringStatusListEntry", "BitstringStatusListCredential"
LEAST, MOST = 16 << 10, 16 << 20  # bytes of a list, unpacked
MOST_PACKED = 4 << 20
WITHDRAWN = {"revocation": "withdrawn", "suspension": "suspended"}


def status_reasons(credential: Mapping[str, Any], lists: Sequence[Told]) -> Iterator[Refused]:
    """Yield what the status of a credential says against it (S024, S025), leaves open (S031), or warns of (S033).

    `lists` is what was said of the credentials that hold lists.
    """
    told = credential.get("credentialStatus")
    for entry in told if isinstance(told, list) else [] if told is None else [told]:
        try:
            yield from _check(entry, issuer_of(credential), lists)
        except Refused as reason:
            yield reason


def _check(entry: Any, issuer: str, lists: Sequence[Told]) -> Iterator[Refused]:
    """Yield what the lists of an entry say against it; raise Refused where there is no list to look at."""
    if not isinstance(entry, dict) or entry.get("type") != ENTRY or entry.get("statusSize", 1) != 1:
        raise Refused("S031", "the status is of a kind that is not known here", ENTRY)
    purpose, place = entry.get("statusPurpose"), entry.get("statusListCredential")
    if purpose not in WITHDRAWN:
        raise Refused("S031", f"the status '{str(purpose)[:40]}' is not checked here", ", ".join(WITHDRAWN))
    named = [one for one in lists if one.signed and one.credential.get("id") == place]
    if not named:
        raise Refused("S031", f"its status was not checked: {str(place)[:120]}", "give the list with --status FILE")
    told = [_told_by(one, issuer, str(purpose), entry.get("statusListIndex")) for one in named]
    if True in told:
        yield Refused("S024", f"it was {WITHDRAWN[str(purpose)]} by its issuer", str(place)[:120])
    elif False not in told:  # none can be used: the first tells why
        yield from (each for each in told[:1] if isinstance(each, Refused))
    if len(named) > 1:
        text = f"{len(named)} status lists are called {str(place)[:120]}: what any of them withdraws counts"
        yield Refused("S033", text, "give only the newest")


def _told_by(told: Told, issuer: str, purpose: str, index: Any) -> bool | Refused:
    """Return whether a list sets the bit of an index, or why the list cannot be used."""
    try:
        _usable(told, issuer)
        return _bit(told, purpose, index)
    except Refused as reason:
        return reason


def _usable(told: Told, issuer: str) -> None:
    if told.state != "valid":
        reasons = "; ".join(problem.text for problem in told.problems)
        code = "S031" if told.state == "open" else "S025"
        raise Refused(code, f"the status list does not count: {reasons}", told.path)
    if told.issuer != issuer:
        raise Refused("S025", f"the status list is of another issuer: {told.issuer[:80]}", told.path)


def _bit(told: Told, purpose: str, index: Any) -> bool:
    """Return the bit of a list at an index; the first one is the highest of the first byte."""
    subject, kinds = told.credential.get("credentialSubject"), told.credential.get("type")
    if LIST not in (kinds if isinstance(kinds, list) else [kinds]) or not isinstance(subject, dict):
        raise Refused("S025", "this is no status list", LIST)
    purposes = subject.get("statusPurpose")
    if purpose not in (purposes if isinstance(purposes, list) else [purposes]):
        raise Refused("S025", f"the status list is not about {purpose}", told.path)
    bits = _unpacked(subject.get("encodedList"))
    text = str(index)
    if isinstance(index, bool) or not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Refused("S025", f"'{text[:40]}' is no index of a status list")
    at = int(text)
    if at >= len(bits) * 8:
        raise Refused("S025", f"the status list ends before {at}", told.path)
    return bool(bits[at // 8] >> (7 - at % 8) & 1)


def _unpacked(packed: Any) -> bytes:
    if not isinstance(packed, str) or not packed.startswith("u") or len(packed) > MOST_PACKED:
        raise Refused("S025", "the status list is no base64url text", "encodedList: u…")
    try:
        unpacker = zlib.decompressobj(wbits=31)  # gzip
        bits = unpacker.decompress(from_base64url(packed[1:]), MOST)
    except (ValueError, zlib.error) as error:
        raise Refused("S025", f"the status list cannot be unpacked: {error}") from None
    if not unpacker.eof or len(bits) < LEAST:
        raise Refused("S025", f"the status list does not unpack to {LEAST} to {MOST} bytes")
    return bits
