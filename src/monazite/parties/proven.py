"""Whether a listed party is meant beyond doubt: by an identifier, or by its whole name with nothing against it."""

from __future__ import annotations

from monazite.parties.asked import Asked, telling
from monazite.parties.model import Party
from monazite.parties.names.check_digits import normal
from monazite.parties.names.evidence import same_identifiers
from monazite.parties.names.letters import has_han
from monazite.parties.names.told import Explanation

__all__ = ["by_identifier", "is_sure"]

_CONTRARY = ("another legal form", "compared by sound, across scripts", "only first letters agree")


def is_sure(asked: Asked, party: Party, why: Explanation) -> bool:
    """Return whether a party is meant beyond doubt, by an identifier or by its name."""
    against = [sign for sign in why.evidence if sign.odds < 0]
    if by_identifier(asked, party):
        return not any(sign.name == "other_identifier" for sign in against)
    if not why.equal or against or has_han(asked.name) != has_han(why.name):
        return False
    if any(what in _CONTRARY for what, _ in why.lowered):
        return False
    return any(name.text == why.name and name.kind != "weak" for name in party.names)


def by_identifier(asked: Asked, party: Party) -> bool:
    """Return whether both have an identifier that no two parties share."""
    if not asked.identifiers:
        return False
    same = set(same_identifiers(asked.query, party))
    return any(
        telling(mine.kind, mine.country, theirs.country)
        for mine in asked.identifiers
        for theirs in party.identifiers
        if (mine.kind, normal(mine.kind, mine.value)) in same
        and (theirs.kind, normal(theirs.kind, theirs.value)) in same
    )
