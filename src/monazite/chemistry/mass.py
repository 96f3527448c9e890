"""Mass fractions of a formula: exact where it is, sound limits where its writer left something open."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from monazite.chemistry.nodes import Element, Group, Node, limits, substituted

__all__ = ["DOPANT_LIMIT", "Range", "amounts", "shares"]

Range = tuple[Fraction, Fraction]
Open = tuple[Fraction, Fraction | None]  # None: without an upper end

NIL, WHOLE = Fraction(0), Fraction(1)
DOPANT_LIMIT = Fraction(1, 4)
"""The most that all dopants together are taken to weigh: a convention of ours, wide enough for 20 mol % on any site."""


def shares(nodes: tuple[Node, ...], symbols: tuple[str, ...], weights: Mapping[str, Fraction]) -> dict[str, Range]:
    """Return symbol → (lowest, highest) mass fraction; both are equal, and add up to 1, where all counts are known."""
    if len(symbols) == 1:
        return {symbols[0]: (WHOLE, WHOLE)}
    upper = limits(nodes)
    if len(upper) == 1 and None not in upper.values():
        return _over_one_variable(nodes, symbols, weights, upper)
    return {symbol: _share(nodes, symbol, weights, upper) for symbol in symbols}


def _over_one_variable(
    nodes: tuple[Node, ...],
    symbols: tuple[str, ...],
    weights: Mapping[str, Fraction],
    upper: Mapping[str, Fraction | None],
) -> dict[str, Range]:
    """A share is a ratio of two lines in the one variable, so that its extremes stand at the ends."""
    ((name, limit),) = upper.items()
    found: dict[str, Range] = {}
    for value in (NIL, limit or NIL):
        put = tuple(substituted(node, {name: value}) for node in nodes)
        for symbol in symbols:
            low, high = _share(put, symbol, weights, {})
            old = found.get(symbol, (low, high))
            found[symbol] = (min(low, old[0]), max(high, old[1]))
    return found


def _share(
    nodes: tuple[Node, ...], symbol: str, weights: Mapping[str, Fraction], upper: Mapping[str, Fraction | None]
) -> Range:
    """Most of an element and least of the rest give its highest share, the other way round its lowest."""
    own, rest = _sums(nodes, symbol, weights, upper)
    high = NIL if own[1] == 0 else WHOLE if own[1] is None else own[1] / (own[1] + rest[0])
    low = NIL if own[0] == 0 or rest[1] is None else own[0] / (own[0] + rest[1])
    return low, high


def _sums(
    nodes: tuple[Node, ...], symbol: str, weights: Mapping[str, Fraction], upper: Mapping[str, Fraction | None]
) -> tuple[Open, Open]:
    pairs = [_masses(node, symbol, weights, upper) for node in nodes]
    return _add([own for own, _ in pairs]), _add([rest for _, rest in pairs])


def _masses(
    node: Node, symbol: str, weights: Mapping[str, Fraction], upper: Mapping[str, Fraction | None]
) -> tuple[Open, Open]:
    """Return the mass range of the element and of everything else in one node."""
    times = node.count.range(upper)
    if isinstance(node, Element):
        mass = _times(times, (weights[node.symbol], weights[node.symbol]))
        return (mass, (NIL, NIL)) if node.symbol == symbol else ((NIL, NIL), mass)
    if node.choice:
        own, rest = _choice(node, symbol, weights)
    else:
        own, rest = _sums(node.parts, symbol, weights, upper)
    return _times(times, own), _times(times, rest)


def _choice(node: Group, symbol: str, weights: Mapping[str, Fraction]) -> tuple[Open, Open]:
    """One of the elements may take the whole, or nothing; the others then share what is left."""
    members = {part.symbol: weights[part.symbol] for part in node.parts if isinstance(part, Element)}
    own = members.pop(symbol, None)
    if own is None:
        return (NIL, NIL), (min(members.values()), max(members.values()))
    return (NIL, own), (NIL, max(members.values()))


def _add(ranges: list[Open]) -> Open:
    low, high = NIL, NIL
    endless = False
    for at_least, at_most in ranges:
        low += at_least
        high += at_most or NIL
        endless |= at_most is None
    return low, None if endless else high


def _times(times: Open, mass: Open) -> Open:
    if mass[1] == 0 or times[1] == 0:
        return NIL, NIL
    return times[0] * mass[0], None if times[1] is None or mass[1] is None else times[1] * mass[1]


def amounts(nodes: tuple[Node, ...]) -> dict[str, Open]:
    """Return symbol → (lowest, highest) number of atoms, in the order of first mention; None: without an upper end."""
    upper = limits(nodes)
    found: dict[str, Open] = {}
    for node in nodes:
        for symbol, number in _atoms(node, upper):
            found[symbol] = _add([found.get(symbol, (NIL, NIL)), number])
    return found


def _atoms(node: Node, upper: Mapping[str, Fraction | None]) -> list[tuple[str, Open]]:
    times = node.count.range(upper)
    if isinstance(node, Element):
        return [(node.symbol, times)]
    inner = [pair for part in node.parts for pair in _atoms(part, upper)]
    if node.choice:
        inner = [(symbol, (NIL, WHOLE)) for symbol, _ in inner]
    return [(symbol, _times(times, number)) for symbol, number in inner]
