"""Which documents of a customs declaration are licences, certificates or statements: the table wco_documents.csv."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

__all__ = ["document_kind"]


@cache
def _kinds() -> dict[str, str]:
    text = files("monazite.read").joinpath("wco_documents.csv").read_text("utf-8")
    return {row["code"]: row["is"] for row in csv.DictReader(text.splitlines())}


def document_kind(code: str) -> str | None:
    """Return what a document code stands for: export_licence, certificate, not_controlled; None for all others.

    >>> document_kind("X002")
    'export_licence'
    """
    kinds = _kinds()
    return kinds.get(code) or (kinds.get(f"{code[0]}*") if len(code) == 4 else None)
