"""All findings on certificates, one by one and across them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate
from monazite.quality.forensics.beside import beside
from monazite.quality.forensics.copies import copies
from monazite.quality.forensics.days import days
from monazite.quality.forensics.digits import digits_told
from monazite.quality.forensics.factors import factors
from monazite.quality.forensics.lines import Known, Sheet
from monazite.quality.forensics.model import Finding
from monazite.quality.forensics.plausible import plausible
from monazite.quality.forensics.sums import sums
from monazite.quality.model import Register

__all__ = ["RULES", "findings"]

Rule = Callable[[Sheet], Iterable[Finding]]
RULES: tuple[Rule, ...] = (sums, factors, digits_told, beside, days, plausible)


def findings(certificates: Sequence[Certificate], register: Register, weights: Weights) -> list[tuple[Finding, ...]]:
    """Return for each certificate what does not fit on it, and between it and the others; the strongest first.

    The register gives editions, ranges of methods and balances, the weights the factors. Nothing is decided here: a
    finding is a question with its evidence, and says what it does not prove. Time is linear in results.
    """
    across = copies(certificates)
    out, known = [], Known(register, weights)
    for one, between in zip(certificates, across, strict=True):
        sheet = Sheet(one, known)
        told = [*between, *(finding for rule in RULES for finding in rule(sheet))]
        out.append(tuple(sorted(told, key=lambda finding: -finding.strength)))
    return out
