"""Addresses and telephone numbers that several parties share: what links a name to one that is listed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from monazite.parties.model import Party

__all__ = ["Contacts", "address_key", "cluster_number", "clusters", "phone_key"]

ENOUGH = 8  # letters and digits below which an address is a town or a country, and links nobody
_DIGITS = 7  # digits below which a telephone number is an extension
_SHORT = {
    "street": "st",
    "road": "rd",
    "avenue": "ave",
    "building": "bldg",
    "number": "no",
    "district": "dist",
    "province": "prov",
    "floor": "fl",
    "room": "rm",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
}
_WORD = re.compile(r"[^\W_]+")


def address_key(text: str) -> str:
    """Return an address as it is compared, empty where it is too short or has no number to tell one place.

    >>> address_key("No. 12, Example Road, Ganzhou") == address_key("12 EXAMPLE RD., Ganzhou")
    True
    >>> address_key("Beijing, China")
    ''
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    words = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    told = sorted({_SHORT.get(word, word) for word in words} - {"no", "the", "of"})
    key = " ".join(told)
    return key if len(key) >= ENOUGH and any(c.isdigit() for c in key) else ""


def phone_key(text: str) -> str:
    """Return the last nine digits of a telephone number, empty where there are too few to tell one line."""
    digits = "".join(c for c in text if c.isdigit())
    return f"tel {digits[-9:]}" if len(digits) >= _DIGITS else ""


def cluster_number(key: str) -> int:
    """Return the number of a shared contact: the same in every run, 1 to 2**52, so that every table can hold it."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") % 2**52 + 1


class Contacts:
    """Listed parties by their addresses and telephone numbers. Built once, read from any thread."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self._parties = parties
        self._places: dict[str, list[int]] = {}
        for n, party in enumerate(parties):
            keys = {*map(address_key, party.addresses), *map(phone_key, party.phones)} - {""}
            for key in keys:
                self._places.setdefault(key, []).append(n)

    def shared(self, addresses: Iterable[str], phones: Iterable[str] = ()) -> list[tuple[str, Party]]:
        """Return the listed parties at some addresses or telephone numbers, each with the key that they share."""
        keys = dict.fromkeys(key for key in (*map(address_key, addresses), *map(phone_key, phones)) if key)
        return [(key, self._parties[n]) for key in keys for n in self._places.get(key, ())]


def clusters(parties: Sequence[str], contacts: Iterable[Sequence[str]]) -> npt.NDArray[np.int64]:
    """Return for each party the number of its cluster, shape (parties,): those linked by a contact; 0 for none.

    `parties` tell rows of one party (a name, folded), `contacts` the keys of each row. Parties that share no key with
    another party have none. A cluster has the number of the first of its keys in the order of the alphabet.
    """
    rows, columns, keys = _links(contacts)
    out = np.zeros(len(parties), np.int64)
    if not keys:
        return out
    who: dict[str, int] = {}
    person = np.array([who.setdefault(name, len(who)) for name in parties], np.int64)
    ends = len(who) + columns
    size = len(who) + len(keys)
    links = csr_array((np.ones(len(rows), np.int8), (person[rows], ends)), shape=(size, size))
    _, label = connected_components(links, directed=False)
    members = np.bincount(label[: len(who)], minlength=int(label.max()) + 1)
    number = np.zeros(len(members), np.int64)
    for place, key in sorted(enumerate(keys), key=lambda one: one[1], reverse=True):
        number[label[len(who) + place]] = cluster_number(key)
    number[members < 2] = 0
    return np.asarray(number[label[person]], np.int64)


def _links(contacts: Iterable[Sequence[str]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], list[str]]:
    known: dict[str, int] = {}
    found = [
        (row, known.setdefault(key, len(known)))
        for row, told in enumerate(contacts)
        for key in dict.fromkeys(told)
        if key
    ]
    both = np.array(found, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1], list(known)
