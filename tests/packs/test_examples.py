"""Examples beside a law pack: what is read of them, what is wrong with them, and that those shipped are sound."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from monazite.cli.root import cli
from monazite.errors import PackError
from monazite.packs import load_law, packs_folder
from monazite.packs.examples import COLUMNS, load_examples, read_examples

MINI = Path(__file__).parents[1] / "law" / "mini"
HEADER = ",".join(COLUMNS)


def row(**cells: str) -> str:
    cells = {"id": "X1", "lang": "en", "text": "dysprosium oxide", "gold_entries": "A1.a", "controlled": "yes"} | cells
    return ",".join(f'"{cells.get(name, "")}"' for name in COLUMNS)


def pack_with(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "mini"
    shutil.copytree(MINI, folder)
    (folder / "examples").mkdir()
    (folder / "examples" / "some.csv").write_text(text, "utf-8")
    return folder


def problems(tmp_path: Path, *rows: str) -> list[str]:
    folder = pack_with(tmp_path, "\n".join((HEADER, *rows)) + "\n")
    return [str(p) for p in read_examples(folder, load_law(folder))[1]]


def test_what_is_read(tmp_path: Path) -> None:
    rows = (
        row(),
        row(id="X2", text="烧结钕铁硼", gold_entries="A1.a|A2"),
        row(id="X3", text="chairs", gold_entries="none"),
    )
    folder = pack_with(tmp_path, "\n".join((HEADER, *rows)) + "\n")
    found = load_examples(load_law(folder))
    assert [(e.id, e.text, e.entries) for e in found] == [
        ("X1", "dysprosium oxide", ("A1.a",)),
        ("X2", "烧结钕铁硼", ("A1.a", "A2")),
        ("X3", "chairs", ()),
    ]


def test_a_pack_without_examples_has_none() -> None:
    assert load_examples(load_law(MINI)) == ()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([row(gold_entries="A1.b")], ":2:", ),
        ([row(), row(text="other")], "'X1' is there twice"),
        ([row(text="")], "'text' is empty"),
        ([row(gold_entries="")], "'gold_entries' is empty"),
        ([row(gold_entries="none|A2")], "'none' stands beside entries"),
        ([row() + ",more"], "14 cells where the header has 13"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, rows: list[str], told: str) -> None:
    found = problems(tmp_path, *rows)
    assert len(found) == 1 and told in found[0] and found[0].startswith("examples/some.csv:")


def test_an_unknown_entry_is_told_with_the_nearest(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, row(gold_entries="A1.b"))
    assert "the pack has no entry 'A1.b'" in found and "A1.a" in found


def test_loading_wrong_examples_raises(tmp_path: Path) -> None:
    folder = pack_with(tmp_path, f"{HEADER}\n{row(gold_entries='B9')}\n")
    with pytest.raises(PackError):
        load_examples(load_law(folder))
    done = CliRunner().invoke(cli, ["pack", "check", str(folder)])
    assert done.exit_code == 1 and "B9" in done.output


def test_those_shipped_are_sound() -> None:
    law = load_law(packs_folder() / "law" / "cn")
    found, wrong = read_examples(law.path, law)
    assert wrong == [] and len(found) > 900
    assert found == load_examples(law)
    done = CliRunner().invoke(cli, ["pack", "check", str(law.path)])
    assert done.exit_code == 0 and f"{len(found)} examples" in done.output
