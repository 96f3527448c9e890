"""`monazite screen NAME|FILE`: one party, or all parties of a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from monazite.cli.law_options import DAY, today
from monazite.cli.lists_options import folder_option

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
@click.option("--on", type=DAY, help="Listed on this day? [default: today]")
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
@click.option("--map", "mapping", multiple=True, metavar="COLUMN=FIELD", help="For a file: name, country, id, address.")
@click.option("--out", "-o", help="For a file: .parquet, .csv, .xlsx, .jsonl, .ftm.json, or - for CSV.")
@click.option("--rejects", help="For a file: the rows that cannot be screened [default: beside --out].")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def command(party: str, as_json: bool, **options: Any) -> None:
    """Say whether a party is on a list on a day: hits with score, list, edition, days, and why.

    NAME is a name in any script. FILE is a table (.csv .xlsx .parquet .jsonl) with a column of names, and of
    countries, ids, addresses, telephone numbers and kinds where there are any; or FollowTheMoney entities (.json,
    .jsonl). Every row is answered or rejected.

    A hit is listed, suspended, removed or not yet listed on the day; only the listed ones count. Where a list is
    missing, stale, or known to lack names, nobody is cleared: the answer is screening_incomplete. What an analyst
    decided (monazite screen decide) is applied from the day it was decided on.

    \b
    Examples:
      monazite screen "Example Trading Co., Ltd." --country CN --on 2026-02-24
      monazite screen 示例稀土有限公司 --id uscc:91360700000000000X --json
      monazite screen parties.csv --out hits.parquet --list us-csl --list eu-fsf
      monazite screen entities.ftm.json --out hits.ftm.json
      monazite screen decide "Example Trading" --list us-csl --entry 12345 --not-same --by "A. B." --why "other owners"

    Exit status: 0 nothing found, 1 hits, 2 usage or unusable input, 3 nothing found but screening is incomplete.
    """
    from monazite.cli.screen_answer import answer_record, answer_text
    from monazite.parties.asked import Asked, identifiers_of
    from monazite.read.words import country_code

    on, known_on = options["on"] or today(), options["known_on"] or today()
    if _is_file(party):
        from monazite.cli.screen_file import screen_file

        raise SystemExit(
            screen_file(Path(party), _screener(options), on, known_on, as_json=as_json, **_of_file(options))
        )
    _refuse_for_name(options)
    country = options["country"] and country_code(options["country"])
    if options["country"] and not country:
        raise click.BadParameter(
            f"'{options['country']}' is no country; write a code such as CN", param_hint="--country"
        )
    ids = tuple(i for text in options["ids"] for i in identifiers_of(text, country or "", strict=True))
    if not party.strip():
        raise click.BadParameter("is empty; name a party or a file", param_hint="NAME|FILE")
    asked = Asked(party, options["kind"] or "", country or "", ids, options["address"], options["phone"])
    answer = _screener(options).screen(asked, on, known_on)
    if as_json:
        click.echo(json.dumps(answer_record(answer), ensure_ascii=False, indent=1))
    else:
        click.echo(answer_text(answer, terminal=sys.stdout.isatty()))
    raise SystemExit({"hits": 1, "nothing": 0}.get(answer.state, 3))


def _screener(options: dict[str, Any]) -> Any:
    from monazite.parties.decisions import Decisions, read_decisions
    from monazite.parties.lists import lists_folder
    from monazite.parties.screening import Screener
    from monazite.screening import decisions_file, named_lists, pack_of

    place = lists_folder(options["folder"])
    names = named_lists(place, [n.strip() for part in options["names"] for n in part.split(",") if n.strip()])
    decisions = Decisions(read_decisions(decisions_file(place, options["decisions"])))
    return Screener(place, pack_of(None), names, use=options["use"], decisions=decisions)


def _is_file(text: str) -> bool:
    """Whether a text names a file: one that is there, or that has the ending of a table."""
    from monazite.read.inputs import FORMATS

    path = Path(text)
    try:
        there = path.is_file()
    except OSError:
        return False
    if not there and path.suffix.lower() in FORMATS and " " not in path.name:
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
