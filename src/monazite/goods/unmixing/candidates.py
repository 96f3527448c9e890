"""Materials that a sample may be made of, each as limits on the mass fraction of every element in it.

Numbers here are binary floats: they meet measurements with an uncertainty, and decide nothing about a declared
composition, which stays exact. Formulas and atomic weights are exact until the last step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from pathlib import Path

from monazite.chemistry.formula import FormulaError, parse_formula
from monazite.chemistry.symbols import METALS
from monazite.chemistry.weights import Weights
from monazite.errors import InputError, PackError, Problem, nearest
from monazite.goods.unmixing.placed_rows import PlacedRow, placed_rows

__all__ = ["KINDS", "Candidate", "candidate_from", "load_candidates"]

KINDS = ("oxide", "mineral", "metal", "salt", "ceramic", "concentrate", "product", "alloy", "compound")
"""Kinds of material, the plainest first: of several that a reading cannot tell apart, the plainest gives the name."""

COLUMNS = ("id", "en", "zh", "composition", "kind", "note", "source", "confidence")
CONFIDENCES = ("verified", "memory")
NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,9})?"
ENTRY = re.compile(
    rf"(?P<name>\S+)\s+(?:(?P<low>{NUMBER})(?:\s*(?:(?P<plus>±)|\.\.)\s*(?P<high>{NUMBER}))?|(?P<balance>balance))"
)
NIL, WHOLE = Fraction(0), Fraction(1)

Limits = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A material: `fractions` maps symbol → (lowest, highest) mass fraction of 1; an element not named is not in it.

    Limits are those that practically every lot keeps; between them any value is taken to be equally likely.
    """

    name: str
    fractions: Mapping[str, tuple[float, float]]
    kind: str = "compound"
    zh: str = ""
    id: str = ""

    def middle(self, symbol: str) -> float:
        """Return the middle of the limits of one element."""
        low, high = self.fractions.get(symbol, (0.0, 0.0))
        return (low + high) / 2

    def deviation(self, symbol: str) -> float:
        """Return the standard deviation of one element between its limits."""
        low, high = self.fractions.get(symbol, (0.0, 0.0))
        return (high - low) / sqrt(12)

    def surely_without(self, symbol: str) -> bool:
        """Tell whether the material never holds the element."""
        return self.fractions.get(symbol, (0.0, 0.0))[1] <= 0


def candidate_from(text: str, weights: Weights, name: str = "", **more: str) -> Candidate:
    """Return the material that a formula (Dy2O3) or a composition in percent by mass (SiO2 60±6, Al2O3 10..14) says.

    An entry of a composition is an element or a formula with a number, `a±b` or `a..b`, or with `balance`, once: what
    the others leave of 100 %. Of a formula alone the kind follows where `more` does not give it. Raises InputError
    (FormulaError for a formula) saying what was expected.
    """
    stripped = text.strip()
    if re.fullmatch(r"\S+", stripped):
        more.setdefault("kind", _kind(set(parse_formula(stripped).symbols)))
        stripped += " 100"
    parts = _entries(stripped)
    total: dict[str, list[Fraction]] = {}
    for formula, limits in parts:
        for symbol, (low, high) in parse_formula(formula).mass_fractions(weights).items():
            held = total.setdefault(symbol, [NIL, NIL])
            held[0] += low * limits[0]
            held[1] += high * limits[1]
    fractions = {symbol: (float(low), float(min(high, WHOLE))) for symbol, (low, high) in total.items()}
    return Candidate(name or text.strip(), fractions, **more)


def _kind(symbols: set[str]) -> str:
    if METALS.issuperset(symbols):
        return "metal" if len(symbols) == 1 else "alloy"
    return "oxide" if "O" in symbols and METALS.issuperset(symbols - {"O", "Si", "P"}) else "salt"


def _entries(text: str) -> list[tuple[str, Limits]]:
    """Return formula and limits of each entry of a composition, as fractions of 1."""
    found: list[tuple[str, Limits | None]] = []
    for part in re.split(r"[,;]", text):
        match = ENTRY.fullmatch(part.strip())
        if not match:
            raise InputError(f"'{part.strip()}' is no part of a composition; write a formula and percent: SiO2 60±6")
        found.append((match["name"], None if match["balance"] else _limits(match)))
    return _balanced(found)


def _limits(match: re.Match[str]) -> Limits:
    first = Fraction(match["low"]) / 100
    second = Fraction(match["high"] or match["low"]) / 100
    if match["plus"]:
        first, second = max(first - second, NIL), first + second
    if not first <= second <= WHOLE:
        raise InputError(f"'{match[0]}' does not run from a lower to a higher percentage up to 100")
    return first, second


def _balanced(found: list[tuple[str, Limits | None]]) -> list[tuple[str, Limits]]:
    """Give what is left of 100 % to the entry that is the balance; its spread is theirs, taken as independent."""
    names = [name for name, _ in found]
    twice = [name for n, name in enumerate(names) if name in names[:n]]
    stated = [limits for _, limits in found if limits]
    if twice or len(found) - len(stated) > 1:
        raise InputError(f"a composition names each part once, and one balance at most: '{(twice or ['balance'])[0]}'")
    if sum((low for low, _ in stated), NIL) > WHOLE:
        raise InputError("the parts of the composition add up to more than 100 %")
    middle = WHOLE - sum((low + high for low, high in stated), NIL) / 2
    half = Fraction(sqrt(sum((high - low) ** 2 for low, high in stated))) / 2
    rest = max(middle - half, NIL), min(max(middle + half, NIL), WHOLE)
    return [(name, limits or rest) for name, limits in found]


def load_candidates(path: Path | str, weights: Weights) -> dict[str, Candidate]:
    """Read the table of materials: id → Candidate, in the order of the table (packs/goods/materials.csv).

    The columns are id, en, zh, composition, kind, note, source and confidence. Raises PackError with every mistake
    and its place, and InputError where the file cannot be read.
    """
    problems: list[Problem] = []
    rows = placed_rows(path, COLUMNS, COLUMNS, problems, "G201")
    found = [(row, _candidate(row, weights, problems)) for row in rows]
    problems += _twice(rows)
    if problems:
        raise PackError(problems)
    return {row["id"]: candidate for row, candidate in found if candidate}


def _candidate(row: PlacedRow, weights: Weights, problems: list[Problem]) -> Candidate | None:
    wrong = list(_mistakes(row))
    problems += wrong
    try:
        made = candidate_from(row["composition"], weights, row["en"], kind=row["kind"], zh=row["zh"], id=row["id"])
    except FormulaError as error:
        problems.append(row.problem("composition", "G203", str(error)))
    except InputError as error:
        problems.append(row.problem("composition", "G204", str(error)))
    else:
        return made
    return None


def _mistakes(row: PlacedRow) -> Iterator[Problem]:
    for name in ("id", "en", "zh", "composition", "source"):
        if not row[name]:
            yield row.problem(name, "G202", f"'{name}' is empty", "every material is named, composed and has a source")
    if row["kind"] not in KINDS:
        yield row.problem("kind", "G202", f"'{row['kind']}' is no kind of material", nearest(row["kind"], KINDS))
    if row["confidence"] not in CONFIDENCES:
        hint = nearest(row["confidence"], CONFIDENCES)
        yield row.problem("confidence", "G202", f"'{row['confidence']}' is no confidence", hint)


def _twice(rows: list[PlacedRow]) -> Iterator[Problem]:
    for name in ("id", "en"):
        seen: dict[str, int] = {}
        for row in rows:
            first = seen.setdefault(row[name], row.line)
            if first != row.line and row[name]:
                yield row.problem(name, "G205", f"'{row[name]}' stands on line {first} already", "name it differently")
