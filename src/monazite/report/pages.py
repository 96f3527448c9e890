"""What every page is made with: the template environment, the style sheet, the version; nothing is loaded or run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.errors import OutputError, UsageError
from monazite.write.whole import whole_file, writing

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["check_place", "clean", "environment", "style", "version", "write_page"]

_UNFIT = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the template environment: everything is escaped, and a word without a value is an error."""
    try:
        import jinja2
    except ImportError as error:
        hint = "pip install 'monazite[reports]'"
        raise UsageError(f"the report is laid out with jinja2, which is not installed: {hint}") from error
    folder = files(__package__).joinpath("templates")
    loader = jinja2.FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8"))
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=clean,
    )
    environment.filters |= {"dates": _unbroken_dates, "code": _code, "parts": _parts}
    return environment


def check_place(option: str, path: str) -> None:
    """Raise before the work where a page could not be written after it; `option` is the one that names it."""
    environment()
    folder = Path(path).resolve().parent
    if not folder.is_dir():
        raise OutputError(f"{option} {path}: the folder {folder} does not exist")


def write_page(path: str, text: str) -> None:
    """Write a page to `path`, whole or not at all; raise OutputError where it cannot be written."""
    with whole_file(Path(path)) as file, writing(path):
        file.write_text(text, "utf-8", newline="\n")


def clean(value: object) -> object:
    """Return a text without characters that cannot stand in HTML or that turn the direction of reading."""
    return _UNFIT.sub("\ufffd", value) if type(value) is str else value


def _unbroken_dates(text: str) -> Markup:
    """Return the text, escaped, with its ISO dates kept on one line."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"\d{4}-\d\d-\d\d", r'<span class="day">\g<0></span>', str(escape(clean(text)))))


def _parts(text: str) -> Markup:
    """Return the text, escaped, with places to break behind the separators of names."""
    from markupsafe import Markup, escape

    pieces = re.split(r"(?<=[-_./\\#])(?=\w)", str(clean(text)))
    return Markup("<wbr>").join(escape(piece) for piece in pieces)


def _code(text: str) -> Markup:
    """Return the text, escaped, with words in backticks set as code."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def style(words: Mapping[str, str]) -> Markup:
    """Return the style sheet with the running texts of printed pages ($title, $kind, $page) as CSS strings."""
    from markupsafe import Markup

    sheet = files(__package__).joinpath("report.css").read_text("utf-8")
    return Markup(re.sub(r"\$\w+", lambda m: _css_string(words.get(m[0], "")), sheet))


def _css_string(text: str) -> str:
    """Return `text` as a CSS string; whatever is not a plain letter or digit is written by its number."""
    clean = "".join(c if c.isprintable() else " " for c in text[:120])
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in clean) + '"'


def version() -> str:
    """Return the version of Monazite, empty where it is not installed."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        return str(metadata("monazite")["Version"])
    except PackageNotFoundError:
        return ""
