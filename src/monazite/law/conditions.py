"""Conditions: SQL read with sqlglot, held against a short list of forms and the vocabulary, and made a typed tree.

A line of a provision is one atom about one fact; a cell of items.csv is a whole boolean expression of such atoms.
Absence (IS NULL) is no condition: a rule may not turn on what we happen not to know, and with it in the language
the interval of outcomes would no longer contain the true one.
"""

from __future__ import annotations

import datetime as dt
import re
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
    day_number,
    either,
)
from monazite.vocabulary import COUNTRIES, Fact, Vocabulary

__all__ = ["FORMS", "Refused", "near_country", "read_condition"]

FORMS = ("starts_with", "item", "listed_by", "in_items", "in_countries", "IN", "BETWEEN", "NOT", "=", "<>", ">=", "<")
_OPS: dict[type[exp.Expr], str] = {exp.EQ: "=", exp.NEQ: "<>", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<="}
_ITEM_FUNCTIONS = {"item": "code", "listed_by": "instrument", "in_items": "group"}
_EXAMPLES = "field = 'value', field IN ('a', 'b'), field >= 1000, starts_with(field, 'x')"
# What people write by habit, and what to write instead.
_ADVICE = {
    ",": "decimals have a point (0.1); a list stands in brackets: field IN ('a', 'b')",
    "%": "a number stands without its unit: mf_dy >= 0.1 is in percent",
    "=>": "write >=",
    "=<": "write <=",
}
_PLAIN_QUOTES = str.maketrans("", "", "\"'‘’“”„`´")


class Refused(Exception):
    """A condition that the language does not allow; `column` counts from 1 inside the text."""

    def __init__(self, code: str, text: str, hint: str = "", column: int = 1) -> None:
        super().__init__(text)
        self.code, self.text, self.hint, self.column = code, text, hint, column


def read_condition(text: str, vocabulary: Vocabulary, *, one_atom: bool = True) -> Node:
    """Read one condition; raise Refused with the place in `text` where it is wrong.

    With `one_atom` (lines of provisions) AND and OR are refused: the groups all, any and none do that.
    """
    if one_atom and (getattr(text, "lines", 1) > 1 or "\n" in text):
        raise Refused("P044", "one condition, one line", "start the next condition with its own '- '")
    try:
        tree = _parse(text)
        if one_atom:
            _refuse_joined(tree)
        return _Reader(vocabulary).node(tree)
    except RecursionError:
        raise Refused("P045", "nested too deeply", "split it over several lines or items") from None


def _refuse_joined(tree: exp.Expr) -> None:
    """Refuse AND and OR, also below NOT and brackets."""
    while isinstance(tree, exp.Not | exp.Paren):
        tree = tree.this
    if isinstance(tree, exp.And | exp.Or):
        word = type(tree).__name__.upper()
        hint = "write two lines under all, any or none"
        raise Refused("P044", f"'{word}' joins two conditions in one line", hint, _place(tree.expression))


def _parse(text: str) -> exp.Expr:
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except sqlglot.errors.ParseError as error:
        raise _not_sql(text, error.errors[0]) from None
    except sqlglot.errors.TokenError:
        hint = "in YAML a ' #' starts a comment, even inside SQL quotes"
        raise Refused("P041", "a quote is not closed", hint, _open_quote(text)) from None
    if not trees or trees[0] is None:
        raise Refused("P045", "the condition is empty", _EXAMPLES)
    if len(trees) > 1:
        raise Refused("P045", "one condition, no ';'", _EXAMPLES, text.find(";") + 1)
    return trees[0]


def _not_sql(text: str, error: dict[str, Anything]) -> Refused:
    """Return what the parser stumbled on, at its place, with advice for what people write by habit."""
    for opened, place in _open_brackets(text):
        told = "a bracket is not closed" if opened else "a bracket closes that nothing opened"
        return Refused("P041", told, "each ( has its )", place)
    word = str(error.get("highlight") or "")
    before = sum(len(line) for line in text.splitlines(keepends=True)[: (error.get("line") or 1) - 1])
    column = before + (error.get("col") or 1) - len(word) + 1
    return Refused("P041", f"cannot be read as SQL from {word} on", _ADVICE.get(word, _EXAMPLES), max(column, 1))


def _open_brackets(text: str) -> list[tuple[bool, int]]:
    """Return the brackets without a partner: (whether it opens, its column)."""
    opened: list[int] = []
    for token in sqlglot.tokenize(text, read="duckdb"):
        if token.token_type == sqlglot.TokenType.L_PAREN:
            opened.append(token.start + 1)
        elif token.token_type == sqlglot.TokenType.R_PAREN:
            if not opened:
                return [(False, token.start + 1)]
            opened.pop()
    return [(True, column) for column in opened]


def _open_quote(text: str) -> int:
    """Column of the quote that is not closed."""
    kind, place = "", 1
    for column, sign in enumerate(text, 1):
        if kind and sign == kind:
            kind = ""
        elif not kind and sign in ("'", '"'):
            kind, place = sign, column
    return place


def _place(node: exp.Expr) -> int:
    """Column (from 1) at which a node begins, as far as the parser kept it."""
    kinds = (exp.Identifier, exp.Literal, exp.Func)
    starts = [part.meta["start"] for part in node.find_all(*kinds) if "start" in part.meta]
    return min(starts) + 1 if starts else 1


class _Reader:
    """Turns one expression tree into ours."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def node(self, tree: exp.Expr) -> Node:
        if isinstance(tree, exp.Paren):
            return self.node(tree.this)
        if isinstance(tree, exp.Not):
            return _negated(self.node(tree.this))
        if isinstance(tree, exp.And | exp.Or):
            nodes = [self.node(part) for part in _chain(tree, type(tree))]
            return both(*nodes) if isinstance(tree, exp.And) else either(*nodes)
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
                "P045",
                "IS is not part of the condition language",
                "a rule cannot turn on what is not known",
                _place(tree),
            )
        if isinstance(tree, exp.Alias):
            text = f"no comparison stands between '{tree.this.sql('duckdb')}' and '{tree.alias}'"
            raise Refused("P041", text, _EXAMPLES, _place(tree))
        word = type(tree).__name__.lower()
        raise Refused("P045", f"'{word}' is not part of the condition language", nearest(word, FORMS), _place(tree))

    def fact(self, tree: Anything) -> Fact:
        if not isinstance(tree, exp.Column):
            shown = tree.sql("duckdb") if isinstance(tree, exp.Expr) else str(tree)
            hint = "a condition compares one fact with constants"
            place = _place(tree) if isinstance(tree, exp.Expr) else 1
            raise Refused("P045", f"'{shown}' stands where a fact is expected", hint, place)
        name = tree.name
        if len(tree.parts) > 1:
            text = f"'{tree.sql('duckdb')}' has a dot: no fact's name has one"
            raise Refused("P040", text, self.vocabulary.near(name), _place(tree))
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

    def comparison(self, tree: exp.Expr) -> Node:
        op, left, right = _OPS[type(tree)], tree.this, tree.expression
        if isinstance(left, exp.Paren):
            left = left.this
        if isinstance(left, exp.Div):
            return self.ratio(op, left, right)
        fact = self.fact(left)
        if fact.type in ("quantity", "date"):
            return Compare(fact.name, op, self.number(fact, right))
        if op not in ("=", "<>"):
            raise Refused(
                "P046", f"'{fact.name}' has no order", "only quantities and dates have more and less", _place(left)
            )
        if fact.type == "boolean":
            raise Refused(
                "P046", f"'{fact.name}' is a yes/no", f"write `{fact.name}` or `NOT {fact.name}`", _place(left)
            )
        node = OneOf(fact.name, (self.text(fact, right),))
        return node if op == "=" else Not(node)

    def ratio(self, op: str, left: exp.Div, right: exp.Expr) -> Node:
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
            raise Refused(
                "P046", f"'{fact.name}' has no order", "only quantities and dates have more and less", _place(tree)
            )
        low, high = self.number(fact, tree.args["low"]), self.number(fact, tree.args["high"])
        if low > high:
            text = "BETWEEN a lower and an upper bound: the first is larger"
            raise Refused("P049", text, "turn them round", _place(tree.args["low"]))
        return both(Compare(fact.name, ">=", low), Compare(fact.name, "<=", high))

    def prefix(self, tree: exp.StartsWith) -> Node:
        fact = self.fact(tree.this)
        if fact.type not in ("code", "text"):
            text = f"starts_with goes with codes and texts, '{fact.name}' is a {fact.type}"
            raise Refused("P046", text, "", _place(tree.this))
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
            hint = "item('code'), in_countries(fact, 'group')"
            raise Refused("P045", f"{name} has {len(args)} arguments", hint, _place(tree))
        raise Refused("P045", f"'{name}' is not part of the condition language", nearest(name, FORMS), _place(tree))

    def number(self, fact: Fact, tree: exp.Expr) -> int:
        if fact.type == "date":
            if not (isinstance(tree, exp.Literal) and tree.is_string):
                raise Refused("P046", f"'{fact.name}' is a date: write '2025-01-31' in single quotes", "", _place(tree))
            return day_number(_day(tree))
        number = _decimal(tree, fact.name)
        value = fact.scaled(number) if number.adjusted() < 20 else None
        if value is None or abs(value) >= 2**62:
            text = f"'{fact.name}' keeps {fact.decimals} decimals of {fact.unit}"
            raise Refused("P046", text, "a shorter number", _place(tree))
        if fact.unit == "%" and number > 100:
            text = f"'{fact.name}' is in percent: it cannot be {number}"
            raise Refused("P059", text, "99.99, for instance", _place(tree))
        return value

    def text(self, fact: Fact, tree: exp.Expr) -> str:
        if isinstance(tree, exp.Column):
            hint = f"write '{tree.name.translate(_PLAIN_QUOTES)}' in single quotes"
            raise Refused("P048", f"{tree.sql('duckdb')} is read as a fact's name, not as a text", hint, _place(tree))
        if isinstance(tree, exp.Null):
            raise Refused(
                "P045", "NULL is no constant", "a rule cannot turn on what is not known", _place(tree.parent or tree)
            )
        if not (isinstance(tree, exp.Literal) and tree.is_string):
            return self.no_text(fact, tree)
        value = str(tree.this)
        if fact.type == "choice" and value not in fact.of:
            raise Refused("P042", f"'{value}' is no value of '{fact.name}'", nearest(value, fact.of), _place(tree))
        if fact.type == "country" and value not in COUNTRIES:
            raise Refused("P043", f"'{value}' is no ISO 3166 alpha-2 code", near_country(value), _place(tree))
        return value

    def no_text(self, fact: Fact, tree: exp.Expr) -> str:
        if isinstance(tree, exp.Literal):
            hint = "0101 without quotes is the number 101"
            raise Refused("P046", f"'{fact.name}' is a text: write '{tree.this}' in single quotes", hint, _place(tree))
        raise Refused(
            "P045", f"'{tree.sql('duckdb')}' is no constant", "texts in single quotes, commas between", _place(tree)
        )


def near_country(word: str) -> str:
    """Return a hint for a country code that does not exist: the code in capitals, or where to find codes."""
    if word.upper() in COUNTRIES:
        return f"did you mean '{word.upper()}'?"
    return "two capital letters: CN, JP, US …"


def _chain(tree: exp.Expr, kind: type[exp.Expr]) -> list[exp.Expr]:
    """Return what a chain of ANDs (or ORs) joins, in order; chains may be long, so no recursion."""
    parts = []
    while isinstance(tree, kind):
        parts.append(tree.expression)
        tree = tree.this
    return [tree, *reversed(parts)]


def _day(tree: exp.Literal) -> dt.date:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", tree.this):
            raise ValueError
        return dt.date.fromisoformat(tree.this)
    except ValueError:
        hint = "year-month-day: '2025-01-31'"
        raise Refused("P010", f"'{tree.this}' is no date (YYYY-MM-DD)", hint, _place(tree)) from None


def _negated(node: Node) -> Node:
    if isinstance(node, Not):
        return node.child
    if node in (TRUE, FALSE):
        return FALSE if node == TRUE else TRUE
    return Not(node)


def _literal(tree: exp.Expr) -> str:
    if isinstance(tree, exp.Literal) and tree.is_string:
        return str(tree.this)
    raise Refused("P046", f"write {tree.sql('duckdb')} in single quotes", "", _place(tree))


def _decimal(tree: exp.Expr, name: str) -> Decimal:
    sign = 1
    if isinstance(tree, exp.Neg):
        sign, tree = -1, tree.this
    if isinstance(tree, exp.Literal) and tree.is_string:
        raise Refused("P046", f"'{name}' is a number: write {tree.this} without quotes", "", _place(tree))
    if isinstance(tree, exp.Column):
        raise Refused("P045", f"two facts are compared: '{name}' and '{tree.name}'", "constants only", _place(tree))
    if not isinstance(tree, exp.Literal):
        raise Refused("P045", f"'{tree.sql('duckdb')}' is no number", "constants only", _place(tree))
    try:
        return sign * Decimal(tree.this)
    except InvalidOperation:
        raise Refused("P046", f"'{tree.this}' is no number", "", _place(tree)) from None
