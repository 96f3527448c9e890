"""Registry numbers of substances, with their check digits."""

from __future__ import annotations

import re

__all__ = ["is_cas"]


def is_cas(text: str) -> bool:
    """Return whether a text is a CAS registry number with a right check digit.

    >>> is_cas("1308-87-8"), is_cas("1308-87-9")
    (True, False)
    """
    if not re.fullmatch(r"\d{2,7}-\d\d-\d", text):
        return False
    digits = text.replace("-", "")
    return sum(n * int(d) for n, d in enumerate(reversed(digits[:-1]), 1)) % 10 == int(digits[-1])
