"""The purity of a rare earth by difference: what is left of 100 % without the other rare earths that were found.

A remainder and no measurement: what nobody looked for is counted as purity. It is told beside a verdict, and decides
nothing. The whole is taken as the sample, which for a pure oxide or metal is near enough and is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate, Result
from monazite.quality.designation import ELEMENTS
from monazite.quality.found import Found, found, total
from monazite.quality.substance import same_content
from monazite.quality.units import unit

__all__ = ["Difference", "by_difference"]

# The oxides as they are traded; the others are X2O3.
OXIDES = {"Ce": "CeO2", "Pr": "Pr6O11", "Tb": "Tb4O7"}
FEWEST = 5  # other rare earths; fewer say little of what is left


@dataclass(frozen=True, slots=True)
class Difference:
    """What is left of 100 % of a product, from `low` to `high` in percent, without `count` other rare earths."""

    analyte: str
    low: Fraction
    high: Fraction
    count: int


def by_difference(
    certificate: Certificate, substance: str, weights: Weights, fewest: int = FEWEST
) -> Difference | None:
    """Return the purity by difference of a rare earth oxide or metal; None for another, or too few other rare earths.

    `fewest` is how many others there must be.
    `substance` is what the product is: "Nd2O3" or "Nd". Shares of the sample are taken, and each element once.
    """
    of = {_formed(element, substance): element for element in ELEMENTS}
    if substance not in of:
        return None
    parts: dict[str, Found] = {}
    for result in certificate.results:
        for formed in of:
            if formed != substance and (share := _share(result, formed, weights)) is not None:
                parts[formed] = _larger(share, parts.get(formed, share))
    whole = total(parts.values())
    if len(parts) < fewest or whole.low is None or whole.high is None:
        return None
    return Difference(substance, 100 - whole.high, 100 - whole.low, len(parts))


def _larger(one: Found, other: Found) -> Found:
    """Return of two results for one content that which leaves less."""
    return one if one.high is None or (other.high is not None and one.high > other.high) else other


def _formed(element: str, substance: str) -> str:
    """Return the oxide of an element for an oxide, the element itself for a metal."""
    return OXIDES.get(element, f"{element}2O3") if "O" in substance else element


def _share(result: Result, formed: str, weights: Weights) -> Found | None:
    """Return a content as percent of the sample, as another form of its element; None where it is none of it."""
    size, by = unit(result.unit), same_content(result.analyte, formed, weights)
    if by is None or result.value is None or size is None or size.kind != "mass_fraction":
        return None
    return found(result.value).times(by * size.size * 100) if result.basis in ("", "as_received") else None
