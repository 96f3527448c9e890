"""Finding editions, grades and batches by what people write: numbers in any spelling, fragments, words, digits."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monazite.errors import UsageError, nearest
from monazite.quality.claims.claimed import Meant, Names, shown, squeezed
from monazite.quality.model import Batch, Edition, Grade, Register
from monazite.quality.registry import edition_of_day, editions_of, grades_of

__all__ = ["Asked", "asked", "searched", "unknown"]

LONGEST = 200  # signs of a text that are compared with names

DASHES = str.maketrans("–—―‒−－", "------")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text names: an edition with its grades, all or the one that is named; or a batch of drafts.

    `chosen` tells that the text names a standard, and the edition was chosen for the day.
    """

    edition: Edition | None = None
    grades: tuple[Grade, ...] = ()
    batch: Batch | None = None
    chosen: bool = False


def asked(register: Register, text: str, on: dt.date) -> Asked:
    """Return what a text names: an edition, a grade, a batch, or a standard: then its edition of the day.

    Names are looked up as those of claims are: neither slashes, blanks, dashes nor case matter. Of a standard the
    edition in force on the day is chosen, else the newest that was issued by then. The name or number of a grade is
    enough where one edition has it. Of an edition whose grades are not in the register any is known by its name only.
    Raises UsageError with what is nearest, or where no edition was issued by the day.
    """
    names, key = Names(register), squeezed(text)
    edition = next((each for each in register.editions.values() if key and squeezed(each.id) == key), None)
    if edition is not None:
        return Asked(edition, tuple(grades_of(register, edition.id)))
    if key in names.standards:
        return _of_day(register, names.standards[key], on)
    meant = names.meant(text, "", on)
    if meant.edition is not None and not meant.finding:
        return _meant(register, meant)
    named = [each for each in register.grades.values() if key and key in (squeezed(each.name), squeezed(each.number))]
    if named:
        return _by_name(register, text, named)
    batch = next((each for each in register.batches.values() if key and squeezed(each.id) == key), None)
    if batch is None:
        raise UsageError(unknown(register, text))
    return Asked(batch=batch)


def unknown(register: Register, text: str) -> str:
    """Return that nothing in the register has a name, with what is nearest."""
    return f"nothing in the register is called '{shown(text)}': {_near(register, text[:LONGEST])}"


def _of_day(register: Register, standard: str, on: dt.date) -> Asked:
    """Return the edition that a standard means on a day; raise UsageError where none of it was issued by then."""
    edition = edition_of_day(register, standard, on)
    if edition is None:
        known = ", ".join(each.id for each in editions_of(register, standard))
        raise UsageError(f"no edition of {standard} was issued by {on}; to look at a later one name it: {known}")
    return Asked(edition, tuple(grades_of(register, edition.id)), chosen=True)


def _meant(register: Register, meant: Meant) -> Asked:
    """Return what a text means as a claim: one grade, all grades of an edition, or one by its name only."""
    assert meant.edition is not None
    grades = tuple(grades_of(register, meant.edition.id))
    if meant.grade:
        grades = (meant.grade,)
    elif meant.rest:
        grades = (Grade(meant.edition.id, meant.edition.title, meant.rest),)
    return Asked(meant.edition, grades)


def _by_name(register: Register, text: str, named: Sequence[Grade]) -> Asked:
    """Return the grade that a name alone means; raise UsageError where several editions have it."""
    if len(named) > 1:
        several = ", ".join(f"'{each.id}'" for each in named[:4])
        raise UsageError(f"'{text.strip()}' is a grade of several editions: {several}{' …' if len(named) > 4 else ''}")
    return Asked(register.editions.get(named[0].edition), (named[0],))


def _near(register: Register, text: str) -> str:
    key = _folded(text)
    same = [one for one in register.editions if _folded(register.editions[one].standard) in key]
    return nearest(text.strip(), sorted(same, reverse=True) or [*register.editions, *register.batches], at_most=6)


def _folded(text: str) -> str:
    """Return a text as it is compared: without blanks and case, full-width signs and long dashes made plain."""
    return "".join(unicodedata.normalize("NFKC", text.translate(DASHES)).translate(DASHES).split()).casefold()


# ------------------------------------------------------------ words
def searched(register: Register, words: Iterable[str]) -> tuple[list[Edition], str]:
    """Return the editions in which every word is found, the best first; where there is none, a hint at what is near.

    Looked at are numbers, titles in English and Chinese, committees, kinds, products and the names and numbers of
    grades. A word is found in any place, so that "31978" finds GB/T 31978-2015.
    """
    keys = [key for word in words if (key := _folded(word))]
    grades: dict[str, list[Grade]] = {}
    for grade in register.grades.values():
        grades.setdefault(grade.edition, []).append(grade)
    ranked = [(_rank(keys, each, grades.get(each.id, [])), each) for each in register.editions.values()]
    found = sorted((pair for pair in ranked if keys and pair[0]), key=lambda pair: (-pair[0], pair[1].standard))
    return [each for _, each in found], "" if found else _hint(register, keys)


def _rank(keys: Iterable[str], edition: Edition, grades: Iterable[Grade]) -> int:
    """Return how well words meet an edition, 0 where one of them is not found."""
    number, title = _folded(edition.id), _folded(f"{edition.title}|{edition.title_zh}")
    more = "|".join((edition.committee, edition.kind, edition.body, edition.batch, edition.ccs, *edition.ics))
    named = _folded("|".join((more, *(f"{each.product}|{each.name}|{each.number}" for each in grades))))
    ranks = [4 * (key in number) or 3 * (key in title) or 1 * (key in named) for key in keys]
    return sum(ranks) if all(ranks) else 0


def _hint(register: Register, keys: Iterable[str]) -> str:
    """Return what may be meant by words of which at least one is not found."""
    known = {word for each in register.editions.values() for word in (*each.title.lower().split(), each.title_zh)}
    known |= {each.standard for each in register.editions.values()} | {g.name for g in register.grades.values()}
    known.discard("")
    hints = [nearest(key, sorted(known), at_most=0) for key in keys]
    return "; ".join(hint for hint in hints if "did you mean" in hint)
