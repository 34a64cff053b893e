"""The service as one process: desk, workers and door, started and stopped together."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import uvicorn

from api import logs
from api.app import create_app
from scanpipe.errors import UsageError
from scanpipe.intake import tallies
from scanpipe.intake.desk import open_desk
from scanpipe.intake.intake import Intake
from scanpipe.jobs.examiner import Examiner
from scanpipe.jobs.local import LocalPool
from scanpipe.jobs.run import Shop
from scanpipe.settings import Settings

_GRACE_S = 5


@dataclass(frozen=True, slots=True)
class House:
    """A service that is running, without its door."""

    intake: Intake
    pool: LocalPool


@contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """Desk and workers, opened and started; ended when left. Raises StoreError, FormDataError."""
    desk = open_desk(settings)
    work = settings.data_dir / "work"
    shop = Shop(desk.store, settings, desk.bell, desk.now, tallies.note)
    pool = LocalPool(shop, work, lambda folder: Examiner(settings, folder), desk.retention)
    desk = replace(desk, wake=pool.wake)
    pool.start()
    try:
        yield House(Intake(desk), pool)
    finally:
        pool.stop()
        desk.store.close()


def serve_forever(settings: Settings, host: str, port: int, *, demo: bool, tell: Callable[[str], None]) -> None:
    """Serve until told to stop. Raises UsageError when the address is taken."""
    logs.configure()
    listening = _listening(host, port)
    with listening, open_house(settings) as house:
        app = create_app(settings, house.intake)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=_GRACE_S,
            timeout_keep_alive=30,
        )
        shown, taken = listening.getsockname()[:2]
        address = f"http://{'localhost' if shown in ('127.0.0.1', '0.0.0.0') else shown}:{taken}/"
        tell(f"scanpipe: {address}")
        if demo:
            from api.demo import fill

            threading.Thread(target=fill, args=(house.intake, address, tell), name="demo", daemon=True).start()
        uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise UsageError(f"{host}:{port} cannot be listened on ({error.strerror}): choose another --port.") from error
    return listening
