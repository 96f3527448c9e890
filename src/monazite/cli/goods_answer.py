"""What `monazite goods` answers for one description: the identification, and how the words were read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from monazite.cli.goods_unmix import Unmixed, Unmixer
from monazite.goods.model import GoodsPack
from monazite.identify import Identification, Texts
from monazite.identifying import identifier_of
from monazite.law.model import LawPack

__all__ = ["Answer", "Desk"]


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
        self._identifier = identifier_of(laws, known_on=known_on, reading=reading, goods=goods, folder=folder)
        self._unmixer = Unmixer(folder, goods, self._identifier.reader.substances)

    def answer(self, texts: Texts, line: Mapping[str, object]) -> Answer:
        """Return the answer for one description with what is stated beside it."""
        found = self._identifier.identify(texts, self.on, line)
        written = "\n".join(filter(None, (texts.description, texts.specification)))
        unread = self._identifier.reader.unread(written)
        unmixed = self._unmixer.unmixed(texts.assay, texts.description)
        return Answer(self, texts, line, found, unread, found.goods.cut, unmixed)
