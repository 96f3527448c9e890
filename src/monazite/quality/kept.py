"""A certificate as one line of JSON from which it comes back exactly: numbers as fractions, texts as they are.

A table of verdicts keeps its certificates so. What is shown beside is for people: rounded, converted, without methods.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from monazite.errors import InputError
from monazite.quality.certificate import Certificate, Claim, Result
from monazite.quality.decision import Uncertainty
from monazite.quality.printed import MARKS, Printed

__all__ = ["FORM", "kept", "restored"]

FORM = "monazite-kept/1"
LONGEST = 4 << 20  # signs; a certificate has far fewer
NUMBER = re.compile(r"-?\d{1,400}(?:/\d{1,400})?")
OPERATORS = ("=", "<", "<=", ">", ">=")
TEXTS = ("id", "product", "lot", "issuer", "laboratory", "accreditation", "path", "digest")
DAYS = ("issued", "sampled", "accredited_until", "valid_until")
LINE = ("analyte", "text", "unit", "basis", "method", "specification", "place")
CLAIM = ("standard", "grade", "conclusion")
U = ("standard", "expanded", "k")


def kept(one: Certificate) -> str:
    """Return a certificate as JSON in one line; `restored` gives the same certificate again."""
    record: dict[str, Any] = {"form": FORM}
    record |= {name: getattr(one, name) for name in TEXTS}
    record |= {name: str(day) for name in DAYS if (day := getattr(one, name))}
    record["claims"] = [_texts(claim, CLAIM) for claim in one.claims]
    record["results"] = [_result(result) for result in one.results]
    return json.dumps({name: value for name, value in record.items() if value not in ("", [])})


def _texts(thing: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(thing, name))}


def _result(one: Result) -> dict[str, Any]:
    record = _texts(one, LINE)
    if one.value is not None:
        value = one.value
        record["value"] = [value.text, str(value.value), str(value.step), value.operator, value.mark]
    known = {name: getattr(one.uncertainty, name) for name in U}
    u = {name: str(value) for name, value in known.items() if value is not None}
    return record | ({"u": u} if u else {})


# ------------------------------------------------------------ back
def restored(text: str) -> Certificate:
    """Return the certificate of a line of `kept`; raise InputError for any other text."""
    if len(text) > LONGEST:
        raise InputError(f"the certificate kept has {len(text):,} signs, more than {LONGEST:,}")
    try:
        record = json.loads(text)
        if not isinstance(record, dict) or record.get("form") != FORM:
            raise ValueError(f"its form is not {FORM}")
        return _certificate(record)
    except (ValueError, RecursionError) as error:
        raise InputError(f"what is kept of a certificate is damaged: {error}") from None


def _certificate(record: Mapping[str, Any]) -> Certificate:
    own: dict[str, Any] = {"id": "", **_told(record, TEXTS)}
    own |= {name: _day(record[name]) for name in DAYS if name in record}
    claims = tuple(Claim(**_told(each, CLAIM)) for each in _list(record, "claims"))
    results = tuple(_line(each) for each in _list(record, "results"))
    return Certificate(**own, claims=claims, results=results)


def _list(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = record.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError(f"'{name}' is no list of objects")
    return found


def _told(record: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    found = {name: record[name] for name in names if name in record}
    for name, value in found.items():
        if not isinstance(value, str):
            raise ValueError(f"'{name}' is no text")
        value.encode()  # half a sign, \\ud800 alone, is a ValueError
    return found


def _line(record: Mapping[str, Any]) -> Result:
    u = record.get("u", {})
    if not isinstance(u, dict):
        raise ValueError("'u' is no object")
    uncertainty = Uncertainty(**{name: _number(u[name]) for name in U if name in u})
    texts = {"analyte": "", "text": "", **_told(record, LINE)}
    return Result(**texts, value=_value(record.get("value")), uncertainty=uncertainty)


def _value(told: Any) -> Printed | None:
    if told is None:
        return None
    if not isinstance(told, list) or len(told) != 5 or not isinstance(told[0], str):
        raise ValueError("a value has five parts: text, value, step, operator, mark")
    text, value, step, operator, mark = told
    if operator not in OPERATORS or isinstance(mark, bool) or mark not in (0, *MARKS.values()):
        raise ValueError(f"'{str(operator)[:10]}' or '{str(mark)[:10]}' is no sign of a number")
    return Printed(text, _number(value), _number(step), operator, mark)


def _number(told: Any) -> Fraction:
    """Return an exact number: "1/3", "-12"."""
    if not isinstance(told, str) or not told.isascii() or not NUMBER.fullmatch(told):
        raise ValueError(f"'{str(told)[:40]}' is no exact number")
    try:
        return Fraction(told)
    except ZeroDivisionError:
        raise ValueError(f"'{told[:40]}' is no number") from None


def _day(told: Any) -> dt.date:
    if not isinstance(told, str) or len(told) != len("2026-01-31"):
        raise ValueError(f"'{str(told)[:40]}' is no day")
    return dt.date.fromisoformat(told)
