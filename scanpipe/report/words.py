"""The fixed words of a report, Vietnamese and English, in one table. What a finding says stands in findings.yaml."""

from __future__ import annotations

from collections.abc import Mapping

from scanpipe.findings import Lang
from scanpipe.imaging.annotate import Style
from scanpipe.model import ChecklistLine, EditionStatus, Ink, Report, Severity, Verdict

_WORDS: Mapping[str, tuple[str, str]] = {
    "verdict.submit": ("Đạt", "Ready"),
    "verdict.correct": ("Cần bổ sung", "Needs more"),
    "verdict.rescan": ("Không đọc được", "Cannot be read"),
    # "Cannot tell" is no fourth word for a citizen: the paper goes on, and an officer looks.
    "verdict.review": ("Đạt", "Ready"),
    # But no paper is called ready whose edition may not be accepted, and none of which nothing is known.
    "verdict.doubt": ("Chờ cán bộ xem", "An officer will look"),
    "verdict.stranger": ("Chưa nhận ra giấy tờ", "Not recognised"),
    "next.submit": ("Ông/Bà có thể nộp hồ sơ.", "You can submit the dossier."),
    "next.correct": ("Vui lòng làm các việc dưới đây rồi kiểm tra lại.", "Please do the following, then check again."),
    "next.rescan": ("Vui lòng chụp lại các trang dưới đây.", "Please take the photos below again."),
    "next.review": ("Cán bộ sẽ xem thêm {n} điểm.", "An officer will look at {n} more points."),
    "severity.must": ("Cần sửa", "To put right"),
    "severity.check": ("Nên xem lại", "Please look"),
    "severity.info": ("Đã tự xử lý", "For your information"),
    "status.current": ("mẫu đang áp dụng", "current form"),
    "status.grace": ("mẫu trước đây, còn được nhận", "previous form, still accepted"),
    "status.outdated": ("mẫu cũ", "old form"),
    "status.not_yet": ("mẫu chưa áp dụng", "form not yet in force"),
    "status.mixed": ("các trang từ nhiều mẫu", "pages from several forms"),
    "status.unknown": ("chưa xác định được mẫu", "edition not determined"),
    "ink.blank": ("để trống", "empty"),
    "ink.written": ("đã ghi", "filled in"),
    "ink.unclear": ("chưa rõ", "not clear"),
    "style.must": ("Cần sửa", "To put right"),
    "style.check": ("Nên xem lại", "Please look"),
    "style.unreadable": ("Chưa đọc rõ", "Not read clearly"),
    "place.top_left": ("góc trên trái", "top left"),
    "place.top": ("phía trên", "top"),
    "place.top_right": ("góc trên phải", "top right"),
    "place.left": ("bên trái", "left"),
    "place.middle": ("giữa trang", "middle"),
    "place.right": ("bên phải", "right"),
    "place.bottom_left": ("góc dưới trái", "bottom left"),
    "place.bottom": ("phía dưới", "bottom"),
    "place.bottom_right": ("góc dưới phải", "bottom right"),
    "page": ("trang {n}", "page {n}"),
    "pages": ("{n} trang", "{n} pages"),
    "pages.one": ("1 trang", "1 page"),
    "seconds": ("{n} giây", "{n} seconds"),
    "as_of": ("xét theo ngày nộp {date}", "judged for filing on {date}"),
    "in_force_from": ("mẫu áp dụng từ {date}", "form in force from {date}"),
    "fine": ("Đã đạt", "Fine"),
    "report": ("Báo cáo", "Report"),
    "unknown_paper": ("Giấy tờ chưa nhận ra", "Paper not recognised"),
    "state.received": ("đã có", "received"),
    "state.replaceable": ("không cần nộp", "need not be handed in"),
    "state.conditional": ("tùy trường hợp", "depends on the case"),
    "state.missing": ("chưa thấy", "not found"),
    "state.not_needed": ("không cần", "not needed"),
    "reason.found": ("có trong hồ sơ này", "it is in this dossier"),
    "reason.data": ("cơ quan lấy từ cơ sở dữ liệu", "the authority takes it from a database"),
    "reason.portal": ("điền trên cổng dịch vụ công", "filled in on the portal"),
    "reason.always": ("thủ tục này luôn cần", "this procedure always needs it"),
    "reason.applies": ("cần trong trường hợp này", "needed in this case"),
    "reason.applies_not": ("không thuộc trường hợp này", "this case does not need it"),
    "reason.unknown": ("chưa biết có thuộc trường hợp cần hay không", "not known whether this case needs it"),
    "reason.if_any": ("nộp nếu có", "handed in where you have it"),
    "reason.another": ("giấy khác thay được", "another paper does instead"),
    "reason.may_be_here": ("có thể là trang chưa nhận ra trong hồ sơ này", "it may be a page that was not recognised"),
    "reason.shown": ("xuất trình khi đến Trung tâm", "shown at the Center"),
    "reason.information": ("chỉ cần cung cấp thông tin", "only details have to be given"),
    "old.differs": ("Mẫu mới khác gì: {command}", "What changed: {command}"),
    "old.carry": (
        "Điền sẵn mẫu mới bằng nội dung đã đọc (Ông/Bà xem lại từng mục rồi ký): {command}",
        "Fill the new form with what was read (check each value, then sign): {command}",
    ),
    "checklist": ("Thành phần hồ sơ", "Papers of the procedure"),
    "checklist.for": ("{title}", "Procedure: {title}"),
    "checklist.deadline": ("Thời hạn phải đi đăng ký: {deadline}", "To be done within: {deadline}"),
    "checklist.paper": ("Giấy tờ", "Paper"),
    "checklist.state": ("Tình trạng", "Where it stands"),
    "checklist.why": ("Ghi chú", "Note"),
    "checklist.ask": ("Cho biết thêm", "Please tell"),
    "html.title": ("{verdict}: kết quả kiểm tra hồ sơ", "{verdict}: result of the check"),
    "html.todo": ("Việc cần làm", "What to do"),
    "html.nothing": ("Không có việc gì cần làm.", "There is nothing to do."),
    "html.notes": ("Đã tự xử lý", "For your information"),
    "html.pages": ("Các trang", "The pages"),
    "html.documents": ("Giấy tờ trong hồ sơ", "Papers in the dossier"),
    "html.see_page": ("Xem trên trang {n}", "See it on page {n}"),
    "html.basis": ("Căn cứ", "Basis"),
    "html.crop_alt": ("Ảnh cắt: {title}", "Cut-out: {title}"),
    "html.page_clean": ("Trang {n}: chưa thấy điểm nào cần xem.", "Page {n}: nothing to look at."),
    "html.edition": ("Mẫu", "Edition"),
    "html.in_force": ("Áp dụng từ", "In force from"),
    "html.superseded": ("Đã thay bằng", "Replaced by"),
    "html.verdict": ("Kết quả", "Result"),
    "html.on_pages": ("Trang", "Pages"),
    "html.evidence": ("Nhận ra nhờ", "Recognised by"),
    "html.readings": ("Nội dung đọc được", "What was read"),
    "html.field": ("Mục", "Line"),
    "html.ink": ("Đã ghi chưa", "Filled in?"),
    "html.text": ("Máy đọc được", "Text read"),
    "html.legend": ("Cách đánh dấu", "How places are marked"),
    "html.advice": (
        "Đây là kết quả kiểm tra sơ bộ bằng máy. Cán bộ tiếp nhận là người quyết định.",
        "This is a preliminary check by a machine. The officer who takes the dossier decides.",
    ),
    "html.made_with": ("Kiểm tra bằng", "Checked with"),
    "html.files": ("Tệp đã gửi", "Files sent"),
}  # fmt: skip

STATE_SHAPES: Mapping[str, str] = {
    "received": "✔",
    "replaceable": "⇄",
    "conditional": "?",
    "missing": "✎",
    "not_needed": "–",
}
"""Where a paper of the procedure stands, as a shape."""

SHAPES: Mapping[Verdict, str] = {
    Verdict.SUBMIT: "✔",
    Verdict.CORRECT: "✎",
    Verdict.RESCAN: "↻",
    Verdict.REVIEW: "◐",
}
"""A shape beside the word, for those who see no colour."""


def say(key: str, lang: Lang, **params: object) -> str:
    """The words in that language. KeyError for a key that the table does not know."""
    text = _WORDS[key][0 if lang == "vi" else 1]
    for name, value in params.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def keys() -> frozenset[str]:
    """Every key of the table."""
    return frozenset(_WORDS)


def verdict(value: Verdict, lang: Lang) -> str:
    """The verdict in one or two words."""
    return say(f"verdict.{value.value}", lang)


def severity(value: Severity, lang: Lang) -> str:
    """How much a finding weighs, as a heading."""
    return say(f"severity.{value.value}", lang)


def status(value: EditionStatus, lang: Lang) -> str:
    """Where an edition stands on the day."""
    return say(f"status.{value.value}", lang)


def ink(value: Ink, lang: Lang) -> str:
    """Whether a line is filled in."""
    return say(f"ink.{value.value}", lang)


def helpers(report: Report, lang: Lang) -> list[str]:
    """For each outdated paper: the commands that say what changed, and that fill the form in force."""
    out = []
    for number, document in enumerate(report.documents, start=1):
        if document.edition_status is EditionStatus.OUTDATED and document.form and document.edition:
            differs = f"scanpipe forms diff {document.form}@{document.edition} --as-of {report.as_of}"
            which = f" --document {number}" if len(report.documents) > 1 else ""
            carry = f"scanpipe forms carry report.json -o {document.form}.pdf{which}"
            out += [say("old.differs", lang, command=differs), say("old.carry", lang, command=carry)]
    return out


def why(line: ChecklistLine, lang: Lang) -> str:
    """Why a paper of the procedure stands where it does: in the procedure's own words, or in ours."""
    return line.why[lang] if line.why else say(f"reason.{line.reason}", lang)


def legend(lang: Lang) -> Mapping[Style, str]:
    """What the kinds of lines on a picture mean."""
    return {style: say(f"style.{style.value}", lang) for style in Style}


def pages(count: int, lang: Lang) -> str:
    """A number of pages."""
    return say("pages.one" if count == 1 else "pages", lang, n=count)
