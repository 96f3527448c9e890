"""Readers: every input becomes batches of lines and a list of rejects."""
