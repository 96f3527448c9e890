"""A party that is asked for: its name and what else is known of it, as people and declarations write it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from monazite.errors import UsageError
from monazite.parties.model import Identifier
from monazite.parties.names.check_digits import is_imo, is_lei, is_uscc, normal, right
from monazite.parties.names.evidence import Query

__all__ = ["Asked", "identifiers_of", "telling", "unread_ids", "with_own_id"]

_KINDS = {"lei", "uscc", "imo", "tax", "registration", "passport", "eori", "vat", "duns", "swift"}
_ALONE = ("lei", "uscc", "imo")  # kinds of which no two parties in the world share one
_SHORTEST = 4
_LONGEST = 40
_DIGIT = re.compile(r"\d")
_IMO = re.compile("IMO[0-9]{7}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A party to look for: `name` in any script; what is not known is empty.

    `kind` is person, organization, vessel or aircraft, `country` ISO 3166-1 alpha-2, `identifiers` as
    `identifiers_of` reads them.
    """

    name: str
    kind: str = ""
    country: str = ""
    identifiers: tuple[Identifier, ...] = ()
    address: str = ""
    phone: str = ""

    @property
    def query(self) -> Query:
        """What the matcher is asked."""
        return Query(self.name, self.kind, self.country, self.identifiers)


def identifiers_of(text: str, country: str = "", *, strict: bool = False) -> tuple[Identifier, ...]:
    """Return the identifiers that a cell may mean: "LEI:5299…", "91440300…", or a number of a register.

    Without a kind it is an LEI or a USCC where its check digits say so, else a number of a tax or company register; one
    of seven digits that check may be an IMO ship number too, and is nothing else where IMO stands before it.
    With `strict` an unknown kind is a UsageError.

    >>> identifiers_of("imo:9074729")
    (Identifier(kind='imo', value='9074729', country=''),)
    """
    kind, sign, value = text.strip().partition(":")
    kind = kind.strip().lower()
    if sign and (kind in _KINDS or strict):
        if kind not in _KINDS:
            raise UsageError(f"'{kind}' is no kind of identifier; one of {', '.join(sorted(_KINDS))}")
        return (Identifier(kind, value.strip(), "" if kind in _ALONE else country),)
    plain = normal("", text)
    if len(plain) < _SHORTEST or not re.search("[0-9]", plain):
        return ()
    if is_lei(plain):
        return (Identifier("lei", plain),)
    if is_uscc(plain):
        return (Identifier("uscc", plain),)
    if _IMO.fullmatch(plain):
        return (Identifier("imo", plain.removeprefix("IMO")),)
    ship = (Identifier("imo", plain),) if is_imo(plain) else ()
    return (*ship, *(Identifier(kind, plain, country) for kind in ("registration", "tax")))


def with_own_id(asked: Asked) -> Asked:
    """Return a party with the identifier that its name is, where check digits say so: an LEI in place of a name."""
    if asked.identifiers or not _DIGIT.search(asked.name, 0, _LONGEST):
        return asked
    own = identifiers_of(asked.name) if len(asked.name) <= _LONGEST else ()
    return replace(asked, identifiers=own) if own and own[0].kind in _ALONE and len(own) == 1 else asked


def unread_ids(text: str, identifiers: Iterable[Identifier]) -> list[str]:
    """Return what is odd of a cell of an id: wrong by its check digits, or of no scheme that is known, not compared.

    >>> unread_ids("see file", identifiers_of("see file"))
    ["id 'see file' fits no scheme that is known, not compared"]
    """
    identifiers = tuple(identifiers)
    if text.strip() and not identifiers:
        return [f"id '{text.strip()[:40]}' fits no scheme that is known, not compared"]
    return [
        f"{one.kind} '{normal(one.kind, one.value)[:40]}' is wrong by its check digits, not compared"
        for one in identifiers
        if right(one.kind, one.value) is False
    ]


def telling(kind: str, mine: str, theirs: str) -> bool:
    """Return whether an identifier that both have proves them one party: of the world, or of one country's register."""
    return kind in _ALONE or bool(mine and mine == theirs)
