"""`python -m scanpipe` is the same as `scanpipe`."""

from scanpipe.cli import app

app(prog_name="scanpipe")
