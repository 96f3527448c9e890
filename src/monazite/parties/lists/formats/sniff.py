"""Which format a file has, by what is in it; what is plainly no list is refused with the reason."""

from __future__ import annotations

import json
import re

from monazite.errors import InputError
from monazite.parties.lists.model import File

__all__ = ["sniff"]

HEAD = 64 * 1024
_ROOTS = {
    "sdnList": "ofac-xml",
    "Sanctions": "ofac-advanced",
    "CONSOLIDATED_LIST": "un-xml",
    "export": "eu-xml",
}
# Headings, lower case and without blanks or underscores, that only one publisher has.
_HEADINGS = (
    ("eu-csv", ("entitylogicalid", "namealiaswholename")),
    ("uk-fcdo", ("uniqueid", "name6", "regimename")),
    ("uk-ofsi", ("groupid", "name6", "regime")),
    ("csl-csv", ("source", "name", "federalregisternotice")),
    ("opensanctions-csv", ("id", "schema", "name", "aliases")),
    ("ofac-csv", ("entnum",)),
)
_NUMBERED = re.compile(r'^"?\d+"?\s*,')


def sniff(file: File) -> str:
    """Return the format of a file; raise InputError where it is none that is known."""
    with file.path.open("rb") as data:
        head = data.read(HEAD)
    if not head.strip():
        raise InputError(f"{file.shown}: the file is empty")
    if head[:2] == b"PK" or head[:2] == b"\x1f\x8b" or head[:4] == b"%PDF":
        raise InputError(f"{file.shown}: a packed file or a PDF; unpack it and give the list itself")
    text = _text(head)
    if text.startswith("<"):
        return _by_root(file, text)
    if text[:1] in "{[":
        return _by_json(file, text)
    return _by_headings(file, text)


def _text(head: bytes) -> str:
    code = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return head.decode(code, "replace").lstrip()


def _by_root(file: File, text: str) -> str:
    if re.match(r"<(!doctype\s+)?html|<head|<body", text, re.IGNORECASE) or "<html" in text[:2048].lower():
        title = re.search(r"<title[^>]*>\s*([^<]{1,80})", text, re.IGNORECASE)
        told = f" ('{title[1].strip()}')" if title else ""
        raise InputError(
            f"{file.shown}:1:1: a web page{told} where a list should be; the publisher answered with an error"
        )
    root = re.search(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s>/]", re.sub(r"(?s)<[?!].*?>", "", text, count=8))
    name = root[1] if root else ""
    if name in _ROOTS:
        return _ROOTS[name]
    raise InputError(f"{file.shown}:1:1: XML with the root <{name}>; known roots: {', '.join(_ROOTS)}")


def _by_json(file: File, text: str) -> str:
    line = text.splitlines()[0]
    try:
        record = json.loads(line)
    except ValueError:
        record = None
    if isinstance(record, dict) and "schema" in record and "properties" in record:
        return "ftm-json"
    if re.search(r'"(results|federal_register_notice|entity_number)"', text):
        return "csl-json"
    raise InputError(f"{file.shown}:1:1: JSON that is no Consolidated Screening List and no FollowTheMoney lines")


def _by_headings(file: File, text: str) -> str:
    for line in text.splitlines()[:4]:
        words = {re.sub(r'[\s_"]', "", cell).lower() for cell in re.split(r"[,;\t]", line)}
        for form, needed in _HEADINGS:
            if words.issuperset(needed):
                return form
    if _NUMBERED.match(text):
        return "ofac-csv"
    raise InputError(f"{file.shown}:1:1: the headings are those of no list that is known; say which it is (--format)")
