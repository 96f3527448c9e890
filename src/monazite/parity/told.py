"""What was found, as plain JSON types: for `--json`, and what the table and the page are made from.

Money is in integers of 1e-4 of the currency's unit, days are ISO texts, counts are lines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from monazite.law.model import LawPack
from monazite.parity.basis import basis
from monazite.parity.differences import Difference, Moved
from monazite.parity.facts import Group
from monazite.parity.records import Audit, Dependence, Reach
from monazite.parity.run import Swap
from monazite.parity.swap import ALL, shares
from monazite.read.urls import shown_url

__all__ = ["told"]

Data = dict[str, Any]


def told(audit: Audit, swap: Swap | None = None) -> Data:
    """Return the audit, and the swap where there was one (else `swap` is None), as plain JSON types.

    In `reach` the members of the largest of several groups of countries are None: every country that the others lack.
    """
    return {
        "on": str(audit.on),
        "known_on": str(audit.known_on) if audit.known_on else None,
        "reading": audit.reading,
        "regimes": [asdict(regime) for regime in audit.regimes],
        "dependences": [_dependence(one) for one in audit.dependences],
        "swap": _swap(swap) if swap else None,
    }


def _dependence(one: Dependence) -> Data:
    return {**asdict(one), "reach": [_reach(r, one.reach) for r in one.reach]}


def _reach(reach: Reach, all_reach: Sequence[Reach]) -> Data:
    largest = max(len(r.members) for r in all_reach)
    rest = len(all_reach) > 1 and len(reach.members) == largest > 1 and reach.name.startswith("all others")
    members = None if rest else list(reach.members)
    return {"name": reach.name, "how": reach.how, "count": len(reach.members), "members": members}


def _swap(swap: Swap) -> Data:
    swapper, counts, wish = swap.swapper, swap.counts, swap.wish
    bases = _bases(wish.packs, [*counts.against_own, *counts.against_rest])
    return {
        "inputs": list(map(shown_url, wish.inputs)),
        "fact": wish.vary,
        "along": list(wish.along),
        "left_as_declared": list(swap.fixed),
        "assumed": dict(wish.assume),
        "read_by_the_law": wish.vary in swapper.reads,
        "lines_in": counts.lines + swap.rejected,
        "lines": counts.lines,
        "rejected": swap.rejected,
        "unread": list(swap.unread),
        "not_stated": counts.unknown,
        "rest": swapper.groups[swapper.rest].name,
        "declared": {"outcomes": _outcomes(swap, None)},
        "groups": [_group(swap, k, group, bases) for k, group in enumerate(swapper.groups)],
        "bases": bases,
        "seconds": round(swap.seconds, 2),
    }


def _group(swap: Swap, k: int, group: Group, bases: Mapping[str, Data]) -> Data:
    counts = swap.counts
    return {
        "name": group.name,
        "members": list(group.members),
        "declared": int(counts.declared[k]),
        "outcomes": _outcomes(swap, k),
        "against_own": _difference(counts.against_own[k], bases),
        "against_rest": _difference(counts.against_rest[k], bases),
    }


def _outcomes(swap: Swap, k: int | None) -> list[Data]:
    """Return the counts of outcomes: over all regimes ("all"), then by regime."""
    found = swap.counts.outcomes
    return [
        {"regime": regime, "low": low, "high": high, "lines": n}
        for regime in (ALL, *swap.swapper.regimes)
        for (low, high), n in (shares(found[k, regime]) if (k, regime) in found else {}).items()
    ]


def _difference(one: Difference, bases: Mapping[str, Data]) -> Data:
    def weight(pair: tuple[str, Moved]) -> tuple[object, ...]:
        """What gives an outcome comes before what adds a duty or a finding alone."""
        name, moved = pair
        return (not bases[name]["outcome"], -moved.deciding, -moved.added - moved.gone, -moved.unsure, name)

    moved = sorted(one.provisions.items(), key=weight)
    return {
        "lines": one.lines,
        "raised": one.raised,
        "lowered": one.lowered,
        "otherwise": one.otherwise,
        "beside": one.beside,
        "value": dict(sorted(one.value.items())),
        "without_value": one.unvalued,
        "by_regime": dict(sorted(one.by_regime.items())),
        "provisions": [{"provision": name, **asdict(counts)} for name, counts in moved],
        "examples": [{k: str(v) if isinstance(v, dt.date) else v for k, v in line.items()} for line in one.examples],
    }


def _bases(packs: Sequence[LawPack], differences: Sequence[Difference]) -> Mapping[str, Data]:
    cited = {name for one in differences for name in one.provisions}
    return {
        name: {"outcome": provision.outcome or "", **asdict(basis(pack, provision))}
        for pack in packs
        for name, provision in pack.provisions.items()
        if name in cited
    }
