"""Reading the pack of parties: from its folder to a PartyPack, with every problem collected."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from monazite.errors import InputError, PackError, Problem, nearest
from monazite.packs.fields import Problems, split_names
from monazite.packs.find import packs_folder
from monazite.packs.rows import Row, read_rows
from monazite.packs.sources import CONFIDENCE
from monazite.parties.names.model import CLASSES, PERSON_CLASSES, Concept, Form, PartyPack, PersonWord, Scoring, Use
from monazite.parties.names.score import EVIDENCE, MEASURES, USES, WEIGHTS
from monazite.text_yaml import Mapping as TextMapping
from monazite.vocabulary import vocabulary

__all__ = ["FILES", "load_parties", "party_pack", "read_parties"]

PACK_KEYS = tuple("id kind title title_zh version licence state_of_knowledge notice fitted".split())
FILES = ("pack.yml", *(f"{n}.csv" for n in "terms places brands people forms words uses score".split()))
FILES += tuple(f"{name}.csv" for name in "wade_giles cantonese surnames readings".split())
SOURCE = ("source", "confidence")
KINDS = ("person", "other")
# What the score is made of: part, and the names that it must have.
PARTS = {
    "weight": WEIGHTS,
    "start": KINDS,
    "person": MEASURES,
    "other": MEASURES,
    "evidence": EVIDENCE,
    "most": ("unequal",),
}


@lru_cache(maxsize=4)
def party_pack(folder: Path | None = None) -> PartyPack:
    """Return the pack of parties shipped with Monazite, or that of a folder; raise PackError or InputError."""
    root = folder or packs_folder() / "parties"
    if not (root / "pack.yml").is_file():
        raise InputError(f"no pack of parties in {root}")
    return load_parties(root)


def load_parties(path: Path) -> PartyPack:
    """Return the pack of parties in a folder; raise PackError with every problem if there is any."""
    pack, problems = read_parties(path, quick=True)
    if problems:
        pack, problems = read_parties(path)
        raise PackError(problems)
    return pack


def read_parties(path: Path, *, quick: bool = False) -> tuple[PartyPack, list[Problem]]:
    """Read a pack of parties as far as it can be read, and list every problem in order of place.

    A `quick` reading tells whether there are problems, and not where in their lists they are.
    """
    reader = _Reader(Problems(path, vocabulary(), quick=quick))
    pack = reader.read()
    return pack, sorted(set(reader.problems.found))


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.ids: set[tuple[str, str]] = set()
        self.words: dict[tuple[str, str], str] = {}

    def read(self) -> PartyPack:
        head = self._head()
        places = list(self._places())
        return PartyPack(
            version=str(head.get("version", "")),
            concepts=(*self._brands(), *places, *self._terms()),
            people=tuple(self._people()),
            forms=tuple(self._forms()),
            wade_giles=dict(self._pairs("wade_giles.csv", "pinyin", "spelling")),
            cantonese={sign: tuple(map(str, row.words("spellings"))) for sign, row in self._signs()},
            surnames=dict(self._pairs("surnames.csv", "sign", "reading")),
            readings=dict(self._pairs("readings.csv", "sign", "reading")),
            words=dict(self._words()),
            scoring=self._scoring(str(head.get("fitted", ""))),
            state_of_knowledge=str(head.get("state_of_knowledge", "")),
            notice=str(head.get("notice", "")),
        )

    def _head(self) -> TextMapping:
        head = self.problems.yaml("pack.yml")
        if not isinstance(head, TextMapping):
            if head is not None:
                self.problems.say("pack.yml", head, "P002", "pack.yml must map keys to values", "id: parties")
            return TextMapping()
        for key, hint in split_names(list(head), PACK_KEYS, ())[0]:
            self.problems.say("pack.yml", key, "P050", f"unknown key '{key}'", hint)
        if head.get("kind", "parties") != "parties":
            self.problems.say("pack.yml", head["kind"], "P052", f"'{head['kind']}' is no kind of pack here", "parties")
        return head

    def _rows(self, path: str, columns: str, required: str) -> Iterator[Row]:
        """Yield the rows of a list that every pack has, each with source and confidence."""
        if not (self.problems.root / path).exists():
            self.problems.say(path, 1, "P003", "the file is missing", "every pack of parties has this file")
            self.problems.lost.add(path)
        needed = (*required.split(), *SOURCE)
        for row in read_rows(self.problems, path, (*columns.split(), *SOURCE), needed):
            row.choice("confidence", CONFIDENCE)
            yield row

    def _claim(self, row: Row, column: str, kind: str, owner: str) -> tuple[str, ...]:
        """Return the words of a cell; one that another row of its kind has already is a problem."""
        words = row.words(column)
        for word in words:
            before = self.words.setdefault((kind, str(word)), owner)
            if before != owner:
                self.problems.say(row.path, word, "P020", f"'{word}' belongs to '{before}' already", "one row a word")
        return tuple(map(str, words))

    def _id(self, row: Row, kind: str) -> str:
        name = row.text("id")
        if name and (kind, name) in self.ids:
            self.problems.say(row.path, row.cell("id"), "P020", f"'{name}' is there twice", "give one another id")
        self.ids.add((kind, str(name)))
        return str(name)

    # ------------------------------------------------------------ words
    def _terms(self) -> Iterator[Concept]:
        for row in self._rows("terms.csv", "id class zh en other", "id class"):
            name = self._id(row, "concept")
            latin = (*self._claim(row, "en", "term", name), *self._claim(row, "other", "term", name))
            yield Concept(name, row.choice("class", CLASSES), self._claim(row, "zh", "term", name), latin)

    def _places(self) -> Iterator[Concept]:
        rows = list(self._rows("places.csv", "id zh en other within", "id"))
        known = [row.text("id") for row in rows]
        for row in rows:
            name = self._id(row, "concept")
            if row.text("within") and row.text("within") not in known:
                text = f"'{row.text('within')}' is no place of this list"
                self.problems.say(row.path, row.cell("within"), "P050", text, nearest(row.text("within"), known))
            latin = (*self._claim(row, "en", "place", name), *self._claim(row, "other", "place", name))
            yield Concept(name, "place", self._claim(row, "zh", "place", name), latin, str(row.text("within")))

    def _brands(self) -> Iterator[Concept]:
        for row in self._rows("brands.csv", "id zh en", "id zh en"):
            name = self._id(row, "concept")
            zh, latin = self._claim(row, "zh", "brand", name), self._claim(row, "en", "brand", name)
            yield Concept(name, "brand", zh, latin)

    def _people(self) -> Iterator[PersonWord]:
        for row in self._rows("people.csv", "id class spellings common", "id class"):
            name = self._id(row, "person")
            spellings = self._claim(row, "spellings", "person", name)
            yield PersonWord(
                name, row.choice("class", PERSON_CLASSES), spellings, row.choice("common", ("yes",)) == "yes"
            )

    def _forms(self) -> Iterator[Form]:
        for n, row in enumerate(self._rows("forms.csv", "class forms countries", "class forms")):
            name = str(row.text("class"))
            yield Form(name, self._claim(row, "forms", "form", f"{name} ({n + 1})"))

    def _pairs(self, path: str, left: str, right: str) -> Iterator[tuple[str, str]]:
        for n, row in enumerate(self._rows(path, f"{left} {right}", f"{left} {right}")):
            self._claim(row, left, path, f"row {n + 1}")
            yield str(row.text(left)), str(row.text(right))

    def _words(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the signs and words of brands with what they mean literally."""
        for row in self._rows("words.csv", "id zh en", "id zh en"):
            name = self._id(row, "word")
            for sign in self._claim(row, "zh", "word", name):
                yield sign, tuple(map(str, row.words("en")))

    def _signs(self) -> Iterator[tuple[str, Row]]:
        for n, row in enumerate(self._rows("cantonese.csv", "sign spellings", "sign spellings")):
            self._claim(row, "sign", "cantonese", f"row {n + 1}")
            yield str(row.text("sign")), row

    # ------------------------------------------------------------ score
    def _scoring(self, fitted: str) -> Scoring:
        values: dict[str, dict[str, float]] = {part: {} for part in PARTS}
        for row in self._rows("score.csv", "part name value note", "part name value"):
            part = row.choice("part", tuple(PARTS))
            name, value = row.text("name"), self._number(row, "value")
            if part and name not in PARTS[part]:
                text = f"'{name}' is no part of '{part}'"
                self.problems.say(row.path, row.cell("name"), "P050", text, nearest(name, PARTS[part]))
            elif part and name in values[part]:
                self.problems.say(row.path, row.cell("name"), "P020", f"'{part} {name}' is there twice", "delete one")
            elif part:
                values[part][str(name)] = value
        self._complete(values)
        lowers = {kind: values[kind] for kind in KINDS}
        most = values["most"].get("unequal", 0.0)
        uses = dict(self._uses())
        return Scoring(values["start"], lowers, values["weight"], values["evidence"], most, uses, fitted)

    def _complete(self, values: dict[str, dict[str, float]]) -> None:
        if "score.csv" in self.problems.lost:
            return
        for part, names in PARTS.items():
            for name in names:
                if name not in values[part]:
                    self.problems.say("score.csv", 1, "P051", f"'{part} {name}' is missing", "add a row")

    def _uses(self) -> Iterator[tuple[str, Use]]:
        for row in self._rows("uses.csv", "use threshold false_alerts", "use threshold false_alerts"):
            yield row.choice("use", USES), Use(self._number(row, "threshold"), str(row.text("false_alerts")))

    def _number(self, row: Row, column: str) -> float:
        text = row.text(column)
        try:
            value = float(text or 0)
            if math.isfinite(value):
                return value
        except ValueError:
            pass
        self.problems.say(row.path, row.cell(column), "P052", f"'{text}' is no number", "a number such as 1.5")
        return 0.0
