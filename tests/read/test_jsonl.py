"""JSON lines and JSON documents: exact numbers, nested names, broken lines."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.errors import InputError
from monazite.read.columns import Wishes
from monazite.read.inputs import open_input
from monazite.read.nested import rows_of


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


def test_a_key_without_quotes_says_what_is_expected() -> None:
    _, rejects, _ = read(b'{"origin":"CN"}\n{origin:"CN"}\n{"line":1,2:3}\n')
    assert [(row, column) for row, column, _ in rejects] == [(2, 2), (3, 11)] or [r[0] for r in rejects] == [2, 3]
    assert all("a key in double quotes is expected" in reason for _, _, reason in rejects)


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


def told(data: bytes, **wishes: Any) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if v is not None and k != "source"} for row in read(data, **wishes)[0]]


def lines(*objects: Any) -> bytes:
    return b"".join(json.dumps(found).encode() + b"\n" for found in objects)


def test_legs_and_parts_are_rows_of_their_own() -> None:
    rows = told(
        lines(
            {"declaration": "A"},
            {
                "declaration": "B",
                "value": 100,
                "end_user": "User",
                "legs": [{"dispatch": "CN"}, {"dispatch": "DE", "end_user": "Other"}],
                "contains": [{"form": "bar", "contains": [{"cn_content_value": "0.05"}]}],
            },
        )
    )
    first = {"row": 2, "declaration": "B", "leg": 1, "end_user": "User", "dispatch": "CN"}
    second = first | {"leg": 2, "end_user": "Other", "dispatch": "DE"}
    assert rows == [{"row": 1, "declaration": "A"}] + [
        leg | {"cn_content_value": 500} | part
        for leg in (first, second)
        for part in ({"value": 1_000_000}, {"component": "1", "form": "bar"}, {"component": "1.1"})
    ]


def test_what_stands_beside_the_legs_holds_for_each_but_amounts_stay_with_their_currency() -> None:
    rows = told(
        lines({"date": "2026-12-01", "value": 9, "currency": "EUR", "legs": [{}, {"currency": "USD"}, {"leg": 7}]})
    )
    assert [(row["leg"], row.get("value"), row["currency"]) for row in rows] == [
        (1, 90_000, "EUR"),
        (2, None, "USD"),
        (7, 90_000, "EUR"),
    ]
    assert len({row["date"] for row in rows}) == 1


def test_what_depends_on_the_leg_holds_beside_legs_for_each_and_in_parts_for_the_first_that_has_them() -> None:
    beside = {"us_content_value": 1, "us_direct_product": "no", "currency": "EUR"}
    parts = [{"us_content_value": 2, "form": "bar"}]
    rows = told(lines(beside | {"legs": [{}, {}, {"currency": "USD"}], "contains": parts}))
    assert [row.get("us_content_value") for row in rows[0::2]] == [10_000, 10_000, None]
    assert [row.get("us_direct_product") for row in rows[0::2]] == [False] * 3
    assert [(row.get("us_content_value"), row["form"]) for row in rows[1::2]] == [(20_000, "bar")] + [(None, "bar")] * 2
    legs = [{"contains": [{"form": "wire"}]}, {}, {}]
    rows = told(lines({"legs": legs, "contains": parts}))
    assert [(row.get("us_content_value"), row["form"]) for row in rows[1::2]] == [
        (None, "wire"),
        (20_000, "bar"),
        (None, "bar"),
    ]


def test_a_leg_says_otherwise_in_other_words_too() -> None:
    many = b"".join(b'{"declaration":"D%d","destination":"FR"}\n' % k for k in range(60_000))
    rows = told(many + lines({"declaration": "Z", "destination": "DE", "legs": [{}, {"Destination": "IR"}]}))
    assert [row.get("destination") for row in rows[-2:]] == ["DE", None]


@pytest.mark.parametrize(
    "item",
    [
        {"end_use": "x" * 1000, "legs": [{}] * 400},
        {"legs": [{"contains": [{}]}] + [{}] * 400, "contains": [{"description": "x" * 1000}]},
        {f"Destination{' ' * n}": "DE" for n in range(500)} | {"legs": [{}] * 9_999, "end_use": "x" * 40},
    ],
)
def test_legs_that_repeat_too_much_are_rejects(item: Any) -> None:
    many = b'{"declaration":"D"}\n' * 60_000
    rows, rejects, _ = read(many + lines({"declaration": "B"} | item, {"declaration": "C"}))
    assert len(rows) == 60_001
    assert [reason for *_, reason in rejects] == [
        "legs: more than 262144 cells and characters would be repeated on later legs"
    ]


@pytest.mark.parametrize("key", ["destination ({})", "Destination{}"])
def test_many_keys_for_one_fact_are_one_on_later_legs(key: str) -> None:
    """93 KB that once were 7.5 million cells."""
    words = [" " * n if key.endswith("n{}") else str(n) for n in range(3000 if "(" in key else 200)]
    rows = rows_of({key.format(word): "DE" for word in words} | {"legs": [{}] * 2500}, Wishes())
    assert len(rows) == 2500 and sum(map(len, rows)) < 10_000


@pytest.mark.parametrize("head", [b"", b'{"declaration":"D"}\n' * 60_000], ids=["in the sample", "so far down"])
def test_many_keys_that_are_no_facts_are_told_in_few_notes(head: bytes) -> None:
    item = {f"destination ({n})": "DE" for n in range(3000)} | {"declaration": "B", "legs": [{}] * 2500}
    rows, rejects, notes = read(head + lines(item, item))
    assert [row["leg"] for row in rows[-2500:]] == [*range(1, 2501)] and not rejects
    assert len(notes) <= 1000 and (head or "-: 2800 more keys are not used, as they are no facts" in notes)


def test_a_leg_may_name_parts_of_its_own_and_places_may_be_stated() -> None:
    parts = [{"component": "3", "form": "bar", "contains": [{}, {"Part": "3.7"}]}, {}]
    rows = told(lines({"legs": [{}, {"contains": [{"form": "wire"}]}], "contains": parts}))
    assert [(row["leg"], row.get("component"), row.get("form")) for row in rows] == [
        (1, None, None),
        (1, "3", "bar"),
        (1, "3.1", None),
        (1, "3.7", None),
        (1, "2", None),
        (2, None, None),
        (2, "1", "wire"),
    ]


DEEP: dict[str, Any] = {}
for _ in range(21):
    DEEP = {"contains": [DEEP]}


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"legs": 3}, "legs: a list of objects is needed"),
        ({"legs": {}}, "legs: a list of objects is needed"),
        ({"contains": [{}, 3]}, "contains: a list of objects is needed"),
        ({"contains": [{"contains": "x"}]}, "contains: a list of objects is needed"),
        ({"legs": [{"legs": []}]}, "legs: a leg has no legs of its own"),
        ({"contains": [{"legs": []}]}, "legs: a part has no legs of its own; they belong to the goods"),
        ({"leg": 2, "legs": [{}]}, "leg: an object with legs says it on its legs, not beside them"),
        ({"contains": [{"component": "2.1"}]}, "component: '2.1' is no place of a part directly below the goods"),
        (
            {"component": "1", "contains": [{"component": "x"}]},
            "component: 'x' is no place of a part directly below part",
        ),
        (DEEP, "contains: parts are nested more than 20 deep"),
        ({"legs": [{}] * 200, "contains": [{}] * 50}, "the object has more than 10000 legs and parts"),
        ({"contains": [{}] * 200_000}, "the object has more than 10000 legs and parts"),
        ({"contains": [{"a": {"b": [[1]], "c": DEEP["contains"][0]}}]}, ""),
    ],
)
def test_wrong_shapes_are_rejects(item: Any, said: str) -> None:
    rows, rejects, _ = read(lines({"declaration": "A"}, {"declaration": "B"} | item, {"declaration": "C"}))
    if said:
        assert [row["declaration"] for row in rows] == ["A", "C"]
        assert [(row, reason[: len(said)]) for row, _, reason in rejects] == [(2, said)]
    else:
        assert len(rows) == 4 and not rejects


@pytest.mark.parametrize("item", [{"legs": []}, {"legs": None, "contains": None}, {"contains": []}])
def test_empty_lists_say_nothing(item: Any) -> None:
    assert told(lines({"declaration": "A"} | item)) == [{"row": 1, "declaration": "A"}]


def test_one_object_with_legs_is_a_document_of_one_line() -> None:
    item = {"declaration": "A", "legs": [{"dispatch": "CN"}, {"dispatch": "DE"}], "contains": [{"form": "bar"}]}
    for document in (item, [item], {"lines": [item], "meta": 1}):
        rows = told(json.dumps(document, indent=1).encode())
        assert [(row["row"], row.get("component")) for row in rows] == [(1, None), (1, "1")] * 2


@pytest.mark.parametrize("late", ['{"leg":2,"declaration":"Z"}', '{"declaration":"Z","component":"1"}'])
def test_legs_that_turn_up_late_find_their_first_leg_in_the_block_before(late: str) -> None:
    """The goods are the last line of their block, however long the blocks are."""
    for pad in (0, 1, 2000):
        many = b"".join(b'{"declaration":"D%d","end_user":"User","form":"bar"}\n' % k for k in range(30_000 + pad))
        data = many + b'{"declaration":"Z","form":"wire","end_user":"Last"}\n' + late.encode() + b"\n"
        row = told(data, batch_rows=1)[-1]
        assert (row.get("form"), row.get("end_user")) == (("wire", None) if "leg" in late else (None, "Last"))


def test_other_words_for_a_leg_are_not_looked_for_so_late() -> None:
    many = b'{"declaration":"D","form":"bar"}\n' * 60_000
    rows, _, notes = read(many + b'{"declaration":"D","Leg number":2}\n')
    assert rows[-1]["form"] is None and "-: key 'Leg number' is not used so far down; call it 'leg'" in notes


ITEM = st.fixed_dictionaries(
    {},
    optional={
        "value": st.integers(0, 99),
        "currency": st.sampled_from(["EUR", "USD"]),
        "cn_content_value": st.sampled_from(["0.05", "1", "2.5"]),
        "form": st.sampled_from(["bar", "wire"]),
        "mf_dy": st.sampled_from(["<0.1", "5"]),
    },
)
LEG = st.fixed_dictionaries({}, optional={"dispatch": st.sampled_from(["CN", "DE"]), "value": st.integers(0, 9)})
PARTS = st.recursive(
    st.just([]),
    lambda inner: st.lists(st.tuples(ITEM, inner).map(lambda p: p[0] | {"contains": p[1]}), max_size=3),
    max_leaves=6,
)
GOODS = st.tuples(ITEM, st.lists(LEG, max_size=3), PARTS).map(lambda g: g[0] | {"legs": g[1], "contains": g[2]})


def flat(item: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Return the rows that a table would have for an object."""
    legs, inside = item["legs"] or [{}], list(places(item, ""))
    rows = []
    for leg, more in enumerate(legs, 1):
        told = {k: v for k, v in item.items() if k not in ("legs", "contains")} if leg == 1 else {}
        rows.append({"leg": leg if item["legs"] else "", "component": "", "line": number} | told | more)
        rows += [{"leg": "", "component": at, "line": number} | (part if leg == 1 else {}) for at, part in inside]
    return rows


def places(item: dict[str, Any], path: str) -> Any:
    for number, part in enumerate(item["contains"], 1):
        at = f"{path}.{number}" if path else str(number)
        yield at, {k: v for k, v in part.items() if k != "contains"}
        yield from places(part, at)


@settings(max_examples=80, deadline=None)
@given(st.lists(GOODS, min_size=1, max_size=4))
def test_nested_and_flat_are_the_same(items: list[dict[str, Any]]) -> None:
    nested = told(lines(*[{"line": k} | item for k, item in enumerate(items, 1)]))
    rows = [row for k, item in enumerate(items, 1) for row in flat(item, k)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = [",".join(names), *(",".join(str(row.get(name, "")) for name in names) for row in rows)]
    both = [[{k: v for k, v in row.items() if k != "row"} for row in found] for found in (nested, told_csv(table))]
    assert both[0] == both[1]


def told_csv(table: list[str]) -> list[dict[str, Any]]:
    return told("\n".join(table).encode() + b"\n")


@settings(max_examples=60, deadline=None)
@given(PARTS)
def test_a_level_is_worth_the_sum_of_its_parts(parts: list[dict[str, Any]]) -> None:
    """Of Chinese content, where all parts are told; a plain recursion says the same."""

    def content(item: dict[str, Any]) -> Decimal | None:
        if "cn_content_value" in item:
            return Decimal(item["cn_content_value"])
        inside = [content(part) for part in item["contains"]]
        return sum(filter(None, inside), Decimal()) if inside and None not in inside else None

    plain = json.loads(json.dumps(parts).replace('"currency": "USD"', '"currency": "EUR"'))
    rows = told(lines({"line": 1, "contains": plain}))
    wanted = [content({"contains": plain}), *walk(plain, content)]
    assert [row.get("cn_content_value") for row in rows] == [None if w is None else int(w * 10**4) for w in wanted]


def walk(parts: list[dict[str, Any]], content: Any) -> Any:
    for part in parts:
        yield content(part)
        yield from walk(part["contains"], content)
