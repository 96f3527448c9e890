"""`monazite vocabulary`: the facts that a line may carry."""

from __future__ import annotations

import difflib
import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

import click

from monazite.vocabulary import Fact, fold_heading, vocabulary

__all__ = ["command", "found_facts"]

LANGUAGES = click.Choice(["en", "zh"])


@click.command("vocabulary")
@click.argument("word", required=False)
@click.option("--group", help="Only the facts of one group, such as route.")
@click.option("--language", type=LANGUAGES, default="en", show_default=True, help="Language of labels and questions.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(word: str | None, group: str | None, language: str, as_json: bool) -> None:
    """Show the facts that a line may carry: type, unit, meaning, who supplies it, the question that obtains it.

    WORD is a fact's name, a heading in English or Chinese, or a part of one.

    \b
    Examples:
      monazite vocabulary
      monazite vocabulary destination
      monazite vocabulary 净重
      monazite vocabulary --group route --language zh
      monazite vocabulary mf_dy --json
    """
    facts = found_facts(word, group)
    if as_json:
        click.echo(json.dumps([_record(fact) for fact in facts], ensure_ascii=False, indent=1))
    elif word is None:
        click.echo("\n".join(_overview(facts, language)))
    else:
        click.echo("\n\n".join("\n".join(_entry(fact, language)) for fact in facts))


def found_facts(word: str | None, group: str | None = None) -> list[Fact]:
    """Return the facts that a word names: by name or heading, else by a part of one; all facts without a word.

    Raises UsageError, with the nearest name, where there is none.
    """
    from monazite.errors import UsageError, nearest

    facts = list(vocabulary().values())
    if group is not None:
        groups = list(dict.fromkeys(fact.group for fact in facts))
        if group not in groups:
            raise UsageError(f"no group '{group}': {nearest(group, groups)}")
        facts = [fact for fact in facts if fact.group == group]
    if word is None:
        return facts
    key = fold_heading(word)
    exact = [fact for fact in facts if key in _headings(fact)]
    found = exact or [fact for fact in facts if any(key in heading for heading in _headings(fact) if key)]
    if not found:
        raise UsageError(f"no fact '{word}'{f' in {group}' if group else ''}: {_near(word, facts)}")
    return found


def _headings(fact: Fact) -> list[str]:
    return [fold_heading(text) for text in (fact.name, *fact.en, *fact.zh)]


def _near(word: str, facts: Sequence[Fact]) -> str:
    names = {heading: fact.name for fact in facts for heading in _headings(fact)}
    close = difflib.get_close_matches(fold_heading(word), names, n=3)
    if not close:
        return "`monazite vocabulary` lists them all"
    return "did you mean " + " or ".join(f"'{name}'" for name in dict.fromkeys(names[c] for c in close)) + "?"


def _record(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "group": fact.group,
        "type": fact.type,
        "unit": fact.unit,
        "decimals": fact.decimals,
        "censored": fact.censored,
        "values": list(fact.of),
        "meaning": fact.meaning,
        "ask": {"en": fact.ask, "zh": fact.ask_zh},
        "who": fact.who,
        "headings": {"en": list(fact.en), "zh": list(fact.zh)},
        "wco": fact.wco,
    }


def _overview(facts: Sequence[Fact], language: str) -> Iterator[str]:
    width = max(len(fact.name) for fact in facts)
    kinds = max(len(_kind(fact)) for fact in facts)
    who = max(len(fact.who) for fact in facts)
    group = ""
    for fact in facts:
        if fact.group != group:
            yield from ("",) * bool(group) + (fact.group,)
            group = fact.group
        text = fact.ask_zh if language == "zh" else fact.meaning
        yield f"  {fact.name:<{width}}  {_kind(fact):<{kinds}}  {fact.who:<{who}}  {text}"
    yield f"\n{len(facts)} facts; `monazite vocabulary NAME` shows one whole."


def _kind(fact: Fact) -> str:
    unit = {"": "", "1": "", "money": " (money)"}.get(fact.unit, f" ({fact.unit})")
    return {"boolean": "yes/no", "quantity": "number"}.get(fact.type, fact.type) + unit


def _entry(fact: Fact, language: str) -> Iterator[str]:
    yield f"{fact.name} · {fact.label(language)} · {fact.group}"
    kind = _kind(fact)
    if fact.type == "quantity":
        kind += f", {fact.decimals} decimals kept exactly" + (", also as '<0.01' or '>99'" if fact.censored else "")
    yield f"  type        {kind}"
    if fact.of:
        yield from _wrapped("values", ", ".join(fact.of))
    yield from _wrapped("meaning", fact.meaning)
    yield from _wrapped("question", fact.ask_zh if language == "zh" else fact.ask)
    yield f"  answered by {fact.who.replace('_', ' ')}"
    yield from _wrapped("headings", ", ".join((fact.name, *fact.en, *fact.zh)))
    if fact.wco:
        yield f"  WCO         {fact.wco}"


def _wrapped(word: str, text: str) -> list[str]:
    return textwrap.wrap(text, 100, initial_indent=f"  {word:<12}", subsequent_indent=" " * 14, break_on_hyphens=False)
