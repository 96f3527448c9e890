"""Reading certificates with what is known of their signatures: one that was changed is refused, always."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from monazite.credentials.model import Told
from monazite.credentials.trust import Trust, read_trust
from monazite.credentials.verifying import Verifier
from monazite.errors import InputError, Problem, UsageError
from monazite.formats.certificates import Reading, read_certificates
from monazite.packs.verdicts import is_verdicts, load_signatures
from monazite.quality.certificate import Certificate
from monazite.quality.naming import Words

__all__ = ["DISPROVED", "Vouching", "vouching"]

# What shows without a trust file that a credential is not as it was signed: it contradicts its own key or itself.
DISPROVED = frozenset({"S015", "S016", "S018", "S019", "S020", "S026"})
BOM = b"\xef\xbb\xbf"
IN_TABLE = "came in a table of verdicts, which nobody signed; give the certificate itself"
ANOTHER_KIND = "a table of verdicts is read from Parquet, CSV (.csv) or JSON lines (.jsonl) only"
NOT_SIGNED = "is not signed: nobody vouches for it"


@dataclass(frozen=True)
class Vouching:
    """Who is trusted on a day, None for nobody named; `sha256` is that of the trust file."""

    on: dt.date
    trust: Trust | None = None
    sha256: str = ""

    def read(self, path: Path, words: Words, assumed: str = "") -> Reading:
        """Return what a file says, as `read_certificates` does, or a table of verdicts, which holds certificates whole.

        A file whose signature is disproved is refused. Without a trust file a did:key, which is its own key, can
        disprove a signature, and nothing can prove one: `signature` is then None.
        """
        return self.told(path, words, assumed)[0]

    def told(self, path: Path, words: Words, assumed: str = "") -> tuple[Reading, Mapping[Certificate, str]]:
        """Return what a file says, and for each certificate for which nobody is known to vouch, why that is so."""
        if _is_table(path):
            return self._table(path)
        reading = _no_table(read_certificates(path, words, assumed, self._told))
        if self.trust is None and not reading.refused:
            reading = replace(reading, signature=None)
        why = self._why_not(reading)
        return reading, dict.fromkeys(reading.certificates, why) if why else {}

    def _why_not(self, reading: Reading) -> str:
        """Return why nobody is known to vouch for a file; empty where somebody trusted does, or none was asked for."""
        told = reading.signature
        if self.trust is None:
            how = "; name those you trust with --trust"
            return f"is signed ({reading.secured}) and nobody verified it{how}" if reading.secured else ""
        if not reading.secured or told is None:
            return NOT_SIGNED
        return "" if told.state == "valid" else "; ".join(problem.text for problem in told.problems)

    def _table(self, path: Path) -> tuple[Reading, Mapping[Certificate, str]]:
        """Return the certificates of a table of verdicts, refused where it does not hold them whole."""
        try:
            found = load_signatures(path)
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        except (InputError, OSError) as error:
            return _refused(Reading(str(path)), str(error).removeprefix(f"{path}: ")), {}
        whys = {one: self._why_not_in_table(signature) for one, signature in found.items()}
        return Reading(str(path), tuple(found), "verdicts", sha256=sha256), {
            one: why for one, why in whys.items() if why
        }

    def _why_not_in_table(self, signature: str) -> str:
        """Return the same for a certificate of a table of verdicts, by what that says of its signature."""
        if self.trust is not None:
            return IN_TABLE
        known = signature in ("none", "valid")
        return "" if known else "was signed, and nobody verified it before its verdict was written"

    def _told(self, data: bytes, path: str) -> Told:
        if self.trust is not None:
            return Verifier(self.on, self.trust).verify(data, path)
        try:
            told = Verifier(self.on).verify(data.removeprefix(BOM), path)
        except UsageError:  # the libraries of signatures are not installed: it stays unverified
            return Told(path, "open")
        wrong = tuple(problem for problem in told.problems if problem.code in DISPROVED)
        return replace(told, state="invalid", problems=wrong) if wrong else replace(told, state="open")


def _is_table(path: Path) -> bool:
    try:
        return is_verdicts(path)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from None


def _no_table(reading: Reading) -> Reading:
    """Return what a file says, refused where it is a table of verdicts of another kind of file: it shows too little.

    Read as the table of a laboratory, its results would stand in the units of the limits.
    """
    unknown = {problem.text.rpartition("column ")[2] for problem in reading.problems if problem.code == "C011"}
    of_verdicts = {"'grade_state'", "'converted'", "'result_unit'", "'result_basis'"} & unknown
    return _refused(reading, ANOTHER_KIND) if len(of_verdicts) > 1 else reading


def _refused(reading: Reading, text: str) -> Reading:
    problem = Problem(reading.path, 1, 1, "C005", text)
    return replace(reading, certificates=(), problems=(problem,), refused=True)


def vouching(trusted: Path | None, on: dt.date | None) -> Vouching:
    """Return who is trusted by a file, on a day; raise TrustError for one with mistakes, UsageError without a day."""
    if trusted is None:
        return Vouching(on or dt.date.min)
    if on is None:
        raise UsageError("signatures are verified on a day: name it")
    trust = read_trust(trusted)
    with trusted.open("rb") as file:
        return Vouching(on, trust, hashlib.file_digest(file, "sha256").hexdigest())
