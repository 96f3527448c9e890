"""Made-up trade, written in chunks: the memory it takes does not grow with the lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.errors import OutputError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CHUNK", "Made", "Trade", "batches", "simulate"]

CHUNK = 131_072
FIRST, LAST = dt.date(2023, 1, 1), dt.date(2027, 12, 31)


@dataclass(frozen=True)
class Trade:
    """How much trade to make up, from which seed, over which days (both included); by day, or shuffled.

    Raises UsageError for what cannot be.
    """

    lines: int
    seed: int = 1
    first: dt.date = FIRST
    last: dt.date = LAST
    shuffle: bool = False

    def __post_init__(self) -> None:
        if self.lines < 0:
            raise UsageError(f"{self.lines} lines cannot be made")
        if self.seed < 0:
            raise UsageError(f"a seed is a whole number from 0, not {self.seed}")
        if self.first > self.last:
            raise UsageError(f"the first day {self.first} is after the last, {self.last}")


@dataclass(frozen=True)
class Made:
    """What was written: the lines, the licences of the register, and how many lines are damaged, by kind."""

    lines: int
    licences: int = 0
    damaged: Mapping[str, int] = field(default_factory=dict)


def batches(trade: Trade) -> Iterator[pa.RecordBatch]:
    """Yield the lines in batches of at most 131,072, all of one schema: the facts that trade knows."""
    from monazite.simulate.days import Days
    from monazite.simulate.draw import Draw
    from monazite.simulate.lines import Lines
    from monazite.simulate.shipments import shipments

    days = Days(trade.first, trade.last)
    for chunk, start in enumerate(range(0, max(trade.lines, 1), CHUNK)):
        count = min(CHUNK, trade.lines - start)
        draw = Draw(trade.seed, chunk)
        ships = shipments(draw, max(count, 1), days, start, max(trade.lines, 1), trade.shuffle)
        # Declarations are counted from the first line of their chunk: never two of one number.
        yield Lines(draw, ships, start).batch().slice(0, count)


def simulate(
    trade: Trade,
    out: str,
    *,
    damage: float = 0,
    licences: str | None = None,
    progress: Callable[[int], None] = lambda lines: None,
) -> Made:
    """Write made-up trade to a Parquet, CSV, JSON-lines or XLSX file; the same trade gives the same bytes.

    With `damage`, about that share of the rows of a CSV is damaged; with `licences`, the register of the licences
    that the lines name is written to that CSV. `progress` is told the lines of each batch. Raises OutputError where a
    file cannot be written, UsageError for damage that cannot be done.
    """
    if damage and not out.lower().endswith(".csv"):
        raise OutputError(f"cannot damage {out}: only rows of a .csv are damaged")
    if licences and not licences.lower().endswith(".csv"):
        raise OutputError(f"cannot write {licences}: a register is written as .csv")
    if not 0 <= damage <= 1:
        raise UsageError(f"a share of damaged rows lies between 0 and 1, not {damage}")
    numbers = _written(trade, out, progress, describe=not damage)
    count, damaged = 0, {}
    if licences:
        from monazite.simulate.licences import write_register

        count = write_register(licences, numbers, trade.seed)
    if damage:
        from monazite.simulate.damage import damage_csv

        damaged = damage_csv(Path(out), damage, trade.seed)
    return Made(trade.lines, count, damaged)


def _written(trade: Trade, out: str, progress: Callable[[int], None], *, describe: bool) -> set[str]:
    """Write the lines; return the numbers of the licences that they name."""
    from monazite.write import open_output

    numbers: set[str] = set()
    about = {"simulated": f"seed {trade.seed}, {trade.first} to {trade.last}"}
    with open_output(out, metadata=about, title="Made-up trade", describe=describe) as output:
        for batch in batches(trade):
            output.write(batch)
            numbers.update(batch.column("licence_number").dictionary.to_pylist())
            progress(batch.num_rows)
    return numbers
