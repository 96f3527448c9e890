"""The ledger of one run: lines draw licences down in their order, never below nothing, and say what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from monazite.licences.cover import Line, Verdict, verdict, verdict_of_any
from monazite.licences.model import Balance, Grant, Register
from monazite.licences.search import Candidates, numbers_named

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Answer", "Ledger", "Need"]

PROHIBITED = "prohibited: a licence does not lift it"


@dataclass(frozen=True)
class Need:
    """One regime that a line needs a licence of ("" where it needs none but names one).

    `entries` are the control entries of the line, "cn:1C905.a.1"; with `every` all of them must be on the licence,
    else one is enough.
    """

    regime: str
    entries: tuple[str, ...]
    every: bool = False


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
    """A grant held against a line for one regime."""

    grant: Grant
    verdict: Verdict
    drawn: bool = False


@dataclass(frozen=True)
class _Drawn:
    """What a line has drawn on a grant."""

    steps: int


class Ledger:
    """Holds lines against a register of licences and counts them down.

    Call `apply` with batches in the order of the lines, from one thread. `reach` tells, for each provision, the control
    entries ("cn:1C905.a.1") that its condition names: then every entry that a holding provision reaches must be on the
    licence. Without it one entry of the line on the licence is enough.
    """

    def __init__(self, register: Register, reach: Mapping[str, Collection[str]] | None = None) -> None:
        self.register, self.reach = register, reach
        self.counts: Counter[str] = Counter()
        self._candidates = Candidates(register)
        self._left = {grant.row: grant.quantity for grant in register.grants if grant.quantity is not None}
        self._lines: Counter[int] = Counter()
        self._done: dict[tuple[str, int, int], _Drawn] = {}

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
    def answer(self, line: Line, needs: Sequence[Need], *, prohibited: bool = False) -> Answer:
        """Return what the licences say to one line, and draw what it takes where all it needs is covered."""
        answer = self._answer(line, needs, prohibited)
        self.counts[answer.status] += 1
        return answer

    def _answer(self, line: Line, needs: Sequence[Need], prohibited: bool) -> Answer:
        named, unknown = numbers_named(line.licence_number, self.register)
        findings = tuple(f"unknown licence {number}" for number in unknown)
        if prohibited:
            return Answer("not_covered", PROHIBITED, findings=findings)
        if not named and not unknown:
            return self._unnamed(line, needs)
        if not named:
            missing = ", ".join(unknown)
            return Answer("not_covered", f"licence {missing} is not in the register", findings=findings)
        uses = [self._best(named, line, need) for need in needs]
        return self._settled(line, uses, findings)

    def _unnamed(self, line: Line, needs: Sequence[Need]) -> Answer:
        """A line on hold that names no licence: say which one would cover it, and draw nothing."""
        found = [self._would_cover(line, need) for need in needs]
        findings = tuple(dict.fromkeys(f"licence {g.number} would cover, not declared" for g in found if g))
        return Answer("not_covered", "the line names no licence", findings=findings)

    def _would_cover(self, line: Line, need: Need) -> Grant | None:
        for grant in self._candidates.of(line, need.entries, need.regime):
            use = self._held(grant, line, need)
            if not use.verdict.fails and not use.verdict.missing and not use.drawn:
                return grant
        return None

    def _best(self, named: Sequence[Grant], line: Line, need: Need) -> _Use:
        """Return the grant that covers, else the one that may, else the one of which least fails."""
        own = [grant for grant in named if not need.regime or grant.regime in ("", need.regime)]
        drawn = [grant for grant in own if self._earlier(line, grant)]
        uses = [self._held(grant, line, need) for grant in drawn or named]
        return min(uses, key=lambda use: (len(use.verdict.fails), len(use.verdict.missing)))

    def _held(self, grant: Grant, line: Line, need: Need) -> _Use:
        """Hold one grant against a line, its balance included; a line that has drawn before draws no more."""
        weigh = verdict if need.every else verdict_of_any
        found = weigh(grant, line, need.entries, need.regime)
        earlier = self._earlier(line, grant)
        if found.fails or found.steps is None:
            return _Use(grant, found, drawn=earlier is not None)
        most, word = (
            (self._left[grant.row], "left") if earlier is None else (earlier.steps, "already drawn by this line")
        )
        if found.steps > most:
            text = f"{grant.shown(most)} {word}, {grant.shown(found.steps)} asked"
            return _Use(grant, Verdict((text,)))
        return _Use(grant, found, drawn=earlier is not None)

    def _earlier(self, line: Line, grant: Grant) -> _Drawn | None:
        if line.declaration is None or line.line is None:
            return None
        return self._done.get((line.declaration, line.line, grant.row))

    def _settled(self, line: Line, uses: Sequence[_Use], findings: tuple[str, ...]) -> Answer:
        fails = list(dict.fromkeys(_sentence(use) for use in uses if use.verdict.fails))
        missing = tuple(dict.fromkeys(fact for use in uses for fact in use.verdict.missing))
        if fails:
            return Answer("not_covered", "; ".join(fails), self._left_text(uses), findings=findings)
        if missing:
            names = ", ".join(missing)
            number = ", ".join(dict.fromkeys(use.grant.number for use in uses))
            return Answer(
                "cannot_tell", f"licence {number}: not known: {names}", self._left_text(uses), missing, findings
            )
        for use in {use.grant.row: use for use in uses}.values():
            self._draw(line, use)
        numbers = tuple(dict.fromkeys(use.grant.number for use in uses))
        text = f"licence {', '.join(numbers)} covers" + (", already drawn" if all(use.drawn for use in uses) else "")
        duties = tuple(f"declaration: state licence {number}" for number in numbers)
        return Answer("covered", text, self._left_text(uses), findings=findings, duties=duties)

    def _draw(self, line: Line, use: _Use) -> None:
        grant, taken = use.grant, use.verdict.steps
        if use.drawn:
            return
        if taken is not None:
            self._left[grant.row] -= taken
        self._lines[grant.row] += 1
        if line.declaration is not None and line.line is not None:
            self._done[line.declaration, line.line, grant.row] = _Drawn(taken or 0)

    def _left_text(self, uses: Iterable[_Use]) -> str | None:
        """Return the balances after the line: '400 kg', with numbers where there are several."""
        counted = {use.grant.row: use.grant for use in uses if use.grant.row in self._left}
        texts = {grant.number: grant.shown(self._left[row]) for row, grant in counted.items()}
        if len(texts) < 2:
            return next(iter(texts.values()), None)
        return "; ".join(f"{number}: {text}" for number, text in texts.items())


def _sentence(use: _Use) -> str:
    return f"licence {use.grant.number}: {'; '.join(use.verdict.fails)}"
