"""The rules by which a description says what goods are, in the order in which they are applied."""
