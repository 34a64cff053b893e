"""The report as text."""

from dataclasses import replace

import pytest

from scanpipe.model import Report, Verdict
from scanpipe.report.names import Names
from scanpipe.report.terminal import to_text


def test_the_verdict_is_a_word_and_a_shape(report: Report, names: Names) -> None:
    """The first line says what happens next, of which paper, and what it cost; no colour is needed to read it."""
    first = to_text(report, lang="vi", names=names).splitlines()[0]
    assert first.startswith("✎ CẦN BỔ SUNG   Tờ khai thay đổi thông tin cư trú   mẫu áp dụng từ 01/01/2024")
    assert first.endswith("1 trang, 1,9 giây")
    assert "\x1b" not in to_text(report, lang="vi", names=names)


def test_colour_only_adds(report: Report, names: Names) -> None:
    """Without its colours the coloured text is the plain text."""
    import re

    plain, coloured = (to_text(report, lang="en", names=names, colour=c) for c in (False, True))
    assert coloured != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_findings_are_numbered_by_weight_with_place_and_fix(report: Report, names: Names) -> None:
    """First what has to be put right, each with its place in words and an arrow before what to do."""
    text = to_text(report, lang="vi", names=names)
    order = ["edition.outdated", "sign.signature_missing", "file.password", "field.unclear", "quality.auto_rotated"]
    assert [text.index(code) for code in order] == sorted(text.index(code) for code in order)
    assert " 1  edition.outdated         trang 1 góc trên phải\n" in text
    assert "    → Vui lòng ký vào ô này rồi chụp lại trang 1.\n" in text
    assert text.rstrip().splitlines()[-1] == "Cần sửa: 3   Nên xem lại: 1   Đã đạt: 2"


def test_lines_fit_the_terminal(report: Report, names: Names) -> None:
    """Sentences are wrapped; the sentence about the written report closes the text."""
    text = to_text(report, lang="en", names=names, width=50, written="out/report.json")
    sentences = [line for line in text.splitlines() if line.startswith("    ")]
    assert max(map(len, sentences)) <= 50
    assert text.endswith("Report: out/report.json\n")


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_says_what_to_do(clean: Report, names: Names, verdict: Verdict) -> None:
    """Each verdict has its word, shape and next step in both languages."""
    for lang in ("vi", "en"):
        lines = to_text(replace(clean, verdict=verdict), lang=lang, names=names).splitlines()
        assert lines[0][0] in "✔✎↻◐"
        assert "23/11/2026" in lines[1]


def test_several_papers_stand_under_each_other(report: Report, names: Names) -> None:
    """A dossier of two papers names both with their pages; an unknown paper is called so."""
    stranger = replace(report.documents[0], form=None, edition=None, effective_from=None, verdict=Verdict.REVIEW)
    text = to_text(replace(report, documents=(report.documents[0], stranger)), lang="vi", names=names)
    assert "  ✎ Tờ khai thay đổi" in text
    assert "  ◐ Giấy tờ chưa nhận ra   trang 1" in text
