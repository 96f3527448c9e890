"""The figures as tables in Markdown, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.goods.cases import HALVES, Case
from benchmarks.goods.metrics import COLUMNS, Figure, groups, measures
from benchmarks.goods.peers import Worded

__all__ = ["as_json", "as_text"]

Sets = Mapping[str, Sequence[Case]]
Runs = Mapping[str, Mapping[str, Any]]
OUTSIDE = ("HS@1", "HS@5", "MRR")


def as_text(sets: Sets, runs: Runs, model: str, *, brief: bool = False) -> str:
    """Return all tables: first a section for each set, then what the columns mean."""
    parts = [line for name, cases in sets.items() for line in _section(name, cases, runs, brief)]
    about = [f"`{column}`: {meaning}" for column, meaning in COLUMNS.items()]
    about.append(
        f"—: not answered. Word search and embeddings give no verdict: they clear nothing. BM25 is {Worded.name}."
    )
    about.append(f"The embedding is {model}. `ms`: CPU for each distinct line; `build s`: CPU to build; `GB`: peak.")
    about.append("RRF: ours and the embedding fused by rank; its costs are the sums of both.")
    return "\n".join([*parts, *about]) + "\n"


def _section(name: str, cases: Sequence[Case], runs: Runs, brief: bool) -> Iterator[str]:
    for group, places in groups(cases):
        if not places or (brief or name not in HALVES) and group != "all":
            continue
        columns = tuple(COLUMNS) if name in HALVES else OUTSIDE
        yield f"\n{name}, {group}: {_counts([cases[n] for n in places])}\n"
        yield "| method | " + " | ".join((*columns, *(("ms", "build s", "GB") if group == "all" else ()))) + " |"
        yield "|---|" + "---|" * (len(columns) + 3 * (group == "all"))
        for method, run in runs.items():
            figures = _measured(cases, run["sets"][name], places)
            costs = _costs(run, name) if group == "all" else []
            yield f"| {method} | " + " | ".join([*(_shown(c, figures[c]) for c in columns), *costs]) + " |"


def _measured(cases: Sequence[Case], part: Mapping[str, Any], places: Sequence[int]) -> dict[str, Figure | None]:
    return measures([cases[n] for n in places], [part["answers"][n] for n in places])


def _counts(cases: Sequence[Case]) -> str:
    controlled = sum(c.controlled in ("yes", "depends") for c in cases)
    free, coded = sum(c.controlled == "no" for c in cases), sum(bool(c.gold_tariff) for c in cases)
    told = f", {controlled} controlled, {free} not" if controlled + free else ""
    return f"{len(cases)} cases{told}, {coded} with a tariff code"


def _costs(run: Mapping[str, Any], name: str) -> list[str]:
    return [f"{run['sets'][name]['cpu_ms']:.2f}", f"{run['built_s']:.1f}", f"{run['peak_gb']:.2f}"]


def _shown(column: str, figure: Figure | None) -> str:
    if figure is None:
        return "—"
    return f"{float(figure.share):.3f}" if column == "MRR" else f"{float(100 * figure.share):.1f} %"


def as_json(sets: Sets, runs: Runs) -> dict[str, Any]:
    """Return every figure by set, group, method and column, as share and number of cases; nothing of single cases."""
    return {
        name: {
            "costs": {
                m: {"cpu_ms": r["sets"][name]["cpu_ms"], "built_s": r["built_s"], "peak_gb": r["peak_gb"]}
                for m, r in runs.items()
            },
            "groups": {
                group: {"cases": len(at), "methods": {m: _plain(cases, r["sets"][name], at) for m, r in runs.items()}}
                for group, at in groups(cases)
                if at
            },
        }
        for name, cases in sets.items()
    }


def _plain(cases: Sequence[Case], part: Mapping[str, Any], places: Sequence[int]) -> dict[str, Any]:
    found = _measured(cases, part, places)
    return {c: None if f is None else {"share": round(float(f.share), 4), "of": f.of} for c, f in found.items()}
