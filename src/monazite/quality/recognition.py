"""Recognition: the instruments, markets, published figures and uses abroad by which a standard counts elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monazite.errors import UsageError, nearest
from monazite.quality.model import Edition, Period, Register
from monazite.quality.registry import split

__all__ = [
    "LEVELS",
    "USES",
    "Indicator",
    "Instrument",
    "Market",
    "Recognition",
    "StandardUse",
    "issuer_of",
    "market_of",
]

# What an instrument counts, from the least to the most.
LEVELS = {
    "text": "the standard itself counts as one of theirs",
    "test_result": "results of a laboratory there count",
    "certificate": "certificates from there count",
    "mark": "goods that carry the mark count",
}
USES = {
    "as_is": "used as it is",
    "localised": "taken over with changes for the place",
    "joint": "made together",
    "not_told": "the source does not tell",
}
ANY = "*"


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument of recognition. `parties` are named; `countries` is how many there are beside the issuer.

    `editions` are editions or standards, `*` for any, none where the source names none. `documents` is how many
    documents it stands for, out of `of`. Days are inclusive; None is not known.
    """

    id: str
    title: str
    title_zh: str = ""
    issuer: str = ""
    parties: tuple[str, ...] = ()
    countries: int | None = None
    level: str = ""
    editions: tuple[str, ...] = ()
    documents: int | None = None
    of: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    as_of: Period | None = None
    conditions: str = ""
    source: str = ""
    confidence: str = "M"
    note: str = ""

    @property
    def unnamed(self) -> int | None:
        """How many countries take part that the source does not name; None where it tells no number."""
        named = len(set(self.parties) - {self.issuer})
        return None if self.countries is None else max(self.countries - named, 0)

    def covers(self, edition: Edition) -> bool:
        """Whether it names the edition, or the standard without its year, or any."""
        return any(_names(text, edition) for text in self.editions)

    def holding(self, on: dt.date) -> str:
        """Return "yes", "no" or "unknown": whether it holds on a day.

        With a first day it is taken to go on until its last, where one is known. Without, nothing is known beside the
        days on which the source tells of it.
        """
        if (self.since and on < self.since) or (self.until and on > self.until):
            return "no"
        if self.since or (self.as_of and self.as_of.first <= on <= self.as_of.last):
            return "yes"
        return "unknown"


def _names(text: str, edition: Edition) -> bool:
    standard, year = split(text)
    plain = "".join(standard.split()).casefold()
    same = plain == "".join(edition.standard.split()).casefold()
    return text == ANY or text == edition.id or (same and year in ("", edition.year))


@dataclass(frozen=True, slots=True)
class Market:
    """A market and the beginnings of the numbers of standards that are its own ("GB/T")."""

    id: str
    name: str = ""
    name_zh: str = ""
    prefixes: tuple[str, ...] = ()
    source: str = ""
    confidence: str = "M"
    note: str = ""

    def owns(self, edition: Edition) -> bool:
        """Whether an edition is one of the market's own standards."""
        return edition.body == self.id or any(edition.standard.startswith(f"{prefix} ") for prefix in self.prefixes)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A published figure: `relation` "=" or ">" and `value` as printed, `of` a whole where the source tells one."""

    id: str
    title: str
    value: str
    unit: str
    title_zh: str = ""
    relation: str = "="
    of: str = ""
    since: Period | None = None
    until: Period | None = None
    as_of: Period | None = None
    scope: str = ""
    source: str = ""
    confidence: str = "M"
    note: str = ""


@dataclass(frozen=True, slots=True)
class StandardUse:
    """The use of a standard abroad; country and standard are empty where the source does not name them."""

    project: str
    use: str
    country: str = ""
    standard: str = ""
    count: int | None = None
    unit: str = ""
    since: Period | None = None
    until: Period | None = None
    as_of: Period | None = None
    source: str = ""
    confidence: str = "M"
    note: str = ""


@dataclass(frozen=True)
class Recognition:
    """All that is known of recognition; built by the packs."""

    instruments: tuple[Instrument, ...] = ()
    markets: Mapping[str, Market] = field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()
    uses: tuple[StandardUse, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


def market_of(recognition: Recognition, register: Register, text: str) -> Market:
    """Return a market by its code, its name or a body of the register ("Fastmarkets"); raise UsageError for another.

    A country that is no market of the packs has no standards in the register: then it is known by its code only.
    """
    plain = text.strip()
    for market in recognition.markets.values():
        if plain.casefold() in (market.id.casefold(), market.name.casefold(), market.name_zh):
            return market
    bodies = sorted({edition.body for edition in register.editions.values()})
    body = next((each for each in bodies if each.casefold() == plain.casefold()), None)
    if body:
        return Market(body, body)
    if len(plain) == 2 and plain.isascii() and plain.isalpha():
        return Market(plain.upper(), plain.upper())
    known = [name for market in recognition.markets.values() for name in (market.id, market.name)]
    raise UsageError(f"no market '{plain}': a code of two letters, DE; or {nearest(plain, [*known, *bodies])}")


def issuer_of(recognition: Recognition, edition: Edition, markets: Sequence[str] = ()) -> str:
    """Return whose standard an edition is: the code of the market that owns it, else its body."""
    owners = [market.id for market in recognition.markets.values() if market.owns(edition)]
    return next((one for one in owners if one in markets), next(iter(owners), edition.body))
