"""`python -m benchmarks`: every benchmark, a million lines each; the files themselves take more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

for name in ("law", "assess", "whatif", "engines"):
    sys.stdout.write(f"\n== {name}\n")
    sys.stdout.flush()
    subprocess.run([sys.executable, str(Path(__file__).with_name(f"{name}.py"))], check=True)
