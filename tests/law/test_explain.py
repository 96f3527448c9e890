"""Explanations: every provision with its truth, why it sleeps, what would change the outcome."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from monazite.explain import explain_line, explanation_text
from monazite.law.explain import explain_case
from monazite.packs import load_law

MINI = load_law(Path(__file__).parent / "mini")
OXIDE = {"material": "oxide", "main_element": "Dy", "dispatch": "CN", "destination": "DE"}
DAY = dt.date(2025, 2, 1)


def explained(day: dt.date = DAY, reading: str = "instruments", **facts: Any) -> dict[str, Any]:
    return explain_case(MINI, {**OXIDE, **facts}, day, None, reading)


def test_the_exact_outcomes_and_what_would_change_them() -> None:
    e = explained()
    assert e["exact"]
    assert e["possible_outcomes"] == ["exempt", "licence_required", "prohibited"]
    (pivot,) = [p for p in e["would_change"] if p["fact"] == "end_use"]
    assert pivot["answers"]["military"] == "prohibited"
    assert pivot["answers"]["disaster_relief"] == "exempt"


def test_a_provision_shows_its_citation_and_every_atom_with_its_value() -> None:
    (rule,) = [p for p in explained(end_use="civil")["provisions"] if p["provision"] == "xx.list.1"]
    assert (rule["truth"], rule["article"], rule["url"]) == ("yes", "art 1", "https://example.org/list")
    text = json.dumps(rule["condition"])
    assert "dispatch = 'CN'" in text and "main_element = 'Dy'" in text
    assert rule["in_force"] == "from 2025-02-01"


@pytest.mark.parametrize(
    ("day", "reading", "why"),
    [
        (dt.date(2025, 3, 1), "instruments", "not yet in force: from 2025-04-01"),
        (dt.date(2025, 6, 30), "instruments", "suspended by Stay of the rule on goods abroad 2025-03-20 to 2025-06-30"),
        (dt.date(2025, 8, 1), "announced", "suspended by Speech of the minister 2025-07-01 to 2025-12-31 (announced"),
    ],
)
def test_what_sleeps_says_why(day: dt.date, reading: str, why: str) -> None:
    e = explained(day, reading, dispatch="DE", cn_content_value=1, value=10)
    (sleeper,) = [s for s in e["not_in_force"] if s["provision"] == "xx.abroad.1"]
    assert sleeper["why"].startswith(why)


def test_both_readings_are_shown_where_they_differ() -> None:
    facts = {"dispatch": "DE", "cn_content_value": 1, "value": 10}
    line = {
        "source": "t.csv",
        "row": 2,
        "date": dt.date(2025, 8, 1),
        "reading_differs": True,
        "decision": "ask",
        **facts,
    }
    text = explanation_text(explain_line(line, [MINI], None, "instruments"))
    assert "The reading 'announced' gives another answer" in text
    assert "Speech of the minister" in text


def test_a_bound_is_shown_as_a_bound() -> None:
    e = explained(main_element=None, mf_dy_below=100_000)
    assert "< 0.01 %" in json.dumps(e, ensure_ascii=False)
    json.dumps(e)


def test_what_the_words_say_is_told_with_the_words_and_whether_it_counts() -> None:
    derived = [
        "material=oxide (dysprosia (powder))",
        "main_element=Tb (terbium)",
        "mf_dy=≥ 86.7 % (Dy2O3)",
        "contested: form=bar (bar)",
    ]
    line = {**OXIDE, "source": "t.csv", "row": 2, "date": DAY, "mf_dy_from": 867_000_000, "derived": derived}
    told = explain_line(line, [MINI], None, "instruments")
    assert told["derived"]["material"] == {"value": "oxide", "words": "dysprosia (powder)", "counts": True}
    assert {n: said["counts"] for n, said in told["derived"].items()} == {
        "material": True, "main_element": False, "mf_dy": True, "form": False
    }  # fmt: skip
    text = explanation_text(told)
    assert "  its words say: material = oxide ('dysprosia (powder)'), mf_dy = ≥ 86.7 % ('Dy2O3')\n" in text
    assert "terbium" not in text and "form = bar" not in text
    others = "main_element = Tb ('terbium'), form = bar ('bar')"
    assert f"its words say too, which does not count here: {others}\n" in explanation_text(told, full=True)


def test_a_line_whose_words_say_nothing_tells_of_no_words() -> None:
    told = explain_line({**OXIDE, "source": "t.csv", "row": 2, "date": DAY}, [MINI], None, "instruments")
    assert told["derived"] == {} and "words say" not in explanation_text(told, full=True)
