"""In which encoding a text is written: told by its marks, by UTF-8 itself, or by which letters come out.

Where two encodings make about as likely a text, that is said and never passed over: `Guess.doubt`.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from monazite.read.likely import ENCODINGS, ODD, cost, odd_letters, words

__all__ = ["Guess", "Transcoded", "bad_lines", "candidates", "guess", "told", "utf8_lines"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NEAR = 5.0  # of two encodings whose costs differ by less, either may be meant
_FACT = 12.0  # what a heading that is a fact speaks for an encoding
_WITHIN = 36.0  # encodings whose cost is higher than the lowest by more are not tried on the headings
_WORST, _SLACK = 7.0, 1.5  # cost of a strange byte, and of a text beside, above which no encoding convinces
_FEW = 3  # words that may be UTF-8 by chance
# What tells that a line is UTF-8: three bytes of a Chinese character; in Western text any character of two.
_UTF8_WIDE = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
_UTF8_NARROW = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")


class Guess(NamedTuple):
    """The encoding that a text is read in, and another that it may as well be in, empty where there is none."""

    encoding: str
    rival: str = ""

    @property
    def doubt(self) -> str:
        """What is to be said of every line that may be garbled, empty where the encoding is clear."""
        if not self.rival:
            return ""
        return f"doubtful_encoding: read as {self.encoding.upper()}, may be {self.rival.upper()}; save it as UTF-8"


def candidates(sample: bytes, complete: bool) -> list[str]:
    """Return the encodings that a sample may be in, the likeliest first; UTF-8 where nothing else convinces."""
    return [name for name, _ in _weighed(sample, complete)]


def told(sample: bytes, complete: bool, facts_found: Callable[[str], int] = lambda _: 0) -> Guess:
    """Return the encoding that the letters and the headings speak for, and the one that comes near it.

    `facts_found` says how many headings are facts under an encoding.
    """
    weighed = _weighed(sample, complete)
    if len(weighed) == 1:
        return Guess(weighed[0][0])
    lowest = weighed[0][1]
    tried = [(cost - _FACT * facts_found(name), name) for name, cost in weighed if cost - lowest <= _WITHIN]
    tried.sort(key=lambda one: one[0])
    near = [name for cost, name in tried[1:] if cost - tried[0][0] < _NEAR]
    return Guess(tried[0][1], near[0] if near else "")


def guess(sample: bytes, complete: bool, facts_found: Callable[[str], int]) -> str:
    """Return the encoding that the letters and the headings speak for."""
    return told(sample, complete, facts_found).encoding


def _weighed(sample: bytes, complete: bool) -> list[tuple[str, float]]:
    """Return the encodings that make sense of a sample with their costs, the lowest first."""
    marked = next((name for mark, name in _MARKS if sample.startswith(mark)), None) or _wide(sample)
    if marked:
        return [(marked, 0.0)]
    if not complete:
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    strange = [line for line in re.split(rb"[\r\n]", sample) if not line.isascii()]
    bad = [line for line in strange if not _decodes(line, "utf-8")]
    if len(bad) * 2 <= len(strange) - len(bad) or not bad:
        return [("utf-8", 0.0)] if bad else _utf8_or_hanzi(words(strange))
    some = words(bad)
    most = _SLACK + _WORST * sum(byte > 127 for word in some for byte in word)
    costs = sorted((cost(some, name), name) for name in ENCODINGS)
    return list(_distinct([(name, worth) for worth, name in costs if worth <= most], some)) or [("utf-8", 0.0)]


def _utf8_or_hanzi(some: Sequence[bytes]) -> list[tuple[str, float]]:
    """Return UTF-8, and GB18030 after it where all that is not ASCII is a word or two with letters nobody writes."""
    odd = odd_letters(some) if len(some) <= _FEW else 0
    if not odd:
        return [("utf-8", 0.0)]
    hanzi = cost(some, "gb18030")
    return [("utf-8", min(ODD * odd, hanzi)), ("gb18030", hanzi)]


def _distinct(weighed: Iterable[tuple[str, float]], some: Sequence[bytes]) -> Iterator[tuple[str, float]]:
    """Yield the encodings that read the words otherwise than any before them."""
    seen = set()
    for name, worth in weighed:
        read = tuple(word.decode(name, "replace") for word in some)
        if read not in seen:
            seen.add(read)
            yield name, worth


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
    sign = _UTF8_NARROW if encoding.startswith("cp125") else _UTF8_WIDE
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
