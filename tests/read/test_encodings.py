"""Encodings, told by what the bytes make: both ways, from one strange letter to many; what is near is said."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from monazite.read.encodings import told
from monazite.read.inputs import open_input

with Path(__file__).with_name("encodings.csv").open(encoding="utf-8", newline="") as file:
    CASES = [tuple(row.values()) for row in csv.DictReader(file)]
HEAD = "description,net mass\n"


def lines(word: str, times: int = 1) -> str:
    return HEAD + f'"{word}",1\n' * times + "plain cotton,2\n"


@pytest.mark.parametrize(("encoding", "word", "doubt"), CASES)
def test_one_word_tells_its_encoding_or_is_doubted(encoding: str, word: str, doubt: str) -> None:
    data = lines(word).encode(encoding)
    guessed = told(data, True)
    assert data.decode(guessed.encoding) == lines(word)
    assert bool(guessed.rival) == bool(doubt) and (doubt in ("", "any") or guessed.rival == doubt)


@pytest.mark.parametrize("word", ["żółty", "łącznie", "měď", "říčan", "gyűrű", "Československá"])
def test_one_word_of_central_europe_is_never_hanzi(word: str) -> None:
    assert told(lines(word).encode("cp1250"), True).encoding.startswith("cp125")


@pytest.mark.parametrize("sign", ["镁", "石", "母"])
def test_one_sign_that_is_valid_utf8_is_read_as_such_and_doubted(sign: str) -> None:
    assert told(lines(sign).encode("gb18030"), True) == ("utf-8", "gb18030")


@pytest.mark.parametrize("encoding", sorted({case[0] for case in CASES}))
def test_all_words_together_leave_no_doubt(encoding: str) -> None:
    text = HEAD + "".join(f'"{word}",1\n' for own, word, _ in CASES if own == encoding)
    guessed = told(text.encode(encoding), True)
    assert text.encode(encoding).decode(guessed.encoding) == text and not guessed.rival


def findings(data: bytes, name: str, folder: Path) -> list[list[str] | None]:
    (folder / name).write_bytes(data)
    pieces = open_input([str(folder / name)]).pieces()
    return [row["findings"] for piece in pieces for batch in piece.load().batches for row in batch.to_pylist()]


def test_a_short_table_in_chinese_keeps_its_dysprosium(tmp_path: Path) -> None:
    data = lines("氧化镝 99.9%").encode("gb18030")
    found = [piece.load() for piece in open_input(["-"], stdin=io.BytesIO(data)).pieces()]
    assert found[0].batches[0].column("description").to_pylist()[0] == "氧化镝 99.9%"
    assert findings(data, "a.csv", tmp_path) == [None, None]


def test_a_doubt_is_a_finding_of_each_line_that_may_be_garbled(tmp_path: Path) -> None:
    data = lines("王\n王", 2).encode("gb18030")
    said = "doubtful_encoding: read as GB18030, may be CP1252; save it as UTF-8"
    assert findings(data, "a.csv", tmp_path) == [[said], [said], None]
    objects = [{"description": "王", "net_mass": 1}, {"description": "cotton", "net_mass": 2}]
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)
    assert findings(text.encode("gb18030"), "a.jsonl", tmp_path) == [[said], None]


def test_headings_decide_between_near_encodings(tmp_path: Path) -> None:
    data = "品名,净重\n王,1\n".encode("gb18030")
    assert told(data, True, lambda name: 2 if name == "gb18030" else 0).rival == ""
    assert findings(data, "a.csv", tmp_path) == [None]


def test_bytes_that_make_no_text_are_rejected_and_not_guessed() -> None:
    assert told(HEAD.encode() + b"\xff\xfe\x80\x81,1\n", True).encoding == "utf-8"
