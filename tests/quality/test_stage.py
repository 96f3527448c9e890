"""Claims of lines: what they name in any spelling, how it stands on the day, and what the certificate shows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import pickle
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.assess import Request, assess
from monazite.bulk.parts import job_key
from monazite.cli.root import cli
from monazite.errors import InputError, UsageError
from monazite.explain import explanation_text
from monazite.packs import law_packs, load_law
from monazite.qualifying import open_quality
from monazite.quality.certificate import Certificate
from monazite.quality.checking import Checker
from monazite.quality.claims.claimed import Names, known_then, squeezed
from monazite.quality.claims.judged import STATUS
from monazite.quality.claims.request import Quality
from monazite.quality.claims.stage import COLUMNS, QualityStage
from monazite.quality.decision import RULES
from monazite.quality.products import another
from monazite.quality.registry import standing
from monazite.quality.search import asked
from monazite.stages import assumptions
from monazite.text_yaml import read_yaml

ROOT = Path(__file__).parents[2]
LOTS = ROOT / "examples" / "certificates"
DAY = dt.date(2026, 11, 22)
QUALITY = open_quality([LOTS])
STAGE = QualityStage(QUALITY, DAY)
CASES, PROBLEMS = read_yaml(Path(__file__).parent / "claims.yml")
FACTS = ("claimed_standard", "claimed_grade", "certificate_number", "date", "conformity", "standard_status")
ASKED = ("claimed_standard", "claimed_grade", "certificate_number")


def batch_of(*lines: dict[str, Any], coded: bool = False) -> pa.RecordBatch:
    """Return lines with all columns that the stage reads."""
    columns = {}
    for name in FACTS:
        told = pa.array(
            [_value(name, line.get(name)) for line in lines], pa.date32() if name == "date" else pa.string()
        )
        columns[name] = told.dictionary_encode() if coded and name != "date" else told
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def _value(name: str, told: Any) -> Any:
    return dt.date.fromisoformat(told) if name == "date" and isinstance(told, str) else told


def answers(*lines: dict[str, Any], stage: QualityStage = STAGE, coded: bool = False) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = stage.apply(batch_of(*lines, coded=coded)).to_pylist()
    return told


def codes(line: dict[str, Any]) -> list[str]:
    return [text.partition(":")[0] for text in line.get("findings") or ()]


def of(*certificates: Certificate) -> QualityStage:
    return QualityStage(replace(QUALITY, certificates=certificates), DAY)


def certificate(number: str) -> Certificate:
    return next(one for one in QUALITY.certificates or () if one.id == number)


# ------------------------------------------------------------ cases
@pytest.mark.parametrize("case", CASES, ids=[str(case["case"]) for case in CASES])
def test_a_claim_says_what_it_should(case: dict[str, Any]) -> None:
    assert not PROBLEMS
    (line,) = answers(case["line"])
    expected = {name: case.get("is", {}).get(name) for name in COLUMNS}
    assert {name: line.get(name) for name in COLUMNS} == expected
    assert codes(line) == case.get("findings", [])


@pytest.mark.parametrize("coded", [False, True])
def test_lines_together_say_what_each_says_alone(coded: bool) -> None:
    lines = [case["line"] for case in CASES] * 3
    alone = [{**dict.fromkeys(COLUMNS), **answers(line)[0]} for line in lines]
    for line in alone:
        line["findings"], line["derived"] = line.get("findings") or [], line.get("derived") or []
        line.pop("held open: conformity", None)
    together = answers(*lines, coded=coded)
    assert [{name: line[name] for name in alone[0]} for line in together] == alone


def test_findings_tell_the_evidence() -> None:
    def told(**line: str) -> list[str]:
        found: list[str] = answers({"date": "2026-03-02", **line})[0]["findings"]
        return found

    standard = "GB/T 31978-2015"
    fails, asks = told(claimed_standard=standard, claimed_grade="Ce-3NB", certificate_number="HL-2026-0142")
    assert fails == "certificate_fails: 'HL-2026-0142' GB/T 31978-2015 Ce-3NB: Fe 0.14 % is outside <=0.10 %"
    assert asks == "certificate_questioned: 'HL-2026-0142' fails_beside"
    assert told(claimed_standard="GB/T 31978-2105")[0].endswith("; did you mean 'GB/T 31978-2015'?")
    assert told(claimed_standard=standard, claimed_grade="Ce-3MA")[0].endswith("; did you mean 'Ce-3NA'?")
    replaced = "standard_withdrawn: 'GB/T 5240-1992' is not in force since 2015; after it came GB/T 5240-2015"
    assert told(claimed_standard="GB/T 5240-1992") == [replaced]


def test_what_filled_a_fact_is_told() -> None:
    (line,) = answers(
        {"claimed_standard": "GB/T 31978", "claimed_grade": "Ce-3NA", "date": DAY, "certificate_number": "HL-2026-0117"}
    )
    by = "HL-2026-0117, GB/T 31978-2015 Ce-3NA, simple"
    assert line["derived"] == ["standard_status=in_force (GB/T 31978-2015)", f"conformity=pass ({by})"]


# ------------------------------------------------------------ nothing claimed
def test_lines_that_claim_nothing_come_back_as_they_are() -> None:
    batch = batch_of({"date": DAY}, {"date": None})
    assert STAGE.apply(batch) is batch
    assert STAGE.apply(batch.select(["date"])).schema.names == ["date"]
    assert QualityStage(None, DAY).apply(batch) is batch and not QualityStage(None, DAY).reads


def test_without_certificates_a_number_is_not_looked_at() -> None:
    stage = QualityStage(open_quality(), DAY)
    batch = batch_of({"certificate_number": "HL-2026-0117", "date": DAY})
    assert stage.apply(batch) is batch and "certificate_number" not in stage.reads
    (line,) = answers({"claimed_standard": "YS/T 582-2013", "certificate_number": "X", "date": DAY}, stage=stage)
    assert codes(line) == ["standard_withdrawn"] and line["conformity"] is None


def test_no_rows_are_no_rows() -> None:
    assert STAGE.apply(batch_of()).num_rows == 0


# ------------------------------------------------------------ numbers of certificates
def test_two_certificates_with_one_number_leave_it_open() -> None:
    one = certificate("HL-2026-0117")
    line = {"claimed_standard": "GB/T 31978-2015", "claimed_grade": "Ce-3NA", "certificate_number": one.id, "date": DAY}
    other = replace(one, lot="C26-018", issuer="Another (invented)")
    (told,) = answers(line, stage=of(one, other))
    assert told["conformity"] is None and codes(told) == ["certificate_ambiguous"]
    assert "name the lot: 'HL-2026-0117#C26-017', 'HL-2026-0117#C26-018'" in told["findings"][0]
    (told,) = answers({**line, "certificate_number": "hl-2026-0117#c26-018"}, stage=of(one, other))
    assert told["conformity"] == "pass"
    (told,) = answers(line, stage=of(one, replace(one, path="elsewhere.json", digest="0")))  # the same one twice
    assert told["conformity"] == "pass" and not codes(told)


def test_what_a_certificate_would_show_is_not_assumed() -> None:
    claim = {"claimed_standard": "GB/T 31978-2015", "claimed_grade": "Ce-3NA", "date": DAY}
    numbers = ["HL-2026-0117", "HL-2026-9999", None]
    batch = STAGE.apply(batch_of(*({**claim, "certificate_number": number} for number in numbers)))
    assumed = assumptions({"conformity": "conditional_pass"})(batch)
    assert assumed.column("conformity").to_pylist() == ["pass", None, "conditional_pass"]


def test_the_rule_decides_near_a_limit() -> None:
    strict = QualityStage(replace(QUALITY, rule=RULES["guard_u"]), DAY)
    line = {"claimed_standard": "GB/T 31978-2015", "claimed_grade": "Ce-3NA", "date": DAY}
    (told,) = answers({**line, "certificate_number": "HL-2026-0117"}, stage=strict)
    assert told["conformity"] == "indeterminate" and "the rule needs an uncertainty" in told["findings"][0]


# ------------------------------------------------------------ two meanings
def spelled(text: str, way: int) -> str:
    """Return a text in one of the ways in which people write it."""
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    return (text, text.replace("/", ""), text.replace(" ", ""), wide, text.lower(), text.replace("-", "—"))[way]


KNOWN = {grade.id: grade for grade in QUALITY.register.grades.values() if grade.name and grade.requirements}
NUMBERS = [one.id for one in QUALITY.certificates or ()]
LINES = st.fixed_dictionaries(
    {
        "grade": st.sampled_from(list(KNOWN)),
        "way": st.integers(0, 5),
        "certificate_number": st.sampled_from([*NUMBERS, "NO-SUCH", None]),
        "date": st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)) | st.none(),
        "apart": st.booleans(),
    }
)


def plain(line: dict[str, Any]) -> dict[str, Any]:
    """The plain meaning: the register is asked for the grade, the checker for the certificate, each by itself."""
    on, register = line["date"] or DAY, QUALITY.register
    grade = asked(register, line["grade"], on).grades[0]
    stands = standing(register, register.editions[grade.edition], line["date"]) if line["date"] else ""
    checker = Checker(register, QUALITY.weights, QUALITY.words.substance, on, RULES["simple"])
    number = line["certificate_number"]
    verdict = checker.against(certificate(number), [grade]).verdict if number in NUMBERS else None
    state = verdict.state if verdict else None
    # What is of another product shows nothing, and neither does a grade without limits.
    told = (certificate(number).product, grade.product) if number in NUMBERS else ("", "")
    state = None if another(*told, QUALITY.words.substance) or state == "not_assessed" else state
    # What is met of an edition that does not count leaves the answer open.
    state = "indeterminate" if state == "pass" and stands in ("withdrawn", "issued", "project") else state
    return {"standard_grade": grade.id, "standard_status": STATUS.get(stands), "conformity": state}


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=8), st.booleans())
def test_a_batch_says_what_register_and_checker_say(lines: list[dict[str, Any]], coded: bool) -> None:
    told = []
    for line in lines:
        grade = KNOWN[line["grade"]]
        edition, name = (spelled(text, line["way"]) for text in (grade.edition, grade.name))
        cells = {"claimed_standard": edition, "claimed_grade": name}
        told.append({**line, **(cells if line["apart"] else {"claimed_standard": f"{edition} {name}"})})
    found = answers(*told, coded=coded)
    assert [{name: line[name] for name in COLUMNS} for line in found] == [plain(line) for line in lines]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries({}, optional={name: st.text(max_size=30) for name in ASKED}), max_size=5))
def test_any_texts_are_answered_in_one_line_each(lines: list[dict[str, Any]]) -> None:
    found = answers(*lines)
    assert len(found) == len(lines)
    texts = [text for line in found for text in line.get("findings") or ()]
    assert all(text.isprintable() and len(text) < 400 for text in texts)


def test_threads_get_the_same_answers() -> None:
    lines = [case["line"] for case in CASES] * 5
    expected, fresh = answers(*lines), QualityStage(QUALITY, DAY)
    with ThreadPoolExecutor(8) as pool:
        assert all(told == expected for told in pool.map(lambda _: answers(*lines, stage=fresh), range(16)))


def test_names_of_the_register_find_themselves() -> None:
    names = Names(QUALITY.register)
    for one in QUALITY.register.editions.values():
        meant = names.meant(one.id, "", DAY)
        assert meant.edition is not None and squeezed(meant.edition.standard) == squeezed(one.standard), one.id
    assert names.meant("GB/T 31978-2015", "", None).text == "GB/T 31978-2015"


def test_an_edition_that_was_not_yet_issued_is_not_known() -> None:
    then = known_then(QUALITY.register, dt.date(2023, 1, 1))
    assert "YS/T 582-2023" not in then.editions and "YS/T 582-2013" in then.editions
    stage = QualityStage(open_quality(), dt.date(2023, 1, 1))
    old, new = answers(*({"claimed_standard": n, "date": DAY} for n in ("YS/T 582", "YS/T 582-2023")), stage=stage)
    assert old["standard_grade"] == "YS/T 582-2013" and codes(new) == ["standard_unknown"]


def test_no_edition_of_a_later_year_is_known() -> None:
    for year in (1995, 2010, 2016, 2022):
        then = known_then(QUALITY.register, dt.date(year, 1, 1))
        assert then.editions and not [one.id for one in then.editions.values() if one.year > str(year)]
    assert "GB/T 5240-2015" in known_then(QUALITY.register, dt.date(2015, 1, 1)).editions  # no day of it is known
    stage = QualityStage(open_quality(), dt.date(2010, 1, 1))
    assert codes(answers({"claimed_standard": "GB/T 5240-2015", "date": DAY}, stage=stage)[0]) == ["standard_unknown"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ce-3NA", "ce3na", True),
        ("Ce-3NA", "Ce－3NA", True),
        ("Ce-3NA", "Ce-3NA+", False),
        ("Ce-3NA", "Ce-3NA＋", False),
        ("Ce-3NA", "Ce-3NA*", False),
        ("Ce-3NA", "Ce-3NA-", False),
        ("Ce-3NA GB/T 31978", "Ce-3NA- GB/T 31978", False),
        ("A", "A−", False),
        ("GB/T 31978-2015", "GB/T 31978——2015", True),
        ("GB/T 31978-2015", "GB/T 31978- 2015", True),
        ("GB/T 31978-2015", "GBT31978 – 2015", True),
        ("GB/T 12690.1-2022", "GB/T 126901-2022", False),
        ("LiOH.H2O", "LiOH·H2O", True),
        ("No. 1", "No 1", True),
    ],
)
def test_only_signs_that_matter_tell_names_apart(one: str, other: str, same: bool) -> None:
    assert (squeezed(one) == squeezed(other)) is same


@pytest.mark.parametrize("way", range(6))
def test_check_and_assess_look_claims_up_alike(way: int) -> None:
    names = Names(QUALITY.register)
    for grade in KNOWN.values():
        edition, name = (spelled(text, way) for text in (grade.edition, grade.name))
        meant = {names.meant(edition, name, DAY).text, names.meant(f"{edition} {name}", "", DAY).text}
        found = asked(QUALITY.register, f"{edition} {name}", DAY)
        assert meant == {grade.id} and found.grades == (grade,)
        assert asked(QUALITY.register, edition, DAY).edition is found.edition
        for sign in "+*":
            assert names.meant(edition, f"{name}{sign}", DAY).finding.startswith("grade_unknown")
            with pytest.raises(UsageError):
                asked(QUALITY.register, f"{edition} {name}{sign}", DAY)


# ------------------------------------------------------------ the run
HEAD = ["Date", "Claimed standard", "Claimed grade", "Certificate number"]


@pytest.fixture
def lots(tmp_path: Path) -> Path:
    """Return a folder with two certificates and a PDF."""
    folder = tmp_path / "lots"
    folder.mkdir()
    for name in ("cerium_metal.json", "cerium_metal_en10168.json"):
        shutil.copy(LOTS / name, folder)
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "notes.md").write_text("no certificate", "utf-8")
    return folder


def table(path: Path, *rows: list[str], encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, ["assess", *map(str, words), "--known-on", str(DAY), "--regime", "cn", "-q"])


def test_assess_writes_the_columns_and_tells_of_what_is_no_certificate(tmp_path: Path, lots: Path) -> None:
    lines = table(tmp_path / "a.csv", ["2026-03-02", "GB/T 31978-2015", "Ce-3NB", "HL-2026-0142"])
    done = run(lines, "--certificates", lots, "--out", tmp_path / "a.jsonl")
    assert done.exit_code == 1 and "scan.pdf: a PDF is a picture of a certificate" in done.output
    assert "certificates: 2 read from 3 files, 1 not read" in done.output
    row = json.loads((tmp_path / "a.jsonl").read_text("utf-8"))
    assert [row[name] for name in COLUMNS] == ["GB/T 31978-2015 Ce-3NB", "in_force", "fail"]
    assert row["findings"][0].startswith("certificate_fails: ")


def test_as_stated_looks_nothing_up(tmp_path: Path, lots: Path) -> None:
    lines = table(tmp_path / "a.csv", ["2026-03-02", "GB/T 5240-1992", "", ""])
    assert run(lines, "--as-stated", "--out", tmp_path / "a.parquet").exit_code == 0
    assert not set(COLUMNS) & set(pq.read_schema(tmp_path / "a.parquet").names)
    refused = run(lines, "--as-stated", "--certificates", lots)
    assert refused.exit_code == 2 and "--as-stated reads no certificates" in refused.output


def test_chinese_tables_and_the_table_of_a_check(tmp_path: Path) -> None:
    verdicts = tmp_path / "verdicts.parquet"
    words = [
        "certificate",
        "check",
        str(LOTS / "lithium_carbonate_zh.csv"),
        "--on",
        "2024-01-10",
        "--out",
        str(verdicts),
    ]
    CliRunner().invoke(cli, words)
    lines = tmp_path / "zh.csv"
    lines.write_bytes("日期,执行标准,牌号,检测报告编号\n2024-01-10,ＹＳ／Ｔ 582,电池级,CL-0042\n".encode("gb18030"))
    for source in (verdicts, LOTS / "lithium_carbonate_zh.csv"):
        assert run(lines, "--certificates", source, "--out", tmp_path / "zh.jsonl").exit_code == 0
        row = json.loads((tmp_path / "zh.jsonl").read_text("utf-8"))
        assert [row[name] for name in COLUMNS] == ["YS/T 582-2013", "in_force", "indeterminate"]


LAW = """
xx.quality.1:
  title: Nothing under a standard that was withdrawn
  instrument: xx.list
  article: art 8
  when:
    any:
      - standard_status = 'withdrawn'
      - conformity in ('fail', 'conditional_fail')
  outcome: prohibited
"""


def test_a_law_may_ask_for_the_facts(tmp_path: Path) -> None:
    pack = tmp_path / "xx"
    shutil.copytree(ROOT / "tests" / "law" / "mini", pack)
    with (pack / "provisions" / "all.yml").open("a", encoding="utf-8") as file:
        file.write(LAW)
    rows = [
        ["2026-03-02", "GB/T 5240-1992", "", ""],
        ["2026-03-02", "GB/T 31978-2015", "Ce-3NB", "HL-2026-0142"],
        ["2026-03-02", "GB/T 31978-2015", "Ce-3NA", "HL-2026-0117"],
        ["2026-03-02", "GB/T 31978-2015", "Ce-3NA", ""],
        ["2026-03-02", "", "", ""],
    ]
    lines, out = table(tmp_path / "a.csv", *rows), tmp_path / "a.parquet"
    request = Request([str(lines)], [load_law(pack)], DAY, out=str(out), quality=QUALITY)
    assess(replace(request, assume={"destination": "CN", "dispatch": "CN", "end_use": "civil"}))
    told = pq.read_table(out, columns=["outcome_low", "outcome_high", "ask"]).to_pylist()
    assert [line["outcome_low"] for line in told] == ["prohibited"] * 2 + ["not_controlled"] * 3
    assert [{"standard_status", "conformity"} & set(line["ask"]) for line in told] == [
        *[set()] * 3,
        {"conformity"},
        {"standard_status", "conformity"},
    ]


def folder_run(lines: Path, out: Path, quality: Quality | None) -> dict[str, int]:
    packs = law_packs(["cn"])
    summary = assess(Request([str(lines)], packs, DAY, out=f"{out}/", quality=quality))
    return dict(summary.parts)


def test_a_changed_certificate_works_the_parts_again(tmp_path: Path, lots: Path) -> None:
    lines, out = (
        table(tmp_path / "a.csv", ["2026-03-02", "GB/T 31978-2015", "Ce-3NA", "HL-2026-0117"]),
        tmp_path / "out",
    )

    def verdict() -> str:
        told: str = pq.read_table(out / "a.csv.parquet").column("conformity").to_pylist()[0]
        return told

    assert folder_run(lines, out, open_quality([lots]))["worked"] == 1 and verdict() == "pass"
    assert folder_run(lines, out, open_quality([lots])) == {"worked": 0, "kept": 1, "removed": 0}
    file = lots / "cerium_metal.json"
    file.write_text(file.read_text("utf-8").replace('"Fe", "value": "0.08"', '"Fe", "value": "0.80"'), "utf-8")
    assert folder_run(lines, out, open_quality([lots]))["worked"] == 1 and verdict() == "fail"
    assert folder_run(lines, out, open_quality([lots], rule="guard_u"))["worked"] == 1
    assert folder_run(lines, out, None)["worked"] == 1


def test_the_record_of_a_run_names_register_rule_and_files(lots: Path) -> None:
    request = Request([], [], DAY, quality=open_quality([lots]))
    other = replace(request, quality=open_quality([lots], rule="guard_5"))
    assert job_key(request) != job_key(other) != job_key(replace(request, quality=None))
    assert request.quality is not None
    record = request.quality.record()
    assert [Path(name).name for name in record["certificates"]] == [
        "cerium_metal.json",
        "cerium_metal_en10168.json",
        "scan.pdf",
    ]
    assert pickle.loads(pickle.dumps(request)).quality.record() == record  # it travels to workers


# ------------------------------------------------------------ wrong inputs
def test_what_cannot_be_read_is_told_and_the_rest_is_used(tmp_path: Path, lots: Path) -> None:
    (lots / "broken.parquet").write_bytes(b"PAR1")
    (lots / "broken.xml").write_text("<a>", "utf-8")
    (lots / "lines.jsonl").write_text((LOTS / "cerium_metal.json").read_text("utf-8").replace("\n", " "), "utf-8")
    told = open_quality([lots, lots / "scan.pdf"])
    assert [Path(text.partition(":")[0]).name for text in told.unread] == ["broken.parquet", "broken.xml", "scan.pdf"]
    assert len(told.certificates or ()) == 3 and not told.notes and len(told.files) == 6


def test_mistakes_in_a_certificate_are_noted(lots: Path) -> None:
    file = lots / "cerium_metal.json"
    file.write_text(file.read_text("utf-8").replace('"value": "0.08"', '"value": "0,0,8"'), "utf-8")
    (note,) = open_quality([lots]).notes
    assert note.startswith("1 of 3 files of certificates have mistakes") and "cerium_metal.json" in note


def test_an_output_never_takes_the_place_of_a_certificate(tmp_path: Path, lots: Path) -> None:
    lines = table(tmp_path / "a.csv", ["2026-03-02", "GB/T 31978-2015", "Ce-3NB", "HL-2026-0142"])
    lot = shutil.copy(LOTS / "neodymium_oxide_lots.csv", lots)
    before = Path(lot).read_bytes()
    done = run(lines, "--certificates", lots, "--out", lot)
    assert isinstance(done.exception, UsageError) and "is also a certificate," in str(done.exception)
    assert Path(lot).read_bytes() == before


def test_where_no_certificate_can_be_read_none_is_found(lots: Path) -> None:
    told = open_quality([lots / "scan.pdf"])
    line = {"claimed_standard": "GB/T 31978-2015", "certificate_number": "HL-2026-0142", "date": DAY}
    assert codes(answers(line, stage=QualityStage(told, DAY))[0]) == ["certificate_not_found"]
    assert told.counts() == {"read": 0, "files": 1, "not_read": 1}


def test_a_folder_without_certificates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no certificates in"):
        open_quality([tmp_path])
    with pytest.raises(InputError, match="cannot read"):
        open_quality([tmp_path / "gone.json"])


def test_whatif_and_explain_take_certificates(tmp_path: Path, lots: Path) -> None:
    lines = table(tmp_path / "a.csv", ["2026-03-02", "GB/T 31978-2015", "Ce-3NB", "HL-2026-0142"])
    words = [str(lines), "--certificates", str(lots), "--known-on", str(DAY), "--regime", "cn"]
    explained = CliRunner().invoke(cli, ["explain", *words, "--line", "2", "--json"])
    told = json.loads(explained.stdout)
    assert "note: no certificate could be read from" in explained.stderr
    assert told["quality"]["conformity"] == "fail" and told["facts"]["conformity"] == "fail"
    assert "standards and certificates say: standard_status = in_force" in explanation_text(told)
    flips = CliRunner().invoke(cli, ["whatif", *words, "--from", "2026-03-01", "--to", "2026-03-02", "-q"])
    assert flips.exit_code == 0, flips.output
