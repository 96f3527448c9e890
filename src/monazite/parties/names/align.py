"""Aligning the words of two names: which say the same, which sound alike, and which have no counterpart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA, Indel

from monazite.parties.names.model import Token, View
from monazite.parties.names.sound import apart, consonants, sound

__all__ = [
    "COARSE",
    "LEAST",
    "PLAIN",
    "Alignment",
    "Pair",
    "align",
    "alike",
    "alike_by_sound",
    "alike_hanzi",
    "alike_pinyin",
    "homophone",
]

Alike = Callable[[Token, Token], float]
LEAST = 0.75  # words less alike than this are different words
# Letters that are written one way or another: ض and ظ as d or z, ج as j or g, ش as sh or ch.
COARSE = str.maketrans("sxjf", "tkkp")
_FINER = 0.12  # what each consonant takes off that is of one class, and not the same
PLAIN = ("name", "initial", "father")


class Pair(NamedTuple):
    """Words on the left and right that go together: their places, how alike (0 to 1), and by what."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    alike: float
    how: str


class Alignment(NamedTuple):
    """Pairs of words, and the places of those without a counterpart on either side."""

    pairs: list[Pair]
    left: list[int]
    right: list[int]


def align(left: View, right: View, alike: Alike) -> Alignment:
    """Return how the words of two names go together, best first; each word is used once."""
    a, b = left.tokens, right.tokens
    found = Alignment([], [], list(range(len(b))))
    _same(a, b, found)
    if found.left and found.right:
        read = consonants if alike is alike_by_sound else _letters
        _joined(a, b, found, read, turned=False)
        _joined(b, a, found, read, turned=True)
        _near(a, b, found, alike)
        _initials(a, b, found)
        _acronym(left, right, found)
    return found


def _same(a: Sequence[Token], b: Sequence[Token], found: Alignment) -> None:
    where = {token.id: j for j, token in enumerate(b)}
    for i, token in enumerate(a):
        j = where.get(token.id)
        if j is None:
            found.left.append(i)
        else:
            same = token.text == b[j].text
            found.pairs.append(Pair((i,), (j,), 1.0 if same else 0.98, "same" if same else "meaning"))
            found.right.remove(j)


def _take(found: Alignment, pair: Pair) -> None:
    found.pairs.append(pair)
    for i in pair.left:
        found.left.remove(i)
    for j in pair.right:
        found.right.remove(j)


def _joined(
    a: Sequence[Token], b: Sequence[Token], found: Alignment, read: Callable[[str], str], *, turned: bool
) -> None:
    """Pair a word with several that stand side by side: huarui, hua rui."""
    whole, parts = (found.right, found.left) if turned else (found.left, found.right)
    if len(parts) < 2:
        return
    words = {j: read(b[j].text) for j in parts}
    firsts = {text[:1] for text in words.values()}
    for i in tuple(whole):
        word = read(a[i].text)
        run = _run(word, words, parts) if word[:1] in firsts else ()
        if run:
            _take(found, Pair(run, (i,), 0.97, "joined") if turned else Pair((i,), run, 0.97, "joined"))


def _letters(word: str) -> str:
    return word.replace(" ", "")


def _run(word: str, words: Mapping[int, str], free: Sequence[int]) -> tuple[int, ...]:
    """Return the places of free words side by side that make up a word; a sound of one letter proves nothing."""
    if len(word) < 3:
        return ()
    for k in range(len(free)):
        rest, run = word, list[int]()
        for j in free[k:]:
            text = words[j]
            if not text or not rest.startswith(text) or (run and j != run[-1] + 1):
                break
            run.append(j)
            rest = rest[len(text) :]
            if not rest:
                return tuple(run) if len(run) > 1 else ()
    return ()


def _near(a: Sequence[Token], b: Sequence[Token], found: Alignment, alike: Alike) -> None:
    near = [(s, -i, -j) for i in found.left for j in found.right if (s := alike(a[i], b[j])) >= LEAST]
    for s, i, j in sorted(near, reverse=True):
        if -i in found.left and -j in found.right:
            _take(found, Pair((-i,), (-j,), s, "alike"))


def _initials(a: Sequence[Token], b: Sequence[Token], found: Alignment) -> None:
    for i in tuple(found.left):
        for j in tuple(found.right):
            if "initial" in (a[i].kind, b[j].kind) and a[i].text[0] == b[j].text[0]:
                _take(found, Pair((i,), (j,), 0.6, "initial"))
                break


def _acronym(left: View, right: View, found: Alignment) -> None:
    """Pair one word with all that is left of the other name: its first letters; few letters prove little."""
    for i in tuple(found.left):
        if (worth := _initialism(left.tokens[i].text, right.acronym)) and len(found.right) > 1:
            _take(found, Pair((i,), tuple(found.right), worth, "acronym"))
            return
    for j in tuple(found.right):
        if (worth := _initialism(right.tokens[j].text, left.acronym)) and len(found.left) > 1:
            _take(found, Pair(tuple(found.left), (j,), worth, "acronym"))
            return


def _initialism(word: str, acronym: str) -> float:
    if len(word) < 3 or word != acronym:
        return 0.0
    return 0.85 if len(word) > 3 else 0.75


# ---------------------------------------------------------------- how alike two words are
def alike(x: Token, y: Token) -> float:
    """Return how alike two words in Latin letters are, 0 to 1: by their letters, and a little by their sound."""
    known = (x.kind not in PLAIN) + (y.kind not in PLAIN)
    if known == 2 or len(x.text) < 3 or len(y.text) < 3:
        return 0.0
    longest = max(len(x.text), len(y.text))
    near = 1 - OSA.distance(x.text, y.text, score_cutoff=longest // 2) / longest
    if known:
        return near if near >= 0.8 else 0.0
    if 0.5 <= near < 0.9:
        code = sound(x.text)
        if len(code) > 1 and code == sound(y.text):
            return 0.5 + near / 2
    return near if near >= LEAST else 0.0


def alike_by_sound(x: Token, y: Token) -> float:
    """Return how alike two words are of which one was written in another script, mostly by their consonants."""
    if x.kind not in PLAIN and y.kind not in PLAIN:
        return 0.0
    one, other = sound(x.text), sound(y.text)
    if one == other and one:
        return (0.98 if len(one) > 1 else 0.93) - _FINER * apart(x.text, y.text)
    if not one or not other:
        return 0.9 - _FINER * apart(x.text, y.text) if one == other else 0.0
    near = 0.95 * Indel.normalized_similarity(one, other, score_cutoff=0.7) if min(len(one), len(other)) > 1 else 0.0
    if near < 0.88 and one.translate(COARSE) == other.translate(COARSE):
        near = 0.88
    near *= 1 - _FINER / 3 * apart(x.text, y.text) if near else 1.0
    return max(alike(x, y), near)


def homophone(x: Token, y: Token) -> bool:
    """Whether one of two words only sounds like a brand that is known by other hanzi."""
    return x.id[:1] == "~" or y.id[:1] == "~"


def alike_pinyin(x: Token, y: Token) -> float:
    """Return how alike two words are of which one is the sound of hanzi: other syllables are other signs.

    Of two trades one may name the wider: technology, and science and technology.
    """
    if x.kind not in PLAIN and y.kind not in PLAIN:
        return 0.85 if x.kind == y.kind and _wider(x.id, y.id) else 0.0
    one, other = x.text.replace("lyu", "lu").replace("v", "u"), y.text.replace("lyu", "lu").replace("v", "u")
    if one == other:
        return LEAST if homophone(x, y) else 0.97
    longest = max(len(one), len(other))
    near = 1 - OSA.distance(one, other) / longest
    return near if longest > 7 and one[0] == other[0] and one[-1] == other[-1] and near >= 0.85 else 0.0


def _wider(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and (long.startswith(short) or long.endswith(short))


def alike_hanzi(x: Token, y: Token) -> float:
    """Return how alike two words in hanzi are: strictly, one sign in a short word makes another word."""
    if x.kind != "name" or y.kind != "name":
        return 0.0
    longest = max(len(x.text), len(y.text))
    near = 1 - OSA.distance(x.text, y.text) / longest
    return near if longest > 3 and near >= 0.75 else 0.0
