"""The Center's side of a dossier: who works there, what they look at, decide, ask for, accept and hand on."""
