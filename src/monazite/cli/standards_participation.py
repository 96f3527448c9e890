"""`monazite standards participation`: who takes part in making standards, with indicators and a picture."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import DAY, today

if TYPE_CHECKING:
    from monazite.quality.participation import Measure, Part
    from monazite.report.texts import Texts

__all__ = ["command"]

BAR = 24  # places of the longest bar
COLOUR = "#2f7d64"


@click.command("participation")
@click.argument("parts", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.csv")
@click.option("--on", type=DAY, help="What is held on this day [default: today].")
@click.option("--committee", default="", help="Only committees whose name begins so: ISO/TC 298.")
@click.option("--out", metavar="FILE", help="Counts by role, year and country: .csv, .xlsx, .parquet, .jsonl.")
@click.option("--picture", metavar="FILE.svg", help="The counts of the day as bars.")
@click.option(
    "--language", "--lang", "language", type=click.Choice(["en", "zh"]), default="en", help="Language of headings."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with exact fractions.")
def command(
    parts: Path,
    on: dt.date | None,
    committee: str,
    out: str | None,
    picture: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Count who takes part in making standards: by role, country and year, shares, SMEs, concentration.

    FILE.csv has the columns committee, role, country, body, from, to and sme (yes, no, unknown). Roles are secretariat,
    chair, vice_chair, convenor, project_leader, proposer, expert, p_member and o_member. Proposals are counted in the
    year in which they were made, all others as held on a day.

    \b
    Examples:
      monazite standards participation examples/participation.csv
      monazite standards participation examples/participation.csv --committee "ISO/TC 298" --picture seats.svg
      monazite standards participation examples/participation.csv --on 2025-12-31 --json
    """
    from monazite.packs.participation import load_parts
    from monazite.quality.participation import over_time, years_of

    day, found = on or today(), _of(load_parts(parts), committee)
    told = over_time(found, list(years_of(found, day.year)), day)
    if out:
        _write(out, told)
    if picture:
        _draw(picture, [one for one in told if one.year == day.year], day, language)
    if as_json:
        click.echo(json.dumps({"on": str(day), "measures": [_record(one) for one in told]}, indent=1))
    else:
        click.echo("\n".join(_text(told, day, language, picture)))


def _of(parts: Sequence[Part], committee: str) -> list[Part]:
    from monazite.errors import UsageError, nearest

    found = [part for part in parts if part.committee.casefold().startswith(committee.casefold())]
    if not found:
        hint = nearest(committee, sorted({part.committee for part in parts}))
        raise UsageError(f"--committee {committee}: the list has no such committee; {hint}")
    return found


def _record(one: Measure) -> dict[str, Any]:
    return {
        "role": one.role,
        "year": one.year,
        "total": one.total,
        "perhaps": one.perhaps,
        "countries": dict(one.countries),
        "shares": {name: str(one.share(name)) for name in one.countries},
        "sme": dict(one.sme),
        "sme_share": _exact(one.sme_share),
        "hhi": _exact(one.hhi),
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _write(path: str, told: Sequence[Measure]) -> None:
    import pyarrow as pa

    from monazite.write import open_output

    names = ("role", "country", "share", "hhi", "sme_share")
    fields = [("year", pa.int64()), ("count", pa.int64()), *((name, pa.string()) for name in names)]
    schema = pa.schema(fields)
    rows = [
        {"role": one.role, "year": one.year, "country": name, "count": n, "share": str(one.share(name))}
        | {"hhi": _exact(one.hhi), "sme_share": _exact(one.sme_share)}
        for one in told
        for name, n in one.countries.items()
    ]
    with open_output(path, title="Participation", schema=schema, describe=False) as output:
        output.write(pa.RecordBatch.from_pylist(rows, schema))


def _draw(path: str, told: Sequence[Measure], day: dt.date, language: str) -> None:
    """Write the counts of a day as bars, a panel a role, whole or not at all."""
    from monazite.cli.words_of import words_of
    from monazite.errors import OutputError
    from monazite.report.charts import Bar, draw_bars
    from monazite.write.whole import whole_file

    if not path.lower().endswith(".svg"):
        raise OutputError(f"cannot write {path}: the picture is an .svg")
    t = words_of("participation", language)
    bars = [
        Bar(t(f"role.{one.role}"), t.country(name), n, str(n), t.share(n, one.total), COLOUR, True)
        for one in told
        for name, n in one.countries.items()
    ]
    if not bars:
        raise OutputError(f"cannot draw {path}: nothing is counted on {day}")
    with whole_file(Path(path)) as file:
        file.write_text(draw_bars(bars, 720), "utf-8", newline="\n")


# ------------------------------------------------------------ text
def _text(told: Sequence[Measure], day: dt.date, language: str, picture: str | None) -> Iterator[str]:
    from monazite.cli.words_of import words_of

    t = words_of("participation", language)
    for role in dict.fromkeys(one.role for one in told):
        own = [one for one in told if one.role == role]
        yield from _role(own, day, t)
        yield ""
    yield t("formula")
    yield t("published")
    if picture:
        yield t("wrote", out=picture)


def _role(own: Sequence[Measure], day: dt.date, t: Texts) -> Iterator[str]:
    from monazite.quality.participation import ACTS

    last = own[-1]
    when = t("made", year=last.year) if last.role in ACTS else t("held", day=day)
    counted = t("total", n=last.total, hhi=_decimal(last.hhi)) if last.total else t("nothing")
    yield f"{t(f'role.{last.role}')}, {when}: {counted}"
    top = max(last.countries.values(), default=1)
    for name, n in last.countries.items():
        yield f"  {name}  {'█' * max(1, n * BAR // top)} {n} · {t.share(n, last.total)}"
    yield from _notes(last, t)
    yield f"  {t('time')}"
    yield from (f"    {one.year}  {one.total}  {_decimal(one.hhi)}  {_sme(one, t)}" for one in own)


def _notes(one: Measure, t: Texts) -> Iterator[str]:
    if one.perhaps:
        yield f"  {t('perhaps', n=one.perhaps)}"
    if one.total:
        yield f"  {t('sme', share=_sme(one, t), **one.sme)}" if one.sme_share is not None else f"  {t('sme_unknown')}"


def _sme(one: Measure, t: Texts) -> str:
    share = one.sme_share
    return "–" if share is None else t.share(share.numerator, share.denominator)


def _decimal(value: Fraction | None) -> str:
    """Return a number from 0 to 1 with three digits behind the point, rounded half to even."""
    if value is None:
        return "–"
    thousandths = round(value * 1000)
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"
