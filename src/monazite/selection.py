"""The columns of the decisions, the same for every batch: identity, answers, regimes, facts kept."""

from __future__ import annotations

import pyarrow as pa

from monazite.goods.stage import COLUMNS as DERIVED
from monazite.parties.stage import COLUMNS as SCREENED
from monazite.parties.stage import PLACES
from monazite.quality.claims.stage import COLUMNS as JUDGED
from monazite.request import Request
from monazite.tally import LISTS
from monazite.vocabulary import vocabulary

__all__ = ["ANSWERS", "IDENTITY", "Selection"]

IDENTITY = ("source", "row", "declaration", "line", "leg", "component", "date")
ANSWERS = (
    *"decision outcome_low outcome_high bases possible ask duties findings items reading_differs".split(),
    *"licence licence_reason licence_left".split(),
    *DERIVED,
    *SCREENED,
    *JUDGED,
)


class Selection:
    """The columns of the output, the same for every batch whatever its input carries: identity, answers, facts kept."""

    def __init__(self, request: Request) -> None:
        words = vocabulary()
        answers = [name for name in ANSWERS if request.licences or not name.startswith("licence")]
        answers = [name for name in answers if request.goods or name not in DERIVED]
        answers = [name for name in answers if request.parties or name not in SCREENED]
        answers = [name for name in answers if request.quality or name not in JUDGED]
        regimes = [f"{pack.id}_{end}" for pack in request.packs for end in ("low", "high")]
        facts = words if "all" in request.keep else request.keep
        kept = [column for fact in facts if fact in words for column in words.columns(fact)]
        self.names = list(dict.fromkeys([*IDENTITY, *answers, *regimes, *kept]))

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with these columns, NULL where it has none."""
        have = set(batch.schema.names)
        arrays = [batch.column(n) if n in have else self._nothing(n, batch.num_rows) for n in self.names]
        return pa.RecordBatch.from_arrays(arrays, names=self.names)

    def schema(self) -> pa.Schema:
        """Return one schema for every input: texts by their numbers in a dictionary, as the law gives them."""
        return pa.schema([(name, _kind(name)) for name in self.names])

    @staticmethod
    def _nothing(name: str, rows: int) -> pa.Array:
        fact = vocabulary().fact_of_column(name)
        return pa.nulls(rows, fact.arrow_type() if fact else pa.int64() if name in PLACES.values() else pa.string())


def _kind(name: str) -> pa.DataType:
    """Return the type of a column of the output."""
    fact = vocabulary().fact_of_column(name)
    words = pa.dictionary(pa.int32(), pa.string())
    if fact is not None:
        kind = fact.arrow_type()
        return words if pa.types.is_string(kind) else kind
    if name == "contradiction_strength":
        return pa.int8()
    if name in LISTS or name in DERIVED or name in ("party_hits", "lists"):
        return pa.list_(words)
    if name in ("decision", "outcome_low", "outcome_high") or name.endswith(("_low", "_high")):
        return pa.dictionary(pa.int8(), pa.string())
    if name == "party_score":
        return pa.float32()
    if name in ("row", "shared_contacts", *PLACES.values()):
        return pa.int64()
    return {"reading_differs": pa.bool_(), "source": words, "standard_grade": words}.get(name, pa.string())
