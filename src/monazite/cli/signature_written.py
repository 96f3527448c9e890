"""What `monazite certificate sign` says of the credential that it wrote."""

from __future__ import annotations

from typing import Any

from monazite.cli.certificate_why import certificate_texts
from monazite.cli.signature_issue import Asked, Issued
from monazite.cli.words_of import words_of

__all__ = ["written_record", "written_text"]


def written_record(asked: Asked, done: Issued) -> dict[str, Any]:
    """Return what was written, as plain JSON types."""
    credential = done.written.credential
    return {
        "out": asked.out,
        "form": asked.form,
        "credential": credential["id"],
        "issuer": credential["issuer"],
        "key": done.told.key,
        "grade": done.verdict.grade.id,
        "state": done.verdict.state,
        "requirements": len(credential["credentialSubject"]["assessment"]),
        "open": [each.requirement.analyte for each in done.written.open],
        "left_out": [{"what": what, "of": names} for what, names in done.written.left_out],
    }


def written_text(asked: Asked, done: Issued, language: str) -> str:
    """Return what was written, by whom, and what of the certificate it could not hold."""
    t, record = words_of("signature", language), written_record(asked, done)
    state = certificate_texts(language)(f"state.{done.verdict.state}")
    issuer = record["issuer"]
    place = t("standard_output") if asked.out == "-" else asked.out
    lines = [
        t("signed", grade=record["grade"], state=state),
        f"  {t('signed_by', name=issuer['name'], did=issuer['id'], to=asked.to_name)}",
        f"  {t('signed_as', n=record['requirements'], form=asked.form, path=place)}",
    ]
    if record["open"]:
        lines.append(f"  {t('open_ones', names=', '.join(record['open']))}")
    if record["left_out"]:
        lines += [t("left_out"), *(f"  {t(f'lost.{what}', names=names)}" for what, names in done.written.left_out)]
    return "\n".join(lines)
