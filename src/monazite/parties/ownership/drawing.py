"""Proofs as pictures: SVG drawn by layers, Mermaid and Graphviz DOT as text for other tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from monazite.parties.ownership.answer import Answer
from monazite.parties.ownership.proof import Part, Proof

__all__ = ["FORMATS", "drawing"]

FORMATS = ("svg", "mmd", "dot")
BOX, HIGH, GAP, RISE, EDGE = 210, 46, 26, 92, 20
# Fill and border by state; readable in print, and told apart without colour by the word in the box.
PAINT = {
    "listed": ("#fde8e8", "#b42318"),
    "certain": ("#fdeedc", "#b54708"),
    "possible": ("#fef9d8", "#8a6d00"),
    "no": ("#eef2f6", "#475467"),
}
STYLE = "font-family:system-ui,'Noto Sans SC',sans-serif;font-size:12px"


@dataclass(frozen=True, slots=True)
class _Line:
    owner: int
    asset: int
    label: str
    sure: bool


def drawing(answer: Answer, proofs: Sequence[Proof], kind: str) -> str:
    """Return the proofs as one picture: svg, mmd (Mermaid) or dot (Graphviz); listed parties on top."""
    lines = _lines(proofs)
    parties = list(dict.fromkeys([*(p.party for p in proofs), *(n for e in lines for n in (e.owner, e.asset))]))
    return {"svg": _svg, "mmd": _mermaid, "dot": _dot}[kind](answer, parties, lines)


def _lines(proofs: Sequence[Proof]) -> list[_Line]:
    """Return each holding once."""
    found = {}
    for step in (step for proof in proofs for step in proof.steps):
        for part in step.parts:
            line = _Line(part.owner, step.party, _label(part), not part.needs)
            found[(part.owner, step.party, part.place, part.base)] = line
    return list(found.values())


def _label(part: Part) -> str:
    family, share_class = part.base
    what = "" if family == "capital" else f" {family}"
    return f"{part.share}{what}{f' ({share_class})' if share_class else ''}"


def _state(answer: Answer, party: int) -> str:
    return "listed" if party in answer.lists else answer.state(party)


def _mermaid(answer: Answer, parties: Sequence[int], lines: Sequence[_Line]) -> str:
    out = ["flowchart TD"]
    for party in parties:
        name = _plain(answer.graph.name(party)).replace('"', "#quot;")
        out.append(f'    n{party}["{name}<br/>{_state(answer, party)}"]:::{_state(answer, party)}')
    for line in lines:
        out.append(f'    n{line.owner} {"-->" if line.sure else "-.->"}|"{line.label}"| n{line.asset}')
    out += [f"    classDef {state} fill:{fill},stroke:{edge}" for state, (fill, edge) in PAINT.items()]
    return "\n".join(out) + "\n"


def _plain(text: str) -> str:
    """Return a name without signs that Mermaid would read as its own, and without control characters."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _dot(answer: Answer, parties: Sequence[int], lines: Sequence[_Line]) -> str:
    out = ["digraph owners {", '    node [shape=box, style="filled,rounded", fontname="sans-serif"];']
    for party in parties:
        fill, edge = PAINT[_state(answer, party)]
        name = _quoted(f"{answer.graph.name(party)}\n{_state(answer, party)}")
        out.append(f'    n{party} [label={name}, fillcolor="{fill}", color="{edge}"];')
    for line in lines:
        style = "" if line.sure else ", style=dashed"
        out.append(f"    n{line.owner} -> n{line.asset} [label={_quoted(line.label)}{style}];")
    return "\n".join([*out, "}"]) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _svg(answer: Answer, parties: Sequence[int], lines: Sequence[_Line]) -> str:
    places = _places(parties, lines)
    width = max(x for x, _ in places.values()) + BOX + EDGE
    height = max(y for _, y in places.values()) + HIGH + EDGE
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'style="{STYLE}" role="img"><title>{escape(_title(answer, parties))}</title>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#475467"/></marker></defs>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
    )
    body = [_arrow(line, places) for line in lines] + [_box(answer, party, places[party]) for party in parties]
    return head + "".join(body) + "</svg>\n"


def _title(answer: Answer, parties: Sequence[int]) -> str:
    day = f" on {answer.on}" if answer.on else ""
    return f"Who owns {answer.graph.name(parties[0])}{day}, {answer.rule.title}" if parties else answer.rule.title


def _places(parties: Sequence[int], lines: Sequence[_Line]) -> dict[int, tuple[int, int]]:
    """Return a place for each party: owners above what they hold, by the longest way down that is no ring."""
    depth = dict.fromkeys(parties, 0)
    for _ in range(len(parties)):
        moved = False
        for line in lines:
            if depth[line.asset] <= depth[line.owner] < len(parties):
                depth[line.asset], moved = depth[line.owner] + 1, True
        if not moved:
            break
    rows: dict[int, list[int]] = {}
    for party in parties:
        rows.setdefault(depth[party], []).append(party)
    order = {level: row for row, level in enumerate(sorted(rows))}
    widest = max((len(row) for row in rows.values()), default=1)
    out = {}
    for level, row in rows.items():
        shift = (widest - len(row)) * (BOX + GAP) // 2
        for column, party in enumerate(row):
            out[party] = (EDGE + shift + column * (BOX + GAP), EDGE + order[level] * (HIGH + RISE))
    return out


def _arrow(line: _Line, places: dict[int, tuple[int, int]]) -> str:
    (x1, y1), (x2, y2) = places[line.owner], places[line.asset]
    x1, x2, y1 = x1 + BOX // 2, x2 + BOX // 2, y1 + HIGH
    dashes = "" if line.sure else ' stroke-dasharray="5 4"'
    # Labels stand nearer to the owner, where arrows into one box are still apart.
    x, y = x1 + (x2 - x1) * 2 // 5, y1 + (y2 - y1) * 2 // 5
    return (
        f'<path d="M{x1} {y1} {x2} {y2}" stroke="#475467" fill="none" marker-end="url(#tip)"{dashes}/>'
        f'<text x="{x}" y="{y}" text-anchor="middle" stroke="#fff" stroke-width="4" paint-order="stroke" '
        f'fill="#101828">{escape(line.label)}</text>'
    )


def _box(answer: Answer, party: int, place: tuple[int, int]) -> str:
    x, y = place
    state = _state(answer, party)
    fill, edge = PAINT[state]
    name = answer.graph.name(party)
    return (
        f'<g><title>{escape(name)}</title><rect x="{x}" y="{y}" width="{BOX}" height="{HIGH}" rx="6" fill="{fill}" '
        f'stroke="{edge}"/><text x="{x + BOX // 2}" y="{y + 19}" text-anchor="middle">{escape(_fitting(name))}</text>'
        f'<text x="{x + BOX // 2}" y="{y + 36}" text-anchor="middle" fill="{edge}">{state}</text></g>'
    )


def _fitting(name: str, room: int = 32) -> str:
    """Return a name cut to the width of a box; signs of East Asia take two places."""
    out, used = "", 0
    for sign in name if name.isprintable() else "".join(c for c in name if c.isprintable()):
        used += 2 if ord(sign) >= 0x2E80 else 1
        if used > room:
            return out + "…"
        out += sign
    return out
