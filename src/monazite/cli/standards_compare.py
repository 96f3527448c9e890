"""`monazite standards compare`: two grades limit by limit."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.law_options import today
from monazite.cli.standards_options import contract_option, on_option, register_of, standards_options

if TYPE_CHECKING:
    from monazite.cli.standards_versus import Pair
    from monazite.quality.model import Grade, Register

__all__ = ["command"]


@click.command("compare")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--product", default="", metavar="P", help="Only grades of this product.")
@click.option(
    "--grade", default="", metavar="G", help="Only the grade of this name or number, on the sides that have it."
)
@contract_option
@on_option
@standards_options
def command(
    first: str,
    second: str,
    product: str,
    grade: str,
    contracts: tuple[Path, ...],
    on: dt.date | None,
    language: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Compare the limits of A with those of B: stricter, equal, looser, crossed, incomparable.

    A and B are editions, grades, or standards without a year: then the edition of the day. One pair of grades is shown
    limit by limit; several as a table of pairs. Contents are compared across forms (Fe and Fe2O3) and units, exactly,
    and only on the same basis.

    \b
    Examples:
      monazite standards compare "GB/T 31978-2015 Ce-3NA" "GB/T 31978-2015 Ce-3NB"
      monazite standards compare "YS/T 582-2013" "Fastmarkets Li2CO3 exw China" --product "lithium carbonate"
      monazite standards compare "GB/T 5240-1992" "SMM market grade 2012" --product "Neodymium oxide" --json
    """
    from monazite.cli.standards_versus import pair_of, versus_record, versus_text
    from monazite.packs.standards import standards_weights

    day, register, weights = on or today(), register_of(folder, contracts), standards_weights()
    of_product = [_of_product(_grades(register, text, day), text, product) for text in (first, second)]
    sides = _of_name(of_product, grade)
    pairs = [pair_of(one, other, weights) for one in sides[0] for other in sides[1] if one.id != other.id]
    _tell_none(pairs, first, second)
    if as_json:
        click.echo(json.dumps(versus_record(register, pairs, day), ensure_ascii=False, indent=1))
    else:
        click.echo(versus_text(register, pairs, day, language, terminal=sys.stdout.isatty()))


def _tell_none(pairs: Sequence[Pair], first: str, second: str) -> None:
    from monazite.errors import UsageError

    if not pairs:
        raise UsageError(f"'{first}' and '{second}' are the same grade; name two")


def _grades(register: Register, text: str, day: dt.date) -> list[Grade]:
    from monazite.errors import UsageError
    from monazite.quality.search import asked

    thing = asked(register, text, day)
    if not thing.grades:
        name = thing.edition.id if thing.edition else text
        raise UsageError(f'{name} has no grades in the register; monazite standards show "{name}" tells what is known')
    return list(thing.grades)


def _of_product(grades: Sequence[Grade], text: str, product: str) -> list[Grade]:
    from monazite.errors import UsageError, nearest

    found = [each for each in grades if product.casefold() in each.product.casefold()]
    if not found:
        hint = nearest(product, [each.product for each in grades])
        raise UsageError(f"--product {product}: {text} has no such product; {hint}")
    return found


def _of_name(sides: Sequence[Sequence[Grade]], name: str) -> list[Sequence[Grade]]:
    """Return the grades of a name or number on each side; a side that has none of it stays as it is."""
    from monazite.errors import UsageError, nearest

    key = name.casefold()
    found = [[each for each in side if key in (each.name.casefold(), each.number.casefold())] for side in sides]
    if key and not any(found):
        known = [word for side in sides for each in side for word in (each.name, each.number) if word]
        raise UsageError(f"--grade {name}: neither side has it; {nearest(name, known)}")
    return [part or side for part, side in zip(found, sides, strict=True)]
