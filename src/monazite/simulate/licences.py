"""The register of the licences that made-up trade names: most are there, few are suspended or run out."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from monazite.simulate.catalogue import Catalogue, catalogue
from monazite.simulate.companies import companies
from monazite.simulate.shipments import writes_chinese
from monazite.write import whole_file

__all__ = ["write_register"]

HEADINGS = ("number", "holder", "items", "quantity", "unit", "valid_from", "valid_to", "kind", "status", "regime")
# Of a hundred licences: not in the register, general, suspended, revoked.
ABSENT, GENERAL, SUSPENDED, REVOKED = 6, 8, 2, 1
# A licence is for about so many usual lines.
LINES = 30


def write_register(path: str, numbers: Iterable[str], seed: int) -> int:
    """Write the register of the licence numbers of made-up trade as a CSV; return how many licences it holds.

    Raises OutputError where it cannot be written.
    """
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 2**31 + 1])))
    rows = [row for number in sorted(numbers) if (row := _row(number, rng))]
    with whole_file(Path(path)) as file, file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(HEADINGS)
        table.writerows(rows)
    return len(rows)


def _row(number: str, rng: np.random.Generator) -> tuple[str, ...] | None:
    """Return the row of one licence; the number tells year, exporter and kind of goods."""
    _, year, exporter, kind = number.split("-")
    goods, them, luck, spread = catalogue(), companies(), int(rng.integers(100)), float(rng.normal())
    if luck < ABSENT or not goods.claims.counts[int(kind)]:
        return None
    general = luck < ABSENT + GENERAL
    claim = goods.claims.words[int(goods.claims.first[int(kind)])].as_py()
    spelling = 2 if writes_chinese(np.array([int(exporter)]))[0] else 0
    holder = them.names[spelling * them.total + int(exporter)].as_py()
    quantity = "" if general else _quantity(goods, int(kind), spread)
    status = "suspended" if luck >= 100 - SUSPENDED else "revoked" if luck >= 100 - SUSPENDED - REVOKED else "issued"
    days = (f"{year}-01-{1 + luck % 28:02d}", f"{year}-12-31")
    return (number, holder, f"cn:{claim}", quantity, "kg" if quantity else "", *days, _kind(general), status, "cn")


def _kind(general: bool) -> str:
    return "general" if general else "individual"


def _quantity(goods: Catalogue, kind: int, spread: float) -> str:
    """Return the licensed mass in kg; none for technology."""
    median = float(goods.mass.low[kind])
    return "" if np.isnan(median) else str(max(round(median * LINES * float(np.exp(spread))), 1))
