"""Reads the made-up certificates of the galleries of forensics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from monazite.quality.certificate import Certificate, Claim, Result
from monazite.quality.decision import Uncertainty
from monazite.quality.printed import printed
from monazite.text_yaml import read_yaml

HERE = Path(__file__).parent
DAYS = ("issued", "sampled", "accredited_until", "valid_until")


def gallery(name: str) -> Mapping[str, Any]:
    """Return the cases of a file by name."""
    tree, problems = read_yaml(HERE / name)
    assert not problems, problems
    return tree  # type: ignore[no-any-return]


def row(text: str) -> Result:
    """Return a row from "analyte | number | unit | basis | method | limit | U | u"."""
    parts = [part.strip() for part in text.split("|")] + [""] * 8
    expanded, standard = (Fraction(part) if part else None for part in parts[6:8])
    wide = Uncertainty(standard, expanded, Fraction(2) if expanded else None)
    return Result(parts[0], parts[1], printed(parts[1]), parts[2], parts[3], wide, parts[4], parts[5])


def certificate(name: str, case: Mapping[str, Any]) -> Certificate:
    """Return the certificate of a case."""
    days = {key: dt.date.fromisoformat(case[key]) for key in DAYS if key in case}
    claim = Claim(case.get("standard", ""), case.get("grade", ""), case.get("conclusion", ""))
    texts = {key: str(case.get(key, "")) for key in ("product", "lot", "issuer", "digest")}
    return Certificate(case.get("id", name), results=tuple(map(row, case["rows"])), claims=(claim,), **texts, **days)


def certificates(case: Mapping[str, Any]) -> list[Certificate]:
    """Return the certificate of a case and the one beside it, where there is one."""
    return [certificate("one", case), *([certificate("other", case["beside"])] if "beside" in case else [])]
