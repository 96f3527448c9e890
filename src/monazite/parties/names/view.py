"""Views: the words of one reading of a name with what is compared of them, made once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from monazite.parties.names.model import Token, View

__all__ = ["keys_of", "view_of", "views_of"]


def view_of(tokens: Iterable[Token]) -> View:
    """Return the view of some words; one that comes twice counts once, one without letters not at all."""
    words = tuple({t.id: t for t in tokens if t.text and t.id}.values())
    ids = [t.id.replace(" ", "") for t in words]
    letters = "".join([part[0] for t in words for part in t.text.split()])
    return View(
        tokens=words,
        joined="".join(ids),
        ordered="".join(sorted(ids)),
        weight=sum([t.weight for t in words]),
        acronym=letters if len(letters) > 2 else "",
        kinds=_once(frozenset([t.kind for t in words])),
    )


@cache
def _once(kinds: frozenset[str]) -> frozenset[str]:
    """Return a set of classes that is equal, always the same one: there are few, and many names."""
    return kinds


def views_of(readings: Iterable[Iterable[Token]]) -> tuple[View, ...]:
    """Return the views of the readings of a name, each once; none where nothing is left."""
    views = [view for words in readings if (view := view_of(words)).tokens]
    return tuple(dict.fromkeys(views)) if len(views) > 1 else tuple(views)


def keys_of(views: Sequence[View]) -> tuple[str, ...]:
    """Return by what names are equal: the meanings of their words in the order in which they stand."""
    return tuple([" ".join([t.id for t in view.tokens]) for view in views])
