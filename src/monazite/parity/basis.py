"""On what a provision or a control-list entry rests: who says it where, by what power, how far to trust the entry."""

from __future__ import annotations

from monazite.law.explain import citation
from monazite.law.model import Instrument, Item, LawPack, Provision
from monazite.parity.records import Basis

__all__ = ["basis", "item_basis"]


def basis(pack: LawPack, provision: Provision) -> Basis:
    """Return on what a provision rests."""
    said = {k: v for k, v in citation(pack, provision).items() if k in Basis.__dataclass_fields__}
    instrument = pack.instruments[provision.instrument]
    return Basis(
        **said,
        issuer=instrument.issuer,
        under=_related(instrument, "under"),
        responds_to=_related(instrument, "responds_to"),
        because=provision.because,
    )


def item_basis(pack: LawPack, item: Item) -> Basis:
    """Return on what a control-list entry rests."""
    instrument = pack.instruments[item.instrument]
    return Basis(
        provision=item.id,
        title=f"{item.code} {item.title}",
        title_zh=f"{item.code} {item.title_zh}" if item.title_zh else "",
        instrument=instrument.title,
        instrument_id=instrument.id,
        article=item.code,
        issuer=instrument.issuer,
        under=_related(instrument, "under"),
        responds_to=_related(instrument, "responds_to"),
        because=item.note,
        url=item.url or instrument.url,
        confidence=item.confidence or instrument.confidence,
        grade=item.grade or instrument.grade,
    )


def _related(instrument: Instrument, kind: str) -> tuple[str, ...]:
    return tuple(r.target for r in instrument.relations if r.kind == kind)
