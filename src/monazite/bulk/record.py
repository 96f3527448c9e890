"""The record of a run, as an OpenLineage event: what was read, what was written, under which law, by which code."""

from __future__ import annotations

import datetime as dt
import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.assess import Selection
from monazite.bulk.folder import Folder, write_text
from monazite.bulk.parts import job_of
from monazite.errors import MonaziteError
from monazite.read.urls import is_url, shown_url
from monazite.write.whole import whole_file, writing

if TYPE_CHECKING:
    import pyarrow as pa

    from monazite.assess import Request
    from monazite.summary import Summary

__all__ = ["record_beside", "recorded", "run_record"]

RUN = "_monazite/run.json"
PRODUCER = "urn:monazite:assess"
SPEC = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
FACETS = "https://openlineage.io/spec/facets"


def run_record(
    request: Request,
    state: str,
    seconds: float,
    *,
    schema: pa.Schema | None = None,
    inputs: Sequence[Mapping[str, Any]] = (),
    counts: Mapping[str, Any] | None = None,
    problem: str = "",
    run: str = "",
) -> dict[str, Any]:
    """Return the event of a run that came to `state` (COMPLETE, FAIL, ABORT) after some seconds, as JSON types.

    `inputs` are the files read, each with its `name` and what is known of its `content`.
    """
    assert request.started is not None
    job = job_of(request)
    facet = {**_facet("monazite"), **job, "engine": request.engine.partition(";")[0], "seconds": round(seconds, 3)}
    facets: dict[str, Any] = {"monazite": {**facet, "counts": dict(counts or {})}}
    if problem:
        message = {"message": problem, "programmingLanguage": "Python"}
        facets["errorMessage"] = {**_facet("1-0-1/ErrorMessageRunFacet"), **message}
    return {
        "eventType": state,
        "eventTime": (request.started + dt.timedelta(seconds=seconds)).isoformat(),
        "run": {"runId": run or str(uuid.uuid4()), "facets": facets},
        "job": {"namespace": "monazite", "name": "assess"},
        "inputs": [_input(file) for file in inputs],
        "outputs": [_output(request.out, schema)] if request.out else [],
        "producer": PRODUCER,
        "schemaURL": SPEC,
    }


def _facet(name: str) -> dict[str, str]:
    return {"_producer": PRODUCER, "_schemaURL": f"{FACETS}/{name}.json"}


def _place(name: str) -> dict[str, str]:
    """Return namespace and name of a file or folder: the store, and the path in it."""
    shown = shown_url(name) if is_url(name) else Path(name).absolute().as_uri()
    scheme, _, rest = shown.partition("://")
    host, _, path = rest.partition("/")
    return {"namespace": f"{scheme}://{host}" if host else scheme, "name": f"/{path}" if scheme == "file" else path}


def _input(file: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in file.items() if key != "name" and value}
    return {**_place(str(file["name"])), "facets": {"monazite": {**_facet("monazite"), **told}} if told else {}}


def _output(out: str, schema: pa.Schema | None) -> dict[str, Any]:
    place = _place(out)
    facets: dict[str, Any] = {
        "dataSource": {
            **_facet("1-0-1/DatasourceDatasetFacet"),
            "name": place["namespace"],
            "uri": f"{place['namespace']}{place['name']}" if "://" in place["namespace"] else f"file://{place['name']}",
        }
    }
    if schema is not None:
        fields = [{"name": field.name, "type": str(field.type)} for field in schema]
        facets["schema"] = {**_facet("1-1-1/SchemaDatasetFacet"), "fields": fields}
    return {**place, "facets": facets}


def counts_of(summary: Summary) -> dict[str, Any]:
    """Return the counts of a run, for its record."""
    told = {"lines_in": summary.lines_in, "lines_out": summary.lines_out, "rejected": summary.rejected}
    return {**told, "decisions": summary.decisions, "parts": summary.parts}


@dataclass
class _Told:
    """What a run found, once it is known."""

    summary: Summary | None = None


@contextmanager
def recorded(request: Request, folder: Folder, start: float, run: Any) -> Iterator[_Told]:
    """Write the record of a run into its folder when the block ends, however it ends; `run.parts` tells the inputs."""
    told = _Told()
    try:
        yield told
    except BaseException as error:
        state = "FAIL" if isinstance(error, Exception) else "ABORT"
        problem = str(error) if isinstance(error, MonaziteError) else type(error).__name__
        with suppress(Exception):
            if run.parts:
                _keep(request, folder, state, time.perf_counter() - start, run, told, problem)
        raise
    _keep(request, folder, "COMPLETE", time.perf_counter() - start, run, told)


def _keep(
    request: Request, folder: Folder, state: str, seconds: float, run: Any, told: _Told, problem: str = ""
) -> None:
    inputs = [{"name": name, "content": content} for name, content in {p.shown: p.content for p in run.parts}.items()]
    counts = counts_of(told.summary) if told.summary else {"parts": {"planned": len(run.parts)}}
    schema = Selection(request).schema()
    event = run_record(request, state, seconds, schema=schema, inputs=inputs, counts=counts, problem=problem)
    write_text(folder, RUN, json.dumps(event, ensure_ascii=False, indent=1) + "\n")


def record_beside(request: Request, summary: Summary) -> Path:
    """Write the record of a run into one file, beside that file; return where it is."""
    from monazite.write.described import stem_of

    out = Path(str(request.out))
    inputs = [{"name": name} for name in request.inputs if name != "-"]
    schema = Selection(request).schema()
    event = run_record(request, "COMPLETE", summary.seconds, schema=schema, inputs=inputs, counts=counts_of(summary))
    place = out.with_name(f"{stem_of(out)}.run.json")
    with whole_file(place) as file, writing(place):
        file.write_text(json.dumps(event, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return place
