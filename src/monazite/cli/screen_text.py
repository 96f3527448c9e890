"""The words of `monazite screen` in the language of the reader; the engine gives its reasons in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from monazite.cli.words_of import words_of
from monazite.errors import VocabularyError
from monazite.parties.cells import UNREAD
from monazite.report.texts import Texts, short
from monazite.text_yaml import read_yaml_text

if TYPE_CHECKING:
    from monazite.parties.names.told import Explanation

__all__ = ["not_clear", "reason", "screen_texts", "why"]

LOWERED = 3  # reasons of a low score that are told


def screen_texts(language: str) -> Texts:
    """Return the fixed texts of the command in a language."""
    return words_of("screen", language)


def _tree(name: str) -> Mapping[str, Any]:
    tree, problems = read_yaml_text(files(__package__).joinpath(name).read_text("utf-8"), name)
    if problems:
        raise VocabularyError(problems)
    return {str(key): value for key, value in tree.items()}


@cache
def _reasons() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the translations of reasons, those that say most before those that fit most."""
    known = sorted(_tree("screen_reasons.yml").items(), key=lambda one: -len(re.sub(r"\{.\}", "", one[0])))
    places = ((re.sub(r"\\\{(.)\\\}", r"(?P<\1>.+?)", re.escape(english)), str(text)) for english, text in known)
    return tuple((re.compile(pattern, re.DOTALL), text) for pattern, text in places)


def reason(english: str, t: Texts) -> str:
    """Return a reason in the language of the texts; in English where it has no translation."""
    if t.language == "en":
        return english
    for pattern, text in _reasons():
        if found := pattern.fullmatch(english):
            return text.format(**{name: t.name("kind", word) for name, word in found.groupdict().items()})
    return english


def why(told: Explanation, t: Texts) -> str:
    """Return why a score is what it is, in one line."""
    if t.language == "en":
        return short(told.text(), 2_000)
    return short(" · ".join(_why(told, t)) or t("nothing.to.compare"), 2_000)


def _why(told: Explanation, t: Texts) -> Iterator[str]:
    from monazite.parties.names.score import MEASURES

    names = {text: name for name, text in MEASURES.items()}
    agreed = [f"{a} = {b}" if a != b else a for a, b, _, _ in told.matched]
    for key, words in (("agree", agreed), ("only.asked", told.unmatched[0]), ("only.listed", told.unmatched[1])):
        if words:
            yield t(key, words=t("between").join(words))
    if told.lowered:
        lowered = (t.name("measure", names.get(what, what)) for what, _ in told.lowered[:LOWERED])
        yield t("lowered", words=t("clause").join(lowered))
    yield from (reason(sign.text, t) for sign in told.evidence)


def not_clear(told: str, t: Texts) -> str:
    """Return what is wrong with a list, "us-csl: stale, last checked …", in the language of the texts."""
    if t.language == "en":
        return short(told, 2_000)
    name, sign, rest = told.partition(": ")
    if not sign or told.startswith(UNREAD):
        return short(reason(told, t), 2_000)
    state, comma, after = rest.partition(", ")
    known = state in ("missing", "stale") and comma
    reasons = [after] if known else rest.split("; ")
    return (
        f"{name}：{t.name('list', state) + '，' if known else ''}{t('clause').join(reason(one, t) for one in reasons)}"
    )
