"""One file a step; `down_revision` says what it follows."""
