"""What a stated composition implies, and nothing more: absent elements are zero, the one above half is the main one."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from monazite.goods.answer import Goods
from monazite.vocabulary import Vocabulary, vocabulary

__all__ = ["ALL", "READS", "complete_composition", "elements", "facts_read", "held"]

READS = ("composition_complete", "main_element", "substance", "kind", "tariff_code", "material")

# Tariff lines of printed matter (chapter 49), film and recorded media: the paper is goods, what it says is not.
CARRIERS = r"^\s*(49|37|85\.?23)"
HALF = 50 * 10**7  # 50 %, in the fixed point of mass fractions

ALL = "*"  # stands for all elements, where nobody can say which others are inside

# A substance that is named after a controlled element holds it, whatever the list of fractions leaves out.
NAMED_AFTER = {
    "Ga": "gallium",
    "Ge": "german",
    "Sb": "antimon",
    "In": "indium",
    "W": "tungst",
    "Te": "tellur",
    "Bi": "bismuth",
}


def elements(words: Vocabulary) -> dict[str, str]:
    """Return mass-fraction fact → element symbol, in the order of the vocabulary."""
    known = words["main_element"].of
    symbols = {name: name[3:].capitalize() for name in words if name.startswith("mf_")}
    return {name: symbol if symbol in known else "other" for name, symbol in symbols.items()}


def facts_read(words: Vocabulary) -> frozenset[str]:
    """Return the facts that this stage reads; a composition is read whole, for one element can settle the others."""
    return frozenset(READS) | {f for f in words if words[f].group == "composition"}


def held(goods: Goods) -> str:
    """Return the elements that words do not leave out of the goods, those named and those left open: "Dy Fe".

    `ALL` stands for all, where anything of what the goods are made of is not read, or contested.
    """
    told = (*goods.contents.values(), *goods.assay.values())
    found = {c.symbol: None for c in told if c.high != 0}
    found |= {one.fact[3:].capitalize(): None for one in goods.open if one.fact.startswith("mf_")}
    unread = goods.cut or any(one.fact == "composition_complete" for one in goods.open)
    return ALL if unread else " ".join(found)


def complete_composition(batch: pa.RecordBatch, named: pa.DictionaryArray | None = None) -> pa.RecordBatch:
    """Return the batch with what its composition implies; `named` is what `held` tells of the words of rows.

    Where `composition_complete` is yes, a mass fraction about which nothing is stated is zero, unless the words of the
    line name the element. Where `main_element` is not known and one element is certainly above half, it is the main
    element. What is of a material or is declared under a tariff line is goods, unless the line says otherwise or the
    tariff line is one of printed matter or media. Rows keep their order and number.
    """
    symbols = elements(vocabulary())
    batch = _kind(batch)
    names = set(batch.schema.names)
    if "composition_complete" in names:
        batch = _absent_are_zero(batch, symbols, named)
        names = set(batch.schema.names)
    return _main_element(batch, symbols)


def _kind(batch: pa.RecordBatch) -> pa.RecordBatch:
    """What is of a material or has a tariff line is goods where nothing else is said; paper and media may not be."""
    if not {"tariff_code", "material"} & set(batch.schema.names):
        return batch
    nothing = pa.nulls(batch.num_rows, pa.string())
    codes = batch.column("tariff_code") if "tariff_code" in batch.schema.names else nothing
    material = batch.column("material") if "material" in batch.schema.names else nothing
    stated = batch.column("kind") if "kind" in batch.schema.names else pa.nulls(batch.num_rows, pa.string())
    if stated.null_count == 0:
        return batch
    stated = stated.dictionary_decode() if isinstance(stated, pa.DictionaryArray) else stated
    words = codes.dictionary if isinstance(codes, pa.DictionaryArray) else codes
    tangible = pc.invert(pc.match_substring_regex(words, CARRIERS))
    tangible = tangible.take(codes.indices) if isinstance(codes, pa.DictionaryArray) else tangible
    tangible = pc.or_(pc.fill_null(tangible, False), pc.and_(pc.is_valid(material), pc.is_null(codes)))
    tangible = pc.and_(tangible, pc.is_null(stated))
    return _put(batch, "kind", pc.if_else(tangible, "goods", stated))


def _put(batch: pa.RecordBatch, name: str, array: pa.Array) -> pa.RecordBatch:
    at = batch.schema.get_field_index(name)
    return batch.append_column(name, array) if at < 0 else batch.set_column(at, name, array)


def _absent_are_zero(
    batch: pa.RecordBatch, symbols: dict[str, str], named: pa.DictionaryArray | None
) -> pa.RecordBatch:
    complete = pc.fill_null(batch.column("composition_complete"), False)
    if not pc.any(complete).as_py():
        return batch
    zero = pa.scalar(0, pa.int64())

    def main(symbol: str) -> pa.Array:
        if "main_element" not in batch.schema.names:
            return pa.repeat(pa.scalar(False), batch.num_rows)
        return pc.fill_null(pc.equal(batch.column("main_element"), symbol), False)

    for fact, symbol in symbols.items():
        spec = vocabulary()[fact]
        have = [c for c in (fact, spec.below, spec.at_least) if c in batch.schema.names]
        # The main element is there, whatever the list of fractions leaves out.
        there = pc.or_(main(symbol), pc.or_(_named_after(batch, symbol), _is_held(batch, fact[3:].capitalize(), named)))
        absent = pc.and_(complete, pc.invert(there))
        for column in have:
            absent = pc.and_(absent, pc.is_null(batch.column(column)))
        stated = batch.column(fact) if fact in have else pa.nulls(batch.num_rows, pa.int64())
        batch = _put(batch, fact, pc.if_else(absent, zero, stated))
    return batch


def _is_held(batch: pa.RecordBatch, symbol: str, named: pa.DictionaryArray | None) -> pa.Array:
    """Return where the words name an element, or leave open what is inside."""
    if named is None:
        return pa.repeat(pa.scalar(False), batch.num_rows)
    told = [some is not None and (some == ALL or symbol in some.split()) for some in named.dictionary.to_pylist()]
    return pc.fill_null(pa.array(told, pa.bool_()).take(named.indices), False)


def _named_after(batch: pa.RecordBatch, symbol: str) -> pa.Array:
    """Return where the substance is named after the element."""
    if symbol not in NAMED_AFTER or "substance" not in batch.schema.names:
        return pa.repeat(pa.scalar(False), batch.num_rows)
    words = pc.cast(batch.column("substance"), pa.string())
    return pc.fill_null(pc.match_substring(words, NAMED_AFTER[symbol]), False)


def _main_element(batch: pa.RecordBatch, symbols: dict[str, str]) -> pa.RecordBatch:
    found = pa.nulls(batch.num_rows, pa.string())
    several = pa.repeat(pa.scalar(False), batch.num_rows)
    for fact, symbol in symbols.items():
        columns = [c for c in (fact, vocabulary()[fact].at_least) if c in batch.schema.names]
        if not columns:
            continue
        lower = pc.coalesce(*map(batch.column, columns))
        above = pc.fill_null(pc.greater(lower, HALF), False)
        several = pc.or_(several, pc.and_(above, pc.is_valid(found)))
        found = pc.if_else(above, symbol, found)
    # Two elements above half contradict each other: which is the main one is then not known.
    found = pc.if_else(several, pa.scalar(None, pa.string()), found)
    if found.null_count == batch.num_rows:
        return batch
    if "main_element" in batch.schema.names:
        stated = batch.column("main_element")
        stated = stated.dictionary_decode() if isinstance(stated, pa.DictionaryArray) else stated
        found = pc.coalesce(stated, found)
    return _put(batch, "main_element", found)
