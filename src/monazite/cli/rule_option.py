"""The option for a decision rule, the same in every command that judges results."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from monazite.errors import UsageError

__all__ = ["DECISION_RULE", "RuleName"]

NAMES = {
    "simple": "no guard band",
    "guard_u": "guard band of U, a risk below 2.5 %",
    "guard_5": "guard band of 1.645 u, a risk below 5 %",
}


class RuleName(click.ParamType[str]):
    """A decision rule by its name, by its guard band ("0.83U", "1.2u"), or by the risk that it takes ("risk 2%")."""

    name = "rule"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the id of the rule; fail for what is none."""
        from monazite.quality.decision import rule_of

        try:
            return rule_of(str(value)).id
        except UsageError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the names that begin so."""
        del ctx, param
        return [CompletionItem(name, help=told) for name, told in NAMES.items() if name.startswith(incomplete)]


DECISION_RULE: dict[str, Any] = {
    "type": RuleName(),
    "default": "simple",
    "show_default": True,
    "help": "Decision rule: simple, guard_u (band of U), guard_5 (risk below 5 %), a guard band such as 0.83U or 1.2u, "
    "or a risk such as 'risk 2%'.",
}
