"""What stands on a request: formal phrases, papers in the table, never a code; all that is open is ticked."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given as always
from hypothesis import strategies as st

from scanpipe.catalog.slips import REQUEST, load_slips
from scanpipe.findings import FINDINGS
from scanpipe.model import Finding
from scanpipe.office.deciding import decide
from scanpipe.office.guards import Kind, Wish
from scanpipe.office.people import Actor
from scanpipe.office.slips.content import (
    Content,
    Counts,
    Edited,
    Head,
    Line,
    Row,
    Ticked,
    clean,
    content_from,
    content_of,
    gaps,
)
from scanpipe.office.slips.give import Slips
from scanpipe.office.slips.phrases import illegible, in_general, phrase
from scanpipe.office.views import OverrideReason
from scanpipe.settings import Settings
from tests.office.center import Center
from tests.office.paper import Said
from tests.office.slip_desk import filled

CARD_MISSING = Finding(
    "doc.missing",
    key="id_card",
    params={"doc_vi": "thẻ căn cước", "doc_en": "the identity card", "copy_type": "original", "qty": 1},
)


EDITION = load_slips(Settings().forms_dir).in_force(REQUEST, on=dt.date(2026, 11, 23))


def _by_text(slips: Slips, actor: Actor, check_id: str) -> dict[str, bool]:
    return {item.text: item.ticked for item in slips.prepare(actor, check_id).items}


def test_every_open_point_is_offered_and_ticked(center: Center, officer: Actor) -> None:
    """AT-O7: a question, too, with the word to look first; what the machine has done itself is not offered."""
    dossier = center.dossier()
    assert _by_text(Slips(center.desk), officer, dossier.id) == {
        "Tờ khai thay đổi thông tin cư trú, phần NGƯỜI KÊ KHAI: chưa ký (trang 1).": True,
        "Tờ khai thay đổi thông tin cư trú, mục 4. Số định danh cá nhân: đề nghị kiểm tra lại nội dung "
        "(trang 1).": True,
    }
    assert [item.why for item in Slips(center.desk).prepare(officer, dossier.id).items] == [None, "question"]


def test_a_paper_that_is_missing_goes_into_the_table(center: Center, officer: Actor) -> None:
    """By its name, with the number of copies that the procedure has; it is no line."""
    dossier = center.dossier(Said(more=(CARD_MISSING,)))
    draft = Slips(center.desk).prepare(officer, dossier.id)
    papers = [item for item in draft.items if item.counts is not None]
    assert [item.text for item in papers] == ["Thẻ căn cước"]
    content = content_of(draft, filled(draft))
    assert [row.text for row in content.rows] == ["Thẻ căn cước"]
    assert all("căn cước" not in line.text for line in content.lines)


def test_how_many_copies_are_asked_for_is_in_the_procedure(center: Center, officer: Actor) -> None:
    """A copy counts as certified only where the procedure says so: nobody is asked for more than the law lists."""
    law = center.desk.law.procedures.by_key["hkd_registration"]
    wanted = {paper.id: (paper.original or None, paper.copy_ or None) for paper in law.papers if paper.copy_}
    assert wanted
    missing = [replace(CARD_MISSING, key=key, params={**CARD_MISSING.params, "doc_vi": key}) for key in wanted]
    dossier = center.dossier(Said(more=tuple(missing)), procedure="hkd_registration")
    items = Slips(center.desk).prepare(officer, dossier.id).items
    counts = {item.text.casefold(): item.counts for item in items if item.counts is not None}
    names = {paper.id: paper.name.vi for paper in law.papers}
    for key, (original, copies) in wanted.items():
        certified = "chứng thực" in names[key] and "không" not in names[key]
        expected = Counts(original, copies, None) if certified else Counts(original, None, copies)
        assert counts[key.casefold()] == expected, names[key]
    assert any(one.certified for one in counts.values() if one)
    assert any(one.photo for one in counts.values() if one)


def test_our_own_trouble_is_asked_of_nobody(center: Center, officer: Actor) -> None:
    """What the machine could not do is for the officer to look at."""
    partial = Finding("system.partial", document=0, page=1, params={"label": "Nơi sinh"})
    dossier = center.dossier(Said(more=(partial,)))
    assert all("Nơi sinh" not in item.text for item in Slips(center.desk).prepare(officer, dossier.id).items)


def test_what_an_officer_has_set_aside_is_not_asked_for(center: Center, officer: Actor) -> None:
    """An override closes an accusation; an accepted value closes a question."""
    dossier = center.dossier()
    slips = Slips(center.desk)
    must, question = slips.prepare(officer, dossier.id).items
    with center.desk.store.database.writing() as session:
        decide(
            center.desk,
            session,
            officer,
            dossier.id,
            must.id,
            Wish(Kind.OVERRIDE, reason=OverrideReason.MISREAD, seen_ms=900),
        )
        decide(center.desk, session, officer, dossier.id, question.id, Wish(Kind.ACCEPT, seen_ms=900))
    assert slips.prepare(officer, dossier.id).items == ()


def test_a_page_that_an_officer_wants_anew_is_asked_for_instead_of_what_stands_on_it(
    center: Center, officer: Actor
) -> None:
    """Nobody is told that a signature is missing on a page that has to be photographed again."""
    dossier = center.dossier()
    slips = Slips(center.desk)
    must = slips.prepare(officer, dossier.id).items[0]
    with center.desk.store.database.writing() as session:
        decide(center.desk, session, officer, dossier.id, must.id, Wish(Kind.RETAKE, seen_ms=900))
    photo, *others = slips.prepare(officer, dossier.id).items
    assert (photo.text, photo.ticked, photo.page_number) == ("Trang 1: đề nghị chụp hoặc quét lại.", True, 1)
    assert [(one.ticked, one.why) for one in others] == [(False, "retake"), (False, "retake")]


def test_what_a_new_form_makes_void_is_offered_and_not_ticked(center: Center, officer: Actor) -> None:
    """Who writes everything anew need not mend the old paper."""
    dossier = center.dossier(Said(outdated=True))
    items = Slips(center.desk).prepare(officer, dossier.id).items
    (anew,) = [item for item in items if item.ticked]
    assert "sử dụng mẫu không còn áp dụng từ 01/07/2026" in anew.text
    assert [item.why for item in items if not item.ticked] == ["moot", "moot"]


def test_what_the_citizen_disputes_is_left_to_the_officer(center: Center, officer: Actor) -> None:
    """It stays on the list, unticked, and says why."""
    dossier = center.dossier()
    slips = Slips(center.desk)
    must = slips.prepare(officer, dossier.id).items[0]
    center.intake.dispute(center.keys[dossier.id], must.id)
    first = slips.prepare(officer, dossier.id).items[0]
    assert (first.ticked, first.why) == (False, "disputed")


def test_whose_dossier_it_is_comes_from_the_form(center: Center, officer: Actor) -> None:
    """The name of who signed, what it is for, and nothing that nobody has read: no address, no telephone."""
    head = Slips(center.desk).prepare(officer, center.dossier().id).head
    assert head.applicant == "NGUYỄN THỊ MẪU"
    assert head.matter == "Đăng ký thường trú"
    assert (head.address, head.phone, head.email) == ("", "", "")
    assert head.contact_name == officer.name


@pytest.mark.parametrize("code", sorted(code for code, entry in FINDINGS.items() if entry.severity != "info"))
def test_no_phrase_leaves_a_gap_or_tells_a_code(code: str) -> None:
    """Whatever a finding carries or lacks, an officer gets a sentence that can stand on paper."""
    for params in ({}, {"label": "Họ và tên", "doc": "Tờ khai"}):
        for page in (None, 2):
            text = phrase(Finding(code, page=page, params=params), paper="Tờ khai", page=page, action="confirm")
            assert code not in text
            assert not re.search(r"[{}]|\(\s*\)|: \.|  ", text), text
            assert text == clean(text) != ""


def test_a_phrase_names_its_page_once() -> None:
    """Behind the phrase, unless the phrase begins with it."""
    blurred = Finding("quality.blurry", page=3)
    assert phrase(blurred, paper=None, page=2, action="retake").startswith("Trang 2: ảnh bị mờ")
    unsigned = Finding("sign.signature_missing", page=3, params={"label": "CHỦ HỘ (Ký, ghi rõ họ tên)"})
    assert (
        phrase(unsigned, paper="Giấy đề nghị", page=2, action="sign") == "Giấy đề nghị, phần CHỦ HỘ: chưa ký (trang 2)."
    )
    assert (
        illegible("Tờ khai", 1, "Nơi sinh")
        == "Tờ khai, mục Nơi sinh: chữ viết không rõ; đề nghị kê khai lại (trang 1)."
    )
    assert in_general(None, None, None, retake=False) == "Hồ sơ: đề nghị kiểm tra lại nội dung."


def test_a_paper_as_a_whole_has_no_page_and_a_cell_has_row_and_column() -> None:
    """Nobody looks for an old form on page 1; "Họ tên | Bên nữ" is a place in a table."""
    old = Finding("edition.outdated", page=1, params={"since": "2025-07-01"}, basis="Thông tư 68/2025/TT-BTC")
    said = phrase(old, paper="Giấy đề nghị", page=1, action="newform")
    assert said.endswith("đề nghị kê khai theo mẫu ban hành kèm theo Thông tư 68/2025/TT-BTC.")
    said = phrase(replace(old, basis="–"), paper="Giấy đề nghị", page=1, action="newform")
    assert said.endswith("áp dụng từ 01/07/2025; đề nghị kê khai theo mẫu hiện hành.")
    empty = Finding("field.required_empty", page=1, params={"label": "Họ, chữ đệm, tên | Bên nữ"})
    said = phrase(empty, paper="Tờ khai", page=1, action="fill")
    assert said == "Tờ khai, mục Họ, chữ đệm, tên – Bên nữ: chưa kê khai (trang 1)."


def test_days_are_told_as_people_write_them() -> None:
    """A report keeps them as text."""
    expired = Finding("cross.id_card_expired", params={"date": "2026-03-05"})
    assert "hết hạn ngày 05/03/2026" in phrase(expired, paper=None, page=None, action="add")


def test_what_is_missing_is_said_field_by_field(center: Center, officer: Actor) -> None:
    """Deadline and contact are needed; a code or a day that is over cannot stand."""
    draft = Slips(center.desk).prepare(officer, center.dossier().id)
    must = draft.items[0]
    nothing = Edited(Head(), ())
    assert [gap.kind for gap in gaps(draft, nothing)] == ["nothing", "deadline", "contact_name", "contact_phone"]
    assert list(gaps(draft, filled(draft))) == []
    past = filled(draft, deadline=draft.day - dt.timedelta(days=1))
    assert [gap.kind for gap in gaps(draft, past)] == ["past"]
    coded = Edited(past.head, (Ticked(must.id, "Lỗi sign.signature_missing."), Ticked(must.id, " ")))
    assert [(gap.kind, gap.about) for gap in gaps(draft, coded)][:2] == [("code", must.id), ("empty", must.id)]


@always(st.text(max_size=60), st.text(max_size=60), st.integers(0, 20))
def test_what_was_given_is_read_back_as_it_was(text: str, name: str, count: int) -> None:
    """Sealed as JSON and opened again; texts are on one line and hold nothing that cannot be printed."""
    head = Head(applicant=clean(name), deadline=dt.date(2026, 11, 30))
    rows, lines = (Row(clean(text), Counts(photo=count)),), (Line(clean(text), "Luật", "pg_1"),)
    content = Content(EDITION, "KT-7M4K-92QX", dt.date(2026, 11, 23), head, rows, lines)
    assert content_from(content.sealed_as()) == content
    assert clean(clean(text)) == clean(text)
    assert clean(text).isprintable()
