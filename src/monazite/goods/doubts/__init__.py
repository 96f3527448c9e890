"""Contradictions: where what a line states, its words, its weight and its price do not fit together."""
