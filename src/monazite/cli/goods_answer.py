"""What `monazite goods` answers for one description: the identification, and how the words were read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from monazite.cli.goods_rules import rules_of
from monazite.cli.goods_unmix import Unmixed, Unmixer
from monazite.goods.fold import LONGEST
from monazite.goods.mentions import Scanner
from monazite.goods.model import GoodsPack
from monazite.identify import Identification, Identifier, Texts
from monazite.law.model import LawPack

__all__ = ["Answer", "Desk"]

FRAGMENT = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
SHORT = 2  # letters of Latin words that say nothing by themselves: of, in, to


@dataclass(frozen=True)
class Answer:
    """The answer for one description: what was asked, under which law, what was found, which words were not read."""

    desk: Desk
    texts: Texts
    line: Mapping[str, object]
    found: Identification
    unread: tuple[str, ...]
    cut: bool
    unmixed: Unmixed | None = None


class Desk:
    """Answers descriptions under the law of a day; built once for all of them."""

    def __init__(
        self,
        goods: GoodsPack,
        laws: Sequence[LawPack],
        on: dt.date,
        known_on: dt.date,
        reading: str,
        folder: Path,
    ) -> None:
        """Build it from packs; `folder` is that of the goods pack, whose further tables are read from there."""
        self.goods, self.laws = goods, {law.id: law for law in laws}
        self.on, self.known_on, self.reading = on, known_on, reading
        self._identifier = Identifier(goods, laws, known_on, reading, rules_of(folder, goods))
        self._scanner = Scanner(goods)
        self._unmixer = Unmixer(folder, goods)

    def answer(self, texts: Texts, line: Mapping[str, object]) -> Answer:
        """Return the answer for one description with what is stated beside it."""
        found = self._identifier.identify(texts, self.on, line)
        written = "\n".join(filter(None, (texts.description, texts.specification)))
        unread = tuple(dict.fromkeys(self._unread(written)))
        unmixed = self._unmixer.unmixed(texts.assay, texts.description)
        return Answer(self, texts, line, found, unread, len(written) > LONGEST, unmixed)

    def _unread(self, written: str) -> Iterator[str]:
        """Yield the words that no name, formula, grade or amount of the pack covers, as they are written."""
        folded = self._scanner.fold(written)
        at = 0
        for start, end in [*((m.start, m.end) for m in self._scanner.scan(folded.text)), (len(folded.text), 0)]:
            for word in FRAGMENT.finditer(folded.text[at:start]):
                if not word[0].isdigit() and (len(word[0]) > SHORT or not word[0].isascii()):
                    yield folded.quote(at + word.start(), at + word.end())
            at = end
