"""Lines of a certificate as shares of a mass in per cent, with how far the printed number reaches either way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import FormulaError
from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate, Result
from monazite.quality.found import found
from monazite.quality.model import Register
from monazite.quality.units import UNITS, unit

__all__ = ["TOTALS", "Line", "Sheet", "digits", "percent", "said", "symbols"]

NIL = Fraction(0)
KEPT = 10_000
MOST_LINES = 1_000  # of one certificate; no laboratory finds more
TOTALS = frozenset({"TREO", "REO", "TREM", "RE"})


@dataclass(frozen=True, slots=True)
class Line:
    """A result that is a mass fraction: `value` in per cent, `half` a unit of its last digit, `expanded` U if told."""

    result: Result
    value: Fraction
    half: Fraction
    operator: str
    expanded: Fraction | None

    @property
    def analyte(self) -> str:
        """What was found."""
        return self.result.analyte

    @property
    def basis(self) -> str:
        """What it is a share of; a total is one of the sample as it came, whether that is said or not."""
        return self.result.basis or ("as_received" if self.analyte in TOTALS else "")

    @property
    def low(self) -> Fraction:
        """The least it can be, before any uncertainty: what was rounded up to the printed number."""
        if self.operator.startswith("<"):
            return NIL
        return self.value if self.operator.startswith(">") else max(self.value - self.half, min(self.value, NIL))

    @property
    def high(self) -> Fraction | None:
        """The most it can be, before any uncertainty; None for no end."""
        if self.operator.startswith(">"):
            return None
        return self.value if self.operator.startswith("<") else self.value + self.half


@dataclass(frozen=True)
class Sheet:
    """A certificate as the rules read it, beside what they hold it against."""

    certificate: Certificate
    register: Register
    weights: Weights

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """The results, as many as are looked at."""
        return self.certificate.results[:MOST_LINES]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The results that are mass fractions with a number."""
        return tuple(line for result in self.results if (line := _line(result)))

    @cached_property
    def numbers(self) -> tuple[Line, ...]:
        """The lines whose number is one found, and no bound."""
        return tuple(line for line in self.lines if line.operator == "=")


def _line(result: Result) -> Line | None:
    kind = unit(result.unit)
    if result.value is None or kind is None or kind.kind != "mass_fraction":
        return None
    by = kind.size / UNITS["%"].size
    expanded = result.uncertainty.U
    at = found(result.value)
    if at.low is None and at.high is None:
        return None
    wide = None if expanded is None else expanded * by
    return Line(result, result.value.value * by, result.value.step * by / 2, result.value.operator, wide)


@lru_cache(maxsize=KEPT)
def symbols(name: str) -> frozenset[str]:
    """Return the elements of a substance by its formula, none where it is no formula."""
    try:
        return frozenset(parse_formula(name).symbols)
    except FormulaError:
        return frozenset()


def percent(value: Fraction, places: int = 4) -> str:
    """Return a share in per cent as text, rounded to some decimals, without needless noughts."""
    return f"{float(round(value, places)):.{places}f}".rstrip("0").rstrip(".") or "0"


def said(results: Iterable[Result]) -> str:
    """Return results as printed, in one line: "Nd2O3 99.5 %, TREO 99.0 %"; of many the first six."""
    shown = list(results)
    text = ", ".join(f"{each.analyte} {each.text.strip()} {each.unit if each.value else ''}".strip() for each in shown[:6])
    return f"{text}, … ({len(shown)})" if len(shown) > 6 else text


def digits(result: Result) -> int:
    """Return how many significant digits a printed number has, 0 for words."""
    if result.value is None:
        return 0
    return len(str(abs(int(result.value.value / result.value.step)))) if result.value.value else 0
