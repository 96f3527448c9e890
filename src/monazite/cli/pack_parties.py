"""`monazite pack check` and `pack test` of packs of lists and of parties: what they tell."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

__all__ = ["check_party_folder", "test_party_folder"]


def check_party_folder(folder: Path, as_json: bool) -> bool | None:
    """Tell every problem of a pack of lists or parties; return whether there is any, None for any other pack."""
    from monazite.packs.parties_check import check_of

    check = check_of(folder)
    if check is None:
        return None
    found = check(folder)
    if as_json:
        click.echo(json.dumps([asdict(problem) for problem in found.problems], ensure_ascii=False, indent=1))
        return bool(found.problems)
    for problem in found.problems:
        click.echo(str(problem))
    click.echo(f"{folder}: {', '.join(_counted(number, thing) for number, thing in found.counts)}")
    return bool(found.problems)


def test_party_folder(folder: Path, as_json: bool) -> bool | None:
    """Say that a pack of lists or parties has no cases; None for any other pack."""
    from monazite.packs.parties_check import check_of

    if check_of(folder) is None:
        return None
    click.echo(json.dumps({"failures": []}) if as_json else f"{folder}: no cases; monazite pack check reads it")
    return False


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
