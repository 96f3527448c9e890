"""The Data Package beside an output: true about the file, and polite to what stands there."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pytest

from monazite.read.package import find_package
from monazite.write import open_output

BATCH = pa.record_batch(
    {
        "source": pa.array(["a.csv"]).dictionary_encode(),
        "row": pa.array([2]),
        "net_mass": pa.array([600_000_000]),
        "mf_dy": pa.array([None], pa.int64()),
        "mf_dy_below": pa.array([100_000]),
        "mode": pa.array(["air"]),
        "cn_technology": pa.array([True]),
        "ask": pa.array([["origin"]]),
    }
)


def write(path: Path, **options: object) -> dict:
    with open_output(str(path), **options) as output:
        output.write(BATCH)
    return package(path.parent / "datapackage.json")


def package(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def fields(told: dict) -> dict:
    return {f["name"]: f for f in told["resources"][-1]["schema"]["fields"]}


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".parquet", ".xlsx"])
def test_the_package_tells_the_truth_about_the_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"Decisions 1{suffix}"
    told = write(path, title="Decisions", metadata={"known_on": "2026-11-22"})
    (resource,) = told["resources"]
    assert (told["title"], told["monazite"]) == ("Decisions", {"known_on": "2026-11-22"})
    assert (resource["path"], resource["name"], resource["rowcount"]) == (path.name, "decisions-1", 1)
    assert resource["bytes"] == path.stat().st_size
    assert resource["hash"] == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    assert resource["format"] == suffix.split(".")[1]
    assert resource.get("compression") == ("gz" if suffix.endswith(".gz") else None)
    assert list(fields(told)) == BATCH.schema.names


def test_fields_tell_fact_unit_meaning_and_choices(tmp_path: Path) -> None:
    told = fields(write(tmp_path / "x.csv"))
    assert told["net_mass"]["monazite:fact"] == "net_mass"
    assert (told["net_mass"]["monazite:unit"], told["net_mass"]["type"]) == ("kg", "number")
    assert told["net_mass"]["description"].startswith("Net mass")
    assert "air" in told["mode"]["constraints"]["enum"]
    assert "monazite:fact" not in told["mf_dy_below"] and told["mf_dy_below"]["title"] == "Dysprosium below"
    assert told["cn_technology"]["trueValues"] == ["yes"]


@pytest.mark.parametrize(
    ("suffix", "types"),
    [
        (".csv", ("string", "number", "boolean", "string")),
        (".jsonl", ("string", "number", "boolean", "array")),
        (".parquet", ("string", "integer", "boolean", "array")),
    ],
)
def test_types_are_those_of_the_format(tmp_path: Path, suffix: str, types: tuple[str, ...]) -> None:
    told = fields(write(tmp_path / f"x{suffix}"))
    assert tuple(told[n]["type"] for n in ("source", "mf_dy_below", "cn_technology", "ask")) == types
    assert told["mf_dy_below"].get("monazite:decimals") == (7 if suffix == ".parquet" else None)


def test_our_reader_finds_what_our_writer_described(tmp_path: Path) -> None:
    write(tmp_path / "x.csv")
    hints = find_package(tmp_path / "x.csv")
    assert hints is not None
    assert (hints.delimiter, hints.encoding, hints.quote) == (",", "utf-8", '"')
    assert hints.facts["net_mass"] == "net_mass" and hints.units["net_mass"] == "kg"


def test_a_second_output_joins_the_package_and_a_rewritten_one_replaces_itself(tmp_path: Path) -> None:
    write(tmp_path / "x.csv", metadata={"a": "1"})
    write(tmp_path / "x.parquet", metadata={"b": "2"})
    told = write(tmp_path / "x.csv")
    assert [r["path"] for r in told["resources"]] == ["x.parquet", "x.csv"]
    assert len({r["name"] for r in told["resources"]}) == 2
    assert told["monazite"] == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    "foreign", ['{"name": "theirs", "resources": []}', "no json", '{"monazite": {}, "resources": 5}']
)
def test_a_package_of_others_is_left_alone(tmp_path: Path, foreign: str) -> None:
    (tmp_path / "datapackage.json").write_text(foreign)
    with open_output(str(tmp_path / "x.csv.gz")) as output:
        output.write(BATCH)
    assert (tmp_path / "datapackage.json").read_text() == foreign
    assert package(tmp_path / "x.datapackage.json")["resources"][0]["path"] == "x.csv.gz"
    hints = find_package(tmp_path / "x.csv.gz")
    assert hints is not None and hints.facts["mode"] == "mode"


def test_nothing_is_described_for_standard_output_or_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    for path, options in (("-", {}), ("x.csv", {"describe": False})):
        with open_output(path, **options) as output:
            output.write(BATCH)
    assert capsysbinary.readouterr().out
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]
