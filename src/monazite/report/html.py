"""Writes the report: one HTML file that holds all it needs, loads nothing and runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monazite.report import charts
from monazite.report.pages import environment, style, version, write_page
from monazite.report.texts import Texts, texts
from monazite.report.view import page
from monazite.summary import Summary

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["check_reports", "render_report", "write_report"]


def check_reports() -> None:
    """Raise UsageError where the libraries that a report needs are not installed: before the work, not after it."""
    environment()
    charts.require()


def write_report(path: str, summary: Summary, *, language: str = "en") -> None:
    """Write the report of a run to `path`, whole or not at all.

    `language` is "en" or "zh" and sets the fixed texts; texts of lines stay as declared. Raises UsageError for another
    language or where the extra `reports` is not installed, OutputError where the file cannot be written.
    """
    text = render_report(summary, language=language)
    write_page(path, text)


def render_report(summary: Summary, *, language: str = "en") -> str:
    """Return the report as a text of HTML."""
    t = texts(language)
    carry = summary.decisions.get("release_with_duties", 0)
    return (
        environment()
        .get_template("report.html")
        .render(
            t=t,
            s=summary,
            page=page(summary, t),
            css=_css(summary, t),
            headline=_headline(summary, t),
            duties_sentence=t("headline_duties", n=carry) if carry else "",
            version=version(),
        )
    )


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
    return style({"$title": summary.title, "$page": t("page"), "$kind": f"Monazite · {t('kind')}"})
