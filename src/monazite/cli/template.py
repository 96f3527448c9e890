"""`monazite template`: a spreadsheet to fill in."""

from __future__ import annotations

import click

__all__ = ["command"]


@click.command("template")
@click.argument("path", type=click.Path(dir_okay=False))
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Headings and questions."
)
@click.option("--facts", help="Only these facts, separated by commas; all of them otherwise.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(path: str, language: str, facts: str | None, force: bool) -> None:
    """Write a spreadsheet to fill in: one column a fact, its question as a note, lists to choose from.

    \b
    Examples:
      monazite template lines.xlsx
      monazite template lines.xlsx --language zh
      monazite template magnets.xlsx --facts date,description,material,mf_dy,mf_tb,origin,destination
      monazite assess lines.xlsx
    """
    from pathlib import Path

    from monazite.errors import OutputError
    from monazite.template import write_template

    if Path(path).exists() and not force:
        raise OutputError(f"{path} is there already, perhaps filled in; --force writes over it")
    wanted = None if facts is None else [name.strip() for name in facts.split(",") if name.strip()]
    if wanted == []:
        raise click.BadParameter("names no fact", param_hint="--facts")
    write_template(path, language=language, facts=wanted)
    click.echo(f"{path}: fill it in, then `monazite assess {path}`")
