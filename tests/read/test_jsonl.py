"""JSON lines and JSON documents: exact numbers, nested names, broken lines."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.errors import InputError
from monazite.read.inputs import open_input


def read(data: bytes, **wishes: Any) -> tuple[list[dict[str, Any]], list[tuple[int, int, str]], list[str]]:
    found = open_input(["-"], stdin=io.BytesIO(data), **wishes)
    chunks = [piece.load() for piece in found.pieces()]
    rows = [row for chunk in chunks for batch in chunk.batches for row in batch.to_pylist()]
    rejects = [(reject.row, reject.column, reject.reason) for chunk in chunks for reject in chunk.rejects]
    assert sum(chunk.lines for chunk in chunks) == len(rows) + len(rejects)
    return rows, rejects, found.notes


def test_numbers_keep_every_digit() -> None:
    rows, _, _ = read(
        b'{"net_mass":0.100000000000000001,"mf_dy":0.1}\n{"net_mass":1.234,"mf_dy":1e-7}\n{"net_mass":"1,5","mf_dy":1}\n'
    )
    assert rows[0]["net_mass"] is None and "more digits than are kept" in rows[0]["findings"][0]
    assert [row["mf_dy"] for row in rows] == [1_000_000, 1, 10_000_000]
    assert [row["net_mass"] for row in rows[1:]] == [1_234_000, 1_500_000]


def test_nested_objects_lists_and_words() -> None:
    line = {
        "exporter": {"country": "CN", "id": 7},
        "made_for_rare_earths": True,
        "transit": ["SG", "MY"],
        "origin": None,
    }
    rows, _, notes = read(json.dumps(line).encode() + b"\n")
    assert (
        rows[0]["exporter_country"] == "CN"
        and rows[0]["exporter_id"] == "7"
        and rows[0]["made_for_rare_earths"] is True
    )
    assert rows[0]["transit"] == "SG MY" and rows[0]["origin"] is None and notes == []


def test_broken_lines_are_rejects_with_their_place() -> None:
    data = (
        b'{"declaration":"A"}\n\n{"declaration":\n[1]\n"x"\n{"declaration":"\xff"}\n{"line":1} x\n{"declaration":"C"}'
    )
    rows, rejects, _ = read(data)
    assert [(row["row"], row["declaration"]) for row in rows] == [(1, "A"), (8, "C")]
    assert [(row, reason) for row, _, reason in rejects] == [
        (3, "no JSON: Input data was truncated"),
        (4, "the line is no JSON object"),
        (5, "the line is no JSON object"),
        (6, "the line has bytes that are not UTF-8"),
        (7, "no JSON: trailing characters"),
    ]
    assert rejects[4][1] == 12


def test_nan_is_nothing_known() -> None:
    rows, rejects, _ = read(b'{"declaration":"A","net_mass":1}\n{"declaration":"B","net_mass":NaN,"mf_dy":0.1}\n')
    assert [row["net_mass"] for row in rows] == [1_000_000, None] and rejects == []
    assert rows[1]["mf_dy"] == 1_000_000 and rows[1]["findings"] is None


def test_keys_that_turn_up_late_are_read_and_noted() -> None:
    first = b"".join(b'{"declaration":"D%d"}\n' % k for k in range(60_000))
    data = first + b'{"declaration":"X","net_mass":5,"Net weight":6,"foo":1}\n'
    rows, _, notes = read(data)
    assert rows[-1]["net_mass"] == 5_000_000
    assert "-: key 'foo' is not used, as it is no fact" in notes
    assert "-: key 'Net weight' is not used: another key is net_mass" in notes


@pytest.mark.parametrize(
    "data",
    [
        b'[{"declaration":"A"},5,{"declaration":"B"}]',
        b'[\n {"declaration": "A"},\n 5,\n {"declaration": "B"}\n]\n',
        b'{"meta": 1, "lines": [{"declaration":"A"},5,{"declaration":"B"}]}',
        b'{\n"lines": [{"declaration":"A"},5,{"declaration":"B"}]\n}',
    ],
)
def test_documents(data: bytes) -> None:
    if data.startswith(b'{"meta"'):
        with pytest.raises(InputError, match="no column is a fact"):
            read(data)  # one line that is one object is one line of JSON lines
        return
    rows, rejects, _ = read(data)
    assert [(row["row"], row["declaration"]) for row in rows] == [(1, "A"), (3, "B")]
    assert rejects == [(2, 0, "the line is no JSON object")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'[{"declaration":"A"}', "no JSON"),
        (b"[1, 2]", "no column is a fact"),
        (b'{"foo": 1}\n', "no column is a fact"),
        (b'{"a\n{"b\n', "none of its first lines is a JSON object"),
    ],
)
def test_inputs_that_cannot_be_read(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(data)


def test_depth_is_bounded() -> None:
    deep = b'{"a":' * 5000 + b"1" + b"}" * 5000
    rows, rejects, _ = read(b'{"declaration":"A"}\n' + deep + b"\n")
    assert len(rows) == 1 and rejects[0][0] == 2


VALUE = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | st.text(max_size=8)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(["net_mass", "exporter", "date", "origin", "cn_technology", "x"]), VALUE))
)
def test_any_objects_are_lines(objects: list[dict[str, Any]]) -> None:
    head = {"declaration": "A", "line": 1}
    data = "\n".join(json.dumps(found) for found in [head, *objects]).encode()
    rows, rejects, _ = read(data)
    assert len(rows) == len(objects) + 1 and rejects == []
    for row, found in zip(rows[1:], objects, strict=True):
        text = found.get("exporter")
        if isinstance(text, str) and text.strip() and text.isalpha() and text.isascii() and len(text) > 4:
            assert row["exporter"] == text or text.lower() == "unknown"
