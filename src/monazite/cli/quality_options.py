"""The options of holding claims against standards and certificates that commands on lines share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.rule_option import DECISION_RULE

if TYPE_CHECKING:
    from monazite.quality.claims.request import Quality

__all__ = ["Claims", "quality_options"]


@dataclass(frozen=True)
class Claims:
    """What the options say of certificates."""

    certificates: tuple[Path, ...]
    rule: str

    def quality(self, as_stated: bool, packs: Path | None, *, quiet: bool = True) -> Quality | None:
        """Return what claims are held against; None with --as-stated.

        Unless `quiet`, what cannot be read of the certificates is told on standard error: the command has no summary.
        """
        if as_stated:
            if self.certificates:
                raise click.UsageError("--as-stated reads no certificates: leave out --certificates, or --as-stated")
            return None
        from monazite.qualifying import open_quality

        found = open_quality(self.certificates, packs=packs, rule=self.rule)
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
)


def quality_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of certificates; the command gets them as one `claims`."""

    @functools.wraps(function)
    def command(**options: Any) -> Any:
        told = {name: options.pop(name) for name in ("certificates", "rule")}
        return function(claims=Claims(**told), **options)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command
