"""A small desk in memory: what the door is tested against, with nothing examined and nothing on disk."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from scanpipe.errors import UploadError, UsageError
from scanpipe.intake.errors import BusyError, ConsentError, FullError, NotFoundError, StateError
from scanpipe.intake.views import (
    ChecklistLineView,
    CheckState,
    CheckView,
    DocumentView,
    EditionView,
    FindingView,
    PageState,
    PageView,
    ProcedureView,
)
from scanpipe.model import Box, UploadFile

NOW = dt.datetime(2026, 11, 23, 2, 42, 10, tzinfo=dt.UTC)
BIRTH = ProcedureView(
    "birth_registration",
    "1.001193",
    {"vi": "Đăng ký khai sinh", "en": "Birth registration"},
    {"vi": "Hộ tịch", "en": "Civil status"},
)
OLD = EditionView("ct01", "tt66_2023", {"vi": "Tờ khai CT01", "en": "Form CT01"}, "outdated", dt.date(2024, 1, 1), True)
JPEG = b"\xff\xd8\xff\xe0 a photo"
PDF = b"%PDF-1.7 a paper"
REPORT = '{\n  "schema": "scanpipe.report/v1",\n  "verdict": "correct", "name": "NGUYỄN VĂN A"\n}\n'.encode()


@dataclass(frozen=True)
class Key:
    id: str
    code: str


@dataclass(frozen=True)
class New:
    id: str
    code: str
    token: str


@dataclass(frozen=True)
class Added:
    pages: tuple[str, ...]
    new: bool


@dataclass(frozen=True)
class Event:
    seq: int
    type: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Load:
    waiting: int = 0
    running: int = 0
    oldest_s: float = 0.0
    bound: int = 10
    pages: int = 0


@dataclass(frozen=True)
class Tallies:
    pages: int = 7
    verdicts: Mapping[str, int] = field(default_factory=lambda: {"correct": 2, "submit": 1})
    findings: Mapping[str, int] = field(default_factory=lambda: {"edition.outdated": 2})
    outdated: Mapping[str, int] = field(default_factory=lambda: {"ct01": 2})
    stages: Mapping[str, tuple[int, float]] = field(default_factory=lambda: {"reading": (3, 4.5)})


@dataclass(frozen=True)
class Form:
    form: str = "ct01"
    name: Mapping[str, str] = field(default_factory=lambda: {"vi": "Tờ khai CT01", "en": "Form CT01"})
    domain: str = "residence"
    agency: str | None = "Công an cấp xã"


@dataclass(frozen=True)
class Edition:
    edition: str = "tt53_2025"
    title: str = "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ"
    form_code: str | None = "CT01"
    instrument: str | None = "53/2025/TT-BCA"
    url: str | None = None
    effective_from: dt.date | None = dt.date(2025, 7, 1)
    ended_on: dt.date | None = None
    status: str = "current"


@dataclass(frozen=True)
class Blank:
    pdf: bytes = PDF
    sha256: str = hashlib.sha256(PDF).hexdigest()
    file_name: str = "ct01-tt53_2025.pdf"
    edition: str = "tt53_2025"


@dataclass(frozen=True)
class Stored:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Begun:
    begin: str
    response: Stored | None = None


class Book:
    """Idempotency keys in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], tuple[str, Stored | None, str | None]] = {}

    def begin(self, scope: str, key: str, body_hash: str, *, check_id: str | None = None) -> Begun:
        if (scope, key) not in self.kept:
            self.kept[scope, key] = (body_hash, None, check_id)
            return Begun("new")
        known, response, _ = self.kept[scope, key]
        if known != body_hash:
            return Begun("mismatch")
        return Begun("running") if response is None else Begun("replay", response)

    def complete(
        self, scope: str, key: str, *, status: int, headers: Mapping[str, str], body: bytes, check_id: str | None = None
    ) -> None:
        self.kept[scope, key] = (self.kept[scope, key][0], Stored(status, headers, body), check_id)

    def abandon(self, scope: str, key: str) -> None:
        self.kept.pop((scope, key), None)


class Desk:
    """Behaves as scanpipe.intake.Intake promises; a paper is examined when a test says so."""

    def __init__(self) -> None:
        self.desk = SimpleNamespace(now=lambda: dt.datetime.now(dt.UTC))
        self.reset()

    def reset(self) -> None:
        """As empty as on its first day."""
        self.idempotency = Book()
        self.views: dict[str, CheckView] = {}
        self.tokens: dict[str, str] = {}
        self.files: dict[str, list[bytes]] = {}
        self.told: dict[str, list[Event]] = {}
        self.calls: list[tuple[str, Any]] = []
        self.fails: Exception | None = None
        self.busy: int | None = None
        self.queue = Load()
        self.examines = True
        self.hold = threading.Event()
        self.hold.set()

    def secret(self, purpose: str) -> bytes:
        return hashlib.sha256(purpose.encode()).digest()

    def create(
        self,
        *,
        lang: str,
        procedure: str | None,
        as_of: dt.date | None,
        helper: bool,
        team: str | None,
        batch: bool = False,
    ) -> New:
        self.hold.wait(5)
        if self.fails:
            raise self.fails
        if procedure not in (None, BIRTH.key):
            raise UsageError(f"There is no procedure {procedure!r}.")
        new = New(f"chk_{secrets.token_hex(13)}", f"KT-{_four()}-{_four()}", secrets.token_urlsafe(16))
        self.tokens[new.id], self.files[new.id], self.told[new.id] = new.token, [], []
        self.views[new.id] = CheckView(
            id=new.id,
            code=new.code,
            state=CheckState.DRAFT,
            lang=lang,
            consented=False,
            helper=helper,
            procedure=BIRTH if procedure else None,
            candidates=(),
            as_of=as_of or dt.date(2026, 11, 23),
            created_at=NOW,
            touched_at=NOW,
            deleted_on=NOW + dt.timedelta(days=7),
            examined=True,
            verdict=None,
            pages=(),
            documents=(),
            findings=(),
            checklist=(ChecklistLineView("declaration", {"vi": "Tờ khai", "en": "Declaration"}, "missing", {}),),
            passed=0,
            wait_s=0,
            etag=secrets.token_hex(8),
        )
        return new

    def open(self, ref: str, token: str) -> Key:
        self.calls.append(("open", ref))
        if self.fails:
            raise self.fails
        for view in self.views.values():
            if ref in (view.id, view.code) and hmac.compare_digest(self.tokens[view.id].encode(), token.encode()):
                return Key(view.id, view.code)
        raise NotFoundError()

    def view(self, key: Key) -> CheckView:
        if key.id not in self.views:
            raise NotFoundError()
        return self.views[key.id]

    def consent(self, key: Key) -> None:
        self._change(key, consented=True)

    def let_teach(self, key: Key, may: bool) -> None:
        self._change(key, may_teach=may)

    def choose(
        self, key: Key, *, procedure: str | None = None, as_of: dt.date | None = None, lang: str | None = None
    ) -> None:
        if procedure not in (None, BIRTH.key):
            raise UsageError(f"There is no procedure {procedure!r}.")
        view = self.view(key)
        self._change(
            key, procedure=BIRTH if procedure else view.procedure, as_of=as_of or view.as_of, lang=lang or view.lang
        )

    def not_needed(self, key: Key, paper: str, needed: bool = False) -> None:
        self.calls.append(("not_needed", (paper, needed)))

    def said_to_be(self, key: Key, page_id: str, paper: str | None) -> None:
        self._page(key, page_id)
        pages = tuple(replace(p, said_to_be=paper) if p.id == page_id else p for p in self.view(key).pages)
        self._change(key, pages=pages)

    def add(self, key: Key, files: Sequence[UploadFile], *, paper: str | None = None) -> Added:
        view = self.view(key)
        if not view.consented:
            raise ConsentError()
        if self.busy is not None:
            raise BusyError(self.busy)
        for file in files:
            _sniff(file)
        if len(view.pages) + len(files) > 30:
            raise FullError("Full.")
        known = self.files[key.id]
        if all(file.data in known for file in files):
            return Added(tuple(f"pg_{known.index(file.data)}" for file in files), False)
        pages = list(view.pages)
        added = []
        for file in files:
            known.append(file.data)
            page = PageView(f"pg_{len(known) - 1}", len(pages) + 1, file.name, PageState.RECEIVED)
            pages.append(page)
            added.append(page.id)
            self.tell(key.id, "page.received", {"page_id": page.id})
        self._change(key, pages=tuple(pages), examined=False, state=CheckState.CHECKING)
        if self.examines:
            self.examine(key.id)
        return Added(tuple(added), True)

    def replace(self, key: Key, page_id: str, file: UploadFile) -> Added:
        page = self._page(key, page_id)
        _sniff(file)
        self.files[key.id].append(file.data)
        new = replace(page, id=f"pg_{len(self.files[key.id]) - 1}", file_name=file.name)
        self._change(key, pages=tuple(new if p.id == page_id else p for p in self.view(key).pages))
        return Added((new.id,), True)

    def remove(self, key: Key, page_id: str) -> None:
        self._change(key, pages=tuple(p for p in self.view(key).pages if p.id != page_id))

    def run(self, key: Key) -> None:
        if not self.view(key).pages:
            raise StateError("Nothing to examine.")

    def answer(self, key: Key, finding_id: str, answer: str, value: str | None) -> None:
        self._finding(key, finding_id, answer=answer, state="confirmed_ok" if answer == "yes" else "open")

    def dispute(self, key: Key, finding_id: str, disputed: bool = True) -> None:
        self._finding(key, finding_id, state="disputed" if disputed else "open")

    def send(self, key: Key) -> None:
        if not self.view(key).pages:
            raise StateError("Nothing to send.")
        self._change(key, state=CheckState.SENT)

    def erase(self, key: Key) -> None:
        self.view(key)
        del self.views[key.id], self.tokens[key.id], self.files[key.id]

    def report(self, key: Key) -> bytes | None:
        return REPORT if self.view(key).verdict else None

    def report_html(self, key: Key, lang: str) -> str | None:
        return f"<!doctype html><title>{lang}</title>" if self.view(key).verdict else None

    def page_picture(self, key: Key, page_id: str, view: str, width_px: int, lang: str) -> bytes:
        self._page(key, page_id)
        return JPEG + f"{view} {width_px} {lang}".encode()

    def crop(self, key: Key, finding_id: str) -> bytes:
        if finding_id not in [f.id for f in self.view(key).findings]:
            raise NotFoundError()
        return b"\x89PNG crop"

    def carried_blank(self, key: Key, document: int) -> bytes:
        if document not in [d.number for d in self.view(key).documents]:
            raise NotFoundError()
        return PDF

    def receipt_pdf(self, key: Key, lang: str, base: str) -> bytes:
        return PDF + lang.encode()

    def checklist_pdf(self, key: Key, lang: str) -> bytes:
        return PDF + lang.encode()

    def report_pdf(self, key: Key, lang: str) -> bytes | None:
        return PDF + lang.encode() if self.view(key).verdict else None

    def events(self, key: Key, after: int) -> list[Event]:
        self.view(key)
        return [event for event in self.told[key.id] if event.seq > after]

    async def changed(self, key: Key, timeout_s: float) -> None:
        known = len(self.told[key.id])
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout_s
        while loop.time() < until and len(self.told[key.id]) == known:
            await asyncio.sleep(0.01)

    def procedures(self, search: str | None) -> list[ProcedureView]:
        return [BIRTH] if search in (None, "khai sinh") else []

    def forms(self) -> list[Form]:
        return [Form()]

    def editions(self, form: str, on: dt.date) -> list[Edition]:
        if form != "ct01":
            raise NotFoundError()
        return [Edition()]

    def blank(self, form: str, on: dt.date) -> Blank:
        self.editions(form, on)
        return Blank()

    def load(self) -> Load:
        if self.fails:
            raise self.fails
        return self.queue

    def tallies(self) -> Tallies:
        return Tallies()

    def tell(self, check_id: str, kind: str, data: Mapping[str, Any]) -> None:
        """Something has happened in the check."""
        told = self.told[check_id]
        told.append(Event(len(told) + 1, kind, data))

    def examine(self, check_id: str) -> None:
        """Let the examination come to its end: one outdated paper on the first page."""
        view = self.views[check_id]
        pages = tuple(
            replace(page, state=PageState.DONE, readability="ok", verdict="correct", seen_as=OLD, has_picture=True)
            for page in view.pages
        )
        finding = FindingView(
            "f_5b1c09aa7e42",
            1,
            "edition.outdated",
            "must",
            "newform",
            "open",
            {"vi": "Tờ khai này dùng mẫu cũ.", "en": "This paper is on an old form."},
            {"vi": "Vui lòng tải mẫu đang áp dụng.", "en": "Download the current form."},
            {"vi": "Trang 1", "en": "Page 1"},
            page_id=pages[0].id,
            page_number=1,
            document=1,
            box=Box(0.5, 0.04, 0.4, 0.03),
        )
        document = DocumentView(1, OLD.name, "correct", (1,), OLD, None, True)
        self._change(
            Key(view.id, view.code),
            pages=pages,
            findings=(finding,),
            documents=(document,),
            examined=True,
            verdict="correct",
            state=CheckState.NEEDS_SUPPLEMENT,
        )
        self.tell(check_id, "check.done", {"verdict": "correct"})

    def _change(self, key: Key, **changes: Any) -> None:
        self.views[key.id] = replace(self.view(key), etag=secrets.token_hex(8), **changes)

    def _page(self, key: Key, page_id: str) -> PageView:
        for page in self.view(key).pages:
            if page.id == page_id:
                return page
        raise NotFoundError()

    def _finding(self, key: Key, finding_id: str, **changes: Any) -> None:
        findings = self.view(key).findings
        if finding_id not in [f.id for f in findings]:
            raise NotFoundError()
        self._change(key, findings=tuple(replace(f, **changes) if f.id == finding_id else f for f in findings))


def _sniff(file: UploadFile) -> None:
    if not file.data:
        raise UploadError("file.empty", "An empty file.", name=file.name)
    if file.data.startswith(b"%PDF locked"):
        raise UploadError("file.password", "A locked file.", name=file.name)
    if not file.data.startswith((b"\xff\xd8", b"%PDF", b"\x89PNG")):
        raise UploadError("file.wrong_type", "Neither a photo nor a PDF.", name=file.name)


def _four() -> str:
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(4))
