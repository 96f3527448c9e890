"""In which encoding a text is written: told by its marks, by UTF-8 itself, or by which letters come out."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable
from typing import BinaryIO

__all__ = ["Transcoded", "bad_lines", "candidates", "guess", "utf8_lines"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = frozenset("äöüÄÖÜßéèêëÉÈÊàâáãÀÂÁçÇñÑóòôõÓíîïìÍúùûÚøØåÅæÆœ€£°µ±²³·–—‘’“”…§½¼×«»®™\xa0")
# Characters that Chinese text is mostly made of: the first level of GB 2312 and of Big5, and full-width signs.
_COMMON = {
    "gb18030": re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1\xa3][\xa1-\xfe]"),
    "big5": re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]"),
}
_ENOUGH = 0.75
# What tells that a line is UTF-8: three bytes of a Chinese character; in Western text any character of two.
_UTF8_WIDE = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
_UTF8 = {"cp1252": re.compile(rb"[\xc2-\xf4][\x80-\xbf]")}


def candidates(sample: bytes, complete: bool) -> list[str]:
    """Return the encodings that a sample may be in, the likeliest first; UTF-8 where nothing else convinces."""
    marked = next((name for mark, name in _MARKS if sample.startswith(mark)), None)
    if marked:
        return [marked]
    wide = _wide(sample)
    if wide:
        return [wide]
    if not complete:
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    strange = [line for line in sample.split(b"\n") if not line.isascii()]
    bad = [line for line in strange if not _decodes(line, "utf-8")]
    if len(bad) * 2 <= len(strange) - len(bad) or not bad:
        return ["utf-8"]
    scored = sorted(((_score(bad, name), name) for name in ("gb18030", "big5", "cp1252")), reverse=True)
    return [name for score, name in scored if score >= _ENOUGH] or ["utf-8"]


def guess(sample: bytes, complete: bool, facts_found: Callable[[str], int]) -> str:
    """Return the encoding under which most headings are facts, among those that the letters allow."""
    names = candidates(sample, complete)
    return max(names, key=facts_found) if len(names) > 1 else names[0]


def _wide(sample: bytes) -> str:
    """Return UTF-16 without a mark, told by zeros in every other byte."""
    pairs = len(sample[:4096]) // 2
    if pairs < 2:
        return ""
    odd, even = sample[1:4096:2].count(0), sample[0:4096:2].count(0)
    if odd > pairs * 0.4 and even < pairs * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > pairs * 0.4 and odd < pairs * 0.05 else ""


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _score(lines: list[bytes], encoding: str) -> float:
    """Return the share of strange characters that are usual in the languages of an encoding."""
    usual = strange = 0
    for line in lines[:2000]:
        if not _decodes(line, encoding):
            strange += 2
            continue
        letters = [c for c in line.decode(encoding) if ord(c) > 127]
        strange += len(letters)
        if encoding in _COMMON:
            usual += min(len(letters), len(_COMMON[encoding].findall(line)))
        else:
            usual += sum(c in _WESTERN for c in letters)
    return usual / strange if strange else 0.0


def bad_lines(data: bytes, encoding: str) -> list[int]:
    """Return the places of the first undecodable byte of every line that has one."""
    places, at = [], 0
    decode, view = codecs.getdecoder(encoding), memoryview(data)
    while at < len(data):
        try:
            decode(view[at:], "strict")
        except UnicodeDecodeError as error:
            places.append(at + error.start)
            at = data.find(b"\n", at + error.start) + 1
            if at == 0:
                break
            continue
        break
    return places


def utf8_lines(data: bytes, encoding: str) -> list[int]:
    """Return the places of the lines that are UTF-8 in a text that is not: read in its encoding they would be garbled.

    Chinese in UTF-8 may be valid GB18030 or Big5, and hardly ever the other way round: there characters of three bytes
    must speak for it.
    """
    if encoding.startswith("utf"):
        return []
    places, at = [], 0
    sign = _UTF8.get(encoding, _UTF8_WIDE)
    while match := sign.search(data, at):
        start = data.rfind(b"\n", 0, match.start()) + 1
        at = data.find(b"\n", match.end()) + 1 or len(data)
        if _decodes(data[start:at], "utf-8"):
            places.append(start)
    return places


class Transcoded(io.RawIOBase):
    """A stream of UTF-16 or UTF-32 as UTF-8; what cannot be decoded stays undecodable, so that its line is rejected."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass" if "16" in encoding else "replace")
        self._spare, self._ended = b"", False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return about `size` bytes of UTF-8."""
        while not self._spare and not self._ended:
            part = self._stream.read(size if size > 0 else -1)
            try:
                text = self._decoder.decode(part, final=not part)
            except UnicodeDecodeError:  # half a character at the very end
                text = "\udcff"
            self._spare, self._ended = text.encode("utf-8", "surrogatepass"), not part
        if size < 0:
            out, self._spare = self._spare, b""
        else:
            out, self._spare = self._spare[:size], self._spare[size:]
        return out

    def close(self) -> None:
        self._stream.close()
        super().close()
