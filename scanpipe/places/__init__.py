"""Where one field is written, one kind of field a file: lines, signatures, choices, tables."""
