"""What was found as one long table: provisions and what they turn on, outcomes, differences and their bases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from monazite.parity.records import Audit
from monazite.parity.run import Swap
from monazite.parity.told import told

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COLUMNS", "write_table"]

# `part` says what a row is: turns_on (audit), outcome, difference, value, provision (of a difference).
COLUMNS = (
    *"part regime provision kind fact role tells effect outcome against".split(),
    *"out_of_reach in_reach on_further_conditions on_other_conditions".split(),
    *"through in_force in_force_on_day group held_against low high currency measure".split(),
    *"number title instrument article issuer under because url confidence grade".split(),
)
_HOW = {"out": "out_of_reach", "in": "in_reach", "further": "on_further_conditions", "other": "on_other_conditions"}
Row = dict[str, Any]


def write_table(path: str, audit: Audit, swap: Swap | None = None) -> None:
    """Write the long table to a file (.csv, .xlsx, .parquet, .jsonl), whole or not at all.

    Raises OutputError for a suffix or place that will not do.
    """
    import pyarrow as pa

    from monazite.write import open_output

    found = told(audit, swap)
    schema = pa.schema([(c, pa.int64() if c == "number" else pa.string()) for c in COLUMNS])
    about = {"on": found["on"], "known_on": found["known_on"] or "", "reading": found["reading"]}
    with open_output(path, metadata=about, title="Equal treatment", schema=schema, describe=False) as output:
        output.write(_batch(list(rows(found)), schema))


def _batch(found: list[Row], schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_pylist([{c: row.get(c) for c in schema.names} for row in found], schema)


def rows(found: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the rows of the long table, from what `told` returns."""
    yield from map(_turns_on, found["dependences"])
    swap = found["swap"]
    if not swap:
        return
    base = {"fact": swap["fact"]}
    groups = [{"name": "as declared", **swap["declared"]}, *swap["groups"]]
    for group in groups:
        for one in group["outcomes"]:
            number = {"number": one["lines"], "measure": "lines"}
            yield base | number | {"part": "outcome", "group": group["name"], **_some(one, "regime", "low", "high")}
    for group in swap["groups"]:
        for key, name in (("against_own", "as declared"), ("against_rest", swap["rest"])):
            yield from _difference(group[key], base | {"group": group["name"], "held_against": name}, swap["bases"])


def _turns_on(one: Mapping[str, Any]) -> Row:
    reach = {column: "; ".join(r["name"] for r in one["reach"] if r["how"] == how) for how, column in _HOW.items()}
    return {
        "part": "turns_on",
        **_some(one, "regime", "kind", "fact", "role", "tells", "effect", "outcome", "in_force"),
        "against": "; ".join(one["against"]),
        "through": "; ".join(one["through"]),
        "in_force_on_day": "yes" if one["now"] else "no",
        **reach,
        **_cited(one["basis"]),
    }


def _difference(one: Mapping[str, Any], base: Row, bases: Mapping[str, Any]) -> Iterator[Row]:
    for measure in ("lines", "raised", "lowered", "otherwise", "beside", "without_value"):
        yield base | {"part": "difference", "measure": measure, "number": one[measure]}
    for regime, n in one["by_regime"].items():
        yield base | {"part": "difference", "regime": regime, "measure": "lines", "number": n}
    for currency, value in one["value"].items():
        yield base | {"part": "value", "currency": currency, "measure": "value in 1/10000", "number": value}
    for moved in one["provisions"]:
        cited = _cited(bases[moved["provision"]]) | {"outcome": bases[moved["provision"]]["outcome"]}
        for measure in ("added", "gone", "unsure", "deciding"):
            yield base | cited | {"part": "provision", "measure": measure, "number": moved[measure]}


def _cited(basis: Mapping[str, Any]) -> Row:
    names = ("provision", "title", "instrument", "article", "issuer", "because", "url", "confidence", "grade")
    return {**_some(basis, *names), "under": "; ".join(basis["under"])}


def _some(one: Mapping[str, Any], *names: str) -> Row:
    return {name: one[name] for name in names}
