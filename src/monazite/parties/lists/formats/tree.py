"""XML of untrusted files: one element at a time, no entities, no document types, no network, places kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from monazite.errors import InputError
from monazite.parties.lists.formats.gather import Place, clean
from monazite.parties.lists.model import File

__all__ = ["elements", "local", "place", "said", "texts"]

HEAD = 1 << 20


def elements(file: File, wanted: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Yield (local name, element) as each wanted element ends, then free it; the root comes first, as it begins.

    Raises InputError for what is no XML (also a file that is cut off) and for any document type declaration: lists have
    none, and entities that grow without bound are written in them.
    """
    with file.path.open("rb") as data:
        if b"<!DOCTYPE" in data.read(HEAD).upper():
            raise _refused(file)
        data.seek(0)
        events = etree.iterparse(
            data,
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            yield from _walk(file, events, wanted)
        except etree.XMLSyntaxError as error:
            line, column = error.position
            text = str(error.msg).split(", line")[0]
            raise InputError(f"{file.shown}:{line}:{column}: no whole XML ({text}); is the file cut off?") from None


def _walk(file: File, events: Any, wanted: frozenset[str]) -> Iterator[tuple[str, Any]]:
    root = True
    depth = 0
    for event, element in events:
        if root:
            root = False
            if element.getroottree().docinfo.internalDTD is not None:
                raise _refused(file)
            yield local(element), element
        name = local(element)
        if name not in wanted:
            continue
        depth += 1 if event == "start" else -1
        if event == "end" and depth == 0:
            yield name, element
            _free(element)


def _free(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _refused(file: File) -> InputError:
    return InputError(f"{file.shown}:1:1: a document type declaration in a list; such files are refused unread")


def local(element: Any) -> str:
    """Return the name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def said(element: Any, path: str) -> str:
    """Return the text at a path of local names ("programList/program"), empty where there is none."""
    return next(texts(element, path), "")


def texts(element: Any, path: str) -> Iterator[str]:
    """Yield the texts at a path of local names, in any namespace."""
    for found in element.findall("/".join(f"{{*}}{part}" for part in path.split("/"))):
        if text := clean(found.text):
            yield text


def place(file: File, element: Any) -> Place:
    """Return where an element begins."""
    return Place(file.shown, element.sourceline or 1)
