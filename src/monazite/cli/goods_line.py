"""What the options of `monazite goods` state of a line, read as cells of a table are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import click

from monazite.read.cells import Cell, Column, Conventions, is_missing
from monazite.read.codes import CODE_READERS
from monazite.read.dates import read_date
from monazite.read.quantities import COMPANIONS, read_quantity
from monazite.read.words import read_boolean, read_choice, read_country
from monazite.vocabulary import Fact, fold_heading, vocabulary

__all__ = ["OPTIONS", "Line", "stated_line"]

Line = dict[str, object]
# The facts that have an option of their own.
OPTIONS: Mapping[str, str] = {
    "tariff_code": "--hs",
    "net_mass": "--mass",
    "gross_mass": "--gross",
    "volume": "--volume",
    "packages": "--packages",
    "currency": "--currency",  # before the value, which may name one too
    "value": "--value",
    "claimed_control_code": "--claimed",
}
POSITIVE = ("net_mass", "gross_mass", "volume", "packages")  # what no goods have none of
TEXTS: Mapping[str, str] = {
    "description": "the TEXT",
    "specification": "--specification",
    "composition": "--composition",
    "assay": "--assay",
}
# Words of a shell are written with a decimal point.
CONVENTIONS = Conventions(decimal=".")


def stated_line(options: Mapping[str, str | None], facts: Mapping[str, str]) -> Line:
    """Return the columns of a line that options and `--fact` state, as the line table has them.

    `options` are texts by fact, None where nothing is said. Raises click.BadParameter for what cannot be read and for
    what is said twice.
    """
    line: Line = {}
    for name, text in options.items():
        if text is not None:
            _put(line, name, text, OPTIONS[name])
    for word, text in facts.items():
        _put(line, _fact_named(word), text, f"--fact {word}")
    _compare(line)
    return line


def _compare(line: Line) -> None:
    """Refuse what could be held against nothing: a value in no currency, a mass or volume of nothing."""
    if "value" in line and "currency" not in line:
        raise click.BadParameter("it is in no currency; say --currency USD, for instance", param_hint="--value")
    for name in POSITIVE:
        if line.get(name) == 0:
            raise click.BadParameter("it is 0; leave the option out where it is not known", param_hint=OPTIONS[name])


def _fact_named(word: str) -> str:
    known = vocabulary()
    name = word if word in known else known.headings.get(fold_heading(word), "")
    if not name:
        raise click.BadParameter(f"no such fact; {known.near(word)}", param_hint=f"--fact {word}")
    if name in TEXTS:
        raise click.BadParameter(f"{name} is {TEXTS[name]}", param_hint=f"--fact {word}")
    return name


def _put(line: Line, name: str, text: str, option: str) -> None:
    """Add what one option says; raise BadParameter with the option where it cannot be."""
    fact = vocabulary()[name]
    if any(column in line for column in vocabulary().columns(name)):
        raise click.BadParameter(f"{name} is said already, by {OPTIONS.get(name, '--fact')}", param_hint=option)
    if is_missing(text) or not text.strip():
        raise click.BadParameter(f"'{text}' says nothing; leave the option out", param_hint=option)
    cell = _tariff(text) if name == "tariff_code" else _cell(fact, text)
    if cell.finding and not (fact.type == "quantity" and cell.value is not None):
        raise click.BadParameter(_told(cell.finding, name), param_hint=option)
    if cell.finding:  # pounds and ounces have more digits in kg than are kept
        click.echo(f"{option}: {_told(cell.finding, name)}", err=True)
    told = {name: cell.value, fact.below: cell.below, fact.at_least: cell.at_least}
    line.update({column: value for column, value in told.items() if value is not None})
    if cell.companion:
        _put_companion(line, COMPANIONS[name], cell.companion, option)


def _put_companion(line: Line, name: str, found: str, option: str) -> None:
    """Add the currency or unit that stands beside a number ("4000 USD")."""
    candidates, known = found.split("|"), line.get(name)
    if known is None and len(candidates) > 1:
        raise click.BadParameter(f"it may be in {', '.join(candidates)}; say --currency", param_hint=option)
    if known is not None and known not in candidates:
        raise click.BadParameter(f"it is in {' or '.join(candidates)}, but {name} is {known}", param_hint=option)
    line.setdefault(name, candidates[0])


def _told(finding: str, name: str) -> str:
    return re.sub(rf"^(?:unreadable )?{name}: ", "", finding)


def _tariff(text: str) -> Cell:
    """Return a tariff code of 4 to 10 digits as it is written; points and blanks do not matter."""
    code = unicodedata.normalize("NFKC", text).strip()
    digits = re.sub(r"[. ]", "", code)
    if not (digits.isascii() and digits.isdigit()):
        return Cell(finding=f"'{text}' is no tariff code; write 4 to 10 digits, such as 8505.11")
    if not 4 <= len(digits) <= 10:
        return Cell(finding=f"'{text}' has {len(digits)} digits, where a tariff code has 4 to 10")
    return Cell(code)


def _cell(fact: Fact, text: str) -> Cell:
    """Return one text as its fact reads it."""
    column = Column(fact.name, 0, fact)
    if fact.type == "quantity":
        return read_quantity(text, column, CONVENTIONS)
    if fact.type == "boolean":
        return read_boolean(text, column)
    if fact.type == "date":
        return read_date(text, column, CONVENTIONS)
    if fact.type == "choice":
        return read_choice(text, column)
    if fact.type == "country":
        return read_country(text, column)
    code = CODE_READERS.get(fact.name)
    return code(text, column) if code else Cell(text.strip())
