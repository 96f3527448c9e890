"""What an output knows about each of its columns: title, unit, digits behind the point, meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.vocabulary import Fact, vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["DECIMALS", "UNIT", "Column", "columns", "with_notes"]

# Keys of Arrow field metadata: a stage that adds a column of scaled integers says so with them.
DECIMALS = b"monazite.decimals"
UNIT = b"monazite.unit"
TITLE = b"monazite.title"
MEANING = b"monazite.meaning"

BOUNDS = {"_below": " below", "_from": " at least"}


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, and for scaled integers the digits behind the point (None for other columns)."""

    name: str
    type: pa.DataType
    decimals: int | None = None
    unit: str = ""
    title: str = ""
    meaning: str = ""
    fact: str = ""


def columns(schema: pa.Schema) -> tuple[Column, ...]:
    """Return what is known about each field: from the vocabulary, or from the field's own metadata."""
    return tuple(_column(field) for field in schema)


def _column(field: pa.Field) -> Column:
    fact = vocabulary().fact_of_column(field.name)
    if fact is not None:
        return _of_fact(field, fact)
    notes = {k: v.decode() for k, v in (field.metadata or {}).items()}
    decimals = notes.get(DECIMALS)
    return Column(
        field.name,
        field.type,
        int(decimals) if decimals is not None else None,
        notes.get(UNIT, ""),
        notes.get(TITLE, ""),
        notes.get(MEANING, ""),
    )


def _of_fact(field: pa.Field, fact: Fact) -> Column:
    ending = field.name.removeprefix(fact.name)
    decimals = fact.decimals if fact.type == "quantity" else None
    unit = "" if fact.unit in ("1", "money") else fact.unit
    title = fact.label() + BOUNDS.get(ending, "")
    return Column(field.name, field.type, decimals, unit, title, fact.meaning, "" if ending else fact.name)


def with_notes(schema: pa.Schema, metadata: Mapping[str, str]) -> pa.Schema:
    """Return a schema for Parquet: fields tell unit and scale, the metadata tells that integers are scaled."""
    import pyarrow as pa

    fields = []
    for field, column in zip(schema, columns(schema), strict=True):
        notes = dict(field.metadata or {})
        if column.decimals is not None:
            notes |= {DECIMALS: str(column.decimals).encode(), UNIT: column.unit.encode()}
        fields.append(field.with_metadata(notes) if notes else field)
    return pa.schema(fields, metadata={"monazite.scaled": "1", **metadata})
