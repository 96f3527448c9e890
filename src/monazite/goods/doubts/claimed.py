"""What stands where a control code is asked for, and whether the words name goods that such a code is for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monazite.goods.answer import Goods
from monazite.goods.doubts.expected import Case, cut, evidence, fact
from monazite.goods.doubts.model import Control, Doubt, DoubtsPack, as_claim
from monazite.vocabulary import vocabulary

__all__ = ["READS", "Claim", "claim_of", "claimed", "fits_class"]

Line = Mapping[str, object]
INSIDE = {
    column: name[3:].capitalize()
    for name, fact in vocabulary().items()
    if name.startswith("mf_")
    for column in (name, fact.at_least)
}
READS = ("claimed_control_code", "kind", "material", "main_element", "magnet_family", *INSIDE)
CODE = re.compile(
    r"(?=[^\d]*\d)(?=[^a-z]*[a-z])[a-z0-9][a-z0-9.()]{1,40}|usml[ivx]+[a-z0-9.()]*"
)  # letters and digits: 1c905.a.1, ml10
ENTRY = re.compile(r"(?<![a-z0-9])\d[a-e]\d{3}(?:\.[a-z0-9]+)*")
BETWEEN = re.compile(r"[;,/|、，；\s]+")
BRACKETS = re.compile(r"[;,/|、，；()。.\s]+")
REGIME = re.compile(r"^[a-z]{2,6}:(?=\d)")
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
SIGN = "\u2e80"  # from here on signs are words by themselves
LONGEST = 200  # signs of a claim that are read


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as read: it `says` free (nothing controls the goods), codes, open (nothing is claimed) or unread."""

    says: str
    codes: tuple[str, ...] = ()


def claim_of(told: object, pack: DoubtsPack) -> Claim:
    """Return what is claimed where a control code is asked for; several codes are separated by any sign."""
    text = told.strip()[:LONGEST] if isinstance(told, str) else ""
    folded = as_claim(text)
    if not text or folded in pack.free_statements:
        return Claim("free" if text else "open")
    codes, plain = _codes(text, folded), text.casefold()
    denied, spoken = _has(plain, pack.lists["free_not"]), _has(plain, pack.lists["free_control"])
    if codes:
        return Claim("open") if denied else Claim("codes", codes)
    if _has(plain, pack.lists["unsure_claims"]):
        return Claim("open")
    parts = [part for part in BRACKETS.split(plain) if part]
    if (denied and spoken) or (parts and all(as_claim(part) in pack.free_statements for part in parts)):
        return Claim("free")
    return Claim("open" if spoken or folded in pack.statements else "unread")


def _codes(text: str, folded: str) -> tuple[str, ...]:
    """Return the codes of a claim: in the form of entries (1C905.a.4) wherever they stand, or else in any other."""
    folded = REGIME.sub("", folded)
    if ENTRY.fullmatch(folded):
        return (folded,)
    found = ENTRY.findall(unicodedata.normalize("NFKC", text).casefold())
    if not found:
        parts = (REGIME.sub("", as_claim(part)) for part in BETWEEN.split(text))
        found = [p for p in parts if CODE.fullmatch(p)] or [p for p in (folded,) if CODE.fullmatch(p)]
    return tuple(dict.fromkeys(found))


def _has(text: str, words: Iterable[str]) -> bool:
    """Whether a text has one of some words; signs stand anywhere, words of letters by themselves."""
    alone = f" {' '.join(WORD.findall(text))} "
    return any(w in text if w[0] >= SIGN or not w[0].isalpha() else f" {w} " in alone for w in words)


# ------------------------------------------------------------ against the words
def claimed(line: Line, case: Case, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """A claimed code whose entries are for other goods than the words name, and a claim that nobody can read."""
    told = line.get("claimed_control_code")
    claim = claim_of(told, pack)
    if claim.says == "unread":
        return (pack.wordings["claim_unread"].doubt(claim=cut(str(told))),)
    entries = [control_of(code, pack) for code in claim.codes]
    known = [e for e in entries if e is not None]
    if not known or len(known) < len(entries) or any(_may_be(e, line, case.goods, pack) for e in known):
        return ()
    texts = {"entry": " or ".join(e.en for e in known), "entry_zh": "或".join(e.zh for e in known)}
    return (pack.wordings["claim_words"].doubt(claim=cut(str(told)), words=evidence(case.goods), **texts),)


def control_of(code: str, pack: DoubtsPack) -> Control | None:
    """Return what the entries of a code are for: the nearest code around it that the pack knows."""
    while code not in pack.controls and "." in code:
        code = code.rpartition(".")[0]
    return pack.controls.get(code)


def fits_class(claim: Claim, element: str, family: str, pack: DoubtsPack) -> bool:
    """Whether main element or family alone say that a claim may be true, or it needs no look at the words."""
    if claim.says in ("free", "open"):
        return True
    entries = [control_of(code, pack) for code in claim.codes]
    return any(e is None or element in e.elements or family in e.families for e in entries) and claim.says == "codes"


def _may_be(entry: Control, line: Line, goods: Goods, pack: DoubtsPack) -> bool:
    """Whether goods of these words may be what an entry is for; what the words leave open may be anything."""
    kinds = {fact(goods, "kind"), line.get("kind")} - {None, ""}
    if goods.head in entry.terms or not kinds or _meets(entry, line, goods):
        return True
    if {"technology", "service"} & {*entry.kinds, *kinds}:
        return bool(kinds & {*entry.kinds})
    rare = goods.rare_earth and not {*entry.elements}.isdisjoint(pack.goods.rare_earths)
    inside = not {*entry.elements}.isdisjoint(_inside(line, goods, pack))
    return rare or inside or not _plain(entry, goods)


def _meets(entry: Control, line: Line, goods: Goods) -> bool:
    """Whether class, main element or family of magnets, as read or as stated, are those of an entry."""
    wanted = {"material": entry.materials, "main_element": entry.elements, "magnet_family": entry.families}
    return any(told in some for name, some in wanted.items() for told in (fact(goods, name), line.get(name)))


def _plain(entry: Control, goods: Goods) -> bool:
    """Whether the words tell what goods they are, and neither leave it open nor make the entry likely."""
    names = {"material", "main_element"} if entry.elements else {"material"}
    left = {o.fact for o in goods.open} & {*names, *(["magnet_family"] if entry.families else [])}
    return not left and all(fact(goods, name) for name in names) and not _likely(entry, goods)


def _likely(entry: Control, goods: Goods) -> bool:
    return any(d.value in (*entry.elements, *entry.families, *entry.materials) for d in goods.likely)


def _inside(line: Line, goods: Goods, pack: DoubtsPack) -> set[str]:
    """The elements that may be inside, by the words, the laboratory or the line."""
    head = pack.goods.terms.get(goods.head)
    found = {c.symbol for part in (goods.contents, goods.typical, goods.assay) for c in part.values() if c.high != 0}
    found |= {*head.contains, *head.may_contain} if head else set()
    return found | {symbol for name, symbol in INSIDE.items() if isinstance(n := line.get(name), int) and n > 0}
