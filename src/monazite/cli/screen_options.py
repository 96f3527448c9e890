"""The option that the commands of `monazite screen` share: the language of their texts."""

from __future__ import annotations

import click

__all__ = ["language_option"]

language_option = click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of texts."
)
