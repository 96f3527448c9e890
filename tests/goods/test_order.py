"""What is read does not depend on the order of sets, which differs from one process to the next."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys

from monazite.packs.find import packs_folder

# Metals that weigh alike, so that several are likely: among two or more a set has an order of its own.
ALIKE = ("zinc granules, density 9.8", "锌粒 比重8.7", "iron blocks density 7.35", "tin ingots, density 6.65")
READ = """
import datetime as dt, json, sys
from monazite.identify import Identifier, Texts
from monazite.packs import law_packs
from monazite.packs.goods import goods_pack
identifier = Identifier(goods_pack(), law_packs(["cn"]))
for text, assay in json.load(sys.stdin):
    found = identifier.identify(Texts(text, assay=assay), dt.date(2026, 11, 22), {})
    print(text, found.verdict, found.codes(), found.goods)
"""


def texts() -> list[tuple[str, str]]:
    """Return 200 descriptions and assays: some of each file of the pack's examples."""
    found = [(text, "") for text in ALIKE]
    files = sorted((packs_folder() / "law" / "cn" / "examples").glob("*.csv"))
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(row["text"], row["assay"]) for row in csv.DictReader(file)]
        found += rows[:: max(1, len(rows) * len(files) // 200 + 1)]
    return found


def read(seed: int) -> str:
    given = json.dumps(texts())
    told = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", READ], input=given, env=told, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_order_of_sets_changes_no_answer() -> None:
    assert len(texts()) > 150
    first, second = (read(seed).splitlines() for seed in (1, 2))
    assert len(first) >= len(texts())
    assert first == second
