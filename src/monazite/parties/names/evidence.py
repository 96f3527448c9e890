"""What speaks for or against a party besides its name: identifiers, countries, its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monazite.parties.model import Identifier, Party
from monazite.parties.names.check_digits import normal, right

__all__ = ["Query", "Sign", "checked", "evidence", "most_added", "most_odds", "same_identifiers", "signs_of"]

_ONE_EACH = ("lei", "uscc", "imo")  # a party has one of these: another one speaks for another party


@dataclass(frozen=True, slots=True)
class Query:
    """A party asked for: its name in any script, and what else is known; empty is not known.

    `kind` is person, organization, vessel or aircraft; countries are ISO 3166-1 alpha-2.
    """

    name: str
    kind: str = ""
    country: str = ""
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """One piece of evidence: its name in the pack, the log-odds it adds, and what it is."""

    name: str
    odds: float
    text: str


def checked(identifiers: Iterable[Identifier]) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, normal value, country) of the identifiers that are not wrong by their check digits."""
    for one in identifiers:
        value = normal(one.kind, one.value)
        if len(value) > 3 and right(one.kind, value) is not False:
            yield one.kind, value, one.country


def same_identifiers(query: Query, party: Party) -> list[tuple[str, str]]:
    """Return the identifiers (kind, value) that both have; another country makes another register."""
    mine, theirs = list(checked(query.identifiers)), list(checked(party.identifiers))
    return [(a[0], a[1]) for a in mine for b in theirs if a[:2] == b[:2] and (not a[2] or not b[2] or a[2] == b[2])]


def _other_identifiers(query: Query, party: Party) -> list[tuple[str, str, str]]:
    mine, theirs = list(checked(query.identifiers)), list(checked(party.identifiers))
    return [(a[0], a[1], b[1]) for a in mine for b in theirs if a[0] == b[0] and a[0] in _ONE_EACH and a[1] != b[1]]


def evidence(query: Query, party: Party, worth: Mapping[str, float]) -> list[Sign]:
    """Return what is known besides the names, each with the log-odds it adds; what is not known adds nothing."""
    same = same_identifiers(query, party)
    signs = [Sign("identifier", worth["identifier"], f"the same {kind} {value}") for kind, value in same[:1]]
    if not same:
        others = _other_identifiers(query, party)
        signs += [Sign("other_identifier", worth["other_identifier"], f"{k} {a}, not {b}") for k, a, b in others[:1]]
    signs += _country(query, party, worth)
    known = query.kind and query.kind != "unknown" and party.kind != "unknown"
    if known and query.kind != party.kind:
        signs.append(Sign("other_kind", worth["other_kind"], f"{party.kind}, not {query.kind}"))
    elif known:
        signs.append(Sign("kind", worth["kind"], f"both {party.kind}"))
    return [sign for sign in signs if sign.odds]


def signs_of(query: Query, party: Party, worth: Mapping[str, float]) -> Sequence[Sign]:
    """Return the evidence, at once where there is none to weigh."""
    if not query.country and not query.identifiers and query.kind in ("", party.kind):
        return ()
    return evidence(query, party, worth)


def most_added(query: Query, worth: Mapping[str, float]) -> float:
    """Return the most log-odds that evidence other than the same identifier can add for any party."""
    most = max(0.0, worth["other_identifier"]) if query.identifiers else 0.0
    most += max(0.0, worth["kind"], worth["other_kind"]) if query.kind else 0.0
    return most + (max(0.0, worth["country"], worth["other_country"]) if query.country else 0.0)


def most_odds(query: Query, party: Party, worth: Mapping[str, float]) -> float:
    """Return the most log-odds that evidence other than the same identifier can add, found without looking closely."""
    most = max(0.0, worth["other_identifier"]) if query.identifiers else 0.0
    if query.kind not in ("", "unknown") and party.kind != "unknown":
        most += worth["kind" if query.kind == party.kind else "other_kind"]
    if query.country and party.countries:
        most += worth["country" if query.country in party.countries else "other_country"]
    return most


def _country(query: Query, party: Party, worth: Mapping[str, float]) -> Iterator[Sign]:
    if not query.country or not party.countries:
        return
    if query.country in party.countries:
        yield Sign("country", worth["country"], f"both {query.country}")
    else:
        yield Sign("other_country", worth["other_country"], f"{', '.join(party.countries)}, not {query.country}")
