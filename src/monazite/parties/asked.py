"""A party that is asked for: its name and what else is known of it, as people and declarations write it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from monazite.errors import UsageError
from monazite.parties.model import Identifier
from monazite.parties.names.check_digits import is_imo, is_lei, is_uscc, normal, right
from monazite.parties.names.evidence import Query

__all__ = ["Asked", "identifiers_of", "ids_within", "telling", "unread_ids", "with_own_id"]

_KINDS = {"lei", "uscc", "imo", "tax", "registration", "passport", "eori", "vat", "duns", "swift"}
_ALONE = ("lei", "uscc", "imo")  # kinds of which no two parties in the world share one
_SHORTEST = 4
_READ = 2_000  # signs of a cell in which identifiers are looked for
_DIGIT = re.compile(r"\d")
_IMO = re.compile("IMO[0-9]{7}")
_SIGNS = re.compile(r"[\s;|,/\uff0c\uff1b\u3001]+")
_EMPTY = re.compile(r"[(\[\uff08][\s,;]*[)\]\uff09]")
_LABEL = r"[\s:\uff1a.#]*(?:(?:code|number|no)\b[\s:\uff1a.#]*)?"
_WITHIN = re.compile(
    rf"""(?<![0-9A-Z])(?:IMO{_LABEL}(?P<imo>[0-9]{{7}})
    |(?:(?:LEI|USCC|USCI|(?:\u7edf\u4e00)?\u793e\u4f1a\u4fe1\u7528\u4ee3\u7801){_LABEL})?(?P<code>[0-9A-Z]{{20}}|[0-9A-Z]{{18}}))(?![0-9A-Z])""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A party to look for: `name` in any script; what is not known is empty.

    `kind` is person, organization, vessel or aircraft, `country` ISO 3166-1 alpha-2, `identifiers` as
    `identifiers_of` reads them. `more_countries`, `more_addresses` and `more_phones` are others of the same party; an
    empty country is one that is not known.
    """

    name: str
    kind: str = ""
    country: str = ""
    identifiers: tuple[Identifier, ...] = ()
    address: str = ""
    phone: str = ""
    more_countries: tuple[str, ...] = ()
    more_addresses: tuple[str, ...] = ()
    more_phones: tuple[str, ...] = ()

    @property
    def countries(self) -> tuple[str, ...]:
        """All its countries, an empty one where none is known."""
        return tuple(dict.fromkeys((self.country, *self.more_countries))) if self.more_countries else (self.country,)

    @property
    def addresses(self) -> tuple[str, ...]:
        """All its addresses."""
        return (self.address, *self.more_addresses)

    @property
    def phones(self) -> tuple[str, ...]:
        """All its telephone numbers."""
        return (self.phone, *self.more_phones)

    @property
    def by_country(self) -> tuple[Asked, ...]:
        """The party as it is of each of its countries alone: what speaks for one of them is not held against it."""
        if not self.more_countries:
            return (self,)
        return tuple(replace(self, country=one, more_countries=()) for one in self.countries)

    @property
    def query(self) -> Query:
        """What the matcher is asked."""
        return Query(self.name, self.kind, self.country, self.identifiers)


def identifiers_of(text: str, country: str = "", *, strict: bool = False) -> tuple[Identifier, ...]:
    """Return the identifiers that a cell may mean: "LEI:5299…", "91440300…", or a number of a register.

    Without a kind it is an LEI or a USCC where its check digits say so, else a number of a tax or company register; one
    of seven digits that check may be an IMO ship number too, and is nothing else where IMO stands before it. Of several
    in one cell each is read, where check digits prove one of them.
    With `strict` an unknown kind is a UsageError.

    >>> identifiers_of("imo:9074729")
    (Identifier(kind='imo', value='9074729', country=''),)
    """
    if len(_apart(text)) > 1 and (found := ids_within(text)):
        others = (one for piece in _apart(_without(text)) for one in identifiers_of(piece, country, strict=strict))
        return tuple(dict.fromkeys((*found, *others)))
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


def ids_within(text: str) -> tuple[Identifier, ...]:
    """Return the identifiers that stand in a text and are right by their check digits: of any kind that is its own.

    An IMO number counts only where IMO stands before it, since one number in ten of seven digits checks.

    >>> [one.kind for one in ids_within("MV Ocean Marvel (IMO 9074729), LEI 5493001KJTIIGC8Y1R12")]
    ['imo', 'lei']
    """
    found = (_identified(match) for match in _WITHIN.finditer(text[:_READ]))
    return tuple(dict.fromkeys(one for one in found if one))


def _apart(text: str) -> list[str]:
    """Return the pieces of a cell that may each be an identifier."""
    return [piece for piece in _SIGNS.split(text) if any(c.isdigit() for c in piece)]


def _without(text: str) -> str:
    """Return a text without the identifiers that stand in it, and without brackets round nothing."""
    return _EMPTY.sub(" ", _WITHIN.sub(lambda match: " " if _identified(match) else match[0], text))


def _identified(match: re.Match[str]) -> Identifier | None:
    value = (match["code"] or match["imo"]).upper()
    if match["imo"]:
        return Identifier("imo", value) if is_imo(value) else None
    return Identifier("lei", value) if is_lei(value) else Identifier("uscc", value) if is_uscc(value) else None


def with_own_id(asked: Asked) -> Asked:
    """Return a party with the identifiers that its name holds, where check digits say so, and the name without them.

    An LEI in place of a name leaves no name: nobody is cleared by an identifier alone.
    """
    if not _DIGIT.search(asked.name):
        return asked
    own = ids_within(asked.name)
    if not own:
        return asked
    name = " ".join(_without(asked.name).split())
    name = name.strip(" ,;:/-") if any(c.isalnum() for c in name) else ""
    return replace(asked, name=name, identifiers=tuple(dict.fromkeys((*asked.identifiers, *own))))


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
