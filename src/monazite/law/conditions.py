"""Conditions: SQL read with sqlglot, held against a short list of forms and the vocabulary, and made a typed tree.

A line of a provision is one atom about one fact; a cell of items.csv is a whole boolean expression of such atoms.
Absence (IS NULL) is no condition: a rule may not turn on what we happen not to know, and with it in the language
the interval of outcomes would no longer contain the true one.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any as Anything

import sqlglot
from sqlglot import exp

from monazite.errors import nearest
from monazite.law.tree import (
    FALSE,
    TRUE,
    Compare,
    Countries,
    Flag,
    Items,
    Node,
    Not,
    OneOf,
    Ratio,
    StartsWith,
    both,
    either,
)
from monazite.vocabulary import COUNTRIES, Fact, Vocabulary

__all__ = ["FORMS", "Refused", "day_number", "read_condition"]

FORMS = ("starts_with", "item", "listed_by", "in_items", "in_countries", "IN", "BETWEEN", "NOT", "=", "<>", ">=", "<")
_OPS = {exp.EQ: "=", exp.NEQ: "<>", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<="}
_ITEM_FUNCTIONS = {"item": "code", "listed_by": "instrument", "in_items": "group"}
_EXAMPLES = "field = 'value', field IN ('a', 'b'), field >= 1000, starts_with(field, 'x')"


class Refused(Exception):
    """A condition that the language does not allow; `column` counts from 1 inside the text."""

    def __init__(self, code: str, text: str, hint: str = "", column: int = 1) -> None:
        super().__init__(text)
        self.code, self.text, self.hint, self.column = code, text, hint, column


def day_number(day: dt.date) -> int:
    """Return the days since 1970-01-01."""
    return (day - dt.date(1970, 1, 1)).days


def read_condition(text: str, vocabulary: Vocabulary, *, one_atom: bool = True) -> Node:
    """Read one condition; raise Refused with the place in `text` where it is wrong.

    With `one_atom` (lines of provisions) AND and OR are refused: the groups all, any and none do that.
    """
    tree = _parse(text)
    if one_atom:
        body = tree
        while isinstance(body, exp.Not | exp.Paren):
            body = body.this
        if isinstance(body, exp.And | exp.Or):
            word = type(body).__name__.upper()
            raise Refused("P044", f"'{word}' joins two conditions in one line", "write two lines under all, any or none")
    return _Reader(vocabulary).node(tree)


def _parse(text: str) -> exp.Expression:
    if getattr(text, "lines", 1) > 1:
        raise Refused("P044", "one condition, one line", "start the next condition with its own '- '")
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except sqlglot.errors.ParseError as error:
        at = error.errors[0]
        column = len(at.get("start_context") or "") + 1
        raise Refused("P041", f"cannot be read as SQL from '{at.get('highlight')}' on", _EXAMPLES, column) from None
    except sqlglot.errors.TokenError:
        hint = "in YAML a ' #' starts a comment, even inside SQL quotes"
        raise Refused("P041", "a quote is not closed", hint) from None
    except RecursionError:
        raise Refused("P045", "nested too deeply") from None
    if len(trees) != 1 or trees[0] is None:
        raise Refused("P045", "one condition, no ';'" if trees and trees[0] else "the condition is empty", _EXAMPLES)
    return trees[0]


def _place(node: exp.Expression) -> int:
    """Column (from 1) of the first name below a node, as far as the parser kept it."""
    starts = [i.meta["start"] for i in node.find_all(exp.Identifier) if "start" in i.meta]
    return min(starts) + 1 if starts else 1


class _Reader:
    """Turns one expression tree into ours."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def node(self, tree: exp.Expression) -> Node:
        if isinstance(tree, exp.Paren):
            return self.node(tree.this)
        if isinstance(tree, exp.Not):
            return _negated(self.node(tree.this))
        if isinstance(tree, exp.And):
            return both(self.node(tree.this), self.node(tree.expression))
        if isinstance(tree, exp.Or):
            return either(self.node(tree.this), self.node(tree.expression))
        if type(tree) in _OPS:
            return self.comparison(tree)
        if isinstance(tree, exp.In):
            return self.one_of(tree)
        if isinstance(tree, exp.Between):
            return self.between(tree)
        if isinstance(tree, exp.Column):
            return self.flag(tree)
        if isinstance(tree, exp.StartsWith):
            return self.prefix(tree)
        if isinstance(tree, exp.Anonymous):
            return self.function(tree)
        if isinstance(tree, exp.Boolean):
            return TRUE if tree.this else FALSE
        if isinstance(tree, exp.Is):
            raise Refused(
                "P045", "IS is not part of the condition language", "a rule cannot turn on what is not known", _place(tree)
            )
        word = type(tree).__name__.lower()
        raise Refused("P045", f"'{word}' is not part of the condition language", nearest(word, FORMS), _place(tree))

    def fact(self, tree: Anything) -> Fact:
        if not isinstance(tree, exp.Column):
            shown = tree.sql("duckdb") if isinstance(tree, exp.Expression) else str(tree)
            raise Refused("P045", f"'{shown}' stands where a fact is expected", "a condition compares one fact with constants")
        name = tree.name
        if tree.this.args.get("quoted"):
            hint = f"write '{name}' in single quotes"
            raise Refused("P048", f'"{name}" in double quotes is a fact\'s name, not a text', hint, _place(tree))
        if name not in self.vocabulary:
            raise Refused("P040", f"unknown fact '{name}'", self.vocabulary.near(name), _place(tree))
        return self.vocabulary[name]

    def flag(self, tree: exp.Column) -> Node:
        fact = self.fact(tree)
        if fact.type != "boolean":
            raise Refused("P046", f"'{fact.name}' alone is no condition", f"compare it: {fact.name} = …", _place(tree))
        return Flag(fact.name)

    def comparison(self, tree: exp.Expression) -> Node:
        op, left, right = _OPS[type(tree)], tree.this, tree.expression
        if isinstance(left, exp.Paren):
            left = left.this
        if isinstance(left, exp.Div):
            return self.ratio(op, left, right)
        fact = self.fact(left)
        if fact.type in ("quantity", "date"):
            return Compare(fact.name, op, self.number(fact, right))
        if op not in ("=", "<>"):
            raise Refused("P046", f"'{fact.name}' has no order", "only quantities and dates have more and less", _place(left))
        if fact.type == "boolean":
            raise Refused("P046", f"'{fact.name}' is a yes/no", f"write `{fact.name}` or `NOT {fact.name}`", _place(left))
        node = OneOf(fact.name, (self.text(fact, right),))
        return node if op == "=" else Not(node)

    def ratio(self, op: str, left: exp.Div, right: exp.Expression) -> Node:
        over, under = self.fact(left.this), self.fact(left.expression)
        if (over.type, over.unit, over.decimals) != ("quantity", under.unit, under.decimals):
            raise Refused(
                "P046", f"'{over.name}' and '{under.name}' have no common unit", "a ratio has no unit", _place(left)
            )
        share = Fraction(_decimal(right, over.name))
        return Ratio(over.name, under.name, op, share.numerator, share.denominator)

    def one_of(self, tree: exp.In) -> Node:
        fact = self.fact(tree.this)
        if not tree.expressions:
            hint = "SQL reads IN 'CN' as 'is part of the text CN'"
            raise Refused("P045", "IN needs a list in brackets", hint, _place(tree))
        if fact.type == "quantity":
            return either(*(Compare(fact.name, "=", self.number(fact, v)) for v in tree.expressions))
        if fact.type in ("boolean", "date"):
            raise Refused("P046", f"'{fact.name}' does not go with IN", "", _place(tree))
        return OneOf(fact.name, tuple(dict.fromkeys(self.text(fact, v) for v in tree.expressions)))

    def between(self, tree: exp.Between) -> Node:
        fact = self.fact(tree.this)
        if fact.type not in ("quantity", "date"):
            raise Refused("P046", f"'{fact.name}' has no order", "only quantities and dates have more and less", _place(tree))
        low, high = self.number(fact, tree.args["low"]), self.number(fact, tree.args["high"])
        if low > high:
            raise Refused("P049", "BETWEEN a lower and an upper bound: the first is larger", "", _place(tree))
        return both(Compare(fact.name, ">=", low), Compare(fact.name, "<=", high))

    def prefix(self, tree: exp.StartsWith) -> Node:
        fact = self.fact(tree.this)
        if fact.type not in ("code", "text"):
            text = f"starts_with goes with codes and texts, '{fact.name}' is a {fact.type}"
            raise Refused("P046", text, "", _place(tree))
        return StartsWith(fact.name, self.text(fact, tree.expression))

    def function(self, tree: exp.Anonymous) -> Node:
        name, args = str(tree.this).lower(), tree.expressions
        if name in _ITEM_FUNCTIONS and len(args) == 1:
            return Items(_ITEM_FUNCTIONS[name], _literal(args[0]))
        if name == "in_countries" and len(args) == 2:
            fact = self.fact(args[0])
            if fact.type != "country":
                raise Refused("P046", f"'{fact.name}' is no country", "", _place(args[0]))
            return Countries(fact.name, _literal(args[1]))
        if name in (*_ITEM_FUNCTIONS, "in_countries"):
            raise Refused("P045", f"{name} has {len(args)} arguments", "item('code'), in_countries(fact, 'group')")
        raise Refused("P045", f"'{name}' is not part of the condition language", nearest(name, FORMS))

    def number(self, fact: Fact, tree: exp.Expression) -> int:
        if fact.type == "date":
            if not (isinstance(tree, exp.Literal) and tree.is_string):
                raise Refused("P046", f"'{fact.name}' is a date: write '2025-01-31' in single quotes", "", _place(tree))
            try:
                return day_number(dt.date.fromisoformat(tree.this))
            except ValueError:
                raise Refused("P010", f"'{tree.this}' is no date (YYYY-MM-DD)") from None
        value = fact.scaled(_decimal(tree, fact.name))
        if value is None or abs(value) >= 2**62:
            raise Refused("P046", f"'{fact.name}' keeps {fact.decimals} decimals of {fact.unit}", "a shorter number")
        return value

    def text(self, fact: Fact, tree: exp.Expression) -> str:
        if isinstance(tree, exp.Column):
            hint = f"write '{tree.name}' in single quotes"
            raise Refused("P048", f"{tree.sql('duckdb')} is read as a fact's name, not as a text", hint, _place(tree))
        if isinstance(tree, exp.Null):
            raise Refused("P045", "NULL is no constant", "a rule cannot turn on what is not known")
        if not (isinstance(tree, exp.Literal) and tree.is_string):
            shown = tree.sql("duckdb")
            hint = "0101 without quotes is the number 101"
            raise Refused("P046", f"'{fact.name}' is a text: write '{shown}' in single quotes", hint)
        value = str(tree.this)
        if fact.type == "choice" and value not in fact.of:
            raise Refused("P042", f"'{value}' is no value of '{fact.name}'", nearest(value, fact.of))
        if fact.type == "country" and value not in COUNTRIES:
            raise Refused("P043", f"'{value}' is no ISO 3166 alpha-2 code", nearest(value, COUNTRIES))
        return value


def _negated(node: Node) -> Node:
    if isinstance(node, Not):
        return node.child
    if node in (TRUE, FALSE):
        return FALSE if node == TRUE else TRUE
    return Not(node)


def _literal(tree: exp.Expression) -> str:
    if isinstance(tree, exp.Literal) and tree.is_string:
        return str(tree.this)
    raise Refused("P046", f"write {tree.sql('duckdb')} in single quotes", "", _place(tree))


def _decimal(tree: exp.Expression, name: str) -> Decimal:
    sign = 1
    if isinstance(tree, exp.Neg):
        sign, tree = -1, tree.this
    if isinstance(tree, exp.Literal) and tree.is_string:
        raise Refused("P046", f"'{name}' is a number: write {tree.this} without quotes")
    if isinstance(tree, exp.Column):
        raise Refused("P045", f"two facts are compared: '{name}' and '{tree.name}'", "constants only", _place(tree))
    if not isinstance(tree, exp.Literal):
        raise Refused("P045", f"'{tree.sql('duckdb')}' is no number", "constants only")
    try:
        return sign * Decimal(tree.this)
    except InvalidOperation:
        raise Refused("P046", f"'{tree.this}' is no number") from None
