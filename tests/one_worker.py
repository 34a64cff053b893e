"""
Which tests stay together when workers share the tests (`pytest -n 3 -p tests.one_worker`, as `./run test` does).

Each of these folders starts one service, and the screens one browser, for all of its tests; on two workers there would
be two. Three workers share two cores: a third of the time one of two would wait for a browser, a service or a clock.
xdist's own groups (`--dist loadgroup`) do not hold under pytest 9.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/screens/", "tests/service/")


class Together(LoadScopeScheduling):
    """The tests of a folder of TOGETHER are one piece of work, taken first; all others go wherever there is time."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Share the tests out in this manner."""
    return Together(config, log)
