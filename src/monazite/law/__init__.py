"""The law: packs of provisions, resolved for a day of knowledge and a reading, asked in bulk or for one case."""
