"""One kind of value a file, all alike: `compact`, `validate`, `is_valid`, and the same four refusals."""
