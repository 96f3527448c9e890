"""Legs and parts: what they share, what they keep to themselves, and that no block border, no form of input matters."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monazite.assess import Request, assess
from monazite.packs import law_packs
from monazite.read import chain_places, delimited, open_input
from monazite.read.chain_facts import IDENTITY, item_facts, movement_facts, own_facts
from monazite.read.chains import chained
from monazite.read.origins import Source
from monazite.vocabulary import vocabulary

ROOT = Path(__file__).resolve().parents[2]
Row = dict[str, Any]


def read(data: bytes, **wishes: Any) -> list[Row]:
    """Return the rows of a text, without what says nothing; lines in are lines out and rejects."""
    found = open_input(["-"], stdin=io.BytesIO(data), **wishes)
    chunks = [piece.load() for piece in found.pieces()]
    rows = [row for chunk in chunks for batch in chunk.batches for row in batch.to_pylist()]
    assert sum(chunk.lines for chunk in chunks) == len(rows) + sum(len(chunk.rejects) for chunk in chunks)
    assert sum(chunk.bytes for chunk in chunks) <= len(data)
    return [{k: v for k, v in row.items() if v is not None and k not in ("source", "row")} for row in rows]


def table(text: str) -> list[Row]:
    return read("\n".join(line.strip().replace(" ", "") for line in text.strip().splitlines()).encode() + b"\n")


def findings(rows: list[Row]) -> list[tuple[int, str]]:
    return [(k, text) for k, row in enumerate(rows) for text in row.get("findings", ())]


def test_every_fact_is_of_the_item_or_of_the_movement_or_says_where_a_row_stands() -> None:
    named = [*item_facts(), *movement_facts(), *own_facts(), "component", *IDENTITY]
    assert sorted(named) == sorted(vocabulary())
    assert {"mf_dy", "value", "activity", "origin", "national_list_item", "us_eccn"} <= item_facts()
    assert {"date", "leg", "leg_kind", "end_user_cn_owned", "dispatch", "end_use", "licence_number"} <= movement_facts()


def test_legs_share_the_item_and_nothing_else() -> None:
    rows = table("""
        declaration,line,leg,date,leg_kind,material,mf_dy,purity,value,currency,end_user,dispatch,destination,line_service
        D,1,1,2026-12-01,direct,alloy,<0.1,99,100,EUR,User,CN,DE,none
        D,1,2,,re_export,,,98,,,,DE,IN,
        D,1,3,2026-12-03,,magnet,5,,90,,Other,IN,US,
    """)
    assert rows[1] == {
        "declaration": "D",
        "line": 1,
        "leg": 2,
        "leg_kind": "re_export",
        "material": "alloy",
        "mf_dy_below": 1_000_000,
        "purity": 980_000_000,
        "value": 1_000_000,
        "currency": "EUR",
        "dispatch": "DE",
        "destination": "IN",
    }
    third = rows[2]
    assert (third["material"], third["mf_dy"], third["value"], third["end_user"]) == (
        "magnet",
        50_000_000,
        900_000,
        "Other",
    )
    assert "mf_dy_below" not in third and third["date"] == dt.date(2026, 12, 3) and not findings(rows)


def test_a_stated_bound_is_not_blank() -> None:
    rows = table("leg,mf_dy\n1,5\n2,<0.1\n3,>=0.2\n4,\n")
    told = [{k: v for k, v in row.items() if k.startswith("mf_dy")} for row in rows]
    assert told == [{"mf_dy": 50_000_000}, {"mf_dy_below": 1_000_000}, {"mf_dy_from": 2_000_000}, {"mf_dy": 50_000_000}]


def test_amounts_in_another_currency_or_unit_are_not_taken() -> None:
    rows = table("""
        leg,value,currency,cn_content_value,quantity,quantity_unit
        1,100,EUR,5,7,kg
        2,,USD,,,pcs
        3,,EUR,,,kg
        4,80,,,,
    """)
    assert rows[1] == {"leg": 2, "currency": "USD", "quantity_unit": "pcs"}
    assert rows[2] == rows[0] | {"leg": 3}
    assert rows[3] == rows[0] | {"leg": 4, "value": 800_000}


def test_parts_share_the_movement_and_nothing_else() -> None:
    rows = table("""
        declaration,line,leg,component,date,leg_kind,material,origin,end_user,destination,licence_number,certificate_number
        D,1,1,,2026-12-01T17:30:00Z,direct,end_product,DE,User,IN,L-1,Q-1
        D,1,,1,,,component,,,,,
        D,1,,1.1,,,,CN,,,,
        D,1,2,,2026-12-05,re_export,,,Other,US,,
        D,1,2,1,,,,,,,,
    """)
    moved = {
        "date": dt.date(2026, 12, 1),
        "leg": 1,
        "leg_kind": "direct",
        "end_user": "User",
        "destination": "IN",
        "licence_number": "L-1",
    }
    assert {k: rows[1][k] for k in moved} == moved and rows[1]["instant"] == rows[0]["instant"]
    assert "origin" not in rows[1] and "certificate_number" not in rows[1] and "material" not in rows[2]
    assert rows[3]["certificate_number"] == "Q-1" and "licence_number" not in rows[3]
    assert rows[4]["material"] == "component" and rows[4]["destination"] == "US" and rows[4]["leg"] == 2
    assert not findings(rows)


CONTENTS = [
    # (what, rows below "component,value,currency,cn_content_value", content of each row, findings)
    ("a sum of sums", ",100,EUR,\n1,40,,\n1.1,,,0.05\n1.2,,,0.01\n2,,,1", ["1.06", "0.06", "0.05", "0.01", "1"], []),
    ("one part is not known", ",100,EUR,\n1,,,2\n2,,,", [None, "2", None], []),
    ("a part within is not known", ",100,,\n1,,,\n1.1,,,\n2,,,3", [None, None, None, "3"], []),
    ("a stated value stays", ",100,EUR,9\n1,,,2\n2,,,3", ["9", "2", "3"], []),
    (
        "a stated value below its parts",
        ",100,EUR,4\n1,,,2\n2,,,3\n3,,,",
        ["4", "2", "3", None],
        [(0, "content_below_parts: 'cn_content_value' is 4, its parts state 5")],
    ),
    ("one currency", ",100,,\n1,,EUR,2\n2,,EUR,3", ["5", "2", "3"], []),
    (
        "two currencies",
        ",100,EUR,\n1,,USD,2\n2,,,3",
        [None, "2", "3"],
        [(0, "content_not_summed: 'cn_content_value' of the parts is in EUR and USD")],
    ),
    (
        "a blank currency is that of the level above",
        ",100,EUR,\n1,40,,\n1.1,,USD,2",
        [None, None, "2"],
        [(1, "content_not_summed: 'cn_content_value' of the parts is in EUR and USD")],
    ),
    (
        "currencies come up with the sums",
        ",100,,\n1,,,\n1.1,,EUR,2\n2,,USD,1",
        [None, "2", "2", "1"],
        [(0, "content_not_summed: 'cn_content_value' of the parts is in EUR and USD")],
    ),
    (
        "a part that stands twice",
        ",100,EUR,\n1,,,2\n1,,,3",
        [None, "2", "3"],
        [(2, "part_repeated: 'part 1' stands in an earlier row too")],
    ),
    ("a sum beyond 64 bits", ",1,EUR,\n1,,,900000000000000\n2,,,900000000000000", [None, "9" + "0" * 14] * 1, None),
]


@pytest.mark.parametrize(("what", "text", "contents", "said"), CONTENTS, ids=[case[0] for case in CONTENTS])
def test_content_comes_from_the_parts(what: str, text: str, contents: list[str | None], said: Any) -> None:
    rows = table(f"component,value,currency,cn_content_value\n{text}\n")
    fact = vocabulary()["cn_content_value"]
    told = [fact.number(row["cn_content_value"]) if "cn_content_value" in row else None for row in rows]
    assert told[: len(contents)] == contents
    assert said is None or findings(rows) == said


@pytest.mark.parametrize("fact", sorted(own_facts()))
def test_what_depends_on_destination_or_use_is_shared_by_no_leg_and_no_part(fact: str) -> None:
    rows = table(
        f"leg,component,material,dispatch,destination,{fact}\n1,,metal,CN,DE,0\n1,1,,,,0\n2,,,DE,IR,\n2,1,,,,\n"
    )
    assert [fact in row for row in rows] == [True, True, False, False]
    assert rows[2]["material"] == "metal" and fact not in table(f"leg,component,{fact}\n1,,0\n1,1,\n")[1]


def test_what_leg_one_says_of_its_destination_does_not_release_leg_two(tmp_path: Path) -> None:
    """A leg that states no US content has the answer that it would have by itself, and asks for it."""
    nobody = ("us_listed", "us_owned", "us_denied", "military")
    item = {"kind": "goods", "material": "oxide", "main_element": "La", "origin": "CN", "value": 100, "currency": "EUR"}
    item |= {"us_eccn": "1C003.a", "composition_complete": "yes", "end_use": "civil", "date": "2026-03-01"}
    item |= {f"{who}_{what}": "no" for who in ("consignee", "end_user") for what in nobody}
    item |= dict.fromkeys(("subject_to_ear", "us_content_without_minimum", "us_direct_product"), "no")
    legs = [{"dispatch": "CN", "destination": "DE", "us_content_value": "0"}, {"dispatch": "DE", "destination": "IR"}]
    path, out = tmp_path / "chain.jsonl", tmp_path / "out.jsonl"
    path.write_text(json.dumps({"declaration": "A"} | item | {"legs": legs}) + "\n" + json.dumps(item | legs[1]) + "\n")
    packs = law_packs(["us"], ROOT / "packs")
    assess(Request(inputs=(str(path),), packs=packs, known_on=dt.date(2026, 11, 22), out=str(out)))
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert "us_content_value" in rows[1]["ask"] and rows[1]["decision"] == rows[2]["decision"] != "release"


def test_later_legs_have_the_sum_of_the_first() -> None:
    rows = table("""
        leg,component,value,cn_content_value
        1,,100,
        1,1,40,3
        2,,,
        3,,90,
        3,1,,
    """)
    assert [row["cn_content_value"] for row in rows] == [30_000] * 5


US_LATER = [
    # (what, rows of leg 2 below "leg,component,destination,us_content_value", content of the goods on leg 2)
    ("no part again", "2,,IR,", None),
    ("parts that say nothing", "2,,IR,\n,1,,\n,2,,", None),
    ("one part", "2,,IR,\n,1,,2", None),
    ("every part states its own", "2,,IR,\n,1,,7\n,2,,8", 15),
    ("stated", "2,,IR,4", 4),
]


@pytest.mark.parametrize(("what", "text", "content"), US_LATER, ids=[case[0] for case in US_LATER])
def test_us_content_of_parts_counts_on_their_own_leg_only(what: str, text: str, content: int | None) -> None:
    rows = table(f"leg,component,destination,us_content_value\n1,,DE,\n,1,,2\n,2,,3\n{text}\n")
    assert rows[0]["us_content_value"] == 5 * 10**4
    assert rows[3].get("us_content_value") == (None if content is None else content * 10**4)


def test_findings_with_numbers_of_their_own_are_counted_as_one() -> None:
    """The tally cuts what stands in quotes after the form of a finding."""
    group = """
        ,,G{n},,,{n}
        1,,,,,{more}
        ,,H{n},,,
        {n},,,,,
        {n},,,,,
        {n}.{n}.1,,,,,
        ,{more},J{n},,,
        ,1,L{n},,DE,
        ,2,,CN,,
    """
    text = "".join(group.format(n=n, more=n + 1) for n in range(1, 9))
    rows = table("component,leg,declaration,dispatch,destination,cn_content_value\n" + re.sub(r"\n\s*", "\n", text))
    said = {said for _, said in findings(rows)}
    assert len(said) > 20
    forms = {re.sub(r": '.*$", "", text) for text in said}
    assert forms == {"content_below_parts", "leg_gap", "leg_without_first", "part_repeated", "part_without_whole"}


LATER = [
    # (what, rows of leg 2 below "leg,component,value,currency,cn_content_value", content of the goods on leg 2)
    ("no part again", "2,,,,", "5"),
    ("one part again, the same", "2,,,,\n,1,,,", "5"),
    ("one part again, with other content", "2,,,,\n,1,,,9", None),
    ("one part again, and a new one", "2,,,,\n,1,,,\n,3,,,1", None),
    ("all parts again, one with other content", "2,,,,\n,1,,,9\n,2,,,", "12"),
    ("all parts again, and a new one", "2,,,,\n,1,,,\n,2,,,\n,3,,,1", "6"),
    ("another currency, no part", "2,,,USD,", None),
    ("another currency, the parts stated", "2,,,USD,\n,1,,USD,4\n,2,,USD,4", "8"),
    ("stated", "2,,,,7", "7"),
]


@pytest.mark.parametrize(("what", "text", "content"), LATER, ids=[case[0] for case in LATER])
def test_parts_that_a_later_leg_does_not_list_are_not_left_out_of_the_sum(
    what: str, text: str, content: str | None
) -> None:
    rows = table(f"leg,component,value,currency,cn_content_value\n1,,100,EUR,\n,1,,,2\n,2,,,3\n{text}\n")
    told = rows[3].get("cn_content_value")
    assert (None if told is None else vocabulary()["cn_content_value"].number(told)) == content


WRONG = [
    ("D,1,2,,,", 0, "leg_without_first: 'leg 2' has no leg 1 of these goods; only its own facts count"),
    ("D,1,1,,,\nE,1,2,,,", 1, "leg_without_first: 'leg 2' has no leg 1 of these goods; only its own facts count"),
    ("D,1,1,,,\nD,2,2,,,", 1, "leg_without_first: 'leg 2' has no leg 1 of these goods; only its own facts count"),
    (",,1,,,\nE,,2,,,", 1, "leg_without_first: 'leg 2' has no leg 1 of these goods; only its own facts count"),
    ("D,1,0,,,", 0, "leg: '0' is no number of a leg; the first is 1"),
    ("D,1,,,,\nD,1,2,,,\nD,1,2,,,", 2, "leg_repeated: 'leg 2' of these goods stands in an earlier row too"),
    ("D,1,,,CN,FR\nD,1,2,,DE,IN", 1, "leg_gap: 'leg 2' leaves DE, leg 1 ends in FR"),
    ("D,1,,1,,", 0, "part_without_whole: 'part 1' belongs to the goods, which is not there; only its own facts count"),
    (
        "D,1,,,,\nD,1,,1.2,,",
        1,
        "part_without_whole: 'part 1.2' belongs to part 1, which is not there; only its own facts count",
    ),
    (
        "D,1,,,,\nD,1,,1.2,,\nD,1,,1.2.1,,",
        2,
        "part_without_whole: 'part 1.2.1' belongs to part 1.2, which has no whole itself; only its own facts count",
    ),
    (
        "D,1,,,,\nD,1,3,1,,",
        1,
        "part_without_whole: 'part 1' belongs to the goods, which is not there; only its own facts count",
    ),
    ("D,1,,,,\nD,1,,1..2,,", 1, "component: '1..2' is no place of a part (1, 1.2 …); only its own facts count"),
    ("D,1,,,,\nD,1,,a,,", 1, "component: 'a' is no place of a part (1, 1.2 …); only its own facts count"),
    ("D,1,,,,\nD,1,," + ".".join(["1"] * 21) + ",,", 1, "component: '" + ".".join(["1"] * 21) + "' is no place"),
    ("D,1,,,,\nD,1,," + "9" * 99 + ",,", 1, "component: '" + "9" * 60 + "…' is no place"),
]


@pytest.mark.parametrize(("text", "row", "said"), WRONG)
def test_rows_that_belong_to_nothing_keep_their_own_facts(text: str, row: int, said: str) -> None:
    lines = [f"{line},{'metal' if k == 0 and row else ''}" for k, line in enumerate(text.splitlines())]
    rows = table("declaration,line,leg,component,dispatch,destination,material\n" + "\n".join(lines))
    found = findings(rows)
    assert [k for k, _ in found if k == row] and any(k == row and text.startswith(said) for k, text in found)
    shared = said.startswith(("leg_gap", "leg_repeated"))
    assert ("material" in rows[row]) == shared


def test_a_leg_that_cannot_be_read_is_no_first_leg() -> None:
    rows = table("leg,component,material,dispatch\n1,,metal,CN\nx,,,DE\n2,,,IN\nx,1,,\n")
    assert rows[2]["material"] == "metal" and "material" not in rows[1] and "dispatch" not in rows[3]
    assert "leg" not in rows[3] and findings(rows)[0] == (1, "unreadable leg: 'x' is no number")


def test_what_follows_a_rejected_line_must_say_whose_it_is() -> None:
    """The rejected line may have been the first leg of other goods."""
    head = b"declaration,line,leg,material\nD,1,1,metal\n"
    for key, known in (("D,1", True), ("D,", False), (",", False)):
        rows = read(head + b"E,1,1\n" + f"{key},2,\n".encode())
        assert ("material" in rows[1]) is known, key


def test_blank_references_are_those_of_the_first_row() -> None:
    rows = table("declaration,line,leg,component\nD,1,1,\n,,2,\n,,,1\nE,1,1,\n")
    assert [(row["declaration"], row["line"], row["leg"]) for row in rows] == [
        ("D", 1, 1),
        ("D", 1, 2),
        ("D", 1, 2),
        ("E", 1, 1),
    ]


def test_headings_in_other_words_and_by_mapping() -> None:
    assert read("航段,材料\n1,金属\n2,\n".encode())[1]["material"] == "metal"
    assert read(b"hop,material\n1,metal\n2,\n", mapping={"hop": "leg"})[1]["material"] == "metal"
    assert "material" not in read(b"leg,material\n1,metal\n2,\n", mapping={"leg": ""})[1]


CELL = {
    "declaration": st.sampled_from(["", "D", "D", "E"]),
    "line": st.sampled_from(["", "1", "1", "2"]),
    "leg": st.sampled_from(["", "", "1", "2", "2", "3", "0", "x"]),
    "component": st.sampled_from(["", "", "", "1", "1.1", "1.2", "2", "a", "01"]),
    "description": st.just("x"),
    "material": st.sampled_from(["", "metal", "alloy"]),
    "mf_dy": st.sampled_from(["", "5", "<0.1", ">=0.2"]),
    "value": st.sampled_from(["", "100", "90"]),
    "currency": st.sampled_from(["", "EUR", "USD"]),
    "cn_content_value": st.sampled_from(["", "0.5", "7", "900000000000000"]),
    "date": st.sampled_from(["", "2026-12-01", "2026-12-02T10:00:00Z"]),
    "dispatch": st.sampled_from(["", "CN", "DE"]),
    "destination": st.sampled_from(["", "DE", "IN"]),
}
ROWS = st.lists(st.one_of(st.fixed_dictionaries(CELL), st.just({"declaration": "torn"})), min_size=1, max_size=30)


@pytest.fixture(params=[4, 1 << 16], ids=["groups of 4 at most", "groups of any size"])
def any_block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK_AT_LEAST", 1)
    monkeypatch.setattr(chain_places, "GROUP_AT_MOST", request.param)


@pytest.mark.usefixtures("any_block")
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.integers(1, 7))
def test_no_block_border_matters(rows: list[dict[str, str]], batch_rows: int) -> None:
    lines = [",".join(CELL), ",".join("1" if name in ("line", "leg") else "" for name in CELL)]
    lines += [",".join(row.values()) for row in rows]
    data = ("\n".join(lines) + "\n").encode()
    assert read(data, batch_rows=batch_rows) == read(data, batch_rows=10_000)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(1, 7))
def test_no_row_group_and_no_format_matters(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], size: int
) -> None:
    whole = [row for row in rows if len(row) > 1] or [dict.fromkeys(CELL, "x")]
    whole = [dict.fromkeys(CELL, "") | {"leg": "1", "line": "1"}, *whole]
    path = tmp_path_factory.mktemp("chain") / "lines.parquet"
    pq.write_table(pa.Table.from_pylist(whole), path, row_group_size=size)
    out = io.StringIO()
    writer = csv.DictWriter(out, CELL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(whole)
    found = [row for piece in open_input([str(path)]).pieces() for b in piece.load().batches for row in b.to_pylist()]
    told = [{k: v for k, v in row.items() if v is not None and k not in ("source", "row")} for row in found]
    assert told == read(out.getvalue().encode())


def test_only_the_columns_needed_are_read_beside_those_of_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "lines.parquet"
    rows = [
        {"leg": leg, "declaration": "D", "material": "metal" if leg == "1" else None, "form": "bar"} for leg in "12"
    ]
    pq.write_table(pa.Table.from_pylist(rows), path)
    (piece,) = open_input([str(path)], needed={"material"}).pieces()
    (batch,) = piece.load().batches
    assert batch.column("material").to_pylist() == ["metal"] * 2 and "form" not in batch.schema.names


def test_a_table_without_legs_and_parts_is_left_as_it_is() -> None:
    plain, chain = (Source("x", lambda: iter(()), headings) for headings in (("declaration", "leg_kind"), ("Leg no",)))
    assert chained(plain) is plain and chained(chain) is chain
    assert chained(Source("x", lambda: iter(()), ("Leg number",))).pieces is not plain.pieces


EXPECTED = [
    # declaration, leg, component, decision, lowest outcome
    ("C-01", "1", "", "hold_for_licence", "licence_required", "cn.mofcom-gacc.2025-18.art-1-7"),
    ("C-01", "2", "", "hold_for_licence", "presumption_of_denial", "cn.mofcom.2025-61.art-2"),
    ("C-01", "3", "", "release_with_duties", "exempt", "cn.mofcom.2025-61.art-5"),
    ("C-02", "", "", "release", "not_controlled", ""),
    ("C-02", "", "1", "hold_for_licence", "licence_required", "cn.mofcom.2025-61.art-1-1"),
    ("C-02", "", "1.1", "hold_for_licence", "licence_required", "cn.mofcom.2025-61.art-1-1"),
    ("C-02", "", "2", "release", "not_controlled", ""),
]


@pytest.mark.parametrize("name", ["chain.jsonl", "chain.csv"])
def test_each_leg_and_each_level_has_its_own_answer(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    request = Request(
        inputs=(str(ROOT / "examples" / name),),
        packs=law_packs(["cn"], ROOT / "packs"),
        known_on=dt.date(2026, 11, 22),
        out=str(out),
        keep=("leg", "component"),
    )
    assert assess(request).lines_in == len(EXPECTED)
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    told = [(r["declaration"], r["leg"], r["component"], r["decision"], r["outcome_low"]) for r in rows]
    assert told == [case[:5] for case in EXPECTED]
    assert all(case[5] in row["bases"] for case, row in zip(EXPECTED, rows, strict=True))


AFFILIATE = {"consignee_cn_owned": "yes", "end_user_cn_owned": "yes", "consignee": "X", "end_user": "X"}
NOBODY = dict.fromkeys(("consignee_military", "end_user_military", "raises_military_strength", "military_ai"), "no")
NOBODY |= {"consignee_cn_listing": "none", "end_user_cn_listing": "none", "chip_node": "1000", "memory_layers": "0"}
NOBODY |= dict.fromkeys(("knows_of_risk", "helps_overseas_rare_earths", "illegal_source", "cn_technology"), "no")
ROUTE = {"destination": "IN", "consignee_country": "IN", "end_user_country": "IN", "end_use": "civil"}
SIXTY = [
    {"dispatch": "CN", "exporter_country": "CN", "leg_kind": "direct", "material": "oxide", "main_element": "Y"},
    {"dispatch": "DE", "exporter_country": "DE", "leg_kind": "re_export", "material": "metal", "main_element": "Sm"},
    {"dispatch": "DE", "exporter_country": "DE", "leg_kind": "onward", "material": "metal", "main_element": "Sm"}
    | {"consignee_cn_owned": "no", "end_user_cn_owned": "no"},
]
DAYS = [
    ("2025-10-20", ["licence_required", "presumption_of_denial", "licence_required"]),
    ("2026-03-16", ["licence_required", "not_controlled", "not_controlled"]),
    ("2026-11-10", ["licence_required", "not_controlled", "not_controlled"]),
    ("2026-11-11", ["licence_required", "presumption_of_denial", "licence_required"]),
    ("2027-02-01", ["licence_required", "presumption_of_denial", "licence_required"]),
]


@pytest.mark.parametrize(("day", "outcomes"), DAYS)
def test_the_sixty_per_cent_subsidiary(day: str, outcomes: list[str], tmp_path: Path) -> None:
    """Three legs to a company that a listed party holds to 60 %; the third to one that nobody holds."""
    item = {"kind": "goods", "origin": "CN", "composition_complete": "yes", "declaration": day}
    legs = [NOBODY | ROUTE | AFFILIATE | leg | {"date": day} for leg in SIXTY]
    path = tmp_path / "chain.jsonl"
    path.write_text(json.dumps(item | {"legs": legs}) + "\n")
    packs = law_packs(["cn"], ROOT / "packs")
    known = dt.date(2026, 11, 22)
    assess(Request(inputs=(str(path),), packs=packs, known_on=known, out=str(tmp_path / "out.jsonl")))
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["outcome_low"] for row in rows] == [row["outcome_high"] for row in rows] == outcomes
