"""`monazite pack check` and `pack test` of goods packs: what they tell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

__all__ = ["check_goods_folder", "test_goods_folder"]


def check_goods_folder(folder: Path, as_json: bool, notes: bool) -> bool:
    """Tell every problem of a goods pack; return whether there is any."""
    from monazite.packs.goods_check import check_goods

    found = check_goods(folder)
    if as_json:
        click.echo(_json([asdict(problem) for problem in (*found.problems, *found.notes)]))
        return bool(found.problems)
    for problem in found.problems:
        click.echo(str(problem))
    for note in found.notes if notes else ():
        click.echo(str(note).replace(f" {note.code} ", f" note {note.code} ", 1))
    pack = found.pack
    counts = (
        (len(pack.terms), "term"), (len(pack.headings), "heading"), (len(pack.elements), "element"),
        (len(pack.grades), "grade"), (found.materials, "material"), (found.methods, "method"),
        (len(found.cases), "case"), (len(found.problems), "problem"), (len(found.notes), "note"),
    )  # fmt: skip
    more = " (--notes tells them)" if found.notes and not notes else ""
    click.echo(f"{folder}: {', '.join(_counted(number, thing) for number, thing in counts)}{more}")
    return bool(found.problems)


def test_goods_folder(folder: Path, as_json: bool) -> bool:
    """Run the cases of a goods pack; return whether any fails."""
    from monazite.packs.goods import load_goods
    from monazite.packs.goods_cases import read_goods_cases, run_goods_cases

    pack = load_goods(folder)
    cases, problems = read_goods_cases(folder, pack)
    failures, read = run_goods_cases(pack, cases)
    if as_json:
        unread = sorted(set(pack.terms) - read)
        out = {"failures": list(map(str, failures)), "problems": list(map(str, problems)), "unread": unread}
        click.echo(_json(out))
        return bool(failures or problems)
    for line in (*problems, *failures):
        click.echo(str(line))
    failed = len({failure.case.place for failure in failures})
    click.echo(
        f"{folder}: {_counted(len(cases), 'case')}, {failed} failed, "
        f"{len(read)} of {_counted(len(pack.terms), 'term')} read by them"
    )
    return bool(failures or problems)


def _json(thing: Sequence[Any] | dict[str, Any]) -> str:
    return json.dumps(thing, ensure_ascii=False, indent=1)


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
