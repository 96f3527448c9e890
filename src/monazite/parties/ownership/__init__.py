"""Who owns whom, and who is owned by listed parties: least fixpoints on minimum and maximum shares, with proofs."""
