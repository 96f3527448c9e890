"""The answer of `monazite goods` as JSON; docs/howto/identify-goods.md tells what each key holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monazite.cli.goods_amounts import percent
from monazite.cli.goods_answer import Answer
from monazite.cli.goods_contents import Line, content_lines
from monazite.goods.answer import Derived
from monazite.identify import Entry
from monazite.vocabulary import Fact, vocabulary

__all__ = ["record"]

DIGITS = 9  # significant digits of the bounds of a mass fraction


def record(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain JSON types; numbers that must be exact are texts of decimals."""
    found, desk, goods = answer.found, answer.desk, answer.found.goods
    return {
        "text": answer.texts.description,
        "on": str(desk.on),
        "known_on": str(desk.known_on),
        "reading": desk.reading,
        "regimes": list(desk.laws),
        "verdict": found.verdict,
        "because": found.because,
        "stated": dict(_stated(answer.line)),
        "facts": [_fact(d) for d in (*goods.facts.values(), *goods.likely)],
        "open": [
            {"fact": o.fact, "values": list(o.values), "words": o.words, "because": o.because} for o in goods.open
        ],
        "grade": goods.grade,
        "contents": [_content(line) for line in content_lines(goods, desk.goods)],
        "entries": [_entry(e, answer) for e in found.entries],
        "waiting": [_entry(e, answer) for e in found.waiting],
        "remote": list(found.remote),
        "headings": list(_headings(answer)),
        "no_heading": found.headings.because,
        "doubts": [_doubt(d) for d in found.doubts],
        "unmixing": _unmixing(answer),
        "ask": [_question(name) for name in found.ask],
        "slips": [{"written": written, "read": read} for written, read in goods.slips],
        "unread": list(answer.unread),
        "cut": answer.cut,
        "packs": {"goods": desk.goods.version, **{name: law.version for name, law in desk.laws.items()}},
        "notice": desk.goods.notice,
    }


def _stated(line: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    """Yield the columns stated; quantities as decimals in the unit of the vocabulary."""
    for column, value in line.items():
        fact = vocabulary().fact_of_column(column)
        assert fact is not None
        yield column, _plain(fact, value)


def _plain(fact: Fact, value: Any) -> Any:
    if fact.type == "quantity" and value is not None:
        return fact.number(value)
    return value if isinstance(value, bool | str) or value is None else str(value)


def _fact(d: Derived) -> dict[str, Any]:
    fact = vocabulary()[d.fact]
    is_number = fact.type == "quantity"
    value = {"low": _plain(fact, d.low), "high": _plain(fact, d.high), "unit": fact.unit} if is_number else {}
    return {
        "fact": d.fact,
        "value": None if is_number else d.value,
        **value,
        "certain": d.certain,
        "mark": d.origin,
        "words": d.words,
        "because": d.because,
    }


def _content(line: Line) -> dict[str, Any]:
    low, high = percent(line.content.low, line.content.high, DIGITS)
    oxide_low, oxide_high = percent(line.oxide_low, line.oxide_high, DIGITS)
    return {
        "element": line.content.symbol,
        "low": low,
        "high": high,
        "oxide": line.oxide or None,
        "oxide_low": oxide_low,
        "oxide_high": oxide_high,
        "unit": "%",
        "mark": line.mark,
        "words": line.content.words,
    }


def _entry(entry: Entry, answer: Answer) -> dict[str, Any]:
    law = answer.desk.laws[entry.regime]
    instrument = law.instruments[entry.instrument]
    return {
        "regime": entry.regime,
        "item": entry.item,
        "code": entry.code,
        "title": entry.title,
        "title_zh": entry.title_zh,
        "applies": entry.applies,
        "score": entry.score,
        "ask": list(entry.ask),
        "state": entry.state,
        "until": str(entry.until) if entry.until else None,
        "by": list(entry.by),
        "like": {"id": entry.like.id, "text": entry.like.text} if entry.like else None,
        "basis": entry.basis,
        "confidence": entry.confidence,
        "instrument": {
            "id": instrument.id,
            "title": instrument.title,
            "title_zh": instrument.title_zh,
            "url": instrument.url,
        },
    }


def _headings(answer: Answer) -> Iterator[dict[str, Any]]:
    for fit in answer.found.headings.fits:
        heading = answer.desk.goods.headings[fit.code]
        yield {"code": fit.code, "score": fit.score, "because": fit.because, "en": heading.en, "zh": heading.zh}


def _doubt(doubt: Any) -> dict[str, Any]:
    return {
        "code": doubt.code,
        "strength": doubt.strength,
        "text": doubt.text,
        "text_zh": doubt.text_zh,
        "facts": list(doubt.facts),
    }


def _unmixing(answer: Answer) -> dict[str, Any] | None:
    """Return what the assay was unmixed into; None without one, `parts` empty where it could not be."""
    found = answer.unmixed
    if found is None:
        return None
    shares = [part.share for part in found.answer.parts] if found.answer else []
    return {
        "sentence": found.sentence,
        "taken_as": found.taken_as,
        "parts": [{"name": s.name, "low": s.low, "estimate": s.estimate, "high": s.high} for s in shares],
        "notes": list(found.notes),
    }


def _question(name: str) -> dict[str, Any]:
    fact = vocabulary()[name]
    return {"fact": name, "en": fact.ask, "zh": fact.ask_zh, "who": fact.who}
