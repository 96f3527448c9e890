"""The equations behind unmixing, and their solution by non-negative least squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monazite.chemistry.symbols import NUMBER_OF
from monazite.goods.unmixing.assay import Measure, Reading
from monazite.goods.unmixing.candidates import Candidate

__all__ = ["Fit", "Floats", "System", "fitted", "solved", "system_of"]

Floats = NDArray[np.float64]

ROUNDS = 3  # of weighing anew by what the spread of the compositions adds; more change nothing that can be seen
FIRM = 1e5  # how much heavier than any reading the rule weighs that the fractions add up


@dataclass(frozen=True, slots=True)
class System:
    """What was measured, element by element (n), and what each candidate (p) would give there.

    `target` (n) holds values, or limits where `one_sided`; `deviation` (n) standard uncertainties; `middle` and
    `spread` (n × p) the mass fractions of the candidates and their standard deviations.
    """

    symbols: tuple[str, ...]
    target: Floats
    deviation: Floats
    one_sided: NDArray[np.bool_]
    middle: Floats
    spread: Floats
    normalised: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """Fractions (k) of the chosen columns, variances (n) used, residuals over their uncertainty (n), and the misfit."""

    columns: tuple[int, ...]
    fractions: Floats
    variance: Floats
    residual: Floats
    chi2: float
    cost: float  # chi-square and what the variances weigh: twice the negative logarithm of the likelihood

    @property
    def total(self) -> float:
        """Return what the fractions add up to."""
        return float(self.fractions.sum())


def system_of(reading: Reading, candidates: Sequence[Candidate]) -> System:
    """Return the equations of a reading; elements come in the order of their numbers, however they were given.

    Elements to which the method is blind are left out; with a complete scan, elements that a candidate holds and the
    reading does not list are below the limit of the method.
    """
    measures = _measures(reading, candidates)
    symbols = tuple(sorted(measures, key=NUMBER_OF.__getitem__))
    return System(
        symbols,
        np.array([_target(measures[s]) for s in symbols]),
        np.array([_deviation(measures[s], reading) for s in symbols]),
        np.array([_is_limit(measures[s]) for s in symbols], dtype=bool),
        np.array([[c.middle(s) for c in candidates] for s in symbols]).reshape(len(symbols), len(candidates)),
        np.array([[c.deviation(s) for c in candidates] for s in symbols]).reshape(len(symbols), len(candidates)),
        reading.basis == "normalised",
    )


def _measures(reading: Reading, candidates: Sequence[Candidate]) -> dict[str, Measure]:
    found = {s: m for s, m in reading.measures.items() if s not in reading.method.blind}
    if reading.complete:
        held = {s for c in candidates for s in c.fractions if not c.surely_without(s)}
        for symbol in held - set(found) - reading.method.blind:
            found[symbol] = Measure(None, limit=reading.method.limit)
    return found


def _is_limit(measure: Measure) -> bool:
    return measure.value is None or (measure.limit is not None and measure.value < measure.limit)


def _target(measure: Measure) -> float:
    return float((measure.limit if _is_limit(measure) else measure.value) or 0.0)


def _deviation(measure: Measure, reading: Reading) -> float:
    """Return the standard uncertainty: as stated; a third of a limit, which is three of them; else the method's."""
    method = reading.method
    if measure.uncertainty:
        return measure.uncertainty
    if _is_limit(measure):
        return float(measure.limit or 0.0) / 3
    value = float(measure.value or 0.0)
    return max(method.relative * value * _finer(value), method.absolute)


def _finer(value: float) -> float:
    """Return what the relative uncertainty of a method shrinks to above a tenth: main components are read better.

    By the exponent that laboratories keep among each other over all contents (W. Horwitz and others, 1980).
    """
    return float((max(value, 0.1) / 0.1) ** -0.1505)


def solved(
    middle: Floats, target: Floats, variance: Floats, one_sided: NDArray[np.bool_], total: float | None
) -> tuple[Floats, Floats]:
    """Return fractions (k) and whitened residuals (n) of one weighted non-negative least-squares problem.

    A one-sided row counts only where it is exceeded. With `total`, the fractions add up to that much at most: where
    the free solution exceeds it, the best allowed one lies on the border, for the misfit is convex.
    """
    weight, count = 1 / np.sqrt(variance), middle.shape[1]
    slack = np.eye(len(target))[:, one_sided]
    design = np.hstack([middle, slack]) * weight[:, None]
    found = _least_squares(design, target * weight)
    if total is not None and found[:count].sum() > total:
        firm = FIRM * max(float(np.abs(design).max(initial=0.0)), 1.0)
        border = np.where(np.arange(design.shape[1]) < count, firm, 0.0)
        found = _least_squares(np.vstack([design, border]), np.append(target * weight, firm * total))
    residual = (target - middle @ found[:count]) * weight
    return found[:count], np.where(one_sided, np.minimum(residual, 0.0), residual)


def _least_squares(design: Floats, target: Floats) -> Floats:
    if not design.shape[1]:
        return np.zeros(0)
    from scipy.optimize import nnls  # heavy: comes in when it is first needed

    found: Floats = nnls(design, target, maxiter=50 * design.shape[1])[0]
    return found


def fitted(system: System, columns: Sequence[int], rounds: int = ROUNDS) -> Fit:
    """Fit the chosen columns; variances take in the spread of the compositions at the fractions found."""
    chosen = list(columns)
    middle, spread = system.middle[:, chosen], system.spread[:, chosen]
    own = system.deviation**2
    variance, total = own, None if system.normalised else 1.0
    fractions, residual = solved(middle, system.target, variance, system.one_sided, total)
    for _ in range(rounds if spread.any() else 0):
        variance = own + spread**2 @ fractions**2
        fractions, residual = solved(middle, system.target, variance, system.one_sided, total)
    chi2 = float(residual @ residual)
    grown = np.log(variance / own)[~system.one_sided].sum()
    return Fit(tuple(chosen), fractions, variance, residual, chi2, chi2 + float(grown))
