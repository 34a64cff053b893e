"""The papers of a procedure in every shape of the report, before the papers themselves."""

import dataclasses

import jsonschema
import pytest

from scanpipe.checklist import Reason, State
from scanpipe.findings import LANGUAGES
from scanpipe.model import Checklist, ChecklistLine, Report
from scanpipe.report.html import to_html
from scanpipe.report.json import schema, to_json
from scanpipe.report.names import Names
from scanpipe.report.terminal import to_text
from scanpipe.report.words import why

DATA = {"vi": "Đã có trong cơ sở dữ liệu", "en": "A database holds it"}
CHECKLIST = Checklist(
    procedure="birth_registration",
    code="1.001193",
    title={"vi": "Thủ tục đăng ký khai sinh", "en": "Birth registration"},
    basis="163/QĐ-BTP",
    deadline={"vi": "trong ngày", "en": "the same day"},
    lines=(
        ChecklistLine("form", {"vi": "Tờ khai", "en": "Declaration"}, "received", "found", None, (0,)),
        ChecklistLine("birth_notice", {"vi": "Giấy chứng sinh", "en": "Birth notice"}, "missing", "always"),
        ChecklistLine("card", {"vi": "Thẻ căn cước", "en": "Identity card"}, "replaceable", "data", DATA),
    ),
    questions=({"vi": "Cha mẹ đã đăng ký kết hôn chưa?", "en": "Are the parents married?"},),
)


@pytest.fixture
def dossier(report: Report) -> Report:
    return dataclasses.replace(report, checklist=CHECKLIST)


def test_a_checklist_validates_and_keeps_its_order(dossier: Report, report: Report) -> None:
    """It is an optional member: a dossier without a procedure has none."""
    told = to_json(dossier)
    jsonschema.validate(told, schema())
    assert [p["state"] for p in told["checklist"]["papers"]] == ["received", "missing", "replaceable"]
    assert told["checklist"]["papers"][0]["documents"] == [0]
    assert "checklist" not in to_json(report)


def test_the_terminal_shows_each_paper_with_its_state(dossier: Report, names: Names) -> None:
    """A shape, a name, a state, the pages, and what a person could say."""
    text = to_text(dossier, lang="vi", names=names)
    assert "Thủ tục đăng ký khai sinh" in text
    pages = ", ".join(f"trang {n}" for n in dossier.documents[0].pages)
    assert f"✔ Tờ khai: đã có; {pages}" in text
    assert "✎ Giấy chứng sinh: chưa thấy; thủ tục này luôn cần" in text
    assert "⇄ Thẻ căn cước: không cần nộp; Đã có trong cơ sở dữ liệu" in text
    assert "Cho biết thêm: Cha mẹ đã đăng ký kết hôn chưa?" in text
    assert text.index("Thủ tục đăng ký") < text.index("Cần sửa:")


def test_the_page_shows_it_before_the_papers(dossier: Report, names: Names) -> None:
    """In the language of the page."""
    html = to_html(dossier, lang="en", names=names)
    assert html.index('id="todo"') < html.index('id="checklist"') < html.index('id="papers"')
    assert "Birth notice" in html
    assert "To be done within: the same day" in html
    assert "need not be handed in" in html


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("state", list(State))
def test_every_state_and_reason_has_its_words(report: Report, names: Names, state: State, reason: Reason) -> None:
    """None of them breaks a report in any shape."""
    line = ChecklistLine("card", {"vi": "Thẻ căn cước", "en": "Identity card"}, state.value, reason.value)
    told = dataclasses.replace(report, checklist=dataclasses.replace(CHECKLIST, lines=(line,)))
    jsonschema.validate(to_json(told), schema())
    for lang in LANGUAGES:
        text = " ".join(to_text(told, lang=lang, names=names).split())
        assert why(line, lang) in text
        assert why(line, lang) in to_html(told, lang=lang, names=names)


def test_a_supporting_paper_is_called_by_its_kind(report: Report) -> None:
    """It has no edition to tell of."""
    card = dataclasses.replace(report.documents[0], form=None, edition=None, kind="identity_card")
    told = dataclasses.replace(report, documents=(card, *report.documents[1:]))
    jsonschema.validate(to_json(told), schema())
    assert to_json(told)["documents"][0]["kind"] == "identity_card"
    named = Names(kinds={"identity_card": {"vi": "Thẻ căn cước", "en": "Identity card"}})
    assert named.paper(card, "en") == "Identity card"
    assert "Thẻ căn cước" in to_html(told, lang="vi", names=named)
