"""Made-up trade for benchmarks and demonstrations: realistic, seeded, in any size. All companies are invented."""

from monazite.simulate.run import CHUNK, Made, Trade, batches, simulate

__all__ = ["CHUNK", "Made", "Trade", "batches", "simulate"]
