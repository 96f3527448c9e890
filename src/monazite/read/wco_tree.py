"""A WCO declaration as a small tree of elements by local name, within the namespaces of the WCO Data Model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["NAMESPACE", "Node", "node", "sourceline", "split_tag"]

NAMESPACE = "urn:wco:datamodel:"
MAX_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Node:
    """One element: its text without blanks around it, attributes, line in the file and children by local name."""

    text: str
    attributes: Mapping[str, str]
    line: int
    children: Mapping[str, list[Node]] = field(default_factory=dict)

    def all(self, path: str) -> Iterator[Node]:
        """Yield every element below this one at a path such as 'Commodity/Classification'."""
        head, _, rest = path.partition("/")
        for child in self.children.get(head, ()):
            if rest:
                yield from child.all(rest)
            else:
                yield child

    def at(self, path: str) -> Node | None:
        """Return the first element at a path that says something, or None."""
        return next((n for n in self.all(path) if n.text or n.children), None)

    def said(self, path: str) -> str | None:
        """Return the first text at a path, or None."""
        return next((n.text for n in self.all(path) if n.text), None)


def split_tag(tag: str) -> tuple[str, str]:
    """Return (namespace, local name) of an lxml tag."""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name


def sourceline(element: _Element) -> int:
    """Return the line of the file where an element begins, from 1."""
    return cast("int | None", element.sourceline) or 1


def node(element: _Element) -> Node:
    """Return an element with all that it holds; elements of namespaces that are not the WCO's are left out."""
    children: dict[str, list[Node]] = {}
    for child in element:
        namespace, name = split_tag(str(child.tag))
        if namespace.startswith(NAMESPACE):
            children.setdefault(name, []).append(node(child))
    text = " ".join((element.text or "").split())[:MAX_TEXT]
    return Node(text, {str(k): str(v) for k, v in element.attrib.items()}, sourceline(element), children)
