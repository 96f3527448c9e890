"""`monazite screen NAME|FILE`: one party, or all parties of a file."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import DAY, today
from monazite.cli.lists_options import folder_option
from monazite.cli.screen_options import language_option

if TYPE_CHECKING:
    from monazite.parties.asked import Asked
    from monazite.parties.screening import Screener

__all__ = ["command"]


@click.command("screen", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("party", metavar="NAME|FILE")
@click.option("--country", metavar="CODE", default="", help="Country of the party, ISO 3166-1 alpha-2.")
@click.option(
    "--kind",
    type=click.Choice(["person", "organization", "vessel", "aircraft"]),
    help="What the party is [default: not known].",
)
@click.option("--id", "ids", multiple=True, metavar="KIND:NUMBER", help="lei:…, uscc:…, imo:…, tax:…; repeatable.")
@click.option("--address", default="", help="Address, to find listed parties at the same place.")
@click.option("--phone", default="", help="Telephone number, likewise.")
@click.option("--on", type=DAY, help="Listed on this day? [default: today, or --known-on if earlier]")
@click.option("--known-on", type=DAY, help="As was known on this day [default: today].")
@folder_option
@click.option("--list", "names", multiple=True, metavar="NAME", help="Only these lists [default: all that are kept].")
@click.option(
    "--use",
    type=click.Choice(["screening", "review"]),
    default="screening",
    show_default=True,
    help="From which score on a hit is told of; the pack of parties has the thresholds.",
)
@click.option("--decisions", type=click.Path(dir_okay=False, path_type=Path), help="Decisions of analysts.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="For a file: name, country, id, address, phone or kind; repeatable.",
)
@click.option("--out", "-o", help="For a file: .parquet, .csv, .xlsx, .jsonl, .ftm.json, or - for CSV.")
@click.option("--rejects", help="For a file: the rows that cannot be screened [default: beside --out].")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
@language_option
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def command(party: str, as_json: bool, language: str, **options: Any) -> None:
    """Say whether a party is on a list on a day: hits with score, list, edition, days, and why.

    NAME is a name in any script. FILE is a table (.csv .xlsx .parquet .jsonl, or - for standard input) with a heading
    and a column of names, and of countries, ids, addresses, telephone numbers and kinds where there are any; or
    FollowTheMoney entities (.json, .jsonl). Every row is answered or rejected. Without --out the first hits are shown.

    A hit is listed, suspended, removed or not yet listed on the day; only the listed ones count. Where a list is
    missing, stale, or known to lack names, or the day is after --known-on, nobody is cleared: the answer is
    screening_incomplete. What an analyst decided (monazite screen decide) is applied from the day it was decided on.

    \b
    Examples:
      monazite screen "Example Trading Co., Ltd." --country CN --on 2026-02-24
      monazite screen 示例稀土有限公司 --id uscc:91360700000000000X --json
      monazite screen parties.csv --out hits.parquet --list us-csl --list eu-fsf
      monazite screen 客户.csv --map 客户=name --language zh
      monazite screen entities.ftm.json --out hits.ftm.json
      monazite screen decide "Example Trading" --list us-csl --entry 12345 --not-same --by "A. B." --why "other owners"

    Exit status: 0 nothing found, 1 hits, 2 usage, unusable input or a damaged list, 3 nothing found but screening is
    incomplete: a list cannot be relied on, or rows were rejected.
    """
    known_on = options["known_on"] or today()
    on = options["on"] or min(today(), known_on)
    if party == "-" or _is_file(party):
        from monazite.cli.screen_file import screen_file

        own = _of_file(options)
        screener = _screener(options, known_on)
        raise SystemExit(screen_file(party, screener, on, known_on, as_json=as_json, language=language, **own))
    _refuse_for_name(options)
    asked = _asked(party, options)
    from monazite.parties.asked import identifiers_of, unread_ids

    notes = [note for text in options["ids"] for note in unread_ids(text, identifiers_of(text))]
    for text in notes:
        click.echo(f"note: {text}", err=True)
    answer = _screener(options, known_on).screen(asked, on, known_on)
    if as_json:
        from monazite.cli.screen_answer import answer_record

        click.echo(json.dumps(answer_record(answer, notes), ensure_ascii=False, indent=1))
    else:
        from monazite.cli.screen_answer import answer_text

        click.echo(answer_text(answer, language, terminal=sys.stdout.isatty()))
    raise SystemExit({"hits": 1, "nothing": 0}.get(answer.state, 3))


def _asked(party: str, options: dict[str, Any]) -> Asked:
    from monazite.parties.asked import Asked, identifiers_of, telling
    from monazite.parties.cells import lettered
    from monazite.read.words import country_code

    country = options["country"] and country_code(options["country"])
    if options["country"] and not country:
        raise click.BadParameter(
            f"'{options['country']}' is no country; write a code such as CN", param_hint="--country"
        )
    ids = tuple(i for text in options["ids"] for i in identifiers_of(text, country or "", strict=True))
    if not lettered(party):
        # Digits alone are no name, but may be a number that no two parties share.
        own = identifiers_of(party) if not ids else ()
        ids = ids or (own if any(telling(one.kind, "", "") for one in own) else ())
        if not ids:
            said = f"'{party}' has no letter in it, so it is no name" if party.strip() else "is empty"
            raise click.BadParameter(f"{said}; name a party or a file, or give its --id", param_hint="NAME|FILE")
    return Asked(party, options["kind"] or "", country or "", ids, options["address"], options["phone"])


def _screener(options: dict[str, Any], known_on: dt.date) -> Screener:
    from monazite.parties.decisions import Decisions, read_decisions
    from monazite.parties.lists import lists_folder
    from monazite.parties.screening import Screener
    from monazite.screening import decisions_file, named_lists, pack_of

    place = lists_folder(options["folder"])
    names = named_lists(place, [n.strip() for part in options["names"] for n in part.split(",") if n.strip()])
    if options["decisions"] and not options["decisions"].is_file():
        raise click.BadParameter(f"no file {options['decisions']}", param_hint="--decisions")
    decisions = Decisions(read_decisions(decisions_file(place, options["decisions"])))
    screener = Screener(place, pack_of(None), names, use=options["use"], decisions=decisions)
    _refuse_damaged(screener, known_on)
    return screener


def _refuse_damaged(screener: Screener, known_on: dt.date) -> None:
    """Raise InputError for lists that are there and cannot be read: without their names nobody may be cleared."""
    from monazite.errors import InputError
    from monazite.parties.lists import ListStore

    there = ListStore(screener.folder).names()
    damaged = [f"{name}: {text}" for name, text in screener.known(known_on).damaged.items() if name in there]
    if damaged:
        raise InputError("\n".join([*damaged, "nobody is screened against half a list; add it again"]))


def _is_file(text: str) -> bool:
    """Whether a text names a file: one that is there, or that has the ending of a table."""
    from monazite.read.inputs import FORMATS
    from monazite.read.urls import is_url

    path = Path(text)
    try:
        there, folder = path.is_file(), path.is_dir() and "/" in text
    except (OSError, ValueError):
        return False
    if folder or is_url(text):
        raise click.BadParameter(f"{text} is no file; name one file or one party", param_hint="NAME|FILE")
    if not there and path.suffix.lower() in {*FORMATS, ".ftm"}:
        raise click.BadParameter(f"no file {text}", param_hint="NAME|FILE")
    return there


def _of_file(options: dict[str, Any]) -> dict[str, Any]:
    for name in ("country", "kind", "ids", "address", "phone"):
        if options[name]:
            raise click.UsageError(
                f"--{name.removesuffix('s') if name == 'ids' else name} is for one party, not a file"
            )
    return {name: options[name] for name in ("mapping", "out", "rejects", "quiet")}


def _refuse_for_name(options: dict[str, Any]) -> None:
    for name, option in (("out", "--out"), ("rejects", "--rejects"), ("mapping", "--map")):
        if options[name]:
            raise click.UsageError(f"{option} is for a file of parties; there is no such file")
