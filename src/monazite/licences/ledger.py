"""The ledger of one run: lines draw licences down in their order, never below nothing, and say what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from monazite.licences.cover import Line, Verdict, verdict
from monazite.licences.families import Families, Family
from monazite.licences.model import Balance, Grant, Register
from monazite.licences.repeats import Repeats, Seen
from monazite.licences.search import Candidates, numbers_named

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Answer", "Ledger", "Need"]

PROHIBITED = "prohibited: a licence does not lift it"


@dataclass(frozen=True)
class Need:
    """One regime that a line needs a licence of ("" where it needs none but names one).

    `families` are the control entries of the line by family; of each family one must be on the licence.
    """

    regime: str
    families: tuple[Family, ...]

    @property
    def entries(self) -> tuple[str, ...]:
        """The entries of all families."""
        return tuple(entry for family in self.families for entry in family)


@dataclass(frozen=True)
class Answer:
    """What the licences say to one line: `status` is covered, not_covered or cannot_tell."""

    status: str
    reason: str
    left: str | None = None
    ask: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Use:
    """A grant held against a line for one regime; `drawn` where this very row has drawn on it before."""

    grant: Grant
    verdict: Verdict
    drawn: bool = False

    @property
    def lacks(self) -> tuple[int, int]:
        """How much fails and how much is not known."""
        return len(self.verdict.fails), len(self.verdict.missing)


class Ledger:
    """Holds lines against a register of licences and counts them down.

    Call `apply` with batches in the order of the lines, from one thread. `reach` tells for each provision the
    control entries that it makes licensable ("cn:1C905.a.1"); where none that holds names one, every entry counts.
    """

    def __init__(self, register: Register, reach: Mapping[str, Collection[str]]) -> None:
        self.register, self.families = register, Families(reach)
        self.counts: Counter[str] = Counter()
        self._candidates = Candidates(register)
        self._left = {grant.row: grant.quantity for grant in register.grants if grant.quantity is not None}
        self._lines: Counter[int] = Counter()
        self._done = Repeats()

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with `licence`, `licence_reason` and `licence_left`, and with what follows from them.

        Covered lines that were on hold become release_with_duties; where a fact is missing the decision becomes ask.
        Rows keep their order and number.
        """
        from monazite.licences.batch import applied

        return applied(self, batch)

    def summary(self) -> list[Balance]:
        """Return what was granted, drawn and left of each line of the register, in its order."""
        return [self._balance(grant) for grant in self.register.grants]

    def _balance(self, grant: Grant) -> Balance:
        size, quantity = grant.unit.size if grant.unit else 1, grant.quantity
        left = self._left.get(grant.row)
        drawn = Fraction(0 if quantity is None or left is None else quantity - left, size)
        return Balance(
            grant.number,
            grant.row,
            grant.items,
            grant.unit.word if grant.unit else "",
            None if quantity is None else Fraction(quantity, size),
            drawn,
            None if left is None else Fraction(left, size),
            self._lines[grant.row],
        )

    # ------------------------------------------------------------ one line
    def answer(self, line: Line, needs: Sequence[Need], *, prohibited: bool = False, goes: bool = True) -> Answer:
        """Return what the licences say to one line, and draw what it takes where all it needs is covered.

        With `goes` False the line does not go even when it is covered (other facts are missing): it draws nothing.
        """
        answer = self._answer(line, needs, prohibited, goes)
        self.counts[answer.status] += 1
        return answer

    def _answer(self, line: Line, needs: Sequence[Need], prohibited: bool, goes: bool) -> Answer:
        named, unknown = numbers_named(line.licence_number, self.register)
        findings = tuple(f"unknown licence {number}" for number in unknown)
        if prohibited:
            return Answer("not_covered", PROHIBITED, findings=findings)
        if not named and not unknown:
            return self._unnamed(line, needs)
        if not named:
            missing = ", ".join(unknown)
            return Answer("not_covered", f"licence {missing} is not in the register", findings=findings)
        seen = self._done.see(line, [entry for need in needs for entry in need.entries])
        uses = [use for need in needs for use in self._uses(named, line, need, seen)]
        answer = self._settled(uses, (*seen.findings, *findings))
        if answer.status != "covered":
            return answer
        return self._covered(uses, seen, answer.findings, goes)

    def _unnamed(self, line: Line, needs: Sequence[Need]) -> Answer:
        """A line on hold that names no licence: say which one would cover it, and draw nothing."""
        found = [self._would_cover(line, need) for need in needs]
        findings = tuple(dict.fromkeys(f"licence {g.number} would cover, not declared" for g in found if g))
        return Answer("not_covered", "the line names no licence", findings=findings)

    def _would_cover(self, line: Line, need: Need) -> Grant | None:
        for grant in self._candidates.of(line, need.entries, need.regime):
            if self._held(grant, line, need, Seen()).lacks == (0, 0):
                return grant
        return None

    def _uses(self, named: Sequence[Grant], line: Line, need: Need, seen: Seen) -> list[_Use]:
        """Return the one grant that covers all families, else the best grant of each, every grant once."""
        whole = self._best(named, line, need, seen)
        if not whole.verdict.fails or len(need.families) < 2:
            return [whole]
        by_grant: dict[int, tuple[Grant, list[Family]]] = {}
        for family in need.families:
            grant = self._best(named, line, Need(need.regime, (family,)), seen).grant
            by_grant.setdefault(grant.row, (grant, []))[1].append(family)
        return [self._held(g, line, Need(need.regime, tuple(families)), seen) for g, families in by_grant.values()]

    def _best(self, named: Sequence[Grant], line: Line, need: Need, seen: Seen) -> _Use:
        """Return the grant that covers, else the one that may, else the one for these items of which least fails."""
        uses = [self._held(grant, line, need, seen) for grant in named]
        return min(uses, key=lambda use: (not use.verdict.named, *use.lacks, not use.drawn))

    def _held(self, grant: Grant, line: Line, need: Need, seen: Seen) -> _Use:
        """Hold one grant against a line, its balance included; a row that has drawn on it before draws no more."""
        found, drawn = verdict(grant, line, need.families, need.regime), grant.row in seen.drawn
        if found.fails or found.steps is None or drawn or found.steps <= self._left[grant.row]:
            return _Use(grant, found, drawn)
        text = f"{grant.shown(self._left[grant.row])} left, {grant.shown(found.steps)} asked"
        return _Use(grant, Verdict((text,)))

    def _settled(self, uses: Sequence[_Use], findings: tuple[str, ...]) -> Answer:
        """Return what all that a line needs comes to, before anything is drawn."""
        fails = list(dict.fromkeys(_sentence(use) for use in uses if use.verdict.fails))
        missing = tuple(dict.fromkeys(fact for use in uses for fact in use.verdict.missing))
        numbers = ", ".join(dict.fromkeys(use.grant.number for use in uses))
        if fails:
            return Answer("not_covered", "; ".join(fails), self._left_text(uses), findings=findings)
        if missing:
            reason = f"licence {numbers}: not known: {', '.join(missing)}"
            return Answer("cannot_tell", reason, self._left_text(uses), missing, findings)
        return Answer("covered", f"licence {numbers} covers", findings=findings)

    def _covered(self, uses: Sequence[_Use], seen: Seen, findings: tuple[str, ...], goes: bool) -> Answer:
        """Return the answer to a covered line; where it goes, draw what it takes."""
        fresh = [use for use in {use.grant.row: use for use in uses}.values() if not use.drawn]
        if goes and fresh:
            for use in fresh:
                if use.verdict.steps is not None:
                    self._left[use.grant.row] -= use.verdict.steps
                self._lines[use.grant.row] += 1
            self._done.drew(seen, [use.grant.row for use in fresh])
        numbers = tuple(dict.fromkeys(use.grant.number for use in uses))
        then = ", already drawn" if not fresh else "" if goes else ", nothing drawn while the line is asked about"
        duties = tuple(f"declaration: state licence {number}" for number in numbers)
        text = f"licence {', '.join(numbers)} covers{then}"
        return Answer("covered", text, self._left_text(uses), findings=findings, duties=duties)

    def _left_text(self, uses: Iterable[_Use]) -> str | None:
        """Return the balances after the line: '400 kg', with numbers where there are several."""
        counted = {use.grant.row: use.grant for use in uses if use.grant.row in self._left}
        texts = {grant.number: grant.shown(self._left[row]) for row, grant in counted.items()}
        if len(texts) < 2:
            return next(iter(texts.values()), None)
        return "; ".join(f"{number}: {text}" for number, text in texts.items())


def _sentence(use: _Use) -> str:
    return f"licence {use.grant.number}: {'; '.join(use.verdict.fails)}"
