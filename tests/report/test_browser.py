"""The report in a real browser: no sideways scrolling on a phone, running titles and whole rows on paper."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from monazite.assess import Request, assess
from monazite.packs import law_packs
from monazite.report import render_report, write_report
from tests.report.made_up import line, summary

CHROMIUM = os.environ.get("MONAZITE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is absent: install it or name it in MONAZITE_CHROMIUM"),
]

# The page stands in a frame of the phone's width; its script-free content is measured from outside.
PROBE = """<!doctype html><body style="margin:0">
<iframe id="f" src="report.html" style="border:0;width:{width}px;height:900px"></iframe>
<script>
onload = () => {{
  const d = document.getElementById('f').contentDocument.documentElement;
  const hidden = e => e.closest('.scroll, .quiet') || e.closest('thead');
  const sticks = e => e.getBoundingClientRect().right > {width} + 1 && !hidden(e);
  const out = [...d.querySelectorAll('main *')].filter(sticks);
  const names = out.map(e => e.tagName + '.' + e.className).slice(0, 5).join(' ');
  document.body.textContent = `width=${{d.scrollWidth}} height=${{d.scrollHeight}} out=${{names}};`;
}};
</script>"""


def chromium(folder: Path, *options: str) -> str:
    """Run Chromium without a window; return what it prints."""
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}",
    ]
    done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def measure(folder: Path, width: int) -> dict[str, str]:
    """Return width, height and what sticks out of the report at a viewport of `width`."""
    (folder / "probe.html").write_text(PROBE.format(width=width), "utf-8")
    options = ("--allow-file-access-from-files", "--virtual-time-budget=5000", "--dump-dom")
    text = chromium(folder, *options, (folder / "probe.html").as_uri())
    found = re.search(r"width=(\d+) height=(\d+) out=(.*?);", text)
    assert found, text[-500:]
    return dict(zip(("width", "height", "out"), found.groups(), strict=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a report that has texts without blanks, far too long for a phone."""
    long = "Antriebsmagnetrotorbaugruppen" * 8
    more = [
        line(1, "refuse", "prohibited", "prohibited", description=long, end_user=long, declaration=long, source=long)
    ]
    run = summary(title=long, inputs=[long], findings={long: 1}, duties={long: 2}, items={long: 3}, first=more)
    (tmp_path / "report.html").write_text(render_report(run), "utf-8")
    return tmp_path


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_sticks_out_sideways(folder: Path, width: int) -> None:
    found = measure(folder, width)
    assert found["width"] == str(width) and found["out"] == ""
    assert int(found["height"]) > 2000


def pages(folder: Path) -> list[tuple[float, float]]:
    """Print the report of the folder; return width and height of each page in points."""
    chromium(folder, f"--print-to-pdf={folder / 'r.pdf'}", (folder / "report.html").as_uri())
    pdf = (folder / "r.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    return [(float(w), float(h)) for w, h in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)]


def test_it_prints_on_paper(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(render_report(summary()), "utf-8")
    boxes = pages(tmp_path)
    assert 3 <= len(boxes) <= 6
    assert all(abs(w - 595) < 2 and abs(h - 842) < 2 for w, h in boxes)


def test_the_report_of_the_examples_prints_on_few_pages(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    request = Request(
        inputs=(str(root / "examples" / "declarations.csv"),),
        packs=law_packs(["cn"], root / "packs"),
        known_on=dt.date(2026, 11, 22),
        licences=str(root / "examples" / "licences.csv"),
        threads=1,
        explained=True,
    )
    write_report(str(tmp_path / "report.html"), assess(request))
    assert 15 <= len(pages(tmp_path)) <= 40
