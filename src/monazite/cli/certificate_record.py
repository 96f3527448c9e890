"""What `monazite certificate check` says, as plain JSON types and as rows of a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from monazite.cli.certificate_amounts import amount, decimal
from monazite.cli.certificate_signed import signature_record
from monazite.errors import Problem
from monazite.formats.certificates import Reading
from monazite.packs.verdicts import kept_cells
from monazite.quality.certificate import Result
from monazite.quality.checking import DOUBTS, WHYS, Checked, Checker
from monazite.quality.difference import by_difference
from monazite.quality.forensics import Finding
from monazite.quality.verdict import REASONS, GradeVerdict, Verdict

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COLUMNS", "FileChecked", "file_record", "rows", "schema"]

# Column → what it holds; `monazite standards impact` and `assess` read the certificates in `kept`.
COLUMNS = {
    "certificate": "number of the certificate",
    "lot": "number of the lot",
    "product": "what the lot is",
    "issuer": "who issued the certificate",
    "issued": "day of issue",
    "path": "the file",
    "sha256": "SHA-256 of the file",
    "edition": "edition of the standard",
    "grade": "grade of it",
    "standing": "how the edition stood on the day",
    "on": "the day",
    "grade_state": "verdict on the grade",
    "analyte": "content or property that is limited",
    "basis": "what the limit is a share of",
    "unit": "unit of the limit and of the converted result",
    "limit": "limit as printed",
    "result": "result as printed",
    "result_unit": "its unit",
    "result_basis": "what it is a share of",
    "converted": "result in the words of the limit",
    "u": "its standard uncertainty",
    "ways": "what was converted",
    "state": "verdict on the requirement",
    "reason": "why, a code",
    "probability": "probability of conformity",
    "rule": "decision rule",
    "compare": "full or rounded comparison",
    "version": "version of the rules",
    "register": "versions of the packs",
    "inputs": "SHA-256 of all that the verdict rests on",
    "signature": "what is known of the signature: none, not_verified, open, valid",
    "kept": "the certificate itself, exactly, as JSON; in its other rows the SHA-256 of that",
}


@dataclass(frozen=True, slots=True)
class FileChecked:
    """A file with what is said of each certificate in it; `findings` are those of forensics, per certificate."""

    reading: Reading
    checked: tuple[Checked, ...] = ()
    findings: tuple[tuple[Finding, ...], ...] = ()


def file_record(file: FileChecked, checker: Checker) -> dict[str, Any]:
    """Return all that is said of a file."""
    reading = file.reading
    told = [_certificate(one, checker, file, k) for k, one in enumerate(file.checked)]
    return {
        "path": reading.path,
        "sha256": reading.sha256,
        "format": reading.format,
        "refused": reading.refused,
        **signature_record(reading),
        "mistakes": [_problem(problem) for problem in reading.problems],
        "certificates": told,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    record = asdict(problem)
    return {name: value for name, value in record.items() if name != "path" and value != ""}


def _certificate(one: Checked, checker: Checker, file: FileChecked, k: int) -> dict[str, Any]:
    certificate = one.certificate
    record: dict[str, Any] = {
        "certificate": certificate.id,
        "lot": certificate.lot,
        "product": certificate.product,
        "issuer": certificate.issuer,
        "issued": str(certificate.issued or ""),
        "state": one.state,
        "why": one.why,
        "why_text": WHYS[one.why],
        "claim": one.claim,
        "doubts": [{"code": code, "text": DOUBTS[code]} for code in one.doubts] or "",
    }
    record = {name: value for name, value in record.items() if value != ""}
    if one.verdict:
        record["verdict"] = _grade(one.verdict, one, checker)
    if left := by_difference(certificate, checker.substance(certificate.product), checker.weights):
        ends = {"low": decimal(left.low), "high": decimal(left.high)}
        record["by_difference"] = {"analyte": left.analyte, **ends, "unit": "%", "other_rare_earths": left.count}
    record["claims"] = [asdict(claim) for claim in certificate.claims]
    record["claims_not_in_register"] = list(one.unread)
    record["other_grades"] = [{"grade": each.grade.id, "state": each.state} for each in one.others]
    record["findings"] = [_finding(each) for each in (file.findings[k] if file.findings else ())]
    return record


def _finding(finding: Finding) -> dict[str, Any]:
    """Return a finding with the places of the lines it rests on."""
    told = {name: value for name, value in asdict(finding).items() if name != "results" and value not in ("", ())}
    return told | ({"places": [each.place for each in finding.results]} if finding.results else {})


def _grade(verdict: GradeVerdict, one: Checked, checker: Checker) -> dict[str, Any]:
    return {
        "edition": verdict.grade.edition if verdict else "",
        "grade": verdict.grade.name if verdict else "",
        "product": verdict.grade.product,
        "state": verdict.state,
        "standing": one.standing,
        "requirements": [_requirement(each, checker) for each in verdict.verdicts],
    }


def _requirement(verdict: Verdict, checker: Checker) -> dict[str, Any]:
    cells = _cells(verdict)
    record = {name: value for name, value in cells.items() if value not in ("", None)}
    return record | ({"reason_text": REASONS[verdict.reason]} if verdict.reason else {})


# ------------------------------------------------------------ rows
def schema() -> pa.Schema:
    """Return the columns of the table of verdicts, each with what it holds."""
    import pyarrow as pa

    def kind(name: str) -> pa.DataType:
        return pa.float64() if name == "probability" else pa.string()

    return pa.schema([pa.field(name, kind(name), metadata={"description": text}) for name, text in COLUMNS.items()])


def rows(file: FileChecked, checker: Checker) -> Iterator[dict[str, Any]]:
    """Yield one row for each requirement of the grade that each certificate of a file is held against.

    A certificate that is held against none has one row too, with the reason.
    """
    versions = "; ".join(f"{name} {version}" for name, version in sorted(checker.register.versions.items()))
    for one in file.checked:
        cells = kept_cells(one.certificate)
        for each in (one.verdict.verdicts if one.verdict else ()) or (None,):
            told = _cells(each) if each else {"state": "indeterminate", "reason": one.why}
            row = {**_head(file.reading, one, checker), **told, "register": versions, "kept": next(cells)}
            row["inputs"], chance = _digest(row), each.probability if each else None
            yield {name: _legible(row.get(name)) or None for name in COLUMNS} | {"probability": chance}


def _legible(value: Any) -> Any:
    """Return a text without halves of signs, which no file can hold."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def _head(reading: Reading, one: Checked, checker: Checker) -> dict[str, Any]:
    certificate, verdict = one.certificate, one.verdict
    return {
        "certificate": certificate.id,
        "lot": certificate.lot,
        "product": certificate.product,
        "issuer": certificate.issuer,
        "issued": str(certificate.issued or ""),
        "path": reading.path,
        "sha256": reading.sha256,
        "edition": verdict.grade.edition if verdict else "",
        "grade": verdict.grade.name if verdict else "",
        "standing": one.standing,
        "on": str(checker.on),
        "grade_state": one.state,
        "signature": signature_record(reading)["signature"]["state"],
        "rule": checker.rule.id,
        "version": verdict.version if verdict else "",
    }


def _cells(verdict: Verdict) -> dict[str, Any]:
    wanted, way = verdict.requirement, verdict.rests_on
    first = way.results[0] if way else None
    u = way.uncertainty.u if way else None
    return {
        "analyte": wanted.analyte,
        "basis": wanted.basis,
        "unit": wanted.unit,
        "limit": wanted.printed,
        "result": printed_of(way.results if way and "sum" in way.ways else (first,) if first else ()),
        "result_unit": first.unit if first else "",
        "result_basis": first.basis if first else "",
        "converted": amount(way.found) if way else "",
        "u": decimal(u) if u is not None else "",
        "ways": "; ".join(way.ways) if way else "",
        "state": verdict.state,
        "reason": verdict.reason,
        "probability": None if verdict.probability is None else round(verdict.probability, 6),
        "compare": wanted.limits.compare if wanted.kind == "limit" else "",
    }


def printed_of(results: Sequence[Result]) -> str:
    """Return results as printed; those of a sum joined by plus signs."""
    return " + ".join(result.text for result in results)


def with_unit(results: Sequence[Result]) -> str:
    """Return results as printed with their unit, where it does not stand beside the number."""
    text = printed_of(results)
    return text if text[-1:].isalpha() or text[-1:] in "%‰" else f"{text} {results[0].unit}".strip()


def _digest(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 of all that a verdict rests on: the file, the limit, the day, the rule, the packs."""
    names = "sha256 edition grade analyte basis unit limit compare on rule version register result converted".split()
    text = json.dumps([str(row.get(name) or "") for name in names], ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
