"""Goods: what a line is, from what is stated about it."""
