"""Nobody is cleared whose name was not read or not compared whole: library, command line and stage alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

from monazite.cli.root import cli
from monazite.packs.parties import party_pack
from monazite.parties.asked import Asked, identifiers_of, unread_ids
from monazite.parties.cells import parts_of, unread
from monazite.parties.coverage import Coverage, together
from monazite.parties.decisions import Decision, Decisions, names_print
from monazite.parties.lists import Readiness
from monazite.parties.model import Identifier
from monazite.parties.screening import OPEN_FROM, Screener
from monazite.parties.stage import PartyStage
from monazite.screening import open_parties
from tests.parties.screened import DAY, LEI, PARTIES, keep, lists, party

SHIP = party("6", "Zanovia Star", kind="vessel", identifiers=(Identifier("imo", "9321483"),))
NO_NAMES: tuple[str, ...] = (
    "有限公司",
    "Co., Ltd.",
    "GmbH & Co KG",
    "同上",
    "ditto",
    "Same as consignee",
    "TBA",
    "to order",
    "N/A",
)
NO_NAMES += (
    "12345",
    "7",
    "№ 12",
    "as per invoice",
    "To the order of Example Bank",
    "????",
    "����",
    "?????? Trading",
    "见附件",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = lists(tmp_path_factory.mktemp("lists"))
    keep(place, "us-csl", (*PARTIES, SHIP))
    return place


@pytest.fixture(scope="module")
def screener(folder: Path) -> Screener:
    return Screener(folder, party_pack())


def staged(folder: Path, *rows: dict[str, Any], facts: tuple[str, ...] = ("consignee_us_listed",)) -> list[Any]:
    names = dict.fromkeys(("date", *(name for row in rows for name in row)))
    batch = pa.RecordBatch.from_pylist([{name: {"date": DAY, **row}.get(name) for name in names} for row in rows])
    out: list[Any] = PartyStage(open_parties(folder), DAY, facts).apply(batch).to_pylist()
    return out


def run(folder: Path, *words: object) -> Any:
    return CliRunner().invoke(cli, ["screen", *map(str, words), "--lists", str(folder), "--known-on", str(DAY)])


# ---------------------------------------------------------------- names
@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_name_clears_nobody(folder: Path, screener: Screener, name: str) -> None:
    answer = screener.screen(Asked(name, country="CN"), DAY, DAY)
    assert answer.state == "screening_incomplete" and "name not read" in answer.incomplete[0]
    (row,) = staged(folder, {"consignee": name, "consignee_country": "CN"})
    assert row.get("consignee_us_listed") is None
    assert any(text.startswith("screening_incomplete: name not read") for text in row["findings"])


@pytest.mark.parametrize("name", ["有限公司", "Co Ltd", "同上"])
def test_the_command_does_not_clear_what_is_no_name_either(folder: Path, tmp_path: Path, name: str) -> None:
    one = run(folder, name, "--on", DAY)
    assert one.exit_code == 3 and "name not read" in one.output
    assert "名称未识读" in run(folder, name, "--on", DAY, "--language", "zh").output
    (tmp_path / "p.csv").write_text(f"name\n{name}\n", "utf-8")
    assert run(folder, tmp_path / "p.csv", "--on", DAY).exit_code == 3


@pytest.mark.parametrize("name", ["Same Day Couriers Ltd", "Order Foods GmbH", "Who Knows? Ltd", "Nobody At All", "7A"])
def test_names_that_only_look_like_references_are_read(screener: Screener, name: str) -> None:
    assert unread(name) == [] and screener.screen(Asked(name), DAY, DAY).state == "nothing"


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Aldor Ltd / Berun GmbH", ("Aldor Ltd", "Berun GmbH")),
        ("Aldor Ltd/Berun GmbH", ("Aldor Ltd", "Berun GmbH")),
        ("Aldor Works c/o Berun Logistics", ("Aldor Works", "Berun Logistics")),
        ("Aldor Works on behalf of Berun", ("Aldor Works", "Berun")),
        ("Aldor; Berun", ("Aldor", "Berun")),
        ("Aldor Ltd, No. 12 Example Road, Ganzhou", ("Aldor Ltd", "Aldor Ltd, No. 12 Example Road, Ganzhou")),
        ("甲某有限公司/乙某有限公司", ("甲某有限公司", "乙某有限公司")),
        ("甲某有限公司 赣州市示例路12号", ("甲某有限公司",)),
        ("Aldor Ltd & Berun GmbH", ("Aldor Ltd", "Berun GmbH")),
        ("Aldor Ltd, Berun GmbH", ("Aldor Ltd", "Berun GmbH")),
        ("Aldor Ltd (Berun GmbH)", ("Aldor Ltd", "Berun GmbH")),
        ("甲某有限公司（代乙某有限公司）", ("甲某有限公司", "代乙某有限公司")),
        ("Aldor (c/o: Berun)", ("Aldor", "Berun")),
        ("Aldor (Shanghai) Ltd", ()),
        ("Aldor GmbH & Co. KG", ()),
        ("Aldor Ltd & Sons", ()),
        ("Novo Works A/S", ()),
        ("JSC 33 Shipyard", ()),
        ("Fund for Care of Orphans", ()),
        ("Rahman, Inayat-ur-", ()),
        ("Sunrise Import/Export Co., Ltd.", ()),
        ("Smith, John", ()),
        ("Example Works Co., Ltd.", ()),
    ],
)
def test_the_parties_of_a_cell_are_told_apart(cell: str, parts: tuple[str, ...]) -> None:
    assert [part for part in parts_of(cell) if part != cell] == [part for part in parts if part != cell]


@pytest.mark.parametrize(
    "cell",
    [
        "Telmarine Alloys Ltd / Unheard Logistics Company GmbH",
        "Unheard Logistics Company c/o Telmarine Alloys Ltd",
        "Unheard Logistics Company; Telmarine Alloys Ltd",
        "Telmarine Alloys Ltd, No. 12 Example Road, Ganzhou, Jiangxi, China",
    ],
)
def test_each_party_of_a_cell_is_screened_and_the_worst_counts(folder: Path, screener: Screener, cell: str) -> None:
    answer = screener.screen(Asked(cell), DAY, DAY)
    assert answer.state == "hits" and answer.hits[0].match.party.id == "2" and answer.hits[0].sure
    assert "Telmarine Alloys Ltd" in answer.parts and "each screened" in run(folder, cell, "--on", DAY).output
    (row,) = staged(folder, {"consignee": cell})
    assert row["consignee_us_listed"] is True
    assert any(text.startswith("parties_in_name consignee: ") for text in row["findings"])


def test_one_unread_party_of_a_cell_holds_the_fact_open(folder: Path) -> None:
    read, other = staged(folder, {"consignee": "Aldor Ltd / Berun GmbH"}, {"consignee": "Aldor Ltd / TBA"})
    assert read["consignee_us_listed"] is False and other["consignee_us_listed"] is None


def test_a_party_with_several_names_is_read_by_any_of_them() -> None:
    good, lists = Readiness("x", "ok"), ("script not read (Hangul)", "more than 9 parties are alike")
    some = [Coverage((good,), doubts=lists[:1]), Coverage((good,))]
    assert together(some).clears and not together(some[:1]).clears
    assert together([*some, Coverage((good,), doubts=lists[1:])]).why == lists[1:]
    assert not Coverage(()).clears and not Coverage((good,), day=False).clears


# ---------------------------------------------------------------- weak matches
def test_a_match_below_the_threshold_holds_the_fact_open(folder: Path) -> None:
    screener = Screener(folder, party_pack(), use="review")
    weak = [
        name
        for name in (
            "Gorvanix Magnets Trading Group Europe",
            "Verhazine Metal",
            "Telmarine Metal",
        )
        if (hits := screener.screen(Asked(name), DAY, DAY).hits) and OPEN_FROM <= hits[0].match.score < 0.65
    ]
    assert weak, "none of the names is a weak match any more: choose others"
    for name in weak:
        answer = screener.screen(Asked(name), DAY, DAY)
        assert answer.state == "screening_incomplete" and "weaker matches" in answer.incomplete[-1]
        (row,) = staged(folder, {"consignee": name})
        assert row.get("consignee_us_listed") is None
        assert any(text.startswith("weak_match consignee: ") for text in row["findings"])


# ---------------------------------------------------------------- decisions
def decided(name: str, entry: int, verdict: str) -> Decisions:
    names = names_print(PARTIES[entry - 1])
    return Decisions([Decision(name, "", "us-csl", str(entry), verdict, DAY, "A. B.", "seen", names)])


def test_that_it_is_another_party_does_not_count_where_an_identifier_proves_it(folder: Path) -> None:
    name = "Gorvanix Magnet Works"
    screener = Screener(folder, party_pack(), decisions=decided(name, 1, "not_same"))
    assert screener.screen(Asked(name), DAY, DAY).state == "nothing"
    answer = screener.screen(Asked(name, identifiers=identifiers_of(LEI)), DAY, DAY)
    assert answer.state == "hits" and answer.hits[0].sure and "identifier proves" in answer.hits[0].void


@pytest.mark.parametrize("decision", ["Gorvanix Magnet Works", "Gorvanix Magnet Works / Berun GmbH"])
def test_a_decision_is_on_a_whole_cell_or_on_a_party_of_it(folder: Path, decision: str) -> None:
    screener = Screener(folder, party_pack(), decisions=decided(decision, 1, "not_same"))
    assert screener.screen(Asked("Gorvanix Magnet Works / Berun GmbH"), DAY, DAY).state == "nothing"


def test_who_was_decided_to_be_listed_hits_whatever_the_names(tmp_path: Path) -> None:
    lists(tmp_path)
    words = [
        "Quite Unlike Works",
        "--list",
        "us-csl",
        "--entry",
        "2",
        "--same",
        "--by",
        "A. Nalyst",
        "--why",
        "same owner",
    ]
    done = CliRunner().invoke(cli, ["screen", "decide", *words, "--on", str(DAY), "--lists", str(tmp_path)])
    assert done.exit_code == 0, done.output
    result = run(tmp_path, "Quite Unlike Works", "--on", DAY)
    assert result.exit_code == 1 and "by decision" in result.output
    assert f"decided: same, {DAY} by A. Nalyst: same owner" in result.output
    (row,) = staged(tmp_path, {"consignee": "Quite Unlike Works"})
    assert row["consignee_us_listed"] is True and "same by A. Nalyst" in row["party_hits"][0]


@pytest.mark.parametrize("name", ["12345", "2026-11-20", "…", "100%"])
def test_what_has_no_letter_is_no_name(folder: Path, tmp_path: Path, name: str) -> None:
    refused = run(folder, name, "--on", DAY)
    assert refused.exit_code == 2 and "no letter" in refused.output
    (tmp_path / "p.csv").write_text(f"name,country\n{name},CN\n", "utf-8")
    assert run(folder, tmp_path / "p.csv", "--on", DAY).exit_code == 3


def test_digits_may_be_a_number_that_proves_a_party(folder: Path) -> None:
    assert run(folder, "9321483", "--on", DAY).exit_code == 1
    assert run(folder, "9074729", "--on", DAY).exit_code == 3
    assert run(folder, "12345", "--id", f"lei:{LEI}", "--on", DAY).exit_code == 1


def test_a_number_behind_a_name_is_no_party(screener: Screener) -> None:
    answer = screener.screen(Asked("Unheard Logistics GmbH; 12345"), DAY, DAY)
    assert answer.state == "nothing" and answer.parts == ("Unheard Logistics GmbH",)


@pytest.mark.parametrize("both", [("--same", "--not-same"), ("--not-same", "--same"), ()])
def test_a_decision_says_one_thing(folder: Path, both: tuple[str, ...]) -> None:
    words = ("decide", "Telmarine", "--list", "us-csl", "--entry", "2", "--by", "A. B.", "--why", "seen", *both)
    done = CliRunner().invoke(cli, ["screen", *words, "--lists", str(folder)])
    assert done.exit_code == 2 and "--same or --not-same" in done.output
    assert not (folder / "decisions.csv").exists()


# ---------------------------------------------------------------- identifiers
@pytest.mark.parametrize("text", ["9321483", "IMO9321483", "IMO 9321483", "imo:9321483"])
def test_an_imo_number_is_known_with_and_without_its_letters(folder: Path, text: str) -> None:
    assert "imo" in [one.kind for one in identifiers_of(text)]
    result = run(folder, "Quite Another Ship", "--id", text, "--on", DAY)
    assert result.exit_code == 1 and "Zanovia Star" in result.output
    assert run(folder, "IMO9321483", "--on", DAY).exit_code == 1


def test_an_id_that_fits_no_scheme_is_told(folder: Path, tmp_path: Path) -> None:
    assert unread_ids("see file", identifiers_of("see file")) and not unread_ids("", ())
    result = run(folder, "Nobody At All", "--id", "see file", "--on", DAY, "--json")
    assert "fits no scheme" in result.output
    assert json.loads(result.stdout)["findings"] == ["id 'see file' fits no scheme that is known, not compared"]
    (row,) = staged(folder, {"consignee": "Nobody At All", "consignee_id": "see file"})
    assert row["findings"] == ["unread_id consignee: id 'see file' fits no scheme that is known, not compared"]
    (tmp_path / "p.csv").write_text("name,id\nNobody At All,see file\n", "utf-8")
    run(folder, tmp_path / "p.csv", "--on", DAY, "--out", tmp_path / "h.csv")
    assert "fits no scheme" in (tmp_path / "h.csv").read_text("utf-8")


def test_a_line_with_an_id_alone_is_screened_by_it(folder: Path) -> None:
    rows = [{"consignee": None, "consignee_id": id} for id in (LEI, "529900ODI3047E2LIV03", None)]
    listed, other, nobody = staged(folder, *rows)
    assert listed["consignee_us_listed"] is True
    assert other["consignee_us_listed"] is None and "name not read" in other["findings"][0]
    assert nobody["consignee_us_listed"] is None and not nobody.get("findings")
    (alone,) = staged(folder, {"consignee_id": LEI})
    assert alone["consignee_us_listed"] is True


# ---------------------------------------------------------------- entities
def test_links_between_entities_are_no_rejects(folder: Path, tmp_path: Path) -> None:
    company = {"id": "a", "schema": "Company", "properties": {"name": ["Nobody At All"]}}
    link = {"id": "b", "schema": "Ownership", "properties": {"owner": ["a"], "asset": ["a"]}}
    (tmp_path / "e.ftm.json").write_text(f"{json.dumps(company)}\n{json.dumps(link)}\n", "utf-8")
    result = run(folder, tmp_path / "e.ftm.json", "--on", DAY)
    assert result.exit_code == 0 and "1 parties in = 1 answered + 0 rejected" in result.output, result.output
    (tmp_path / "e.ftm.json").write_text(json.dumps({**company, "schema": "Compny"}) + "\n", "utf-8")
    assert run(folder, tmp_path / "e.ftm.json", "--on", DAY).exit_code == 3


def test_rows_of_a_file_with_an_id_alone_are_screened_by_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(f"id\n{LEI}\n", "utf-8")
    assert run(folder, tmp_path / "p.csv", "--on", DAY).exit_code == 1
    (tmp_path / "p.csv").write_text("id\n529900ODI3047E2LIV03\n", "utf-8")
    assert run(folder, tmp_path / "p.csv", "--on", DAY).exit_code == 3
