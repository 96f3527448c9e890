"""Readers: any input becomes batches of lines and rejects; lines in = lines out + rejects."""

from monazite.read.chunks import Chunk, Piece, Reject
from monazite.read.inputs import Input, open_input
from monazite.read.places import refuse_shared_places

__all__ = ["Chunk", "Input", "Piece", "Reject", "open_input", "refuse_shared_places"]
