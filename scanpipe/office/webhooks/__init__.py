"""What the Center tells other systems of its own accord: who is told, how it is signed, and that it arrives."""
