"""WCO declarations: what each element becomes, what is rejected and how it is said, and what hostile XML may not do."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.read.chunks import Reject
from monazite.read.wco import looks_like_wco, wco_pieces
from monazite.text_yaml import read_yaml
from monazite.vocabulary import vocabulary

NS = "urn:wco:datamodel:WCO:DEC-DMS:2"
SHARED = Path(os.environ.get("MONAZITE_SHARED") or Path(__file__).parents[3] / "shared" / "data")


def read(document: str | bytes, batch_rows: int = 1000) -> tuple[list[dict], list[Reject]]:
    data = document.encode() if isinstance(document, str) else document
    rows, rejects = [], []
    for piece in wco_pieces(io.BytesIO(data), "x.xml", batch_rows):
        chunk = piece.load()
        rows += [row for batch in chunk.batches for row in batch.to_pylist()]
        rejects += chunk.rejects
        assert chunk.lines == sum(b.num_rows for b in chunk.batches) + len(chunk.rejects)
    return rows, rejects


def declaration(item: str = "", shipment: str = "", head: str = "", items: int = 1, function: str = "9") -> str:
    goods = "".join(f"<GovernmentAgencyGoodsItem>{item}</GovernmentAgencyGoodsItem>" for _ in range(items))
    return (
        f'<Declaration xmlns="{NS}"><FunctionCode>{function}</FunctionCode>{head}'
        f"<GoodsShipment>{shipment}{goods}</GoodsShipment></Declaration>"
    )


def only(**parts: str) -> dict:
    rows, rejects = read(declaration(**parts))
    assert not rejects and len(rows) == 1
    return rows[0]


def parts(case: dict) -> dict:
    return {k: int(v) if k == "items" else str(v) for k, v in case.items() if k not in ("fact", "shown", "finding")}


# ------------------------------------------------------------------ the published samples


@pytest.fixture(scope="module")
def samples() -> list[Path]:
    folder = SHARED / "interop" / "wco-dec" / "samples"
    if not folder.is_dir():
        pytest.fail(f"the WCO samples are not at {folder}: set MONAZITE_SHARED to the shared data folder")
    return sorted(folder.glob("*.xml"))


def test_every_declaration_of_the_samples_is_read_and_every_request_rejected(samples: list[Path]) -> None:
    read_files, lines, reasons = 0, 0, Counter()
    for path in samples:
        rows, rejects = read(path.read_bytes())
        assert bool(rows) != bool(rejects), path.name
        read_files += bool(rows)
        lines += len(rows)
        reasons.update(re.sub(r" about declaration \S+:", ":", r.reason) for r in rejects)
    assert (len(samples), read_files, lines) == (202, 185, 200)
    assert reasons == {
        "an amendment request (function code 13, type COR): it changes a declaration and is none itself": 11,
        "an amendment request (function code 13, type COR): it declares no goods": 1,
        "a cancellation request (function code 13, type INV): it declares no goods": 2,
        "a notice that goods are presented (function code 13, type GPR): it declares no goods": 3,
    }


def test_the_dual_use_sample_gives_its_facts(samples: list[Path]) -> None:
    path = next(p for p in samples if p.name.endswith("TT_EX009a__TT_EX009a.xml"))
    (row,), _ = read(path.read_bytes())
    facts = vocabulary()
    assert row["licence_number"] == "GBSIEE2E350002-0001"
    assert (row["mode"], row["destination"], row["dispatch"]) == ("air", "PK", "GB")
    assert (row["tariff_code"], row["consignee"], row["consignee_country"]) == ("85176200", "PK Rifle Ltd", "PK")
    assert facts["net_mass"].shown(row["net_mass"]) == "15 kg"
    assert (facts["value"].shown(row["value"]), row["currency"]) == ("12040", "GBP")
    assert str(row["date"]) == "2024-01-25"


# ------------------------------------------------------------------ elements and facts

PLACES = {
    "date": "<DateTimeString formatCode='102'>20261110</DateTimeString>",
    "mode": "1",
    "line": "7",
}
MORE = {
    "tariff_code": "<IdentificationTypeCode>TSP</IdentificationTypeCode>",
    "licence_number": "<CategoryCode>X</CategoryCode><TypeCode>002</TypeCode>",
}
CASES, _ = read_yaml(Path(__file__).with_name("wco_cases.yml"))
ELEMENTS = [(name, fact.wco) for name, fact in vocabulary().items() if fact.wco and fact.group != "parties"]


@pytest.mark.parametrize(("name", "path"), ELEMENTS)
def test_the_element_that_the_vocabulary_names_gives_the_fact(name: str, path: str) -> None:
    fact = vocabulary()[name]
    text = PLACES.get(name) or {"quantity": "5", "country": "JP"}.get(
        fact.type, "85051110" if "code" in name else "AB1"
    )
    text = "JP" if name == "transit" else text
    parts = path.split("/")
    xml = f"<{parts[-1]}>{text}</{parts[-1]}>" + MORE.get(name, "")
    for part in reversed(parts[:-1]):
        if part in ("GoodsShipment", "GovernmentAgencyGoodsItem"):
            break
        xml = f"<{part}>{xml}</{part}>"
    level = "item" if "GovernmentAgencyGoodsItem" in parts else "shipment" if "GoodsShipment" in parts else "head"
    assert only(**{level: xml})[name] is not None


@pytest.mark.parametrize("case", [c for c in CASES if "fact" in c], ids=lambda case: f"{case['fact']}={case['shown']}")
def test_what_is_declared_becomes_facts(case: dict) -> None:
    rows, rejects = read(declaration(**parts(case)))
    assert not rejects
    assert vocabulary()[case["fact"]].shown(rows[0].get(case["fact"])) == case["shown"]


@pytest.mark.parametrize("code", "123456789")
def test_every_mode_of_recommendation_19_is_known(code: str) -> None:
    mode = only(head=f"<BorderTransportMeans><ModeCode>{code}</ModeCode></BorderTransportMeans>")["mode"]
    assert mode in vocabulary()["mode"].of


def test_a_route_leaves_out_where_it_starts_and_ends_and_keeps_its_order() -> None:
    stops = "".join(
        f"<Itinerary><SequenceNumeric>{n}</SequenceNumeric><RoutingCountryCode>{c}</RoutingCountryCode></Itinerary>"
        for n, c in ((3, "US"), (10, "JP"), (1, "GB"), (2, "CA"))
    )
    ends = "<ExportCountry><ID>GB</ID></ExportCountry><Destination><CountryCode>JP</CountryCode></Destination>"
    assert only(head=f"<Consignment>{stops}</Consignment>", shipment=ends)["transit"] == "CA US"


def test_a_party_keeps_its_own_address() -> None:
    address = "<Address><CityName>Oslo</CityName><CountryCode>NO</CountryCode><Line>Kai 1</Line></Address>"
    row = only(shipment=f"<Consignee><Name>Fjell AS</Name>{address}</Consignee><Importer><ID>XI9</ID></Importer>")
    assert (row["consignee_address"], row["consignee_country"], row["consignee_id"]) == ("Kai 1, Oslo", "NO", None)


def test_an_instant_with_an_offset_is_kept() -> None:
    stamp = "<DateTimeString formatCode='304'>20240425010243+03</DateTimeString>"
    row = only(head=f"<AcceptanceDateTime>{stamp}</AcceptanceDateTime>")
    assert str(row["date"]) == "2024-04-25"
    assert row["instant"].isoformat() == "2024-04-24T22:02:43+00:00"


@pytest.mark.parametrize("case", [c for c in CASES if "finding" in c], ids=lambda case: case["finding"])
def test_what_cannot_be_read_is_a_finding_on_the_line(case: dict) -> None:
    assert any(case["finding"] in text for text in only(**parts(case))["findings"])


def test_a_text_with_comments_inside_is_one_text() -> None:
    row = only(item="<Commodity><Description>Samarium <!-- really --> cobalt\n  magnets</Description></Commodity>")
    assert row["description"] == "Samarium cobalt magnets"


def test_elements_of_other_namespaces_say_nothing() -> None:
    assert (
        only(shipment='<Destination xmlns="urn:other"><CountryCode>US</CountryCode></Destination>').get("destination")
        is None
    )


# ------------------------------------------------------------------ rows, pieces, many declarations


def test_many_declarations_in_one_file_and_rows_are_lines_of_it() -> None:
    one = declaration(head="\n<FunctionalReferenceID>A</FunctionalReferenceID>\n")
    two = declaration(head="<FunctionalReferenceID>B</FunctionalReferenceID>", items=2)
    wrapped = f'<md:MetaData xmlns:md="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2">{two}</md:MetaData>'
    rows, rejects = read(f"<batch>\n{one}\n{declaration(function='13')}\n{wrapped}\n</batch>")
    assert [(r["declaration"], r["row"]) for r in rows] == [("A", 4), ("B", 6), ("B", 7)]
    assert [r.row for r in rejects] == [5]


def test_rows_rise_past_the_65535_lines_that_old_parsers_count() -> None:
    rows, _ = read("<batch>" + "\n" * 70_000 + declaration(item="<SequenceNumeric>1</SequenceNumeric>") + "</batch>")
    assert rows[0]["row"] == 70_001


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.integers(1, 7))
def test_nothing_is_lost_or_doubled_whatever_the_size_of_a_piece(sizes: list[int], batch_rows: int) -> None:
    body = "".join(declaration(item="<SequenceNumeric>1</SequenceNumeric>", items=n) for n in sizes)
    rows, rejects = read(f"<batch>{body}</batch>", batch_rows)
    assert len(rows) == sum(sizes) and len(rejects) == sizes.count(0)
    places = [r["row"] for r in rows] + [r.row for r in rejects]
    assert len(set(places)) == len(places)


def test_other_encodings_are_read() -> None:
    document = '<?xml version="1.0" encoding="UTF-16"?>' + declaration(head="<ID>钐</ID>")
    assert read(document.encode("utf-16"))[0][0]["declaration"] == "钐"


# ------------------------------------------------------------------ wrong and hostile documents

LAUGHS = "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))
GALLERY = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n ", "the file is empty"),
    "no xml": (b"a,b\n1,2\n", "the XML breaks in line 1, column 1"),
    "other root": (b"<html><body/></html>", "the document is <html>, no WCO declaration"),
    "http error": (b"<errorResponse><code>BAD_REQUEST</code></errorResponse>", "the document is <errorResponse>"),
    "other wco": (f'<Response xmlns="{NS}"/>', "a WCO document <Response>, which is no declaration"),
    "metadata only": ('<MetaData xmlns="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"/>', "holds no WCO Declaration"),
    "no goods": (declaration(items=0), "a declaration without goods items"),
    "cancelled": (declaration(items=0, function="1"), "a cancellation (function code 1): it declares no goods"),
    "entity": (f'<!DOCTYPE x [<!ENTITY e "1">]>{declaration(head="<ID>&e;</ID>")}', "DOCTYPE) is refused"),
    "external": ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>', "DOCTYPE"),
    "parameter": ('<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x">%e;]><x/>', "DOCTYPE"),
    "external dtd": (f'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">{declaration()}', "DOCTYPE"),
    "laughs": (f'<!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]>{declaration(head="<ID>&j;</ID>")}', "DOCTYPE"),
    "laughs in an attribute": (f'<!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]><x y="&j;"/>', "DOCTYPE"),
    "undefined entity": (declaration(head="<ID>&nbsp;</ID>"), "Entity 'nbsp' not defined"),
    "deep": (f'<Declaration xmlns="{NS}">' + "<a>" * 5000, "nested more than 256 deep"),
    "long text": (f'<Declaration xmlns="{NS}"><ID>' + "x" * 11_000_000, "longer than 10,000,000 bytes"),
    "wrong encoding": (declaration(head="<ID>\xe9</ID>").encode("latin-1"), "the XML breaks in line 1"),
    "unknown encoding": (f'<?xml version="1.0" encoding="EBCDIC-9"?>{declaration()}', "Unsupported encoding"),
}  # fmt: skip


@pytest.mark.parametrize("name", GALLERY)
def test_a_document_that_cannot_be_read_is_one_reject_with_its_reason(name: str) -> None:
    document, reason = GALLERY[name]
    rows, rejects = read(document)
    assert not rows
    assert len(rejects) == 1 and reason in rejects[0].reason
    assert rejects[0].source == "x.xml" and rejects[0].row >= 1


@pytest.mark.parametrize("end", ["</batsch>", "", "<Declaration", "</batch><batch/>"])
def test_what_came_before_a_break_is_kept_and_the_place_is_told(end: str) -> None:
    good = "\n".join(declaration() for _ in range(3))
    rows, rejects = read(f"<batch>\n{good}\n{end}")
    assert len(rows) == 3
    assert len(rejects) == 1 and "nothing from here on is read" in rejects[0].reason
    assert rejects[0].row == 5


def test_a_declaration_without_end_does_not_fill_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monazite.read.wco.MAX_DECLARATION", 100_000)
    rows, rejects = read(f'<batch>{declaration()}<Declaration xmlns="{NS}">' + "<ID>1</ID>" * 100_000)
    assert len(rows) == 1 and "one declaration is larger than 100000 bytes" in rejects[0].reason


def test_a_file_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monazite.read.wco.MAX_FILE", 200_000)
    rows, rejects = read("<batch>" + declaration() * 5_000 + "</batch>")
    assert 0 < len(rows) < 5_000 and "the file is larger than 200000 bytes" in rejects[0].reason


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'<?xml version="1.0"?>', True),
        (b"\xef\xbb\xbf\n<md:MetaData ", True),
        ('<?xml version="1.0"?>'.encode("utf-16"), True),
        (b"<!-- a declaration -->", True),
        (b"declaration,line\n", False),
        (b'{"a": 1}', False),
        (b"<0.01,5\n", False),
        (b"", False),
    ],
)
def test_xml_is_recognised_by_its_beginning(head: bytes, expected: bool) -> None:
    assert looks_like_wco(head) is expected
