"""What a person can do with a check of a dossier, and what they see of it. Doors call this; it holds no words."""
