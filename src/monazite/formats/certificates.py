"""Reading certificates of analysis in any format that is known here: what a file holds tells, and not its name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from monazite.credentials.envelope import envelope_token, is_envelope, token_in, token_payload
from monazite.credentials.model import Refused, Told
from monazite.errors import InputError, Problem, ProblemsError
from monazite.formats.certificate_build import built
from monazite.formats.certificate_draft import MAX_BYTES, CodedError, Draft, Notes
from monazite.formats.certificate_identity import identity, is_identity
from monazite.formats.certificate_json import document
from monazite.formats.certificate_own import is_own, is_published, own, published
from monazite.formats.certificate_sheet import delimited, workbook
from monazite.formats.certificate_table import tables
from monazite.formats.certificate_untp import is_untp, untp
from monazite.quality.certificate import Certificate
from monazite.quality.naming import Words

__all__ = ["FORMATS", "Reading", "certificates_of", "read_certificates"]

FORMATS = {
    "own": "Monazite's own form (JSON, or one certificate a line)",
    "published": "the plain layout of published certificates (JSON)",
    "identity": "Material Identity: CoA, EN 10168, Metals (JSON)",
    "untp": "UNTP Digital Conformity Credential 0.6 (JSON, with or without a proof, or vc+jwt)",
    "dcc": "Digital Calibration Certificate of PTB (XML)",
    "csv": "table of a laboratory (CSV and its kin)",
    "workbook": "table of a laboratory (XLSX, XLS, ODS)",
}
JSON = (
    ("untp", is_untp, untp),
    ("identity", is_identity, identity),
    ("published", is_published, published),
    ("own", is_own, own),
)
KNOWN = "JSON (own form, CoA, EN 10168, UNTP), signed UNTP (vc+jwt), XML (DCC), CSV, XLSX"
# Signs of a signature; a file that only seems to be signed is then told to be none when it is verified.
ENVELOPE = re.compile(rb'"EnvelopedVerifiableCredential"')
PROOF = re.compile(rb'"proof"\s*:')
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: its certificates, one of FORMATS, every mistake in it, and the SHA-256 of its bytes.

    `refused` tells that the file as a whole is no certificate that can be read; the mistake says why. `secured` tells
    how it is signed ("vc+jwt", "proof"), empty for not at all; `signature` is what a verifier said of it, None where
    none was asked.
    """

    path: str
    certificates: tuple[Certificate, ...] = ()
    format: str = ""
    problems: tuple[Problem, ...] = ()
    sha256: str = ""
    refused: bool = False
    secured: str = ""
    signature: Told | None = None


def read_certificates(
    path: Path, words: Words, assumed: str = "", verify: Callable[[bytes, str], Told] | None = None
) -> Reading:
    """Return the certificates of a file, read as far as they can be, with every mistake and its place.

    `assumed` is the basis (one of BASES) of contents where a certificate tells none; empty for none. What is no
    certificate at all is told the same way: nothing is raised but InputError for a file that is not there. With
    `verify` a signed file is refused where its signature is invalid.
    """
    notes = Notes(str(path))
    reading = Reading(str(path))
    try:
        data = _bytes(path, notes)
        reading = replace(reading, sha256=hashlib.sha256(data).hexdigest())
        reading = _verified(replace(reading, secured=_secured(data)), data, verify)
        if reading.refused:
            return reading
        kind, drafts = _drafts(data, words, notes)
        found = [built(draft, words, notes, assumed) for draft in drafts]
        if not found:
            raise notes.fail("C012", "there is no certificate in it", "at least one result")
    except CodedError as error:
        return replace(reading, problems=(*sorted(notes.found), error.problem), refused=True)
    certificates = tuple(_identified(found, path, reading.sha256))
    return replace(reading, certificates=certificates, format=kind, problems=tuple(sorted(set(notes.found))))


def certificates_of(data: bytes, name: str, words: Words) -> tuple[Certificate, ...]:
    """Return the certificates in bytes that must have no mistake; raise ProblemsError. `name` is what mistakes say."""
    notes = Notes(name)
    _, drafts = _drafts(data, words, notes)
    found = tuple(built(draft, words, notes) for draft in drafts)
    if notes.found:
        raise ProblemsError(notes.found)
    return found


def _secured(data: bytes) -> str:
    """Return how a file is signed, by a look at it; whether the signature is any good is not looked at."""
    if token_in(data):
        return "vc+jwt"
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return ""
    return "vc+jwt" if ENVELOPE.search(data) else "proof" if PROOF.search(data) else ""


def _verified(reading: Reading, data: bytes, verify: Callable[[bytes, str], Told] | None) -> Reading:
    """Return a reading with what a verifier says of it, refused where it is signed and the signature is not genuine."""
    if verify is None:
        return reading
    if not reading.secured:
        reason = Refused("S006", "there is no signature", "ask for a signed one, or do without --trust")
        return replace(reading, signature=Told(reading.path, "unreadable", (reason.problem(reading.path),)))
    told = verify(data, reading.path)
    bad = told.state in ("invalid", "unreadable")
    return replace(reading, signature=told, refused=bad, problems=told.problems if bad else ())


def _identified(found: list[Certificate], path: Path, digest: str) -> Iterator[Certificate]:
    """Yield certificates with an id each: that of the file where they have none, told apart by lot or place."""
    for k, one in enumerate(found, 1):
        apart = f"#{one.lot or k}" if len(found) > 1 else ""
        yield replace(one, id=one.id or f"{path.stem}{apart}", digest=digest)


def _bytes(path: Path, notes: Notes) -> bytes:
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder; name its files")
        size = path.stat().st_size
        if size > MAX_BYTES:
            text = f"the file has {size >> 20} MiB, more than {MAX_BYTES >> 20}"
            raise notes.fail("C002", text, "a certificate is small; split a file of many")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None


def _drafts(data: bytes, words: Words, notes: Notes) -> tuple[str, Iterable[Draft]]:
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:5]
    if not head:
        raise notes.fail("C001", "the file is empty", KNOWN)
    if head.startswith(b"%PDF"):
        raise notes.fail("C005", "a PDF is a picture of a certificate, and no data", f"ask for one of: {KNOWN}")
    if data.startswith((ZIP, OLE)):
        return "workbook", _sheets(data, words, notes)
    if head.startswith(b"<"):
        return "dcc", _xml(data, words, notes)
    if token := token_in(data):
        return _json(_said_by(token, notes), notes)
    text = _text(data, notes)
    if head.startswith((b"{", b"[")):
        return _json(text, notes)
    return "csv", list(tables(delimited(text, notes), words, notes))


def _text(data: bytes, notes: Notes) -> str:
    """Return a text: UTF-8 or, for Chinese tables, GB 18030; signs that no text has make it none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\x00" in data:
        raise notes.fail("C005", "this is no text", f"one of: {KNOWN}")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise notes.fail("C005", "this is neither UTF-8 nor GB 18030", "save the file with the encoding UTF-8")


def _json(text: str, notes: Notes) -> tuple[str, Iterable[Draft]]:
    text = _as_list(text)
    value: Any = document(text, notes)
    if is_envelope(value):
        text = _said_by(_token_of(value, notes), notes)
        value = document(text, notes)
    for kind, fits, read in JSON:
        if fits(value):
            return kind, list(read(value, text, notes))
    raise notes.fail("C005", "this JSON is no certificate of a form known here", f"one of: {KNOWN}; own form: results")


def _token_of(envelope: dict[str, Any], notes: Notes) -> str:
    try:
        return envelope_token(envelope)
    except Refused as reason:
        raise CodedError(reason.problem(notes.path)) from None


def _said_by(token: str, notes: Notes) -> str:
    """Return the text that a token holds; nothing of it is verified."""
    try:
        return token_payload(token).decode()
    except Refused as reason:
        raise CodedError(reason.problem(notes.path)) from None
    except UnicodeDecodeError:
        raise notes.fail("C005", "the token holds no text", "JSON in UTF-8") from None


def _as_list(text: str) -> str:
    """Return JSON lines as one list, line by line; any other text as it is."""
    lines = text.rstrip().splitlines()
    alone = all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines)
    return "[" + ",\n".join(lines) + "]" if alone and len(lines) > 1 else text


def _xml(data: bytes, words: Words, notes: Notes) -> Iterable[Draft]:
    from monazite.formats.certificate_dcc import dcc, is_dcc, parsed

    root = parsed(data, notes)
    if not is_dcc(root):
        tag = str(root.tag).rpartition("}")[2]
        raise notes.fail(
            "C005", f"<{tag}> is no certificate", "dcc:digitalCalibrationCertificate of https://ptb.de/dcc"
        )
    return list(dcc(root, notes, words))


def _sheets(data: bytes, words: Words, notes: Notes) -> list[Draft]:
    """Return the certificates of every sheet that is a table of results; an error only where none is."""
    drafts: list[Draft] = []
    failed: CodedError | None = None
    for rows in workbook(data, notes):
        try:
            drafts += tables(rows, words, notes) if rows else ()
        except CodedError as error:
            failed = failed or error
    if not drafts and failed is not None:
        raise failed
    return drafts
