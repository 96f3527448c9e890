"""Declarations of one chunk: day, parties, route, currency – what the lines of a declaration share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from monazite.simulate.catalogue import catalogue
from monazite.simulate.companies import Companies, companies
from monazite.simulate.days import Days
from monazite.simulate.draw import Draw, Floats, Ints, Mask
from monazite.simulate.words import trade

__all__ = ["Shipments", "World", "shipments", "world", "writes_chinese"]

# How many lines a declaration has beyond the first: a geometric number.
MORE_LINES = 0.4
PLAIN, CAPITALS, OWN_SCRIPT = 0, 1, 2


@dataclass(frozen=True)
class World:
    """The countries of trade.yml as arrays, by place; routes and currencies as words with their first and number."""

    codes: pa.Array
    dispatch: Floats
    destination: Floats
    chinese: Mask
    currencies: pa.Array
    currency_first: Ints
    currency_count: Ints
    rates: Floats
    routes: pa.Array
    route_first: Ints
    route_count: Ints
    modes: pa.Array
    mode_shares: Floats
    owners: pa.Array


@lru_cache(maxsize=1)
def world() -> World:
    """Return the world of trade.yml."""
    entries = list(trade()["countries"].values())
    currencies = [str(c) for e in entries for c in e["currencies"]]
    counts = np.array([len(e["currencies"]) for e in entries])
    regions = trade()["transit"]
    starts = dict(zip(regions, np.cumsum([0, *(len(r) for r in regions.values())]).tolist(), strict=False))
    modes = trade()["modes"]
    return World(
        codes=pa.array(list(map(str, trade()["countries"]))),
        dispatch=np.array([float(e["dispatch"]) for e in entries]),
        destination=np.array([float(e["destination"]) for e in entries]),
        chinese=np.array([e["words"] == "han" for e in entries]),
        currencies=pa.array(currencies),
        currency_first=np.cumsum(counts) - counts,
        currency_count=counts,
        rates=np.array([float(trade()["rates"][c]) for c in currencies]),
        routes=pa.array([str(route) for region in regions.values() for route in region]),
        route_first=np.array([starts[e["region"]] for e in entries]),
        route_count=np.array([len(regions[e["region"]]) for e in entries]),
        modes=pa.array([*map(str, modes), "electronic"]),
        mode_shares=np.array([float(share) for share in modes.values()]),
        owners=pa.array(list(map(str, trade()["owners"]))),
    )


@dataclass(frozen=True)
class Shipments:
    """Arrays of one entry a declaration; `of_line` gives the declaration of each line, `line` its number in it.

    Companies are places in `companies()`, their spelling times the total added; countries places in `world()`.
    """

    of_line: Ints
    line: Ints
    day: Ints
    family: Ints
    chinese: Mask
    dispatch: Ints
    destination: Ints
    exporter: Ints
    consignee: Ints
    end_user: Ints
    end_user_country: Ints
    intermediary: Ints
    spelling: Ints
    currency: Ints
    mode: Ints
    route: Ints


def shipments(draw: Draw, count: int, days: Days, start: int, total: int, shuffle: bool) -> Shipments:
    """Return the declarations of `count` lines from line `start` of `total`."""
    sizes = draw.rng.geometric(MORE_LINES, count)
    ends = np.cumsum(sizes)
    number = int(np.searchsorted(ends, count)) + 1
    of_line = np.repeat(np.arange(number), sizes[:number])[:count]
    firsts = (ends - sizes)[:number]
    places = draw.unit(number) if shuffle else (start + firsts + draw.unit(number)) / total
    there, them = world(), companies()
    dispatch = draw.weighted(there.dispatch, number)
    destination = draw.weighted(there.destination, number)
    again = draw.weighted(there.destination, number)
    destination = np.where(
        destination == dispatch, np.where(again == dispatch, (dispatch + 3) % len(them.countries), again), destination
    )
    family = draw.weighted(catalogue().family_shares, number)
    exporter = _company(draw, dispatch, family)
    chinese = there.chinese[dispatch] & writes_chinese(exporter)
    consignee = _company(draw, destination, family)
    abroad = draw.weighted(there.destination, number)
    end_country = np.where(draw.chance(number, 930), destination, abroad)
    same = draw.chance(number, 550) & (end_country == destination)
    return Shipments(
        of_line=of_line,
        line=np.arange(count) - firsts[of_line] + 1,
        day=days.at(places),
        family=family,
        chinese=chinese,
        dispatch=dispatch,
        destination=destination,
        exporter=exporter,
        consignee=consignee,
        end_user=np.where(same, consignee, _company(draw, end_country, family)),
        end_user_country=end_country,
        intermediary=np.where(draw.chance(number, 80), _company(draw, abroad, family), -1),
        spelling=np.where(chinese, OWN_SCRIPT, np.where(draw.chance(number, 70), CAPITALS, PLAIN)),
        currency=there.currency_first[dispatch] + draw.below(there.currency_count[dispatch]),
        mode=draw.weighted(there.mode_shares, number),
        route=there.route_first[destination] + draw.below(there.route_count[destination]),
    )


def writes_chinese(company: Ints) -> Mask:
    """Return which companies, among those with a Chinese name, declare in Chinese: always the same third."""
    return np.asarray(company // 10 * 7919 % 100 < 32)


def _company(draw: Draw, country: Ints, family: Ints) -> Ints:
    """Return companies of a country in the trade of a family, few of them much likelier than the rest."""
    them: Companies = companies()
    families = len(catalogue().family_shares)
    rank = draw.skewed(them.count[country] // families)
    return np.asarray(them.first[country] + rank * families + family)
