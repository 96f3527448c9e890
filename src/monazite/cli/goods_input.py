"""The descriptions that `monazite goods -` reads: one a line, in the encoding that the first of them show."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from monazite.read.encodings import Transcoded, told, utf8_lines

__all__ = ["descriptions"]

SAMPLE = 1 << 16


def descriptions(
    stream: BinaryIO, tell: Callable[[str], None], reject: Callable[[str], None]
) -> Iterator[tuple[int, str]]:
    """Yield the descriptions with their line numbers from 1; blank lines are left out.

    An encoding other than UTF-8 is told, a line that is not in it is rejected with the reason, and the others go on.
    """
    first = stream.read1(SAMPLE) if hasattr(stream, "read1") else stream.read(SAMPLE)
    first += b"" if first.endswith(b"\n") else stream.readline()
    guessed = told(first, True)
    encoding = guessed.encoding
    if guessed.rival:
        tell(f"standard input: {guessed.doubt}")
    elif encoding != "utf-8":
        tell(f"standard input is read as {encoding.upper()}; convert it to UTF-8 if it is something else")
    lines: Iterable[bytes] = chain(io.BytesIO(first), stream)
    if encoding.startswith(("utf-16", "utf-32")):
        lines = io.BytesIO(Transcoded(io.BytesIO(first + stream.read()), encoding).read())
        encoding = "utf-8"
    for number, raw in enumerate(lines, 1):
        text = _decoded(raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw, encoding)
        if text is None:
            reject(f"line {number} of standard input is {_wrong(raw, encoding)}; it is left out")
        elif text.strip():
            yield number, text.strip()


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return None if utf8_lines(raw, encoding) else raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wrong(raw: bytes, encoding: str) -> str:
    return f"UTF-8, and not {encoding.upper()}" if utf8_lines(raw, encoding) else f"not {encoding.upper()}"
