"""Made-up declaration lines with an exact number of distinct descriptions, in English and Chinese; seeded.

The words are those of invoices at large, not taken from a pack: what the pack does not know stands among them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["descriptions", "write_lines"]

ENGLISH = (
    "neodymium magnet|dysprosium oxide|terbium metal|sintered NdFeB block|SmCo ring magnet|lanthanum carbonate|"
    "cerium polishing powder|yttria stabilised zirconia|gallium nitride wafer|germanium ingot|antimony trioxide|"
    "tungsten carbide powder|molybdenum wire|indium tin oxide target|bismuth needles|tellurium granules|"
    "natural flake graphite|synthetic graphite electrode|spherical graphite|lithium iron phosphate cathode|"
    "erbium doped fibre|gadolinium contrast agent|Nd:YAG laser rod|praseodymium neodymium alloy|mischmetal|"
    "ferro-dysprosium|scandium aluminium master alloy|phosphor for LED|rare earth concentrate|monazite sand|"
    "mixer settler|vacuum sintering furnace|jet mill|traction motor|loudspeaker|hard disk drive|magnetic separator|"
    "ceramic glaze|floor tiles|drinking water|cotton T-shirt|steel bolts|office chair|wooden pallet|plastic toy set|"
    "paint pigment|glass beads|copper cable|LED lamp|bicycle frame|frozen shrimp|printed books|diamond saw blade|"
    "cubic boron nitride insert|hydraulic pump|stainless pipe|solar panel|transformer core|fishing weights|tea leaves"
).split("|")
CHINESE = (
    "钕铁硼磁体|氧化镝|金属铽|烧结钕铁硼方块|钐钴磁环|碳酸镧|铈基抛光粉|钇稳定氧化锆|氮化镓晶片|锗锭|三氧化二锑|碳化钨粉|钼丝|"
    "氧化铟锡靶材|铋针|碲粒|天然鳞片石墨|人造石墨电极|球形石墨|磷酸铁锂正极材料|掺铒光纤|钆造影剂|钕钇铝石榴石激光棒|镨钕合金|"
    "混合稀土金属|镝铁合金|铝钪中间合金|荧光粉|稀土精矿|独居石砂|混合澄清槽|真空烧结炉|气流磨|牵引电机|扬声器|硬盘驱动器|磁选机|"
    "陶瓷釉料|地砖|饮用水|纯棉短袖|钢制螺栓|办公椅|木托盘|塑料玩具|颜料|玻璃珠|铜电缆|灯具|自行车架|冻虾|印刷书籍|金刚石锯片|"
    "立方氮化硼刀片|液压泵|不锈钢管|太阳能板|变压器铁芯|铅坠|茶叶"
).split("|")
GRADES = "N35|N42SH|N52|38UH|42EH|3N|4N|5N|99.9%|99.99 %|≥99.5%|TREO 99%|type B|grade A|Y30|AISI 304".split("|")
SIZES = "D50 2.5 um|20x10x3 mm|dia 50 mm|-325 mesh|0.5-3 mm|1 kg|φ12×4|100 nm|2 inch|50×50×25mm|lump|1-5 cm".split("|")
PACKINGS = "in drums|25 kg bags|vacuum packed|on pallets|in cartons|桶装|吨袋|真空包装|纸箱|sample".split("|")
COMPANIES = "Norvale|Tessarine|Quillmark|Ostrava Bay|Harrowgate|云岭甲|北川乙|Lumenfold|Penhallow|东岚".split("|")
TAILS = "PO {n}|item {n}|Art. {n}|model K-{n}|合同号{n}|批号{n}|ref. {n}|lot {n}".split("|")
# The tariff line and the usual US dollars per kilogram of each of the goods above, in their order.
CODES = (
    "850511 284690 280530 850511 850511 284690 340590 282560 381800 811292 282580 284990 810296 848690 810610 280450 "
    "250410 854511 250410 284290 900110 300630 900190 280530 280530 720299 760120 320650 253090 261220 847982 851420 "
    "847982 850152 851829 847170 842119 320720 690721 220110 610910 731815 940130 441520 950300 320649 701820 854449 "
    "853952 871491 030617 490199 820239 820900 841350 730640 854143 850490 950790 090240"
).split()
PRICES = np.array(
    """60 260 900 55 110 3 5 30 900 1500 12 45 70 300 10 75 1.2 4 3 12 150 900 1500 80 5 230 70 200 4 3 12
    30 25 18 15 80 10 2 0.7 0.5 20 2 8 0.6 9 5 4 10 25 20 11 7 60 300 20 4 9 4 6 8""".split(),
    float,
)
DAILY = ENGLISH.index("mixer settler")
COUNTRIES = "DE US JP KR VN IN NL GB FR MX".split()
FIRST = dt.date(2026, 1, 5)


def descriptions(count: int, seed: int = 1) -> list[str]:
    """Return exactly `count` distinct descriptions."""
    return list(_described(count, seed))


def _described(count: int, seed: int) -> dict[str, int]:
    """Return distinct descriptions, each with the place of its goods."""
    rng = np.random.default_rng(seed)
    found: dict[str, int] = {}
    while len(found) < count:
        found.update(_draw(rng, count - len(found)))
    return found


def _draw(rng: np.random.Generator, count: int) -> Iterator[tuple[str, int]]:
    """Yield descriptions, some of them alike; a third have no number of an order, as many are Chinese."""
    places = rng.integers(0, len(ENGLISH), count)
    goods = np.where(rng.random(count) < 0.4, np.array(CHINESE, object)[places], np.array(ENGLISH, object)[places])
    numbers = rng.integers(1000, 99999, count)
    # Grades, purities and sizes are those of materials; things of daily use have none.
    material = places < DAILY
    parts = [np.where(material, _some(rng, words, count, share), "") for words, share in ((GRADES, 0.6), (SIZES, 0.6))]
    others = [_some(rng, words, count, share) for words, share in ((PACKINGS, 0.4), (COMPANIES, 0.3), (TAILS, 0.8))]
    for *row, number, place in zip(goods, *parts, *others, numbers, places, strict=True):
        yield ", ".join(filter(None, row)).format(n=number), int(place)


def _some(rng: np.random.Generator, words: Sequence[str], count: int, share: float = 1.0) -> npt.NDArray[np.object_]:
    """Return a word for each of some lines, nothing for those beyond the share."""
    drawn = np.array(words, object)[rng.integers(0, len(words), count)]
    return np.where(rng.random(count) < share, drawn, "")


def _codes(rng: np.random.Generator, places: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """Return a code for each line: that of its goods, but for 3 % of the lines."""
    usual = np.array(CODES, object)[places]
    return np.where(rng.random(len(places)) < 0.03, _some(rng, CODES, len(places)), usual)


def write_lines(path: Path, lines: int, distinct: int, seed: int = 1) -> None:
    """Write lines as Parquet, as a trader keeps them: words, code, mass, value, parties; every description occurs."""
    rng = np.random.default_rng(seed + 1)
    described = _described(distinct, seed)
    texts, goods = pa.array(list(described)), np.array(list(described.values()))
    places = np.concatenate([np.arange(distinct), rng.integers(0, distinct, lines - distinct)])
    rng.shuffle(places)
    mass = rng.integers(1, 5000, lines)
    table = pa.table(
        {
            "declaration": pa.array([f"B{n // 4:07d}" for n in range(lines)]),
            "line": pa.array(np.arange(lines) % 4 + 1),
            "date": pa.array(np.datetime64(FIRST) + rng.integers(0, 360, lines)),
            "description": texts.take(pa.array(places)),
            "tariff_code": pa.array(_codes(rng, goods[places])),
            "net_mass": pa.array(mass),
            "value": pa.array(np.round(mass * PRICES[goods[places]] * rng.lognormal(0, 0.4, lines), 2)),
            "currency": pa.array(np.full(lines, "USD", object)),
            "exporter": pa.array(_some(rng, COMPANIES, lines)),
            "destination": pa.array(_some(rng, COUNTRIES, lines)),
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    pq.write_table(table, part, row_group_size=100_000)
    part.replace(path)
