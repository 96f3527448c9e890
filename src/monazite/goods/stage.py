"""The goods stage: fills what a line does not state with what its words say, and tells where they disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.goods.answer import Derived, Goods
from monazite.goods.completion import complete_composition, facts_read
from monazite.goods.headings import Headings, Search
from monazite.goods.model import GoodsPack
from monazite.goods.reader import Reader
from monazite.vocabulary import Fact, vocabulary

__all__ = ["COLUMNS", "READ", "GoodsStage"]

# The texts that are read, in the order of Reader.read; and the columns that the stage adds.
READ = ("description", "specification", "composition", "assay")
COLUMNS = ("derived", "tariff_fits")
KEPT = 500_000  # distinct descriptions whose answers are kept
NOTHING = Goods("")
Step = Callable[[pa.RecordBatch], pa.RecordBatch]


class GoodsStage:
    """Completes what lines state of the goods, from their words where a pack is given; used in any thread.

    `facts` are those to fill; None stands for all that words can say. Without a pack lines count as stated.
    """

    def __init__(self, pack: GoodsPack | None = None, facts: Iterable[str] | None = None) -> None:
        self.words = _Words(pack, facts) if pack else None

    @property
    def reads(self) -> frozenset[str]:
        """The facts that the stage reads."""
        return facts_read(vocabulary()) | (frozenset(READ) if self.words else frozenset())

    def apply(self, batch: pa.RecordBatch, assumed: Step = lambda batch: batch) -> pa.RecordBatch:
        """Return the batch with what its words, then `assumed`, then its composition say; rows keep order and number.

        A fact that a line states is never changed. What words say of a line comes before what is assumed of all.
        """
        batch = self.words.apply(batch) if self.words else batch
        return complete_composition(assumed(batch))


class _Words:
    """Reads the words of lines once for each distinct description."""

    def __init__(self, pack: GoodsPack, facts: Iterable[str] | None) -> None:
        self.reader, self.headings = Reader(pack), Headings(pack)
        self._wanted = None if facts is None else frozenset(facts)
        self._known: dict[tuple[str, ...], tuple[Goods, Search]] = {("", "", "", ""): (NOTHING, Search(()))}
        self._lock = Lock()

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with facts filled from words, and what was derived."""
        codes, keys = distinct(batch, READ)
        answers = self.answers(keys)
        goods = [g for g, _ in answers]
        for name in self._facts(goods):
            batch = _filled(batch, vocabulary()[name], [g.facts.get(name) for g in goods], codes)
        derived = _listed([_told(g) for g in goods], codes)
        fits = _listed([tuple(f"{f.code} {f.score:.2f}" for f in s.fits) for _, s in answers], codes)
        return batch.append_column("derived", derived).append_column("tariff_fits", fits)

    def answers(self, keys: Sequence[tuple[str, ...]]) -> list[tuple[Goods, Search]]:
        """Return what distinct texts say, in their order; what was read before is not read again."""
        new = [key for key in keys if key not in self._known]
        goods = [self.reader.read(*key) for key in new]
        found = dict(zip(new, zip(goods, self.headings.find(goods), strict=True), strict=True))
        out = [found.get(key) or self._known[key] for key in keys]
        with self._lock:
            if len(self._known) + len(found) > KEPT:
                self._known = {("", "", "", ""): (NOTHING, Search(()))}
            self._known.update(found)
        return out

    def _facts(self, goods: Iterable[Goods]) -> list[str]:
        said = {name for g in goods for name in g.facts}
        return [n for n in vocabulary() if n in said and (self._wanted is None or n in self._wanted)]


def distinct(batch: pa.RecordBatch, names: Sequence[str]) -> tuple[npt.NDArray[np.int32], list[tuple[str, ...]]]:
    """Return for each row the number of its combination of texts, and the combinations; an absent text is empty."""
    rows = batch.num_rows
    combined = np.zeros(rows, np.int64)
    words: list[list[str]] = []
    sizes: list[int] = []
    for name in names:
        texts, places = _dictionary(batch, name)
        words.append(texts)
        sizes.append(len(texts))
        combined = combined * len(texts) + places
    found, codes = np.unique(combined, return_inverse=True)
    keys = []
    for number in found.tolist():
        parts = []
        for texts, size in zip(reversed(words), reversed(sizes), strict=True):
            number, place = divmod(number, size)
            parts.append(texts[place])
        keys.append(tuple(reversed(parts)))
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
    batch: pa.RecordBatch, fact: Fact, found: Sequence[Derived | None], codes: npt.NDArray[np.int32]
) -> pa.RecordBatch:
    """Return the batch with one fact filled on rows that state nothing of it."""
    columns = [fact.name, fact.below, fact.at_least] if fact.censored else [fact.name]
    have = [c for c in columns if c in batch.schema.names]
    silent = np.ones(batch.num_rows, bool)
    for column in have:
        silent &= np.asarray(pc.is_null(batch.column(column)))
    for column, value in zip(columns, (_value, _below, _at_least), strict=False):
        values = [value(fact, d) if d is not None else None for d in found]
        if all(v is None for v in values):
            continue
        told = pa.array(values, fact.arrow_type()).take(pa.array(codes))
        told = pc.if_else(pa.array(silent), told, pa.scalar(None, told.type))
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


def _listed(lists: Sequence[tuple[str, ...]], codes: npt.NDArray[np.int32]) -> pa.Array:
    """Return lists by their numbers as a column, with each distinct text once."""
    texts = {text: n for n, text in enumerate(dict.fromkeys(t for found in lists for t in found))}
    lengths = np.array([len(found) for found in lists], np.int64)
    flat = np.array([texts[t] for found in lists for t in found], np.int32)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    ends = np.cumsum(lengths[codes])
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    places = np.repeat(starts[codes] - offsets[:-1], lengths[codes]) + np.arange(offsets[-1])
    words = pa.DictionaryArray.from_arrays(pa.array(flat[places], pa.int32()), pa.array(list(texts), pa.string()))
    return pa.ListArray.from_arrays(pa.array(offsets), words)
