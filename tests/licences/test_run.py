"""Licences in a whole run: the law pack says what must be on them, and the summary stays small."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from monazite.assess import Request, assess
from monazite.packs import law_packs
from monazite.summary import Summary
from tests.licences.made import HEAD

ROOT = Path(__file__).resolve().parents[2]
LINE = {
    "declaration": "D-1",
    "line": "1",
    "date": "2026-03-16",
    "kind": "goods",
    "material": "mixture",
    "composition_complete": "yes",
    "mf_sm": "10 %",
    "mf_dy": "10 %",
    "net_mass": "60",
    "exporter": "Example Metals",
    "export_country": "CN",
    "destination": "DE",
    "end_use": "civil",
    "licence_number": "CN-1",
    **dict.fromkeys(("end_user_cn_listing", "consignee_cn_listing"), "none"),
    **dict.fromkeys(
        "illegal_source knows_of_risk end_user_military consignee_military raises_military_strength"
        " helps_overseas_rare_earths".split(),
        "no",
    ),
}


def run(folder: Path, licences: list[str], *lines: dict[str, str]) -> tuple[Summary, list[dict[str, str]]]:
    """Return the summary and the answers of lines under a register."""
    with (folder / "lines.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(LINE))
        writer.writeheader()
        writer.writerows({**LINE, **line} for line in lines)
    (folder / "register.csv").write_text("\n".join((HEAD, *licences)) + "\n", "utf-8")
    request = Request(
        inputs=(str(folder / "lines.csv"),),
        packs=law_packs(["cn"], ROOT / "packs"),
        known_on=dt.date(2026, 11, 22),
        out=str(folder / "out.csv"),
        licences=str(folder / "register.csv"),
        threads=1,
    )
    summary = assess(request)
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return summary, list(csv.DictReader(file))


def test_a_licence_for_samarium_does_not_release_dysprosium(tmp_path: Path) -> None:
    _, (line,) = run(tmp_path, ["CN-1,,1C902.b,,,,,100,kg,,,,,"], {})
    assert {"cn:1C902.b", "cn:1C905.b"} < set(line["items"].split("; "))
    assert (line["decision"], line["licence"]) == ("hold_for_licence", "not_covered")
    assert "1C905" in line["licence_reason"] and "1C902" not in line["licence_reason"]
    _, (line,) = run(tmp_path, ["CN-1,,1C902.b;1C905.c,,,,,100,kg,,,,,"], {})
    assert (line["decision"], line["licence_left"]) == ("release_with_duties", "40 kg")


def test_a_line_number_used_again_draws_again(tmp_path: Path) -> None:
    masses = ["60", "60", "30", "30"]
    rows = [{"net_mass": mass} for mass in masses] + [{"net_mass": "30", "declaration": "D-2"}]
    summary, lines = run(tmp_path, ["CN-1,,1C902;1C905,,,,,100,kg,,,,,"], *rows)
    assert [line["licence"] for line in lines] == ["covered"] * 4 + ["not_covered"]
    assert [line["licence_left"] for line in lines] == ["40 kg", "40 kg", "10 kg", "10 kg", "10 kg"]
    assert summary.licences[0]["drawn"] == "90" and summary.licences[0]["lines"] == 2
    assert summary.findings["line declared twice"] == 2
    assert summary.findings["line number used twice with other facts"] == 1


def test_a_line_that_is_asked_about_draws_nothing(tmp_path: Path) -> None:
    rows = [{"destination": "US", "end_use": ""}, {"line": "2", "net_mass": "100"}]
    summary, lines = run(tmp_path, ["CN-1,,1C902;1C905,,,,,100,kg,,,,,"], *rows)
    assert [line["decision"] for line in lines] == ["ask", "release_with_duties"]
    assert [line["licence_left"] for line in lines] == ["100 kg", "0 kg"]
    assert lines[0]["licence"] == "covered" and summary.licences[0]["drawn"] == "100"


def test_numbers_of_licences_are_counted_together(tmp_path: Path) -> None:
    rows = [{"line": str(n), "licence_number": f"CN-{n}"} for n in range(10, 30)]
    rows += [{"line": str(n), "licence_number": "", "exporter": f"Maker {n}"} for n in range(30, 40)]
    licences = [f"CN {n}-A,Maker {n},1C902;1C905,,,,,100,kg,,,,," for n in range(30, 40)]
    summary, lines = run(tmp_path, licences, *rows)
    assert "unknown licence CN-10" in lines[0]["findings"]
    assert summary.findings["unknown licence"] == 20
    assert summary.findings["licence would cover, not declared"] == 10
    assert not any("CN" in finding for finding in summary.findings)
