"""Pairs of Chinese names that were written before the matcher was tuned: companies and persons, half of them unlike."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from monazite.packs.parties import party_pack
from monazite.parties.model import Name, Party
from monazite.parties.names.evidence import Query
from monazite.parties.names.matcher import Matcher

PROBES = Path(__file__).with_name("zh_probes.csv")
with PROBES.open(encoding="utf-8", newline="") as text:
    ROWS = list(csv.DictReader(text))


def score(kind: str, left: str, right: str) -> float:
    """Return the score of a query against a list of one name; 0 where it is no hit."""
    matcher = Matcher([Party("1", "made-up", kind, (Name(right),))], party_pack())
    hits = matcher.search([Query(left, kind)])[0]
    return hits[0].score if hits else 0.0


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['left']} / {row['right']}")
def test_probe_is_right_at_one_half(row: dict[str, str]) -> None:
    found = score(row["kind"], row["left"], row["right"])
    assert (found >= 0.5) == (row["same"] == "yes"), found
