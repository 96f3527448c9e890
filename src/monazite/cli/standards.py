"""`monazite standards`: the register of standards; each command in a file of its own, imported only when it runs."""

from __future__ import annotations

import click

from monazite.cli.lazy import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "list": "Editions, and how each stands on a day.",
    "show": "One edition, grade or batch: its life, limits as printed, methods, adoption, sources.",
    "search": "Find editions by words, fragments of numbers, names of grades.",
    "timeline": "The editions of a standard over time, from issue to force to withdrawal.",
    "compare": "Two grades limit by limit: stricter, equal, looser.",
    "qualify": "Would a grade count in a market, by which path, and what is missing.",
    "recognition": "Instruments of recognition, published figures, use of standards abroad.",
    "participation": "Who takes part in making standards: counts, shares, concentration, a picture.",
    "sovereignty": "How much of a qualified supply qualifies under one issuer's standard only.",
    "impact": "Who would stop qualifying if a draft took effect.",
    "vectors": "Run test vectors: rounding, limits, decision rules, contents.",
}


@click.group("standards", cls=LazyGroup, known=COMMANDS, modules="monazite.cli.standards_")
def command() -> None:
    """Standards: which edition was in force on a day, what its grades allow, which of two is stricter.

    Numbers only, each with its source; buy the standard. Not legal advice.

    \b
    Examples:
      monazite standards list --body ISO --on 2025-01-01
      monazite standards show "GB/T 31978-2015"
      monazite standards search 镨钕
      monazite standards timeline "YS/T 582"
      monazite standards compare "GB/T 31978-2015 Ce-3NA" "GB/T 31978-2015 Ce-3NB"
    """
