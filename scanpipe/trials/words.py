"""What a trial says of its rows, gates and notes, in Vietnamese and English: what was seen, then what to do."""

from __future__ import annotations

from collections.abc import Mapping

from scanpipe.trials.report import Words

_WORDS: Mapping[str, tuple[str, str]] = {
    # Rows
    "not_identified": ("Nhận ra là {found}.", "It was taken for {found}."),
    "accused": (
        "Không có lỗi mà vẫn báo phải sửa: {codes}. Xem lại chỗ và nhãn của ô.",
        "Something is demanded of what is in order: {codes}. Look at the place and the label of the field.",
    ),
    "altered": (
        "Bài in đúng mẫu trống mà bị coi là mẫu đã sửa: chữ in khác bản mô tả. Sửa nhãn cho đúng như in.",
        "A paper printed from its own blank is taken for an altered one: its words differ from the edition. Quote the "
        "labels as printed.",
    ),
    "altered_here": (
        "Trên một ảnh chụp, chữ in đọc chưa rõ nên được hỏi lại; các bản quét quyết định.",
        "On one photo the print was not read well enough, so it is asked about; the scans decide.",
    ),
    "asked_altered": (
        "Ô “{label}” để trống chỉ được hỏi lại, vì bài bị coi là mẫu đã sửa.",
        "The blank line “{label}” is only asked about, because the paper is taken for an altered one.",
    ),
    "missed": (
        "Ô “{label}” để trống mà không được phát hiện.",
        "The line “{label}” was left blank, and nothing was said.",
    ),
    "missed_here": (
        "Ô “{label}” để trống không được phát hiện trên bản này; thử lại trên hai bản khác.",
        "The blank line “{label}” is missed on this picture; it is left out on two more.",
    ),
    "only_asked": (
        "Ô “{label}” để trống chỉ được hỏi lại, cả trên bản quét rõ.",
        "The blank line “{label}” is only asked about, even on a clean scan.",
    ),
    "asked": (
        "Ô “{label}” để trống: trên bản này chỉ hỏi lại.",
        "The blank line “{label}” is only asked about on this picture.",
    ),
    "excused_grade": (
        "Chỉ hỏi lại: nguồn của mẫu này chưa đủ chắc để báo phải sửa.",
        "Only asked: this edition is not known well enough to demand anything.",
    ),
    "excused_alike": (
        "Chỉ hỏi lại: chữ in không phân biệt mẫu này với mẫu khác.",
        "Only asked: nothing printed tells this edition from another.",
    ),
    "excused_unproven": ("Chỉ hỏi lại: ô này nằm trong unproven.", "Only asked: the field stands in unproven."),
    "excused_date": ("Chỉ hỏi lại: ngày ghi trên chữ ký.", "Only asked: the date above a signature always is."),
    "missed_unproven": (
        "Không phát hiện ô trống; ô này nằm trong unproven nên không báo lỗi ai.",
        "The blank was not found; the field stands in unproven and accuses nobody.",
    ),
    "no_place": (
        "Mẫu trống không có chỗ đã đo cho ô “{label}”. Đặt ô này trong trình soạn thảo.",
        "The blank has no measured place for “{label}”. Place it in the editor.",
    ),
    "taken_for": ("Bị nhận nhầm thành {edition}.", "It was taken for {edition}."),
    "other_codes": ("Báo phải sửa: {codes}.", "What is demanded: {codes}."),
    "not_found_empty": (
        "Không thấy đúng chỗ trên mẫu trống: {keys}.",
        "Not found in their places on the empty print: {keys}.",
    ),
    "not_blank_empty": (
        "Mẫu trống mà đọc như đã ghi: {keys}.",
        "Not read as blank on the empty print: {keys}.",
    ),
    "elsewhere_empty": (
        "Ô đo ở chỗ khác với chỗ có nhãn: {keys}. Sửa vị trí trong trình soạn thảo.",
        "Measured elsewhere than where their labels are printed: {keys}. Correct their places in the editor.",
    ),
    "altered_empty": (
        "Mẫu trống chính thức bị coi là mẫu đã sửa. Nhãn không thấy trên mẫu trống: {keys}.",
        "The official blank itself is taken for an altered one. Labels that are not printed on it: {keys}.",
    ),
    "strange_empty": ("Mẫu trống không được nhận ra.", "The empty print is not taken for one paper of this edition."),
    "found_before": (
        "Trên mẫu trước, ô “{label}” để trống được phát hiện chắc hơn.",
        "On the edition before, the blank line “{label}” is found more surely.",
    ),
    "expected_other": ("Mong đợi {expected}; kết quả {got}.", "Expected {expected}, got {got}."),
    "no_expectation": (
        "Ảnh này chưa có tệp .expect.yaml. Chạy lại với --update-expect rồi đọc lại tệp.",
        "This picture has no .expect.yaml. Run once with --update-expect and read what it wrote.",
    ),
    "case_wrong": ("Đọc khác cán bộ: {what}.", "Not read as the officer did: {what}."),
    "case_worse": (
        "Trước đây đọc đúng, nay khác cán bộ: {what}.",
        "Right in the catalogue as it is, wrong with this edition: {what}.",
    ),
    # Gates
    "complete": (
        "{good}/{all} bài ghi đủ được nhận ra và không báo phải sửa gì.",
        "{good} of {all} complete papers are identified and nothing is demanded of them.",
    ),
    "empty": (
        "{good}/{all} bản in trống: mọi ô đúng chỗ và đọc là trống.",
        "{good} of {all} empty prints: every field in its place and blank.",
    ),
    "left_out": (
        "{good}/{all} ô bắt buộc để trống được phát hiện ({demanded} báo phải sửa, {asked} hỏi lại).",
        "{good} of {all} required fields left out are found ({demanded} demanded, {asked} asked).",
    ),
    "negatives": (
        "{good}/{all} bài của mẫu khác không bị nhầm và báo đúng mã.",
        "{good} of {all} papers of other editions are told apart and bring exactly their codes.",
    ),
    "matrix": (
        "{good}/{all} bài của biểu mẫu này nhận đúng mẫu{ties}.",
        "{good} of {all} papers of this form are taken for their own edition{ties}.",
    ),
    "registration": (
        "Trang lệch nhiều nhất {worst} mm (cho phép {most} mm).",
        "The worst page lies {worst} mm off ({most} mm are allowed).",
    ),
    "registration_lost": (
        "Có trang không tìm thấy ô nào: {samples}.",
        "Pages on which no field was found: {samples}.",
    ),
    "registration_none": ("Không có trang nào đo được.", "No page could be measured."),
    "regression": (
        "{bad} ô kém hơn trên mẫu trước.",
        "{bad} fields are worse than on the edition before.",
    ),
    "regression_none": ("Không ô nào kém hơn mẫu trước.", "No field is worse than on the edition before."),
    "regression_first": ("Không có mẫu trước để so.", "There is no edition before to compare with."),
    "made": (
        "{good}/{all} ảnh kèm theo cho kết quả như mong đợi.",
        "{good} of {all} pictures beside the draft bring what is expected of them.",
    ),
    "cases": (
        "{good}/{all} trường hợp của cán bộ không kém trước.",
        "{good} of {all} officers' cases are no worse than before.",
    ),
    # Notes
    "note_typed": (
        "Máy này không có phông chữ viết tay: mọi bài đều đánh máy.",
        "There are no handwriting faces on this machine: all papers are typed.",
    ),
    "note_untried": (
        "Không thử để trống được (chỉ bắt buộc theo điều kiện): {keys}.",
        "Could not be left out (required on a condition that was never met): {keys}.",
    ),
    "note_undated": (
        "Bản nháp chưa có ngày áp dụng: thử như áp dụng từ {on}.",
        "The draft has no date: tried as if it took effect on {on}.",
    ),
    "note_typeset": (
        "Chưa có mẫu trống chính thức kèm chỗ đã đo: bài thử in theo mẫu tự dàn trang.",
        "No official blank with measured places: the papers are printed from our own typesetting.",
    ),
    "note_no_fields": (
        "Không vẽ được mẫu {editions}: chỉ biết tiêu đề.",
        "Not drawn: {editions}, known by little more than their title.",
    ),
}  # fmt: skip


def say(code: str, **params: object) -> Words:
    """The sentence in both languages."""
    vi, en = _WORDS[code]
    return {"vi": vi.format(**params), "en": en.format(**params)}
