"""The stage of quality: each distinct claim is looked up once, its certificate judged, and the facts on it filled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.coded import coded_keys, compressed, days_of
from monazite.lists import HELD, joined, put
from monazite.quality.claims.certified import NONE
from monazite.quality.claims.judged import Case, Judge, beside
from monazite.quality.claims.request import Quality
from monazite.vocabulary import vocabulary

__all__ = ["COLUMNS", "FILLED", "QualityStage"]

CLAIM = ("claimed_standard", "claimed_grade")
CERTIFICATE = "certificate_number"
FILLED = ("standard_status", "conformity")
COLUMNS = ("standard_grade", *FILLED)  # that the stage adds
KEPT = 200_000  # cases
NOTHING = Case()
Key = tuple[str, str, int, int, bool]  # the cells, place of the certificate, turn of the register, issued later
Ints = npt.NDArray[np.int64]


class QualityStage:
    """Says of lines what their claims are worth; built once, used in any thread. Without a register it does nothing.

    Lines that claim nothing and name no certificate are not looked at.
    """

    def __init__(self, quality: Quality | None, known_on: dt.date | None) -> None:
        self._judge = Judge(quality, known_on) if quality else None
        self._cases: dict[Key, Case] = {}

    @property
    def reads(self) -> frozenset[str]:
        """The facts that the stage reads: the claim, the certificate, the day, and the facts that it fills."""
        if self._judge is None:
            return frozenset()
        return frozenset({*CLAIM, "date", *FILLED, *([CERTIFICATE] if self._judge.certified else [])})

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with facts on its claims filled where lines do not state them, and the columns of the stage.

        Rows keep order and number; a batch in which no line claims anything comes back as it is.
        """
        judge = self._judge
        names = (*CLAIM, CERTIFICATE) if judge and judge.certified else CLAIM
        if judge is None or not any(_stated(batch, name) for name in names):
            return batch
        cases, codes = _beside(batch, *self._of(batch, judge))
        return _told(_filled(batch, cases, codes), cases, codes)

    # ------------------------------------------------------------ cases
    def _of(self, batch: pa.RecordBatch, judge: Judge) -> tuple[list[Case], Ints]:
        """Return the distinct cases of a batch, and which is each row's."""
        claims, keys = coded_keys(batch, CLAIM)
        places, (days, of_row) = _places(batch, judge), days_of(batch)
        numbers = np.array([-1 if day is None else day.toordinal() for day in days], np.int64)
        firsts, pairs = compressed(claims * (int(places.max(initial=0)) + 1) + places)
        named = [(*keys[claims[row]], int(places[row])) for row in firsts.tolist()]
        turns = _turns(judge, named, pairs, judge.turns.numbers(numbers)[of_row])
        late = _late(judge, places, numbers[of_row])
        rows, codes = compressed((pairs * (len(judge.turns.days) + 2) + turns) * 2 + late)
        told = zip(pairs[rows].tolist(), turns[rows].tolist(), late[rows].tolist(), of_row[rows].tolist(), strict=True)
        cases = [self._case(judge, (*named[pair], turn, after), days[day]) for pair, turn, after, day in told]
        return _same(cases, codes)

    def _case(self, judge: Judge, key: Key, on: dt.date | None) -> Case:
        """Return a case, made once for all days between two turns of the register."""
        standard, grade, place, _, late = key
        if not (standard or grade) and place == NONE:
            return NOTHING
        found = self._cases.get(key)
        if found is None:
            if len(self._cases) >= KEPT:
                self._cases.clear()
            found = self._cases[key] = judge.case(standard, grade, place, on, late)
        return found


def _stated(batch: pa.RecordBatch, name: str) -> bool:
    at = batch.schema.get_field_index(name)
    return bool(at >= 0 and batch.column(at).null_count < batch.num_rows)


def _places(batch: pa.RecordBatch, judge: Judge) -> Ints:
    """Return for each row which certificate it names, of those that are there."""
    if judge.certified is None or not _stated(batch, CERTIFICATE):
        return np.zeros(batch.num_rows, np.int64)
    column = batch.column(CERTIFICATE)
    if not isinstance(column, pa.DictionaryArray):
        return judge.certified.places(column.cast(pa.string()))
    used, codes = compressed(np.asarray(pc.fill_null(column.indices.cast(pa.int64()), -1)))
    return judge.certified.places(column.take(pa.array(used)).dictionary_decode().cast(pa.string()))[codes]


def _turns(judge: Judge, named: Sequence[tuple[str, str, int]], pairs: Ints, turns: Ints) -> Ints:
    """Return for each row the turn of the register that counts for its claim and certificate."""
    number: dict[int, int] = {}
    rows = [judge.turns_of(*one) for one in named]
    which = np.array([number.setdefault(id(row), len(number)) for row in rows], np.int64)
    table = np.array(list({id(row): row for row in rows}.values()), np.int64).reshape(len(number), -1)
    return table[which[pairs], turns] if len(named) else turns


def _late(judge: Judge, places: Ints, days: Ints) -> npt.NDArray[np.bool_]:
    """Return on which rows the certificate was issued after the day of the line."""
    if judge.certified is None:
        return np.zeros(len(places), bool)
    return (judge.certified.issued[places] > days) & (days >= 0)


def _same(cases: Sequence[Case], codes: Ints) -> tuple[list[Case], Ints]:
    """Return cases without those that say the same twice."""
    number: dict[Case, int] = {}
    which = np.array([number.setdefault(case, len(number)) for case in cases], np.int64)
    return list(number), which[codes]


def _beside(batch: pa.RecordBatch, cases: list[Case], codes: Ints) -> tuple[list[Case], Ints]:
    """Return the cases of rows with the conformity that these state, where they state one."""
    if not _stated(batch, "conformity"):
        return cases, codes
    stated = batch.column("conformity")
    words = stated if isinstance(stated, pa.DictionaryArray) else stated.dictionary_encode()
    places = np.asarray(pc.fill_null(words.indices.cast(pa.int64()), -1)) + 1
    told = [None, *words.dictionary.to_pylist()]
    pairs = codes * len(told) + places
    rows, which = compressed(pairs)
    found = [beside(cases[pair // len(told)], told[pair % len(told)]) for pair in pairs[rows].tolist()]
    return _same(found, which)


# ------------------------------------------------------------ columns
def _filled(batch: pa.RecordBatch, cases: Sequence[Case], codes: Ints) -> pa.RecordBatch:
    rows = pa.array(codes)
    for name in FILLED:
        told = pa.array(
            [getattr(case, name.removeprefix("standard_")) for case in cases], vocabulary()[name].arrow_type()
        )
        batch = _coalesced(batch, name, told.take(rows), first=name != "conformity")
    held = np.array([case.holds for case in cases], bool)[codes] & np.asarray(pc.is_null(batch.column("conformity")))
    return put(batch, f"{HELD}conformity", pa.array(held)) if held.any() else batch


def _told(batch: pa.RecordBatch, cases: Sequence[Case], codes: Ints) -> pa.RecordBatch:
    """Return the batch with the columns of the stage, and what it found among the findings and derived facts."""
    narrow = codes.astype(np.int32)
    if any(case.findings for case in cases):
        batch = joined(batch, "findings", [case.findings for case in cases], narrow)
    if any(case.derived for case in cases):
        batch = joined(batch, "derived", [case.derived for case in cases], narrow)
    return put(batch, "standard_grade", _worded([case.standard for case in cases], narrow))


def _worded(texts: Sequence[str | None], codes: npt.NDArray[np.int32]) -> pa.DictionaryArray:
    """Return for each row the text of its number; one that is not known is no word of the dictionary."""
    words = list(dict.fromkeys(text for text in texts if text is not None))
    place = {word: k for k, word in enumerate(words)}
    numbers = np.array([place.get(text or "", -1) for text in texts], np.int32)[codes]
    return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=numbers < 0), pa.array(words, pa.string()))


def _coalesced(batch: pa.RecordBatch, name: str, told: pa.Array, *, first: bool) -> pa.RecordBatch:
    """Return the batch with what is told where rows state nothing, or unless the rows come `first`, in their place."""
    if name not in batch.schema.names:
        return put(batch, name, told)
    stated = batch.column(name)
    stated = stated.dictionary_decode() if isinstance(stated, pa.DictionaryArray) else stated
    told = told.cast(stated.type)
    return put(batch, name, pc.coalesce(stated, told) if first else pc.coalesce(told, stated))
