"""Invented companies that hit a list: what a threshold costs where nobody is meant.

    python -m benchmarks parties-companies

No set of companies that nobody lists is at hand, so they are made up, in five ways that differ in how likely namesakes
are: a coined word, two plain words, a surname, an invented Chinese name in hanzi, and the same in pinyin. The seed is
fixed. What comes out hangs on how they are made: it orders the ways, and is no rate of anybody's customers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping

from benchmarks.parties.misses import matcher
from benchmarks.parties.sets import rows_of
from monazite.parties.names.evidence import Query
from monazite.parties.names.letters import pinyin

SEED, EACH = 11, 1_000
THRESHOLDS = (0.2, 0.35, 0.5, 0.65, 0.9)
STARTS = (
    "ba be bra ca co cre da del do fa fi gal ge ha he jo ka ki la len lo ma me mor na no or pa pel ra ro sa".split()
)
MIDS = "la li lo ma men mi na ne ni ra ren ri ro sa se ta te ti va ve vi".split()
ENDS = "ca da dex dia don lia lor max mont na nex nor ra ric ris sol ta tek ton tra via vex x".split()
PLAIN_A = """golden silver blue green red white bright new first united general global eastern western northern southern
 royal grand modern pacific atlantic alpine central national star""".split()
PLAIN_B = """star ocean river bridge mountain gate sky sun moon eagle lion tiger horse tree field stone rock crown delta
 horizon harbour wave path point light house tower""".split()
SURNAMES = """Smith Jones Weber Fischer Rossi Novak Silva Garcia Ivanov Petrov Khan Ahmed Hassan Kim Lee Tanaka Wang
 Chen Nguyen Kowalski Dubois Larsen""".split()
PLACES = "Hamburg Lyon Ningbo Shenzhen Dubai Istanbul Moscow Mumbai Osaka Toronto Rotterdam Singapore".split()
TRADES = """Trading Shipping Metals Minerals Electronics Technology Chemical Engineering Logistics Energy Investment
 Petroleum Aviation Construction""".split()
FORMS = ("Ltd", "LLC", "GmbH", "Inc", "SA", "Co., Ltd.", "FZE", "JSC")
TOWNS = "宁波 深圳 苏州 包头 赣州 天津 青岛 成都 西安 郑州".split()
SIGNS = "华 中 新 金 天 海 东 宏 瑞 恒 达 盛 泰 远 科 信 联 创 润 锦"
WORKS = "贸易 科技 电子 化工 新材料 稀土 机械 国际物流 能源 投资".split()


def coined(rng: random.Random) -> str:
    """Return a company with a coined word: "Belinor Metals GmbH"."""
    word = rng.choice(STARTS) + "".join(rng.choices(MIDS, k=rng.randint(0, 1))) + rng.choice(ENDS)
    return f"{word.title()} {rng.choice(TRADES)} {rng.choice(FORMS)}"


def plain(rng: random.Random) -> str:
    """Return a company of plain words: "Golden Bridge Shipping LLC"."""
    return f"{rng.choice(PLAIN_A)} {rng.choice(PLAIN_B)} {rng.choice(TRADES)} {rng.choice(FORMS)}".title()


def surname(rng: random.Random) -> str:
    """Return a company by its owner and town: "Weber Chemical Hamburg GmbH"."""
    return f"{rng.choice(SURNAMES)} {rng.choice(TRADES)} {rng.choice(PLACES)} {rng.choice(FORMS)}"


def hanzi(rng: random.Random) -> str:
    """Return a Chinese company: 宁波瑞恒新材料有限公司."""
    return f"{rng.choice(TOWNS)}{''.join(rng.sample(SIGNS.replace(' ', ''), 2))}{rng.choice(WORKS)}有限公司"


def in_pinyin(rng: random.Random) -> str:
    """Return a Chinese company by its English name: "Ningbo Ruiheng Trading Co., Ltd."."""
    town, name = "".join(pinyin(rng.choice(TOWNS))), "".join(pinyin("".join(rng.sample(SIGNS.replace(" ", ""), 2))))
    return f"{town.title()} {name.title()} {rng.choice(TRADES)} Co., Ltd."


WAYS: Mapping[str, Callable[[random.Random], str]] = {
    "a coined word": coined,
    "two plain words": plain,
    "a surname": surname,
    "hanzi": hanzi,
    "pinyin": in_pinyin,
}


def invented(way: str) -> list[str]:
    """Return the companies that one way makes, each once."""
    rng = random.Random(f"{SEED} {way}")
    made: dict[str, None] = {}
    while len(made) < EACH:
        made[WAYS[way](rng)] = None
    return list(made)


def lines() -> Iterator[str]:
    """Yield the share of each way that hits, a threshold a column."""
    listed = [row for row in rows_of("ofac_entities.csv") if row["schema"] in ("Person", "Organization")]
    known = {row["id"] for row in listed}
    searched = matcher(listed, [row for row in rows_of("ofac_aliases.csv") if row["id"] in known])
    yield f"{EACH:,} invented companies each, against {len(listed):,} parties with their aliases; hits from:"
    yield " " * 18 + "".join(f"{least:>8.2f}" for least in THRESHOLDS)
    for way in WAYS:
        found = searched.search([Query(name) for name in invented(way)], 25, THRESHOLDS[0])
        best = [max((hit.score for hit in hits), default=0.0) for hits in found]
        shares = (sum(score >= least for score in best) / EACH for least in THRESHOLDS)
        yield f"  {way:16}" + "".join(f"{share:8.1%}" for share in shares)


def main() -> None:
    for line in lines():
        print(line)


if __name__ == "__main__":
    main()
