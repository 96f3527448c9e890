"""What `monazite certificate verify` says: the state, who signed, what is said, and every reason."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monazite.cli.law_table import console, printed
from monazite.cli.words_of import words_of
from monazite.credentials.model import EXITS, STATES, Told, printable
from monazite.report.texts import Texts

__all__ = ["counted_text", "told_record", "told_text"]

COLOURS = {"valid": "green", "open": "yellow", "unreadable": "red", "invalid": "red"}
SHOWN = 160
WITHOUT = "; without an answer: "  # in the description that `certificate sign --partial` writes


def told_record(told: Told) -> dict[str, Any]:
    """Return all that is said of a file, as plain JSON types."""
    record = {
        "path": told.path,
        "state": told.state,
        "exit": EXITS[told.state],
        "form": told.form,
        "issuer": told.issuer,
        "trusted_as": told.name,
        "signature_fits": told.signed,
        "key": told.key,
        "dated": str(told.signed_on or ""),
        "status": told.status,
    }
    reasons = [{"code": one.code, "text": one.text, "hint": one.hint} for one in told.problems]
    said = {"credential": dict(told.credential)} if told.signed else {}
    return {name: value for name, value in record.items() if value != ""} | {"reasons": reasons} | said


def told_text(told: Told, language: str, *, terminal: bool) -> str:
    """Return what is said of a file as text."""
    t, out = words_of("signature", language), console(terminal=terminal)
    lines = [(_head(told, t), f"bold {COLOURS[told.state]}"), (f"  {_about(told, t)}", "dim")]
    lines += [(f"  {line}", "") for line in (_said(told.credential, t) if told.signed else ())]
    for one in told.problems:
        words = one.text if language == "en" else f"{t(f'code.{one.code}')}（{one.text}）"
        lines.append((f"  {one.code} {words}", ""))
        lines += [(f"    {t('hint', text=one.hint)}", "dim")] if one.hint else []
    for line, style in lines:
        # did:key:… is no picture of a key, and is copied whole.
        out.print(line, style=style, markup=False, emoji=False, soft_wrap=True)
    return printed(out)


def counted_text(told: Sequence[Told], on: dt.date, language: str) -> str:
    """Return how many files are in each state, and what a signature does not say."""
    t = words_of("signature", language)
    counts = Counter(one.state for one in told)
    joint = "；" if language == "zh" else ", "
    parts = joint.join(t("counted", n=counts[state], state=t(f"state.{state}")) for state in STATES if counts[state])
    return f"{t('counts', n=len(told), day=on, parts=parts)}\n{t('meaning')}"


def _about(told: Told, t: Texts) -> str:
    day = t("dated", day=told.signed_on) if told.signed_on else ""
    return "  ".join([told.path, ", ".join(filter(None, (told.form, _short(told.issuer), day)))]).rstrip()


def _head(told: Told, t: Texts) -> str:
    state = t(f"state.{told.state}")
    if told.name:
        return t("head_known", state=state, name=printable(told.name))
    return t("head_unknown" if told.signed else "head", state=state)


def _said(credential: Mapping[str, Any], t: Texts) -> Iterator[str]:
    """Yield what a credential says whose signature fits: in its own words, cut short."""
    issuer, subject = credential.get("issuer"), credential.get("credentialSubject")
    own = _text(issuer, "name")
    if own:
        yield t("calls_itself", name=own)
    name, to = _text(subject, "name"), _text(subject.get("issuedToParty"), "name") if isinstance(subject, dict) else ""
    if name:
        yield t("says", text=name)
    if to:
        yield t("issued_to", name=to)
    if isinstance(subject, dict) and isinstance(parts := subject.get("assessment"), list):
        met = sum(isinstance(part, dict) and part.get("conformance") is True for part in parts)
        yield t("conformance", n=met, total=len(parts))
        _, some, left = _text(subject, "description").partition(WITHOUT)
        if some:
            yield t("without_answer", text=left.partition("; ")[0])


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return _short(found) if isinstance(found, str) else ""


def _short(text: str) -> str:
    plain = printable(text)
    return f"{plain[:SHOWN]}…" if len(plain) > SHOWN else plain
