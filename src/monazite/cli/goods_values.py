"""Values of facts as `monazite goods` shows them, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN
from fractions import Fraction

from monazite.cli.goods_amounts import decimal_of, percent, ratio
from monazite.goods.answer import Derived
from monazite.read.shipped import shipped
from monazite.report.texts import Texts
from monazite.vocabulary import Fact, Vocabulary, vocabulary

__all__ = ["amount", "rates", "shown", "stated_texts", "value_text"]


def value_text(fact: Fact, value: object, t: Texts) -> str:
    """Return a value in the language of the texts: a choice by its label, yes and no by their words.

    Of a quantity that is left open the values are the words that state it.
    """
    if isinstance(value, bool):
        return t("yes" if value else "no")
    if fact.type == "quantity" and isinstance(value, str):
        return value  # the words that state it
    if t.language == "zh" and fact.type == "choice":
        labels = (r["label"] for r in shipped("values.csv") if (r["fact"], r["value"]) == (fact.name, value))
        return next((label for label in labels if not label.isascii()), str(value))
    return fact.shown(value)


def shown(derived: Derived, t: Texts) -> str:
    """Return what was derived as people write it: "oxide", "2 %", "≥ 86.7 %", "86.7 … 87.1 %"."""
    fact = vocabulary()[derived.fact]
    if fact.type != "quantity":
        return value_text(fact, derived.value, t)
    low, high = derived.low, derived.high
    if derived.exact:
        return fact.shown(low)
    if low is not None and low <= 1:
        most = _rounded(fact, high, ROUND_CEILING)
        return t("inside") if most is None else t("inside_at_most", high=_between(most, most, fact.unit))
    return _between(_rounded(fact, low, ROUND_FLOOR), _rounded(fact, high, ROUND_CEILING), fact.unit)


def _rounded(fact: Fact, value: int | None, rounding: str) -> str | None:
    return None if value is None else decimal_of(Fraction(value, 10**fact.decimals), rounding)


def amount(low: Fraction | None, high: Fraction | None, t: Texts) -> str:
    """Return the bounds of a mass fraction: "2 %", "8.8 … 12 %", "≥ 86 %"."""
    least, most = percent(low, high)
    return t("amount.unknown") if least is None and most is None else _between(least, most, "%")


def _between(low: str | None, high: str | None, unit: str) -> str:
    end = f" {unit}" if unit not in ("1", "money", "") else ""
    if low is None or high is None:
        return f"≤ {high}{end}" if low is None else f"≥ {low}{end}"
    return f"{low}{end}" if low == high else f"{low} … {high}{end}"


def stated_texts(line: Mapping[str, object], known: Vocabulary, t: Texts) -> Iterator[str]:
    """Yield what options state of the line: "Tariff code 8505.11", "Net mass 25 kg"."""
    for column, value in line.items():
        fact = known.fact_of_column(column)
        if fact is None or (column == "currency" and "value" in line):
            continue
        sign = {fact.below: "< ", fact.at_least: "≥ "}.get(column, "") if fact.censored else ""
        currency = f" {line['currency']}" if column == "value" and "currency" in line else ""
        yield f"{fact.label(t.language)} {sign}{value_text(fact, value, t)}{currency}"


def rates(line: Mapping[str, object], t: Texts) -> Iterator[str]:
    """Yield density and unit value, where the line tells what they rest on."""
    known = vocabulary()

    def units(name: str) -> int:
        return int(10 ** known[name].decimals)

    density = ratio(line.get("net_mass"), line.get("volume"), Fraction(units("volume"), units("net_mass")))
    if density is not None:
        yield f"{decimal_of(density, ROUND_HALF_EVEN, 3)} kg/l"
    price = ratio(line.get("value"), line.get("net_mass"), Fraction(units("net_mass"), units("value")))
    if price is not None and "currency" in line:
        yield t("each_mass", n=f"{decimal_of(price, ROUND_HALF_EVEN, 3)} {line['currency']}")
