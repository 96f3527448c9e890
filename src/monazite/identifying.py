"""An identifier that knows all that packs hold: words, rules for contradictions, examples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from monazite.goods.model import GoodsPack
from monazite.identify import Identifier
from monazite.law.model import LawPack
from monazite.packs.examples import load_examples
from monazite.packs.find import packs_folder
from monazite.packs.goods import goods_pack
from monazite.packs.goods_doubts import load_doubts

__all__ = ["identifier_of"]


def identifier_of(
    laws: Sequence[LawPack],
    *,
    known_on: dt.date | None = None,
    reading: str = "instruments",
    goods: GoodsPack | None = None,
    folder: Path | None = None,
) -> Identifier:
    """Return what `monazite goods` asks: descriptions under some regimes, with contradictions and examples.

    `goods` is a goods pack and `folder` where it was read from, for its further tables; without them the pack that is
    shipped. `known_on` and `reading` say which law counts, as of `Identifier`. Raises PackError for wrong packs.
    """
    root = folder or packs_folder() / "goods"
    pack = goods or goods_pack(folder)
    rules = load_doubts(root, pack) if (root / "doubts.yml").is_file() else None
    return Identifier(pack, laws, known_on, reading, rules, {law.id: load_examples(law) for law in laws})
