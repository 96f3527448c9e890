"""Reading texts into sheets: what they say of the goods, which headings they fit, what they contradict."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from monazite.goods.answer import Goods
from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.headings import Headings, Search
from monazite.goods.known import Key
from monazite.goods.reader import Reader
from monazite.goods.sheet import sheet

__all__ = ["READ", "SILENT", "TextReader"]

# The texts that are read, in the order of Reader.read.
READ = ("description", "specification", "composition", "assay")
SILENT = ("", "", "", "")


class TextReader:
    """Reads texts with a pack; built once, used in any thread."""

    def __init__(self, pack: DoubtsPack, wanted: frozenset[str] | None) -> None:
        """`wanted` are the facts that are filled; None for all."""
        self._reader, self._headings = Reader(pack.goods), Headings(pack.goods)
        self._pack, self._wanted = pack, wanted

    def sheet(self, keys: Sequence[Key]) -> pa.RecordBatch:
        """Return what some texts say, a row for each."""
        goods = [self._reader.read(*key) if key != SILENT else Goods("") for key in keys]
        searches = [s if key != SILENT else Search(()) for key, s in zip(keys, self._headings.find(goods), strict=True)]
        return sheet(goods, searches, self._pack, self._wanted)
