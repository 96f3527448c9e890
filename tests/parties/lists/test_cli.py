"""`monazite lists`: what each command prints, as text and JSON, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from monazite.cli.lists import COMMANDS
from monazite.cli.root import cli
from monazite.errors import InputError, MonaziteError, UsageError
from monazite.parties.lists import lists_folder
from tests.parties.lists.made_up import FIXTURES, GALLERY


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MONAZITE_LISTS", str(tmp_path / "lists"))
    return tmp_path / "lists"


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, ["lists", *map(str, words)])


def done(*words: object) -> Result:
    result = run(*words)
    assert result.exit_code == 0, (result.output, result.exception)
    return result


def refused(*words: object) -> MonaziteError:
    result = run(*words)
    assert isinstance(result.exception, MonaziteError), (result.output, result.exception)
    return result.exception


def add_sdn(*more: object) -> Result:
    files = [word for name in ("sdn.csv", "alt.csv", "add.csv") for word in ("--from", FIXTURES / name)]
    return done("add", "ofac-sdn", *files, "--edition", "2026-11-20", "--minimum", 1, *more)


def test_a_list_that_ships_is_added_and_shown(folder: Path) -> None:
    assert done("add", "cn-watch").output.strip() == (
        "cn-watch: edition 2026-08-26 (pack): 40 of 40 records are parties; 40 new, 0 changed, 0 gone"
    )
    assert "nothing new" in done("add", "cn-watch").output
    shown = done("show", "cn-watch", "--on", "2026-02-24", "--search", "subaru")
    assert (
        shown.stdout.strip()
        == "cn.mofcom.2026-12.1  SUBARU Corporation (斯巴鲁株式会社)  JP  since 2026-02-24 cn.mofcom.2026-12"
    )
    assert "1 parties listed on 2026-02-24" in shown.stderr
    assert done("show", "cn-watch", "--on", "2026-02-23").stdout == ""
    assert len(done("show", "cn-watch", "--on", "2026-02-23", "--ever", "--limit", 0).stdout.splitlines()) == 40
    assert [p.name for p in folder.iterdir()] == ["cn-watch"]


def test_files_are_added_and_told_as_json() -> None:
    told = json.loads(add_sdn("--json", "--quiet").stdout)
    edition = told["edition"]
    assert (told["state"], edition["format"], edition["records"], edition["parties"]) == ("new", "ofac-csv", 3, 3)
    assert edition["records"] == edition["parties"] + edition["rejects"] + edition["skipped"]
    assert [len(origin["sha256"]) for origin in edition["origins"]] == [64, 64, 64]
    line = json.loads(done("show", "ofac-sdn", "--search", "kestrel", "--json").stdout)
    assert line["names"][0] == {"text": "SEA KESTREL", "kind": "primary"} and line["countries"] == ["PA"]


def test_status_tells_age_counts_checksum_and_when_to_check() -> None:
    add_sdn()
    told = json.loads(done("status", "--on", "2026-11-25", "--json").stdout)["lists"]
    (record,) = told
    expected = {
        "state": "ok",
        "edition": "2026-11-20",
        "age_days": 5,
        "stale_after_days": 7,
        "next": "2026-11-27",
        "parties": 3,
    }
    assert {key: record[key] for key in expected} == expected and len(record["checksum"]) == 64
    text = done("status", "--on", "2026-12-24").output
    assert "stale" in text and "last checked 2026-11-20, 34 days before 2026-12-24; at most 7" in text
    assert run("status", "--on", "2026-12-24", "--check").exit_code == 1
    assert run("status", "--on", "2026-11-25", "--check").exit_code == 0
    assert run("status", "un-sc", "--check").exit_code == 1 and "missing" in run("status", "un-sc").output


def test_without_lists_the_commands_say_how_to_begin() -> None:
    assert "monazite lists add NAME" in done("status").output and "monazite lists add NAME" in done("update").output
    assert run("status", "--check").exit_code == 1


def test_update_goes_on_where_a_list_fails(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    for file in (one, other):
        file.write_bytes((FIXTURES / "sdn.csv").read_bytes())
        done("add", file.stem, "--from", file, "--edition", "2026-11-20")
    one.write_bytes((GALLERY / "error_page.csv").read_bytes())
    result = run("update", "--json")
    told: list[dict[str, Any]] = json.loads(result.stdout)
    assert result.exit_code == 1 and [record["state"] for record in told] == ["failed", "unchanged"]
    assert "one:" in result.stderr and "one.csv" in told[0]["reason"]
    assert len(done("show", "one", "--json").stdout.splitlines()) == 3


def test_what_is_allowed_reaches_the_fetch() -> None:
    place = ("--from", "http://127.0.0.1:1/x.xml")
    assert "only https" in str(refused("add", "my-own", *place, "--allow-private"))
    assert "no public address" in str(refused("add", "my-own", *place, "--allow-http"))
    assert "cannot be fetched" in str(refused("add", "my-own", *place, "--allow-http", "--allow-private"))


def test_an_update_of_one_list_that_is_not_kept() -> None:
    result = run("update", "none")
    assert result.exit_code == 1 and "no list 'none'" in result.stderr


@pytest.mark.parametrize(
    ("words", "kind", "told"),
    [
        (["add", "my-own"], UsageError, "no list 'my-own' is known"),
        (["add", "cn-wach"], UsageError, "did you mean 'cn-watch'"),
        (["add", "../up", "--from", "x.csv"], UsageError, "no name of a list"),
        (["add", "my-own", "--from", "none.csv"], InputError, "none.csv: no such file"),
        (["add", "my-own", "--from", str(GALLERY / "bomb.xml")], InputError, "document type"),
        (["add", "my-own", "--from", str(FIXTURES / "un.xml"), "--format", "un"], UsageError, "no format 'un'"),
        (["add", "my-own", "--from", "http://example.org/x.csv"], InputError, "--allow-http"),
        (
            ["add", "my-own", "--from", str(FIXTURES / "un.xml"), "--largest-mb", "1", "--minimum", "9"],
            InputError,
            "at least 9",
        ),
        (["add", "ofac-sdn", "--from", str(FIXTURES / "sdn.csv")], InputError, "at least 5,000 are expected"),
        (["show", "none"], UsageError, "no list 'none'"),
        (["remove", "none", "--yes"], UsageError, "no list 'none'"),
    ],
)
def test_what_is_refused_says_why(words: list[str], kind: type[MonaziteError], told: str, folder: Path) -> None:
    error = refused(*words)
    assert type(error) is kind and told in str(error) and error.exit_code == 2
    assert not folder.exists() or not list(folder.iterdir())


def test_findings_go_to_standard_error() -> None:
    result = done("add", "my-own", "--from", GALLERY / "no_country.xml", "--edition", "2026-11-20")
    assert "no_country.xml:2:1: L021 'Atlantis' is no country" in result.stderr
    assert "1 of 1 records are parties (2 findings)" in result.stdout
    assert done("add", "my-own", "--from", GALLERY / "twice.csv", "--accept", "--quiet").stderr == ""


def test_a_list_with_one_flipped_byte_is_told_everywhere(folder: Path) -> None:
    done("add", "cn-watch")
    add_sdn()
    for table in folder.glob("*/parties-*.parquet"):
        data = bytearray(table.read_bytes())
        data[50] ^= 1
        table.write_bytes(bytes(data))
    status = run("status", "--on", "2026-11-21", "--check", "--json")
    assert status.exit_code == 1
    assert [record["state"] for record in json.loads(status.stdout)["lists"]] == ["missing", "missing"]
    assert "another checksum" in run("status").output
    update = run("update")
    assert update.exit_code == 1 and update.stdout == "" and update.stderr.count("another checksum") == 2
    assert "monazite lists add cn-watch" in update.stderr
    told = done("add", "cn-watch", "--json")
    assert "past editions are lost" in told.stderr and "another checksum" in json.loads(told.stdout)["damage"]
    assert json.loads(add_sdn("--json").stdout)["state"] == "replaced"
    assert run("status", "ofac-sdn", "--on", "2026-11-21", "--check").exit_code == 0
    assert run("status", "cn-watch", "--on", "2026-08-27", "--check").exit_code == 0


def test_a_list_whose_description_is_damaged_is_added_again_or_removed(folder: Path) -> None:
    for words in (("add", "cn-watch"), ("remove", "cn-watch", "--yes", "--json")):
        done("add", "cn-watch")
        (folder / "cn-watch" / "datapackage.json").write_text("{", "utf-8")
        assert run("status", "--check").exit_code == 1 and run("update").exit_code == 1
        last = done(*words)
    assert json.loads(last.stdout)["editions"] is None and not (folder / "cn-watch").exists()


def test_a_record_without_an_id_is_found_and_one_without_a_name_is_a_gap(tmp_path: Path) -> None:
    head = "id,schema,name,aliases,countries,identifiers,dataset,first_seen"
    rows = [f"x{k},Company,Qualto{k} Trading Ltd,,cn,,d,2025-01-01" for k in range(60)]
    rows[7] = rows[7].replace("x7,", ",").replace("Qualto7", "Gorvanix")
    file = tmp_path / "own.csv"
    words = ("add", "own", "--from", file, "--edition", "2026-11-20")
    file.write_text("\n".join((head, *rows, "")), "utf-8")
    assert "'Gorvanix Trading Ltd' has no id" in done(*words).stderr
    (party,) = [json.loads(line) for line in done("show", "own", "--search", "gorvanix", "--json").stdout.splitlines()]
    assert party["id"].startswith("no-id-") and json.loads(done("status", "--json").stdout)["lists"][0]["gaps"] == []
    file.write_text("\n".join((head, *rows, "x60,Company,,,cn,,d,", "")), "utf-8")
    done(*words)
    (record,) = json.loads(done("status", "--on", "2026-11-21", "--json").stdout)["lists"]
    assert record["state"] == "ok" and [gap["countries"] for gap in record["gaps"]] == [[]]
    assert record["reason"] == "1 of 61 records cannot be used; who they name is not known"


def test_limits_stay_with_a_list() -> None:
    done("add", "my-own", "--from", FIXTURES / "un.xml", "--title", "Our own", "--stale-days", 90, "--drop", 0)
    record = json.loads(done("status", "--json").stdout)["lists"][0]
    assert (record["title"], record["stale_after_days"]) == ("Our own", 90)


def test_remove_asks_first(folder: Path) -> None:
    done("add", "cn-watch", "--quiet")
    asked = CliRunner().invoke(cli, ["lists", "remove", "cn-watch"], input="n\n")
    assert asked.exit_code == 1 and (folder / "cn-watch").exists()
    assert json.loads(done("remove", "cn-watch", "--yes", "--json").stdout) == {
        "list": "cn-watch",
        "state": "removed",
        "editions": 1,
    }
    assert not (folder / "cn-watch").exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_examples(name: str) -> None:
    text = done(name, "--help").output
    assert "Examples:" in text and f"monazite lists {name}" in text and "--json" in text


def test_a_command_that_is_none_is_told_with_the_nearest() -> None:
    result = run("statsu")
    assert result.exit_code == 2 and "did you mean 'status'" in result.output


def test_names_are_completed() -> None:
    done("add", "cn-watch", "--quiet")
    words = {"COMP_CWORD": "3", "_MONAZITE_COMPLETE": "bash_complete"}
    code = "from monazite.cli.root import cli; cli(prog_name='monazite')"
    for line, expected in (
        ("monazite lists show cn", {"cn-watch"}),
        ("monazite lists add cn-", {"cn-control", "cn-unreliable", "cn-watch"}),
    ):
        env = {**os.environ, **words, "COMP_WORDS": line}
        told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False).stdout
        assert {part.partition(",")[2] for part in told.split()} == expected


def test_where_lists_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert lists_folder(tmp_path) == tmp_path
    assert lists_folder() == tmp_path / "lists"
    monkeypatch.delenv("MONAZITE_LISTS")
    for platform, name, value, expected in (
        ("linux", "XDG_DATA_HOME", "/data", Path("/data/monazite/lists")),
        ("linux", "XDG_DATA_HOME", "relative", Path.home() / ".local" / "share" / "monazite" / "lists"),
        ("darwin", "XDG_DATA_HOME", "", Path.home() / "Library" / "Application Support" / "monazite" / "lists"),
        ("win32", "LOCALAPPDATA", "/local", Path("/local/monazite/lists")),
    ):
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setenv(name, value)
        assert lists_folder() == expected
