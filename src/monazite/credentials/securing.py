"""The two ways to secure a credential: a token (VC-JOSE-COSE) and a proof of eddsa-jcs-2022 (Data Integrity EdDSA).

W3C Securing Verifiable Credentials using JOSE and COSE, 2025; W3C Data Integrity EdDSA Cryptosuites 1.0, 2025, 3.3; RFC
8785 (canonical JSON); RFC 7515 and 8037 (tokens).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from monazite.credentials.encodings import base58, base64url
from monazite.credentials.keys import SigningKey, needs_extra
from monazite.credentials.model import Refused

__all__ = ["SUITE", "as_token", "canonical", "digest_of", "with_proof"]

SUITE = "eddsa-jcs-2022"


def canonical(value: Any) -> bytes:
    """Return a JSON value in the one form of RFC 8785; raise Refused (S004) for what has none."""
    try:
        import rfc8785
    except ImportError:
        raise needs_extra() from None
    try:
        return bytes(rfc8785.dumps(value))
    except rfc8785.CanonicalizationError as error:
        raise Refused("S004", f"this has no canonical form: {error}") from None


def digest_of(credential: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """Return what a proof signs: the SHA-256 of the proof without its value, then that of the credential."""
    settings = {key: part for key, part in proof.items() if key != "proofValue"}
    return hashlib.sha256(canonical(settings)).digest() + hashlib.sha256(canonical(credential)).digest()


def with_proof(credential: Mapping[str, Any], key: SigningKey, method: str, created: str) -> dict[str, Any]:
    """Return a credential with a proof; `method` names the key (a DID URL), `created` is an instant in UTC."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "@context": list(credential["@context"]),
    }
    value = "z" + base58(key.sign(digest_of(credential, proof)))
    return {**credential, "proof": {**proof, "proofValue": value}}


def as_token(credential: Mapping[str, Any], key: SigningKey, method: str) -> str:
    """Return a credential as a token (vc+jwt); `method` names the key. The same input gives the same token."""
    header = {"alg": "EdDSA", "cty": "vc", "kid": method, "typ": "vc+jwt"}
    signed = f"{base64url(canonical(header))}.{base64url(canonical(credential))}"
    return f"{signed}.{base64url(key.sign(signed.encode('ascii')))}"
