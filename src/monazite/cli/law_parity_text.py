"""What `monazite law parity` prints: plain tables of facts, from what `told` returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["parity_text"]

Data = Mapping[str, Any]
HOW = {
    "in": "in reach",
    "further": "in reach on further conditions",
    "other": "in reach on other conditions",
    "out": "out of reach",
}
MOVED = {"added": "come in", "gone": "fall away", "unsure": "cannot be told once"}
HEAD = ("regime", "in force", "by destination", "by origin", "by route", "by party", "by content", "by none")
MOST, WIDE = 6, 8


def parity_text(data: Data, *, vary: str | None = None, everything: bool = False) -> str:
    """Return everything as text; details of the one fact `vary` alone where it is given and no lines are swapped."""
    out = [*_regimes(data), *_turning(data, vary, everything)]
    if data["swap"]:
        out += ["", *_swap(data["swap"])]
    known = data["known_on"] or "any day"
    out += ["", f"law on {data['on']}, known on {known}; reading: {data['reading']}. Screening aid, not legal advice."]
    return "\n".join(out) + "\n"


# ------------------------------------------------------------ the law
def _regimes(data: Data) -> list[str]:
    rows = [_regime(r) for r in data["regimes"]]
    return [
        f"Provisions in force on {data['on']}, by what they turn on",
        *_columns([HEAD, *rows]),
        "  (n) of them tell some foreign countries from others; the rest tell home from abroad.",
    ]


def _regime(regime: Data) -> tuple[str, ...]:
    def cell(role: str) -> str:
        named = regime["named"].get(role)
        return f"{regime['by_role'][role]}" + (f" ({named})" if named is not None else "")

    roles = ("destination", "origin", "route", "party", "content")
    return (regime["regime"], str(regime["in_force"]), *map(cell, roles), str(regime["plain"]))


def _turning(data: Data, vary: str | None, everything: bool) -> Iterator[str]:
    swap = data["swap"]
    facts = [swap["fact"], *swap["along"]] if swap else [vary] if vary else []
    shown = [d for d in data["dependences"] if not facts or d["fact"] in facts]
    wanted = [d for d in shown if everything or _told(d, facts)]
    by_provision: dict[str, list[Data]] = {}
    for one in sorted(wanted, key=lambda d: (not d["now"], d["tells"] != "named")):
        by_provision.setdefault(one["basis"]["provision"], []).append(one)
    yield from ("", f"What turns on {' and '.join(facts) or 'which country or party'}")
    for rows in by_provision.values():
        yield from _provision(rows)
    if not wanted:
        yield "  nothing in force on the day, beyond telling home from abroad"
    left = len({d["basis"]["provision"] for d in shown} - by_provision.keys())
    if left:
        yield f"  and {left} that tell home from abroad alone, turn on content, or are not in force (--all lists them)"


def _told(one: Data, facts: Sequence[str]) -> bool:
    """Whether something is listed unasked: in force, and telling foreign countries, or parties, from one another."""
    tells = ("named", "party", "content") if one["fact"] in facts else ("named", "party")
    return bool(one["now"] and not one["through"] and one["tells"] in tells)


def _provision(rows: Sequence[Data]) -> Iterator[str]:
    first, basis = rows[0], rows[0]["basis"]
    yield f"  {basis['provision']}  {basis['title']}"
    yield f"      {_effect(first)}"
    alike: dict[str, list[str]] = {}
    for one in rows:
        alike.setdefault(_reach(one), []).append(one["fact"])
    for reach, names in alike.items():
        yield f"      depends on {', '.join(names)}: {reach}"
    for listed in {str(one["listed"]): one["listed"] for one in rows if one["listed"]}.values():
        yield "      parties listed, by country: " + ", ".join(f"{c or '?'} {n}" for c, n in listed.items())
    yield f"      basis: {_basis(basis)}; in force {first['in_force']}"


def _effect(one: Data) -> str:
    """Say what a provision does where it applies: by itself, or in the place of what it excepts."""
    if one["kind"] == "item":
        return "lists the goods"
    if not one["outcome"]:
        return f"adds the finding {one['finding']}" if one["finding"] else "adds duties"
    if one["kind"] == "provision":
        return f"comes to {one['outcome']}"
    if one["effect"] == "same":
        return f"leaves {one['outcome']}" + (f", adds the finding {one['finding']}" if one["finding"] else "")
    verb = {"raises": "raises", "lowers": "lowers"}.get(one["effect"], "brings")
    return f"{verb} {', '.join(one['against'])} to {one['outcome']}"


def _reach(one: Data) -> str:
    if one["through"]:
        return f"through {', '.join(one['through'])}"
    parts = []
    for how, word in HOW.items():
        names = [r["name"] for r in one["reach"] if r["how"] == how]
        if names:
            parts.append(f"{'; '.join(names)} {word}")
    return " | ".join(parts)


def _basis(basis: Data) -> str:
    text = f"{basis['instrument']}, {basis['article']} ({basis['issuer']})"
    if basis["under"]:
        text += f", under {', '.join(basis['under'])}"
    trust = "read in a source" if basis["confidence"] == "verified" else "from memory, confirm the text"
    return f"{text}; {trust}" + (f", grade {basis['grade']}" if basis["grade"] else "")


# ------------------------------------------------------------ the swap
def _swap(swap: Data) -> Iterator[str]:
    facts = " and ".join([swap["fact"], *swap["along"]])
    yield f"The same lines with another {facts}"
    if not swap["read_by_the_law"]:
        yield f"  the law of these packs does not read {swap['fact']}: no outcome can change"
    yield from _columns([_group_head(swap), *(_group(g) for g in swap["groups"])])
    yield f"  differ, raised, lowered: against the same lines with '{swap['rest']}'"
    yield "  beside: the outcome is the same, but other provisions hold (duties, findings)"
    if len(swap["groups"]) <= WIDE:
        yield from _outcomes(swap)
    apart = sorted((g for g in swap["groups"] if g["against_rest"]["lines"]), key=lambda g: -g["against_rest"]["lines"])
    for group in apart[:MOST]:
        yield from ("", *_difference(group, swap))
    if apart[MOST:]:
        yield from ("", f"and {len(apart) - MOST} more groups with other outcomes (--html, --csv and --json have all)")
    yield from ("", *_closing(swap))


def _group_head(swap: Data) -> tuple[str, ...]:
    return (swap["fact"], "declared", "other than declared", "differ", "raised", "lowered", "beside")


def _group(group: Data) -> tuple[str, ...]:
    own, rest = group["against_own"], group["against_rest"]
    counts = (group["declared"], own["lines"], *(rest[k] for k in ("lines", "raised", "lowered", "beside")))
    return (group["name"], *(f"{n:,}" for n in counts))


def _outcomes(swap: Data) -> Iterator[str]:
    """The outcomes over all regimes, one column a group."""
    columns = [("as declared", swap["declared"]), *((g["name"], g) for g in swap["groups"])]
    counts = [
        {(o["low"], o["high"]): o["lines"] for o in column["outcomes"] if o["regime"] == "all"} for _, column in columns
    ]
    from monazite.outcomes import RANK

    keys = sorted({k for c in counts for k in c}, key=lambda k: (RANK[k[1]], RANK[k[0]]))
    head = ("outcome", *(name for name, _ in columns))
    yield from ("", *_columns([head, *((_between(k), *(f"{c.get(k, 0):,}" for c in counts)) for k in keys)]))


def _between(pair: Sequence[str]) -> str:
    return pair[0] if pair[0] == pair[1] else f"{pair[0]} … {pair[1]}"


def _difference(group: Data, swap: Data) -> Iterator[str]:
    one = group["against_rest"]
    yield f"{group['name']} against {swap['rest']}: {one['lines']:,} lines differ{_money(one)}"
    for moved in one["provisions"][:MOST]:
        basis = swap["bases"][moved["provision"]]
        words = [f"{moved[key]:,} {word}" for key, word in MOVED.items() if moved[key]]
        yield f"  {moved['provision']}: {', '.join(words)}; outcome differs on {moved['deciding']:,}"
        yield f"      {basis['title']}; basis: {_basis(basis)}"
    more = len(one["provisions"]) - MOST
    if more > 0:
        yield f"  and {more} more provisions (--json or --csv has all)"
    for line in one["examples"][:3]:
        place = f"{line['source']}:{line['row']}"
        yield f"  e.g. {place} {line['description'][:48]}: {_between(line['before'])} -> {_between(line['after'])}"


def _money(one: Data) -> str:
    sums = [f"{currency or 'no currency'} {value // 10_000:,}" for currency, value in one["value"].items() if value]
    return f" (value {', '.join(sums[:4])}{' …' if len(sums) > 4 else ''})" if sums else ""


def _closing(swap: Data) -> Iterator[str]:
    yield from (f"not read: {text}" for text in swap["unread"][:5])
    yield f"{swap['lines_in']:,} lines in = {swap['lines']:,} swapped + {swap['rejected']:,} rejected"
    if swap["not_stated"]:
        yield f"{swap['not_stated']:,} lines state no {swap['fact']}; swapped, they have one"
    facts = " and ".join([swap["fact"], *swap["along"]])
    if swap["left_as_declared"]:
        others = ", ".join(swap["left_as_declared"])
        yield f"only {facts} was swapped; {others} stayed as declared (--with FACT swaps one along)"
    else:
        yield f"only {facts} was swapped; every other fact stayed as declared"
    if swap["assumed"]:
        yield "assumed where not stated: " + ", ".join(f"{k} = {v}" for k, v in swap["assumed"].items())
    rate = swap["lines_in"] / swap["seconds"] if swap["seconds"] else 0
    groups = f"{len(swap['groups'])} groups of values that the law cannot tell apart"
    yield f"{groups}; {swap['seconds']} s, {rate:,.0f} lines/s"


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    out = []
    for row in rows:
        first = row[0].ljust(widths[0])
        out.append("  " + "  ".join([first, *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]).rstrip())
    return out
