"""What a killed run leaves unfinished is swept by the next run to the same file, and by no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monazite.write import whole_file
from monazite.write.stale import sweep

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")

WRITES = """
import sys
from pathlib import Path
from monazite.write import whole_file
with whole_file(Path(sys.argv[1])) as file:
    file.write_text("half")
    print("writing", flush=True)
    sys.stdin.read()
    file.write_text("whole")
"""


def writer(path: Path) -> subprocess.Popen[str]:
    """Start a process that writes a file and waits for its input to end."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITES, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "writing\n"
    return process


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_a_killed_run_left_is_gone_after_the_next(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with writer(out) as killed:
        killed.send_signal(signal.SIGKILL)
    assert len(names(tmp_path)) == 1 and names(tmp_path)[0].endswith(".part")
    with whole_file(out) as file:
        file.write_text("a")
    assert names(tmp_path) == ["out.csv"] and out.read_text() == "a"


def test_two_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with writer(out) as other:
        with whole_file(out) as file:
            file.write_text("mine")
        assert out.read_text() == "mine" and len(names(tmp_path)) == 2
        other.communicate("")
        assert other.returncode == 0
    assert names(tmp_path) == ["out.csv"] and out.read_text() == "whole"


def test_only_our_own_leavings_for_the_same_name_are_swept(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with writer(tmp_path / "other.csv") as killed:
        killed.send_signal(signal.SIGKILL)
    (stale,) = names(tmp_path)
    token = stale.split(".")[3]
    others = "0000" if token[:4] != "0000" else "1111"  # another machine's
    kept = [f".out.csv.{others}abcd.part", f"out.csv.{token}.part", f".out.csv.{token}.part.txt", ".out.csv.part"]
    for name in kept:
        (tmp_path / name).write_text("x")
    (tmp_path / f".out.csv.{token[:4]}00ff.part").mkdir()
    (tmp_path / f".out.csv.{token[:4]}00fe.part").symlink_to(tmp_path / kept[0])
    (tmp_path / f".out.csv.{token[:4]}00fd.part").write_text("")
    before = names(tmp_path)
    sweep(out)
    assert names(tmp_path) == [name for name in before if not name.endswith("00fd.part")]


def test_a_name_with_signs_of_patterns_is_taken_as_it_is(tmp_path: Path) -> None:
    out, like = tmp_path / "a[1]*.csv", tmp_path / "a1x.csv"
    for path in (out, like):
        with writer(path) as killed:
            killed.send_signal(signal.SIGKILL)
    with whole_file(out) as file:
        file.write_text("a")
    assert out.name in names(tmp_path)
    assert [name for name in names(tmp_path) if name.endswith(".part")] == [
        name for name in names(tmp_path) if name.startswith(".a1x.csv.")
    ]


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError), whole_file(tmp_path / "out.csv") as file:
        assert os.path.exists(file)
        raise ValueError
    assert names(tmp_path) == []
