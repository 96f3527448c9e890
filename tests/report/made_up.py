"""A made-up run with every kind of answer; the companies are invented."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from monazite.summary import Citation, LineAnswer, Summary

MOFCOM = "https://www.mofcom.gov.cn/example/"

CITATIONS = {
    "cn.mofcom-gacc.2025-18.art-1-7": Citation(
        title="Samarium, gadolinium, terbium, dysprosium, lutetium, scandium and yttrium items",
        title_zh="钐、钆、铽、镝、镥、钪、钇相关物项",
        instrument="MOFCOM/GACC Announcement No. 18 of 2025",
        article="art 1–7",
        url=MOFCOM + "2025-18",
        outcome="licence_required",
        confidence="verified",
        grade="T",
        days="from 2025-04-04",
        because="The goods are dysprosium metal, entry 1C905.a, and leave China.",
    ),
    "cn.mofcom-gacc.2025-57.art-1-5": Citation(
        title="Holmium, erbium, thulium, europium and ytterbium items",
        title_zh="钬、铒、铥、铕、镱相关物项",
        instrument="MOFCOM/GACC Announcement No. 57 of 2025",
        article="art 1–5",
        url=MOFCOM + "2025-57",
        outcome="licence_required",
        confidence="verified",
        grade="T",
        days="from 2026-11-11 (suspended 2025-11-07 to 2026-11-10)",
        because="The goods are holmium oxide, entry 1C909.b.",
    ),
    "cn.mofcom.2024-46.para-2-a": Citation(
        title="Gallium, germanium, antimony and superhard items to the United States",
        title_zh="对美国出口镓、锗、锑和超硬材料相关物项",
        instrument="MOFCOM Announcement No. 46 of 2024",
        article="para 2(a)",
        url=MOFCOM + "2024-46",
        outcome="presumption_of_denial",
        confidence="verified",
        grade="T",
        days="from 2024-12-03 (suspended 2025-11-09 to 2026-11-27)",
        because="Gallium goes to the United States.",
    ),
    "cn.mofcom.2024-46.para-1": Citation(
        title="Dual-use items to United States military users or for military use",
        title_zh="对美国军事用户或军事用途出口两用物项",
        instrument="MOFCOM Announcement No. 46 of 2024",
        article="para 1",
        url=MOFCOM + "2024-46",
        outcome="prohibited",
        confidence="verified",
        grade="T",
        days="from 2024-12-03",
        because="",
    ),
    "cn.order-785.art-13": Citation(
        title="Rare-earth products of illegal mining or smelting",
        title_zh="非法开采、冶炼分离的稀土产品",
        instrument="State Council Order 785",
        article="Art 13",
        url="",
        outcome="prohibited",
        confidence="memory",
        grade="M",
        days="from 2024-10-01",
        because="",
    ),
    "cn.mofcom.2025-61.art-1-1": Citation(
        title="Foreign goods with Chinese rare earths at or above 0.1 % of their value",
        title_zh="含有价值比例达 0.1% 及以上中国稀土的境外物项",
        instrument="MOFCOM Announcement No. 61 of 2025",
        article="art 1(1)",
        url=MOFCOM + "2025-61",
        outcome="licence_required",
        confidence="verified",
        grade="T",
        days="from 2026-11-11 (suspended 2025-11-07 to 2026-11-10)",
        because="",
    ),
}

EXPLANATION = """CN  licence required
└ Samarium … yttrium items (No. 18 of 2025, art 1–7): in force since 2025-04-04            holds
  ├ origin = 'CN'                        origin is CN                                       yes
  └ item 1C905.a                         material = metal, main element = Dy                 yes
"""


def line(number: int, decision: str, low: str, high: str, **more: Any) -> LineAnswer:
    """A line with answers; `more` replaces any field."""
    fields: dict[str, Any] = {
        "source": "declarations.csv",
        "row": number + 1,
        "declaration": f"D-{70 + number // 3}",
        "line": number % 3 + 1,
        "date": date(2026, 11, 12),
        "description": "Dysprosium metal 99.5 %, ingots",
        "destination": "DE",
        "value": 1_250_000_000 + 12_500 * number,
        "currency": "USD",
        "end_user": "Harzmotor Antriebe GmbH",
        "bases": [],
        "possible": [],
        "ask": [],
        "duties": [],
        "findings": [],
        "items": [],
        "explanation": EXPLANATION,
    }
    return LineAnswer(**(fields | {"decision": decision, "low": low, "high": high} | more))


def first_lines() -> list[LineAnswer]:
    """Lines that need action: refused, held, asked, with duties."""
    refused = {
        "bases": ["cn.mofcom.2024-46.para-1"],
        "description": "Germanium windows, infrared, 40 mm",
        "destination": "US",
        "end_user": "Sablepoint Defense Optics Inc.",
        "items": ["cn.1c003.a"],
    }
    held = {
        "bases": ["cn.mofcom-gacc.2025-18.art-1-7"],
        "items": ["cn.1c905.a"],
        "duties": ["Show licence at customs with the declaration", "Keep end-user certificate for 5 years"],
    }
    denied = {
        "bases": ["cn.mofcom.2024-46.para-2-a", "cn.order-785.art-13"],
        "description": "高纯镓 99.9999% 金属,铝箔袋真空包装",
        "destination": "US",
        "end_user": "Lumen Vale Semiconductors LLC",
        "date": date(2026, 11, 28),
        "items": ["cn.3c001.a"],
        "ask": ["end_user_military"],
        "possible": ["cn.mofcom.2024-46.para-1"],
    }
    asked = {
        "possible": ["cn.mofcom.2025-61.art-1-1", "cn.order-785.art-13"],
        "ask": ["cn_content_value", "illegal_source"],
        "description": "SmCo magnet, sintered, 20 × 10 × 4 mm",
        "destination": "IN",
        "value": 1_000_000,
        "currency": "EUR",
        "end_user": "Kaveri Precision Drives Pvt Ltd",
        "explanation": "",
    }
    return [
        line(3, "refuse", "prohibited", "prohibited", **refused),
        line(9, "refuse", "prohibited", "prohibited", **refused),
        line(14, "hold_for_licence", "licence_required", "presumption_of_denial", **denied),
        *(line(n, "hold_for_licence", "licence_required", "licence_required", **held) for n in range(20, 26)),
        line(
            31,
            "hold_for_licence",
            "licence_required",
            "licence_required",
            **held,
            findings=["unreadable net_mass: '12,3x' is no mass in kg"],
            declaration="",
            line=None,
            value=None,
            end_user="",
        ),
        *(line(n, "ask", "not_controlled", "prohibited", **asked) for n in range(40, 44)),
        line(
            50,
            "ask",
            "not_controlled",
            "licence_required",
            possible=["cn.mofcom-gacc.2025-57.art-1-5"],
            ask=["purity"],
            description="氧化钬粉末",
            destination="",
            date=None,
        ),
        line(
            60,
            "release_with_duties",
            "exempt",
            "exempt",
            bases=["cn.mofcom.2025-61.art-5"],
            duties=["Report to the ministry by 2026-11-26"],
            destination="TR",
            end_user="Anadolu Relief Radiography",
        ),
    ]


def summary(**more: Any) -> Summary:
    """A run of 200 lines; `more` replaces any field."""
    made = Summary(
        title="Declarations of week 46",
        inputs=["declarations.csv", "late.xlsx#Sheet1"],
        known_on=date(2026, 11, 22),
        reading="instruments",
        regimes=["cn", "us"],
        pack_versions={"cn": "2026.11.0", "us": "2026.11.0"},
        assumptions={"kind": "goods", "subject_to_ear": "no"},
        lines_in=203,
        lines_out=200,
        rejected=3,
        seconds=0.84,
        stages={"read": 0.21, "law": 0.33, "licences": 0.04, "write": 0.26},
        decisions={"release": 103, "release_with_duties": 18, "ask": 33, "hold_for_licence": 40, "refuse": 6},
        outcomes={
            ("cn", "not_controlled", "not_controlled"): 112,
            ("cn", "exempt", "exempt"): 9,
            ("cn", "licence_required", "licence_required"): 31,
            ("cn", "licence_required", "presumption_of_denial"): 9,
            ("cn", "not_controlled", "licence_required"): 21,
            ("cn", "not_controlled", "prohibited"): 12,
            ("cn", "prohibited", "prohibited"): 6,
            ("us", "not_controlled", "not_controlled"): 184,
            ("us", "not_controlled", "licence_required"): 14,
            ("us", "licence_required", "licence_required"): 2,
        },
        destinations={
            ("DE", "release"): 31,
            ("DE", "hold_for_licence"): 18,
            ("DE", "ask"): 9,
            ("US", "release"): 14,
            ("US", "refuse"): 6,
            ("US", "hold_for_licence"): 17,
            ("JP", "release"): 22,
            ("JP", "release_with_duties"): 11,
            ("KR", "release"): 19,
            ("KR", "ask"): 12,
            ("IN", "ask"): 9,
            ("IN", "hold_for_licence"): 5,
            ("TR", "release_with_duties"): 7,
            ("?", "ask"): 3,
            ("NL", "release"): 17,
        },
        asks={
            "cn_content_value": 14,
            "illegal_source": 12,
            "end_user_military": 11,
            "purity": 7,
            "origin": 5,
            "composition_complete": 4,
            "transit": 1,
        },
        bases={
            "cn.mofcom-gacc.2025-18.art-1-7": 31,
            "cn.mofcom.2024-46.para-2-a": 9,
            "cn.mofcom.2024-46.para-1": 6,
            "cn.order-785.art-13": 9,
            "cn.mofcom.2025-61.art-5": 9,
        },
        possible={
            "cn.mofcom.2025-61.art-1-1": 14,
            "cn.order-785.art-13": 12,
            "cn.mofcom.2024-46.para-1": 11,
            "cn.mofcom-gacc.2025-57.art-1-5": 7,
        },
        items={"cn.1c905.a": 31, "cn.3c001.a": 9, "cn.1c003.a": 6},
        findings={
            "unreadable net_mass: '12,3x' is no mass in kg": 1,
            "tariff_code 2805 does not fit dysprosium oxide": 4,
        },
        duties={"Show licence at customs with the declaration": 40, "Report to the ministry by 2026-11-26": 9},
        reading_differs=21,
        value_by_decision={
            ("USD", "release"): 98_765_432_100_00,
            ("EUR", "release"): 1_234_567_89,
            ("USD", "release_with_duties"): 4_560_000_00,
            ("USD", "ask"): 1_000_000,
            ("USD", "hold_for_licence"): 50_123_456_700,
            ("USD", "refuse"): 2_500_000_000,
        },
        first=first_lines(),
        citations=CITATIONS,
        waits={"cn_content_value": ["cn.mofcom.2025-61.art-1-1"], "purity": ["cn.mofcom-gacc.2025-57.art-1-5"]},
    )
    return dataclasses.replace(made, **more)
