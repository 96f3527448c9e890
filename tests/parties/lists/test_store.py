"""A list folder is a Data Package that is replaced in one step: damage is told, a killed writer leaves the old list."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from monazite.errors import InputError, OutputError, Problem, UsageError
from monazite.parties.lists import ListSource, ListStore, listed_on, load_parties, readiness
from monazite.parties.lists.lock import locked
from monazite.parties.model import Span
from tests.parties.lists.made_up import FIXTURES, day, keep, party


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    return ListStore(tmp_path / "lists")


def names(store: ListStore, on: str, known_on: str) -> list[str]:
    return [p.id for p in load_parties(store.folder, ["made-up"], day(known_on)) if listed_on(p, day(on))]


def test_who_was_listed_on_a_day_as_known_on_a_day(store: ListStore) -> None:
    keep(store, "2026-01-01", party("a"), party("b"))
    keep(store, "2026-02-01", party("b"), party("c"))
    assert names(store, "2026-01-15", "2026-03-01") == ["a", "b"]
    assert names(store, "2026-01-31", "2026-03-01") == ["a", "b"]
    assert names(store, "2026-02-01", "2026-03-01") == ["b", "c"]
    assert names(store, "2026-02-01", "2026-01-15") == ["a", "b"]
    assert names(store, "2020-01-01", "2026-03-01") == ["a", "b"]
    assert names(store, "2020-01-01", "2025-12-31") == []


def test_an_older_edition_goes_where_it_belongs(store: ListStore) -> None:
    keep(store, "2026-03-01", party("b"))
    outcome = keep(store, "2026-01-01", party("a"), party("b"))
    assert (outcome.state, outcome.edition.added, outcome.edition.removed) == ("new", 2, 0)
    assert names(store, "2026-02-01", "2026-03-01") == ["a", "b"] and names(store, "2026-03-01", "2026-03-01") == ["b"]
    assert [e.date for e in store.manifest("made-up").editions] == [day("2026-01-01"), day("2026-03-01")]


def test_counts_of_what_changed(store: ListStore) -> None:
    keep(store, "2026-01-01", party("a"), party("b"), party("c"))
    edition = keep(store, "2026-02-01", party("a"), party("b", text="B RENAMED"), party("d")).edition
    assert (edition.added, edition.changed, edition.removed, edition.parties) == (1, 1, 1, 3)
    assert keep(store, "2026-02-01", party("a")).state == "replaced"
    assert keep(store, "2026-02-01", party("a")).state == "unchanged"


def test_a_list_folder_is_a_data_package(store: ListStore) -> None:
    keep(
        store,
        "2026-01-01",
        party("a", Span(day("2020-01-01"), act="act")),
        source=ListSource("made-up", "Made up", licence="None"),
    )
    folder = store.path("made-up")
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    (resource,) = package["resources"]
    table = pq.read_table(folder / resource["path"])
    assert package["name"] == "made-up" and package["licenses"] == [{"title": "None"}]
    assert (
        resource["rowcount"] == table.num_rows == 1 and resource["bytes"] == (folder / resource["path"]).stat().st_size
    )
    assert [field["name"] for field in resource["schema"]["fields"]] == table.column_names
    assert all(field["description"] for field in resource["schema"]["fields"])
    assert {p.name for p in folder.iterdir()} == {"datapackage.json", ".lock", resource["path"]}


def test_a_table_that_was_changed_is_refused(store: ListStore) -> None:
    keep(store, "2026-01-01", party("a"))
    path = store.path("made-up") / store.manifest("made-up").table
    path.write_bytes(path.read_bytes()[:-4] + b"PAR2")
    with pytest.raises(InputError, match="another checksum"):
        store.load("made-up", day("2026-01-01"))
    state = readiness(store.folder, "made-up", day("2026-01-01"))
    assert (state.state, state.covers("DE")) == ("missing", False) and "another checksum" in state.reason
    path.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        store.load("made-up", day("2026-01-01"))
    state = readiness(store.folder, "made-up", day("2026-01-01"))
    assert (state.state, state.covers("DE")) == ("missing", False) and "cannot be read" in state.reason


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("place", [0, 50, -1])
def test_a_damaged_list_is_replaced_only_where_it_is_taken_anew(store: ListStore, place: int) -> None:
    keep(store, "2026-01-01", party("a"))
    keep(store, "2026-02-01", party("a"), party("b"))
    flip(store.path("made-up") / store.manifest("made-up").table, place)
    before = {p.name: p.read_bytes() for p in store.path("made-up").iterdir()}
    for on in ("2026-02-01", "2026-03-01"):
        with pytest.raises(InputError, match="another checksum .*monazite lists add made-up"):
            keep(store, on, party("a"), party("b"))
    assert {p.name: p.read_bytes() for p in store.path("made-up").iterdir()} == before
    outcome = keep(store, "2026-02-01", party("a"), party("b"), anew=True)
    assert outcome.state == "replaced" and "another checksum" in outcome.damage
    assert [p.id for p in store.load("made-up", day("2026-02-01"))] == ["a", "b"]
    assert [edition.date for edition in store.manifest("made-up").editions] == [day("2026-02-01")]
    assert readiness(store.folder, "made-up", day("2026-02-01")).ok


def test_a_table_damaged_in_an_edition_alone_is_written_again(store: ListStore) -> None:
    """The table has the same name as before, and its bytes are the right ones all the same."""
    keep(store, "2026-01-01", party("a"))
    table = store.path("made-up") / store.manifest("made-up").table
    whole = table.read_bytes()
    flip(table, 50)
    keep(store, "2026-01-01", party("a"), anew=True)
    assert store.path("made-up") / store.manifest("made-up").table == table and table.read_bytes() == whole


def test_what_replaces_a_damaged_list_is_held_against_what_it_was(store: ListStore) -> None:
    many = [party(f"p{k}") for k in range(20)]
    keep(store, "2026-01-01", *many)
    flip(store.path("made-up") / store.manifest("made-up").table, 50)
    for on in ("2026-01-01", "2026-02-01"):
        with pytest.raises(InputError, match="2 parties, where 2026-01-01 has 20"):
            keep(store, on, *many[:2], accept=False, anew=True)
    assert "another checksum" in readiness(store.folder, "made-up", day("2026-02-01")).reason


@pytest.mark.parametrize("what", ["table", "description"])
def test_a_damaged_list_can_be_removed(store: ListStore, what: str) -> None:
    keep(store, "2026-01-01", party("a"))
    path = store.path("made-up")
    (path / (store.manifest("made-up").table if what == "table" else "datapackage.json")).write_text("x", "utf-8")
    store.remove("made-up")
    assert not path.exists()


def test_records_that_cannot_be_used_clear_nobody(store: ListStore) -> None:
    reject = Problem("x.csv", 7, 1, "L011", "'7' has no name")
    keep(store, "2026-01-01", party("a"))
    assert readiness(store.folder, "made-up", day("2026-01-31")).covers("DE")
    keep(store, "2026-02-01", party("a"), party("b"), rejects=(reject,))
    state = readiness(store.folder, "made-up", day("2026-02-01"))
    assert state.ok and state.reason == "1 of 3 records cannot be used; who they name is not known"
    assert not state.covers("DE") and not state.covers("")
    assert readiness(store.folder, "made-up", day("2026-01-31")).covers("DE")
    keep(store, "2026-02-02", party("a"), party("b"))
    assert readiness(store.folder, "made-up", day("2026-02-02")).covers("DE")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"monazite": 1}', '{"monazite": {"list": {"id": "x"}, "editions": [], "checked": "2026-01-01"}}'],
)
def test_a_description_that_is_none_is_told(store: ListStore, text: str) -> None:
    keep(store, "2026-01-01", party("a"))
    (store.path("made-up") / "datapackage.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match="add it again"):
        store.load("made-up", day("2026-01-01"))
    state = readiness(store.folder, "made-up", day("2026-01-01"))
    assert state.state == "missing" and not state.covers("DE")


def test_a_description_names_no_file_elsewhere(store: ListStore) -> None:
    keep(store, "2026-01-01", party("a"))
    path = store.path("made-up") / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    package["monazite"]["table"] = "../../secret.parquet"
    path.write_text(json.dumps(package), "utf-8")
    with pytest.raises(InputError, match="layout"):
        store.load("made-up", day("2026-01-01"))


@pytest.mark.parametrize("name", ["../x", "A", "", "a b", "a/b", ".hidden", "x" * 65])
def test_names_are_no_paths(store: ListStore, name: str) -> None:
    with pytest.raises(UsageError, match="is no name of a list"):
        store.path(name)


def test_a_list_that_is_not_kept_is_told_with_the_nearest(store: ListStore) -> None:
    keep(store, "2026-01-01", party("a"))
    with pytest.raises(UsageError, match="no list 'made-pu' .* did you mean 'made-up'"):
        load_parties(store.folder, ["made-pu"], day("2026-01-01"))


def test_two_writers_do_not_meet(store: ListStore) -> None:
    keep(store, "2026-01-01", party("a"))
    with locked(store.path("made-up")):
        code = (
            "import sys; from pathlib import Path; from monazite.parties.lists.lock import locked\n"
            "from monazite.errors import OutputError\n"
            "try:\n    with locked(Path(sys.argv[1])): print('in')\nexcept OutputError as e: print(e)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(store.path("made-up"))], capture_output=True, text=True, check=True
        )
        assert "another run writes this list" in done.stdout
        with pytest.raises(OutputError, match="another run"):
            keep(store, "2026-02-01", party("b"))
        assert [p.id for p in store.load("made-up", day("2026-03-01"))] == ["a"]
    keep(store, "2026-02-01", party("b"))


# Two runs of their own say where they are, wait for a line, and tell how it ended.
RUN = """
import sys
from pathlib import Path
from monazite.errors import MonaziteError
from monazite.packs.lists import country_of
from monazite.parties.lists import ListSource, ListStore, lock, package, update
from tests.parties.lists.made_up import keep, party
def stop(module, name):
    real = getattr(module, name)
    def waits(*args, **kwargs):
        setattr(module, name, real)
        print("here", flush=True)
        sys.stdin.readline()
        return real(*args, **kwargs)
    setattr(module, name, waits)
lists = ListStore(Path(sys.argv[1]))
"""
ENDS = """
except MonaziteError as error:
    print(error)
else:
    print("done")
"""


def start(store: ListStore, code: str) -> subprocess.Popen[str]:
    """Start a run that waits where its code says, and return when it is there."""
    words = [sys.executable, "-c", RUN + code + ENDS, str(store.folder)]
    root = Path(__file__).parents[3]
    run = subprocess.Popen(words, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert run.stdout and run.stdout.readline() == "here\n"
    return run


def finish(run: subprocess.Popen[str]) -> str:
    return run.communicate("\n", timeout=60)[0]


FIRST = """
stop({})
try: {}"""
FILE = FIXTURES / "sdn.xml"
READ = 'keep(lists, "2026-01-01", party("a"))'
FETCHED = f'update.update_list(lists, ListSource("made-up"), ["{FILE}"], update.dt.date(2026, 11, 23), country_of)'


@pytest.mark.parametrize("step", ['update, "write_package"', 'package, "describe"'])
@pytest.mark.parametrize("how", [READ, FETCHED])
def test_who_comes_second_leaves_the_first_list_of_the_other(store: ListStore, how: str, step: str) -> None:
    second = start(store, FIRST.format('update, "locked"', how))
    first = start(store, FIRST.format(step, how))
    assert "another run writes this list" in finish(second)
    assert finish(first) == "done\n"
    assert store.load("made-up", day("2026-11-23"))


def test_a_lock_whose_folder_was_removed_is_none(store: ListStore) -> None:
    """A run that opened the lock of a list just before it was removed does not write beside the one that comes next."""
    keep(store, "2026-01-01", party("a"))
    late = start(store, FIRST.format('lock, "_lock"', READ))
    store.remove("made-up")
    with locked(store.path("made-up")):
        assert "another run writes this list" in finish(late)
    assert not store.path("made-up").exists()


REMOVED = """
import os, shutil
stop(shutil, "rmtree")
stop(os, "rmdir")
try: lists.remove("made-up")"""


def test_who_removes_a_list_leaves_one_that_was_added_meanwhile(store: ListStore) -> None:
    keep(store, "2026-01-01", party("a"))
    removing = start(store, REMOVED)
    keep(store, "2026-02-01", party("b"))
    assert finish(removing) == "done\n"
    assert [p.id for p in store.load("made-up", day("2026-02-01"))] == ["b"]


def test_only_what_a_run_made_is_removed(store: ListStore) -> None:
    keep(store, "2026-01-01", party("a"))
    (store.path("made-up") / "notes.txt").write_text("mine", "utf-8")
    store.remove("made-up")
    assert [p.name for p in store.path("made-up").iterdir() if p.name != ".lock"] == ["notes.txt"]
    with pytest.raises(InputError, match="no parties"):
        keep(store, "2026-01-01")
    assert store.names() == [] and (store.path("made-up") / "notes.txt").is_file()


def test_many_runs_at_once_leave_whole_lists(store: ListStore) -> None:
    """Runs that add and remove one list again and again: each ends as it should, and what is left is whole."""
    code = """
for k in range(40):
    try:
        keep(lists, "2026-01-01", party("a"), party(f"b{k % 2}"))
        if k % 3 == 0: lists.remove("made-up")
    except MonaziteError as error:
        assert "another run" in str(error) or "no list" in str(error) or "again and again" in str(error), error
try: pass"""
    words = [sys.executable, "-c", RUN + code + ENDS, str(store.folder)]
    runs = [subprocess.Popen(words, cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [run.communicate(timeout=120)[0] for run in runs] == ["done\n"] * 3
    assert len(store.load("made-up", day("2026-01-01"))) == 2 if store.names() else not store.path("made-up").exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from monazite.parties.lists import ListStore
from tests.parties.lists.made_up import keep, party
real, left = os.replace, [int(sys.argv[2])]
def struck(one, other):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    real(one, other)
os.replace = struck
keep(ListStore(Path(sys.argv[1])), "2026-02-01", party("b"), party("c"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("step", [0, 1])
def test_a_killed_writer_leaves_the_old_list(store: ListStore, step: int) -> None:
    keep(store, "2026-01-01", party("a"))
    done = subprocess.run([sys.executable, "-c", KILLED, str(store.folder), str(step)], cwd=Path(__file__).parents[3])
    assert done.returncode == -9
    assert [p.id for p in store.load("made-up", day("2026-03-01"))] == ["a"]
    keep(store, "2026-02-01", party("b"))
    assert len(list(store.path("made-up").glob("*.parquet"))) == 1 and not list(store.path("made-up").glob("*.part"))


def test_a_reader_that_meets_a_writer_reads_the_new_list(store: ListStore, monkeypatch: pytest.MonkeyPatch) -> None:
    import monazite.parties.lists.store as module

    keep(store, "2026-01-01", party("a"))
    real, calls = module.read_table, []

    def late(folder: Path, manifest: object) -> object:
        if not calls:
            calls.append(1)
            keep(store, "2026-02-01", party("a"), party("b"))
        return real(folder, manifest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "read_table", late)
    assert [p.id for p in store.load("made-up", day("2026-03-01"))] == ["a", "b"]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the threads of a process are told by Linux alone")
def test_reading_a_list_leaves_no_thread_that_outlives_the_process(store: ListStore) -> None:
    """Threads of a scan that end after the interpreter abort it: the answer was printed, the exit status is wrong."""
    keep(store, "2026-01-01", party("a"))
    code = f"""
import datetime, os, pathlib, pyarrow.parquet
from monazite.parties.lists import ListStore, readiness
before, day = len(os.listdir("/proc/self/task")), datetime.date(2026, 1, 1)
assert ListStore(pathlib.Path({str(store.folder)!r})).load("made-up", day)
readiness(pathlib.Path({str(store.folder)!r}), "made-up", day)
print(len(os.listdir("/proc/self/task")) - before)
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "0\n"


def test_a_removed_list_is_gone(store: ListStore) -> None:
    keep(store, "2026-01-01", party("a"))
    store.remove("made-up")
    assert store.names() == [] and not store.path("made-up").exists()
    assert readiness(store.folder, "made-up", dt.date(2026, 1, 1)).state == "missing"
