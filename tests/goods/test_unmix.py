"""An assay says what is inside and how much, with limits that hold, and says what it cannot tell."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.chemistry.symbols import RARE_EARTHS
from monazite.chemistry.weights import load_weights
from monazite.errors import InputError, PackError, ProblemsError, UsageError
from monazite.goods.unmixing.assay import UNKNOWN_METHOD, Measure, Method, Reading, load_methods
from monazite.goods.unmixing.assay_file import read_assay
from monazite.goods.unmixing.assay_text import parse_assay
from monazite.goods.unmixing.candidates import Candidate, candidate_from, load_candidates
from monazite.goods.unmixing.model import Share, Unmixing
from monazite.goods.unmixing.unmix import oxide_forms, unmix
from monazite.goods.unmixing.words import amount, sentence, table

HERE = Path(__file__).parent
PACK = HERE.parents[1] / "packs" / "goods"
WEIGHTS = load_weights(PACK / "atomic_weights.csv")
METHODS = load_methods(PACK / "methods.csv")
MATERIALS = load_candidates(PACK / "materials.csv", WEIGHTS)
XRF = METHODS["xrf"]
CASES = yaml.safe_load((HERE / "unmix_cases.yaml").read_text("utf-8"))
FEW = (
    *"zircon-glaze clear-glaze zircon silica alumina lime dy-oxide dy-metal dy-fluoride tb-oxide nd-oxide".split(),
    *"ferrite-sr iron-oxide iron-powder polishing-powder steel-304 zinc-oxide titania la-oxide ndfeb".split(),
)


@lru_cache(maxsize=1)
def elements() -> list[dict[str, str]]:
    with (PACK / "elements.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


NAMES = {row["symbol"]: row["en"].split(";")[0] for row in elements()}
OXIDES = oxide_forms({row["symbol"]: row["oxide"] for row in elements()}, WEIGHTS)


def made_up(
    parts: Mapping[str, float],
    method: Method = XRF,
    complete: bool = False,
    rng: random.Random | None = None,
    compositions: bool = False,
    relative: float = 0.05,
) -> Reading:
    """Measure a mixture of materials (id → fraction), with noise where there is a generator."""
    held: dict[str, float] = {}
    for name, fraction in parts.items():
        for symbol, (low, high) in MATERIALS[name].fractions.items():
            inside = rng.uniform(low, high) if rng and compositions else (low + high) / 2
            held[symbol] = held.get(symbol, 0.0) + fraction * inside
    measures = {}
    for symbol, value in held.items():
        if value > 5e-4 and symbol not in method.blind:
            sigma = max(relative * value, method.absolute)
            seen = rng.gauss(value, sigma) if rng else value
            measures[symbol] = Measure(min(max(seen, 0.0), 1.0), sigma)
    return Reading(measures, method, complete=complete)


def shares(found: Unmixing) -> dict[str, Share]:
    return {share.name: share for part in found.parts for share in (part.share, *part.others)}


def holds(share: Share | None, fraction: float) -> bool:
    return share is not None and share.low - 1e-9 <= fraction <= share.high + 1e-9


# ------------------------------------------------------------ cases
def read_case(case: Mapping[str, Any]) -> Reading:
    method = METHODS.get(case.get("method", "xrf"), UNKNOWN_METHOD)
    if "text" in case:
        return parse_assay(case["text"], WEIGHTS, method=method)
    mix = {name: percent / 100 for name, percent in case["mix"].items()}
    return made_up(mix, method, case.get("complete", False))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: Mapping[str, Any]) -> None:
    found = unmix(read_case(case), MATERIALS.values(), declared=case.get("declared", ()), oxides=OXIDES)
    text = sentence(found, NAMES)
    for name, percent in case.get("shares", {}).items():
        assert holds(shares(found).get(name), percent / 100), (name, percent, text)
    for words in case.get("says", ()):
        assert words in text
    for words in case.get("never", ()):
        assert words not in text
    if "only" in case:
        assert [p.share.name for p in found.parts] == case["only"], text
    assert found.explained, text


PURE = [name for name, material in MATERIALS.items() if material.kind in ("metal", "oxide", "compound")]


@pytest.mark.parametrize("name", PURE)
def test_what_is_pure_is_explained_whole(name: str) -> None:
    """With the whole table to choose from; 5 % uncertainty and no noise."""
    reading = made_up({name: 1.0})
    if reading.measures:
        found = unmix(reading, MATERIALS.values())
        assert found.explained and not any(line.missing or line.excess for line in found.elements)
        assert all(part.share.possible for part in found.parts)


@settings(max_examples=30, deadline=None)
@given(names=st.tuples(st.sampled_from(list(MATERIALS)), st.sampled_from(list(MATERIALS))), share=st.floats(0.03, 0.5))
def test_a_mixture_of_any_two_materials_leaves_nothing_far_off(names: tuple[str, str], share: float) -> None:
    reading = made_up({names[0]: 1.0}) if names[0] == names[1] else made_up({names[0]: 1 - share, names[1]: share})
    if reading.measures:
        found = unmix(reading, MATERIALS.values())
        assert not [line.symbol for line in found.elements if line.missing or line.excess]


# ------------------------------------------------------------ simulation
MIXTURES = [
    (("zircon-glaze", "dy-oxide"), ("zircon-glaze",)),
    (("zircon-glaze", "dy-metal", "nd-oxide"), ()),
    (("steel-304", "dy-oxide"), ("steel-304",)),
    (("alumina", "iron-oxide", "tb-oxide", "zinc-oxide"), ("alumina",)),
]


@pytest.mark.parametrize("compositions", [False, True], ids=["middle", "drawn"])
def test_the_true_fractions_are_within_the_limits_in_about_95_percent(compositions: bool) -> None:
    """Noise on every reading, and where `drawn` any composition between the limits of each material."""
    rng, candidates = random.Random(20261122), [MATERIALS[name] for name in FEW]
    inside = []
    for names, declared in MIXTURES:
        for _ in range(30):
            minor = [rng.uniform(0.03, 0.25) for _ in names[1:]]
            true = dict(zip(names, [1 - sum(minor), *minor], strict=True))
            reading = made_up(true, rng=rng, compositions=compositions)
            found = shares(unmix(reading, candidates, declared=declared))
            inside += [holds(found.get(MATERIALS[name].name), fraction) for name, fraction in true.items()]
    assert 0.91 <= sum(inside) / len(inside) <= 0.995


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), names=st.lists(st.sampled_from(FEW), min_size=1, max_size=3, unique=True))
def test_no_fraction_is_negative_and_all_together_are_no_more_than_the_sample(seed: int, names: list[str]) -> None:
    rng = random.Random(seed)
    cuts = sorted(rng.random() for _ in names)
    true = dict(zip(names, [b - a for a, b in pairwise([0.0, *cuts])], strict=True))
    found = unmix(made_up(true, rng=rng), [MATERIALS[n] for n in FEW]) if max(true.values()) > 0.02 else None
    for part in found.parts if found else ():
        for share in (part.share, *part.others):
            assert 0 <= share.low <= share.estimate + 1e-6 and share.estimate <= share.high + 1e-6
            assert share.high <= 1
    assert found is None or found.total <= 1 + 1e-6


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_order_of_elements_and_candidates_changes_nothing(data: st.DataObject) -> None:
    reading = made_up({"zircon-glaze": 0.85, "dy-oxide": 0.1, "tb-oxide": 0.05}, rng=random.Random(5))
    candidates = [MATERIALS[name] for name in FEW]
    other = replace(reading, measures=dict(data.draw(st.permutations(list(reading.measures.items())))))
    first = unmix(reading, candidates, declared=["zircon glaze"])
    assert unmix(other, data.draw(st.permutations(candidates)), declared=["zircon-glaze"]) == first


@settings(max_examples=25, deadline=None)
@given(scale=st.floats(0.2, 1.0))
def test_of_a_normalised_reading_only_proportions_count(scale: float) -> None:
    reading = made_up({"iron-powder": 0.8, "sm2co17": 0.2}, rng=random.Random(5))
    smaller = {
        s: Measure(m.value * scale, (m.uncertainty or 0) * scale) for s, m in reading.measures.items() if m.value
    }
    candidates = [MATERIALS[name] for name in (*FEW, "sm2co17", "smco5")]
    both = [unmix(Reading(m, XRF, "normalised"), candidates) for m in (reading.measures, smaller)]
    assert [p.share.name for p in both[0].parts] == [p.share.name for p in both[1].parts]
    for a, b in zip(both[0].parts, both[1].parts, strict=True):
        assert (a.share.low, a.share.estimate, a.share.high) == pytest.approx(
            (b.share.low, b.share.estimate, b.share.high), abs=1e-5
        )
    assert holds(shares(both[0])["Sm2Co17 magnet"], 0.2)
    assert both[0].total == pytest.approx(1)


@settings(max_examples=25, deadline=None)
@given(fraction=st.floats(0.05, 0.3), relative=st.floats(0.02, 0.1))
def test_a_worse_reading_gives_wider_limits_around_the_same(fraction: float, relative: float) -> None:
    true, candidates = {"silica": 1 - fraction, "dy-oxide": fraction}, [MATERIALS[name] for name in FEW]
    fine, rough = (
        shares(unmix(made_up(true, relative=r), candidates, declared=["silica"]))["dysprosium oxide"]
        for r in (relative, relative * 1.5)
    )
    assert rough.high - rough.low > fine.high - fine.low
    assert holds(fine, fraction) and holds(rough, fraction)


def test_plain_numbers_by_hand() -> None:
    """One reading, one material: x = y / a, and ± 1.96 standard uncertainties."""
    found = unmix(Reading({"Dy": Measure(0.10, 0.01)}, XRF), [candidate_from("Dy2O3", WEIGHTS)])
    share, held = found.parts[0].share, 325.0 / 373.0
    assert share.estimate == pytest.approx(0.10 / held, rel=1e-3)
    assert (share.high - share.low) / 2 == pytest.approx(1.95996 * 0.01 / held, rel=1e-3)
    assert (found.degrees, found.probability) == (0, None)


# ------------------------------------------------------------ what cannot be told, and what is not explained
def test_an_unknown_material_stays_unexplained() -> None:
    reading = made_up({"silica": 0.8, "strontium-carbonate": 0.2})
    found = unmix(reading, [MATERIALS[name] for name in ("silica", "alumina", "lime", "dy-oxide")])
    assert [p.share.name for p in found.parts] == ["silica"]
    line = next(line for line in found.elements if line.symbol == "Sr")
    assert line.missing and line.explained == 0 and not found.explained
    assert holds(found.parts[0].share, 0.8) and found.parts[0].share.low > 0.7
    assert "not explained: 11.9 % strontium" in sentence(found, NAMES)


def test_nothing_at_all_explains() -> None:
    found = unmix(Reading({"Sr": Measure(0.2, 0.01)}, XRF), [MATERIALS["silica"], MATERIALS["graphite"]])
    assert found.parts == () and not found.explained
    assert set(found.unseen) == {"silica", "graphite"}
    assert sentence(found, NAMES).startswith(
        "none of the materials explains the reading; not explained: 20 % strontium"
    )


def test_materials_that_give_the_same_reading_are_one_group() -> None:
    names = ("dy-oxide", "dy-metal", "dy-fluoride", "silica")
    found = unmix(made_up({"silica": 0.9, "dy-fluoride": 0.1}), [MATERIALS[name] for name in names])
    group = next(part for part in found.parts if part.share.name == "dysprosium oxide")
    assert group.names == ("dysprosium oxide", "dysprosium metal", "dysprosium fluoride")
    assert holds(shares(found)["dysprosium fluoride"], 0.1)


def test_of_a_group_what_does_not_fit_into_the_sample_is_ruled_out() -> None:
    candidates = [MATERIALS[name] for name in ("dy-oxide", "dy-metal", "dy-nitrate")]
    found = unmix(Reading({"Dy": Measure(0.7, 0.01)}, XRF), candidates)
    assert found.parts[0].names == ("dysprosium oxide", "dysprosium metal")
    assert not shares(found)["dysprosium nitrate"].possible


def test_two_materials_in_place_of_one_are_told() -> None:
    """Four parts of terbium and one of iron: the alloy, or both oxides, for oxygen is not seen."""
    reading = made_up({"alumina": 0.8, "tb-fe": 0.2})
    found = unmix(reading, [MATERIALS[name] for name in ("alumina", "iron-oxide", "tb-oxide", "tb-fe")])
    assert ("iron(III) oxide", "terbium oxide") in [other.names for other in found.instead]
    assert "in place of terbium-iron alloy, iron(III) oxide and terbium oxide would do about as well" in sentence(found)


def test_an_element_seen_tells_fluoride_from_oxide() -> None:
    candidates = [MATERIALS[name] for name in ("dy-oxide", "dy-metal", "dy-chloride", "silica")]
    found = unmix(made_up({"silica": 0.9, "dy-chloride": 0.1}), candidates)
    assert {p.names for p in found.parts} == {("silica",), ("dysprosium chloride",)}


def test_a_complete_scan_rules_out_what_would_have_been_seen() -> None:
    measures = {"Dy": Measure(0.08, 0.004), "Si": Measure(0.42, 0.02)}
    candidates = [MATERIALS["silica"], MATERIALS["dy-fe"]]
    assert len(unmix(Reading(measures, XRF), candidates).parts) == 2
    scanned = unmix(Reading(measures, XRF, complete=True), candidates)
    assert not scanned.explained


def test_a_limit_counts_only_from_above() -> None:
    measures = {"Dy": Measure(0.1, 0.005), "Fe": Measure(None, limit=0.005)}
    candidates = [MATERIALS["dy-oxide"], MATERIALS["dy-fe"], MATERIALS["iron-powder"]]
    found = unmix(Reading(measures, XRF), candidates)
    assert [p.share.name for p in found.parts] == ["dysprosium oxide"]
    assert all(line.residual == pytest.approx(0, abs=1e-9) for line in found.elements)


def test_what_the_method_does_not_see_is_left_out() -> None:
    reading = Reading({"Si": Measure(0.46, 0.02), "O": Measure(0.9, 0.01)}, XRF)
    found = unmix(reading, [MATERIALS["silica"]])
    assert [line.symbol for line in found.elements] == ["Si"]
    assert "left out, for X-ray fluorescence does not see them: O" in found.notes


def test_an_uncertainty_not_stated_is_the_methods_and_said() -> None:
    found = unmix(Reading({"Dy": Measure(0.1)}, XRF), [MATERIALS["dy-oxide"]])
    assert found.elements[0].uncertainty == pytest.approx(0.005)
    assert any("uncertainty not stated" in note and "Dy" in note for note in found.notes)


def test_the_uncertainty_assumed_shrinks_towards_the_whole() -> None:
    """From a tenth to all a factor of 0.707, as laboratories agree among each other."""
    found = unmix(Reading({"Sb": Measure(0.997)}), [MATERIALS["antimony"], MATERIALS["antimony-oxide"]])
    assert found.elements[0].uncertainty == pytest.approx(0.1 * 0.997 * 0.7074, rel=1e-3)


def test_a_reading_near_the_whole_says_what_its_scale_would_hide() -> None:
    hint, candidates = "were they scaled to 100 %", [MATERIALS["copper"]]
    assert any(hint in note for note in unmix(Reading({"Cu": Measure(0.99, 0.01)}, XRF), candidates).notes)
    assert not any(hint in note for note in unmix(Reading({"Cu": Measure(0.8, 0.01)}, XRF), candidates).notes)


def test_a_declared_material_that_the_method_cannot_see_is_said() -> None:
    found = unmix(made_up({"dy-oxide": 1.0}), [MATERIALS["graphite"], MATERIALS["dy-oxide"]], declared=["graphite"])
    assert "the reading can neither show nor exclude the declared material: graphite" in found.notes


def test_elements_are_shown_as_oxides_too() -> None:
    found = unmix(made_up({"silica": 0.88, "dy-oxide": 0.12}), MATERIALS.values(), declared=["silica"], oxides=OXIDES)
    line = next(line for line in found.elements if line.symbol == "Dy")
    assert line.oxide == "Dy2O3" and line.measured_as_oxide == pytest.approx(0.12)
    assert line.explained_as_oxide == pytest.approx(0.12, rel=1e-3)
    assert ("Dy", "10.5", "0.523", "10.5", "+0.0", "Dy2O3", "12", "12") in table(found)


# ------------------------------------------------------------ words
@pytest.mark.parametrize(
    ("low", "estimate", "high", "text"),
    [
        (10, 12, 14, "12 ± 2 %"),
        (0.0312, 0.0332, 0.0352, "0.033 ± 0.002 %"),
        (0, 1, 3, "at most 3 %"),
        (75, 88, 90, "88 % (75 to 90 %)"),
        (10.2, 11.4, 12.6, "11.4 ± 1.2 %"),
        (50, 60, 70, "60 ± 10 %"),
    ],
)
def test_amounts_are_rounded_to_what_is_known(low: float, estimate: float, high: float, text: str) -> None:
    assert amount(Share("x", low / 100, estimate / 100, high / 100)) == text


# ------------------------------------------------------------ the pack
def test_the_pack_names_every_traded_rare_earth_four_ways() -> None:
    held = {(c.kind, s) for c in MATERIALS.values() for s in c.fractions if s in RARE_EARTHS and c.middle(s) > 0.4}
    wanted = RARE_EARTHS - {"Pm"}
    for kind in ("oxide", "metal"):
        assert {s for k, s in held if k == kind} >= wanted
    for name in ("fluoride", "carbonate", "chloride"):
        assert all(f"{s.lower()}-{name}" in MATERIALS for s in wanted)


def test_no_material_of_the_pack_is_more_than_itself() -> None:
    for material in MATERIALS.values():
        assert sum(low for low, _ in material.fractions.values()) <= 1 + 1e-9, material.id
        assert 0.8 < sum(map(material.middle, material.fractions)) < 1.04, material.id


def test_methods_are_blind_to_what_they_are() -> None:
    assert set("H He Li Be B C N O F".split()) <= XRF.blind and "Na" not in XRF.blind
    assert set("H C N O F Cl Br I".split()) <= METHODS["icp-oes"].blind and "Li" not in METHODS["icp-oes"].blind


def test_a_composition_is_turned_into_elements() -> None:
    made = candidate_from("SiO2 60±6, Fe balance", WEIGHTS, "mix")
    assert made.fractions["Si"] == pytest.approx((0.54 * 28.085 / 60.083, 0.66 * 28.085 / 60.083), rel=1e-4)
    assert made.fractions["Fe"] == pytest.approx((0.34, 0.46))
    assert made.surely_without("Dy") and not made.surely_without("Si")


# ------------------------------------------------------------ reading assays
def test_an_assay_is_read_from_a_table(tmp_path: Path) -> None:
    path = tmp_path / "assay.csv"
    path.write_text(
        "\ufeffelement,oxide,value,uncertainty,unit,limit\n# bench 3\n,Dy2O3,12,1.0,%,\nNd,,300,,ppm,\n"
        "Fe,,<0.05,,%,\nTb,,nd,,%,0.01\n",
        "utf-8",
    )
    reading = read_assay(path, WEIGHTS, method=XRF, k=2)
    dysprosium = 0.12 * 325.0 / 373.0
    assert reading.measures["Dy"].value == pytest.approx(dysprosium, rel=1e-4)
    assert reading.measures["Dy"].uncertainty == pytest.approx(dysprosium / 24, rel=1e-4)
    assert reading.measures["Nd"] == Measure(0.0003)
    assert reading.measures["Fe"] == Measure(None, None, 0.0005)
    assert reading.measures["Tb"] == Measure(None, None, 0.0001)


def test_an_assay_is_read_from_a_text() -> None:
    reading = parse_assay("XRF: Dy 10.4±0.8, ZrO2 31-35 wt%, Fe <0.05 %, Co 3 at%", WEIGHTS, method=XRF)
    assert reading.measures["Dy"] == Measure(0.104, 0.008)
    assert reading.measures["Zr"].value == pytest.approx(0.33 * 91.222 / 123.22, rel=1e-4)
    assert reading.measures["Fe"] == Measure(None, None, 0.0005)
    assert "Co" not in reading.measures and any("Co" in note for note in reading.notes)


@pytest.mark.parametrize("text", ["Dy 120 %", "Dy 60 %, Tb 60 %", "Dy2O3 104±1 %", "Dy2O3 70 %, Tb4O7 60 %"])
def test_a_reading_of_more_than_the_whole_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="more than the whole"):
        parse_assay(text, WEIGHTS)


@pytest.mark.parametrize("text", ["Dy 100.4±0.3 %", "Dy 99-101 %", "Dy 104 %", "Dy <140 %", "Dy2O3 70 %, Dy 61 %"])
def test_a_reading_of_the_whole_within_its_uncertainty_is_read(text: str) -> None:
    measure = parse_assay(text, WEIGHTS).measures["Dy"]
    assert max(measure.value or 0, measure.limit or 0) <= 1


def gallery(name: str) -> Sequence[Mapping[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("wrong", gallery("assay_wrong"), ids=lambda row: row["file"])
def test_a_wrong_assay_is_refused_with_the_place(wrong: Mapping[str, str]) -> None:
    path = HERE / "assay_wrong" / f"{wrong['file']}.csv"
    with pytest.raises(ProblemsError) as caught:
        read_assay(path, WEIGHTS, method=XRF)
    check(caught.value, path, wrong)


@pytest.mark.parametrize("wrong", gallery("materials_wrong"), ids=lambda row: row["file"])
def test_a_wrong_table_of_materials_is_refused_with_the_place(wrong: Mapping[str, str]) -> None:
    path = HERE / "materials_wrong" / f"{wrong['file']}.csv"
    with pytest.raises(PackError) as caught:
        load_candidates(path, WEIGHTS)
    check(caught.value, path, wrong)


def check(error: ProblemsError, path: Path, wrong: Mapping[str, str]) -> None:
    (problem,) = error.problems
    assert (problem.path, problem.line, problem.column) == (str(path), int(wrong["line"]), int(wrong["column"]))
    assert problem.code == wrong["code"] and wrong["says"] in problem.text and wrong["hint"] in problem.hint


@pytest.mark.parametrize("name", ["assay_wrong", "materials_wrong"])
def test_no_entry_of_a_gallery_is_orphaned(name: str) -> None:
    assert {row["file"] for row in gallery(name)} == {file.stem for file in (HERE / name).glob("*.csv")}


def test_wrong_methods_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "methods.csv"
    head = "id,en,zh,blind,relative,absolute,limit,note,source,confidence"
    path.write_text(f"{head}\nx,x,x,H Hee,0.05,0.001,5,,own,memory\n", "utf-8")
    with pytest.raises(PackError) as caught:
        load_methods(path)
    assert [(p.line, p.column, p.code) for p in caught.value.problems] == [(2, 7, "G213"), (2, 24, "G214")]


@pytest.mark.parametrize("content", [b"", b"\n,,\n", b"element,value,unit\n", b"element,value,unit\nDy,\xff,%\n"])
def test_an_assay_without_content_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "assay.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match="assay.csv: "):
        read_assay(path, WEIGHTS)


def test_an_assay_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_assay(tmp_path / "absent.csv", WEIGHTS)


def test_what_cannot_be_unmixed_is_refused() -> None:
    reading = Reading({"Dy": Measure(0.1, 0.01)}, XRF)
    with pytest.raises(UsageError, match="did you mean 'zircon glaze'"):
        unmix(reading, MATERIALS.values(), declared=["zircon glase"])
    with pytest.raises(UsageError, match="no candidate"):
        unmix(reading, [])
    with pytest.raises(UsageError, match="twice"):
        unmix(reading, [Candidate("a", {}), Candidate("a", {})])
    with pytest.raises(InputError, match="no value"):
        unmix(Reading({"O": Measure(0.4, 0.01)}, XRF), MATERIALS.values())
    with pytest.raises(InputError, match="Dy"):
        Reading({"dy": Measure(0.1)}, XRF)
    with pytest.raises(InputError, match="from 0 to 1"):
        Measure(10.4, 0.8)
    with pytest.raises(InputError, match="normalised"):
        Reading({"Dy": Measure(0.1)}, XRF, basis="normalized")
    with pytest.raises(InputError, match="no mass fraction"):
        parse_assay("nothing of the kind", WEIGHTS)


def test_the_guide_shows_what_happens(capsys: pytest.CaptureFixture[str]) -> None:
    text = (HERE.parents[1] / "docs" / "howto" / "unmix-an-assay.md").read_text("utf-8")
    code, *more = re.findall(r"```python\n(.*?)```", text, re.S)
    spoken = re.findall(r"```text\n(.*?)```", text, re.S)
    names: dict[str, Any] = {}
    exec(code, names)
    assert capsys.readouterr().out == spoken[0]
    for other in more:
        exec(other, names)
    assert names["ours"].fractions["Si"][1] == pytest.approx(0.66 * 28.085 / 60.083, rel=1e-3)
