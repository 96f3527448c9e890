"""Random provisions over the real vocabulary, for benchmarks: not law, but shaped like it.

A quarter are exceptions, a third have a suspension, days lie between 2023 and 2027; each reads tariff prefixes, mass
fractions, countries, end uses, parties. The same seed gives the same provisions.
"""

from __future__ import annotations

import datetime as dt
import random

from monazite.law.model import Act, Instrument, LawPack, Provision
from monazite.law.tree import Compare, Flag, Node, Not, OneOf, Ratio, StartsWith, both, either
from monazite.outcomes import OUTCOMES

HEADINGS = (
    "2504 2530 2612 2617 2805 2825 2827 2836 2841 2842 2846 2849 2850 2853 3206 3801 3818 3824 6815 6903 7202 8101 "
    "8102 8104 8106 8108 8110 8112 8412 8479 8486 8501 8504 8505 8514 8543 9018 9031 6911 7010"
).split()
COUNTRIES = "CN US JP DE FR KR TW VN MY IN AU CA GB NL BE IT ES MX BR TH SG AE TR RU KZ".split()
USES = ("civil", "military", "wmd", "emergency_medical", "disaster_relief")
MATERIALS = ("metal", "alloy", "oxide", "compound", "magnet", "target", "mixture", "ceramic", "part")
FRACTIONS = ("mf_dy", "mf_tb", "mf_sm", "mf_gd", "mf_y", "mf_ho", "mf_nd", "mf_ga")
SHARES = (10_000, 50_000, 1_000_000, 5_000_000, 10_000_000, 100_000_000)
FIRST = dt.date(2023, 1, 1)


def synthetic_pack(count: int, seed: int = 7) -> LawPack:
    """Return a pack of `count` random provisions."""
    rng = random.Random(seed)
    make = _Maker(rng)
    provisions: dict[str, Provision] = {}
    unless: dict[int, list[str]] = {}
    acts = []
    for k in range(count):
        start = rng.randint(0, 1100)
        last = FIRST + dt.timedelta(start + rng.randint(200, 1500)) if rng.random() < 0.4 else None
        name = f"syn.p{k:04d}"
        if k and rng.random() < 0.25:
            unless.setdefault(rng.randrange(k), []).append(name)
        provisions[name] = Provision(
            id=name,
            title=name,
            instrument="syn.act",
            article=str(k),
            when=make.condition(),
            outcome=OUTCOMES[rng.randint(1, 6)],
            first=FIRST + dt.timedelta(start),
            last=last,
        )
        if rng.random() < 0.35:
            stay = FIRST + dt.timedelta(start + rng.randint(30, 300))
            acts.append(Act(kind="suspends", target=name, first=stay, last=stay + dt.timedelta(rng.randint(60, 365))))
    names = list(provisions)
    for k, found in unless.items():
        old = provisions[names[k]]
        provisions[names[k]] = Provision(**{**vars(old), "unless": tuple(found)})
    instruments = {
        "syn.act": Instrument(id="syn.act", title="Synthetic", issued=FIRST, first=FIRST, acts=tuple(acts)),
    }
    return LawPack(id="syn", title="Synthetic", timezone="UTC", instruments=instruments, provisions=provisions)


class _Maker:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def condition(self) -> Node:
        kinds = (self.goods, self.content, self.user, self.technology, self.route, self.mass_and_value)
        return self.rng.choice(kinds)()

    def some(self, values: object, least: int, most: int) -> tuple[str, ...]:
        values = list(values)  # type: ignore[call-overload]
        return tuple(sorted(self.rng.sample(values, self.rng.randint(least, most))))

    def heading(self) -> Node:
        prefixes = [
            self.rng.choice(HEADINGS) + self.rng.choice(("", "10", "90")) for _ in range(self.rng.randint(1, 3))
        ]
        return either(*(StartsWith("tariff_code", p) for p in prefixes))

    def fraction(self) -> Node:
        facts = self.rng.sample(FRACTIONS, self.rng.randint(1, 2))
        return either(*(Compare(f, self.rng.choice((">=", ">")), self.rng.choice(SHARES)) for f in facts))

    def goods(self) -> Node:
        return both(OneOf("material", self.some(MATERIALS, 1, 3)), self.fraction(), self.heading())

    def content(self) -> Node:
        share = Ratio("cn_content_value", "value", ">=", 1, self.rng.choice((1000, 10, 4)))
        return both(Not(OneOf("origin", ("CN",))), self.fraction(), share)

    def user(self) -> Node:
        return both(
            either(OneOf("end_use", ("military",)), Flag("end_user_military")), either(self.heading(), self.fraction())
        )

    def technology(self) -> Node:
        return both(OneOf("kind", ("technology", "service")), OneOf("dispatch", self.some(COUNTRIES, 2, 6)))

    def route(self) -> Node:
        return both(
            OneOf("destination", self.some(COUNTRIES, 2, 9)),
            self.fraction(),
            Not(OneOf("end_use", self.some(USES, 1, 2))),
        )

    def mass_and_value(self) -> Node:
        net = Compare("net_mass", ">=", self.rng.choice((1, 5, 50, 500)) * 10**6)
        value = Compare("value", ">=", self.rng.choice((1000, 10_000, 50_000)) * 10**4)
        return both(self.heading(), net, value)
