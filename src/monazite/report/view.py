"""Everything the report shows, as texts in its language and in its order; the template only lays it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monazite.outcomes import DECISIONS
from monazite.report.charts import COLOURS
from monazite.report.conflicts import Conflict, conflicts
from monazite.report.knowledge import Knowledge, knowledge
from monazite.report.lines import Case, Ground, Question, cases, decisive, ground, question
from monazite.report.pictures import Picture, outcome_label, pictures
from monazite.report.texts import Texts, short
from monazite.summary import Summary

__all__ = ["Page", "page"]

ROWS = 40
LAW_ROWS = 250
INPUTS = 30
WAITING = 3


@dataclass(frozen=True)
class Share:
    """One decision: how many lines, which part of all, and what they are worth."""

    key: str
    lines: int
    share: str
    width: str
    colour: str
    values: Sequence[str]


@dataclass(frozen=True)
class Wanted:
    """A fact to obtain, the lines it could change, and the provisions that wait for it."""

    question: Question
    lines: str
    waiting: Sequence[Ground]
    more: int


@dataclass(frozen=True)
class Law:
    """A provision that decided or could decide; counts as texts."""

    ground: Ground
    outcome: str
    days: str
    holds: str
    open: str
    confidence: str
    grade: str


@dataclass(frozen=True)
class Counted:
    """Texts with their counts, most first; `more` is how many are left out."""

    rows: Sequence[tuple[str, str]]
    more: int


@dataclass(frozen=True)
class Page:
    """The whole report."""

    summary: Summary
    knowledge: Knowledge
    shares: Sequence[Share]
    pictures: Sequence[Picture]
    cases: Sequence[Case]
    listed: str
    wanted: dict[str, list[Wanted]]
    law: Sequence[Law]
    law_more: int
    memory: int
    items: Counted
    duties: Counted
    conflicts: Sequence[Conflict]
    findings: Counted
    inputs: Sequence[str]
    inputs_more: int

    @property
    def any_waiting(self) -> bool:
        """Whether it is known for any fact which provisions wait for it."""
        return any(row.waiting for rows in self.wanted.values() for row in rows)


def page(summary: Summary, t: Texts) -> Page:
    """Return what the report of `summary` shows, in the language of `t`."""
    found, law = cases(summary, t), _law(summary, t)
    return Page(
        summary=summary,
        knowledge=knowledge(summary, t),
        shares=[_share(summary, key, t) for key in DECISIONS],
        pictures=pictures(summary, t),
        cases=found,
        listed=_listed(summary, found, t),
        wanted=_wanted(summary, t),
        law=law[:LAW_ROWS],
        law_more=max(0, len(law) - LAW_ROWS),
        memory=sum(row.ground.memory for row in law),
        items=_counted(summary.items, t),
        duties=_counted(summary.duties, t),
        conflicts=conflicts(summary, t),
        findings=_counted(summary.findings, t),
        inputs=[short(name) for name in summary.inputs[:INPUTS]],
        inputs_more=max(0, len(summary.inputs) - INPUTS),
    )


def _listed(summary: Summary, found: Sequence[Case], t: Texts) -> str:
    """Return the sentence that says which of the lines that cannot simply go are listed."""
    from monazite.summary import FIRST

    parts = []
    for key in reversed([key for key in DECISIONS if key != "release" and summary.decisions.get(key)]):
        shown = sum(len(case.rows) for case in found if case.decision == key)
        words = {"decision": t.name("decision", key), "shown": t.number(shown)}
        parts.append(t("listed_part", **words, all=t.number(summary.decisions[key])))
    return t("listed", counts=t("semicolon").join(parts), most=" / ".join(map(str, FIRST.values())))


def _share(summary: Summary, key: str, t: Texts) -> Share:
    lines = summary.decisions.get(key, 0)
    values = [t.money(v, c) for (c, d), v in sorted(summary.value_by_decision.items()) if d == key and v]
    tenths = -(-1000 * lines // max(summary.lines_out, 1))
    width = f"{tenths // 10}.{tenths % 10}"
    return Share(key, lines, t.share(lines, summary.lines_out), width, COLOURS[key], values)


def _wanted(summary: Summary, t: Texts) -> dict[str, list[Wanted]]:
    """Return the facts by who can supply them; whoever could settle most lines comes first."""
    waits = summary.waits or _waits_of_lines(summary)
    people: dict[str, list[Wanted]] = {}
    for fact, lines in sorted(summary.asks.items(), key=lambda pair: (-pair[1], pair[0])):
        asked, names = question(fact, t), decisive(waits.get(fact, []), summary.citations)
        waiting = [ground(name, summary.citations, t) for name in names[:WAITING]]
        wanted = Wanted(asked, t.number(lines), waiting, max(0, len(names) - WAITING))
        people.setdefault(asked.who, []).append(wanted)
    return people


def _waits_of_lines(summary: Summary) -> dict[str, list[str]]:
    """Return fact → provisions as far as the shown lines tell: those open on a line that asks for nothing else."""
    waits: dict[str, list[str]] = {}
    for line in summary.first:
        if len(line.ask) == 1:
            names = waits.setdefault(line.ask[0], [])
            names.extend(name for name in line.possible if name not in names)
    return waits


def _law(summary: Summary, t: Texts) -> list[Law]:
    used = set(summary.bases) | set(summary.possible)
    weight = lambda p: (-summary.bases.get(p, 0), -summary.possible.get(p, 0), p)  # noqa: E731
    return [_law_row(name, summary, t) for name in sorted(used, key=weight)]


def _law_row(name: str, summary: Summary, t: Texts) -> Law:
    cited = summary.citations.get(name)
    return Law(
        ground=ground(name, summary.citations, t),
        outcome=outcome_label(t, cited.outcome, cited.outcome) if cited else "",
        days=cited.days if cited else "",
        holds=t.number(summary.bases.get(name, 0)),
        open=t.number(summary.possible.get(name, 0)),
        confidence=t.name("confidence", cited.confidence) if cited else "",
        grade=t.name("grade", cited.grade) if cited else "",
    )


def _counted(counts: dict[str, int], t: Texts) -> Counted:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Counted([(short(text), t.number(n)) for text, n in ordered[:ROWS]], max(0, len(ordered) - ROWS))
