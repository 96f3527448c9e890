"""The report: what it says, that nothing in it can act, that it is one file and small."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from monazite.errors import OutputError, UsageError
from monazite.report import check_reports, render_report, write_report
from monazite.report.lines import safe_link
from monazite.summary import Citation, Summary
from tests.report.made_up import CITATIONS, line, summary

HOSTILE = """</style></pre><script>alert(1)</script><img src=x onerror="alert(2)">' " & {{ 7*7 }} `x` \x00\u202e\r\n"""
SECTIONS = ["result", "outcomes", "destinations", "first", "facts", "duties", "law", "readings", "findings", "made"]


def tree_of(run: Summary, language: str = "en") -> html.HtmlElement:
    """The report as a tree."""
    return html.document_fromstring(render_report(run, language=language))


def words(node: html.HtmlElement) -> str:
    """The text of a node as read, blanks folded."""
    return " ".join(node.text_content().split())


@pytest.fixture(scope="module")
def made() -> html.HtmlElement:
    return tree_of(summary())


# ------------------------------------------------------------------ what it says
def test_headline_says_how_many_may_go_wait_stay_and_are_open(made: html.HtmlElement) -> None:
    assert words(made.find_class("headline")[0]) == (
        "Of 200 lines, 121 may go, 40 must wait for a licence, 6 must not go, "
        "and 33 cannot be decided until facts are obtained."
    )


def test_headline_counts_one_line_in_the_singular() -> None:
    one = summary(lines_in=1, lines_out=1, rejected=0, decisions={"ask": 1})
    assert words(tree_of(one).find_class("headline")[0]).startswith("Of 1 line, 0 may go")


def test_every_section_is_there_once_and_named_in_the_contents(made: html.HtmlElement) -> None:
    assert [section.get("id") for section in made.iter("section")] == SECTIONS
    links = [a.get("href") for a in made.xpath("//nav//a")]
    assert links == [f"#{name}" for name in SECTIONS[1:]]


def test_decisions_show_lines_share_and_exact_value(made: html.HtmlElement) -> None:
    rows = [words(row) for row in made.xpath("//table[contains(@class,'shares')]/tbody/tr")]
    assert len(rows) == 5
    assert "103 51.5 % EUR 12,345.6789USD 987,654,321.00" in rows[0]
    assert rows[4].endswith("6 3.0 % USD 250,000.00")


def test_lines_with_one_reason_share_a_card_in_the_given_order(made: html.HtmlElement) -> None:
    cards = made.find_class("case")
    assert [len(card.xpath(".//tbody/tr")) for card in cards] == [2, 1, 7, 4, 1, 1]
    assert [words(card.find(".//h3")) for card in cards][:3] == [
        "Must not go 2 lines Prohibited",
        "Wait for a licence 1 line Licence required to presumption of denial",
        "Wait for a licence 7 lines Licence required",
    ]


def test_a_card_says_why_what_to_do_and_where_the_law_stands(made: html.HtmlElement) -> None:
    card = made.find_class("case")[2]
    text = words(card)
    assert "Samarium, gadolinium" in text
    assert "The goods are dysprosium metal, entry 1C905.a" in text
    assert "Hold until a licence for these lines is at hand" in text
    assert "Keep end-user certificate for 5 years" in text
    assert card.xpath(".//a/@href") == [CITATIONS["cn.mofcom-gacc.2025-18.art-1-7"].url]


def test_a_card_shows_each_duty_once_with_the_day_that_all_its_lines_share() -> None:
    report, keep, file = "record: Enter the flow (by {})", "record: Keep papers (by 2030-01-01)", "document: File"
    more = [[report.format("2026-04-10"), keep, file], [report.format("2026-12-10"), keep]]
    lines = [line(n, "release_with_duties", "exempt", "exempt", bases=["x"], duties=d) for n, d in enumerate(more, 1)]
    card = tree_of(summary(first=lines)).find_class("case")[0]
    assert [words(li) for li in card.xpath(".//ul[not(@class)]/li")] == [
        "record: Enter the flow",
        "record: Keep papers (by 2030-01-01)",
        "document: File (1 of these 2 lines)",
    ]


def test_what_must_not_go_has_no_duties() -> None:
    card = tree_of(summary(first=[line(1, "refuse", "prohibited", "prohibited", duties=["Keep papers"])]))
    assert "Keep papers" not in words(card.find_class("case")[0])


def test_only_provisions_with_an_outcome_are_reasons_and_the_strongest_comes_first() -> None:
    licence, denial, silent = "cn.mofcom-gacc.2025-18.art-1-7", "cn.mofcom.2024-46.para-2-a", "cn.duty"
    cited = CITATIONS | {silent: dataclasses.replace(CITATIONS[licence], title="A duty alone", outcome="")}
    one = line(1, "hold_for_licence", "licence_required", "licence_required", bases=[silent, licence, denial])
    two = line(2, "hold_for_licence", "licence_required", "licence_required", bases=[denial, licence])
    cards = tree_of(summary(first=[one, two], citations=cited)).find_class("case")
    titles = [words(node) for node in cards[0].find_class("title")]
    assert len(cards) == 1 and titles == [CITATIONS[denial].title, CITATIONS[licence].title]


def test_lines_share_a_card_whatever_their_items_findings_and_duties() -> None:
    base = {"bases": ["x"], "ask": ["purity"]}
    lines = [
        line(1, "ask", "exempt", "prohibited", **base, items=["a", "b"], findings=["odd"], duties=["Report"]),
        line(2, "ask", "exempt", "prohibited", **base, items=["b", "c"]),
        line(3, "ask", "exempt", "prohibited", **base | {"ask": ["origin"]}),
    ]
    cards = tree_of(summary(first=lines)).find_class("case")
    assert [len(card.xpath(".//tbody/tr")) for card in cards] == [2, 1]
    assert [words(code) for code in cards[0].iter("code")] == ["a", "b", "c"]


def test_many_questions_are_named_shortly() -> None:
    asked = [f"mf_{e}" for e in "dy tb gd lu sc sm y mo w ag".split()]
    card = words(tree_of(summary(first=[line(1, "ask", "exempt", "prohibited", ask=asked)])).find_class("case")[0])
    assert card.count("mass fraction?") == 8 and "Also askedTungsten; Silver" in card


def test_the_lead_says_which_lines_are_listed(made: html.HtmlElement) -> None:
    lead = words(made.xpath("//section[@id='first']/p")[0])
    assert "lines of greatest declared value are listed (Must not go: 2 of 6; Wait for a licence: 8 of 40; " in lead
    assert "at most 80 / 70 / 50; the decisions file has every line" in lead


@pytest.mark.parametrize("folder", ["/home/me/declarations/", "C:\\data\\", ""])
def test_a_line_names_its_file_and_tells_its_folder_on_request(folder: str) -> None:
    name = "lines_of-2026.csv"
    text = render_report(summary(first=[line(6, "ask", "exempt", "prohibited", source=folder + name)]))
    place = html.document_fromstring(text).find_class("case")[0].xpath(".//th[@role='rowheader']//span")[0]
    assert words(place) == f"{name}, row 7" and place.get("title") == f"{folder}{name}, row 7"
    assert "lines_<wbr>of-<wbr>2026.<wbr>csv" in text


# ------------------------------------------------------------------ how old the data is
@pytest.mark.parametrize(
    ("known", "head", "caution"),
    [
        ({}, "", ""),
        ({"cn": "2026-10-08"}, "looked up to 8 October 2026 ·", "changes of the law after 8 October 2026 are not"),
        ({"cn": "2026-11-22"}, "looked up to 22 November 2026 ·", ""),
        (
            {"cn": "2026-10-08", "us": "2026-12-01"},
            "looked up to 8 October 2026 (CN), 1 December 2026 (US)",
            "after 8 October 2026 (CN) are not",
        ),
        ({"cn": "", "us": "2026-12-01"}, "looked up to not stated (CN), 1 December", "the data of CN does not say"),
        ({"cn": "2026-10-08", "us": "2026-10-08"}, "looked up to 8 October 2026 ·", "after 8 October 2026 are not"),
    ],
)
def test_the_head_says_how_old_the_law_data_is(known: dict[str, str], head: str, caution: str) -> None:
    tree = tree_of(summary(state_of_knowledge=known))
    assert head in words(tree.find_class("basis")[0]) and ("looked up" in words(tree)) == bool(known)
    cautions = [words(p) for p in tree.xpath("//main/p[@class='warn']")]
    assert len(cautions) == bool(caution) and all(caution in text for text in cautions)
    assert words(tree).count("Caution: ") == 2 * bool(caution)  # in the head, and in how it was made


def test_the_age_of_the_law_data_is_told_in_chinese() -> None:
    text = words(tree_of(summary(state_of_knowledge={"cn": "2026-10-08"}), "zh"))
    assert "截至 2026年11月22日 已知的法律；法律数据查至 2026年10月8日" in text
    assert "2026年10月8日 之后的法律变动未收入数据" in text


def test_an_explanation_is_told_once_a_card(made: html.HtmlElement) -> None:
    card = made.find_class("case")[2]
    assert words(card.find("details/summary")) == "How D-76 · Line 3 was decided"
    assert "item 1C905.a" in card.find("details/pre").text


def test_questions_are_grouped_by_who_can_answer_most_lines_first(made: html.HtmlElement) -> None:
    section = made.get_element_by_id("facts")
    heads = [words(h) for h in section.iter("h3")]
    assert heads[0] == "From the manufacturer" and len(heads) == len(set(heads))
    first = words(section.xpath(".//tbody/tr")[0])
    assert "What are the listed items of Chinese origin inside worth?" in first and " 14 " in first
    assert "Foreign goods with Chinese rare earths" in first


def test_provisions_that_wait_are_learnt_from_lines_with_one_question() -> None:
    text = words(tree_of(summary(waits={})).get_element_by_id("facts"))
    assert "Holmium, erbium" in text  # asked by one line for its purity alone
    assert "Foreign goods with Chinese" not in text  # two facts are open on those lines: not told which one it needs


def test_provisions_from_memory_are_marked_wherever_they_appear(made: html.HtmlElement) -> None:
    row = made.xpath("//section[@id='law']//tr[@class='memory']")
    assert len(row) == 1 and "From memory – confirm the text" in words(row[0])
    assert "1 of these provisions was encoded from memory" in words(made.get_element_by_id("law"))
    card = made.find_class("case")[1]
    assert "From memory" in words(card)


def test_a_provision_without_citation_is_shown_by_its_id(made: html.HtmlElement) -> None:
    assert "cn.mofcom.2025-61.art-5" in words(made.get_element_by_id("law"))


def test_not_legal_advice_is_said_exactly_once(made: html.HtmlElement) -> None:
    assert words(made).count("not legal advice") == 1


def test_readings_are_a_section_only_where_they_differ(made: html.HtmlElement) -> None:
    assert "On 21 lines the answer depends" in words(made.get_element_by_id("readings"))
    assert not tree_of(summary(reading_differs=0)).xpath("//*[@id='readings']")


def test_counts_that_do_not_add_up_are_said_to_be_wrong() -> None:
    assert "203 lines in = 200 assessed + 3 rejected" in words(tree_of(summary()))
    assert "these do not add up" in words(tree_of(summary(rejected=2)))


def test_a_run_without_lines_is_a_report_too() -> None:
    none: dict[str, object] = dict.fromkeys(
        ("decisions", "outcomes", "destinations", "asks", "bases", "possible", "items", "findings", "duties", "waits"),
        {},
    )
    empty = summary(lines_in=0, lines_out=0, rejected=0, first=[], reading_differs=0, value_by_decision={}, **none)
    text = words(tree_of(empty))
    assert "There were no lines to assess." in text and "Every line may go" in text


def test_unknown_names_do_not_stop_the_report() -> None:
    odd = summary(
        asks={"no_such_fact": 1},
        outcomes={("XX", "novel", "novel"): 1},
        destinations={("ZZ", "release"): 1},
        decisions={"novel": 1},
        reading="novel",
        first=[line(1, "ask", "novel", "prohibited", destination="ZZ", ask=["no_such_fact"])],
    )
    assert "no_such_fact" in words(tree_of(odd))


# ------------------------------------------------------------------ nothing in it can act
def hostile_run() -> Summary:
    cited = Citation(HOSTILE, HOSTILE, HOSTILE, HOSTILE, "javascript:alert(1)", "x", "memory", "T", HOSTILE, HOSTILE)
    bad = line(
        1,
        "ask",
        HOSTILE,
        HOSTILE,
        source=HOSTILE,
        declaration=HOSTILE,
        line=HOSTILE,
        description=HOSTILE,
        destination=HOSTILE,
        currency=HOSTILE,
        end_user=HOSTILE,
        bases=[HOSTILE],
        possible=[HOSTILE],
        ask=[HOSTILE],
        duties=[HOSTILE],
        findings=[HOSTILE],
        items=[HOSTILE],
        explanation=HOSTILE,
    )
    return summary(
        title=HOSTILE,
        inputs=[HOSTILE],
        reading=HOSTILE,
        regimes=[HOSTILE],
        pack_versions={HOSTILE: HOSTILE},
        assumptions={HOSTILE: HOSTILE},
        stages={HOSTILE: 1.0},
        outcomes={(HOSTILE, HOSTILE, HOSTILE): 1},
        destinations={(HOSTILE, "ask"): 1},
        asks={HOSTILE: 1},
        bases={HOSTILE: 1},
        possible={HOSTILE: 1},
        items={HOSTILE: 1},
        findings={HOSTILE: 1},
        duties={HOSTILE: 1},
        state_of_knowledge={HOSTILE: HOSTILE},
        value_by_decision={(HOSTILE, "ask"): 1},
        first=[bad],
        citations={HOSTILE: cited},
        waits={HOSTILE: [HOSTILE]},
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_texts_are_inert(language: str) -> None:
    text = render_report(hostile_run(), language=language)
    tree = html.document_fromstring(text)
    assert not tree.xpath("//script|//iframe|//object|//embed|//form|//link|//base")
    assert not [a for node in tree.iter() for a in node.attrib if a.lower().startswith("on")]
    assert len(tree.xpath("//img")) == len(tree.xpath("//picture//img")) == 2
    assert len(tree.xpath("//style")) == 1 and "<" not in tree.xpath("string(//style)")
    assert "javascript:" not in text and "49" not in words(tree.find_class("case")[0])
    assert "\x00" not in text


def test_a_description_is_shown_as_it_was_declared() -> None:
    shown = tree_of(summary(first=[line(1, "ask", "exempt", "prohibited", description="<b>5 % Dy & “氧化镝”</b>")]))
    assert "<b>5 % Dy & “氧化镝”</b>" in words(shown.find_class("case")[0])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//no.scheme/x",
        "https:",
        "http://[bad",
        "ftp://a/b",
    ]
    + [
        "https://a b.example/",
        "https://a.example/\n",
        'https://a.example/"',
        "https://a.example/<b>",
        " https://a.example/",
    ],
)
def test_only_plain_web_addresses_become_links(url: str) -> None:
    assert safe_link(url) == ""


def test_a_plain_web_address_is_kept() -> None:
    assert safe_link("https://a.example/b?c=1&d=2#e") == "https://a.example/b?c=1&d=2#e"


# ------------------------------------------------------------------ one file, small, for everyone
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_loaded_from_anywhere(language: str) -> None:
    text = render_report(summary(), language=language)
    tree = html.document_fromstring(text)
    loaded = [
        v for node in tree.iter() for a, v in node.attrib.items() if a in ("src", "srcset", "poster", "background")
    ]
    assert loaded and all(value.startswith("data:image/svg+xml;base64,") for value in loaded)
    assert not re.search(r"@import|url\(", text)
    assert all(a.get("href").startswith(("https://", "http://", "#")) for a in tree.iter("a"))
    assert "default-src 'none'" in tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")


def test_size_is_bounded_whatever_the_run_holds() -> None:
    long = "长" * 5000 + "x" * 5000
    names = [f"cn.provision.{n}" for n in range(1000)]
    lines = [
        line(
            n, "ask", "exempt", "prohibited", description=long, end_user=long, findings=[long] * 5, explanation=long * 9
        )
        for n in range(300)
    ]
    for n, one in enumerate(lines):  # every line a card of its own
        lines[n] = dataclasses.replace(
            one, bases=names[n : n + 3], possible=names[n + 3 : n + 9], ask=["purity", "origin"]
        )
    cited = {name: dataclasses.replace(CITATIONS["cn.mofcom.2024-46.para-1"], because=long) for name in names}
    big = summary(
        lines_in=1_000_000,
        lines_out=1_000_000,
        rejected=0,
        inputs=[f"part-{n}.csv" for n in range(5000)],
        first=lines,
        bases=dict.fromkeys(names, 1000),
        citations=cited,
        findings={f"{n} {long}": 1 for n in range(10_000)},
        duties={f"Report by {n}": 1 for n in range(10_000)},
        destinations={(f"{a}{b}", d): 9 for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJ" for d in ("release", "ask")},
    )
    assert len(render_report(big).encode()) < 3_000_000


def test_tables_and_pictures_speak_to_those_who_cannot_see_them(made: html.HtmlElement) -> None:
    assert made.get("lang") == "en"
    assert not made.xpath("//th[not(@scope)]")
    assert all(len(img.get("alt")) > 20 for img in made.iter("img"))
    assert "Germany (DE): May go 31" in made.xpath("//img/@alt")[1]
    assert len(made.xpath("//main")) == len(made.xpath("//h1")) == len(made.xpath("//header")) == 1
    ids = made.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(made.xpath("//@aria-labelledby")) <= set(ids)
    assert {a.lstrip("#") for a in made.xpath("//a/@href") if a.startswith("#")} <= set(ids)


def test_chinese_report_is_chinese() -> None:
    tree = tree_of(summary(), "zh")
    assert tree.get("lang") == "zh-Hans"
    assert words(tree.find_class("headline")[0]).startswith("共 200 行：121 行可放行")
    text = words(tree)
    assert "不构成法律意见" in text and "2026年11月22日" in text
    assert "对美国军事用户或军事用途出口两用物项" in text and "德国 (DE)" in text
    assert not re.search(r"\b(Lines|Decision|Why|Law)\b", text)


def test_the_same_summary_gives_the_same_bytes() -> None:
    assert render_report(summary()) == render_report(summary())


# ------------------------------------------------------------------ writing
def test_writes_one_whole_file(tmp_path: Path) -> None:
    write_report(str(tmp_path / "r.html"), summary())
    assert [p.name for p in tmp_path.iterdir()] == ["r.html"]
    assert (tmp_path / "r.html").read_text("utf-8").endswith("</html>\n")


def test_a_failed_write_leaves_the_old_report_and_no_rubbish(tmp_path: Path) -> None:
    (tmp_path / "r.html").mkdir()
    with pytest.raises(OutputError, match="r.html"):
        write_report(str(tmp_path / "r.html"), summary())
    assert [p.name for p in tmp_path.iterdir()] == ["r.html"]


def test_an_absent_folder_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot write .* does not exist"):
        write_report(str(tmp_path / "no" / "r.html"), summary())


def test_an_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="en, zh"):
        render_report(summary(), language="klingon")


@pytest.mark.parametrize("library", ["altair", "vl_convert"])
def test_an_absent_library_names_the_extra(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, library, None)
    with pytest.raises(UsageError, match=r"monazite\[reports\]"):
        render_report(summary())
    with pytest.raises(UsageError, match=library):
        check_reports()


def test_days_not_stated_are_said_so() -> None:
    run = summary(first=[line(1, "ask", "exempt", "prohibited", date=None), line(2, "refuse", "exempt", "prohibited")])
    cards = [words(card) for card in tree_of(run).find_class("case")]
    assert "not stated" in cards[0] and "12 November 2026" in cards[1]
    assert date(2026, 11, 12) == run.first[1].date
