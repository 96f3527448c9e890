"""Names in hanzi: known words as what they mean, the rest as it sounds; persons in several spellings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from monazite.parties.names.letters import HAN, latin, pinyin, simplified
from monazite.parties.names.lexicon import Lexicon
from monazite.parties.names.model import Folded, Token
from monazite.parties.names.view import keys_of, view_of, views_of

__all__ = ["Hanzi"]

_BRACKETS = re.compile(r"[()\[\]{}<>《》〈〉「」『』【】,.、·・/\-]+")
_NUMBER = re.compile(
    "第?[一二三四五六七八九十百零〇]+(?=研究|所|厂|院|重型|局|师|军|号|冶|设计)|第[一二三四五六七八九十百零〇]+"
)
_UNIT = re.compile(
    "^(?:省|市|县|区|镇|自治区|维吾尔自治区|壮族自治区|回族自治区|特别行政区|高新区|开发区|经济技术开发区|保税区|自贸区)"
)
_DIGIT = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}
_SPELLINGS = 6  # readings of one name in a romanisation with several spellings of a sign


class Hanzi:
    """Folds names that are written, wholly or in part, in hanzi."""

    def __init__(self, lexicon: Lexicon, company: Callable[[Sequence[str]], Iterator[Token]]) -> None:
        self.lexicon, self.weights, self.company = lexicon, lexicon.weights, company
        self.compound = max(map(len, lexicon.pack.surnames), default=1)

    def fold(self, text: str, *, person: bool) -> Folded:
        """Return a name in hanzi as it is compared: with hanzi as hanzi, with other scripts in Latin letters."""
        whole = simplified(text)
        if person and (signs := "".join(HAN.findall(whole))) and len(signs) > 1:
            return self._person(text, signs)
        whole, forms = self._cut(whole)
        han = tuple(self._tokens(whole))
        views = views_of([self._meant(han), self._spoken(han)])
        return Folded(text, person, views, view_of(han), False, forms, keys_of(views))

    # ------------------------------------------------------------ companies
    def _cut(self, text: str) -> tuple[str, frozenset[str]]:
        """Return a name without the legal forms at its end: an unspaced string has no other seam."""
        forms = set()
        text = _BRACKETS.sub(" ", text).strip()
        while match := self.lexicon.han_forms.search(text):
            forms.add(match[0])
            text = text[: match.start()].strip()
        return text, frozenset(forms)

    def _tokens(self, text: str) -> Iterator[Token]:
        """Yield the words of a name of a company: hanzi segmented, other letters by words."""
        for part in text.split():
            at = 0
            for run in HAN.finditer(part):
                yield from self.company(latin(part[at : run.start()]).split())
                yield from self._run(run[0])
                at = run.end()
            yield from self.company(latin(part[at:]).split())

    def _run(self, run: str) -> Iterator[Token]:
        at = 0
        for match in _NUMBER.finditer(run):
            yield from self._words(run[at : match.start()])
            yield Token(match[0], str(_number(match[0].lstrip("第"))), "number", self.weights["number"])
            at = match.end()
        yield from self._words(run[at:])

    def _words(self, run: str) -> Iterator[Token]:
        after_place = False
        for text, concept in self.lexicon.segments(run):
            if concept is not None:
                after_place = concept.kind == "place"
                yield Token(text, concept.id, concept.kind, self.weights[concept.kind])
                continue
            if after_place:  # 宁波市…, 深圳特区…: what kind of place it is tells nothing
                text = _UNIT.sub("", text)
            after_place = False
            if text:
                yield Token(text, text, "name", self.weights["name"])

    def _meant(self, han: tuple[Token, ...]) -> tuple[Token, ...]:
        """Return the words in Latin letters: those of the pack by their meaning, the others by their sound."""
        return tuple(t._replace(text=t.id) if t.id != t.text or t.text.isascii() else _sounds(t) for t in han)

    def _spoken(self, han: tuple[Token, ...]) -> tuple[Token, ...]:
        """Return the words by their sound alone, as in "Xinyuan Citie Jituan"."""
        return tuple(t if t.text.isascii() or t.kind == "number" else _sounds(t) for t in han)

    # ------------------------------------------------------------ persons
    def _person(self, text: str, signs: str) -> Folded:
        surname = next((signs[:n] for n in range(self.compound, 1, -1) if signs[:n] in self.lexicon.pack.surnames), "")
        surname = surname if len(signs) > len(surname) > 0 else signs[0]
        given = signs[len(surname) :]
        spelt = dict.fromkeys(self._spelt(surname, given))
        views = views_of([(self._part(first, "common"), self._part(last, "name")) for first, last in spelt])
        han = (
            Token(surname, surname, "surname", self.weights["common"]),
            Token(given, given, "name", self.weights["name"]),
        )
        return Folded(text, True, views, view_of(han), False, frozenset(), keys_of(views))

    def _part(self, word: str, weight: str) -> Token:
        return Token(word, word, "name", self.weights[weight])

    def _spelt(self, surname: str, given: str) -> Iterator[tuple[str, str]]:
        """Yield a surname and given name as pinyin, Wade-Giles and Cantonese write them."""
        pack = self.lexicon.pack
        sur = (pack.surnames[surname],) if surname in pack.surnames else pinyin(surname)
        yield "".join(sur), "".join(pinyin(given))
        parts = sur if len(sur) == 1 else pinyin(surname)
        yield (
            "".join(pack.wade_giles.get(s, s) for s in parts),
            "".join(pack.wade_giles.get(s, s) for s in pinyin(given)),
        )
        if all(sign in pack.cantonese for sign in given) and (
            surname in pack.cantonese or set(surname) <= set(pack.cantonese)
        ):
            sur_words = pack.cantonese.get(surname) or ("".join(pack.cantonese[s][0] for s in surname),)
            options = itertools.product(sur_words, *(pack.cantonese[sign] for sign in given))
            for first, *others in itertools.islice(options, _SPELLINGS):
                yield first, "".join(others)


def _sounds(token: Token) -> Token:
    word = "".join(pinyin(token.text)) if HAN.search(token.text) else latin(token.text)
    return token._replace(text=word, id=word, kind="name" if token.kind == "name" else token.kind)


def _number(text: str) -> int:
    """Return the number that Chinese numerals below a thousand say."""
    total, digit = 0, 0
    if not set(text) & set("十百"):
        return int("".join(str(_DIGIT[s]) for s in text))
    for sign in text:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _DIGIT[sign]
    return total + digit
