"""Words that something else on the line contradicts: what is left to believe of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monazite.goods.answer import Content, Goods, Open
from monazite.goods.doubts.model import Doubt

__all__ = ["CONTESTED", "without_contested"]

CONTESTED = "something else on the line contradicts the words"
STRONG = 2  # strength of a doubt from which the words are not believed
TELLING = frozenset("material main_element magnet_family substance".split())
HEAVY = ("Dy", "Tb")
# What goods under a false name may be.
OPEN = {
    "material": tuple("metal alloy oxide compound salt carbide mixture concentrate target".split()),
    "magnet_family": ("NdFeB", "SmCo"),
}


def without_contested(goods: Goods, doubts: Sequence[Doubt]) -> Goods | None:
    """Return what a description says where the words that strong doubts contest are not believed; None without any.

    What was read from the same words as a contested material is contested with it. Materials and families of magnets
    become open, so that entries for any of them stay plausible.
    """
    named = {fact for d in doubts if d.strength >= STRONG for fact in d.facts} & {*TELLING, *goods.facts}
    if not named & TELLING and not any(name.startswith("mf_") for name in named):
        return None
    gone = named | (goods.told_with_class if "material" in named else frozenset())
    return replace(
        goods,
        facts={name: d for name, d in goods.facts.items() if name not in gone},
        likely=tuple(d for d in goods.likely if d.fact not in gone | TELLING),
        contents={s: c for s, c in goods.contents.items() if f"mf_{s.lower()}" not in gone},
        typical={**goods.typical, **_in_magnets(named)},
        parts=(),
        open=(*goods.open, *(Open(name, OPEN[name], "", CONTESTED) for name in OPEN if name in named)),
    )


def _in_magnets(named: set[str]) -> dict[str, Content]:
    """What a magnet of another family than declared often holds."""
    if "magnet_family" not in named:
        return {}
    return {symbol: Content(symbol, None, None, "name", "") for symbol in HEAVY}
