"""`monazite certificate key`, `sign` and `verify`: what is written is read back to the same verdict, and verified."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.cli import cli
from monazite.credentials.key_files import read_key
from monazite.errors import InputError, MonaziteError, ProblemsError, UsageError
from monazite.formats.certificate_untp import CODES
from monazite.formats.certificate_untp_write import ASSESSORS, LEFT_OUT, LEVELS, UNIT_CODES, Issuance, untp_credential
from monazite.formats.certificates import certificates_of, read_certificates
from monazite.packs.analytes import quality_words
from monazite.packs.standards import standards_register, standards_weights
from monazite.quality.certificate import Certificate
from monazite.quality.certificate import Result as Line
from monazite.quality.checking import Checked, Checker
from monazite.quality.decision import RULES, Uncertainty
from monazite.quality.model import BASES
from monazite.quality.printed import printed
from monazite.quality.units import unit
from tests.quality.sign_made_up import DID, KEY, OTHER, forged

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "certificates"
SHARED = Path(os.environ.get("MONAZITE_SHARED") or ROOT.parent / "shared")
UNTP = (SHARED if (SHARED / "interop").is_dir() else SHARED / "data") / "interop" / "untp" / "0.6.1"
ON = dt.date(2026, 3, 1)
BY = Issuance(DID, "Heron Lake Metals (invented)", "Northwind Magnets (invented)", ON)


def checker(rule: str = "simple") -> Checker:
    """Return what judges certificates on the day."""
    words = quality_words()
    return Checker(standards_register(None), standards_weights(), words.substance, ON, RULES[rule])


def judged(certificate: Certificate, rule: str = "simple") -> Checked:
    """Return the verdict on a certificate: on what it claims, else the best."""
    found = checker(rule).claimed(certificate)
    return found if found.verdict else checker(rule).best(certificate)


def examples() -> list[tuple[str, Certificate]]:
    """Return every certificate of the examples, each with its name."""
    files = sorted(file for file in EXAMPLES.iterdir() if file.suffix != ".md")
    words = quality_words()
    return [(f"{f.name} {one.lot}", one) for f in files for one in read_certificates(f, words).certificates]


def written(certificate: Certificate, rule: str = "simple", by: Issuance = BY) -> dict[str, Any]:
    """Return the credential of a certificate, as JSON reads it."""
    verdict = judged(certificate, rule).verdict
    assert verdict is not None
    credential = untp_credential(certificate, verdict, by, standards_register(None), "coa.json").credential
    return dict(json.loads(json.dumps(credential)))


def read_back(credential: dict[str, Any]) -> Certificate:
    """Return the one certificate in a credential."""
    (found,) = certificates_of(json.dumps(credential).encode(), "credential", quality_words())
    return found


# ------------------------------------------------------------ writing and reading back
@pytest.mark.parametrize(("name", "certificate"), examples(), ids=[name for name, _ in examples()])
@pytest.mark.parametrize("rule", RULES)
def test_what_is_written_reads_back_to_the_same_verdict(name: str, certificate: Certificate, rule: str) -> None:
    before = judged(certificate, rule).verdict
    assert before is not None
    if not {each.state for each in before.verdicts} & {
        "pass",
        "fail",
    }:  # no uncertainty is told, and the rule needs one
        assert rule != "simple" and written(certificate, rule)["credentialSubject"]["assessment"] == []
        return
    found = read_back(written(certificate, rule))
    again = checker(rule).against(found, [before.grade]).verdict
    assert again is not None
    answered = {each.requirement: each.state for each in before.verdicts if each.state in ("pass", "fail")}
    assert answered and answered.items() <= {each.requirement: each.state for each in again.verdicts}.items()
    assert (found.lot, found.product, found.laboratory) == (
        certificate.lot,
        certificate.product,
        certificate.laboratory,
    )
    assert found.issuer == BY.issuer_name and (not certificate.issued or found.issued == certificate.issued)
    assert found.claims[0].standard == before.grade.edition and found.claims[0].grade == before.grade.name


@pytest.mark.skipif(not UNTP.is_dir(), reason="the schema of UNTP is not here")
@pytest.mark.parametrize("certificate", [one for _, one in examples()], ids=[name for name, _ in examples()])
def test_what_is_written_fits_the_schema_of_untp(certificate: Certificate) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((UNTP / "untp-dcc-schema.json").read_text("utf-8"))
    # The file names the contexts of work in progress; the release has its own.
    schema["properties"]["@context"]["prefixItems"][1]["const"] = "https://test.uncefact.org/vocabulary/untp/dcc/0.6.1/"
    full = Issuance(
        **{"issuer": "did:web:lab.example", "issuer_name": "Tern", "to_name": "Northwind", "valid_from": ON},
        **{"valid_until": dt.date(2027, 12, 31), "to_id": "https://northwind.example", "product_id": "urn:x:1"},
        **{"assessor": "3rdParty", "level": "Accredited"},
    )
    for by in (BY, full):
        jsonschema.Draft202012Validator(schema).validate(written(certificate, by=by))
    kinds = schema["$defs"]["ConformityAttestation"]["properties"]
    assert set(kinds["assessorLevel"]["enum"]) == set(ASSESSORS)
    assert set(kinds["assessmentLevel"]["enum"]) == set(LEVELS)


NUMBERS = st.builds(
    lambda digits, places: f"{digits // 10**places}.{digits % 10**places:0{places}d}" if places else str(digits),
    st.integers(0, 10**6),
    st.integers(0, 4),
).filter(lambda text: Fraction(text) <= 100)
LINES = st.builds(
    lambda operator, text, size, basis, half: Line(
        "CaO", operator + text, printed(operator + text), size, basis, half if not operator else Uncertainty()
    ),
    st.sampled_from(["", "<", "<=", ">", ">="]),
    NUMBERS,
    st.sampled_from(["%", "ppm", "‰", "ppb"]),
    st.sampled_from(["", *BASES]),
    st.sampled_from([Uncertainty(), Uncertainty(expanded=Fraction(1, 50), k=Fraction(2)), Uncertainty(Fraction(1, 8))]),
)


@given(LINES)
@settings(max_examples=150)
def test_every_result_comes_back_as_it_was(line: Line) -> None:
    treo = Line("TREO", "83.5", printed("83.5"), "%", "as_received")
    certificate = Certificate("A-1", "Dysprosium fluoride", "L1", results=(treo, line), digest="00")
    grade = standards_register(None).grades["XB/T 215-2006 102020"]
    before = checker().against(certificate, [grade]).verdict
    assert before is not None
    made = untp_credential(certificate, before, BY, standards_register(None))
    found = read_back(dict(json.loads(json.dumps(made.credential))))
    told = [one for one in found.results if one.analyte == "CaO"]
    if any(each.requirement.analyte == "CaO" for each in made.open):
        assert not told or told[0].value
        return
    (one,) = told
    assert one.value is not None and line.value is not None
    assert (one.value.value, one.value.step, one.value.operator) == (
        line.value.value,
        line.value.step,
        line.value.operator,
    )
    assert (one.unit, one.basis, one.uncertainty.u) == (line.unit, line.basis, line.uncertainty.u)


def test_an_answer_that_is_open_is_no_true_and_no_false() -> None:
    (certificate,) = [one for name, one in examples() if "en10168" in name]
    verdict = judged(certificate).verdict
    assert verdict is not None
    made = untp_credential(certificate, verdict, BY, standards_register(None))
    assert {each.requirement.analyte for each in made.open} >= {"TREM", "Ca", "Mg"}
    parts = made.credential["credentialSubject"]["assessment"]
    told = {part["name"]: part["conformance"] for part in parts}
    assert told == {"Fe (as received)": False, "Si (as received)": True, "Al (as received)": True}
    assert "3 of 8 requirements" in made.credential["credentialSubject"]["description"]
    assert "without an answer: TREM" in made.credential["credentialSubject"]["description"]


def test_what_untp_has_no_place_for_is_told() -> None:
    (certificate,) = [one for name, one in examples() if name.startswith("cerium_metal.json")]
    verdict = judged(certificate).verdict
    assert verdict is not None
    lost = dict(untp_credential(certificate, verdict, BY, standards_register(None)).left_out)
    assert set(lost) == {"accreditation", "sampled", "method", "unused"} <= set(LEFT_OUT)
    assert lost["method"] == "Fe" and "Zn" in lost["unused"]


def test_a_unit_without_a_code_and_digits_that_json_does_not_hold_are_left_out() -> None:
    grade = standards_register(None).grades["XB/T 215-2006 102020"]
    for text, size, why in (("0.0000500", "kg/t", ""), ("0.0005", "1", ""), ("0.0123456789012345678", "%", "digits")):
        line = Line("CaO", text, printed(text), size, "as_received")
        certificate = Certificate("A-1", "Dysprosium fluoride", "L1", results=(line,))
        verdict = checker().against(certificate, [grade]).verdict
        assert verdict is not None
        made = untp_credential(certificate, verdict, BY, standards_register(None))
        assert dict(made.left_out) == ({why: "CaO"} if why else {}), text
        values = made.credential["credentialSubject"]["assessment"][0]["declaredValue"]
        assert bool(values) is not bool(why)


def test_writing_twice_gives_the_same_credential_and_another_issuer_other_names() -> None:
    _, certificate = examples()[0]
    assert written(certificate) == written(certificate)
    other = written(certificate, by=Issuance(OTHER.public.did, "Tern", "Northwind", ON))
    assert other["id"] != written(certificate)["id"]


def test_codes_of_units_are_those_that_are_read() -> None:
    for name, code in UNIT_CODES.items():
        size = unit(CODES[code])
        assert size is not None and size.name == name
    assert UNIT_CODES["%"] == "P1" and UNIT_CODES["ppm"] == "59" and UNIT_CODES["µm"] == "4H"


# ------------------------------------------------------------ reading scores
@pytest.mark.parametrize(
    ("value", "score", "reads"),
    [
        (0.001, "<0.001", "<0.001"),
        (0, "<0.001", "<0.001"),
        (99.9, ">99.9", ">99.9"),
        (0.1, "0.10", "0.10"),
        (0.1, "0.10 ± 0.02", "0.10"),
        (10, "BB", "10"),
        (10, "", "10"),
    ],
)
def test_a_score_is_the_result_as_printed_where_it_is_the_same_number(value: float, score: str, reads: str) -> None:
    metric = {"metricName": "Fe", "metricValue": {"value": value, "unit": "P1"}, "score": score}
    credential = {
        "type": ["DigitalConformityCredential"],
        "credentialSubject": {"assessment": [{"declaredValue": [metric]}]},
    }
    (result,) = read_back(credential).results
    expected = printed(reads)
    assert result.value is not None and expected is not None
    assert (result.value.value, result.value.operator) == (expected.value, expected.operator)


def assessment(name: str, value: float, lot: str = "L1", conformance: object = True) -> dict[str, Any]:
    """Return an assessment of one content of a lot."""
    return {
        "referenceStandard": {"name": "XB/T 1"},
        "assessmentCriteria": [{"name": "A"}],
        "declaredValue": [{"metricName": name, "metricValue": {"value": value, "unit": "P1"}}],
        "assessedProduct": [{"product": {"name": "Dysprosium oxide", "batchNumber": lot}}],
        "conformance": conformance,
    }


def test_assessments_of_one_lot_are_one_certificate() -> None:
    parts = [assessment("Fe", 0.1), assessment("TREO", 99), assessment("TREO", 99), assessment("Fe", 0.2, "L2")]
    value = {"type": ["DigitalConformityCredential"], "id": "urn:x", "credentialSubject": {"assessment": parts}}
    one, two = certificates_of(json.dumps(value).encode(), "credential", quality_words())
    assert [(r.analyte, r.text) for r in one.results] == [("Fe", "0.1"), ("TREO", "99")]
    assert (one.id, one.lot, two.id, two.lot) == ("urn:x", "L1", "urn:x#2", "L2")


@pytest.mark.parametrize(
    ("told", "says"),
    [((True, True), "conforms"), ((True, False), "does not conform"), ((True, None), ""), ((True, "yes"), "")],
)
def test_a_lot_conforms_where_all_of_it_does(told: tuple[object, object], says: str) -> None:
    parts = [assessment(name, 1, conformance=one) for name, one in zip(("Fe", "Si"), told, strict=True)]
    value = {"type": ["DigitalConformityCredential"], "id": "urn:x", "credentialSubject": {"assessment": parts}}
    assert read_back(value).claims[0].conclusion == says


# ------------------------------------------------------------ the commands
def run(*arguments: object) -> Result:
    """Run `monazite certificate …`."""
    return CliRunner().invoke(cli, ["certificate", *map(str, arguments)])


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Return the file of a key."""
    assert run("key", "--out", tmp_path / "key.pem").exit_code == 0
    return tmp_path / "key.pem"


def sign(key: Path, *arguments: object, name: str = "cerium_metal.json", out: str = "lot.vc.json") -> Result:
    """Sign an example on the day."""
    place = out if out == "-" else key.parent / out
    told = ("--key", key, "--to", "Northwind Magnets (invented)", "--on", ON, "--out", place)
    return run("sign", EXAMPLES / name, *told, *arguments)


def trust_in(key: Path, name: str = "Heron") -> Path:
    """Return a trust file with that key."""
    file = key.parent / "trust.yml"
    file.write_text(f"issuers: [{{id: '{read_key(key).public.did}', name: {name}}}]", "utf-8")
    return file


@pytest.mark.parametrize(("form", "out"), [("eddsa-jcs-2022", "lot.vc.json"), ("vc+jwt", "lot.jwt")])
def test_a_certificate_is_signed_and_verified(key: Path, form: str, out: str) -> None:
    done = sign(key, "--form", form, out=out)
    assert done.exit_code == 0, done.output
    assert "signed: GB/T 31978-2015 Ce-3NA, pass" in done.stdout and "the day of sampling" in done.stdout
    file = key.parent / out
    unknown = run("verify", file)
    assert unknown.exit_code == 3 and "open: the signature fits, the signer is not known" in unknown.stdout
    known = run("verify", file, "--trust", trust_in(key))
    assert known.exit_code == 0 and "valid: signed by Heron" in known.stdout
    assert "8 of 8 requirements conform, as the issuer says" in known.stdout
    did = read_key(key).public.did
    assert did in unknown.stdout  # whole, on one line, and no picture of a key in it
    told = json.loads(run("verify", file, "--trust", trust_in(key), "--json").stdout)["files"][0]
    assert (told["state"], told["form"], told["trusted_as"], told["issuer"]) == ("valid", form, "Heron", did)
    assert told["credential"]["credentialSubject"]["issuedToParty"]["name"] == "Northwind Magnets (invented)"


@pytest.mark.parametrize("form", ["eddsa-jcs-2022", "vc+jwt"])
def test_a_signed_certificate_is_checked_as_any_other(key: Path, form: str) -> None:
    sign(key, "--form", form)
    reading = read_certificates(key.parent / "lot.vc.json", quality_words())
    assert reading.format == "untp" and reading.signature is None and not reading.problems
    assert reading.secured == ("proof" if form == "eddsa-jcs-2022" else "vc+jwt")
    done = run("check", key.parent / "lot.vc.json", "--on", ON)
    assert done.exit_code == 0 and "pass: GB/T 31978-2015 Ce-3NA" in done.stdout


def test_an_envelope_is_read(key: Path, tmp_path: Path) -> None:
    sign(key, "--form", "vc+jwt", out="lot.jwt")
    token = (key.parent / "lot.jwt").read_text().strip()
    made = {"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential"}
    file = tmp_path / "envelope.json"
    file.write_text(json.dumps({**made, "id": f"data:application/vc+jwt,{token}"}))
    reading = read_certificates(file, quality_words())
    assert reading.secured == "vc+jwt" and reading.certificates[0].lot == "C26-017"
    assert run("verify", file).exit_code == 3


def test_a_reader_with_a_verifier_refuses_what_was_changed(key: Path) -> None:
    from monazite.credentials.trust import Trust
    from monazite.credentials.verifying import Verifier

    sign(key)
    file = key.parent / "lot.vc.json"
    verify = Verifier(dt.date(2030, 1, 1), Trust()).verify
    good = read_certificates(file, quality_words(), verify=verify)
    assert good.signature is not None and good.signature.state == "open" and good.certificates
    file.write_text(file.read_text("utf-8").replace('"score": "0.02"', '"score": "0.01"'), "utf-8")
    bad = read_certificates(file, quality_words(), verify=verify)
    assert bad.refused and not bad.certificates and [p.code for p in bad.problems][0] in ("S018", "S030")
    plain = read_certificates(EXAMPLES / "cerium_metal.json", quality_words(), verify=verify)
    assert plain.certificates and plain.secured == ""
    assert plain.signature is not None and plain.signature.problems[0].code == "S006"


def test_check_says_what_a_signature_is_worth(key: Path) -> None:
    sign(key)
    file, trust = key.parent / "lot.vc.json", trust_in(key)
    today = ("--on", dt.datetime.now(dt.UTC).date())
    plain = run("check", file, *today)
    assert plain.exit_code == 0 and "signed (proof); the signature was not verified here" in plain.stdout
    trusted = run("check", file, "--trust", trust, *today)
    assert trusted.exit_code == 0 and "signed (eddsa-jcs-2022) by Heron: verified" in trusted.stdout
    told = json.loads(run("check", file, "--trust", trust, *today, "--json").stdout)["files"][0]
    assert (told["signature"]["state"], told["signature"]["signed_by"]) == ("valid", "Heron")
    unsigned = run("check", EXAMPLES / "cerium_metal.json", "--trust", trust, *today)
    assert unsigned.exit_code == 3 and "not signed: nobody vouches for it" in unsigned.stdout
    other = key.parent / "other.yml"
    other.write_text(f"issuers: [{{id: '{DID}'}}]")
    unknown = run("check", file, "--trust", other, *today)
    assert unknown.exit_code == 3 and "not by somebody in the trust file" in unknown.stdout
    file.write_text(file.read_text("utf-8").replace("0.08 ± 0.01", "0.07 ± 0.01"), "utf-8")
    changed = run("check", file, "--trust", trust, *today)
    assert changed.exit_code == 2 and "S018" in changed.stdout and "pass: " not in changed.stdout


@pytest.mark.parametrize(
    ("payload", "code"),
    [({"name": "shopping"}, "C005"), ("no json", "C003"), ({"type": "DigitalConformityCredential"}, "C012")],
)
def test_a_token_of_something_else_is_no_certificate(tmp_path: Path, payload: Any, code: str) -> None:
    file = tmp_path / "x.jwt"
    file.write_text(forged({"alg": "EdDSA", "typ": "vc+jwt"}, payload))
    reading = read_certificates(file, quality_words())
    assert reading.refused and reading.secured == "vc+jwt"
    assert code in {problem.code for problem in reading.problems}
    file.write_text("eyJhbGciOiJub25lIn0.e30")
    assert read_certificates(file, quality_words()).problems[0].code == "S010"


def test_a_changed_certificate_is_invalid(key: Path) -> None:
    sign(key)
    file = key.parent / "lot.vc.json"
    file.write_text(file.read_text("utf-8").replace("0.08 ± 0.01", "0.07 ± 0.01"), "utf-8")
    done = run("verify", file, "--trust", trust_in(key))
    assert done.exit_code == 1 and done.stdout.startswith("invalid\n") and "S018" in done.stdout
    assert "Heron Lake" not in done.stdout  # nothing is said in the words of what does not fit
    chinese = run("verify", file, "--trust", trust_in(key), "--lang", "zh")
    assert chinese.stdout.startswith("无效") and "签名不符" in chinese.stdout


def test_the_worst_of_many_files_is_the_status(key: Path, tmp_path: Path) -> None:
    sign(key)
    good, trust = key.parent / "lot.vc.json", trust_in(key)
    none = tmp_path / "none.json"
    none.write_text("{}")
    bad = tmp_path / "bad.json"
    bad.write_text(good.read_text("utf-8").replace("C26-017", "C26-018"), "utf-8")
    assert run("verify", good, good, "--trust", trust).exit_code == 0
    assert run("verify", good, none).exit_code == 2
    mixed = run("verify", good, none, bad, "--trust", trust)
    assert mixed.exit_code == 1 and "3 files" in mixed.stdout and "1 valid, 1 unreadable, 1 invalid" in mixed.stdout


def test_did_web_and_a_last_day(key: Path) -> None:
    done = sign(key, "--issuer", "did:web:heron.example", "--key-id", "key-1", "--until", "2026-12-31", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["issuer"]["id"] == "did:web:heron.example" and told["open"] == []
    public = read_key(key).public
    trust = key.parent / "web.yml"
    listed = f"{{id: 'did:web:heron.example#key-1', multibase: {public.multibase}}}"
    trust.write_text(f"issuers: [{{id: 'did:web:heron.example', name: Heron, keys: [{listed}]}}]")
    file = key.parent / "lot.vc.json"
    assert run("verify", file).exit_code == 3 and "was not checked" in run("verify", file).stdout
    assert run("verify", file, "--trust", trust, "--on", "2026-12-31").exit_code == 0
    late = run("verify", file, "--trust", trust, "--on", "2027-01-01")
    assert late.exit_code == 1 and "S022 validUntil is 2026-12-31" in late.stdout


def test_a_list_of_what_was_withdrawn(key: Path) -> None:
    from monazite.credentials.securing import as_token
    from tests.quality.sign_made_up import LIST_URL, status_list

    sign(key, "--status-list", LIST_URL, "--status-index", "42")
    file, trust = key.parent / "lot.vc.json", trust_in(key)
    open_ = run("verify", file, "--trust", trust)
    assert open_.exit_code == 3 and "S031 its status was not checked" in open_.stdout
    mine = read_key(key)
    method = f"{mine.public.did}#{mine.public.multibase}"
    for withdrawn, status in ((), 0), ((42,), 1):
        made = status_list(*withdrawn, issuer=mine.public.did, validUntil=None)
        lists = key.parent / "list.jwt"
        lists.write_text(as_token(made, mine, method))
        assert run("verify", file, "--trust", trust, "--status", lists).exit_code == status


# ------------------------------------------------------------ what is not signed
@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("lithium_carbonate_zh.csv", (), "is indeterminate, neither true nor false: Cu would be left out"),
        ("neodymium_oxide_lots.csv", (), "has 3 certificates: name one with --lot (P-301"),
        ("neodymium_oxide_lots.csv", ("--lot", "P-3O1"), "did you mean 'P-301'?"),
        ("neodymium_oxide_lots.csv", ("--lot", "P-301"), "GB/T 5240-1992 Nd2O3-1: the edition is withdrawn"),
        ("cerium_metal.json", ("--against", "GB/T 5240-1992 Nd2O3-1"), "(Cerium metal) is not that of the grade"),
        ("cerium_metal_untp.json", ("--rule", "guard_u"), "no requirement of GB/T 31978-2015 Ce-3NA has an answer"),
        ("cerium_metal.json", ("--against", "GB/T 1-1"), ""),
        ("cerium_metal.json", ("--to-id", "Northwind"), "--to-id 'Northwind' is no identifier"),
        ("cerium_metal.json", ("--product-id", "lot 7"), "is no identifier"),
        ("cerium_metal.json", ("--issuer", "did:key:z6Mk"), "is none that can be signed for"),
        ("cerium_metal.json", ("--issuer", "https://heron.example"), "is none that can be signed for"),
        ("cerium_metal.json", ("--key-id", "key-1"), "needs --issuer"),
        ("cerium_metal.json", ("--until", "2026-02-28"), "is before 2026-03-01"),
        ("cerium_metal.json", ("--status-index", "3"), "go together"),
        ("cerium_metal.json", ("--to", " "), "names nobody"),
    ],
)
def test_what_cannot_be_signed_is_told(key: Path, name: str, arguments: tuple[str, ...], says: str) -> None:
    done = sign(key, *arguments, name=name)
    assert isinstance(done.exception, UsageError) and says in str(done.exception), done.output
    assert not (key.parent / "lot.vc.json").exists()


def test_what_is_signed_already_is_not_signed_again(key: Path) -> None:
    sign(key)
    told = ("--key", key, "--to", "N", "--out", key.parent / "again.json")
    done = run("sign", key.parent / "lot.vc.json", *told)
    assert isinstance(done.exception, UsageError) and "is signed already (proof)" in str(done.exception)


def test_an_open_verdict_is_signed_in_part_only_where_that_is_asked(key: Path) -> None:
    done = sign(key, "--partial", name="lithium_carbonate_zh.csv")
    assert done.exit_code == 0, done.output
    assert "indeterminate" in done.stdout and "without an answer, and so not in it: Cu" in done.stdout
    assert "not answered by the issuer: Cu" in run("verify", key.parent / "lot.vc.json").stdout


def own(folder: Path, *results: dict[str, str], **more: Any) -> Path:
    """Write a certificate in Monazite's own form."""
    file = folder / "own.json"
    value = {"format": "monazite-certificate/1", "product": "Dysprosium fluoride", "issuer": "Heron", **more}
    file.write_text(json.dumps({**value, "results": results}), "utf-8")
    return file


def test_a_certificate_with_a_mistake_is_not_signed(key: Path, tmp_path: Path) -> None:
    file = own(tmp_path, {"analyte": "TREO", "value": "8O.5", "unit": "%"})
    done = run("sign", file, "--key", key, "--to", "N", "--out", tmp_path / "x", "--against", "XB/T 215-2006 102020")
    assert isinstance(done.exception, ProblemsError) and "C023" in str(done.exception)


def test_a_verdict_that_would_not_be_read_back_is_not_signed(key: Path, tmp_path: Path) -> None:
    treo = {"analyte": "TREO", "value": "83.5", "unit": "%", "basis": "as_received", "U": "0.3", "k": "3"}
    cao = {"analyte": "CaO", "value": "0.05", "unit": "%", "basis": "as_received", "u": "0.01"}
    file = own(tmp_path, treo, cao, lot="L1")
    told = ("--key", key, "--to", "N", "--out", tmp_path / "x", "--against", "XB/T 215-2006 102020", "--on", ON)
    assert run("sign", file, *told).exit_code == 0
    done = run("sign", file, *told, "--rule", "guard_u")
    assert isinstance(done.exception, UsageError)
    assert "read back, the verdict on TREO would differ" in str(done.exception)
    assert "coverage factor is not 2" in str(done.exception)


# ------------------------------------------------------------ files
@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_key_is_for_its_owner_alone_and_never_written_over(key: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    again = run("key", "--out", key)
    assert isinstance(again.exception, MonaziteError) and "is there already" in str(again.exception)
    link = tmp_path / "link.pem"
    link.symlink_to(tmp_path / "elsewhere.pem")
    assert run("key", "--out", link).exit_code != 0 and not (tmp_path / "elsewhere.pem").exists()
    assert key.read_bytes() == before
    key.chmod(0o640)
    with pytest.raises(InputError, match="others may read the key"):
        read_key(key)


@pytest.mark.parametrize("data", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_told(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(data)
    file.chmod(0o600)
    with pytest.raises(InputError, match="monazite certificate key"):
        read_key(file)


def test_keys_of_other_kinds_and_encrypted_ones_are_told(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    pem, pkcs8 = forms.Encoding.PEM, forms.PrivateFormat.PKCS8
    p256 = ec.derive_private_key(7, ec.SECP256R1()).private_bytes(pem, pkcs8, forms.NoEncryption())
    locked = ed25519.Ed25519PrivateKey.generate().private_bytes(pem, pkcs8, forms.BestAvailableEncryption(b"secret"))
    for data, says in ((p256, "no Ed25519 key"), (locked, "encrypted")):
        file = tmp_path / "key.pem"
        file.write_bytes(data)
        file.chmod(0o600)
        with pytest.raises(InputError, match=says):
            read_key(file)


def test_no_secret_is_ever_shown(key: Path) -> None:
    secret = key.read_text().splitlines()[1]
    assert secret not in run("key", "--out", key.parent / "other.pem", "--json").output
    assert secret not in sign(key, "--json").output and "did:key" in repr(KEY)
    assert bytes(range(32)).hex() not in repr(KEY)


def test_an_output_is_no_input(key: Path) -> None:
    for place in (key, EXAMPLES / "cerium_metal.json"):
        done = run("sign", EXAMPLES / "cerium_metal.json", "--key", key, "--to", "N", "--out", place)
        assert isinstance(done.exception, UsageError) and "write to another file" in str(done.exception)


def test_standard_output_holds_only_the_credential(key: Path) -> None:
    done = sign(key, "--form", "vc+jwt", out="-")
    assert done.exit_code == 0 and done.stdout.count(".") == 2 and "signed: GB/T" in done.stderr


def test_without_the_libraries_it_is_told_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    done = run("key", "--out", tmp_path / "key.pem")
    assert isinstance(done.exception, UsageError) and "pip install 'monazite[sign]'" in str(done.exception)
    assert not (tmp_path / "key.pem").exists()
