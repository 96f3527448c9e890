"""Copies: the same digits, or the same file, on certificates of different lots; found in time linear in results."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b

from monazite.quality.certificate import Certificate, Result
from monazite.quality.forensics.lines import MOST_LINES, digits, said
from monazite.quality.forensics.model import Finding, tell

__all__ = ["BLOCK", "copies"]

BLOCK = 6  # rows whose digits are the same
# Digits behind the first that are the same; the first one lots of one maker share anyway.
FREE_DIGITS = 6
MANY_ROWS, MANY_DIGITS = 10, 12

Block = tuple[Result, ...]


def copies(certificates: Sequence[Certificate]) -> list[list[Finding]]:
    """Return for each certificate what it shares with those of other lots; those without a lot are left out.

    Rows with a number found are put in the order of their analytes, and every BLOCK of them that follow one another
    is a key: two certificates that share a key share that block. Each is told of one other and of how many lots.
    """
    out: list[list[Finding]] = [[] for _ in certificates]
    lots: dict[bytes, dict[str, int]] = defaultdict(dict)  # block -> lot -> the first certificate that has it
    keys = [tuple(_keys(one)) if one.lot else () for one in certificates]
    for number, one in enumerate(certificates):
        for key in keys[number]:
            lots[key].setdefault(_lot(one), number)
    for number, one in enumerate(certificates):
        shared = {key: lots[key] for key in keys[number] if len(lots[key]) > 1}
        if shared:
            out[number] += _copied(certificates, one, shared)
    _files(certificates, out)
    return out


def _lot(certificate: Certificate) -> str:
    return "".join(certificate.lot.split()).casefold()


def _rows(certificate: Certificate) -> Block:
    """Return the rows with a number found, in an order that does not hang on how they are printed."""
    found = [r for r in certificate.results[:MOST_LINES] if r.value is not None and r.value.operator == "="]
    return tuple(sorted(found, key=lambda row: (row.analyte, row.basis, row.text)))


def _as_key(row: Result) -> str:
    return "\x1f".join((row.analyte, row.basis, row.unit, row.text.strip()))


def _keys(certificate: Certificate) -> Iterator[bytes]:
    rows = _rows(certificate)
    texts = [_as_key(row) for row in rows]
    free = [max(digits(row) - 1, 0) for row in rows]
    for at in range(len(rows) - BLOCK + 1):
        if sum(free[at : at + BLOCK]) >= FREE_DIGITS:
            yield blake2b("\x1e".join(texts[at : at + BLOCK]).encode(), digest_size=16).digest()


def _copied(
    certificates: Sequence[Certificate], one: Certificate, shared: Mapping[bytes, Mapping[str, int]]
) -> Iterator[Finding]:
    """Yield one finding: a lot that shares most blocks, the rows in common, and how many lots there are."""
    count = Counter(_other(held, _lot(one)) for held in shared.values())
    ((at, _),) = count.most_common(1)
    other = certificates[at]
    same = {_as_key(row) for row in _rows(other)}
    rows = [row for row in _rows(one) if _as_key(row) in same]
    free = sum(max(digits(row) - 1, 0) for row in rows)
    strength = 3 if len(rows) >= MANY_ROWS and free >= MANY_DIGITS else 2
    lots = str(max(len(held) for held in shared.values()) - 1)
    values = {"count": str(len(rows)), "other": other.id, "lot": other.lot, "lots": lots, "rows": said(rows)}
    yield tell("block_copied", rows, values, strength=strength, fields=("lot",), others=(other.id,))


def _files(certificates: Sequence[Certificate], out: list[list[Finding]]) -> None:
    """Add where one file was handed in for different lots; one file that holds the certificates of several is none."""
    of: dict[str, dict[str, int]] = defaultdict(dict)
    paths: dict[str, set[str]] = defaultdict(set)
    for number, one in enumerate(certificates):
        if one.digest and one.lot:
            of[one.digest.casefold()].setdefault(_lot(one), number)
            paths[one.digest.casefold()].add(one.path or f"#{number}")
    for number, one in enumerate(certificates):
        key = one.digest.casefold()
        if one.lot and len(of.get(key, ())) > 1 and len(paths[key]) > 1:
            out[number] += _reused(certificates, one, of[key])


def _reused(certificates: Sequence[Certificate], one: Certificate, held: Mapping[str, int]) -> Iterator[Finding]:
    other = certificates[_other(held, _lot(one))]
    values = {"other": other.id, "lot": other.lot, "lots": str(len(held) - 1), "digest": one.digest[:16]}
    yield tell("file_reused", (), values, fields=("digest", "lot"), others=(other.id,))


def _other(held: Mapping[str, int], lot: str) -> int:
    """Return the first certificate of another lot; of several that hold the same, at most two are looked at."""
    return next(number for each, number in held.items() if each != lot)
