"""The fixed texts of the report in one language, and how numbers, days and money are written in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files

from monazite.errors import UsageError, VocabularyError, nearest
from monazite.text_yaml import read_yaml_text

__all__ = ["LANGUAGES", "Texts", "short", "texts"]

TEXT = 180  # letters of one text of the input

LANGUAGES = {"en": "en", "zh": "zh-Hans"}
MONTHS = ("January February March April May June July August September October November December").split()


class Texts:
    """Texts by key; `tag` is the language's tag for HTML."""

    def __init__(self, language: str, entries: Mapping[str, Mapping[str, str]]) -> None:
        self.language, self.tag = language, LANGUAGES[language]
        self._entries = entries

    def __call__(self, key: str, **words: object) -> str:
        """Return the text of `key` with its braces filled; a count `n` is written with separators.

        >>> texts("en")("lines", n=1200)
        '1,200 lines'
        """
        entry = self._entries[key]
        n = words.get("n")
        text = entry["one"] if n == 1 and self.language == "en" and "one" in entry else entry[self.language]
        if isinstance(n, int):
            words["n"] = self.number(n)
        return text.format(**words) if words else text

    def name(self, group: str, word: str) -> str:
        """Return the text for `group.word`, or the word itself where there is none."""
        entry = self._entries.get(f"{group}.{word}")
        return entry[self.language] if entry else word

    def number(self, n: int) -> str:
        """Return a whole number with separators."""
        return f"{n:,}"

    def share(self, part: int, whole: int) -> str:
        """Return a share in per cent, one digit behind the point; small ones are never written as nothing or all."""
        if not whole or part in (0, whole):
            return "100 %" if whole and part == whole else "0 %"
        tenths = (2000 * part + whole) // (2 * whole)
        if tenths in (0, 1000):
            return "<0.1 %" if tenths == 0 else ">99.9 %"
        return f"{tenths // 10}.{tenths % 10} %"

    def day(self, day: date | None) -> str:
        """Return a day as people write it."""
        if day is None:
            return self("not_stated")
        if self.language == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def country(self, code: str | None) -> str:
        """Return a country as people name it, with its code."""
        if code in ("", "?", None):
            return self("destination_unknown")
        name = country_names(self.language).get(str(code))
        return f"{name} ({code})" if name else str(code)

    def money(self, value: int | None, currency: str) -> str:
        """Return an amount of 1e-4 units exactly: two digits behind the point, four where there are more."""
        if value is None:
            return self("not_stated")
        sign, (whole, part) = "−" * (value < 0), divmod(abs(value), 10_000)
        digits = f"{part:04d}" if part % 100 else f"{part // 100:02d}"
        return f"{currency} {sign}{whole:,}.{digits}".strip()


@lru_cache(maxsize=2)
def country_names(language: str) -> dict[str, str]:
    """Return code → name; where a country has several names the first."""
    import csv

    lines = files("monazite.read").joinpath("countries.csv").read_text("utf-8").splitlines()
    return {row["code2"]: row[language].split("|")[0] for row in csv.DictReader(lines)}


@lru_cache(maxsize=8)
def texts(language: str, *pages: str) -> Texts:
    """Return the texts in `language` ("en" or "zh"), with those of other pages; raise UsageError for another language.

    What a page's own file (`whatif` stands for whatif.yml) says goes before what all pages say.
    """
    if language not in LANGUAGES:
        raise UsageError(f"the report has no language '{language}': {nearest(language, LANGUAGES)}")
    entries: dict[str, Mapping[str, str]] = {}
    for name in ("texts", *pages):
        text = files(__package__).joinpath(f"{name}.yml").read_text("utf-8")
        tree, problems = read_yaml_text(text, f"report/{name}.yml")
        if problems:
            raise VocabularyError(problems)
        entries |= tree
    return Texts(language, entries)


def short(text: str | None, at_most: int = TEXT) -> str:
    """Return the text without control characters and blanks at its ends, cut where it is very long."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in text or "").split())
    return clean if len(clean) <= at_most else clean[: at_most - 1] + "…"
