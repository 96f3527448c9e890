"""CSV and its kin: dialects, encodings, headers, quotes, damage; lines in = lines out + rejects."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.errors import InputError
from monazite.read.chunks import Chunk
from monazite.read.inputs import open_input


def chunks(data: bytes, **wishes: Any) -> tuple[list[Chunk], list[str]]:
    found = open_input(["-"], stdin=io.BytesIO(data), **wishes)
    return [piece.load() for piece in found.pieces()], found.notes


def read(data: bytes, **wishes: Any) -> tuple[list[dict[str, Any]], list[tuple[int, str]], list[str]]:
    """Return lines, rejects (row, reason) and notes; every chunk's counts must add up."""
    loaded, notes = chunks(data, **wishes)
    rows = [row for chunk in loaded for batch in chunk.batches for row in batch.to_pylist()]
    rejects = [(reject.row, reject.reason) for chunk in loaded for reject in chunk.rejects]
    assert sum(chunk.lines for chunk in loaded) == len(rows) + len(rejects)
    places = [row["row"] for row in rows] + [row for row, _ in rejects]
    assert len(places) == len(set(places))
    return rows, rejects, notes


TEXT = "报关单号,净重,出口商,原产国\nD-1,5,包头发明磁材有限公司,中国\nD-2,7,Invented Alloys Ltd,德国\n"


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", "read as UTF-16"),
        ("utf-16-le", "read as UTF-16-LE"),
        ("utf-16-be", "read as UTF-16-BE"),
        ("gb18030", "read as GB18030"),
        ("gbk", "read as GB18030"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(encoding: str, note: str, delimiter: str) -> None:
    text = TEXT.replace(",", delimiter)
    rows, rejects, notes = read(text.encode(encoding))
    assert [row["exporter"] for row in rows] == ["包头发明磁材有限公司", "Invented Alloys Ltd"]
    assert [row["origin"] for row in rows] == ["CN", "DE"] and [row["row"] for row in rows] == [2, 3]
    assert rejects == [] and (note in notes[0] if note else not any("read as" in n for n in notes))


def test_traditional_chinese_in_big5() -> None:
    text = "Declaration,Exporter,Net mass\n" + "".join(f"D{k},台灣發明材料股份有限公司,{k}\n" for k in range(9))
    rows, rejects, notes = read(text.encode("big5"))
    assert {row["exporter"] for row in rows} == {"台灣發明材料股份有限公司"} and rejects == []
    assert "read as BIG5" in notes[0]


def test_western_letters_in_cp1252() -> None:
    rows, _, notes = read(
        "Exporter;Net mass\nErfundene Müller & Söhne – Köln;5\nÉtablissements Fictifs;6\n".encode("cp1252")
    )
    assert rows[0]["exporter"] == "Erfundene Müller & Söhne – Köln" and "read as CP1252" in notes[0]


@pytest.mark.parametrize(
    ("encoding", "name", "other"),
    [
        ("gb18030", "包头发明磁材", "发明稀土公司"),
        ("big5", "台灣發明材料", "台灣發明材料"),
        ("cp1252", "Müller & Söhne", "Köln Öl"),
    ],
)
def test_a_line_of_utf8_in_another_encoding_is_rejected_and_not_garbled(encoding: str, name: str, other: str) -> None:
    """Read as the rest its bytes would be other letters; quoted lines, and several, are told each with its number."""
    good = "declaration,exporter\n" + "".join(f"D{k},{name}\n" for k in range(9))
    strange = f'U1,{other}\nU2,"{other}\n{other}"\n'.encode()
    rows, rejects, _ = read(good.encode(encoding) + strange + f"D9,{name}\n".encode(encoding))
    assert {row["exporter"] for row in rows} == {name} and len(rows) == 10
    assert rejects == [(n, f"the line is UTF-8 in a text that is {encoding.upper()}") for n in (11, 12)]


def test_stray_bytes_in_utf8_are_rejects_and_no_other_encoding() -> None:
    good = "".join(f"D-{k},5\n" for k in range(50))
    rows, rejects, notes = read(b"declaration,net mass\n" + good.encode() + b"D-\xff\xfe,5\nX,6\n")
    assert len(rows) == 51 and rows[-1]["row"] == 53 and notes == []
    assert rejects == [(52, "the line has bytes that are not UTF-8")]


def test_titles_and_blank_lines_before_the_header_are_skipped() -> None:
    rows, _, notes = read(b"Report of May\n\nmade by,Invented Ltd\ndeclaration,net mass\n\nD-1,5\n , \n,\nD-2,6\n")
    assert [(r["row"], r["declaration"]) for r in rows] == [(6, "D-1"), (9, "D-2")]
    assert notes == ["-: header found in line 4"]


def test_a_header_of_one_fact_is_enough_where_there_is_no_better() -> None:
    rows, _, _ = read(b"net mass\n5\n6\n")
    assert [row["net_mass"] for row in rows] == [5_000_000, 6_000_000]


def test_quoted_line_breaks_keep_physical_row_numbers() -> None:
    rows, rejects, _ = read(b'declaration,exporter\nA,"one\ntwo\n\nthree"\nB,four\r\nC,"five"\r\n')
    assert [(r["row"], r["exporter"]) for r in rows] == [(2, "one\ntwo\n\nthree"), (6, "four"), (7, "five")]
    assert rejects == []


def test_a_field_that_begins_with_a_line_break_is_no_blank_line() -> None:
    rows, rejects, _ = read(b'description,exporter,net mass\n,"\n",5\n')
    assert [(r["row"], r["exporter"], r["net_mass"]) for r in rows] == [(2, None, 5_000_000)] and rejects == []


def test_a_quote_that_never_closes_costs_its_own_line_only() -> None:
    body = "".join(f'D-{k},"Invented, Ltd",5\n' for k in range(500))
    text = f'declaration,exporter,net mass\nX,"open,5\n{body}Y,"open too,6\n{body}Z,"last,7'
    rows, rejects, _ = read(text.encode())
    assert len(rows) == 1000 and {row["exporter"] for row in rows} == {"Invented, Ltd"}
    assert rejects == [(r, "a quote is opened and never closed") for r in (2, 503, 1004)]


def test_quotes_inside_a_field_are_text() -> None:
    rows, rejects, _ = read(b'declaration,exporter\nA,5" pipe\nB,say ""x""\nC,"a ""b"" c"\nD,x"y"z\n')
    assert [row["exporter"] for row in rows] == ['5" pipe', 'say ""x""', 'a "b" c', 'x"y"z'] and rejects == []


def test_misplaced_quotes_do_not_join_lines() -> None:
    rows, rejects, _ = read(b'declaration,exporter\nA,x\nB"y,"abc\nC,d\nD,e\n')
    assert [row["declaration"] for row in rows] == ["A", "C", "D"]
    assert rejects == [(3, "a quote is opened and never closed")]


def test_every_kind_of_damage_is_rejected_with_its_row() -> None:
    long = b"L," + b"x" * (1 << 20) + b"\n"
    lines = [b"A,1\n", b"B\n", b"C,1,2\n", b"D\0,1\n", b"\xc3\x28,1\n", b"declaration,net mass\n", long, b"E,2\n"]
    rows, rejects, _ = read(b"declaration,net mass\n" + b"".join(lines))
    assert [(row["row"], row["declaration"]) for row in rows] == [(2, "A"), (9, "E")]
    assert rejects == [
        (3, "1 field, where the header has 2"),
        (4, "3 fields, where the header has 2"),
        (5, "the line holds a NUL byte"),
        (6, "the line has bytes that are not UTF-8"),
        (7, "the line repeats the header"),
        (8, "the line is longer than 1048576 bytes"),
    ]


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    data = b"declaration,net mass\nA,1\n" + b"y" * (40 << 20) + b"\nB,2\n" + b"z" * (20 << 20)
    rows, rejects, _ = read(data)
    assert [(row["row"], row["declaration"]) for row in rows] == [(2, "A"), (4, "B")]
    assert [row for row, _ in rejects] == [3, 5] and all("longer than" in reason for _, reason in rejects)
    loaded, _ = chunks(data)
    assert all(len(reject.text) < 300 for chunk in loaded for reject in chunk.rejects)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends(end: str) -> None:
    rows, rejects, _ = read(f"declaration,net mass{end}A,1{end}{end}B,2{end}".encode())
    assert [(row["row"], row["declaration"]) for row in rows] == [(2, "A"), (4, "B")] and rejects == []


@pytest.mark.parametrize("last", ["\r\n", "\n", ""])
def test_one_line_feed_does_not_undo_carriage_returns(last: str) -> None:
    rows, rejects, _ = read(f"declaration,exporter\rA,one\rB,two\rC,three{last}".encode())
    assert ([r["exporter"] for r in rows], rejects) == (["one", "two", "three"], [])


def test_a_lone_carriage_return_in_a_line_is_a_blank() -> None:
    rows, rejects, _ = read(b"declaration,exporter\nA,one\rtwo\nB,three\n")
    assert [row["exporter"] for row in rows] == ["one two", "three"] and rejects == []


def test_half_a_character_at_the_end_of_utf16() -> None:
    data = "declaration,net mass\nA,1\nB,2\n".encode("utf-16") + b"C"
    rows, rejects, _ = read(data)
    assert [row["declaration"] for row in rows] == ["A", "B"] and [row for row, _ in rejects] == [4]


@pytest.mark.parametrize("data", [b"", b"\n\n \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_empty_inputs(data: bytes) -> None:
    with pytest.raises(InputError, match="is empty: a header row is needed"):
        read(data)


def test_a_header_without_lines_is_no_error() -> None:
    assert read(b"declaration,net mass\n")[:2] == ([], [])


def test_a_package_beside_a_table_names_its_columns(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(
        '{"resources":[{"name":"t","path":"t.csv","encoding":"utf-8","dialect":{"delimiter":"|","header":false,'
        '"commentChar":"#"},"schema":{"missingValues":["","none"],"fields":[{"name":"ref","monazite:fact":'
        '"declaration"},{"name":"poids","monazite:fact":"net_mass","unit":"g"},{"name":"o","monazite:fact":"exporter"}]}}]}',
        "utf-8",
    )
    (tmp_path / "t.csv").write_text("A|5|none\n#x|y|z\nB|7|X\n", "utf-8")
    found = open_input([str(tmp_path / "t.csv")])
    rows = [row for piece in found.pieces() for batch in piece.load().batches for row in batch.to_pylist()]
    assert [(r["row"], r["declaration"], r["net_mass"], r["exporter"]) for r in rows] == [
        (1, "A", 5_000, None),
        (3, "B", 7_000, "X"),
    ]


def test_batches_are_bounded_and_order_is_kept() -> None:
    data = b"declaration,line\n" + b"".join(b"D,%d\n" % k for k in range(100_000))
    loaded, _ = chunks(data, batch_rows=1_000)
    batches = [batch for chunk in loaded for batch in chunk.batches]
    assert max(map(len, batches)) <= 1_000 and len(loaded) > 1
    assert [n for batch in batches for n in batch.column("line").to_pylist()] == list(range(100_000))
    assert sum(chunk.bytes for chunk in loaded) == len(data) - len(b"declaration,line\n")


def test_a_record_may_span_two_blocks() -> None:
    body = "".join(f'D{k},"first {k}\nsecond"\n' for k in range(60_000))
    rows, rejects, _ = read(("declaration,exporter\n" + body).encode(), batch_rows=5_000)
    assert rejects == [] and len(rows) == 60_000
    assert all(row["exporter"] == f"first {k}\nsecond" and row["row"] == 2 * k + 2 for k, row in enumerate(rows))


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\ufeff", exclude_categories=["Cs", "Cc"]) | st.just("\n"),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(CELL, CELL, st.integers(0, 10**12)), max_size=30),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_is_read_back(
    table: list[tuple[str, str, int]], delimiter: str, quoting: Any, end: str, encoding: str
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(["description", "exporter", "net_mass"])
    writer.writerows((a, b, f"{n}e-6") for a, b, n in table)
    rows, rejects, _ = read(file.getvalue().encode(encoding))
    assert rejects == []

    def kept(text: str) -> str | None:
        text = text.strip(" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85") if text.isascii() else text.strip()
        return None if text.casefold() in MISSING else text

    from monazite.read.cells import MISSING

    assert [(r["description"], r["exporter"], r["net_mass"]) for r in rows] == [
        (kept(a), kept(b), n) for a, b, n in table
    ]


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 400), st.sampled_from([64, 4096]))
def test_counts_add_up_whatever_is_damaged(seed: int, lines: int, batch_rows: int) -> None:
    """Damage keeps line ends, so that every physical line that is not blank is a line, a reject, or part of one."""
    chance = random.Random(seed)
    body = [f'D-{k},"Invented, Ltd {k}",{k}.5,CN'.encode() for k in range(lines)]
    for k in range(lines):
        if chance.random() < 0.2:
            body[k] = damaged(body[k], chance)
    data = b"declaration,exporter,net_mass,origin\n" + b"\n".join(body) + b"\n"
    rows, rejects, _ = read(data, batch_rows=batch_rows)
    whole = {k + 2 for k in range(lines) if body[k] == f'D-{k},"Invented, Ltd {k}",{k}.5,CN'.encode()}
    seen = {row["row"]: row for row in rows}
    assert whole <= set(seen)
    assert all(seen[place]["exporter"] == f"Invented, Ltd {place - 2}" for place in whole)
    blank = {k + 2 for k in range(lines) if not body[k].strip(b" \t\",\r'")}
    told = set(seen) | {row for row, _ in rejects} | blank
    missing = set(range(2, lines + 2)) - told
    # Two damaged lines that together make one record, quoted line break and all, are one record.
    assert all(place - 1 not in whole and place not in whole for place in missing)


def damaged(line: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(line))
    return chance.choice(
        [
            line[:place],
            line + b",more",
            line[:place] + b"\xff" + line[place:],
            line[:place] + b"\0" + line[place:],
            line[:place] + b'"' + line[place:],
            line.replace(b'"', b"", 1),
            line[:place] + b"\r" + line[place:],
            b"",
            b'"' * 3,
        ]
    )


def test_a_point_before_three_digits_is_not_guessed_between_semicolons() -> None:
    """A German 1.500 kg is a tonne and a half; nothing in the file settles it, so nothing is assumed."""
    found = open_input(["-"], stdin=io.BytesIO(b"Date;Net mass\n2026-03-16;1.500\n"))
    ((row,),) = [b.to_pylist() for piece in found.pieces() for b in piece.load().batches]
    assert row["net_mass"] is None and "1500" in row["findings"][0]
    settled = open_input(["-"], stdin=io.BytesIO(b"Date;Net mass;Value\n2026-03-16;1.500;2,5\n"))
    ((row,),) = [b.to_pylist() for piece in settled.pieces() for b in piece.load().batches]
    assert row["net_mass"] == 1_500_000_000
