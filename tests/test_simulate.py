"""Made-up trade: the same seed gives the same bytes, every line makes sense, and damage is counted."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from monazite.cli.simulate import command
from monazite.errors import OutputError, UsageError
from monazite.licences import read_register
from monazite.licences.names import folded
from monazite.read import open_input
from monazite.read.codes import container_holds, uscc_holds
from monazite.simulate import CHUNK, Trade, batches, simulate
from monazite.simulate.companies import companies
from monazite.simulate.damage import KINDS
from monazite.vocabulary import vocabulary

LINES = 20_000


@pytest.fixture(scope="module")
def made() -> pa.RecordBatch:
    (batch,) = batches(Trade(LINES, seed=7))
    return batch


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["lines.parquet", "lines.csv", "lines.jsonl.gz"])
def test_the_same_seed_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    digests = []
    for folder, seed in (("a", 5), ("b", 5), ("c", 6)):
        (tmp_path / folder).mkdir()
        simulate(Trade(3000, seed), str(tmp_path / folder / name))
        digests.append(_digest(tmp_path / folder / name))
    assert digests[0] == digests[1] != digests[2]


def test_parquet_carries_exact_integers_and_says_so(tmp_path: Path) -> None:
    simulate(Trade(500), str(tmp_path / "lines.parquet"))
    file = pq.ParquetFile(tmp_path / "lines.parquet")
    assert file.schema_arrow.metadata[b"monazite.scaled"] == b"1"
    assert file.schema_arrow.field("net_mass").type == pa.int64()


def test_every_column_is_a_fact_of_its_type_and_words_are_dictionaries(made: pa.RecordBatch) -> None:
    for field in made.schema:
        fact = vocabulary().fact_of_column(field.name)
        assert fact is not None, field.name
        words = pa.types.is_dictionary(field.type)
        assert (field.type.value_type if words else field.type) == fact.arrow_type(), field.name
        if words:
            dictionary = made.column(field.name).dictionary
            assert len(dictionary.unique()) == len(dictionary), field.name
        if fact.type == "choice":
            assert set(made.column(field.name).unique().to_pylist()) <= {*fact.of, None}, field.name


def test_chunks_have_one_schema_and_all_lines() -> None:
    found = list(batches(Trade(CHUNK + 10, seed=3)))
    assert [batch.num_rows for batch in found] == [CHUNK, 10]
    assert found[0].schema.equals(found[1].schema)
    both = pa.Table.from_batches(found).combine_chunks()
    pair = pa.table({name: both.column(name) for name in ("declaration", "line")})
    known = pair.filter(pc.and_(pc.is_valid(pair["declaration"]), pc.is_valid(pair["line"])))
    named = pa.table({"d": known["declaration"].cast(pa.string()), "l": known["line"]})
    assert named.group_by(["d", "l"]).aggregate([]).num_rows == named.num_rows


def test_no_lines_are_a_table_without_rows(tmp_path: Path) -> None:
    simulate(Trade(0), str(tmp_path / "none.parquet"))
    empty = pq.read_table(tmp_path / "none.parquet")
    assert empty.num_rows == 0 and "destination" in empty.schema.names


def test_days_rise_and_stay_within_the_span() -> None:
    first, last = dt.date(2025, 4, 1), dt.date(2025, 4, 30)
    (batch,) = batches(Trade(5000, 2, first, last))
    days = [day for day in batch.column("date").to_pylist() if day]
    assert days == sorted(days) and (days[0], days[-1]) == (first, last)
    (mixed,) = batches(Trade(5000, 2, first, last, shuffle=True))
    days = [day for day in mixed.column("date").to_pylist() if day]
    assert days != sorted(days) and (min(days), max(days)) == (first, last)


def test_lines_of_a_declaration_share_what_belongs_to_it(made: pa.RecordBatch) -> None:
    seen: dict[tuple[str, str], object] = {}
    for name in ("date", "exporter", "consignee", "destination", "currency", "carrier"):
        for declaration, value in zip(
            made.column("declaration").to_pylist(), made.column(name).to_pylist(), strict=True
        ):
            if declaration and value is not None and not (name == "carrier"):
                assert seen.setdefault((declaration, name), value) == value


def test_every_fact_is_sometimes_unknown_and_mostly_known(made: pa.RecordBatch) -> None:
    for name in (
        "declaration",
        "date",
        "net_mass",
        "destination",
        "exporter",
        "consignee",
        "end_use",
        "origin",
        "value",
    ):
        share = made.column(name).null_count / made.num_rows
        assert 0 < share < 0.4, (name, share)


def test_compositions_go_with_materials(made: pa.RecordBatch) -> None:
    columns = [n for n in made.schema.names if n.startswith("mf_") and not n.endswith("_below")]
    total = np.sum([np.asarray(pc.fill_null(made.column(n), 0)) for n in columns], axis=0)
    assert total.max() <= 100 * 10**7
    lines = made.select(["main_element", "material", "form", "mf_dy", "mf_nd"]).to_pylist()
    metals = [x["mf_dy"] for x in lines if x["main_element"] == "Dy" and x["material"] == "metal" and x["mf_dy"]]
    assert metals and min(metals) >= 99 * 10**7
    assert not [x for x in lines if x["material"] == "end_product" and x["mf_nd"] is not None]


def test_a_censored_share_has_no_value_beside_it(made: pa.RecordBatch) -> None:
    bounds = [name for name in made.schema.names if name.endswith("_below")]
    assert sum(made.num_rows - made.column(name).null_count for name in bounds) > 0
    for name in bounds:
        both = pc.and_(pc.is_valid(made.column(name)), pc.is_valid(made.column(name.removesuffix("_below"))))
        assert not pc.any(both).as_py(), name


def test_masses_and_values_are_possible(made: pa.RecordBatch) -> None:
    for line in made.select(["net_mass", "gross_mass", "value", "packages", "quantity"]).to_pylist():
        net, gross = line["net_mass"], line["gross_mass"]
        assert net is None or net > 0
        assert net is None or gross is None or gross >= net
        assert line["value"] is None or (line["value"] > 0 and line["value"] % 100 == 0)
        assert line["packages"] is None or line["packages"] >= 1
        assert line["quantity"] is None or line["quantity"] > 0


def test_check_digits_hold(made: pa.RecordBatch) -> None:
    containers = made.column("containers").unique().to_pylist()
    assert all(container_holds(number) for number in containers if number)
    codes = [code for code in made.column("exporter_id").unique().to_pylist() if code and code.startswith("91")]
    assert codes and all(uscc_holds(code) for code in codes)


def test_trade_has_both_languages_and_few_great_companies(made: pa.RecordBatch) -> None:
    han = re.compile("[\u4e00-\u9fff]")
    texts = [text for text in made.column("description").to_pylist() if text]
    assert 0.1 < sum(bool(han.search(text)) for text in texts) / len(texts) < 0.5
    counts = sorted((n["counts"] for n in made.column("exporter").value_counts().to_pylist()), reverse=True)
    assert sum(counts[: len(counts) // 10]) > 0.3 * sum(counts)


def test_there_are_a_hundred_thousand_companies_and_few_share_a_name() -> None:
    them = companies()
    names = them.names.slice(0, them.total)
    assert them.total > 99_500 and len(names.unique()) > 0.95 * them.total
    own = them.names.slice(2 * them.total, int(them.count[0]))
    assert len(own.unique()) == len(own)


def test_damage_is_told_and_only_where_told(tmp_path: Path) -> None:
    for name in ("sound", "hurt"):
        (tmp_path / name).mkdir()
    whole, hurt = tmp_path / "sound" / "lines.csv", tmp_path / "hurt" / "lines.csv"
    simulate(Trade(5000, 4), str(whole))
    made = simulate(Trade(5000, 4), str(hurt), damage=0.05)
    before, after = whole.read_bytes().split(b"\n"), hurt.read_bytes().split(b"\n")
    assert before[0] == after[0] and len(before) == len(after)
    changed = sum(a != b for a, b in zip(before, after, strict=True))
    assert changed == sum(made.damaged.values()) and 150 < changed < 350
    assert set(made.damaged) == set(KINDS) and all(made.damaged.values())
    assert not (tmp_path / "hurt" / "datapackage.json").exists()
    again = simulate(Trade(5000, 4), str(hurt), damage=0.05)
    assert again == made and hurt.read_bytes().split(b"\n") == after


def test_damaged_rows_are_rejected_by_the_reader_and_no_others(tmp_path: Path) -> None:
    made = simulate(Trade(4000, 9), str(tmp_path / "lines.csv"), damage=0.05)
    chunks = [piece.load() for piece in open_input([str(tmp_path / "lines.csv")]).pieces()]
    rejects = sum(len(chunk.rejects) for chunk in chunks)
    rows = sum(batch.num_rows for chunk in chunks for batch in chunk.batches)
    assert rows + rejects == 4000
    assert rejects == sum(made.damaged.values()) - made.damaged["bad cell"]


def test_every_format_carries_the_same_lines(tmp_path: Path) -> None:
    seen = []
    for name in ("lines.parquet", "lines.csv", "lines.jsonl"):
        simulate(Trade(800, 11), str(tmp_path / name))
        chunks = [piece.load() for piece in open_input([str(tmp_path / name)]).pieces()]
        lines = [line for chunk in chunks for batch in chunk.batches for line in batch.to_pylist()]
        known = [{k: v for k, v in x.items() if v is not None and k not in ("source", "row")} for x in lines]
        seen.append(known)
        assert not any(line.get("findings") for line in lines)
    assert seen[0] == seen[1] == seen[2]


def test_the_register_is_readable_and_knows_most_licences(tmp_path: Path) -> None:
    made = simulate(Trade(20_000, 3), str(tmp_path / "lines.parquet"), licences=str(tmp_path / "licences.csv"))
    register = read_register(str(tmp_path / "licences.csv"))
    assert len(register.grants) == made.licences
    lines = pq.read_table(tmp_path / "lines.parquet", columns=["licence_number", "exporter", "description"])
    named = [line for line in lines.to_pylist() if line["licence_number"]]
    known = [line for line in named if folded(line["licence_number"]) in register.by_number]
    assert 0.85 < len(known) / len(named) < 0.99
    for line in known:
        (grant,) = register.by_number[folded(line["licence_number"])]
        assert line["exporter"] is None or folded(line["exporter"]) == folded(grant.holder)


@pytest.mark.parametrize(
    ("out", "damage", "error", "said"),
    [
        ("lines.parquet", 0.1, OutputError, "only rows of a .csv"),
        ("lines.csv", 1.5, UsageError, "between 0 and 1"),
        ("lines.pdf", 0, OutputError, "no format known"),
        ("none/lines.csv", 0, OutputError, "does not exist"),
    ],
)
def test_what_cannot_be_made_is_refused(
    out: str, damage: float, error: type[Exception], said: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=said):
        simulate(Trade(10), str(tmp_path / out), damage=damage)
    assert not list(tmp_path.glob("*"))


@pytest.mark.parametrize("wrong", [{"lines": -1}, {"lines": 1, "seed": -1}, {"lines": 1, "first": dt.date(2028, 1, 1)}])
def test_trade_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        Trade(**wrong)  # type: ignore[arg-type]


def test_the_command_writes_and_tells(tmp_path: Path) -> None:
    out = tmp_path / "lines.csv"
    arguments = ["--lines", "300", "--seed", "2", "--from", "2025-01-01", "--to", "2025-01-31", "--damage", "0.2"]
    result = CliRunner().invoke(command, [*arguments, "--out", str(out), "--licences", str(tmp_path / "licences.csv")])
    assert result.exit_code == 0, result.output
    assert "licences in" in result.output and (tmp_path / "licences.csv").exists()
    assert "300 lines in" in result.output and "rows damaged" in result.output
    assert out.read_bytes().count(b"\n") == 301


def test_the_help_has_examples() -> None:
    assert "monazite simulate --lines 1000000" in CliRunner().invoke(command, ["--help"]).output
