"""A graph of holdings in columns: a million parties are arrays of numbers, not a million objects."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from monazite.parties.ownership.model import FAMILIES, NODE_KINDS, Finding, Holding, Node, Share

__all__ = [
    "ABOVE",
    "BELOW",
    "FAR",
    "FINEST",
    "INDIRECT",
    "NOMINEE",
    "PAST",
    "SUMMED",
    "Edges",
    "Graph",
    "fold",
    "scale_of",
]

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

ABOVE, BELOW, INDIRECT, NOMINEE, SUMMED = 1, 2, 4, 8, 16
PAST, FAR = -(2**31) + 1, 2**31 - 1
# The finest share that is kept exactly: one part in a million million. Finer ones are rounded outwards.
FINEST = 10**12


@dataclass(frozen=True, slots=True)
class Edges:
    """Holdings in columns, one entry each: numbers of owner and asset, shares in parts of the graph's whole.

    `base` is the number of what is held (a family and class of shares), `bits` ABOVE, BELOW, INDIRECT, NOMINEE
    and SUMMED, `days` first_early, first_late, last_early, last_late as days since 1970 (None: no holding is dated),
    `known` the days from which and `superseded` those on which no longer a holding was what was known (None: always).
    """

    owner: Ints
    asset: Ints
    low: Longs
    high: Longs
    base: npt.NDArray[np.int32]
    bits: npt.NDArray[np.uint8]
    days: tuple[Ints, Ints, Ints, Ints] | None = None
    known: Ints | None = None
    superseded: Ints | None = None

    def __len__(self) -> int:
        return len(self.owner)


@dataclass(frozen=True)
class Graph:
    """Parties and their holdings. `whole` is how many parts all of a company has (below 2**62), `bases` what is held.

    `ids` are the parties by number; `details` holds what more is known of some. `places` says where each holding
    stands, or `rows` its row. `findings` are what was wrong with the document.
    """

    ids: Sequence[str]
    edges: Edges
    whole: int
    bases: tuple[tuple[str, str], ...] = (("capital", ""),)
    details: Mapping[int, Node] = field(default_factory=dict)
    places: Sequence[str] | None = None
    rows: Longs | None = None
    findings: tuple[Finding, ...] = ()

    @staticmethod
    def of(nodes: Iterable[Node], holdings: Sequence[Holding], findings: Iterable[Finding] = ()) -> Graph:
        """Return the graph of some holdings; a party that no node tells of is known by its id alone."""
        details = {node.id: node for node in nodes}
        ids = list(dict.fromkeys((*details, *(i for h in holdings for i in (h.owner, h.asset)))))
        number = {id: k for k, id in enumerate(ids)}
        whole = scale_of(h.share for h in holdings)
        bases = tuple(dict.fromkeys((h.family, h.share_class) for h in holdings)) or (("capital", ""),)
        return Graph(
            ids=ids,
            edges=_edges(holdings, number, whole, {base: k for k, base in enumerate(bases)}),
            whole=whole,
            bases=bases,
            details={number[id]: node for id, node in details.items()},
            places=[h.place for h in holdings],
            findings=tuple(findings),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each id."""
        return {id: k for k, id in enumerate(self.ids)}

    @cached_property
    def named(self) -> dict[str, list[int]]:
        """The numbers of the parties with a name, folded."""
        out: dict[str, list[int]] = {}
        for k, id in enumerate(self.ids):
            node = self.details.get(k)
            for name in dict.fromkeys(map(fold, (id, node.name, *node.names) if node else (id,))):
                out.setdefault(name, []).append(k)
        return out

    def find(self, text: str) -> list[int]:
        """Return the numbers of the parties with an id or a name, case and accents aside; none where there is none."""
        if text in self.number:
            return [self.number[text]]
        if text.startswith("topic:"):
            return [k for k, node in self.details.items() if text.removeprefix("topic:") in node.topics]
        return self.named.get(fold(text), [])

    def name(self, number: int) -> str:
        """Return what people call a party."""
        node = self.details.get(number)
        return (node.name if node else "") or self.ids[number]

    def kind(self, number: int) -> str:
        """Return the kind of a party, one of NODE_KINDS: an organisation where nobody tells."""
        return (self.details[number].kind if number in self.details else "") or NODE_KINDS[1]

    def of_kind(self, kind: str) -> npt.NDArray[np.int64]:
        """Return the numbers of the parties of a kind that the document states."""
        return np.array([k for k, node in self.details.items() if node.kind == kind], np.int64)

    def place(self, edge: int) -> str:
        """Return where a holding stands in its document."""
        if self.rows is not None:
            return f"row {int(self.rows[edge])}"
        return self.places[edge] if self.places is not None else ""

    def share(self, edge: int) -> Share:
        """Return the share of a holding."""
        e = self.edges
        bits = int(e.bits[edge])
        low, high = Fraction(int(e.low[edge]), self.whole), Fraction(int(e.high[edge]), self.whole)
        return Share(low, high, bool(bits & ABOVE), bool(bits & BELOW))

    def base(self, edge: int) -> tuple[str, str]:
        """Return what is held: its family and class of shares."""
        return self.bases[int(self.edges.base[edge])]

    def family_bits(self, families: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Return for each base whether it is of one of some families."""
        wanted = set(families)
        assert wanted <= set(FAMILIES)
        return np.array([family in wanted for family, _ in self.bases], bool)


def fold(name: str) -> str:
    """Return a name for comparison: case, accents, width and blanks do not count."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def scale_of(shares: Iterable[Share]) -> int:
    """Return how many parts make a whole so that every share is a number of them; at most about FINEST.

    Where the shares need finer parts, those that are no whole number of them are rounded outwards when counted.
    """
    whole = 1_000_000_000
    for denominator in sorted({d for s in shares for d in (s.low.denominator, s.high.denominator)}):
        finer = math.lcm(whole, denominator)
        whole = finer if finer <= FINEST else whole
    return whole


def parts(share: Share, whole: int) -> tuple[int, int, int]:
    """Return a share as numbers of parts, low rounded down and high up, with its bits."""
    low, high = share.low * whole, share.high * whole
    bits = ABOVE * share.above | BELOW * share.below
    return math.floor(low), math.ceil(high), bits


def _edges(holdings: Sequence[Holding], number: Mapping[str, int], whole: int, bases: Mapping[object, int]) -> Edges:
    shares = {share: parts(share, whole) for share in {h.share for h in holdings}}
    counted = [shares[h.share] for h in holdings]
    bits = [c[2] | _ways(h) for c, h in zip(counted, holdings, strict=True)]
    return Edges(
        owner=np.array([number[h.owner] for h in holdings], np.int32),
        asset=np.array([number[h.asset] for h in holdings], np.int32),
        low=np.array([c[0] for c in counted], np.int64),
        high=np.array([c[1] for c in counted], np.int64),
        base=np.array([bases[(h.family, h.share_class)] for h in holdings], np.int32),
        bits=np.array(bits, np.uint8),
        days=_days(holdings),
        known=_stamps([h.known for h in holdings], PAST),
        superseded=_stamps([h.superseded for h in holdings], FAR),
    )


def _ways(holding: Holding) -> int:
    return INDIRECT * holding.indirect | NOMINEE * holding.nominee | SUMMED * holding.summed


def _days(holdings: Sequence[Holding]) -> tuple[Ints, Ints, Ints, Ints] | None:
    ends = (("first_early", PAST), ("first_late", PAST), ("last_early", FAR), ("last_late", FAR))
    columns = [_stamps([getattr(h.window, name) for h in holdings], open) for name, open in ends]
    if all(column is None for column in columns):
        return None
    n = len(holdings)
    filled = [np.full(n, open, np.int32) if c is None else c for c, (_, open) in zip(columns, ends, strict=True)]
    return filled[0], filled[1], filled[2], filled[3]


def _stamps(days: Sequence[dt.date | None], open: int) -> Ints | None:
    """Return days as numbers since 1970, `open` where there is none; None where none is stated."""
    if all(day is None for day in days):
        return None
    epoch = dt.date(1970, 1, 1).toordinal()
    return np.array([open if day is None else day.toordinal() - epoch for day in days], np.int32)
