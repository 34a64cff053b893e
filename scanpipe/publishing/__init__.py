"""How an edition gets into forms/ and out of it again: drafts, releases, bundles. Files only; no database, no web."""
