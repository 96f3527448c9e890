"""What screening the parties of lines adds to `assess`: pairs of runs, without and with lists, on the same lines.

    python -m benchmarks.parties_bulk --lines 1000000 --names 100000 --pairs 2

Names, lists and lines are made here from words with a fixed seed; one name in two hundred is a listed one, written
otherwise. The figure for other numbers of lines follows from two: names are screened once, lines are looked up.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from monazite.assess import Request, assess
from monazite.packs import law_packs
from monazite.packs.goods_doubts import doubts_pack
from monazite.parties.lists import Limits, ListSource, ListStore, Reading, take_reading
from monazite.parties.model import Name, Party, Span
from monazite.screening import open_parties

DAY = dt.date(2026, 11, 20)
PLACES = "Ganzhou Baotou Ningbo Suzhou Shenzhen Hamburg Lyon Osaka Pune Tallinn Narva Perth Denver Quebec Leeds".split()
TRADES = "Magnets Materials Trading Metals Technology Electronics Alloys Chemicals Logistics Precision Energy".split()
FORMS = ("Co., Ltd.", "GmbH", "Ltd", "Inc.", "S.A.", "Corporation", "LLC", "B.V.")
CONSONANTS, VOWELS = (
    "b c d f g h j k l m n p qu r s t v w x z ch st tr gl br".split(),
    "a e i o u ai ou ia en or un".split(),
)
SYLLABLES = [consonant + vowel for consonant in CONSONANTS for vowel in VOWELS]
COUNTRIES = ("CN", "DE", "US", "JP", "FR", "IN", "EE", "GB", "NL", "CA")


def made_names(number: int, seed: int) -> list[str]:
    """Return distinct names of companies."""
    rng, out = random.Random(seed), dict[str, None]()
    while len(out) < number:
        word = "".join(rng.choices(SYLLABLES, k=rng.choice((2, 3, 3, 4)))).capitalize()
        parts = [rng.choice(PLACES)] * (rng.random() < 0.4) + [word, rng.choice(TRADES), rng.choice(FORMS)]
        out[" ".join(parts)] = None
    return list(out)


def made_list(folder: Path, names: Sequence[str]) -> None:
    """Keep the names as a list that feeds facts."""
    spans = (Span(dt.date(2025, 1, 1), known=dt.date(2025, 1, 1), act="made up"),)
    parties = [
        Party(str(n), "us-csl", "organization", (Name(name),), (COUNTRIES[n % 10],), programmes=("EL",), spans=spans)
        for n, name in enumerate(names)
    ]
    reading = Reading("made-up", tuple(parties), dated=DAY)
    take_reading(ListStore(folder), ListSource("us-csl", stale_days=3650), reading, (), Limits(accept=True))


def made_lines(path: Path, lines: int, names: Sequence[str]) -> None:
    """Write lines of trade whose consignees and end users have these names."""
    rng = np.random.default_rng(5)
    with pq.ParquetWriter(path, _batch(rng, 0, names).schema) as writer:
        for at in range(0, lines, 500_000):
            writer.write_batch(_batch(rng, min(500_000, lines - at), names))


def _batch(rng: np.random.Generator, rows: int, names: Sequence[str]) -> pa.RecordBatch:
    one, other = rng.integers(0, len(names), rows), rng.integers(0, len(names), rows)
    words, countries = pa.array(names), pa.array(COUNTRIES)

    def texts(values: Sequence[str]) -> pa.Array:
        return pa.array(values).take(pa.array(rng.integers(0, len(values), rows)))

    days = np.datetime64("2026-01-01") + rng.integers(0, 320, rows).astype("timedelta64[D]")
    return pa.record_batch(
        {
            "date": pa.array(days.astype("datetime64[D]")),
            "description": texts(["Dysprosium oxide 99.9 %", "Glazed tiles", "Sintered NdFeB magnets", "Steel bolts"]),
            "material": texts(["oxide", "magnet", "ceramic", "alloy"]),
            "dispatch": texts(["CN"]),
            "destination": texts(COUNTRIES[1:]),
            "consignee": words.take(pa.array(one)),
            "consignee_country": countries.take(pa.array(one % 10)),
            "end_user": words.take(pa.array(other)),
            "end_user_country": countries.take(pa.array(other % 10)),
        }
    )


def main(arguments: Sequence[str]) -> int:
    """Run the pairs and print what screening adds, in seconds of the clock and of all cores."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--lines", type=int, default=1_000_000)
    options.add_argument("--names", type=int, default=100_000)
    options.add_argument("--listed", type=int, default=20_000)
    options.add_argument("--pairs", type=int, default=2)
    asked = options.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        listed = made_names(asked.listed, 1)
        names = made_names(asked.names, 2)
        for n in range(0, len(names), 200):
            names[n] = listed[n % len(listed)].upper().replace(",", "")
        made_list(folder / "lists", listed)
        made_lines(folder / "lines.parquet", asked.lines, names)
        request = Request([str(folder / "lines.parquet")], law_packs([]), DAY, goods=doubts_pack(None))
        screened = replace(request, parties=open_parties(folder / "lists"))
        for k in range(asked.pairs):
            figures = [_timed(each) for each in (request, screened)]
            wall, cpu = (figures[1][n] - figures[0][n] for n in (0, 1))
            sys.stdout.write(
                f"pair {k + 1}: {asked.lines:,} lines, {asked.names:,} names, {asked.listed:,} listed: "
                f"{figures[0][0]:.1f} s without, "
                f"{figures[1][0]:.1f} s with: {wall:+.1f} s ({cpu:+.1f} s of all cores)\n"
            )
            sys.stdout.flush()
    return 0


def _timed(request: Request) -> tuple[float, float]:
    start, cpu = time.perf_counter(), _cpu()
    assess(request)
    return time.perf_counter() - start, _cpu() - cpu


def _cpu() -> float:
    """Return the CPU seconds of this process and of those that it started and that have ended."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in each)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
