"""Matching of parties beside its peers, and the fit of its score."""
