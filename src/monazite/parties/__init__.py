"""Who is behind a line: listed parties under any spelling, and who owns whom, on a day and as known on a day."""
