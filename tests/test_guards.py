"""What must not happen to the files of a user: what is read written over, what is ours read back, half a file left."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from monazite.assess import Request, assess
from monazite.cli.root import cli
from monazite.errors import OutputError, UsageError
from monazite.law.duties import due_day
from monazite.law.stage import LawStage
from monazite.packs import law_packs
from monazite.report import write_report
from tests.report.made_up import summary

TABLE = (
    "declaration,date,description,destination,net mass\n"
    "D-1,2026-03-16,Dysprosium oxide,DE,5\nD-2,2026-03-17,Tiles,FR,9\n"
)
DAY = dt.date(2026, 11, 22)


def run(*words: object) -> Any:
    return CliRunner().invoke(cli, ["assess", *map(str, words), "--known-on", str(DAY), "--regime", "cn"])


@pytest.fixture
def fold(tmp_path: Path) -> Path:
    folder = tmp_path / "fold"
    folder.mkdir()
    (folder / "a.csv").write_text(TABLE, "utf-8")
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ["{fold}/a.csv", "--out", "{fold}/a.csv"],
        ["{fold}/a.csv", "--out", "{fold}/../fold/a.csv"],
        ["{fold}/a.csv", "--out", "{fold}/link.csv"],
        ["{fold}", "--out", "{fold}/a.csv"],
        ["{fold}", "--rejects", "{fold}/a.csv"],
        ["{fold}", "--report", "{fold}/a.csv"],
        ["{fold}", "--report", "{fold}/old.zip"],
        ["{fold}/a.csv", "--report", "{fold}/a.csv"],
        ["{fold}/a.csv", "--rejects", "{fold}/a.csv"],
        ["{fold}/a.csv", "--out", "{fold}/n.csv", "--rejects", "{fold}/n.csv"],
        ["{fold}/a.csv", "--out", "{fold}/n.csv", "--rejects", "{fold}/./n.csv"],
        ["{fold}/a.csv", "--out", "{fold}/n.csv", "--report", "{fold}/n.csv"],
        ["{fold}/a.csv", "--out", "{register}", "--licences", "{register}"],
    ],
)
def test_an_output_is_never_an_input_or_another_output(fold: Path, words: list[str]) -> None:
    (fold / "link.csv").symlink_to(fold / "a.csv")
    with zipfile.ZipFile(fold / "old.zip", "w") as archive:
        archive.writestr("lines.csv", TABLE)
    register = fold.parent / "register.csv"
    register.write_text("licence\n1\n", "utf-8")
    before = {path: path.read_bytes() for path in (*fold.iterdir(), register)}
    with pytest.raises(UsageError, match="is also") as refused:
        CliRunner().invoke(
            cli, ["assess", *(w.format(fold=fold, register=register) for w in words)], catch_exceptions=False
        )
    assert refused.value.exit_code == 2 and words[-2 if "--licences" not in words else 1] in str(refused.value)
    assert {path: path.read_bytes() for path in (*fold.iterdir(), register)} == before


def test_the_two_files_of_simulate_are_two(tmp_path: Path) -> None:
    same = str(tmp_path / "a.csv")
    with pytest.raises(UsageError, match="--out .* is also --licences"):
        CliRunner().invoke(cli, ["simulate", "--out", same, "--licences", same], catch_exceptions=False)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "parquet", "jsonl", "xlsx"])
def test_a_folder_does_not_read_what_a_run_wrote_into_it(fold: Path, suffix: str) -> None:
    out, again = fold / f"decisions.{suffix}", fold / "again.csv"
    (fold / "b.csv").write_text(TABLE + "D-9,broken\n", "utf-8")
    for path, why in ((out, ""), (out, "this run writes it"), (again, "it holds decisions of an earlier run")):
        done = run(fold, "--out", path, "--keep", "all", "--json")
        assert done.exit_code == 1 and '"lines_in": 5,' in done.stdout, done.output
        names = [line for line in done.stderr.splitlines() if "decisions." in line and "is not read: " + why in line]
        assert bool(names) is bool(why), done.stderr
    named = run(out, "--json")
    assert '"lines_in": 4,' in named.stdout and "holds decisions of an earlier run; read as lines" in named.stderr


def test_made_up_lines_of_ours_are_lines(tmp_path: Path) -> None:
    CliRunner().invoke(cli, ["simulate", "--lines", "7", "--out", str(tmp_path / "lines.parquet")])
    assert '"lines_in": 7,' in run(tmp_path, "--out", tmp_path / "d.csv", "--json").stdout


def test_requests_of_programs_are_guarded_too(fold: Path) -> None:
    table = str(fold / "a.csv")
    with pytest.raises(UsageError, match="is also an input"):
        assess(Request([table], law_packs(["cn"]), DAY, out=table))


SIMULATE = """
import os, signal, sys
import monazite.simulate as made
real = made.simulate
def struck(*words, progress, **more):
    return real(*words, progress=lambda lines: os.kill(os.getpid(), signal.SIGTERM), **more)
made.simulate = struck
sys.argv = ["monazite", "simulate", "--lines", "5000", "--out", "lines.csv"]
"""
TEMPLATE = """
import os, signal, sys
import xlsxwriter
real = xlsxwriter.Workbook.close
def struck(book):
    os.kill(os.getpid(), signal.SIGTERM)
    real(book)
xlsxwriter.Workbook.close = struck
sys.argv = ["monazite", "template", "lines.xlsx"]
"""
REPORT = """
import os, signal, sys
import monazite.write.whole as whole
real = os.replace
def struck(one, other):
    if str(other).endswith(".html"):
        os.kill(os.getpid(), signal.SIGTERM)
    real(one, other)
os.replace = struck
sys.argv = ["monazite", "assess", "../a.csv", "--report", "report.html", "--regime", "cn"]
"""


@pytest.mark.parametrize("code", [SIMULATE, TEMPLATE, REPORT], ids=["simulate", "template", "report"])
def test_a_command_told_to_end_leaves_nothing(tmp_path: Path, code: str) -> None:
    (tmp_path / "a.csv").write_text(TABLE, "utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    whole = f"{code}\nfrom monazite.cli import main\nmain()\n"
    done = subprocess.run([sys.executable, "-c", whole], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 130, (done.returncode, done.stderr)
    assert "stopped; nothing was written" in done.stderr and not list(folder.iterdir())


def test_the_handling_of_signals_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from monazite.cli import main

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(sys, "argv", ["monazite", "vocabulary", "date"])
    with pytest.raises(SystemExit):
        main()
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_report_is_written_as_every_file_is(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="it is a folder"):
        write_report(str(tmp_path), summary())
    with pytest.raises(OutputError, match="does not exist"):
        write_report(str(tmp_path / "no" / "r.html"), summary())
    old = os.umask(0o027)
    try:
        write_report(str(tmp_path / "r.html"), summary())
    finally:
        os.umask(old)
    (made,) = tmp_path.iterdir()
    assert made.name == "r.html" and made.stat().st_mode & 0o777 == 0o640
    assert b"\r" not in made.read_bytes()


@pytest.mark.parametrize("text", ["10 working days after date", "3 days after date", "day 10 of next month"])
def test_no_day_falls_due_beyond_the_calendar(text: str) -> None:
    assert due_day(text, dt.date.max) is None and due_day(text, dt.date(2026, 11, 20)) is not None


def test_a_far_date_in_parquet_costs_its_line_only(tmp_path: Path) -> None:
    days = pa.array([3_652_059, 2_932_896, 20_528], pa.int32()).cast(pa.date32())
    columns = {"date": days, "hs": ["28469015"] * 3, "description": ["Dysprosium oxide"] * 3, "destination": ["DE"] * 3}
    path, out = tmp_path / "a.parquet", tmp_path / "d.parquet"
    pq.write_table(pa.table(columns | {"export_country": ["CN"] * 3}), path)
    assert run(path, "--out", out).exit_code == 0
    rows = pq.read_table(out).to_pylist()
    assert [row["date"] for row in rows] == [None, None, dt.date(2026, 3, 16)]
    assert [len(row["findings"] or []) >= 1 for row in rows][:2] == [True, True]
    assert "unreadable date: '9999-12-31' is a year outside" in " ".join(rows[1]["findings"])


@pytest.mark.parametrize("kind", ["uint8", "uint16", "uint32", "uint64", "int8", "int64"])
def test_dictionaries_with_nulls_and_repeats_are_like_plain_columns(kind: str) -> None:
    words = ["DE", None, "US", "DE", "CN"]
    indices = pa.array([0, 1, 2, 3, None, 4], getattr(pa, kind)())
    plain = pa.array([None if i is None else words[i] for i in indices.to_pylist()])
    odd = pa.DictionaryArray.from_arrays(indices, pa.array(words))
    wide = [f"x{k}" for k in range(200)] + words
    high = pa.array([None if i is None else i + 200 for i in indices.to_pylist()], pa.uint8())
    days = pa.array([dt.date(2026, 3, 16)] * 6)
    answers = []
    for column in (plain, odd, odd.slice(0), pa.DictionaryArray.from_arrays(high, pa.array(wide))):
        batch = pa.record_batch({"date": days, "destination": column, "hs": pa.array(["28469015"] * 6)})
        answers.append(LawStage(law_packs(["cn"]), DAY, "instruments").apply(batch).select(["outcome_low", "ask"]))
    first, *others = (a.to_pylist() for a in answers)
    assert all(other == first for other in others)
    assert "destination" in str(first[1]) and first[1] == first[4] != first[0]
