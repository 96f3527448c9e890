"""Folding the many shapes of one character into one, character by character, so that places stay where they were."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["LONGEST", "folded"]

LONGEST = 20_000  # characters that a scan reads; what stands behind is not read

SUPERSCRIPTS = {0x2070: "0", 0xB9: "1", 0xB2: "2", 0xB3: "3", 0x207A: "+", 0x207B: "-"}
SUPERSCRIPTS |= {0x2074 + n: str(4 + n) for n in range(6)}
DASHES = "‐‑‒–—−﹣－"
DOTS = "•∙⋅・･*＊∗"
SUBSCRIPTS = {0x2080 + n: str(n) for n in range(10)} | {0x208A: "+", 0x208B: "-", 0x2093: "x", 0x2099: "n", 0x2098: "m"}
FULL_WIDTH = {0xFF01 + n: chr(0x21 + n) for n in range(94)}
OTHER = {0x3000: " ", 0x3010: "[", 0x3011: "]", 0x3001: ",", 0x394: "δ", 0x3014: "(", 0x3015: ")"}
FOLD = FULL_WIDTH | SUBSCRIPTS | OTHER | SUPERSCRIPTS | dict.fromkeys(map(ord, DASHES), "-")
FOLD |= dict.fromkeys(map(ord, DOTS), "·")
RAISED_CHARGE = re.compile(r"[⁰¹²³⁴-⁹]{0,2}[⁺⁻]")


def folded(text: str, same_length: bool = False) -> str:
    """Return the text with subscripts, widths, dashes and dots as plain characters; a raised charge gets a caret.

    With `same_length` no caret is put in and no character is added or lost, so that places stay those of the text.
    """
    if text.isascii():
        return text if same_length else text.replace("*", "·")
    if not same_length:
        text = RAISED_CHARGE.sub(lambda found: "^" + found[0], unicodedata.normalize("NFC", text))
    return text.translate(FOLD)
