"""Saying in words what unmixing found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import floor, log10

from monazite.goods.unmixing.model import ElementLine, Part, Share, Unmixing

__all__ = ["amount", "sentence", "table"]

TOO_SMALL = 1e-7
SHOWN = 4  # members of a group named in the sentence
HEADINGS = ("element", "measured %", "± %", "explained %", "off by", "oxide", "measured %", "explained %")


def sentence(found: Unmixing, names: Mapping[str, str] | None = None) -> str:
    """Return the answer in one plain English sentence: "12 ± 2 % Dy2O3 in zircon glaze; the declared …".

    `names` maps symbols to names of elements; a symbol stands for itself where there is none.
    """
    clauses = [_inside(found), *_foreign(found, names or {}), *_declared(found), *_groups(found)]
    clauses += [*_exchanges(found), *_unexplained(found, names or {})]
    return "; ".join(clauses)


def amount(share: Share) -> str:
    """Return a mass fraction in percent with its 95 % limits: "12 ± 2 %", "5 % (4 to 9 %)", "at most 3 %"."""
    low, mid, high = (100 * n for n in (share.low, share.estimate, share.high))
    if low <= TOO_SMALL:
        return f"at most {_rounded(high, high)} %"
    half = (high - low) / 2
    if half < TOO_SMALL:
        return f"{_rounded(mid, mid / 100)} %"
    if max(high - mid, mid - low) < 1.35 * half:
        return f"{_rounded(mid, half)} ± {_rounded(half, half)} %"
    return f"{_rounded(mid, half)} % ({_rounded(low, half)} to {_rounded(high, half)} %)"


def _bare(share: Share) -> str:
    """Return an amount that can stand in brackets."""
    return amount(share).replace(" (", ", ").rstrip(")")


def _rounded(number: float, scale: float) -> str:
    """Round to the leading figure of a scale, or to two where it leads with a one."""
    if scale <= 0:
        return f"{number:g}"
    place = floor(log10(scale))
    digits = -place + (scale / 10**place < 1.95)
    return f"{round(number, digits):.{max(digits, 0)}f}"


def _inside(found: Unmixing) -> str:
    added = [p for p in found.parts if not p.declared and p.share.estimate > TOO_SMALL]
    declared = [p for p in found.parts if p.declared and p.share.estimate > TOO_SMALL]
    if not added and not declared:
        return "none of the materials explains the reading"
    first = " and ".join(f"{amount(p.share)} {p.share.name}" for p in added)
    if not declared:
        return first
    base = " and ".join(f"{p.share.name} ({_bare(p.share)})" for p in declared)
    return f"{first} in {base}" if first else " and ".join(f"{amount(p.share)} {p.share.name}" for p in declared)


def _foreign(found: Unmixing, names: Mapping[str, str]) -> Iterator[str]:
    declared = [p.share.name for p in found.parts if p.declared]
    foreign = list(dict.fromkeys(s for p in found.parts if p.found for s in p.foreign))
    if declared and foreign:
        does = "does" if len(declared) == 1 else "do"
        yield f"the declared {_listed(declared)} {does} not hold {_listed([names.get(s, s) for s in foreign], 'or')}"


def _declared(found: Unmixing) -> Iterator[str]:
    """Say where a declared material was not found, or where the reading is better explained without it."""
    for part in (p for p in found.parts if p.declared and p.share.estimate <= TOO_SMALL):
        yield f"the declared {part.share.name} was not found ({amount(part.share)})"
    if found.without_declared:
        yield f"{_listed(found.without_declared)} would explain the reading better than what is declared"


def _groups(found: Unmixing) -> Iterator[str]:
    for part in found.parts:
        if len(part.names) > 1:
            yield f"{_either(part)}: the reading cannot tell"


def _either(part: Part) -> str:
    names = part.names
    more = f" or {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return " or ".join(names[:SHOWN]) + more


def _exchanges(found: Unmixing) -> Iterator[str]:
    """Say what would do as well in place of what was found."""
    for name in dict.fromkeys(i.of for i in found.instead):
        others = [_listed(i.names) for i in found.instead if i.of == name][:SHOWN]
        yield f"in place of {name}, {_listed(others, 'or')} would do about as well"


def _unexplained(found: Unmixing, names: Mapping[str, str]) -> Iterator[str]:
    missing = [_off(line, names) for line in found.elements if line.missing]
    excess = [names.get(line.symbol, line.symbol) for line in found.elements if line.excess]
    if missing:
        yield f"not explained: {_listed(missing)}"
    if excess:
        yield f"less was measured than these materials hold: {_listed(excess)}"
    if not missing and not excess and not found.explained and found.probability is not None and found.parts:
        yield f"together the materials explain the reading badly (p = {found.probability:.1g})"
    if found.probability is None:
        yield "there are as many materials as readings, so nothing is left to check the answer with"


def _off(line: ElementLine, names: Mapping[str, str]) -> str:
    rest = 100 * ((line.measured or 0.0) - line.explained)
    return f"{_rounded(rest, 200 * line.uncertainty)} % {names.get(line.symbol, line.symbol)}"


def _listed(words: list[str] | tuple[str, ...], last: str = "and") -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def table(found: Unmixing) -> list[tuple[str, ...]]:
    """Return the elements as rows of text under a line of headings: measured and explained, as element and as oxide.

    Numbers are percent; `±` is one standard uncertainty; `off by` is the residual in standard uncertainties.
    """
    return [HEADINGS, *(_table_row(line) for line in found.elements)]


def _table_row(line: ElementLine) -> tuple[str, ...]:
    limit = f"<{100 * line.limit:.3g}" if line.limit is not None else ""
    as_limit = f"<{100 * line.limit * line.factor:.3g}" if line.limit is not None and line.factor else ""
    return (
        line.symbol,
        limit or _percent(line.measured),
        _percent(line.uncertainty),
        _percent(line.explained),
        f"{line.residual:+.1f}",
        line.oxide,
        as_limit or _percent(line.measured_as_oxide),
        _percent(line.explained_as_oxide),
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.3g}"
