"""A small goods pack made up for tests of reading: round atomic weights, a dozen terms, a few headings."""

from __future__ import annotations

from fractions import Fraction

from monazite.chemistry.weights import Weights
from monazite.goods.model import Element, GoodsPack, Grade, Heading, Range, Saying, Term

__all__ = ["PACK", "pack"]

ELEMENTS = (
    Element("O", 8, ("oxygen",), ("氧",)),
    Element("Fe", 26, ("iron",), ("铁",)),
    Element("Nd", 60, ("neodymium",), ("钕",), "light", "Nd2O3"),
    Element("Tb", 65, ("terbium",), ("铽",), "heavy", "Tb4O7"),
    Element("Dy", 66, ("dysprosium",), ("镝",), "heavy", "Dy2O3"),
    Element("Er", 68, ("erbium",), ("铒",), "heavy", "Er2O3"),
)
# Dy2O3 is nine tenths dysprosium with these: 2 × 216 of 480.
WEIGHTS = Weights(
    "2000", {"O": Fraction(16), "Fe": Fraction(56), "Dy": Fraction(216), "Tb": Fraction(100), "Nd": Fraction(144)}
)
GOODS, OTHER = Saying("kind", "goods"), Saying("main_element", "other")


def relation(name: str, en: tuple[str, ...], zh: tuple[str, ...], zone: str, binds: str = "after") -> Term:
    """Return a word that says how what stands beside it belongs to the goods."""
    return Term(name, "relation", en, zh, (Saying("zone", zone), Saying("binds", binds)))


TERMS = (
    Term("oxide", "class", ("oxide",), ("氧化", "氧化物"), (Saying("material", "oxide"),)),
    Term("metal", "class", ("metal",), ("金属",), (Saying("material", "metal"),)),
    Term("alloy", "class", ("alloy",), ("合金",), (Saying("material", "alloy"),)),
    Term("powder", "form", ("powder",), ("粉",), (Saying("form", "powder"),)),
    Term("ingot", "form", ("ingot",), ("锭",), (Saying("form", "ingot"),)),
    Term("magnet", "article", ("magnet",), ("磁钢", "磁体"), (GOODS, Saying("material", "magnet")), tariff=("8505",)),
    Term(
        "ndfeb", "stuff", ("NdFeB", "neodymium iron boron"), ("钕铁硼",), (Saying("magnet_family", "NdFeB"),),
        contains=("Nd", "Fe"), may_contain=("Dy",),
    ),
    Term(
        "motor", "article", ("motor",), ("电机",), (GOODS, Saying("material", "component"), OTHER), tariff=("850131",),
    ),
    Term("bottle", "article", ("bottle", "glass bottle"), ("瓶",), (GOODS, Saying("material", "end_product"))),
    Term("glaze", "article", ("glaze",), ("釉料",), (GOODS, Saying("material", "glaze")), may_contain=("Fe",)),
    Term("furnace", "article", ("furnace",), ("炉",), (GOODS, Saying("material", "equipment"))),
    Term("drawing", "document", ("drawing",), ("图纸",), (Saying("kind", "technology"),)),
    Term("repair", "service", ("repair",), ("维修",), (Saying("line_service", "repair"),)),
    Term("smelting", "activity", ("smelting",), ("冶炼",), (Saying("activity", "smelting"),)),
    Term("rare-earth", "quality", ("rare earth",), ("稀土",), (Saying("rare_earth", "yes"),)),
    Term("free", "claim", ("not controlled",), ("非管制",)),
    Term("quality", "noise", ("brand new",), ("品质",)),
    relation("for", ("for", "used for"), ("用于",), "purpose"),
    relation("use", (), ("用",), "purpose", "before"),
    relation("with", ("with", "containing"), ("含",), "content"),
    relation("without", ("without",), ("不含", "无"), "without"),
    relation("free-suffix", ("free", "detection"), ("未检出",), "without", "before"),
    relation("made-of", ("made of",), ("由",), "made_of"),
    relation("made-before", (), ("制",), "made_of", "before"),
    relation("doped", ("doped",), ("掺杂的",), "content", "adjacent"),
    relation("in", ("in", "packed in"), ("装于",), "packing"),
    relation("by", ("by",), ("通过",), "process"),
    relation("of", ("of",), (), "of"),
)  # fmt: skip
HEADINGS = (
    Heading("2846", "compounds of rare earths", "稀土化合物"),
    Heading("284610", "compounds of cerium", "铈的化合物"),
    Heading("284690", "other compounds of rare earths", "其他稀土化合物", ("dysprosium oxide",),
            (("material", ("oxide", "salt")), ("rare_earth", ("yes",)))),
    Heading("8505", "magnets and electromagnets", "磁铁", (), ()),
    Heading("850511", "permanent magnets of metal", "金属永磁体", ("NdFeB magnet",), (("material", ("magnet",)),)),
    Heading("850519", "permanent magnets of other stuff", "其他永磁体"),
    Heading("850131", "electric motors of small power", "小功率电动机"),
    Heading("7010", "glass bottles", "玻璃瓶"),
)  # fmt: skip


def pack() -> GoodsPack:
    """Return the pack; a new one on each call."""
    return GoodsPack(
        version="1",
        elements={e.symbol: e for e in ELEMENTS},
        terms={t.id: t for t in TERMS},
        grades=(Grade("n", r"(?<!\w)N\d\dSH(?!\w)", "NdFeB", "SH", {"Dy": Range(Fraction(1, 50), Fraction(1, 20))}),),
        headings={h.code: h for h in HEADINGS},
        weights=WEIGHTS,
        traditional={"鋱": "铽", "鏑": "镝", "釹": "钕", "鐵": "铁", "體": "体"},
    )


PACK = pack()
