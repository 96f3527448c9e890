"""Instants and days as credentials write them; what cannot be read is refused, never passed over."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from monazite.credentials.envelope import Secured
from monazite.credentials.model import Refused

__all__ = ["day_of", "day_of_seconds", "day_reasons", "signed_on"]

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")


def day_of(value: Any, name: str) -> dt.date | None:
    """Return the day in UTC of an instant (2026-03-01T08:00:00Z), None for none; raise Refused (S028)."""
    if value is None:
        return None
    try:
        if isinstance(value, str) and INSTANT.fullmatch(value):
            return dt.datetime.fromisoformat(value).astimezone(dt.UTC).date()
    except (ValueError, OverflowError):
        pass
    raise Refused("S028", f"{name} is '{str(value)[:40]}'", "an instant with its time zone: 2026-03-01T08:00:00Z")


def day_of_seconds(value: Any, name: str) -> dt.date | None:
    """Return the day in UTC of seconds since 1970, as tokens count, None for none; raise Refused (S028)."""
    if value is None:
        return None
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return dt.datetime.fromtimestamp(value, dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        pass
    raise Refused("S028", f"{name} is '{str(value)[:40]}'", "seconds since 1970-01-01")


def signed_on(secured: Secured, reasons: list[Refused]) -> dt.date | None:
    """Return the day on which the signer says to have signed; what cannot be read is noted."""
    told = secured.credential
    first = ("iat", told, day_of_seconds) if secured.form == "vc+jwt" else ("created", secured.proof, day_of)
    for name, where, read in (first, ("validFrom", told, day_of)):
        if name in where:
            try:
                return read(where[name], name)
            except Refused as reason:
                reasons.append(reason)
                return None
    return None


def day_reasons(secured: Secured, on: dt.date) -> Iterator[Refused]:
    """Yield why a credential does not count on a day; first and last days count whole, in UTC."""
    for name, value, read, begins in _ends(secured):
        try:
            day = read(value, name)
        except Refused as reason:
            yield reason
            continue
        if day and begins and day > on:
            yield Refused("S021", f"{name} is {day}, after {on}")
        if day and not begins and day < on:
            yield Refused("S022", f"{name} is {day}, before {on}")


def _ends(secured: Secured) -> Iterator[tuple[str, Any, Callable[[Any, str], dt.date | None], bool]]:
    """Yield each end of the time in which a credential counts: name, value, how it is read, whether it is the first."""
    told, proof = secured.credential, secured.proof
    yield "validFrom", told.get("validFrom"), day_of, True
    yield "validUntil", told.get("validUntil"), day_of, False
    if secured.form == "vc+jwt":
        yield "nbf", told.get("nbf"), day_of_seconds, True
        yield "exp", told.get("exp"), day_of_seconds, False
    else:
        yield "created", proof.get("created"), day_of, True
        yield "expires", proof.get("expires"), day_of, False
