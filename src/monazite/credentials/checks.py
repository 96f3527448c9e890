"""What must hold of a signature before and while it is checked: closed lists of algorithms, types and purposes.

Each check yields reasons; none trusts what the credential says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monazite.credentials.encodings import from_base58
from monazite.credentials.envelope import Secured
from monazite.credentials.keys import ALGORITHMS, PublicKey
from monazite.credentials.model import Refused
from monazite.credentials.securing import SUITE, digest_of

__all__ = ["VC2", "credential_reasons", "fits", "issuer_of", "method_of", "secured_reasons"]

VC2 = "https://www.w3.org/ns/credentials/v2"
ALLOWED = tuple(name for names in ALGORITHMS.values() for name in names)
OWN_KEY = ("jwk", "jku", "x5u", "x5c")
SUITES = ("eddsa-rdfc-2022", "ecdsa-jcs-2019", "ecdsa-rdfc-2019", "ecdsa-sd-2023", "bbs-2023")


# ------------------------------------------------------------ the credential
def credential_reasons(credential: Mapping[str, Any]) -> Iterator[Refused]:
    """Yield what makes a JSON object no Verifiable Credential 2.0 with an issuer."""
    context = credential.get("@context")
    if not isinstance(context, list) or not context or context[0] != VC2:
        yield Refused("S027", "the first context is not that of Verifiable Credentials 2.0", VC2)
    kinds = credential.get("type")
    if "VerifiableCredential" not in (kinds if isinstance(kinds, list) else [kinds]):
        yield Refused("S027", "its type does not name VerifiableCredential", "a presentation is not read here")
    if not issuer_of(credential):
        yield Refused("S027", "it names no issuer", "issuer: a DID or another URL")


def issuer_of(credential: Mapping[str, Any]) -> str:
    """Return the identifier of the issuer, empty for none."""
    issuer = credential.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return found if isinstance(found, str) else ""


# ------------------------------------------------------------ what secures it
def secured_reasons(secured: Secured) -> Iterator[Refused]:
    """Yield what speaks against a token or a proof before its signature is looked at."""
    if secured.form == "vc+jwt":
        yield from _header(secured.header)
        yield from _payload(secured.credential)
    else:
        yield from _proof(secured.proof, secured.credential)


def method_of(secured: Secured) -> str:
    """Return the name of the key that signed, as the token or proof gives it; empty for none."""
    name = secured.header.get("kid") if secured.form == "vc+jwt" else secured.proof.get("verificationMethod")
    return name if isinstance(name, str) else ""


def _header(header: Mapping[str, Any]) -> Iterator[Refused]:
    algorithm = header.get("alg")
    if algorithm not in ALLOWED:
        yield Refused("S011", f"the algorithm is '{str(algorithm)[:40]}'", f"one of: {', '.join(ALLOWED)}")
    if header.get("typ") != "vc+jwt":
        yield Refused("S012", f"the type of the token is '{str(header.get('typ'))[:40]}'", "vc+jwt")
    if header.get("cty", "vc") != "vc":
        yield Refused("S012", f"the content of the token is '{str(header['cty'])[:40]}'", "vc")
    for name in ("crit", "b64"):
        if name in header:
            yield Refused("S013", f"the token demands an extension ({name})", "none is supported")
    for name in OWN_KEY:
        if name in header:
            yield Refused("S014", f"the token brings its own key ({name})", "a key is trusted by the trust file only")
    if not isinstance(header.get("kid"), str):
        yield Refused("S016", "the token does not name its key (kid)")


def _payload(credential: Mapping[str, Any]) -> Iterator[Refused]:
    if "proof" in credential:
        yield Refused("S015", "the token holds a credential with a proof: two signatures are mixed")
    for name in ("vc", "vp"):
        if name in credential:
            yield Refused(
                "S015", f"the token wraps the credential in '{name}', as version 1.1 did", "vc+jwt has it bare"
            )
    subject = credential.get("credentialSubject")
    same = {"iss": issuer_of(credential), "jti": credential.get("id")}
    same["sub"] = subject.get("id") if isinstance(subject, dict) else None
    for name, told in same.items():
        if name in credential and credential[name] != told:
            yield Refused("S026", f"'{name}' of the token is '{str(credential[name])[:60]}', not '{str(told)[:60]}'")


def _proof(proof: Mapping[str, Any], credential: Mapping[str, Any]) -> Iterator[Refused]:
    suite = proof.get("cryptosuite")
    if proof.get("type") != "DataIntegrityProof":
        yield Refused("S007", f"the type of the proof is '{str(proof.get('type'))[:40]}'", "DataIntegrityProof")
    elif suite != SUITE:
        code = "S007" if suite in SUITES else "S011"
        yield Refused(code, f"the suite of the proof is '{str(suite)[:40]}'", SUITE)
    if proof.get("proofPurpose") != "assertionMethod":
        yield Refused("S019", f"the purpose of the proof is '{str(proof.get('proofPurpose'))[:40]}'", "assertionMethod")
    if "@context" in proof and proof["@context"] != credential.get("@context"):
        yield Refused("S020", "the context differs from the one in the proof", "it was changed after signing")
    if not isinstance(proof.get("verificationMethod"), str):
        yield Refused("S016", "the proof does not name its key (verificationMethod)")


# ------------------------------------------------------------ the signature
def fits(secured: Secured, key: PublicKey) -> bool:
    """Return whether the signature of a secured credential was made with a key; raise Refused where it is malformed."""
    if secured.form == "vc+jwt":
        if secured.header.get("alg") not in ALGORITHMS[key.kind]:
            raise Refused("S011", f"the algorithm is '{secured.header.get('alg')}', the key is {key.kind}")
        return key.fits(secured.signature, secured.signed)
    if key.kind != "Ed25519":
        raise Refused("S011", f"the suite is {SUITE}, the key is {key.kind}")
    return key.fits(_value(secured.proof), digest_of(secured.credential, secured.proof))


def _value(proof: Mapping[str, Any]) -> bytes:
    value = proof.get("proofValue")
    try:
        if isinstance(value, str) and value.startswith("z"):
            return from_base58(value[1:])
    except ValueError:
        pass
    raise Refused("S019", "the value of the proof is no base58 text", "proofValue: z…")
