"""Text-only YAML: what is written stays, with its place; what would be changed silently is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.text_yaml import MAX_BYTES, Listing, Mapping, Text, place, read_yaml, read_yaml_text


def read(text: str) -> object:
    tree, problems = read_yaml_text(text, "test.yml")
    assert problems == []
    return tree


@pytest.mark.parametrize(
    "word",
    [
        "0101",
        "NO",
        "no",
        "yes",
        "true",
        "null",
        "~",
        "2846.10",
        "12:30",
        "1e3",
        "0x1F",
        "2025-04-03",
        "1_000",
        ".5",
        "镝",
    ],
)
def test_every_scalar_stays_the_text_that_was_written(word: str) -> None:
    assert read(f"key: {word}") == {"key": word}
    assert read(f"- {word}") == [word]
    assert read(f"{word}: value") == {word: "value"}
    assert type(read(word)) is Text


def test_an_empty_value_is_an_empty_text() -> None:
    assert read("key:\nother: ''") == {"key": "", "other": ""}


def test_places_of_scalars_keys_and_groups() -> None:
    tree = read('a: one\nb:\n  - two\n  - "three"\nc: {d: four}\n')
    assert isinstance(tree, Mapping)
    assert [place(key) for key in tree] == [(1, 1), (2, 1), (5, 1)]
    assert place(tree["a"]) == (1, 4)
    assert isinstance(tree["b"], Listing)
    assert place(tree["b"]) == (3, 3)
    assert [place(part) for part in tree["b"]] == [(3, 5), (4, 6)]
    assert (place(tree["c"]), tree["c"].flow, tree.flow) == ((5, 4), True, False)
    assert place(tree["c"]["d"]) == (5, 8)


def test_a_folded_line_is_known_as_such() -> None:
    tree = read('- one\n  two\n- "three\n  four"\n- five\n')
    assert isinstance(tree, Listing)
    assert [part.lines for part in tree] == [2, 1, 1]


def test_a_place_of_anything_else_is_the_beginning() -> None:
    assert place("text") == place(None) == (1, 1)


@pytest.mark.parametrize(
    ("text", "line", "column", "piece"),
    [
        ("a: 1\na: 2", 2, 1, "'a' is written twice"),
        ("a:\n  b: 1\n  b: 2", 3, 3, "'b' is written twice"),
        ("a: &x 1", 1, 4, "anchors and aliases"),
        ("a: *x", 1, 4, "anchors and aliases"),
        ("&x a: 1", 1, 1, "anchors and aliases"),
        ("a: !!int 1", 1, 4, "tags"),
        ("a: ! 1", 1, 4, "tags"),
        ("a: b: c", 1, 5, "mapping values"),
        ("a:\n\t- b", 2, 1, "cannot start any token"),
        ('a: "b', 1, 4, "unexpected end"),
        ("a: 'b\nc: d\n", 1, 4, "unexpected end"),
        ("a: 1\nb\nc: 2", 2, 1, "could not find expected ':'"),
        ("[a]: b", 1, 1, "a key is one word"),
        ("? {a: b}\n: c", 1, 3, "a key is one word"),
        ("a: 1\n--- \nb: 2", 2, 1, "expected a single document"),
        ("a: b\n c\x07d", 2, 3, "cannot stand in YAML"),
        ("a: [b", 1, 6, "expected ',' or ']'"),
    ],
)
def test_what_is_refused_and_where(text: str, line: int, column: int, piece: str) -> None:
    tree, (problem,) = read_yaml_text(text, "test.yml")
    assert tree is None
    assert piece in problem.text
    assert (problem.path, problem.line, problem.column, problem.code) == ("test.yml", line, column, "P001")


@pytest.mark.parametrize("piece", ["[", "{a: ", "- ", "a:\n ", "? "])
def test_deep_nesting_is_a_problem(piece: str) -> None:
    tree, problems = read_yaml_text(piece * 20_000, "test.yml")
    assert tree is None
    assert [p.code for p in problems] == ["P001"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80) | st.text(st.sampled_from("ab:-#[]{}'\"&*!|>?%@` \n\t0,"), max_size=80))
def test_any_text_is_a_tree_or_a_problem_inside_it(text: str) -> None:
    tree, problems = read_yaml_text(text, "test.yml")
    for problem in problems:
        assert tree is None
        assert 1 <= problem.line <= text.count("\n") + len(text.splitlines()) + 2
        assert problem.column >= 1


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"), max_size=40
    )
)
def test_a_text_in_double_quotes_comes_back_whole(word: str) -> None:
    quoted = word.replace("\\", "\\\\").replace('"', '\\"')
    assert read(f'key: "{quoted}"') == {"key": word}


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"\xef\xbb\xbfkey: \xe9\x95\x9d\r\nother: NO\r\n")
    assert read_yaml(file) == ({"key": "镝", "other": "NO"}, [])


@pytest.mark.parametrize(
    ("data", "piece"), [(None, "missing"), (b"key: \xff", "not UTF-8"), (b"#" * (MAX_BYTES + 1), "larger than")]
)
def test_files_that_cannot_be_read(tmp_path: Path, data: bytes | None, piece: str) -> None:
    file = tmp_path / "a.yml"
    if data is not None:
        file.write_bytes(data)
    tree, (problem,) = read_yaml(file, "pack/a.yml")
    assert tree is None
    assert (problem.path, problem.code) == ("pack/a.yml", "P003")
    assert piece in problem.text


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    tree, (problem,) = read_yaml(tmp_path)
    assert (tree, problem.code) == (None, "P003")
