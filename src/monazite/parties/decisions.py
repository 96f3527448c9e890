"""What analysts decided of a name and a list entry: the same party or not, kept in a file that only grows."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from monazite.errors import InputError, UsageError, nearest
from monazite.parties.lists.lock import locked
from monazite.parties.model import Party

__all__ = ["VERDICTS", "Decision", "Decisions", "append_decision", "names_print", "party_key", "read_decisions"]

VERDICTS = ("same", "not_same")
_COUNTRY = re.compile("[A-Z]{2}")
_FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: `party` (of `country`, empty for any) is, or is not, the `entry` of a `list`.

    `names` is the fingerprint of the entry's names when it was decided: where they change, the decision is void. It
    counts from the day it was made (`decided`) on, until another one on the same pair is made.
    """

    party: str
    country: str
    list: str
    entry: str
    verdict: str
    decided: dt.date
    by: str
    why: str
    names: str


COLUMNS = tuple(field.name for field in fields(Decision))


def party_key(name: str) -> str:
    """Return a name as decisions are kept by: width, case and blanks do not count, all else does."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def names_print(party: Party) -> str:
    """Return the fingerprint of an entry's names, whatever their order."""
    told = "\n".join(sorted({f"{name.kind} {name.text}" for name in party.names}))
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()


class Decisions:
    """Decisions by party and entry, the newest last. Read once, asked from any thread."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._by: dict[tuple[str, str, str], list[Decision]] = {}
        self._same: dict[str, dict[tuple[str, str], None]] = {}
        self.number = 0
        for one in sorted(decisions, key=lambda d: d.decided):
            self._by.setdefault((party_key(one.party), one.list, one.entry), []).append(one)
            self.number += 1
            if one.verdict == "same":
                self._same.setdefault(party_key(one.party), {})[one.list, one.entry] = None

    def about(self, name: str, country: str, party: Party, known_on: dt.date) -> tuple[Decision | None, str]:
        """Return the decision that counts on a day, and why it does not count any more: empty where it does.

        A decision on a party of one country says nothing of a namesake in another one.
        """
        last = self._last(name, country, (party.list, party.id), known_on)
        if last is None:
            return None, ""
        return last, "" if last.names == names_print(party) else "the names of the entry have changed since"

    def about_any(
        self, name: str, countries: Sequence[str], party: Party, known_on: dt.date
    ) -> tuple[Decision | None, str]:
        """Return the decision that counts of a party of several countries: the same in any, another one in all."""
        told = [self.about(name, country, party, known_on) for country in countries]
        for decision, void in told:
            if decision and decision.verdict == "same" and not void:
                return decision, void
        return next((one for one in told if one[0] is None or one[1]), told[0])

    def same(self, name: str, country: str, known_on: dt.date) -> list[tuple[str, str]]:
        """Return the entries (list, id) that a party was decided to be, by the last decision on each."""
        entries = self._same.get(party_key(name), ()) if self._same else ()
        last = [(entry, self._last(name, country, entry, known_on)) for entry in entries]
        return [entry for entry, one in last if one and one.verdict == "same"]

    def _last(self, name: str, country: str, entry: tuple[str, str], known_on: dt.date) -> Decision | None:
        made = self._by.get((party_key(name), *entry), ())
        right = [d for d in made if d.decided <= known_on and d.country in ("", country)]
        return right[-1] if right else None


# ---------------------------------------------------------------- files
def read_decisions(path: Path) -> list[Decision]:
    """Return the decisions of a CSV or JSON lines file, in its order; InputError with every row that cannot be one."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None
    rows = _json_rows(path, text) if _is_json(path) else _csv_rows(path, text)
    wrong: list[str] = []
    found = []
    for line, row in rows:
        problem = _problem(row)
        if problem:
            wrong.append(f"{path}:{line}: {problem}")
        else:
            found.append(Decision(**{**row, "decided": dt.date.fromisoformat(row["decided"])}))  # type: ignore[arg-type]
    if wrong:
        raise InputError("\n".join(wrong))
    return found


def append_decision(path: Path, decision: Decision) -> None:
    """Add a decision to a file, made if it is absent: the file is replaced whole, or stays as it was.

    Raises InputError where the file holds what is no decision, OutputError where it cannot be written or another
    process writes it, UsageError for a suffix that is neither .csv nor .jsonl.
    """
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise UsageError(f"{path}: decisions are kept in .csv or .jsonl")
    with locked(path.parent):
        read_decisions(path)
        before = path.read_bytes() if path.exists() else b""
        before += b"\n" if before and not before.endswith(b"\n") else b""
        _replace(path, before + _line(path, decision, head=not before).encode())


def _replace(path: Path, data: bytes) -> None:
    from monazite.write.whole import whole_file, writing

    with whole_file(path) as part, writing(path):
        part.write_bytes(data)


def _line(path: Path, decision: Decision, *, head: bool) -> str:
    told = {name: str(value) for name, value in asdict(decision).items()}
    if _is_json(path):
        return json.dumps(told, ensure_ascii=False) + "\n"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if head:
        writer.writerow(COLUMNS)
    # A spreadsheet would run what begins like a formula.
    writer.writerow([f"'{text}" if text.startswith((*_FORMULA, "'")) else text for text in told.values()])
    return out.getvalue()


def _is_json(path: Path) -> bool:
    return path.suffix.lower() == ".jsonl"


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"{path}:{number}: no JSON ({error})") from None
            yield number, _known(value if isinstance(value, dict) else {})


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    except csv.Error as error:
        raise InputError(f"{path}:1: {error}") from None
    if missing and text.strip():
        found = nearest(missing[0], reader.fieldnames or ())
        raise InputError(f"{path}:1: no column '{missing[0]}' ({found}); decisions have {', '.join(COLUMNS)}")
    try:
        for row in reader:
            yield reader.line_num, {name: text.removeprefix("'") for name, text in _known(row).items()}
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: {error}") from None


def _known(row: Mapping[str, object]) -> dict[str, str]:
    return {name: str(row.get(name) or "") for name in COLUMNS}


def _problem(row: Mapping[str, str]) -> str:
    """Return what is wrong with a row, empty where nothing is."""
    empty = [name for name in ("party", "list", "entry", "by", "why") if not row[name].strip()]
    if empty:
        return f"'{empty[0]}' is empty"
    if row["country"] and not _COUNTRY.fullmatch(row["country"]):
        # One that no party has would never be applied, and nobody would notice.
        return f"'{row['country']}' is no country; expected a code such as CN, or nothing for any"
    if row["verdict"] not in VERDICTS:
        return f"'{row['verdict']}' is no verdict: {nearest(row['verdict'], VERDICTS)}"
    try:
        dt.date.fromisoformat(row["decided"])
    except ValueError:
        return f"'{row['decided']}' is no day; expected year-month-day"
    return ""


def digest(decisions: Sequence[Decision]) -> str:
    """Return what changes when a decision is added or altered."""
    return hashlib.sha256(repr(list(decisions)).encode()).hexdigest()
