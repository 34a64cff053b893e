"""
What a person prints: the receipt that goes to the Center, the list of what is to be done, and the whole result.

Receipt and list name no person and no number of one: they lie on tables. They are black and white, and no official
paper. The result shows the pages themselves.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Image, KeepTogether, PageBreak, Paragraph, SimpleDocTemplate, Spacer

from scanpipe.catalog.typeset.fonts import Face, font
from scanpipe.findings import Lang
from scanpipe.intake.views import CheckView, FindingView
from scanpipe.service import VIETNAM

_QR_MM = 34.0
_EDGE = 16 * mm
_WORDS: Mapping[str, tuple[str, str]] = {
    "receipt": ("Phiếu kiểm tra sơ bộ", "Preliminary check receipt"),
    "todo": ("Danh sách việc cần làm", "To-do list"),
    "result": ("Kết quả kiểm tra sơ bộ", "Result of the preliminary check"),
    "page": ("Trang {n}", "Page {n}"),
    "code": ("Mã kiểm tra: {code}", "Check code: {code}"),
    "verdict": ("Kết quả: {verdict}", "Result: {verdict}"),
    "procedure": ("Thủ tục: {title}", "Procedure: {title}"),
    "when": ("Kiểm tra lúc {time} ngày {date}", "Checked at {time} on {date}"),
    "as_of": ("Xét theo ngày nộp {date}", "Judged for filing on {date}"),
    "papers": ("Giấy tờ mang theo", "Papers to bring"),
    "pages": ("{n} trang", "{n} pages"),
    "no_names": (
        "Không ghi họ tên, số căn cước trên phiếu.",
        "No names and no identity numbers are printed on this sheet.",
    ),
    "deleted": ("Ảnh và kết quả tự xóa ngày {date}.", "Photos and results are deleted on {date}."),
    "no_receipt": (
        "Phiếu này không thay cho giấy tiếp nhận hồ sơ.",
        "This is not an official receipt of the dossier.",
    ),
    "must": ("Việc cần làm", "To do"),
    "check": ("Nên xem lại (không bắt buộc)", "Worth checking (optional)"),
    "nothing": ("Không có việc gì cần làm.", "There is nothing to do."),
    "where": ("Ở đâu: {where}", "Where: {where}"),
    "how": ("Cách sửa: {fix}", "How to fix: {fix}"),
}


def receipt(check: CheckView, lang: Lang, public_url: str) -> bytes:
    """The receipt as PDF, A5, one page."""
    story: list[Flowable] = [Paragraph(_say("receipt", lang), _style(16, bold=True)), Spacer(0, 3 * mm)]
    story.append(_qr(f"{public_url.rstrip('/')}/q/{check.code}"))
    story += [Paragraph(line, _style(12)) for line in _about(check, lang)]
    story += [Spacer(0, 2 * mm), Paragraph(_say("papers", lang), _style(12, bold=True))]
    story += [
        Paragraph(f"☐ {escape(d.name[lang])} ({_say('pages', lang, n=len(d.pages))})", _style(12))
        for d in check.documents
        if d.pages
    ][:12]
    day = check.deleted_on.astimezone(VIETNAM)
    story += [Spacer(0, 3 * mm), Paragraph(_say("no_names", lang), _style(10))]
    story += [Paragraph(_say("deleted", lang, date=_day(day.date())), _style(10))]
    story += [Paragraph(_say("no_receipt", lang), _style(10))]
    return _pdf(story, A5, _say("receipt", lang))


def todo(check: CheckView, lang: Lang) -> bytes:
    """The list of what is to be done as PDF, A4, 14 pt, with a box to tick at each."""
    return _pdf(_to_do(check, lang, "☐"), A4, _say("todo", lang))


def result(check: CheckView, lang: Lang, pictures: Iterable[tuple[int, bytes]]) -> bytes:
    """The result as PDF, A4: what is to be done, numbered, then the pages (number, JPEG) with these numbers."""
    story = _to_do(check, lang, None)
    for number, picture in pictures:
        title = Paragraph(_say("page", lang, n=number), _style(14, bold=True))
        story += [PageBreak(), title, Spacer(0, 3 * mm), _fitted(picture)]
    return _pdf(story, A4, _say("result", lang))


def _to_do(check: CheckView, lang: Lang, tick: str | None) -> list[Flowable]:
    """All that is open, each with a box to tick or, without one, with its number."""
    heading = _say("todo" if tick else "result", lang)
    story: list[Flowable] = [Paragraph(heading, _style(20, bold=True)), Spacer(0, 3 * mm)]
    story += [Paragraph(line, _style(14)) for line in _about(check, lang)]
    opened = [f for f in check.findings if f.state in ("open", "disputed") and f.moot_by is None]
    for severity in ("must", "check"):
        own = [f for f in opened if f.severity == severity]
        if own:
            story += [Spacer(0, 5 * mm), Paragraph(_say(severity, lang), _style(16, bold=True))]
            story += [KeepTogether(list(_item(f, lang, tick or f"{f.number}."))) for f in own]
    if not any(f.severity in ("must", "check") for f in opened):
        story += [Spacer(0, 5 * mm), Paragraph(_say("nothing", lang), _style(14))]
    return story


def _fitted(picture: bytes) -> Flowable:
    """A JPEG as large as the sheet allows."""
    width_px, height_px = ImageReader(io.BytesIO(picture)).getSize()
    scale = min((A4[0] - 2 * _EDGE) / width_px, (A4[1] - 2 * _EDGE - 20 * mm) / height_px)
    return Image(io.BytesIO(picture), width_px * scale, height_px * scale)


def _item(finding: FindingView, lang: Lang, mark: str) -> Iterator[Flowable]:
    yield Spacer(0, 3 * mm)
    yield Paragraph(f"{mark} {escape(finding.title[lang])}", _style(14, bold=True))
    if finding.where[lang]:
        yield Paragraph(_say("where", lang, where=finding.where[lang]), _style(14, left_mm=7))
    yield Paragraph(_say("how", lang, fix=finding.fix[lang]), _style(14, left_mm=7))


def _about(check: CheckView, lang: Lang) -> Iterator[str]:
    yield _say("code", lang, code=check.code)
    if check.headline:
        yield f"<b>{_say('verdict', lang, verdict=check.headline[lang])}</b>"
    if check.procedure:
        yield _say("procedure", lang, title=check.procedure.title[lang])
    touched = check.touched_at.astimezone(VIETNAM)
    yield _say("when", lang, time=f"{touched:%H:%M}", date=_day(touched.date()))
    yield _say("as_of", lang, date=_day(check.as_of))


def _qr(text: str) -> Flowable:
    """A QR code with error correction Q and the quiet zone that the standard asks for (ISO/IEC 18004)."""
    widget = QrCodeWidget(text, barLevel="Q", barBorder=4)
    left, low, right, high = widget.getBounds()
    side = _QR_MM * mm
    scale = side / max(right - left, high - low)
    drawing = Drawing(side, side, transform=[scale, 0, 0, scale, 0, 0])
    drawing.add(widget)
    return drawing


def _style(size_pt: float, *, bold: bool = False, left_mm: float = 0) -> ParagraphStyle:
    face = Face.SANS_BOLD if bold else Face.TYPED
    font(Face.SANS_BOLD)
    return ParagraphStyle(
        "line",
        fontName=font(face).fontName,
        fontSize=size_pt,
        leading=size_pt * 1.45,
        alignment=TA_LEFT,
        leftIndent=left_mm * mm,
    )


def _pdf(story: list[Flowable], size: tuple[float, float], title: str) -> bytes:
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=size, title=title, leftMargin=_EDGE, rightMargin=_EDGE, topMargin=_EDGE, bottomMargin=_EDGE
    )
    document.build(story)
    return out.getvalue()


def _say(key: str, lang: Lang, **params: object) -> str:
    text = _WORDS[key][0 if lang == "vi" else 1]
    return text.format(**{name: escape(str(value)) for name, value in params.items()})


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
