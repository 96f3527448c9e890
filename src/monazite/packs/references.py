"""What a pack says across its files: names that must exist, prefixes, exceptions without cycles."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any as Anything

from monazite.errors import nearest
from monazite.law.model import LawPack
from monazite.law.tree import Countries, Items, Node, walk
from monazite.packs.fields import Problems

__all__ = ["References"]

DEEPEST = 20  # exceptions of exceptions of exceptions …: no law comes near
Place = tuple[str, Anything, str]


class References:
    """Names met while a pack is read, each as (file, place, name), and the check of all of them at the end.

    `named` are the ids that the pack gives, `targets` what acts work on, `unless` the exceptions (with the id of the
    provision that names them), `groups` those that items join, `conditions` what may name items and country groups;
    `related` are the ends of relations and `abroad` what provisions oppose (each with its owner): both may lie in
    other regimes, whose packs are not read here; `regime` is the pack's own id.
    """

    def __init__(self, problems: Problems) -> None:
        self.problems, self.say = problems, problems.say
        self.named: list[Place] = []
        self.targets: list[tuple[str, Anything, str, str]] = []
        self.groups: list[Place] = []
        self.unless: list[Place] = []
        self.conditions: list[tuple[str, Anything, Node]] = []
        self.related: list[Place] = []
        self.abroad: list[Place] = []
        self.regime = ""

    def check(self, pack: LawPack) -> None:
        """Note every name that does not exist, except in files of which something could not be read."""
        provisions_lost = any(path.startswith("provisions/") for path in self.problems.lost)
        if not (provisions_lost or "instruments.yml" in self.problems.lost):
            self.check_targets(pack)
            self.check_relations(pack)
        self.check_abroad()
        if not provisions_lost:
            self.check_exceptions(pack)
        for path, at, node in self.conditions:
            for part in walk(node):
                self.check_names(pack, path, at, part)
        if not provisions_lost:
            self.check_groups(pack)
        self.check_prefixes()
        self.check_cycles(pack)
        if not self.problems.found:  # a name misspelt elsewhere would only echo here
            self.check_idle(pack)

    def check_targets(self, pack: LawPack) -> None:
        known = (*pack.instruments, *pack.provisions)
        for path, at, name, owner in self.targets:
            if name not in known:
                hint = _nearest_id(name, [k for k in known if k != owner], owner)
                self.say(path, at, "P022", f"'{name}' is neither an instrument nor a provision", hint)

    def check_relations(self, pack: LawPack) -> None:
        known = (*pack.instruments, *pack.events, *pack.provisions)
        for path, at, owner in self.related:
            if str(at).startswith(f"{self.regime}.") and at not in known:
                text = f"'{at}' is neither an instrument, an event nor a provision"
                self.say(path, at, "P022", text, nearest(at, known))
            elif at == owner:
                self.say(path, at, "P059", f"'{owner}' is related to itself", "name the other one")
            elif not re.fullmatch(r"[a-z][a-z0-9_]*\.[!-~]+", at):
                self.say(path, at, "P059", f"'{at}' is no id", "an instrument, event or provision, such as us.ear.744")

    def check_abroad(self) -> None:
        """A conflict is between regimes: what a provision opposes lies in another."""
        for path, at, owner in self.abroad:
            if not re.fullmatch(r"[a-z][a-z0-9_]*(\.\S+)?", at):
                self.say(path, at, "P059", f"'{at}' is no id", "a regime (us), an instrument or a provision of it")
            elif at.split(".")[0] == self.regime:
                text = f"'{owner}' opposes its own regime"
                self.say(path, at, "P059", text, "an exception ('unless') weighs rules of one regime")

    def check_exceptions(self, pack: LawPack) -> None:
        for path, at, owner in self.unless:
            if at not in pack.provisions:
                hint = _nearest_id(at, [p for p in pack.provisions if p != owner], owner)
                self.say(path, at, "P027", f"unknown provision '{at}'", hint)
            elif pack.provisions[at].when is None:
                hint = f"give '{at}' a 'when' and an outcome"
                self.say(path, at, "P027", f"'{at}' has no 'when': it can except nothing", hint)
            elif pack.provisions[at].outcome is None:
                hint = f"'{owner}' takes the outcome of its exception"
                self.say(path, at, "P029", f"'{at}' has no outcome: as an exception it needs one", hint)

    def check_idle(self, pack: LawPack) -> None:
        """An exemption that no provision names in `unless` stands alone: it exempts nothing and looks as if it did."""
        for provision in pack.provisions.values():
            if provision.outcome in ("not_controlled", "exempt") and provision.id not in pack.exceptions:
                path, line = provision.place
                text = f"'{provision.id}' exempts nothing: no provision names it in 'unless'"
                self.say(path, line, "P058", text, f"unless: [{provision.id}] at what it lifts")

    def check_names(self, pack: LawPack, path: str, at: Anything, part: Node) -> None:
        if isinstance(part, Countries) and "groups.csv" not in self.problems.lost:
            groups = {m.group for m in pack.memberships}
            if part.group not in groups:
                text = f"unknown country group '{part.group}'"
                self.say(path, at, "P023", text, nearest(part.group, sorted(groups)), _offset(at, part.group))
        elif isinstance(part, Items) and "items.csv" not in self.problems.lost:
            known = item_names(pack, part.by)
            if part.name not in known and not (part.by == "group" and part.name == "*"):
                text = f"no item has the {part.by} '{part.name}'"
                self.say(path, at, "P024", text, nearest(part.name, sorted(known)), _offset(at, part.name))

    def check_groups(self, pack: LawPack) -> None:
        """A group that no condition reads may be on purpose; one that nearly has the name of another is not."""
        nodes = [n for _, _, node in self.conditions for n in walk(node)]
        read = sorted({n.name for n in nodes if isinstance(n, Items) and n.by == "group"} & item_names(pack, "group"))
        for path, at, name in self.groups:
            meant = difflib.get_close_matches(name.lower(), read, n=1, cutoff=0.8) if name not in read else []
            if meant and _letters(meant[0]) != _letters(name):
                self.say(path, at, "P024", f"group '{name}' is read by no rule", f"did you mean '{meant[0]}'?")

    def check_prefixes(self) -> None:
        prefix = f"{self.regime}." if self.regime else ""
        wrong = [(path, at, name) for path, at, name in self.named if not name.startswith(prefix)]
        if len(wrong) > 1 and len(wrong) == len(self.named):
            text = f"none of the ids in the pack begins with '{prefix}'"
            self.say("pack.yml", self.regime, "P054", text, f"is the id '{wrong[0][2].split('.')[0]}'?")
            return
        for path, at, name in wrong:
            self.say(path, at, "P054", f"'{name}' does not begin with '{prefix}'", "ids begin with their regime")

    def check_cycles(self, pack: LawPack) -> None:
        places = {(owner, str(at)): (path, at) for path, at, owner in self.unless}
        levels: dict[str, int] = {}

        def visit(name: str, above: tuple[str, ...]) -> int:
            """Return how deep the exceptions below a provision go; one that comes back to itself is said."""
            if name in above:
                path, at = places[(above[-1], name)]
                self.say(path, at, "P028", f"'{name}' is an exception to itself", " → ".join((*above, name)))
                return 0
            if name not in pack.provisions or len(above) > DEEPEST:
                return len(above)
            if name not in levels:
                levels[name] = 0
                below = [visit(exception, (*above, name)) for exception in pack.provisions[name].unless]
                levels[name] = 1 + max(below, default=0)
            return levels[name]

        for name, provision in pack.provisions.items():
            if visit(name, ()) > DEEPEST:
                path, at = places[(name, provision.unless[0])]
                hint = f"at most {DEEPEST} exceptions of exceptions"
                self.say(path, at, "P028", f"the exceptions of '{name}' nest too deeply", hint)
                return


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


def _letters(name: str) -> str:
    """Return a name without its number: annex1 and annex2 are two groups, not one misspelt."""
    return re.sub(r"\d+", "#", name)


def _nearest_id(name: str, known: Sequence[str], owner: str) -> str:
    """Return a hint: the id that ends so (of the owner's instrument first), or with the same number, or the nearest."""
    ends = [k for k in known if k.endswith(f".{name}")]
    own = [k for k in ends if k.startswith(owner.rpartition(".")[0])]
    if ends:
        return f"did you mean '{(own or ends)[0]}'?"
    number = re.search(r"\d{4}-\d+", name)
    same = [k for k in known if number and re.search(rf"\b{number[0]}\b", k)]
    return nearest(name, same or known)


def _offset(at: Anything, name: str) -> int:
    """Return how far behind its beginning a condition names something."""
    return max(at.find(f"'{name}'"), 0) if isinstance(at, str) else 0
