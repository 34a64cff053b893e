"""
A scanpipe command as an errand of the server: `python -m scanpipe.office.catalogue.errand_process ARGUMENT…`.

It works as `python -m scanpipe ARGUMENT…` does, but gives way to everything else on the machine, and ends with all that
it called as soon as the other end of its standard input is closed, whatever became of the server.
"""

from __future__ import annotations

import os
import runpy
import sys

from scanpipe.jobs.limits import end_with

_NICER_BY = 10


def main() -> None:
    """Become that command."""
    os.nice(_NICER_BY)
    end_with(os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)  # a command that reads its standard input finds it empty
    os.close(nowhere)
    sys.argv[0] = "scanpipe"
    runpy.run_module("scanpipe", run_name="__main__")


if __name__ == "__main__":
    main()
