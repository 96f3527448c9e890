"""The sections of the text of `monazite goods`: each yields rows of cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monazite.cli.goods_answer import Answer
from monazite.cli.goods_contents import content_lines
from monazite.cli.goods_reasons import reason
from monazite.cli.goods_values import amount, shown, value_text
from monazite.goods.fold import LONGEST
from monazite.goods.model import Heading
from monazite.identify import Entry
from monazite.report.texts import Texts
from monazite.report.timeline_texts import brief
from monazite.vocabulary import vocabulary

__all__ = ["Row", "contents", "doubts", "entries", "headings", "how_read", "questions", "unmixed", "waiting", "what"]

SHOWN, ASKED = 3, 6
STRENGTH = {3: "red", 2: "yellow", 1: ""}
COMPARED = ("tariff_code", "net_mass", "gross_mass", "value", "packages", "claimed_control_code")


@dataclass(frozen=True)
class Row:
    """Cells of one row; the last takes what is left of the width. A single cell takes all of it."""

    cells: tuple[str, ...]
    style: str = ""


def row(*cells: str, style: str = "") -> Row:
    """Return a row of some cells."""
    return Row(cells, style)


# ------------------------------------------------------------ what it is
def what(answer: Answer, t: Texts, every: bool) -> Iterator[Row]:
    """Yield each fact with its value, mark and words; then what is likely, then what is left open."""
    goods, words = answer.found.goods, vocabulary()
    likely = {(d.fact, d.value): d for d in reversed(goods.likely) if d.fact not in goods.facts}
    for derived in (*goods.facts.values(), *reversed(likely.values())):
        mark = t(f"mark.{derived.origin}") if derived.certain else t("mark.likely")
        evidence = t("quote", words=derived.words) if derived.words else ""
        why = f"{t('colon')}{reason(derived.because, t)}" if every and derived.because else ""
        yield row(words[derived.fact].label(t.language), shown(derived, t), mark, evidence + why)
    for left in goods.open:
        fact = words[left.fact]
        values = t("or").join(value_text(fact, value, t) for value in left.values)
        why = f"{t('quote', words=left.words)}{t('colon')}{reason(left.because, t)}"
        yield row(fact.label(t.language), values, t("mark.open"), why)
    if not (goods.facts or goods.likely or goods.open):
        yield row(t("what.none"))


def contents(answer: Answer, t: Texts, every: bool) -> Iterator[Row]:
    """Yield each element with its mass fraction as element and as oxide, and where that comes from."""
    found = list(content_lines(answer.found.goods, answer.desk.goods))
    vague = [line.content for line in found if line.mark == "usual" and line.content.low is line.content.high is None]
    known = {line.content.symbol for line in found if line.content not in vague}
    for line in (line for line in found if line.content not in vague):
        content = line.content
        oxide = (
            t("amount.as", amount=amount(line.oxide_low, line.oxide_high, t), oxide=line.oxide) if line.oxide else ""
        )
        words = t("quote", words=content.words) if content.words else ""
        yield row(content.symbol, amount(content.low, content.high, t), oxide, t(f"mark.{line.mark}"), words)
    more = [content.symbol for content in vague if content.symbol not in known]
    if more:
        words = t("quote", words=vague[0].words) if vague[0].words else ""
        yield row(t("usual", elements=" ".join(more)) + f" ({words})" * bool(words), style="dim")
    if not found:
        yield row(t("contents.none"))


def unmixed(answer: Answer, t: Texts, every: bool) -> Iterator[Row]:
    """Yield what the assay is made of, as far as it tells."""
    found = answer.unmixed
    if found is None:
        return
    if found.taken_as:
        yield row(t("unmixed.as", name=found.names.get(found.taken_as, "") if t.language == "zh" else found.taken_as))
    if t.language == "zh" and found.answer:
        for part in found.answer.parts:
            yield row(f"{t('comma').join(found.names.get(n, n) for n in part.names)}{t('colon')}{found.amount(part)}")
    else:
        yield row(found.sentence)
    yield from (row(note) for note in found.notes)


# ------------------------------------------------------------ entries
def entries(answer: Answer, t: Texts, every: bool) -> Iterator[Row]:
    """Yield the entries in force that apply or may."""
    found = answer.found.every if every else answer.found.entries
    yield from (_entry(entry, answer, t, every) for entry in found)
    if not found:
        yield row(t("entries.none"))
    elif len(answer.found.every) > len(found):
        yield row(t("more", n=len(answer.found.every) - len(found)), style="dim")
    if every and answer.found.remote:
        yield row(t("remote", codes=t("comma").join(answer.found.remote)), style="dim")


def waiting(answer: Answer, t: Texts, every: bool) -> Iterator[Row]:
    """Yield the entries that are suspended or not yet in force."""
    found = answer.found.every_waiting if every else answer.found.waiting[:SHOWN]
    yield from (_entry(entry, answer, t, every) for entry in found)
    if len(answer.found.every_waiting) > len(found):
        yield row(t("more", n=len(answer.found.every_waiting) - len(found)), style="dim")


def _entry(entry: Entry, answer: Answer, t: Texts, every: bool) -> Row:
    law = answer.desk.laws[entry.regime]
    instrument = law.instruments[entry.instrument]
    title = (entry.title_zh if t.language == "zh" else "") or entry.title
    named = brief((instrument.title_zh if t.language == "zh" else "") or instrument.title)
    lines = [title, f"{named}{t('semicolon')}{_state(entry, answer, t)}"]
    if entry.confidence == "memory":
        lines[1] += t("semicolon") + t("memory")
    if entry.basis == "against_words":
        lines.append(t("entry.against"))
    if entry.like and (entry.basis != "words" or every):
        lines.append(t("entry.like", text=entry.like.text))
    if entry.ask:
        names = (vocabulary()[name].label(t.language) for name in entry.ask)
        lines.append(f"{t('entry.ask')}{t('colon')}{t('comma').join(names)}")
    return row(f"{entry.regime} {entry.code}", _applies(entry, t), "\n".join(lines))


def _applies(entry: Entry, t: Texts) -> str:
    if entry.applies:
        return t("applies") if entry.state == "in_force" else t("would")
    return f"{t('may')} {entry.score:.2f}"


def _state(entry: Entry, answer: Answer, t: Texts) -> str:
    if entry.until is None:
        text = t(f"state.{entry.state}")
    else:
        text = t(f"state.{entry.state}_to", day=entry.until)
    named = answer.desk.laws[entry.regime].instruments
    by = (brief((named[i].title_zh if t.language == "zh" else "") or named[i].title) for i in entry.by)
    return text + (t("state.by", by=t("comma").join(by)) if entry.by else "")


# ------------------------------------------------------------ tariff lines
def headings(answer: Answer, t: Texts, every: bool) -> Iterator[Row]:
    """Yield the tariff lines that the goods fit, and what the declared one says where it is none of them."""
    search, lines = answer.found.headings, answer.desk.goods.headings
    declared = "".join(c for c in str(answer.line.get("tariff_code", "")) if c.isdigit())
    met = any(_same(fit.code, declared) for fit in search.fits)
    for fit in search.fits if every else search.fits[:SHOWN]:
        why = f" ({reason(fit.because, t)})" if every else ""
        mark = [t("declared_line") if _same(fit.code, declared) else ""] if met else []
        yield row(_pointed(fit.code), f"{fit.score:.2f}", *mark, _title(lines[fit.code], t) + why)
    if not search.fits:
        yield row(t("headings.none", because=t.name("why", search.because)))
    if declared and not met:
        own = lines.get(declared[:6]) or lines.get(declared[:4])
        said = f"{t('colon')}{_title(own, t)}" if own else ""
        yield row(t("declared_other", code=_pointed(declared)) + said)


def _same(code: str, declared: str) -> bool:
    return bool(declared) and (code.startswith(declared) or declared.startswith(code))


def _title(heading: Heading, t: Texts) -> str:
    return heading.zh if t.language == "zh" else heading.en


def _pointed(code: str) -> str:
    return ".".join(filter(None, (code[:4], code[4:6], code[6:])))


# ------------------------------------------------------------ contradictions and questions
def doubts(answer: Answer, t: Texts, every: bool) -> Iterator[Row]:
    """Yield what contradicts what, the strongest first."""
    for doubt in answer.found.doubts:
        text = (doubt.text_zh if t.language == "zh" else "") or doubt.text
        yield row(t(f"strength.{doubt.strength}"), text, style=STRENGTH[doubt.strength])
    if not answer.found.doubts:
        compared = any(name in answer.line for name in COMPARED) or answer.found.goods.assay
        yield row(t("doubts.none" if compared else "doubts.alone"))


def questions(answer: Answer, t: Texts, every: bool) -> Iterator[Row]:
    """Yield the questions that would settle the entries, each with who can answer it."""
    asked = answer.found.ask if every else answer.found.ask[:ASKED]
    for name in asked:
        fact = vocabulary()[name]
        yield row(t(f"who.{fact.who}"), fact.ask_zh if t.language == "zh" else fact.ask)
    if len(answer.found.ask) > len(asked):
        yield row(t("more", n=len(answer.found.ask) - len(asked)), style="dim")
    if not asked:
        unknown = answer.found.verdict == "cannot_tell"
        yield row(*([t("who.declarant"), t("ask.nothing_known")] if unknown else [t("ask.none")]))


def how_read(answer: Answer, t: Texts, every: bool) -> Iterator[Row]:
    """Yield the words that were misspelt, and those that were not read."""
    for written, read in answer.found.goods.slips:
        yield row(t("slip", written=written, read=read))
    if answer.unread:
        yield row(t("unread", words=t("comma").join(answer.unread)))
    if answer.cut:
        yield row(t("cut", n=LONGEST))
