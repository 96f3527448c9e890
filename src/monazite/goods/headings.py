"""Which tariff headings goods fit: what their words say, what their facts say, and when to say nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monazite.goods.answer import Goods
from monazite.goods.model import GoodsPack, Heading
from monazite.goods.search import Bm25, tokens

__all__ = ["Fit", "Headings", "Search"]

SHOWN = 5
PARENT = 0.3  # weight of the words of a heading in its subheadings
ALSO = 0.8  # weight of the further words of a line
NAMED, FACTS, AGAINST = 12.0, 14.0, -6.0  # what a term's own heading, facts that agree and facts that do not are worth
LEAST = 4.0  # a score below which nothing is said
AT_ONCE = 256  # descriptions whose scores are held at one time
CLOSE = 0.45  # share of the best score down to which others are shown


@dataclass(frozen=True, slots=True)
class Fit:
    """A heading that goods fit: its code, its score of 1 for what certainly fits, and why."""

    code: str
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class Search:
    """The headings found, best first; where there is none, `because` says why."""

    fits: tuple[Fit, ...]
    because: str = ""


class Headings:
    """The tariff lines of the pack, searchable; built once, used in any thread."""

    def __init__(self, pack: GoodsPack) -> None:
        parents = {code[:4] for code in pack.headings if len(code) == 6}
        self.lines = [h for code, h in pack.headings.items() if len(code) == 6 or code not in parents]
        self._rare = frozenset(pack.rare_earths)
        self._terms = pack.terms
        self._bm25 = Bm25([_words(h, pack.headings) for h in self.lines])
        self._places = {h.code: n for n, h in enumerate(self.lines)}
        self._ruled = [(n, h.when) for n, h in enumerate(self.lines) if h.when]
        self._read = tuple(dict.fromkeys(fact for _, when in self._ruled for fact, _ in when))
        self._met: dict[tuple[str | None, ...], tuple[npt.NDArray[np.float32], list[int]]] = {}
        self._named: dict[str, npt.NDArray[np.intp]] = {}

    def find(self, goods: Sequence[Goods]) -> list[Search]:
        """Return the headings that each of some goods fits."""
        found: list[Search] = []
        for start in range(0, len(goods), AT_ONCE):
            some = goods[start : start + AT_ONCE]
            scores = self._bm25.scores([g.query for g in some])
            found += [self._search(g, row) for g, row in zip(some, scores, strict=True)]
        return found

    def _search(self, goods: Goods, scores: npt.NDArray[np.float32]) -> Search:
        if not goods.query:
            return Search((), "the description has no word to search by")
        why: dict[int, str] = {}
        worded = float(scores.max(initial=0.0))
        self._add_named(goods, scores, why)
        self._add_ruled(goods, scores, why)
        best = float(scores.max(initial=0.0))
        if best < LEAST or (not why and worded < LEAST):
            return Search((), "no heading of the chapters covered is near enough")
        near = np.flatnonzero(scores >= CLOSE * best)
        order = near[np.argsort(-scores[near], kind="stable")][:SHOWN]
        shown = [n for n in order.tolist() if scores[n] >= CLOSE * best]
        top = best + LEAST
        return Search(
            tuple(Fit(self.lines[n].code, round(float(scores[n]) / top, 3), why.get(n, "words")) for n in shown)
        )

    def _add_named(self, goods: Goods, scores: npt.NDArray[np.float32], why: dict[int, str]) -> None:
        """The headings that the head and the other terms name, the first of each the most."""
        for place, term in enumerate(goods.naming):
            for rank, code in enumerate(self._terms[term].tariff):
                lines = self._under(code)
                weight = NAMED * (0.85**rank) * (1.0 if place == 0 else 0.4) * (1.0 if len(code) == 6 else 0.6)
                scores[lines] += weight
                for n in lines.tolist():
                    why.setdefault(n, f"'{self._terms[term].name}' belongs there")

    def _under(self, code: str) -> npt.NDArray[np.intp]:
        found = self._named.get(code)
        if found is None:
            lines = [n for n, h in enumerate(self.lines) if h.code.startswith(code)]
            # A heading that the pack has whole stands for its subheadings.
            found = np.array(lines or [n for n, h in enumerate(self.lines) if h.code == code[:4]], np.intp)
            self._named[code] = found
        return found

    def _add_ruled(self, goods: Goods, scores: npt.NDArray[np.float32], why: dict[int, str]) -> None:
        """The headings whose conditions the facts meet, or miss."""
        facts = self._facts(goods)
        key = tuple(facts.get(fact) for fact in self._read)
        found = self._met.get(key)
        if found is None:
            if len(self._met) > 5_000:
                self._met.clear()
            found = self._met[key] = self._ruled_by(facts)
        gain, met = found
        scores += gain
        for n in why:
            scores[n] -= min(gain[n], 0.0)  # what a term names is not lost for a fact
        for n in met:
            why.setdefault(n, "the facts meet it")

    def _ruled_by(self, facts: Mapping[str, str]) -> tuple[npt.NDArray[np.float32], list[int]]:
        """Return what these facts add to the score of each line, and the lines whose conditions they meet."""
        met: list[int] = []
        gain = np.zeros(len(self.lines), np.float32)
        for n, when in self._ruled:
            told = [facts[fact] in values for fact, values in when if fact in facts]
            if not all(told):
                gain[n] = AGAINST
            elif len(told) == len(when):
                met.append(n)
                gain[n] = FACTS
        return gain, met

    def _facts(self, goods: Goods) -> Mapping[str, str]:
        """Return what the facts say; where the words are contested, what is likely inside stands for them."""
        facts = {name: _text(d.value) for name, d in goods.facts.items() if d.value is not None}
        for d in goods.likely if goods.open else ():
            if d.fact not in facts and d.because == "inside":
                facts[d.fact] = _text(d.value)
        main = facts.get("main_element")
        if main is not None:
            facts["rare_earth"] = "yes" if main in self._rare else "no"
        elif goods.rare_earth:
            facts["rare_earth"] = "yes"
        return facts


def _text(value: str | bool | None) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"


def _words(heading: Heading, headings: Mapping[str, Heading]) -> dict[str, float]:
    """Return the words of a line with their weights; those of the heading above count less."""
    weighted = [(1.0, (heading.en, heading.zh)), (ALSO, heading.also)]
    above = headings.get(heading.code[:4])
    if above is not None and above is not heading:
        weighted.append((PARENT, (above.en, above.zh, *above.also)))
    found: dict[str, float] = {}
    for weight, texts in weighted:
        for token in (token for text in texts for token in tokens(text)):
            found[token] = found.get(token, 0.0) + weight
    return found
