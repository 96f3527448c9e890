"""Quality: does what a laboratory found meet the standard that goods claim, and whose standard counts."""
