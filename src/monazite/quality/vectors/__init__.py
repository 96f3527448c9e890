"""Test vectors of quality: cases with the answer that is expected, run through the public functions."""

from monazite.quality.vectors.answers import TOPICS, Answer, Facts, Run, agrees, answered, run

__all__ = ["TOPICS", "Answer", "Facts", "Run", "agrees", "answered", "run"]
