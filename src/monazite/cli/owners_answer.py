"""What `monazite owners` answers: the rules that are asked, their state of the day, the parties and their proofs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from monazite.cli.owners_listed import Check, listed_parties
from monazite.cli.owners_lists import Lists, ask_lists
from monazite.errors import InputError, UsageError, nearest
from monazite.formats.owners import read_owners
from monazite.law.phases import Phase
from monazite.packs import law_packs, packs_folder
from monazite.packs.ownership import list_word, lists_of_rules, ownership_rules, phase_of, rules_for
from monazite.parties.lists import ListStore, lists_folder
from monazite.parties.ownership.answer import STATES, Answer, Read, owned_by_listed
from monazite.parties.ownership.flags import FLAGS
from monazite.parties.ownership.graph import Graph
from monazite.parties.ownership.model import Listed, Rule, percent
from monazite.parties.ownership.proof import Part, Proof, Step, prove
from monazite.parties.ownership.reach import reached_from

__all__ = ["Asked", "Told", "ask"]

# Parties told of under one rule, unless all are asked for: a proof each, and no one reads more.
MOST = 1_000
LOOK = ("minority", "upstream", "control", "tie")


@dataclass(frozen=True)
class Told:
    """What one rule says: its state on the day under either reading of the law, its answer, the parties told of."""

    answer: Answer
    phase: Phase | None
    announced: Phase | None
    parties: tuple[int, ...]
    left_out: int = 0

    @property
    def state(self) -> str:
        """The state of the rule on the day."""
        return self.phase.state if self.phase else "unknown"

    def proofs(self, party: int) -> list[tuple[Read, Proof]]:
        """Return the proofs of a party: one, or one for each reading where they differ."""
        reads = self.answer.reads
        if len({read.state(party) for read in reads}) == 1:
            reads = reads[:1]
        return [(read, prove(self.answer, party, read)) for read in reads]

    def counts(self) -> dict[str, int]:
        """Return how many parties are in each state."""
        found = np.bincount(self.answer.codes, minlength=len(STATES))
        return {state: int(found[k]) for k, state in enumerate(STATES)}


@dataclass(frozen=True)
class Asked:
    """All that was asked and is answered."""

    path: Path
    graph: Graph
    on: dt.date
    known_on: dt.date
    listed: tuple[Listed, ...]
    told: tuple[Told, ...]
    named: bool
    lists: Lists = Lists()

    @property
    def alert(self) -> bool:
        """Whether a party that was asked for is owned under a rule in force."""
        return self.named and any(
            t.answer.state(p) != "no" for t in self.told if t.state == "in_force" for p in t.parties
        )

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Why nobody is cleared under the rules in force by the lists that were asked; empty where they are whole."""
        rules = [told.answer.rule for told in self.told if told.state == "in_force"]
        return tuple(dict.fromkeys((*(text for r in rules for text in self.lists.incomplete(r)), *self.unread)))

    @cached_property
    def unread(self) -> tuple[str, ...]:
        """The parties asked for, or above them, whom no list clears, with why; all such if none is named."""
        edges, doubts = self.graph.edges, self.lists.doubts
        worth = np.ones(len(self.graph), bool)
        if self.named and doubts:
            asked = np.array(self.told[0].parties, np.int64)
            worth = reached_from(asked, edges.asset, edges.owner, len(self.graph))
        return tuple(f"{self.graph.name(number)[:60]}: {why}" for number, why in doubts.items() if worth[number])

    @property
    def unheard(self) -> tuple[str, ...]:
        """The lists that parties were said to be on and of which no rule that was asked speaks."""
        found = set(self.lists.listed(self.graph))
        words = dict.fromkeys(one.list for one in self.listed if one not in found)
        return tuple(w for w in words if not any(told.answer.rule.speaks_of(w) for told in self.told))

    @property
    def proofs(self) -> list[Proof]:
        """The proofs to draw: those of the first rule, of the parties that are owned, else of all told of."""
        first = self.told[0]
        owned = [p for p in first.parties if first.answer.state(p) in ("certain", "possible")]
        return [proof for party in owned or first.parties for _, proof in first.proofs(party)[:1]]

    def as_json(self) -> dict[str, Any]:
        """Return the answers as plain JSON types; shares are texts in per cent, exact where they end."""
        return {
            "file": self.path.name,
            "on": str(self.on),
            "known_on": str(self.known_on),
            "parties": len(self.graph),
            "holdings": len(self.graph.edges),
            "listed": [{"id": one.node, "list": one.list, "sure": one.sure} for one in self.listed],
            "lists": self.lists.as_json(),
            "hits": [hit.as_json(self.graph) for hit in self.lists.hits],
            "incomplete": list(self.incomplete),
            "rules": [_rule_json(told) for told in self.told],
            "findings": [{"place": f.place, "code": f.code, "text": f.text} for f in self.graph.findings],
        }


def ask(path: Path, options: Mapping[str, Any], done: Callable[[int], None] = lambda count: None) -> Asked:
    """Read a document of ownership and ask the rules of it; raise InputError or UsageError.

    `done` is told how many parties were asked of the lists.
    """
    graph = read_owners(path, whole=100 if options["shares"] == "percent" else 1)
    if not len(graph):
        raise InputError(f"{path}: no party can be read from it")
    on, known_on = options["on"], options["known_on"]
    standing = _standing(options)
    parties = tuple(_number(graph, text) for text in options["parties"])
    stated = tuple(listed_parties(graph, options["listed"], options["listed_file"], on, known_on, _check(options)))
    lists = ask_lists(graph, [r for r, _, _ in standing], options["lists"], options["folder"], on, known_on, done)
    if not (stated or lists.kept or options["listed_file"]):
        raise UsageError(
            "who is listed? --listed PARTY, --listed-file FILE; the document itself marks nobody, and no list is kept"
            " (monazite lists add NAME)"
        )
    listed = (*stated, *lists.listed(graph))
    told = []
    for rule, phase, other in standing:
        answer = owned_by_listed(graph, listed, rule, on, known_on)
        worth = parties or tuple(_worth_telling(answer, every=options["every"]))
        shown = worth if options["every"] else worth[:MOST]
        told.append(Told(answer, phase, other, shown, len(worth) - len(shown)))
    return Asked(path, graph, on, known_on, listed, tuple(told), bool(parties), lists)


def _standing(options: Mapping[str, Any]) -> list[tuple[Rule, Phase | None, Phase | None]]:
    """Return the rules that are asked, each with how it stands on the day under either reading of the law."""
    words = [w.strip() for part in options["regimes"] for w in part.split(",") if w.strip()]
    rules = rules_for(words, ownership_rules(options["folder"]))
    regimes = _with_pack(sorted({rule.regime for rule in rules}), options["folder"])
    packs = law_packs(regimes, options["folder"]) if regimes else []
    out = []
    for rule in rules:
        days = (options["on"], options["known_on"])
        phase, other = (phase_of(rule, *days, packs, reading) for reading in ("instruments", "announced"))
        if rule.id in words or (phase is not None and phase.state != "ended"):
            out.append((rule, phase, other))
    if not out:
        on = options["on"]
        raise UsageError(f"no rule of {', '.join(words)} is known on {on}; name one by its id to see it all the same")
    return out


def _check(options: Mapping[str, Any]) -> Check:
    """Return what tells words that are no list: neither known nor kept; any programme of one may be named."""
    known = lists_of_rules(options["folder"])
    kept: Sequence[str] = ListStore(lists_folder(options["lists"])).names()
    return lambda word: ("", "") if word in kept else list_word(word.partition(":")[0], known)


def _with_pack(regimes: list[str], folder: Path | None) -> list[str]:
    root = (folder or packs_folder()) / "law"
    return [regime for regime in regimes if (root / regime / "pack.yml").is_file()]


def _number(graph: Graph, text: str) -> int:
    found = graph.find(text)
    if not found:
        raise UsageError(f"--party {text}: no such party in the document; {_near(graph, text)}")
    if len(found) > 1:
        ids = ", ".join(graph.ids[k] for k in found[:5])
        raise UsageError(f"--party {text}: {len(found)} parties have this name; name one by its id: {ids}")
    return found[0]


def _near(graph: Graph, text: str) -> str:
    return nearest(text, [graph.name(k) for k in range(min(len(graph), 20_000))], at_most=6)


def _worth_telling(answer: Answer, *, every: bool) -> Iterator[int]:
    """Yield the parties that are owned, certainly first, then those with a red flag of a listed party, or all."""
    codes = answer.codes
    for state in ("certain", "possible"):
        yield from np.flatnonzero(codes == STATES.index(state)).tolist()
    flagged = (answer.flags & sum(1 << FLAGS.index(name) for name in LOOK)) > 0
    yield from np.flatnonzero((codes == 0) & flagged).tolist()
    if every:
        yield from np.flatnonzero((codes == 0) & ~flagged).tolist()


def _rule_json(told: Told) -> dict[str, Any]:
    rule, answer = told.answer.rule, told.answer
    return {
        "id": rule.id,
        "regime": rule.regime,
        "title": rule.title,
        "citation": rule.citation,
        "url": rule.url,
        "confidence": rule.confidence,
        "state": told.state,
        "until": str(told.phase.last) if told.phase and told.phase.last else None,
        "by": list(told.phase.by) if told.phase else [],
        "announced": told.announced.state if told.announced else "unknown",
        "test": rule.test,
        "aggregate": rule.aggregate,
        "cascade": rule.cascade,
        "counts": list(rule.counts),
        "effect": rule.effect,
        "summary": told.counts(),
        "parties": [_party_json(told, party) for party in told.parties],
        "left_out": told.left_out,
        "set_aside": [answer.graph.place(int(edge)) for edge in answer.moment.aside],
    }


def _party_json(told: Told, party: int) -> dict[str, Any]:
    answer = told.answer
    low, high = answer.held(party)
    return {
        "id": answer.graph.ids[party],
        "name": answer.graph.name(party),
        "state": answer.state(party),
        "readings": {read.reading.name: read.state(party) for read in answer.reads},
        "held_at_least": percent(low),
        "held_at_most": percent(high),
        "flags": list(answer.flags_of(party)),
        "lists": list(answer.behind(party)),
        "proofs": [_proof_json(answer, proof) for _, proof in told.proofs(party)],
    }


def _proof_json(answer: Answer, proof: Proof) -> dict[str, Any]:
    steps = [_step_json(answer, step) for step in proof.steps]
    return {"reading": proof.reading, "state": proof.state, "steps": steps, "cut": proof.cut}


def _step_json(answer: Answer, step: Step) -> dict[str, Any]:
    amounts = {name: percent(getattr(step, name)) for name in ("sum", "sure", "need", "room", "missing")}
    found = {"holdings": step.parts, "not_counted": step.others}
    parts = {name: [_part_json(answer, part) for part in those] for name, those in found.items()}
    head = {"id": answer.graph.ids[step.party], "name": answer.graph.name(step.party), "state": step.state}
    return {**head, **amounts, **parts}


def _part_json(answer: Answer, part: Part) -> dict[str, Any]:
    return {
        "owner": answer.graph.ids[part.owner],
        "owner_name": answer.graph.name(part.owner),
        "owner_state": part.state,
        "share": str(part.share),
        "counted": percent(part.counted),
        "kind": part.base[0],
        "class": part.base[1],
        "place": part.place,
        "needs": list(part.needs),
    }
