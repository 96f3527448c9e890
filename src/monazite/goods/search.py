"""BM25 over short texts in English and Chinese: words, Chinese characters and their pairs; many queries at once.

S. Robertson, H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, with the idf of Lucene.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

import numpy as np
import numpy.typing as npt
from scipy import sparse

from monazite.goods.lexicon import Tokens, words

__all__ = ["Bm25", "placed", "tokens"]

K1, B = 1.2, 0.35
# Words that stand in every kind of text and tell nothing apart.
COMMON = frozenset(
    "a an and as at by for from in into is it its kind no not of on or other others out than that the their this to "
    "under up used use with whether which such made type types pcs set sets "
    "mm cm kg kgs net ton mt usd eur cny fob cif ea no qty size about per new "
    "的 及 和 或 等 其 他 与 用 之 品 件 为 不 有 类".split()
)


def tokens(text: str) -> list[str]:
    """Return what of a text is searched: words, Chinese characters, and pairs of characters that stand together.

    >>> tokens("Dy oxides 氧化镝")
    ['dy', 'oxide', '氧', '氧化', '化', '化镝', '镝']
    """
    return [token for token, _ in placed(words(text))]


def placed(found_words: Tokens) -> list[tuple[str, int]]:
    """Return the tokens that words make, each with the place where its last word or character begins."""
    found: list[tuple[str, int]] = []
    last, end = "", -1
    for word, start, stop in found_words:
        han = word > "\u33ff"
        if han:
            if start == end:
                found.append((last + word, start))
            last, end = word, stop
        else:
            end = -1
        if word not in COMMON and (han or (len(word) > 1 and not word[0].isdigit())):
            found.append((word, start))
    return found


class Bm25:
    """An index of texts; `scores` gives one row a query and one column a text."""

    def __init__(self, texts: Sequence[Mapping[str, float]]) -> None:
        """Index texts given as token → weighted count."""
        self.places = {token: n for n, token in enumerate(dict.fromkeys(t for text in texts for t in text))}
        lengths = np.array([sum(text.values()) for text in texts])
        norm = K1 * (1 - B + B * lengths / max(lengths.mean(), 1e-9))
        seen = Counter(token for text in texts for token in text)
        self._idf = {token: log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for token, n in seen.items()}
        self._strange = log(1 + (len(texts) + 0.5) / 0.5)  # the idf of what no text has
        rows, columns, values = [], [], []
        for n, text in enumerate(texts):
            for token, count in text.items():
                rows.append(self.places[token])
                columns.append(n)
                values.append(self._idf[token] * count * (K1 + 1) / (count + norm[n]))
        shape = (len(self.places), len(texts))
        self._weights = sparse.csr_array((np.array(values, np.float32), (rows, columns)), shape=shape)

    def most(self, query: Iterable[tuple[str, float]]) -> float:
        """Return about the score of a text that holds all words of a query, those included that no text has."""
        return sum(weight * self._idf.get(token, self._strange) for token, weight in query)

    def scores(self, queries: Sequence[Iterable[tuple[str, float]]]) -> npt.NDArray[np.float32]:
        """Return the scores of every text for each query of (token, weight)."""
        rows, columns, values = [], [], []
        for n, query in enumerate(queries):
            for token, weight in query:
                place = self.places.get(token)
                if place is not None:
                    rows.append(n)
                    columns.append(place)
                    values.append(weight)
        asked = sparse.csr_array(
            (np.array(values, np.float32), (rows, columns)), shape=(len(queries), len(self.places))
        )
        return np.asarray((asked @ self._weights).todense(), np.float32)
