"""WCO Data Model declarations (DEC 3.x XML, as customs publish and receive them), one line a goods item.

The file is read as a stream: memory holds one declaration at a time. Entities and document type declarations are
refused, nothing is fetched, and sizes are bounded. A document that declares no goods (a cancellation, an
amendment, an error message) is one reject that says what it is. How elements become facts: `wco_facts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from monazite.read.chunks import Piece, Reject, excerpt, rows_to_chunk
from monazite.read.wco_facts import Row, declaration_rows
from monazite.read.wco_tree import NAMESPACE, Node, node, sourceline, split_tag

if TYPE_CHECKING:
    from lxml.etree import XMLPullParser, XMLSyntaxError, _Element

__all__ = ["looks_like_wco", "wco_pieces"]

READ = 1 << 16
SIP = 256
MAX_PROLOG = 1 << 20
MAX_DECLARATION = 1 << 26
MAX_FILE = 1 << 32

# Function codes (UN/EDIFACT 1225) of messages about a declaration that are none themselves.
FUNCTIONS = {"1": "a cancellation", "2": "an addition", "3": "a deletion", "4": "a change", "13": "a request"}
# What libxml2 says where a bound is reached, and what it means for the one who reads it.
BOUNDS = {
    "Excessive depth": "elements are nested more than 256 deep",
    "too long": "a text or name is longer than 10,000,000 bytes",
    "amplification": "entities inflate the document",
}
DOCTYPE = "a document type declaration (DOCTYPE) is refused: it can make a reader fetch or inflate things"
REQUESTS = {"INV": "a cancellation request", "COR": "an amendment request", "GPR": "a notice that goods are presented"}


def looks_like_wco(head: bytes) -> bool:
    """Tell whether the first bytes of a file are XML, which this reader takes or rejects with a reason."""
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").lstrip()
    return re.match(rb"<(\?xml|!--|!DOCTYPE|[A-Za-z_])", text) is not None


def wco_pieces(stream: BinaryIO, source: str, batch_rows: int) -> Iterator[Piece]:
    """Yield the goods items of all declarations in an XML stream, `batch_rows` lines and rejects a piece.

    `row` is the line in the file where the goods item begins; it always rises, so where several items stand on one
    line they count on. What comes after a place where the XML breaks is lost: one reject says so, with its place.
    """
    reading = _Reading(stream, source)
    lines: list[tuple[int, Row]] = []
    rejects: list[Reject] = []
    done = 0
    for found in _found(reading):
        if isinstance(found, Reject):
            rejects.append(found)
        else:
            lines.append(found)
        if len(lines) + len(rejects) >= batch_rows:
            yield _piece(source, lines, rejects, reading.taken - done)
            lines, rejects, done = [], [], reading.taken
    if lines or rejects:
        yield _piece(source, lines, rejects, reading.taken - done)


def _piece(source: str, lines: list[tuple[int, Row]], rejects: list[Reject], nbytes: int) -> Piece:
    rows, numbers = [facts for _, facts in lines], [row for row, _ in lines]
    return Piece(source, partial(rows_to_chunk, rows, numbers, source, rejects, nbytes))


@dataclass
class _Reading:
    """A stream with what was read of it so far: bytes in all and since the last declaration, and the last row given.

    `other` is the name of a root element that is not of the WCO Data Model: it may still wrap declarations.
    """

    stream: BinaryIO
    source: str
    taken: int = 0
    row: int = 0
    since: int = 0
    head: bytes = field(default=b"", repr=False)
    other: str = ""

    def more(self) -> bytes:
        """Return the next bytes, empty at the end."""
        data = self.stream.read(READ)
        self.taken += len(data)
        self.since += len(data)
        return data

    def next_row(self, line: int) -> int:
        """Return the row for something on this line of the file, always above the last one."""
        self.row = max(line, self.row + 1)
        return self.row

    def reject(self, line: int, column: int, reason: str, text: str | bytes = "") -> Reject:
        """Return a reject at a place of this file."""
        return Reject(self.source, self.next_row(line), column, reason, excerpt(text))


def _parser(**options: Any) -> XMLPullParser:
    from lxml.etree import XMLPullParser

    safe: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    return XMLPullParser(remove_comments=True, remove_pis=True, **safe, **options)


def _elements(parser: XMLPullParser) -> Iterator[_Element]:
    for _, element in parser.read_events():
        yield cast("_Element", element)


def _found(reading: _Reading) -> Iterator[tuple[int, Row] | Reject]:
    """Yield every goods item and reject of the file in order."""
    from lxml.etree import XMLSyntaxError

    try:
        refused = _refusal(reading)
    except XMLSyntaxError as error:
        doctype = b"<!DOCTYPE" in reading.head.replace(b"\0", b"")
        refused = reading.reject(1, 0, DOCTYPE, reading.head) if doctype else _broken(reading, error)
    if refused is not None:
        yield refused
        return
    yield from _declarations(reading)


def _refusal(reading: _Reading) -> Reject | None:
    """Read as far as the root element; return why the file is not to be read on, or None."""
    probe = _parser(events=("start",))
    while len(reading.head) < MAX_PROLOG and (data := reading.more()):
        reading.head += data
        for start in range(0, len(data), SIP):  # sips, so that a break behind the root element is met later, in order
            probe.feed(data[start : start + SIP])
            for root in _elements(probe):
                return _refused_root(reading, root)
    if reading.head.strip():
        probe.close()
        return reading.reject(1, 0, f"no XML element within the first {MAX_PROLOG} bytes", reading.head)
    return reading.reject(1, 0, "the file is empty")


def _refused_root(reading: _Reading, root: _Element) -> Reject | None:
    line = sourceline(root)
    if root.getroottree().docinfo.internalDTD is not None:
        return reading.reject(1, 0, DOCTYPE, reading.head)
    namespace, name = split_tag(str(root.tag))
    if namespace.startswith(NAMESPACE) and name not in ("MetaData", "Declaration"):
        return reading.reject(line, 0, f"a WCO document <{name}>, which is no declaration", reading.head)
    if not namespace.startswith(NAMESPACE):
        reading.other = name
    return None


def _declarations(reading: _Reading) -> Iterator[tuple[int, Row] | Reject]:
    """Parse from the beginning and yield what each declaration holds as soon as it ends."""
    from lxml.etree import XMLSyntaxError

    parser = _parser(events=("end",), tag=("{*}Declaration", "{*}MetaData"))
    data, seen = reading.head, 0
    while True:
        error: XMLSyntaxError | None = None
        try:
            parser.feed(data) if data else parser.close()
        except XMLSyntaxError as broken:
            error = broken
        for declaration in _complete(parser):
            seen += 1
            reading.since = 0
            yield from _told(reading, declaration)
        if error is not None or not data:
            break
        if reading.since > MAX_DECLARATION or reading.taken > MAX_FILE:
            yield reading.reject(reading.row + 1, 0, _too_large(reading))
            return
        data = reading.more()
    if reading.other and not seen:
        reason = f"the document is <{reading.other}>, no WCO declaration"
        yield reading.reject(1, 0, f"{reason} (expected MetaData or Declaration of {NAMESPACE}WCO)", reading.head)
    elif error is not None:
        yield _broken(reading, error)
    elif not seen:
        yield reading.reject(1, 0, "the document holds no WCO Declaration", reading.head)


def _too_large(reading: _Reading) -> str:
    if reading.taken > MAX_FILE:
        return f"the file is larger than {MAX_FILE} bytes; nothing after that is read"
    return f"one declaration is larger than {MAX_DECLARATION} bytes; nothing from it on is read"


def _complete(parser: XMLPullParser) -> Iterator[Node]:
    """Yield the declarations that have ended, and let go of their elements."""
    for element in _elements(parser):
        namespace, name = split_tag(str(element.tag))
        if name == "Declaration" and namespace.startswith(NAMESPACE):
            yield node(element)
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _told(reading: _Reading, declaration: Node) -> Iterator[tuple[int, Row] | Reject]:
    reason = _no_declaration(declaration)
    if reason is not None:
        reference = declaration.said("FunctionalReferenceID") or declaration.said("ID") or ""
        yield reading.reject(declaration.line, 0, reason, reference)
        return
    for line, facts in declaration_rows(declaration):
        yield reading.next_row(line), facts


def _no_declaration(declaration: Node) -> str | None:
    """Return in words why a document declares no goods, or None where it does."""
    code, kind = declaration.said("FunctionCode") or "", declaration.said("TypeCode") or ""
    goods = any(True for _ in declaration.all("GoodsShipment/GovernmentAgencyGoodsItem"))
    if code not in FUNCTIONS:
        return None if goods else "a declaration without goods items (no GovernmentAgencyGoodsItem)"
    what = REQUESTS.get(kind, FUNCTIONS[code]) if code == "13" else FUNCTIONS[code]
    of = f" about declaration {about}" if (about := declaration.said("ID")) else ""
    also = f", type {kind}" if kind else ""
    end = "it changes a declaration and is none itself" if goods else "it declares no goods"
    return f"{what} (function code {code}{also}){of}: {end}"


def _broken(reading: _Reading, error: XMLSyntaxError) -> Reject:
    (line, column), said = error.position, str(error.msg)
    if not line:  # the parser swallowed what was wrong and only complained at the end: its log knows
        last = cast(Any, error.error_log).last_error
        line, column, said = (last.line, last.column, last.message) if last else (0, 0, said)
    text = re.sub(r", line \d+, column \d+( \(.*\))?$", "", said)
    text = next((ours for theirs, ours in BOUNDS.items() if theirs in text), text)
    reason = f"the XML breaks in line {line}, column {column}: {text}; nothing from here on is read"
    return reading.reject(line, column, reason)
