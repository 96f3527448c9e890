"""Finding editions, grades and batches by what people write: numbers in any spelling, fragments, words, digits."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monazite.errors import UsageError, nearest
from monazite.quality.model import Batch, Edition, Grade, Register
from monazite.quality.registry import editions_of, grades_of, in_force_on

__all__ = ["Asked", "asked", "searched"]

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

    Of a standard the edition in force on the day is chosen, else the newest. The name or number of a grade is enough
    where one edition has it. Of an edition whose grades are not in the register any is known by its name only. Raises
    UsageError with what is nearest.
    """
    key = _folded(text)
    for edition in register.editions.values():
        if _folded(edition.id) == key:
            return Asked(edition, tuple(grades_of(register, edition.id)))
    for grade in register.grades.values():
        if key in (_folded(grade.id), _folded(f"{grade.edition} {grade.number}")):
            return Asked(register.editions.get(grade.edition), (grade,))
    named = [each for each in register.grades.values() if key and key in (_folded(each.name), _folded(each.number))]
    if named:
        return _by_name(register, text, named)
    if (by_name_only := _unheld(register, text)) is not None:
        return by_name_only
    batch = next((each for each in register.batches.values() if _folded(each.id) == key), None)
    edition_of_day = _of_standard(register, key, on)
    if batch is None and edition_of_day is None:
        raise UsageError(f"nothing in the register is called '{text.strip()}': {_near(register, text)}")
    if batch is not None or edition_of_day is None:
        return Asked(batch=batch)
    return Asked(edition_of_day, tuple(grades_of(register, edition_of_day.id)), chosen=True)


def _by_name(register: Register, text: str, named: Sequence[Grade]) -> Asked:
    """Return the grade that a name alone means; raise UsageError where several editions have it."""
    if len(named) > 1:
        shown = ", ".join(f"'{each.id}'" for each in named[:4])
        raise UsageError(f"'{text.strip()}' is a grade of several editions: {shown}{' …' if len(named) > 4 else ''}")
    return Asked(register.editions.get(named[0].edition), (named[0],))


def _unheld(register: Register, text: str) -> Asked | None:
    """Return the grade that follows the number of an edition of which the register holds no grades; None for another.

    Its name cannot be checked, and it has no requirements: what is held against it stays open.
    """
    for edition in register.editions.values():
        name = _behind(text, edition.id)
        if name and not grades_of(register, edition.id):
            return Asked(edition, (Grade(edition.id, edition.title, name),))
    return None


def _behind(text: str, number: str) -> str:
    """Return what stands behind a number, however that is written; empty where the text begins with something else."""
    plain, at, key = text.strip(), 0, _folded(number)
    while at < len(plain) and len(_folded(plain[:at])) < len(key):
        at += 1
    behind = plain[at:]
    return behind.strip() if _folded(plain[:at]) == key and behind[:1].isspace() else ""


def _of_standard(register: Register, key: str, on: dt.date) -> Edition | None:
    standard = next((each.standard for each in register.editions.values() if _folded(each.standard) == key), None)
    if standard is None:
        return None
    return next(iter([*in_force_on(register, standard, on), *reversed(editions_of(register, standard))]))


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
