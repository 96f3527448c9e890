"""What a run in parts cannot do, said before any work."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.engines.spark import is_remote
from monazite.errors import OutputError, UsageError
from monazite.read.urls import is_url, shown_url

if TYPE_CHECKING:
    from monazite.assess import Request

__all__ = ["refuse"]


def refuse(request: Request) -> None:
    """Raise UsageError or OutputError for what a run in parts cannot do."""
    remote, out = is_remote(request.engine), request.out
    where = "on Spark" if remote else "into a folder"
    if "-" in request.inputs:
        raise UsageError(f"-: standard input cannot be cut into parts; {where} name files, folders or URLs")
    if request.licences:
        text = "licences are drawn in the order of the lines, by one run into one file"
        raise UsageError(f"--licences {request.licences}: {text}; name a file with --out and no --engine")
    if request.rejects:
        then = "they go into its folder _rejects" if out else "name a folder with --out, they go into its _rejects"
        raise UsageError(f"--rejects {request.rejects}: {where} each part has rejects of its own; {then}")
    if out:
        _refuse_place(out, request.inputs)


def _refuse_place(out: str, inputs: Sequence[str]) -> None:
    if out == "-" or not (out.partition("?")[0].endswith(("/", os.sep)) or os.path.isdir(out)):
        shown = shown_url(out) if is_url(out) else out
        name = "a folder" if out == "-" else f"a folder: {shown.rpartition('.')[0] or shown}/"
        raise UsageError(f"--out {shown}: many workers do not write one file; name {name}")
    if is_url(out):
        return
    target = Path(out).resolve()
    if target.exists() and not target.is_dir():
        raise OutputError(f"cannot write {out}: it is no folder")
    for name in inputs:
        place = Path(name).resolve() if not is_url(name) else None
        if place and (place == target or target in place.parents or (place.is_dir() and place in target.parents)):
            raise UsageError(f"--out {out}: and the input {name} lie in each other; name a folder beside it")
