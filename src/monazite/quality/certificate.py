"""A certificate of analysis: what a laboratory found in a lot, and what the issuer claims of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from monazite.quality.decision import Uncertainty
from monazite.quality.printed import Printed

__all__ = ["Certificate", "Claim", "Result"]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a certificate. `value` is None for a text such as "Complies", which is a claim and proves nothing.

    `analyte` and `unit` are as the pack names them where it knows them, else as printed; `basis` is one of BASES, empty
    where the certificate does not tell. `specification` is the limit that the issuer prints beside the result.
    """

    analyte: str
    text: str
    value: Printed | None = None
    unit: str = ""
    basis: str = ""
    uncertainty: Uncertainty = Uncertainty()
    method: str = ""
    specification: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the issuer says the lot meets; any part may be empty."""

    standard: str = ""
    grade: str = ""
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its results; days that are not told are None.

    `accredited_until` is the last day of the laboratory's accreditation, `valid_until` the last one on which the issuer
    stands by it.
    `digest` is the SHA-256 of the file it came in, in hexadecimal, where its reader tells it; `path` is that file.
    """

    id: str
    product: str = ""
    lot: str = ""
    issuer: str = ""
    laboratory: str = ""
    issued: dt.date | None = None
    sampled: dt.date | None = None
    accreditation: str = ""
    accredited_until: dt.date | None = None
    results: tuple[Result, ...] = ()
    claims: tuple[Claim, ...] = ()
    path: str = ""
    digest: str = ""
    valid_until: dt.date | None = None
