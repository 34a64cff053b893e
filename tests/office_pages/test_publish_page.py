"""The page on which an edition is proposed and approved, and that of a form with its history."""

from collections.abc import Iterator

import pytest

from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.tree import law_id
from tests.office_pages.publish_desk import Room, room_in
from tests.publishing.counter import BEFORE, KEY, trial

DRAFT = f"/cb/mau/n/ct01/{KEY}"
PAGE = f"{DRAFT}/dang"
FORM = "/cb/mau/f/ct01"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The pages, once for all tests here."""
    with room_in(tmp_path_factory.mktemp("publishing")) as made:
        yield made


@pytest.fixture
def room(opened: Room) -> Room:
    return opened.afresh()


def words(page, name: str) -> str:
    return " ".join(page.marked(name)[0].text.split())


def proposed(room: Room, ngay: str = "2026-11-24", den: str = "") -> None:
    """By the operator."""
    room.now(room.shop.an)
    assert room.sends(f"{PAGE}/de-nghi", ngay=ngay, den=den, etag=room.shop.draft().etag) == f"{PAGE}?xong=proposed"


def published(room: Room) -> None:
    """By the publisher."""
    proposed(room)
    room.now(room.shop.binh)
    assert room.sends(f"{PAGE}/duyet", ngay="2026-11-24", etag=room.shop.draft().etag) == f"{FORM}?xong=published"


def test_the_page_says_from_when_and_what_citizens_see(room: Room) -> None:
    """One thing: the day; below it gates, words for citizens, dossiers, people."""
    page = room.get(f"{PAGE}?ngay=2027-03-01&den=2027-03-31")
    assert page.h1 == "Công bố mẫu: Tờ khai thay đổi thông tin cư trú"
    assert page.title.startswith(page.h1)
    when = words(page, "when")
    assert "Mẫu này áp dụng từ 00:00 ngày 01/03/2027." in when
    assert "Mẫu trước nhận đến hết ngày 31/03/2027." in when
    assert "vẫn được nhận đến hết ngày 31/03/2027" in words(page, "told-grace")
    assert "hết áp dụng từ ngày 01/04/2027" in words(page, "told-outdated")
    assert words(page, "rechecks").startswith("7 hồ sơ chưa tiếp nhận")
    assert "Chưa có ghi chú" in words(page, "news")
    assert [
        len(page.marked(f"gate-{name}")) for name in ("well_formed", "lint", "seen", "trial", "date", "second")
    ] == [1] * 6
    english = room.get(f"{PAGE}?ngay=2027-03-01&lang=en")
    assert "The edition before is taken until the end of 28/02/2027, the day before" in words(english, "when")


def test_a_past_day_is_told_plainly(room: Room) -> None:
    """It counts as soon as it is published."""
    page = room.get(f"{PAGE}?ngay=2026-11-01")
    assert "ngày đã qua: công bố xong là có hiệu lực ngay" in words(page, "when")
    assert "đã qua 22 ngày" in words(page, "gate-date")


def test_the_button_says_why_it_cannot_be_used(room: Room) -> None:
    """Nobody proposed, no right, the own draft, a closed gate: each in words, beside a button that is disabled."""
    [button] = room.get(PAGE).marked("approve")
    assert "disabled" in button.attributes
    assert button.attributes["aria-describedby"] == "vi-sao"
    assert "Chưa có ngày áp dụng" in words(room.get(PAGE), "why-not")
    assert "chưa có ai đề nghị" in words(room.get(f"{PAGE}?ngay=2026-11-24"), "why-not")
    proposed(room)
    assert "người có quyền công bố" in words(room.get(PAGE), "why-not")
    page = room.now(room.shop.binh).get(PAGE)
    assert page.marked("why-not") == []
    assert "disabled" not in page.marked("approve")[0].attributes
    assert words(page, "approve") == "Lên lịch"
    trial(room.shop.forms, room.shop.draft(), ok=False)
    page = room.get(PAGE)
    assert "9 trong 10 mẫu đủ" in words(page, "why-not")
    assert "disabled" in page.marked("approve")[0].attributes
    links = [one.attributes["href"] for one in page.all("a") if "kiem" in one.attributes.get("href", "")]
    assert links == [f"{DRAFT}/kiem"]


def test_the_same_person_is_refused_with_the_reason(room: Room) -> None:
    """AT-P9: even who has the right does not approve their own draft."""
    proposed(room)
    Drafts(room.shop.forms).see("ct01", KEY, ["declarant_dob"], by="x")
    text = room.shop.draft().text + "# seen by the publisher too\n"
    draft = Drafts(room.shop.forms).save("ct01", KEY, text, etag=room.shop.draft().etag, by="cb.binh")
    trial(room.shop.forms, draft)
    proposed(room)
    room.now(room.shop.binh)
    assert "cb.binh đã soạn hoặc sửa bản nháp này" in words(room.get(PAGE), "why-not")
    page = room.refused(f"{PAGE}/duyet", ngay="2026-11-24", etag=draft.etag)
    assert "không được tự duyệt" in words(page, "trouble")
    room.now(room.shop.chi)
    assert room.sends(f"{PAGE}/duyet", ngay="2026-11-24", etag=draft.etag) == f"{FORM}?xong=published"


def test_a_changed_draft_is_proposed_again(room: Room) -> None:
    """The page says that the proposal is void, and a stale page does not propose."""
    etag = room.shop.draft().etag
    proposed(room)
    draft = Drafts(room.shop.forms).save("ct01", KEY, room.shop.draft().text + "# x\n", etag=etag, by="vh.an")
    assert "không còn giá trị" in words(room.get(PAGE), "stale")
    page = room.refused(f"{PAGE}/de-nghi", ngay="2026-11-24", etag=etag)
    assert "Bản nháp đã thay đổi" in words(page, "trouble")
    room.now(room.shop.binh)
    room.refused(f"{PAGE}/duyet", ngay="2026-11-24", etag=draft.etag)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ngay": ""}, "Ghi một ngày có thật"),
        ({"ngay": "2027-02-30"}, "Ghi một ngày có thật"),
        ({"ngay": "2027-03-01", "den": "mai"}, "Ghi một ngày có thật"),
        ({"ngay": "2027-03-01", "den": "2027-01-01"}, "Chọn ngày muộn hơn"),
    ],
)
def test_days_that_cannot_be_are_told_at_their_place(room: Room, fields: dict[str, str], sentence: str) -> None:
    """And what was typed stands there again."""
    page = room.refused(f"{PAGE}/de-nghi", etag=room.shop.draft().etag, **fields)
    assert sentence in words(page, "trouble")
    assert page.title.startswith("Lỗi")
    assert page.all("input", name="ngay")[0].attributes["value"] == fields["ngay"]


def test_a_proposal_can_be_withdrawn(room: Room) -> None:
    """And what was posted is not looked at."""
    proposed(room)
    assert room.sends(f"{PAGE}/rut") == f"{PAGE}?xong=withdrawn"
    assert room.client.get(f"{PAGE}/duyet", follow_redirects=False).headers["location"] == PAGE


def test_another_day_is_a_preview_only(room: Room) -> None:
    """It cannot be approved by mistake; who sends the approval twice gets to the form."""
    proposed(room)
    room.now(room.shop.binh)
    assert "Ngày được đề nghị là 24/11/2026" in words(room.get(f"{PAGE}?ngay=2027-01-01"), "why-not")
    page = room.refused(f"{PAGE}/duyet", ngay="2027-01-01", etag=room.shop.draft().etag)
    assert "Lời đề nghị đã đổi" in words(page, "trouble")
    etag = room.shop.draft().etag
    for _ in range(2):
        assert room.sends(f"{PAGE}/duyet", ngay="2026-11-24", etag=etag) == f"{FORM}?xong=published"
    assert room.client.get(PAGE, follow_redirects=False).headers["location"] == f"{FORM}?xong=published"


def test_a_form_shows_its_editions_and_its_history(room: Room) -> None:
    """Where each stands today, and every release with who made and who approved it."""
    page = room.get(FORM)
    assert words(page, "drafts") == f"Bản nháp {KEY}"
    assert page.marked("releases") == []
    published(room)
    page = room.get(f"{FORM}?xong=published")
    rows = [" ".join(row.text.split()) for row in page.marked("edition")]
    assert rows[0].startswith(f"{KEY} ○ Đã lên lịch 24/11/2026")
    assert rows[1].startswith(f"{BEFORE} ✓ Đang áp dụng 01/07/2026 23/11/2026")
    told = words(page, "release")
    assert "Soạn hoặc đề nghị: vh.an · Duyệt: cb.binh" in told
    assert "áp dụng từ 24/11/2026" in told
    room.shop.center.later(days=1)
    assert " ".join(room.get(FORM).marked("edition")[0].text.split()).startswith(f"{KEY} ✓ Đang áp dụng")


def test_two_people_roll_back_on_the_page_of_the_form(room: Room) -> None:
    """AT-P10: a reason, another person, the former edition; the history shows both and the draft is there."""
    before = law_id(room.shop.forms)
    published(room)
    page = room.refused(f"{FORM}/quay-lai", mau=BEFORE, ly_do="  ")
    assert "lý do" in words(page, "trouble")
    room.now(room.shop.chi)
    assert room.sends(f"{FORM}/quay-lai", mau=BEFORE, ly_do="mục 7 sai chữ") == f"{FORM}?xong=asked"
    [button] = room.get(FORM).marked("roll-back")
    assert "disabled" in button.attributes
    page = room.refused(f"{FORM}/quay-lai/duyet")
    assert "không được tự duyệt" in words(page, "trouble")
    room.now(room.shop.an)
    assert "disabled" in room.get(FORM).marked("roll-back")[0].attributes
    room.now(room.shop.binh)
    assert room.sends(f"{FORM}/quay-lai/duyet") == f"{FORM}?xong=rolled_back"
    page = room.get(FORM)
    assert law_id(room.shop.forms) == before
    assert [one.attributes["data-seq"] for one in page.marked("release")] == ["2", "1"]
    assert "Lý do: mục 7 sai chữ" in words(page, "release")
    assert words(page, "drafts") == f"Bản nháp {KEY}"
    assert words(page, "edition").startswith(f"{BEFORE} ✓ Đang áp dụng")


def test_who_may_not_is_told_so(room: Room) -> None:
    """Officers see none of it; operators approve nothing; what is not there is not found."""
    room.now(room.shop.hoa)
    room.get(PAGE, 403)
    room.get(FORM, 403)
    room.now(room.shop.an)
    room.refused(f"{PAGE}/duyet", 403, etag="")
    room.refused(f"{FORM}/quay-lai/duyet", 403)
    room.get("/cb/mau/n/ct01/nothing/dang", 404)
    room.get("/cb/mau/f/nothing", 404)
