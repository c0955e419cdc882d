"""Initial contact and toe-off, one detector per file, and the cycles between them."""
