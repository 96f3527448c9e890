"""Digital calibration certificates (DCC, XML of PTB, 2.x and 3.x), as far as they tell contents and properties.

A DCC is made for calibrations. What is read are its quantities: name, value or list of values, D-SI unit, uncertainty;
what is marked as nominal, a limit or a reference is no result. Entities are never resolved, and nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from monazite.formats.certificate_dcc_lists import LIST, listed
from monazite.formats.certificate_draft import Draft, Line, Notes, shown
from monazite.quality.naming import Words

__all__ = ["UNITS", "dcc", "is_dcc", "parsed"]

DCC, SI = "{https://ptb.de/dcc}", "{https://ptb.de/si}"
ROOT = f"{DCC}digitalCalibrationCertificate"
# What a refType says behind its prefix (basic_measuredValue) where a quantity is a result. Any other says that it is
# none, or something that is not known here: an error, a correction, a nominal value, a limit.
RESULTS = frozenset(
    "measuredvalue measuredvaluesi result measurementresult meanvalue arithmeticmean arithmeticmeanvalue "
    "arithmenticmean certifiedvalue massfraction content concentration purity assay".split()
)
# Words in a refType, in that of what is around the quantity, or in the name of a list, that say the same.
NO_RESULTS = (
    *("nominal", "limit", "tolerance", "reference", "uncertainty", "maximum", "minimum", "setpoint", "error"),
    *("correction", "deviation", "difference", "blank", "background", "recovery", "bias", "drift", "influence"),
)
NAMED_SO = (*NO_RESULTS, "specification", "requirement", "限值", "要求", "标称", "不确定度", "误差", "修正", "偏差")
# Quantities in these describe how it was measured.
ASIDE = tuple(f"{DCC}{name}" for name in ("influenceCondition", "measuringEquipment", "usedMethod", "item"))
# D-SI writes units as words with backslashes.
UNITS = {
    **{r"\percent": "%", r"\one": "1", r"\ppm": "ppm", r"\gram\kilogram\tothe{-1}": "g/kg"},
    **{r"\kilogram\kilogram\tothe{-1}": "1", r"\gram\gram\tothe{-1}": "1", r"\milli\gram\kilogram\tothe{-1}": "mg/kg"},
    **{r"\milli\gram\kilo\gram\tothe{-1}": "mg/kg", r"\micro\gram\gram\tothe{-1}": "µg/g"},
    **{r"\micro\gram\kilogram\tothe{-1}": "µg/kg", r"\nano\gram\gram\tothe{-1}": "ng/g", r"\degreecelsius": "°C"},
    **{r"\metre": "m", r"\milli\metre": "mm", r"\micro\metre": "µm", r"\nano\metre": "nm", r"\tesla": "T"},
    **{
        r"\kilogram\metre\tothe{-3}": "kg/m3",
        r"\kilo\gram\metre\tothe{-3}": "kg/m3",
        r"\kilogram": "kg",
        r"\gram": "g",
    },
    **{r"\metre\tothe{2}\gram\tothe{-1}": "m2/g", r"\milli\tesla": "mT"},
}


@dataclass(frozen=True, slots=True)
class _Element:
    """An element of the document, by its line and name."""

    line: int
    name: str

    def of(self, name: str) -> tuple[int, int, str]:
        return self.line, 1, self.name

    def label(self, name: str) -> str:
        return self.name


def is_dcc(root: Any) -> bool:
    """Return whether the root element of a document is that of a DCC."""
    return bool(root.tag == ROOT)


def parsed(data: bytes, notes: Notes) -> Any:
    """Return the root of an XML document; raise CodedError for what is none, or defines entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise notes.fail("C003", f"this is no XML: {error.msg}", "", max(line, 1), max(column, 1)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        text = "the document has a document type with entities of its own"
        raise notes.fail("C004", text, "certificates need none: remove <!DOCTYPE …>")
    return root


def dcc(root: Any, notes: Notes, words: Words | None = None) -> Iterator[Draft]:
    """Yield the certificate of a document; `words` tell which names of lists are contents."""
    place = _Element(root.sourceline or 1, "dcc:digitalCalibrationCertificate")
    told = [quantity for quantity in root.iter(f"{DCC}quantity") if next(quantity.iterancestors(*ASIDE), None) is None]
    lines = [line for quantity in told for line in _quantity(quantity, words, notes)]
    item = root.find(f".//{DCC}items/{DCC}item")
    fields = {
        "id": _text(root, f".//{DCC}coreData/{DCC}uniqueIdentifier"),
        "issued": _text(root, f".//{DCC}coreData/{DCC}issueDate") or _text(root, f".//{DCC}endPerformanceDate"),
        "laboratory": _content(root.find(f".//{DCC}calibrationLaboratory/{DCC}contact/{DCC}name")),
        "product": "" if item is None else _content(item.find(f"{DCC}name")),
        "lot": "" if item is None else _text(item, f".//{DCC}identification/{DCC}value"),
        "issuer": "" if item is None else _content(item.find(f"{DCC}manufacturer/{DCC}name")),
    }
    yield Draft(fields, place, lines, list(_claims(root)))


def _claims(root: Any) -> Iterator[tuple[str, str, str]]:
    for statement in root.iter(f"{DCC}statement"):
        norm = _text(statement, f"{DCC}norm")
        said = _text(statement, f"{DCC}conformity") or _content(statement.find(f"{DCC}declaration"))
        if norm or said:
            yield norm, "", said


def _quantity(quantity: Any, words: Words | None, notes: Notes) -> Iterator[Line]:
    name = _content(quantity.find(f"{DCC}name")) or str(quantity.get("refType") or quantity.get("id") or "")
    place = _Element(quantity.sourceline or 1, f"dcc:quantity '{shown(name)}'")
    kind = _no_result(quantity, name)
    real = quantity.find(f"{SI}real")
    real = quantity.find(f"{SI}hybrid/{SI}real") if real is None else real
    if kind:
        text = f"it tells no result but '{shown(kind)}', and is left out"
        notes.say(place, "value", "C010", text, "results are measured values")
    elif real is not None:
        yield _line(quantity, real, name, place)
    elif quantity.find(LIST) is not None:
        for line in listed(quantity, name, place, words, UNITS, notes):
            yield Line({**line.fields, "method": _method(quantity)}, place)
    elif quantity.find(f"{DCC}charsXMLList") is None or quantity.getparent().tag != f"{DCC}list":  # names beside values
        yield from _words(quantity, name, place, notes)


def _no_result(quantity: Any, name: str) -> str:
    """Return what says that a quantity is no result: its refType, one around it, the name of a list; else empty."""
    kinds = str(quantity.get("refType") or "").split()
    around = [kind for one in quantity.iterancestors() for kind in str(one.get("refType") or "").split()]
    told = next((kind for kind in (*kinds, *around) if _has(kind, NO_RESULTS)), "")
    is_list = quantity.find(LIST) is not None
    has_values = is_list or next(quantity.iter(f"{SI}real"), None) is not None
    if not told and kinds and has_values and not any(kind.rpartition("_")[2].casefold() in RESULTS for kind in kinds):
        told = kinds[0]
    return told or (name if is_list and _has(name, NAMED_SO) else "")


def _has(text: str, words: Sequence[str]) -> bool:
    plain = text.casefold().replace("referencematerial", "")  # one that is certified has results
    return any(word in plain for word in words)


def _line(quantity: Any, real: Any, name: str, place: _Element) -> Line:
    unit = _text(real, f"{SI}unit")
    fields = {"analyte": name, "value": _text(real, f"{SI}value"), "unit": UNITS.get(unit.strip(), unit)}
    return Line(fields | {"method": _method(quantity)} | _uncertainty(real), place)


def _method(quantity: Any) -> str:
    return _content(quantity.find(f".//{DCC}usedMethod/{DCC}name"))


def _words(quantity: Any, name: str, place: _Element, notes: Notes) -> Iterator[Line]:
    words = _content(quantity.find(f"{DCC}noQuantity")) or _text(quantity, f"{DCC}charsXMLList")
    if words:
        yield Line({"analyte": name, "text": words}, place)
    else:
        notes.say(place, "value", "C010", "it holds no single real value", "si:real with si:value and si:unit")


def _uncertainty(real: Any) -> dict[str, str]:
    """Return the uncertainty: D-SI 2 nests it, D-SI 1 has U or an interval beside the value."""
    nested, old = f"{SI}measurementUncertaintyUnivariate/{SI}", f"{SI}expandedUnc/{SI}"
    expanded = _text(real, f"{nested}expandedMU/{SI}valueExpandedMU") or _text(real, f"{old}uncertainty")
    k = _text(real, f"{nested}expandedMU/{SI}coverageFactor") or _text(real, f"{old}coverageFactor")
    standard = (
        _text(real, f"{nested}standardMU/{SI}valueStandardMU")
        or _text(real, f"{nested}coverageIntervalMU/{SI}valueStandardMU")
        or _text(real, f"{SI}coverageInterval/{SI}standardUnc")
    )
    return {"expanded": expanded, "k": k, "standard_u": standard}


def _text(element: Any, path: str) -> str:
    found = element.findtext(path)
    return found.strip() if found else ""


def _content(name: Any) -> str:
    """Return a text of several languages: in English where there is one, else the first."""
    if name is None:
        return ""
    contents = name.findall(f"{DCC}content")
    chosen = next((one for one in contents if one.get("lang") == "en"), contents[0] if contents else name)
    return " ".join((chosen.text or "").split())
