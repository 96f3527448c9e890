"""`monazite pack check` of packs of standards: what it tells."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

__all__ = ["check_standards_folder", "refuse_standards"]


def check_standards_folder(folder: Path, as_json: bool) -> bool:
    """Tell every problem of a pack of standards; return whether there is any."""
    from monazite.packs.standards import read_standards

    pack, problems = read_standards(folder)
    if as_json:
        click.echo(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=1))
        return bool(problems)
    for problem in problems:
        click.echo(str(problem))
    counts = (
        (len(pack.editions), "edition"), (len(pack.grades), "grade"), (pack.requirements, "requirement"),
        (len(pack.methods), "method range"), (len(pack.adoptions), "adoption"), (len(problems), "problem"),
    )  # fmt: skip
    told = (f"{number:,} {word}{'' if number == 1 else 's'}" for number, word in counts)
    click.echo(f"{folder}: {', '.join(told)}")
    return bool(problems)


def refuse_standards(folder: Path, instead: str) -> None:
    """Raise UsageError where a folder is a pack of standards, which only `pack check` reads; say what to do instead."""
    from monazite.errors import UsageError
    from monazite.packs.standards import is_standards

    if is_standards(folder):
        raise UsageError(f"{folder} is a pack of standards; {instead}")
