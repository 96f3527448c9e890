"""Writes the pages under docs/reference from the program itself; with --check it only says which are out of date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from monazite.text_yaml import read_yaml
from monazite.vocabulary import Fact, vocabulary

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py. Do not edit. -->\n\n"
WIDTH = 100


def pages() -> dict[str, str]:
    """Return every generated page: its name under docs/reference and its text."""
    return {
        "facts.md": facts_page(),
        "cli.md": cli_page(),
        "output-columns.md": columns_page(),
        "certificates.md": certificates_page(),
    }


def facts_page() -> str:
    """Return the page of all facts, by group."""
    groups: dict[str, list[Fact]] = {}
    for fact in vocabulary().values():
        groups.setdefault(fact.group, []).append(fact)
    parts = [NOTE, "# Facts\n\n", _facts_lead(len(vocabulary()))]
    for group, facts in groups.items():
        parts.append(f"## {group.capitalize()}\n\n")
        parts += [_fact(fact) for fact in facts]
    return "".join(parts).rstrip() + "\n"


def _facts_lead(n: int) -> str:
    return (
        f"A line may carry {n} facts. A column is read as a fact if its heading is the fact's name or one of its\n"
        "headings; case, blanks and punctuation do not matter. What a line does not state is *not known*, which is\n"
        "never the same as *no*. `monazite vocabulary WORD` shows the same in a terminal.\n\n"
    )


def _fact(fact: Fact) -> str:
    rows = [
        ("Type", _kind(fact)),
        ("Question", fact.ask),
        ("问题", fact.ask_zh),
        ("Asked of", fact.who.replace("_", " ")),
    ]
    if fact.of:
        rows.insert(1, ("Values", ", ".join(f"`{value}`" for value in fact.of)))
    if fact.censored:
        rows.insert(1, ("Bounds", f'"<0.01" is kept as `{fact.below}`, ">99.9" as `{fact.at_least}`'))
    rows.append(("Headings", " · ".join((*fact.en, *fact.zh))))
    if fact.wco:
        rows.append(("WCO element", f"`{fact.wco}`"))
    table = "".join(f"| {name} | {_cell(text)} |\n" for name, text in rows)
    return f"### `{fact.name}` {{ #{fact.name} }}\n\n{fact.meaning}.\n\n| | |\n|---|---|\n{table}\n"


def _kind(fact: Fact) -> str:
    if fact.type != "quantity":
        return fact.type
    if fact.unit == "1" and not fact.decimals:
        return "whole number"
    unit = {"1": "number", "money": "amount of money"}.get(fact.unit, f"quantity in {fact.unit}")
    return f"{unit}, exact to {fact.decimals} digits behind the point"


def cli_page() -> str:
    """Return the page of all commands: their help as the terminal shows it."""
    from monazite.cli.root import cli

    parts = [NOTE, "# Commands\n\n"]
    for path, text in _helps(cli, "monazite"):
        level = "##" if path.count(" ") < 2 else "###"
        parts.append(f"{level} {path}\n\n```text\n{text.rstrip()}\n```\n\n")
    return "".join(parts).rstrip() + "\n"


def _helps(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            below = command.get_command(context, word)
            if below is not None and not below.hidden:
                yield from _helps(below, word, context)


def columns_page() -> str:
    """Return the page of the output's columns, from output-columns.yml."""
    tree, problems = read_yaml(Path(__file__).parent / "output-columns.yml")
    if problems:
        raise SystemExit("\n".join(map(str, problems)))
    parts = [NOTE, "# Output columns\n\n", tree["lead"].rstrip() + "\n\n"]
    for section in tree["sections"]:
        parts.append(f"## {section['title']}\n\n| column | type | meaning |\n|---|---|---|\n")
        parts += [f"| `{n}` | {_cell(c['type'])} | {_cell(c['meaning'])} |\n" for n, c in section["columns"].items()]
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


def certificates_page() -> str:
    """Return the page of certificates: the own form, formats, the table of verdicts, what states and reasons mean."""
    from monazite.cli.certificate_record import COLUMNS
    from monazite.formats.certificate_own import CLAIM_KEYS, FORM, KEYS, RESULT_KEYS
    from monazite.formats.certificates import FORMATS
    from monazite.quality.checking import WHYS
    from monazite.quality.decision import RULES, STATES
    from monazite.quality.model import BASES
    from monazite.quality.units import UNITS, WRITTEN
    from monazite.quality.verdict import REASONS

    lead = f'Monazite\'s own form of a certificate is JSON: one object with `"format": "{FORM}"`, a list of them, or\n'
    lead += '`{"certificates": [...]}`. Numbers are texts, as their digits count. Unknown keys are mistakes.\n\n'
    spelt = {name: f"also {WRITTEN[name].replace(' ', ', ')}" if name in WRITTEN else "" for name in UNITS}
    tables = (
        ("Keys of a certificate", "key", KEYS),
        ("Keys of a result", "key", RESULT_KEYS),
        ("Keys of a claim", "key", CLAIM_KEYS),
        ("Bases", "basis", BASES),
        ("Units", "unit", spelt),
        ("Formats that are read", "format", FORMATS),
        ("States", "state", STATES),
        ("Reasons", "reason", {key: text for key, text in REASONS.items() if key}),
        ("Why a certificate is held against no grade, or one that does not count", "why", WHYS),
        ("Decision rules", "rule", {key: rule.title for key, rule in RULES.items()}),
        ("Columns of the table of verdicts", "column", COLUMNS),
    )
    parts = [NOTE, "# Certificates\n\n", lead]
    for title, head, rows in tables:
        parts.append(f"## {title}\n\n| {head} | meaning |\n|---|---|\n")
        parts += [f"| `{_cell(key)}` | {_cell(text)} |\n" for key, text in rows.items() if key]
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main(arguments: list[str]) -> int:
    """Write the pages that differ, or with --check name them; return how the run ended."""
    stale = [(REFERENCE / name, text) for name, text in pages().items() if _now(REFERENCE / name) != text]
    for path, text in stale:
        if "--check" in arguments:
            print(f"docs/reference/{path.name} is out of date: python docs/generate.py", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            print(f"wrote docs/reference/{path.name}")
    return 1 if stale and "--check" in arguments else 0


def _now(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
