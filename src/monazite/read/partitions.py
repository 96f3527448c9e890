"""Folders that are named KEY=VALUE, as datasets of Hive, Spark and Arrow have them: facts of all lines below."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from monazite.read.chunks import Chunk, Piece
from monazite.read.fill import filler
from monazite.read.origins import Source
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["folder_facts", "folder_keys", "with_folder_facts"]

NOTHING = "__HIVE_DEFAULT_PARTITION__"

Stage = Callable[["pa.RecordBatch"], "pa.RecordBatch"]


def folder_keys(name: str) -> list[tuple[str, str]]:
    """Return (key, value) of the folders above a file that are named KEY=VALUE, outermost first.

    >>> folder_keys("lines/year=2026/destination=DE/a.parquet")
    [('year', '2026'), ('destination', 'DE')]
    """
    parts = (part.partition("=") for part in PurePosixPath(name.replace("\\", "/")).parts[:-1])
    return [(key, unquote(value)) for key, sign, value in parts if sign and key]


def folder_facts(name: str) -> tuple[dict[str, str], list[str]]:
    """Return the facts that the folders above a file name, and a note for each folder that names none."""
    facts, notes = {}, []
    for key, value in folder_keys(name):
        if key not in vocabulary():
            notes.append(f"folders {key}=…: are not read: '{key}' is no fact")
        elif value not in ("", NOTHING):
            facts[key] = value
    return facts, notes


def with_folder_facts(source: Source, name: str) -> Source:
    """Return a source whose lines have the facts that the folders above it name, where they state nothing."""
    facts, notes = folder_facts(name)
    fill, wrong = filler(facts, name, checked="its folder")
    source.notes += [*notes, *(f"{name}: of its folders: {text}" for text in wrong)]
    if facts:
        pieces, cut = source.pieces, source.cut
        source.pieces = lambda: _filled(pieces(), fill)
        source.cut = cut and (lambda first, end: _filled(cut(first, end), fill))
    return source


def _filled(pieces: Iterator[Piece], fill: Stage) -> Iterator[Piece]:
    return (replace(piece, work=partial(_load, piece, fill)) for piece in pieces)


def _load(piece: Piece, fill: Stage) -> Chunk:
    chunk = piece.load()
    return replace(chunk, batches=tuple(map(fill, chunk.batches)))
