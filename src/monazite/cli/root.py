"""The root of the command line; commands are imported only when they run, so that --help is quick."""

from __future__ import annotations

import click

from monazite.cli.lazy import LazyGroup

__all__ = ["cli"]

COMMANDS = {
    "assess": "Assess declaration lines under the law of their day.",
    "explain": "Explain the answer for one line: provisions, facts, citations.",
    "goods": "Say what goods are by their words, and which entries they may fall under.",
    "screen": "Say whether a party is on a list on that day, and why; one name or a file.",
    "owners": "Say who is owned by listed parties under the 50 % rules, and prove it.",
    "standards": "Standards: editions and how they stand on a day, grades, limits compared.",
    "certificate": "Certificates of analysis: does the lot meet the grade, and why.",
    "consultation": "Consultations on drafts of standards: windows, comments, decisions.",
    "lists": "Lists of parties: fetch, keep by edition, show who is listed on a day.",
    "whatif": "Show whose decision flips if the law changes.",
    "law": "The law through time: timeline, the law of a day, equal treatment.",
    "pack": "Check, test, show and compare law packs.",
    "vocabulary": "Show the facts that a line may carry.",
    "template": "Write a spreadsheet to fill in, with the questions in its headings.",
    "simulate": "Write realistic trade lines for benchmarks and demonstrations.",
    "completion": "Print the completion script for a shell.",
}


@click.group(
    cls=LazyGroup,
    known=COMMANDS,
    modules="monazite.cli.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="monazite", message="monazite %(version)s")
def cli() -> None:
    """Trade control for critical minerals: what is it, what did the law of that day say, may it go?

    \b
    Examples:
      monazite assess declarations.csv
      monazite assess lines.xlsx --out decisions.xlsx --report report.html
      monazite explain declarations.csv --line 17
      monazite goods "氧化镝 Dy2O3 99.9%"
      monazite vocabulary destination

    Screening aid, not legal advice.
    """
