"""YAML read as text only: every scalar stays the text that was written, and remembers its place.

`NO`, `0101` and `2846.10` survive. Anchors, aliases, tags and doubled keys are refused.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from monazite.errors import Problem

__all__ = ["Listing", "Mapping", "Text", "place", "read_yaml", "read_yaml_text"]

MAX_BYTES = 16 * 1024 * 1024


class Text(str):
    """A scalar with the place where it was written: `line` and `column` from 1, `lines` it spans unquoted."""

    line: int = 1
    column: int = 1
    lines: int = 1


class Mapping(dict[str, Any]):
    """A mapping with its place; `flow` where it was written in braces."""

    line: int = 1
    column: int = 1
    flow: bool = False


class Listing(list[Any]):
    """A sequence with its place; `flow` where it was written in brackets."""

    line: int = 1
    column: int = 1
    flow: bool = False


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader without implicit types, anchors and tags."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(problem="anchors and aliases are not used here", problem_mark=event.start_mark)
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(problem="tags (!) are not used here", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def _scalar(_: _Loader, node: yaml.ScalarNode) -> Text:
    _refuse_comment(node)
    text = Text(node.value)
    mark = node.start_mark
    text.line, text.column = mark.line + 1, mark.column + 1 + (node.style in ("'", '"'))
    text.lines = node.end_mark.line - mark.line + 1 if node.style is None else 1
    return text


def _refuse_comment(node: yaml.ScalarNode) -> None:
    """Refuse `Relief #2 exempt`: YAML cuts a plain text at ' #'. A comment has more blanks before it, or one behind."""
    end = node.end_mark
    if node.style is None and node.value and re.match(r" #\S", (end.buffer or "")[end.pointer : end.pointer + 3]):
        mark = yaml.Mark(end.name, end.index + 1, end.line, end.column + 1, end.buffer, end.pointer + 1)
        raise yaml.MarkedYAMLError(problem="' #' cuts the text here: it starts a comment", problem_mark=mark)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Mapping:
    out = Mapping()
    out.line, out.column, out.flow = node.start_mark.line + 1, node.start_mark.column + 1, bool(node.flow_style)
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem="a key is one word", problem_mark=key_node.start_mark)
        key = _scalar(loader, key_node)
        if key in out:
            raise yaml.MarkedYAMLError(problem=f"'{key}' is written twice", problem_mark=key_node.start_mark)
        out[key] = loader.construct_object(value_node, deep=True)
    return out


def _listing(loader: _Loader, node: yaml.SequenceNode) -> Listing:
    out = Listing(loader.construct_object(child, deep=True) for child in node.value)
    out.line, out.column, out.flow = node.start_mark.line + 1, node.start_mark.column + 1, bool(node.flow_style)
    return out


_Loader.add_constructor("tag:yaml.org,2002:str", _scalar)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _listing)


def place(thing: Any) -> tuple[int, int]:
    """Return (line, column) of anything that this module read; (1, 1) for anything else."""
    return getattr(thing, "line", 1), getattr(thing, "column", 1)


def _mark(error: yaml.MarkedYAMLError) -> Any:
    """Return where a person made the mistake: what is not finished is marked where it begins."""
    unfinished = ("while scanning a quoted scalar", "while scanning a simple key")
    if error.context in unfinished and error.context_mark:
        return error.context_mark
    return error.problem_mark or error.context_mark


def read_yaml_text(text: str, name: str) -> tuple[Any, list[Problem]]:
    """Parse `text`; return the tree (None where unreadable) and the problems found, P001 each."""
    try:
        return yaml.load(text, _Loader), []  # noqa: S506 - _Loader is a SafeLoader without types
    except yaml.MarkedYAMLError as error:
        mark = _mark(error)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        hint = "a ': ' or a ' #' inside a text? put the whole text in double quotes"
        problem = error.problem or "unreadable"
        if problem.startswith("but ") and error.context:
            problem = f"{error.context}, {problem}"
        return None, [Problem(name, line, column, "P001", problem, hint if "mapping" in problem else "")]
    except yaml.reader.ReaderError as error:
        line, column = text.count("\n", 0, error.position) + 1, error.position - text.rfind("\n", 0, error.position)
        return None, [Problem(name, line, column, "P001", f"character {error.character!r} cannot stand in YAML")]
    except RecursionError:
        return None, [Problem(name, 1, 1, "P001", "nested too deeply")]


def read_yaml(path: Path, name: str | None = None) -> tuple[Any, list[Problem]]:
    """Read one file as text-only YAML; `name` is what problems call it."""
    name = name or str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            return None, [Problem(name, 1, 1, "P003", f"larger than {MAX_BYTES} bytes")]
        return read_yaml_text(path.read_text("utf-8-sig"), name)
    except FileNotFoundError:
        return None, [Problem(name, 1, 1, "P003", "the file is missing")]
    except UnicodeDecodeError as error:
        return None, [Problem(name, 1, 1, "P003", f"not UTF-8 (byte {error.start})")]
    except OSError as error:
        return None, [Problem(name, 1, 1, "P003", f"cannot be read: {error.strerror}")]
