"""Runs into a folder: what is kept, what is worked again, what a killed run leaves, and whose the folder is."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from monazite.assess import Request, assess
from monazite.cli.root import cli
from monazite.errors import InputError, MonaziteError, OutputError
from monazite.goods.doubts.model import DoubtsPack
from monazite.packs import law_packs
from monazite.packs.goods_doubts import doubts_pack
from monazite.summary import Summary

DAY = dt.date(2026, 11, 22)
PACKS = law_packs(["cn"])
GOODS = doubts_pack()
STARTED = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
HEAD = "declaration,date,description,net mass\n"
ROW = "{0},2026-03-16,Dysprosium oxide,5\n"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Return a folder of four small tables."""
    folder = tmp_path / "lines"
    (folder / "2026" / "destination=DE").mkdir(parents=True)
    for name in ("a.csv", "b.csv", "2026/c.csv", "2026/destination=DE/d.csv"):
        (folder / name).write_text(HEAD + ROW.format(name), "utf-8")
    return folder


def run(lines: Path, **more: Any) -> Summary:
    told = {"packs": PACKS, "known_on": DAY, "out": f"{lines.parent / 'out'}/", "started": STARTED, **more}
    return assess(Request([str(lines)], **told))


def counts(summary: Summary) -> tuple[int, ...]:
    return tuple(summary.parts[name] for name in ("worked", "kept", "removed"))


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def data(folder: Path) -> list[str]:
    return [name for name in files(folder) if not name.startswith("_monazite")]


ALL = ["2026/c.csv.parquet", "2026/destination=DE/d.csv.parquet", "a.csv.parquet", "b.csv.parquet"]


# ---------------------------------------------------------------- resume
def test_the_same_again_works_nothing(lines: Path) -> None:
    first = run(lines)
    out = lines.parent / "out"
    before = {name: (out / name).stat().st_mtime_ns for name in data(out)}
    again = run(lines)
    assert (counts(first), counts(again)) == ((4, 0, 0), (0, 4, 0))
    assert list(before) == ALL and before == {name: (out / name).stat().st_mtime_ns for name in data(out)}
    assert again.decisions == first.decisions and again.first == first.first and again.lines_in == 4


def changed(path: str, text: str) -> Callable[[Path], object]:
    return lambda lines: (lines / path).write_text(text, "utf-8")


def moved_on(lines: Path) -> None:
    os.utime(lines / "a.csv", ns=(1, 1))


@pytest.mark.parametrize(
    ("change", "more", "expected"),
    [
        (changed("a.csv", HEAD + ROW.format("other")), {}, (1, 3, 0)),
        (moved_on, {}, (0, 4, 0)),
        (lambda lines: (lines / "b.csv").unlink(), {}, (0, 3, 1)),
        (changed("e.csv", HEAD + ROW.format("new")), {}, (1, 4, 0)),
        (changed("../out/a.csv.parquet", "no table"), {}, (1, 3, 0)),
        (lambda lines: (lines.parent / "out" / "a.csv.parquet").unlink(), {}, (1, 3, 0)),
        (
            lambda lines: (lines.parent / "out/_monazite/parts/a.csv.parquet.json").write_text("{", "utf-8"),
            {},
            (1, 3, 0),
        ),
        (changed("../out/_monazite/manifest.json", "[]"), {}, (0, 4, 0)),
        (lambda lines: None, {"known_on": dt.date(2025, 10, 20)}, (4, 0, 0)),
        (lambda lines: None, {"reading": "announced"}, (4, 0, 0)),
        (lambda lines: None, {"assume": {"knows_of_risk": "no"}}, (4, 0, 0)),
        (lambda lines: None, {"keep": ("net_mass",)}, (4, 0, 0)),
        (lambda lines: None, {"packs": [PACKS[0].without("cn.mofcom-gacc.2025-18.declaration")]}, (4, 0, 0)),
        (lambda lines: None, {"goods": GOODS}, (4, 0, 0)),
        (lambda lines: None, {"threads": 1, "explained": True}, (0, 4, 0)),
        (changed("datapackage.json", '{"resources": [{"path": "a.csv", "schema": {"fields": []}}]}'), {}, (1, 3, 0)),
    ],
)
def test_only_what_is_missing_or_changed_is_worked(
    lines: Path, change: Callable[[Path], object], more: dict[str, Any], expected: tuple[int, ...]
) -> None:
    run(lines)
    change(lines)
    summary = run(lines, **more)
    assert counts(summary) == expected
    assert summary.lines_out == expected[0] + expected[1] == len(data(lines.parent / "out"))
    assert bool(expected[2]) == any("b.csv.parquet: removed" in note for note in summary.notes)


def test_another_goods_pack_is_another_answer(lines: Path) -> None:
    newer = replace(GOODS, goods=replace(GOODS.goods, version="later"))
    other = replace(GOODS, limits={**GOODS.limits, "price_off": GOODS.limits["price_off"] + 1})
    found = [counts(run(lines, goods=pack)) for pack in (GOODS, GOODS, newer, other, pickled(other))]
    assert found == [(4, 0, 0), (0, 4, 0), (4, 0, 0), (4, 0, 0), (0, 4, 0)]


def pickled(pack: DoubtsPack) -> DoubtsPack:
    """Return a pack as it comes to another process."""
    there: DoubtsPack = pickle.loads(pickle.dumps(pack))
    return there


def test_a_part_whose_input_is_gone_goes_with_all_that_was_its(lines: Path) -> None:
    (lines / "2026/destination=DE/d.csv").write_text(HEAD + "broken\n" + ROW.format("d"), "utf-8")
    run(lines)
    out = lines.parent / "out"
    rejects = out / "_rejects/2026/destination=DE/d.csv.rejects.csv"
    assert list(csv.DictReader(rejects.read_text("utf-8").splitlines()))[0]["text"] == "broken"
    (lines / "2026/destination=DE/d.csv").unlink()
    (out / "mine.txt").write_text("kept", "utf-8")
    run(lines)
    assert data(out) == [ALL[0], *ALL[2:], "mine.txt"] and not (out / "_rejects").exists()
    assert not (out / "2026/destination=DE").exists()


KILLED = """
import os, signal, sys
import monazite.write.whole as whole
real, seen = os.replace, []
def struck(one, other):
    seen.append(str(other))
    if sum(name.endswith(".parquet") for name in seen) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    real(one, other)
os.replace = struck
sys.argv = ["monazite", "assess", "lines", "--out", "out/", "--regime", "cn"]
sys.argv += ["--threads", "1", "--known-on", "2026-11-22"]
from monazite.cli import main
main()
"""


def test_a_killed_run_goes_on_where_it_was(lines: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=lines.parent, capture_output=True, timeout=120)
    out = lines.parent / "out"
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len([n for n in data(out) if n.endswith(".parquet")]) == 2
    assert [n for n in data(out) if n.endswith(".part")] and "_monazite/lock" in files(out)
    words = ["assess", str(lines), "--out", f"{out}/", "--regime", "cn", "--known-on", "2026-11-22"]
    os.chdir(lines.parent)
    again = CliRunner().invoke(cli, [w.replace(f"{lines.parent}/", "") for w in words])
    assert again.exit_code == 0 and "parts: 2 worked, 2 kept" in again.stdout, again.output
    assert data(out) == ALL and (out / "_monazite/lock").read_text("utf-8") == ""


def test_a_run_that_fails_keeps_what_is_done(lines: Path) -> None:
    (lines / "b.csv").write_bytes(b"PAR1 but no table")
    with pytest.raises(InputError, match="b.csv"):
        assess(Request([str(lines / "a.csv"), str(lines / "b.csv")], PACKS, DAY, out=f"{lines.parent}/out/"))
    (lines / "b.csv").write_text(HEAD + ROW.format("b"), "utf-8")
    assert counts(run(lines)) == (4, 0, 0)


# ---------------------------------------------------------------- whose folder
def held_by(pid: int, host: str | None = None) -> str:
    import socket

    from monazite.bulk.lock import _begun

    return json.dumps({"pid": pid, "host": host or socket.gethostname(), "begun": _begun(pid), "token": "x"})


def ended() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.parametrize("lock", [lambda: held_by(ended()), lambda: held_by(os.getpid()), lambda: ""])
def test_the_lock_of_a_run_that_ended_is_taken_over(lines: Path, lock: Callable[[], str]) -> None:
    own = lines.parent / "out" / "_monazite"
    own.mkdir(parents=True)
    (own / "lock").write_text(lock(), "utf-8")
    assert counts(run(lines)) == (4, 0, 0)
    assert [name for name in files(own) if name.startswith("lock")] == ["lock"]


def test_the_lock_of_another_machine_is_respected(lines: Path) -> None:
    own = lines.parent / "out" / "_monazite"
    own.mkdir(parents=True)
    (own / "lock").write_text(held_by(1, "another.example"), "utf-8")
    with pytest.raises(OutputError, match=r"process 1 on another.example writes here; .* remove .*/_monazite/lock"):
        run(lines)
    assert files(own) == ["lock"] and "another.example" in (own / "lock").read_text("utf-8")


def test_one_run_at_a_time(lines: Path) -> None:
    from monazite.bulk.folder import folder_at
    from monazite.bulk.lock import locked

    out = f"{lines.parent / 'out'}/"
    with locked(out, folder_at(out)):
        with pytest.raises(OutputError, match=rf"process {os.getpid()} on .* writes here; wait for it$"):
            run(lines)
        assert files(lines.parent / "out") == ["_monazite/lock"]
    assert counts(run(lines)) == (4, 0, 0)


LOCKED = """
import os, sys
from monazite.bulk.folder import folder_at
from monazite.bulk.lock import locked
from monazite.errors import OutputError
for _ in range(150):
    try:
        with locked("out/", folder_at("out/")):
            os.close(os.open("held", os.O_CREAT | os.O_EXCL))
            os.unlink("held")
            if len(sys.argv) > 1 and _ > 100:
                os._exit(9)
    except OutputError:
        pass
"""


def test_a_lock_is_never_held_by_two(tmp_path: Path) -> None:
    words = [[], [], ["dies"]]
    runs = [subprocess.Popen([sys.executable, "-c", LOCKED, *more], cwd=tmp_path) for more in words]
    assert [one.wait(120) for one in runs][:2] == [0, 0]


def test_a_folder_of_others_is_refused_and_left_alone(lines: Path) -> None:
    out = lines.parent / "out"
    out.mkdir()
    (out / "theirs.txt").write_text("x", "utf-8")
    with pytest.raises(OutputError, match=r"holds files that are not ours \(theirs.txt\)"):
        run(lines)
    assert files(out) == ["theirs.txt"]


def test_a_file_of_others_is_never_written_over(lines: Path) -> None:
    run(lines)
    (lines.parent / "out" / "e.csv.parquet").write_text("theirs", "utf-8")
    (lines / "e.csv").write_text(HEAD + ROW.format("e"), "utf-8")
    with pytest.raises(OutputError, match="e.csv.parquet is there and is not ours"):
        run(lines)
    assert (lines.parent / "out" / "e.csv.parquet").read_text("utf-8") == "theirs"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["lines", "--out", "lines/"], "lie in each other"),
        (["lines", "--out", "lines/decisions/"], "lie in each other"),
        (["lines/2026", "--out", "lines/"], "lie in each other"),
        (["-", "--out", "out/"], "standard input cannot be cut into parts"),
        (["lines", "--out", "out/", "--licences", "register.csv"], "drawn in the order of the lines"),
        (["lines", "--out", "out/", "--rejects", "r.csv"], "they go into its folder _rejects"),
        (["lines", "--out", "s3://bucket/x.parquet"], "name a folder: s3://bucket/x/"),
        (["lines", "--out", "s4://bucket/x/"], "'s4://' is not known; one of: s3, abfs"),
        (["s4://bucket/x", "--out", "out/"], "'s4://' is not known"),
        (["file:///nowhere/x.csv", "--out", "out/"], "file:///nowhere/x.csv: no such file"),
        (["lines", "--out", "out.parquet", "--engine", "sc://h:1"], "name a folder: out/"),
        (["lines", "--out", "-", "--engine", "sc://h:1"], "name a folder"),
        (["lines", "--engine", "sc://h:1", "--rejects", "r.csv"], "name a folder with --out"),
    ],
)
def test_what_a_folder_cannot_have(lines: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], text: str) -> None:
    monkeypatch.chdir(lines.parent)
    Path("register.csv").write_text("number\n1\n", "utf-8")
    before = files(lines.parent)
    with pytest.raises(MonaziteError) as refused:
        CliRunner().invoke(cli, ["assess", *words, "--regime", "cn"], catch_exceptions=False)
    assert text in str(refused.value) and refused.value.exit_code == 2
    assert files(lines.parent) == before


# ---------------------------------------------------------------- datasets
def test_partitions_are_facts_and_stay_partitions(tmp_path: Path) -> None:
    day = dt.date(2026, 3, 16)
    for place, value in (("DE", "de"), ("US", "us"), ("__HIVE_DEFAULT_PARTITION__", "none"), ("Nowhere%20land", "odd")):
        folder = tmp_path / "lines" / "year=2026" / f"destination={place}"
        folder.mkdir(parents=True)
        table = {"declaration": [value], "date": [day], "description": ["Dysprosium oxide"]}
        pq.write_table(pa.table(table), folder / "x.parquet")
    single = tmp_path / "single.csv"
    told = CliRunner().invoke(cli, ["assess", str(tmp_path / "lines"), "--out", str(single), "--keep", "destination"])
    assert told.exit_code == 0, told.output
    assert "folders year=…: are not read: 'year' is no fact" in told.stderr
    assert "Nowhere land" in told.stderr
    rows = {row["declaration"]: row for row in csv.DictReader(single.read_text("utf-8").splitlines())}
    assert {name: row["destination"] for name, row in rows.items()} == {"de": "DE", "us": "US", "none": "", "odd": ""}
    run(tmp_path / "lines", keep=("destination", "net_mass"))
    out = tmp_path / "out"
    assert "year=2026/destination-DE/x.parquet" in data(out), "a column that the files have is no partition"
    table = pq.read_table(out)
    assert table.num_rows == 4 and set(table["destination"].to_pylist()) >= {"DE", "US", None}
    assert {row["declaration"]: row["outcome_high"] for row in table.to_pylist()} == {
        name: row["outcome_high"] for name, row in rows.items()
    }


def test_what_a_run_wrote_is_not_read_as_lines(lines: Path) -> None:
    run(lines, keep=("all",))
    whole = assess(Request([str(lines.parent)], PACKS, DAY))
    assert whole.lines_in == 4 and whole.rejected == 0


def test_urls_are_read_and_written_as_paths_are(lines: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"declaration": ["p", "q"], "net mass": [1, 2]}), lines / "p.parquet", row_group_size=1)
    (lines / "2026/c.csv").write_text(HEAD + "broken\n", "utf-8")
    expected = run(lines, part_rows=1)
    url = f"{lines.as_uri()}/"
    for counted in ((6, 0, 0), (0, 6, 0)):
        summary = assess(Request([url], PACKS, DAY, out=f"{tmp_path.as_uri()}/store/", started=STARTED, part_rows=1))
        assert counts(summary) == counted and summary.decisions == expected.decisions
    assert data(tmp_path / "store") == data(tmp_path / "out")
    for name in data(tmp_path / "out"):
        if name.endswith(".parquet"):
            one, two = (pq.read_table(tmp_path / place / name, partitioning=None) for place in ("out", "store"))
            assert one.drop_columns(["source"]).to_pylist() == two.drop_columns(["source"]).to_pylist()
            assert two.num_rows == 0 or two["source"][0].as_py().startswith(url)
    (lines / "p.parquet").unlink()
    assert counts(assess(Request([url], PACKS, DAY, out=f"{tmp_path.as_uri()}/store/"))) == (0, 4, 2)


def test_lines_that_belong_together_stay_together(tmp_path: Path) -> None:
    folder = tmp_path / "lines"
    folder.mkdir()
    for name, more in (("apart", {}), ("legs", {"leg": ["1", "2", "3", "4"]})):
        table = pa.table({"declaration": ["A"] * 4, **more})
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=1)
    run(folder, part_rows=2)
    assert data(tmp_path / "out") == ["apart-00001.parquet", "apart-00002.parquet", "legs.parquet"]
    rows = pq.read_table(tmp_path / "out" / "apart-00002.parquet")["row"].to_pylist()
    assert rows == [3, 4]


def test_parts_never_share_a_name(tmp_path: Path) -> None:
    for name in ("one/a.csv", "two/a.csv", "two/a.csv.parquet", "two/_b.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        if name.endswith("csv"):
            path.write_text(HEAD + ROW.format(name), "utf-8")
        else:
            pq.write_table(pa.table({"declaration": ["A"]}), path)
    both = [str(tmp_path / "one"), str(tmp_path / "two"), str(tmp_path / "one/a.csv")]
    summary = assess(Request(both, PACKS, DAY, out=f"{tmp_path}/out/"))
    assert data(tmp_path / "out") == [
        "a.csv.parquet",
        "one/a.csv.parquet",
        "two/a.csv-2.parquet",
        "two/a.csv.parquet",
        "two/b.csv.parquet",
    ]
    assert summary.lines_in == 5 and pq.read_table(tmp_path / "out").num_rows == 5


def folders_of(tmp_path: Path, tables: dict[str, dict[str, list[Any]]]) -> Path:
    for name, table in tables.items():
        path = tmp_path / "lines" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"declaration": ["A"], "description": ["Dysprosium oxide"], **table}), path)
    return tmp_path / "lines"


@pytest.mark.parametrize("folder", ["decision=release", "Outcome_Low=x", "date=2020-01-01", "row=7", "cn_high=x"])
def test_a_folder_never_stands_for_an_answer(tmp_path: Path, folder: str) -> None:
    lines = folders_of(tmp_path, {f"{folder}/a.parquet": {"date": ["2026-03-16"]}})
    summary = run(lines)
    row = pq.read_table(tmp_path / "out").to_pylist()[0]
    assert {row["decision"]: 1} == summary.decisions and row["row"] == 1 and str(row["date"]) == "2026-03-16"
    assert row["cn_high"] == row["outcome_high"] != "x"


@pytest.mark.parametrize("keep", [(), ("destination",)])
def test_a_line_that_gainsays_its_folder_is_what_it_says(tmp_path: Path, keep: tuple[str, ...]) -> None:
    lines = folders_of(tmp_path, {"destination=FR/a.parquet": {"destination": ["DE"]}, "destination=FR/b.parquet": {}})
    run(lines, keep=keep)
    one, two = (pq.read_table(p) for p in sorted((tmp_path / "out").rglob("[ab].parquet")))
    texts = ["destination: its folder says FR, the line says otherwise: 'DE'"]
    assert (one if "destination-FR" in data(tmp_path / "out")[0] else two)["findings"].to_pylist() == [texts]
    places = {name: "destination=FR" in name for name in data(tmp_path / "out")}
    assert [places[name] for name in sorted(places)] == ([False, False] if keep else [False, True])
    read = pq.read_table(tmp_path / "out")
    assert "destination" not in read.schema.names or set(read["destination"].to_pylist()) <= {"DE", "FR", None}


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("<0.1", {"mf_dy": [None, 3, None], "mf_dy_below": [1, None, 5], "mf_dy_from": [None] * 3}),
        (">=0.2", {"mf_dy": [None, 3, None], "mf_dy_below": [None, None, 5], "mf_dy_from": [2, None, None]}),
        ("≥0.2", {"mf_dy": [None, 3, None], "mf_dy_below": [None, None, 5], "mf_dy_from": [2, None, None]}),
        ("0.7", {"mf_dy": [7, 3, None], "mf_dy_below": [None, None, 5], "mf_dy_from": [None] * 3}),
    ],
)
def test_what_is_assumed_may_be_a_bound(text: str, columns: dict[str, list[int | None]]) -> None:
    from monazite.assess import assumptions
    from monazite.read.chunks import rows_to_chunk

    batch = rows_to_chunk([{}, {"mf_dy": "0.3"}, {"mf_dy": "<0.5"}], [1, 2, 3], "x", [], 0).batches[0]
    filled = assumptions({"mf_dy": text})(batch)
    for name, tenths in columns.items():
        found = filled.column(name).to_pylist() if name in filled.schema.names else [None] * 3
        assert found == [None if n is None else n * 1_000_000 for n in tenths], name


def test_no_folder_leads_out_of_the_output(tmp_path: Path) -> None:
    names = ("destination=x%2F..%2F..%2Fevil/a.parquet", "year=..%2F..%2Fevil/a.parquet", "year=a\\b/a.parquet")
    lines = folders_of(tmp_path, {name: {} for name in names})
    for place in (f"{tmp_path}/out/", f"{tmp_path.as_uri()}/store/"):
        for source in (str(lines), f"{lines.as_uri()}/"):
            assert run(lines, out=place).lines_in == assess(Request([source], PACKS, DAY)).lines_in == 3
    assert {p.name for p in tmp_path.iterdir()} == {"lines", "out", "store"}
    assert data(tmp_path / "out") == data(tmp_path / "store")


def test_a_manifest_removes_nothing_of_others(lines: Path) -> None:
    run(lines)
    out = lines.parent / "out"
    for victim in (lines.parent / "victim.parquet", out / "mine.txt"):
        victim.write_text("x", "utf-8")
    manifest = json.loads((out / "_monazite/manifest.json").read_text("utf-8"))
    manifest["parts"] += [[name, "k"] for name in ("../victim.parquet", str(lines / "a.csv"), "mine.txt")] + [7]
    (out / "_monazite/manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert counts(run(lines)) == (0, 4, 0)
    assert (lines.parent / "victim.parquet").exists() and (out / "mine.txt").exists() and (lines / "a.csv").exists()


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a\\x", ""])
def test_what_lies_outside_a_folder_is_not_touched(tmp_path: Path, name: str) -> None:
    from monazite.bulk.folder import folder_at

    folder = folder_at(str(tmp_path / "out"))
    with pytest.raises(OutputError, match="outside the folder"):
        folder.remove(name)
    with pytest.raises(OutputError, match="outside the folder"), folder.room(name):
        pass


def test_a_cut_file_beside_one_of_that_name(tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.mkdir()
    pq.write_table(pa.table({"declaration": [str(k) for k in range(4)]}), lines / "a.parquet", row_group_size=1)
    pq.write_table(pa.table({"declaration": ["b"]}), lines / "a-00001.parquet")
    assert run(lines, part_rows=2).lines_in == 5
    names = ["a-00001.parquet", "a-2-00001.parquet", "a-2-00002.parquet"]
    assert data(tmp_path / "out") == names and pq.read_table(tmp_path / "out").num_rows == 5
    assert counts(run(lines, part_rows=2)) == (0, 3, 0)


def test_a_file_replaced_after_the_plan_is_not_answered(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from monazite.bulk.work import work

    def late(request: Request, part: Any, *rest: Any, **more: Any) -> Any:
        if part.name == "a.csv.parquet":
            (lines / "a.csv").write_text(HEAD + ROW.format("other") * 2, "utf-8")
        return work(request, part, *rest, **more)

    with monkeypatch.context() as patched:
        patched.setattr("monazite.bulk.run.work", late)
        with pytest.raises(InputError, match="a.csv: was changed while it was read"):
            run(lines, threads=1)
    assert "_monazite/parts/a.csv.parquet.json" not in files(lines.parent / "out")
    assert run(lines).lines_in == 5


def test_a_run_goes_on_after_midnight(lines: Path) -> None:
    run(lines, known_on_given=False)
    (lines / "a.csv").write_text(HEAD + ROW.format("other"), "utf-8")
    tomorrow = DAY + dt.timedelta(1)
    again = run(lines, known_on=tomorrow, known_on_given=False)
    assert counts(again) == (1, 3, 0) and again.known_on == DAY
    assert any(f"known on {DAY}" in note and f"--known-on {tomorrow}" in note for note in again.notes)
    assert counts(run(lines, known_on=tomorrow, known_on_given=False, reading="announced")) == (4, 0, 0)
    given = run(lines, known_on=tomorrow + dt.timedelta(1), reading="announced")
    assert counts(given) == (4, 0, 0) and not given.notes


# ---------------------------------------------------------------- secrets
URL = "s3://user:p/a%3Fss+w@rd@bucket/lines/a b.parquet?region=hidden&token=hidden"


def test_no_secret_of_a_url_is_shown(lines: Path) -> None:
    from monazite.read.urls import opened_url, shown_url, without_secrets

    assert shown_url(URL) == "s3://bucket/lines/a b.parquet"
    assert shown_url("lines/a?b#c@d.csv") == "lines/a?b#c@d.csv"
    assert shown_url("hdfs://host:8020/a@b") == "hdfs://host:8020/a@b"
    assert shown_url("sc://host:1/;token=hidden") == "sc://host:1/"
    said = without_secrets(f"no '{URL}': user:p/a%3Fss+w@rd or p/a?ss+w@rd or hidden", URL)
    assert not any(secret in said for secret in ("ss+w", "user", "hidden"))
    for bad in (URL, URL.replace(" ", "["), "s3://us[er:hidden@buc ket/x"):
        with pytest.raises(InputError) as refused:
            opened_url(bad)
        assert not any(secret in str(refused.value) for secret in ("ss+w", "hidden")), refused.value
    from monazite.whatif import Question, whatif
    from monazite.whatif.sides import Side

    url = f"{lines.as_uri()}/a.csv?token=hidden"
    side = Side(PACKS, DAY)
    shown = [f"{lines.as_uri()}/a.csv"]
    assert assess(Request([url], PACKS, DAY)).inputs == shown
    assert list(whatif(Question([url], side, side)).inputs) == shown


# ---------------------------------------------------------------- the record
def test_the_record_of_a_run(lines: Path) -> None:
    run(lines)
    event = json.loads((lines.parent / "out/_monazite/run.json").read_text("utf-8"))
    assert event["eventType"] == "COMPLETE" and event["eventTime"].startswith("2026-11-22T09:30:")
    facet = event["run"]["facets"]["monazite"]
    assert facet["packs"]["cn"]["version"] == PACKS[0].version and len(facet["packs"]["cn"]["sha256"]) == 64
    assert facet["counts"]["lines_in"] == 4 and facet["engine"] == "local" and facet["known_on"] == "2026-11-22"
    assert [Path(i["name"]).name for i in event["inputs"]] == ["c.csv", "d.csv", "a.csv", "b.csv"]
    assert all(i["facets"]["monazite"]["content"].startswith("sha256:") for i in event["inputs"])
    fields = event["outputs"][0]["facets"]["schema"]["fields"]
    assert {"name": "decision", "type": "dictionary<values=string, indices=int8, ordered=0>"} in fields


def test_the_record_of_a_run_that_failed(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OutputError("cannot write it: no space")

    monkeypatch.setattr("monazite.bulk.run.work", fails)
    with pytest.raises(OutputError):
        run(lines)
    event = json.loads((lines.parent / "out/_monazite/run.json").read_text("utf-8"))
    assert event["eventType"] == "FAIL"
    assert event["run"]["facets"]["errorMessage"]["message"] == "cannot write it: no space"
    assert (lines.parent / "out/_monazite/lock").read_text("utf-8") == ""


def test_a_single_file_has_its_record_beside_it(lines: Path) -> None:
    out = lines.parent / "decisions.csv.gz"
    done = CliRunner().invoke(cli, ["assess", str(lines), "--out", str(out), "--regime", "cn", "-q"])
    assert done.exit_code == 0, done.output
    event = json.loads((lines.parent / "decisions.run.json").read_text("utf-8"))
    assert event["eventType"] == "COMPLETE" and event["outputs"][0]["name"].endswith("/decisions.csv.gz")
    assert assess(Request([str(lines.parent)], PACKS, DAY)).lines_in == 4, "a record is no table"


# ---------------------------------------------------------------- what cannot be read, and other inputs
@pytest.mark.parametrize("damage", [b"PAR1 half of a file", b"no parquet at all"])
def test_a_damaged_file_is_told_and_keeps_its_good_answers(lines: Path, damage: bytes) -> None:
    table = pa.table({"declaration": ["p"], "material": ["oxide"]})
    pq.write_table(table, lines / "p.parquet")
    run(lines)
    (lines / "p.parquet").write_bytes(damage)
    summary = run(lines)
    assert len(summary.unread) == 1 and "p.parquet" in summary.unread[0]
    assert counts(summary) == (0, 4, 0) and "p.parquet" in data(lines.parent / "out")
    one = assess(Request([str(lines)], packs=PACKS, known_on=DAY))
    assert one.unread == summary.unread and one.lines_in == 4
    done = CliRunner().invoke(cli, ["assess", str(lines), "--regime", "cn", "-q"])
    assert done.exit_code == 1 and "1 file of the input could not be read" in done.stdout
    for other in (["whatif", str(lines), "--to", "2026-11-11"], ["law", "parity", str(lines)]):
        done = CliRunner().invoke(cli, [*other, "--regime", "cn", "-q"])
        assert done.exit_code == 1 and "not read: " in done.stdout and "p.parquet" in done.stdout
    (lines / "p.parquet").unlink()
    assert counts(run(lines)) == (0, 4, 1)


def test_the_answers_of_other_inputs_are_never_removed(lines: Path, tmp_path: Path) -> None:
    run(lines)
    other = tmp_path / "november"
    other.mkdir()
    (other / "a.csv").write_text(HEAD + ROW.format("z"), "utf-8")
    out = lines.parent / "out"
    before = {name: (out / name).read_bytes() for name in data(out)}
    with pytest.raises(OutputError, match="holds the answers of .*lines"):
        assess(Request([str(other)], packs=PACKS, known_on=DAY, out=f"{out}/", started=STARTED))
    assert before == {name: (out / name).read_bytes() for name in data(out)}
    both = assess(Request([str(lines), str(other)], packs=PACKS, known_on=DAY, out=f"{out}/", started=STARTED))
    assert both.lines_in == 5 and len(data(out)) == 5
