"""The summary as plain JSON."""

from __future__ import annotations

import json

from tests.report.made_up import summary


def test_as_json_is_plain_and_keeps_every_count() -> None:
    run = summary()
    plain = json.loads(json.dumps(run.as_json()))
    assert plain["known_on"] == "2026-11-22"
    assert plain["first"][0]["date"] == "2026-11-12" and plain["first"][0]["bases"] == ["cn.mofcom.2024-46.para-1"]
    assert {(r["regime"], r["low"], r["high"]): r["lines"] for r in plain["outcomes"]} == run.outcomes
    assert {(r["destination"], r["decision"]): r["lines"] for r in plain["destinations"]} == run.destinations
    assert {(r["currency"], r["decision"]): r["value"] for r in plain["value_by_decision"]} == run.value_by_decision
    assert plain["citations"]["cn.order-785.art-13"]["confidence"] == "memory"
