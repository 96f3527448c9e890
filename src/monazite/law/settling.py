"""Which of the facts to ask for settle most: the order in which a line's questions are told.

A part of a condition is settled by an answer that makes it true, or by one that makes it false, whatever the rest is.
Of parts that must all hold any one can settle by failing; of alternatives each settles, by failing, its own share.
The share of a fact in a provision is that of a yes plus that of a no, half of it in an exception, and in a line the sum
over the provisions that are open there: facts on which most of what is open turns come first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.law.lists import Patterns, listed
from monazite.law.state import LawState
from monazite.law.tree import All, Any, Node, Not, children, facts_of

__all__ = ["Settling", "shares"]

WHOLE = 1_000_000  # a whole provision; sums of integers stay exact in 64 bits of a float, whatever their order
AT_ONCE = 8192  # patterns that are weighed at a time, so that what they take stays small


class Settling:
    """Orders the facts that lines lack by how much of what is open there each can settle; used in any thread."""

    def __init__(self, states: Iterable[LawState]) -> None:
        self._shares: dict[str, dict[str, int]] = {}
        for state in states:
            for root in state.roots:
                self._weigh(state, root, 1)

    def _weigh(self, state: LawState, name: str, parts: int) -> None:
        """Take a provision with an outcome, then its exceptions: whether these matter is half as sure."""
        rule = state.rules[name]
        if rule.provision.outcome and name not in self._shares:
            self._shares[name] = {fact: share // parts for fact, share in shares(rule.when).items()}
            for exception in rule.unless:
                self._weigh(state, exception, 2 * parts)

    def ordered(self, asks: Patterns, possible: Patterns) -> pa.ListArray:
        """Return for each row the facts that it lacks, those that settle most of what is possible there first.

        Facts that settle as much as each other come as in `asks`. Shape (rows,), lists of text as dictionary codes.
        """
        pairs = pa.array(asks.codes.astype(np.int64) * len(possible.bits) + possible.codes).dictionary_encode()
        asked, open_ = np.divmod(np.asarray(pairs.dictionary, np.int64), len(possible.bits))
        order = _heaviest_first(possible.bits, self._weights(possible.names, asks.names))
        parts = [np.zeros(0, np.int16)]
        for at in range(0, len(asked), AT_ONCE):
            places = order[open_[at : at + AT_ONCE]]
            parts.append(places[np.take_along_axis(asks.bits[asked[at : at + AT_ONCE]], places, axis=1).view(bool)])
        lengths = asks.bits.sum(axis=1, dtype=np.int64)[asked]
        return listed(asks.names, np.concatenate(parts), lengths, np.asarray(pairs.indices, np.int32))

    def _weights(self, provisions: Sequence[str], facts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return the share of each fact in each provision, shape (provisions, facts)."""
        shares = [[self._shares.get(name, {}).get(fact, 0) for fact in facts] for name in provisions]
        return np.array(shares, np.float64).reshape(len(provisions), len(facts))


def _heaviest_first(bits: npt.NDArray[np.uint8], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.int16]:
    """Return for each pattern of provisions the places of the facts, those of the greatest sums of weights first."""
    parts = [bits[at : at + AT_ONCE].astype(np.float64) @ -weights for at in range(0, len(bits), AT_ONCE)]
    return np.concatenate([np.argsort(part, axis=1, kind="stable").astype(np.int16) for part in parts])


def shares(node: Node) -> dict[str, int]:
    """Return for each fact that a condition reads what it can settle of it: 0 to 2 000 000, half of it by a yes."""
    yes, no = _settled(node, True), _settled(node, False)
    return {fact: yes[fact] + no[fact] for fact in yes}


def _settled(node: Node, truth: bool) -> dict[str, int]:
    """Return for each fact below a node the share of it that falls away where the fact speaks for one truth value."""
    if isinstance(node, Not):
        return _settled(node.child, not truth)
    if not isinstance(node, All | Any):
        facts = sorted(facts_of(node))
        return dict.fromkeys(facts, WHOLE // max(len(facts), 1))
    parts = [(_settled(child, truth), _ways(child)) for child in children(node)]
    alone = isinstance(node, Any) is truth
    return dict(_greatest(parts) if alone else _shared(parts))


def _ways(node: Node) -> int:
    """Return in how many ways a node may come to hold, as it is written."""
    below: Callable[[Iterator[int]], int] = sum if isinstance(node, Any) else max
    return below(map(_ways, children(node))) if children(node) else 1


Part = tuple[dict[str, int], int]


def _greatest(parts: Sequence[Part]) -> dict[str, int]:
    """Each part settles all alone: of a fact in several the best counts."""
    out: dict[str, int] = {}
    for found, _ in parts:
        for fact, share in found.items():
            out[fact] = max(out.get(fact, 0), share)
    return out


def _shared(parts: Sequence[Part]) -> dict[str, int]:
    """Each part settles its own share, the more ways are in it the more."""
    out: dict[str, int] = {}
    ways = sum(n for _, n in parts)
    for found, n in parts:
        for fact, share in found.items():
            out[fact] = out.get(fact, 0) + share * n // ways
    return out
