"""Conflicts of laws in the report: who forbids following whom, with both citations, and on how many lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monazite.report.lines import Ground, ground
from monazite.report.texts import Texts
from monazite.summary import Summary

__all__ = ["Conflict", "conflicts"]

FINDING = re.compile(r"conflict_of_laws: (\S+) forbids following (\S+)")


@dataclass(frozen=True)
class Conflict:
    """A provision that forbids, the provision of another regime that it forbids to follow, and the lines of both."""

    forbids: Ground
    forbidden: Ground
    lines: str


def conflicts(summary: Summary, t: Texts) -> Sequence[Conflict]:
    """Return the conflicts of laws among the findings, those of most lines first."""
    found = [(match, n) for text, n in summary.findings.items() if (match := FINDING.fullmatch(text))]
    return [
        Conflict(ground(match[1], summary.citations, t), ground(match[2], summary.citations, t), t.number(n))
        for match, n in sorted(found, key=lambda pair: (-pair[1], pair[0][0]))
    ]
