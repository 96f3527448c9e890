"""Names in hanzi: known words as what they mean, the rest as it sounds; persons in several spellings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence

from monazite.parties.names.letters import HAN, latin, pinyin, simplified
from monazite.parties.names.lexicon import Lexicon
from monazite.parties.names.model import Folded, Token
from monazite.parties.names.view import keys_of, view_of, views_of

__all__ = ["Hanzi"]

_BRACKETS = re.compile(r"[()\[\]{}<>《》〈〉「」『』【】,.、·・/\-]+")
_NUMBER = re.compile(
    "第?[一二三四五六七八九十百零〇]+(?=研究|所|厂|院|重型|局|师|军|号|冶|设计)|第[一二三四五六七八九十百零〇]+"
)
_INNER = re.compile("(?:股份有限公司|有限责任公司|有限公司)(?=.)")  # 某某有限公司深圳分公司
_TOWN = re.compile("^([\u4e00-\u9fff]{2,3}?)(?:市|县|自治县)(?=.{2})")
_DIGIT = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}
_SPELLINGS = 6  # readings of one name in a romanisation with several spellings of a sign


class Hanzi:
    """Folds names that are written, wholly or in part, in hanzi."""

    def __init__(
        self,
        lexicon: Lexicon,
        company: Callable[[Sequence[str]], Iterator[Token]],
        worded: Callable[[Iterable[Token]], Iterator[Token]],
    ) -> None:
        self.lexicon, self.weights, self.company, self.worded = lexicon, lexicon.weights, company, worded
        self.compound = max(map(len, lexicon.pack.surnames), default=1)

    def fold(self, text: str, *, person: bool) -> Folded:
        """Return a name in hanzi as it is compared: with hanzi as hanzi, with other scripts in Latin letters."""
        whole = simplified(text)
        if person and len(signs := self._of_person(whole)) > 1:
            return self._person(text, signs)
        whole, forms = self._cut(whole)
        han = tuple(self._tokens(whole))
        meant = self._meant(han)
        views = views_of([meant, self._spoken(han), self._literal(han), self.worded(meant)])
        return Folded(text, person, views, view_of(han), False, False, forms, keys_of(views))

    # ------------------------------------------------------------ companies
    def _cut(self, text: str) -> tuple[str, frozenset[str]]:
        """Return a name without the legal forms at its end: an unspaced string has no other seam."""
        forms = set()
        text = _INNER.sub("", _BRACKETS.sub(" ", text).strip())
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
        for text, concept in self.lexicon.segments(run):
            if concept is None:
                yield from self._name(text)
            else:
                yield Token(text, concept.id, concept.kind, self.weights[concept.kind])

    def _name(self, text: str) -> Iterator[Token]:
        """Yield what is left between known words: a name of two or three signs, then words that the pack lacks.

        Joined again where the other side writes them as one.
        """
        if match := _TOWN.match(text):
            yield Token(match[1], match[1], "place", self.weights["place"])
            text = text[match.end() :]
        if len(text) < 4:
            parts = [text] if text else []
        else:
            parts = [text[:2], text[2:]] if len(text) < 6 else [text[:2], text[2:4], text[4:]]
        for n, part in enumerate(parts):
            yield Token(part, part, "name", self.weights["rest" if n else "name"])

    def _meant(self, han: tuple[Token, ...]) -> tuple[Token, ...]:
        """Return the words in Latin letters: those of the pack by their meaning, the others by their sound."""
        return tuple(t._replace(text=t.id) if t.id != t.text or t.text.isascii() else self._sounds(t) for t in han)

    def _spoken(self, han: tuple[Token, ...]) -> tuple[Token, ...]:
        """Return the words by their sound alone, as in "Xinyuan Citie Jituan"."""
        return tuple(t if t.text.isascii() or t.kind == "number" else self._sounds(t) for t in han)

    def _literal(self, han: tuple[Token, ...]) -> Iterator[Token]:
        """Yield the words with names translated sign by sign: 双星 is Double Star; nothing without a name."""
        meant = self._meant(han)
        if not any(t.kind == "name" and not t.text.isascii() for t in han) or any(t.id[:1] == "~" for t in meant):
            return
        words = self.lexicon.pack.words
        for token, other in zip(han, meant, strict=True):
            if token.kind != "name" or token.text.isascii():
                yield other
                continue
            for sign in _signs(token.text, words):
                text = words[sign][0] if sign in words else "".join(pinyin(sign))
                yield Token(text, text, "name", token.weight / 2)

    def _sounds(self, token: Token) -> Token:
        """Return a word in hanzi as it sounds."""
        if not HAN.search(token.text):
            word = latin(token.text)
        else:
            syllables = pinyin(token.text)
            if len(syllables) == len(token.text):
                readings = self.lexicon.pack.readings
                syllables = tuple(readings.get(s, p) for s, p in zip(token.text, syllables, strict=True))
            word = "".join(syllables)
        # A brand that is known by its hanzi is not meant by others that sound the same.
        other = token.kind == "name" and self.lexicon.spoken.brand(word)
        return token._replace(text=word, id=f"~{word}" if other else word)

    # ------------------------------------------------------------ persons
    def _of_person(self, text: str) -> str:
        """Return the hanzi of the name of a person without titles, unless nothing else is there."""
        titles, runs = self.lexicon.titles, HAN.findall(text)
        named = [run for run in runs if not titles.fullmatch(run)]
        signs = "".join(named)
        ends = [m.start() for m in titles.finditer(signs) if m.end() == len(signs) and len(m[0]) > 1]
        return signs[: ends[0]] if ends and ends[0] > 1 else signs or "".join(runs)

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
        return Folded(text, True, views, view_of(han), False, False, frozenset(), keys_of(views))

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


def _signs(text: str, words: Container[str]) -> Iterator[str]:
    """Yield the signs of a text, two at once where they are one word."""
    i = 0
    while i < len(text):
        n = 2 if text[i : i + 2] in words else 1
        yield text[i : i + n]
        i += n


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
