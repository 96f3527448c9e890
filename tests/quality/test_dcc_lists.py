"""Lists of values in digital calibration certificates: each value becomes a result, by the name beside it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from monazite.formats.certificates import Reading, read_certificates
from monazite.packs.analytes import quality_words
from monazite.quality.certificate import Result

HEAD = '<dcc:digitalCalibrationCertificate xmlns:dcc="https://ptb.de/dcc" xmlns:si="https://ptb.de/si">'
NEW = (
    "<si:measurementUncertaintyUnivariateXMLList><si:expandedMUXMLList><si:valueExpandedMUXMLList>{u}"
    "</si:valueExpandedMUXMLList><si:coverageFactorXMLList>{k}</si:coverageFactorXMLList>"
    "</si:expandedMUXMLList></si:measurementUncertaintyUnivariateXMLList>"
)
OLD = (
    "<si:expandedUncXMLList><si:uncertaintyXMLList>{u}</si:uncertaintyXMLList>"
    "<si:coverageFactorXMLList>{k}</si:coverageFactorXMLList></si:expandedUncXMLList>"
)
STANDARD = (
    "<si:measurementUncertaintyUnivariateXMLList><si:standardMUXMLList><si:valueStandardMUXMLList>{u}"
    "</si:valueStandardMUXMLList></si:standardMUXMLList></si:measurementUncertaintyUnivariateXMLList>"
)
NAMES = "<dcc:quantity><dcc:charsXMLList>Fe Si Al</dcc:charsXMLList></dcc:quantity>"


def values(text: str, unit: str = r"\percent", *, name: str = "Mass fraction", more: str = "", kind: str = "") -> str:
    """Return a quantity with a list of values."""
    return (
        f'<dcc:quantity refType="{kind}"><dcc:name><dcc:content>{name}</dcc:content></dcc:name><si:realListXMLList>'
        f"<si:valueXMLList>{text}</si:valueXMLList><si:unitXMLList>{unit}</si:unitXMLList>{more}"
        f"</si:realListXMLList></dcc:quantity>"
    )


def read(folder: Path, *parts: str) -> Reading:
    """Return what the reader says of a certificate with these parts in one list."""
    file = folder / "lot.xml"
    file.write_text(
        f"{HEAD}<dcc:data><dcc:list>{''.join(parts)}</dcc:list></dcc:data></dcc:digitalCalibrationCertificate>"
    )
    return read_certificates(file, quality_words(), "as_received")


def results(folder: Path, *parts: str) -> tuple[Result, ...]:
    """Return the results of a certificate without mistakes."""
    reading = read(folder, *parts)
    assert not reading.problems, [str(problem) for problem in reading.problems]
    return reading.certificates[0].results


def test_names_beside_values_are_their_contents(tmp_path: Path) -> None:
    found = results(tmp_path, NAMES, values(" 0.05\n 0.020  0.01 "))
    assert [(one.analyte, one.text, one.unit) for one in found] == [
        ("Fe", "0.05", "%"),
        ("Si", "0.020", "%"),
        ("Al", "0.01", "%"),
    ]


def test_labels_of_values_are_their_contents(tmp_path: Path) -> None:
    more = "<si:labelXMLList>Fe Si</si:labelXMLList>"
    assert [one.analyte for one in results(tmp_path, values("1 2", more=more))] == ["Fe", "Si"]


def test_a_known_name_with_labels_of_samples_is_told_several_times_and_the_worst_counts(tmp_path: Path) -> None:
    reading = read(tmp_path, values("0.1 0.2", name="Fe", more="<si:labelXMLList>top bottom</si:labelXMLList>"))
    assert [one.analyte for one in reading.certificates[0].results] == ["Fe", "Fe"]
    assert [problem.code for problem in reading.problems] == ["C028"]


def test_each_value_has_a_unit_of_its_own_where_units_are_listed(tmp_path: Path) -> None:
    units = r"\percent \milli\gram\kilogram\tothe{-1} \one"
    assert [one.unit for one in results(tmp_path, NAMES, values("0.05 200 0.001", units))] == ["%", "ppm", "1"]


@pytest.mark.parametrize(
    ("form", "u", "k", "expected"),
    [
        (NEW, "0.02 0.01 0.004", "2", ["0.01", "0.005", "0.002"]),
        (NEW, "0.02", "2 2 4", ["0.01", "0.01", "0.005"]),
        (OLD, "0.02 0.01 0.004", "2", ["0.01", "0.005", "0.002"]),
        (STANDARD, "0.02 0.01 0.004", "", ["0.02", "0.01", "0.004"]),
    ],
)
def test_uncertainties_are_one_for_all_or_one_each(
    tmp_path: Path, form: str, u: str, k: str, expected: list[str]
) -> None:
    found = results(tmp_path, NAMES, values("0.1 0.2 0.3", more=form.format(u=u, k=k)))
    assert [one.uncertainty.u for one in found] == [Fraction(one) for one in expected]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ((NAMES, values("1 2")), "its 2 values name no content"),
        ((values("1 2 3"),), "its 3 values name no content"),
        ((NAMES, values("0.1 0.2 0.3", r"\percent \one")), "3 values, but 2 in si:unitXMLList"),
        (
            (NAMES, values("0.1 0.2 0.3", more=NEW.format(u="0.1 0.2", k="2"))),
            "3 values, but 2 in si:valueExpandedMUXMLList",
        ),
        ((NAMES, values("0.1 0.2 0.3", kind="basic_nominalValue")), "no result but 'basic_nominalValue'"),
        ((NAMES, values("0.1 0.2 0.3", kind="x acceptanceLimitUpper")), "no result but 'acceptanceLimitUpper'"),
        ((NAMES, values("0.1 0.2 0.3", kind="basic_measurementError")), "no result but 'basic_measurementError'"),
        ((NAMES, values("0.1 0.2 0.3", kind="basic_correction")), "no result but 'basic_correction'"),
        ((NAMES, values("0.1 0.2 0.3", kind="basic_hysteresis")), "no result but 'basic_hysteresis'"),
        ((NAMES, values("0.1 0.2 0.3", kind="basic_measuredValue x_errorBefore")), "no result but 'x_errorBefore'"),
        ((NAMES, values("0.1 0.2 0.3", name="Messabweichung (error)")), "no result but 'Messabweichung (error)'"),
        ((NAMES, values("0.1 0.2 0.3", name="Upper limit")), "no result but 'Upper limit'"),
        (("<dcc:quantity><si:complex/></dcc:quantity>",), "no single real value"),
    ],
)
def test_what_is_left_out_is_told(tmp_path: Path, parts: tuple[str, ...], says: str) -> None:
    told = [problem for problem in read(tmp_path, *parts).problems if problem.code == "C010"]
    assert says in told[0].text and told[0].line == 1 and told[0].hint


@pytest.mark.parametrize("kind", ["basic_measurementError", "basic_correction", "x_somethingElse"])
def test_a_single_value_whose_kind_is_no_result_is_left_out(tmp_path: Path, kind: str) -> None:
    real = "<si:real><si:value>0.001</si:value><si:unit>\\percent</si:unit></si:real></dcc:quantity>"
    name = "<dcc:name><dcc:content>Si</dcc:content></dcc:name>"
    found = read(tmp_path, f'<dcc:quantity refType="{kind}">{name}{real}').certificates[0]
    assert found.results == ()
    of_error = f'<dcc:list refType="basic_measurementError"><dcc:quantity>{name}{real}</dcc:list>'
    assert read(tmp_path, of_error).certificates[0].results == ()


@pytest.mark.parametrize("kind", ["", "basic_measuredValue", "rm_certifiedValue x_round2", "x_massFraction"])
def test_results_by_any_kind_that_says_so_are_read(tmp_path: Path, kind: str) -> None:
    assert len(results(tmp_path, NAMES, values("0.1 0.2 0.3", kind=kind))) == 3


def test_a_list_of_names_may_have_a_kind_of_its_own(tmp_path: Path) -> None:
    names = NAMES.replace("<dcc:quantity>", '<dcc:quantity refType="x_label">')
    assert len(results(tmp_path, names, values("0.1 0.2 0.3"))) == 3


def test_limits_in_a_list_are_no_results(tmp_path: Path) -> None:
    limits = values("0.5 0.5 0.5", kind="basic_limit", name="Specification")
    found = read(tmp_path, NAMES, values("0.1 0.2 0.3"), limits).certificates[0].results
    assert [one.text for one in found] == ["0.1", "0.2", "0.3"]


def test_an_unknown_name_in_a_list_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    names = "<dcc:quantity><dcc:charsXMLList>Fe Quux</dcc:charsXMLList></dcc:quantity>"
    reading = read(tmp_path, names, values("0.1 0.2"))
    assert [one.analyte for one in reading.certificates[0].results] == ["Fe", "Quux"]
    assert [problem.code for problem in reading.problems] == ["C020"]


def test_conditions_of_the_measurement_are_no_results(tmp_path: Path) -> None:
    room = "<dcc:influenceCondition><dcc:data>" + values("22 23", r"\degreecelsius", name="Fe") + "</dcc:data>"
    found = results(tmp_path, NAMES, values("0.1 0.2 0.3"), room + "</dcc:influenceCondition>")
    assert len(found) == 3


def test_a_nested_list_takes_the_names_of_the_one_around_it(tmp_path: Path) -> None:
    found = results(tmp_path, NAMES, f"<dcc:list>{values('0.1 0.2 0.3')}</dcc:list>")
    assert [one.analyte for one in found] == ["Fe", "Si", "Al"]
