"""One description asked about: what the goods are, which entries they may fall under and why, and what to ask."""

from monazite.identify.columns import columns_of
from monazite.identify.identifier import Identifier
from monazite.identify.model import VERDICTS, Entry, Identification, Texts, first_of_each

__all__ = ["VERDICTS", "Entry", "Identification", "Identifier", "Texts", "columns_of", "first_of_each"]
