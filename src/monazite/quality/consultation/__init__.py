"""Consultations: windows of batches, comments on clauses, what was decided, and where they are kept."""
