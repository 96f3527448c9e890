"""Test vectors on what the register knows: ranges of methods, editions on a day, designations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from monazite.errors import InputError
from monazite.quality.designation import designation
from monazite.quality.limits import Limits
from monazite.quality.method_fit import FITS, MethodFit, can_show, method_fit, scopes_of
from monazite.quality.model import MethodScope
from monazite.quality.registry import in_force_on
from monazite.quality.vectors.shared import Answer, Facts, bound, exact, needed, optional, with_unit

__all__ = ["designation_told", "edition_at_date", "method_scope"]


def edition_at_date(given: Mapping[str, Any], facts: Facts) -> Answer:
    """Return the edition of a `standard` that is in force on a `date`; several, or none, are told as they are."""
    standard, text = str(needed(given, "standard")), str(needed(given, "date", "on"))
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'{text}' is no day; write it as 2024-03-01") from None
    editions = in_force_on(facts.register, standard, day)
    return Answer(", ".join(each.id for each in editions), f"in force on {day}")


def designation_told(given: Mapping[str, Any], _: Facts) -> Answer:
    """Return what a designation of a rare earth product says: element, form, purity."""
    text = str(needed(given, "text", "designation", "number"))
    said = designation(text)
    if said is None:
        raise InputError(f"'{text}' is no designation of a rare earth product")
    purity = said.nines
    purity += f" = {_percent(said.purity)} %" if said.purity is not None and not said.variant else ""
    purity += f", variant {said.variant}" if said.variant else ""
    told = {"el": "".join(said.elements), "form": said.form, "purity": purity, "nines": said.nines}
    return Answer(told | {"variant": said.variant, "share": said.share, "percent": said.purity})


def _percent(value: Fraction) -> str:
    return f"{float(value):.10f}".rstrip("0").rstrip(".")


def method_scope(given: Mapping[str, Any], facts: Facts) -> Answer:
    """Tell whether a `method` can show a `limit`, or a `result` lies in its range."""
    edition, analyte = str(needed(given, "method")), str(optional(given, "analyte") or "")
    matrix = str(optional(given, "matrix") or "")
    scopes = scopes_of(facts.register.methods, edition, analyte, matrix)
    if not scopes:
        raise InputError(f"the register has no range of {edition} for {analyte or matrix or 'anything'}")
    value = optional(given, "result", "value")
    return _result(scopes[0], str(value), facts) if value is not None else _limit(scopes[0], given, facts)


def _result(scope: MethodScope, text: str, facts: Facts) -> Answer:
    plain, unit = with_unit(text, scope.unit)
    fit = method_fit(scope, exact(plain), unit, scope.analyte, facts.weights)
    words = {"below": "outside", "above": "outside", "within": "inside", "unknown": "no range is known"}[fit.fit]
    return Answer(f"{words} {_range(fit, unit)}".strip(), FITS[fit.fit])


def _limit(scope: MethodScope, given: Mapping[str, Any], facts: Facts) -> Answer:
    told = str(needed(given, "limit", "max", "min"))
    plain, unit = with_unit(told, scope.unit)
    end = bound(plain)
    limits = Limits(lower=end) if plain.startswith((">", "≥")) or "min" in given else Limits(upper=end)
    shows = can_show(scope, limits, unit, scope.analyte, facts.weights)
    low = method_fit(scope, Fraction(0), unit, scope.analyte, facts.weights)
    words = {None: "no range is known", True: "can demonstrate conformity", False: "cannot demonstrate conformity"}
    return Answer(words[shows], f"the range is {_range(low, unit)}")


def _range(fit: MethodFit, unit: str) -> str:
    if fit.low is None and fit.high is None:
        return ""
    low, high = ("" if end is None else f"{float(end):.10f}".rstrip("0") for end in (fit.low, fit.high))
    low, high = (f"{end}0" if end.endswith(".") else end for end in (low, high))
    return f"{low}..{high} {unit}"
