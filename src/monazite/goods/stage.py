"""The goods stage: fills what a line does not state with what its words say, and tells where they disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.goods.answer import Goods
from monazite.goods.completion import complete_composition, facts_read
from monazite.goods.doubts.bulk import Doubts, Found
from monazite.goods.doubts.claims import claims
from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.doubts.rules import RULES
from monazite.goods.filling import derived, filled, with_class
from monazite.goods.known import Key, Known, Texts
from monazite.goods.readers import readers
from monazite.goods.reading import READ, SILENT
from monazite.goods.sheet import FITS, FREE, HELD
from monazite.lists import Codes, Combos, joined, put
from monazite.vocabulary import vocabulary

__all__ = ["COLUMNS", "READ", "GoodsStage", "distinct"]

# The columns that the stage adds.
COLUMNS = ("derived", "tariff_fits", "contradictions", "contradiction_strength")
NOTHING = Goods("")
Step = Callable[[pa.RecordBatch], pa.RecordBatch]


class GoodsStage:
    """Completes what lines state of the goods, from their words where a pack is given; used in any thread.

    `facts` are those to fill; None stands for all that words can say. Without a pack lines count as stated. With
    `processes` above 1, many new texts are read in so many processes, which `close` ends; few never start any.
    """

    def __init__(
        self, pack: DoubtsPack | None = None, facts: Iterable[str] | None = None, *, processes: int = 1
    ) -> None:
        self.words = _Words(pack, facts, processes) if pack else None

    def close(self) -> None:
        """End the processes that read; batches that wait for them raise Stopped, as do those that come after."""
        if self.words:
            self.words.close()

    @property
    def reads(self) -> frozenset[str]:
        """The facts that the stage reads."""
        return facts_read(vocabulary()) | (self.words.reads if self.words else frozenset())

    def apply(self, batch: pa.RecordBatch, assumed: Step = lambda batch: batch) -> pa.RecordBatch:
        """Return the batch with what its words, then `assumed`, then its composition say; rows keep order and number.

        A fact that a line states is never changed. What words say of a line comes before what is assumed of all.
        """
        batch, named = self.words.apply(batch) if self.words else (batch, None)
        return complete_composition(assumed(batch), named)

    def claims(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return a batch that the law has answered with what claims about controls it contradicts."""
        return self.words.claims(batch) if self.words else batch


class _Words:
    """Reads the words of lines once for each distinct description."""

    def __init__(self, pack: DoubtsPack, facts: Iterable[str] | None, processes: int) -> None:
        wanted = None if facts is None else frozenset(facts) | facts_read(vocabulary())
        reading = readers(pack, wanted, processes)
        self._doubts, self._known, self.close = Doubts(pack), Known(reading.answers, SILENT), reading.close

    @property
    def reads(self) -> frozenset[str]:
        """The facts that are read: texts, and what the rules for contradictions hold against them."""
        stated = {fact for rule in RULES for fact in rule.reads}
        return frozenset({*READ, *stated, *self._doubts.pack.lists["compared"], "claimed_control_code"})

    def apply(self, batch: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.DictionaryArray]:
        """Return the batch with facts filled from words where nothing contests them and the columns of the stage, and
        the elements that the words of each row do not leave out.
        """
        texts, numbers = self._texts(batch)
        found = self._doubts.of(batch, texts, numbers)
        contested = with_class(texts, numbers, found.doubted())
        batch = filled(batch, texts, numbers, contested)
        batch = batch.append_column("derived", derived(texts, numbers, contested))
        batch = batch.append_column("tariff_fits", texts.lists(FITS, numbers))
        named, places = texts.coded(HELD, numbers)
        return with_contradictions(batch, found), pa.DictionaryArray.from_arrays(pa.array(places), pa.array(named))

    def claims(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with what its claims about controls deny: on rows to which entries apply, and no others."""
        if "items" not in batch.schema.names:
            return with_contradictions(batch, Found([()], np.zeros(batch.num_rows, np.int32)))
        rows = np.flatnonzero(np.asarray(pc.fill_null(pc.list_value_length(batch.column("items")), 0)) > 0)
        read = [n for n in (*READ, "items", "claimed_control_code") if n in batch.schema.names]
        some = batch.select(read).take(pa.array(rows))
        texts, numbers = self._texts(some)
        # Of texts that claim no freedom from controls, nothing is asked.
        free, codes = np.unique(np.where(texts.told(FREE, numbers), numbers, 0), return_inverse=True)
        told = claims(some, codes.astype(np.int32), [texts.case(n)[0] for n in free.tolist()], self._doubts.pack)
        out = np.zeros(batch.num_rows, np.int32)
        out[rows] = told.numbers
        return with_contradictions(batch, Found(told.lists, out))

    def _texts(self, batch: pa.RecordBatch) -> tuple[Texts, npt.NDArray[np.int64]]:
        """Return what is known of texts, and for each row the number of its own."""
        codes, keys = distinct(batch, READ)
        texts, numbers = self._known.numbers(keys)
        return texts, numbers[codes]


def distinct(batch: pa.RecordBatch, names: Sequence[str]) -> tuple[Codes, list[Key]]:
    """Return for each row the number of its combination of texts, and the combinations; an absent text is empty."""
    codes, first = np.zeros(batch.num_rows, np.int64), np.zeros(min(batch.num_rows, 1), np.int64)
    columns = [_dictionary(batch, name) for name in names]
    for texts, places in columns:
        if len(texts) > 1:
            # Numbered anew after each column: products of the sizes of several would not fit 64 bits.
            _, first, codes = np.unique(codes * len(texts) + places, return_index=True, return_inverse=True)
    keys = zip(*([texts[n] for n in places[first].tolist()] for texts, places in columns), strict=True)
    return codes.astype(np.int32), list(keys)


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


def with_contradictions(batch: pa.RecordBatch, found: Found) -> pa.RecordBatch:
    """Return the batch with contradictions among its findings, their codes, and the strength of the strongest."""
    if not found.numbers.any() and "contradictions" in batch.schema.names:
        return batch
    strength = found.strength
    before = batch.schema.get_field_index("contradiction_strength")
    if before >= 0:
        strength = np.maximum(strength, np.asarray(batch.column(before)))
    batch = joined(batch, "findings", [tuple(map(str, doubts)) for doubts in found.lists], found.numbers)
    codes = [tuple(dict.fromkeys(d.code for d in doubts)) for doubts in found.lists]
    batch = joined(batch, "contradictions", codes, found.numbers)
    return put(batch, "contradiction_strength", pa.array(strength, pa.int8()))


def combined(lists: Sequence[tuple[str, ...]], codes: Codes) -> pa.ListArray:
    """Return a list column from distinct lists and the number of each row's."""
    return Combos(list(lists), codes).column()
