"""Whose decisions change between two versions of a pack: both are asked about the same lines, streamed."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from monazite.errors import UsageError
from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.stage import GoodsStage
from monazite.law.model import LawPack
from monazite.law.stage import LawStage
from monazite.packs.show_text import table
from monazite.packs.structure import Change, pack_changes
from monazite.parties.stage import PartyStage
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    from monazite.parties.request import Parties
    from monazite.read.chunks import Piece

__all__ = ["Changes", "decisions_changed"]

EXAMPLES = 20
SHOWN = ("source", "row", "declaration", "line", "date", "description", "destination", "value", "currency")
KEYS = ("decision", "outcome_low", "outcome_high")
Answer = tuple[str, str, str]  # decision, lowest and highest outcome


@dataclass
class Changes:
    """What changes between two packs on some lines.

    `flips` counts lines by (old answer, new answer), `provisions` by (provision, "gone" or "new") for lines whose
    answer changes, `destinations` by country; `values` adds up the value at stake by currency, as integers of 1e-4;
    `grounds` counts lines that keep their answer on other grounds. `law` is what differs in the packs themselves.
    """

    old: str
    new: str
    law: list[Change]
    lines: int = 0
    rejected: int = 0
    changed: int = 0
    grounds: int = 0
    flips: Counter[tuple[Answer, Answer]] = field(default_factory=Counter)
    provisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    destinations: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    examples: list[dict[str, Any]] = field(default_factory=list)

    def add(self, part: Changes) -> None:
        """Add what a part of the lines gave; parts come in the order of the lines."""
        for name in ("lines", "rejected", "changed", "grounds"):
            setattr(self, name, getattr(self, name) + getattr(part, name))
        for name in ("flips", "provisions", "destinations", "values"):
            getattr(self, name).update(getattr(part, name))
        self.examples += part.examples[: EXAMPLES - len(self.examples)]

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types; values are integers of 1e-4 of the currency's unit."""
        answer = ("decision", "low", "high")
        return {
            "old": self.old,
            "new": self.new,
            "lines": self.lines,
            "rejected": self.rejected,
            "changed": self.changed,
            "other_grounds": self.grounds,
            "flips": [
                {"old": dict(zip(answer, a, strict=True)), "new": dict(zip(answer, b, strict=True)), "lines": n}
                for (a, b), n in self.flips.most_common()
            ],
            "provisions": [
                {"provision": name, "change": change, "lines": n} for (name, change), n in self.provisions.most_common()
            ],
            "destinations": [{"destination": name, "lines": n} for name, n in self.destinations.most_common()],
            "value_at_stake": [{"currency": name, "value": n} for name, n in sorted(self.values.items())],
            "examples": self.examples,
            "law": [change.as_json() for change in self.law],
        }

    def as_text(self) -> str:
        """Return the whole as text for a terminal."""
        return "\n".join(_text(self))


def decisions_changed(
    old: LawPack,
    new: LawPack,
    inputs: Sequence[str],
    known_on: dt.date | None = None,
    reading: str = "instruments",
    threads: int = 0,
    goods: DoubtsPack | None = None,
    parties: Parties | None = None,
) -> Changes:
    """Say whose decisions change from one version of a pack to another, on the lines of some inputs.

    With `goods` the words of the lines are read, and fill what the lines do not state. The lines are streamed: memory
    does not grow with their number. Raises UsageError for packs of two regimes, InputError for inputs that cannot be
    read.
    """
    from monazite.engines.local import default_threads, in_order
    from monazite.read import open_input

    if old.id != new.id:
        raise UsageError(f"'{old.id}' and '{new.id}' are two regimes, not two versions of one")
    threads = threads or default_threads()
    stages = LawStage([old], known_on, reading), LawStage([new], known_on, reading)
    comparison = _Comparison(*stages, goods, threads, PartyStage(parties, known_on, _facts(*stages)))
    out = Changes(f"{old.id} {old.version}", f"{new.id} {new.version}", pack_changes(old, new))
    source = open_input(inputs, stdin=sys.stdin.buffer if "-" in inputs else None, needed=comparison.needed())
    for part in in_order(source.pieces(), comparison.piece, threads, comparison.goods.close):
        out.add(part)
    return out


def _facts(old: LawStage, new: LawStage) -> frozenset[str]:
    return frozenset({*old.facts, *new.facts, *SHOWN})


class _Comparison:
    """Asks both packs about a piece of the lines; works in any thread."""

    def __init__(
        self, old: LawStage, new: LawStage, goods: DoubtsPack | None, processes: int, parties: PartyStage
    ) -> None:
        self.old, self.new, self.parties = old, new, parties
        self.goods = GoodsStage(goods, _facts(old, new), processes=processes)

    def needed(self) -> frozenset[str]:
        """The columns to read, bounds included."""
        words = vocabulary()
        facts = {*_facts(self.old, self.new), *self.goods.reads, *self.parties.reads}
        return words.columns_of(facts) | {"source", "row", "instant"}

    def piece(self, piece: Piece) -> Changes:
        chunk = piece.load()
        out = Changes("", "", [], rejected=len(chunk.rejects))
        for batch in chunk.batches:
            out.add(self.batch(self.goods.apply(batch, self.parties.apply)))
        return out

    def batch(self, batch: pa.RecordBatch) -> Changes:
        """Return what changes on the lines of one batch."""
        old, new = self.old.apply(batch), self.new.apply(batch)
        differs = _differs(old, new, KEYS)
        bases = [_bases(answers) for answers in (old, new)]
        others = pc.and_(pc.invert(differs), pc.not_equal(*bases))
        changed = pc.indices_nonzero(differs)
        out = Changes("", "", [], lines=batch.num_rows, changed=len(changed), grounds=pc.sum(others).as_py() or 0)
        if len(changed):
            self.count(out, batch.take(changed), old.take(changed), new.take(changed))
        return out

    def count(self, out: Changes, lines: pa.RecordBatch, old: pa.RecordBatch, new: pa.RecordBatch) -> None:
        columns = {f"{k}_{when}": _plain(answers.column(k)) for when, answers in _both(old, new) for k in KEYS}
        columns |= {f"bases_{when}": _bases(answers) for when, answers in _both(old, new)}
        columns |= {name: _column(lines, name) for name in ("destination", "currency")}
        columns["value"] = _column(lines, "value").cast(pa.decimal128(19, 0))
        keys = [name for name in columns if name != "value"]
        for group in pa.table(columns).group_by(keys).aggregate([("value", "sum"), ([], "count_all")]).to_pylist():
            _count(out, group, group["count_all"])
        out.examples = list(_examples(lines.slice(0, EXAMPLES), old.slice(0, EXAMPLES), new.slice(0, EXAMPLES)))


def _count(out: Changes, group: dict[str, Any], lines: int) -> None:
    out.flips[_answer(group, "old"), _answer(group, "new")] += lines
    before, after = group["bases_old"].split(), group["bases_new"].split()
    for name in before:
        if name not in after:
            out.provisions[name, "gone"] += lines
    for name in after:
        if name not in before:
            out.provisions[name, "new"] += lines
    out.destinations[group["destination"] or "?"] += lines
    if group["value_sum"] is not None:
        out.values[group["currency"] or "?"] += int(group["value_sum"])


def _answer(group: dict[str, Any], when: str) -> Answer:
    return (group[f"decision_{when}"], group[f"outcome_low_{when}"], group[f"outcome_high_{when}"])


def _both(old: pa.RecordBatch, new: pa.RecordBatch) -> tuple[tuple[str, pa.RecordBatch], ...]:
    return (("old", old), ("new", new))


def _differs(old: pa.RecordBatch, new: pa.RecordBatch, names: Sequence[str]) -> pa.Array:
    out = pa.repeat(pa.scalar(False), old.num_rows)
    for name in names:
        out = pc.or_(out, pc.not_equal(_plain(old.column(name)), _plain(new.column(name))))
    return out


def _bases(answers: pa.RecordBatch) -> pa.Array:
    """Return the provisions that hold, one text a line, so that they can be compared and grouped."""
    return pc.binary_join(answers.column("bases").cast(pa.list_(pa.string())), " ")


def _plain(array: pa.Array) -> pa.Array:
    return array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    """Return a fact's column; all NULL where the lines lack it."""
    if name in batch.schema.names:
        return _plain(batch.column(name))
    return pa.nulls(batch.num_rows, vocabulary()[name].arrow_type())


def _examples(lines: pa.RecordBatch, old: pa.RecordBatch, new: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    names = [name for name in SHOWN if name in lines.schema.names]
    for line, a, b in zip(lines.select(names).to_pylist(), old.to_pylist(), new.to_pylist(), strict=True):
        out: dict[str, Any] = {k: str(v) if isinstance(v, dt.date) else v for k, v in line.items()}
        for when, answers in (("old", a), ("new", b)):
            out[when] = {k: answers[k] for k in (*KEYS, "bases", "ask")}
        yield out


# ------------------------------------------------------------ text
def _text(changes: Changes) -> Iterator[str]:
    yield f"{changes.old} → {changes.new}"
    yield from _law(changes.law)
    yield ""
    share = f" ({100 * changes.changed / changes.lines:.1f} %)" if changes.lines else ""
    rejected = f", {changes.rejected:,} rejected" if changes.rejected else ""
    yield f"{changes.lines:,} lines{rejected}: {changes.changed:,} change{share}"
    if changes.grounds:
        yield f"{changes.grounds:,} more keep their answer on other grounds"
    if not changes.changed:
        return
    flips = [(_said(a), "→", _said(b), f"{n:,}") for (a, b), n in changes.flips.most_common()]
    yield from _table(("old", "", "new", "lines"), flips)
    provisions = [(name, change, f"{n:,}") for (name, change), n in changes.provisions.most_common()]
    yield from _table(("provision", "as a basis", "lines"), provisions)
    yield from _table(("destination", "lines"), [(d, f"{n:,}") for d, n in changes.destinations.most_common(15)])
    yield from _table(("currency", "value at stake"), [(c, _money(n)) for c, n in sorted(changes.values.items())])
    yield from ("", f"The first {len(changes.examples)} of them:")
    for example in changes.examples:
        yield from _example(example)


def _law(law: Sequence[Change]) -> Iterator[str]:
    if not law:
        yield "  the packs say the same"
    for change in law:
        yield f"  {change.kind} {change.id} {change.change}"
        for name, (old, new) in change.fields.items():
            old, new = _around(old, new)
            yield f"    {name}: {old or '(nothing)'} → {new or '(nothing)'}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield from ("", *table(head, rows))


def _said(answer: Answer) -> str:
    decision, low, high = answer
    return f"{decision} ({low if low == high else f'{low} … {high}'})"


def _money(value: int) -> str:
    return vocabulary()["value"].shown(value)


def _cut(text: str, width: int = 160) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _around(old: str, new: str) -> tuple[str, str]:
    """Return two texts cut to the part in which they differ."""
    if max(len(old), len(new)) <= 160:
        return old, new
    same = len(os.path.commonprefix((old, new)))
    start = max(same - 40, 0)
    dots = "…" if start else ""
    return _cut(dots + old[start:], 120), _cut(dots + new[start:], 120)


def _example(example: dict[str, Any]) -> Iterator[str]:
    named = " ".join(str(example[k]) for k in ("declaration", "line", "date", "destination") if example.get(k))
    yield f"  {example['source']}:{example['row']}  {named}  {_cut(example.get('description') or '')}".rstrip()
    for when in ("old", "new"):
        answer = example[when]
        yield f"    {when}: {_said(tuple(answer[k] for k in KEYS))}  {', '.join(answer['bases']) or 'no basis'}"
