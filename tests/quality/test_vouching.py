"""Signatures where certificates count: what was changed is refused, what nobody verified is told, --trust demands."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from monazite.cli import cli
from monazite.errors import InputError, UsageError
from monazite.qualifying import open_quality
from monazite.quality.claims.request import Quality
from monazite.quality.claims.stage import QualityStage
from tests.quality.sign_made_up import DID, OTHER, proven, token
from tests.quality.test_stage import answers, codes

ROOT = Path(__file__).parents[2]
UNTP = ROOT / "examples" / "certificates" / "cerium_metal_untp.json"
DRAFT = ROOT / "examples" / "draft.yml"
ON = dt.date(2026, 3, 1)


def body() -> dict[str, Any]:
    """Return the credential of the examples, issued by the key KEY."""
    made: dict[str, Any] = json.loads(UNTP.read_text("utf-8"))
    made.pop("proof", None)
    return made | {"issuer": {**made["issuer"], "id": DID}}


def changed(made: dict[str, Any]) -> dict[str, Any]:
    """Return a signed credential in which a text was changed afterwards."""
    return made | {"name": "changed afterwards"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = proven(body())
    for name, value in (("good", made), ("bad", changed(made)), ("foreign", proven(body(), OTHER))):
        (tmp_path / f"{name}.json").write_text(json.dumps(value), "utf-8")
    (tmp_path / "plain.json").write_text(json.dumps(body()), "utf-8")
    (tmp_path / "good.jwt").write_text(token(body()), "utf-8")
    (tmp_path / "bom.json").write_text(json.dumps(changed(made)), "utf-8-sig")
    trust = {"issuers": [{"id": DID, "name": "Heron"}]}
    (tmp_path / "trust.yml").write_text(yaml.safe_dump(trust), "utf-8")
    (tmp_path / "nobody.yml").write_text(yaml.safe_dump({"issuers": [{"id": OTHER.public.did}]}), "utf-8")
    return tmp_path


def line(quality: Quality) -> dict[str, Any]:
    """Return what is said of a line that names the only certificate."""
    (one,) = quality.certificates or ()
    return answers({"certificate_number": one.id, "date": ON}, stage=QualityStage(quality, ON))[0]


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, words)])


# ------------------------------------------------------------ assess
@pytest.mark.parametrize("name", ["bad.json", "foreign.json", "bom.json"])
@pytest.mark.parametrize("trust", ["", "trust.yml"])
def test_a_certificate_that_was_changed_is_no_certificate(folder: Path, name: str, trust: str) -> None:
    told = open_quality([folder / name], trust=folder / trust if trust else None, on=ON)
    assert told.certificates == () and ("the signature does not fit" in told.unread[0] or name == "bom.json")


@pytest.mark.parametrize("name", ["good.json", "good.jwt"])
def test_a_signed_one_that_nobody_verified_is_told(folder: Path, name: str) -> None:
    told = line(open_quality([folder / name]))
    assert told["conformity"] == "pass" and codes(told) == ["certificate_unverified"]
    assert "nobody verified it; name those you trust with --trust" in told["findings"][0]


@pytest.mark.parametrize("name", ["good.json", "good.jwt"])
def test_a_signature_of_somebody_trusted_counts(folder: Path, name: str) -> None:
    told = line(open_quality([folder / name], trust=folder / "trust.yml", on=ON))
    assert told["conformity"] == "pass" and codes(told) == []


@pytest.mark.parametrize(
    ("name", "trust", "why"),
    [
        ("good.json", "nobody.yml", "is not known"),
        ("plain.json", "trust.yml", "is not signed"),
    ],
)
def test_with_trust_what_nobody_vouches_for_shows_no_pass(folder: Path, name: str, trust: str, why: str) -> None:
    told = line(open_quality([folder / name], trust=folder / trust, on=ON))
    assert told["conformity"] == "indeterminate"
    assert codes(told) == ["certificate_indeterminate", "certificate_unverified"] and why in told["findings"][1]


def test_without_signature_and_trust_nothing_is_said(folder: Path) -> None:
    told = line(open_quality([folder / "plain.json"]))
    assert told["conformity"] == "pass" and codes(told) == []


def test_a_table_of_verdicts_is_signed_by_nobody(folder: Path) -> None:
    table = folder / "v.parquet"
    run("certificate", "check", folder / "good.json", "--on", ON, "--out", table)
    assert codes(line(open_quality([table]))) == ["certificate_unverified"]
    run("certificate", "check", folder / "good.json", "--on", ON, "--out", table, "--trust", folder / "trust.yml")
    assert codes(line(open_quality([table]))) == []
    told = line(open_quality([table], trust=folder / "trust.yml", on=ON))
    assert told["conformity"] == "indeterminate" and "came in a table of verdicts" in told["findings"][1]


def test_another_trust_is_another_run(folder: Path) -> None:
    some = [open_quality([folder / "good.json"], trust=trust, on=ON) for trust in (None, folder / "trust.yml")]
    assert some[0].record() != some[1].record()
    json.dumps([one.record() for one in some])


def test_a_trust_file_needs_a_day_and_must_be_right(folder: Path) -> None:
    with pytest.raises(UsageError, match="on a day"):
        open_quality([folder / "good.json"], trust=folder / "trust.yml")
    (folder / "trust.yml").write_text("issuers: 1", "utf-8")
    with pytest.raises(Exception, match="trust file"):
        open_quality([folder / "good.json"], trust=folder / "trust.yml", on=ON)


def test_the_command_takes_a_trust_file(folder: Path) -> None:
    (folder / "a.csv").write_text(f"Date,Certificate number\n{ON},{_number(folder)}\n", "utf-8")
    told = {}
    for trust in ("trust.yml", "nobody.yml"):
        words = ["--certificates", folder / "good.json", "--trust", folder / trust, "--known-on", ON, "--regime", "cn"]
        done = run("assess", folder / "a.csv", *words, "-q", "--out", folder / "a.jsonl")
        assert done.exit_code == 0, done.output
        told[trust] = json.loads((folder / "a.jsonl").read_text("utf-8"))["conformity"]
    assert told == {"trust.yml": "pass", "nobody.yml": "indeterminate"}
    refused = run("assess", folder / "a.csv", "--trust", folder / "trust.yml", "-q")
    assert refused.exit_code == 2 and "give them with --certificates" in refused.output


def _number(folder: Path) -> str:
    (one,) = open_quality([folder / "good.json"]).certificates or ()
    return one.id


# ------------------------------------------------------------ check, impact, qualify
def test_check_refuses_what_was_changed_without_a_trust_file(folder: Path) -> None:
    done = run("certificate", "check", folder / "bad.json", "--on", ON)
    assert done.exit_code == 2 and "S018" in done.stdout
    good = run("certificate", "check", folder / "good.json", "--on", ON)
    assert good.exit_code == 0 and "was not verified here" in " ".join(good.stdout.split())


def test_impact_looks_only_at_what_counts(folder: Path) -> None:
    def effects(name: str, *more: object) -> tuple[int, int, str]:
        done = run("standards", "impact", DRAFT, "--certificates", folder / name, "--json", "--on", ON, *more)
        return done.exit_code, len(json.loads(done.stdout)["effects"]), done.stderr

    assert effects("bad.json")[:2] == (1, 0)
    status, many, note = effects("good.json")
    assert status == 0 and many and "nobody verified it" in note
    assert effects("good.json", "--trust", folder / "trust.yml") == (0, many, "")
    assert effects("plain.json", "--trust", folder / "trust.yml")[:2] == (1, 0)


def test_qualify_takes_no_certificate_that_was_changed(folder: Path) -> None:
    def qualify(name: str, *more: object) -> Result:
        return run("standards", "qualify", "--certificate", folder / name, "--market", "SMM", "--on", ON, *more)

    assert isinstance(qualify("bad.json").exception, InputError)
    assert "nobody verified it" in qualify("good.json").stderr
    assert qualify("good.json", "--trust", folder / "trust.yml").exit_code == 0
    assert isinstance(qualify("plain.json", "--trust", folder / "trust.yml").exception, InputError)
    alone = run("standards", "qualify", "GB/T 31978-2015 Ce-3NA", "--market", "DE", "--trust", folder / "trust.yml")
    assert isinstance(alone.exception, UsageError)


def test_tables_tell_what_is_known_of_signatures(folder: Path) -> None:
    run("certificate", "check", folder / "good.json", folder / "plain.json", "--on", ON, "--out", folder / "v.csv")
    with (folder / "v.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["signature"] for row in csv.DictReader(file)} == {"not_verified", "none"}


# ------------------------------------------------------------ tables of verdicts
def test_check_reads_its_own_table_whole(folder: Path) -> None:
    first = run("certificate", "check", folder / "plain.json", "--on", ON, "--out", folder / "v.csv", "--json")
    again = run("certificate", "check", folder / "v.csv", "--on", ON, "--json")
    verdicts = [json.loads(done.stdout)["files"][0]["certificates"][0]["verdict"] for done in (first, again)]
    assert verdicts[0] == verdicts[1] and again.exit_code == 0


@pytest.mark.parametrize("name", ["v.xlsx", "v.tsv"])
def test_a_table_of_verdicts_is_never_read_as_one_of_a_laboratory(folder: Path, name: str) -> None:
    run("certificate", "check", folder / "plain.json", "--on", ON, "--out", folder / "v.xlsx")
    run("certificate", "check", folder / "plain.json", "--on", ON, "--out", folder / "v.csv")
    (folder / "v.csv").rename(folder / "v.tsv")
    done = run("certificate", "check", folder / name, "--on", ON)
    assert done.exit_code == 2 and "a table of verdicts is read from Parquet" in " ".join(done.stdout.split())
    told = open_quality([folder / name])
    assert told.certificates == () and "a table of verdicts is read from" in told.unread[0]
