"""The `monazite` command: one file a command, loaded when it is called."""

from __future__ import annotations

import sys

from monazite.cli.root import cli

__all__ = ["main"]


def main() -> None:
    """Run the command line; every error that a user can understand is told in a line, without a traceback."""
    import click

    from monazite.errors import MonaziteError, ProblemsError

    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("stopped; nothing was written", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ProblemsError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        click.echo(f"{len(error.problems)} problems", err=True)
        sys.exit(error.exit_code)
    except MonaziteError as error:
        click.echo(f"monazite: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("stopped; nothing was written", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
