"""A desk that keeps a few checks in memory: what the pages need of scanpipe.intake, without reading a single paper."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PIL import Image

from scanpipe.errors import UploadError
from scanpipe.intake.errors import ConsentError, NotFoundError
from scanpipe.intake.law import law_of
from scanpipe.intake.views import CheckState, CheckView, PageState, PageView, ProcedureView, Words
from scanpipe.model import UploadFile
from scanpipe.text import without_marks

NOW = dt.datetime(2026, 11, 23, 2, 42, tzinfo=dt.UTC)
FORMS = Path(__file__).resolve().parents[2] / "forms"
TOKEN = "Zm9vYmFyYmF6cXV4MTIzNA"

PROCEDURES = (
    ProcedureView(
        "hkd_registration",
        "1.001612",
        {"vi": "Đăng ký thành lập hộ kinh doanh", "en": "Registration of a household business"},
        {"vi": "Hộ kinh doanh", "en": "Household business"},
    ),
    ProcedureView(
        "hkd_change",
        "2.000720",
        {"vi": "Đăng ký thay đổi nội dung hộ kinh doanh", "en": "Change of a household business"},
        {"vi": "Hộ kinh doanh", "en": "Household business"},
    ),
    ProcedureView(
        "birth_registration",
        "1.001193",
        {"vi": "Đăng ký khai sinh", "en": "Registration of a birth"},
        {"vi": "Hộ tịch", "en": "Civil status"},
    ),
)


@dataclass(frozen=True)
class Key:
    """Proof of a check."""

    id: str
    code: str


@dataclass(frozen=True)
class New(Key):
    """A check that was just made."""

    token: str


@dataclass(frozen=True)
class Added:
    """What an upload became."""

    pages: tuple[str, ...]
    new: bool


@dataclass(frozen=True)
class Blank:
    """A form to fill in."""

    pdf: bytes
    sha256: str
    file_name: str
    edition: str
    official: bool = False


@dataclass(frozen=True)
class Event:
    """Something that was told."""

    seq: int
    type: str
    data: Mapping[str, Any]


class FakeDesk:
    """Checks by code, each with its token; `done` are the calls that changed something, in order."""

    def __init__(self) -> None:
        self.checks: dict[str, CheckView] = {}
        self.tokens: dict[str, str] = {}
        self.done: list[tuple[Any, ...]] = []
        self.told: list[Event] = []
        self._numbers = itertools.count(1)
        self.desk = SimpleNamespace(law=law_of(FORMS), now=lambda: NOW)

    def put(self, view: CheckView, token: str = TOKEN) -> CheckView:
        """Have a check stand as it is here."""
        self.checks[view.code] = view
        self.tokens[view.code] = token
        return view

    def secret(self, purpose: str) -> bytes:
        return hashlib.sha256(purpose.encode()).digest()

    def create(self, *, lang: str, procedure: str | None, as_of: Any, helper: bool, team: str | None) -> New:
        n = next(self._numbers)
        code = f"KT-2222-{n:04}".replace("0", "2").replace("1", "3")
        chosen = next((p for p in PROCEDURES if p.key == procedure), None)
        self.put(empty(code=code, lang=lang, helper=helper, procedure=chosen))
        self.done.append(("create", lang, procedure, helper, team))
        return New(self.checks[code].id, code, TOKEN)

    def open(self, ref: str, token: str) -> Key:
        for code, view in self.checks.items():
            if ref in (code, view.id) and token == self.tokens[code]:
                return Key(view.id, code)
        raise NotFoundError()

    def view(self, key: Key) -> CheckView:
        return self.checks[key.code]

    def consent(self, key: Key) -> None:
        self._change(key, consented=True)

    def let_teach(self, key: Key, may: bool) -> None:
        self._change(key, may_teach=may)

    def choose(self, key: Key, *, procedure: str | None = None, as_of: Any = None, lang: str | None = None) -> None:
        self.done.append(("choose", procedure))
        self._change(key, procedure=next(p for p in PROCEDURES if p.key == procedure), candidates=())

    def not_needed(self, key: Key, paper: str, needed: bool = False) -> None:
        self.done.append(("not_needed", paper, needed))
        lines = tuple(
            replace(line, said_not_needed=not needed) if line.paper == paper else line
            for line in self.view(key).checklist
        )
        found = tuple(
            replace(f, state="open" if needed else "confirmed_ok")
            if f.code == "doc.missing_conditional" and f.key == paper
            else f
            for f in self.view(key).findings
        )
        self._change(key, checklist=lines, findings=found)

    def said_to_be(self, key: Key, page_id: str, paper: str | None) -> None:
        self.done.append(("said_to_be", page_id, paper))

    def add(self, key: Key, files: Sequence[UploadFile], *, paper: str | None = None) -> Added:
        view = self.view(key)
        if not view.consented:
            raise ConsentError()
        made = []
        for file in files:
            _refuse(file)
            page = page_view(len(view.pages) + 1, file.name, state=PageState.RECEIVED, has_picture=False)
            view = replace(view, pages=(*view.pages, page), examined=False, state=CheckState.CHECKING)
            made.append(page.id)
        self.put(view)
        self.done.append(("add", tuple(f.name for f in files), paper))
        return Added(tuple(made), new=True)

    def replace(self, key: Key, page_id: str, file: UploadFile) -> Added:
        _refuse(file)
        self.done.append(("replace", page_id, file.name))
        pages = tuple(
            replace(p, id=p.id + "b", file_name=file.name, state=PageState.RECEIVED) if p.id == page_id else p
            for p in self.view(key).pages
        )
        self._change(key, pages=pages, examined=False)
        return Added((page_id + "b",), new=True)

    def remove(self, key: Key, page_id: str) -> None:
        self.done.append(("remove", page_id))
        self._change(key, pages=tuple(p for p in self.view(key).pages if p.id != page_id))

    def answer(self, key: Key, finding_id: str, answer: str, value: str | None) -> None:
        self.done.append(("answer", finding_id, answer, value))
        state = "confirmed_ok" if answer == "yes" else "open"
        self._finding(key, finding_id, answer=answer, state=state)

    def dispute(self, key: Key, finding_id: str, disputed: bool = True) -> None:
        self.done.append(("dispute", finding_id, disputed))
        self._finding(key, finding_id, state="disputed" if disputed else "open")

    def send(self, key: Key) -> None:
        self._change(key, state=CheckState.SENT)

    def erase(self, key: Key) -> None:
        self.done.append(("erase", key.code))
        del self.checks[key.code]

    def page_picture(self, key: Key, page_id: str, view: str, width_px: int, lang: str) -> bytes:
        if page_id not in {p.id for p in self.view(key).pages}:
            raise NotFoundError()
        return picture(width_px, round(width_px * 1.414), "JPEG")

    def crop(self, key: Key, finding_id: str) -> bytes:
        if finding_id not in {f.id for f in self.view(key).findings}:
            raise NotFoundError()
        return picture(420, 110, "PNG")

    def carried_blank(self, key: Key, document: int) -> bytes:
        return b"%PDF-1.7 carried"

    def receipt_pdf(self, key: Key, lang: str, base: str) -> bytes:
        return b"%PDF-1.7 receipt"

    def checklist_pdf(self, key: Key, lang: str) -> bytes:
        return b"%PDF-1.7 list"

    def procedures(self, search: str | None) -> list[ProcedureView]:
        words = without_marks(search or "").lower().split()
        return [p for p in PROCEDURES if all(word in without_marks(p.title["vi"]).lower() for word in words)]

    def blank(self, form: str, on: dt.date) -> Blank:
        if form == "ct01_unknown":
            raise NotFoundError()
        return Blank(b"%PDF-1.7 " + b"x" * 184_000, "0" * 64, f"{form}.pdf", "tt116_2026")

    def events(self, key: Key, after: int) -> list[Event]:
        return [event for event in self.told if event.seq > after]

    async def changed(self, key: Key, timeout_s: float) -> None:
        return None

    def _change(self, key: Key, **changes: Any) -> None:
        self.checks[key.code] = replace(self.checks[key.code], **changes)

    def _finding(self, key: Key, finding_id: str, **changes: Any) -> None:
        found = tuple(replace(f, **changes) if f.id == finding_id else f for f in self.view(key).findings)
        self._change(key, findings=found)


def empty(code: str = "KT-7M4K-92QX", lang: str = "vi", helper: bool = False, **changes: Any) -> CheckView:
    """A check with nothing in it."""
    view = CheckView(
        id="chk_" + code.replace("-", "").lower().ljust(26, "x"),
        code=code,
        state=CheckState.DRAFT,
        lang=lang,
        consented=False,
        helper=helper,
        procedure=None,
        candidates=(),
        as_of=NOW.date(),
        created_at=NOW,
        touched_at=NOW,
        deleted_on=NOW + dt.timedelta(days=7),
        examined=True,
        verdict=None,
        pages=(),
        documents=(),
        findings=(),
        checklist=(),
        passed=0,
        wait_s=0,
        etag="1",
    )
    return replace(view, **changes)


def page_view(number: int, name: str, **changes: Any) -> PageView:
    """A page that was examined and is well."""
    page = PageView(
        id=f"pg_{number}", number=number, file_name=name, state=PageState.DONE, readability="ok", verdict="submit",
        has_picture=True,
    )  # fmt: skip
    return replace(page, **changes)


def both(vi: str, en: str) -> Words:
    """A text in both languages."""
    return {"vi": vi, "en": en}


def picture(width_px: int, height_px: int, kind: str) -> bytes:
    """A light sheet with a few lines."""
    sheet = Image.new("L", (width_px, height_px), 250)
    for y in range(height_px // 12, height_px, max(8, height_px // 24)):
        sheet.paste(120, (width_px // 10, y, width_px * 9 // 10, y + max(1, height_px // 300)))
    out = io.BytesIO()
    sheet.save(out, kind)
    return out.getvalue()


def _refuse(file: UploadFile) -> None:
    if not file.data:
        raise UploadError("file.empty", "empty", name=file.name)
    if not file.data.startswith((b"\xff\xd8", b"\x89PNG", b"%PDF")):
        raise UploadError("file.wrong_type", "no picture", name=file.name)
