"""The certificates of a run by their numbers: which one a line names, and what it shows of a grade."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.quality.certificate import Certificate
from monazite.quality.checking import Checked, Checker
from monazite.quality.claims.claimed import shown
from monazite.quality.forensics import Finding, findings
from monazite.quality.model import Grade, Requirement
from monazite.quality.verdict import REASONS, GradeVerdict, Verdict

__all__ = ["NONE", "UNKNOWN", "Certified", "numbered", "verdict_text"]

Ints = npt.NDArray[np.int64]
NONE, UNKNOWN = 0, 1  # of the numbers of `places`: no certificate is named, none of that number is there
FIRST = 2
DASHES = "[\u2010-\u2015\u2212]"


@dataclass(frozen=True)
class Certified:
    """Certificates by number, each held against a grade once; used in any thread."""

    certificates: Sequence[Certificate]
    checker: Checker
    _checked: dict[tuple[int, str], Checked] = field(default_factory=dict, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    @cached_property
    def groups(self) -> Mapping[str, tuple[int, ...]]:
        """The certificates of each number, and of each number with its lot ("CL-0042#260105") where it has several."""
        out: dict[str, dict[Certificate, int]] = defaultdict(dict)
        for place, one in enumerate(self.certificates):
            out[one.id].setdefault(_alone(one), place)
        several = [tuple(same.values()) for same in out.values() if len(same) > 1]
        for place in (place for same in several for place in same if self.certificates[place].lot):
            one = self.certificates[place]
            out[f"{one.id}#{one.lot}"].setdefault(_alone(one), place)
        found: dict[str, set[int]] = defaultdict(set)
        for key, same in zip(numbered(pa.array(out, pa.string())).to_pylist(), out.values(), strict=True):
            found[key] |= set(same.values())
        return {key: tuple(sorted(places)) for key, places in found.items()}

    @cached_property
    def _keys(self) -> pa.Array:
        return pa.array(list(self.groups), pa.string())

    @cached_property
    def _ids(self) -> pa.Array:
        return pa.array(list(dict.fromkeys(one.id for one in self.certificates)), pa.string())

    @cached_property
    def _places(self) -> Ints:
        """The place of each of `_ids`: most are written as they are on the certificate, and found at once."""
        place = {key: k for k, key in enumerate(self.groups, FIRST)}
        return np.array([place[key] for key in numbered(self._ids).to_pylist()], np.int64)

    @cached_property
    def _groups(self) -> list[tuple[int, ...]]:
        return list(self.groups.values())

    @cached_property
    def issued(self) -> Ints:
        """For each of `places` the day on which the first of its certificates was issued; the least where unknown."""
        days = (self.of(place) for place in range(FIRST, FIRST + len(self._groups)))
        first = [min((one.issued.toordinal() for one in some if one.issued), default=0) for some in days]
        return np.array([0, 0, *first], np.int64)

    def places(self, texts: pa.Array) -> Ints:
        """Return for each text which certificates it names: NONE, UNKNOWN, or a number for `of`.

        Spelling does not matter: case, blanks, width of signs, kind of dash.
        """
        place = _at(texts, self._ids, self._places)
        missed = np.flatnonzero(place == UNKNOWN)
        if len(missed):
            told = numbered(texts.take(pa.array(missed)))
            place[missed] = _at(told, self._keys, np.arange(len(self._keys)) + FIRST)
        return place

    def of(self, place: int) -> tuple[Certificate, ...]:
        """Return the certificates of a number of `places`: one, or several that differ."""
        return tuple(self.certificates[k] for k in self._groups[place - FIRST])

    def against(self, place: int, grade: Grade, name: str) -> Checked:
        """Return what is said of the only certificate of a number against a grade, by its name."""
        (number,) = self._groups[place - FIRST]
        found = self._checked.get((number, name))
        if found is None:
            found = self.checker.against(self.certificates[number], [grade])
            found = self._checked.setdefault((number, name), found)
        return found

    def questions(self, place: int) -> tuple[Finding, ...]:
        """Return what does not fit on the only certificate of a number, and between it and all the others."""
        (number,) = self._groups[place - FIRST]
        with self._lock:
            return self._questions[number]

    @cached_property
    def _questions(self) -> list[tuple[Finding, ...]]:
        return findings(self.certificates, self.checker.register, self.checker.weights)


def _at(texts: pa.Array, known: pa.Array, places: Ints) -> Ints:
    """Return the place of each text that is known, UNKNOWN of others, NONE where there is no text."""
    at = np.asarray(pc.fill_null(pc.index_in(texts, known).cast(pa.int64()), -1))
    found = np.append(places, UNKNOWN)[at]  # -1 is the last
    return np.where(np.asarray(pc.is_null(texts)), NONE, found)


def numbered(texts: pa.Array) -> pa.Array:
    """Return numbers of certificates as they are compared: small, plain, without blanks, with one kind of dash."""
    plain = pc.utf8_lower(pc.utf8_normalize(texts, form="NFKC"))
    return pc.replace_substring_regex(pc.replace_substring_regex(plain, r"\s+", ""), DASHES, "-")


def _alone(one: Certificate) -> Certificate:
    """Return a certificate without the file that it came in: the same one may come twice."""
    results = tuple(replace(result, place="") for result in one.results)
    return replace(one, results=results, path="", digest="")


# ------------------------------------------------------------ words
def verdict_text(verdict: GradeVerdict) -> str:
    """Return why a grade is not plainly met: the first requirement in the state of the verdict, and how many more."""
    told = verdict.of(verdict.state)
    more = f", and {len(told) - 1} more" if len(told) > 1 else ""
    return f"{_why(told[0])}{more}"


def _why(one: Verdict) -> str:
    wanted = one.requirement
    if one.state == "indeterminate":
        return f"{wanted.analyte}: {REASONS[one.reason]}"
    side = "outside" if one.state in ("fail", "conditional_fail") else "inside"
    near = ", within the guard band" if one.state.startswith("conditional") else ""
    return f"{wanted.analyte} {_shown(one)} is {side} {_limit(wanted)}{near}"


def _shown(one: Verdict) -> str:
    """Return the results that a verdict rests on, as printed, with their unit."""
    assert one.rests_on is not None
    way = one.rests_on
    results = way.results if "sum" in way.ways else way.results[:1]
    text = shown(" + ".join(result.text for result in results))
    return text if text[-1:].isalpha() or text[-1:] in "%‰" else f"{text} {results[0].unit}".strip()


def _limit(wanted: Requirement) -> str:
    return " ".join(_limit_parts(wanted))


def _limit_parts(wanted: Requirement) -> Iterator[str]:
    yield wanted.printed
    if wanted.unit:
        yield wanted.unit
    if wanted.basis in ("treo", "trem"):
        yield f"of {wanted.basis.upper()}"
