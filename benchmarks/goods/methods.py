"""The methods compared: each answers sets of cases in a process of its own, and says what that cost."""

from __future__ import annotations

import datetime as dt
import resource
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

from benchmarks.goods.cases import Case, read_examples, read_set, shared
from benchmarks.goods.metrics import Answer
from benchmarks.goods.peers import MODELS, Embedded, Worded, entry_texts, hs_texts, tariff_texts
from monazite.goods.search import tokens
from monazite.identify import Identifier, Texts
from monazite.packs import law_packs
from monazite.packs.examples import load_examples
from monazite.packs.goods import goods_pack
from monazite.packs.goods_doubts import doubts_pack

__all__ = ["METHODS", "absent", "answered", "identified", "identifier"]

DAY = dt.date(2026, 11, 22)
DEPTH = 50
Method = Callable[[Sequence[Case]], list[Answer]]


def each(answer: Callable[[Case], Answer]) -> Method:
    """Return a method that answers one case after the other."""
    return lambda cases: [answer(case) for case in cases]


def identifier(left_out: Collection[str] | None = ()) -> Identifier:
    """Return ours: the packs shipped, Chinese law, contradictions, all examples but those `left_out` (None: all)."""
    laws = law_packs(["cn"])
    known = {} if left_out is None else {law.id: load_examples(law) for law in laws}
    examples = {name: [e for e in found if e.id not in (left_out or ())] for name, found in known.items()}
    return Identifier(goods_pack(), laws, rules=doubts_pack(), examples=examples)


def ours(_: str) -> Method:
    """Ours, given the words and what the line states beside them."""
    from monazite.cli.goods_line import stated_line

    asked = identifier()
    return each(lambda case: identified(asked, case, stated_line(dict(case.stated), {})))


def ours_of_words(_: str) -> Method:
    """Ours, given the words alone, as the peers are."""
    asked = identifier()
    return each(lambda case: identified(asked, case, {}))


def identified(asked: Identifier, case: Case, stated: dict[str, object]) -> Answer:
    """Return the answer of ours to one case."""
    found = asked.identify(Texts(case.text, assay=case.assay), DAY, stated)
    codes = tuple(dict.fromkeys(entry.code for entry in found.every))[:DEPTH]
    return Answer(codes, tuple(fit.code for fit in found.headings.fits), found.verdict)


def lexical(_: str) -> Method:
    """The part of ours that bulk runs take for each distinct description: words read, headings found in batches."""
    asked = identifier()

    def read(cases: Sequence[Case]) -> list[Answer]:
        goods = [asked.reader.read(case.text, assay=case.assay) for case in cases]
        return [Answer(headings=tuple(fit.code for fit in search.fits)) for search in asked.headings.find(goods)]

    return read


def words_of_pack(_: str) -> Method:
    """BM25 over the tariff texts of our pack and the titles of the entries."""
    lines, entries = Worded(tariff_texts(goods_pack())), Worded(entry_texts(law_packs(["cn"])))
    return each(lambda case: Answer(entries.ranked(case.words), lines.ranked(case.words)))


def words_of_hs(_: str) -> Method:
    """BM25 over the subheadings of HS 2022, which know no entries."""
    lines = Worded(hs_texts(shared() / "data" / "goods" / "hs2022.csv"))
    return each(lambda case: Answer(headings=lines.ranked(case.words)))


def embedded(model: str) -> Method:
    """The embedding of the words as they stand."""
    index = Embedded(model, [entry_texts(law_packs(["cn"])), tariff_texts(goods_pack())])
    return each(lambda case: _near(index, case.words))


def _near(index: Embedded, text: str) -> Answer:
    entries, lines = index.ranked(text)
    return Answer(entries, lines)


def embedded_expanded(model: str) -> Method:
    """The embedding of the words with those that our reading adds: names in both languages of what was read."""
    index = Embedded(model, [entry_texts(law_packs(["cn"])), tariff_texts(goods_pack())])
    reader = identifier().reader

    def answer(case: Case) -> Answer:
        had = set(tokens(case.words))
        more = [t for t, _ in reader.read(case.text, assay=case.assay).query if t not in had]
        return _near(index, " ".join([case.words, *more]))

    return each(answer)


METHODS: dict[str, Callable[[str], Method]] = {
    "ours": ours,
    "ours, words alone": ours_of_words,
    "ours, lexical path": lexical,
    "BM25, our tariff texts and titles": words_of_pack,
    "BM25, HS 2022": words_of_hs,
    "embedding": embedded,
    "embedding, our query": embedded_expanded,
}


def absent(method: str, model: str) -> str:
    """Return why a method cannot run here; empty where it can."""
    table = shared() / "data" / "goods" / "hs2022.csv"
    if method == "BM25, HS 2022" and not table.is_file():
        return f"no {table.name}: set MONAZITE_SHARED to the folder that holds data/goods"
    if method.startswith("embedding") and not find_spec(MODELS[model]):
        return f"{model} is not installed; see benchmarks/goods/README.md"
    return ""


WARMING = 200  # other lines that are answered first


def answered(method: str, model: str, sets: Iterable[str]) -> dict[str, Any]:
    """Answer sets of cases in this process; return answers, CPU ms for each distinct line, CPU s to build, peak GB."""
    start = time.process_time()
    answer = METHODS[method](model)
    built = time.process_time() - start
    # What is imported and kept with the first lines is no cost of each: a run reads many.
    answer([case for cases in read_examples().values() for case in cases][:WARMING])
    found = {name: _timed(answer, cases) for name in sets if (cases := read_set(name)) is not None}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"sets": found, "built_s": built, "peak_gb": peak}


def _timed(answer: Method, cases: Sequence[Case]) -> dict[str, Any]:
    """Answer each distinct line once."""
    distinct = {(case.text, case.assay, case.stated): case for case in cases}
    start = time.process_time()
    told = dict(zip(distinct, answer(list(distinct.values())), strict=True))
    spent = time.process_time() - start
    answers = [asdict(told[case.text, case.assay, case.stated]) for case in cases]
    return {"answers": answers, "cpu_ms": spent / len(distinct) * 1e3}
