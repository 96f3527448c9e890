"""Help: every command says what it does with an example, and asking for it loads nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import click
import pytest

from monazite.cli.root import COMMANDS, cli
from tests.cli.conftest import Result

Run = Callable[..., Result]
HEAVY = ("pyarrow", "numpy", "duckdb", "sqlglot", "rich", "lxml", "yaml", "msgspec", "python_calamine", "xlsxwriter")


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help_with_an_example(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.code == 0
    assert "Example" in result.out
    assert f"  monazite {name}" in result.out


@pytest.mark.parametrize("name", ["check", "test", "show", "diff"])
def test_every_command_of_pack_says_what_it_does(run: Run, name: str) -> None:
    result = run("pack", name, "--help")
    assert result.code == 0
    first = result.out.split("\n\n")[1].strip()
    assert len(first) > 30


@pytest.mark.parametrize("name", list(COMMANDS))
def test_options_say_what_they_are_for(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    parts = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    silent = [p.name for c in parts for p in c.params if isinstance(p, click.Option) and not p.help]
    assert silent in ([], ["reading"])


def test_the_overview_lists_every_command(run: Run) -> None:
    for words in ((), ("--help",), ("-h",)):
        text = run(*words)
        assert all(name in text.out + text.err for name in COMMANDS)


def test_a_misspelt_command_gets_the_nearest(run: Run) -> None:
    result = run("asess")
    assert result.code == 2
    assert "did you mean 'assess'?" in result.err


def loaded(*words: str) -> set[str]:
    """Return the modules that a command leaves loaded."""
    program = (
        "import sys, json, atexit; before = set(sys.modules)\n"
        "atexit.register(lambda: sys.stderr.write(json.dumps(sorted(set(sys.modules) - before))))\n"
        f"sys.argv = {['monazite', *words]!r}\n"
        "from monazite.cli import main; main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr))


@pytest.mark.parametrize("words", [("--help",), ("--version",)])
def test_help_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    modules = loaded(*words)
    assert "monazite.cli.root" in modules
    assert [name for name in HEAVY if name in modules] == []


@pytest.mark.parametrize("name", [n for n in COMMANDS if n not in ("vocabulary",)])
def test_help_of_a_command_loads_nothing_heavy(name: str) -> None:
    modules = loaded(name, "--help")
    assert [heavy for heavy in HEAVY if heavy in modules] == []


def test_the_vocabulary_needs_no_tables() -> None:
    modules = loaded("vocabulary", "destination")
    assert [heavy for heavy in HEAVY if heavy in modules] == ["yaml"]
