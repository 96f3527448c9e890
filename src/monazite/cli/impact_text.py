"""What `monazite standards impact` prints and writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from monazite.cli.certificate_amounts import decimal
from monazite.cli.words_of import words_of
from monazite.quality.impact import Effect, Impact, Margin

if TYPE_CHECKING:
    from monazite.report.texts import Texts

__all__ = ["COLUMNS", "impact_record", "impact_text", "write_impact"]

SHOWN = ("stops", "starts", "open")
COLUMNS = (
    *"certificate lot product supplier issued path grade today_grade today under_draft change".split(),
    *"analyte basis unit limit state reason side room room_share".split(),
)


def impact_record(told: Impact, on: dt.date, rule: str, unread: Sequence[str]) -> dict[str, Any]:
    """Return the impact as plain JSON types; rooms are exact decimals or fractions."""
    return {
        "draft": told.draft.id,
        "title": told.draft.title,
        "on": str(on),
        "rule": rule,
        "certificates": len({(e.certificate.id, e.certificate.lot, e.certificate.path) for e in told.effects}),
        "counts": told.counts(),
        "grades": {each.grade.name: told.counts(each.grade.name) for each in told.draft.grades},
        "stopped_by": told.limits(),
        "suppliers": told.suppliers(),
        "effects": [_effect(each) for each in told.effects],
        "other_products": [each.id for each in told.beside],
        "unread": list(unread),
    }


def _effect(each: Effect) -> dict[str, Any]:
    return _head(each) | {"limits": [_margin(one) for one in each.margins]}


def _head(each: Effect) -> dict[str, Any]:
    one = each.certificate
    return {
        "certificate": one.id,
        "lot": one.lot,
        "product": one.product,
        "supplier": one.issuer,
        "issued": str(one.issued or ""),
        "path": one.path,
        "grade": each.grade.grade.name,
        "today_grade": each.grade.today.id if each.grade.today else "",
        "today": each.today,
        "under_draft": each.under_draft,
        "change": each.change,
    }


def _margin(one: Margin) -> dict[str, Any]:
    wanted = one.requirement
    told = {"analyte": wanted.analyte, "basis": wanted.basis, "unit": wanted.unit, "limit": wanted.printed}
    room = {"room": _number(one.room), "room_share": None if one.share is None else str(one.share)}
    return told | {"state": one.state, "reason": one.reason} | room


def _sided(one: Margin) -> dict[str, str | None]:
    """Return a room without a sign, which a spreadsheet would take for the beginning of a formula."""
    if one.room is None:
        return {"side": None}
    share = None if one.share is None else str(abs(one.share))
    return {"side": "inside" if one.room >= 0 else "outside", "room": decimal(abs(one.room)), "room_share": share}


def _number(value: Fraction | None) -> str | None:
    return None if value is None else decimal(value)


def write_impact(path: str, told: Impact) -> None:
    """Write a row a certificate, grade and limit; OutputError for a place that will not do."""
    import pyarrow as pa

    from monazite.write import open_output

    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    rows = [_head(each) | _margin(one) | _sided(one) for each in told.effects for one in each.margins]
    with open_output(path, title=f"Impact of {told.draft.id}", schema=schema, describe=False) as output:
        output.write(pa.RecordBatch.from_pylist([{k: v or None for k, v in row.items()} for row in rows], schema))


# ------------------------------------------------------------ text
def impact_text(told: Impact, unread: Sequence[str], language: str, *, full: bool) -> Iterator[str]:
    """Yield the lines of the answer: counts by grade, by limit and by supplier, then the certificates."""
    t = words_of("impact", language)
    yield f"{told.draft.id}  {told.draft.title}".rstrip()
    for each in told.draft.grades:
        against = t("against", today=each.today.id) if each.today else t("new")
        yield f"\n{each.grade.name}  {each.grade.product}  {against}"
        yield f"  {_counts(told.counts(each.grade.name), t)}"
    if told.limits():
        yield f"\n{t('limits')}"
        yield from (f"  {analyte}: {n}" for analyte, n in told.limits().items())
    yield f"\n{t('suppliers')}"
    yield from (f"  {name or t('no_supplier')}: {_counts(counts, t)}" for name, counts in told.suppliers().items())
    yield from _certificates(told, t, full)
    if told.beside:
        yield f"\n{t('beside', n=len(told.beside))}"
    if unread:
        yield f"\n{t('unread')}"
        yield from (f"  {line}" for line in unread)
    yield f"\n{t('notice')}"


def _counts(counts: dict[str, int], t: Texts) -> str:
    return " · ".join(f"{t(f'change.{change}')} {n}" for change, n in counts.items() if n) or t("none")


def _certificates(told: Impact, t: Texts, full: bool) -> Iterator[str]:
    shown = [each for each in told.effects if full or each.change in SHOWN]
    if shown:
        yield f"\n{t('certificates')}"
    for each in shown:
        one = each.certificate
        words = (one.id, one.lot, one.issuer, each.grade.grade.name, t(f"change.{each.change}"))
        yield "  " + " · ".join(filter(None, words))
        yield from (f"    {_missed(margin, t)}" for margin in each.stopped_by)
        yield from (f"    {t('left_open', analyte=m.requirement.analyte, limit=_limit(m))}" for m in each.left_open)
        if each.tightest and not each.stopped_by:
            yield f"    {t('tightest', analyte=each.tightest.requirement.analyte, room=_room(each.tightest, t))}"


def _missed(margin: Margin, t: Texts) -> str:
    words = {"analyte": margin.requirement.analyte, "limit": _limit(margin)}
    return t("missed", **words, room=_room(margin, t))


def _limit(margin: Margin) -> str:
    return f"{margin.requirement.printed} {margin.requirement.unit}"


def _room(margin: Margin, t: Texts) -> str:
    """Return how far inside or outside, in the unit and per cent of the limit."""
    if margin.room is None:
        return t("room_open")
    unit = margin.requirement.unit
    share = "" if margin.share is None else f" ({decimal(round(abs(margin.share) * 100, 1))} %)"
    return t("inside" if margin.room >= 0 else "outside", room=f"{decimal(abs(margin.room))} {unit}{share}")
