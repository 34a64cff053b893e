"""An office without a store: a list of dossiers in memory, filtered and sorted as plainly as can be."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.office import find, queue
from api.staff import staff
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.library import FormView
from scanpipe.office.people import Actor, Right, Role, rights_of
from scanpipe.office.queue import code_in
from scanpipe.office.views import Filter, QueueLine, QueueView, Sort, Tab
from scanpipe.settings import Settings
from tests.web.desk import PROCEDURES, FakeDesk, both

NOW = dt.datetime(2026, 11, 23, 2, 42, tzinfo=dt.UTC)
PAGE_LINES = 50
OFFICER = Actor("off_hoa", "ng.hoa", "Nguyễn Thử Hoa", "hx", rights_of([Role.OFFICER]))
LEAD = Actor("off_lan", "tr.lan", "Trần Thử Lan", "hx", rights_of([Role.LEAD]))
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def line(n: int, **changes: Any) -> QueueLine:
    """The n-th of many dossiers, each a little different."""
    verdict = ("submit", "correct", "rescan", "review")[n % 4]
    # Working minutes that are left: some overdue, some soon, some in days, some without a deadline.
    left = None if n % 7 == 6 else dt.timedelta(minutes=(n * 37) % 1500 - 25)
    age = dt.timedelta(minutes=20 + n * 97)
    values: dict[str, Any] = {
        "id": f"chk_{n:026}",
        "code": f"KT-{LETTERS[n % 30] * 4}-{LETTERS[n // 30 % 30]}2QX",
        "procedure": None if n == 5 else PROCEDURES[n % len(PROCEDURES)],
        "state": "sent",
        "verdict": verdict,
        "points": 0 if verdict == "submit" else n % 5 + 1,
        "sent_at": NOW - age,
        "age": age,
        "due_at": None if left is None else NOW + left,
        "left": left,
        "old_form": n % 6 == 1,
        "held_by": "le.binh" if n == 3 else None,
        "officer": {3: "le.binh", 4: "ng.hoa", 8: "le.binh"}.get(n),
        "postponed_until": NOW + dt.timedelta(days=1) if n == 8 else None,
    }
    return QueueLine(**(values | changes))


@dataclass
class StandInQueue:
    """The list. `asked` are the filters that somebody wanted, in order; heaps other than the first two are empty."""

    lines: list[QueueLine] = field(default_factory=list)
    asked: list[Filter] = field(default_factory=list)

    def view(self, actor: Actor, asked: Filter) -> QueueView:
        actor.need(Right.READ)
        self.asked.append(asked)
        heap = [one for one in self.lines if _in_heap(one, asked.tab, actor)]
        fitting = [one for one in heap if _fits(one, asked)]
        shown = [one for one in fitting if not asked.verdicts or one.verdict in asked.verdicts]
        begin = (asked.page - 1) * PAGE_LINES
        return QueueView(
            filter=asked,
            lines=tuple(_in_order(shown, asked)[begin : begin + PAGE_LINES]),
            total=len(shown),
            pages=max(1, -(-len(shown) // PAGE_LINES)),
            tabs={tab: sum(_in_heap(one, tab, actor) for one in self.lines) for tab in Tab},
            verdicts={v: sum(one.verdict == v for one in fitting) for v in ("submit", "correct", "rescan", "review")},
            changed_forms=sum(one.old_form for one in self.lines),
        )

    def find(self, actor: Actor, text: str) -> str:
        actor.need(Right.READ)
        for one in self.lines:
            if one.code == code_in(text):
                return one.id
        raise NotFoundError


def _in_heap(one: QueueLine, tab: Tab, actor: Actor) -> bool:
    return tab is Tab.WAITING or (tab is Tab.MINE and one.officer == actor.login)


def _fits(one: QueueLine, asked: Filter) -> bool:
    return (
        (asked.procedure is None or (one.procedure is not None and one.procedure.key == asked.procedure))
        and (asked.group is None or (one.procedure is not None and one.procedure.group["en"] == asked.group))
        and (not asked.old_form or one.old_form)
        and (asked.officer is None or one.officer == asked.officer)
        and (asked.sent_from is None or one.sent_at.date() >= asked.sent_from)
        and (asked.sent_to is None or one.sent_at.date() <= asked.sent_to)
    )


def _in_order(lines: list[QueueLine], asked: Filter) -> list[QueueLine]:
    by: Mapping[Sort, Callable[[QueueLine], Any]] = {
        Sort.DUE: lambda one: (one.left is None, one.left or dt.timedelta(0)),
        Sort.AGE: lambda one: one.age,
        Sort.POINTS: lambda one: one.points,
        Sort.CODE: lambda one: one.code,
    }
    return sorted(lines, key=by[asked.sort], reverse=asked.falling)


@dataclass
class StandInAccounts:
    """What the pages ask of the accounts: how somebody wishes their keys."""

    wished: dict[str, Any] = field(default_factory=dict)

    def wishes(self, actor: Actor) -> Mapping[str, Any]:
        assert actor.login
        return self.wished


class PublicDesk(FakeDesk):
    """With the forms of a library."""

    def forms(self) -> list[FormView]:
        return [
            FormView("ct01", both("Tờ khai thay đổi thông tin cư trú", "Residence form CT01"), "residence", None),
            FormView("hkd_01", both("Giấy đề nghị đăng ký hộ kinh doanh", "Business application"), "business", None),
        ]


@dataclass
class StandIn:
    """The pages of the Center over an office in memory; `actor` is who has logged in, and may be changed."""

    app: FastAPI
    queue: StandInQueue
    accounts: StandInAccounts
    actor: Actor = OFFICER


def stand_in(**settings: Any) -> StandIn:
    """An app whose list is empty."""
    named = {"controller_name": "Trung tâm PVHCC phường Thử", "max_file_mb": 2} | settings
    made = StandIn(
        create_app(Settings(**named), PublicDesk(), limited=False),  # type: ignore[arg-type]
        StandInQueue(),
        StandInAccounts(),
    )
    made.app.state.office = SimpleNamespace(queue=made.queue, accounts=made.accounts)
    made.app.dependency_overrides[staff] = lambda: made.actor
    served = {route.path for route in made.app.routes if hasattr(route, "path")}
    for room in (queue, find):
        if not {route.path for route in room.router.routes} <= served:  # type: ignore[attr-defined]
            made.app.include_router(room.router)
    return made


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The app on a free port of this machine while it is needed; its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the app did not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
