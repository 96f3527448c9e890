"""Limits at 95 % of the fraction of one material, by profile likelihood.

A fraction belongs to the interval where fixing it there, with all others fitted anew and none negative, raises
chi-square by no more than 3.84 (S. S. Wilks, 1938). Near nought and one this needs no symmetry and never leaves [0, 1].
Where the whole fit is poor (p < 5 %), the allowed rise grows with chi-square by degree of freedom (R. T. Birge, 1932).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from monazite.goods.unmixing.system import Fit, Floats, System, solved

__all__ = ["LEVEL", "free_degrees", "limits", "probability"]

LEVEL = 3.841459  # of chi-square with one degree of freedom, 95 %
STEPS = 120  # of the search for a border, at most


def free_degrees(system: System, fit: Fit) -> int:
    """Return how many readings are left over to check the fit: those counted, less the materials found."""
    counted = int((~system.one_sided | (fit.residual < 0)).sum())
    return counted - int((fit.fractions > 0).sum())


def probability(chi2: float, degrees: int) -> float | None:
    """Return how likely a misfit this large or larger is by chance; None where nothing is left to check it with."""
    if degrees <= 0:
        return None
    from scipy.special import chdtrc  # heavy: comes in when it is first needed

    return float(chdtrc(degrees, chi2))


def limits(system: System, fit: Fit, place: int) -> tuple[float, float]:
    """Return the lowest and highest fraction of the material at `place` of the fit, 95 %."""
    estimate = _share(system, fit, place)
    allowed = _misfit(system, fit, place, estimate) + LEVEL * _growth(system, fit)

    def excess(share: float) -> float:
        return _misfit(system, fit, place, share) - allowed

    return _border(excess, estimate, 0.0), _border(excess, estimate, 1.0)


def _share(system: System, fit: Fit, place: int) -> float:
    whole = fit.total if system.normalised else 1.0
    return float(fit.fractions[place] / whole) if whole else 0.0


def _growth(system: System, fit: Fit) -> float:
    """Return how much farther chi-square may rise where the materials fit badly.

    Elements that none of them holds do not count: what is missing there says nothing about how much of them there is.
    """
    touched = system.middle[:, list(fit.columns)].any(axis=1)
    degrees = free_degrees(system, fit) - int((~touched & ~system.one_sided).sum())
    chi2 = float(fit.residual[touched] @ fit.residual[touched])
    chance = probability(chi2, degrees)
    return max(1.0, chi2 / degrees) if chance is not None and chance < 0.05 else 1.0


def _misfit(system: System, fit: Fit, place: int, share: float) -> float:
    """Return chi-square with one fraction fixed and the others fitted; variances stay those of the best fit."""
    middle = system.middle[:, list(fit.columns)]
    own, others = middle[:, place], np.delete(middle, place, axis=1)
    target, total = system.target - share * own, 1.0 - share
    if system.normalised:
        target, total = system.target, np.inf
        others = _in_proportion(own, others, share)
    one_sided = system.one_sided
    _, residual = solved(others, target, fit.variance, one_sided, None if total == np.inf else max(total, 0.0))
    return float(residual @ residual)


def _in_proportion(own: Floats, others: Floats, share: float) -> Floats:
    """Of a reading scaled to 100 % only proportions count: each other material brings its part of this one along."""
    if share >= 1.0 or not others.shape[1]:
        return own[:, None]
    return others + own[:, None] * (share / (1.0 - share))


def _border(excess: Callable[[float], float], inside: float, end: float) -> float:
    """Return where the excess turns positive between a share that is inside and an end of [0, 1]."""
    if inside == end or excess(end) <= 0:
        return end
    from scipy.optimize import brentq  # heavy, as above

    return float(brentq(excess, inside, end, xtol=1e-7, maxiter=STEPS))
