"""Lines of a certificate as shares of a mass in per cent, with how far the printed number reaches either way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import FormulaError
from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate, Result
from monazite.quality.found import found
from monazite.quality.model import Edition, MethodScope, Register
from monazite.quality.registry import editions_of, standing
from monazite.quality.units import UNITS, unit

__all__ = ["TOTALS", "Known", "Line", "Sheet", "digits", "percent", "said", "shown", "symbols"]

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


class Known:
    """What certificates are held against: the register and the weights; what many of them ask for is looked up once.

    `on` is the day that is asked for, None for none.
    """

    def __init__(self, register: Register, weights: Weights, on: dt.date | None = None) -> None:
        self.register, self.weights, self.on = register, weights, on
        self._editions: dict[str, list[Edition]] = {}
        self._standings: dict[tuple[str, dt.date], str] = {}
        self._methods: dict[str, list[MethodScope]] = {}
        for scope in register.methods:
            self._methods.setdefault(_folded(scope.edition), []).append(scope)

    def methods(self, name: str) -> Sequence[MethodScope]:
        """Return the ranges of a method by its edition."""
        return self._methods.get(_folded(name), ())

    def editions(self, standard: str) -> Sequence[Edition]:
        """Return the editions of a standard."""
        if standard not in self._editions:
            self._editions[standard] = editions_of(self.register, standard)
        return self._editions[standard]

    def standing(self, edition: Edition, on: dt.date) -> str:
        """Return how an edition stands on a day."""
        key = (edition.id, on)
        if key not in self._standings:
            self._standings[key] = standing(self.register, edition, on)
        return self._standings[key]


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


@dataclass(frozen=True)
class Sheet:
    """A certificate as the rules read it, beside what they hold it against."""

    certificate: Certificate
    known: Known

    @property
    def weights(self) -> Weights:
        """The atomic weights."""
        return self.known.weights

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
    text = ", ".join(
        f"{each.analyte} {each.text.strip()} {each.unit if each.value else ''}".strip() for each in shown[:6]
    )
    return f"{text}, … ({len(shown)})" if len(shown) > 6 else text


def shown(result: Result) -> str:
    """Return a number as printed, with its unit."""
    return f"{result.text.strip()} {result.unit}".strip()


def digits(result: Result) -> int:
    """Return how many significant digits a printed number has, 0 for words and nought; of 1200, two."""
    if result.value is None:
        return 0
    steps = str(abs(int(result.value.value / result.value.step)))
    return len(steps.rstrip("0") if result.value.step >= 1 else steps.strip("0") and steps)
