"""`monazite pack check` of packs of recognition: what it tells."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

__all__ = ["check_recognition_folder"]


def check_recognition_folder(folder: Path, as_json: bool) -> bool | None:
    """Tell every problem of a pack of recognition; return whether there is any, None for a pack of another kind."""
    from monazite.packs.recognition import is_recognition, read_recognition

    if not is_recognition(folder):
        return None
    pack, problems = read_recognition(folder)
    if as_json:
        click.echo(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=1))
        return bool(problems)
    for problem in problems:
        click.echo(str(problem))
    counts = (
        (len(pack.instruments), "instrument"), (len(pack.markets), "market"), (len(pack.indicators), "indicator"),
        (len(pack.uses), "use"), (len(problems), "problem"),
    )  # fmt: skip
    told = (f"{number:,} {word}{'' if number == 1 else 's'}" for number, word in counts)
    click.echo(f"{folder}: {', '.join(told)}")
    return bool(problems)
