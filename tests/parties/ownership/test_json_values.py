"""Values of JSON documents and lines: what no file could hold again is told, and not passed on."""

from __future__ import annotations

from pathlib import Path

import pytest

from monazite.errors import InputError
from monazite.formats.json_values import first_value, values
from monazite.parties.ownership.model import Finding

HALF = r"\ud800"


def test_a_document_with_half_a_character_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "owners.json"
    file.write_text(f'[{{"name": "{HALF}X"}}]')
    with pytest.raises(InputError, match="half a character"):
        list(values(file, []))
    assert first_value(file) is None


@pytest.mark.parametrize("line", [f'{{"name": "{HALF}"}}', f'{{"{HALF}": 1}}'])
def test_a_line_with_half_a_character_is_told_and_the_next_is_read(tmp_path: Path, line: str) -> None:
    file, findings = tmp_path / "owners.jsonl", list[Finding]()
    file.write_text(f'{line}\n{{"name": "\\ud83d\\ude00"}}\n')
    assert list(values(file, findings)) == [("line 2", {"name": "\U0001f600"})]
    assert [finding.place for finding in findings] == ["line 1"] and "half a character" in findings[0].text
