"""From mentions to facts: what a description says the goods are, with the words that say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from monazite.goods.answer import Content, Goods
from monazite.goods.fold import Folded
from monazite.goods.mentions import Mention
from monazite.goods.model import GoodsPack, Term
from monazite.goods.rules.contest import contest
from monazite.goods.rules.hidden import hidden
from monazite.goods.rules.measures import measures
from monazite.goods.rules.named import named
from monazite.goods.rules.naming import form, from_head, from_modifiers, from_substance, grades, parts, registry_number
from monazite.goods.rules.physics import physics
from monazite.goods.rules.purpose import is_rare, kind, made_for
from monazite.goods.rules.quantities import fractions, purity, stated_contents
from monazite.goods.rules.state import INSIDE, Reading
from monazite.vocabulary import vocabulary

__all__ = ["derive"]

NOTHING: Mapping[str, Content] = MappingProxyType({})
# What an earlier rule said, a later one does not change, but may contest.
RULES = (
    from_head,
    from_substance,
    from_modifiers,
    form,
    grades,
    parts,
    stated_contents,
    purity,
    made_for,
    kind,
    contest,
    hidden,
    named,
    physics,
    registry_number,
    measures,
)


def derive(
    folded: Folded,
    mentions: Sequence[Mention],
    pack: GoodsPack,
    stated: Mapping[str, Content] = NOTHING,
    assay: Mapping[str, Content] = NOTHING,
) -> Goods:
    """Return what the mentions of a text say of the goods.

    `stated` are contents that a composition lists, `assay` those that a laboratory found.
    """
    r = Reading(folded, mentions, pack, stated, assay)
    for rule in RULES:
        rule(r)
    terms = [m.ref for m in mentions if isinstance(m.ref, Term)]
    return Goods(
        text=folded.written,
        facts={n: d for n, d in r.facts.items() if n in vocabulary()} | fractions(r),
        likely=tuple(r.likely),
        contents=r.contents,
        typical=r.typical,
        assay=assay,
        open=tuple(r.open.values()),
        head=r.head.ref.id if r.head and isinstance(r.head.ref, Term) else "",
        terms=tuple(dict.fromkeys(t.id for t in terms)),
        claims=tuple(r.quote(m) for m in mentions if m.role == "claim"),
        grade=next((r.quote(m) for m in mentions if m.kind == "grade"), ""),
        rare_earth=any(is_rare(r, m) for m in mentions if m.zone in INSIDE),
        slips=tuple((r.quote(m), m.note) for m in mentions if m.kind in ("term", "element") and m.note),
    )
