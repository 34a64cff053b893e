"""The findings table: its rules for words, and how a finding becomes a ruling."""

import ast
import datetime as dt
import re
import unicodedata
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.findings import (
    FINDINGS,
    LANGUAGES,
    MissingParameter,
    missing_parameters,
    plain_label,
    render,
    rule,
    slip,
)
from scanpipe.model import Finding, Severity

OUTDATED = {"until": dt.date(2025, 6, 30), "since": dt.date(2025, 7, 1), "from": dt.date(2025, 7, 1)}


def _words(text: str) -> int:
    return len(text.split())


@pytest.mark.parametrize("code", FINDINGS)
def test_every_sentence_is_short_enough_to_be_read(code: str) -> None:
    """A title has at most 16 words, a fix at most 35."""
    for lang in LANGUAGES:
        said = FINDINGS[code].wording(lang)
        assert _words(said.title) <= 16, said.title
        assert _words(said.fix) <= 35, said.fix


@pytest.mark.parametrize("code", FINDINGS)
def test_please_is_said_once_and_only_with_what_to_do(code: str) -> None:
    """ "Vui lòng" stands at most once, and never in a title or an officer's phrase."""
    entry = FINDINGS[code]
    assert "vui lòng" not in entry.vi.title.lower()
    assert "vui lòng" not in (entry.slip or "").lower()
    assert entry.vi.fix.lower().count("vui lòng") <= 1


@pytest.mark.parametrize("code", FINDINGS)
def test_no_sentence_blames_or_apologises_without_need(code: str) -> None:
    """No "lỗi", "không hợp lệ" or "từ chối"; sorry only where the fault is ours; text in NFC."""
    entry = FINDINGS[code]
    text = f"{entry.vi.title} {entry.vi.fix}"
    assert unicodedata.is_normalized("NFC", text)
    spoken = text.lower().replace("xin lỗi", "")
    assert not re.search(r"\blỗi\b|không hợp lệ|từ chối|phiên bản|\bbạn\b", spoken), text
    assert ("xin lỗi" in text.lower()) <= code.startswith("system.")


@pytest.mark.parametrize("code", FINDINGS)
def test_both_languages_say_the_same_things(code: str) -> None:
    """Vietnamese and English use the same parameters, and say something to do."""
    entry = FINDINGS[code]

    def names(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    assert names(entry.vi.title + entry.vi.fix) == names(entry.en.title + entry.en.fix)


@pytest.mark.parametrize("code", FINDINGS)
def test_a_finding_with_its_parameters_reads_without_gaps(code: str) -> None:
    """With every parameter given no brace and no warning is left."""
    params = dict.fromkeys(FINDINGS[code].parameters, "X")
    ruling = rule(Finding(code, page=2, params=params, basis="Thông tư 1/2025/TT-BCA"), accuses=True)
    assert "{" not in "".join([*ruling.title.values(), *ruling.fix.values()])


def test_a_missing_parameter_leaves_a_gap_and_a_warning_but_never_an_error() -> None:
    """A user gets the sentence with a gap; the tests get a warning, which they count as a failure."""
    finding = Finding("file.corrupt")
    assert missing_parameters(finding) == {"name"}
    with pytest.warns(MissingParameter, match="name"):
        assert render("Tệp {name} bị hỏng.", finding, "vi") == "Tệp bị hỏng."
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert rule(finding, accuses=True).title["vi"] == "Tệp bị hỏng, chưa mở được."


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_no_template_ever_raises(text: str, lang: str) -> None:
    """Whatever stands in the template, a sentence comes back."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert isinstance(render(text, Finding("file.corrupt", params={"name": "{name}"}), lang), str)  # type: ignore[arg-type]


def test_braces_in_a_file_name_are_only_shown() -> None:
    """A parameter is text, never a template of its own."""
    ruling = rule(Finding("file.empty", params={"name": "{page}{basis}.pdf"}), accuses=True)
    assert ruling.title["vi"] == "Tệp {page}{basis}.pdf không có nội dung."


def test_an_outdated_edition_names_the_first_day_it_was_no_longer_accepted() -> None:
    """The title says since when, the fix from when the new one is in force, both as day/month/year."""
    ruling = rule(Finding("edition.outdated", 0.98, params=OUTDATED), accuses=True)
    assert ruling.title["vi"] == "Tờ khai này dùng mẫu cũ, hết áp dụng từ ngày 01/07/2025."
    assert ruling.title["en"] == "This form is an old edition, not accepted since 01/07/2025."
    assert "01/07/2025" in ruling.fix["vi"]
    assert (ruling.severity, ruling.action, ruling.asked) == (Severity.MUST, "newform", False)


@pytest.mark.parametrize(("confidence", "accuses"), [(0.5, True), (1.0, False), (0.0, False)])
def test_doubt_asks_and_never_accuses(confidence: float, accuses: bool) -> None:
    """Below the threshold, or on an edition that may not accuse, a `must` becomes a question."""
    ruling = rule(Finding("edition.outdated", confidence, params=OUTDATED), accuses=accuses)
    assert (ruling.severity, ruling.action, ruling.asked) == (Severity.CHECK, "confirm", True)
    assert ruling.title["vi"].startswith("Nên xem lại: ")
    assert ruling.fix["en"].startswith("Skip this if the paper is right.")


@given(st.sampled_from(sorted(FINDINGS)), st.floats(0, 1), st.booleans())
def test_a_ruling_weighs_no_more_than_its_table(code: str, confidence: float, accuses: bool) -> None:
    """`must` stands exactly when the table says so, the edition may accuse and the confidence reaches the threshold."""
    entry = FINDINGS[code]
    ruling = rule(Finding(code, confidence, page=1, params=dict.fromkeys(entry.parameters, "X")), accuses=accuses)
    accused = entry.severity is Severity.MUST and accuses and confidence >= entry.threshold
    assert (ruling.severity is Severity.MUST) == accused
    if entry.severity is not Severity.MUST:
        assert (ruling.severity, ruling.action) == (entry.severity, entry.action)


def test_numbers_and_words_follow_the_language() -> None:
    """A decimal comma in Vietnamese; a term becomes words; a parameter may have its own English word."""
    finding = Finding("file.too_large", params={"name": "a.pdf", "max_mb": 2.5})
    ruling = rule(finding, accuses=True)
    assert (ruling.title["vi"], ruling.title["en"]) == ("Tệp a.pdf lớn hơn 2,5 MB.", "a.pdf is larger than 2.5 MB.")
    finding = Finding("field.invalid", params={"label": "6. Email:", "reason": "wrong_characters"})
    assert rule(finding, accuses=True).title["vi"] == "Nội dung ở mục 6. Email cần xem lại: có ký tự lạ."
    finding = Finding("doc.missing", params={"doc": "Giấy chứng sinh", "doc_en": "Birth notice"})
    assert rule(finding, accuses=True).title["en"] == "Birth notice was not found."


def test_the_officers_slip_speaks_formally() -> None:
    """The phrase for the request for supplements names paper and line; where none makes sense there is none."""
    finding = Finding("field.required_empty", params={"doc": "Tờ khai CT01", "label": "3. Giới tính:"})
    assert slip(finding) == "Tờ khai CT01, mục 3. Giới tính: chưa kê khai."
    assert slip(Finding("file.empty", params={"name": "a"})) is None


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("4. Số định danh cá nhân:", "4. Số định danh cá nhân"),
        ("Nơi cư trú: (2)", "Nơi cư trú"),
        ("Kính gửi(1):", "Kính gửi"),
        ("Điện thoại (nếu có):", "Điện thoại (nếu có)"),
        ("c) Diện tích(6): … m2", "c) Diện tích"),
        ("Làm tại: …, ngày … tháng … năm …", "Làm tại"),
        ("Người yêu cầu (Ký, ghi rõ họ, chữ đệm, tên)", "Người yêu cầu"),
        (
            "c) Đề nghị ghi nợ tiền sử dụng đất (đối với cá nhân) □",
            "c) Đề nghị ghi nợ tiền sử dụng đất (đối với cá nhân)",
        ),
        ("…………", "…………"),
    ],
)
def test_a_label_reads_as_people_say_it(printed: str, said: str) -> None:
    """Leaders, footnote marks, boxes and captions of a signature are not part of the name of a line."""
    assert plain_label(printed) == said


@given(st.text(max_size=80))
def test_a_plain_label_stays_plain(label: str) -> None:
    """Saying it twice changes nothing, and a label never vanishes."""
    once = plain_label(label)
    assert plain_label(once) == once or once == label.strip()
    assert once or not label.strip()


def test_every_code_that_the_house_uses_stands_in_the_table() -> None:
    """A mistyped code would cost the whole report."""
    groups = "|".join({code.split(".")[0] for code in FINDINGS})
    house = Path(__file__).resolve().parents[1] / "scanpipe"
    used = {
        (node.value, path.name)
        for path in house.rglob("*.py")
        if path.relative_to(house).parts[0] not in ("jobs", "intake", "store", "bench")
        and path.name != "hooks.py"  # events are called alike
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(rf"({groups})\.[a-z][a-z_]+", node.value)
        and not node.value.endswith((".yaml", ".py", ".pgm", ".png", ".pdf"))
    }
    assert {code for code, _ in used} >= {"file.corrupt", "field.required_empty"}
    assert {(code, name) for code, name in used if code not in FINDINGS} == set()
