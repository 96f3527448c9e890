"""What `monazite standards qualify` prints and writes: one qualification, or a matrix of grades and markets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from monazite.cli.law_table import console, printed
from monazite.cli.standards_text import grid
from monazite.cli.words_of import words_of
from monazite.quality.qualification import Qualification, QualifyingPath, missing

if TYPE_CHECKING:
    from monazite.report.texts import Texts

__all__ = ["matrix_text", "qualification_record", "qualification_text", "reason_text", "write_matrix"]

COLOURS = {"yes": "green", "conditional": "yellow", "unknown": "magenta", "none": "dim"}
SHOWN = 6  # paths of one qualification


def qualification_record(one: Qualification) -> dict[str, Any]:
    """Return a qualification as plain JSON types, with its reasons in English."""
    t = words_of("recognition", "en")
    return {
        "grade": one.grade.id,
        "product": one.grade.product,
        "market": one.market.id,
        "on": str(one.on),
        "state": one.state,
        "paths": [_path_record(path, t) for path in one.paths],
        "missing": list(_missing(one, t)),
        "may_cover": list(one.silent),
    }


def _path_record(path: QualifyingPath, t: Texts) -> dict[str, Any]:
    record: dict[str, Any] = {"kind": path.kind, "state": path.state, "reason": path.reason}
    record |= {"told": reason_text(path, t), "via": path.via, "limits": list(path.limits)}
    more = {"conditions": path.conditions, "source": path.source, "confidence": path.confidence}
    more["held_by"] = path.held_by
    return record | {name: text for name, text in more.items() if text}


def qualification_text(one: Qualification, language: str, *, terminal: bool) -> str:
    """Return a qualification as text: the answer, the paths with their sources, what is missing."""
    from rich.text import Text

    t, out = words_of("recognition", language), console(terminal=terminal)
    words = {"grade": one.grade.id, "market": one.market.id, "day": one.on, "means": t(f"means.{one.state}")}
    out.print(Text(t("told", **words), style=f"bold {COLOURS[one.state]}"))
    out.print()
    table = grid("plain", "plain", "wide")
    for path in one.paths[:SHOWN]:
        state = Text(t(f"state.{path.state}"), style=COLOURS[path.state])
        table.add_row(Text(t(f"kind.{path.kind}")), state, Text("\n".join(_about(path, t))))
    out.print(table)
    for line in _closing(one, t):
        out.print(line, markup=False)
    return printed(out)


def _about(path: QualifyingPath, t: Texts) -> Iterator[str]:
    yield f"{path.via}: {reason_text(path, t)}"
    if path.conditions:
        yield t("under", words=path.conditions)
    if path.source:
        yield t("source", source=path.source, confidence=path.confidence)


def reason_text(path: QualifyingPath, t: Texts) -> str:
    """Return why a path leads as far as it does."""
    told = t(f"reason.{path.reason}", limits=", ".join(path.limits), count=path.count)
    told += t("not_in_force") if path.standing not in ("", "in_force") else ""
    return told + (t(f"held.{path.held_by}") if path.held_by else "")


def _closing(one: Qualification, t: Texts) -> Iterator[str]:
    gaps = list(_missing(one, t))
    if gaps:
        yield f"\n{t('missing')}"
        yield from (f"  {gap}" for gap in gaps)
    if one.silent:
        yield f"\n{t('silent', words=', '.join(one.silent))}"
    yield f"\n{t('notice')}"


def _missing(one: Qualification, t: Texts) -> Iterator[str]:
    for gap in missing(one):
        yield t(gap, market=one.market.id, product=one.grade.product)


def matrix_text(rows: Sequence[Sequence[Qualification]], language: str, *, terminal: bool) -> str:
    """Return a line a grade, a column a market: how far the best path leads, and which it is."""
    from rich.text import Text

    t, out = words_of("recognition", language), console(terminal=terminal)
    table = grid("wide", *("plain" for _ in rows[0]))
    table.add_row("", *(Text(one.market.id, style="bold") for one in rows[0]))
    for row in rows:
        table.add_row(Text(row[0].grade.id), *(_cell(one, t) for one in row))
    out.print(table)
    out.print(f"\n{t('notice')}", markup=False)
    return printed(out)


def _cell(one: Qualification, t: Texts) -> Any:
    from rich.text import Text

    by = f" ({t(f'kind.{one.paths[0].kind}')})" if one.state != "none" else ""
    return Text(f"{t(f'state.{one.state}')}{by}", style=COLOURS[one.state])


def write_matrix(path: str, rows: Sequence[Sequence[Qualification]]) -> None:
    """Write the matrix as a long table, a row a grade and market; OutputError for a place that will not do."""
    import pyarrow as pa

    from monazite.write import open_output

    names = ("grade", "product", "market", "on", "state", "path", "via", "told", "missing", "may_cover")
    schema = pa.schema([(name, pa.string()) for name in names])
    told = [_row(qualification_record(one)) for row in rows for one in row]
    with open_output(path, title="Qualification", schema=schema, describe=False) as output:
        output.write(pa.RecordBatch.from_pylist(told, schema))


def _row(record: dict[str, Any]) -> dict[str, Any]:
    best = record["paths"][0] if record["paths"] else {}
    row = {name: record[name] for name in ("grade", "product", "market", "on", "state")}
    row |= {"path": best.get("kind"), "via": best.get("via"), "told": best.get("told")}
    return row | {"missing": "; ".join(record["missing"]), "may_cover": "; ".join(record["may_cover"])}
