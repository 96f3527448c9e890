"""One line explained: the answer of every regime with its reasons, under both readings where they differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from monazite.errors import UsageError, nearest
from monazite.goods.filling import CONTESTED
from monazite.law.explain import explain_case
from monazite.law.model import LawPack
from monazite.law.time import READINGS
from monazite.outcomes import OUTCOMES
from monazite.quality.claims.stage import COLUMNS as JUDGED
from monazite.quality.claims.stage import FILLED
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["explain_line", "explanation_text", "lines_to_explain"]

PLACE = ("source", "row", "declaration", "line", "leg", "component")


def explain_line(
    line: Mapping[str, Any], packs: Sequence[LawPack], known_on: dt.date | None, reading: str, *, quick: bool = False
) -> dict[str, Any]:
    """Return the explanation of one answered line as plain JSON types.

    `line` is a row of the line table with its answers. With `quick` the exact outcomes are not searched at length.
    `derived` gives what the words of the line say: for each fact its value, the words, and whether it counts, which it
    does not where the line states the fact otherwise or where something contests it.
    """
    words = vocabulary()
    facts = {c: line.get(c) for f in words for c in words.columns(f) if line.get(c) is not None}
    other = next(r for r in READINGS if r != reading)
    out: dict[str, Any] = {
        "line": {k: _json(line.get(k)) for k in (*PLACE, "date", "description")},
        "decision": line.get("decision"),
        "facts": {f: words[f].shown(facts[f]) for f in words if facts.get(f) is not None and f not in PLACE},
        "derived": {fact: said for text in line.get("derived") or () for fact, said in _derived(text, facts)},
        "quality": {k: line[k] for k in JUDGED if line.get(k)},
        "parties": {k: line[k] for k in ("party_hits", "party_score", "lists", "shared_contacts") if line.get(k)},
        "findings": line.get("findings") or [],
        "duties": line.get("duties") or [],
        "licence": {k: line.get(k) for k in ("licence", "licence_reason", "licence_left")}
        if line.get("licence")
        else None,
        "regimes": [explain_case(pack, facts, _day(line, pack), known_on, reading, quick=quick) for pack in packs],
        "other_reading": None,
        "not_legal_advice": "Screening aid, not legal advice.",
    }
    if line.get("reading_differs"):
        out["other_reading"] = [
            explain_case(pack, facts, _day(line, pack), known_on, other, quick=quick) for pack in packs
        ]
    return out


def _derived(text: str, facts: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Take "material=oxide (氧化镝)" apart, and say whether it is what the line was answered with."""
    name, _, said = text.removeprefix(CONTESTED).partition("=")
    value, _, words = said.partition(" (")
    fact = vocabulary()[name]
    if facts.get(name) is not None:
        counts = fact.shown(facts[name]) == value
    else:
        counts = any(facts.get(column) is not None for column in vocabulary().columns(name))
    yield name, {"value": value, "words": words.removesuffix(")"), "counts": counts}


def _day(line: Mapping[str, Any], pack: LawPack) -> dt.date | None:
    instant = line.get("instant")
    if instant is not None:
        day: dt.date = instant.astimezone(ZoneInfo(pack.timezone)).date()
        return day
    return line.get("date")


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def lines_to_explain(
    batches: Iterable[pa.RecordBatch], row: int | None, declaration: str | None, most: int = 50
) -> list[Mapping[str, Any]]:
    """Return the lines meant: by row of the file, by declaration, or by item number within the declaration.

    A row that holds several legs or parts is several lines.

    Raises UsageError where there is none, naming what there is.
    """
    import pyarrow.compute as pc

    found: list[Mapping[str, Any]] = []
    near: dict[str, None] = {}
    numbers: list[Mapping[str, Any]] = []
    last = 0
    for batch in batches:
        last = max(last, pc.max(batch.column("row")).as_py() or 0)
        if declaration is not None and row is not None:
            numbers += batch.filter(_wanted(batch, None, declaration)).to_pylist()[: most - len(numbers)]
        found += batch.filter(_wanted(batch, row, declaration)).slice(0, most - len(found)).to_pylist()
        if len(found) >= (1 if declaration is None else most):
            break
        if declaration is not None and "declaration" in batch.schema.names and len(near) < 2000:
            near.update(dict.fromkeys(str(d) for d in pc.unique(batch.column("declaration")).to_pylist()[:2000]))
    if found:
        return found
    if declaration is None:
        raise UsageError(f"no line stands on row {row}; the last row is {last} (the header is row 1)")
    if numbers:
        known = ", ".join(str(line.get("line")) for line in numbers)
        raise UsageError(f"declaration '{declaration}' has no line {row}; its lines are {known}")
    raise UsageError(f"no declaration '{declaration}': {nearest(declaration, near)}")


def _wanted(batch: pa.RecordBatch, row: int | None, declaration: str | None) -> pa.Array:
    """Return which lines of a batch are meant."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def equal(column: str, value: object) -> pa.Array:
        if column not in batch.schema.names:
            return pa.repeat(pa.scalar(False), batch.num_rows)
        return pc.fill_null(pc.equal(batch.column(column), pa.scalar(value)), False)

    if declaration is None:
        return equal("row", row)
    chosen = equal("declaration", declaration)
    return chosen if row is None else pc.and_(chosen, equal("line", row))


# ---------------------------------------------------------------- text
def explanation_text(explained: Mapping[str, Any], *, full: bool = False) -> str:
    """Return an explanation as text for a terminal or a report; with `full` every condition is written out."""
    return "\n".join(_Text(full).lines(explained))


class _Text:
    def __init__(self, full: bool) -> None:
        self.full = full

    def lines(self, e: Mapping[str, Any]) -> Iterator[str]:
        line = e["line"]
        numbered = [f"{name} {line[name]}" for name in ("line", "leg", "component") if line[name] is not None]
        name = " · ".join(str(v) for v in (line["declaration"], *numbered, line["date"]) if v)
        yield f"{line['source']}, row {line['row']}" + (f": {name}" if name else "")
        if line["description"]:
            yield f"  {line['description']}"
        if e["decision"]:
            yield f"Decision: {e['decision']}"
        for finding in e["findings"]:
            yield f"  finding: {finding}"
        for hit in e["parties"].get("party_hits", ()):
            yield f"  hit: {hit}"
        if e["licence"]:
            left = f"; left: {e['licence']['licence_left']}" if e["licence"]["licence_left"] else ""
            yield f"  licence: {e['licence']['licence']} – {e['licence']['licence_reason']}{left}"
        yield from self.derived(e["derived"])
        for regime in e["regimes"]:
            yield from self.regime(regime)
        for regime in e["other_reading"] or ():
            yield ""
            yield f"The reading '{regime['reading']}' gives another answer; confirm the instrument:"
            yield from self.regime(regime)

    def derived(self, derived: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
        """What the words say and the answer rests on; with `full` also what they say and does not count."""
        said = {name: f"{name} = {d['value']} ('{d['words']}')" for name, d in derived.items()}
        counts = [text for name, text in said.items() if derived[name]["counts"]]
        others = [text for name, text in said.items() if not derived[name]["counts"]]
        listed = [said[name] for name in derived if derived[name]["counts"] and vocabulary()[name].group == "parties"]
        judged = [said[name] for name in derived if derived[name]["counts"] and name in FILLED]
        counts = [text for text in counts if text not in (*listed, *judged)]
        if listed:
            yield f"  lists say: {', '.join(listed)}"
        if judged:
            yield f"  standards and certificates say: {', '.join(judged)}"
        if counts:
            yield f"  its words say: {', '.join(counts)}"
        if others and self.full:
            yield f"  its words say too, which does not count here: {', '.join(others)}"

    def regime(self, r: Mapping[str, Any]) -> Iterator[str]:
        yield ""
        outcomes = " or ".join(r["possible_outcomes"]) if r["exact"] else f"{r['outcome_low']} … {r['outcome_high']}"
        yield f"{r['title']} ({r['regime']}, reading '{r['reading']}', known on {r['known_on']})"
        yield f"  Outcome on {r['day'] or 'an unknown day'}: {outcomes}"
        for item in r["items"]:
            mark = "" if item["truth"] == "yes" else " (cannot tell)"
            if item["truth"] == "yes" or self.full:
                yield f"  Item {item['code']}: {item['title']}{mark}{_memory(item)}"
        ruling = [p for p in r["provisions"] if p["outcome"]]
        for provision in sorted(ruling, key=lambda p: (p["truth"] != "yes", -OUTCOMES.index(p["outcome"]))):
            yield from self.provision(provision, 1)
        if not ruling:
            yield "  No provision with an outcome applies."
        yield from self.beside([p for p in r["provisions"] if not p["outcome"]])
        for sleeper in sorted(r["not_in_force"], key=lambda s: -OUTCOMES.index(s["outcome"]) if s["outcome"] else 1):
            would = "would apply" if sleeper["truth"] == "yes" else "would perhaps apply"
            outcome = f" → {sleeper['outcome']}" if sleeper["outcome"] else ""
            yield f"  – {sleeper['title']}{outcome} {would}, but is {sleeper['why']}"
            yield f"      {sleeper['instrument']}, {sleeper['article']} [{sleeper['provision']}]"
        if r["would_change"]:
            yield "  What would change it:"
        for pivot in r["would_change"]:
            yield f"    {pivot['fact']} – {pivot['ask']} ({pivot['who']})"
            for answer, outcome in list(pivot["answers"].items())[:12]:
                yield f"      {answer}: {outcome}"

    def beside(self, provisions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """Duties and findings: one line each, for they do not decide; with `full` as every provision."""
        for p in provisions:
            if self.full:
                yield from self.provision(p, 1)
                continue
            source = f"({p['instrument']}, {p['article']})"
            doubt = "" if p["truth"] == "yes" else "perhaps: "
            for text in p["duties"] or ([f"finding {p['finding']}"] if p["finding"] else []):
                yield f"  • {doubt}{text} {source}{_memory(p)}"

    def provision(self, p: Mapping[str, Any], depth: int) -> Iterator[str]:
        pad = "  " * depth
        mark = {"yes": "✓", "no": "✗", "cannot tell": "?"}[p["truth"]]
        outcome = p["outcome"] or (f"finding {p['finding']}" if p["finding"] else "duty")
        yield f"{pad}{mark} {p['title']} → {outcome}{_memory(p)}"
        yield f"{pad}    {p['instrument']}, {p['article']} [{p['provision']}], in force {p['in_force']}"
        if p["url"]:
            yield f"{pad}    {p['url']}"
        if p["because"]:
            yield f"{pad}    {p['because']}"
        if p["condition"]:
            yield from self.condition(p["condition"], depth + 2)
        for duty in p["duties"]:
            yield f"{pad}    duty – {duty}"
        yield from self.exceptions(p["unless"], depth)

    def exceptions(self, exceptions: Sequence[Mapping[str, Any]], depth: int) -> Iterator[str]:
        """The exceptions in their order: what fails in a line, and nothing behind the first that applies."""
        pad = "  " * depth
        for e in exceptions:
            if e["truth"] == "no" and not self.full:
                yield f"{pad}    unless ✗ {e['title']}, {e['article']} [{e['provision']}]"
                continue
            yield f"{pad}    unless"
            yield from self.provision(e, depth + 3)
            if e["truth"] == "yes" and not self.full:
                return

    def condition(self, c: Mapping[str, Any], depth: int) -> Iterator[str]:
        pad = "  " * depth
        mark = {"yes": "✓", "no": "✗", "cannot tell": "?"}[c["truth"]]
        if "atom" in c:
            yield f"{pad}{mark} {c['atom']}   ({c['value']})"
            return
        word = {"all": "all of", "any": "one of", "not": "not"}[c["group"]]
        parts = c["parts"]
        if not self.full:
            parts = _telling(c)
        left = len(c["parts"]) - len(parts)
        yield f"{pad}{mark} {word}" + (f" ({len(parts)} of {left + len(parts)} shown)" if left else "")
        for part in parts:
            yield from self.condition(part, depth + 1)


def _telling(c: Mapping[str, Any]) -> list[Any]:
    """The parts that explain a truth: what holds of what holds, what is open of what is open; few in all."""
    want = c["truth"] if c["group"] == "any" or c["truth"] != "yes" else None
    return [p for p in c["parts"] if want is None or p["truth"] == want][:8]


def _memory(thing: Mapping[str, Any]) -> str:
    return "  [from memory, not verified]" if thing.get("confidence") == "memory" else ""
