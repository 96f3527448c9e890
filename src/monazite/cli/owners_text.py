"""The answers of `monazite owners` as text for a terminal, plain where it is no terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from monazite.cli.law_table import console, printed
from monazite.cli.owners_answer import Asked, Told
from monazite.cli.owners_lists import Hit
from monazite.cli.words_of import words_of
from monazite.parties.ownership.answer import Read
from monazite.parties.ownership.model import percent
from monazite.parties.ownership.proof import LONGEST, Part, Proof, Step
from monazite.report.texts import Texts, short

__all__ = ["owners_text", "owners_texts"]

SHOWN = 25
COLOURS = {"certain": "bold red", "possible": "bold yellow", "no": "bold green", "listed": "bold red"}
Line = tuple[int, str, str | None]


def owners_texts(language: str) -> Texts:
    """Return the fixed texts of the command in a language."""
    return words_of("owners", language)


def owners_text(asked: Asked, language: str, *, every: bool, terminal: bool) -> str:
    """Return the answers as text: each rule, the parties that it reaches with their proofs, the document's findings."""
    from rich.padding import Padding
    from rich.text import Text

    t = owners_texts(language)
    out = console(terminal=terminal)
    for indent, text, style in _lines(asked, t, every):
        out.print(Padding(Text(text, style=style or "", overflow="fold"), (0, 0, 0, indent)))
    return printed(out)


def _lines(asked: Asked, t: Texts, every: bool) -> Iterator[Line]:
    words = {"file": asked.path.name, "day": asked.on, "known": asked.known_on, "m": t.number(len(asked.graph.edges))}
    yield 0, t("under", n=len(asked.graph), **words), "dim"
    if len(asked.told[0].answer.moment.aside):
        yield 0, t("aside", m=t.number(len(asked.told[0].answer.moment.aside))), "dim"
    yield from _lists(asked, t, every)
    for told in asked.told:
        yield 0, "", None
        yield from _rule(told, t, every)
        if lacking := asked.lists.incomplete(told.answer.rule):
            yield 2, t("incomplete", words="; ".join(lacking)), "yellow"
    yield from _findings(asked, t, every)
    yield 0, "", None
    yield 0, t("closing"), "dim"


def _lists(asked: Asked, t: Texts, every: bool) -> Iterator[Line]:
    """Yield which lists were asked, and whom of the document they name."""
    lists, wanted = asked.lists, [one.list for one in asked.lists.states]
    if not lists.kept:
        yield 0, t("unasked", words=", ".join(wanted)), "yellow"
    else:
        there = [one for one in lists.states if one.list in lists.kept and one not in lists.damaged]
        told = ", ".join(t("edition", list=s.list, edition=s.edition, age=s.age) for s in there)
        if there:
            yield 0, t("asked", words=told), "dim"
        for one in lists.damaged:
            yield 0, t("damaged", list=one.list, reason=one.reason), "bold red"
        if missing := [name for name in wanted if name not in lists.kept]:
            yield 0, t("lacking", words=", ".join(missing)), "yellow"
        shown = lists.hits if every else lists.hits[:SHOWN]
        for hit in shown:
            yield from _hit(asked, hit, t)
        if not lists.hits and there:
            yield 2, t("nobody"), "dim"
        elif len(shown) < len(lists.hits):
            yield 2, t("more", n=len(lists.hits) - len(shown)), "dim"
    unread = asked.unread
    for text in unread if every else unread[:SHOWN]:
        yield 0, t("incomplete", words=short(text)), "yellow"
    if asked.unheard:
        yield 0, t("unheard", words=", ".join(asked.unheard)), "yellow"


def _hit(asked: Asked, hit: Hit, t: Texts) -> Iterator[Line]:
    found, party = hit.found, hit.found.match.party
    first = found.span.first if found.span else None
    words = {"name": short(asked.graph.name(hit.party)), "entry_name": short(found.match.name), "entry": party.id}
    words |= {
        "days": t("hit.since", day=first) if first else "",
        "score": f"{int(found.match.score * 1000) / 1000:.3f}",
    }
    state = "certain" if found.sure else "possible"
    yield 2, t(f"hit.{state}", list="/".join(hit.words[:4]), **words), COLOURS[state]
    yield 4, short(found.match.why.text()), "dim"


def _rule(told: Told, t: Texts, every: bool) -> Iterator[Line]:
    rule, phase = told.answer.rule, told.phase
    state = t.name("phase", told.state)
    if phase and phase.last:
        state += t("until", day=phase.last)
    if phase and phase.by:
        state += t("by", id=", ".join(phase.by))
    title = rule.title_zh if t.language == "zh" and rule.title_zh else rule.title
    yield 0, f"{rule.id} · {title} · {state}", "bold"
    amount = f"{percent(rule.threshold)} %"
    test = t("test.more_than" if rule.more_than else "test.at_least", amount=amount)
    counts = t("counts", words=", ".join(t.name("family", family).removeprefix("family.") for family in rule.counts))
    yield 2, "; ".join((test, t(f"aggregate.{rule.aggregate}"), t(f"cascade.{rule.cascade}"), counts)), "dim"
    yield 2, rule.citation, "dim"
    if rule.confidence == "memory":
        yield 2, t("memory", source=rule.source), "dim"
    if told.announced and told.announced.state != told.state:
        yield 2, t("announced", state=t.name("phase", told.announced.state)), "yellow"
    if told.state != "in_force":
        yield 2, t("would"), "yellow"
    yield from _parties(told, t, every)
    yield 2, t("summary", n=len(told.answer.graph), **{k: t.number(n) for k, n in told.counts().items()}), None


def _parties(told: Told, t: Texts, every: bool) -> Iterator[Line]:
    shown = told.parties if every else told.parties[:SHOWN]
    for party in shown:
        yield from _party(told, party, t)
    if left := told.left_out + len(told.parties) - len(shown):
        yield 2, t("more", n=left), "dim"


def _party(told: Told, party: int, t: Texts) -> Iterator[Line]:
    answer = told.answer
    state = answer.state(party)
    yield 2, f"{t(f'state.{state}')}  {short(answer.graph.name(party))}", COLOURS[state]
    if state == "possible" and party in answer.lists:
        yield 4, t("itself"), None
    proofs = told.proofs(party) if state != "listed" else []
    for proof, names in _alike(proofs):
        if len(proofs) > 1:
            yield 4, f"{t('or').join(t(f'reading.{name}') for name in names)}: {t(f'short.{proof.state}')}", None
        yield from _proof(told, proof, t)
    if lists := answer.behind(party):
        yield 4, t("lists", words=", ".join(lists)), None
    if flags := answer.flags_of(party):
        yield 4, t("flags", words="; ".join(t(f"flag.{flag}") for flag in flags)), "yellow"


def _alike(proofs: Sequence[tuple[Read, Proof]]) -> list[tuple[Proof, list[str]]]:
    """Return the proofs that say something else, each with the readings under which it holds."""
    out: list[tuple[Proof, list[str]]] = []
    for read, proof in proofs:
        same = next((names for other, names in out if (other.state, other.steps) == (proof.state, proof.steps)), None)
        if same is None:
            out.append((proof, [read.reading.name]))
        else:
            same.append(read.reading.name)
    return out


def _proof(told: Told, proof: Proof, t: Texts) -> Iterator[Line]:
    for step in proof.steps:
        yield 4, _sum(told, step, t), None
        if step.room < 1 and step.room < step.sum:
            yield 6, t("room", room=_amount(step.room)), None
        for part in step.parts:
            yield 6, _part(told, part, t), None
        for part in step.others:
            yield 6, t("apart", words=_part(told, part, t)), None
    if proof.cut:
        yield 4, t("cut", n=LONGEST), "yellow"


def _sum(told: Told, step: Step, t: Texts) -> str:
    name = short(told.answer.graph.name(step.party))
    if not step.parts:
        return t("because.nothing", name=name)
    amounts = {key: _amount(getattr(step, key)) for key in ("sure", "need", "missing")}
    if told.answer.rule.more_than:
        amounts["need"] = t("test.more_than", amount=amounts["need"])
    key = "exact" if step.state == "no" and not step.missing else step.state
    return t(f"because.{key}", name=name, sum=_amount(min(step.sum, step.room)), **amounts)


def _amount(share: Fraction) -> str:
    return f"{percent(share)} %"


def _part(told: Told, part: Part, t: Texts) -> str:
    owner = short(told.answer.graph.name(part.owner))
    family, share_class = part.base
    what = "" if family == "capital" else t("what", words=t.name("family", family).removeprefix("family."))
    what += t("what", words=f"({share_class})") if share_class else ""
    words = {"owner": owner, "state": t(f"short.{part.state}"), "place": part.place, "what": what}
    text = t("part", share=str(part.share), **words)
    if part.needs:
        text += t("needs", words=", ".join(t(f"need.{need}", owner=owner) for need in part.needs))
    return text


def _findings(asked: Asked, t: Texts, every: bool) -> Iterator[Line]:
    found = asked.graph.findings
    if not found:
        return
    yield 0, "", None
    yield 0, t("findings", n=len(found)), "bold"
    for one in found if every else found[:SHOWN]:
        yield 2, short(f"{one.place}: {one.code}: {one.text}"), None
    if len(found) > SHOWN and not every:
        yield 2, t("more", n=len(found) - SHOWN), "dim"
