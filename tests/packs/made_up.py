"""A small pack with everything that `pack show` and `pack diff` tell of; the parties are invented."""

from __future__ import annotations

import datetime as dt

from monazite.law.model import Act, Duty, Instrument, Item, LawPack, Listing, Membership, Provision
from monazite.law.tree import Compare, Countries, Flag, Items, Not, OneOf, both, either


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


INSTRUMENTS = [
    Instrument(
        id="t.act",
        title="Act on magnets",
        title_zh="磁体法",
        issuer="Ministry of Examples",
        issued=day("2025-01-10"),
        first=day("2025-02-01"),
        url="https://law.example/act",
        confidence="verified",
        grade="T",
        acts=(Act(kind="ends", target="t.old", last=day("2025-01-31")),),
    ),
    Instrument(id="t.old", title="Old act", issuer="Ministry", issued=day("2020-01-01"), first=day("2020-01-01")),
    Instrument(
        id="t.stay",
        title="Stay of the act",
        issuer="Ministry of Examples",
        issued=day("2026-01-05"),
        first=day("2026-01-05"),
        confidence="memory",
        acts=(Act(kind="suspends", target="t.act", first=day("2026-02-01"), last=day("2026-02-28")),),
    ),
    Instrument(
        id="t.word",
        title="Statement on a longer stay",
        issuer="Ministry of Examples",
        issued=day("2026-01-20"),
        binding=False,
        acts=(Act(kind="suspends", target="t.act.art-1", first=day("2026-03-01"), last=day("2026-12-31")),),
    ),
]
ITEMS = [
    Item(
        id="t.m1",
        code="1C.1.a",
        title="Strong magnets",
        instrument="t.act",
        when=both(
            OneOf("material", ("magnet",)), either(OneOf("magnet_family", ("NdFeB", "SmCo")), Compare("mf_dy", ">", 0))
        ),
        groups=("magnets",),
        tariff_codes=("850511",),
    )
]
PROVISIONS = [
    Provision(
        id="t.act.art-1",
        title="Magnets need a licence",
        instrument="t.act",
        article="art 1",
        when=both(Items("group", "magnets"), Not(OneOf("destination", ("CN",)))),
        outcome="licence_required",
        unless=("t.act.art-2",),
        because="Strong magnets are listed.",
        confidence="verified",
        grade="S",
        place=("provisions/rules.yml", 3),
    ),
    Provision(
        id="t.act.art-2",
        title="Friends",
        instrument="t.act",
        article="art 2",
        when=either(Countries("destination", "friends"), Not(Flag("end_user_military"))),
        outcome="exempt",
        duties=(Duty(kind="report", text="Report the export", due="10 working days after date"),),
    ),
    Provision(
        id="t.act.file",
        title="Keep the file",
        instrument="t.act",
        article="art 4",
        when=Items("group", "magnets"),
        duties=(Duty(kind="document", text="Keep the licence", due="3 years"),),
        where_outcome=("licence_required", "presumption_of_denial"),
    ),
    Provision(id="t.act.info", title="Who grants licences", instrument="t.act", article="art 3"),
]


def pack(**changes: object) -> LawPack:
    """Return the pack, with some of its fields changed."""
    fields: dict[str, object] = {
        "id": "t",
        "title": "Invented regime",
        "jurisdiction": "CN",
        "version": "1",
        "licence": "CC-BY-4.0",
        "reviewed": day("2026-01-01"),
        "next_review": day("2026-02-15"),
        "disclaimer": "Screening aid, not legal advice.",
        "instruments": {i.id: i for i in INSTRUMENTS},
        "items": {i.id: i for i in ITEMS},
        "provisions": {p.id: p for p in PROVISIONS},
        "memberships": (Membership("friends", "JP"), Membership("friends", "NO", day("2025-06-01"))),
        "listings": (Listing(instrument="t.act", list="control", name="Invented Holdings", country="US"),),
    }
    return LawPack(**{**fields, **changes})  # type: ignore[arg-type]
