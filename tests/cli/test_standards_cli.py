"""`monazite standards`: what list, show, search, timeline and compare tell, as text, as JSON and in Chinese."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Result

Run = Callable[..., Result]
NOTICE = "buy the standard"
DAY = ("--on", "2024-03-01")
EDITION = "GB/T 31978-2015"


def flat(text: str) -> str:
    """Return a text without the breaks that the width of the terminal makes."""
    return " ".join(text.split())


# ------------------------------------------------------------ list
def test_list_tells_how_editions_stand_on_the_day(run: Run) -> None:
    text = run("standards", "list", "--body", "YS/T", *DAY).out
    lines = {line.split("  ")[0]: line for line in text.splitlines() if line.startswith("YS/T")}
    assert "in force" in lines["YS/T 582-2013"] and "issued" in lines["YS/T 582-2023"]
    assert flat(text).count(NOTICE) == 1
    assert "4 editions on 2024-03-01" in text


def test_list_hides_earlier_stages_of_a_project_and_says_so(run: Run) -> None:
    short, whole = run("standards", "list", "--body", "ISO").out, run("standards", "list", "--body", "iso", "--all").out
    assert "ISO/DIS 24181-1" not in short and "ISO/DIS 24181-1" in whole
    assert "records of earlier stages" in flat(short) and "not shown" not in flat(whole)


def test_list_as_json(run: Run) -> None:
    told = json.loads(run("standards", "list", "--kind", "product", "--standing", "issued", *DAY, "--json").out)
    assert [each["id"] for each in told["editions"]] == ["YS/T 582-2023"]
    assert (told["editions"][0]["days_from_issue_to_force"], told["on"]) == (194, "2024-03-01")
    assert NOTICE in told["notice"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "--body", "MIT"), "did you mean 'MIIT'?"),
        (("list", "--kind", "produkt"), "did you mean 'product'?"),
        (("list", "--on", "01.03.2024"), "is no day"),
        (("show", "GB/T 31987-2015"), "did you mean 'GB/T 31978-2015'?"),
        (("timeline", "MIIT 2026-01"), "is a batch of drafts"),
        (("compare", "GB/T 24533-2019", "YS/T 582-2013"), "GB/T 24533-2019 has no grades"),
        (("compare", "YS/T 582-2013", "YS/T 582-2013"), "are the same grade"),
        (("compare", "GB/T 5240-1992", "GB/T 31978", "--product", "Neodymum oxide"), "did you mean 'Neodymium oxide'?"),
        (("compare", "GB/T 5240-1992", "GB/T 31978", "--grade", "Ce-3NC"), "did you mean 'Ce-3N"),
        (("serch", "x"), "did you mean 'search'?"),
    ],
)
def test_what_is_not_there_ends_with_a_line_and_what_is_near(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run("standards", *words)
    assert result.code == 2
    assert said in flat(result.err)
    assert "Traceback" not in result.err


# ------------------------------------------------------------ show
def test_show_tells_an_edition_in_full(run: Run) -> None:
    text = flat(run("standards", "show", "gb/t31978—2015", "--on", "2016-01-01").out)
    for part in (
        "issued on 2016-01-01, not yet in force",
        "in force from 2016-08-01 (325 days between)",
        "Ce-3NA number 024030A Cerium metal",
        "Fe <=0.10 % as received",
        "RE impurities <=0.1 % of TREM",
        "balance (no limit)",
        "a scanned or aggregated copy",
    ):
        assert part in text
    assert text.count(NOTICE) == 1


def test_show_of_one_grade_leaves_out_the_others(run: Run) -> None:
    told = json.loads(run("standards", "show", "GB/T 31978-2015 Ce-3NB", "--json").out)
    (grade,) = told["grades"]
    assert (grade["grade"], grade["number"], grade["designation"]["nines"]) == ("Ce-3NB", "024030B", "3N")
    iron = next(one for one in grade["requirements"] if one["analyte"] == "Fe")
    assert iron["upper"] == {"value": "0.1", "step": "0.01", "strict": False}
    assert (iron["printed"], iron["compare"], iron["confidence"]) == ("<=0.10", "full", "C")


def test_show_of_a_standard_chooses_the_edition_of_the_day(run: Run) -> None:
    text = flat(run("standards", "show", "YS/T 582", *DAY).out)
    assert text.startswith("YS/T 582-2013")
    assert "chosen for 2024-03-01 from 3 editions" in text
    assert "replaced by YS/T 582-2023" in text


def test_show_tells_methods_and_adoption(run: Run) -> None:
    text = flat(run("standards", "show", "ISO 23597:2023").out)
    assert "rare earth oxide · TREO · 95 to 99.5 %" in text
    assert "MOD, modified" in flat(run("standards", "show", "GB/T 20000.2-2009").out)


def test_show_says_that_a_price_agency_is_no_body_of_standards(run: Run) -> None:
    assert "not a standard" in flat(run("standards", "show", "Fastmarkets LiOH.H2O exw China").out)


def test_show_of_the_batch_tells_its_window(run: Run) -> None:
    text = flat(run("standards", "show", "MIIT 2026-01").out)
    assert "open 2026-01-27 to 2026-02-25, both days included: 30 days (Asia/Shanghai)" in text
    assert "101 drafts, of which 5 are known by name" in text
    told = json.loads(run("standards", "show", "miit 2026-01", "--json").out)["batch"]
    assert (told["drafts"], told["days"], len(told["known"])) == (101, 30, 5)


# ------------------------------------------------------------ search
def test_search_finds_by_fragment_words_and_designation(run: Run) -> None:
    assert "GB/T 31978-2015" in run("standards", "search", "31978").out
    assert "YS/T 582-2023" in run("standards", "search", "lithium carbonate").out
    text = run("standards", "search", "024030A").out
    assert "024030A says: Ce metal 3N (99.9 %) A" in text and "GB/T 31978-2015" in text


def test_search_that_finds_nothing_ends_with_1_and_what_is_near(run: Run) -> None:
    result = run("standards", "search", "neodymum")
    assert (result.code, result.out) == (1, "")
    assert "did you mean 'neodymium'?" in result.err
    told = run("standards", "search", "neodymum", "--json")
    assert (told.code, json.loads(told.out)["editions"]) == (1, [])


# ------------------------------------------------------------ timeline
def test_timeline_draws_the_wait_between_issue_and_force(run: Run) -> None:
    text = run("standards", "timeline", "GB/T 9967", "--on", "2025-12-15").out
    old, new = (next(line for line in text.splitlines() if line.startswith(f"GB/T 9967-{y}")) for y in (2010, 2025))
    assert "in force" in old and new.rstrip().endswith("issued")
    assert "░" in new and "░" not in old and "█" in old
    assert "in force from 2026-02-01 (184 days between)" in flat(text)
    assert flat(text).count(NOTICE) == 1


@pytest.mark.parametrize("name", ["GB/T 4154", "GB/T 5240", "GB/T 17803", "GB/T 14635", "YS/T 582"])
def test_a_short_wait_does_not_vanish_in_a_long_picture(run: Run, name: str) -> None:
    text = run("standards", "timeline", name, "--on", "2045-01-01").out
    told = json.loads(run("standards", "timeline", name, "--json").out)["editions"]
    waiting = {each["id"] for each in told if "days_from_issue_to_force" in each}
    drawn = {line.split("  ")[0] for line in text.splitlines() if "░" in line and line.startswith(name)}
    assert drawn == waiting != set()


def test_timeline_as_json_has_stretches_without_gaps(run: Run) -> None:
    told = json.loads(run("standards", "timeline", "YS/T 582-2023", *DAY, "--json").out)
    assert [each["id"] for each in told["editions"]] == ["YS/T 582-2006", "YS/T 582-2013", "YS/T 582-2023"]
    assert told["editions"][1]["stood"][-2:] == [
        {"standing": "in_force", "from": "2013-09-01", "until": "2024-07-01"},
        {"standing": "withdrawn", "from": "2024-07-01", "until": None},
    ]


def test_timeline_of_projects_without_days_draws_nothing(run: Run) -> None:
    text = run("standards", "timeline", "ISO 5976").out
    assert "█" not in text
    assert "ISO/FDIS 5976: no day is known: stage 50.00 (approval)" in text


# ------------------------------------------------------------ compare
def test_compare_tells_limit_by_limit(run: Run) -> None:
    text = run("standards", "compare", "GB/T 31978-2015 Ce-3NA", "GB/T 31978-2015 Ce-3NB").out
    rows = {line.split()[0]: line.split()[-1] for line in text.splitlines() if line.split()}
    assert (rows["Si"], rows["Fe"]) == ("stricter", "equal")
    assert "GB/T 31978-2015 Ce-3NA against GB/T 31978-2015 Ce-3NB: stricter" in flat(text)


def test_compare_converts_units_and_marks_the_market(run: Run) -> None:
    words = ("standards", "compare", "YS/T 582-2013", "Fastmarkets Li2CO3 exw China", "--product", "lithium carbonate")
    text = flat(run(*words).out)
    assert "magnetic impurities <=0.0003 % as received <=300 ppb as received looser" in text
    assert "not a standard" in text
    (pair,) = json.loads(run(*words, "--json").out)["pairs"]
    assert pair["relation"] == "crossed"
    assert {row["analyte"]: row["relation"] for row in pair["limits"]}["K"] == "stricter"


def test_compare_of_editions_tells_every_pair(run: Run) -> None:
    text = run("standards", "compare", "GB/T 5240-1992", "SMM market grade 2012", "--product", "Neodymium oxide").out
    assert len([line for line in text.splitlines() if "SMM market grade 2012 Neodymium oxide" in line]) == 3
    assert "Every pair" in text


def test_grades_known_by_name_are_not_called_equal(run: Run) -> None:
    words = ("GB/T 20892-2020 PrNd-75NdA", "GB/T 20892-2020 PrNd-75NdB")
    assert "incomparable" in run("standards", "compare", *words).out


# ------------------------------------------------------------ Chinese
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "--body", "YS/T", *DAY), "2024-03-01：4个版本"),
        (("show", "GB/T 31978-2015"), "金属铈"),
        (("search", "碳酸锂"), "电池级碳酸锂"),
        (("timeline", "GB/T 9967"), "金属钕"),
        (("compare", "GB/T 31978-2015 Ce-3NA", "GB/T 31978-2015 Ce-3NB"), "更严"),
        (("show", "MIIT 2026-01"), "30天"),
    ],
)
def test_every_command_speaks_chinese(run: Run, words: tuple[str, ...], said: str) -> None:
    for option in ("--lang", "--language"):
        text = run("standards", *words, option, "zh").out
        assert said in text
        assert "不构成法律意见" in text
        assert NOTICE not in text


# ------------------------------------------------------------ packs of one's own
def test_pack_check_tells_counts_and_problems(run: Run, tmp_path: Path) -> None:
    from tests.packs.test_standards_packs import BASE, WRONG, made

    result = run("pack", "check", BASE)
    assert result.code == 0
    assert "3 editions, 2 grades, 3 requirements, 1 method range, 1 adoption, 0 problems" in result.out
    row = next(row for row in WRONG if row["case"] == "unit unknown")
    wrong = made(tmp_path, row)
    assert run("pack", "check", wrong).out.splitlines()[0] == "grades.csv:3:59: P084 'procent' is no unit"
    told = run("pack", "check", "--json", wrong)
    assert (told.code, [each["code"] for each in json.loads(told.out)]) == (1, ["P084"])


@pytest.mark.parametrize(("word", "said"), [("test", "it has no cases"), ("show", "monazite standards show")])
def test_what_other_packs_have_is_refused_with_what_to_do(run: Run, word: str, said: str) -> None:
    from tests.packs.test_standards_packs import BASE

    result = run("pack", word, BASE)
    assert result.code == 2
    assert said in result.err


def own_packs(folder: Path, old: str = "", new: str = "") -> Path:
    """Return a folder of packs that holds the made-up pack of standards, with one text replaced."""
    from tests.packs.test_standards_packs import made

    row = {"file": "editions.csv", "old": old, "new": new} if old else None
    made(folder / "standards", row)
    return folder


def test_packs_of_ones_own_are_asked_instead(run: Run, tmp_path: Path) -> None:
    folder = own_packs(tmp_path)
    text = run("standards", "list", "--packs", folder, "--on", "2020-04-15").out
    assert "T 1-2010" in text and "YS/T" not in text
    assert "Fe2O3 <=0.10 % as received A rounded first" in flat(
        run("standards", "show", "T 1-2020 A", "--packs", folder).out
    )


def test_a_wrong_pack_of_ones_own_is_told_at_its_place(run: Run, tmp_path: Path) -> None:
    result = run("standards", "list", "--packs", own_packs(tmp_path, "现行", "now"))
    assert result.code == 2
    assert "made-up/editions.csv:3:68: P081 'now' is no stage of a standard" in result.err
    assert run("standards", "list", "--packs", tmp_path / "standards").err.startswith("monazite: no packs of standards")


def test_brackets_in_packs_are_printed_as_they_are(run: Run, tmp_path: Path) -> None:
    folder = own_packs(tmp_path, "Made-up method", "[bold]method[/]")
    assert "[bold]method[/]" in flat(run("standards", "list", "--packs", folder).out)
    assert "[bold]method[/]" in flat(run("standards", "show", "T/CD 2", "--packs", folder).out)


def test_a_contract_stands_beside_the_standard(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "order-7.csv"
    file.write_text(f"edition,grade,analyte,basis,op,limit,unit\n{EDITION},Ce-3NA,Fe,as_received,<=,0.05,%\n", "utf-8")
    names = (f"{EDITION} Ce-3NA under order-7", f"{EDITION} Ce-3NA")
    told = json.loads(run("standards", "compare", *names, "--contract", file, "--json").out)
    assert told["pairs"][0]["relation"] == "stricter"
    file.write_text(file.read_text("utf-8").replace("0.05", "little"), "utf-8")
    result = run("standards", "show", EDITION, "--contract", file)
    assert (result.code, result.err.splitlines()[0].split(" ")[0]) == (2, "order-7.csv:2:42:")
