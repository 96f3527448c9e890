"""Which tariff headings goods fit: what their words say, what their facts say, and when to say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monazite.goods.answer import Goods
from monazite.goods.model import GoodsPack, Heading
from monazite.goods.search import K1, B, Bm25, tokens

__all__ = ["Fit", "Headings", "Search"]

SHOWN = 5
PARENT = 0.3  # weight of the words of a heading in its subheadings
ALSO = 0.8  # weight of the further words of a line
NAMED, FACTS, AGAINST = 12.0, 14.0, -6.0  # what a term's own heading, facts that agree and facts that do not are worth
LEAST = 4.0  # a score below which nothing is said
WRITTEN = 1.0  # weight of the words of the text that name the goods; the names that the pack has for them weigh less
ALSO_MAIN = 0.7  # the greatest weight of other words
FIRST = 5.0  # what it is worth to stand first among the headings of a term
MARGIN = 3.0  # by how much the text must speak for another line of a term than its first name does
AT_ONCE = 256  # descriptions whose scores are held at one time
BEYOND = "no heading of the chapters covered is near enough"
THINGS = ("article", "stuff")  # roles of terms that are goods by themselves
CLOSE = 0.45  # share of the best score down to which others are shown

Choices = tuple[Mapping[str, Sequence[tuple[int, float]]], Sequence[str], Sequence[float]]


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
        self._words = [_words(h, pack.headings) for h in self.lines]
        self._usual = sum(sum(words.values()) for words in self._words) / max(len(self._words), 1)
        self._bm25 = Bm25(self._words)
        self._places = {h.code: n for n, h in enumerate(self.lines)}
        self._ruled = [(n, h.when) for n, h in enumerate(self.lines) if h.when]
        self._read = tuple(dict.fromkeys(fact for _, when in self._ruled for fact, _ in when))
        self._met: dict[tuple[str | None, ...], tuple[npt.NDArray[np.float32], list[int]]] = {}
        self._named: dict[str, npt.NDArray[np.intp]] = {}
        self._choice: dict[str, Choices] = {}
        self._lacking: dict[str, bool] = {}

    def find(self, goods: Sequence[Goods]) -> list[Search]:
        """Return the headings that each of some goods fits."""
        found: list[Search] = []
        for start in range(0, len(goods), AT_ONCE):
            some = goods[start : start + AT_ONCE]
            chosen = [self._choose(g) for g in some]
            scores = self._bm25.scores([query for query, _ in chosen])
            found += [self._search(g, codes, row) for g, (_, codes), row in zip(some, chosen, scores, strict=True)]
        return found

    def _choose(self, goods: Goods) -> tuple[Sequence[tuple[str, float]], Sequence[str]]:
        """Return the words to search by, and the codes of the head, those first that the words of the text fit.

        A row may hold several goods, of which its first name is only one: where the text speaks for another of its
        lines than that name does, the name is not searched by.
        """
        term = self._terms.get(goods.head)
        if term is None or not term.tariff:
            return goods.query, ()
        words, lines, named = self._choices(goods.head)
        told = [0.0] * len(lines)
        for token, weight in goods.query:
            if weight >= WRITTEN and token in words:
                for n, worth in words[token]:
                    told[n] += worth
        most = max(told, default=0.0)
        if not most:
            return goods.query, term.tariff
        codes = _ranked(term.tariff, lines, told)
        found = [a + b for a, b in zip(told, named, strict=True)]
        if most <= told[found.index(max(found))] + MARGIN:
            return goods.query, codes
        return [(token, weight) for token, weight in goods.query if not ALSO_MAIN < weight < WRITTEN], codes

    def _choices(self, head: str) -> Choices:
        """Return what each word speaks for the lines under the codes of a term, the code of each of these lines, and
        how much the term's first names speak for it."""
        found = self._choice.get(head)
        if found is None:
            term = self._terms[head]
            under = [(code, int(n)) for code in term.tariff for n in self._under(code)]
            words: dict[str, list[tuple[int, float]]] = {}
            own = [0.0] * len(under)
            named = {token for name in (*term.en[:1], *term.zh[:1]) for token in tokens(name)}
            for place, (_, line) in enumerate(under):
                for token, worth in self._worth(line):
                    words.setdefault(token, []).append((place, worth))
                    own[place] += worth if token in named else 0.0
            found = self._choice[head] = words, [code for code, _ in under], own
        return found

    def _worth(self, line: int) -> Iterator[tuple[str, float]]:
        """Yield the words of a line with what each adds to its score."""
        words = self._words[line]
        length = K1 * (1 - B + B * sum(words.values()) / self._usual)
        for token, weight in words.items():
            yield token, self._bm25.most([(token, weight * (K1 + 1) / (weight + length))])

    def _search(self, goods: Goods, codes: Sequence[str], scores: npt.NDArray[np.float32]) -> Search:
        if not goods.query:
            return Search((), "the description has no word to search by")
        why: dict[int, str] = {}
        worded = float(scores.max(initial=0.0))
        self._add_named(goods, codes, scores, why)
        self._add_ruled(goods, scores, why)
        if not why and not goods.rare_earth and self._beyond(goods.head):
            return Search((), BEYOND)
        best = float(scores.max(initial=0.0))
        if best < LEAST or (not why and worded < LEAST):
            return Search((), BEYOND)
        near = np.flatnonzero(scores >= CLOSE * best)
        order = near[np.argsort(-scores[near], kind="stable")][:SHOWN]
        shown = [n for n in order.tolist() if scores[n] >= CLOSE * best]
        top = best + LEAST
        return Search(
            tuple(Fit(self.lines[n].code, round(float(scores[n]) / top, 3), why.get(n, "words")) for n in shown)
        )

    def _beyond(self, head: str) -> bool:
        """Whether a term names only headings that the pack lacks: words alone would find the machine for such goods."""
        found = self._lacking.get(head)
        if found is None:
            term = self._terms.get(head)
            codes = term.tariff if term is not None and term.role in THINGS else ()
            found = self._lacking[head] = bool(codes) and not any(len(self._under(code)) for code in codes)
        return found

    def _add_named(
        self, goods: Goods, codes: Sequence[str], scores: npt.NDArray[np.float32], why: dict[int, str]
    ) -> None:
        """The headings that the head and the other terms name, the first of each the most."""
        for place, term in enumerate(goods.naming):
            for rank, code in enumerate(codes if term == goods.head else self._terms[term].tariff):
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


def _ranked(codes: Sequence[str], lines: Sequence[str], told: Sequence[float]) -> Sequence[str]:
    """Return the codes of a term, those first that stand first in it or that the words of the text speak for."""
    if len(codes) == 1:
        return codes
    worth = {code: 0.0 for code in codes}
    for code, some in zip(lines, told, strict=True):
        if some > worth[code]:
            worth[code] = some
    for rank, code in enumerate(codes):
        worth[code] += FIRST * 0.85**rank
    return sorted(codes, key=worth.__getitem__, reverse=True)


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
