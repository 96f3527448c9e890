"""What `monazite certificate check` says of the signature of a file."""

from __future__ import annotations

from typing import Any

from monazite.cli.words_of import words_of
from monazite.formats.certificates import Reading

__all__ = ["is_vouched_for", "signature_line", "signature_record"]


def is_vouched_for(reading: Reading) -> bool:
    """Return whether somebody who is trusted signed a file, and nothing speaks against it."""
    return reading.signature is not None and reading.signature.state == "valid"


def signature_line(reading: Reading, language: str) -> str:
    """Return what is said of the signature of a file: nothing where none is there and none was asked for."""
    told, t = reading.signature, words_of("signature", language)
    if reading.refused:
        return ""  # the reasons stand among the mistakes
    if not reading.secured:
        return t("checked.none") if told else ""
    if told is None:
        return t("checked.unverified", form=reading.secured)
    if told.state == "valid":
        return t("checked.valid", form=told.form, name=told.name)
    return t("checked.open", form=told.form, reasons="; ".join(problem.text for problem in told.problems))


def signature_record(reading: Reading) -> dict[str, Any]:
    """Return what is said of the signature of a file, as plain JSON types."""
    told = reading.signature
    if not reading.secured:
        return {"signature": {"state": "none"}}
    if told is None:
        return {"signature": {"form": reading.secured, "state": "not_verified"}}
    record = {"form": told.form or reading.secured, "state": told.state, "issuer": told.issuer, "signed_by": told.name}
    return {"signature": {name: value for name, value in record.items() if value}}
