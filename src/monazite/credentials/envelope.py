"""What a file of a credential holds: a token (vc+jwt), an envelope around one, JSON with a proof, or none of these.

Nothing is verified here, and no library of signatures is needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monazite.credentials.encodings import from_base64url
from monazite.credentials.model import Refused
from monazite.credentials.strict_json import MAX_BYTES, strict_json

__all__ = ["ENVELOPED", "Secured", "envelope_token", "is_envelope", "opened", "token_in", "token_payload"]

ENVELOPED = "EnvelopedVerifiableCredential"
DATA_URL = "data:application/vc+jwt,"
ENVELOPE_KEYS = ("@context", "id", "type")
# What begins with { begins so in base64url.
TOKEN = re.compile(rb"e[yw3][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_\-+/=]*){1,4}")
FORM = "one token of three parts, or one JSON object with a proof"


@dataclass(frozen=True, slots=True)
class Secured:
    """A credential with what secures it. `form` is one of FORMS.

    Of a token: `header`, `signature`, and `signed`, the bytes under it. Of JSON: `proof`, and `credential` without it.
    """

    form: str
    credential: Mapping[str, Any]
    header: Mapping[str, Any] = field(default_factory=dict)
    proof: Mapping[str, Any] = field(default_factory=dict)
    signed: bytes = b""
    signature: bytes = b""


def opened(data: bytes) -> Secured:
    """Return the secured credential of a file; raise Refused where there is none, or one of a form not known here."""
    if len(data) > MAX_BYTES:
        raise Refused("S001", f"this has {len(data) >> 20} MiB, more than {MAX_BYTES >> 20}", "a credential is small")
    token = token_in(data)
    if token:
        return _token(token)
    if not data.strip():
        raise Refused("S006", "the file is empty", FORM)
    if not data.lstrip().startswith(b"{"):
        raise Refused("S006", "this is neither a token nor a JSON object", FORM)
    value = strict_json(data)
    return _enveloped(value) if is_envelope(value) else _with_proof(value)


def token_in(data: bytes) -> str:
    """Return the token that a file is, without blanks around it; empty for a file that is none."""
    plain = data.strip()
    return plain.decode() if TOKEN.fullmatch(plain) else ""


def token_payload(token: str) -> bytes:
    """Return what a token says, unverified; raise Refused where it has not three parts in base64url."""
    return _parts(token)[1]


# ------------------------------------------------------------ token
def _parts(token: str) -> tuple[bytes, bytes, bytes]:
    parts = token.split(".")
    if len(parts) != 3:
        hint = "header.payload.signature; five parts are an encrypted token"
        raise Refused("S010", f"the token has {len(parts)} parts, not three", hint)
    try:
        header, payload, signature = map(from_base64url, parts)
    except ValueError as error:
        raise Refused("S010", f"a part of the token is no base64url: {error}", "without padding and blanks") from None
    return header, payload, signature


def _token(token: str) -> Secured:
    header_bytes, payload, signature = _parts(token)
    header, credential = strict_json(header_bytes), strict_json(payload)
    if not isinstance(header, dict) or not isinstance(credential, dict):
        raise Refused("S010", "header and payload of a token are JSON objects")
    return Secured("vc+jwt", credential, header, signed=token.rpartition(".")[0].encode("ascii"), signature=signature)


def is_envelope(value: Any) -> bool:
    """Return whether a JSON value is an envelope around a token."""
    kinds = value.get("type") if isinstance(value, dict) else None
    return ENVELOPED in (kinds if isinstance(kinds, list) else [kinds])


def _enveloped(value: Mapping[str, Any]) -> Secured:
    loose = [key for key in value if key not in ENVELOPE_KEYS]
    if loose:
        raise Refused("S015", f"the envelope has '{loose[0][:60]}', which nobody signed", "only @context, id and type")
    return _token(envelope_token(value))


def envelope_token(value: Mapping[str, Any]) -> str:
    """Return the token of an envelope; raise Refused where its id is no data URL of one."""
    url = value.get("id")
    if not isinstance(url, str) or not url.startswith(DATA_URL):
        raise Refused("S007", "the id of the envelope is no token", f"{DATA_URL}eyJ…; SD-JWT and COSE are not read")
    return url.removeprefix(DATA_URL)


# ------------------------------------------------------------ proof
def _with_proof(value: Mapping[str, Any]) -> Secured:
    proof = value.get("proof")
    if proof is None:
        raise Refused("S006", "there is no proof in it: it is not signed", "monazite certificate sign")
    if isinstance(proof, list):
        raise Refused("S007", f"there is a set of {len(proof)} proofs; sets and chains are not supported", FORM)
    if not isinstance(proof, dict):
        raise Refused("S019", "the proof is no object")
    if "previousProof" in proof:
        raise Refused("S007", "the proof is part of a chain; sets and chains are not supported", FORM)
    return Secured("eddsa-jcs-2022", {key: part for key, part in value.items() if key != "proof"}, proof=proof)
