"""The main job from file to file: counts, formats, exit statuses, and that nothing half-written ever stays."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from monazite.assess import ANSWERS, IDENTITY, Request, assess
from monazite.cli.root import cli
from monazite.errors import UsageError
from monazite.packs import law_packs

HEADER = (
    "Declaration no.,Line,Date,Description,HS code,Net weight (kg),Value,Currency,Material,Main element,"
    "Country of export,Destination,End use,illegal_source,knows_of_risk,end_user_military,consignee_military,"
    "end_user_cn_listing,consignee_cn_listing,raises_military_strength,helps_overseas_rare_earths,composition_complete"
)
REST = "no,no,no,no,none,none,no,no,yes"
LINES = [
    f"D-1,1,2026-03-16,Dysprosium oxide,28469015,500,120000,EUR,oxide,Dy,CN,DE,civil,{REST}",
    f"D-1,2,2026-11-11,氧化钬,28469019,0.6 t,9000,CNY,oxide,Ho,中国,KR,civil,{REST}",
    f"D-2,1,2026-03-16,Dysprosium oxide,28469015,5,900,USD,oxide,Dy,CN,US,military,{REST}",
    f"D-3,1,2026-03-16,Glazed tiles,69074000,900,700,USD,ceramic,other,CN,FR,civil,{REST}",
    f"D-3,2,2026-03-16,Oxide of something,28469015,9,90,USD,oxide,,CN,FR,civil,{REST}",
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "lines.csv"
    path.write_text("\n".join([HEADER, *LINES, "D-9,broken"]) + "\n", "utf-8")
    return path


def run(*args: object) -> Any:
    return CliRunner().invoke(cli, ["assess", *map(str, args), "--known-on", "2026-11-22", "--regime", "cn", "-q"])


def test_decisions_counts_and_columns(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "decisions.parquet"
    result = run(table, "--out", out, "--json")
    assert result.exit_code == 1, result.output
    summary = json.loads(result.stdout)
    assert (summary["lines_in"], summary["lines_out"], summary["rejected"]) == (6, 5, 1)
    rows = pq.read_table(out).to_pylist()
    assert list(rows[0])[: len(IDENTITY) + 10] == [*IDENTITY, *ANSWERS[:10]]
    assert [r["decision"] for r in rows] == ["hold_for_licence", "hold_for_licence", "refuse", "release", "ask"]
    assert [r["reading_differs"] for r in rows] == [False, True, False, False, False]
    assert rows[0]["items"] == ["cn:1C905.b"]
    assert "main_element" in rows[4]["ask"] and "destination" not in rows[4]["ask"]
    assert summary["decisions"] == {"hold_for_licence": 2, "refuse": 1, "release": 1, "ask": 1}


def test_inputs_with_other_columns_make_one_output(tmp_path: Path) -> None:
    for n, text in enumerate(
        ("Material,To\noxide,DE\n", "Date,Material,Dy %\n2026-03-16,oxide,<0.1\n", "Declaration\nA\n")
    ):
        (tmp_path / f"a{n}.csv").write_text(text, "utf-8")
    for keep in ([], ["--keep", "mf_dy"], ["--keep", "all"]):
        out = tmp_path / "out" / "d.parquet"
        out.parent.mkdir(exist_ok=True)
        result = run(*(tmp_path / f"a{n}.csv" for n in range(3)), "--out", out, *keep)
        assert result.exit_code == 0, result.output
        rows = pq.read_table(out).to_pylist()
        assert [row["declaration"] for row in rows] == [None, None, "A"]
        assert [str(row["date"]) for row in rows] == ["None", "2026-03-16", "None"]
    assert rows[1]["mf_dy_below"] == 1_000_000


def test_rejects_say_where_and_why(table: Path, tmp_path: Path) -> None:
    run(table, "--out", tmp_path / "d.csv")
    (reject,) = csv.DictReader((tmp_path / "d.rejects.csv").read_text("utf-8-sig").splitlines())
    assert (reject["row"], reject["text"]) == ("7", "D-9,broken")
    assert "2 fields" in reject["reason"]


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "jsonl", "xlsx", "parquet"])
def test_every_output_format_holds_every_line(table: Path, tmp_path: Path, suffix: str) -> None:
    from monazite.read import open_input

    out = tmp_path / "out" / f"decisions.{suffix}"
    out.parent.mkdir()
    assert run(table, "--out", out, "--keep", "all").exit_code == 1
    chunks = [piece.load() for piece in open_input([str(out)]).pieces()]
    assert sum(b.num_rows for c in chunks for b in c.batches) == 5
    assert not [c.rejects for c in chunks if c.rejects]


def test_the_other_reading_and_another_day_of_knowledge(table: Path) -> None:
    def second(*args: str) -> str:
        packs = law_packs(["cn"])
        day = dt.date(2026, 11, 22) if "early" not in args else dt.date(2025, 10, 20)
        out = table.parent / "x.parquet"
        reading = "announced" if "announced" in args else "instruments"
        assess(Request([str(table)], packs, day, reading=reading, out=str(out)))
        return str(pq.read_table(out).to_pylist()[1]["decision"])

    assert second() == "hold_for_licence"
    assert second("announced") == "release_with_duties"
    assert second("early") == "hold_for_licence", "on 2025-10-20 nobody knew of a suspension"


def test_standard_input_and_output(table: Path) -> None:
    args = ["assess", "-", "--out", "-", "--regime", "cn", "-q", "--known-on", "2026-11-22"]
    result = CliRunner().invoke(cli, args, input=table.read_bytes())
    assert result.exit_code == 1
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert len(rows) == 5 and rows[2]["decision"] == "refuse"


def test_mapping_and_assumptions(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("when,stuff,dispatch,destination,end_use\n2026-03-16,oxide,CN,DE,civil\n", "utf-8")
    out = tmp_path / "o.jsonl"
    options = ["--map", "when=date", "--map", "stuff=material", "--assume", "main_element=Dy", "--assume", "kind=goods"]
    for fact in ("illegal_source", "end_user_military", "consignee_military", "raises_military_strength"):
        options += ["--assume", f"{fact}=no"]
    options += ["--assume", "end_user_cn_listing=none", "--assume", "consignee_cn_listing=none"]
    result = run(path, "--out", out, *options, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(out.read_text("utf-8"))["outcome_low"] == "licence_required"
    assert json.loads(result.stdout)["assumptions"]["main_element"] == "Dy"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["absent.csv"], "absent.csv"),
        (["{table}", "--assume", "destinaton=DE"], "did you mean 'destination'?"),
        (["{table}", "--assume", "destination=Atlantis"], "Atlantis"),
        (["{table}", "--keep", "purty"], "did you mean 'purity'?"),
        (["{table}", "--map", "Nothing=date"], "Nothing"),
        (["{table}", "--out", "{folder}/no/such/d.csv"], "no/such"),
        (["{table}", "--out", "{folder}/d.doc"], ".doc"),
        (["{table}", "--report", "{folder}/none/r.html"], "none"),
        (["{empty}"], "empty"),
        (["{text}"], "text.csv"),
    ],
)
def test_unusable_input_is_told_in_words(table: Path, tmp_path: Path, args: list[str], said: str) -> None:
    import subprocess
    import sys

    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "text.csv").write_text("nothing here\nis a table\n", "utf-8")
    places = {"table": table, "folder": tmp_path, "empty": tmp_path / "empty.csv", "text": tmp_path / "text.csv"}
    command = [sys.executable, "-m", "monazite", "assess", *(a.format(**places) for a in args), "--regime", "cn"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2, result.stderr
    assert said in result.stderr and "Traceback" not in result.stderr


def test_an_interrupted_run_leaves_what_was_there(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "decisions.csv"
    out.write_text("old", "utf-8")
    before = sorted(p.name for p in tmp_path.iterdir())

    def stop(lines: int, size: int) -> None:
        raise KeyboardInterrupt

    request = Request(
        [str(table)], law_packs(["cn"]), dt.date(2026, 11, 22), out=str(out), rejects=str(tmp_path / "r.csv")
    )
    with pytest.raises(KeyboardInterrupt):
        assess(request, progress=stop)
    assert out.read_text("utf-8") == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_the_report_stands_alone(table: Path, tmp_path: Path) -> None:
    pytest.importorskip("altair", reason="the extra `reports` is not installed")
    report = tmp_path / "report.html"
    result = run(table, "--report", report)
    text = report.read_text("utf-8")
    assert result.exit_code == 1
    assert "Dysprosium oxide" in text and "氧化钬" in text
    assert text.count("egal advice") >= 1


def test_explain_finds_a_line_by_row_and_by_declaration(table: Path) -> None:
    base = ["explain", str(table), "--regime", "cn", "--known-on", "2026-11-22"]
    by_row = CliRunner().invoke(cli, [*base, "--line", "3", "--json"])
    (by_declaration,) = json.loads(
        CliRunner().invoke(cli, [*base, "--declaration", "D-1", "--line", "2", "--json"]).stdout
    )
    explained = json.loads(by_row.stdout)
    assert explained["line"]["description"] == "氧化钬"
    assert explained == by_declaration
    assert explained["other_reading"][0]["outcome_high"] == "not_controlled"
    text = CliRunner().invoke(cli, [*base, "--line", "3"]).stdout
    assert "No. 70" not in explained["regimes"][0]["title"] and "57" in text


def test_explain_says_what_there_is_instead(table: Path) -> None:
    with pytest.raises(UsageError, match="the last row is 6"):
        CliRunner().invoke(cli, ["explain", str(table), "--line", "99", "--regime", "cn"], catch_exceptions=False)
    with pytest.raises(UsageError, match="did you mean 'D-1'"):
        CliRunner().invoke(
            cli, ["explain", str(table), "--declaration", "D-11", "--regime", "cn"], catch_exceptions=False
        )


def test_answers_do_not_depend_on_threads_or_format(table: Path, tmp_path: Path) -> None:
    packs = law_packs(["cn"])
    outs = []
    for threads in (1, 3):
        out = tmp_path / f"t{threads}.parquet"
        assess(Request([str(table)] * 3, packs, dt.date(2026, 11, 22), out=str(out), threads=threads))
        outs.append(pq.read_table(out))
    assert outs[0].equals(outs[1])
    assert isinstance(outs[0], pa.Table) and outs[0].num_rows == 15
