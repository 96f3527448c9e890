"""What is said of a signed credential: its state, and every reason by a stable code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monazite.errors import InputError, Problem

__all__ = ["CODES", "EXITS", "FORMS", "STATES", "Refused", "Told", "printable", "state_of"]

FORMS = {
    "vc+jwt": "W3C VC-JOSE-COSE: a signed token (JWT)",
    "eddsa-jcs-2022": "W3C Data Integrity: a proof inside the JSON",
}
STATES = {
    "valid": "the signature fits, the signer is trusted, and nothing speaks against it on the day",
    "open": "nothing speaks against it, but the signer is not known or something was not checked",
    "unreadable": "this is no signed credential that can be read here",
    "invalid": "changed, badly signed, out of its time, or withdrawn",
}
EXITS = {"valid": 0, "invalid": 1, "unreadable": 2, "open": 3}
UNREADABLE = {
    "S001": "larger than a credential is",
    "S002": "no JSON, or no text",
    "S003": "a key is written twice in one object",
    "S004": "a number that programs read differently",
    "S005": "nested too deeply",
    "S006": "there is no signature",
    "S007": "a form of signature that is not supported here",
}
INVALID = {
    "S010": "the token is malformed",
    "S011": "the algorithm is not allowed, or not that of the key",
    "S012": "the type of the token is not vc+jwt",
    "S013": "the token demands an extension",
    "S014": "the token brings its own key",
    "S015": "two ways of signing are mixed, or something stands outside the signature",
    "S016": "the key does not belong to the issuer",
    "S017": "the key is not one of those that are trusted for the issuer",
    "S018": "the signature does not fit: something was changed, or another key signed",
    "S019": "the proof is malformed",
    "S020": "the context differs from the one that was signed",
    "S021": "not valid yet on the day",
    "S022": "no longer valid on the day",
    "S023": "signed outside the time for which the key is trusted",
    "S024": "withdrawn or suspended",
    "S025": "the status list cannot be used",
    "S026": "token and credential contradict each other",
    "S027": "no Verifiable Credential 2.0",
    "S028": "an instant that cannot be read",
}
OPEN = {
    "S030": "the signer is not in the trust file",
    "S031": "the status was not checked",
    "S032": "the key of the signer is not known: the signature was not checked",
}
# Told, and no reason against a credential.
WARNINGS = {
    "S033": "several status lists have one id: what any of them withdraws counts",
}
CODES = {**UNREADABLE, **INVALID, **OPEN, **WARNINGS}


def printable(text: str) -> str:
    """Return a text of an untrusted file as a terminal may show it: without control signs and marks of direction."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


class Refused(InputError):
    """One reason against a credential, or one that leaves it open: a code of CODES, what is so, and what to do."""

    def __init__(self, code: str, text: str, hint: str = "") -> None:
        self.code, self.text, self.hint = code, printable(text), printable(hint)
        super().__init__(self.text)

    def problem(self, path: str, line: int = 1, column: int = 1) -> Problem:
        """Return it as a mistake in a file."""
        return Problem(path, line, column, self.code, self.text, self.hint)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one file: one of STATES, the reasons, and what a signature that fits vouches for.

    `signed` tells whether the signature was checked and fits; `credential` is empty where it does not. `name` is that
    of the trust file, never one that the credential gives itself. `signed_on` is the day that the
    signer gives the signature, or else the first on which the credential counts.
    """

    path: str
    state: str
    problems: tuple[Problem, ...] = ()
    form: str = ""
    issuer: str = ""
    name: str = ""
    key: str = ""
    signed: bool = False
    signed_on: dt.date | None = None
    status: str = ""
    credential: Mapping[str, Any] = field(default_factory=dict)


def state_of(problems: tuple[Problem, ...]) -> str:
    """Return the state that reasons leave: the worst of them, valid for none."""
    codes = {problem.code for problem in problems}
    for state, known in (("unreadable", UNREADABLE), ("invalid", INVALID), ("open", OPEN)):
        if codes & set(known):
            return state
    return "valid"
