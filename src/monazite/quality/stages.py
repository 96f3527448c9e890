"""The stages of a standard: codes of ISO Guide 69 (00 to 95), and the words that China and others write for them.

China's stages carry the same first two digits (GB/T 16733): 征求意见 is 30, 审查 is 40. Both names are told.
"""

from __future__ import annotations

import re

__all__ = ["PUBLISHED", "STAGES", "WITHDRAWN", "WORDS", "stage_code", "stage_named"]

PUBLISHED = "60.60"  # the first code of what is published
WITHDRAWN = "95"
STAGES = {
    "00": ("preliminary", "预研"),
    "10": ("proposal", "立项"),
    "20": ("preparation", "起草"),
    "30": ("committee; in China consultation", "征求意见"),
    "40": ("enquiry; in China examination", "审查"),
    "50": ("approval", "批准"),
    "60": ("publication", "出版"),
    "90": ("review", "复审"),
    "95": ("withdrawal", "废止"),
}
PARTS = ("00", "20", "60", "92", "93", "98", "99")
CODE = re.compile(rf"({'|'.join(STAGES)})\.({'|'.join(PARTS)})")
WORDS = {
    "预研": "00.00",
    "立项": "10.00",
    "起草": "20.00",
    "征求意见": "30.20",
    "审查": "40.20",
    "批准": "50.00",
    "报批": "50.00",
    "出版": "60.00",
    "即将实施": "60.60",
    "现行": "60.60",
    "有效": "60.60",
    "复审": "90.20",
    "废止": "95.99",
    "作废": "95.99",
    "被代替": "95.99",
    "PWI": "00.00",
    "NP": "10.00",
    "NWIP": "10.00",
    "WD": "20.00",
    "CD": "30.00",
    "DIS": "40.00",
    "FDIS": "50.00",
    "PRF": "60.00",
    "draft": "30.00",
    "published": "60.60",
    "in force": "60.60",
    "valid": "60.60",
    "superseded": "95.99",
    "withdrawn": "95.99",
}


def stage_code(text: str) -> str | None:
    """Return the code of a stage by its code, its number or its word; None for what is no stage.

    >>> stage_code("现行"), stage_code("50.20"), stage_code("95"), stage_code("soon")
    ('60.60', '50.20', '95.00', None)
    """
    plain = " ".join(text.split())
    if CODE.fullmatch(plain):
        return plain
    if plain in STAGES:
        return f"{plain}.00"
    return next((code for word, code in WORDS.items() if word.casefold() == plain.casefold()), None)


def stage_named(code: str, language: str = "en") -> str:
    """Return the name of a stage by its code, '' for none.

    >>> stage_named("95.99")
    'withdrawal'
    """
    return STAGES.get(code[:2], ("", ""))[language == "zh"]
