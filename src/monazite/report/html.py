"""Writes the report: one HTML file that holds all it needs, loads nothing and runs nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.errors import UsageError
from monazite.report import charts
from monazite.report.texts import Texts, texts
from monazite.report.view import page
from monazite.summary import Summary
from monazite.write.whole import whole_file, writing

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_UNFIT = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")

__all__ = ["check_reports", "render_report", "write_report"]


def check_reports() -> None:
    """Raise UsageError where the libraries that a report needs are not installed: before the work, not after it."""
    _environment()
    charts.require()


def write_report(path: str, summary: Summary, *, language: str = "en") -> None:
    """Write the report of a run to `path`, whole or not at all.

    `language` is "en" or "zh" and sets the fixed texts; texts of lines stay as declared. Raises UsageError for another
    language or where the extra `reports` is not installed, OutputError where the file cannot be written.
    """
    text = render_report(summary, language=language)
    with whole_file(Path(path)) as file, writing(path):
        file.write_text(text, "utf-8", newline="\n")


def render_report(summary: Summary, *, language: str = "en") -> str:
    """Return the report as a text of HTML."""
    t = texts(language)
    carry = summary.decisions.get("release_with_duties", 0)
    return (
        _environment()
        .get_template("report.html")
        .render(
            t=t,
            s=summary,
            page=page(summary, t),
            css=_css(summary, t),
            headline=_headline(summary, t),
            duties_sentence=t("headline_duties", n=carry) if carry else "",
            version=_version(),
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
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
        finalize=_clean,
    )
    environment.filters |= {"dates": _unbroken_dates, "code": _code, "parts": _parts}
    return environment


def _clean(value: object) -> object:
    """Return a text without characters that cannot stand in HTML or that turn the direction of reading."""
    return _UNFIT.sub("\ufffd", value) if type(value) is str else value


def _unbroken_dates(text: str) -> Markup:
    """Return the text, escaped, with its ISO dates kept on one line."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"\d{4}-\d\d-\d\d", r'<span class="day">\g<0></span>', str(escape(_clean(text)))))


def _parts(text: str) -> Markup:
    """Return the text, escaped, with places to break behind the separators of names."""
    from markupsafe import Markup, escape

    pieces = re.split(r"(?<=[-_./\\#])(?=\w)", str(_clean(text)))
    return Markup("<wbr>").join(escape(piece) for piece in pieces)


def _code(text: str) -> Markup:
    """Return the text, escaped, with words in backticks set as code."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _headline(summary: Summary, t: Texts) -> Markup:
    """Return the sentence that says it all, its counts in bold with the colour of their decision."""
    from markupsafe import Markup, escape

    count = summary.decisions.get
    go = count("release", 0) + count("release_with_duties", 0)
    counts = {"go": go, "wait": count("hold_for_licence", 0), "no": count("refuse", 0), "facts": count("ask", 0)}
    bold: dict[str, Any] = {k: Markup('<b class="{}">{}</b>').format(k, t.number(n)) for k, n in counts.items()}
    return Markup(escape(t("headline", lines="{lines}", **{k: "{" + k + "}" for k in counts}))).format(
        lines=t("lines", n=summary.lines_out), **bold
    )


def _css(summary: Summary, t: Texts) -> Markup:
    """Return the style sheet with the running texts of printed pages, which CSS takes as strings."""
    from markupsafe import Markup

    words = {"$title": summary.title, "$page": t("page"), "$kind": f"Monazite · {t('kind')}"}
    sheet = files(__package__).joinpath("report.css").read_text("utf-8")
    return Markup(re.sub(r"\$\w+", lambda m: _css_string(words.get(m[0], "")), sheet))


def _css_string(text: str) -> str:
    """Return `text` as a CSS string; whatever is not a plain letter or digit is written by its number."""
    clean = "".join(c if c.isprintable() else " " for c in text[:120])
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in clean) + '"'


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("monazite")
    except PackageNotFoundError:
        return ""
