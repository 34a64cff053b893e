"""How good and how fast, on papers made by program: one run, one table, peers beside it."""
