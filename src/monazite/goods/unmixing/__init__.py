"""Assay unmixing: which materials, and how much of each, explain what a laboratory read."""
