"""The `monazite` command: one file a command, loaded when it is called."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from monazite.cli.root import cli

__all__ = ["main"]


def main() -> None:
    """Run the command line; every error that a user can understand is told in a line, without a traceback."""
    import click

    from monazite.errors import MonaziteError, ProblemsError

    try:
        with _stoppable():
            code = cli.main(standalone_mode=False)
        sys.exit(code or 0)
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
    except Exception as error:
        _unforeseen(error)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a stop or a hang-up end any command as Ctrl-C does, so that nothing half-written stays."""

    def stop(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    stops = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.signal(number, stop) for number in stops}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _unforeseen(error: Exception) -> None:
    """A fault of ours: one line and how to report it; the traceback only for those who ask for it."""
    import os

    if os.environ.get("MONAZITE_DEBUG"):
        raise error
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_name}:{place.tb_lineno}" if place else "?"
    sys.stderr.write(f"monazite: a fault of ours ({type(error).__name__} in {where}): {error}\n")
    sys.stderr.write("nothing was written; MONAZITE_DEBUG=1 shows the traceback, please send it to us\n")
    sys.exit(70)
