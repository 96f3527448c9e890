"""The fixed texts of a command, from the file of its words beside it."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from monazite.errors import VocabularyError
from monazite.report.texts import Texts
from monazite.text_yaml import read_yaml_text

__all__ = ["words_of"]


@lru_cache(maxsize=16)
def words_of(name: str, language: str) -> Texts:
    """Return the texts of `name`_words.yml in a language ("en" or "zh")."""
    tree, problems = read_yaml_text(files(__package__).joinpath(f"{name}_words.yml").read_text("utf-8"), name)
    if problems:
        raise VocabularyError(problems)
    return Texts(language, tree)
