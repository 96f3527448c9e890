"""Names in other scripts asked of a whole list: is the party meant among the hits, and how many others are?"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.parties.sets import KIND, rows_of
from monazite.packs.parties import party_pack
from monazite.parties.model import Name, Party
from monazite.parties.names.evidence import Query
from monazite.parties.names.matcher import Matcher

__all__ = ["told", "whole_list"]

EVER = 1_000  # hits that are looked at


def whole_list(thresholds: tuple[float, ...]) -> dict[str, Any]:
    """Return for each threshold how many true pairs of un_script are found in all of un_entities, and other hits."""
    listed: dict[str, set[str]] = {}
    entities = rows_of("un_entities.csv")
    for row in entities:
        listed.setdefault(row["name"], set()).add(row["id"])
    parties = [Party(row["id"], "un", KIND[row["schema"]], (Name(row["name"]),)) for row in entities]
    matcher = Matcher(parties, party_pack())
    rows = [row for row in rows_of("un_script_pairs.csv") if row["is_match"] == "true"]
    out: dict[str, Any] = {"asked": len(rows), "listed": len(entities), "at": {}}
    for threshold in thresholds:
        started = time.process_time()
        found = matcher.search([Query(row["name1"]) for row in rows], EVER, threshold)
        spent = time.process_time() - started
        right = [{hit.party.id for hit in hits} & listed[r["name2"]] for r, hits in zip(rows, found, strict=True)]
        first = sum(bool(who) and hits[0].party.id in who for who, hits in zip(right, found, strict=True))
        others = sum(len(hits) - len(who) for who, hits in zip(right, found, strict=True))
        out["at"][threshold] = {
            "found": sum(map(bool, right)),
            "first": first,
            "others": others / len(rows),
            "per_second": len(rows) / spent,
        }
    return out


def told(figures: dict[str, Any]) -> list[str]:
    """Return the figures as lines."""
    lines = [f"un_script, {figures['asked']} names asked of all {figures['listed']} of the list, kind not stated"]
    for threshold, f in figures["at"].items():
        share = f["found"] / figures["asked"]
        text = f"found {f['found']} ({share:.3f}), first {f['first']}, others {f['others']:.2f} a name"
        lines.append(f"  {threshold:g}: {text}, {f['per_second']:.0f}/s")
    return lines
