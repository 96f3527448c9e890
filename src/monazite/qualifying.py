"""Opening what claims of quality are held against: the register of standards, the certificates of a run, the rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from monazite.errors import InputError
from monazite.packs.analytes import quality_words
from monazite.packs.standards import standards_register, standards_weights
from monazite.quality.certificate import Certificate
from monazite.quality.claims.request import Quality
from monazite.quality.decision import rule_of
from monazite.quality.naming import Words
from monazite.vouching import Vouching, vouching

__all__ = ["SUFFIXES", "certificate_files", "open_quality"]

# Of a folder these are opened; a PDF is told to be a picture and no data.
SUFFIXES = (".json", ".jsonl", ".jwt", ".xml", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".parquet", ".pdf")


def open_quality(
    certificates: Sequence[Path] = (),
    *,
    packs: Path | None = None,
    rule: str = "simple",
    trust: Path | None = None,
    on: dt.date | None = None,
) -> Quality:
    """Return what claims of quality are held against, for a `Request`.

    `certificates` are files and folders of any format that `certificate check` reads, and tables of verdicts that it
    writes. `packs` is a folder of packs in place of the shipped ones where it has standards, `rule` a decision rule as
    `rule_of` reads it. `trust` is a file of those whose signatures count on the day `on`: what nobody of them signed
    then shows no pass. What is no certificate, and what was changed after it was signed, is told by the answer; raises
    InputError for a file that is not there and a folder without any, PackError for a register that is damaged.
    """
    own = packs if packs and (packs / "standards").is_dir() else None
    register, words = standards_register(own), quality_words(own)
    if not certificates:
        return Quality(register, standards_weights(), words, rule_of(rule))
    found = _Found(vouching(trust, on))
    for path in certificate_files(certificates):
        found.take(path, words)
    return Quality(
        register,
        standards_weights(),
        words,
        rule_of(rule),
        tuple(found.certificates),
        found.files,
        tuple(found.unread),
        tuple(found.notes()),
        found.vouched.sha256,
        found.unverified,
    )


def certificate_files(paths: Sequence[Path]) -> list[Path]:
    """Return files as they are named, and those of folders that may be certificates, in order of their names."""
    return list(dict.fromkeys(file for path in paths for file in _files(path)))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    below = (each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES and each.is_file())
    found = sorted(each for each in below if not each.name.startswith((".", "~$")))
    if not found:
        raise InputError(f"no certificates in {path}: {', '.join(SUFFIXES)}")
    return found


@dataclass
class _Found:
    """What files of certificates hold, which hold nothing that can be read, and for whom nobody vouches."""

    vouched: Vouching
    certificates: list[Certificate] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    mistakes: dict[str, int] = field(default_factory=dict)
    unverified: dict[Certificate, str] = field(default_factory=dict)

    def take(self, path: Path, words: Words) -> None:
        """Add what a file holds."""
        reading, unverified = self.vouched.told(path, words)
        self.unverified |= unverified
        self.files[str(path)] = reading.sha256
        self.certificates += reading.certificates
        if reading.refused:
            self.unread.append(f"{path}: {reading.problems[-1].text}")
        elif reading.problems:
            self.mistakes[str(path)] = len(reading.problems)

    def notes(self) -> Iterator[str]:
        """Yield that files have mistakes, which do not count as results."""
        if self.mistakes:
            files = f"{len(self.mistakes)} of {len(self.files)} files of certificates"
            first = next(iter(self.mistakes))
            yield f"{files} have mistakes, what they touch does not count; see: monazite certificate check {first}"
