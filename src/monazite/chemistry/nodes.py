"""What a formula is made of: counts that may hold variables, elements, and groups of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["ONE", "Count", "Element", "Group", "Node", "as_decimal", "limits", "substituted"]


def as_decimal(number: Fraction) -> str:
    """Return a number as a decimal where it has an end, else as a fraction such as 1/3."""
    rest, power = number.denominator, 0
    while rest % 10 == 0 or rest % 5 == 0 or rest % 2 == 0:
        rest //= 10 if rest % 10 == 0 else 5 if rest % 5 == 0 else 2
        power += 1
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = f"{abs(number.numerator) * 10**power // number.denominator:0{power + 1}d}"
    whole, tail = digits[: len(digits) - power], digits[len(digits) - power :].rstrip("0")
    return ("-" if number < 0 else "") + whole + (f".{tail}" if tail else "")


@dataclass(frozen=True, slots=True)
class Count:
    """How many: an exact number, or one with variables that the writer left open (1-x, 2+y, n).

    `variables` holds (name, factor) in the order written; without any, `constant` is the number itself.
    """

    constant: Fraction
    variables: tuple[tuple[str, Fraction], ...] = ()

    def __str__(self) -> str:
        text = as_decimal(self.constant) if self.constant or not self.variables else ""
        for name, factor in self.variables:
            sign = "-" if factor < 0 else "+" if text else ""
            text += sign + (as_decimal(abs(factor)) if abs(factor) != 1 else "") + name
        return text

    def range(self, upper: Mapping[str, Fraction | None]) -> tuple[Fraction, Fraction | None]:
        """Return the lowest and highest value, with each variable from 0 to its upper limit (None: no limit)."""
        low, high = self.constant, self.constant
        endless = False
        for name, factor in self.variables:
            limit = upper.get(name)
            if factor > 0:
                endless |= limit is None
                high += factor * (limit or 0)
            else:
                low = low + factor * limit if limit is not None else Fraction(0)
        return max(low, Fraction(0)), None if endless else max(high, Fraction(0))


ONE = Count(Fraction(1))


@dataclass(frozen=True, slots=True)
class Element:
    """One element and its count."""

    symbol: str
    count: Count = ONE

    def __str__(self) -> str:
        return self.symbol + ("" if self.count == ONE else str(self.count))


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that are multiplied together; in a `choice` the elements share the count in proportions nobody states."""

    parts: tuple[Node, ...]
    count: Count = ONE
    choice: bool = False

    def __str__(self) -> str:
        inner = ("," if self.choice else "").join(map(str, self.parts))
        return f"({inner})" + ("" if self.count == ONE else str(self.count))


Node = Element | Group


def limits(nodes: tuple[Node, ...]) -> dict[str, Fraction | None]:
    """Return variable → its upper limit, from the rule that no count is negative (1-x: x is at most 1)."""
    upper: dict[str, Fraction | None] = {}
    for count in _counts(nodes):
        falling = all(factor < 0 for _, factor in count.variables)
        for name, factor in count.variables:
            known = upper.setdefault(name, None)
            if falling:
                limit = count.constant / -factor
                upper[name] = limit if known is None else min(known, limit)
    return upper


def _counts(nodes: tuple[Node, ...]) -> Iterator[Count]:
    for node in nodes:
        yield node.count
        if isinstance(node, Group):
            yield from _counts(node.parts)


def substituted(node: Node, values: Mapping[str, Fraction]) -> Node:
    """Return the node with each variable put in as a number."""
    extra = sum((factor * values[name] for name, factor in node.count.variables), Fraction(0))
    count = Count(node.count.constant + extra)
    if isinstance(node, Element):
        return Element(node.symbol, count)
    return Group(tuple(substituted(part, values) for part in node.parts), count, node.choice)
