"""Inputs of all kinds: files, folders, archives, standard input; what is refused, and how."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from monazite.errors import InputError, UsageError
from monazite.read.inputs import open_input

TABLE = b"declaration,net mass\nA,1\nB,2\n"


def read(*names: object, **wishes: Any) -> tuple[list[tuple[str, int, str]], list[str], int | None]:
    found = open_input([str(name) for name in names], **wishes)
    rows = [row for piece in found.pieces() for batch in piece.load().batches for row in batch.to_pylist()]
    return [(row["source"], row["row"], row["declaration"]) for row in rows], found.notes, found.size


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


def test_files_are_read_in_the_order_given(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).write_bytes(TABLE)
    rows, _, size = read(tmp_path / "b.csv", tmp_path / "a.csv")
    assert [Path(source).name for source, _, _ in rows] == ["b.csv"] * 2 + ["a.csv"] * 2 and size == 2 * len(TABLE)


def test_a_folder_is_read_whole_and_sorted(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.jsonl").write_text('{"declaration":"C"}\n')
    (tmp_path / "b.tsv").write_bytes(TABLE.replace(b",", b"\t"))
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(TABLE))
    for name, text in (
        ("z.docx", "x"),
        ("other.csv", "foo,bar\n1,2\n"),
        (".hidden.csv", "x"),
        ("datapackage.json", "{}"),
    ):
        (tmp_path / name).write_text(text)
    rows, notes, size = read(tmp_path)
    assert [Path(source).name for source, _, _ in rows] == ["a.csv.gz"] * 2 + ["b.tsv"] * 2 + ["c.jsonl"]
    assert size is None and len(notes) == 3 and "read as" not in "".join(notes)
    assert (
        "other.csv: no column is a fact" in notes[0] and "z.docx: is not read: '.docx' is no known format" in notes[1]
    )


@pytest.mark.parametrize("packed", [False, True])
def test_gzip(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(TABLE))
    rows, _, _ = read("-", stdin=io.BytesIO(path.read_bytes())) if packed else read(path)
    assert [declaration for _, _, declaration in rows] == ["A", "B"]


def test_zip_members_are_sources(tmp_path: Path) -> None:
    members = {"b.csv": TABLE, "sub/a.jsonl": b'{"declaration":"X"}\n', "note.docx": b"x", "__MACOSX/b.csv": b""}
    path = archive(tmp_path / "a.zip", members)
    rows, notes, _ = read(path)
    assert [(source, row) for source, row, _ in rows] == [
        (f"{path}/b.csv", 2),
        (f"{path}/b.csv", 3),
        (f"{path}/sub/a.jsonl", 1),
    ]
    assert notes[0] == f"{path}: 'note.docx' is not read: no known format"


def test_zip_on_standard_input(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"b.csv": TABLE})
    rows, _, _ = read("-", stdin=io.BytesIO(path.read_bytes()))
    assert [source for source, _, _ in rows] == ["-/b.csv"] * 2


def test_tricks_of_archives_are_refused_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name in ("../up.csv", "/etc/abs.csv", "..\\up.csv", "in.zip", "in.csv.gz", "ok.csv"):
            made.writestr(name, TABLE)
    rows, notes, _ = read(path)
    assert {source for source, _, _ in rows} == {f"{path}/ok.csv"}
    assert sum("points out of the archive" in note for note in notes) == 3
    assert sum("an archive in an archive" in note for note in notes) == 2
    twice = tmp_path / "b.csv.gz"
    twice.write_bytes(gzip.compress(gzip.compress(TABLE)))
    with pytest.raises(InputError, match="an archive in an archive"):
        read(twice)


def test_archives_that_inflate_are_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monazite.read.archives.RATIO_FROM", 4 << 20)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(TABLE + b"A,1\n" * (8 << 20)))
    with pytest.raises(InputError, match="bomb.csv.gz: unpacks to an unreasonable size"):
        monkeypatch.setattr("monazite.read.archives.RATIO_AT_MOST", 100)
        read(path)


def test_damaged_archives(tmp_path: Path) -> None:
    data = gzip.compress(TABLE * 1000)
    (tmp_path / "a.csv.gz").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match="a.csv.gz: cannot be unpacked"):
        read(tmp_path / "a.csv.gz")
    whole = archive(tmp_path / "a.zip", {"b.csv": TABLE}).read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[:-30])
    with pytest.raises(InputError, match="b.zip: cannot be read as a zip archive"):
        read(tmp_path / "b.zip")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("lines.cvs", TABLE, "'.cvs' is no known format; did you mean '.csv'?"),
        ("lines.xlxs", TABLE, "did you mean '.xls'?"),
        ("lines.csv", b"", "is empty: a header row is needed"),
        ("lines.jsonl", b"", "is empty"),
        ("lines.parquet", TABLE, "is no .parquet file, whatever its name says"),
        ("page.xls", b"<html><table><tr><td>x", "is a web page"),
        ("doc.csv", b"%PDF-1.7", "is a PDF"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as error:
        read(tmp_path / name)
    assert said in str(error.value) and name in str(error.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nope.csv: no such file"):
        read(tmp_path / "nope.csv")
    with pytest.raises(InputError, match="holds nothing that can be read"):
        read(tmp_path)
    with pytest.raises(UsageError, match="nothing to read"):
        read()
    with pytest.raises(UsageError, match="there is none"):
        read("-")


def test_contents_win_over_a_wrong_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('{"declaration":"A"}\n')
    (tmp_path / "b.xls").write_bytes(TABLE)
    (tmp_path / "plain").write_bytes(TABLE)
    assert len(read(tmp_path / "a.csv")[0]) == 1
    assert len(read(tmp_path / "b.xls")[0]) == len(read(tmp_path / "plain")[0]) == 2


def test_a_mapping_must_fit_some_input_only(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ref,net mass\nA,1\n")
    (tmp_path / "b.csv").write_bytes(TABLE)
    rows, _, _ = read(tmp_path / "a.csv", tmp_path / "b.csv", mapping={"ref": "declaration"})
    assert [declaration for _, _, declaration in rows] == ["A", "A", "B"]


def test_declarations_in_xml_are_read_beside_tables(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE)
    (tmp_path / "b.xml").write_text("<Declaration>")
    found = open_input([str(tmp_path / "a.csv"), str(tmp_path / "b.xml")])
    chunks = [piece.load() for piece in found.pieces()]
    assert (
        sum(chunk.lines for chunk in chunks) == 2 + sum(len(chunk.rejects) for chunk in chunks) and chunks[-1].rejects
    )


def test_outputs_of_the_run_are_no_inputs(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE)
    for name in ("old.csv", "out.csv"):
        (tmp_path / name).write_text("declaration,decision,outcome_low\nA,release,permitted\n")
    (tmp_path / "out.rejects.csv").write_text("source,row,column,reason,text\na.csv,2,,x,y\n")
    (tmp_path / "r.html").write_text("<html>")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as packed:
        packed.write(tmp_path / "old.csv", "old.csv")
    outputs = {"--out": "out.csv", "--rejects": "out.rejects.csv", "--report": "r.html"}
    rows, notes, _ = read(tmp_path, outputs={option: str(tmp_path / name) for option, name in outputs.items()})
    assert [Path(source).name for source, _, _ in rows] == ["a.csv"] * 2
    said = "\n".join(sorted(notes))
    for name in outputs.values():
        assert f"{name}: is not read: this run writes it" in said
    assert "z.zip/old.csv: is not read: it holds decisions" in said and len(notes) == 5
    with pytest.raises(UsageError, match="--out .* is also an input"):
        read(tmp_path, outputs={"--out": str(tmp_path / "a.csv")})
    with pytest.raises(InputError, match="it holds decisions of an earlier run"):
        read(tmp_path / "z.zip")
