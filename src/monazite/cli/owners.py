"""`monazite owners`: who is owned by listed parties under the 50 % rules, certainly or possibly, and the proof."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import DAY, today

if TYPE_CHECKING:
    from monazite.cli.owners_answer import Asked

__all__ = ["command"]


@click.command("owners")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--listed", multiple=True, metavar="[LIST=]PARTY", help="A listed party: id, name or topic:WORD; repeatable."
)
@click.option("--listed-file", type=click.Path(path_type=Path), help="CSV of listed parties: name, list, from, to.")
@click.option(
    "--lists",
    "lists",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the lists to ask who is listed [default: MONAZITE_LISTS, else the user's data folder].",
)
@click.option("--party", "parties", multiple=True, metavar="PARTY", help="Answer for these only; repeatable.")
@click.option("--regime", "regimes", multiple=True, help="Regimes or rules: us or us.bis.affiliates,cn [default: all].")
@click.option("--on", type=DAY, help="Day whose holdings and rules count [default: today].")
@click.option("--known-on", type=DAY, help="What was known on this day [default: today].")
@click.option(
    "--shares",
    type=click.Choice(["percent", "fraction"]),
    default="percent",
    show_default=True,
    help="What a table writes shares in.",
)
@click.option("--all", "every", is_flag=True, help="Show every party and every finding.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
@click.option("--graph", "picture", type=click.Path(path_type=Path), help="Draw the proofs: .svg, .mmd or .dot.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of texts.")
@click.option(
    "--packs",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds law/ and parties/.",
)
def command(path: Path, as_json: bool, picture: Path | None, language: str, every: bool, **options: Any) -> None:
    """Say who is owned by listed parties, and prove it.

    FILE is BODS 0.4 (JSON, JSON lines), FollowTheMoney entities (JSON lines), or a table of holdings: owner, asset,
    and share or min and max, with from, to, known, kind, class and via where they are known. The kinds are capital,
    voting, board, control, economic, trust, tie and nominee; they are never added to each other.

    CERTAIN rests on the least shares, POSSIBLE on the greatest, and NO says what is missing. Small shares, power
    without shares and owners who are not named are red flags.

    Who is listed on the day comes from the lists that are kept (monazite lists), as far as the rules speak of them:
    every party is matched with them by identifier and name, and a match that is not beyond doubt is possible. --listed
    and --listed-file add to them. Where neither is given, parties that the document itself marks with a topic of
    sanctions or export control are listed too.

    \b
    Examples:
      monazite owners holdings.csv --listed "Example Trading" --regime us
      monazite owners graph.json --listed-file listed.csv --on 2025-10-20 --party "Beta Ltd"
      monazite owners entities.ftm.json --listed topic:sanction --json
      monazite owners holdings.csv --listed us-csl:EL=X --regime us --graph chain.svg
      monazite owners holdings.csv --lists lists --regime us,eu --on 2026-02-24

    The exit status is 1 where a party asked for (--party) is listed or owned, certainly or possibly, under a rule in
    force, and 3 where none is and the lists asked are missing, stale or lack names, where the day is after the day of
    knowledge, or where an owner is not named or has no name that can be compared with them. Without --party it is 0,
    and 3 where a list that is kept cannot be read.
    """
    from monazite.cli.owners_answer import ask

    _check_picture(picture, path)
    days = {name: options[name] or today() for name in ("on", "known_on")}
    counted = _Counted()
    try:
        asked = ask(path, {**options, "every": every, **days}, counted)
    finally:
        counted.done()
    if picture:
        _draw(asked, picture)
    if as_json:
        click.echo(json.dumps(asked.as_json(), ensure_ascii=False, indent=1))
    else:
        from monazite.cli.owners_text import owners_text

        click.echo(owners_text(asked, language, every=every, terminal=sys.stdout.isatty()))
    if asked.named:
        raise SystemExit(1 if asked.alert else 3 if asked.incomplete else 0)
    if asked.lists.damaged:
        raise SystemExit(3)


class _Counted:
    """Tells on a terminal how many parties were asked of the lists; nothing elsewhere."""

    def __init__(self) -> None:
        self.on, self.asked = sys.stderr.isatty(), 0

    def __call__(self, count: int) -> None:
        self.asked += count
        if self.on:
            click.echo(f"\r{self.asked:,} parties asked of the lists\x1b[K", nl=False, err=True)

    def done(self) -> None:
        """Clear the line."""
        if self.on and self.asked:
            click.echo("\r\x1b[K", nl=False, err=True)


def _check_picture(picture: Path | None, path: Path) -> None:
    """Refuse a picture that cannot be drawn, or that would be drawn over the document, before the work."""
    from monazite.errors import UsageError, nearest
    from monazite.parties.ownership.drawing import FORMATS
    from monazite.read.places import refuse_shared_places

    if picture and picture.suffix.removeprefix(".").lower() not in FORMATS:
        raise UsageError(f"--graph {picture}: no such picture; {nearest(picture.suffix, [f'.{f}' for f in FORMATS])}")
    refuse_shared_places({"--graph": str(picture) if picture else None}, {"FILE": [str(path)]})


def _draw(asked: Asked, picture: Path) -> None:
    from monazite.parties.ownership.drawing import drawing
    from monazite.write.whole import whole_file

    text = drawing(asked.told[0].answer, asked.proofs, picture.suffix.removeprefix(".").lower())
    with whole_file(picture) as part:
        part.write_text(text, "utf-8")
