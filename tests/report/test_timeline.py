"""The fixed texts of the timeline, its short names, and where things stand in its picture."""

from __future__ import annotations

import datetime as dt
import re
from importlib.resources import files

import pytest

from monazite.report.timeline_picture import window
from monazite.report.timeline_scale import Scale, fitted, svg, text_width
from monazite.report.timeline_texts import brief, subject
from monazite.text_yaml import read_yaml_text

TREE, PROBLEMS = read_yaml_text(files("monazite.report").joinpath("timeline.yml").read_text("utf-8"), "timeline.yml")
BRACES = re.compile(r"\{(\w+)\}")


def test_the_file_has_no_problems() -> None:
    assert PROBLEMS == []


@pytest.mark.parametrize("key", TREE)
def test_each_text_says_the_same_in_both_languages(key: str) -> None:
    entry = TREE[key]
    assert set(entry) in ({"en", "zh"}, {"en", "one", "zh"})
    assert all(set(BRACES.findall(text)) == set(BRACES.findall(entry["en"])) for text in entry.values())
    assert not re.search(r"[\u4e00-\u9fff]", entry["en"]) and entry["zh"]
    assert not re.search(r"[\u4e00-\u9fff][,:;?()]", entry["zh"]), "half-width punctuation after a hanzi"


@pytest.mark.parametrize(
    ("title", "name", "about"),
    [
        ("MOFCOM/GACC Announcement No. 55 of 2025 (superhard materials)", "No. 55 of 2025", "superhard materials"),
        ("MOFCOM Announcements Nos. 27 and 28 of 2026 (two lists)", "Nos. 27 and 28 of 2026", "two lists"),
        ("Regulation (EU) 2021/821 (dual-use items, recast)", "Regulation (EU) 2021/821", "dual-use items, recast"),
        ("EAR 15 CFR 744.8 and 736.2(b)(4) (denied persons)", "EAR 15 CFR 744.8 and 736.2(b)(4)", "denied persons"),
        ("Affiliates Rule, 90 FR 47201", "Affiliates Rule, 90 FR 47201", ""),
        ("商务部 海关总署公告2025年第55号", "2025年第55号", ""),
        ("稀土管理条例(国务院令第785号)", "稀土管理条例", "国务院令第785号"),
        ("(all in brackets)", "(all in brackets)", ""),
    ],
)
def test_titles_in_short(title: str, name: str, about: str) -> None:
    assert (brief(title), subject(title)) == (name, about)


SCALE = Scale(dt.date(2025, 1, 1), dt.date(2025, 12, 31), 100, 465)


def test_a_day_is_as_wide_as_another_and_stays_inside() -> None:
    assert (SCALE.x(dt.date(2025, 1, 1)), SCALE.x(dt.date(2025, 12, 31), end=True)) == (100, 465)
    assert SCALE.x(dt.date(2025, 6, 1), end=True) == SCALE.x(dt.date(2025, 6, 2))
    assert (SCALE.x(dt.date(1996, 1, 1)), SCALE.x(dt.date(2099, 1, 1)), SCALE.x(None), SCALE.x(None, end=True)) == (
        100,
        465,
        100,
        465,
    )


@pytest.mark.parametrize(("days", "labels"), [(364, 4), (30, 1), (364 * 9, 9)])
def test_ticks_are_as_many_as_can_be_read(days: int, labels: int) -> None:
    first = dt.date(2025, 1, 1)
    found = list(Scale(first, first + dt.timedelta(days), 0, 800).ticks())
    assert labels <= len(found) <= 40
    assert [day for day, *_ in found] == sorted(day for day, *_ in found)


@pytest.mark.parametrize(
    "text", ["Talks", "A very long title of an announcement that goes on", "关于对部分物项实施出口管制的公告", ""]
)
def test_a_text_is_cut_to_its_room(text: str) -> None:
    for room in (20, 60, 5000):
        cut = fitted(text, room, 11)
        assert text_width(cut, 11) <= room and (cut == text or cut.endswith("…"))


def test_svg_escapes_what_it_is_given() -> None:
    assert svg("text", "a < b & c", x=1, title='"') == '<text x="1" title="&quot;">a &lt; b &amp; c</text>'
    assert svg("rect", x=None, class_="a") == '<rect class="a"/>'


def test_the_picture_spans_two_years_and_what_is_known_to_come() -> None:
    entry = {"day": "1996-01-01", "last": None}
    phases = [{"first": "1996-01-01", "last": "2027-01-10"}]
    data = {"known_on": "2026-11-22", "entries": [entry], "tracks": [{"phases": phases, "announced": []}]}
    first, last = window(data, None, None)
    assert (first, last > dt.date(2027, 1, 10)) == (dt.date(2024, 1, 1), True)
    asked = (dt.date(2025, 10, 1), dt.date(2025, 12, 31))
    assert window(data, *asked) == asked
    empty = window({"known_on": "2026-11-22", "entries": [], "tracks": []}, None, None)
    assert empty[0] < empty[1]
