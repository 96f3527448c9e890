"""Why something was read, in the language of the reader: the engine says it in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from monazite.errors import VocabularyError
from monazite.report.texts import Texts
from monazite.text_yaml import Mapping as TextMapping
from monazite.text_yaml import read_yaml_text

__all__ = ["REASONS", "reason"]

REASONS = "goods_reasons.yml"


def reason(because: str, t: Texts) -> str:
    """Return a reason in the language of the texts; in English where it has no translation."""
    if t.language == "en" or not because:
        return because
    whole, patterns = _reasons()
    if because in whole:
        return whole[because]
    for pattern, text in patterns:
        if found := pattern.fullmatch(because):
            return text.format(x=found[1])
    return because


@cache
def _reasons() -> tuple[Mapping[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Return the translations of whole reasons, and those of reasons that quote words."""
    tree, problems = read_yaml_text(files(__package__).joinpath(REASONS).read_text("utf-8"), REASONS)
    if problems or not isinstance(tree, TextMapping):
        raise VocabularyError(problems)
    known = {str(english): str(text) for english, text in tree.items()}
    quoting = {english: text for english, text in known.items() if "{x}" in english}
    patterns = ((re.escape(e).replace(re.escape("{x}"), "(.+)"), text) for e, text in quoting.items())
    return known, tuple((re.compile(pattern, re.DOTALL), text) for pattern, text in patterns)
