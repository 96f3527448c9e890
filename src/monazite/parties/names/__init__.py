"""Is this the party that a list names? Names under any spelling and script, compared with reasons."""
