"""What the commands of the command line share, and the commands about the catalogue."""
