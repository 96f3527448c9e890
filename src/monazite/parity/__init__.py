"""Equal treatment: where only a country or a named party changes the outcome, on what basis, and on which lines."""

from __future__ import annotations

from monazite.parity.audit import audit
from monazite.parity.records import Audit, Basis, Dependence, Reach, Regime
from monazite.parity.run import Swap, Wish, swap
from monazite.parity.swap import Swapper, Swapping
from monazite.parity.table import write_table
from monazite.parity.told import told

__all__ = [
    "Audit",
    "Basis",
    "Dependence",
    "Reach",
    "Regime",
    "Swap",
    "Swapper",
    "Swapping",
    "Wish",
    "audit",
    "swap",
    "told",
    "write_table",
]
