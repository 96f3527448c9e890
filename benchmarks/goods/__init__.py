"""Benchmarks of goods: descriptions with gold beside peers, and descriptions in bulk."""
