"""The law over batches of lines: packs resolved once, then asked batch by batch."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence

import pyarrow as pa

from monazite.law.columns import Columns
from monazite.law.fold import Answer, answer
from monazite.law.kernel import Evaluation, MaskCache
from monazite.law.model import LawPack
from monazite.law.plan import Plan
from monazite.law.state import LawState, resolve
from monazite.vocabulary import vocabulary

__all__ = ["Law"]


class Law:
    """Some packs as known on a day (None: all they know), under a reading; ask it with batches, from any thread."""

    def __init__(
        self,
        packs: Sequence[LawPack],
        known_on: dt.date | None = None,
        reading: str = "instruments",
        *,
        with_items: bool = True,
    ) -> None:
        self._ask([resolve(pack, known_on, reading) for pack in packs], with_items)

    @classmethod
    def of(cls, states: Sequence[LawState], *, with_items: bool = True) -> Law:
        """Return the law of states that are resolved already: of one day, or several to be compared in one pass."""
        law = cls.__new__(cls)
        law._ask(list(states), with_items)
        return law

    def _ask(self, states: list[LawState], with_items: bool) -> None:
        self.states = states
        self.plan = Plan(states, with_items=with_items)
        self.vocabulary = vocabulary()
        self._masks = MaskCache()
        # The kernel is thousands of short numpy calls a batch: two threads in it hand the interpreter's lock to and fro
        # at every call and take twice the time. One evaluates while the others read, decode and write.
        self._turn = threading.Lock()

    @property
    def facts(self) -> frozenset[str]:
        """The facts that the law reads."""
        return self.plan.facts

    def answers(self, batch: pa.RecordBatch, *, with_asks: bool = True) -> list[Answer]:
        """Return each regime's answers on a batch of the line table."""
        with self._turn:
            evaluation = Evaluation(self.plan, Columns(batch), self.vocabulary, self._masks)
            return [answer(evaluation, state, with_asks=with_asks) for state in self.plan.states]
