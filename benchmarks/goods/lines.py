"""Made-up declaration lines with an exact number of distinct descriptions, in English and Chinese; seeded.

The words are those of invoices at large, not taken from a pack: what the pack does not know stands among them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
# A trader declares a description under one code, right or wrong; another now and then.
CODES = "850511 284690 280530 382499 250410 811292 280530 810110 848620 690721 392690 940330".split()
COUNTRIES = "DE US JP KR VN IN NL GB FR MX".split()
FIRST = dt.date(2026, 1, 5)


def descriptions(count: int, seed: int = 1) -> list[str]:
    """Return exactly `count` distinct descriptions."""
    rng = np.random.default_rng(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found.update(dict.fromkeys(_draw(rng, count - len(found))))
    return list(found)


def _draw(rng: np.random.Generator, count: int) -> list[str]:
    """Return descriptions, some of them alike; a third have no number of an order, as many are Chinese."""
    chinese = rng.random(count) < 0.4
    goods = np.where(chinese, _some(rng, CHINESE, count), _some(rng, ENGLISH, count))
    numbers = rng.integers(1000, 99999, count)
    parts = [_some(rng, words, count, share) for words, share in ((GRADES, 0.6), (SIZES, 0.6), (PACKINGS, 0.4))]
    company, tail = _some(rng, COMPANIES, count, 0.3), _some(rng, TAILS, count, 0.67)
    rows = zip(goods, *parts, company, tail, numbers, strict=True)
    return [", ".join(filter(None, row[:-1])).format(n=row[-1]) for row in rows]


def _some(rng: np.random.Generator, words: Sequence[str], count: int, share: float = 1.0) -> npt.NDArray[np.object_]:
    """Return a word for each of some lines, nothing for those beyond the share."""
    drawn = np.array(words, object)[rng.integers(0, len(words), count)]
    return np.where(rng.random(count) < share, drawn, "")


def _codes(rng: np.random.Generator, places: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """Return a code for each line, the same for its description but for 3 % of the lines."""
    usual = np.array(CODES, object)[places % len(CODES)]
    return np.where(rng.random(len(places)) < 0.03, _some(rng, CODES, len(places)), usual)


def write_lines(path: Path, lines: int, distinct: int, seed: int = 1) -> None:
    """Write lines as Parquet, as a trader keeps them: words, code, mass, value, parties; every description occurs."""
    rng = np.random.default_rng(seed + 1)
    texts = pa.array(descriptions(distinct, seed))
    places = np.concatenate([np.arange(distinct), rng.integers(0, distinct, lines - distinct)])
    rng.shuffle(places)
    mass = rng.integers(1, 5000, lines)
    table = pa.table(
        {
            "declaration": pa.array([f"B{n // 4:07d}" for n in range(lines)]),
            "line": pa.array(np.arange(lines) % 4 + 1),
            "date": pa.array(np.datetime64(FIRST) + rng.integers(0, 360, lines)),
            "description": texts.take(pa.array(places)),
            "tariff_code": pa.array(_codes(rng, places)),
            "net_mass": pa.array(mass),
            "value": pa.array(mass * rng.integers(2, 400, lines)),
            "currency": pa.array(np.full(lines, "USD", object)),
            "exporter": pa.array(_some(rng, COMPANIES, lines)),
            "destination": pa.array(_some(rng, COUNTRIES, lines)),
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    pq.write_table(table, part, row_group_size=100_000)
    part.replace(path)
