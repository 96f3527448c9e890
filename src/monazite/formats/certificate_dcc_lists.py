"""Lists of values in digital calibration certificates: one quantity with many values, each a line of results.

D-SI writes the values of a list in one element, with blanks between (si:realListXMLList); units and uncertainties are
one for all, or one each. What each value is of stands in a list of names beside it (dcc:charsXMLList in the same
dcc:list), in the labels of the values, or in the name of the quantity, which is then told several times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monazite.formats.certificate_draft import Line, Notes, Where
from monazite.quality.naming import Words

__all__ = ["LIST", "listed"]

DCC, SI = "{https://ptb.de/dcc}", "{https://ptb.de/si}"
LIST = f"{SI}realListXMLList"
NEW, OLD = f"{SI}measurementUncertaintyUnivariateXMLList/{SI}", f"{SI}expandedUncXMLList/{SI}"
# Field of a line → where it may stand: D-SI 2 nests uncertainties, D-SI 1 has U beside the values.
FIELDS = {
    "unit": (f"{SI}unitXMLList",),
    "expanded": (f"{NEW}expandedMUXMLList/{SI}valueExpandedMUXMLList", f"{OLD}uncertaintyXMLList"),
    "k": (f"{NEW}expandedMUXMLList/{SI}coverageFactorXMLList", f"{OLD}coverageFactorXMLList"),
    "standard_u": (
        f"{NEW}standardMUXMLList/{SI}valueStandardMUXMLList",
        f"{NEW}coverageIntervalMUXMLList/{SI}valueStandardMUXMLList",
        f"{SI}coverageIntervalXMLList/{SI}standardUncXMLList",
    ),
}


def listed(
    quantity: Any, name: str, where: Where, words: Words | None, units: Mapping[str, str], notes: Notes
) -> Iterator[Line]:
    """Yield a line of results for each value of a list; nothing, which is noted, where no value says what it is of."""
    values = quantity.find(LIST)
    texts = _parts(values, f"{SI}valueXMLList")
    names = _names(quantity, name, len(texts), words)
    if not names:
        hint = "a list of names beside it (dcc:charsXMLList, si:labelXMLList), or a name of its own that is known"
        notes.say(where, "value", "C010", f"its {len(texts)} values name no content", hint)
        return
    columns = {field: _each(values, paths, len(texts), where, notes) for field, paths in FIELDS.items()}
    for k, (analyte, text) in enumerate(zip(names, texts, strict=True)):
        told = {field: column[k] for field, column in columns.items()}
        yield Line({"analyte": analyte, "value": text} | told | {"unit": units.get(told["unit"], told["unit"])}, where)


def _names(quantity: Any, name: str, count: int, words: Words | None) -> Sequence[str]:
    """Return what each value is of: names that are known here first, else the name of the quantity if that is."""
    labels = _parts(quantity.find(LIST), f"{SI}labelXMLList")
    for names in (*_beside(quantity), labels):
        if len(names) == count and any(_is_known(one, words) for one in names):
            return names
    return [name] * count if _is_known(name, words) else ()


def _beside(quantity: Any) -> Iterator[Sequence[str]]:
    """Yield the lists of words in the lists that a quantity is in, the nearest first."""
    for around in quantity.iterancestors(f"{DCC}list"):
        for other in around.findall(f"{DCC}quantity"):
            yield _parts(other, f"{DCC}charsXMLList")


def _is_known(name: str, words: Words | None) -> bool:
    return bool(name) and (words is None or words.analyte(name) is not None)


def _each(values: Any, paths: Sequence[str], count: int, where: Where, notes: Notes) -> Sequence[str]:
    """Return one text for each value; of a count that fits neither, which is noted, none is taken."""
    for path in paths:
        found = _parts(values, path)
        if len(found) in (1, count):
            return found * count if len(found) == 1 else found
        if found:
            field = f"si:{path.rpartition('}')[2]}"
            hint = "one for all, or one for each value"
            notes.say(where, "value", "C010", f"{count} values, but {len(found)} in {field}", hint)
    return [""] * count


def _parts(element: Any, path: str) -> list[str]:
    """Return the words of an element, with blanks between in the file."""
    return (element.findtext(path) or "").split()
