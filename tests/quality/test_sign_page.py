"""The page on signing: its commands print what stands below them, and every reason has its code there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from monazite.cli import cli
from monazite.credentials.keys import SigningKey
from monazite.credentials.model import CODES, EXITS, STATES
from monazite.credentials.trust import read_trust
from tests.quality.sign_made_up import KEY

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "sign-certificates.md").read_text("utf-8")


def test_the_commands_print_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SigningKey, "new", classmethod(lambda cls: KEY))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (trust,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "trust.yml").write_text(trust, "utf-8")
    assert len(read_trust(tmp_path / "trust.yml").issuers) == 2
    blocks = re.findall(r"```console\n\$ monazite (.*?)\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == PAGE.count("```console") == 4
    for command, shown in blocks:
        done = CliRunner().invoke(cli, shlex.split(command))
        assert done.stdout.rstrip("\n") == shown.rstrip("\n"), command


def test_every_reason_and_state_is_on_the_page() -> None:
    told = set(re.findall(r"S\d{3}", PAGE))
    for first, last in re.findall(r"S(\d{3})–S(\d{3})", PAGE):
        told |= {f"S{number:03}" for number in range(int(first), int(last) + 1)}
    assert set(CODES) <= told
    rows = dict(re.findall(r"^\| (\d) \| (\w+) \|", PAGE, re.MULTILINE))
    assert rows == {str(EXITS[state]): state for state in STATES}


def test_reading_certificates_needs_no_library_of_signatures() -> None:
    code = "import sys, monazite.cli.certificate_check, monazite.formats.certificates as _; "
    code += "print([name for name in ('cryptography', 'rfc8785', 'joserfc') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
