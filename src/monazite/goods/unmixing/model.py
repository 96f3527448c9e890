"""The answer of unmixing: what is inside and how much, what stays unexplained, and what the reading cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["FAR", "ElementLine", "Instead", "Part", "Share", "Unmixing"]

FAR = 3.0  # standard uncertainties; a reading farther off than this is not explained


@dataclass(frozen=True, slots=True)
class Share:
    """A material and its mass fraction of the sample, 95 %; `possible` no: so much of it cannot be in the sample."""

    name: str
    low: float
    estimate: float
    high: float
    possible: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A material found, or a group that the reading cannot tell apart.

    `share` is the one that stands for the group, `others` the rest of it, each with the fraction that it would have.
    `foreign` are elements that this part brings and no declared material holds.
    """

    share: Share
    others: tuple[Share, ...] = ()
    declared: bool = False
    foreign: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return every material that this part may be; the others are no doubt of it where another is clearly it."""
        return (self.share.name, *(other.name for other in self.others if other.possible and self.share.possible))

    @property
    def found(self) -> bool:
        """Tell whether the material is surely there: its lowest fraction is above nought."""
        return self.share.low > 0


@dataclass(frozen=True, slots=True)
class ElementLine:
    """One element: measured and explained mass fractions, element and oxide.

    `measured` None: below `limit`. `uncertainty` is one standard uncertainty as stated or assumed; `residual` is
    measured less explained, over the uncertainty of both (nought where a limit is kept); `parts` maps a material to
    what it gives. `oxide` is the oxide as traded and `factor` its mass for one unit of the element.
    """

    symbol: str
    measured: float | None
    uncertainty: float
    limit: float | None
    explained: float
    residual: float
    parts: Mapping[str, float]
    oxide: str = ""
    factor: float | None = None

    @property
    def measured_as_oxide(self) -> float | None:
        """Return the measured mass fraction reckoned as oxide; None where nothing was measured or no oxide is known."""
        return self.measured * self.factor if self.measured is not None and self.factor is not None else None

    @property
    def explained_as_oxide(self) -> float | None:
        """Return the explained mass fraction reckoned as oxide; None where no oxide is known."""
        return self.explained * self.factor if self.factor is not None else None

    @property
    def missing(self) -> bool:
        """Tell whether there is clearly more of the element than the materials found explain."""
        return self.residual > FAR

    @property
    def excess(self) -> bool:
        """Tell whether the materials found hold clearly more of the element than was measured."""
        return self.residual < -FAR


@dataclass(frozen=True, slots=True)
class Instead:
    """Another explanation: `names` together in place of `of`, worse (or better, below nought) by `worse` of chi-square.

    Several in place of one explain as well as it does, and are not preferred because they are more.
    """

    names: tuple[str, ...]
    of: str
    worse: float


@dataclass(frozen=True, slots=True)
class Unmixing:
    """What a reading says is inside.

    `parts` hold the declared materials first, then by fraction. `chi2`, `degrees` (of freedom) and `probability` (None:
    nothing left to check with) tell how well they explain the reading; `instead` are exchanges of one material that
    explain it about as well; `without_declared` names what explains it better than any mixture with the declared ones;
    `unseen` are candidates of which the method sees nothing; `notes` say what was assumed.
    """

    parts: tuple[Part, ...]
    elements: tuple[ElementLine, ...]
    chi2: float
    degrees: int
    probability: float | None
    instead: tuple[Instead, ...] = ()
    without_declared: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def explained(self) -> bool:
        """Tell whether the materials found explain the reading: no element is far off, nor all of them together."""
        far = any(line.missing or line.excess for line in self.elements)
        return bool(self.parts) and not far and (self.probability is None or self.probability >= 0.01)

    @property
    def total(self) -> float:
        """Return what the fractions add up to; the rest was not seen, or not explained."""
        return sum(part.share.estimate for part in self.parts)
