"""Signed credentials: the published test values, both forms, trust, days, status, and other programs' tokens."""

from __future__ import annotations

import datetime as dt
import json
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey

from monazite.credentials.encodings import base58, base64url, from_base58, from_base64url
from monazite.credentials.keys import PublicKey, SigningKey
from monazite.credentials.model import CODES, EXITS, STATES, Refused
from monazite.credentials.securing import canonical, digest_of, with_proof
from monazite.credentials.strict_json import strict_json
from monazite.credentials.trust import Trust, read_trust
from monazite.errors import ProblemsError
from tests.quality.sign_made_up import (
    DID,
    KEY,
    LIST_URL,
    METHOD,
    OTHER,
    P256_PUBLIC,
    WEB,
    codes,
    credential,
    es256_token,
    forged,
    proven,
    said,
    status_list,
    token,
    trusting,
    with_status,
)

VECTORS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("sign_vectors.yml").read_text("utf-8"))


# ------------------------------------------------------------ published values
def test_the_published_proof_verifies_and_is_made_again() -> None:
    vector = VECTORS["eddsa_jcs_2022"]
    signed, key = vector["signed"], PublicKey.of_multibase(vector["public"])
    found = said(signed, trusting(signed["issuer"], key))
    assert (found.state, found.problems, found.form) == ("valid", (), "eddsa-jcs-2022")
    document = {name: value for name, value in signed.items() if name != "proof"}
    assert digest_of(document, signed["proof"])[32:].hex() == vector["document_digest"]
    secret = from_base58(vector["secret"][1:])
    assert secret[:2].hex() == "8026"  # a private Ed25519 key
    mine = SigningKey.of_seed(secret[2:])
    assert with_proof(document, mine, signed["proof"]["verificationMethod"], signed["proof"]["created"]) == signed


@pytest.mark.parametrize("name", ["ed25519_token", "es256_token"])
def test_the_published_tokens_verify(name: str) -> None:
    vector = VECTORS[name]
    key = PublicKey.of_jwk(vector["jwk"])
    message, _, signature = vector["token"].rpartition(".")
    assert key.fits(from_base64url(signature), message.encode())
    assert not key.fits(from_base64url(signature), message.encode() + b" ")
    assert PublicKey.of_multibase(key.multibase) == key


def test_the_published_token_is_signed_again() -> None:
    vector = VECTORS["ed25519_token"]
    key = SigningKey.of_seed(from_base64url(vector["seed"]))
    message, _, signature = vector["token"].rpartition(".")
    assert base64url(key.sign(message.encode())) == signature and key.public.jwk == vector["jwk"]


# ------------------------------------------------------------ other programs
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_another_library_verifies_our_token_and_we_verify_its() -> None:
    theirs = OKPKey.import_key({**KEY.public.jwk, "d": base64url(bytes(range(32)))})
    found = jws.deserialize_compact(token(), theirs, algorithms=["EdDSA"])
    assert json.loads(found.payload) == credential() and found.headers()["typ"] == "vc+jwt"
    for name in ("EdDSA", "Ed25519"):
        header = {"alg": name, "typ": "vc+jwt", "kid": METHOD}
        made = jws.serialize_compact(header, json.dumps(credential()).encode(), theirs, algorithms=[name])
        assert said(made).state == "valid"


# ------------------------------------------------------------ states
@pytest.mark.parametrize("made", [proven(), token()], ids=["proof", "token"])
def test_valid_needs_a_signer_who_is_trusted(made: Any) -> None:
    known = said(made)
    assert (known.state, known.name, known.issuer, known.key) == ("valid", "Heron", DID, KEY.public.multibase)
    assert known.credential["id"] == "urn:uuid:7f3c" and known.signed and EXITS[known.state] == 0
    unknown = said(made, Trust())
    assert (unknown.state, unknown.name, codes(unknown)) == ("open", "", {"S030"})
    assert unknown.signed and EXITS[unknown.state] == 3


def test_a_did_web_needs_its_key_in_the_trust_file() -> None:
    made = credential(issuer=WEB)
    signed = token(made, KEY, f"{WEB}#key-1")
    unchecked = said(signed, Trust())
    assert unchecked.state == "open" and codes(unchecked) == {"S032"}
    assert not unchecked.signed and unchecked.credential == {}
    assert said(signed, trusting(WEB, KEY.public, f"{WEB}#key-1")).state == "valid"
    assert said(signed, trusting(WEB, KEY.public)).state == "valid"
    assert codes(said(signed, trusting(WEB, KEY.public, f"{WEB}#key-2"))) == {"S017"}
    assert codes(said(signed, trusting(WEB, OTHER.public))) == {"S018"}


def test_es256_is_verified() -> None:
    made = es256_token(credential(issuer=WEB), f"{WEB}#p")
    assert said(made, trusting(WEB, P256_PUBLIC)).state == "valid"
    assert codes(said(made, trusting(WEB, KEY.public))) == {"S011"}
    did = P256_PUBLIC.did
    assert did.startswith("did:key:zDn")
    own = es256_token(credential(issuer=did), f"{did}#{P256_PUBLIC.multibase}")
    assert codes(said(own, Trust())) == {"S030"}


def test_an_envelope_holds_a_token() -> None:
    context = "https://www.w3.org/ns/credentials/v2"
    made = {"@context": context, "id": f"data:application/vc+jwt,{token()}", "type": "EnvelopedVerifiableCredential"}
    assert said(made).state == "valid"


def test_of_several_keys_the_one_that_fits_counts() -> None:
    from monazite.credentials.trust import Issuer, TrustedKey

    both = Trust({WEB: Issuer(WEB, "Tern", (TrustedKey(OTHER.public), TrustedKey(KEY.public)))})
    assert said(token(credential(issuer=WEB), KEY, f"{WEB}#a"), both).key == KEY.public.multibase


# ------------------------------------------------------------ days
@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2026-02-19", "S021"),
        ("2026-02-20", ""),
        ("2026-12-31", ""),
        ("2027-01-01", "S022"),
    ],
)
def test_first_and_last_day_count(on: str, code: str) -> None:
    for made in (proven(), token()):
        assert codes(said(made, on=dt.date.fromisoformat(on))) == ({code} if code else set())


def test_days_are_those_of_utc() -> None:
    made = proven(credential(validFrom="2026-03-02T01:00:00+02:00"))  # still the first of March
    assert said(made).state == "valid"


@pytest.mark.parametrize(
    ("claims", "code"),
    [({"nbf": 1772409600}, "S021"), ({"exp": 1771000000}, "S022"), ({"exp": "soon"}, "S028"), ({"iat": 1e300}, "S028")],
)
def test_the_days_of_a_token_count_too(claims: dict[str, Any], code: str) -> None:
    assert codes(said(token(credential(**claims)))) == {code}


def test_a_key_counts_for_its_days_only() -> None:
    before, after = dt.date(2026, 2, 19), dt.date(2026, 2, 20)
    for made in (proven(), token()):
        assert codes(said(made, trusting(last=before))) == {"S023"}
        assert said(made, trusting(first=after, last=after)).state == "valid"
    undated = token(credential(validFrom=None))
    assert codes(said(undated, trusting(last=after))) == {"S023"} and said(undated).state == "valid"


# ------------------------------------------------------------ status
def test_a_status_that_nobody_checked_leaves_it_open() -> None:
    found = said(proven(with_status()))
    assert (found.state, codes(found), found.status) == ("open", {"S031"}, "not_checked")
    assert said(proven()).status == "none"


@pytest.mark.parametrize("index", [7, "7"])
def test_a_list_tells_what_was_withdrawn(index: object) -> None:
    clear, set_ = (said(proven(status_list(*bits))) for bits in ((6, 8), (7,)))
    made = token(with_status(index))
    assert (said(made, lists=(clear,)).state, said(made, lists=(clear,)).status) == ("valid", "clear")
    found = said(made, lists=(set_,))
    assert (found.state, codes(found), found.status) == ("invalid", {"S024"}, "withdrawn")


@pytest.mark.parametrize(
    ("made", "entry", "code"),
    [
        (status_list(id="https://lab.example/status/2"), {}, "S031"),
        (status_list(purpose="suspension"), {}, "S025"),
        (status_list(type=["VerifiableCredential"]), {}, "S025"),
        (status_list(validUntil="2026-02-28T00:00:00Z"), {}, "S025"),
        (status_list(), {"statusListIndex": 131072}, "S025"),
        (status_list(), {"statusListIndex": -1}, "S025"),
        (status_list(), {"statusListIndex": True}, "S025"),
        (status_list(), {"statusPurpose": "message"}, "S031"),
        (status_list(), {"type": "OtherEntry"}, "S031"),
        (status_list(), {"statusSize": 2}, "S031"),
        (status_list(credentialSubject={"statusPurpose": "revocation", "encodedList": "u***"}), {}, "S025"),
        (status_list(credentialSubject={"statusPurpose": "revocation", "encodedList": "uAAAA"}), {}, "S025"),
        (status_list(credentialSubject={"statusPurpose": "revocation"}), {}, "S025"),
    ],
)
def test_a_list_that_cannot_be_used_never_clears(made: dict[str, Any], entry: dict[str, Any], code: str) -> None:
    found = said(proven(with_status(**entry)), lists=(said(proven(made)),))
    assert codes(found) == {code} and found.state in ("open", "invalid") and found.status == "not_checked"


def test_of_several_lists_any_that_withdraws_counts() -> None:
    clear, set_ = (said(proven(status_list(*bits))) for bits in ((6, 8), (7,)))
    over = said(proven(status_list(7, validUntil="2026-02-28T00:00:00Z")))
    other = said(proven(status_list(7, id="https://lab.example/status/2")))
    made = token(with_status())
    for lists in ((clear, set_), (set_, clear), (over, clear, set_)):
        found = said(made, lists=lists)
        assert (found.state, codes(found), found.status) == ("invalid", {"S024", "S033"}, "withdrawn")
    for lists in ((clear, clear), (over, clear), (clear, over)):
        found = said(made, lists=lists)
        assert (found.state, codes(found), found.status) == ("valid", {"S033"}, "clear")
    assert codes(said(made, lists=(over, over))) == {"S025", "S033"}
    assert codes(said(made, lists=(other, clear))) == set()


def test_a_list_of_another_issuer_never_clears() -> None:
    other = OTHER.public
    made = proven(status_list(issuer=other.did), OTHER, f"{other.did}#{other.multibase}")
    trust = Trust({**trusting().issuers, **trusting(other.did, other).issuers})
    assert codes(said(proven(with_status()), lists=(said(made, trust),))) == {"S025"}
    assert codes(said(proven(with_status()), lists=(said(made),))) == {"S031"}  # of somebody unknown


def test_a_list_that_unpacks_without_end_is_not_unpacked() -> None:
    import gzip

    packed = "u" + base64url(gzip.compress(bytes(64 << 20)))
    made = status_list(credentialSubject={"statusPurpose": "revocation", "encodedList": packed})
    found = said(proven(with_status()), lists=(said(proven(made)),))
    assert codes(found) == {"S025"} and "does not unpack" in found.problems[0].text


def test_a_changed_list_never_clears() -> None:
    made = proven(status_list(7))
    made["credentialSubject"]["encodedList"] = status_list()["credentialSubject"]["encodedList"]
    assert codes(said(proven(with_status()), lists=(said(made),))) == {"S031"}
    assert made["id"] == LIST_URL


# ------------------------------------------------------------ trust files
def test_a_trust_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "trust.yml"
    file.write_text(
        f"""issuers:
  - {{id: "{DID}", name: Heron, from: 2026-01-01}}
  - id: {WEB}
    until: 2027-01-01
    keys:
      - {{id: "{WEB}#key-1", multibase: {KEY.public.multibase}}}
      - {{jwk: {{kty: OKP, crv: Ed25519, x: {OTHER.public.jwk["x"]}}}, until: 2026-01-01}}
""",
        "utf-8",
    )
    trust = read_trust(file)
    assert trust.issuers[DID].keys[0].key == KEY.public and trust.issuers[DID].keys[0].first == dt.date(2026, 1, 1)
    assert trust.issuers[WEB].name == WEB
    assert [key.last for key in trust.issuers[WEB].keys] == [dt.date(2027, 1, 1), dt.date(2026, 1, 1)]
    as_json = tmp_path / "trust.json"
    as_json.write_text(json.dumps({"issuers": [{"id": DID, "name": "Heron"}]}), "utf-8")
    assert read_trust(as_json).issuers[DID].name == "Heron"


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("trusted: []", "S040", "one key, issuers"),
        ("issuers: []\nmore: 1", "S040", "one key, issuers"),
        ("issuers: [x]", "S041", "an issuer is an object"),
        ("issuers: [{name: Heron}]", "S041", "an issuer has an id"),
        (f"issuers: [{{id: '{WEB}'}}]", "S042", "has no keys"),
        ("issuers: [{id: 'did:key:zzz'}]", "S042", "is no did:key"),
        (f"issuers: [{{id: '{WEB}', keys: one}}]", "S041", "keys is a list"),
        (f"issuers: [{{id: '{WEB}', keys: [{{multibase: z6Mk}}]}}]", "S042", "this is no key"),
        (f"issuers: [{{id: '{WEB}', keys: [{{id: a}}]}}]", "S042", "given once"),
        (f"issuers: [{{id: '{WEB}', keys: [{{jwk: {{kty: oct, k: AAAA}}}}]}}]", "S042", "neither an Ed25519"),
        (f"issuers: [{{id: '{WEB}', keys: [{{jwk: {{kty: OKP, d: AAAA}}}}]}}]", "S042", "private key"),
        (f"issuers: [{{id: '{DID}', nmae: Heron}}]", "S043", "unknown key 'nmae'"),
        (f"issuers: [{{id: '{DID}'}}, {{id: '{DID}'}}]", "S044", "listed twice"),
        (f"issuers: [{{id: '{DID}', from: soon}}]", "S045", "'soon' is no day"),
        (f"issuers: [{{id: '{DID}', from: 2026-02-01, until: 2026-01-01}}]", "S045", "is before"),
        ("issuers: [", "P001", ""),
    ],
)
def test_a_trust_file_with_a_mistake_trusts_nobody(tmp_path: Path, text: str, code: str, says: str) -> None:
    file = tmp_path / "trust.yml"
    file.write_text(text, "utf-8")
    with pytest.raises(ProblemsError) as error:
        read_trust(file)
    assert [(p.code, says in p.text) for p in error.value.problems if p.code == code], str(error.value)
    assert str(file) in str(error.value)


# ------------------------------------------------------------ encodings and JSON
@given(st.binary(max_size=80))
def test_bytes_come_back(data: bytes) -> None:
    assert from_base58(base58(data)) == data and from_base64url(base64url(data)) == data


@given(st.binary(min_size=1, max_size=40))
def test_bytes_have_one_spelling(data: bytes) -> None:
    text = base64url(data)
    for other in (text + "=", text + "\n", " " + text, text[:-1] + "!"):
        with pytest.raises(ValueError):
            from_base64url(other)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-(2.0**53) + 1, 2.0**53 - 1)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcé\U0001f600", max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON)
def test_what_is_canonical_is_read_back_and_stays_so(value: Any) -> None:
    form = canonical(value)
    assert canonical(strict_json(form)) == form
    assert canonical(strict_json(json.dumps(value, indent=2).encode())) == form


@given(JSON, JSON)
def test_other_content_never_fits(one: Any, other: Any) -> None:
    made = proven(credential(credentialSubject={"x": one}))
    made["credentialSubject"]["x"] = other
    same = canonical(one) == canonical(other)
    assert codes(said(made)) == (set() if same else {"S018"})


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_may_be_verified(data: bytes) -> None:
    found = said(data)
    assert found.state in ("unreadable", "invalid") and found.problems


@pytest.mark.parametrize("text", ["0.10000000000000000001", "1e999", "9007199254740993", "1" * 5000, "1e-999", "NaN"])
def test_numbers_that_programs_read_differently_are_refused(text: str) -> None:
    with pytest.raises(Refused) as error:
        strict_json(f'{{"x": {text}}}'.encode())
    assert error.value.code == "S004"


@pytest.mark.parametrize("text", ["0.10", "1e-2", "1E+2", "-0", "9007199254740991", "99.950"])
def test_other_ways_to_write_the_same_number_are_read(text: str) -> None:
    assert strict_json(f"[{text}]".encode()) == [float(text)]


# ------------------------------------------------------------ words
def test_every_reason_has_its_words_in_both_languages() -> None:
    import monazite.cli

    words = yaml.safe_load(Path(monazite.cli.__file__ or "").with_name("signature_words.yml").read_text("utf-8"))
    assert {name[5:]: entry["en"] for name, entry in words.items() if name.startswith("code.")} == CODES
    assert {name[6:] for name in words if name.startswith("state.")} == set(STATES) == set(EXITS)
    assert all(entry["en"] and entry["zh"] for entry in words.values())
    for entry in words.values():
        assert set(re.findall(r"{(\w+)}", entry["en"])) == set(re.findall(r"{(\w+)}", entry["zh"])), entry


def test_what_a_credential_says_cannot_move_a_terminal() -> None:
    found = said(forged({"alg": "\x1b[2J", "typ": "vc+jwt", "kid": METHOD}, credential()))
    assert "\x1b" not in str(found.problems[0]) and codes(found) == {"S011"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert said("{}").state == "unreadable"
