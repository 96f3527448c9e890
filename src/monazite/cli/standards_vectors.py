"""`monazite standards vectors`: run test vectors on rounding, limits, decision rules, contents and the register."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.standards_options import register_of, standards_options

if TYPE_CHECKING:
    from monazite.quality.vectors.answers import Run

__all__ = ["command"]

MOST_BYTES = 16_000_000
NAMES = {True: "agrees", False: "differs", None: "words"}


@click.command("vectors")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="VECTORS.json")
@click.option("--topic", multiple=True, help="Only vectors on this topic; repeatable.")
@standards_options
def command(file: Path, topic: tuple[str, ...], language: str, folder: Path | None, as_json: bool) -> None:
    """Run test vectors: what verdicts are made of, said to inputs whose right answers are known.

    VECTORS.json is a list of {"id", "topic", "input", "expected"}. Topics: rounding, limit-comparison,
    conformance-probability, decision-rule, censored, censored-sum, stoichiometry, unit, purity-basis,
    purity-by-difference, balance, method-scope, edition-at-date, designation and others;
    docs/reference/test-vectors.md tells the inputs of each.

    Exit status: 0 all agree or expect words, 1 an answer differs, or a vector could not be run.

    \b
    Examples:
      monazite standards vectors examples/vectors.json
      monazite standards vectors examples/vectors.json --topic decision-rule --json
    """
    from monazite.packs.standards import standards_weights
    from monazite.quality.vectors.answers import run

    chosen = [each for each in _vectors(file) if not topic or each.get("topic") in topic]
    told = run(chosen, register_of(folder), standards_weights())
    if as_json:
        click.echo(json.dumps([_record(each) for each in told], ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_lines(told, language)))
    raise SystemExit(1 if any(each.agrees is False or each.problem for each in told) else 0)


def _vectors(file: Path) -> list[Mapping[str, Any]]:
    """Return the vectors of a file; raise InputError with the line where it is no list of them."""
    from monazite.errors import InputError

    if file.stat().st_size > MOST_BYTES:
        raise InputError(f"{file} is larger than {MOST_BYTES:,} bytes")
    try:
        tree = json.loads(file.read_text("utf-8"), parse_float=str)
    except UnicodeDecodeError as wrong:
        raise InputError(f"{file} is no UTF-8 at byte {wrong.start}") from None
    except (json.JSONDecodeError, RecursionError) as wrong:
        raise InputError(f"{file} is no JSON: {wrong}") from None
    if not isinstance(tree, list) or not all(isinstance(each, Mapping) for each in tree):
        raise InputError(f'{file} is no list of vectors: [{{"id": "R1", "topic": "rounding", "input": …}}, …]')
    return tree


def _record(one: Run) -> dict[str, Any]:
    answer = {"answer": _plain(one.answer.value), "because": one.answer.because, "problem": one.problem}
    return {"id": one.id, "topic": one.topic, "expected": one.expected, **answer, "agrees": one.agrees}


def _lines(told: Sequence[Run], language: str) -> Iterator[str]:
    """Yield a line for each vector, with what it expects where that is not the answer."""
    from monazite.cli.words_of import words_of

    t = words_of("vectors", language)
    for one in told:
        state = "wrong" if one.problem else NAMES[one.agrees]
        yield f"{one.id:6} {t(f'mark.{state}'):8} {one.topic}: {one.problem or _said(_plain(one.answer.value))}"
        if one.agrees is not True:
            yield f"{'':16}{t('expected')}: {_said(one.expected)}"
            yield from [f"{'':16}{one.answer.because}"] if one.answer.because else []
    states = [one.agrees for one in told if not one.problem]
    counts = {"agree": states.count(True), "differ": states.count(False), "words": states.count(None)}
    yield t("counted", n=len(told), wrong=len(told) - len(states), **counts)


def _plain(value: Any) -> Any:
    """Return an answer as plain JSON types: exact numbers as decimals, or as floats where those have no end."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, Fraction):
        from monazite.cli.certificate_amounts import decimal

        return decimal(value)
    return round(value, 9) if isinstance(value, float) else value


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(each)}" for key, each in value.items())
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
