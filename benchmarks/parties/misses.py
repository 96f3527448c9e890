"""What a threshold costs: listed parties that are missed by their other names, and invented people that hit.

    python -m benchmarks.parties.misses

A query is another name by which OFAC lists a party; it is left out of what is searched. The kind of party is not
stated, since declarations do not state it. The data are found through MONAZITE_SHARED, as by `benchmarks parties`.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from benchmarks.parties.sets import KIND, rows_of
from monazite.packs.parties import party_pack
from monazite.parties.model import Name, Party
from monazite.parties.names.evidence import Query
from monazite.parties.names.matcher import Hit, Matcher

SEED, ASKED, INVENTED, MOST = 11, 1_500, 3_000, 25
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.65)
Row = Mapping[str, str]


def matcher(listed: Sequence[Row], aliases: Sequence[Row]) -> Matcher:
    """Return what searches main names, and some aliases."""
    also: dict[str, list[Name]] = {}
    for row in aliases:
        also.setdefault(row["id"], []).append(Name(row["alias"], "alias"))
    parties = [Party(r["id"], "list", KIND[r["schema"]], (Name(r["name"]), *also.get(r["id"], ()))) for r in listed]
    return Matcher(parties, party_pack())


def told(name: str, aliases: Sequence[Sequence[Hit]], meant: Sequence[str], invented: Sequence[Sequence[Hit]]) -> str:
    """Return the shares at each threshold: nothing hit, not the right one among the hits, and false alerts."""
    lines = [f"{name}: {len(meant):,} other names of listed parties, {len(invented):,} invented people"]
    best = [max((hit.score for hit in hits), default=0.0) for hits in aliases]
    pairs = zip(aliases, meant, strict=True)
    right = [max((hit.score for hit in hits if hit.party.id == id), default=0.0) for hits, id in pairs]
    false = [max((hit.score for hit in hits), default=0.0) for hits in invented]
    for least in THRESHOLDS:
        nothing, missed = _share(best, least), _share(right, least)
        alerts = 1 - _share(false, least)
        lines.append(f"  from {least:.2f}: no hit {nothing:.1%}, right one missed {missed:.1%}, false {alerts:.2%}")
    return "\n".join(lines)


def _share(scores: Sequence[float], least: float) -> float:
    return sum(score < least for score in scores) / len(scores)


def main() -> None:
    listed = [row for row in rows_of("ofac_entities.csv") if row["schema"] in ("Person", "Organization")]
    known = {row["id"] for row in listed}
    aliases = [row for row in rows_of("ofac_aliases.csv") if row["id"] in known]
    rng = random.Random(SEED)
    rng.shuffle(aliases)
    asked, rest = aliases[:ASKED], aliases[ASKED:]
    people = rng.sample(rows_of("negatives_global_25000.csv"), INVENTED)
    for name, kept in (("main names alone", []), ("with all other aliases", rest)):
        searched = matcher(listed, kept)
        found = searched.search([Query(row["alias"]) for row in asked], MOST, THRESHOLDS[0])
        false = searched.search([Query(row["full_name"]) for row in people], MOST, THRESHOLDS[0])
        print(told(name, found, [row["id"] for row in asked], false))


if __name__ == "__main__":
    main()
