"""What the operator of the catalogue does: drafts, tests, publications, re-checks; each act with its right and audit."""
