"""The report as JSON (with its published schema), as text for a terminal, and as one self-contained HTML page."""
