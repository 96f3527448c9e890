"""Signs of a Chinese keyboard, or of a word processor, that look like those of YAML, SQL and CSV and are not."""

from __future__ import annotations

import re

__all__ = ["SEPARATORS", "odd_sign"]

SEPARATORS = "；、，"
_ROUND = "（）［］【】｛｝－＿"
_WRITE = {
    "：": "'：' is full-width; write ': ' with a blank",
    "\u3000": "a full-width blank; write blanks of the plain keyboard",
    "\u00a0": "a blank that does not break; write plain blanks",
    "≥": "write >= for ≥",
    "≤": "write <= for ≤",
    "≠": "write <> for ≠",
    "＝": "full-width '＝'; write =",
    "＞": "full-width '＞'; write >",
    "＜": "full-width '＜'; write <",
    "％": "a number stands without its unit: no ％",
    "，": "full-width '，'; write ','",
    "、": "'、' separates nothing here; write ','",
    "；": "full-width '；'; write ';'",
    **{sign: f"full-width '{sign}'; write '{plain}'" for sign, plain in zip(_ROUND, "()[][]{}-_", strict=True)},
}
_DASH = re.compile(r"\s*[—–－−]")


def odd_sign(text: str) -> str:
    """Return what to write for the first such sign of a text, outside single quotes; empty where there is none."""
    if _DASH.match(text):
        return f"'{text.strip()[0]}' is a dash; write '- ' (hyphen and blank)"
    bare = re.sub(r"'[^']*'", "", text)
    return next((_WRITE[sign] for sign in bare if sign in _WRITE), "")
