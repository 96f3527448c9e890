"""Which column of an input is which fact: exact headings in two languages, units in headings, mappings, near misses."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from monazite.errors import InputError, UsageError, nearest
from monazite.read.cells import Column
from monazite.read.currencies import currency_candidates
from monazite.read.quantities import COMPANIONS, multiple
from monazite.read.units import Conversion, conversion, unit_words
from monazite.vocabulary import Fact, fold_heading, vocabulary

__all__ = ["Wishes", "absent", "check_mapping", "facts_named", "map_columns"]

_BRACKETS = re.compile(r"(?P<base>.+?)[\s,_]*[(\[【{（]\s*(?P<unit>[^()\[\]]+?)\s*[)\]】}）]")
_LAST_WORDS = tuple(
    re.compile(rf"(?P<base>.+?)[\s,;:/_-]+(?:in\s+)?(?P<unit>{words})", re.IGNORECASE)
    for words in (r"[^\s,_]+", r"[^\s,_]+\s[^\s,_]+", r"[^\s,]+")
)
_PER_CENT = re.compile(r"(?P<base>.+?)\s*(?P<unit>[%％‰])")
_DAY_ORDERS = {"ddmmyyyy": "dmy", "dmy": "dmy", "mmddyyyy": "mdy", "mdy": "mdy", "yyyymmdd": "ymd", "ymd": "ymd"}
HEADING_AT_MOST = 120
_NO_NOTE = frozenset({"source", "row", "findings", "instant"})


@dataclass(frozen=True)
class Wishes:
    """What is known about columns beforehand: the user's mapping, and what a Data Package says.

    `mapping` and `facts` are column → fact (the mapping wins; an empty fact leaves a column out), `units` column →
    unit.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


def facts_named(headings: Iterable[str], wishes: Wishes = Wishes()) -> int:  # noqa: B008
    """Return how many different facts a row of headings names, by themselves or by a wish."""
    names, given = set(), {*wishes.mapping, *wishes.facts}
    for heading in (h.strip().lstrip("\ufeff") for h in headings):
        wished = wishes.mapping.get(heading, wishes.facts.get(heading))
        found = _resolve(heading if wished is None else wished, 0)
        names.add(found.name if isinstance(found, Column) else heading if heading in given else "")
    return len(names - {""})


def check_mapping(mapping: Mapping[str, str]) -> None:
    """Raise UsageError where a mapping names a fact that does not exist."""
    for heading, fact in mapping.items():
        if fact and not isinstance(_resolve(fact, 0), Column):
            raise UsageError(f"--map '{heading}={fact}': '{fact}' is no fact; {vocabulary().near(fact)}")


def map_columns(headings: Sequence[str], wishes: Wishes, source: str) -> tuple[tuple[Column, ...], list[str]]:
    """Return the columns that are facts, and notes on those that are not.

    Raises InputError where two columns are one fact, or where no column is any fact.
    """
    columns: list[Column] = []
    unused: list[tuple[str, str]] = []
    mapped = [_resolve(fact, 0) for heading, fact in wishes.mapping.items() if heading in headings and fact]
    wished = {column.name for column in mapped if isinstance(column, Column)}
    for index, heading in enumerate(headings):
        wish = _wished(heading, index, wishes)
        found = _resolve(heading, index) if wish is None else wish
        if isinstance(found, Column) and heading not in wishes.mapping and found.name in wished:
            found = f"another column is mapped to {found.name}"
        if isinstance(found, Column):
            columns.append(found)
        elif heading.strip() and heading.strip() not in _NO_NOTE and wishes.mapping.get(heading) != "":
            unused.append((heading, found))
    _refuse_doubles(columns, source)
    if not columns:
        missing = absent(wishes.mapping, headings)
        if missing:
            raise missing
        raise InputError(f"{source}: no column is a fact; {_first_hint(unused)}")
    return tuple(columns), _notes(unused, source)


def _wished(heading: str, index: int, wishes: Wishes) -> Column | str | None:
    """Return the column as mapped: "" where the mapping leaves it out, None where nothing is wished."""
    fact = wishes.mapping.get(heading, wishes.facts.get(heading))
    if fact is None:
        return None
    target = _resolve(fact, index) if fact else ""
    if not isinstance(target, Column):
        return target
    unit = wishes.units.get(heading) if heading not in wishes.mapping else None
    parts = [(unit, unit)] if unit else [(m["base"], m["unit"]) for m in _splits(heading)]
    told = target.unit or target.companion or target.dates
    found = next((c for _, word in parts if (c := _with_unit(heading, index, target, word)) is not None), None)
    return found if found is not None and not told else replace(target, heading=heading)


def _resolve(heading: str, index: int) -> Column | str:
    """Return the column that a heading names exactly; else a hint, or ""."""
    if len(heading) > HEADING_AT_MOST:
        return ""
    known = vocabulary()
    name = known.headings.get(fold_heading(heading))
    if name is not None:
        return Column(heading, index, known[name])
    folded = heading.strip().lower()
    fact = known.fact_of_column(folded)
    if fact is not None:
        return Column(heading, index, fact, part=folded[len(fact.name) + 1 :])
    return _resolve_with_unit(heading, index)


def _splits(heading: str) -> list[re.Match[str]]:
    """Return the ways in which a heading may end in a unit, the plainest first."""
    text = unicodedata.normalize("NFKC", heading).strip()
    matches = (pattern.fullmatch(text) for pattern in (_BRACKETS, _PER_CENT, *_LAST_WORDS))
    return [match for match in matches if match]


def _resolve_with_unit(heading: str, index: int) -> Column | str:
    known, hint = vocabulary(), ""
    for match in _splits(heading):
        base = known.headings.get(fold_heading(match["base"]))
        if base is not None:
            found = _with_unit(heading, index, Column(heading, index, known[base]), match["unit"])
            if found is not None:
                return found
            if known[base].type == "quantity" and match.re is _BRACKETS:
                hint = hint or f"'{match['unit']}' is no unit of {base}"
        symbol = known.get(f"mf_{match['base'].strip().lower()}")
        if symbol is not None and conversion(symbol, match["unit"]) is not None:
            return Column(heading, index, symbol, unit=conversion(symbol, match["unit"]))
    return hint


def _with_unit(heading: str, index: int, target: Column, word: str) -> Column | None:
    """Return the column with what a word in its heading says about its cells; None where it says nothing known."""
    fact: Fact = target.fact
    if fact.type == "date":
        order = _DAY_ORDERS.get(re.sub(r"[\W_]", "", word).lower())
        return Column(heading, index, fact, target.part, dates=order) if order else None
    if fact.type != "quantity":
        return None
    companion = COMPANIONS.get(fact.name)
    if companion == "currency":
        times, word = multiple(word)
        code = currency_candidates(word)
        unit = Conversion(fact.unit, Fraction(times)) if times > 1 else None
        return Column(heading, index, fact, target.part, unit=unit, companion=code) if code else None
    if companion:
        known = re.sub(r"\s+", "", word).casefold() in unit_words()
        return Column(heading, index, fact, target.part, companion=word) if known else None
    unit = conversion(fact, word)
    return Column(heading, index, fact, target.part, unit=unit) if unit else None


def _refuse_doubles(columns: Sequence[Column], source: str) -> None:
    counts = Counter(column.name for column in columns)
    for name, count in counts.items():
        if count > 1:
            names = " and ".join(f"'{c.heading}'" for c in columns if c.name == name)
            spare = [c.heading for c in columns if c.name == name][-1]
            raise InputError(f"{source}: {names} are both {name}; leave one out with --map '{spare}='")


def _near(heading: str) -> tuple[str, str] | None:
    """Return (label, fact) nearest to a heading that is none."""
    if len(heading) > HEADING_AT_MOST:
        return None
    known = vocabulary()
    labels = {fold_heading(label): (label, f.name) for f in known.values() for label in (f.name, *f.en, *f.zh)}
    match = difflib.get_close_matches(fold_heading(heading), labels, n=1, cutoff=0.75)
    return labels[match[0]] if match else None


def _first_hint(unused: Sequence[tuple[str, str]]) -> str:
    for heading, hint in unused:
        near = _near(heading)
        if hint or near:
            return f"'{heading}': {hint}" if hint else f"'{heading}': did you mean '{near[0]}'?"  # type: ignore[index]
    shown = ", ".join(f"'{heading[:40]}'" for heading, _ in unused[:8]) or "nothing"
    return f"its columns are {shown}; name them with --map 'COLUMN=FACT'"


def _notes(unused: Sequence[tuple[str, str]], source: str) -> list[str]:
    """Return one note a column that was probably meant as a fact, and one for all the others."""
    notes, others = [], []
    for heading, hint in unused:
        near = None if hint else _near(heading)
        if hint:
            notes.append(f"{source}: column '{heading[:40]}' is not used: {hint}")
        elif near:
            wish = f"--map '{heading}={near[1]}'"
            notes.append(f"{source}: column '{heading}' is not used; did you mean '{near[0]}'? ({wish})")
        else:
            others.append(heading[:40])
    if others:
        shown = ", ".join(f"'{heading}'" for heading in others[:12])
        more = f" and {len(others) - 12} more" if len(others) > 12 else ""
        notes.append(f"{source}: not used, as they are no facts: {shown}{more}")
    return notes


def absent(mapping: Mapping[str, str], headings: Sequence[str]) -> UsageError | None:
    """Return the error for a mapping from a column that no input has."""
    for heading in mapping:
        if heading not in headings:
            return UsageError(f"--map '{heading}=…': no input has a column '{heading}'; {nearest(heading, headings)}")
    return None
