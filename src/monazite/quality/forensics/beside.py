"""What an issuer prints beside results: limits that results equal or fail, and words in place of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from monazite.quality.certificate import Certificate, Result
from monazite.quality.forensics.limit_text import limits_beside
from monazite.quality.forensics.lines import Sheet, said, shown
from monazite.quality.forensics.model import Finding, tell
from monazite.quality.found import found
from monazite.quality.limits import Limits
from monazite.quality.printed import printed

__all__ = ["beside", "claimed"]

FEWEST = 3
REFUSED = re.compile(r"\bnot\b|\bnon\b|\bfail|unqualified|reject|不合格|不符合|不通过", re.IGNORECASE)
# A no to the lot itself; REFUSED also finds words that only may be one ("not for medical use").
SAYS_NO = re.compile(
    r"(?:\bnot|\bnon|n['’]t)[\s-]+(?:\w+ ){0,2}(?:qualif|compl|conform|pass|accept|meet)"
    r"|\bunqualified|(?<!not )(?<!no )\bfail(?:s|ed)?\b|(?<!not )\breject(?:s|ed)\b|(?<!无)不合格|不符合|不通过",
    re.IGNORECASE,
)
LONGEST = 500
ACCEPTED = re.compile(r"qualif|compl(?:y|ies|iant)|conform|\bpass|accept|meets|合格|符合|通过", re.IGNORECASE)


def claimed(certificate: Certificate) -> str:
    """Return the words in which an issuer says that a lot meets its limits, empty where none does."""
    for claim in certificate.claims:
        if ACCEPTED.search(claim.conclusion) and not REFUSED.search(claim.conclusion):
            return claim.conclusion
    return ""


def beside(sheet: Sheet) -> Iterator[Finding]:
    """Yield what does not fit between results and what is printed beside them."""
    limited = [
        (result, limits)
        for result in sheet.results
        if result.value is not None and (limits := limits_beside(result.specification, result.unit)) is not None
    ]
    for result, limits in limited:
        yield from _fails(sheet.certificate, result, limits)
    if not any(_is_outside(result, limits) for result, limits in limited):
        yield from _refuses(sheet.certificate)
    yield from _equal(sheet)
    yield from _bounds(sheet)
    yield from _words(sheet)


def _is_outside(result: Result, limits: Limits) -> bool:
    return result.value is not None and not limits.meeting().meets(found(result.value).span())


def _refuses(certificate: Certificate) -> Iterator[Finding]:
    """Yield that the issuer says no though nothing printed says why."""
    said_no = (each.conclusion for each in certificate.claims if SAYS_NO.search(each.conclusion[:LONGEST]))
    for claim in said_no:
        yield tell("issuer_refuses", (), {"claim": claim.strip()}, fields=("conclusion",))
        return


def _fails(certificate: Certificate, result: Result, limits: Limits) -> Iterator[Finding]:
    assert result.value is not None
    at = found(result.value).span()
    if limits.meeting().meets(at):
        return
    rounds = replace(limits, compare="rounded").meeting().meets(at)
    strength = 1 if rounds else 0  # by rounded values it meets the limit, and the standard may say so
    values = {"analyte": result.analyte, "value": shown(result), "limit": result.specification.strip()}
    claim = claimed(certificate)
    if claim:
        yield tell("fails_beside", (result,), {**values, "claim": claim}, strength=strength, fields=("conclusion",))
    elif not any(REFUSED.search(each.conclusion) for each in certificate.claims):
        yield tell("outside_beside", (result,), values, strength=strength)


def _equal(sheet: Sheet) -> Iterator[Finding]:
    """Yield results of which most are the limit that is printed beside them."""
    limited = [(result, ends) for result in sheet.results if result.value is not None and (ends := _ends(result))]
    same = [result for result, ends in limited if result.value is not None and result.value.value in ends]
    if len(same) < FEWEST or len(same) * 5 < len(limited) * 3:
        return
    strength = 3 if len(same) == len(limited) >= 5 else 2
    if all(result.value is not None and result.value.operator != "=" for result in same):
        strength = 1  # "<0.001" beside "≤0.001": the method was chosen for the limit, or the limit was copied
    values = {"count": str(len(same)), "of": str(len(limited)), "rows": said(same)}
    yield tell("equal_limits", same, values, strength=strength)


def _ends(result: Result) -> tuple[Fraction, ...]:
    """Return the numbers of a limit printed beside a result; a bare number is one, whichever way it is meant."""
    if not result.specification:
        return ()
    limits, bare = limits_beside(result.specification, result.unit), printed(result.specification)
    if limits is None:
        return (bare.value,) if bare is not None else ()
    return tuple(end.value for end in (limits.lower, limits.upper) if end is not None)


def _bounds(sheet: Sheet) -> Iterator[Finding]:
    """Yield certificates without a single number found: all are 'at most' and 'at least', as in a specification."""
    told = [result for result in sheet.results if result.value is not None]
    bounds = [result for result in told if result.value is not None and result.value.operator != "="]
    wide = [result for result in bounds if result.value is not None and result.value.operator in ("<=", ">=", ">")]
    if len(told) >= FEWEST and len(bounds) == len(told) and wide:
        yield tell("only_bounds", told, {"count": str(len(told))})


def _words(sheet: Sheet) -> Iterator[Finding]:
    """Yield certificates most of whose rows assert and do not tell."""
    words = [result for result in sheet.results if result.value is None and ACCEPTED.search(result.text)]
    if len(words) >= FEWEST and len(words) * 2 > len(sheet.results):
        values = {"count": str(len(words)), "of": str(len(sheet.results)), "rows": said(words)}
        yield tell("only_words", words, values)
