"""Conventions of others, read into Monazite's own records: one file a convention, lenient, every doubt at its path."""
