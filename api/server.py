"""The service as one process: desk, workers and door, started and stopped together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

import uvicorn

from api import logs
from api.app import create_app
from scanpipe.catalog.slips import load_slips
from scanpipe.errors import UsageError
from scanpipe.intake.desk import open_desk
from scanpipe.intake.intake import Intake
from scanpipe.intake.live_law import LiveLaw
from scanpipe.jobs.examiner import Examiner
from scanpipe.jobs.local import LocalPool
from scanpipe.jobs.run import Shop
from scanpipe.office.calendar_file import load_office
from scanpipe.office.catalogue.law_watch import LawWatch
from scanpipe.office.deciding import count_points
from scanpipe.office.office import Office, allowed_hosts, connected, examined, office_of
from scanpipe.office.webhooks.deliver import means
from scanpipe.office.webhooks.sender import Sender
from scanpipe.settings import Settings
from scanpipe.steering import codes_of

_GRACE_S = 5
_HERE = ("127.0.0.1", "0.0.0.0")


@dataclass(frozen=True, slots=True)
class House:
    """A service that is running, without its door."""

    intake: Intake
    pool: LocalPool
    office: Office


@contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """Desk and workers, opened and started; ended when left. Raises StoreError, FormDataError."""
    laws = LiveLaw(settings.forms_dir, settings.data_dir / "law", also=(load_office, load_slips))
    desk = open_desk(settings, laws=laws)
    sender = Sender(desk, means(allowed_hosts(settings.webhook_allow), settings.webhook_ca_file))
    desk = connected(desk, sender.wake)
    work = settings.data_dir / "work"
    forms = lambda: desk.law.folder  # noqa: E731 - the folder changes, what to ask does not
    shop = Shop(desk.store, settings, desk.bell, desk.now, examined(desk), partial(count_points, desk), forms)
    pool = LocalPool(shop, work, lambda folder: Examiner(settings, folder, forms=forms), desk.retention)
    desk = replace(desk, wake=pool.wake)
    office = office_of(desk)
    watch = LawWatch(laws, desk.now, office.catalogue.law_changed)
    pool.start()
    sender.start()
    watch.start()
    try:
        yield House(Intake(desk), pool, office)
    finally:
        watch.stop()
        office.catalogue.close()
        sender.stop()
        pool.stop()
        desk.store.close()


def serve_forever(settings: Settings, host: str, port: int, *, demo: bool, tell: Callable[[str], None]) -> None:
    """Serve until told to stop. Raises UsageError when the address is taken."""
    logs.configure()
    codes_of(settings.ask_instead)  # a slip of the pen is told now, not at the first paper
    config = uvicorn.Config(
        lambda: create_app(settings, house.intake, house.office),
        host=host,
        port=port,
        factory=True,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=30,
    )
    try:
        listening = config.bind_socket()
    except SystemExit as error:  # uvicorn has logged why
        raise UsageError(f"{host}:{port} cannot be listened on: choose another --port or --host.") from error
    with listening, open_house(settings) as house:
        shown, taken = listening.getsockname()[:2]
        address = f"http://{'localhost' if shown in _HERE else shown}:{taken}/"
        tell(f"scanpipe: {address}")
        if (first := house.office.accounts.first_administrator()) is not None:
            tell(f"scanpipe: first login, once: {address}cb/moi?t={first}")
        if demo:
            from api.demo import show

            known = (house.intake, house.office.accounts, address, tell)
            filling = threading.Thread(target=show, args=known, name="demo", daemon=True)
            filling.start()
        uvicorn.Server(config).run(sockets=[listening])
