"""Movement tests: which one, and where its repetitions begin and end. One file per family."""
