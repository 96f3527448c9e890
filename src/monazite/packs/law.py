"""Reading a law pack: from its folder to a LawPack, with every problem collected."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any as Anything
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monazite.errors import PackError, Problem, nearest
from monazite.law.conditions import near_country
from monazite.law.duties import DUE_FORMS, read_due
from monazite.law.model import Duty, Item, LawPack, Listing, Membership, Provision
from monazite.law.tree import FALSE, Items, Node, Not, both, either, walk
from monazite.outcomes import OUTCOMES
from monazite.packs.case_names import DUTY_KINDS
from monazite.packs.dated import read_calendar, read_events
from monazite.packs.fields import Entry, Problems
from monazite.packs.instruments import read_instruments
from monazite.packs.references import References
from monazite.packs.rows import Row, read_rows
from monazite.packs.signs import odd_sign
from monazite.packs.sources import SOURCE_KEYS, ordered, sourced
from monazite.text_yaml import Mapping as TextMapping
from monazite.text_yaml import Text
from monazite.vocabulary import COUNTRIES, Vocabulary, vocabulary

__all__ = ["load_law", "read_law"]

PACK_KEYS = (
    *"id title title_zh jurisdiction timezone version licence status state_of_knowledge reviewed next_review".split(),
    *"not_legal_advice note contact".split(),
)
PROVISION_KEYS = (
    *"title title_zh instrument article in_force_from in_force_to when".split(),
    *"outcome unless finding duties where_outcome opposes because".split(),
    *SOURCE_KEYS,
)
ITEM_COLUMNS = (
    *"item code title title_zh instrument when tariff_codes groups in_force_from in_force_to".split(),
    *SOURCE_KEYS,
)
GROUP_COLUMNS = ("group", "member", "from", "to", *SOURCE_KEYS)
LISTING_COLUMNS = ("listing", "list", "name", "name_zh", "country", "binds", *SOURCE_KEYS)
LISTS = ("control", "watch", "unreliable", "entity", "military_end_user", "other")
REACHES = ("exporters", "exporters_and_transferors")
LISTED = (".yml", ".yaml", ".csv")
FILES = ("pack.yml", "instruments.yml", "events.yml", "items.csv", "groups.csv", "listings.csv", "calendar.csv")
GROUPS: dict[str, Callable[[list[Node]], Node]] = {
    "all": lambda nodes: both(*nodes),
    "any": lambda nodes: either(*nodes),
    "none": lambda nodes: both(*map(Not, nodes)),
}
DEEPEST = 20  # levels of nested groups: no provision comes near


def load_law(path: Path) -> LawPack:
    """Return the law pack in a folder; raise PackError with every problem if there is any."""
    pack, problems = read_law(path)
    if problems:
        raise PackError(problems)
    return pack


def read_law(path: Path) -> tuple[LawPack, list[Problem]]:
    """Read a law pack as far as it can be read, and list every problem in order of place."""
    return _Reader(Problems(path, vocabulary())).read()


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.problems, self.say = problems, problems.say
        self.vocabulary: Vocabulary = problems.vocabulary
        self.root = problems.root
        self.references = References(problems)

    def read(self) -> tuple[LawPack, list[Problem]]:
        if not self.root.is_dir():
            return LawPack(id="", title=""), [Problem(str(self.root), 1, 1, "P003", "no such folder")]
        if below := self.packs_below():
            hint = f"name one of the packs below it: {', '.join(below)}"
            return LawPack(id="", title=""), [Problem(str(self.root), 1, 1, "P003", "no pack, a folder of packs", hint)]
        self.stray_files()
        self.instruments = read_instruments(self.problems, self.references)
        self.memberships = tuple(
            self.membership(r) for r in self.rows("groups.csv", GROUP_COLUMNS, ("group", "member"))
        )
        self.items = self.read_items()
        self.provisions = self.read_provisions()
        self.events = read_events(self.problems, self.references)
        self.calendar = read_calendar(self.problems)
        pack = self.head()
        self.references.check(pack)
        return pack, sorted(set(self.problems.found))

    def packs_below(self) -> list[str]:
        """Return the packs in a folder that is none itself."""
        if (self.root / "pack.yml").exists():
            return []
        return sorted(str(self.root / file.parent.name) for file in self.root.glob("*/pack.yml"))

    def stray_files(self) -> None:
        """A file with another name would silently not be read; what it was meant to be is not held against others."""
        for file in sorted(p for p in self.root.iterdir() if p.suffix in LISTED):
            if file.name not in FILES:
                meant = difflib.get_close_matches(file.name, FILES, n=1)
                self.problems.lost.update(meant)
                self.say(file.name, 1, "P005", "no file of a pack has this name", nearest(file.name, FILES))
        for folder, endings in (("provisions", (".yml",)), ("cases", (".yml", ".csv")), ("examples", (".csv",))):
            for file in sorted((self.root / folder).glob("*.*")):
                if file.suffix in LISTED and file.suffix not in endings:
                    path = f"{folder}/{file.name}"
                    self.problems.lost.add(path)
                    self.say(path, 1, "P005", "this file would not be read", f"name it {file.stem}.yml")

    def rows(self, path: str, columns: Sequence[str], required: Sequence[str]) -> Iterator[Row]:
        return read_rows(self.problems, path, columns, required)

    def once(self, path: str, keys: Sequence[str], required: Sequence[str]) -> Iterator[Entry]:
        return self.problems.entries(path, keys, required)

    # ------------------------------------------------------------ pack.yml
    def head(self) -> LawPack:
        tree = self.problems.yaml("pack.yml")
        if not isinstance(tree, TextMapping):
            if tree is not None:
                self.say("pack.yml", tree, "P002", "pack.yml must map keys to values", "id: cn on a line of its own")
            tree = TextMapping()
            return self.pack(Entry(self.problems, "pack.yml", Text("pack"), tree), "", "UTC")
        entry = Entry(self.problems, "pack.yml", Text("pack"), tree)
        entry.check_keys(PACK_KEYS, ("id", "title", "jurisdiction", "timezone", "version", "licence"))
        zone = entry.text("timezone") or "UTC"
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            self.say(
                "pack.yml", tree.get("timezone"), "P053", f"'{zone}' is no time zone", "Asia/Shanghai, for instance"
            )
        regime = entry.text("id")
        if regime and not re.fullmatch(r"[a-z][a-z0-9_]*", regime):
            self.say("pack.yml", tree.get("id"), "P054", f"'{regime}' is no regime id", "small letters, such as cn")
        elif regime:
            self.references.regime = tree["id"]
        return self.pack(entry, regime, zone)

    def pack(self, entry: Entry, regime: str, zone: str) -> LawPack:
        return LawPack(
            id=regime,
            title=entry.text("title"),
            title_zh=entry.text("title_zh"),
            jurisdiction=entry.text("jurisdiction"),
            timezone=zone,
            version=entry.text("version"),
            licence=entry.text("licence"),
            state_of_knowledge=entry.date("state_of_knowledge"),
            reviewed=entry.date("reviewed"),
            next_review=entry.date("next_review"),
            disclaimer=entry.text("not_legal_advice"),
            skeleton=entry.choice("status", ("whole", "skeleton"), default="whole") == "skeleton",
            path=self.root,
            instruments=self.instruments,
            items=self.items,
            provisions=self.provisions,
            memberships=self.memberships,
            events=self.events,
            calendar=self.calendar,
            listings=tuple(self.listing(r) for r in self.rows("listings.csv", LISTING_COLUMNS, ("listing", "list"))),
        )

    # ------------------------------------------------------------ items.csv, groups.csv, listings.csv
    def read_items(self) -> dict[str, Item]:
        out: dict[str, Item] = {}
        lines: dict[str, int] = {}
        for row in self.rows("items.csv", ITEM_COLUMNS, ("item", "code", "title", "instrument", "when")):
            name = row.text("item")
            if name in out:
                text = f"item '{name}' is listed twice"
                self.say(row.path, row.cell("item"), "P020", text, f"first on line {lines[name]}")
                continue
            lines[name] = row.at
            self.references.named.append((row.path, row.cell("item"), name))
            out[name] = self.item(row)
        return out

    def item(self, row: Row) -> Item:
        for code in row.words("tariff_codes"):
            if not re.fullmatch(r"\d{4}|\d{6}|\d{8}|\d{10}", code):
                self.say(row.path, code, "P021", f"'{code}' is no tariff line", "4, 6, 8 or 10 digits")
        self.references.groups += [(row.path, word, str(word)) for word in row.words("groups")]
        self.known_instrument(row.path, row.cell("instrument"), row.text("instrument"))
        when = row.condition("when") if row.text("when") else FALSE
        if any(isinstance(node, Items) for node in walk(when)):
            hint = "write the facts of the goods here"
            self.say(row.path, row.cell("when"), "P026", "an item cannot be defined by items", hint)
        else:
            self.references.conditions.append((row.path, row.cell("when"), when))
        first, last = row.date("in_force_from"), row.date("in_force_to")
        ordered(row, first, last, "in_force_to")
        return Item(
            id=row.text("item"),
            code=row.text("code"),
            title=row.text("title"),
            title_zh=row.text("title_zh"),
            instrument=row.text("instrument"),
            when=when,
            tariff_codes=tuple(map(str, row.words("tariff_codes"))),
            groups=tuple(map(str, row.words("groups"))),
            first=first,
            last=last,
            **sourced(row),
        )

    def membership(self, row: Row) -> Membership:
        self.known_country(row, "member")
        first, last = row.date("from"), row.date("to")
        ordered(row, first, last, "to")
        return Membership(row.text("group"), row.text("member"), first, last)

    def listing(self, row: Row) -> Listing:
        self.known_instrument(row.path, row.cell("listing"), row.text("listing"))
        self.known_country(row, "country")
        return Listing(
            instrument=row.text("listing"),
            list=row.choice("list", LISTS),
            name=row.text("name"),
            name_zh=row.text("name_zh"),
            country=row.text("country"),
            binds=row.choice("binds", REACHES, "exporters"),
            **sourced(row),
        )

    # ------------------------------------------------------------ provisions/*.yml
    def read_provisions(self) -> dict[str, Provision]:
        out: dict[str, Provision] = {}
        for file in sorted((self.root / "provisions").glob("*.yml")):
            path = f"provisions/{file.name}"
            for entry in self.once(path, PROVISION_KEYS, ("title", "instrument", "article")):
                name = str(entry.name)
                if name in out:
                    hint = f"first in {out[name].place[0]}, line {out[name].place[1]}"
                    self.say(path, entry.name, "P020", f"provision '{name}' is written twice", hint)
                    continue
                self.references.named.append((path, entry.name, name))
                out[name] = self.provision(entry)
        return out

    def provision(self, entry: Entry) -> Provision:
        self.known_instrument(entry.path, entry.fields.get("instrument"), entry.text("instrument"))
        first, last = entry.date("in_force_from"), entry.date("in_force_to")
        ordered(entry, first, last, "in_force_to")
        when = self.group(entry, entry.fields["when"]) if "when" in entry.fields else None
        self.references.unless += [(entry.path, word, str(entry.name)) for word in entry.words("unless")]
        effects = [word for word in ("outcome", "finding", "duties", "opposes") if entry.fields.get(word)]
        if when is None and set(effects) - {"duties"}:
            self.say(entry.path, entry.name, "P051", f"'{entry.name}' has {effects[0]} but no 'when'", "when: all: …")
        if when is not None and not effects:
            text = f"'{entry.name}' has a 'when' but neither outcome, finding, duties nor opposes"
            self.say(entry.path, entry.name, "P051", text, f"outcome: one of {', '.join(OUTCOMES)}")
        # A wrong word stands for some outcome here, so that nobody misses one.
        outcome = entry.choice("outcome", OUTCOMES) or (OUTCOMES[-1] if "outcome" in effects else None)
        return Provision(
            id=str(entry.name),
            title=entry.text("title"),
            title_zh=entry.text("title_zh"),
            instrument=entry.text("instrument"),
            article=entry.text("article"),
            first=first,
            last=last,
            when=when,
            outcome=outcome,
            unless=tuple(map(str, entry.words("unless"))),
            finding=entry.text("finding"),
            duties=tuple(self.duty(part) for part in entry.mappings("duties")),
            where_outcome=self.where_outcome(entry, outcome),
            opposes=self.opposes(entry),
            because=entry.text("because"),
            place=(entry.path, entry.name.line),
            **sourced(entry),
        )

    def where_outcome(self, entry: Entry, outcome: str | None) -> tuple[str, ...]:
        words = entry.words("where_outcome")
        for word in words:
            if word not in OUTCOMES:
                self.say(entry.path, word, "P052", f"'{word}' is no outcome", nearest(word, OUTCOMES))
        if words and outcome:
            text = "a provision with an outcome cannot wait for an outcome"
            self.say(entry.path, words[0], "P057", text, "give the duties to a provision of their own")
        return tuple(map(str, words))

    def opposes(self, entry: Entry) -> tuple[str, ...]:
        """Return what a provision forbids to follow: ids of other regimes, or a regime alone."""
        words = entry.words("opposes")
        self.references.abroad += [(entry.path, word, str(entry.name)) for word in words]
        return tuple(map(str, words))

    def group(self, entry: Entry, tree: Anything, depth: int = 1) -> Node:
        """Return the condition of nested all / any / none groups; one atom may stand alone."""
        if isinstance(tree, str):
            node = entry.condition(tree)
            self.references.conditions.append((entry.path, tree, node))
            return node
        if not isinstance(tree, TextMapping) or not tree:
            text = "YAML does not read this as a condition"
            self.say(entry.path, tree, "P047", text, "all:, any: or none: and lines below")
            return FALSE
        if depth > DEEPEST:
            self.say(entry.path, tree, "P045", "nested too deeply", "give a part of it to a provision of its own")
            return FALSE
        parts = []
        for word, lines in tree.items():
            if word not in GROUPS:
                self.no_group(entry, word)
            elif isinstance(lines, TextMapping) and lines.flow:
                continue  # braces are said elsewhere
            elif not isinstance(lines, list) or not lines:
                self.say(entry.path, word, "P051", f"'{word}' lists no conditions", _unlisted(lines))
            else:
                parts.append(GROUPS[word]([self.group(entry, line, depth + 1) for line in lines]))
        return both(*parts) if parts else FALSE

    def no_group(self, entry: Entry, word: str) -> None:
        if " " in word or "(" in word:
            hint = "a ': ' inside a condition? put the whole line in double quotes"
            self.say(entry.path, word, "P047", f"'{word}' is no group (all, any, none)", hint)
        else:
            self.say(entry.path, word, "P050", f"'{word}' is no group", nearest(word, GROUPS))

    def duty(self, entry: Entry) -> Duty:
        entry.check_keys(("kind", "text", "text_zh", "due"), ("kind", "text"))
        due = entry.text("due")
        if due and read_due(due) is None:
            self.say(entry.path, entry.fields.get("due"), "P056", f"'{due}' is no clock", DUE_FORMS)
        return Duty(
            kind=entry.choice("kind", DUTY_KINDS), text=entry.text("text"), text_zh=entry.text("text_zh"), due=due
        )

    # ------------------------------------------------------------ shared
    def known_instrument(self, path: str, at: Anything, name: str) -> None:
        if name and name not in self.instruments and "instruments.yml" not in self.problems.lost:
            self.say(path, at, "P022", f"unknown instrument '{name}'", nearest(name, self.instruments))

    def known_country(self, row: Row, column: str) -> None:
        country = row.text(column)
        if country and country not in COUNTRIES:
            text = f"'{country}' is no ISO 3166 alpha-2 code"
            self.say(row.path, row.cell(column), "P043", text, near_country(country))


def _unlisted(lines: Anything) -> str:
    """Return how the lines of a group are written, in view of what stands there."""
    return (odd_sign(lines) if isinstance(lines, str) else "") or "one '- condition' a line"
