"""Consultations: windows by the publisher's clock, forms with one mistake each, duplicates, decisions, two at once."""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
import sys
import threading
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.errors import InputError, PackError, UsageError
from monazite.packs.consultation_form import read_comments
from monazite.packs.standards import standards_register
from monazite.quality.consultation.clusters import NEAR, clusters, similarity
from monazite.quality.consultation.model import Comment, Disposition, day_in, ends_at, kept_apart, window
from monazite.quality.consultation.store import ConsultationStore, consultations_folder
from monazite.quality.model import Batch

HERE = Path(__file__).parent / "consultation"
BATCH = standards_register().batches["MIIT 2026-01"]
NOW = dt.datetime(2026, 2, 1, 4, tzinfo=dt.UTC)


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a list of cases."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ------------------------------------------------------------ windows
@pytest.mark.parametrize("row", rows("windows.csv"), ids=lambda row: row["case"])
def test_a_window_goes_by_the_clock_of_its_publisher(row: dict[str, str]) -> None:
    now = dt.datetime.fromisoformat(row["now"])
    told = window(BATCH, day_in(BATCH, now))
    assert (str(told.on), told.state, str(told.days_left)) == (row["day"], row["state"], row["left"])
    assert ("yes" if told.due else "no") == row["due"]
    assert BATCH.days == 30
    assert (now < ends_at(BATCH)) == (told.state != "closed")  # type: ignore[operator]


@given(st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 31)))
def test_days_left_are_the_days_that_are_open_from_then_on(day: dt.date) -> None:
    told = window(BATCH, day)
    ahead = [day + dt.timedelta(days=n) for n in range(120)]
    assert told.days_left == sum(window(BATCH, each).state == "open" for each in ahead)


def test_what_is_not_known_of_a_window_is_not_guessed() -> None:
    told = window(Batch("B", "B"), dt.date(2026, 1, 1))
    assert (told.state, told.days_left, told.reminders, ends_at(Batch("B", "B"))) == ("unknown", None, (), None)
    with pytest.raises(InputError, match="no time zone 'Asia/Shangai'"):
        day_in(Batch("B", "B", zone="Asia/Shangai"), NOW)


# ------------------------------------------------------------ forms
@pytest.mark.parametrize("row", rows("wrong.csv"), ids=lambda row: row["case"])
def test_one_mistake_is_reported_once_at_its_place(row: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "form.csv"
    file.write_text(f"{row['header']}\n{row['row']}\n", "utf-8")
    with pytest.raises(PackError) as caught:
        read_comments(file)
    (one,) = caught.value.problems
    assert (one.code, one.line, one.column) == (row["code"], int(row["line"]), int(row["column"]))
    assert row["text"] in one.text and row["hint"] in one.hint


def test_all_mistakes_of_a_form_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "form.csv"
    file.write_text("序号,章节号,原文,修改后内容,理由\n1,,a,b,c\n1,4.1,a,,\nx,4.2,a,b,c\n", "utf-8")
    with pytest.raises(PackError) as caught:
        read_comments(file)
    assert [(p.line, p.code) for p in caught.value.problems] == [(2, "P051"), (3, "P020"), (3, "P051"), (4, "P070")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_form_may_have_a_title_above_and_any_of_three_encodings(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "form.csv"
    text = "征求意见汇总处理表,,,,\n序 号,章节号,原文,修改后内容,理由\n1,4.1,,改为0.05%,更严\n"
    file.write_text(text.replace("序 号", "序号"), encoding)
    filled = read_comments(file, submitter="Baishan Metals")
    (one,) = filled.comments
    assert (one.clause, one.proposed, one.submitter, one.place) == ("4.1", "改为0.05%", "Baishan Metals", "form.csv:3")


def test_a_workbook_is_read_like_a_table(tmp_path: Path) -> None:
    import xlsxwriter

    file = tmp_path / "form.xlsx"
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["序号", "章节号", "原文", "修改后内容", "理由"])
    sheet.write_row(1, 0, [1, "4.10", "a", "b", "=1+1"])
    book.close()
    (one,) = read_comments(file).comments
    assert (one.number, one.clause) == ("1", "4.10")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no workbook", b"<html>"])
def test_what_is_no_workbook_is_an_input_error(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    file.write_bytes(data)
    with pytest.raises(InputError, match="no workbook"):
        read_comments(file)


# ------------------------------------------------------------ duplicates
@pytest.mark.parametrize("row", rows("alike.csv"), ids=lambda row: row["case"])
def test_only_the_same_wish_is_put_together(row: dict[str, str]) -> None:
    one, other = Comment("4.1", proposed=row["one"]), Comment("4.1", proposed=row["other"])
    assert (len(clusters([one, other])) == 1) == (row["together"] == "yes")


def test_the_same_words_on_another_clause_or_draft_are_another_comment() -> None:
    told = clusters(
        [Comment("4.1", proposed="b"), Comment("4.2", proposed="b"), Comment("4.1", proposed="b", draft="X")]
    )
    assert [len(each.members) for each in told] == [0, 0, 0]


@given(st.lists(st.tuples(st.sampled_from("45"), st.text("铁铝钙abc ", max_size=12)), max_size=15))
def test_every_comment_is_in_one_cluster_and_near_its_first(wishes: list[tuple[str, str]]) -> None:
    comments = [Comment(clause, proposed=text, id=str(k)) for k, (clause, text) in enumerate(wishes)]
    told = clusters(comments)
    ids = [one.id for each in told for one in (each.first, *(m.comment for m in each.members))]
    assert sorted(ids) == sorted(one.id for one in comments)
    for each in told:
        for member in each.members:
            assert similarity(each.first, member.comment) * member.either == member.shared
            assert int(each.first.id) < int(member.comment.id)


LETTERS = st.text("铁铝钙镁硅abcdefgh ", max_size=14)


@given(
    st.lists(LETTERS, max_size=25), st.sampled_from([Fraction(1, 4), Fraction(1, 2), NEAR]), st.sampled_from([4, 1024])
)
def test_clusters_are_those_of_holding_each_against_every_first(texts: list[str], near: Fraction, bits: int) -> None:
    comments = [Comment("4.1", proposed=text, id=str(k)) for k, text in enumerate(texts)]
    firsts: list[Comment] = []
    expected: dict[str, list[str]] = {}
    for one in comments:
        told = [(similarity(first, one), -k) for k, first in enumerate(firsts) if kept_apart(first) == kept_apart(one)]
        best = max(told, default=(Fraction(0), 0))
        if best[0] >= near:
            expected[firsts[-best[1]].id].append(one.id)
        else:
            firsts.append(one)
            expected[one.id] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monazite.quality.consultation.clusters.BITS", bits)
        found = clusters(comments, near)
    assert {each.first.id: [m.comment.id for m in each.members] for each in found} == expected


# ------------------------------------------------------------ the store
def test_batches_of_like_names_are_kept_apart(tmp_path: Path) -> None:
    store = ConsultationStore(tmp_path)
    for name, wish in (("A/B", "one"), ("A-B", "other")):
        store.add(replace(BATCH, id=name), [Comment("4.1", proposed=wish)], NOW)
    assert [[one.proposed for one in store.kept(name).comments] for name in ("A/B", "A-B")] == [["one"], ["other"]]


def test_the_number_of_a_record_that_was_torn_is_not_given_again(tmp_path: Path) -> None:
    store = ConsultationStore(tmp_path)
    store.add(BATCH, [Comment("4.1", proposed="a")], NOW)
    store.add(BATCH, [Comment("4.1", proposed="b")], NOW)
    file = store.path(BATCH.id) / "records.jsonl"
    file.write_bytes(file.read_bytes()[:-9])
    assert store.add(BATCH, [Comment("4.1", proposed="c")], NOW).comments[0].id == "3"


def test_comments_are_numbered_on_and_kept_once(tmp_path: Path) -> None:
    store = ConsultationStore(tmp_path)
    first = store.add(BATCH, [Comment("4.1", proposed="a"), Comment("4.1", proposed="a", number="7")], NOW)
    assert ([one.id for one in first.comments], first.already) == (["1"], 1)
    second = store.add(BATCH, [Comment("4.2", proposed="b"), Comment("4.1", proposed="a")], NOW)
    assert ([one.id for one in second.comments], second.already) == (["2"], 1)
    assert [(one.id, one.received) for one in store.kept(BATCH.id).comments] == [
        ("1", "2026-02-01T04:00:00+00:00"),
        ("2", "2026-02-01T04:00:00+00:00"),
    ]


@pytest.mark.parametrize(("now", "late"), [("2026-02-25T15:59:59", False), ("2026-02-25T16:00:00", True)])
def test_what_comes_after_the_last_day_is_kept_and_marked(now: str, late: bool, tmp_path: Path) -> None:
    moment = dt.datetime.fromisoformat(f"{now}+00:00")
    added = ConsultationStore(tmp_path).add(BATCH, [Comment("4.1", proposed="a")], moment)
    assert [one.late for one in added.comments] == [late]


def test_the_last_decision_counts_and_the_first_stays_on_file(tmp_path: Path) -> None:
    store = ConsultationStore(tmp_path)
    store.add(BATCH, [Comment("4.1", proposed="a")], NOW)
    store.decide(BATCH.id, [Disposition("1", "accepted")], NOW)
    store.decide(BATCH.id, [Disposition("1", "rejected", "out of scope", "WG")], NOW)
    kept = store.kept(BATCH.id)
    last = kept.decided()["1"]
    assert (last.decision, last.reason, last.by) == ("rejected", "out of scope", "WG")
    assert [one.decision for one in kept.dispositions] == ["accepted", "rejected"] and "2" not in kept.decided()


def test_of_decisions_with_a_mistake_none_is_taken(tmp_path: Path) -> None:
    store = ConsultationStore(tmp_path)
    store.add(BATCH, [Comment("4.1", proposed="a")], NOW)
    wrong = [Disposition("1", "accepted"), Disposition("9", "accepted"), Disposition("1", "partly", " ")]
    with pytest.raises(UsageError, match=r"no comment '9': 1 to 1; comment 1: partly needs a reason"):
        store.decide(BATCH.id, wrong, NOW)
    with pytest.raises(UsageError, match="did you mean 'rejected'"):
        store.decide(BATCH.id, [Disposition("1", "rejectd", "x")], NOW)
    assert store.kept(BATCH.id).dispositions == ()


def test_a_record_that_was_torn_is_left_out_and_told_and_nothing_after_it_is_lost(tmp_path: Path) -> None:
    store = ConsultationStore(tmp_path)
    store.add(BATCH, [Comment("4.1", proposed="a")], NOW)
    file = store.path(BATCH.id) / "records.jsonl"
    with file.open("ab") as out:
        out.write(b'{"what":"comments","comments":[{"clause":"4.2","prop')
    assert store.kept(BATCH.id).torn == (2,)
    store.add(BATCH, [Comment("4.3", proposed="c")], NOW)
    kept = store.kept(BATCH.id)
    assert [one.clause for one in kept.comments] == ["4.1", "4.3"] and kept.torn == (2,)


@pytest.mark.parametrize(
    "line",
    [
        b"[]",
        b"7",
        b'{"comments":[{"proposed":"x"}]}',
        b'{"comments":[{"clause":"4.1","proposed":7}]}',
        b'{"comments":7}',
        b"\xff",
        b"[" * 9999,
    ],
)
def test_a_line_that_is_no_record_does_not_stop_a_reading(line: bytes, tmp_path: Path) -> None:
    store = ConsultationStore(tmp_path)
    store.add(BATCH, [Comment("4.1", proposed="a")], NOW)
    with (store.path(BATCH.id) / "records.jsonl").open("ab") as out:
        out.write(line + b"\n")
    assert (len(store.kept(BATCH.id).comments), store.kept(BATCH.id).torn) == (1, (2,))


def add_many(folder: str, who: str, count: int) -> None:
    """Add comments one by one, as a user beside others does."""
    store = ConsultationStore(Path(folder))
    for k in range(count):
        store.add(BATCH, [Comment("4.1", proposed=f"{who} {k}", submitter=who)], NOW)


def test_two_users_at_once_lose_no_comment(tmp_path: Path) -> None:
    code = f"import sys; sys.path[:0] = {sys.path!r}; from {__name__} import add_many; add_many(*sys.argv[1:3], 20)"
    users = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), who]) for who in ("A", "B")]
    threads = [threading.Thread(target=add_many, args=(str(tmp_path), who, 20)) for who in ("C", "D")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [user.wait() for user in users] == [0, 0]
    kept = ConsultationStore(tmp_path).kept(BATCH.id)
    assert [one.id for one in kept.comments] == [str(n) for n in range(1, 81)] and kept.torn == ()
    assert {(one.submitter, one.proposed) for one in kept.comments} == {
        (who, f"{who} {k}") for who in "ABCD" for k in range(20)
    }


def test_the_folder_is_the_one_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONAZITE_CONSULTATIONS", str(tmp_path / "a"))
    assert consultations_folder() == tmp_path / "a"
    assert consultations_folder(tmp_path / "b") == tmp_path / "b"
    assert ConsultationStore(tmp_path).path("../../etc/x").parent == tmp_path
    with pytest.raises(UsageError, match="no name of a batch"):
        ConsultationStore(tmp_path).path("../..")
