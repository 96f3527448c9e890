"""Holdings have days: those on which they are in force, and those from which they could be known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from monazite.formats.owners import read_owners
from monazite.parties.ownership.answer import owned_by_listed
from monazite.parties.ownership.days import DayError, read_day
from monazite.parties.ownership.model import Listed
from tests.parties.ownership.made import rule


def state(path: Path, on: str, known_on: str | None = None, party: str = "A") -> str:
    graph = read_owners(path)
    known = dt.date.fromisoformat(known_on) if known_on else None
    answer = owned_by_listed(graph, [Listed("X")], rule(), dt.date.fromisoformat(on), known)
    return answer.state(graph.number[party])


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2024-02-29", "no"), ("2024-03-01", "certain"), ("2025-06-30", "certain"), ("2025-07-01", "no")],
)
def test_both_days_of_a_row_are_in_force(tmp_path: Path, on: str, expected: str) -> None:
    path = tmp_path / "h.csv"
    path.write_text("owner,asset,share,from,to\nX,A,60,2024-03-01,2025-06-30\n", "utf-8")
    assert state(path, on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2019-12-31", "no"), ("2020-01-01", "possible"), ("2020-12-31", "certain"), ("2021-06-01", "certain")],
)
def test_a_year_leaves_open_on_which_day_it_began(tmp_path: Path, on: str, expected: str) -> None:
    path = tmp_path / "h.csv"
    path.write_text("owner,asset,share,from\nX,A,60,2020\n", "utf-8")
    assert state(path, on) == expected


def test_what_was_not_known_yet_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text("owner,asset,share,known\nX,A,60,2025-05-05\n", "utf-8")
    assert state(path, "2025-01-01", "2025-05-04") == "no"
    assert state(path, "2025-01-01", "2025-05-05") == "certain"


STATEMENT = (
    '{{"statementId": "{id:0>32}", "statementDate": "{made}", "declarationSubject": "A", "recordId": "{record}", '
    '"recordType": "{type}", "recordStatus": "{status}", "recordDetails": {details}}}'
)
ENTITY = '{"isComponent": false, "entityType": {"type": "registeredEntity"}}'
RELATION = (
    '{{"isComponent": false, "subject": "A", "interestedParty": "X", "interests": [{{"type": "shareholding", '
    '"directOrIndirect": "direct", "share": {{"exact": {share}}}{more}}}]}}'
)


def bods(path: Path, *relations: tuple[str, str, str, str]) -> Path:
    """Write a document in which X holds of A what each (day, status, share, more) says, as versions of one record."""
    lines = [
        STATEMENT.format(id=n, made="2020-01-01", record=n, type="entity", status="new", details=ENTITY) for n in "XA"
    ]
    for number, (made, status, share, more) in enumerate(relations):
        details = RELATION.format(share=share, more=more)
        words = {"made": made, "record": "r", "type": "relationship", "status": status, "details": details}
        lines.append(STATEMENT.format(id=number, **words))
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_later_statement_replaces_an_earlier_one_from_its_day_on(tmp_path: Path) -> None:
    path = bods(tmp_path / "b.jsonl", ("2024-01-01", "new", "60", ""), ("2025-01-01", "updated", "20", ""))
    assert read_owners(path).findings == ()
    assert state(path, "2025-06-01", "2024-12-31") == "certain"
    assert state(path, "2025-06-01", "2025-01-01") == "no"
    assert state(path, "2025-06-01") == "no"


def test_a_closed_record_ends_the_day_before(tmp_path: Path) -> None:
    path = bods(tmp_path / "b.jsonl", ("2024-01-01", "new", "60", ""), ("2025-01-01", "closed", "60", ""))
    assert state(path, "2024-12-31") == "certain"
    assert state(path, "2025-01-01") == "no"
    assert state(path, "2025-01-01", "2024-12-31") == "certain"


def test_the_end_of_an_interest_is_the_first_day_without_it(tmp_path: Path) -> None:
    path = bods(tmp_path / "b.jsonl", ("2024-01-01", "new", "60", ', "endDate": "2024-06-01"'))
    assert state(path, "2024-05-31") == "certain"
    assert state(path, "2024-06-01") == "no"


@pytest.mark.parametrize("text", ["2024-13", "2024-02-30", "24", "yesterday", "2024/01/01"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(DayError, match="no day"):
        read_day(text)
