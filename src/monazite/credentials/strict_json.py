"""JSON that all programs read alike: no key twice, no NaN, no number that a double cannot hold, no depth without end.

What is signed must mean the same to the signer and to each reader. RFC 7493 (I-JSON) lays down which JSON does.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from monazite.credentials.model import Refused

__all__ = ["MAX_BYTES", "MAX_DEPTH", "strict_json"]

MAX_BYTES = 4 << 20
MAX_DEPTH = 60
MAX_DIGITS = 400  # of one number
MOST_SAFE = 2**53 - 1


def strict_json(data: bytes) -> Any:
    """Return the value of a JSON text in UTF-8; raise Refused (S001 to S005) where programs may read it differently."""
    if len(data) > MAX_BYTES:
        raise Refused("S001", f"this has {len(data) >> 20} MiB, more than {MAX_BYTES >> 20}", "a credential is small")
    try:
        found = json.loads(
            data.decode(), parse_float=_real, parse_int=_whole, parse_constant=_constant, object_pairs_hook=_object
        )
    except UnicodeDecodeError as error:
        raise Refused("S002", f"this is not UTF-8 (byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise Refused("S002", f"this is no JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise _too_deep() from None
    _walk(found)
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, value in pairs:
        if name in out:
            raise Refused("S003", f"'{name[:60]}' is written twice in one object", "which one counts is not certain")
        out[name] = value
    return out


def _constant(text: str) -> Any:
    raise Refused("S004", f"'{text}' is no number of JSON")


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS or abs(int(text)) > MOST_SAFE:
        raise _unsafe(text)
    return int(text)


def _real(text: str) -> float:
    """Return a double, if it is exactly what is written: in its shortest form a signature covers nothing else."""
    value = float(text)
    if len(text) > MAX_DIGITS or value in (float("inf"), float("-inf")):
        raise _unsafe(text)
    _, _, power = text.lower().partition("e")
    if abs(int(power or 0)) > MAX_DIGITS or Decimal(text) != Decimal(repr(value)):
        raise _unsafe(text)
    return value


def _unsafe(text: str) -> Refused:
    hint = "signed is what a double holds; digits beyond it could be changed unseen"
    return Refused("S004", f"the number {text[:40]} is not held exactly", hint)


def _too_deep() -> Refused:
    return Refused("S005", f"this is nested more than {MAX_DEPTH} levels deep", "no credential needs that")


def _walk(value: Any) -> None:
    """Check depth and texts, level by level and without recursion."""
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        texts = [part for part in level if isinstance(part, str)]
        texts += [key for part in level if isinstance(part, dict) for key in part]
        try:
            "\n".join(texts).encode()
        except UnicodeEncodeError:
            raise Refused("S002", "a text holds half a character (an unpaired surrogate)") from None
        level = [inner for part in level for inner in _inner(part)]
        if not level:
            return
    raise _too_deep()


def _inner(part: Any) -> list[Any]:
    return part if isinstance(part, list) else list(part.values()) if isinstance(part, dict) else []
