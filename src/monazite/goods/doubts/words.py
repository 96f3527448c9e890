"""Contradictions within words: what a line says of the goods in one place and denies in another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from monazite.goods.answer import Content, Goods
from monazite.goods.doubts.expected import Case, amount, cut, evidence, expected, fact, short
from monazite.goods.doubts.model import Doubt, DoubtsPack
from monazite.goods.headings import Fit, Search
from monazite.goods.model import Term
from monazite.vocabulary import vocabulary

__all__ = ["by_words", "certificate", "digits_of", "is_pure", "stated", "tariff", "tariff_wording"]

Line = Mapping[str, object]
PURE = ("metal", "oxide", "salt", "compound")  # classes of goods that are of the element they are named after
HALF = Fraction(1, 2)
TOLD = 4  # contents that a finding names
UNSURE = {"tariff_chapter_sure": "tariff_chapter", "tariff_heading": "tariff_heading_unsure"}


# ------------------------------------------------------------ the tariff code
def digits_of(code: object) -> str:
    """Return the digits of a tariff code, or the empty text where it has not the form of one."""
    if not isinstance(code, str):
        return ""
    digits = re.sub(r"[. ]", "", unicodedata.normalize("NFKC", code))
    return digits if digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 13 else ""


def tariff(line: Line, case: Case, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """The declared tariff code against the headings that the words fit; silent where the search abstained."""
    digits, search = digits_of(line.get("tariff_code")), case.search
    wording = tariff_wording(digits, search, pack) if digits and search.fits else ""
    if not wording:
        return ()
    wording = UNSURE.get(wording, wording) if _contested(digits, case.goods, pack) else wording
    fits = " or ".join(dict.fromkeys(_shown(f) for f in search.fits[:2]))
    doubt = pack.wordings[wording].doubt(
        words=evidence(case.goods),
        code=str(line["tariff_code"]),
        chapter=digits[:2],
        heading=digits[:4],
        fits=fits,
        fits_zh=fits.replace(" or ", "或"),
    )
    # Words of plain goods under the line of controlled ones: then the words are as doubtful as the code.
    if digits.startswith(pack.lists["telling_codes"]) and (doubt.strength > 1 or case.goods.head):
        facts = (*doubt.facts, "material", "main_element", "substance")
        doubt = replace(doubt, strength=max(doubt.strength, 2), facts=facts)
    return (doubt,)


def _contested(digits: str, goods: Goods, pack: DoubtsPack) -> bool:
    """Whether the words are not of one mind, or another of the things they name belongs under the declared heading."""
    if digits.startswith(pack.lists["residual_codes"]) or any(left.fact == "material" for left in goods.open):
        return True
    terms = pack.goods.terms
    return any(code[:4] == digits[:4] for i in goods.naming if i in terms for code in terms[i].tariff)


def tariff_wording(digits: str, search: Search, pack: DoubtsPack) -> str:
    """Return the wording for declared digits against the fits of a search, or the empty text where they agree."""
    if digits[:2] not in pack.goods.chapters:
        return ""
    codes = [fit.code for fit in search.fits]
    if any(digits.startswith(code) or code.startswith(digits[:6]) for code in codes):
        return ""
    if any(code[:4] == digits[:4] for code in codes):
        return "tariff_subheading"
    best = search.fits[0]
    sure = best.because != "words" and Fraction(best.score) >= pack.limits["sure_score"]
    if any(code[:2] == digits[:2] for code in codes):
        return "tariff_heading" if sure else "tariff_heading_unsure"
    return "tariff_chapter_sure" if sure else "tariff_chapter"


def _shown(fit: Fit) -> str:
    return f"{fit.code[:4]}.{fit.code[4:]}" if len(fit.code) > 4 else fit.code


# ------------------------------------------------------------ what the line states
def certificate(line: Line, case: Case, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """A purity that nobody states without a certificate, on a line whose column for its number is empty."""
    if "certificate_number" not in line or line["certificate_number"] or not is_pure(case.goods, pack):
        return ()
    purity = case.goods.facts["purity"]
    shown = f"{vocabulary()['purity'].number(purity.low or 0)} %"
    return (pack.wordings["certificate"].doubt(words=purity.words, purity=shown),)


def is_pure(goods: Goods, pack: DoubtsPack) -> bool:
    """Whether the words state a purity that comes with a certificate."""
    purity = _purity(goods)
    return purity is not None and purity >= pack.limits["purity_certified"]


def _purity(goods: Goods) -> Fraction | None:
    found = goods.facts.get("purity")
    if found is None or found.low is None:
        return None
    return Fraction(found.low, 100 * 10 ** vocabulary()["purity"].decimals)


def stated(line: Line, case: Case, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """A stated fact against what the words say for certain; on technology the words name goods that it is about."""
    if line.get("kind") in ("technology", "service"):
        return ()
    return tuple(
        pack.wordings["stated"].doubt(
            words=evidence(case.goods, name), fact=name, stated=str(line[name]), derived=fact(case.goods, name)
        )
        for name in pack.lists["compared"]
        if _differ(line.get(name), fact(case.goods, name), pack) and not _inside(name, line.get(name), case.goods)
    )


def _inside(name: str, told: object, goods: Goods) -> bool:
    """Whether the stated main element is one of those inside: iron is the most of a neodymium magnet."""
    return name == "main_element" and told in {*goods.contents, *goods.typical}


def _differ(told: object, derived: str, pack: DoubtsPack) -> bool:
    if not isinstance(told, str) or not told or not derived or told == derived or "other" in (told, derived):
        return False
    same = pack.lists["same_class"]
    return f"{told} {derived}" not in same and f"{derived} {told}" not in same


# ------------------------------------------------------------ the words alone
def by_words(goods: Goods, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """Return the contradictions that the words and the assay hold among themselves."""
    if not (goods.contents or goods.assay or goods.open):
        return ()
    rules = (_lookalike, _replaced, _assay, _grade, _several)
    return tuple(doubt for rule in rules for doubt in rule(goods, pack))


def _lookalike(goods: Goods, pack: DoubtsPack) -> Iterator[Doubt]:
    """Goods of plain name that hold what such goods do not."""
    head = pack.goods.terms.get(goods.head)
    watched = _unusual(goods, head, pack)
    usual = {*_own(head), _named_element(goods)}
    odd = [c for c in goods.contents.values() if c.symbol not in usual]
    odd += [c for c in goods.assay.values() if c.symbol not in usual and c.symbol not in goods.contents]
    odd = [c for c in odd if c.symbol in watched and (c.low or 0) >= pack.limits["lookalike_some"]]
    if odd:
        worst = max(odd, key=lambda c: c.low or 0)
        much = (worst.low or 0) >= pack.limits["lookalike_much"]
        names = expected(goods, pack)
        yield pack.wordings["lookalike_much" if much else "lookalike_some"].doubt(
            **_all_told(goods, odd), named=names.named or names.material, named_zh=names.named_zh or names.material
        )


def _replaced(goods: Goods, pack: DoubtsPack) -> Iterator[Doubt]:
    """A substance named after one element that by its amounts, or a reading, is most of all of others."""
    main = _named_element(goods)
    if not main or fact(goods, "material") not in PURE:
        return
    inside = {**goods.contents, **goods.assay}
    usual = {main, "O", "H", *_own(pack.goods.terms.get(goods.head))}
    others = [c for c in inside.values() if c.symbol not in usual and c.origin != "formula" and (c.low or 0) > 0]
    left = 1 - sum((c.low or Fraction(0) for c in others), Fraction(0))
    if others and left < HALF:
        told = _all_told(goods, others)
        yield pack.wordings["replaced"].doubt(**told, main=main, most=f"{short(max(left, Fraction(0)) * 100)} %")


def _unusual(goods: Goods, head: Term | None, pack: DoubtsPack) -> tuple[str, ...]:
    """Return the elements that goods of such a name do not hold; none where the name tells nothing of it."""
    said = {s.value for s in (head.says if head else ()) if s.fact == "material" and s.certain}
    said.add(fact(goods, "material"))
    rare = {*pack.goods.rare_earths}
    if said & {*pack.lists["lookalikes"]}:
        return pack.lists["watched"]
    if said & {*pack.lists["chemicals"]}:
        named = goods.rare_earth or fact(goods, "main_element") in rare
        return () if named else pack.goods.rare_earths
    if head is None or not _own(head):
        return ()
    # Rare earths come together: of goods that hold one, others tell nothing.
    together = goods.rare_earth or bool({*head.contains, _named_element(goods)} & rare)
    return tuple(s for s in pack.lists["watched"] if not (together and s in rare))


def _own(head: Term | None) -> frozenset[str]:
    """Return the elements that goods of a name hold or may hold."""
    if head is None:
        return frozenset()
    return frozenset((*head.contains, *head.may_contain, *re.findall("[A-Z][a-z]?", head.formula)))


def _named_element(goods: Goods) -> str:
    """Return the main element that the words name; what only a laboratory found is not what goods are named."""
    found = goods.facts.get("main_element")
    return "" if found is None or found.origin == "assay" else fact(goods, "main_element")


def _all_told(goods: Goods, odd: list[Content]) -> dict[str, str]:
    """What is told of several contents, the most first: amounts stand before their elements, in Chinese behind."""
    odd = sorted(odd, key=lambda c: -(c.low or 0))[:TOLD]
    told = [_told(goods, content) for content in odd]
    return {
        "words": evidence(goods),
        "element": told[-1]["element"],
        "element_zh": told[0]["element"],
        "content": cut(" … ".join(dict.fromkeys(one["content"] for one in told))),
        "amount": ", ".join(f"{one['amount']} {one['element']}" for one in told).removesuffix(
            f" {told[-1]['element']}"
        ),
        "amount_zh": "、".join(f"{one['element']}{one['amount_zh']}" for one in told).removeprefix(told[0]["element"]),
    }


def _told(goods: Goods, content: Content) -> dict[str, str]:
    text = amount(content)
    chinese = text.replace("at least ", "至少").replace(" to ", "至")
    return {
        "words": evidence(goods),
        "element": content.symbol,
        "content": cut(content.words),
        "amount": text,
        "amount_zh": chinese,
    }


def _assay(goods: Goods, pack: DoubtsPack) -> Iterator[Doubt]:
    """A reading against what the words state of the same element, or against the purity that they state."""
    for reading in goods.assay.values():
        wording, most, words = _exceeded(reading, goods, pack)
        if wording:
            told = {**_told(goods, reading), **({"words": words} if words else {})}
            bound = {} if wording == "assay_free" else {"most": f"{short(most * 100)} %"}
            yield pack.wordings[wording].doubt(**told, **bound)


def _exceeded(reading: Content, goods: Goods, pack: DoubtsPack) -> tuple[str, Fraction, str]:
    """Return the wording for a reading above what the words allow, with the most they allow and the words."""
    said, low, limits = goods.contents.get(reading.symbol), reading.low or Fraction(0), pack.limits
    if said is None:
        return _impure(reading.symbol, low, goods, pack)
    most = said.high
    if most is None or low - most < limits["assay_gap"]:
        return "", Fraction(0), ""
    if most == 0:
        return "assay_free", most, said.words
    if low > most * limits["assay_far"]:
        return "assay_more_far", most, said.words
    return ("assay_more" if low > most * limits["assay_over"] else ""), most, said.words


def _impure(symbol: str, low: Fraction, goods: Goods, pack: DoubtsPack) -> tuple[str, Fraction, str]:
    purity, main = _purity(goods), fact(goods, "main_element")
    head = pack.goods.terms.get(goods.head)
    if purity is None or not main or symbol == main or symbol not in pack.lists["watched"]:
        return "", Fraction(0), ""
    rest = 1 - purity
    over = low - rest >= pack.limits["assay_gap"] and low > rest * pack.limits["assay_far"]
    if not over or (head is not None and symbol in (*head.contains, *head.may_contain)):
        return "", rest, ""
    return "assay_pure", rest, evidence(goods, "main_element", "purity")


def _grade(goods: Goods, pack: DoubtsPack) -> Iterator[Doubt]:
    """Words that exclude dysprosium and terbium against a grade that usually holds them."""
    excluded = [goods.contents[s] for s in ("Dy", "Tb") if s in goods.contents and goods.contents[s].high == 0]
    typical = [c for s, c in goods.typical.items() if s in ("Dy", "Tb") and c.origin == "grade"]
    least = sum(((c.low or Fraction(0)) for c in typical), Fraction(0))
    middle = sum((((c.low or Fraction(0)) + (c.high or Fraction(0))) / 2 for c in typical), Fraction(0))
    seldom = least > pack.limits["grade_heavy"] or middle > pack.limits["grade_middle"]
    if len(excluded) == 2 and seldom:
        tops = [c.high for c in typical]
        most = None if None in tops else sum((t for t in tops if t is not None), Fraction(0))
        words = " … ".join(dict.fromkeys(c.words for c in excluded))
        told = amount(Content("Dy", least, most, "grade", ""))
        chinese = told.replace("at least ", "至少").replace(" to ", "至")
        yield pack.wordings["grade_content"].doubt(words=words, grade=goods.grade, amount=told, amount_zh=chinese)


def _several(goods: Goods, pack: DoubtsPack) -> Iterator[Doubt]:
    for left in goods.open:
        if left.fact == "material" and len(left.values) > 1:
            kinds = " and ".join(left.values)
            chinese = "、".join(left.values)
            yield pack.wordings["several"].doubt(words=left.words, kinds=kinds, kinds_zh=chinese)
