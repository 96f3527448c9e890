"""`monazite owners`: the answer as text, JSON and a picture; the rules in their state of the day; wrong calls told."""

from __future__ import annotations

import json
import string
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monazite.cli import root
from monazite.cli.owners_text import owners_texts
from monazite.errors import InputError, MonaziteError, PackError, UsageError
from monazite.packs.lists import known_lists
from monazite.packs.ownership import list_word, ownership_rules, rules_for
from monazite.parties.ownership.drawing import PAINT
from monazite.parties.ownership.flags import FLAGS
from monazite.text_yaml import read_yaml

TABLE = """owner,asset,share,kind
X Corp,Alpha Ltd,50,
Alpha Ltd,Beta Ltd,25-60,
X Corp,Gamma Ltd,49,
X Corp,Delta Ltd,25,
Y Corp,Delta Ltd,25,
X Corp,Epsilon Ltd,60,voting
"""


@pytest.fixture(autouse=True)
def no_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONAZITE_LISTS", str(tmp_path / "no lists"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "h.csv"
    path.write_text(TABLE, "utf-8")
    return path


def run(*words: object) -> Any:
    days = ("--on", "2026-02-24", "--known-on", "2026-11-22")
    given = days[2:] if "--on" in words else days
    return CliRunner().invoke(root.cli, ["owners", *map(str, words), *given])


def told(*words: object) -> dict[str, Any]:
    done = run(*words, "--json")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return {rule["id"]: rule for rule in json.loads(done.output)["rules"]}


def states(rule: dict[str, Any]) -> dict[str, str]:
    return {party["name"]: party["state"] for party in rule["parties"]}


def test_the_answer_names_the_chain_and_what_would_have_to_be_so(file: Path) -> None:
    text = run(file, "--listed", "X Corp", "--regime", "us.ofac.2014", "--party", "Beta Ltd").output
    assert "POSSIBLE  Beta Ltd" in text and "up to 60 % may be held" in text
    assert "25–60 % held by Alpha Ltd (owned), row 3 if the share is at the top" in text
    assert "50 % held by X Corp (listed), row 2" in text


def test_what_is_not_owned_says_what_is_missing(file: Path) -> None:
    text = run(file, "--listed", "X Corp", "--regime", "us.ofac.2014", "--party", "Gamma Ltd").output
    assert "at most 49 % is held; 1 % is missing to 50 %" in text and "red flags" in text


def test_each_regime_answers_by_its_own_rule(file: Path) -> None:
    found = told(file, "--listed", "X Corp", "--listed", "Y Corp")
    assert states(found["us.ofac.2014"])["Delta Ltd"] == "certain"
    assert states(found["cn.mofcom.2025-61.art-2"])["Delta Ltd"] == "possible"
    assert states(found["uk.ofsi.2019"])["Alpha Ltd"] == "no"
    assert states(found["uk.ofsi.2019"])["Epsilon Ltd"] == "certain"
    assert states(found["us.ofac.2014"])["Epsilon Ltd"] == "no"
    assert not {"us.ofac.2008", "eu.best-practices.2018"} & set(found)


def test_both_readings_of_what_is_not_stated_are_shown(file: Path) -> None:
    rule = told(file, "--listed", "X Corp", "--listed", "Y Corp", "--party", "Delta Ltd")["cn.mofcom.2025-61.art-2"]
    readings = rule["parties"][0]["readings"]
    assert readings == {
        "together": "certain",
        "together, directly": "certain",
        "alone": "no",
        "alone, directly": "no",
    }
    assert len(rule["parties"][0]["proofs"]) == 4


@pytest.mark.parametrize(
    ("on", "bis", "cn"),
    [
        ("2025-09-28", None, None),
        ("2025-09-29", "in_force", None),
        ("2025-10-20", "in_force", "in_force"),
        ("2025-11-09", "in_force", "suspended"),
        ("2026-02-24", "suspended", "suspended"),
        ("2026-11-09", "suspended", "suspended"),
        ("2026-11-10", "in_force", "suspended"),
        ("2026-11-11", "in_force", "in_force"),
    ],
)
def test_rules_stand_as_the_law_of_the_day_says(file: Path, on: str, bis: str | None, cn: str | None) -> None:
    found = told(file, "--listed", "X Corp", "--regime", "us,cn", "--on", on)
    states = {
        id: found[id]["state"] if id in found else None for id in ("us.bis.affiliates", "cn.mofcom.2025-61.art-2")
    }
    assert states == {"us.bis.affiliates": bis, "cn.mofcom.2025-61.art-2": cn}


def test_an_announced_extension_is_told_beside_the_instrument(file: Path) -> None:
    rule = told(file, "--listed", "X Corp", "--regime", "us", "--on", "2026-11-10")["us.bis.affiliates"]
    assert (rule["state"], rule["announced"]) == ("in_force", "suspended")


def test_the_exit_status_tells_whether_a_party_asked_for_is_owned(file: Path) -> None:
    asked = (file, "--listed", "X Corp", "--regime", "us", "--party")
    assert [run(*asked, name).exit_code for name in ("Alpha Ltd", "Beta Ltd", "Gamma Ltd")] == [1, 1, 0]
    assert run(file, "--listed", "X Corp", "--regime", "us.bis.affiliates", "--party", "Alpha Ltd").exit_code == 0


def test_a_file_of_listed_parties_counts_on_its_days(file: Path, tmp_path: Path) -> None:
    listed = tmp_path / "l.csv"
    listed.write_text("name,list,from,to\nx corp,ofac-sdn,2026-01-01,2026-02-24\nNobody Here,ofac-sdn,,\n", "utf-8")
    for on, state in (("2026-02-24", "certain"), ("2026-02-25", "no")):
        rule = told(file, "--listed-file", listed, "--regime", "us.ofac.2014", "--party", "Alpha Ltd", "--on", on)
        assert states(rule["us.ofac.2014"]) == {"Alpha Ltd": state}


def test_a_list_that_is_named_counts_where_the_rule_speaks_of_it(file: Path) -> None:
    found = told(file, "--listed", "us-csl:MEU=X Corp", "--regime", "us", "--party", "Alpha Ltd")
    assert states(found["us.ofac.2014"]) == {"Alpha Ltd": "no"}
    assert states(found["us.bis.affiliates"]) == {"Alpha Ltd": "certain"}
    assert found["us.bis.affiliates"]["parties"][0]["lists"] == ["us-csl:MEU"]


def test_topics_of_the_document_list_where_nobody_is_named(tmp_path: Path) -> None:
    path = tmp_path / "e.json"
    lines = [
        {"id": "x", "schema": "Person", "properties": {"name": ["A Person"], "topics": ["sanction"]}},
        {"id": "a", "schema": "Company", "properties": {"name": ["A Company"]}},
        {"id": "o", "schema": "Ownership", "properties": {"owner": ["x"], "asset": ["a"], "percentage": ["75"]}},
    ]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert states(told(path, "--regime", "us.ofac.2014")["us.ofac.2014"]) == {"A Company": "certain"}


def test_a_name_is_kept_from_breaking_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text('owner,asset,share\n"<X> & ""Co"" [1]","A|B;\\",60\n', "utf-8")
    for kind in ("svg", "mmd", "dot"):
        done = run(path, "--listed", '<X> & "Co" [1]', "--regime", "us", "--graph", tmp_path / f"p.{kind}")
        assert done.exit_code == 0, done.output
    texts = [node.text for node in ET.parse(tmp_path / "p.svg").iter() if node.tag.endswith("text")]
    assert '<X> & "Co" [1]' in texts and "60 %" in texts
    assert '"<X> & \\"Co\\" [1]\\nlisted"' in (tmp_path / "p.dot").read_text("utf-8")
    assert "&lt;X&gt; &amp; #quot;Co#quot; [1]" in (tmp_path / "p.mmd").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{file}"], "who is listed"),
        (["{file}", "--listed", "XX Corp"], "did you mean 'X Corp'"),
        (["{file}", "--listed", "X Corp", "--party", "Alfa Ltd"], "did you mean 'Alpha Ltd'"),
        (["{file}", "--listed", "X Corp", "--regime", "uss"], "did you mean 'us'"),
        (["{file}", "--listed", "X Corp", "--graph", "p.png"], "no such picture"),
        (["{file}", "--listed", "X Corp", "--graph", "{file}.svg/../h.svg"], "cannot write|does not exist"),
        (["{file}.gone", "--listed", "X Corp"], "cannot be read"),
        (["{file}", "--listed-file", "{file}"], "no column 'name' or 'id'"),
        (["{file}", "--listed", "X Corp", "--regime", "us.bis.affiliates", "--packs", "{folder}"], "no rules"),
    ],
)
def test_a_wrong_call_is_told_in_words(file: Path, words: list[str], said: str) -> None:
    done = run(*(word.format(file=file, folder=file.parent) for word in words))
    assert isinstance(done.exception, MonaziteError)
    with pytest.raises((UsageError, InputError, MonaziteError), match=said):
        raise done.exception


def test_the_document_is_not_drawn_over(tmp_path: Path) -> None:
    path = tmp_path / "h.svg"
    path.write_text(TABLE, "utf-8")
    done = run(path, "--listed", "X Corp", "--graph", path)
    assert isinstance(done.exception, UsageError) and path.read_text("utf-8") == TABLE


def test_every_text_has_both_languages_and_the_same_words() -> None:
    tree, problems = read_yaml(Path(root.__file__).parent / "owners_words.yml")
    assert not problems
    for key, entry in tree.items():
        assert set(entry) == {"en", "zh"}, key
        names = [{n for _, n, _, _ in string.Formatter().parse(str(text)) if n} for text in entry.values()]
        assert names[0] == names[1], key
    text = owners_texts("en")
    assert all(text(f"flag.{flag}") for flag in FLAGS) and all(text(f"state.{state}") for state in PAINT)


def test_the_answer_speaks_chinese(file: Path) -> None:
    text = run(file, "--listed", "X Corp", "--regime", "us.ofac.2014", "--language", "zh").output
    assert "确定  Alpha Ltd" in text and "X Corp（列名）持有50 %，row 2" in text


# ------------------------------------------------------------------ the rules themselves


def test_every_rule_says_where_it_is_from() -> None:
    for rule in ownership_rules():
        assert rule.citation and rule.source and rule.confidence in ("verified", "memory"), rule.id
        assert rule.first or rule.instrument, rule.id
    assert {rule.regime for rule in rules_for([], ownership_rules())} == {"us", "cn", "eu", "uk"}


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("threshold: 50 %", "threshold: half", "P071"),
        ("threshold: 50 %", "threshold: 40-60 %", "P071"),
        ("aggregate: yes", "aggregate: maybe", "P052"),
        ("counts: [capital]", "counts: [capitol]", "P052"),
        ("counts: [capital]", "counts: capital", "P047"),
        ("test: at_least", "tests: at_least", "P050"),
        ("in_force_from: 2014-08-13", "in_force_from: 2014-13-08", ""),
        ("lists: [ofac-sdn,", "lists: [ofac-snd,", "P050"),
        ("lists: [ofac-sdn, us-csl:SDN]", "lists: [ofac-sdn, us-csl:SND]", "P050"),
        ("lists: [ofac-sdn, us-csl:SDN]", "lists: [ofac-sdn, un-sc:SDN]", "P050"),
        ("lists: [ofac-sdn, us-csl:SDN]", "lists: ofac-sdn", "P047"),
        ("    us-csl: ofac-sdn", "    us-csl: uk-ofsi", "P050"),
        ("instead:\n    ofac-sdn: us-csl\n    us-csl: ofac-sdn", "instead: us-csl", "P047"),
    ],
)
def test_a_mistake_in_a_rule_is_told_at_its_place(tmp_path: Path, was: str, becomes: str, code: str) -> None:
    from monazite.packs import packs_folder

    folder = tmp_path / "parties" / "ownership"
    folder.mkdir(parents=True)
    text = (packs_folder() / "parties" / "ownership" / "us.yml").read_text("utf-8")
    start = text.index("us.ofac.2014")
    (folder / "us.yml").write_text(text[:start] + text[start:].replace(was, becomes, 1), "utf-8")
    with pytest.raises(PackError) as caught:
        ownership_rules(tmp_path)
    first = caught.value.problems[0]
    assert first.path == "us.yml" and first.line > 20 and (not code or first.code == code)


def test_rules_and_lists_have_one_vocabulary() -> None:
    lists = known_lists()
    for rule in ownership_rules():
        assert rule.lists and not any(list_word(word, lists)[0] for word in rule.lists), rule.id
        assert {lists[name].regime for name in rule.kept} == {rule.regime}, rule.id
    assert list_word("us-entity-list", lists)[0] == "no list 'us-entity-list' is known"
    assert "did you mean 'un-sc'" in list_word("un-cs", lists)[1]
    assert "did you mean 'MEU'" in list_word("us-csl:MUE", lists)[1]


def test_the_sdn_programmes_of_the_affiliates_rule_are_those_of_the_facts() -> None:
    lists, rule = known_lists(), next(rule for rule in ownership_rules() if rule.id == "us.bis.affiliates")
    own = {word for word in rule.lists if word not in ("us-csl:EL", "us-csl:MEU")}
    denied = [(name, f) for name in ("ofac-sdn", "us-csl") for f in lists[name].feeds if f.fact.endswith("us_denied")]
    assert own == {f"{name}:{feed.programme}" for name, feed in denied} - {"us-csl:DPL"}
