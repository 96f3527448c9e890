"""Monazite: every declaration line under the export-control law of its day.

    >>> import datetime as dt
    >>> from monazite import law_packs
    >>> from monazite.assess import Request, assess
    >>> request = Request(["lines.csv"], law_packs(["cn"]), known_on=dt.date(2026, 11, 22), out="decisions.parquet")
    >>> summary = assess(request)  # doctest: +SKIP

The names below are public, each imported when it is first used; so are those that these modules list in `__all__`:
`monazite.assess` (the main job) and `monazite.vocabulary` (the facts), which bear the names of their functions.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monazite.errors import MonaziteError, PackError, Problem
    from monazite.explain import explain_line, explanation_text
    from monazite.identify import Identification, Identifier, Texts
    from monazite.identifying import identifier_of
    from monazite.law.stage import LawStage
    from monazite.packs import law_packs, load_law, read_law
    from monazite.packs.goods import goods_pack
    from monazite.read import open_input
    from monazite.report import write_report
    from monazite.summary import Summary
    from monazite.vocabulary import Fact, Vocabulary
    from monazite.write import open_output

__all__ = [
    "Fact",
    "Identification",
    "Identifier",
    "LawStage",
    "MonaziteError",
    "PackError",
    "Problem",
    "Summary",
    "Texts",
    "Vocabulary",
    "__version__",
    "explain_line",
    "explanation_text",
    "goods_pack",
    "identifier_of",
    "law_packs",
    "load_law",
    "open_input",
    "open_output",
    "read_law",
    "write_report",
]

_HOME = {
    "Fact": "vocabulary",
    "Identification": "identify",
    "Identifier": "identify",
    "LawStage": "law.stage",
    "MonaziteError": "errors",
    "PackError": "errors",
    "Problem": "errors",
    "Summary": "summary",
    "Texts": "identify",
    "Vocabulary": "vocabulary",
    "explain_line": "explain",
    "explanation_text": "explain",
    "goods_pack": "packs.goods",
    "identifier_of": "identifying",
    "law_packs": "packs",
    "load_law": "packs",
    "open_input": "read",
    "open_output": "write",
    "read_law": "packs",
    "write_report": "report",
}

try:
    __version__ = version("monazite")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0+unknown"


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'monazite' has no attribute '{name}'")
    return getattr(import_module(f"monazite.{_HOME[name]}"), name)
