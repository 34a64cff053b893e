"""forms/ read, checked and printed: schema, which edition is in force on a day, lint, blanks."""
