"""Writers: tables, rejects and descriptions, written whole or not at all."""

from monazite.write.output import Output, open_output
from monazite.write.rejects import RejectFile
from monazite.write.whole import whole_file

__all__ = ["Output", "RejectFile", "open_output", "whole_file"]
