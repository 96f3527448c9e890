"""Does one line of a licence cover one declaration line? Yes, no with what fails, or not to be told for want of facts.

Quantities are not looked at here beyond what the line would take: the balance belongs to the ledger.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from monazite.licences.families import Family
from monazite.licences.model import Grant
from monazite.licences.names import folded
from monazite.licences.units import STEPS, Unit, steps, unit_of
from monazite.vocabulary import vocabulary

__all__ = ["FACTS", "Line", "Verdict", "takes", "verdict"]

# The facts of a line that licences are held against.
FACTS = tuple(
    "declaration line date exporter consignee end_user end_use destination quantity quantity_unit net_mass volume"
    " licence_number claimed_control_code".split()
)
# Party or word of the line → how a reason calls what the licence says.
_PARTIES = (
    ("holder", "exporter", "holder"),
    ("consignees", "consignee", "consignee"),
    ("end_users", "end_user", "end user"),
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """The facts of one line that licences are held against; None means not known."""

    declaration: str | None = None
    line: int | None = None
    date: dt.date | None = None
    exporter: str | None = None
    consignee: str | None = None
    end_user: str | None = None
    end_use: str | None = None
    destination: str | None = None
    quantity: int | None = None
    quantity_unit: str | None = None
    net_mass: int | None = None
    volume: int | None = None
    licence_number: str | None = None
    claimed_control_code: str | None = None

    def shown(self, fact: str) -> str:
        """Return a fact as people write it."""
        return vocabulary()[fact].shown(getattr(self, fact))


@dataclass(frozen=True)
class Verdict:
    """What fails and which facts are missing, of one line under one line of a licence; neither means that it fits.

    `steps` is what the line takes, in steps of the licence's dimension; None where nothing is counted down. `named` is
    False where the licence is for other items.
    """

    fails: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    steps: int | None = None
    named: bool = True


def verdict(grant: Grant, line: Line, families: Sequence[Family], regime: str) -> Verdict:
    """Return how a line stands under a grant; one entry of each family must be on it."""
    fails, missing = [], []
    for failed, fact in _checks(grant, line, families, regime):
        if failed:
            fails.append(failed)
        elif fact:
            missing.append(fact)
    if fails:
        return Verdict(tuple(fails), named=_entries(grant, line, families, regime)[0] not in fails)
    wants, why, lacks = takes(grant, line)
    if wants is not None and wants < 0:
        return Verdict(("the quantity of the line is below zero",))
    return Verdict((why,) if why else (), (*missing, *lacks), wants)


def _checks(grant: Grant, line: Line, families: Sequence[Family], regime: str) -> Iterator[tuple[str, str]]:
    """Yield (what fails, fact that is missing) for each condition of the grant."""
    if grant.status != "issued":
        yield f"status is {grant.status}", ""
    if regime and grant.regime not in ("", regime):
        yield f"regime is {grant.regime}, {regime} is needed", ""
    yield _entries(grant, line, families, regime)
    yield _days(grant, line)
    for attribute, fact, word in _PARTIES:
        yield _party(grant, attribute, line, fact, word)
    if grant.end_use and grant.end_use != line.end_use:
        told = f"end use is {grant.end_use}, the line's is {line.end_use}" if line.end_use else ""
        yield told, "end_use"
    if grant.destinations and line.destination not in grant.destinations:
        shown = " or ".join(grant.destinations)
        yield f"destination is {shown}, the line's is {line.destination}" if line.destination else "", "destination"


def _entries(grant: Grant, line: Line, families: Sequence[Family], regime: str) -> tuple[str, str]:
    """Return what fails of the items, or the fact that is missing: of every family an entry must be on the licence.

    An entry may stand for several codes ("cn:2B901;2A901"); where only some are licensed, the declarant's code decides.
    """
    if _everything(grant.items, regime):
        return "", ""
    if not families and line.date is None:
        return "", "date"  # entries are in force by day: without one nothing is known of them
    if not families:
        return f"the line matches no control entry, the licence is for {_few(grant.items)}", ""
    stands = [{_stands(grant.items, entry, line) for entry in family} for family in families]
    off = [_shown(family) for family, found in zip(families, stands, strict=True) if found == {False}]
    if off:
        return f"items {', '.join(off)} not on it", ""
    return "", "claimed_control_code" if any(True not in found for found in stands) else ""


def _shown(family: Family) -> str:
    """Return a family as a reason names it: '1C905.a.1', '1C905 (1C905.b or 1C905.c)'."""
    codes = [entry.partition(":")[2] for entry in family]
    heads = dict.fromkeys(code.partition(".")[0] for code in codes)
    if len(codes) == 1:
        return codes[0]
    return f"{next(iter(heads))} ({' or '.join(codes)})" if len(heads) == 1 else " or ".join(codes)


def _everything(tokens: Collection[str], regime: str) -> bool:
    return "*" in tokens or f"{regime}:*" in tokens or (not regime and any(t.endswith(":*") for t in tokens))


def _stands(tokens: Sequence[str], entry: str, line: Line) -> bool | None:
    """Return whether an entry is on a licence; None where that depends on which of its codes the goods are."""
    regime, _, listed = entry.partition(":")
    codes = [code.strip().casefold() for code in listed.split(";")]
    on = {code for code in codes if any(_on(token, code, regime) for token in tokens)}
    if len(on) in (0, len(codes)):
        return bool(on)
    stated = (line.claimed_control_code or "").strip().casefold()
    claimed = next((code for code in codes if stated == code or stated.startswith(f"{code}.")), None)
    return None if claimed is None else claimed in on


def _on(token: str, code: str, regime: str) -> bool:
    """Whether a code is what an item of the licence names, or below it."""
    wanted, _, name = token.rpartition(":")
    name = name.casefold()
    return wanted in ("", regime) and (code == name or code.startswith(f"{name}."))


def _few(words: Sequence[str]) -> str:
    return ", ".join(words[:4]) + (f" and {len(words) - 4} more" if len(words) > 4 else "")


def _days(grant: Grant, line: Line) -> tuple[str, str]:
    if grant.valid_from is None and grant.valid_to is None:
        return "", ""
    if line.date is None:
        return "", "date"
    if grant.valid_from and line.date < grant.valid_from:
        return f"valid from {grant.valid_from}, the line is of {line.date}", ""
    if grant.valid_to and line.date > grant.valid_to:
        return f"valid to {grant.valid_to}, the line is of {line.date}", ""
    return "", ""


def _party(grant: Grant, attribute: str, line: Line, fact: str, word: str) -> tuple[str, str]:
    told = getattr(grant, attribute)
    allowed: Sequence[str] = (told,) if isinstance(told, str) else told
    if not any(allowed):
        return "", ""
    name = getattr(line, fact)
    if name is None:
        return "", fact
    if folded(name) in map(folded, allowed):
        return "", ""
    whose = "the exporter" if fact == "exporter" else "the line's"
    return f"{word} is {' or '.join(allowed)}, {whose} is {name}", ""


def takes(grant: Grant, line: Line) -> tuple[int | None, str, tuple[str, ...]]:
    """Return (steps that the line takes, why it cannot be counted, facts missing) under the unit of a grant."""
    if grant.quantity is None or grant.unit is None:
        return None, "", ()
    direct = {"mass": "net_mass", "volume": "volume"}.get(grant.unit.dimension, "")
    stated = getattr(line, direct) if direct else None
    if stated is not None:
        return stated * STEPS // 10 ** vocabulary()[direct].decimals, "", ()
    return _of_quantity(grant.unit, line, direct)


def _of_quantity(unit: Unit, line: Line, direct: str) -> tuple[int | None, str, tuple[str, ...]]:
    """Return the same from the declared quantity and its unit."""
    declared = unit_of(line.quantity_unit) if line.quantity_unit else None
    if declared is not None and declared.dimension == unit.dimension:
        if line.quantity is None:
            return None, "", ("quantity",)
        return steps(line.quantity, declared, vocabulary()["quantity"].decimals), "", ()
    if direct:
        return None, "", (direct,)
    if line.quantity_unit is None:
        return None, "", ("quantity_unit",) if line.quantity is not None else ("quantity", "quantity_unit")
    return None, f"the licence counts {unit.word}, the line {line.quantity_unit}", ()
