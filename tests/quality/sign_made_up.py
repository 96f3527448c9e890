"""Keys, credentials and tokens of invented companies, for tests of signatures. Nobody uses these keys."""

from __future__ import annotations

import copy
import datetime as dt
import gzip
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from monazite.credentials.encodings import base64url
from monazite.credentials.keys import PublicKey, SigningKey
from monazite.credentials.model import Told
from monazite.credentials.securing import as_token, with_proof
from monazite.credentials.trust import Issuer, Trust, TrustedKey
from monazite.credentials.verifying import Verifier

ON = dt.date(2026, 3, 1)
CREATED = "2026-02-20T10:00:00Z"
KEY, OTHER = SigningKey.of_seed(bytes(range(32))), SigningKey.of_seed(bytes(range(1, 33)))
DID, METHOD = KEY.public.did, f"{KEY.public.did}#{KEY.public.multibase}"
WEB = "did:web:lab.example"
P256 = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
P256_PUBLIC = PublicKey("P-256", P256.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
LIST_URL = "https://lab.example/status/1"


def credential(**more: Any) -> dict[str, Any]:
    """Return a small credential of the key KEY; `more` replaces its members, None removes one."""
    made: dict[str, Any] = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "id": "urn:uuid:7f3c",
        "issuer": {"id": DID, "name": "Heron Lake Metals (invented)"},
        "validFrom": "2026-02-20T00:00:00Z",
        "validUntil": "2026-12-31T23:59:59Z",
        "credentialSubject": {"id": "urn:lot:C26-017", "purity": 99.95},
    }
    return {name: value for name, value in (copy.deepcopy(made) | more).items() if value is not None}


def proven(made: Mapping[str, Any] | None = None, key: SigningKey = KEY, method: str = METHOD) -> dict[str, Any]:
    """Return a credential with a proof."""
    return with_proof(made or credential(), key, method, CREATED)


def token(made: Mapping[str, Any] | None = None, key: SigningKey = KEY, method: str = METHOD) -> str:
    """Return a credential as a token."""
    return as_token(made or credential(), key, method)


def forged(header: Mapping[str, Any], payload: Any, key: SigningKey = KEY) -> str:
    """Return a token with any header and payload (a text is taken as it is), signed all the same."""
    body = payload if isinstance(payload, str) else json.dumps(payload)
    signed = f"{base64url(json.dumps(header).encode())}.{base64url(body.encode())}"
    return f"{signed}.{base64url(key.sign(signed.encode()))}"


def es256_token(made: Mapping[str, Any], method: str, algorithm: str = "ES256") -> str:
    """Return a credential as a token of the P-256 key."""
    header = {"alg": algorithm, "typ": "vc+jwt", "kid": method}
    signed = f"{base64url(json.dumps(header).encode())}.{base64url(json.dumps(made).encode())}"
    r, s = utils.decode_dss_signature(P256.sign(signed.encode(), ec.ECDSA(SHA256())))
    return f"{signed}.{base64url(r.to_bytes(32) + s.to_bytes(32))}"


def status_list(*withdrawn: int, purpose: str = "revocation", **more: Any) -> dict[str, Any]:
    """Return the credential of a status list with some bits set."""
    bits = bytearray(16 << 10)
    for at in withdrawn:
        bits[at // 8] |= 128 >> at % 8
    packed = "u" + base64url(gzip.compress(bytes(bits), mtime=0))
    subject = {"id": f"{LIST_URL}#list", "type": "BitstringStatusList", "statusPurpose": purpose, "encodedList": packed}
    kinds = ["VerifiableCredential", "BitstringStatusListCredential"]
    return credential(**{"id": LIST_URL, "type": kinds, "credentialSubject": subject, **more})


def with_status(index: object = 7, **more: Any) -> dict[str, Any]:
    """Return a credential that names a place in that list."""
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": index}
    return credential(credentialStatus={**entry, "statusListCredential": LIST_URL, **more})


def trusting(issuer: str = DID, key: PublicKey = KEY.public, name: str = "", **days: dt.date) -> Trust:
    """Return a trust in one issuer with one key."""
    return Trust({issuer: Issuer(issuer, "Heron", (TrustedKey(key, name, **days),))})


def said(of: Any, trust: Trust | None = None, on: dt.date = ON, lists: tuple[Told, ...] = ()) -> Told:
    """Return what a verifier says of bytes, a text or a JSON value."""
    data = of if isinstance(of, bytes) else (of if isinstance(of, str) else json.dumps(of)).encode()
    return Verifier(on, trusting() if trust is None else trust, lists).verify(data, "lot")


def codes(told: Told) -> set[str]:
    """Return the codes of the reasons."""
    return {problem.code for problem in told.problems}
