"""The answer of `monazite goods` as text for a terminal, plain where it is no terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from monazite.cli.goods_answer import Answer
from monazite.cli.goods_reasons import reason
from monazite.cli.goods_sections import (
    Row,
    contents,
    doubts,
    entries,
    headings,
    how_read,
    questions,
    unmixed,
    waiting,
    what,
)
from monazite.cli.law_table import console, printed
from monazite.cli.words_of import words_of
from monazite.report.texts import Texts
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    from rich.padding import Padding
    from rich.table import Table

__all__ = ["answer_text", "goods_texts"]

ECHOED = 400  # signs of the description that stand above the answer
COLOURS = {"listed": "bold red", "may_be_listed": "bold yellow", "not_listed": "bold green", "cannot_tell": "bold cyan"}
INDENT = 2
# The sections in order.
SECTIONS = (
    ("what", what),
    ("contents", contents),
    ("unmixed", unmixed),
    ("entries", entries),
    ("waiting", waiting),
    ("headings", headings),
    ("doubts", doubts),
    ("ask", questions),
    ("read", how_read),
)


def goods_texts(language: str) -> Texts:
    """Return the fixed texts of the command in a language."""
    return words_of("goods", language)


def answer_text(answer: Answer, language: str, *, every: bool, terminal: bool) -> str:
    """Return an answer as text in sections; with `every` all candidates and all evidence."""
    t = goods_texts(language)
    out = console(terminal=terminal)
    for text, style in _head(answer, t):
        out.print(text, style=style, markup=False)
    for name, section in SECTIONS:
        rows = list(section(answer, t, every))
        if rows:
            out.print()
            out.print(t(name), style="bold", markup=False)
            for block in _blocks(rows):
                out.print(block)
    out.print()
    out.print(_closing(answer, t), style="dim", markup=False)
    return printed(out)


def _blocks(rows: Sequence[Row]) -> Iterator[Table | Padding]:
    """Yield rows as tables; a row of one cell is a line of its own."""
    from itertools import groupby

    from rich.padding import Padding
    from rich.text import Text

    for alone, those in groupby(rows, key=lambda row: len(row.cells) == 1):
        if alone:
            yield from (Padding(Text(r.cells[0], style=r.style, overflow="fold"), (0, 0, 0, INDENT)) for r in those)
        else:
            yield _table(list(those))


def _table(rows: Sequence[Row]) -> Table:
    """Return rows as a grid: the last column takes what is left of the width and breaks its lines."""
    from rich.table import Table
    from rich.text import Text

    width = max(len(row.cells) for row in rows)
    table = Table.grid(padding=(0, INDENT, 0, 0))
    for _ in range(width):
        table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")  # anything else crops lines with wide signs
    for row in rows:
        empty = ("",) * (width - len(row.cells))
        table.add_row(*(Text(cell) for cell in ("", *row.cells[:-1], *empty)), Text(row.cells[-1], style=row.style))
    return table


def _head(answer: Answer, t: Texts) -> Iterator[tuple[str, str | None]]:
    found, desk = answer.found, answer.desk
    because = reason(t.name("why", found.because).removeprefix("why."), t)
    if found.verdict in ("not_listed", "cannot_tell") and found.every_waiting:
        because += t("semicolon") + t("waits")
    yield f"{t(f'verdict.{found.verdict}')}{t('colon')}{because}", COLOURS[found.verdict]
    yield t("quote", words=_short(answer.texts.description)), None
    if answer.line:
        yield f"{t('declared')}{t('colon')}{_declared(answer, t)}", None
    under = t("under", regimes=t("comma").join(desk.laws), day=desk.on, known=desk.known_on)
    yield under + (t("announced") if desk.reading == "announced" else ""), "dim"
    for law in desk.laws.values():
        if law.state_of_knowledge and max(desk.on, desk.known_on) > law.state_of_knowledge:
            yield f"{law.id}{t('colon')}{t('beyond', day=law.state_of_knowledge)}", "yellow"


def _declared(answer: Answer, t: Texts) -> str:
    from monazite.cli.goods_values import rates, stated_texts

    return t("comma").join((*stated_texts(answer.line, vocabulary(), t), *rates(answer.line, t)))


def _closing(answer: Answer, t: Texts) -> str:
    return t("closing") + (t("notice") if t.language == "zh" else f" {answer.desk.goods.notice}".rstrip())


def _short(text: str) -> str:
    """Return a description on one line, its middle left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= ECHOED else f"{line[: ECHOED * 3 // 4]} … {line[-ECHOED // 4 :]}"
