"""Statistics of the Center: counted where things happen, told so that nobody can be recognised in them."""
