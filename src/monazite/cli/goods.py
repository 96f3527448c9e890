"""`monazite goods`: what goods are, by their words; entries they may fall under, tariff lines, contradictions."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import DAY, reading_option, today
from monazite.cli.options import pairs

if TYPE_CHECKING:
    from monazite.cli.goods_answer import Answer, Desk

__all__ = ["command"]


@click.command("goods")
@click.argument("text")
@click.option("--hs", metavar="CODE", help="Tariff code declared: 4 to 10 digits, with or without points.")
@click.option("--specification", default="", metavar="TEXT", help="What a specification says.")
@click.option("--composition", default="", metavar="TEXT", help='Composition stated, "Nd 29.5, Dy 1.9 %, Fe bal.".')
@click.option("--assay", default="", metavar="TEXT", help='Reading of a laboratory, "XRF: Dy 10.4±0.8, Zr 31±2 %".')
@click.option("--mass", metavar="KG", help="Net mass in kg, or with its unit: 5 lb.")
@click.option("--gross", metavar="KG", help="Gross mass in kg.")
@click.option("--volume", metavar="L", help="Volume in litres.")
@click.option("--packages", metavar="N", help="Number of packages.")
@click.option("--value", metavar="AMOUNT", help="Value of the goods, with --currency.")
@click.option("--currency", metavar="CODE", help="Currency of the value, such as USD.")
@click.option("--claimed", metavar="CODE", help='Control code that is claimed, or "not controlled".')
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="A fact that is stated; repeatable.")
@click.option("--on", type=DAY, help="Day whose law counts [default: today].")
@click.option("--known-on", type=DAY, help="What was known on this day [default: today].")
@reading_option
@click.option("--regime", "regimes", multiple=True, help="Regimes: cn or cn,us [default: every whole pack].")
@click.option(
    "--packs",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds law/, and goods/ if it has words of its own.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of headings, questions and titles.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON; with - one object a line.")
@click.option("--all", "every", is_flag=True, help="Show every candidate and all evidence.")
def command(text: str, facts: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Say what goods are by their words, which entries they may fall under, and what to ask.

    TEXT is the description, in English, Chinese or both; - reads one description a line from standard input, and the
    options then hold for each of them. Nothing is written, nothing leaves the machine.
    Exit status: 0 done, 1 done but for lines that cannot be read, 2 unusable input.

    \b
    Examples:
      monazite goods "烧结钕铁硼磁钢 N42SH 含镝2%" --hs 8505.11
      monazite goods "ceramic glaze powder" --hs 3207.20 --mass 25 --volume 9 \\
        --value 4000 --currency USD --assay "XRF: Dy 10.4±0.8, Zr 31±2, Si 12±1 %"
      monazite goods "Dy2O3 4N powder" --on 2026-11-22 --language zh
      monazite goods - --json < texts.txt
    """
    many, line = text == "-", _line(options, facts)
    if not text.strip():
        raise click.UsageError("the TEXT is empty: describe the goods, or write - to read descriptions from a file")
    desk = _built(options)
    _tell_beyond(options["composition"], desk)
    rejected: list[str] = []
    for number, description in _lines(rejected) if many else [(1, text)]:
        answer = desk.answer(_texts(description, options), line)
        if as_json:
            _print_json(answer, number if many else None)
        else:
            _print_text(answer, options["language"], options["every"], apart=many)
    if rejected:
        raise SystemExit(1)


def _lines(rejected: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the descriptions of standard input; lines that cannot be read are told at once, and added to `rejected`."""
    from monazite.cli.goods_input import descriptions

    def reject(said: str) -> None:
        rejected.append(said)
        click.echo(said, err=True)

    return descriptions(sys.stdin.buffer, lambda said: click.echo(said, err=True), reject)


def _built(options: dict[str, Any]) -> Desk:
    """Return the desk, built without looking for garbage: what packs are read into stays, and that costs a quarter."""
    gc.disable()
    try:
        return _desk(options)
    finally:
        gc.enable()


def _desk(options: dict[str, Any]) -> Desk:
    from monazite.cli.goods_answer import Desk
    from monazite.cli.goods_folder import goods_folder
    from monazite.cli.options import regimes_of
    from monazite.packs.goods import load_goods

    on, known = options["on"] or today(), options["known_on"] or today()
    root = goods_folder(options["folder"])
    goods, laws = load_goods(root), regimes_of(options["regimes"], options["folder"])
    return Desk(goods, laws, on, known, options["reading"], root)


def _line(options: dict[str, Any], facts: tuple[str, ...]) -> dict[str, object]:
    from monazite.cli.goods_line import OPTIONS, stated_line

    own = {name: options[option.removeprefix("--")] for name, option in OPTIONS.items()}
    for text in facts:
        if facts.count(text) > 1 or sum(other.split("=")[0] == text.split("=")[0] for other in facts) > 1:
            raise click.BadParameter(f"'{text.split('=')[0]}' is said twice", param_hint="--fact")
    return stated_line(own, pairs(facts, "--fact"))


def _texts(description: str, options: dict[str, Any]) -> Any:
    from monazite.identify import Texts

    return Texts(description, options["specification"], options["composition"], options["assay"])


def _tell_beyond(composition: str, desk: Desk) -> None:
    """Say on standard error that a composition is more than the whole; of an assay the answer says it."""
    if not composition.strip():
        return
    from monazite.goods.beyond import more_than_told
    from monazite.goods.reader import Reader

    said = more_than_told(composition, Reader(desk.goods).substances, desk.goods.weights, "stated")
    if said:
        click.echo(f"--composition: {said}", err=True)


def _print_json(answer: Answer, number: int | None) -> None:
    from monazite.cli.goods_record import record

    told = record(answer)
    if number is None:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        click.echo(json.dumps({"line": number, **told}, ensure_ascii=False))


def _print_text(answer: Answer, language: str, every: bool, *, apart: bool) -> None:
    from monazite.cli.goods_text import answer_text

    click.echo(answer_text(answer, language, every=every, terminal=sys.stdout.isatty()) + "\n" * apart)
