"""One party asked: hits with their state on the day, what is proven, what is incomplete, what analysts decided."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from monazite.cli.root import cli
from monazite.errors import InputError
from monazite.formats.ftm_parties import parties_of
from monazite.packs.parties import party_pack
from monazite.parties.asked import Asked, identifiers_of
from monazite.parties.contacts import address_key, clusters
from monazite.parties.decisions import Decision, Decisions, append_decision, names_print, read_decisions
from monazite.parties.screening import Answer, Screener
from monazite.screening import open_parties
from monazite.write.stale import held_file
from tests.parties.screened import BEFORE, DAY, LEI, PARTIES, keep, lists, party


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lists(tmp_path_factory.mktemp("lists"))


@pytest.fixture(scope="module")
def screener(folder: Path) -> Screener:
    return Screener(folder, party_pack())


def ask(screener: Screener, name: str, on: dt.date = DAY, **more: Any) -> Answer:
    return screener.screen(Asked(name, **more), on, DAY)


def run(folder: Path, *words: object) -> Any:
    return CliRunner().invoke(cli, ["screen", *map(str, words), "--lists", str(folder), "--known-on", str(DAY)])


@pytest.mark.parametrize(
    ("name", "on", "state", "counts"),
    [
        ("Telmarine Alloys Ltd", DAY, "listed", True),
        ("Telmarine Alloys Ltd", BEFORE, "not_yet", False),
        ("Oskavar Metals", dt.date(2026, 5, 1), "suspended", False),
        ("Oskavar Metals", DAY, "listed", True),
        ("Brundelko Trading", DAY, "removed", False),
    ],
)
def test_a_hit_tells_how_the_party_stands_on_the_day(
    screener: Screener, name: str, on: dt.date, state: str, counts: bool
) -> None:
    answer = ask(screener, name, on)
    assert [(hit.state, hit.counts) for hit in answer.hits] == [(state, counts)]
    assert answer.state == ("hits" if counts else "nothing")


@pytest.mark.parametrize(
    ("asked", "sure"),
    [
        (Asked("GORVANIX MAGNET WORKS CO LTD"), True),
        (Asked("Gorvanix Magnet Works Co., Ltd.", country="CN"), True),
        (Asked("Gorvanix Magnet Works Co., Ltd.", country="FR"), False),
        (Asked("Gorvanix Magnet Works GmbH"), False),
        (Asked("Gorvenix Magnet Works"), False),
        (Asked("Quite Another Name", identifiers=identifiers_of(f"LEI:{LEI}")), True),
    ],
)
def test_only_equal_names_with_nothing_against_them_or_an_identifier_prove_a_party(
    screener: Screener, asked: Asked, sure: bool
) -> None:
    hit = screener.screen(asked, DAY, DAY).hits[0]
    assert hit.match.party.id == "1" and hit.sure is sure


def test_a_stale_list_clears_nobody(tmp_path: Path) -> None:
    keep(tmp_path, "old", PARTIES, days=5, edition=dt.date(2025, 1, 2))
    answer = Screener(tmp_path, party_pack()).screen(Asked("Nobody At All"), DAY, DAY)
    assert answer.state == "screening_incomplete" and "old: stale" in answer.incomplete[0]


def test_a_day_before_the_first_edition_is_not_covered(tmp_path: Path) -> None:
    keep(tmp_path, "young", (party("1", "Some Works Ltd", list="young"),))
    file = tmp_path / "young" / "datapackage.json"
    assert '"pack"' in (text := file.read_text("utf-8"))
    file.write_text(text.replace('"pack"', '"publisher"'), "utf-8")  # as one that does not tell who was taken off
    screener = Screener(tmp_path, party_pack())
    assert screener.screen(Asked("Nobody At All"), BEFORE, DAY).state == "screening_incomplete"
    assert screener.screen(Asked("Nobody At All"), DAY, DAY).state == "nothing"


def test_no_list_is_no_clearance(tmp_path: Path) -> None:
    assert Screener(tmp_path, party_pack()).screen(Asked("Anybody"), DAY).state == "screening_incomplete"
    named = Screener(tmp_path, party_pack(), ["us-csl"]).screen(Asked("Anybody"), DAY)
    assert "us-csl: missing" in named.incomplete[0]


def test_the_same_address_links_to_a_listed_party(screener: Screener) -> None:
    contacts = ask(screener, "Nothing Alike GmbH", address="77 EXAMPLE ST., Rm 5, Baotou").contacts
    assert [party.id for _, party in contacts] == ["5"]
    assert ask(screener, "Nothing Alike GmbH", phone="0472-5550199").contacts
    assert not ask(screener, "Nothing Alike GmbH", address="Baotou").contacts


def test_clusters_join_parties_through_any_contact() -> None:
    keys = [[address_key("1 Example Road, Lyon")], [address_key("Example Rd 1 LYON"), "tel 1"], ["tel 1"], ["tel 2"]]
    found = clusters(["a", "b", "c", "d"], keys).tolist()
    assert found[0] == found[1] == found[2] > 0 and found[3] == 0
    assert clusters(["a", "a"], [["tel 1"], ["tel 1"]]).tolist() == [0, 0]


# ---------------------------------------------------------------- decisions
def decided(verdict: str = "not_same", **more: Any) -> Decision:
    told = {"party": "Telmarine Alloys", "country": "", "list": "us-csl", "entry": "2", "by": "A. B.", "why": "=seen"}
    told |= {"decided": dt.date(2026, 11, 1), "names": names_print(PARTIES[1]), **more}
    return Decision(verdict=verdict, **told)


@pytest.mark.parametrize(
    ("decision", "name", "known_on", "state"),
    [
        (decided(), "telmarine  ALLOYS", DAY, "nothing"),
        (decided(), "Telmarine Alloys", dt.date(2026, 10, 31), "hits"),
        (decided(), "Telmarine Alloys Works", DAY, "hits"),
        (decided(names="0"), "Telmarine Alloys", DAY, "hits"),
        (decided(country="FR"), "Telmarine Alloys", DAY, "hits"),
    ],
)
def test_a_decision_counts_from_its_day_for_its_party_and_these_names(
    folder: Path, decision: Decision, name: str, known_on: dt.date, state: str
) -> None:
    screener = Screener(folder, party_pack(), decisions=Decisions([decision]))
    answer = screener.screen(Asked(name), dt.date(2026, 10, 1), known_on)
    # Before the newest edition the list is old: what matters here is whether the hit counts.
    assert any(hit.counts for hit in answer.hits) is (state == "hits")


def test_the_last_decision_on_a_pair_counts(folder: Path) -> None:
    later = decided("same", decided=dt.date(2026, 11, 5))
    hit = Screener(folder, party_pack(), decisions=Decisions([later, decided()])).screen(Asked("Telmarine Alloys"), DAY)
    assert hit.hits[0].verdict == "same" and hit.hits[0].sure


@pytest.mark.parametrize("name", ["d.csv", "d.jsonl"])
def test_decisions_come_back_as_they_were_kept(tmp_path: Path, name: str) -> None:
    some = [decided(), decided("same", why="line\nbreak, \"quoted\" 'and' ünïcode")]
    for one in some:
        append_decision(tmp_path / name, one)
    assert read_decisions(tmp_path / name) == some
    if name.endswith("csv"):
        assert "\n=seen" not in (text := (tmp_path / name).read_text("utf-8")) and "'=seen" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("party,list\nA,b\n", "no column 'country'"),
        ("{", "no JSON"),
        ('{"party": "A", "list": "l", "entry": "1", "by": "x", "why": "y", "verdict": "yes"}', "'yes' is no verdict"),
        (
            '{"party": "A", "list": "l", "entry": "1", "by": "x", "why": "y", "verdict": "same", "decided": "soon"}',
            "'soon' is no day",
        ),
        ('{"party": "", "list": "l"}', "'party' is empty"),
    ],
)
def test_a_file_that_holds_no_decisions_is_refused_and_kept(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / ("d.csv" if text.startswith("party") else "d.jsonl")
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=said):
        append_decision(path, decided())
    assert path.read_text("utf-8") == text


# ---------------------------------------------------------------- command line
def test_exit_status_tells_hits_nothing_and_incomplete(folder: Path, tmp_path: Path) -> None:
    assert run(folder, "Telmarine Alloys Ltd", "--on", DAY).exit_code == 1
    assert run(folder, "Nobody At All", "--on", DAY).exit_code == 0
    assert run(tmp_path / "none", "Nobody At All", "--on", DAY).exit_code == 3
    assert "did you mean 'us-csl'" in str(run(folder, "Nobody", "--list", "us-cls").exception)
    assert "no kind of identifier" in str(run(folder, "Nobody", "--id", "colour:blue").exception)
    for wrong in (["--country", "Nowhere"], ["--out", "x.csv"], ["--on", "2026"]):
        assert run(folder, "Nobody", *wrong).exit_code == 2, wrong
    assert run(folder, "absent.csv").exit_code == 2


def test_an_answer_as_json_and_a_decision_that_is_applied_next_time(tmp_path: Path) -> None:
    lists(tmp_path)
    first = json.loads(run(tmp_path, "Telmarine Alloys Ltd", "--on", DAY, "--json").stdout)
    assert first["answer"] == "hits" and first["hits"][0]["entry"] == "2" and first["lists"][0]["age_days"] == 0
    words = ["Telmarine Alloys Ltd", "--list", "us-csl", "--entry", "2", "--not-same", "--by", "A. B.", "--why", "seen"]
    done = CliRunner().invoke(cli, ["screen", "decide", *words, "--on", str(DAY), "--lists", str(tmp_path)])
    assert done.exit_code == 0, done.output
    again = run(tmp_path, "Telmarine Alloys Ltd", "--on", DAY)
    assert again.exit_code == 0 and "decided: not same" in again.output


def test_every_row_of_a_file_is_answered_or_rejected(folder: Path, tmp_path: Path) -> None:
    rows = [
        "Company name,Country,Address",
        "Telmarine Alloys Ltd,China,",
        ",France,",
        "Nobody At All,Nowhere,1 Example Way",
    ]
    rows += ["Nobody Either,FR,Way 1 Example"]
    (tmp_path / "p.csv").write_text("\n".join(rows) + "\n", "utf-8")
    out = tmp_path / "hits.parquet"
    result = run(folder, tmp_path / "p.csv", "--on", DAY, "--out", out)
    assert result.exit_code == 1 and "4 parties in = 3 answered + 1 rejected" in result.output, result.output
    found = pq.read_table(out).to_pylist()
    assert [(row["row"], row["answer"], row["entry"]) for row in found] == [
        (2, "hits", "2"),
        (4, "nothing", None),
        (5, "nothing", None),
    ]
    assert found[1]["findings"] and "consignee" not in found[1]["findings"][0]
    assert found[1]["shared_contacts"] == found[2]["shared_contacts"] is not None
    assert (tmp_path / "hits.rejects.csv").read_text("utf-8").count("\n") == 2


def test_entities_go_in_and_come_out(folder: Path, tmp_path: Path) -> None:
    entity = {"id": "x", "schema": "Company", "properties": {"name": ["Telmarine Alloys Ltd"], "country": ["cn"]}}
    lines = [json.dumps(entity), json.dumps({"id": "y", "schema": "Address", "properties": {}}), "{"]
    (tmp_path / "e.json").write_text("\n".join(lines), "utf-8")
    result = run(folder, tmp_path / "e.json", "--on", DAY, "--out", tmp_path / "h.ftm.json")
    assert result.exit_code == 1 and "2 parties in = 1 answered + 1 rejected" in result.output
    assert "1 links, addresses and other entities" in result.output
    found = [json.loads(line) for line in (tmp_path / "h.ftm.json").read_text("utf-8").splitlines()]
    link = found[-1]["properties"]
    assert found[0] == entity and link["subject"] == ["x"] and link["object"] == ["us-csl-2"]


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("삼성전자", "Hangul"),
        ("บริษัท", "Thai"),
        ("საქართველო", "Georgian"),
        ("Հայաստան", "Armenian"),
        ("ኢትዮጵያ", "Ethiopic"),
        ("Acme 삼성", "Hangul"),
    ],
)
def test_a_name_in_a_script_that_is_not_read_clears_nobody(screener: Screener, name: str, script: str) -> None:
    answer = ask(screener, name)
    assert answer.state == "screening_incomplete" and f"script not read ({script})" in answer.incomplete[0]


@pytest.mark.parametrize(
    "name", ["Никто Вовсе", "لا احد هنا", "Κανένας", "ソニー", "无名某某", "Łódź Zażółć", "µ-Chem™ № 1"]
)
def test_scripts_that_are_read_clear(screener: Screener, name: str) -> None:
    assert ask(screener, name).state == "nothing"


def test_a_script_that_is_not_read_is_told_in_both_languages(folder: Path) -> None:
    for language, said in (("en", "script not read (Hangul)"), ("zh", "不能识读（Hangul）")):
        result = run(folder, "삼성전자", "--on", DAY, "--language", language)
        assert result.exit_code == 3 and said in result.output


def test_a_legal_form_in_mixed_case_is_one_word(tmp_path: Path) -> None:
    keep(tmp_path, "y", (party("1", "Ostrelin Concern OAO", list="y"),))
    scores = [
        ask(Screener(tmp_path, party_pack()), f"Ostrelin Concern {form}").hits[0].match.score
        for form in ("GmbH", "GMBH")
    ]
    assert scores[0] == scores[1]


def test_namesakes_are_all_found_and_the_text_says_how_many_more(tmp_path: Path) -> None:
    keep(tmp_path, "x", tuple(party(str(n), "Quindelo Mining Ltd", list="x") for n in range(60)))
    assert len(ask(Screener(tmp_path, party_pack()), "Quindelo Mining Ltd").hits) == 60
    result = run(tmp_path, "Quindelo Mining Ltd", "--on", DAY)
    assert "and 35 more hits" in result.output and result.output.count("Quindelo Mining Ltd – ") == 25


def test_a_day_to_come_says_up_to_when_lists_are_known(folder: Path, tmp_path: Path) -> None:
    later = DAY + dt.timedelta(5)
    (tmp_path / "p.csv").write_text("name\nNobody At All\n", "utf-8")
    for asked in ("Nobody At All", tmp_path / "p.csv"):
        ahead, then = run(folder, asked, "--on", later), run(folder, asked, "--on", DAY)
        assert ahead.exit_code == 3 and "is not known" in ahead.output
        assert then.exit_code == 0 and "is not known" not in then.output
        assert run(folder, asked).exit_code == 0, "the day of knowledge is the day, where it is before today"


def test_a_damaged_list_is_missing_and_clears_nobody(tmp_path: Path) -> None:
    keep(tmp_path, "us-csl", PARTIES)
    (table,) = (tmp_path / "us-csl").glob("parties-*.parquet")
    table.write_bytes(table.read_bytes()[:-9])
    answer = ask(Screener(tmp_path, party_pack()), "Nobody At All")
    assert [one.state for one in answer.lists] == ["missing"] and "damaged" in answer.lists[0].reason
    assert answer.state == "screening_incomplete"


def test_the_summary_calls_a_damaged_list_damaged(tmp_path: Path) -> None:
    keep(tmp_path, "us-csl", PARTIES)
    parties = open_parties(tmp_path)
    assert parties is not None and parties.editions() == [f"us-csl {DAY}"]
    (table,) = (tmp_path / "us-csl").glob("parties-*.parquet")
    table.write_bytes(table.read_bytes()[:-9])
    assert parties.editions() == ["us-csl (damaged: it clears nobody; add it again)"]


def test_an_entity_is_a_party_under_each_of_its_names() -> None:
    names = {
        "name": ["…", "Telmarine", "Telmarine"],
        "alias": "Oskavar",
        "previousName": ["Old"],
        "weakAlias": ["Weak"],
    }
    found = parties_of({"id": "x", "schema": "Company", "properties": {**names, "country": ["cn"]}})
    assert not isinstance(found, str)
    assert [(one.name, one.country) for one in found] == [(n, "CN") for n in ("Telmarine", "Oskavar", "Old", "Weak")]
    assert "no letter or digit" in parties_of({"id": "x", "schema": "Person", "properties": {"name": ["…"]}})
    assert parties_of({"id": "x", "schema": "Person", "properties": {}}) == "has no name"


def test_what_a_killed_run_left_of_decisions_is_swept(tmp_path: Path) -> None:
    file = tmp_path / "decisions.csv"
    with held_file(file) as left:
        abandoned = left.with_name(left.name[:-9] + "ffff.part")
        abandoned.write_text("half")
        append_decision(file, Decision("A", "CN", "us-csl", "1", "same", DAY, "me", "seen", ""))
        assert left.exists() and not abandoned.exists()
    assert [one.party for one in read_decisions(file)] == ["A"] and [p.name for p in tmp_path.glob(".*.part")] == []
