"""Reading the entries of a pack: expected keys, types and dates, with every problem collected at its place."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from monazite.errors import Problem, nearest
from monazite.law.conditions import Refused, read_condition
from monazite.law.tree import FALSE, Node
from monazite.packs.places import Cell
from monazite.packs.signs import SEPARATORS, odd_sign
from monazite.text_yaml import MAX_BYTES, Listing, Text, place, read_yaml
from monazite.text_yaml import Mapping as TextMapping
from monazite.vocabulary import Vocabulary

__all__ = ["Entry", "Problems", "condition_of", "date_of", "split_names"]

Name = TypeVar("Name", bound=str)

# Mistakes that one sign of another keyboard makes: there its hint is worth more than the nearest word.
_TYPED = frozenset(
    "P002 P010 P021 P022 P024 P027 P040 P041 P042 P045 P046 P047 P048 P050 P051 P052 P055 P056 P059".split()
)
_DAYS = ("from", "to", "on", "issued")


@dataclass
class Problems:
    """The problems found so far in one pack; paths are told relative to its folder.

    `lost` names the files of which something could not be read: what refers into them is not held against them,
    since that would echo one mistake many times. `quick` reads lists without the places of their cells, in a quarter
    of the time: whoever finds a problem then reads again.
    """

    root: Path
    vocabulary: Vocabulary
    found: list[Problem] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    quick: bool = False

    def say(self, path: str, at: Any, code: str, text: str, hint: str = "", shift: int = 0) -> None:
        """Note one problem at the place of `at` (anything read by text_yaml, a cell, or a line number).

        `shift` is how many signs behind its beginning the mistake stands.
        """
        if code in _TYPED and isinstance(at, str):
            hint = odd_sign(at) or hint
        at, shift = (at.at(shift), 0) if isinstance(at, Cell) else (at, shift)
        line, column = (at, 1) if isinstance(at, int) else place(at)
        self.found.append(Problem(path, line, column + shift, code, text, hint))

    def yaml(self, path: str) -> Any:
        """Read one YAML file of the pack; None where it cannot be read."""
        tree, problems = read_yaml(self.root / path, path)
        if tree is None:
            self.lost.add(path)
            problems = problems or [Problem(path, 1, 1, "P002", "the file is empty", "id: on a line of its own")]
        self.found += [_advised(p, self.root / path) for p in problems]
        return tree

    def entries(self, path: str, keys: Sequence[str], required: Sequence[str]) -> Iterator[Entry]:
        """Yield the entries of a file that maps ids to mappings, each held against its keys."""
        tree = self.yaml(path)
        if tree is None:
            return
        if not isinstance(tree, TextMapping):
            self.say(path, tree, "P002", "the file must map ids to entries", "id: on a line of its own, its keys below")
            self.lost.add(path)
            return
        self.refuse_braces(path, tree)
        for name, fields in tree.items():
            if not isinstance(fields, TextMapping):
                hint = odd_sign(fields) if isinstance(fields, str) else ""
                self.say(path, name, "P002", f"'{name}' must be a mapping", hint or "keys below it, two blanks in")
                self.lost.add(path)
                continue
            entry = Entry(self, path, name, fields)
            entry.check_keys(keys, required)
            yield entry

    def refuse_braces(self, path: str, thing: Any) -> None:
        """Refuse {…}: prose inside braces breaks at commas and question marks."""
        if isinstance(thing, TextMapping) and thing.flow and thing:
            self.say(path, thing, "P002", "braces are not used here", "one 'key: value' a line")
            return
        for part in thing.values() if isinstance(thing, TextMapping) else thing if isinstance(thing, Listing) else ():
            self.refuse_braces(path, part)

    def text(self, path: str) -> str | None:
        """Return the text of a file; None where it cannot be read (and said)."""
        try:
            if (self.root / path).stat().st_size > MAX_BYTES:
                raise OSError(0, f"larger than {MAX_BYTES} bytes")
            return (self.root / path).read_text("utf-8-sig")
        except UnicodeDecodeError:
            self.found.append(not_utf8(self.root / path, path))
        except OSError as error:
            self.say(path, 1, "P003", f"cannot be read: {error.strerror}")
        self.lost.add(path)
        return None


def split_names(
    names: Sequence[Name], known: Sequence[str], required: Sequence[str]
) -> tuple[list[tuple[Name, str]], list[str]]:
    """Return the names that are not known, each with a hint, and the required ones that are missing.

    A required name that is there, but misspelt, is not also missing.
    """
    missing = [word for word in required if word not in names]
    unknown = []
    for name in names:
        if name not in known:
            meant = difflib.get_close_matches(name.lower(), missing, n=1)
            missing = [word for word in missing if word not in meant]
            unknown.append((name, nearest(name, meant or known)))
    return unknown, missing


def not_utf8(file: Path, name: str) -> Problem:
    """Return the problem of a file that is not UTF-8, at the first wrong byte."""
    data = file.read_bytes()
    try:
        data.decode("utf-8-sig")
        start = 0
    except UnicodeDecodeError as error:
        start = error.start
    line = data.count(b"\n", 0, start) + 1
    column = len(data[data.rfind(b"\n", 0, start) + 1 : start].decode("utf-8-sig", "replace")) + 1
    return Problem(name, line, column, "P003", f"not UTF-8 (byte {start})", "save the file with the encoding UTF-8")


class Entry:
    """One entry of a YAML file: a name and its keys."""

    def __init__(self, problems: Problems, path: str, name: Any, fields: TextMapping) -> None:
        self.problems, self.path, self.name, self.fields = problems, path, name, fields

    def check_keys(self, keys: Sequence[str], required: Sequence[str]) -> None:
        """Note unknown and missing keys."""
        filled = [key for key in self.fields if key not in required or self.fields[key] != ""]
        unknown, missing = split_names(filled, keys, required)
        for key, hint in unknown:
            self.problems.say(self.path, key, "P050", f"unknown key '{key}'", hint)
        for word in missing:
            at = next((key for key in self.fields if key == word), self.name)
            self.problems.say(self.path, at, "P051", f"'{self.name}' lacks '{word}'", f"{word}: and {_what(word)}")

    def text(self, key: str, default: str = "") -> str:
        """Return a text, or the default; anything nested is a problem."""
        value = self.fields.get(key, default)
        if isinstance(value, str):
            return value.strip() if not isinstance(value, Text) else _stripped(value)
        self.problems.say(self.path, key if value is None else value, "P047", f"'{key}' must be one text")
        return default

    def date(self, key: str) -> dt.date | None:
        """Return a date, or None; a wrong one is a problem."""
        return date_of(self.problems, self.path, self.fields.get(key), self.text(key))

    def choice(self, key: str, known: Sequence[str], code: str = "P052", default: str = "") -> str:
        """Return one of `known`; anything else is a problem."""
        value = self.text(key, default)
        if value and value not in known:
            self.problems.say(self.path, self.fields.get(key), code, f"'{value}' is no {key}", nearest(value, known))
            return default
        return value

    def words(self, key: str) -> tuple[Text, ...]:
        """Return a list of texts; one text stands for a list of one."""
        value = self.fields.get(key)
        if value in (None, ""):
            return ()
        parts = value if isinstance(value, list) else [value]
        for part in parts:
            if not isinstance(part, str):
                self.problems.say(self.path, part, "P047", f"'{key}' lists texts")
        found = tuple(part for part in parts if isinstance(part, Text))
        odd = [part for part in found if " " not in part and any(sign in part for sign in SEPARATORS)]
        for part in odd:
            self.problems.say(self.path, part, "P004", f"'{part}' is one word, not a list", odd_sign(part))
        return tuple(part for part in found if part not in odd)

    def mappings(self, key: str) -> Iterator[Entry]:
        """Yield the mappings that a key lists."""
        value = self.fields.get(key)
        if value in (None, ""):
            return
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, TextMapping):
                yield Entry(self.problems, self.path, _named(part, self.name), part)
            else:
                self.problems.say(self.path, part, "P047", f"'{key}' lists mappings", "- key: value")

    def condition(self, value: Any) -> Node:
        """Return the condition of one atom; FALSE where it is wrong (and said)."""
        return condition_of(self.problems, self.path, value, value, one_atom=True)


_MISTYPED = re.compile(r"[ \-]*[a-z][\w.\-]*：|[ \-]*\S*[\u3000\u00a0]|[ ]*[—–－]")
# What PyYAML says, and what a person does about it.
_ADVICE = (
    ("' #' cuts", "double quotes round the text; a comment has two blanks before its #"),
    ("'\\t'", "indent with blanks, not with tabs"),
    ("mapping values", "a ': ' inside a text? put the whole text in double quotes"),
    (
        "expected <block end>",
        "lines of one mapping or list begin in the same column; a text after quotes goes inside them",
    ),
    ("expected ':'", "every line of a mapping is 'key: value'; a long text goes on two blanks further in"),
    ("unexpected end of stream", "a quote or bracket that opens before this place is not closed"),
    ("found unexpected ':'", "a ':' inside brackets? put the text in double quotes"),
    ("cannot start any token", "put the text in double quotes"),
    ("nested too deeply", "no pack needs that many levels"),
    ("another document", "one file is one document: no line of --- inside it"),
    ("the file is missing", "every pack has this file"),
    ("is written twice", "delete one, or rename it"),
    ("anchors and aliases", "a text that begins with & or * stands in double quotes"),
    ("tags (!)", "a text that begins with ! stands in double quotes"),
)


def _advised(problem: Problem, file: Path) -> Problem:
    """Return a problem of reading YAML with a hint for people who do not know YAML."""
    if "not UTF-8" in problem.text:
        return not_utf8(file, problem.path)
    hint = next((advice for sign, advice in _ADVICE if sign in problem.text), "")
    return _mistyped(problem, file) or replace(problem, hint=hint or problem.hint)


def _mistyped(problem: Problem, file: Path) -> Problem | None:
    """Return the problem at the sign of another keyboard that makes it, if there is one in the lines just above."""
    lines = file.read_text("utf-8-sig", "replace").splitlines() if problem.code == "P001" and file.exists() else []
    for number in range(problem.line, max(problem.line - 3, 0), -1):
        line = lines[number - 1] if number <= len(lines) else ""
        if re.match(r" *-[a-z_]+: ", line):
            return replace(problem, line=number, column=line.index("-") + 1, hint="write '- ' with a blank")
        if match := _MISTYPED.match(line):
            text = "the key has no ':'" if "：" in match[0] else problem.text
            return replace(problem, line=number, column=match.end(), text=text, hint=odd_sign(match[0]))
    return None


def _what(key: str) -> str:
    return "a day" if key in _DAYS else "its text"


def _named(part: TextMapping, name: Text) -> Text:
    text = Text(name)
    text.line, text.column = part.line, part.column
    return text


def _stripped(text: Text) -> Text:
    out = Text(text.strip())
    out.line, out.column, out.lines = text.line, text.column, text.lines
    return out


def date_of(problems: Problems, path: str, at: Any, text: str) -> dt.date | None:
    """Return a date, or None where there is none or a wrong one (which is said)."""
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        problems.say(path, at, "P010", f"'{text}' is no date (YYYY-MM-DD)", "year-month-day: 2025-01-31")
        return None


def condition_of(problems: Problems, path: str, at: Any, text: Any, *, one_atom: bool) -> Node:
    """Return a condition; FALSE where it is wrong (and said)."""
    if not isinstance(text, str):
        hint = "a ': ' inside it? put the whole line in double quotes"
        problems.say(path, at, "P047", "YAML does not read this line as one text", hint)
        return FALSE
    try:
        return read_condition(text, problems.vocabulary, one_atom=one_atom)
    except Refused as refused:
        told = f"{refused.text} in: {' '.join(text.split())}"
        hint = f"{refused.hint} or 'other'" if _may_be_other(refused) else refused.hint
        problems.say(path, at, refused.code, told, hint, refused.column - 1)
        return FALSE


def _may_be_other(refused: Refused) -> bool:
    """Whether an element is asked for that the vocabulary lacks: it goes by 'other' and its CAS number."""
    return refused.code == "P042" and refused.text.endswith("'main_element'") and "'other'" not in refused.hint
