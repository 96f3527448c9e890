"""A gallery of credentials that somebody tampered with, forged or botched: each is refused, for the right reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from monazite.credentials.encodings import base64url, from_base64url
from monazite.credentials.model import EXITS
from tests.quality.sign_made_up import (
    DID,
    KEY,
    METHOD,
    OTHER,
    WEB,
    codes,
    credential,
    es256_token,
    forged,
    proven,
    said,
    token,
    trusting,
)

HEADER = {"alg": "EdDSA", "typ": "vc+jwt", "kid": METHOD}
OTHER_METHOD = f"{OTHER.public.did}#{OTHER.public.multibase}"
RFC7515_KEY = {"kty": "OKP", "crv": "Ed25519", "x": OTHER.public.jwk["x"]}


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Return a credential with a proof that was changed afterwards."""
    made = proven()
    change(made)
    return made


def in_proof(**more: Any) -> dict[str, Any]:
    """Return a credential whose proof was changed afterwards; None removes."""
    made = proven()
    made["proof"] = {name: value for name, value in (made["proof"] | more).items() if value is not None}
    return made


def parts(*places: int) -> str:
    """Return some parts of a good token, joined again."""
    found = token().split(".")
    return ".".join(found[place] for place in places)


def other_spelling() -> str:
    """Return a good token whose last sign is another one for the same bytes."""
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    good = token()
    return good[:-1] + signs[signs.index(good[-1]) + 1]


def other_payload() -> str:
    """Return a good token with another payload under the old signature."""
    head, _, signature = token().split(".")
    return f"{head}.{base64url(json.dumps(credential(id='urn:other')).encode())}.{signature}"


def as_text(**more: Any) -> str:
    """Return a good credential with a proof as text, members of JSON put in front."""
    return "".join(("{", *(f'"{name}": {value}, ' for name, value in more.items()), json.dumps(proven())[1:]))


def hs256() -> str:
    """Return a token signed with the public key as a shared secret."""
    import hashlib
    import hmac

    head = base64url(json.dumps({**HEADER, "alg": "HS256"}).encode())
    signed = f"{head}.{base64url(json.dumps(credential()).encode())}"
    return f"{signed}.{base64url(hmac.digest(KEY.public.raw, signed.encode(), hashlib.sha256))}"


def enveloped(url: str, **more: Any) -> dict[str, Any]:
    """Return an envelope around a URL."""
    return {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": url,
        "type": "EnvelopedVerifiableCredential",
        **more,
    }


# Name → what is verified, the code of the reason, and words of it.
TAMPERED: dict[str, tuple[Any, str, str]] = {
    # changed after signing
    "value_changed": (changed(lambda c: c["credentialSubject"].update(purity=99.99)), "S018", "does not fit"),
    "member_added": (changed(lambda c: c.update(name="Grade A")), "S018", "does not fit"),
    "member_removed": (changed(lambda c: c.pop("validUntil")), "S018", "does not fit"),
    "time_extended": (changed(lambda c: c.update(validUntil="2030-01-01T00:00:00Z")), "S018", "does not fit"),
    "number_made_text": (changed(lambda c: c["credentialSubject"].update(purity="99.95")), "S018", "does not fit"),
    "issuer_renamed": (changed(lambda c: c["issuer"].update(name="Tern")), "S018", "does not fit"),
    "proof_dated_back": (in_proof(created="2026-02-01T00:00:00Z"), "S018", "does not fit"),
    "proof_made_to_expire_later": (in_proof(expires="2030-01-01T00:00:00Z"), "S018", "does not fit"),
    "payload_replaced": (other_payload(), "S018", "does not fit"),
    "header_replaced": (
        f"{token(method=METHOD).split('.')[0]}.{parts(1)}.{base64url(bytes(64))}",
        "S018",
        "does not fit",
    ),
    "context_added": (changed(lambda c: c["@context"].append("https://evil.example/v1")), "S020", "context differs"),
    # signed by somebody else
    "another_key_in_its_name": (proven(credential(), OTHER, METHOD), "S018", "another key signed"),
    "another_key_named": (proven(credential(), OTHER, OTHER_METHOD), "S016", "not of the issuer"),
    "another_key_named_in_a_token": (token(credential(), OTHER, OTHER_METHOD), "S016", "not of the issuer"),
    "key_of_a_did_key_is_another": (token(method=f"{DID}#{OTHER.public.multibase}"), "S016", "not the one"),
    "issuer_is_no_key": (token(credential(issuer="did:key:zQ3"), KEY, "did:key:zQ3#zQ3"), "S016", "no did:key"),
    "did_web_with_a_key_of_its_own": (
        token(credential(issuer=WEB), OTHER, f"{WEB}#{OTHER.public.multibase}"),
        "S018",
        "",
    ),
    # algorithms
    "algorithm_none": (forged({**HEADER, "alg": "none"}, credential()), "S011", "'none'"),
    "algorithm_none_without_signature": (
        f"{base64url(json.dumps({**HEADER, 'alg': 'none'}).encode())}.{parts(1)}.",
        "S011",
        "'none'",
    ),
    "algorithm_hs256": (hs256(), "S011", "'HS256'"),
    "algorithm_rs256": (forged({**HEADER, "alg": "RS256"}, credential()), "S011", "'RS256'"),
    "algorithm_in_small_letters": (forged({**HEADER, "alg": "eddsa"}, credential()), "S011", "'eddsa'"),
    "algorithm_missing": (forged({"typ": "vc+jwt", "kid": METHOD}, credential()), "S011", "'None'"),
    "algorithm_a_list": (forged({**HEADER, "alg": ["EdDSA"]}, credential()), "S011", "EdDSA"),
    "algorithm_of_another_key": (forged({**HEADER, "alg": "ES256"}, credential()), "S011", "the key is Ed25519"),
    "signature_of_p256_for_eddsa": (es256_token(credential(), METHOD, "EdDSA"), "S018", "does not fit"),
    # tokens
    "type_missing": (forged({"alg": "EdDSA", "kid": METHOD}, credential()), "S012", "'None'"),
    "type_jwt": (forged({**HEADER, "typ": "JWT"}, credential()), "S012", "'JWT'"),
    "type_vp": (forged({**HEADER, "typ": "vp+jwt"}, credential()), "S012", "'vp+jwt'"),
    "content_vp": (forged({**HEADER, "cty": "vp"}, credential()), "S012", "'vp'"),
    "extension_demanded": (forged({**HEADER, "crit": ["exp"], "exp": 1}, credential()), "S013", "crit"),
    "payload_not_encoded": (forged({**HEADER, "b64": False}, credential()), "S013", "b64"),
    "key_in_the_header": (forged({**HEADER, "jwk": RFC7515_KEY}, credential(), OTHER), "S014", "jwk"),
    "key_behind_a_url": (forged({**HEADER, "jku": "https://evil.example/keys"}, credential()), "S014", "jku"),
    "key_in_a_certificate": (forged({**HEADER, "x5c": ["MII"]}, credential()), "S014", "x5c"),
    "no_key_named": (forged({"alg": "EdDSA", "typ": "vc+jwt"}, credential()), "S016", "does not name its key"),
    "two_parts": (parts(0, 1), "S010", "2 parts"),
    "four_parts": (token() + ".more", "S010", "4 parts"),
    "encrypted": (parts(0, 1, 2, 0, 1), "S010", "5 parts"),
    "padding": (token() + "==", "S010", "no base64url"),
    "another_spelling_of_the_signature": (other_spelling(), "S010", "shortest form"),
    "header_no_object": (f"{base64url(b'{}')[:-1]}.e30.e30", "S010", ""),
    "payload_a_list": (forged(HEADER, [credential()]), "S010", "JSON objects"),
    "payload_no_json": (forged(HEADER, "purity 99.95"), "S002", "no JSON"),
    "payload_with_a_key_twice": (forged(HEADER, '{"id": "a", "id": "b"}'), "S003", "'id' is written twice"),
    "wrapped_as_in_version_1": (forged(HEADER, {"iss": DID, "vc": credential()}), "S015", "'vc'"),
    "proof_inside_a_token": (token(proven()), "S015", "two signatures"),
    "claims_that_contradict": (token(credential(iss=OTHER.public.did)), "S026", "'iss'"),
    "number_that_contradicts": (token(credential(jti="urn:uuid:0")), "S026", "'jti'"),
    "subject_that_contradicts": (token(credential(sub="urn:lot:other")), "S026", "'sub'"),
    # proofs
    "no_proof": (credential(), "S006", "not signed"),
    "set_of_proofs": (changed(lambda c: c.update(proof=[c["proof"], c["proof"]])), "S007", "set of 2 proofs"),
    "chain_of_proofs": (in_proof(previousProof="urn:uuid:1"), "S007", "chain"),
    "proof_a_text": (changed(lambda c: c.update(proof="signed, Heron")), "S019", "no object"),
    "suite_of_rdf": (in_proof(cryptosuite="eddsa-rdfc-2022"), "S007", "eddsa-rdfc-2022"),
    "suite_unknown": (in_proof(cryptosuite="rot13-2026"), "S011", "rot13"),
    "suite_missing": (in_proof(cryptosuite=None), "S011", "'None'"),
    "older_type_of_proof": (in_proof(type="Ed25519Signature2020"), "S007", "Ed25519Signature2020"),
    "purpose_to_log_in": (in_proof(proofPurpose="authentication"), "S019", "'authentication'"),
    "no_purpose": (in_proof(proofPurpose=None), "S019", "'None'"),
    "no_value": (in_proof(proofValue=None), "S019", "no base58"),
    "value_in_base64": (in_proof(proofValue="uAAAA"), "S019", "no base58"),
    "value_with_a_sign_that_is_none": (in_proof(proofValue="z0OIl"), "S019", "no base58"),
    "value_endless": (in_proof(proofValue="z" + "9" * 100_000), "S019", "no base58"),
    "value_too_short": (in_proof(proofValue="z9"), "S018", "does not fit"),
    "no_method": (in_proof(verificationMethod=None), "S016", "does not name its key"),
    "context_removed_from_the_proof": (in_proof(**{"@context": None}), "S018", "does not fit"),
    # JSON that programs read differently
    "key_twice": (as_text(id='"urn:other"'), "S003", "'id' is written twice"),
    "not_a_number": (as_text(x="NaN"), "S004", "'NaN'"),
    "infinite": (as_text(x="-Infinity"), "S004", "'-Infinity'"),
    "digits_beyond_a_double": (
        json.dumps(proven()).replace("99.95", "99.9500000000000000000001"),
        "S004",
        "held exactly",
    ),
    "deeply_nested": (as_text(x="[" * 100 + "]" * 100), "S005", "levels deep"),
    "nested_without_end": ('{"x": ' * 100_000, "S005", "levels deep"),
    "half_a_character": (as_text(x='"\\ud800"'), "S002", "surrogate"),
    "not_utf8": (b'{"x": "\xff"}', "S002", "not UTF-8"),
    "huge": (b'{"x": "' + b"a" * (5 << 20) + b'"}', "S001", "more than 4"),
    "huge_token": (token().replace(".", "." + "A" * (5 << 20), 1), "S001", "more than 4"),
    "empty": (b"  \n", "S006", "empty"),
    "a_picture": (b"\x89PNG\r\n", "S006", "neither a token"),
    "a_list": (json.dumps([proven()]), "S006", "neither a token"),
    # credentials and envelopes
    "presentation": (token(credential(type=["VerifiablePresentation"])), "S027", "VerifiableCredential"),
    "version_1": (
        proven(credential(**{"@context": ["https://www.w3.org/2018/credentials/v1"]})),
        "S027",
        "first context",
    ),
    "no_issuer": (token(credential(issuer=None)), "S027", "names no issuer"),
    "issuer_a_number": (token(credential(issuer=7)), "S027", "names no issuer"),
    "day_without_a_zone": (proven(credential(validUntil="2026-12-31T00:00:00")), "S028", "validUntil"),
    "day_in_words": (proven(credential(validFrom="last week")), "S028", "validFrom"),
    "expired": (proven(credential(validUntil="2026-02-28T23:59:59Z")), "S022", "validUntil is 2026-02-28"),
    "not_yet": (token(credential(validFrom="2026-03-02T00:00:00Z")), "S021", "validFrom is 2026-03-02"),
    "envelope_with_more_in_it": (enveloped(f"data:application/vc+jwt,{token()}", name="A"), "S015", "'name'"),
    "envelope_with_a_proof": (enveloped(f"data:application/vc+jwt,{token()}", proof={}), "S015", "'proof'"),
    "envelope_of_sd_jwt": (enveloped("data:application/vc+sd-jwt,eyJ~"), "S007", "no token"),
    "envelope_of_a_web_page": (enveloped("https://evil.example/credential"), "S007", "no token"),
    "envelope_of_nothing": (enveloped("data:application/vc+jwt,"), "S010", "1 parts"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_refused_for_the_right_reason(name: str) -> None:
    made, code, words = TAMPERED[name]
    trust = trusting(WEB, KEY.public) if name == "did_web_with_a_key_of_its_own" else None
    found = said(made, trust)
    told = [problem for problem in found.problems if problem.code == code and words in problem.text]
    assert told, [str(problem) for problem in found.problems]
    assert found.state in ("invalid", "unreadable") and EXITS[found.state] in (1, 2)
    assert found.name == "" or code in ("S021", "S022", "S028")  # of a signature that does not fit nobody is named
    assert found.credential == {} or found.signed


def test_the_credentials_that_cases_change_are_valid() -> None:
    assert said(proven()).state == said(token()).state == "valid"
    assert len(TAMPERED) >= 25


@pytest.mark.parametrize("secured", [proven, token])
def test_reasons_are_told_together(secured: Callable[[Any], Any]) -> None:
    made = credential(validFrom="2026-03-02T00:00:00Z", validUntil="2026-02-01T00:00:00Z")
    assert codes(said(secured(made))) == {"S021", "S022"}


def test_every_single_changed_sign_of_a_token_is_found() -> None:
    good = token()
    for at in range(0, len(good), 7):
        other = "B" if good[at] == "A" else "A"
        if good[at] != ".":
            assert said(good[:at] + other + good[at + 1 :]).state != "valid", at


def test_a_signature_is_bound_to_all_of_its_bits() -> None:
    head, _, signature = token().rpartition(".")
    data = bytearray(from_base64url(signature))
    for bit in range(0, 512, 5):
        data[bit // 8] ^= 1 << bit % 8
        assert said(f"{head}.{base64url(bytes(data))}").state == "invalid"
        data[bit // 8] ^= 1 << bit % 8
