"""From a certificate to a signed credential: judged, written, signed, and before all is done verified and read back."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monazite.credentials.key_files import read_key
from monazite.credentials.keys import DID_KEY, SigningKey
from monazite.credentials.model import Told
from monazite.credentials.securing import as_token, with_proof
from monazite.credentials.trust import Issuer, Trust, TrustedKey
from monazite.credentials.verifying import Verifier
from monazite.errors import InputError, ProblemsError, UsageError, nearest
from monazite.formats.certificate_untp_write import LEFT_OUT, Issuance, Written, untp_credential
from monazite.formats.certificates import certificates_of, read_certificates
from monazite.packs.analytes import quality_words
from monazite.packs.standards import standards_weights
from monazite.quality.certificate import Certificate
from monazite.quality.checking import DOUBTS, OUT_OF_FORCE, WHYS, Checked, Checker
from monazite.quality.decision import rule_of
from monazite.quality.model import Register
from monazite.quality.naming import Words
from monazite.quality.search import asked as grades_asked
from monazite.quality.verdict import GradeVerdict

__all__ = ["Asked", "Issued", "issued"]

URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
DID_WEB = re.compile(r"did:web:[A-Za-z0-9._%-]+(?::[A-Za-z0-9._%-]+)*")
KEY_ID = re.compile(r"[A-Za-z0-9._~-]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of the command ask for."""

    path: Path
    on: dt.date
    folder: Path | None
    key_path: Path
    to_name: str
    out: str
    form: str
    against: str = ""
    lot: str = ""
    rule: str = "simple"
    partial: bool = False
    issuer: str = ""
    key_id: str = ""
    name: str = ""
    to_id: str = ""
    product_id: str = ""
    assessor: str = "Unspecified"
    level: str = "Unspecified"
    until: dt.date | None = None
    status_list: str = ""
    status_index: int | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A signed credential as text, with the verdict in it, what was left out, and what a verifier says of it."""

    text: str
    verdict: GradeVerdict
    written: Written
    told: Told


def issued(asked: Asked, register: Register, now: dt.datetime) -> Issued:
    """Return the signed credential of a certificate; raise UsageError or InputError where none can be given.

    `now` is the instant that the proof tells.
    """
    _check_options(asked)
    key = read_key(asked.key_path)
    words = quality_words(asked.folder)
    certificate = _certificate(asked, words)
    checker = Checker(register, standards_weights(), words.substance, asked.on, rule_of(asked.rule))
    verdict = _verdict(asked, certificate, checker)
    method = _method(asked, key)
    issuance = _issuance(asked, certificate, method.partition("#")[0])
    written = untp_credential(certificate, verdict, issuance, register, asked.path.name)
    _complete(asked, verdict, written)
    text = _signed(asked.form, written.credential, key, method, now)
    told = _verified(asked, text, key, method, now)
    _reads_back(text, verdict, written, checker, words)
    return Issued(text, verdict, written, told)


# ------------------------------------------------------------ what is asked
def _check_options(asked: Asked) -> None:
    """Raise UsageError for options that do not go together, or are no identifiers."""
    if not asked.to_name.strip():
        raise UsageError("--to names nobody")
    for option, value in (
        ("--to-id", asked.to_id),
        ("--product-id", asked.product_id),
        ("--status-list", asked.status_list),
    ):
        if value and not URI.fullmatch(value):
            raise UsageError(f"{option} '{value}' is no identifier: https://…, urn:… or did:…")
    if asked.issuer and not DID_WEB.fullmatch(asked.issuer):
        raise UsageError(
            f"--issuer '{asked.issuer}' is none that can be signed for: did:web:lab.example, or leave it out"
        )
    if asked.key_id and not (asked.issuer and KEY_ID.fullmatch(asked.key_id)):
        raise UsageError("--key-id is a word, and needs --issuer: a did:key is its key")
    if asked.until and asked.until < asked.on:
        raise UsageError(f"--until {asked.until} is before {asked.on}")
    if bool(asked.status_list) != (asked.status_index is not None):
        raise UsageError("--status-list and --status-index go together")


def _certificate(asked: Asked, words: Words) -> Certificate:
    """Return the one certificate that is asked for; one with mistakes is not signed."""
    reading = read_certificates(asked.path, words)
    if reading.problems:
        raise ProblemsError(reading.problems)
    if reading.secured:
        raise UsageError(
            f"{asked.path} is signed already ({reading.secured}): sign the certificate of the laboratory itself"
        )
    found = reading.certificates
    if asked.lot:
        found = tuple(one for one in found if asked.lot in (one.lot, one.id))
    if len(found) == 1:
        return found[0]
    lots = [one.lot or one.id for one in reading.certificates]
    if asked.lot:
        raise UsageError(f"{asked.path} has {len(found)} certificates of '{asked.lot}': {nearest(asked.lot, lots)}")
    raise UsageError(f"{asked.path} has {len(found)} certificates: name one with --lot ({', '.join(lots[:6])} …)")


def _verdict(asked: Asked, certificate: Certificate, checker: Checker) -> GradeVerdict:
    if asked.against:
        checked = checker.against(certificate, grades_asked(checker.register, asked.against, checker.on).grades)
    else:
        checked = checker.claimed(certificate)
    if checked.verdict is None:
        raise UsageError(f"there is nothing to sign: {'; '.join([WHYS[checked.why], *checked.unread])}")
    if checked.another:
        ours, theirs = certificate.product, checked.verdict.grade.product
        raise UsageError(f"the product of the certificate ({ours}) is not that of the grade ({theirs})")
    if checked.verdict.state == "pass" and checked.standing in OUT_OF_FORCE and not asked.partial:
        hint = "name an earlier day with --on, or sign the single requirements with --partial"
        raise UsageError(f"there is no verdict on {checked.verdict.grade.id}: {DOUBTS[checked.standing]}; {hint}")
    return checked.verdict


def _method(asked: Asked, key: SigningKey) -> str:
    """Return the name of the key in the credential, a DID URL."""
    did = asked.issuer or key.public.did
    return f"{did}#{asked.key_id or key.public.multibase}"


def _issuance(asked: Asked, certificate: Certificate, issuer: str) -> Issuance:
    name = asked.name or certificate.issuer or certificate.laboratory
    if not name:
        raise UsageError("the certificate does not say who issues it: give --name")
    return Issuance(
        issuer=issuer,
        issuer_name=name,
        to_name=asked.to_name,
        valid_from=asked.on,
        valid_until=asked.until,
        to_id=asked.to_id,
        product_id=asked.product_id,
        assessor=asked.assessor,
        level=asked.level,
        status=_status(asked),
    )


def _status(asked: Asked) -> Mapping[str, Any]:
    if not asked.status_list:
        return {}
    place = {"statusListIndex": str(asked.status_index), "statusListCredential": asked.status_list}
    return {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", **place}


# ------------------------------------------------------------ what may be signed
def _complete(asked: Asked, verdict: GradeVerdict, written: Written) -> None:
    """Raise UsageError where the verdict has no answer, and so no true or false."""
    parts = written.credential["credentialSubject"]["assessment"]
    names = ", ".join(each.requirement.analyte for each in written.open)
    if not parts:
        raise UsageError(f"no requirement of {verdict.grade.id} has an answer: there is nothing to sign")
    if verdict.state not in ("pass", "fail") and not asked.partial:
        hint = f"{names} would be left out; --partial signs the other {len(parts)}"
        raise UsageError(f"the verdict on {verdict.grade.id} is {verdict.state}, neither true nor false: {hint}")


def _signed(form: str, credential: Mapping[str, Any], key: SigningKey, method: str, now: dt.datetime) -> str:
    if form == "vc+jwt":
        return as_token(credential, key, method) + "\n"
    secured = with_proof(credential, key, method, f"{now:%Y-%m-%dT%H:%M:%SZ}")
    return json.dumps(secured, ensure_ascii=False, indent=1) + "\n"


def _verified(asked: Asked, text: str, key: SigningKey, method: str, now: dt.datetime) -> Told:
    """Return what a verifier who trusts the key says of the credential, on the first day that it counts."""
    issuer = method.partition("#")[0]
    name = "" if issuer.startswith(DID_KEY) else method
    trust = Trust({issuer: Issuer(issuer, issuer, (TrustedKey(key.public, name),))})
    told = Verifier(max(asked.on, now.date()), trust).verify(text.encode(), asked.out)
    wrong = [problem for problem in told.problems if problem.code not in ("S022", "S031")]
    if wrong:  # pragma: no cover - a mistake of ours, or a broken library
        raise InputError(f"the credential does not verify, and is not written: {wrong[0].text}")
    return told


def _reads_back(text: str, verdict: GradeVerdict, written: Written, checker: Checker, words: Words) -> None:
    """Raise UsageError unless who reads the credential comes to the same verdict on each requirement in it."""
    (found,) = certificates_of(text.encode(), "the credential", words)
    again: Checked = checker.against(found, [verdict.grade])
    states = {each.requirement: each.state for each in again.verdict.verdicts} if again.verdict else {}
    unsaid = {each.requirement for each in written.open}
    other = [
        each.requirement.analyte
        for each in verdict.verdicts
        if each.requirement not in unsaid and states.get(each.requirement) != each.state
    ]
    if other:
        lost = "; ".join(LEFT_OUT[why].format(names=names) for why, names in written.left_out)
        raise UsageError(f"read back, the verdict on {', '.join(other)} would differ, as UNTP has no place for: {lost}")
