"""No answer clears what a world owns: records are taken out of worlds known in full, and their chains restated."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from monazite.parties.ownership.answer import Answer, owned_by_listed
from monazite.parties.ownership.graph import INDIRECT, Edges, Graph
from monazite.parties.ownership.model import Listed, Rule
from tests.parties.ownership.made import rule

Longs = npt.NDArray[np.int64]
QUARTER, ALL = 16, 64  # shares are quarters; a chain of three of them ends in parts of 64
L, Q, R, T, Z = range(5)
LINKS = ((L, Q), (L, R), (Q, R), (R, Q), (Q, T), (R, T), (L, T))
INDIRECTLY = ((0, 4), (1, 5), (0, 2, 5), (1, 3, 4))  # the chains from L to T, by place in LINKS
NO, POSSIBLE, CERTAIN = range(3)
ALONE = "uk.ofsi.2019"  # each listed party by itself, more than half
SOME = 2  # every so many worlds, others with each choice of records


@cache
def worlds() -> Longs:
    """Return every world, shape (worlds, links): L may hold Q, R and T; Q and R each other and T; in quarters."""
    amounts = [0, QUARTER, 2 * QUARTER, ALL]
    every = np.array(list(itertools.product(amounts, repeat=len(LINKS))), np.int64)
    into = np.array([[asset == party for _, asset in LINKS] for party in (Q, R, T)])
    return every[np.all(every @ into.T <= ALL, axis=1)]


def owned(worlds: Longs, *, more: bool = False) -> npt.NDArray[np.bool_]:
    """Return whether L owns T in each world: half or `more`, step by step downwards from L."""
    have = np.zeros((len(worlds), 5), bool)
    have[:, L] = True
    for _ in range(4):
        for party in (Q, R, T):
            held = sum(worlds[:, k] * have[:, owner] for k, (owner, asset) in enumerate(LINKS) if asset == party)
            have[:, party] |= 2 * held >= ALL + more
    return have[:, T]


def product(worlds: Longs) -> Longs:
    """Return what the chains from L to T come to, multiplied, in each world."""
    out = np.zeros(len(worlds), np.int64)
    for chain in INDIRECTLY:
        out += np.prod(worlds[:, list(chain)], axis=1) // ALL ** (len(chain) - 1)
    return out


def last_links(worlds: Longs) -> Longs:
    """Return what those who hold T, and whom L holds in any way, hold of it: the way of some registers."""
    above = {4: ((0,), (1, 3)), 5: ((1,), (0, 2))}
    out = np.zeros(len(worlds), np.int64)
    for link, ways in above.items():
        reached = np.any([np.all(worlds[:, list(way)] > 0, axis=1) for way in ways], axis=0)
        out += worlds[:, link] * reached
    return out


def documents(
    worlds: Longs, kept: npt.NDArray[np.bool_], least: Longs, most: Longs, rule: Rule, *, room: int = 0
) -> Answer:
    """Return the answer for many documents, one a world: the links kept, and L's indirect share of T, where any.

    Links may be more by `room`, as told. Z is recorded for all that is left of T, so that nobody else can have it.
    """
    n, base = len(worlds), 5 * np.arange(len(worlds))
    rest = ALL - worlds[:, [k for k, (_, asset) in enumerate(LINKS) if asset == T]].sum(axis=1)
    upper = np.where(worlds > 0, np.minimum(worlds + room, ALL), 0)
    columns = [*((owner, asset, worlds[:, k], upper[:, k], 0) for k, (owner, asset) in enumerate(LINKS))]
    columns += [(L, T, least, most, INDIRECT), (Z, T, rest, rest, 0)]
    use = np.concatenate([*kept.T, most > 0, rest > 0]) & (np.concatenate([c[3] for c in columns]) > 0)
    edges = Edges(
        owner=np.concatenate([base + c[0] for c in columns])[use].astype(np.int32),
        asset=np.concatenate([base + c[1] for c in columns])[use].astype(np.int32),
        low=np.concatenate([c[2] for c in columns])[use],
        high=np.concatenate([c[3] for c in columns])[use],
        base=np.zeros(int(use.sum()), np.int32),
        bits=np.repeat(np.array([c[4] for c in columns], np.uint8), n)[use],
    )
    ids = [str(k) for k in range(5 * n)]
    return owned_by_listed(Graph(ids, edges, ALL), [Listed(ids[k]) for k in base + L], rule)


KEEPINGS = [*itertools.product([False, True], repeat=len(LINKS) - 1)]


@pytest.mark.parametrize(
    ("told", "rule_id"),
    [
        ("exactly", "us.ofac.2014"),
        ("in a range", "us.ofac.2014"),
        ("beside ranges", "us.ofac.2014"),
        ("last links", "us.ofac.2014"),
        ("exactly", ALONE),
    ],
)
def test_a_chain_that_is_restated_as_an_indirect_share_clears_nobody(told: str, rule_id: str) -> None:
    one = rule(rule_id)
    have = worlds()[owned(worlds(), more=one.more_than)]
    amount = last_links(have) if told == "last links" else product(have)
    least, most = amount, amount
    if told == "in a range":
        least, most = amount // QUARTER * QUARTER, np.minimum((amount // QUARTER + 1) * QUARTER, ALL)
    for number, keep in enumerate(KEEPINGS):
        some = slice(number % SOME, None, SOME)
        kept = np.tile([*keep, True], (len(have[some]), 1))
        stated, room = np.where(amount > 0, most, 0), QUARTER if told == "beside ranges" else 0
        found = documents(have[some], kept, least[some], stated[some], one, room=room).codes[T::5]
        assert (found != NO).all(), (keep, have[some][found == NO][:3])


def test_what_is_known_in_full_is_answered_as_it_is() -> None:
    plain = worlds()[(worlds()[:, 2] == 0) | (worlds()[:, 3] == 0)]  # no ring: chains through rings are not counted
    amount = product(plain)
    found = documents(plain, np.ones((len(plain), len(LINKS)), bool), amount, amount, rule()).codes[T::5]
    assert np.array_equal(found == CERTAIN, owned(plain)) and not (found == POSSIBLE).any()


def test_many_indirect_shares_in_a_dense_graph_all_stay_possible() -> None:
    draw, wide, companies, count = np.random.default_rng(0), 20, 400, 20_000
    below = draw.integers(wide, companies, 8 * companies)
    above = (below // wide - 1) * wide + draw.integers(0, wide, len(below))
    owner = np.concatenate((above, np.zeros(count, np.int64)))
    asset = np.concatenate((below, draw.integers(companies - wide, companies, count)))
    share, bits = np.full(len(owner), 10, np.int64), np.zeros(len(owner), np.uint8)
    bits[len(below) :] = INDIRECT
    edges = Edges(owner.astype(np.int32), asset.astype(np.int32), share, share, np.zeros(len(owner), np.int32), bits)
    found = owned_by_listed(Graph([str(k) for k in range(companies)], edges, 100), [Listed("0")], rule())
    assert set(found.codes[companies - wide :].tolist()) == {POSSIBLE} and len(found.moment.aside) == 0
