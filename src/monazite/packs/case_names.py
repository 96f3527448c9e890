"""What a case names must exist: a misspelt id with a leading '-' would otherwise be missing for ever, and pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from monazite.errors import Problem, nearest
from monazite.law.model import LawPack
from monazite.packs.fields import Problems
from monazite.read.chunks import rows_to_chunk
from monazite.text_yaml import Text
from monazite.vocabulary import vocabulary

__all__ = ["DUTY_KINDS", "CaseNames"]

DUTY_KINDS = ("report", "document", "clock", "procedure", "record", "declaration")
Told = tuple[str, str, str]  # code, text, hint


class CaseNames:
    """Holds the words of cases against a pack; without a pack, only the values of facts against the vocabulary.

    `found` are the problems of the pack itself: what cases name is not looked for where something could not be read.
    """

    def __init__(self, problems: Problems, pack: LawPack | None, found: Sequence[Problem] = ()) -> None:
        self.problems, self.pack = problems, pack
        broken = {p.path.split("/")[0] for p in found}
        self.checks: dict[str, Callable[[str, LawPack], Told | None]] = {"ask": _ask, "duties": _duty}
        if not broken & {"provisions", "pack.yml", "instruments.yml"}:
            self.checks |= dict.fromkeys(("bases", "possible"), _provision) | {"findings": _finding}
        if not broken & {"items.csv", "pack.yml"}:
            self.checks["items"] = _item
        self.values: dict[tuple[str, str], list[tuple[str, Text]]] = {}

    def words(self, path: str, key: str, words: Iterable[Text]) -> tuple[str, ...]:
        """Return the words of a list of an expectation, each held against the pack."""
        words = tuple(words)
        check = self.checks.get(key)
        for at in words if check else ():
            told = check(at.removeprefix("-"), self.pack) if check and self.pack else None
            if told:
                code, text, hint = told
                self.problems.say(path, at, code, text, hint, at.startswith("-"))
        return tuple(map(str, words))

    def given(self, path: str, facts: Mapping[str, Text]) -> None:
        """Remember the facts of a case; `check_values` reads each distinct value once."""
        for fact, value in facts.items():
            self.values.setdefault((str(fact), str(value)), []).append((path, value))

    def check_values(self) -> None:
        """Note the values of facts that no line could have."""
        for key, finding in _unreadable(list(self.values)):
            text, _, hint = finding.partition("; ")
            self.say(self.values[key], "P061", text, hint or "as a line would have it; an open fact is left out")

    def say(self, places: Iterable[tuple[str, Text]], code: str, text: str, hint: str) -> None:
        for path, at in places:
            self.problems.say(path, at, code, text, hint)


def _unreadable(values: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield each value that the reader of lines cannot read, with what it says; the values go in as one column."""
    by_fact: dict[str, list[str]] = {}
    for name, text in values:
        by_fact.setdefault(name, []).append(text)
    longest = max(map(len, by_fact.values()), default=0)
    rows = [{f: v[k] if k < len(v) else None for f, v in by_fact.items()} for k in range(longest)]
    chunk = rows_to_chunk(rows, list(range(1, longest + 1)), "cases", [], 0)
    for batch in chunk.batches:
        if "findings" not in batch.schema.names:
            continue
        for row, findings in zip(rows, batch.column("findings").to_pylist(), strict=True):
            for finding in findings or ():
                match = re.match(r"unreadable (\w+): ", finding)
                fact = match[1] if match else ""
                value = row.get(fact)
                if value is not None:
                    yield (fact, value), finding[len("unreadable ") :]


def _abroad(word: str, pack: LawPack) -> bool:
    """Whether a word begins with another regime; one that only lacks or misspells ours does not."""
    regime, dot, rest = word.partition(".")
    if not dot or regime == pack.id or not re.fullmatch(r"[a-z][a-z0-9_]*", regime):
        return False
    return f"{pack.id}.{rest}" not in pack.provisions and f"{pack.id}.{word}" not in pack.provisions


def _provision(word: str, pack: LawPack) -> Told | None:
    if word not in pack.provisions:
        if _abroad(word, pack):
            return None
        return "P027", f"unknown provision '{word}'", nearest(word, pack.provisions)
    if pack.provisions[word].when is None:
        return "P027", f"'{word}' has no 'when': it never holds", "name a rule; information is only shown"
    return None


def _item(word: str, pack: LawPack) -> Told | None:
    """An item is named by its code as shown, or by regime:code."""
    regime, _, code = word.rpartition(":")
    known = sorted({item.code for item in pack.items.values()})
    if code in known or regime not in ("", pack.id):
        return None
    return "P024", f"no item has the code '{code}'", nearest(code, known)


def _finding(word: str, pack: LawPack) -> Told | None:
    """What a reader finds on a line, and a conflict of laws, are sentences: only codes are looked for."""
    known = sorted({p.finding for p in pack.provisions.values()} - {""})
    if " " in word or word in known:
        return None
    return (
        "P060",
        f"no provision gives the finding '{word}'",
        nearest(word, known) or "no provision of the pack gives a finding",
    )


def _duty(word: str, _: LawPack) -> Told | None:
    return None if word in DUTY_KINDS else ("P052", f"'{word}' is no kind of duty", nearest(word, DUTY_KINDS))


def _ask(word: str, _: LawPack) -> Told | None:
    return None if word in vocabulary() else ("P040", f"unknown fact '{word}'", vocabulary().near(word))
