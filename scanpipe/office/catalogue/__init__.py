"""What the operator of the catalogue does: drafts, tests, publications, rechecks; each act with right and audit."""
