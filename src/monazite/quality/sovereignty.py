"""The index of sovereignty over standards: how much of a product's qualified supply hangs on one issuer's standards.

A lot of supply hangs on one issuer where every grade it holds is of that issuer and no path of recognition, adoption or
equivalence leads to a standard of another. Index = quantity that hangs on one issuer / qualified quantity, an exact
fraction. Where a path is not known, or holds only if something more is shown, the lot may hang on one issuer: then the
index is an interval.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from monazite.chemistry.weights import Weights
from monazite.errors import UsageError
from monazite.quality.model import Grade, Register
from monazite.quality.qualification import Qualification, derive
from monazite.quality.recognition import Market, Recognition, issuer_of
from monazite.quality.search import asked

__all__ = ["ALONE", "Edge", "Index", "Lot", "Supply", "indices", "lot_of"]

ALONE = {
    "yes": "qualifies under one issuer's standard only",
    "no": "qualifies under standards of several issuers",
    "unknown": "may qualify under another issuer's standard",
    "unqualified": "holds no grade of a standard",
    "unclear": "holds a grade that the register does not know",
}
QUOTED = "market-specification"  # what a price agency quotes is nobody's standard
QUALIFIED = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class Supply:
    """One line of a supply: a product from a supplier, how much, and the grades held, as written."""

    product: str
    supplier: str
    quantity: Fraction
    unit: str = ""
    held: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """Why a lot may count under another issuer's standards: how far it leads (yes, conditional, unknown), over what."""

    issuer: str
    state: str
    kind: str
    via: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lot:
    """A line of supply with what is found of it: the issuer it hangs on, one of ALONE, and the edges to others."""

    supply: Supply
    issuer: str
    alone: str
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """The index of a product in one unit: from `low` to `high`, None where nothing is qualified.

    `issuers` tells for each issuer the share that qualifies under its standards only, for sure. `qualified`,
    `unqualified` and `unclear` are quantities.
    """

    product: str
    unit: str
    low: Fraction | None
    high: Fraction | None
    issuers: Mapping[str, Fraction]
    qualified: Fraction
    unqualified: Fraction
    unclear: Fraction
    lots: tuple[Lot, ...]


def indices(
    supplies: Sequence[Supply], register: Register, recognition: Recognition, weights: Weights, on: dt.date
) -> list[Index]:
    """Return the index of each product and unit, in the order of the supplies; two units are not added."""
    kept: dict[tuple[str, ...], Lot] = {}
    groups: dict[tuple[str, str], list[Lot]] = {}
    for supply in supplies:
        key = (supply.product.casefold(), *supply.held)
        if key not in kept:
            kept[key] = lot_of(supply, register, recognition, weights, on)
        told = kept[key]
        lot = Lot(supply, told.issuer, told.alone, told.edges)
        groups.setdefault((supply.product.casefold(), supply.unit), []).append(lot)
    return [_index(lots) for lots in groups.values()]


def _index(lots: Sequence[Lot]) -> Index:
    amounts = {state: _sum(lots, state) for state in ALONE}
    whole = sum((amounts[state] for state in QUALIFIED), Fraction(0))
    low = amounts["yes"] / whole if whole else None
    high = (amounts["yes"] + amounts["unknown"]) / whole if whole else None
    names = sorted({lot.issuer for lot in lots if lot.alone == "yes"})
    shares = {one: _sum([lot for lot in lots if lot.issuer == one], "yes") / whole for one in names} if whole else {}
    first = lots[0].supply
    rest = (amounts["unqualified"], amounts["unclear"])
    return Index(first.product, first.unit, low, high, shares, whole, *rest, tuple(lots))


def _sum(lots: Sequence[Lot], state: str) -> Fraction:
    return sum((lot.supply.quantity for lot in lots if lot.alone == state), Fraction(0))


def lot_of(supply: Supply, register: Register, recognition: Recognition, weights: Weights, on: dt.date) -> Lot:
    """Return whether a line of supply qualifies under one issuer's standards only, and by which edges it does not."""
    if not supply.held:
        return Lot(supply, "", "unqualified")
    grades = [_grade(register, text, on) for text in supply.held]
    known = [grade for grade in grades if grade is not None and not _quoted(register, grade)]
    if not known:
        return Lot(supply, "", "unclear" if None in grades else "unqualified")
    owners = [issuer_of(recognition, register.editions[grade.edition]) for grade in known]
    edges = [Edge(owner, "yes", "held", grade.id) for owner, grade in zip(owners, known, strict=True)]
    edges = [edge for edge in edges if edge.issuer != owners[0]]
    if None in grades:  # another grade is held, and nothing is known of it
        edges.append(Edge("?", "unknown", "held", ", ".join(_unknown(supply, grades)), "not_in_register"))
    for grade in known:
        edges += _edges(grade, owners, register, recognition, weights, on)
    return Lot(supply, owners[0], _alone(edges), tuple(dict.fromkeys(edges)))


def _unknown(supply: Supply, grades: Sequence[Grade | None]) -> list[str]:
    return [text for text, grade in zip(supply.held, grades, strict=True) if grade is None]


def _quoted(register: Register, grade: Grade) -> bool:
    return register.editions[grade.edition].kind == QUOTED


def _alone(edges: Sequence[Edge]) -> str:
    states = {edge.state for edge in edges}
    return "no" if "yes" in states else "unknown" if states else "yes"


def _grade(register: Register, text: str, on: dt.date) -> Grade | None:
    try:
        grades = asked(register, text, on).grades
    except UsageError:
        return None
    return grades[0] if len(grades) == 1 else None


def _edges(
    grade: Grade, owners: Sequence[str], register: Register, recognition: Recognition, weights: Weights, on: dt.date
) -> list[Edge]:
    found = []
    for market in _others(register, recognition, owners):
        told = derive(register, recognition, grade, market, weights, on)
        if told.state != "none":
            found.append(_edge(told))
    return found


def _edge(told: Qualification) -> Edge:
    best = told.paths[0]
    return Edge(told.market.id, best.state, best.kind, best.via, best.reason)


def _others(register: Register, recognition: Recognition, owners: Sequence[str]) -> list[Market]:
    """Return every other market that has standards in the register, or that an instrument names."""
    named = {party for one in recognition.instruments for party in one.parties}
    issuers = {
        issuer_of(recognition, edition): edition for edition in register.editions.values() if edition.kind != QUOTED
    }
    markets = [recognition.markets.get(name) or Market(name, name) for name in sorted({*issuers, *named})]
    return [market for market in markets if market.id not in owners]
