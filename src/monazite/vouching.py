"""Reading certificates with what is known of their signatures: one that was changed is refused, always."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from monazite.credentials.model import Told
from monazite.credentials.trust import Trust, read_trust
from monazite.credentials.verifying import Verifier
from monazite.errors import UsageError
from monazite.formats.certificates import Reading, read_certificates
from monazite.quality.naming import Words

__all__ = ["DISPROVED", "Vouching", "vouching"]

# What shows without a trust file that a credential is not as it was signed: it contradicts its own key or itself.
DISPROVED = frozenset({"S015", "S016", "S018", "S019", "S020", "S026"})
IN_TABLE = "came in a table of verdicts, which nobody signed; give the certificate itself"
NOT_SIGNED = "is not signed: nobody vouches for it"


@dataclass(frozen=True)
class Vouching:
    """Who is trusted on a day, None for nobody named; `sha256` is that of the trust file."""

    on: dt.date
    trust: Trust | None = None
    sha256: str = ""

    def read(self, path: Path, words: Words, assumed: str = "") -> Reading:
        """Return what a file says, as `read_certificates` does, refused where its signature is disproved.

        Without a trust file a did:key, which is its own key, can disprove a signature, and nothing can prove one:
        `signature` is then None.
        """
        reading = read_certificates(path, words, assumed, self._told)
        return reading if self.trust is not None or reading.refused else replace(reading, signature=None)

    def why_not(self, reading: Reading) -> str:
        """Return why nobody is known to vouch for a file; empty where somebody trusted does, or none was asked for."""
        told = reading.signature
        if self.trust is None:
            how = "; name those you trust with --trust"
            return f"is signed ({reading.secured}) and nobody verified it{how}" if reading.secured else ""
        if not reading.secured or told is None:
            return NOT_SIGNED
        return "" if told.state == "valid" else "; ".join(problem.text for problem in told.problems)

    def why_not_in_table(self, signature: str) -> str:
        """Return the same for a certificate of a table of verdicts, by what that says of its signature."""
        if self.trust is not None:
            return IN_TABLE
        known = signature in ("none", "valid")
        return "" if known else "was signed, and nobody verified it before its verdict was written"

    def _told(self, data: bytes, path: str) -> Told:
        if self.trust is not None:
            return Verifier(self.on, self.trust).verify(data, path)
        try:
            told = Verifier(self.on).verify(data, path)
        except UsageError:  # the libraries of signatures are not installed: it stays unverified
            return Told(path, "open")
        wrong = tuple(problem for problem in told.problems if problem.code in DISPROVED)
        return replace(told, state="invalid", problems=wrong) if wrong else replace(told, state="open")


def vouching(trusted: Path | None, on: dt.date | None) -> Vouching:
    """Return who is trusted by a file, on a day; raise TrustError for one with mistakes, UsageError without a day."""
    if trusted is None:
        return Vouching(on or dt.date.min)
    if on is None:
        raise UsageError("signatures are verified on a day: name it")
    trust = read_trust(trusted)
    with trusted.open("rb") as file:
        return Vouching(on, trust, hashlib.file_digest(file, "sha256").hexdigest())
