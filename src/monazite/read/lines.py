"""Columns of texts become batches of lines: facts, bounds, instants, and the findings on each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from monazite.read.cells import Column, Conventions
from monazite.read.convert import Converted, Found, convert
from monazite.read.quantities import COMPANIONS
from monazite.vocabulary import vocabulary

__all__ = ["assemble", "constant", "text_rows_to_batch", "texts_to_batch"]


def texts_to_batch(
    columns: Sequence[Column],
    texts: Sequence[pa.Array],
    conventions: Sequence[Conventions],
    source: str,
    rows: Any,
    found: Sequence[Found] = (),
) -> pa.RecordBatch:
    """Return the lines for columns of texts of one length; `rows` are their line numbers in the source."""
    converted = [convert(*parts) for parts in zip(columns, texts, conventions, strict=True)]
    return assemble(columns, converted, source, rows, found)


def assemble(
    columns: Sequence[Column], converted: Sequence[Converted], source: str, rows: Any, found: Sequence[Found] = ()
) -> pa.RecordBatch:
    """Return one batch from converted columns: companions settled, bounds merged, findings gathered."""
    arrays: dict[str, pa.Array] = {}
    findings = list(found)
    for one in converted:
        findings.extend(one.found)
        for name, array in one.arrays.items():
            arrays[name] = _merged(arrays[name], array) if name in arrays else array
    for column, one in zip(columns, converted, strict=True):
        if one.companions is not None:
            findings.extend(_settle(column, one.companions, arrays))
    number = len(rows)
    order = [c for name in vocabulary() for c in vocabulary().columns(name) if c in arrays] + ["instant"]
    out = {"source": constant(source, number), "row": pa.array(rows, pa.int64())}
    out |= {name: arrays[name] for name in order if name in arrays}
    out["findings"] = _listed(findings, number)
    return pa.RecordBatch.from_arrays(list(out.values()), list(out))


def constant(text: str, number: int) -> pa.Array:
    """Return a dictionary array that holds one text."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(number, np.int32)), pa.array([text]))


def _merged(one: pa.Array, other: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return pc.coalesce(one, other)


def _settle(column: Column, companions: pa.Array, arrays: dict[str, pa.Array]) -> list[Found]:
    """Put the currency (or unit) that cells name into its own column; where they differ, the amount is not known."""
    name, target = column.name, COMPANIONS[column.fact.name]
    number = len(companions)
    told = companions.to_pylist()
    known = arrays[target].to_pylist() if target in arrays else [None] * number
    values = arrays[name].to_pylist()
    rows, texts = [], []
    for row, (said, has) in enumerate(zip(told, known, strict=True)):
        if not said or values[row] is None:
            continue
        candidates = said.split("|") if target == "currency" else [said]
        if has is None and len(candidates) == 1:
            known[row] = candidates[0]
        elif has is None:
            rows.append(row)
            texts.append(f"{target} is not told: the sign at {name} may be {', '.join(candidates)}")
        elif has.casefold() not in [c.casefold() for c in candidates]:
            values[row] = None
            rows.append(row)
            texts.append(f"unreadable {name}: it is in {' or '.join(candidates)}, but {target} is {has}")
    arrays[name] = pa.array(values, pa.int64())
    arrays[target] = pa.array(known, pa.string()).dictionary_encode()
    return [Found(np.array(rows, np.int64), texts)] if rows else []


def _listed(findings: Sequence[Found], number: int) -> pa.Array:
    """Return the findings as one list a line, NULL where there are none."""
    kind = pa.list_(pa.string())
    if not findings:
        return pa.nulls(number, kind)
    rows = np.concatenate([found.rows for found in findings])
    texts = [text for found in findings for text in found.texts]
    order = np.argsort(rows, kind="stable")
    counts = np.bincount(rows, minlength=number)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    values = pa.array([texts[k] for k in order.tolist()], pa.string())
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=pa.array(counts == 0))


def text_rows_to_batch(
    rows: Sequence[Mapping[str, str | None]], row_numbers: Sequence[int], source: str
) -> pa.RecordBatch:
    """Return lines for texts by fact name; the key `findings` holds texts that the reader already found."""
    known = vocabulary()
    names = dict.fromkeys(name for row in rows for name in row if name != "findings")
    columns, texts = [], []
    for index, name in enumerate(names):
        fact = known.fact_of_column(name)
        if fact is None:
            raise KeyError(f"'{name}' is no fact; {known.near(name)}")
        columns.append(Column(name, index, fact, part=name[len(fact.name) + 1 :]))
        texts.append(pa.array([row.get(name) for row in rows], pa.string()))
    said = [(k, text) for k, row in enumerate(rows) for text in (row.get("findings") or "").splitlines()]
    found = [Found(np.array([k for k, _ in said], np.int64), [text for _, text in said])] if said else []
    # These texts come from machines and from packs, which write a decimal point.
    conventions = [Conventions(decimal=".")] * len(columns)
    return texts_to_batch(columns, texts, conventions, source, np.array(row_numbers, np.int64), found)
