"""The facts that a declaration line may carry, read from vocabulary.yml.

Everything that needs to know a fact asks here: the Arrow schema, the readers' headings, the conditions of law
packs, the questions put to people, the template and the documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from monazite.errors import Problem, VocabularyError, nearest
from monazite.text_yaml import place, read_yaml_text

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COUNTRIES", "Fact", "Vocabulary", "vocabulary"]

TYPES = ("text", "code", "choice", "country", "boolean", "date", "quantity")
KEYS = (
    "group",
    "type",
    "of",
    "unit",
    "decimals",
    "censored",
    "meaning",
    "ask",
    "ask_zh",
    "who",
    "wco",
    "en",
    "zh",
    "each",
)
REQUIRED = ("group", "type", "meaning", "ask", "ask_zh", "who", "en", "zh")

# ISO 3166-1 alpha-2, with XK (user-assigned, Kosovo) and EU (reserved) that declarations do carry.
COUNTRIES = frozenset(
    """AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO
    JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV
    TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK EU""".split()
)


@dataclass(frozen=True)
class Fact:
    """One fact of a line: its type, unit, meaning and the question that obtains it.

    Quantities are integers inside: the written number in `unit` times 10**`decimals` (0.1 % of mass with 7
    decimals is 1_000_000). Where `censored`, two companion columns keep one-sided knowledge: `NAME_below` (the value
    is smaller) and `NAME_from` (the value is at least this).
    """

    name: str
    group: str
    type: str
    meaning: str
    ask: str
    ask_zh: str
    who: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    of: tuple[str, ...] = ()
    unit: str = ""
    decimals: int = 0
    censored: bool = False
    wco: str = ""

    @property
    def below(self) -> str:
        """Column of the upper bound: the value is smaller than this."""
        return f"{self.name}_below"

    @property
    def at_least(self) -> str:
        """Column of the lower bound: the value is this or more."""
        return f"{self.name}_from"

    def label(self, language: str = "en") -> str:
        """Return the heading shown for this fact."""
        return (self.zh if language == "zh" else self.en)[0]

    def scaled(self, number: str | Decimal | int) -> int | None:
        """Return the exact integer for a number in `unit`, or None where it has more digits than are kept.

        >>> vocabulary()["mf_dy"].scaled("0.1")
        1000000
        """
        value = Decimal(number).scaleb(self.decimals)
        whole = int(value)
        return whole if value == whole else None

    def number(self, value: int) -> str:
        """Return a stored quantity as a decimal number in the fact's unit, exactly, without the unit."""
        text = format(Decimal(int(value)).scaleb(-self.decimals), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text

    def shown(self, value: Any) -> str:
        """Return a stored value as people write it: '0.1 %', 'yes', '2026-11-10'."""
        if value is None:
            return "not known"
        if self.type == "boolean":
            return "yes" if value else "no"
        if self.type == "quantity":
            text = self.number(value)
            return text if self.unit in ("1", "money") else f"{text} {self.unit}"
        return str(value)

    def arrow_type(self) -> pa.DataType:
        """Return the Arrow type of the column."""
        import pyarrow as pa

        return {"boolean": pa.bool_(), "date": pa.date32(), "quantity": pa.int64()}.get(self.type, pa.string())


class Vocabulary(Mapping[str, Fact]):
    """All facts by name, in the order of the file."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = dict(facts)

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def near(self, word: str) -> str:
        """Return a hint that names the fact nearest to `word`."""
        return nearest(word, self._facts)

    @cached_property
    def headings(self) -> dict[str, str]:
        """Folded heading → fact name, for every name and label in both languages."""
        out: dict[str, str] = {}
        for fact in self.values():
            for label in (fact.name, *fact.en, *fact.zh):
                out.setdefault(fold_heading(label), fact.name)
        return out

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the columns that carry a fact: itself and, where censored, its two bounds."""
        fact = self[name]
        return (name, fact.below, fact.at_least) if fact.censored else (name,)

    def columns_of(self, facts: Iterable[str]) -> frozenset[str]:
        """Return the columns that carry some facts, bounds included; names that are no facts are left out."""
        return frozenset(column for fact in facts if fact in self for column in self.columns(fact))

    def fact_of_column(self, column: str) -> Fact | None:
        """Return the fact that a column of the line table carries, bounds included; None for any other column."""
        if column in self._facts:
            return self._facts[column]
        for ending in ("_below", "_from"):
            fact = self._facts.get(column.removesuffix(ending)) if column.endswith(ending) else None
            if fact is not None and fact.censored:
                return fact
        return None

    def schema(self) -> pa.Schema:
        """Return the Arrow schema of a complete line table."""
        import pyarrow as pa

        return pa.schema([(c, f.arrow_type()) for n, f in self.items() for c in self.columns(n)])


def fold_heading(text: str) -> str:
    """Return a heading without case, blanks, punctuation and full-width forms: the key for exact matching."""
    import unicodedata

    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_\-.:;,/*#]+", "", text)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the vocabulary that ships with Monazite."""
    text = files("monazite").joinpath("vocabulary.yml").read_text("utf-8")
    return read_vocabulary(text, "vocabulary.yml")


def read_vocabulary(text: str, name: str) -> Vocabulary:
    """Read a vocabulary; raise VocabularyError with every problem found."""
    tree, problems = read_yaml_text(text, name)
    facts: dict[str, Fact] = {}
    for key, entry in (tree or {}).items():
        for fact_name, fields in _expand(key, entry):
            found = _check(name, key, entry, fields)
            problems.extend(found)
            if fact_name in facts:
                line, column = place(key)
                problems.append(Problem(name, line, column, "V002", f"fact '{fact_name}' is written twice"))
            if not found:
                facts[fact_name] = _fact(fact_name, fields)
    if problems:
        raise VocabularyError(problems)
    return Vocabulary(facts)


def _expand(key: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (name, fields) for one entry: itself, or one for each word of `each`."""
    if "each" not in entry:
        yield str(key), dict(entry)
        return
    for word, texts in entry["each"].items():
        values = {"word": word, "parameter": word, "party": word, "en": texts[0], "zh": texts[1], "unit": texts[-1]}
        yield _fill(str(key), values), {k: _fill(v, values) for k, v in entry.items() if k != "each"}


def _fill(thing: Any, values: Mapping[str, str]) -> Any:
    if isinstance(thing, list):
        return [_fill(part, values) for part in thing]
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], m[0]), thing)


def _check(name: str, key: str, entry: Mapping[str, Any], fields: Mapping[str, Any]) -> list[Problem]:
    problems = []

    def say(at: Any, text: str, hint: str = "") -> None:
        line, column = place(at)
        problems.append(Problem(name, line, column, "V001", text, hint))

    for word in entry:
        if word not in KEYS:
            say(word, f"unknown key '{word}'", nearest(word, KEYS))
    for word in REQUIRED:
        if word not in fields:
            say(key, f"fact '{key}' lacks '{word}'")
    if fields.get("type") not in TYPES:
        say(entry.get("type", key), f"'{fields.get('type')}' is no type", nearest(str(fields.get("type")), TYPES))
    if fields.get("type") == "quantity" and not ("unit" in fields and str(fields.get("decimals", "")).isdigit()):
        say(key, f"quantity '{key}' needs a unit and decimals")
    if fields.get("type") == "choice" and not fields.get("of"):
        say(key, f"choice '{key}' needs 'of'")
    return problems


def _fact(name: str, fields: Mapping[str, Any]) -> Fact:
    return Fact(
        name=name,
        group=str(fields["group"]),
        type=str(fields["type"]),
        meaning=str(fields["meaning"]),
        ask=str(fields["ask"]),
        ask_zh=str(fields["ask_zh"]),
        who=str(fields["who"]),
        en=tuple(_capital(str(x)) for x in fields["en"]),
        zh=tuple(map(str, fields["zh"])),
        of=tuple(map(str, fields.get("of", ()))),
        unit=str(fields.get("unit", "")),
        decimals=int(fields.get("decimals", 0)),
        censored=fields.get("censored") == "yes",
        wco=str(fields.get("wco", "")),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
