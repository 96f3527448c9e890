"""From a certificate and the verdict on it to a UNTP Digital Conformity Credential 0.6.1, not yet signed.

One assessment a requirement: the limit as its criterion, the results that it rests on as declared values, and
conformance, which UNTP knows only as true or false. What has no place there is left out and told, never made to fit.
Identifiers that nobody gave are derived from the issuer's (urn:uuid), so that writing twice gives the same credential.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from monazite.formats.certificate_untp import CODES
from monazite.quality.certificate import Certificate, Result
from monazite.quality.limits import Bound
from monazite.quality.model import Register
from monazite.quality.printed import Printed
from monazite.quality.units import unit
from monazite.quality.verdict import GradeVerdict, Verdict

__all__ = ["ASSESSORS", "LEFT_OUT", "LEVELS", "TOPIC", "Issuance", "Written", "untp_credential"]

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://test.uncefact.org/vocabulary/untp/dcc/0.6.1/"]
ASSESSORS = ("Self", "Commercial", "Buyer", "Membership", "3rdParty", "Unspecified")
LEVELS = ("GovtApproval", "GlobalMRA", "Accredited", "Verified", "Validated", "Unspecified")
TOPIC = "governance.compliance"  # of the closed list, the only one that is not about something else
ANSWERS = {"pass": True, "fail": False}
# How the name of a content says what it is a share of, as the reader understands it.
SHARES = {
    **{"as_received": "{} (as received)", "dry": "{} (dry basis)", "ignited": "{} (ignited)"},
    **{"treo": "{}/TREO", "trem": "{}/TREM", "": "{}"},
}
PREFERRED = ("P1", "59", "61", "NX", "C62", "4H", "C45", "MMT", "CEL", "23", "KMQ", "D33", "C29", "KGM", "GRM", "TNE")
UNIT_CODES = {size.name: code for code in reversed(PREFERRED) if (size := unit(CODES[code]))}
# What is left out, with the names of the contents that it is about.
LEFT_OUT = {
    "accreditation": "the accreditation of the laboratory: UNTP wants its authority too, which is not told",
    "sampled": "the day of sampling",
    "method": "the method of {names}",
    "specification": "the limit that is printed beside {names}",
    "uncertainty": "the uncertainty of {names}, whose coverage factor is not 2",
    "unit": "{names}: there is no UN/ECE code for the unit",
    "digits": "{names}: more digits than JSON holds",
    "unused": "{names}: no requirement rests on it",
}


@dataclass(frozen=True, slots=True)
class Issuance:
    """Who issues a credential to whom, and from when until when it counts.

    `assessor` is one of ASSESSORS, `level` one of LEVELS. `product_id` and `to_id` are identifiers (URLs or DIDs),
    empty where there are none. `status` is an entry of a status list.
    """

    issuer: str
    issuer_name: str
    to_name: str
    valid_from: dt.date
    valid_until: dt.date | None = None
    to_id: str = ""
    product_id: str = ""
    assessor: str = "Unspecified"
    level: str = "Unspecified"
    status: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A credential, what of the certificate it could not hold, and the verdicts that have no answer in it.

    `left_out` pairs one of LEFT_OUT with the contents that it is about, empty for the certificate as a whole.
    """

    credential: Mapping[str, Any]
    left_out: tuple[tuple[str, str], ...] = ()
    open: tuple[Verdict, ...] = ()


def untp_credential(
    certificate: Certificate, verdict: GradeVerdict, issuance: Issuance, register: Register, file: str = ""
) -> Written:
    """Return the credential of a certificate and its verdict; `file` is the name of the file that it was read from."""
    return _Writer(certificate, verdict, issuance, register, file).written()


class _Writer:
    def __init__(self, certificate: Certificate, verdict: GradeVerdict, by: Issuance, register: Register, file: str):
        self.certificate, self.verdict, self.by, self.file = certificate, verdict, by, file
        self.edition = register.editions.get(verdict.grade.edition)
        self.lost: dict[str, dict[str, None]] = {}

    def written(self) -> Written:
        limited = [each for each in self.verdict.verdicts if each.state != "not_assessed"]
        answered = [each for each in limited if each.state in ANSWERS and each.rests_on]
        credential = self._credential([self._assessment(each) for each in answered])
        left_out = tuple(self._left_out(answered))
        return Written(credential, left_out, tuple(each for each in limited if each not in answered))

    # -------------------------------------------------------- parts
    def _credential(self, assessments: list[dict[str, Any]]) -> dict[str, Any]:
        by = self.by
        issuer = {"type": ["CredentialIssuer"], "id": by.issuer, "name": by.issuer_name}
        told: dict[str, Any] = {
            "@context": list(CONTEXTS),
            "type": ["DigitalConformityCredential", "VerifiableCredential"],
            "id": self._urn("credential"),
            "issuer": issuer,
            "validFrom": f"{by.valid_from}T00:00:00Z",
        }
        if by.valid_until:
            told["validUntil"] = f"{by.valid_until}T23:59:59Z"
        if by.status:
            told["credentialStatus"] = dict(by.status)
        return {**told, "credentialSubject": self._attestation(assessments)}

    def _attestation(self, assessments: list[dict[str, Any]]) -> dict[str, Any]:
        by, verdict = self.by, self.verdict
        name = " ".join(filter(None, [self.certificate.id, self.certificate.lot and f"(lot {self.certificate.lot})"]))
        compared = f"rule {verdict.rule}, version {verdict.version}, on {verdict.on}"
        told: dict[str, Any] = {
            "type": ["ConformityAttestation", "Attestation"],
            "id": self._urn("attestation"),
            "name": f"{name}: {verdict.grade.id}",
            "assessorLevel": by.assessor,
            "assessmentLevel": by.level,
            "attestationType": "testing",
            "description": f"{self._counted(assessments)}; {compared}",
            "issuedToParty": {"id": by.to_id or self._urn("to", by.to_name), "name": by.to_name},
        }
        if self.certificate.digest:
            evidence = {"type": ["SecureLink", "Link"], "hashDigest": self.certificate.digest, "hashMethod": "SHA-256"}
            told["auditableEvidence"] = {**evidence, **({"linkName": self.file} if self.file else {})}
        return {**told, "assessment": assessments}

    def _counted(self, assessments: list[dict[str, Any]]) -> str:
        """Return how many requirements are answered here, so that a part is not taken for the whole."""
        limited = [each for each in self.verdict.verdicts if each.state != "not_assessed"]
        names = [each.requirement.analyte for each in limited if each.state not in ANSWERS]
        rest = f"; without an answer: {', '.join(names)}" if names else ""
        return f"{len(assessments)} of {len(limited)} requirements of {self.verdict.grade.id}{rest}"

    def _assessment(self, verdict: Verdict) -> dict[str, Any]:
        wanted, way = verdict.requirement, verdict.rests_on
        assert way is not None
        metrics = (self._metric(result) for result in dict.fromkeys(way.results))
        name = SHARES[wanted.basis].format(wanted.analyte)
        told: dict[str, Any] = {
            "type": ["ConformityAssessment", "Declaration"],
            "id": self._urn("assessment", name),
            "name": name,
        }
        if self.certificate.issued:
            told["assessmentDate"] = str(self.certificate.issued)
        told |= {
            "referenceStandard": self._standard(),
            "assessmentCriteria": [self._criterion(verdict, name)],
            "declaredValue": [metric for metric in metrics if metric],
            "conformityTopic": TOPIC,
            "conformance": ANSWERS[verdict.state],
            "assessedProduct": [{"type": ["ProductVerification"], "product": self._product()}],
        }
        if self.certificate.laboratory:
            laboratory = self.certificate.laboratory
            told["auditor"] = {"id": self._urn("laboratory", laboratory), "name": laboratory}
        return told

    def _standard(self) -> dict[str, Any]:
        body = self.edition.body if self.edition else ""
        told: dict[str, Any] = {"type": ["Standard"], "id": self._urn("standard", self.verdict.grade.edition)}
        told["name"] = self.verdict.grade.edition
        told["issuingParty"] = {"id": self._urn("body", body), "name": body or "not told"}
        issued = self.edition.issued if self.edition else None
        return {**told, **({"issueDate": str(issued.first)} if issued and issued.first == issued.last else {})}

    def _criterion(self, verdict: Verdict, name: str) -> dict[str, Any]:
        wanted = verdict.requirement
        told: dict[str, Any] = {
            "type": ["Criterion"],
            "id": self._urn("criterion", f"{self.verdict.grade.id} {name}"),
            "name": self.verdict.grade.name,
            "description": f"{name} {wanted.printed} {wanted.unit}; {wanted.limits.compare} comparison".replace(
                "  ", " "
            ),
            "conformityTopic": TOPIC,
            "status": "active",
        }
        ends = [end for end in (wanted.limits.lower, wanted.limits.upper) if end]
        code, value = UNIT_CODES.get(wanted.unit), _json_number(ends[0].value) if len(ends) == 1 else None
        if code and value is not None:
            measure = {"type": ["Measure"], "value": value, "unit": code}
            score = _limit(ends[0], upper=ends[0] is wanted.limits.upper)
            told["thresholdValue"] = {"type": ["Metric"], "metricName": name, "metricValue": measure, "score": score}
        return told

    def _product(self) -> dict[str, str]:
        certificate = self.certificate
        place = self.by.product_id or self._urn("product", f"{certificate.product} {certificate.lot}")
        told = {"id": place, "name": certificate.product or "not told"}
        return {**told, **({"batchNumber": certificate.lot} if certificate.lot else {})}

    def _metric(self, result: Result) -> dict[str, Any] | None:
        """Return a result as a metric, with its printed form as score; None for what a metric cannot hold."""
        size = unit(result.unit)
        code = UNIT_CODES.get(size.name) if size else None
        value = _json_number(result.value.value) if result.value else None
        if result.value is None or value is None or code is None:
            self._lose("unit" if code is None else "digits", result)
            return None
        measure = {"type": ["Measure"], "value": value, "unit": code}
        name = SHARES[result.basis].format(result.analyte)
        score = f"{_as_printed(result.value)}{self._plus_minus(result)}"
        return {"type": ["Metric"], "metricName": name, "metricValue": measure, "score": score}

    def _plus_minus(self, result: Result) -> str:
        """Return the expanded uncertainty with k = 2, which is what ± means; empty for none, or another k."""
        told = result.uncertainty
        if told.u is None or told.U is None or result.value is None or result.value.operator != "=":
            return ""
        text = _decimal(told.U)
        if told.U != 2 * told.u or not text:
            self._lose("uncertainty", result)
            return ""
        return f" ± {text}"

    # -------------------------------------------------------- what has no place
    def _lose(self, why: str, result: Result) -> None:
        self.lost.setdefault(why, {})[result.analyte] = None

    def _left_out(self, answered: list[Verdict]) -> Iterator[tuple[str, str]]:
        used = {result for each in answered if each.rests_on for result in each.rests_on.results}
        for result in self.certificate.results:
            if result not in used:
                self._lose("unused", result)
            for name in ("method", "specification"):
                if getattr(result, name):
                    self._lose(name, result)
        for name in ("accreditation", "sampled"):
            if getattr(self.certificate, name):
                yield name, ""
        for why, names in self.lost.items():
            yield why, ", ".join(names)

    def _urn(self, kind: str, name: str = "") -> str:
        """Return an identifier that follows from the issuer, the certificate, the grade and the day."""
        lasting = kind in ("to", "laboratory", "standard", "body", "criterion", "product")
        of = "" if lasting else f"{self.certificate.digest} {self.certificate.id} {self.certificate.lot}"
        more = "" if lasting else f"{self.verdict.grade.id} {self.by.valid_from}"
        return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((self.by.issuer, kind, name, of, more))).urn


# ------------------------------------------------------------ numbers
def _json_number(value: Fraction) -> int | float | None:
    """Return a number as JSON holds it exactly, None for what it does not."""
    if value.denominator == 1:
        return int(value) if abs(value) < 2**53 else None
    near = float(value)
    return near if Fraction(repr(near)) == value else None


def _as_printed(value: Printed) -> str:
    """Return a printed number with its digits, its operator and its mark, in one way of writing."""
    mark = {1: "(+)", -1: "(-)"}.get(value.mark, "")
    return f"{'' if value.operator == '=' else value.operator}{_digits(value.value, value.step)}{mark}"


def _digits(value: Fraction, step: Fraction) -> str:
    """Return a decimal with the last digit that a step, a power of ten, gives: 1/10 by 1/100 is 0.10."""
    places = len(str(step.denominator)) - 1
    if places or step == 1:
        return f"{Decimal(int(value / step)).scaleb(-places):f}"
    return f"{int(value / step)}e{len(str(step.numerator)) - 1}"


def _decimal(value: Fraction) -> str:
    """Return a fraction as a decimal, empty where it has no end."""
    for places in range(25):
        if (value * 10**places).denominator == 1:
            return _digits(value, Fraction(1, 10**places))
    return ""


def _limit(bound: Bound, *, upper: bool) -> str:
    sign = ("<" if upper else ">") + ("" if bound.strict else "=")
    return f"{sign}{_digits(bound.value, bound.step)}"
