"""What laboratories call things: names of contents, of bases and of results in words, as the register names them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import FormulaError
from monazite.errors import InputError, nearest
from monazite.quality.units import unit

__all__ = ["KINDS", "Named", "Words", "folded"]

KINDS = {
    "analyte": "a content or property, as the register names it",
    "basis": "what a content is a share of",
    "claim": "a result in words: complies, fails, absent, not_done, balance, words",
    "heading": "a column of a table of results",
    "product": "a product that is no single substance",
}
METAL = ("metal", "ingot", "金属")
KEPT = 10_000
LONGEST = 120  # signs; what is longer is no name
DOTS = str.maketrans("⋅•∙・", "····")
OUTER = re.compile(r"[wωWx]\s*\((?P<name>.+)\)(?P<rest>.*)")
LAST = re.compile(r"(?P<name>.+?)\s*(?:[(\[](?P<inner>[^()\[\]]*)[)\]]|[,;:_ ]\s*(?P<tail>[^,;:_ ]+))")
SHARE = re.compile(r"(?P<name>.+?)\s*/\s*(?P<of>[^/]+)")
CHARGE = re.compile(r"(?P<name>[A-Z].*?)(?:\^?[0-9²³]?[+\-−])")
# A raised or circled digit is a charge, a power in a unit or the sign of a footnote, and no part of a formula.
RAISED = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹①-⓿❶-➓]+)")
# What a heading tells of how the content was found, and nothing of what it is: "LOI (1000 °C, 1 h)".
HOW = re.compile(r"(?:at )?\d+ ?(?:°|º)?C(?:[,/ ]+\d+ ?(?:h|min))?|\d+ ?h", re.IGNORECASE)


def folded(text: str) -> str:
    """Return a word as it is compared: full-width signs made plain, without case, blanks and full stops."""
    plain = unicodedata.normalize("NFKC", text.translate(DOTS)).casefold()
    return "".join(plain.replace("_", " ").replace(".", " ").split())


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says: the content, and where it tells, of what it is a share and in which unit."""

    analyte: str
    basis: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Words:
    """The names of a pack: `kinds` holds, for each of KINDS, the word as `folded` returns it with its name."""

    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _seen: dict[str, Named | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    _hints: dict[tuple[str, str], str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _goods: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, kind: str, text: str) -> str:
        """Return the name that a word has as one of KINDS, empty where it is not known."""
        return self.kinds.get(kind, {}).get(folded(text), "") if len(text) <= LONGEST else ""

    def near(self, kind: str, text: str) -> str:
        """Return a hint: the name of the known word nearest to a text, without its unit."""
        asked = (kind, text[: LONGEST + 1])
        if asked not in self._hints:
            if len(self._hints) >= KEPT:
                self._hints.clear()
            self._hints[asked] = self._near(kind, text)
        return self._hints[asked]

    def _near(self, kind: str, text: str) -> str:
        known = self.kinds.get(kind, {})
        match = LAST.fullmatch(text[:LONGEST])
        alone = match["name"] if match and unit(match["inner"] or match["tail"] or "") else text[:LONGEST]
        found = difflib.get_close_matches(folded(alone), known, n=1, cutoff=0.7)
        return f"did you mean '{known[found[0]]}'?" if found else nearest(alone, known.values(), at_most=8)

    def analyte(self, text: str) -> Named | None:
        """Return what a name of a content says, None where it is not known.

        "Nd2O3/TREO (%)" is Nd2O3, a share of the oxides, in percent; "w(Fe)" is Fe; "SO4 2-" is SO4.
        """
        if len(text) > 4 * LONGEST:  # neither read nor kept
            return None
        if text not in self._seen:
            plain = " ".join(_plain(text.translate(DOTS)).split())
            self._keep(text, next(self._read(plain), None) if 0 < len(plain) <= LONGEST else None)
        return self._seen[text]

    def _keep(self, text: str, found: Named | None) -> None:
        """Keep what a name says: laboratories write few names, and often."""
        if len(self._seen) >= KEPT:
            self._seen.clear()
        self._seen[text] = found

    def _read(self, text: str) -> Iterator[Named]:
        if name := self._alone(text):
            yield Named(name)
        if match := OUTER.fullmatch(text):
            yield from self._read(match["name"] + match["rest"])
        if match := LAST.fullmatch(text):
            yield from self._with(match["name"], match["inner"] or match["tail"] or "")
        if match := SHARE.fullmatch(text):
            yield from self._with(match["name"], match["of"])
        if text.endswith(("%", "‰")):
            yield from self._with(text[:-1], text[-1])

    def _with(self, name: str, more: str) -> Iterator[Named]:
        """Yield what a name says together with what stands behind it: a basis, a unit, or how it was found."""
        plain = more.strip()
        # "Fe (1)" has a footnote, and is not told in shares of one.
        basis, size = self.of("basis", more), unit(plain) if plain and not plain.isnumeric() else None
        if not (basis or size or HOW.fullmatch(plain)):
            return
        for found in self._read(name.strip()):
            yield Named(found.analyte, found.basis or basis, found.unit or (size.name if size else ""))

    def _alone(self, text: str) -> str:
        """Return the name of a content that stands alone: a word of the pack, else a formula, a sum of formulas."""
        if name := self.of("analyte", text):
            return name
        parts = [part.strip() for part in text.split("+")]
        if len(parts) > 1 and all(parts):
            named = [self._alone(part) for part in parts]
            return "+".join(named) if all(named) else ""
        formula = _formula(text)
        if formula or not (match := CHARGE.fullmatch(text)):
            return formula
        return _formula(match["name"])

    def substance(self, product: str) -> str:
        """Return what a product is: the longest word of the pack in its name, empty for none.

        >>> # "Neodymium oxide, high purity" is Nd2O3, "Pr-Nd oxide" is the product "PrNd oxide"
        """
        product = product[: LONGEST + 1]
        if product not in self._goods:
            if len(self._goods) >= KEPT:
                self._goods.clear()
            self._goods[product] = self._substance(product)
        return self._goods[product]

    def _substance(self, product: str) -> str:
        key = folded(product[:LONGEST])
        found = ((word, name) for word, name in self._products if word in key)
        metal = any(word in key for word in METAL)
        # "Lithium orotate" is no lithium: an element is meant where the name says metal, or nothing else.
        named = (name for word, name in found if metal or word == key or not _is_element(name))
        return next(named, "") or _formula(product.strip())

    @cached_property
    def _products(self) -> list[tuple[str, str]]:
        known = {**self.kinds.get("analyte", {}), **self.kinds.get("product", {})}
        goods = {word: name for word, name in known.items() if len(word) > 3 or not word.isascii()}
        return sorted(goods.items(), key=lambda pair: -len(pair[0]))


def _plain(text: str) -> str:
    """Return a text with full-width signs and lowered digits made plain; raised digits stay, "Fe²" is not Fe2."""
    parts = RAISED.split(text)
    return "".join(part if k % 2 else unicodedata.normalize("NFKC", part) for k, part in enumerate(parts))


def _is_element(name: str) -> bool:
    return len(name) <= 2 and name.isalpha()


def _formula(text: str) -> str:
    """Return a formula as it stands, empty for what is none; "PB" may be lead or a boride, and is none."""
    if not text or not text[0].isupper() or " " in text or len(text) > 40:
        return ""
    if len(text) == 2 and text.isupper() or RAISED.search(text) or "−" in text:
        return ""
    try:
        formula = parse_formula(text)
        return text if formula.symbols and formula.exact else ""
    except (FormulaError, InputError):
        return ""
