"""A batch on its way through the ledger: which rows need it, their facts, and the columns that change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.licences.cover import FACTS, Line
from monazite.licences.families import LICENSABLE
from monazite.licences.ledger import Answer, Need
from monazite.outcomes import OUTCOMES
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    from monazite.licences.ledger import Ledger

__all__ = ["applied"]

# The outcome that no licence lifts.
PROHIBITED = OUTCOMES.index("prohibited")
STRINGS = pa.list_(pa.string())
Ints = npt.NDArray[np.int64]


def applied(ledger: Ledger, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch after the ledger; see `Ledger.apply`."""
    rows = _affected(batch)
    answers = [
        ledger.answer(line, needs, prohibited=banned, goes=goes)
        for (line, needs, banned), goes in zip(_lines(ledger, batch, rows), _goes(batch, rows), strict=True)
    ]
    columns = {
        "licence": _sparse(batch.num_rows, rows, [a.status for a in answers]).dictionary_encode(),
        "licence_reason": _sparse(batch.num_rows, rows, [a.reason for a in answers]),
        "licence_left": _sparse(batch.num_rows, rows, [a.left for a in answers]),
        "decision": _decided(batch, rows, answers),
    }
    held = set(rows[_on_hold(batch)[rows]].tolist())
    asks = [a.ask if row in held else () for row, a in zip(rows.tolist(), answers, strict=True)]
    for name, added in (
        ("ask", asks),
        ("findings", [a.findings for a in answers]),
        ("duties", [a.duties for a in answers]),
    ):
        columns[name] = _extended(batch, name, rows, added)
    for name, column in columns.items():
        at = batch.schema.get_field_index(name)
        batch = batch.set_column(at, name, column) if at >= 0 else batch.append_column(name, column)
    return batch


# ------------------------------------------------------------ rows
def _affected(batch: pa.RecordBatch) -> Ints:
    """Return the rows that need a licence or name one."""
    wanted = _on_hold(batch)
    at = batch.schema.get_field_index("licence_number")
    if at >= 0:
        wanted = wanted | np.asarray(pc.is_valid(batch.column(at)))
    return np.flatnonzero(wanted).astype(np.int64)


def _on_hold(batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Return where a line waits for a licence: on hold, or to be asked with a licence needed at least."""
    decision = _words(batch.column("decision"))
    low = _words(batch.column("outcome_low"), OUTCOMES)
    return decision.where("hold_for_licence") | (decision.where("ask") & (low.codes >= LICENSABLE))


def _goes(batch: pa.RecordBatch, rows: Ints) -> list[bool]:
    """Return whether each row may go once it is covered: what is asked about or refused draws nothing."""
    words = _words(batch.column("decision"))
    stays = words.where("ask") | words.where("refuse")
    return [not stay for stay in stays[rows].tolist()]


class _words:
    """A column of few words as codes into a list; NULL is -1."""

    def __init__(self, column: pa.Array, order: Sequence[str] = ()) -> None:
        encoded = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
        own = encoded.dictionary.to_pylist()
        self.words = [*order, *(w for w in own if w not in order)]
        places = np.array([self.words.index(w) for w in own] + [-1], np.int64)
        self.codes = places[np.asarray(pc.fill_null(encoded.indices, len(own)), np.int64)]

    def where(self, word: str) -> npt.NDArray[np.bool_]:
        """Return the rows that hold a word."""
        return self.codes == self.words.index(word) if word in self.words else np.zeros(len(self.codes), bool)


def _lines(ledger: Ledger, batch: pa.RecordBatch, rows: Ints) -> list[tuple[Line, list[Need], bool]]:
    """Return, for each row, its facts, what it needs licences for, and whether it is prohibited."""
    if not len(rows):
        return []
    read = [n for n in (*FACTS, "items", "bases", *(f"{r}_low" for r in _regimes(batch))) if n in batch.schema.names]
    part = batch.select(read).take(pa.array(rows))
    facts = {name: part.column(name).to_pylist() for name in FACTS if name in part.schema.names}
    names = list(facts)
    lines = [Line(**dict(zip(names, values, strict=True))) for values in zip(*facts.values(), strict=True)]
    lines = lines or [Line()] * len(rows)
    needs, banned = _needs(ledger, part, _regimes(batch))
    return list(zip(lines, needs, banned, strict=True))


def _needs(ledger: Ledger, part: pa.RecordBatch, regimes: Sequence[str]) -> tuple[list[list[Need]], list[bool]]:
    """Return the regimes that each row needs a licence of, with its families, and whether any regime prohibits it."""
    ranks = {regime: _words(part.column(f"{regime}_low"), OUTCOMES).codes for regime in regimes}
    items, bases = part.column("items").to_pylist(), part.column("bases").to_pylist()
    banned = np.zeros(part.num_rows, bool)
    for codes in ranks.values():
        banned |= codes >= PROHIBITED
    waits = {regime: (codes >= LICENSABLE).tolist() for regime, codes in ranks.items()}
    out = []
    for row in range(part.num_rows):
        needed = [regime for regime in regimes if waits[regime][row]] or [""]
        families = (ledger.families.of(regime, items[row] or (), bases[row] or ()) for regime in needed)
        out.append([Need(regime, found) for regime, found in zip(needed, families, strict=True)])
    return out, banned.tolist()


def _regimes(part: pa.RecordBatch) -> list[str]:
    """Return the regimes whose answers the batch carries; temperature_low is a fact, not a regime."""
    names = part.schema.names
    pairs = (n.removesuffix("_low") for n in names if n.endswith("_low") and f"{n.removesuffix('_low')}_high" in names)
    return [regime for regime in pairs if regime != "outcome" and f"{regime}_low" not in vocabulary()]


# ------------------------------------------------------------ columns
def _sparse(length: int, rows: Ints, values: Sequence[str | None]) -> pa.Array:
    """Return a column of texts that is NULL but for some rows."""
    places = np.full(length, -1, np.int64)
    places[rows] = np.arange(len(rows))
    return pa.array(values, pa.string()).take(pa.array(places, mask=places < 0))


def _decided(batch: pa.RecordBatch, rows: Ints, answers: Sequence[Answer]) -> pa.Array:
    """Return the decisions: covered lines on hold go with duties, lines that cannot be told are asked about."""
    words = _words(batch.column("decision"), ("release", "release_with_duties", "ask", "hold_for_licence", "refuse"))
    held, waiting = words.where("hold_for_licence")[rows], _on_hold(batch)[rows]
    status = np.array([answer.status for answer in answers], "U12")
    codes = words.codes.copy()
    codes[rows[held & (status == "covered")]] = words.words.index("release_with_duties")
    codes[rows[waiting & (status == "cannot_tell")]] = words.words.index("ask")
    indices = pa.array(codes.astype(np.int8), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words.words, pa.string()))


def _extended(batch: pa.RecordBatch, name: str, rows: Ints, added: Sequence[Sequence[str]]) -> pa.Array:
    """Return a list column with words added to some rows, none of them twice."""
    at = batch.schema.get_field_index(name)
    column = batch.column(at) if at >= 0 else pa.nulls(batch.num_rows, STRINGS)
    changed = [k for k, words in enumerate(added) if words]
    if not changed:
        return column
    which = rows[changed]
    old = column.take(pa.array(which)).to_pylist()
    new = [list(dict.fromkeys((*(had or ()), *added[k]))) for had, k in zip(old, changed, strict=True)]
    places = np.arange(batch.num_rows)
    places[which] = batch.num_rows + np.arange(len(which))
    return pa.concat_arrays([column, pa.array(new, column.type)]).take(pa.array(places))
