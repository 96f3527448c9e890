"""All findings on certificates, one by one and across them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate
from monazite.quality.forensics.again import again
from monazite.quality.forensics.beside import beside
from monazite.quality.forensics.copies import copies
from monazite.quality.forensics.days import days
from monazite.quality.forensics.digits import digits_told
from monazite.quality.forensics.factors import factors
from monazite.quality.forensics.impurities import impurities
from monazite.quality.forensics.lines import Known, Sheet
from monazite.quality.forensics.model import Finding
from monazite.quality.forensics.plausible import plausible
from monazite.quality.forensics.properties import properties
from monazite.quality.forensics.sums import sums
from monazite.quality.model import Register

__all__ = ["RULES", "findings"]

Rule = Callable[[Sheet], Iterable[Finding]]
RULES: tuple[Rule, ...] = (sums, impurities, factors, digits_told, beside, days, plausible, properties)


def findings(
    certificates: Sequence[Certificate], register: Register, weights: Weights, on: dt.date | None = None
) -> list[tuple[Finding, ...]]:
    """Return for each certificate what does not fit on it, and between it and the others; the strongest first.

    The register gives editions, ranges of methods and balances, the weights the factors; `on` is the day
    that is asked for, on which a certificate may be issued later, or expired. Nothing is decided here: a
    finding is a question with its evidence, and says what it does not prove. Time is linear in results.
    """
    out, known = [], Known(register, weights, on)
    for one, copied, differs in zip(certificates, copies(certificates), again(certificates), strict=True):
        sheet = Sheet(one, known)
        told = [*copied, *differs, *(finding for rule in RULES for finding in rule(sheet))]
        out.append(tuple(sorted(told, key=lambda finding: -finding.strength)))
    return out
