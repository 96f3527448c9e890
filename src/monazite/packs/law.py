"""Reading a law pack: from its folder to a LawPack, with every problem collected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any as Anything
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monazite.errors import PackError, Problem, nearest
from monazite.law.duties import DUE_FORMS, read_due
from monazite.law.model import Act, Duty, Instrument, Item, LawPack, Listing, Membership, Provision
from monazite.law.outcomes import OUTCOMES
from monazite.law.tree import FALSE, Countries, Items, Node, Not, both, either, walk
from monazite.packs.fields import Entry, Problems, Row
from monazite.text_yaml import Mapping as TextMapping
from monazite.vocabulary import COUNTRIES, Vocabulary, vocabulary

__all__ = ["load_law", "read_law"]

CONFIDENCE = ("verified", "memory")
GRADES = ("T", "S", "A", "M")
SOURCE_KEYS = ("source", "url", "confidence", "grade", "note")
PACK_KEYS = (
    "id title title_zh jurisdiction timezone version licence state_of_knowledge reviewed next_review not_legal_advice note contact"
).split()
INSTRUMENT_KEYS = (
    *"title title_zh issuer issued published in_force_from in_force_to binding acts".split(),
    *SOURCE_KEYS,
)
ACT_KEYS = ("suspends", "ends", "resumes", "from", "to", "on", "note")
PROVISION_KEYS = (
    *"title title_zh instrument article in_force_from in_force_to when outcome unless finding duties because".split(),
    *SOURCE_KEYS,
)
DUTY_KINDS = ("report", "document", "clock", "procedure", "record", "declaration")
ITEM_COLUMNS = (
    *"item code title title_zh instrument when tariff_codes groups in_force_from in_force_to".split(),
    *SOURCE_KEYS,
)
GROUP_COLUMNS = ("group", "member", "from", "to", *SOURCE_KEYS)
LISTING_COLUMNS = ("listing", "list", "name", "name_zh", "country", "binds", *SOURCE_KEYS)
LISTS = ("control", "watch", "unreliable", "entity", "military_end_user", "other")
REACHES = ("exporters", "exporters_and_transferors")


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
        self.targets: list[tuple[str, Anything, str]] = []
        self.unless: list[tuple[str, Anything, str]] = []
        self.conditions: list[tuple[str, Anything, Node]] = []

    def read(self) -> tuple[LawPack, list[Problem]]:
        if not self.root.is_dir():
            return LawPack(id="", title=""), [Problem(str(self.root), 1, 1, "P003", "no such folder")]
        self.instruments = {
            str(e.name): self.instrument(e) for e in self.once("instruments.yml", INSTRUMENT_KEYS, ("title", "issuer"))
        }
        self.memberships = tuple(
            self.membership(r) for r in self.rows("groups.csv", GROUP_COLUMNS, ("group", "member"))
        )
        self.items = self.read_items()
        self.provisions = self.read_provisions()
        pack = self.head()
        if not self.unreadable():
            self.check_references(pack)
        return pack, sorted(set(self.problems.found))

    def unreadable(self) -> bool:
        """A file that cannot be read is said alone: references into it would echo the one mistake many times."""
        return any(p.code in ("P001", "P003") for p in self.problems.found)

    def rows(self, path: str, columns: Sequence[str], required: Sequence[str]) -> Iterator[Row]:
        return self.problems.rows(path, columns, required)

    def once(self, path: str, keys: Sequence[str], required: Sequence[str]) -> Iterator[Entry]:
        return self.problems.entries(path, keys, required)

    # ------------------------------------------------------------ pack.yml
    def head(self) -> LawPack:
        tree = self.problems.yaml("pack.yml")
        if not isinstance(tree, TextMapping):
            if tree is not None:
                self.say("pack.yml", tree, "P002", "pack.yml must map keys to values")
            return LawPack(id="", title="")
        from monazite.text_yaml import Text

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
            path=self.root,
            instruments=self.instruments,
            items=self.items,
            provisions=self.provisions,
            memberships=self.memberships,
            listings=tuple(self.listing(r) for r in self.rows("listings.csv", LISTING_COLUMNS, ("listing", "list"))),
        )

    # ------------------------------------------------------------ instruments.yml
    def instrument(self, entry: Entry) -> Instrument:
        out = Instrument(
            id=str(entry.name),
            title=entry.text("title"),
            title_zh=entry.text("title_zh"),
            issuer=entry.text("issuer"),
            issued=entry.date("issued"),
            published=entry.date("published"),
            first=entry.date("in_force_from"),
            last=entry.date("in_force_to"),
            binding=entry.choice("binding", ("yes", "no"), default="yes") != "no",
            acts=tuple(self.act(part) for part in entry.mappings("acts")),
            **self.sourced(entry),
        )
        self.ordered(entry, out.first, out.last, "in_force_to")
        return out

    def act(self, entry: Entry) -> Act:
        entry.check_keys(ACT_KEYS, ())
        kinds = [k for k in ("suspends", "ends", "resumes") if k in entry.fields]
        if len(kinds) != 1:
            self.say(
                entry.path, entry.name, "P055", "an act suspends, ends or resumes one thing", "- suspends: instrument"
            )
            return Act(kind="suspends", target="")
        kind = kinds[0]
        first, last = entry.date("from"), entry.date("on" if kind == "ends" else "to")
        if kind == "ends" and last is None:
            self.say(entry.path, entry.name, "P051", "'ends' needs 'on', the last day in force")
        if kind != "ends" and first is None:
            self.say(entry.path, entry.name, "P051", f"'{kind}' needs 'from'")
        self.ordered(entry, first, last, "to")
        self.targets.append((entry.path, entry.fields[kind], entry.text(kind)))
        return Act(kind=kind, target=entry.text(kind), first=first, last=last)

    # ------------------------------------------------------------ items.csv, groups.csv, listings.csv
    def read_items(self) -> dict[str, Item]:
        out: dict[str, Item] = {}
        lines: dict[str, int] = {}
        for row in self.rows("items.csv", ITEM_COLUMNS, ("item", "code", "title", "instrument", "when")):
            name = row.text("item")
            if name in out:
                self.say(row.path, row.at, "P020", f"item '{name}' is listed twice", f"first on line {lines[name]}")
                continue
            lines[name] = row.at
            out[name] = self.item(row)
        return out

    def item(self, row: Row) -> Item:
        for code in row.words("tariff_codes"):
            if not re.fullmatch(r"\d{4}|\d{6}|\d{8}|\d{10}", code):
                self.say(row.path, row.at, "P021", f"'{code}' is no tariff line", "4, 6, 8 or 10 digits")
        self.known_instrument(row.path, row.at, row.text("instrument"))
        when = row.condition("when")
        if any(isinstance(node, Items) for node in walk(when)):
            self.say(row.path, row.at, "P026", "an item cannot be defined by items")
        return Item(
            id=row.text("item"),
            code=row.text("code"),
            title=row.text("title"),
            title_zh=row.text("title_zh"),
            instrument=row.text("instrument"),
            when=when,
            tariff_codes=row.words("tariff_codes"),
            groups=row.words("groups"),
            first=row.date("in_force_from"),
            last=row.date("in_force_to"),
            **self.sourced(row),
        )

    def membership(self, row: Row) -> Membership:
        member = row.text("member")
        if member not in COUNTRIES:
            self.say(row.path, row.at, "P043", f"'{member}' is no ISO 3166 alpha-2 code", nearest(member, COUNTRIES))
        return Membership(row.text("group"), member, row.date("from"), row.date("to"))

    def listing(self, row: Row) -> Listing:
        self.known_instrument(row.path, row.at, row.text("listing"))
        country = row.text("country")
        if country and country not in COUNTRIES:
            self.say(row.path, row.at, "P043", f"'{country}' is no ISO 3166 alpha-2 code", nearest(country, COUNTRIES))
        return Listing(
            instrument=row.text("listing"),
            list=row.choice("list", LISTS),
            name=row.text("name"),
            name_zh=row.text("name_zh"),
            country=country,
            binds=row.choice("binds", REACHES, "exporters"),
            **self.sourced(row),
        )

    # ------------------------------------------------------------ provisions/*.yml
    def read_provisions(self) -> dict[str, Provision]:
        out: dict[str, Provision] = {}
        for file in sorted((self.root / "provisions").glob("*.yml")):
            path = f"provisions/{file.name}"
            for entry in self.once(path, PROVISION_KEYS, ("title", "instrument", "article")):
                name = str(entry.name)
                if name in out:
                    self.say(
                        path,
                        entry.name,
                        "P020",
                        f"provision '{name}' is written twice",
                        f"first in {out[name].place[0]}",
                    )
                    continue
                out[name] = self.provision(entry)
        return out

    def provision(self, entry: Entry) -> Provision:
        self.known_instrument(entry.path, entry.fields.get("instrument"), entry.text("instrument"))
        first, last = entry.date("in_force_from"), entry.date("in_force_to")
        self.ordered(entry, first, last, "in_force_to")
        outcome = entry.choice("outcome", OUTCOMES) or None
        when = self.group(entry, entry.fields["when"]) if "when" in entry.fields else None
        self.unless += [(entry.path, word, str(entry.name)) for word in entry.words("unless")]
        if when is None and (outcome or entry.text("finding")):
            self.say(entry.path, entry.name, "P051", f"'{entry.name}' has an outcome but no 'when'")
        if when is not None and not (outcome or entry.text("finding") or "duties" in entry.fields):
            self.say(
                entry.path, entry.name, "P051", f"'{entry.name}' has a 'when' but neither outcome, finding nor duties"
            )
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
            because=entry.text("because"),
            place=(entry.path, entry.name.line),
            **self.sourced(entry),
        )

    def group(self, entry: Entry, tree: Anything) -> Node:
        """Return the condition of nested all / any / none groups; one atom may stand alone."""
        if isinstance(tree, str):
            node = entry.condition(tree)
            self.conditions.append((entry.path, tree, node))
            return node
        if not isinstance(tree, TextMapping) or not tree:
            self.say(
                entry.path,
                tree,
                "P047",
                "YAML does not read this as a condition",
                "all:, any: or none: and lines below",
            )
            return FALSE
        parts = []
        for word, lines in tree.items():
            if word not in ("all", "any", "none"):
                hint = "a ': ' inside a condition? put the whole line in double quotes"
                self.say(
                    entry.path, word, "P047" if " " in word else "P050", f"'{word}' is no group (all, any, none)", hint
                )
                continue
            if not isinstance(lines, list) or not lines:
                self.say(entry.path, word, "P051", f"'{word}' lists no conditions", "one '- condition' a line")
                continue
            nodes = [self.group(entry, line) for line in lines]
            parts.append(both(*nodes) if word == "all" else either(*nodes) if word == "any" else both(*map(Not, nodes)))
        return both(*parts) if parts else FALSE

    def duty(self, entry: Entry) -> Duty:
        entry.check_keys(("kind", "text", "text_zh", "due"), ("kind", "text"))
        due = entry.text("due")
        if due and read_due(due) is None:
            self.say(entry.path, entry.fields["due"], "P056", f"'{due}' is no clock", DUE_FORMS)
        return Duty(
            kind=entry.choice("kind", DUTY_KINDS), text=entry.text("text"), text_zh=entry.text("text_zh"), due=due
        )

    # ------------------------------------------------------------ shared
    def sourced(self, thing: Entry | Row) -> dict[str, str]:
        return {
            "source": thing.text("source"),
            "url": thing.text("url"),
            "note": thing.text("note"),
            "confidence": thing.choice("confidence", CONFIDENCE),
            "grade": thing.choice("grade", GRADES),
        }

    def ordered(self, entry: Entry, first: Anything, last: Anything, key: str) -> None:
        if first and last and last < first:
            self.say(
                entry.path, entry.fields.get(key), "P030", f"{entry.name} ends ({last}) before it begins ({first})"
            )

    def known_instrument(self, path: str, at: Anything, name: str) -> None:
        if name and name not in self.instruments:
            self.say(path, at, "P022", f"unknown instrument '{name}'", nearest(name, self.instruments))

    # ------------------------------------------------------------ across files
    def check_references(self, pack: LawPack) -> None:
        for path, at, name in self.targets:
            if name not in pack.instruments and name not in pack.provisions:
                known = (*pack.instruments, *pack.provisions)
                self.say(path, at, "P022", f"'{name}' is neither an instrument nor a provision", nearest(name, known))
        for path, at, _ in self.unless:
            if at not in pack.provisions:
                self.say(path, at, "P027", f"unknown provision '{at}'", nearest(at, pack.provisions))
            elif pack.provisions[at].when is None:
                self.say(path, at, "P027", f"'{at}' has no 'when': it can except nothing")
            elif pack.provisions[at].outcome is None:
                self.say(path, at, "P029", f"'{at}' has no outcome: as an exception it needs one")
        for path, at, node in self.conditions:
            for part in walk(node):
                self.check_names(pack, path, at, part)
        self.check_prefixes(pack)
        self.check_cycles(pack)

    def check_names(self, pack: LawPack, path: str, at: Anything, part: Node) -> None:
        if isinstance(part, Countries):
            groups = {m.group for m in pack.memberships}
            if part.group not in groups:
                self.say(path, at, "P023", f"unknown country group '{part.group}'", nearest(part.group, groups))
        elif isinstance(part, Items):
            known = item_names(pack, part.by)
            if part.name not in known and not (part.by == "group" and part.name == "*"):
                self.say(path, at, "P024", f"no item has the {part.by} '{part.name}'", nearest(part.name, known))

    def check_prefixes(self, pack: LawPack) -> None:
        for kind, names in (("instruments.yml", pack.instruments), ("items.csv", pack.items)):
            for name in names:
                if pack.id and not name.startswith(f"{pack.id}."):
                    self.say(
                        kind, 1, "P054", f"'{name}' does not begin with '{pack.id}.'", "ids are namespaced by regime"
                    )
        for provision in pack.provisions.values():
            if pack.id and not provision.id.startswith(f"{pack.id}."):
                path, line = provision.place
                self.say(path, line, "P054", f"'{provision.id}' does not begin with '{pack.id}.'")

    def check_cycles(self, pack: LawPack) -> None:
        done: set[str] = set()

        def visit(name: str, above: tuple[str, ...]) -> None:
            if name in above:
                path, line = pack.provisions[name].place
                self.say(path, line, "P028", f"'{name}' is an exception to itself", " → ".join((*above, name)))
                return
            if name in done or name not in pack.provisions:
                return
            for exception in pack.provisions[name].unless:
                visit(exception, (*above, name))
            done.add(name)

        for name in pack.provisions:
            visit(name, ())


def item_names(pack: LawPack, by: str) -> set[str]:
    """Return what Items(by, …) may name: codes with their parents, instruments, or groups."""
    if by == "instrument":
        return {i.instrument for i in pack.items.values()}
    if by == "group":
        return {g for i in pack.items.values() for g in i.groups}
    out: set[str] = set()
    for item in pack.items.values():
        for code in item.code.split(";"):
            parts = code.strip().split(".")
            out |= {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
    return out
