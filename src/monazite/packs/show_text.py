"""The texts of `pack show`: what show.py says, laid out for a terminal, without colours."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["as_text", "condition_lines", "table"]

WIDTH = 100
Data = Mapping[str, Any]


def as_text(data: Data) -> str:
    """Return what show.py found as text."""
    parts = {"pack": _pack, "instrument": _instrument, "provision": _provision, "items": _items}
    return "\n".join(parts[data["show"]](data))


def _pack(data: Data) -> Iterator[str]:
    yield f"{data['id']} {data['version']}  {data['title']}"
    if data["title_zh"]:
        yield f"  {data['title_zh']}"
    yield f"  jurisdiction {data['jurisdiction']}, days in {data['timezone']}, licence {data['licence']}"
    yield from _wrapped(_reviews(data), "  ")
    count = data["counts"]
    yield (
        f"  {count['instruments']} instruments ({count['statements']} statements), {count['items']} items, "
        f"{count['provisions']} provisions ({count['exceptions']} exceptions, {count['information']} information only)"
    )
    yield f"  {count['listings']} listings, {count['memberships']} memberships of country groups"
    if data["entries"]:
        share = 100 * data["from_memory"] / data["entries"]
        yield f"  {data['from_memory']} of {data['entries']} entries ({share:.0f} %) from memory: confirm them first"
    if data["review_overdue"]:
        yield f"  warning: the review is overdue since {data['next_review']}"
    yield ""
    rows = [
        (i["id"], _now(i["now"]), str(i["items"]), str(i["provisions"]), _cut(i["title"], 60))
        for i in data["instruments"]
    ]
    yield from table(("instrument", f"on {data['today']}", "items", "provisions", "title"), rows)
    if data["disclaimer"]:
        yield from ("", data["disclaimer"])


def _reviews(data: Data) -> str:
    known = data["state_of_knowledge"] or "not stated"
    return (
        f"known until {known}; reviewed {data['reviewed'] or 'never'}, next review {data['next_review'] or 'not set'}"
    )


def _instrument(data: Data) -> Iterator[str]:
    yield from _title(data["id"], data)
    yield f"  issued by {data['issuer']}" + (f" on {data['issued']}" if data["issued"] else "")
    if data["published"]:
        yield f"  published {data['published']}"
    if not data["binding"]:
        yield "  a statement: it binds nobody, its acts count only under the reading 'announced'"
    yield from _standing(data)
    yield from _listed("What it does", [_act(a, a["target"]) for a in data["acts"]])
    yield from _listed("What is done to it", [_done(a) for a in data["acted_on"]])
    yield from _listed("Provisions", [_line(p) for p in data["provisions"]])
    yield from _listed("Items", [f"{i['code']}  {i['title']}" for i in data["items"]])
    yield from _listed("Parties it lists", [_party(x) for x in data["listings"]])
    yield from _sources(data)


def _act(act: Data, target: str) -> str:
    days = " ".join(f"{word} {act[word]}" for word in ("from", "to") if act[word])
    return f"{act['act']} {target} {days}".rstrip()


def _done(act: Data) -> str:
    return f"{act['by']} {_act(act, act['target'])}" + ("" if act["binding"] else " (announced only)")


def _party(party: Data) -> str:
    name = party["name"] or party["name_zh"] or "parties whose names are not in the pack"
    country = f", {party['country']}" if party["country"] else ""
    return f"{name}{country} ({party['list']} list, binds {party['binds'].replace('_', ' ')})"


def _line(provision: Data) -> str:
    word = "information" if provision["information"] else provision["outcome"] or "duties or finding"
    return f"{provision['provision']}  {provision['article']}: {provision['title']} [{word}]"


def _provision(data: Data) -> Iterator[str]:
    yield from _title(data["provision"], data)
    yield from _wrapped(f"{data['instrument']}, {data['article']} ({data['instrument_id']})", "  ")
    yield from _standing(data)
    yield ""
    if data["when"] is None:
        yield "Information: shown, never evaluated."
    else:
        yield "When"
        yield from condition_lines(data["when"], "  ")
        yield f"then {data['outcome'] or 'no outcome of its own'}"
    if data["where_outcome"]:
        yield f"only where the regime comes to {' or '.join(data['where_outcome'])}"
    if data["finding"]:
        yield f"finding {data['finding']}"
    yield from _listed("Unless, in this order", [_line(p) for p in data["unless"]])
    yield from _listed("It is an exception to", [_line(p) for p in data["exception_to"]])
    yield from _listed("Duties", data["duties"])
    if data["because"]:
        yield from ("", *_wrapped(f"Because: {data['because']}", ""))
    if data["asks"]:
        yield from ("", *_wrapped(f"Facts it reads: {', '.join(data['asks'])}", ""))
    yield from _sources(data)
    yield f"  written in {data['file']}"


def _items(data: Data) -> Iterator[str]:
    for k, item in enumerate(data["items"]):
        if k:
            yield ""
        yield from _title(f"{item['code']}  ({item['item']})", item)
        yield from _wrapped(f"{item['instrument_title']} ({item['instrument']})", "  ")
        yield from _standing(item)
        yield "  when"
        yield from condition_lines(item["when"], "    ")
        for word, key in (("reference tariff lines", "tariff_codes"), ("groups", "groups"), ("used by", "used_by")):
            if item[key]:
                yield from _wrapped(f"{word}: {', '.join(item[key])}", "  ")
        yield from _sources(item)
    if data["countries"]:
        members = [_member(m) for m in data["countries"]]
        yield from _wrapped(f"{data['name']}: {', '.join(members)}", "")


def _member(member: Data) -> str:
    days = " ".join(f"{word} {member[word]}" for word in ("from", "to") if member[word])
    return f"{member['member']} ({days})" if days else str(member["member"])


# ------------------------------------------------------------ shared
def _title(name: str, data: Data) -> Iterator[str]:
    yield name
    yield from _wrapped(data["title"], "  ")
    if data["title_zh"]:
        yield f"  {data['title_zh']}"


def _standing(data: Data) -> Iterator[str]:
    days, now = data["in_force"], data["now"]
    yield f"  now: {_now(now)}"
    yield from _wrapped(f"in force: {days['instruments']}", "  ")
    if days["announced"] != days["instruments"]:
        yield from _wrapped(f"as announced: {days['announced']}", "  ")


def _now(now: Data) -> str:
    other = "" if now["announced"] == now["instruments"] else f" (announced: {now['announced']})"
    return f"{now['instruments']}{other}"


def _sources(data: Data) -> Iterator[str]:
    yield ""
    trust = ", ".join(filter(None, (data["confidence"], data["grade"] and f"grade {data['grade']}")))
    yield f"  confidence: {trust or 'not stated'}"
    for word in ("source", "url", "note"):
        if data.get(word):
            yield from _wrapped(f"{word}: {data[word]}", "  ")


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", title)
        for line in lines:
            yield from _wrapped(line, "  ", "      ")


def _wrapped(text: str, indent: str, below: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=below or indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def condition_lines(tree: Any, indent: str) -> Iterator[str]:
    """Yield a condition as packs write it: a group, and its lines below it."""
    if isinstance(tree, str):
        yield f"{indent}{tree}"
        return
    ((word, parts),) = tree.items()
    yield f"{indent}{word}:"
    for part in parts if isinstance(parts, list) else [parts]:
        yield from condition_lines(part, f"{indent}    ")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; columns of numbers stand on the right, the last column is not filled up."""
    widths = [max(len(r[k]) for r in (head, *rows)) for k in range(len(head))]
    right = [bool(rows) and all(r[k].replace(",", "").isdigit() for r in rows) for k in range(len(head))]
    for row in (head, ["-" * w for w in widths], *rows):
        cells = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)]
        yield "  ".join(cells).rstrip()
