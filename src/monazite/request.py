"""What to assess and how: the request of a run."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from monazite.errors import UsageError
from monazite.goods.doubts.model import DoubtsPack
from monazite.law.model import LawPack
from monazite.read.urls import is_url
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    from monazite.parties.request import Parties
    from monazite.quality.claims.request import Quality

__all__ = ["Request", "about", "certificates_of", "check_keep", "in_parts"]


@dataclass(frozen=True)
class Request:
    """What to assess and how.

    `assume` gives facts that stand for what a line does not state, as texts; they are named in the summary. `keep`
    lists facts that follow the answers in the output ("all" for every fact there is). With `explained` the
    summary carries the reasons of the lines to look at first, for a report; `report` is where the caller will write it.

    `out` names a file, or a folder ("decisions/", a URL that ends in /), which gets a Parquet file for each part of the
    input; a Parquet file is cut into parts of `part_rows` rows or more. `engine` is "local" or the address of a Spark
    Connect server ("sc://host:15002"). With `started`, the time of the call, a record of the run is written too.
    Where the day of knowledge is not `known_on_given` by the user but today's, a run that goes on in a folder takes
    the day that the folder's answers are of.

    With `goods` the words of the lines are read, with `parties` their parties are screened against lists, with
    `quality` the standards that they claim are looked up and their certificates judged; all fill what the lines do not
    state.
    """

    inputs: Sequence[str]
    packs: Sequence[LawPack]
    known_on: dt.date
    reading: str = "instruments"
    out: str | None = None
    rejects: str | None = None
    licences: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    assume: Mapping[str, str] = field(default_factory=dict)
    keep: Sequence[str] = ()
    threads: int = 0
    explained: bool = False
    stdin: BinaryIO | None = None
    report: str | None = None
    engine: str = "local"
    part_rows: int = 1_000_000
    started: dt.datetime | None = None
    known_on_given: bool = True
    goods: DoubtsPack | None = None
    parties: Parties | None = None
    quality: Quality | None = None

    @property
    def outputs(self) -> dict[str, str | None]:
        """Option → file of all that is written; the report by the caller, after the run."""
        return {"--out": self.out, "--rejects": self.rejects, "--report": self.report}


def in_parts(request: Request) -> bool:
    """Return whether a run is cut into parts: those that write a folder, those that run on Spark."""
    out = request.out or ""
    return request.engine != "local" or out.endswith(("/", os.sep)) or is_url(out) or os.path.isdir(out)


def certificates_of(quality: Quality | None) -> list[str]:
    """Return the files of certificates that are read, which no output may take the place of."""
    return list(quality.files) if quality else []


def about(request: Request) -> dict[str, str]:
    """Return what a file of decisions says of the law that was asked; nothing of the clock."""
    told = {
        "known_on": str(request.known_on),
        "reading": request.reading,
        "packs": " ".join(f"{p.id}@{p.version}" for p in request.packs),
    }
    if request.goods:
        told["goods"] = f"goods@{request.goods.goods.version}"
    if request.parties:
        told["lists"] = " ".join(f"{name}@{was.partition(' ')[0]}" for name, was in request.parties.checksums.items())
    if request.quality:
        told["standards"] = request.quality.versions()
    if request.assume:
        told["assumed"] = " ".join(f"{k}={v}" for k, v in request.assume.items())
    return told


def check_keep(keep: Sequence[str]) -> None:
    """Raise UsageError for a fact to keep that does not exist."""
    for fact in keep:
        if fact != "all" and fact not in vocabulary():
            raise UsageError(f"--keep {fact}: no such fact; {vocabulary().near(fact)}")
