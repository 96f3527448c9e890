"""Mistakes in files of certificates, told in the language that is asked for.

Readers tell them in English; the Chinese sentence is found by the English one, with what stands in it kept. What
libraries say of broken JSON, XML and workbooks stays as they say it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib.resources import files

from monazite.errors import Problem, VocabularyError
from monazite.text_yaml import read_yaml_text

__all__ = ["problem_in", "translated"]

PLACE = re.compile(r"\{(\w+)\}")
BETWEEN, LABELS = ": ", 5  # a message may begin with the name of its place, in which there may be colons too


def problem_in(problem: Problem, language: str) -> Problem:
    """Return a mistake with its text and hint in a language ("en" or "zh"); its place and code stay."""
    if language != "zh":
        return problem
    return replace(problem, text=translated(problem.text, language), hint=translated(problem.hint, language))


def translated(text: str, language: str) -> str:
    """Return a message in a language; as it is where there are no words for it.

    >>> translated("/results/0/value: 'x' is no number", "zh")
    '/results/0/value: “x”不是数值'
    """
    if language != "zh":
        return text
    parts = text.split(BETWEEN, LABELS)
    for k in range(len(parts)):
        if (found := _chinese(BETWEEN.join(parts[k:]))) is not None:
            return BETWEEN.join([*parts[:k], found])
    return text


def _chinese(message: str) -> str | None:
    for pattern, chinese in _sentences():
        if match := pattern.fullmatch(message):
            parts = match.groupdict()
            parts |= {"hint": translated(parts["hint"], "zh")} if "hint" in parts else {}
            return chinese.format(**parts)
    return None


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the English sentences as patterns, each with the Chinese one, in the order of the file."""
    text = files(__package__).joinpath("certificate_mistakes.yml").read_text("utf-8")
    tree, problems = read_yaml_text(text, "certificate_mistakes.yml")
    if problems:
        raise VocabularyError(problems)
    return tuple((_pattern(each["en"]), each["zh"]) for each in tree.values())


def _pattern(english: str) -> re.Pattern[str]:
    pieces = PLACE.split(english)
    named = (f"(?P<{piece}>.*)" if k % 2 else re.escape(piece) for k, piece in enumerate(pieces))
    return re.compile("".join(named), re.DOTALL)
