"""The goods stage: fills what a line does not state with what its words say, and tells where they disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.goods.answer import Derived, Goods
from monazite.goods.completion import complete_composition, facts_read
from monazite.goods.doubts.bulk import Doubts, Found
from monazite.goods.doubts.claims import claims
from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.doubts.rules import RULES
from monazite.goods.headings import Headings, Search
from monazite.goods.reader import Reader
from monazite.lists import Combos
from monazite.vocabulary import Fact, vocabulary

__all__ = ["COLUMNS", "READ", "GoodsStage"]

# The texts that are read, in the order of Reader.read; and the columns that the stage adds.
READ = ("description", "specification", "composition", "assay")
COLUMNS = ("derived", "tariff_fits", "contradictions", "contradiction_strength")
KEPT = 250_000  # distinct descriptions whose answers are kept
SILENT = ("", "", "", "")
NOTHING = Goods("")
Step = Callable[[pa.RecordBatch], pa.RecordBatch]


class GoodsStage:
    """Completes what lines state of the goods, from their words where a pack is given; used in any thread.

    `facts` are those to fill; None stands for all that words can say. Without a pack lines count as stated.
    """

    def __init__(self, pack: DoubtsPack | None = None, facts: Iterable[str] | None = None) -> None:
        self.words = _Words(pack, facts) if pack else None

    @property
    def reads(self) -> frozenset[str]:
        """The facts that the stage reads."""
        return facts_read(vocabulary()) | (self.words.reads if self.words else frozenset())

    def apply(self, batch: pa.RecordBatch, assumed: Step = lambda batch: batch) -> pa.RecordBatch:
        """Return the batch with what its words, then `assumed`, then its composition say; rows keep order and number.

        A fact that a line states is never changed. What words say of a line comes before what is assumed of all.
        """
        batch = self.words.apply(batch) if self.words else batch
        return complete_composition(assumed(batch))

    def claims(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return a batch that the law has answered with what claims about controls it contradicts."""
        return self.words.claims(batch) if self.words else batch


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of a distinct text: what it says, the headings it fits, and both as the output tells them."""

    goods: Goods
    search: Search
    derived: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()

    @classmethod
    def of(cls, goods: Goods, search: Search) -> Told:
        """Return the record without what only the search of headings and the ranking of entries need."""
        fits = tuple(f"{f.code} {f.score:.2f}" for f in search.fits)
        return cls(replace(goods, query=(), likely=(), slips=()), search, _told(goods), fits)


class _Words:
    """Reads the words of lines once for each distinct description."""

    def __init__(self, pack: DoubtsPack, facts: Iterable[str] | None) -> None:
        self.reader, self.headings, self._doubts = Reader(pack.goods), Headings(pack.goods), Doubts(pack)
        self._wanted = None if facts is None else frozenset(facts) | facts_read(vocabulary())
        self._known: dict[tuple[str, ...], Told] = {SILENT: Told(NOTHING, Search(()))}
        self._reading = Lock()

    @property
    def reads(self) -> frozenset[str]:
        """The facts that are read: texts, and what the rules for contradictions hold against them."""
        stated = {fact for rule in RULES for fact in rule.reads}
        return frozenset({*READ, *stated, *self._doubts.pack.lists["compared"], "claimed_control_code"})

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with facts filled from words where nothing contests them, and the columns of the stage."""
        codes, keys = distinct(batch, READ)
        answers = self.answers(keys)
        goods = [a.goods for a in answers]
        found = self._doubts.apply(batch, codes, goods, [a.search for a in answers])
        contested = found.doubted()
        material = contested.get("material")
        with_class = [g.told_with_class for g in goods] if material is not None else []
        for name in self._facts(goods):
            derived = [g.facts.get(name) for g in goods]
            doubted = contested.get(name)
            if material is not None:
                same = np.array([name in told for told in with_class])[codes] & material
                doubted = same if doubted is None else doubted | same
            batch = _filled(batch, vocabulary()[name], derived, codes, doubted)
        told = combined([a.derived for a in answers], codes)
        fits = combined([a.fits for a in answers], codes)
        batch = batch.append_column("derived", told).append_column("tariff_fits", fits)
        return with_contradictions(batch, found)

    def claims(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with what its claims about controls deny."""
        codes, keys = distinct(batch, READ)
        goods = [a.goods for a in self.answers(keys)]
        return with_contradictions(batch, claims(batch, codes, goods, self._doubts.pack))

    def answers(self, keys: Sequence[tuple[str, ...]]) -> list[Told]:
        """Return what distinct texts say, in their order; what was read before is not read again.

        One thread reads at a time: two would read what is new to both of them twice, and no faster.
        """
        known = self._known
        found = [known.get(key) for key in keys]
        if None in found:
            with self._reading:
                known = self._read(key for key, told in zip(keys, found, strict=True) if told is None)
            found = [told or known[key] for key, told in zip(keys, found, strict=True)]
        return [told for told in found if told is not None]

    def _read(self, keys: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Told]:
        """Read what is new and return it with all that is known; a full store is emptied first."""
        known = self._known
        new = list(dict.fromkeys(key for key in keys if key not in known))
        goods = [self.reader.read(*key) for key in new]
        told = [Told.of(g, s) for g, s in zip(goods, self.headings.find(goods), strict=True)]
        if len(known) + len(new) > KEPT:
            self._known = {SILENT: known[SILENT]}
        self._known.update(zip(new, told, strict=True))
        return {**known, **self._known} if self._known is not known else known

    def _facts(self, goods: Iterable[Goods]) -> list[str]:
        said = {name for g in goods for name in g.facts}
        return [n for n in vocabulary() if n in said and (self._wanted is None or n in self._wanted)]


def distinct(batch: pa.RecordBatch, names: Sequence[str]) -> tuple[npt.NDArray[np.int32], list[tuple[str, ...]]]:
    """Return for each row the number of its combination of texts, and the combinations; an absent text is empty."""
    codes = np.zeros(batch.num_rows, np.int64)
    keys: list[tuple[str, ...]] = [()]
    for name in names:
        texts, places = _dictionary(batch, name)
        # Numbered anew after each column: products of the sizes of several would not fit 64 bits.
        found, codes = np.unique(codes * len(texts) + places, return_inverse=True)
        keys = [(*keys[one], texts[other]) for one, other in (divmod(n, len(texts)) for n in found.tolist())]
    return codes.astype(np.int32), keys


def _dictionary(batch: pa.RecordBatch, name: str) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the texts of a column, the empty one last, and the place of each row's."""
    at = batch.schema.get_field_index(name)
    if at < 0 or batch.column(at).null_count == batch.num_rows:
        return [""], np.zeros(batch.num_rows, np.int64)
    column = batch.column(at)
    column = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
    texts = [text or "" for text in column.dictionary.to_pylist()]
    places = np.asarray(pc.fill_null(column.indices.cast(pa.int64()), len(texts)))
    return [*texts, ""], places


def _filled(
    batch: pa.RecordBatch,
    fact: Fact,
    found: Sequence[Derived | None],
    codes: npt.NDArray[np.int32],
    contested: npt.NDArray[np.bool_] | None,
) -> pa.RecordBatch:
    """Return the batch with one fact filled on rows that state nothing of it and where nothing contests it."""
    columns = [fact.name, fact.below, fact.at_least] if fact.censored else [fact.name]
    have = [c for c in columns if c in batch.schema.names]
    silent = np.ones(batch.num_rows, bool) if contested is None else ~contested
    for column in have:
        silent &= np.asarray(pc.is_null(batch.column(column)))
    for column, value in zip(columns, (_value, _below, _at_least), strict=False):
        values = [value(fact, d) if d is not None else None for d in found]
        if all(v is None for v in values):
            continue
        told = pa.array(values, fact.arrow_type()).take(pa.array(codes))
        told = told if silent.all() else pc.if_else(pa.array(silent), told, pa.scalar(None, told.type))
        batch = _put(batch, column, told)
    return batch


def _put(batch: pa.RecordBatch, name: str, told: pa.Array) -> pa.RecordBatch:
    at = batch.schema.get_field_index(name)
    if at < 0:
        return batch.append_column(name, told)
    stated = batch.column(at)
    stated = stated.dictionary_decode() if isinstance(stated, pa.DictionaryArray) else stated
    return batch.set_column(at, name, pc.coalesce(stated, told.cast(stated.type)))


def _value(fact: Fact, d: Derived) -> str | bool | int | None:
    return d.value if fact.type != "quantity" else d.low if d.exact else None


def _below(fact: Fact, d: Derived) -> int | None:
    return None if d.exact or d.high is None else d.high + 1


def _at_least(fact: Fact, d: Derived) -> int | None:
    return None if d.exact else d.low


def _told(goods: Goods) -> tuple[str, ...]:
    """Return each fact with the words that say it: "material=oxide (氧化镝)"."""
    return tuple(f"{name}={shown(d)} ({d.words})" for name, d in goods.facts.items())


def with_contradictions(batch: pa.RecordBatch, found: Found) -> pa.RecordBatch:
    """Return the batch with contradictions among its findings, their codes, and the strength of the strongest."""
    if not found.numbers.any() and "contradictions" in batch.schema.names:
        return batch
    strength = found.strength
    before = batch.schema.get_field_index("contradiction_strength")
    if before >= 0:
        strength = np.maximum(strength, np.asarray(batch.column(before)))
    batch = _joined(batch, "findings", [tuple(map(str, doubts)) for doubts in found.lists], found.numbers)
    codes = [tuple(dict.fromkeys(d.code for d in doubts)) for doubts in found.lists]
    batch = _joined(batch, "contradictions", codes, found.numbers)
    return _set(batch, "contradiction_strength", pa.array(strength, pa.int8()))


def _joined(
    batch: pa.RecordBatch, name: str, lists: Sequence[tuple[str, ...]], numbers: npt.NDArray[np.int32]
) -> pa.RecordBatch:
    """Return the batch with texts behind those that a list column has already."""
    lists, numbers = list(lists), numbers.copy()
    at = batch.schema.get_field_index(name)
    if at >= 0:
        had = np.flatnonzero(np.asarray(pc.fill_null(pc.list_value_length(batch.column(at)), 0)) > 0)
        places: dict[tuple[str, ...], int] = {}
        for row, texts in zip(had.tolist(), batch.column(at).take(pa.array(had)).to_pylist(), strict=True):
            both = tuple(dict.fromkeys((*texts, *lists[numbers[row]])))
            numbers[row] = places.setdefault(both, len(lists) + len(places))
        lists += places
    return _set(batch, name, combined(lists, numbers))


def combined(lists: Sequence[tuple[str, ...]], codes: npt.NDArray[np.int32]) -> pa.ListArray:
    """Return a list column from distinct lists and the number of each row's."""
    return Combos(list(lists), codes).column()


def _set(batch: pa.RecordBatch, name: str, column: pa.Array) -> pa.RecordBatch:
    at = batch.schema.get_field_index(name)
    return batch.append_column(name, column) if at < 0 else batch.set_column(at, name, column)


def shown(derived: Derived) -> str:
    """Return what was derived as people write it: "oxide", "yes", "2 %", "≥ 86.7 %", "86.7 … 87.1 %"."""
    fact = vocabulary()[derived.fact]
    if fact.type != "quantity":
        return fact.shown(derived.value)
    if derived.exact:
        return fact.shown(derived.low)
    if derived.low is not None and derived.low <= 1:
        return "inside" if derived.high is None else f"inside, ≤ {fact.shown(derived.high)}"
    if derived.high is None:
        return f"≥ {fact.shown(derived.low)}"
    return (
        f"≤ {fact.shown(derived.high)}"
        if derived.low is None
        else f"{fact.number(derived.low)} … {fact.shown(derived.high)}"
    )
