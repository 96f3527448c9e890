"""The lines that need action first, put together into cases: same reasons, same remedy, one card."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from monazite.outcomes import RANK
from monazite.report.pictures import outcome_label
from monazite.report.texts import Texts, short
from monazite.summary import Citation, LineAnswer, Summary
from monazite.vocabulary import Fact, vocabulary

__all__ = ["Case", "Ground", "Question", "Row", "cases", "decisive", "file_name", "ground", "question", "safe_link"]

LINES = 200
PATH = 1000  # letters
EXPLANATION, EXPLANATIONS = 16_000, 600_000  # bytes of one, of all
GROUNDS, QUESTIONS, FINDINGS = 15, 8, 3  # of a case, of a case, of a line
DUE = re.compile(r" \((?:by|file by|until) \d{4}-\d\d-\d\d.*\)$")


@dataclass(frozen=True)
class Ground:
    """A provision as the report names it; `link` is empty where the citation has no safe address."""

    id: str
    title: str
    where: str
    link: str
    because: str
    memory: bool


@dataclass(frozen=True)
class Question:
    """A fact to obtain: its heading, the question, and who can answer it."""

    fact: str
    label: str
    text: str
    who: str


@dataclass(frozen=True)
class Row:
    """One line of a case; every field is the text that is shown, `path` the whole name of the file."""

    name: str
    place: str
    path: str
    date: str
    description: str
    destination: str
    end_user: str
    value: str
    findings: Sequence[str]


@dataclass(frozen=True)
class Case:
    """Lines with one decision, the same provisions with an outcome and the same missing facts; one is explained.

    `questions` holds the first ones in full by who can answer, `asked_too` the headings of the others.
    """

    id: str
    decision: str
    outcome: str
    grounds: Sequence[Ground]
    possible: Sequence[Ground]
    more: int
    more_possible: int
    questions: Mapping[str, Sequence[Question]]
    asked_too: Sequence[str]
    items: Sequence[str]
    duties: Sequence[str]
    rows: Sequence[Row]
    explained: str
    explanation: str


def cases(summary: Summary, t: Texts) -> list[Case]:
    """Return the cases in the order in which their first lines come."""
    groups: dict[tuple[object, ...], list[LineAnswer]] = {}
    for line in summary.first[:LINES]:
        bases, possible = (frozenset(decisive(names, summary.citations)) for names in (line.bases, line.possible))
        groups.setdefault((line.decision, bases, possible, frozenset(line.ask)), []).append(line)
    room = min(EXPLANATION, EXPLANATIONS // max(len(groups), 1))
    return [_case(f"case-{n}", lines, summary, t, room) for n, lines in enumerate(groups.values(), 1)]


def decisive(names: Sequence[str], citations: Mapping[str, Citation]) -> list[str]:
    """Return the provisions with an outcome, strongest first; what has no citation is kept, last."""
    kept = [name for name in names if name not in citations or citations[name].outcome]
    return sorted(kept, key=lambda name: -RANK.get(citations[name].outcome, -1) if name in citations else 1)


def _case(name: str, lines: Sequence[LineAnswer], summary: Summary, t: Texts, room: int) -> Case:
    one = lines[0]
    bases, possible = (decisive(names, summary.citations) for names in (one.bases, one.possible))
    rows = [_row(line, t) for line in lines]
    told = next((i for i, line in enumerate(lines) if line.explanation), 0)
    asked = [question(fact, t) for fact in one.ask]
    return Case(
        id=name,
        decision=one.decision,
        outcome=" / ".join(dict.fromkeys(short(outcome_label(t, line.low, line.high)) for line in lines)),
        grounds=[ground(p, summary.citations, t) for p in bases[:GROUNDS]],
        possible=[ground(p, summary.citations, t) for p in possible[:GROUNDS]],
        more=max(0, len(bases) - GROUNDS),
        more_possible=max(0, len(possible) - GROUNDS),
        questions=_by_person(asked[:QUESTIONS]),
        asked_too=[one.label for one in asked[QUESTIONS:]],
        items=_some(list(dict.fromkeys(item for line in lines for item in line.items)), GROUNDS, t),
        duties=[] if one.decision == "refuse" else _duties(lines, t),
        rows=rows,
        explained=rows[told].name,
        explanation=_shortened(lines[told].explanation, room, t),
    )


def _duties(lines: Sequence[LineAnswer], t: Texts) -> list[str]:
    """Return each duty of the lines once; its last day where all share it, else how many lines it holds on."""
    found: dict[str, list[str]] = {}
    for line in lines:
        for plain, duty in {DUE.sub("", duty): duty for duty in line.duties}.items():
            found.setdefault(plain, []).append(duty)
    shown = [(short(full[0] if len(set(full)) == 1 else plain), len(full)) for plain, full in found.items()]
    return [text if n == len(lines) else t("duty_some", duty=text, n=n, all=len(lines)) for text, n in shown]


def _row(line: LineAnswer, t: Texts) -> Row:
    at = t("line_at", line=line.line) if line.line not in (None, "") else ""
    leg = t("leg_at", leg=line.leg) if line.leg is not None else ""
    part = t("part_at", part=line.component) if line.component else ""
    return Row(
        name=short(" · ".join(filter(None, (line.declaration, at, leg, part)))) or t("not_stated"),
        place=t("place_row", source=file_name(short(line.source, PATH)), row=line.row),
        path=t("place_row", source=short(line.source, PATH), row=line.row),
        date=t.day(line.date),
        description=short(line.description) or t("not_stated"),
        destination=short(t.country(line.destination)),
        end_user=short(line.end_user) or t("not_stated"),
        value=t.money(line.value, short(line.currency)),
        findings=_some(line.findings, FINDINGS, t),
    )


def file_name(path: str) -> str:
    """Return the name of a file without its folders.

    >>> file_name("/data/2026/lines.xlsx#Sheet1")
    'lines.xlsx#Sheet1'
    """
    return short(re.split(r"[/\\]", path)[-1]) or short(path)


def _some(texts: Sequence[str], at_most: int, t: Texts) -> list[str]:
    """Return the texts, the last ones counted only where there are many."""
    shown = [short(text) for text in texts[:at_most]]
    return shown + [t("more", n=len(texts) - at_most)] if len(texts) > at_most else shown


def _shortened(text: str, room: int, t: Texts) -> str:
    raw = text.encode("utf-8", "replace")
    return text if len(raw) <= room else raw[:room].decode("utf-8", "ignore") + "\n" + t("cut")


def ground(name: str, citations: Mapping[str, Citation], t: Texts) -> Ground:
    """Return how a provision is shown; one without a citation is shown by its id."""
    cited = citations.get(name)
    if cited is None:
        return Ground(short(name), short(name), "", "", "", False)
    title = cited.title_zh if t.language == "zh" and cited.title_zh else cited.title
    where = short(", ".join(filter(None, (cited.instrument, cited.article))))
    shown = short(title) or short(name)
    return Ground(short(name), shown, where, safe_link(cited.url), short(cited.because), cited.confidence == "memory")


def question(name: str, t: Texts) -> Question:
    """Return the question that obtains a fact; a name that is no fact is asked for as it stands."""
    fact: Fact | None = vocabulary().get(name)
    if fact is None:
        return Question(short(name), short(name), short(name), "compliance")
    return Question(name, fact.label(t.language), fact.ask_zh if t.language == "zh" else fact.ask, fact.who)


def _by_person(questions: Sequence[Question]) -> dict[str, list[Question]]:
    people: dict[str, list[Question]] = {}
    for asked in questions:
        people.setdefault(asked.who, []).append(asked)
    return people


def safe_link(url: str) -> str:
    """Return the address if it is plainly a web page, else nothing.

    >>> safe_link("javascript:alert(1)")
    ''
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = url.isprintable() and not any(c in url for c in " <>\"'\\^`{|}")
    return url if plain and parts.scheme in ("http", "https") and parts.netloc else ""
