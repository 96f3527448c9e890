"""What the commands of `monazite standards` print, in English and Chinese."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from monazite.cli.law_table import console, printed
from monazite.cli.standards_record import adoptions_of, exact, methods_of
from monazite.cli.words_of import words_of
from monazite.quality.designation import designation
from monazite.quality.history import waited
from monazite.quality.model import Batch, Edition, Grade, MethodScope, Period, Register, Requirement
from monazite.quality.registry import editions_of, end_of, followers, is_project, standing, start_of
from monazite.quality.search import Asked
from monazite.quality.stages import stage_named
from monazite.report.texts import Texts

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = ["batch_text", "drafts_of", "grid", "list_text", "said_text", "show_text", "standards_texts", "title_of"]

COLOURS = {"in_force": "green", "issued": "yellow", "project": "cyan", "withdrawn": "dim", "unknown": "magenta"}


def standards_texts(language: str) -> Texts:
    """Return the fixed texts of the commands in a language."""
    return words_of("standards", language)


def title_of(edition: Edition, t: Texts) -> str:
    """Return the title in the language, in English where there is none."""
    return (edition.title_zh if t.language == "zh" else "") or edition.title


def grid(*columns: str) -> Table:
    """Return a table without lines; "wide" takes what room is left, "right" stands to the right."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2, 0, 0))
    for column in columns:
        wide = column == "wide"
        table.add_column(ratio=1 if wide else None, no_wrap=not wide, justify="right" if column == "right" else "left")
    return table


def list_text(
    register: Register, editions: Sequence[Edition], hidden: int, on: dt.date, language: str, *, terminal: bool
) -> str:
    """Return editions as lines: number, standing, confidence, title."""
    from rich.text import Text

    t, out = standards_texts(language), console(terminal=terminal)
    table = grid("plain", "plain", "plain", "wide")
    for each in editions:
        told = standing(register, each, on)
        state = Text(t(f"standing.{told}"), style=COLOURS[told])
        table.add_row(Text(each.id), state, each.confidence, Text(title_of(each, t)))
    out.print(table)
    closing = [t("counted", n=len(editions), day=on), *([t("hidden", n=hidden)] if hidden else []), t("notice")]
    return _closed(out, closing)


def said_text(text: str, language: str) -> str:
    """Return what the designation of a grade says."""
    t, found = standards_texts(language), designation(text)
    assert found is not None
    parts = [
        f"{''.join(found.elements)} {found.form}",
        found.nines,
        f"{found.share} % {found.of}" if found.share else "",
    ]
    parts += [f"({exact(found.purity)} %)" if found.purity else "", found.variant]
    return t("says", text=text, words=" ".join(part for part in parts if part))


# ------------------------------------------------------------ one edition
def show_text(register: Register, thing: Asked, on: dt.date, language: str, *, terminal: bool) -> str:
    """Return an edition in full: days, what it follows, grades with limits as printed, methods, adoption, sources."""
    t, out, edition = standards_texts(language), console(terminal=terminal), thing.edition
    assert edition is not None
    out.print(f"{edition.id}  {title_of(edition, t)}", style="bold", markup=False)
    if t.language == "en" and edition.title_zh:
        out.print(edition.title_zh, markup=False)
    told = standing(register, edition, on)
    out.print(t(f"told.{told}", day=on), style=COLOURS[told], markup=False)
    count = len(editions_of(register, edition.standard))
    if thing.chosen and count > 1:
        out.print(t("chosen", day=on, n=count), markup=False)
    for line in _about(edition, t):
        out.print(line, markup=False)
    _section(out, t("life"), _life(register, edition, t))
    _grades(out, thing.grades, t)
    _section(out, t("methods"), map(lambda scope: _scope(scope, t), methods_of(register, edition.id)))
    _section(out, t("adoption"), _adoptions(register, edition, t))
    _section(out, t("sources"), _sources(edition, thing.grades, methods_of(register, edition.id), t))
    return _closed(out, [t("notice")])


def _closed(out: Console, lines: Iterable[str]) -> str:
    out.print()
    for line in lines:
        out.print(line, markup=False)
    return printed(out)


def _section(out: Console, title: str, lines: Iterable[str]) -> None:
    told = [line for line in lines if line]
    if told:
        out.print(f"\n{title}", style="bold", markup=False)
    for line in told:
        out.print(f"  {line}", markup=False)


def _about(edition: Edition, t: Texts) -> Iterator[str]:
    ics = f"ICS {'; '.join(edition.ics)}" if edition.ics else ""
    parts = (edition.kind, edition.body, edition.committee, ics, f"CCS {edition.ccs}" if edition.ccs else "")
    yield " · ".join(part for part in parts if part)
    if edition.kind == "market-specification":
        yield t("market")
    if edition.note:
        yield edition.note


def _life(register: Register, edition: Edition, t: Texts) -> Iterator[str]:
    issued, days = edition.issued, waited(edition)
    yield t("issued", day=issued) if issued else ""
    between = f" ({t('waited', n=days)})" if days is not None else ""
    yield t("in_force", day=edition.in_force) + between if edition.in_force else _guess(edition, t)
    end = end_of(register, edition)
    yield t("withdrawn", day=edition.withdrawn) if edition.withdrawn else t("ends", day=_span(end)) if end else ""
    yield t("stage", code=edition.stage, words=stage_named(edition.stage, t.language)) if edition.stage else ""
    yield t("replaces", ids=", ".join(edition.replaces)) if edition.replaces else ""
    after = followers(register, edition)
    yield t("replaced", ids=", ".join(each.id for each in after)) if after else ""
    yield t("became", id=edition.became) if edition.became else ""
    yield t("batch", id=edition.batch) if edition.batch else ""


def _span(period: Period) -> str:
    return str(period.first) if period.first == period.last else f"{period.first} … {period.last}"


def _guess(edition: Edition, t: Texts) -> str:
    start = start_of(edition)
    known = start is None or start == edition.issued
    return "" if known or start is None else t("guessed", first=start.first, last=start.last)


def _grades(out: Console, grades: Sequence[Grade], t: Texts) -> None:
    if grades:
        out.print(f"\n{t('grades')}", style="bold")
    for grade in grades:
        named = grade.name if grade.name != grade.product else ""
        number = t("number", number=grade.number) if grade.number and grade.number != grade.name else ""
        out.print("  " + "  ".join(part for part in (named, number, grade.product) if part), style="bold", markup=False)
        if not grade.requirements:
            out.print(f"    {t('by_name')}", markup=False)
        else:
            out.print(_requirements(grade.requirements, t))


def _requirements(requirements: Sequence[Requirement], t: Texts) -> Table:
    from rich.text import Text

    table = grid("plain", "plain", "right", "plain", "plain", "plain", "wide")
    for one in requirements:
        limit = t("balance") if one.kind == "balance" else one.printed
        words = [t("informational")] if one.kind == "informational" else []
        words += [t("rounded")] if one.limits.compare == "rounded" else []
        words += [part for part in (one.method, one.note) if part]
        unit = "" if one.kind == "balance" else one.unit
        cells = (one.analyte, limit, unit, t(f"basis.{one.basis}"), one.confidence, "; ".join(words))
        table.add_row("  ", *(Text(cell) for cell in cells))
    return table


def _scope(scope: MethodScope, t: Texts) -> str:
    low, high = exact(scope.low) or "…", exact(scope.high) or "…"
    known = scope.low is not None or scope.high is not None
    span = t("range", low=low, high=high, unit=scope.unit) if known else t("no_range")
    part = scope.edition.partition(" method ")[2]
    words = [f"method {part}" if part else "", scope.matrix, scope.analyte, span]
    words += [t("except", words=scope.excluded)] if scope.excluded else []
    return " · ".join(word for word in (*words, scope.note if known else "") if word)


def _adoptions(register: Register, edition: Edition, t: Texts) -> Iterator[str]:
    for one in adoptions_of(register, edition.id):
        ends = {"national": one.national, "international": one.international}
        yield t("adopts", degree=one.degree, words=t(f"degree.{one.degree}"), **ends)


def _sources(edition: Edition, grades: Sequence[Grade], scopes: Sequence[MethodScope], t: Texts) -> Iterator[str]:
    """Yield each source once, with how far it is to be trusted."""
    told = [(edition.source, edition.confidence)]
    told += [(one.source, one.confidence) for grade in grades for one in grade.requirements]
    told += [(scope.source, scope.confidence) for scope in scopes]
    for source, letter in dict.fromkeys(told):
        yield f"{source}  ({t('confidence', letter=letter, words=t(f'confidence.{letter}'))})"


# ------------------------------------------------------------ a batch of drafts
def drafts_of(register: Register, batch: Batch) -> list[Edition]:
    """Return the drafts of a batch that are known by name."""
    return [each for each in register.editions.values() if each.batch == batch.id and is_project(each)]


def batch_text(register: Register, batch: Batch, language: str, *, terminal: bool) -> str:
    """Return a batch of drafts: its window, how many there are, those known by name."""
    t, out = standards_texts(language), console(terminal=terminal)
    out.print(f"{batch.id}  {(batch.title_zh if language == 'zh' else '') or batch.title}", style="bold", markup=False)
    drafts, count = drafts_of(register, batch), batch.drafts
    window = {"opens": batch.opens, "closes": batch.closes, "zone": batch.zone, "n": batch.days}
    told = [t("window", **window) if batch.days else ""]
    told += [t("drafts", n=count if count is not None else "?", known=len(drafts))]
    told += [t("sectors", words="; ".join(batch.sectors)) if batch.sectors else "", batch.note]
    for line in filter(None, told):
        out.print(line, markup=False)
    out.print()
    for each in drafts:
        out.print(f"  {each.id}  {title_of(each, t)}", markup=False)
    words = t("confidence", letter=batch.confidence, words=t(f"confidence.{batch.confidence}"))
    _section(out, t("sources"), [f"{batch.source}  ({words})"])
    return _closed(out, [t("notice")])
