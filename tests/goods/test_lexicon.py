"""Finding names: plurals, hyphens, slips of the pen, the longest name at each place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.goods.lexicon import Hit, Lexicon, stem, words
from monazite.packs.goods import goods_pack

NAMES = (
    ("dysprosium", "Dy"), ("terbium", "Tb"), ("erbium", "Er"), ("ytterbium", "Yb"), ("yttrium", "Y"),
    ("gallium", "Ga"), ("gadolinium", "Gd"), ("oxide", "oxide"), ("rare earth", "re"), ("rare earth oxide", "reo"),
    ("mixer-settler", "mixer"), ("battery", "cell"), ("lens", "lens"), ("P507", "p507"), ("alloy", "alloy"),
    ("磁钢", "magnet"), ("磁", "magnetic"), ("氧化", "oxide"), ("钕铁硼", "ndfeb"), ("铁", "Fe"),
    ("magnet", "magnet"), ("magnet", "magnet"), ("target", "target"), ("target", "goal"),
)  # fmt: skip
LEXICON = Lexicon(NAMES)
# Elements that differ in few letters: none may ever be read for another.
NEAR = ("terbium", "erbium", "ytterbium", "yttrium", "thulium", "thallium", "gallium", "gadolinium", "holmium")


def found(text: str, lexicon: Lexicon = LEXICON) -> list[str]:
    return [hit.names[0] for hit in lexicon.find(text)]


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("Oxides", "oxide"), ("alloys", "alloy"), ("batteries", "battery"), ("boxes", "box"), ("meshes", "mesh"),
        ("switches", "switch"), ("glass", "glass"), ("glasses", "glass"), ("lens", "lens"), ("gas", "gas"),
        ("apparatus", "apparatus"), ("analysis", "analysis"), ("series", "series"), ("Dy", "dy"), ("Nds", "nds"),
        ("as", "as"),
    ],
)  # fmt: skip
def test_plurals_lose_their_ending(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed == stem(stemmed)


def test_words_have_their_places() -> None:
    assert words("Dy oxides 99.9%氧化") == [
        ("dy", 0, 2), ("oxide", 3, 9), ("99.9", 10, 14), ("氧", 15, 16), ("化", 16, 17),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Terbium OXIDES", ["Tb", "oxide"]),
        ("batteries, lens", ["cell", "lens"]),
        ("mixer settlers", ["mixer"]),
        ("Mixer-Settler", ["mixer"]),
        ("mixer - settler", []),
        ("mixer, settler", []),
        ("rare-earth oxides", ["reo"]),
        ("rare earth", ["re"]),
        ("rare earths and oxides", ["re", "oxide"]),
        ("rare oxide", ["oxide"]),
        ("oxidised", []),
        ("P507", ["p507"]),
        ("P 507", ["p507"]),
        ("P508", []),
        ("氧化磁钢", ["oxide", "magnet"]),
        ("磁铁", ["magnetic", "Fe"]),
        ("钕铁", ["Fe"]),
        ("", []),
        ("...", []),
    ],
)
def test_names_are_found_the_longest_first(text: str, ids: list[str]) -> None:
    assert found(text) == ids


def test_a_hit_tells_its_place_and_all_ids_once() -> None:
    text = "two targets, one magnet"
    assert list(LEXICON.find(text)) == [Hit(4, 11, ("target", "goal")), Hit(17, 23, ("magnet",))]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("terbum", ["Tb"]),
        ("terbuim", ["Tb"]),
        ("terbiumm", ["Tb"]),
        ("terbixm", ["Tb"]),
        ("terbx", []),
        ("tebum", []),
        ("dysprosum", ["Dy"]),
        ("disprosium", ["Dy"]),
        ("disprosiun", ["Dy"]),
        ("disprosum", []),  # two slips in nine letters
        ("dxsprxsxum", []),
        ("gadolinum", ["Gd"]),
        ("galium", ["Ga"]),
        ("ytterbum", ["Yb"]),
        ("yttrum", ["Y"]),
        ("kerbium", []),
        ("erbiun", ["Er"]),
        ("oxyde", []),  # short words are read as they stand
        ("magnit", ["magnet"]),
        ("rare earht oxide", ["oxide"]),
    ],
)
def test_slips_of_the_pen(text: str, ids: list[str]) -> None:
    assert found(text) == ids


def test_a_slip_is_told_and_a_right_word_is_not() -> None:
    assert [hit.slip for hit in LEXICON.find("terbum terbium")] == ["terbium", ""]


@pytest.mark.parametrize("one", NEAR)
def test_a_name_that_is_known_is_never_taken_for_a_slip_of_another(one: str) -> None:
    lexicon = Lexicon([(name, name) for name in NEAR])
    assert found(one, lexicon) == [one] and [hit.slip for hit in lexicon.find(one)] == [""]


@pytest.mark.parametrize("missing", NEAR)
def test_a_known_name_is_not_read_for_a_missing_one_across_the_first_letter(missing: str) -> None:
    """Were erbium missing from a pack, terbium and ytterbium must not stand in for it."""
    lexicon = Lexicon([(name, name) for name in NEAR if name != missing])
    assert all(name[0] == missing[0] for name in found(missing, lexicon))


SHIPPED = [(name, f"={s}") for s, e in goods_pack().elements.items() for name in (*e.en, *e.zh)]
ELEMENTS = Lexicon(SHIPPED)


@pytest.mark.parametrize(("name", "element"), SHIPPED)
def test_each_element_of_the_pack_is_read_as_itself(name: str, element: str) -> None:
    hits = list(ELEMENTS.find(f"x {name} y"))
    assert [(h.names, h.slip) for h in hits] == [((element,), "")] and len(hits[0].names) == 1


# ------------------------------------------------------------ any text
WORDS = st.sampled_from([*(n for n, _ in NAMES), "x", "of", "-", ",", " ", "  ", ".", "硼", "钕", "507", "earths"])


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=12).map("".join) | st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=40))
def test_hits_stand_in_order_and_never_overlap(text: str) -> None:
    hits = list(LEXICON.find(text))
    assert all(0 <= h.start < h.end <= len(text) and h.names for h in hits)
    assert all(a.end <= b.start for a, b in pairwise(hits))
    assert hits == list(LEXICON.find(text, words(text)))


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
def test_the_longest_name_at_each_place_by_a_plain_meaning(text: str) -> None:
    """A plain search without slips: at each word the name with the most words that stands there."""
    tokens = [t for t, _, _ in words(text)]
    if any(len(t) >= 6 and t not in KNOWN for t in tokens) or not PLAIN.issuperset(text):
        return
    names = [([t for t, _, _ in words(n)], i) for n, i in NAMES]
    at, plain = 0, []
    while at < len(tokens):
        fitting = [(len(n), i) for n, i in names if tokens[at : at + len(n)] == n]
        most = max((length for length, _ in fitting), default=0)
        plain += [next(i for length, i in fitting if length == most)] if fitting else []
        at += most or 1
    assert found(text) == plain


KNOWN = {t for n, _ in NAMES for t, _, _ in words(n)}
PLAIN = set(" ".join(n for n, _ in NAMES) + "xofeths ")
