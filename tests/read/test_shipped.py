"""The tables of words that ship with the readers are whole and do not contradict each other."""

from __future__ import annotations

from collections import Counter

from monazite.read.codes import cas_holds, container_holds, lei_holds, uscc_holds
from monazite.read.currencies import currency_candidates
from monazite.read.shipped import shipped
from monazite.read.words import country_code
from monazite.vocabulary import COUNTRIES, vocabulary


def test_every_country_is_found_by_its_codes_and_by_all_its_names() -> None:
    rows = shipped("countries.csv")
    assert {row["code2"] for row in rows} == COUNTRIES and len(rows) == len(COUNTRIES)
    for row in rows:
        for name in (row["code2"], row["code3"], *row["en"].split("|"), *row["zh"].split("|")):
            assert not name or country_code(name) == row["code2"], name
        assert row["en"] and row["zh"]


def test_labels_of_values_name_values_and_no_label_names_two() -> None:
    rows = shipped("values.csv")
    for row in rows:
        assert row["value"] in vocabulary()[row["fact"]].of, row
    assert max(Counter((row["fact"], row["label"].casefold()) for row in rows).values()) == 1


def test_currencies_are_found_by_code_and_word() -> None:
    for row in shipped("currencies.csv"):
        assert currency_candidates(row["code"]) == row["code"]
        for word in filter(None, row["words"].split("|")):
            assert row["code"] in currency_candidates(word).split("|")
    assert currency_candidates("doubloon") == ""


def test_check_digits() -> None:
    assert container_holds("CSQU3054383") and not container_holds("CSQU3054384")
    assert cas_holds("7440-27-9") and not cas_holds("7440-27-8")
    for holds, number in ((lei_holds, "529900T8BM49AURSDO55"), (uscc_holds, "91350100M000100Y43")):
        assert holds(number)
        for place, sign in enumerate(number):
            for other in "0123456789" if sign.isdigit() else "":
                assert other == sign or not holds(number[:place] + other + number[place + 1 :])
