"""What a line only names: written on something, held by what is empty now, or said not to be the goods."""

from __future__ import annotations

from monazite.goods.mentions import Mention
from monazite.goods.rules.likely import TOLD, as_likely
from monazite.goods.rules.state import Reading, says
from monazite.goods.substance import elements_of
from monazite.goods.unsure import NAMED, REFUSED
from monazite.vocabulary import vocabulary

__all__ = ["named"]

BECAUSE = {NAMED: "the words name it, and do not say that it is inside", REFUSED: "the words deny that it is the goods"}


def named(r: Reading) -> None:
    """Say as likely what is only named, and leave open what goods are that would not be it."""
    for zone, because in BECAUSE.items():
        only = [m for m in r.mentions if m.zone == zone]
        if any(_is_told(m) for m in only) and not (zone == REFUSED and _is_family(r)):
            _unsure(r, only, because)


def _is_family(r: Reading) -> bool:
    """Whether the words name the family of magnets that the goods are: "ferrite magnets, not NdFeB"."""
    return r.value("magnet_family") not in (None, "none")


def _unsure(r: Reading, only: list[Mention], because: str) -> None:
    since, words = len(r.likely), r.quote(*only)
    for mention in only:
        as_likely(r, mention)
    meant: dict[str, list[str]] = {}
    for said in r.likely[since:]:
        meant.setdefault(said.fact, []).append(str(said.value))
    for fact in sorted(TOLD | {"composition_complete"}):
        found = r.facts.get(fact)
        if found is not None and found.value not in meant.get(fact, ()):
            r.leave_open(fact, (str(found.value), *meant.get(fact, ())), words, because)
    for fact in ("material", "main_element"):
        if fact in meant and fact not in r.facts and fact not in r.open:
            r.leave_open(fact, meant[fact], words, because)


def _is_told(mention: Mention) -> bool:
    """Whether a mention is of something that lists name."""
    if any(f"mf_{symbol.lower()}" in vocabulary() for symbol in elements_of(mention)):
        return True
    return any(
        s.fact in ("rare_earth", "magnet_family") and s.value not in ("none", "other", "no") for s in says(mention)
    )
