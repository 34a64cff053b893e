"""Runs what is asynchronous from a test that is not, on whatever worker that test runs."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def awaited(doing: Coroutine[Any, Any, T]) -> T:
    """What it comes to. In a thread of its own: the main one may hold the running loop of the screens' browser."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, doing).result()
