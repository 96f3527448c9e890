"""Reading a document of ownership whatever its format: BODS 0.4, FollowTheMoney, or a table of holdings."""

from __future__ import annotations

from pathlib import Path

from monazite.errors import InputError
from monazite.formats.bods import is_bods, read_bods
from monazite.formats.edges_csv import read_edges
from monazite.formats.ftm_owners import is_ftm, read_ftm
from monazite.formats.json_values import first_value
from monazite.parties.ownership.graph import Graph

__all__ = ["read_owners"]


def read_owners(path: Path, *, whole: int = 100) -> Graph:
    """Return the graph of a document; its content tells the format. `whole` is for tables: 100 per cent, 1 fractions.

    Raises InputError where there is no such file or nothing in it can be read; whatever else is wrong is a finding.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    if not head:
        raise InputError(f"{path}: the file is empty")
    if head[:1] not in (b"[", b"{"):
        return read_edges(path, whole=whole)
    return _json(path)


def _json(path: Path) -> Graph:
    first = first_value(path)
    if is_ftm(first):
        return read_ftm(path)
    graph = read_bods(path)
    if not is_bods(first) and not len(graph.edges):
        raise InputError(f"{path}: neither BODS 0.4 statements nor FollowTheMoney entities")
    return graph
