"""Reading one chemical formula from a text that is nothing else.

The grammar, after marks and widths of characters have been folded into one:

    formula    = system | component { "·" component } [ charge ] [ ":" symbol { "," symbol } ]
    system     = symbol "-" symbol { "-" symbol }, or metals written together without any number (NdFeB)
    component  = [ count ] part { part }
    part       = symbol [ count ] | "(" part { part } ")" [ count ] | "(" symbol "," symbol { "," symbol } ")" [ count ]
    count      = number | [ number ] variable { ("+" | "-") [ number ] variable } | number ("+" | "-") …
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from monazite.chemistry.case import respelled
from monazite.chemistry.model import Formula, FormulaError, Term, element_factor, oxide_factor
from monazite.chemistry.nodes import ONE, Count, Element, Group, Node
from monazite.chemistry.signs import folded
from monazite.chemistry.symbols import ELEMENT, is_alloy

__all__ = ["Formula", "FormulaError", "Term", "element_factor", "oxide_factor", "parse_formula"]

LENGTH, DEPTH, HIGHEST = 200, 8, 10**6
NUMBER = r"(?:[0-9]{1,9}/[0-9]{1,9}|[0-9]{1,9}(?:[.,][0-9]{1,9})?|\.[0-9]{1,9})"
VARIABLES = "xyznmuvwδε"
SUM = rf"(?:{NUMBER})?[{VARIABLES}]?(?:[+-](?:{NUMBER})?[{VARIABLES}])*(?![{VARIABLES}])"
TOKEN = re.compile(
    rf"(?P<element>{ELEMENT})|(?P<open>[(\[{{])|(?P<close>[)\]}}])|(?P<dot>·)|(?P<comma>,)|(?P<colon>:)"
    rf"|(?P<charge>\^[0-9]{{0,2}}[+-]|[+-]$|[+-](?=:))|(?P<count>{SUM})"
)
ADDEND = re.compile(rf"([+-]?)({NUMBER})?([{VARIABLES}])?")
BRACKETED_COUNT = re.compile(rf"\(({SUM})\)")
SYSTEM = re.compile(rf"{ELEMENT}(?:-{ELEMENT})+")
TOGETHER = re.compile(rf"{ELEMENT}{{2,}}")
SYMBOL = re.compile(ELEMENT)
HYDRATE = re.compile(r"(?<=[A-Za-z0-9)\]])(?<![^0-9]0)\.(?=(?:[0-9]{1,4}(?:\.[0-9]{1,4})?|[nxy])?H2O\Z)")
FULL_STOP = re.compile(r"(?<=[A-Za-z0-9)\]])\.(?=[A-Z(])")
CLOSING = {"(": ")", "[": "]", "{": "}"}


@lru_cache(maxsize=4096)
def parse_formula(text: str, tolerant: bool = False) -> Formula:
    """Read a formula: compounds, groups, shares, hydrates, dopants, ions, and systems of elements (Nd-Fe-B).

    With `tolerant`, letters in the wrong case are read where only one reading makes sense (DY2O3, dy2o3). Raises
    FormulaError with the place and what was expected there; at most 200 characters, 8 brackets deep.
    """
    if len(text) > LENGTH:
        raise FormulaError(text, LENGTH + 1, f"the end of the formula (it may have {LENGTH} characters)")
    plain = folded(text.strip())
    again = respelled(plain) if tolerant else None
    return _Reader(text, again or plain).formula()


class _Reader:
    """Goes through a text once, from left to right."""

    def __init__(self, text: str, plain: str) -> None:
        self.text, self.at, self.charge = text, 0, 0
        self.indent = len(text) - len(text.lstrip())
        self.plain = FULL_STOP.sub("·", HYDRATE.sub("·", plain))

    def formula(self) -> Formula:
        if not self.plain:
            raise self.error("an element")
        if symbols := self.system():
            return Formula((Group(tuple(Element(symbol) for symbol in symbols)),), system=True)
        components = [self.component()]
        while self.take("dot"):
            components.append(self.component())
        charge = self.read_charge(components)
        dopants = self.dopants() if self.take("colon") else ()
        if self.at < len(self.plain):
            raise self.error("the end of the formula")
        return Formula(tuple(components), dopants, charge)

    def system(self) -> tuple[str, ...]:
        """Return the elements where only they are named: joined by dashes, or metals side by side."""
        symbols = tuple(SYMBOL.findall(self.plain))
        dashed = SYSTEM.fullmatch(self.plain)
        if not dashed and not (TOGETHER.fullmatch(self.plain) and is_alloy(symbols)):
            return ()
        if len(set(symbols)) < len(symbols):
            raise self.error("each element of a system only once")
        return symbols

    def component(self) -> Group:
        count = self.bracketed_count() or self.count()
        return Group(self.parts(1), count or ONE)

    def parts(self, depth: int) -> tuple[Node, ...]:
        parts: list[Node] = []
        while part := self.element() or self.group(depth):
            parts.append(part)
        if not parts:
            raise self.error("an element")
        return tuple(parts)

    def element(self) -> Element | None:
        symbol = self.take("element")
        return Element(symbol, self.bracketed_count() or self.count() or ONE) if symbol else None

    def group(self, depth: int) -> Group | None:
        bracket = self.take("open")
        if not bracket:
            return None
        if depth > DEPTH:
            raise self.error(f"at most {DEPTH} brackets inside each other")
        parts, choice = self.inside(depth)
        if self.plain[self.at : self.at + 1] != CLOSING[bracket]:
            raise self.error(f"'{CLOSING[bracket]}'")
        self.take("close")
        return Group(parts, self.count() or ONE, choice)

    def inside(self, depth: int) -> tuple[tuple[Node, ...], bool]:
        """Between brackets: parts side by side, or elements with commas that share what stands behind."""
        parts = list(self.parts(depth + 1))
        if not self.take("comma"):
            return tuple(parts), False
        parts.append(self.member())
        while self.take("comma"):
            parts.append(self.member())
        return tuple(parts), self.is_choice(parts)

    def member(self) -> Element:
        found = self.element()
        if not found:
            raise self.error("an element after the comma")
        return found

    def is_choice(self, parts: list[Node]) -> bool:
        """Elements without counts share the whole; with a count at each, commas say nothing."""
        bare = [isinstance(part, Element) and part.count == ONE for part in parts]
        if any(bare) and not all(bare):
            raise self.error("a count at each element between commas, or at none")
        if all(bare) and len(set(parts)) < len(parts):
            raise self.error("each element between commas only once")
        return all(bare)

    def dopants(self) -> tuple[str, ...]:
        found = [self.dopant()]
        while self.take("comma"):
            found.append(self.dopant())
        return tuple(dict.fromkeys(found))

    def dopant(self) -> str:
        symbol = self.take("element")
        if not symbol:
            raise self.error("the element that it is doped with")
        if charge := re.compile(r"\^?[0-9]?[+-]").match(self.plain, self.at):
            self.at = charge.end()
        return symbol

    def bracketed_count(self) -> Count | None:
        match = BRACKETED_COUNT.match(self.plain, self.at)
        if not match or not match[1]:
            return None
        self.at = match.end()
        return self.number(match[1])

    def count(self) -> Count | None:
        text = self.take("count")
        return self.number(text) if text else None

    def number(self, text: str) -> Count:
        constant = Fraction(0)
        variables: dict[str, Fraction] = {}
        for sign, digits, name in ADDEND.findall(text):
            if "/" in digits and not int(digits.partition("/")[2]):
                raise self.error("a number other than nought under the stroke")
            value = Fraction(digits.replace(",", ".")) if digits else Fraction(1)
            value = -value if sign == "-" else value
            if name:
                variables[name] = variables.get(name, Fraction(0)) + value
            elif digits:
                constant += value
        return self.bounded(Count(constant, tuple((n, v) for n, v in variables.items() if v)))

    def bounded(self, count: Count) -> Count:
        if not count.variables and count.constant <= 0:
            raise self.error("a count above nought")
        if count.constant > HIGHEST:
            raise self.error(f"a count up to {HIGHEST}")
        return count

    def read_charge(self, components: list[Group]) -> int:
        """Return the charge of an ion: after a caret, or as digits and sign at the end (Dy3+, SO42-, NH4+)."""
        text = self.take("charge")
        if not text:
            return 0
        sign = 1 if text.endswith("+") else -1
        if text[0] == "^":
            return sign * int(text[1:-1] or 1)
        return sign * self.split_charge(components)

    def split_charge(self, components: list[Group]) -> int:
        """Of 'SO42-' the last digit is the charge; of 'NH4+' the only digit belongs to the element."""
        last = components[-1].parts[-1]
        digits = str(last.count) if last.count != ONE else ""
        alone = len(components[-1].parts) == 1 and isinstance(last, Element)
        if not digits.isdigit() or (len(digits) == 1 and not alone):
            return 1
        kept = Count(Fraction(digits[:-1])) if digits[:-1] else ONE
        new = Element(last.symbol, kept) if isinstance(last, Element) else Group(last.parts, kept, last.choice)
        components[-1] = Group((*components[-1].parts[:-1], new), components[-1].count)
        return int(digits[-1])

    def take(self, kind: str) -> str:
        """Return the next token where it is of this kind, and go past it."""
        match = TOKEN.match(self.plain, self.at)
        if not match or match.lastgroup != kind:
            return ""
        self.at = match.end()
        return match[0]

    def error(self, expected: str) -> FormulaError:
        return FormulaError(self.text, self.indent + self.at + 1, expected)
