"""The values of a JSON document or of JSON lines, one by one, with the path of each; numbers stay exact."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from monazite.errors import InputError
from monazite.parties.ownership.model import Finding

__all__ = ["MAX_BYTES", "first_value", "values"]

# Of one document; of JSON lines, of a line.
MAX_BYTES = 1 << 30
MAX_LINE = 1 << 26
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def values(path: Path, findings: list[Finding]) -> Iterator[tuple[str, Any]]:
    """Yield (path, value) for each value of a list, or of JSON lines: "$[3]", or "line 4".

    A line that cannot be read is a finding and the next one is read; a document that cannot be read is an InputError.
    """
    if _is_list(path):
        yield from ((f"$[{k}]", value) for k, value in enumerate(_document(path)))
    else:
        yield from _lines(path, findings)


def first_value(path: Path) -> Any:
    """Return the first value of a document, to tell its format; None where there is none."""
    try:
        return next((value for _, value in values(path, [])), None)
    except InputError:
        return None


def _is_list(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"[")


def _document(path: Path) -> list[Any]:
    if path.stat().st_size > MAX_BYTES:
        raise InputError(f"{path}: larger than {MAX_BYTES >> 20} MiB; write it as JSON lines, one statement a line")
    try:
        found: list[Any] = _parsed(path.read_bytes().decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}:{error.colno}: this is no JSON: {error.msg}") from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: this JSON cannot be read: {_said(error)}") from None
    return found


def _lines(path: Path, findings: list[Finding]) -> Iterator[tuple[str, Any]]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE):
            number += 1
            if not line.endswith(b"\n") and len(line) == MAX_LINE:
                raise InputError(f"{path}: line {number} is longer than {MAX_LINE >> 20} MiB")
            text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
            if not text:
                continue
            try:
                yield f"line {number}", _parsed(text.decode("utf-8"))
            except (UnicodeDecodeError, ValueError, RecursionError) as error:
                findings.append(Finding(f"line {number}", "unreadable", f"no JSON: {_said(error)}"))


def _parsed(text: str) -> Any:
    found = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    if SURROGATE.search(text):
        _refuse_halves(found)
    return found


def _refuse_halves(found: Any) -> None:
    """Raise ValueError where a text or key holds half a character: it could not be written again."""
    try:
        json.dumps(found, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise ValueError("a text holds half a character (an unpaired surrogate)") from None


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no number that JSON knows")


def _said(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 (byte {error.start})"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
