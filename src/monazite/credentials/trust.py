"""Whom one trusts: a file of issuers with their keys, each with its days. No key is ever fetched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monazite.credentials.keys import DID_KEY, PublicKey
from monazite.errors import Problem, ProblemsError, nearest
from monazite.text_yaml import place, read_yaml

__all__ = ["ISSUER_KEYS", "KEY_KEYS", "Issuer", "Trust", "TrustedKey", "read_trust"]

ISSUER_KEYS = {
    "id": "identifier of the issuer as its credentials give it (did:key:…, did:web:…, https://…)",
    "name": "what you call the issuer",
    "keys": "list of its keys; may be left out for did:key, which is the key",
    "from": "first day on which its signatures count, YYYY-MM-DD",
    "until": "last day on which they count",
}
KEY_KEYS = {
    "id": "name of the key as credentials give it (did:web:lab.example#key-1); any name where it is left out",
    "multibase": "the key as a Multikey: z6Mk… (Ed25519) or zDn… (P-256)",
    "jwk": "the key as a JWK",
    "from": "first day on which signatures of this key count",
    "until": "last day on which they count",
}
AGAIN = "a trust file that is not certain trusts nobody"


class TrustError(ProblemsError):
    """A trust file has mistakes, all of them listed."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key of an issuer with the days on which its signatures count; without an id it may go by any name."""

    key: PublicKey
    id: str = ""
    first: dt.date | None = None
    last: dt.date | None = None

    def goes_by(self, name: str) -> bool:
        """Return whether a credential that names a key so may mean this one."""
        return not self.id or name == self.id

    def counts_on(self, day: dt.date | None) -> bool:
        """Return whether a signature of a day counts; one without a day only where no days are given."""
        if day is None:
            return self.first is None and self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Somebody who is trusted, by identifier."""

    id: str
    name: str
    keys: tuple[TrustedKey, ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """All who are trusted, by identifier."""

    issuers: Mapping[str, Issuer] = field(default_factory=dict)


def read_trust(path: Path) -> Trust:
    """Return whom a file (YAML or JSON) trusts; raise TrustError with every mistake in it."""
    tree, problems = read_yaml(path)
    if not problems:
        reader = _Reader(str(path))
        found = list(reader.issuers(tree))
        problems = reader.problems
    if problems:
        raise TrustError(problems)
    return Trust({issuer.id: issuer for issuer in found})


class _Reader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def say(self, thing: Any, code: str, text: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, *place(thing), code, text, hint))

    def issuers(self, tree: Any) -> Iterator[Issuer]:
        listed = tree.get("issuers") if isinstance(tree, dict) else None
        if not isinstance(listed, list) or len(tree) != 1:
            self.say(tree, "S040", "a trust file has one key, issuers, which is a list", "issuers: [{id: …, name: …}]")
            return
        seen: set[str] = set()
        for part in listed:
            issuer = self._issuer(part)
            if issuer and issuer.id in seen:
                self.say(part, "S044", f"'{issuer.id}' is listed twice", AGAIN)
            elif issuer:
                seen.add(issuer.id)
                yield issuer

    def _issuer(self, part: Any) -> Issuer | None:
        if not self._known(part, ISSUER_KEYS, "an issuer"):
            return None
        name = part.get("id")
        if not isinstance(name, str) or not name:
            self.say(part, "S041", "an issuer has an id", ISSUER_KEYS["id"])
            return None
        days = self._days(part)
        listed = part.get("keys", [])
        if not isinstance(listed, list):
            self.say(listed, "S041", "keys is a list", "keys: [{multibase: z6Mk…}]")
            return None
        keys = tuple(key for each in listed if (key := self._key(each, days)))
        keys = keys or tuple(self._own(part, name, days))
        if not keys and not listed:
            self.say(part, "S042", f"'{name}' has no keys", "only did:key holds its key itself; give keys")
        return Issuer(name, part.get("name") or name, keys)

    def _own(self, part: Any, name: str, days: tuple[dt.date | None, dt.date | None]) -> Iterator[TrustedKey]:
        """Yield the key that a did:key is."""
        if not name.startswith(DID_KEY) or part.get("keys"):
            return
        try:
            yield TrustedKey(PublicKey.of_multibase(name.removeprefix(DID_KEY)), "", *days)
        except ValueError as error:
            self.say(part, "S042", f"'{name[:80]}' is no did:key: {error}", "did:key:z6Mk…")

    def _key(self, part: Any, days: tuple[dt.date | None, dt.date | None]) -> TrustedKey | None:
        if not self._known(part, KEY_KEYS, "a key"):
            return None
        told = [form for form in ("multibase", "jwk") if form in part]
        if len(told) != 1:
            self.say(part, "S042", "a key is given once: as multibase or as jwk", KEY_KEYS["multibase"])
            return None
        try:
            value = part[told[0]]
            key = PublicKey.of_jwk(value) if isinstance(value, dict) else PublicKey.of_multibase(str(value))
        except ValueError as error:
            self.say(part[told[0]], "S042", f"this is no key: {error}", KEY_KEYS["multibase"])
            return None
        first, last = self._days(part)
        return TrustedKey(key, part.get("id") or "", first or days[0], last or days[1])

    def _known(self, part: Any, known: Mapping[str, str], what: str) -> bool:
        if not isinstance(part, dict):
            self.say(part, "S041", f"{what} is an object", "; ".join(known))
            return False
        for key in part:
            if key not in known:
                self.say(key, "S043", f"unknown key '{key}'", nearest(key, known))
        return True

    def _days(self, part: Mapping[str, Any]) -> tuple[dt.date | None, dt.date | None]:
        first, last = (self._day(part, name) for name in ("from", "until"))
        if first and last and last < first:
            self.say(part["until"], "S045", f"until {last} is before from {first}", AGAIN)
        return first, last

    def _day(self, part: Mapping[str, Any], name: str) -> dt.date | None:
        if name not in part:
            return None
        try:
            if len(str(part[name])) == len("2026-01-31"):
                return dt.date.fromisoformat(part[name])
        except (TypeError, ValueError):
            pass
        self.say(part[name], "S045", f"'{str(part[name])[:40]}' is no day", "year-month-day: 2026-01-31")
        return None
