"""Single conditions, right and wrong, with the code and the column of what is wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from monazite.law.conditions import Refused, read_condition
from monazite.vocabulary import vocabulary
from tests.packs.overlays import laid_over, problems_of

with (Path(__file__).parent / "atoms.csv").open(encoding="utf-8", newline="") as _file:
    ATOMS = list(csv.DictReader(_file))
WRONG = [r for r in ATOMS if r["code"] != "ok"]


@pytest.mark.parametrize("row", ATOMS, ids=[r["atom"][:40] or "nothing" for r in ATOMS])
def test_a_condition_is_read_or_refused_at_its_place(row: dict[str, str]) -> None:
    try:
        read_condition(row["atom"], vocabulary(), one_atom=row["where"] == "line")
    except Refused as refused:
        assert (refused.code, str(refused.column)) == (row["code"], row["column"]), refused.text
    else:
        assert row["code"] == "ok"


def test_there_are_many_of_both_kinds() -> None:
    assert len(WRONG) >= 60
    assert len(ATOMS) - len(WRONG) >= 30


def quoted(atom: str) -> str:
    return '"' + atom.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_a_provision_of_wrong_lines_reports_each_on_its_line(tmp_path: Path) -> None:
    pack = laid_over(tmp_path)
    rules = pack / "provisions" / "rules.yml"
    text = rules.read_text("utf-8")
    lines = [r for r in WRONG if r["where"] == "line" and '"' not in r["atom"]]
    inside = "".join(f"      - {quoted(r['atom'])}\n" for r in lines)
    rules.write_text(text.replace("      - destination <> 'CN'\n", inside), "utf-8")
    first = text[: text.index("      - destination")].count("\n") + 1
    found = [(p.line, p.code, p.column) for p in problems_of(pack)]
    assert found == [(first + k, r["code"], int(r["column"]) + 9) for k, r in enumerate(lines)]


def test_a_list_of_wrong_cells_reports_each_in_its_row(tmp_path: Path) -> None:
    pack = laid_over(tmp_path)
    rows = [r for r in WRONG if r["atom"] and r["code"] != "P044" and '"' not in r["atom"]]
    head = "item,code,title,instrument,when\n"
    good = "ex.m0,1C.1,Metal,ex.act,material = 'metal'\n"
    text = head + good + "".join(f'ex.a{k},1,A,ex.act,"{r["atom"]}"\n' for k, r in enumerate(rows))
    (pack / "items.csv").write_text(text, "utf-8")
    rules = pack / "provisions" / "rules.yml"
    rules.write_text(rules.read_text("utf-8").replace("in_items('magnets')", "item('1C.1')"), "utf-8")
    found = [(p.line, p.code, p.column) for p in problems_of(pack) if p.path == "items.csv"]
    starts = [len(f'ex.a{k},1,A,ex.act,"') for k in range(len(rows))]
    assert found == [
        (k + 3, r["code"], start + int(r["column"])) for k, (r, start) in enumerate(zip(rows, starts, strict=True))
    ]
