"""Runs in bulk: the input cut into parts, each worked by itself, here or on many machines, and resumed."""

from monazite.bulk.frame import assess_frame
from monazite.bulk.run import assess_in_parts

__all__ = ["assess_frame", "assess_in_parts"]
