"""A bell for each check: whoever watches one is woken when something was told of it, in this process."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator


class Bell:
    """Rung from any thread, heard in any event loop. Nothing depends on it: who misses it looks again soon."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listening: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = {}

    def ring(self, check_id: str) -> None:
        """Wake all who watch the check."""
        with self._lock:
            ears = list(self._listening.get(check_id, ()))
        for loop, event in ears:
            with contextlib.suppress(RuntimeError):  # the loop was closed just now
                loop.call_soon_threadsafe(event.set)

    async def heard(self, check_id: str, timeout_s: float) -> bool:
        """Whether the bell of the check was rung within that time."""
        with self._ear(check_id) as event:
            try:
                await asyncio.wait_for(event.wait(), timeout_s)
            except TimeoutError:
                return False
            return True

    @contextlib.contextmanager
    def _ear(self, check_id: str) -> Iterator[asyncio.Event]:
        ear = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._listening.setdefault(check_id, set()).add(ear)
        try:
            yield ear[1]
        finally:
            with self._lock:
                ears = self._listening[check_id]
                ears.discard(ear)
                if not ears:
                    del self._listening[check_id]
