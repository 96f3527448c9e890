"""`python -m monazite` is the command line."""

from monazite.cli import main

main()
