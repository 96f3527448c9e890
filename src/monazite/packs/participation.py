"""Reading a user's list of who takes part in making standards."""

from __future__ import annotations

from pathlib import Path

from monazite.errors import InputError, PackError, nearest
from monazite.packs.fields import Problems
from monazite.packs.rows import Row, read_rows
from monazite.packs.standards_values import period
from monazite.quality.participation import ROLES, SME, Part
from monazite.read.words import country_code
from monazite.vocabulary import vocabulary

__all__ = ["COLUMNS", "load_parts"]

COLUMNS = tuple("committee role country body from to sme source note".split())
NEEDED = ("committee", "role", "country", "from")
# Other words for a role, English and Chinese.
WORDS = {
    "秘书处": "secretariat",
    "主席": "chair",
    "副主席": "vice_chair",
    "召集人": "convenor",
    "convener": "convenor",
    "项目负责人": "project_leader",
    "project leader": "project_leader",
    "提案": "proposer",
    "proposal": "proposer",
    "专家": "expert",
    "积极成员": "p_member",
    "观察员": "o_member",
}
YES_NO = {"是": "yes", "否": "no", "": "unknown", "不详": "unknown", "y": "yes", "n": "no"}


def load_parts(path: Path) -> list[Part]:
    """Return the rows of a CSV with the columns committee, role, country, body, from, to, sme (yes, no, unknown).

    Countries are codes or names, days may be months or years; `to` is empty where a role is still held. Raises
    PackError with every problem, InputError where there is no such file or no row in it.
    """
    if not path.is_file():
        raise InputError(f"no list of participation at {path}")
    problems = Problems(path.parent, vocabulary())
    seen: dict[tuple[str, ...], int] = {}
    found = [_part(row, seen) for row in read_rows(problems, path.name, COLUMNS, NEEDED)]
    if problems.found:
        raise PackError(sorted(set(problems.found)))
    parts = [part for part in found if part is not None]
    if not parts:
        raise InputError(f"{path} has no rows below its header")
    return parts


def _part(row: Row, seen: dict[tuple[str, ...], int]) -> Part | None:
    role, sme = _word(row, "role", WORDS, tuple(ROLES)), _word(row, "sme", YES_NO, SME)
    country, since, until = _country(row), period(row, "from"), period(row, "to")
    if since and until and until.last < since.first:
        text = f"it ends ({until}) before it begins ({since})"
        row.problems.say(row.path, row.cell("to"), "P030", text, "the last day is not before the first")
    _once(row, seen)
    if since is None:
        return None
    place = f"{row.path}:{row.at}"
    return Part(row.text("committee"), role, country, since, until, row.text("body"), sme, place)


def _word(row: Row, column: str, words: dict[str, str], known: tuple[str, ...]) -> str:
    text = row.text(column).casefold()
    value = words.get(text, text)
    if value and value not in known:
        row.problems.say(
            row.path, row.cell(column), "P052", f"'{row.text(column)}' is no {column}", nearest(text, known)
        )
    return value


def _country(row: Row) -> str:
    text = row.text("country")
    code = country_code(text) if text else None
    if text and code is None:
        hint = "a code of two letters or a name, CN, China or 中国"
        row.problems.say(row.path, row.cell("country"), "P053", f"'{text}' is no country", hint)
    return code or ""


def _once(row: Row, seen: dict[tuple[str, ...], int]) -> None:
    """Note a row that stands there twice: it would count twice."""
    key = tuple(row.text(name).casefold() for name in ("committee", "role", "country", "body", "from", "to", "note"))
    if key in seen:
        text = "the same committee, role, country, body and days are there twice"
        hint = f"first in line {seen[key]}; two working groups? name them in committee"
        row.problems.say(row.path, row.cell("committee"), "P020", text, hint)
    seen.setdefault(key, row.at)
