"""A hundred thousand invented companies: names in one or two scripts, identifiers with right check signs, addresses.

They are the same whatever the seed, so that lists and registers made for one run fit another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from monazite.simulate.draw import Ints, Mask
from monazite.simulate.words import trade

__all__ = ["COMPANIES", "Companies", "companies"]

COMPANIES = 100_000
# How a name may be written: as registered, in capitals, in Chinese where there is such a name.
SPELLINGS = 3
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Places in the mixed radix of roots are strided, so that neighbours do not look alike.
_STRIDE = 7919


@dataclass(frozen=True)
class Companies:
    """All companies, those of one country together: `first` and `count` by country, in the order of trade.yml.

    `names` holds every spelling: the spelling times `total`, plus the company; `marks` who is listed, owned, military.
    """

    countries: tuple[str, ...]
    first: Ints
    count: Ints
    total: int
    names: pa.Array
    ids: pa.Array
    addresses: pa.Array
    marks: Mapping[str, Mask]


@lru_cache(maxsize=1)
def companies() -> Companies:
    """Return the invented companies."""
    world = trade()["countries"]
    families = list(trade()["names"]["trades"])
    shares = np.array([float(entry["companies"]) for entry in world.values()])
    count = (shares / shares.sum() * COMPANIES).astype(np.int64) // len(families) * len(families)
    first = np.cumsum(count) - count
    plain: list[str] = []
    han: list[str] = []
    places: list[str] = []
    for (code, entry), number in zip(world.items(), count.tolist(), strict=True):
        for latin, own, place in _named(str(code), entry, number, families):
            plain.append(latin)
            han.append(own)
            places.append(place)
    total = len(plain)
    rng = np.random.Generator(np.random.PCG64(20_230_701))
    listed = {str(mark): float(part) for mark, part in trade()["listed"].items()}
    marks = {mark: (rng.random(total) * 10_000 < part) for mark, part in listed.items()}
    marks["us_part_owned"] |= marks["us_owned"]
    names = pa.array([*plain, *map(str.upper, plain), *han], pa.string())
    ids = [text for code, number in zip(world, count.tolist(), strict=True) for text in _ids(str(code), number, rng)]
    return Companies(
        tuple(map(str, world)), first, count, total, names, pa.array(ids, pa.string()), pa.array(places), marks
    )


def _named(code: str, entry: Mapping[str, Any], number: int, families: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (Latin name, name as its own country writes it, address) of every company of a country."""
    words = trade()["names"]
    legal, streets = entry["legal"], words["streets"]
    salt = sum(map(ord, code)) * 101
    for place in range(number):
        mixed = place * _STRIDE + salt
        english, chinese = words["trades"][families[place % len(families)]]
        form = legal[mixed % len(legal)]
        if entry["words"] == "han":
            (town, town_latin), root, root_latin = _han(words, mixed)
            latin = f"{town_latin} {root_latin} {english} {form}"
            own = f"{town}{root}{chinese}{words['han_legal']}"
        else:
            town_latin, root_latin = _latin(words, mixed)
            latin = own = f"{root_latin} {english} {form}" if mixed % 3 else f"{town_latin} {root_latin} {form}"
        yield latin, own, f"{mixed % 289 + 1} {streets[mixed % len(streets)]}, {town_latin}"


def _han(words: Mapping[str, Any], mixed: int) -> tuple[tuple[str, str], str, str]:
    towns, roots = words["han_towns"], words["han_roots"]
    rest, town = divmod(mixed, len(towns))
    parts = [roots[rest // len(roots) ** k % len(roots)] for k in range(3)]
    return towns[town], "".join(p[0] for p in parts), "".join(str(p[1]) for p in parts).capitalize()


def _latin(words: Mapping[str, Any], mixed: int) -> tuple[str, str]:
    towns, out = words["latin_towns"], ""
    rest = mixed
    for name in ("latin_starts", "latin_middles", "latin_ends"):
        rest, part = divmod(rest, len(words[name]))
        out += words[name][part]
    return towns[mixed % len(towns)], out


def _ids(code: str, number: int, rng: np.random.Generator) -> list[str]:
    """Return identifiers of a country's companies: social credit codes in China, country and digits elsewhere."""
    digits = rng.integers(0, 10**9, number)
    if code != "CN":
        return [f"{code}{value:09d}" for value in digits.tolist()]
    weights = [pow(3, place, 31) for place in range(17)]
    out = []
    for value in digits.tolist():
        body = f"91{990_000 + value % 9_999:06d}{value:09d}"
        total = sum(int(sign) * weight for sign, weight in zip(body, weights, strict=True))
        out.append(body + _SIGNS[-total % 31])
    return out
