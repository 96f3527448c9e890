"""A Data Package (datapackage.json) beside an output: what each column means, its unit, how many rows, which hash.

An existing datapackage.json that Monazite wrote gets the new resource beside its others; one that somebody else
wrote is left alone, and the description goes to `<stem>.datapackage.json`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.vocabulary import vocabulary
from monazite.write.columns import Column
from monazite.write.whole import whole_file, writing

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["describe_output", "stem_of"]

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
OURS = "monazite"
MEDIA = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def stem_of(path: Path) -> str:
    """Return the name of a table's file without its suffixes: 'lines' for lines.csv.gz."""
    name = path.name.removesuffix(".gz")
    return name.rpartition(".")[0] or name


def describe_output(path: Path, columns: Sequence[Column], rows: int, title: str, metadata: Mapping[str, str]) -> Path:
    """Write or update the Data Package that describes the table at `path`; return the file written."""
    target, package = _target(path)
    resource = _resource(path, columns, rows, title)
    package.setdefault("$schema", PROFILE)
    package.setdefault("name", _name(stem_of(path)))
    if title:
        package["title"] = title
    package[OURS] = {**package.get(OURS, {}), **metadata}
    others = [r for r in package.get("resources", []) if r.get("path") != path.name]
    if any(r.get("name") == resource["name"] for r in others):
        resource["name"] = _name(path.name)
    package["resources"] = [*others, resource]
    with whole_file(target) as file, writing(target):
        file.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return target


def _target(path: Path) -> tuple[Path, dict[str, Any]]:
    """Return where the description goes and what is to be kept of the one that stands there."""
    shared = path.parent / "datapackage.json"
    own = path.parent / f"{stem_of(path)}.datapackage.json"
    if not shared.exists():
        return shared, {}
    standing = _ours(shared)
    return (shared, standing) if standing is not None else (own, {})


def _ours(path: Path) -> dict[str, Any] | None:
    try:
        package = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not (isinstance(package, dict) and isinstance(package.get(OURS), dict)):
        return None
    resources = package.get("resources")
    sound = isinstance(resources, list) and all(isinstance(r, dict) for r in resources)
    return package if sound else None


def _resource(path: Path, columns: Sequence[Column], rows: int, title: str) -> dict[str, Any]:
    form = path.name.removesuffix(".gz").rpartition(".")[2].lower()
    zipped = path.name.lower().endswith(".gz")
    resource: dict[str, Any] = {"name": _name(stem_of(path)), "type": "table", "path": path.name}
    resource |= {"title": title} if title else {}
    resource |= {"format": form, "mediatype": MEDIA[form]}
    resource |= {"compression": "gz"} if zipped else {}
    resource |= {"encoding": "utf-8"} if form in ("csv", "jsonl") else {}
    resource |= {"bytes": path.stat().st_size, "hash": f"sha256:{_hash(path)}", "rowcount": rows}
    if form == "csv":
        resource["dialect"] = {"delimiter": ",", "quoteChar": '"', "header": True}
    resource["schema"] = {"fields": [_field(column, form) for column in columns], "missingValues": [""]}
    return resource


def _name(text: str) -> str:
    """Return a name as Data Packages want it: lower case, without blanks."""
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in text.lower()) or "lines"


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _field(column: Column, form: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, **_type(column, form)}
    field |= {"title": column.title} if column.title else {}
    field |= {"description": column.meaning} if column.meaning else {}
    field |= {"monazite:fact": column.fact} if column.fact else {}
    field |= {"monazite:unit": column.unit} if column.unit else {}
    if column.fact and (of := vocabulary()[column.fact].of):
        field["constraints"] = {"enum": list(of)}
    return field


def _type(column: Column, form: str) -> dict[str, Any]:
    """Return the Table Schema type of a column as the format holds it."""
    import pyarrow as pa

    kind: pa.DataType = column.type
    if pa.types.is_boolean(kind):
        texts = {"trueValues": ["yes"], "falseValues": ["no"]} if form in ("csv", "xlsx") else {}
        return {"type": "boolean", **texts}
    if pa.types.is_integer(kind) and column.decimals:
        return {"type": "integer", "monazite:decimals": column.decimals} if form == "parquet" else {"type": "number"}
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return {"type": "array"} if form in ("parquet", "jsonl") else {"type": "string"}
    for is_kind, name in (
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "number"),
        (pa.types.is_date, "date"),
        (pa.types.is_timestamp, "datetime"),
    ):
        if is_kind(kind):
            return {"type": name}
    return {"type": "string"}
