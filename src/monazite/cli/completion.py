"""`monazite completion`: the completion script of a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

__all__ = ["command"]


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script that completes commands and options in a shell.

    \b
    Examples:
      monazite completion bash >> ~/.bashrc
      monazite completion zsh >> ~/.zshrc
      monazite completion fish > ~/.config/fish/completions/monazite.fish
    """
    from monazite.cli.root import cli

    kind = get_completion_class(shell)
    if kind is None:  # pragma: no cover - click knows these three
        raise click.BadParameter(f"no completion for {shell}")
    click.echo(kind(cli, {}, "monazite", "_MONAZITE_COMPLETE").source())
