"""Names and numbers compared without case, blanks, punctuation and full-width forms; nothing more is forgiven here."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["folded"]


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Return the key under which a name or number is compared.

    >>> folded("Example Metals Co., Ltd.") == folded("EXAMPLE METALS CO LTD")
    True
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in plain if c.isalnum() or unicodedata.category(c).startswith("M")) or plain.strip()
