"""Documents of ownership are read as far as they can be, and every doubt is told with its place."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import json
import os
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.errors import InputError
from monazite.formats.bods_structure import check_statement
from monazite.formats.owners import read_owners
from monazite.parties.ownership.answer import owned_by_listed
from monazite.parties.ownership.model import Listed
from monazite.parties.ownership.shares import ShareError, read_share
from tests.parties.ownership.made import rule

# MONAZITE_SHARED names the folder that holds data/ (default ../shared), or data/ itself.
ROOT = Path(os.environ.get("MONAZITE_SHARED") or Path(__file__).parents[4] / "shared")
SHARED = next(
    (p for p in (ROOT / "data/interop/bods", ROOT / "interop/bods") if p.is_dir()), ROOT / "data/interop/bods"
)
needs_samples = pytest.mark.skipif(not SHARED.is_dir(), reason=f"NO BODS SAMPLES at {SHARED}: set MONAZITE_SHARED")


def checked(path: Path) -> list[tuple[str, str]]:
    statements = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    return [(f.place, f.code) for k, one in enumerate(statements) for f in check_statement(one, f"$[{k}]")]


@needs_samples
def test_every_valid_sample_of_bods_is_accepted() -> None:
    valid = [*(SHARED / "tests" / "valid-statements").glob("*.json"), *(SHARED / "examples").glob("*.json")]
    valid += (SHARED / "fixtures").rglob("*.json")
    assert len(valid) == 111 + 19 + 3
    assert {path.name: found for path in valid if (found := checked(path))} == {}


@needs_samples
def test_every_invalid_sample_of_bods_is_explained_at_its_place_and_read_all_the_same() -> None:
    folder = SHARED / "tests" / "invalid-statements"
    rows = list(csv.DictReader((folder / "expected_errors.csv").read_text("utf-8").splitlines()))
    assert len(rows) == 128
    for row in rows:
        assert checked(folder / row["file"]) == [(row["json_path"], row["keyword"])], row["file"]
        read_owners(folder / row["file"])


@needs_samples
def test_components_are_not_counted_twice_and_a_tie_of_power_hides_no_capital() -> None:
    graph = read_owners(SHARED / "examples" / "bods-package-fi-soe.json")
    state = next(k for k in range(len(graph)) if graph.name(k) == "Suomen tasavalta")
    ministry = next(k for k in range(len(graph)) if graph.name(k) == "Valtiovarainministerio")
    grid = next(k for k in range(len(graph)) if graph.name(k) == "Gasgrid Finland Oy")
    answer = owned_by_listed(graph, [Listed(graph.ids[ministry])], rule())
    assert answer.state(grid) == "certain" and answer.held(grid) == (1, 1)
    assert "over_whole" not in answer.flags_of(grid)
    assert answer.state(state) == "no"
    # The state holds all of it, as is stated, through a ministry that it does not own but governs.
    assert owned_by_listed(graph, [Listed(graph.ids[state])], rule()).state(grid) == "possible"


@needs_samples
def test_a_statement_whose_components_are_all_there_is_set_aside() -> None:
    path = SHARED / "examples" / "indirect-ownership.json"
    answer = owned_by_listed(read_owners(path), [], rule())
    assert len(answer.moment.aside) == 1


def components(path: Path, named: list[str], most: int) -> Path:
    """Write a document: X has all of B, B up to so much of A, X indirectly 30 % of A, summing up some records."""
    shares = {"x-b": {"exact": 100}, "b-a": {"minimum": 10, "maximum": most}, "x-a": {"exact": 30}}
    lines: list[dict[str, Any]] = [
        {"recordId": one, "recordType": "entity", "recordDetails": {"isComponent": False, "name": one}} for one in "XBA"
    ]
    for record, share in shares.items():
        owner, asset = record.upper().split("-")
        way = {"directOrIndirect": "indirect" if record == "x-a" else "direct", "share": share}
        details = {"interestedParty": owner, "subject": asset, "interests": [{"type": "shareholding", **way}]}
        details |= {"componentRecords": named} if record == "x-a" else {}
        lines.append({"recordId": record, "recordType": "relationship", "recordDetails": details})
    path.write_text(json.dumps(lines), "utf-8")
    return path


@pytest.mark.parametrize(
    ("named", "most", "state"),
    [
        (["B", "x-b", "b-a"], 40, "no"),
        (["B", "x-b", "b-a"], 20, "possible"),  # they cannot come to what is stated
        (["B", "x-b", "b-a", "not-there"], 40, "possible"),
        (["B", "b-a"], 40, "possible"),  # they do not lead to the owner
        ([], 40, "possible"),
    ],
)
def test_components_explain_a_statement_only_where_all_of_them_are_there(
    named: list[str], most: int, state: str, tmp_path: Path
) -> None:
    graph = read_owners(components(tmp_path / "b.json", named, most))
    assert owned_by_listed(graph, [Listed("X")], rule()).state(graph.number["A"]) == state


@needs_samples
def test_a_ring_without_anybody_above_is_owned_by_nobody() -> None:
    graph = read_owners(SHARED / "fixtures" / "edge-cases" / "10-circular-ownership.json")
    answer = owned_by_listed(graph, [], rule())
    assert {answer.state(k) for k in range(len(graph))} == {"no"}
    assert all("circular" in answer.flags_of(k) for k in range(len(graph)))


@needs_samples
def test_an_owner_who_is_not_named_stays_visible() -> None:
    graph = read_owners(SHARED / "fixtures" / "edge-cases" / "11-anonymous-person.json")
    assert "unspecified_owner" in {f.code for f in graph.findings}
    assert len(graph.of_kind("unknown")) == 1


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-200, 10**40)
    | st.text(max_size=8)
    | st.sampled_from(["codes", "list text"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "type", "exact"]), inner, max_size=2)
    ),
    max_leaves=4,
)
WHOLE = {
    "statementId": "0" * 32,
    "statementDate": "2024-01-01",
    "declarationSubject": "a",
    "recordId": "r",
    "recordType": "relationship",
    "recordStatus": "new",
    "publicationDetails": {"publicationDate": "2024-01-01", "bodsVersion": "0.4", "publisher": {"name": "N"}},
    "recordDetails": {
        "isComponent": False,
        "subject": "a",
        "interestedParty": "x",
        "componentRecords": [],
        "entityType": {"type": "state"},
        "names": [{"fullName": "N"}],
        "interests": [{"type": "shareholding", "share": {"exact": 60, "minimum": 5}, "startDate": "2020-01-01"}],
    },
}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of everything inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in inside for found in places(part, (*path, key)))]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(places(WHOLE)[1:]), ODD)
def test_whatever_stands_in_a_statement_is_read_or_told(path: tuple[Any, ...], odd: Any) -> None:
    statement = copy.deepcopy(WHOLE)
    inner: Any = statement
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = odd
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "b.json"
        file.write_text(json.dumps([statement]), "utf-8")
        assert len(read_owners(file).edges) <= 2


# ------------------------------------------------------------------ FollowTheMoney


def entities(path: Path, *values: object) -> Path:
    path.write_text("\n".join(json.dumps(value) for value in values), "utf-8")
    return path


def entity(id: str, schema: str = "Company", **properties: list[str]) -> dict[str, object]:
    return {"id": id, "schema": schema, "properties": properties}


def test_followthemoney_edges_are_holdings(tmp_path: Path) -> None:
    path = entities(
        tmp_path / "e.json",
        entity("o1", "Ownership", owner=["x"], asset=["a"], percentage=["50.00%"], startDate=["2020"]),
        entity("o2", "Ownership", owner=["a"], asset=["b"], percentage=["25-30", "75"]),
        entity("d1", "Directorship", director=["p"], organization=["a"]),
        entity("c1", "Control", controller=["x"], controlled=["c"], controlType=["voting"]),
        entity("x", name=["Example Listed"], topics=["sanction"]),
        *(entity(i, name=[i.upper()]) for i in "abc"),
        entity("p", "Person", name=["A Director"]),
    )
    graph = read_owners(path)
    assert [str(graph.share(k)) for k in range(4)] == ["50 %", "25–75 %", "? %", "? %"]
    assert [graph.base(k)[0] for k in range(4)] == ["capital", "capital", "tie", "voting"]
    assert [graph.ids[k] for k in graph.find("topic:sanction")] == ["x"] and graph.kind(graph.number["p"]) == "person"
    assert graph.findings == ()


def test_followthemoney_that_is_not_right_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = entities(
        tmp_path / "e.json",
        entity("x", name=["X"]),
        entity("o1", "Ownership", owner=["x"], asset=["gone"], percentage=["most"], startDate=["soon"]),
        entity("o2", "Ownership", owner=["x"]),
        {"no": "entity"},
    )
    path.write_text(path.read_text("utf-8") + '\n{"broken": \n', "utf-8")
    graph = read_owners(path)
    assert len(graph.edges) == 1 and str(graph.share(0)) == "? %"
    places = {(f.place, f.code) for f in graph.findings}
    assert places == {
        ("line 2.properties.percentage[0]", "no_share"),
        ("line 2.properties.startDate", "no_day"),
        ("line 2", "no_such_entity"),
        ("line 3.properties.asset", "required"),
        ("line 4", "no_entity"),
        ("line 5", "unreadable"),
    }


# ------------------------------------------------------------------ tables


def table(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_a_table_is_read_with_its_headings_by_many_names(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "股东;公司;持股比例;Start date\n甲;乙;33,3 %;2020-01-01\n")
    graph = read_owners(path)
    assert str(graph.share(0)) == "33.3 %" and list(graph.ids) == ["甲", "乙"] and not graph.findings


def test_least_and_greatest_shares_have_columns_of_their_own(tmp_path: Path) -> None:
    graph = read_owners(table(tmp_path / "t.csv", "owner,asset,min,max\nX,A,25,50\nX,B,>50,\nX,C,80,20\n"))
    assert [str(graph.share(k)) for k in range(3)] == ["25–50 %", ">50–100 %", "? %"]
    assert [(f.place, f.code) for f in graph.findings] == [("row 4", "no_share")]


def test_a_row_that_says_the_same_counts_once_for_certain(tmp_path: Path) -> None:
    graph = read_owners(table(tmp_path / "t.csv", "owner,asset,share\nX,A,30\nX,A,30\nX,B,25\nX,B,26\n"))
    answer = owned_by_listed(graph, [Listed("X")], rule())
    assert [answer.state(graph.number[n]) for n in "AB"] == ["possible", "certain"]


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("owner,asset,share\nX,A,xx\n", "row 2", "no_share"),
        ("owner,asset,share\nX,A,150\n", "row 2", "no_share"),
        ("owner,asset,share\nX,A,-5\n", "row 2", "no_share"),
        ("owner,asset,share\nX,A\nX,B,50\n", "row 2", "unreadable_row"),
        ("owner,asset,share\n,A,50\nX,B,50\n", "row 2", "no_party"),
        ("owner,asset,share,kind\nX,A,50,votting\n", "row 2", "no_kind"),
        ("owner,asset,share,from\nX,A,50,soon\n", "row 2", "no_day"),
        ("owner,asset,share,colour\nX,A,50,red\n", "row 1", "unknown_column"),
        ("owner,asset\nX,A\n", "row 1", "no_shares"),
        ("owner,asset,share\nX,A,0.6\nY,A,0.4\n", "row 1", "unit_doubtful"),
        ('owner,asset,share\n"X\nY",A,50\nX,A,??\n', "row 3", "no_share"),
    ],
)
def test_what_is_wrong_in_a_table_is_a_finding(tmp_path: Path, text: str, place: str, code: str) -> None:
    graph = read_owners(table(tmp_path / "t.csv", text))
    assert [(f.place, f.code) for f in graph.findings] == [(place, code)]
    assert len(graph.edges) >= 1


@pytest.mark.parametrize("nobody", ["unknown", "Unknown.", "N/A", "?", "未知", "不详", "неизвестно"])
def test_an_owner_of_a_table_that_names_nobody_is_a_red_flag(tmp_path: Path, nobody: str) -> None:
    graph = read_owners(table(tmp_path / "t.csv", f"owner,asset,share\nX,A,30\n{nobody},A,70\n"))
    answer = owned_by_listed(graph, [Listed("X")], rule())
    assert "unknown_owner" in answer.flags_of(graph.number["A"])


@pytest.mark.parametrize(
    ("days", "code"), [("2025-03-01,2024-01-01", "no_day"), ("soon,", "no_day"), (",later", "no_day")]
)
def test_days_that_cannot_be_leave_a_holding_possible(tmp_path: Path, days: str, code: str) -> None:
    graph = read_owners(table(tmp_path / "t.csv", f"owner,asset,share,from,to\nX,A,60,{days}\n"))
    assert [(f.place, f.code) for f in graph.findings] == [("row 2", code)]
    answer = owned_by_listed(graph, [Listed("X")], rule(), on=dt.date(2025, 6, 1))
    assert answer.state(graph.number["A"]) == "possible"


def test_a_share_that_cannot_be_read_clears_nobody(tmp_path: Path) -> None:
    graph = read_owners(table(tmp_path / "t.csv", "owner,asset,share\nX,A,xx\n"))
    assert owned_by_listed(graph, [Listed("X")], rule()).state(graph.number["A"]) == "possible"


def test_fractions_are_read_where_the_user_says_so(tmp_path: Path) -> None:
    graph = read_owners(table(tmp_path / "t.csv", "owner,asset,share\nX,A,0.5\nX,B,50 %\nX,C,1/3\n"), whole=1)
    assert [str(graph.share(k)) for k in range(3)] == ["50 %", "50 %", "~33.3333 %"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "no column 'owner'"),
        (b"owner,asset,share\n", "no row"),
        (b"owner,asset,owner\nX,A,Y\n", "twice"),
        (b"owner,asset\n\xff\xfe,A\n", "UTF-8|UTF8"),
        (b"[{", "no JSON"),
        (b"[NaN]", "no number"),
        (b"[" * 100_000, "too deeply|no JSON"),
        (b'[{"statementType": "entityStatement", "statementID": "1"}]', "0.1 to 0.3"),
        (b'{"some": "thing"}', "neither BODS"),
    ],
)
def test_a_document_that_is_of_no_use_is_refused_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "d"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_owners(path)


@pytest.mark.parametrize("text", ["1/0", "4/3", "101", "60-40", ">100", "fifty", "5e1000", "50%%x", "-1"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ShareError):
        read_share(text)
