"""Holdings, rules and findings of ownership, as frozen records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from monazite.parties.model import Identifier

__all__ = [
    "FAMILIES",
    "NOTHING_SURE",
    "Finding",
    "Holding",
    "Listed",
    "POWER",
    "Node",
    "Reading",
    "Rule",
    "Share",
    "Window",
]

# What is held. Shares are added up within one of these, never across two of them: votes are no capital.
#   capital    shares, quotas, membership: ownership
#   voting     votes at the general meeting
#   board      seats on the board that the holder may fill
#   control    power over the company by its articles, by law, by contract, by influence
#   economic   rights to profit or to what is left at the end, without being an owner
#   trust      settlor, trustee, protector, beneficiary
#   tie        director, manager, member of the board: a person in common, no power of its own
FAMILIES = ("capital", "voting", "board", "control", "economic", "trust", "tie")
# Those that give power over the company.
POWER = FAMILIES[:4]
NODE_KINDS = ("person", "organization", "state", "unknown")


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the whole, 0 to 1, exactly: at least `low`, at most `high`.

    `above` says that it is more than `low`, `below` that it is less than `high`.
    """

    low: Fraction
    high: Fraction
    above: bool = False
    below: bool = False

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{percent(self.low)} %"
        if self.low == 0 and self.high == 1 and not self.above and not self.below:
            return "? %"
        return f"{'>' * self.above}{percent(self.low)}–{'<' * self.below}{percent(self.high)} %"


def percent(share: Fraction) -> str:
    """Return a share of the whole in per cent: exactly where that ends within four places, else rounded with '~'."""
    scaled = share * 1_000_000
    if scaled.denominator == 1:
        whole, rest = divmod(scaled.numerator, 10_000)
        return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
    return f"~{float(share * 100):.4f}"


NOTHING_SURE = Share(Fraction(0), Fraction(1))


@dataclass(frozen=True, slots=True)
class Window:
    """Inclusive days on which a holding is in force; None is open.

    Dates known to the year or month only leave room: it is certainly in force from `first_late` to `last_early`, and
    possibly from `first_early` to `last_late`.
    """

    first_early: dt.date | None = None
    first_late: dt.date | None = None
    last_early: dt.date | None = None
    last_late: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """One holding: `owner` holds `share` of `asset`, both ids of nodes.

    `family` is one of FAMILIES, `share_class` the class of shares it is a share of ("" for all of them), `indirect`
    a holding through others whom the statement sums up (`summed`: it names the statements it sums up), `nominee` a
    holding in somebody else's name. It could be known from `known` and was replaced by a later statement on
    `superseded`. `place` is where it stands.
    """

    owner: str
    asset: str
    share: Share
    family: str = "capital"
    share_class: str = ""
    indirect: bool = False
    summed: bool = False
    nominee: bool = False
    window: Window = Window()
    known: dt.date | None = None
    superseded: dt.date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A person, organisation or state; `unknown` is an owner of whom only that there is one is known, "" not told.

    `countries` are ISO 3166-1 alpha-2, `identifiers` those of the world (LEI, IMO) or of a country's register.
    """

    id: str
    name: str
    kind: str = "organization"
    names: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something in ownership data that does not hold, or that a reader has to know: where, what, in words.

    `place` is a path into the document ($[3].recordDetails.interests[0].share), a row, or the id of a party.
    """

    place: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed party of the graph: `node` its id, `list` the list that names it ("" where only the name is known).

    A list is told by its id, or with the programme on it that names the party: us-csl, us-csl:EL.
    `sure` is no where the match with the list is not certain: then what it owns is at most possibly owned.
    """

    node: str
    list: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a rule: do shares of several listed parties add up, and does what is owned count as an owner?"""

    together: bool
    cascade: bool

    @property
    def name(self) -> str:
        """The name of the reading: together or alone, with or without what stands in between."""
        return ("together" if self.together else "alone") + ("" if self.cascade else ", directly")


@dataclass(frozen=True, slots=True)
class Rule:
    """When a party counts as owned by listed parties, under one regime, between two days.

    `threshold` is a share of the whole, reached at exactly that much or, with `more_than`, above it. `aggregate` and
    `cascade` are yes, no or unstated (then every reading is shown). `counts` are the FAMILIES that own, any one of
    them alone; others are red flags. `lists` are the lists it speaks of, strictest first (none: every list).
    """

    id: str
    regime: str
    title: str
    threshold: Fraction
    citation: str
    title_zh: str = ""
    more_than: bool = False
    aggregate: str = "yes"
    cascade: str = "yes"
    counts: tuple[str, ...] = ("capital",)
    lists: tuple[str, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()
    effect: str = ""
    flags: tuple[str, ...] = ()
    instrument: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    url: str = ""
    source: str = ""
    confidence: str = ""
    note: str = ""

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings of the rule, the widest first: one where it says all, up to four where it does not."""
        together = {"yes": (True,), "no": (False,)}.get(self.aggregate, (True, False))
        through = {"yes": (True,), "no": (False,)}.get(self.cascade, (True, False))
        return tuple(Reading(t, c) for t in together for c in through)

    def speaks_of(self, name: str) -> tuple[str, bool] | None:
        """Return by which of its words the rule speaks of a list, and whether it surely does; None where it does not.

        It surely does not where only some programmes of a list count and which of them names the party is not said.
        """
        whole = name.partition(":")[0]
        if not name or not self.lists or name in self.lists:
            return name, True
        if whole in self.lists:
            return whole, True
        return (name, False) if name == whole and name in self.kept else None

    @property
    def kept(self) -> tuple[str, ...]:
        """The ids of the lists that it speaks of, without programmes."""
        return tuple(dict.fromkeys(word.partition(":")[0] for word in self.lists))

    @property
    def test(self) -> str:
        """The threshold in words: '50 % or more', 'more than 50 %'."""
        amount = f"{percent(self.threshold)} %"
        return f"more than {amount}" if self.more_than else f"{amount} or more"
