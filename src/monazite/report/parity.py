"""The page on equal treatment: one HTML file that holds all it needs, loads nothing and runs nothing.

It is made from the plain figures that `monazite law parity --json` prints.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from monazite.outcomes import OUTCOMES
from monazite.report.pages import environment, style, version, write_page
from monazite.report.parity_grid import grid_of
from monazite.report.parity_pictures import draw_bars, draw_grid
from monazite.report.texts import Texts, short, texts
from monazite.vocabulary import vocabulary

__all__ = ["render_parity", "write_parity"]

Data = Mapping[str, Any]
ROLES = ("destination", "origin", "route", "party", "content")
PROVISIONS = 10


def write_parity(path: str, data: Data, *, language: str = "en") -> None:
    """Write the page to `path`, whole or not at all; raise UsageError, OutputError as `write_report` does.

    `data` is what `monazite.parity.told` returns.
    """
    text = render_parity(data, language=language)
    write_page(path, text)


def render_parity(data: Data, *, language: str = "en") -> str:
    """Return the page as a text of HTML."""
    from markupsafe import Markup

    t = texts(language, "parity")
    grid = grid_of(data["dependences"], t)
    facts = "; ".join(label for label, _ in grid.rows)
    return (
        environment()
        .get_template("parity.html")
        .render(
            t=t,
            d=data,
            css=style({"$title": t("title"), "$page": t("page"), "$kind": f"Monazite · {t('kind')}"}),
            basis_of_page=_basis_of_page(data, t),
            headline=_headline(data, t),
            regimes=[_regime(r, t) for r in data["regimes"]],
            roles=[t.name("role", role) for role in ROLES],
            grid=Markup(draw_grid(grid, t("map_alt", facts=facts))) if grid.rows else "",
            tables=_tables(data["dependences"], t),
            swap=_swap(data["swap"], t) if data["swap"] else None,
            outcomes=[(key, t.name("outcome", key)) for key in OUTCOMES],
            version=version(),
        )
    )


def _basis_of_page(data: Data, t: Texts) -> list[str]:
    parts = [t("law_of", day=t.day(date.fromisoformat(data["on"])))]
    if data["known_on"]:
        parts.append(t("as_known", day=t.day(date.fromisoformat(data["known_on"]))))
    parts.append(f"{t('reading')}{t('colon')}{t.name('reading', data['reading'])}")
    packs = ", ".join(f"{r['regime'].upper()} {r['version']}" for r in data["regimes"])
    return [*parts, f"{t('packs')}{t('colon')}{packs}"]


def _headline(data: Data, t: Texts) -> list[str]:
    regimes = data["regimes"]
    n = sum(r["in_force"] for r in regimes)
    turning, named, party = (
        sum(part) for part in zip(*((r["by_role"]["destination"], r["named"]["destination"], r["by_role"]["party"])
                                    for r in regimes), strict=True)
    )  # fmt: skip
    out = [t("headline", n=n, destination=t.number(turning), named=t.number(named)), t("headline_party", n=party)]
    swap = data["swap"]
    if swap:
        most = max((g["against_own"]["lines"] for g in swap["groups"]), default=0)
        out.append(t("headline_swap", fact=_fact(swap["fact"], t), n=most, lines=t("lines", n=swap["lines"])))
    return out


def _fact(name: str, t: Texts) -> str:
    words = vocabulary()
    label = words[name].label(t.language) if name in words else name
    return label if t.language == "zh" else label[:1].lower() + label[1:]


def _regime(regime: Data, t: Texts) -> dict[str, Any]:
    def cell(role: str) -> str:
        named = regime["named"].get(role)
        return t.number(regime["by_role"][role]) + (f" ({t.number(named)})" if named is not None else "")

    title = (t.language == "zh" and regime["title_zh"]) or regime["title"]
    counts = [t.number(regime[k]) for k in ("in_force", "not_in_force")]
    return {
        "id": regime["regime"].upper(),
        "title": title,
        "counts": counts,
        "cells": [cell(role) for role in ROLES],
        "plain": t.number(regime["plain"]),
        "looked_up": regime["looked_up"],
    }


# ------------------------------------------------------------ tables of provisions
def _tables(dependences: Sequence[Data], t: Texts) -> list[dict[str, Any]]:
    """Return the tables: what tells countries apart, parties, home from abroad, and what is not in force."""
    kinds = {
        "named": lambda d: d["now"] and d["tells"] == "named",
        "parties": lambda d: d["now"] and d["tells"] == "party",
        "home": lambda d: d["now"] and d["tells"] in ("home", "content"),
        "asleep": lambda d: not d["now"],
    }
    return [
        {"id": key, "title": t(key), "open": key in ("named", "parties"), "rows": _rows(dependences, test, t)}
        for key, test in kinds.items()
    ]


def _rows(dependences: Sequence[Data], test: Any, t: Texts) -> list[dict[str, Any]]:
    by: dict[str, list[Data]] = {}
    for one in dependences:
        if test(one):
            by.setdefault(one["basis"]["provision"], []).append(one)
    return [_row(found, t) for found in by.values()]


def _row(found: Sequence[Data], t: Texts) -> dict[str, Any]:
    first = found[0]
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in found:
        alike.setdefault(_reach(one, t), []).append(_fact(one["fact"], t))
    listed: Mapping[str, int] = next((one["listed"] for one in found if one["listed"]), {})
    counts = ", ".join(f"{country or '?'} {n}" for country, n in listed.items())
    return {
        **_cited(first["basis"], t),
        "does": _does(first, t),
        "depends": [(t("comma").join(names), reach) for reach, names in alike.items()],
        "listed": t("listed", counts=counts) if counts else "",
        "days": first["in_force"],
    }


def _reach(one: Data, t: Texts) -> tuple[str, ...]:
    if one["through"]:
        return (f"{t('through')}{t('colon')}{', '.join(one['through'])}",)
    out = []
    for how in ("in", "further", "other", "out"):
        names = [group_name(r["name"], t) for r in one["reach"] if r["how"] == how]
        if names:
            out.append(f"{t.name('how', how)}{t('colon')}{t('semicolon').join(names)}")
    return tuple(out)


def _does(one: Data, t: Texts) -> str:
    if one["kind"] == "item":
        return t("lists")
    if not one["outcome"]:
        return t("adds_finding", finding=one["finding"]) if one["finding"] else t("adds_duty")
    outcome = t.name("outcome", one["outcome"])
    if one["kind"] == "provision":
        return t("comes_to", outcome=outcome)
    against = t("comma").join(t.name("outcome", a) if a else t("no_outcome") for a in one["against"])
    return t("in_place_of", against=against, outcome=outcome)


def _cited(basis: Data, t: Texts) -> dict[str, Any]:
    related = [t(kind, acts=", ".join(basis[kind])) for kind in ("under", "responds_to") if basis[kind]]
    where = ", ".join(filter(None, (basis["instrument"], basis["article"])))
    return {
        "id": basis["provision"],
        "title": (t.language == "zh" and basis["title_zh"]) or basis["title"],
        "where": where + (f" ({basis['issuer']})" if basis["issuer"] else ""),
        "related": related,
        "because": basis["because"],
        "url": basis["url"] if basis["url"].startswith(("https://", "http://")) else "",
        "memory": basis["confidence"] == "memory",
        "grade": t.name("grade", basis["grade"]) if basis["grade"] else "",
    }


def group_name(name: str, t: Texts) -> str:
    """Return the name of a group of values in the language of the page."""
    rest = re.fullmatch(r"all others \((\d+)\)", name)
    if rest:
        return t("all_others", n=int(rest[1]))
    name = name.replace("any other", t("any_other"))
    return t.country(name) if re.fullmatch(r"[A-Z]{2}", name) else name


# ------------------------------------------------------------ the swap
def _swap(swap: Data, t: Texts) -> dict[str, Any]:
    from markupsafe import Markup

    names = {key: t.name("outcome", key) for key in OUTCOMES}
    bars = [(group_name(name, t), _overall(one)) for name, one in _named(swap, t)]
    words = "; ".join(f"{label}: {sum(o['lines'] for o in found)}" for label, found in bars)
    fact = " + ".join(_fact(f, t) for f in (swap["fact"], *swap["along"]))
    return {
        "title": t("swap", fact=fact),
        "fact": fact,
        "bars": Markup(draw_bars(bars, names, t("swap_alt", facts=words))) if swap["lines"] else "",
        "rest": group_name(swap["rest"], t),
        "rows": [_group(g, t) for g in swap["groups"]],
        "differences": [_difference(g, swap, t) for g in _apart(swap)],
        "notes": _notes(swap, fact, t),
        "inputs": [short(name) for name in swap["inputs"][:10]],
        "counts": {k: t.number(swap[n]) for k, n in (("in", "lines_in"), ("out", "lines"), ("rejected", "rejected"))},
    }


def _apart(swap: Data) -> list[Data]:
    """Return the groups that come to other outcomes than the rest, those with most lines first."""
    apart = [g for g in swap["groups"] if g["against_rest"]["lines"]]
    return sorted(apart, key=lambda g: -g["against_rest"]["lines"])


def _named(swap: Data, t: Texts) -> list[tuple[str, Data]]:
    return [(t("as_declared"), swap["declared"]), *((g["name"], g) for g in swap["groups"])]


def _overall(one: Data) -> list[Data]:
    return [o for o in one["outcomes"] if o["regime"] == "all"]


def _notes(swap: Data, fact: str, t: Texts) -> list[str]:
    notes = [] if swap["read_by_the_law"] else [t("not_read", fact=fact)]
    notes.append(t("only_swapped", fact=fact))
    if swap["left_as_declared"]:
        notes.append(t("left", facts=t("comma").join(_fact(f, t) for f in swap["left_as_declared"])))
    if swap["not_stated"]:
        notes.append(t("not_stated_n", n=swap["not_stated"]))
    return notes


def _group(group: Data, t: Texts) -> dict[str, Any]:
    own, rest = group["against_own"], group["against_rest"]
    counts = (group["declared"], own["lines"], *(rest[k] for k in ("lines", "raised", "lowered", "beside")))
    return {"name": group_name(group["name"], t), "cells": [t.number(n) for n in counts]}


def _difference(group: Data, swap: Data, t: Texts) -> dict[str, Any]:
    one, name, rest = group["against_rest"], group_name(group["name"], t), group_name(swap["rest"], t)
    words = {k: t.number(one[k]) for k in ("raised", "lowered", "otherwise", "beside")}
    provisions = [(p, swap["bases"][p["provision"]]) for p in one["provisions"]]
    return {
        "title": t("difference", group=name, rest=rest),
        "lead": t("difference_lead", n=one["lines"], **words),
        "worth": t("worth", value=t("comma").join(_money(one["value"], t))) if any(one["value"].values()) else "",
        "rows": [_moved(p, basis, t) for p, basis in provisions[:PROVISIONS]],
        "more": max(0, len(provisions) - PROVISIONS),
        "before": t("before", rest=rest),
        "after": t("after", group=name),
        "examples": [_example(line, t) for line in one["examples"]],
    }


def _moved(moved: Data, basis: Data, t: Texts) -> dict[str, Any]:
    counts = [t.number(moved[k]) if moved[k] else "–" for k in ("added", "gone", "unsure", "deciding")]
    outcome = t.name("outcome", basis["outcome"]) if basis["outcome"] else t("effect_only")
    return {**_cited(basis, t), "outcome": outcome, "counts": counts}


def _money(value: Mapping[str, int], t: Texts) -> list[str]:
    amounts = sorted(((c, v) for c, v in value.items() if v), key=lambda pair: -pair[1])
    return [t.money(v // 10_000 * 10_000, c).removesuffix(".00") for c, v in amounts[:8]]


def _example(line: Data, t: Texts) -> dict[str, Any]:
    def between(ends: Sequence[str]) -> str:
        low, high = (t.name("outcome", end) for end in ends)
        return low if low == high else t("to", low=low, high=high[:1].lower() + high[1:])

    return {
        "place": f"{line['source']}#{line['row']}",
        "what": short(line["description"]),
        "date": line.get("date") or "",
        "before": between(line["before"]),
        "after": between(line["after"]),
        "why": [*(f"+ {name}" for name in line["added"]), *(f"− {name}" for name in line["gone"])][:6],
    }
