"""Reading the rules of ownership: from packs/parties/ownership/*.yml to rules, with every problem at its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from monazite.errors import InputError, PackError, Problem, UsageError, nearest
from monazite.law.model import LawPack
from monazite.law.phases import Phase, phase_on, phases, whole
from monazite.packs.fields import Entry, Problems
from monazite.packs.find import packs_folder
from monazite.packs.lists import SOURCES, known_lists
from monazite.packs.sources import CONFIDENCE, ordered
from monazite.parties.lists.model import ListSource
from monazite.parties.ownership.flags import FLAGS
from monazite.parties.ownership.model import FAMILIES, Rule
from monazite.parties.ownership.shares import ShareError, read_share
from monazite.text_yaml import Listing
from monazite.text_yaml import Mapping as TextMapping
from monazite.vocabulary import vocabulary

__all__ = ["list_word", "lists_of_rules", "ownership_rules", "phase_of", "read_ownership", "rules_for"]

KEYS = (
    *"regime title title_zh citation instrument in_force_from in_force_to threshold test aggregate cascade".split(),
    *"counts lists instead effect flags url source confidence note".split(),
)
REQUIRED = ("regime", "title", "citation", "threshold", "test", "aggregate", "cascade", "counts", "source")
ANSWERS = ("yes", "no", "unstated")
EXAMPLES = {"counts": "capital", "lists": "ofac-sdn", "flags": "minority"}
RED = (*FLAGS, "trust", "economic")


@lru_cache(maxsize=4)
def ownership_rules(folder: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules of every regime; `folder` holds parties/ownership/. Raises PackError with every mistake."""
    root = (folder or packs_folder()) / "parties" / "ownership"
    if not any(root.glob("*.yml")):
        raise InputError(f"no rules of ownership in {root}")
    rules, problems = read_ownership(root, lists_of_rules(folder))
    if problems:
        raise PackError(problems)
    return rules


def lists_of_rules(folder: Path | None) -> dict[str, ListSource]:
    """Return the lists that the rules of a folder of packs may speak of: its own where it tells of lists."""
    return known_lists(folder if folder and (folder / "lists" / SOURCES).is_file() else None)


def read_ownership(
    root: Path, lists: Mapping[str, ListSource], instruments: Mapping[str, Collection[str]] | None = None
) -> tuple[tuple[Rule, ...], list[Problem]]:
    """Read the rules of a folder as far as they can be read, and list every problem in order of place.

    `lists` are those that rules may speak of, `instruments` those of each regime whose law is known.
    """
    instruments = instruments or {}
    problems = Problems(root, vocabulary())
    files = sorted(path.name for path in root.glob("*.yml"))
    rules: dict[str, Rule] = {}
    for entry in (entry for name in files for entry in problems.entries(name, KEYS, REQUIRED)):
        if entry.name in rules:
            problems.say(entry.path, entry.name, "P020", f"'{entry.name}' is there twice", "give one another id")
        rules[str(entry.name)] = _rule(entry, lists)
        _instrument(entry, instruments)
    return tuple(rules.values()), sorted(set(problems.found))


def _instrument(entry: Entry, known: Mapping[str, Collection[str]]) -> None:
    """Note an instrument that the law of the regime does not have: the rule would always be in force."""
    regime, name = entry.text("regime"), entry.text("instrument")
    if name and regime in known and name not in known[regime]:
        text, hint = f"no instrument '{name}' in the law of '{regime}'", nearest(name, known[regime])
        entry.problems.say(entry.path, entry.fields.get("instrument"), "P050", text, hint)


def list_word(word: str, lists: Mapping[str, ListSource]) -> tuple[str, str]:
    """Return what is wrong with a word for a list (us-csl, or with a programme, us-csl:EL), and what may be meant.

    Programmes are held against those of the list where they are known; both are empty where nothing is wrong.
    """
    name, sign, programme = word.partition(":")
    if name not in lists:
        return f"no list '{name}' is known", nearest(name, lists)
    known = dict.fromkeys((*lists[name].programmes, *(feed.programme for feed in lists[name].feeds if feed.programme)))
    if sign and programme not in known:
        return f"no programme '{programme}' of {name} is known", nearest(programme, known)
    return "", ""


def rules_for(regimes: Sequence[str], rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules of some regimes, or with some ids; all where none is named. Raises UsageError for others."""
    known = dict.fromkeys([*(r.regime for r in rules), *(r.id for r in rules)])
    for word in regimes:
        if word not in known:
            raise UsageError(f"no rules of ownership for '{word}': {nearest(word, known)}")
    return [r for r in rules if not regimes or r.regime in regimes or r.id in regimes]


def phase_of(
    rule: Rule, on: dt.date, known_on: dt.date | None, packs: Sequence[LawPack], reading: str = "instruments"
) -> Phase | None:
    """Return how a rule stands on a day as known on a day: in force, suspended, pending, ended; None before it.

    A rule with an instrument stands as the law packs say of that instrument, suspensions with it; one without stands
    between its own days.
    """
    for pack in packs:
        if rule.instrument in pack.instruments:
            thing = whole(pack.instruments[rule.instrument])
            return phase_on(phases(pack, thing, known_on, reading), on)
    if rule.first and on < rule.first:
        return None
    if rule.last and on > rule.last:
        return Phase("ended", rule.last + dt.timedelta(1), None)
    return Phase("in_force", rule.first, rule.last)


def _rule(entry: Entry, lists: Mapping[str, ListSource]) -> Rule:
    first, last = entry.date("in_force_from"), entry.date("in_force_to")
    ordered(entry, first, last, "in_force_to")
    return Rule(
        id=str(entry.name),
        regime=entry.text("regime"),
        title=entry.text("title"),
        title_zh=entry.text("title_zh"),
        citation=entry.text("citation"),
        instrument=entry.text("instrument"),
        first=first,
        last=last,
        threshold=_threshold(entry),
        more_than=entry.choice("test", ("at_least", "more_than")) == "more_than",
        aggregate=entry.choice("aggregate", ANSWERS),
        cascade=entry.choice("cascade", ANSWERS),
        counts=_words(entry, "counts", FAMILIES),
        lists=_lists(entry, lists),
        instead=_instead(entry, lists),
        effect=entry.text("effect"),
        flags=_words(entry, "flags", RED),
        url=entry.text("url"),
        source=entry.text("source"),
        confidence=entry.choice("confidence", CONFIDENCE),
        note=entry.text("note"),
    )


def _threshold(entry: Entry) -> Fraction:
    text = entry.text("threshold")
    try:
        share = read_share(text)
        if share.low != share.high or not share.low:
            raise ShareError(f"'{text}' is no threshold; expected a share such as 50 %")
        return share.low
    except ShareError as error:
        entry.problems.say(entry.path, entry.fields.get("threshold", entry.name), "P071", str(error))
        return Fraction(1, 2)


def _lists(entry: Entry, lists: Mapping[str, ListSource]) -> tuple[str, ...]:
    words = _words(entry, "lists")
    for word in entry.fields.get("lists", ()) if words else ():
        wrong, hint = list_word(word, lists)
        if wrong:
            entry.problems.say(entry.path, word, "P050", wrong, hint)
    return words


def _instead(entry: Entry, lists: Mapping[str, ListSource]) -> tuple[tuple[str, str], ...]:
    """Return which of the rule's lists make up for which; others are problems."""
    value = entry.fields.get("instead", TextMapping())
    if not isinstance(value, TextMapping):
        entry.problems.say(entry.path, value, "P047", "'instead' maps lists to lists", "ofac-sdn: us-csl, one a line")
        return ()
    known = [word.partition(":")[0] for word in _words(entry, "lists", quiet=True)]
    for word in (word for pair in value.items() for word in pair):
        if word not in known and all(name in lists for name in known):  # one that is misspelt has been told of
            entry.problems.say(entry.path, word, "P050", f"'{word}' is no list of this rule", nearest(str(word), known))
    return tuple((str(one), str(other)) for one, other in value.items())


def _words(entry: Entry, key: str, known: Sequence[str] = (), *, quiet: bool = False) -> tuple[str, ...]:
    value = entry.fields.get(key, Listing())
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        if not quiet:
            entry.problems.say(
                entry.path, value, "P047", f"'{key}' must be a list of words", f"{key}: [{EXAMPLES[key]}]"
            )
        return ()
    for word in value:
        if known and word not in known:
            entry.problems.say(entry.path, word, "P052", f"'{word}' is no word of {key}", nearest(word, known))
    return tuple(map(str, value))
