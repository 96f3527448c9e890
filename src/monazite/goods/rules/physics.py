"""Properties that a line states of its goods, and that goods of its words cannot have: what stays open then.

Melting points of the elements are handbook values. Ranges of magnets are those of makers' data sheets: sintered NdFeB
7.3 to 7.8 g/cm3, SmCo 8.1 to 8.6; hard ferrites work to about 250 °C and have their Curie point near 450 °C, NdFeB
between 310 and 370, SmCo above 700, AlNiCo above 760. All figures from memory of such sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monazite.goods.model import Term
from monazite.goods.rules.state import Reading
from monazite.goods.substance import elements_of
from monazite.vocabulary import vocabulary

__all__ = ["physics"]

# Words in small letters without one of which nothing here is read: asking for them costs less than the patterns.
HINTS = (
    "密度", "比重", "density", "gravity", "g/c", "熔", "melt", "m.p", "居里", "curie", "tc", "耐温", "温度", "temp",
    "固定碳", "fc", "fixed carbon", "球形度", "spheric", "迁移率", "mobility", "晶向", "(1", "epd", "位错",
    "brittle", "脆",
)  # fmt: skip
MELTS = {"Ga": 29.8, "In": 156.6, "Bi": 271.4, "Te": 449.5, "Sb": 630.6, "Ge": 938.3, "Mo": 2623.0, "W": 3422.0}
MAGNETS = {"NdFeB": (7.3, 7.8), "SmCo": (8.1, 8.65)}  # g/cm3
ZIRCONIA = (5.8, 6.2)  # stabilised, which holds yttria mostly
# Elements that are traded under false names, where a density can tell them.
HIDDEN = frozenset("Sc Y Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Ga Ge Sb W Te Bi Mo In".split())
BRITTLE = re.compile(r"\bbrittle|脆")
DUCTILE = frozenset("Sn Pb Zn Cu Al".split())
MACHINES = frozenset(("equipment", "tool", "assembly", "cell"))
NAMED = ("material", "main_element", "alloy", "substance", "magnet_family", "composition_complete")
NEAR = 0.015  # by so much a density may be off that of an element, and by NEAR_RANGE that of the words
NEAR_RANGE = 0.04
DEGREES = r"(?P<value>\d{2,4}(?:\.\d)?)\s?(?:°\s?c|℃|度|c\b|deg)"
DENSITY = re.compile(
    r"(?:(?:(?<!振实)(?<!松装)(?<!堆积)(?<!压实)(?<!体积)(?<!能量)(?<!电流)(?<!位错)(?<!功率)密度|比重"
    r"|(?<!tap )(?<!bulk )(?<!energy )(?<!current )(?<!flux )(?<!power )(?<!green )(?<!packing )(?<!dislocation )"
    r"(?<!apparent )(?<!tapped )(?<!loose )(?<!compaction )\bdensity|specific gravity)[^\d;,。]{0,12}?"
    r"(?P<value>\d{1,2}(?:\.\d{1,3})?)(?![\d.]|\s?(?:%|/|[x×*]|wh|ma|a/|mm|k?w\b|kg|g/l|gs|t\b))(?:\s?[-~]\s?[\d.]{1,6})?"
    r"|(?<![\d.-])(?P<bare>\d{1,2}\.\d{1,3})\s?g/c(?:c|m3|m\^3|m³))"
)
SOUNDS = re.compile(r"(?:tap|振实|bulk|松装|堆|powder|press|压实|apparent|\bpd|\btd|\bbd)\W{0,12}$")
MELTING = re.compile(rf"(?:熔点|熔化温度|melting (?:point|temp\w*)|melts? at|\bm\.p\.?)[^\d;,。]{{0,8}}?{DEGREES}")
CURIE = re.compile(rf"(?:居里(?:温度|点)?|curie(?: temp\w*| point)?|\btc\b)[^\d;,。]{{0,8}}?{DEGREES}")
WORKING = re.compile(
    rf"(?:耐温|工作温度|使用温度|耐高温|(?:work\w*|operat\w*|max\w*\.?|service) temp\w*)[^\d;,。]{{0,8}}?{DEGREES}"
)
CARBON = re.compile(r"(?:固定碳|\bfc\b|fixed carbon)\W{0,4}(?P<value>9\d(?:\.\d{1,3})?)")
ROUNDNESS = re.compile(r"(?:球形度|sphericity)\W{0,4}0?\.[89]\d?")
TAPPED = re.compile(r"(?:振实(?:密度)?|\btap(?:ped)?(?: density)?)\W{0,4}[01]\.\d")
# What only semiconductors state: mobility, orientation, dislocations.
CRYSTAL = re.compile(r"迁移率|\bmobility\b|晶向|位错密度|\bepd\b|\((?:100|111)\)|载流子")
GRAPHITES = ("natural_flake_graphite", "artificial_graphite", "artificial_graphite_anode", "mixed_graphite_anode")
SEMICONDUCTORS = ("gallium_arsenide", "indium_phosphide", "germanium_metal")


def physics(r: Reading) -> None:
    """Leave open what the properties stated contradict, and name as likely what they fit."""
    text = r.folded.text.lower()
    if len(text) != len(r.folded.text) or not any(hint in text for hint in HINTS):
        return
    if r.value("material") in MACHINES or r.value("kind") in ("technology", "service"):
        return
    for rule in (_dense, _melting, _brittle, _hot, _carbon, _semiconductor):
        rule(r, text)


def _dense(r: Reading, text: str) -> None:
    """A density that goods of the head's name do not have."""
    match = DENSITY.search(text)
    usual = _usual(r) if match else None
    if match is None or usual is None or SOUNDS.search(text[: match.start()]):
        return
    value = float(match["value"] or match["bare"])
    if r.value("material") == "ceramic" and ZIRCONIA[0] <= value <= ZIRCONIA[1] and r.value("main_element") == "other":
        words = r.folded.quote(match.start(), match.end())
        _open(r, words, "zirconia with yttria is so heavy")
        _likely(r, words, "its density", main_element=("Y",), material=("ceramic", "oxide", "mixture"))
        return
    light = value < usual[0] * (1 - NEAR_RANGE) and r.value("form") not in ("powder", "granule", "sponge", "scrap")
    if not (light or value > usual[1] * (1 + NEAR_RANGE)) or not 2 < value < 23:
        return
    words = r.folded.quote(match.start(), match.end())
    magnetic = r.value("magnet_family") in ("ferrite", "AlNiCo", "other") or r.value("material") == "magnet"
    _open(r, words, "goods of this name have another density", magnet=magnetic)
    for symbol in () if magnetic else _fitting(r, value):
        _likely(r, words, "its density", main_element=(symbol,), material=("metal", "alloy"))
    for family, (low, high) in MAGNETS.items():
        if low <= value <= high:
            _likely(r, words, "its density", magnet_family=(family,), material=("magnet", "alloy"))


def _usual(r: Reading) -> tuple[float, float] | None:
    """Return the densities of goods of the head's name: those that the pack states, else of a metal its element's."""
    ref = r.head.ref if r.head else None
    if isinstance(ref, Term) and ref.density is not None:
        return float(ref.density.low), float(ref.density.high)
    elements = elements_of(r.head) if r.head else ()
    known = r.pack.elements.get(elements[0]) if len(elements) == 1 and r.value("material") == "metal" else None
    return (float(known.density),) * 2 if known is not None and known.density is not None else None


def _fitting(r: Reading, value: float) -> Iterator[str]:
    for symbol, element in r.pack.elements.items():  # in the order of the pack: a set has none
        density = element.density if symbol in HIDDEN else None
        if density is not None and abs(float(density) - value) <= NEAR * value:
            yield symbol


def _melting(r: Reading, text: str) -> None:
    """The melting point of another metal than the one named."""
    match = MELTING.search(text)
    if match is None:
        return
    value, words = float(match["value"]), r.folded.quote(match.start(), match.end())
    for symbol, point in MELTS.items():
        if abs(value - point) <= max(1.5, point / 400) and r.value("main_element") != symbol:
            _open(r, words, "another metal melts there")
            _likely(r, words, "its melting point", main_element=(symbol,), material=("metal",))


def _brittle(r: Reading, text: str) -> None:
    """Tin, lead, zinc, copper and aluminium bend; what breaks is another metal."""
    match = BRITTLE.search(text) if r.value("material") in ("metal", "alloy") else None
    if match is None or r.value("main_element") != "other" or not _ductile(r):
        return
    words = r.folded.quote(match.start(), match.end())
    _open(r, words, "the metal named is not brittle")
    _likely(r, words, "a brittle metal", main_element=("Bi", "Sb", "Te", "Ge"), material=("metal",))


def _ductile(r: Reading) -> bool:
    ref = r.head.ref if r.head else None
    inside = {*elements_of(r.head), *getattr(ref, "may_contain", ())} if r.head else set()
    return bool(inside & DUCTILE)


def _hot(r: Reading, text: str) -> None:
    """A Curie point or working temperature that no ferrite has."""
    family = r.value("magnet_family")
    if family not in ("ferrite", "none", "other"):
        return
    for pattern, least in ((CURIE, 500), (WORKING, 300)):
        match = pattern.search(text)
        if match is None or float(match["value"]) < least or (pattern is WORKING and family != "ferrite"):
            continue
        words = r.folded.quote(match.start(), match.end())
        _open(r, words, "no ferrite stays magnetic there", magnet=True)
        _likely(r, words, "its magnetism when hot", magnet_family=("SmCo", "AlNiCo"), material=("magnet",))


def _carbon(r: Reading, text: str) -> None:
    """What is sold by its fixed carbon and the roundness or tap density of its grains is graphite."""
    match = CARBON.search(text) or ROUNDNESS.search(text)
    if match is None or r.value("main_element") == "C":
        return
    if (CARBON.search(text) is not None) + bool(ROUNDNESS.search(text)) + bool(TAPPED.search(text)) < 2:
        return
    words = r.folded.quote(match.start(), match.end())
    _open(r, words, "graphite is sold by such properties")
    _likely(
        r, words, "a property of graphite", main_element=("C",), material=("graphite", "anode"), substance=GRAPHITES
    )


def _semiconductor(r: Reading, text: str) -> None:
    """Glass has no mobility and no orientation."""
    match = CRYSTAL.search(text) if r.value("material") in ("glass", "ceramic") else None
    if match is None:
        return
    words = r.folded.quote(match.start(), match.end())
    _open(r, words, "semiconductors have such properties")
    because = "a property of semiconductors"
    _likely(r, words, because, material=("crystal", "compound"), main_element=("Ga", "In", "Ge"), form=("wafer",))
    _likely(r, words, because, substance=SEMICONDUCTORS)


def _open(r: Reading, words: str, because: str, magnet: bool = False) -> None:
    """Leave open what the goods are; of a magnet only of which family it is."""
    for fact in NAMED:
        found = r.facts.get(fact)
        if found is None or (magnet and fact == "material" and found.value == "magnet"):
            continue
        value = found.value if isinstance(found.value, str) else "yes" if found.value else "no"
        r.leave_open(fact, (value,), f"{found.words} … {words}", because)


def _likely(r: Reading, words: str, because: str, **values: Iterable[str]) -> None:
    for fact, several in values.items():
        for value in several:
            if value in vocabulary()[fact].of:
                r.say(fact, value, words, because, certain=False)
