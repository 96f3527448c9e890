"""The options of holding claims against standards and certificates that commands on lines share."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.options import known_day
from monazite.cli.rule_option import DECISION_RULE

if TYPE_CHECKING:
    from monazite.quality.claims.request import Quality

__all__ = ["Claims", "quality_options"]


@dataclass(frozen=True)
class Claims:
    """What the options say of certificates."""

    certificates: tuple[Path, ...]
    rule: str
    trusted: Path | None = None
    known_on: dt.datetime | None = None

    def quality(self, as_stated: bool, packs: Path | None, *, quiet: bool = True) -> Quality | None:
        """Return what claims are held against; None with --as-stated.

        Unless `quiet`, what cannot be read of the certificates is told on standard error: the command has no summary.
        """
        if as_stated:
            if self.certificates:
                raise click.UsageError("--as-stated reads no certificates: leave out --certificates, or --as-stated")
            return None
        from monazite.qualifying import open_quality

        if self.trusted and not self.certificates:
            raise click.UsageError("--trust is about signed certificates: give them with --certificates")
        day = known_day(self.known_on)
        found = open_quality(self.certificates, packs=packs, rule=self.rule, trust=self.trusted, on=day)
        for text in () if quiet else found.told():
            click.echo(f"note: {text}", err=True)
        return found


_OPTIONS = (
    click.option(
        "--certificates",
        multiple=True,
        type=click.Path(exists=True, path_type=Path),
        help="Certificates of the lots, found by number: a file or folder of what certificate check reads; repeatable.",
    ),
    click.option("--decision-rule", "rule", **DECISION_RULE),
    click.option(
        "--trust",
        "trusted",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="YAML or JSON of those whose signatures count: what nobody of them signed shows no pass.",
    ),
)


def quality_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of certificates; the command gets them as one `claims`."""

    @functools.wraps(function)
    def command(**options: Any) -> Any:
        told = {name: options.pop(name) for name in ("certificates", "rule", "trusted")}
        told["known_on"] = options.get("known_to") or options.get("known_on")  # signatures count on the day of the run
        return function(claims=Claims(**told), **options)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command
