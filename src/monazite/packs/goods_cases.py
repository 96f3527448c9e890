"""The cases of a goods pack: texts, and what must be read of them; what fails is told with what was read instead."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from monazite.errors import Problem, nearest
from monazite.goods.answer import Derived, Goods
from monazite.goods.headings import Headings, Search
from monazite.goods.model import GoodsPack
from monazite.goods.reader import Reader
from monazite.goods.sheet import shown
from monazite.packs.fields import Problems
from monazite.packs.goods_values import once
from monazite.packs.rows import Row, read_rows
from monazite.vocabulary import Fact, vocabulary

__all__ = ["Demand", "GoodsCase", "GoodsFailure", "read_goods_cases", "run_goods_cases"]

COLUMNS = tuple("text lang specification composition facts open typical heading note".split())
LANGUAGES = ("en", "zh", "mixed", "traditional")
DEMAND = re.compile(r"(-?)\s*(\w+)\s*(>=|<=|>|<|=|)\s*(.*)", re.DOTALL)
NOTHING = "none"  # the heading of a text for which none may be found


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that must be read of a text, or where `absent`, must not: `fact sign value`; without a value, any."""

    fact: str
    sign: str = ""
    value: str = ""
    absent: bool = False

    def __str__(self) -> str:
        return f"{self.fact}{self.sign}{self.value}"


@dataclass(frozen=True, slots=True)
class GoodsCase:
    """A text and what must be read of it; words with a leading '-' are what must not."""

    text: str
    specification: str
    composition: str
    facts: tuple[Demand, ...]
    open: tuple[str, ...]
    typical: tuple[str, ...]
    heading: tuple[str, ...]
    place: tuple[str, int]


@dataclass(frozen=True, slots=True)
class GoodsFailure:
    """A case that the pack does not meet, and how."""

    case: GoodsCase
    text: str

    def __str__(self) -> str:
        path, line = self.case.place
        return f"{path}:{line}: {' '.join(self.case.text.split())!r}: {self.text}"


# ---------------------------------------------------------------- reading
def read_goods_cases(
    path: Path, pack: GoodsPack, broken: Collection[str] = ()
) -> tuple[list[GoodsCase], list[Problem]]:
    """Read every case of a goods pack; what cases name must be a fact, a value, an element, a heading.

    What a case names of files that are `broken` is not held against it.
    """
    problems = Problems(path, vocabulary(), lost=set(broken))
    seen: dict[str, str] = {}
    files = sorted(f"cases/{file.name}" for file in (path / "cases").glob("*.csv"))
    rows = (row for file in files for row in read_rows(problems, file, COLUMNS, ("text", "lang")))
    return [_case(row, pack, seen) for row in rows], sorted(set(problems.found))


def _case(row: Row, pack: GoodsPack, seen: dict[str, str]) -> GoodsCase:
    row.choice("lang", LANGUAGES)
    if not row.text("specification") and not row.text("composition"):
        once(row, "text", seen)
    if not any(row.text(name) for name in ("facts", "open", "typical", "heading")):
        text = "a case demands something"
        row.problems.say(row.path, row.cell("text"), "P051", text, "fill facts, open, typical or heading")
    return GoodsCase(
        text=str(row.text("text")),
        specification=str(row.text("specification")),
        composition=str(row.text("composition")),
        facts=tuple(_demands(row)),
        open=_words(row, "open", vocabulary(), "P040"),
        typical=_words(row, "typical", pack.elements, "P050"),
        heading=tuple(_headings(row, pack)),
        place=(row.path, row.at),
    )


def _demands(row: Row) -> Iterator[Demand]:
    for part in row.parts("facts", "&"):
        match = DEMAND.fullmatch(part)
        if match is None or bool(match[3]) != bool(match[4]):
            hint = "material=oxide & mf_dy>0 & -form"
            row.problems.say(row.path, part, "P079", f"'{part}' demands nothing that is understood", hint)
        elif match[2] not in vocabulary():
            row.problems.say(row.path, part, "P040", f"no fact '{match[2]}'", vocabulary().near(match[2]))
        elif told := _wrong(vocabulary()[match[2]], match[3], match[4]):
            row.problems.say(row.path, part, *told)
        else:
            yield Demand(match[2], match[3], match[4], bool(match[1]))


def _wrong(fact: Fact, sign: str, value: str) -> tuple[str, str, str] | None:
    """Return what is wrong with a demand: (code, text, hint)."""
    if fact.type == "quantity":
        if not sign or re.fullmatch(r"\d+(\.\d+)?", value):
            return None
        return "P070", f"'{value}' is no number", f"in {fact.unit}, without the unit"
    if sign not in ("", "="):
        return "P079", f"'{fact.name}' is no quantity", f"{fact.name}=…"
    known = ("yes", "no") if fact.type == "boolean" else fact.of
    if not value or not known or value in known:
        return None
    return "P052", f"'{value}' is no {fact.name}", nearest(value, known)


def _words(row: Row, column: str, known: Collection[str], code: str) -> tuple[str, ...]:
    words = row.words(column)
    for word in words:
        name = word.removeprefix("-")
        if name not in known and "elements.csv" not in row.problems.lost:
            kind = "fact" if code == "P040" else "element"
            row.problems.say(row.path, word, code, f"no {kind} '{name}'", nearest(name, known))
    return tuple(map(str, words))


def _headings(row: Row, pack: GoodsPack) -> Iterator[str]:
    lost = any(path.startswith("tariff/") for path in row.problems.lost)
    for word in row.words("heading"):
        code = word.removeprefix("-")
        if not lost and code != NOTHING and not any(heading.startswith(code) for heading in pack.headings):
            text = f"'{code}' is no heading of the pack"
            row.problems.say(row.path, word, "P073", text, nearest(code, [*pack.headings, NOTHING], at_most=3))
        yield str(word)


# ---------------------------------------------------------------- running
def run_goods_cases(pack: GoodsPack, cases: Sequence[GoodsCase]) -> tuple[list[GoodsFailure], frozenset[str]]:
    """Read the texts of cases; return the failures in order, and the ids of the terms that were read."""
    reader, headings = Reader(pack), Headings(pack)
    goods = [reader.read(case.text, case.specification, case.composition) for case in cases]
    searches = headings.find(goods)
    failures = [
        GoodsFailure(case, text)
        for case, found, search in zip(cases, goods, searches, strict=True)
        for text in _differences(case, found, search)
    ]
    return failures, frozenset(term for found in goods for term in found.terms)


def _differences(case: GoodsCase, goods: Goods, search: Search) -> Iterator[str]:
    for demand in case.facts:
        found = goods.facts.get(demand.fact)
        if found is not None and _meets(found, demand) == demand.absent:
            yield _told(demand, found)
        elif found is None and not demand.absent:
            yield f"nothing says {demand.fact}, where {demand} is expected{_instead(goods, demand.fact)}"
    yield from _listed("open", case.open, [o.fact for o in goods.open if o.fact not in goods.facts])
    yield from _listed("typical", case.typical, list(goods.typical))
    yield from _found(case.heading, search)


def _meets(found: Derived, demand: Demand) -> bool:
    """Whether what was read surely is what is demanded: of a quantity, both of its bounds."""
    if not demand.sign:
        return True
    fact = vocabulary()[demand.fact]
    if fact.type != "quantity":
        return (fact.shown(found.value) if fact.type == "boolean" else str(found.value)) == demand.value
    want = Decimal(demand.value).scaleb(fact.decimals)
    low, high = found.low, found.high
    return {
        "=": low == want == high,
        ">": low is not None and low > want,
        ">=": low is not None and low >= want,
        "<": high is not None and high < want,
        "<=": high is not None and high <= want,
    }[demand.sign]


def _told(demand: Demand, found: Derived) -> str:
    read = f"{demand.fact} is {shown(found)} ('{found.words}', {found.because})"
    return f"{read}, where {f'-{demand}' if demand.absent else demand} is expected"


def _instead(goods: Goods, fact: str) -> str:
    """Return what was read of a fact that is not certain, or else which facts were read."""
    left = next((o for o in goods.open if o.fact == fact), None)
    if left is not None:
        return f"; left open between {', '.join(left.values) or 'anything'}: '{left.words}', {left.because}"
    likely = [shown(d) for d in goods.likely if d.fact == fact]
    if likely:
        return f"; only likely: {', '.join(dict.fromkeys(likely))}"
    return f"; read: {', '.join(f'{n}={shown(d)}' for n, d in goods.facts.items()) or 'nothing'}"


def _listed(name: str, wanted: Sequence[str], have: Sequence[str]) -> Iterator[str]:
    for word in wanted:
        if word.startswith("-") and word[1:] in have:
            yield f"'{word[1:]}' is {name}"
        elif not word.startswith("-") and word not in have:
            yield f"'{word}' is not {name}; {name}: {', '.join(have) or 'nothing'}"


def _found(wanted: Sequence[str], search: Search) -> Iterator[str]:
    """The best heading begins with one of those wanted, and none of those shown with one that is not."""
    codes = [fit.code for fit in search.fits]
    first = [word for word in wanted if not word.startswith("-")]
    best = codes[0] if codes else NOTHING
    if first and not any(best.startswith(word) for word in first):
        yield f"the best heading is {best}, where {' or '.join(first)} is expected; found: {', '.join(codes) or 'none'}"
    for word in (w[1:] for w in wanted if w.startswith("-")):
        for code in codes:
            if code.startswith(word):
                yield f"heading {code} is among those found"
