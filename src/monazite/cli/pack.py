"""`monazite pack`: a lawyer's tools."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from monazite.cli.law_options import reading_option

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


@click.group("pack")
def command() -> None:
    """Check, test, show and compare law packs; check and test goods packs; check packs of lists, parties and standards.

    \b
    Examples:
      monazite pack check packs/law/cn packs/goods packs/lists packs/parties
      monazite pack check packs/standards/cn-lithium packs/standards/market packs/recognition/sac-briefing-2025
      monazite pack test packs/law/cn
      monazite pack show packs/law/cn cn.mofcom.2025-61.art-5
      monazite pack diff packs/law/cn my-draft/cn --lines declarations.csv
    """


@command.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option("--notes", is_flag=True, help="Goods packs: tell too what may be meant as it is.")
@click.option("--json", "as_json", is_flag=True, help="Problems as JSON.")
def check(folders: tuple[Path, ...], notes: bool, as_json: bool) -> None:
    """Report every problem of packs at once: path, line, column, what was expected. Exit 1 if there is any."""
    from dataclasses import asdict

    from monazite.cli.pack_goods import check_goods_folder
    from monazite.cli.pack_parties import check_party_folder
    from monazite.cli.pack_recognition import check_recognition_folder
    from monazite.cli.pack_standards import check_standards_folder
    from monazite.packs import read_law
    from monazite.packs.cases import read_cases
    from monazite.packs.examples import read_examples
    from monazite.packs.goods_check import is_goods
    from monazite.packs.standards import is_standards

    bad = False
    for folder in folders:
        if is_standards(folder):
            bad |= check_standards_folder(folder, as_json)
            continue
        if is_goods(folder):
            bad |= check_goods_folder(folder, as_json, notes)
            continue
        if (found := check_recognition_folder(folder, as_json)) is not None:
            bad |= found
            continue
        if (wrong_party := check_party_folder(folder, as_json)) is not None:
            bad |= wrong_party
            continue
        pack, problems = read_law(folder)
        cases, more = read_cases(folder, pack, problems)
        examples, wrong = read_examples(folder, pack, {problem.path for problem in problems})
        problems = sorted({*problems, *more, *wrong})
        bad |= bool(problems)
        if as_json:
            click.echo(json.dumps([asdict(p) for p in problems], ensure_ascii=False, indent=1))
            continue
        for problem in problems:
            click.echo(str(problem))
        click.echo(
            f"{folder}: {len(pack.instruments)} instruments, {len(pack.items)} items, "
            f"{len(pack.provisions)} provisions, {len(cases)} expectations, "
            f"{f'{len(examples)} examples, ' if examples else ''}{_count(len(problems), 'problem')}"
        )
    raise SystemExit(1 if bad else 0)


@command.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option("--quick", is_flag=True, help="Do not look for rules and acts that no case notices.")
@click.option("--json", "as_json", is_flag=True, help="Failures and warnings as JSON.")
def test(folders: tuple[Path, ...], quick: bool, as_json: bool) -> None:
    """Run the cases of packs; name the rules, and the acts that suspend, end or resume, that no case would miss.

    Exit 1 on failure of a case; what no case would miss is told, and fails nothing. Of a goods pack, read the texts of
    its cases.
    """
    from monazite.cli.pack_goods import test_goods_folder
    from monazite.cli.pack_parties import test_party_folder
    from monazite.cli.pack_standards import refuse_standards
    from monazite.packs import load_law
    from monazite.packs.act_cases import unnoticed_acts
    from monazite.packs.cases import read_cases, run_cases, unnoticed
    from monazite.packs.goods_check import is_goods

    failed = False
    for folder in folders:
        refuse_standards(folder, "it has no cases: monazite pack check reads it")
        if is_goods(folder):
            failed |= test_goods_folder(folder, as_json)
            continue
        if test_party_folder(folder, as_json) is not None:
            continue
        pack = load_law(folder)
        expectations, problems = read_cases(folder, pack)
        failures, touched = run_cases([pack], expectations)
        failed |= bool(failures or problems)
        warnings = [] if quick or failures else unnoticed([pack], pack, expectations, touched)
        acts = [] if quick or failures else list(map(str, unnoticed_acts(pack, expectations)))
        if as_json:
            out = {"failures": list(map(str, failures)), "problems": list(map(str, problems)), "unnoticed": warnings}
            out["unnoticed_acts"] = acts
            click.echo(json.dumps(out, ensure_ascii=False, indent=1))
            continue
        for line in (*problems, *failures):
            click.echo(str(line))
        for name in warnings:
            path, at = pack.provisions[name].place
            click.echo(f"{path}:{at}: warning: no case notices '{name}'")
        click.echo(
            f"{folder}: {len(expectations)} expectations, {len(failures)} failed, "
            f"{_count(len(warnings), 'rule')} unnoticed, {_count(len(acts), 'act')} unnoticed"
            + (f": {'; '.join(acts)}" if acts else "")
        )
    raise SystemExit(1 if failed else 0)


@command.command()
@click.argument("folder", type=FOLDER)
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(folder: Path, name: str | None, as_json: bool) -> None:
    """Show a pack, or one instrument, item (or code) or provision of it: what it says, when, by what source."""
    from monazite.cli.pack_standards import refuse_standards
    from monazite.packs import load_law
    from monazite.packs.show import shown

    refuse_standards(folder, "monazite standards show tells what it holds")
    data, text = shown(load_law(folder), name)
    click.echo(json.dumps(data, ensure_ascii=False, indent=1) if as_json else text)


@command.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@click.option("--lines", "lines", required=True, multiple=True, help="Declaration lines to try both packs on.")
@click.option(
    "--known-on", type=click.DateTime(["%Y-%m-%d"]), help="What was known on this day (default: all the packs know)."
)
@reading_option
@click.option("--as-stated", is_flag=True, help="Only what lines state counts; descriptions are not read.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def diff(
    old: Path,
    new: Path,
    lines: tuple[str, ...],
    known_on: dt.datetime | None,
    reading: str,
    as_stated: bool,
    as_json: bool,
) -> None:
    """Say whose decisions change between two versions of a pack, and by which provisions."""
    from monazite.cli.options import goods_of
    from monazite.packs import load_law
    from monazite.packs.diff import decisions_changed

    day = known_on.date() if known_on else None
    goods = goods_of(as_stated, None)
    result = decisions_changed(load_law(old), load_law(new), lines, day, reading, goods=goods)
    click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=1) if as_json else result.as_text())
