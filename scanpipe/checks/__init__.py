"""One finding (or one family) a file, all alike."""
