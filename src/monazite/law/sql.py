"""The law as one DuckDB statement: the reference for the bulk kernel, and a way to ask in SQL.

SQL's own NULL logic is Kleene's. Each distinct atom is one column, then each provision, then each level of
exceptions: nothing is repeated, so the statement stays linear in the pack. Built from sqlglot trees alone.
The day of a line is its `date` column; instants with a clock time are the kernel's business.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from sqlglot import exp

from monazite.law.state import LawState
from monazite.law.time import FAR, PAST
from monazite.law.tree import All, Compare, Const, Flag, Node, Not, OneOf, Ratio, StartsWith, Within, children
from monazite.outcomes import RANK
from monazite.vocabulary import Vocabulary

__all__ = ["outcome_query"]

_OPS: dict[str, type[exp.Binary]] = {
    ">=": exp.GTE,
    ">": exp.GT,
    "<=": exp.LTE,
    "<": exp.LT,
    "=": exp.EQ,
    "<>": exp.NEQ,
}
_UNKNOWN = exp.cast(exp.null(), "BOOLEAN")


def outcome_query(
    state: LawState,
    source: str,
    columns: Collection[str],
    vocabulary: Vocabulary,
    *,
    keep: Iterable[str] = (),
    truths: bool = False,
) -> exp.Expr:
    """Return SELECT keep…, low, high FROM source for one regime; with `truths` also one column t_k for each rule.

    `columns` are the columns that `source` has; facts without a column are not known. Render with .sql("duckdb").
    """
    return _Writer(state, source, columns, vocabulary, tuple(keep), truths).query()


class _Writer:
    def __init__(
        self,
        state: LawState,
        source: str,
        columns: Collection[str],
        vocabulary: Vocabulary,
        keep: tuple[str, ...],
        truths: bool,
    ) -> None:
        self.state, self.source, self.columns, self.vocabulary = state, source, columns, vocabulary
        self.keep, self.truths = keep, truths
        self.names = {name: k for k, name in enumerate(state.rules)}
        self.atoms: dict[Node, str] = {}

    def query(self) -> exp.Expr:
        rules = [self._tree(rule.when).as_(f"t{k}") for k, rule in enumerate(self.state.rules.values())]
        keep = [exp.column(c) for c in self.keep]
        atoms = [self._atom(node).as_(name) for node, name in self.atoms.items()]
        base = exp.select(*keep, *atoms, exp.Literal.number(0).as_("zero")).from_(exp.to_table(self.source))
        query = exp.select(*keep, *rules).from_("atoms").with_("atoms", as_=base, materialized=True)
        query = exp.select(*keep, *(f"t{k}" for k in self.names.values())).from_("rules").with_("rules", as_=query)
        for level, names in enumerate(self._levels()):
            query = self._level(query, level, names)
        roots = [self.names[r] for r in self.state.roots if self._rank(r) is not None]
        ends = [
            exp.func("greatest", exp.Literal.number(0), *(exp.column(f"{end}{k}") for k in roots)).as_(name)
            for end, name in (("l", "low"), ("h", "high"))
        ]
        extra = [exp.column(f"t{k}") for k in self.names.values()] if self.truths else []
        return exp.select(*keep, *ends, *extra).from_(query.subquery("folded"))

    def _levels(self) -> list[list[str]]:
        depth: dict[str, int] = {}

        def level(name: str) -> int:
            if name not in depth:
                depth[name] = 1 + max([level(e) for e in self.state.rules[name].unless], default=-1)
            return depth[name]

        out: list[list[str]] = []
        for name in self.state.rules:
            while len(out) <= level(name):
                out.append([])
            out[depth[name]].append(name)
        return out

    def _rank(self, name: str) -> int | None:
        outcome = self.state.rules[name].provision.outcome
        return None if outcome is None else RANK[outcome]

    def _level(self, query: exp.Select, level: int, names: list[str]) -> exp.Select:
        ends = [end for name in names if self._rank(name) is not None for end in self._ends(name)]
        return exp.select(exp.Star(), *ends).from_(query.subquery(f"level{level}"))

    def _ends(self, name: str) -> list[exp.Expr]:
        """Return the lowest rank of a provision once it applies (m), its lowest (l) and highest (h); -1: not at all."""
        k, rank = self.names[name], self._rank(name)
        low: exp.Expr = exp.Literal.number(rank)
        high: exp.Expr = exp.Literal.number(rank)
        for e in reversed(self.state.rules[name].unless):
            e_low, e_high = exp.column(f"l{self.names[e]}"), exp.column(f"h{self.names[e]}")
            once = exp.column(f"m{self.names[e]}")
            low = self._case(e_low, e_high, low, e_low, exp.func("least", low.copy(), once))
            high = self._case(e_low, e_high, high, e_high, exp.func("greatest", high.copy(), e_high.copy()))
        truth, never = exp.column(f"t{k}"), exp.Literal.number(-1)
        fails = exp.Is(this=truth.copy(), expression=exp.false())
        return [
            low.copy().as_(f"m{k}"),
            exp.case().when(truth, low).else_(never).as_(f"l{k}"),
            exp.case().when(fails, never.copy()).else_(high).as_(f"h{k}"),
        ]

    @staticmethod
    def _case(
        e_low: exp.Expr,
        e_high: exp.Expr,
        keep: exp.Expr,
        sure: exp.Expr,
        unsure: exp.Expr,
    ) -> exp.Case:
        never = exp.EQ(this=e_high.copy(), expression=exp.Literal.number(-1))
        surely = exp.GTE(this=e_low.copy(), expression=exp.Literal.number(0))
        return exp.case().when(never, keep).when(surely, sure.copy()).else_(unsure)

    # ------------------------------------------------------------ conditions
    def _tree(self, node: Node) -> exp.Expr:
        if isinstance(node, Const):
            return exp.true() if node.value else exp.false()
        if not children(node):
            return exp.column(self.atoms.setdefault(node, f"a{len(self.atoms)}"))
        parts = [exp.paren(self._tree(child)) for child in children(node)]
        if isinstance(node, Not):
            return exp.Not(this=parts[0])
        return exp.and_(*parts, copy=False) if isinstance(node, All) else exp.or_(*parts, copy=False)

    def _atom(self, node: Node) -> exp.Expr:
        if isinstance(node, Within):
            spans = [exp.paren(self._span(*span)) for span in node.spans]
            return exp.or_(*spans) if "date" in self.columns else _UNKNOWN.copy()
        if isinstance(node, Ratio):
            return self._ratio(node)
        if isinstance(node, Compare):
            return self._compare(node)
        assert isinstance(node, OneOf | StartsWith | Flag), node
        if node.fact not in self.columns:
            return _UNKNOWN.copy()
        column = exp.column(node.fact)
        if isinstance(node, Flag):
            return column
        if isinstance(node, OneOf):
            return column.isin(*(exp.Literal.string(v) for v in node.values))
        return exp.func("starts_with", column, exp.Literal.string(node.prefix))

    def _span(self, start: int, end: int) -> exp.Expr:
        column = exp.column("date")
        parts: list[exp.Expr] = [exp.Is(this=column, expression=exp.Not(this=exp.null()))]
        if start > PAST:
            parts.append(exp.GTE(this=column.copy(), expression=_date(start)))
        if end < FAR:
            parts.append(exp.LT(this=column.copy(), expression=_date(end)))
        test = exp.and_(*parts[1:]) if len(parts) > 1 else exp.true()
        return exp.case().when(exp.Is(this=column.copy(), expression=exp.null()), _UNKNOWN.copy()).else_(test)

    def _compare(self, node: Compare) -> exp.Expr:
        if node.fact == "date":
            return (
                self._binary(node.op, exp.column("date"), _date(node.value))
                if "date" in self.columns
                else _UNKNOWN.copy()
            )
        fact = self.vocabulary[node.fact]
        value = exp.Literal.number(node.value) if node.value >= 0 else exp.Neg(this=exp.Literal.number(-node.value))
        own = self._binary(node.op, exp.column(node.fact), value) if node.fact in self.columns else _UNKNOWN.copy()
        if not fact.censored or not {fact.below, fact.at_least} & set(self.columns):
            return own
        return exp.func("coalesce", own, self._bounded(node, fact.below, fact.at_least, value))

    def _bounded(self, node: Compare, below: str, least: str, value: exp.Expr) -> exp.Expr:
        under = self._test(below, "<=", value)
        over, reached = self._test(least, ">", value), self._test(least, ">=", value)
        yes, no = {">=": (reached, under), ">": (over, under), "<": (under, reached), "<=": (under, over)}.get(
            node.op, (None, None)
        )
        out = exp.case()
        if yes is None or no is None:
            return out.when(exp.or_(under, over), exp.true() if node.op == "<>" else exp.false()).else_(_UNKNOWN.copy())
        return out.when(yes, exp.true()).when(no, exp.false()).else_(_UNKNOWN.copy())

    def _test(self, column: str, op: str, value: exp.Expr) -> exp.Expr:
        return self._binary(op, exp.column(column), value) if column in self.columns else _UNKNOWN.copy()

    def _ratio(self, node: Ratio) -> exp.Expr:
        if not {node.numerator, node.denominator} <= set(self.columns):
            return _UNKNOWN.copy()
        test = self._binary(node.op, _big(node.numerator, node.q), _big(node.denominator, node.p))
        positive = exp.GT(this=exp.column(node.denominator), expression=exp.Literal.number(0))
        return exp.case().when(positive, test).else_(_UNKNOWN.copy())

    @staticmethod
    def _binary(op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return exp.paren(_OPS[op](this=left.copy(), expression=right.copy()))


def _date(day: int) -> exp.Expr:
    return exp.cast(exp.Literal.string(str(dt.date(1970, 1, 1) + dt.timedelta(day))), "DATE")


def _big(fact: str, times: int) -> exp.Expr:
    """A product that cannot overflow."""
    return exp.Mul(this=exp.cast(exp.column(fact), "HUGEINT"), expression=exp.Literal.number(times))
