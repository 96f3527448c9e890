"""Tables of results held against grades: millions of verdicts, the same as those on single certificates."""

from monazite.quality.table.files import judged_file
from monazite.quality.table.verdicts import Verdicts

__all__ = ["Verdicts", "judged_file"]
