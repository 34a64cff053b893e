"""The list of dossiers as it is written: heaps, filter, order, lines; without scripts."""

import datetime as dt
import re
from urllib.parse import urlencode

import pytest

from scanpipe.office.people import Actor, Right
from scanpipe.office.views import Filter, Sort, Tab
from tests.office_pages.conftest import Officer
from tests.office_pages.stand_in import LEAD, StandIn, line


def _codes(page) -> list[str]:
    return [one.text for one in page.all("a", class_="open")]


def _rows(page) -> list[str]:
    return [" ".join(row.text.split()) for row in page.marked("row")]


def test_each_dossier_is_one_line_and_one_link(officer: Officer, house: StandIn) -> None:
    """The code opens the dossier; procedure, result, points, age and deadline stand beside it."""
    house.queue.lines = [line(1, left=dt.timedelta(minutes=40), age=dt.timedelta(minutes=80))]
    page = officer.get("/cb/")
    assert page.h1 == "Hồ sơ của Trung tâm"
    assert page.title == "Hồ sơ của Trung tâm: Chờ tiếp nhận"
    [link] = page.all("a", class_="open")
    assert link.attributes["href"] == f"/cb/h/{house.queue.lines[0].id}"
    assert _rows(page) == [
        "KT-3333-22QX Đăng ký thay đổi nội dung hộ kinh doanh Mẫu đã thay đổi Cần bổ sung Điểm xem 2 Tuổi 1g20 "
        "sắp đến hạn, còn 0g40"
    ]


@pytest.mark.parametrize(
    ("minutes", "vi", "en"),
    [
        (-25, "Quá hạn 0g25", "Overdue 0h25"),
        (-600, "Quá hạn 1 ng", "Overdue 1 d"),
        (59, "sắp đến hạn, còn 0g59", "due soon, left 0h59"),
        (60, "Hạn 1g00", "Due 1h00"),
        (295, "Hạn 4g55", "Due 4h55"),
        (24 * 60, "Hạn 3 ng", "Due 3 d"),
        (None, "Chưa đặt hạn", "No deadline set"),
    ],
)
def test_a_deadline_is_told_in_working_time(
    officer: Officer, house: StandIn, minutes: int | None, vi: str, en: str
) -> None:
    """Marked below an hour, told as overdue after it; eight hours are a day."""
    house.queue.lines = [line(0, left=None if minutes is None else dt.timedelta(minutes=minutes))]
    assert " ".join(officer.get("/cb/").marked("due")[0].text.split()) == vi
    assert " ".join(officer.get("/cb/?lang=en").marked("due")[0].text.split()) == en


def test_verdicts_have_a_shape_and_a_word(officer: Officer) -> None:
    """No two of them look the same without colour."""
    page = officer.client.get("/cb/").text
    badges = dict(re.findall(r'<strong class="badge[^>]*><svg[^>]*>(.*?)</svg> (.*?)</strong>', page))
    assert set(badges.values()) == {"Đạt", "Cần bổ sung", "Không đọc được", "Cần xem"}
    assert len(badges) == 4


def test_the_form_of_the_filter_makes_the_address(officer: Officer, house: StandIn) -> None:
    """What was ticked and chosen is asked for, stands in a clean address, and is ticked there again."""
    sent = {"kq": "bo-sung", "thu-tuc": "hkd_change", "linh-vuc": "", "tu": "2026-11-01", "den": "", "can-bo": ""}
    address = officer.goes(f"/cb/?{urlencode(sent)}")
    assert address == "/cb/?kq=bo-sung&thu-tuc=hkd_change&tu=2026-11-01"
    page = officer.get(address)
    assert house.queue.asked[-1] == Filter(
        verdicts=frozenset({"correct"}), procedure="hkd_change", sent_from=dt.date(2026, 11, 1)
    )
    ticked = [e.attributes["value"] for e in page.all("input", type="checkbox") if "checked" in e.attributes]
    chosen = [e.attributes["value"] for e in page.all("option") if "selected" in e.attributes]
    assert (ticked, chosen) == (["bo-sung"], ["hkd_change"])
    assert page.all("input", name="tu")[0].attributes["value"] == "2026-11-01"
    assert all("Cần bổ sung" in row for row in _rows(page))


def test_the_filter_tells_how_many_there_are_of_each(officer: Officer, house: StandIn) -> None:
    """Counts of this heap, whatever of it is ticked."""
    house.queue.lines = [line(0), line(1), line(4), line(5)]
    counts = [e.text for e in officer.get("/cb/?kq=bo-sung").all("span", class_="count")]
    assert counts == ["(2)", "(2)", "(0)", "(0)"]


def test_a_column_sorts_both_ways(officer: Officer, house: StandIn) -> None:
    """The head says how the list is sorted, and its button asks for the other way; the filter is carried along."""
    page = officer.get("/cb/?kq=bo-sung&xep=tuoi&trang=1")
    heads = {e.text.strip(): e.attributes.get("aria-sort") for e in page.all("th")}
    assert heads == {
        "Mã kiểm tra": "none",
        "Thủ tục": None,
        "Kết quả": None,
        "Điểm xem": "none",
        "Tuổi": "ascending",
        "Hạn": "none",
    }
    button = page.marked("sort-tuoi")[0].attributes
    assert (button["name"], button["value"], button["form"]) == ("xep", "-tuoi", "sap-xep")
    hidden = [(e.attributes["name"], e.attributes["value"]) for e in page.all("input", type="hidden")]
    assert ("kq", "bo-sung") in hidden
    falling = officer.get("/cb/?kq=bo-sung&xep=-tuoi")
    assert house.queue.asked[-1].falling
    assert _codes(falling) == _codes(page)[::-1]


def test_heaps_have_counts_and_addresses(officer: Officer, house: StandIn) -> None:
    """Another heap keeps the order; the heap that is open says so."""
    page = officer.get("/cb/?ngan=toi&xep=diem&kq=dat")
    tabs = [
        (" ".join(e.text.split()), e.attributes["href"], e.attributes.get("aria-current")) for e in page.marked("tab")
    ]
    assert tabs[0] == ("Chờ tiếp nhận (30)", "/cb/?xep=diem", None)
    assert tabs[1] == ("Của tôi (1)", "/cb/?ngan=toi&xep=diem", "page")
    assert len(tabs) == len(Tab)
    assert house.queue.asked[-1].sort is Sort.POINTS


def test_who_has_a_dossier_is_told(officer: Officer, house: StandIn) -> None:
    """Open at somebody else, with somebody, mine, put off."""
    house.queue.lines = [line(3), line(4), line(8)]
    held, mine, put_off = _rows(officer.get("/cb/?xep=ma"))
    assert "Đang mở bởi le.binh" in held
    assert "Của tôi" in mine
    assert "Người xử lý: le.binh" in put_off
    assert "Để lại đến 24/11/2026 09:42" in put_off


def test_a_long_list_has_pages(officer: Officer, house: StandIn) -> None:
    """Before and after keep the filter; at the ends there is nothing to go to."""
    house.queue.lines = [line(n, verdict="correct") for n in range(120)]
    page = officer.get("/cb/?kq=bo-sung&trang=2")
    assert len(_codes(page)) == 50
    assert page.all("a", rel="prev")[0].attributes["href"] == "/cb/?kq=bo-sung"
    assert page.all("a", rel="next")[0].attributes["href"] == "/cb/?kq=bo-sung&trang=3"
    assert officer.get("/cb/?kq=bo-sung&trang=3").all("a", rel="next") == []
    assert officer.get("/cb/?kq=bo-sung").all("a", rel="prev") == []


def test_forms_that_have_changed_are_announced(officer: Officer, house: StandIn) -> None:
    """How many dossiers it concerns, and where they are; nothing when there are none, nor on that list itself."""
    [banner] = officer.get("/cb/").marked("changed-forms")
    assert "5 hồ sơ dùng mẫu hết áp dụng." in banner.text
    listed = officer.get("/cb/?mau-doi=1")
    assert len(_codes(listed)) == 5
    assert listed.marked("changed-forms") == []
    assert officer.get("/cb/?ngan=toi").marked("changed-forms") == []
    house.queue.lines = [line(0)]
    assert officer.get("/cb/").marked("changed-forms") == []


def test_what_was_put_off_is_told(officer: Officer) -> None:
    """Coming back from a review."""
    assert "để hồ sơ lại" in officer.get("/cb/?hoan=1").marked("banner")[0].text
    assert officer.get("/cb/").marked("banner") == []


def test_an_empty_list_says_why(officer: Officer, house: StandIn) -> None:
    """Nothing here yet, or nothing that fits: then the filter can be cleared at once."""
    house.queue.lines = []
    assert "Chưa có hồ sơ nào ở đây." in officer.get("/cb/").marked("empty")[0].text
    page = officer.get("/cb/?ngan=toi&can-bo=ai.do")
    assert "bộ lọc" in page.marked("empty")[0].text
    assert [e.attributes["href"] for e in page.all("a") if e.text == "Bỏ lọc"] == ["/cb/?ngan=toi"] * 2


def test_the_list_names_nobody(officer: Officer) -> None:
    """AT-O11: no twelve digits and no name of a person in the page; who works here is named by login."""
    text = officer.client.get("/cb/").text
    assert re.search(r"\d{12}", re.sub(r"chk_\w+|value=\"[0-9a-f]{64}\"|static/[0-9a-f]+", "", text)) is None
    assert "no-store" in officer.client.get("/cb/").headers["cache-control"]


def test_second_entries_lead_to_their_own_page(officer: Officer, house: StandIn, monkeypatch) -> None:
    """What is typed a second time is not opened with the first values."""
    monkeypatch.setattr("tests.office_pages.stand_in._in_heap", lambda *_: True)
    house.queue.lines = [line(0)]
    page = officer.get("/cb/?ngan=soat")
    assert page.all("a", class_="open")[0].attributes["href"] == f"/cb/qa/{house.queue.lines[0].id}"


def test_the_keys_are_those_that_somebody_wished(officer: Officer, house: StandIn) -> None:
    """In the region, in the hint and in the list of keys; switched off, the region says so."""
    house.accounts.wished = {"keys": {"next": "l"}}
    page = officer.get("/cb/")
    assert '"next": "l"' in (page.marked("list")[0].attributes["data-keys"] or "")
    assert "L" in [e.text for e in page.all("kbd")]
    assert "data-keys-off" not in page.marked("list")[0].attributes
    house.accounts.wished = {"keys_off": True}
    assert "data-keys-off" in officer.get("/cb/").marked("list")[0].attributes


def test_who_has_no_list_is_led_to_what_is_theirs(officer: Officer, house: StandIn) -> None:
    """An administrator comes to the accounts, an auditor to the trail; who may do nothing is told so."""
    for right, address in ((Right.ACCOUNTS, "/cb/nguoi"), (Right.AUDIT, "/cb/nk")):
        house.actor = Actor("off_an", "qt.an", "Quản Thử An", "hx", frozenset({right}))
        assert officer.goes("/cb/") == address
    house.actor = Actor("off_an", "qt.an", "Quản Thử An", "hx", frozenset())
    assert officer.client.get("/cb/").status_code == 403
    assert house.queue.asked == []


def test_the_menu_has_what_somebody_may_do(officer: Officer, house: StandIn) -> None:
    """An officer sees no statistics; a lead does; where one is, is marked."""

    def ways() -> list[str]:
        return [
            e.attributes["href"] or ""
            for e in officer.get("/cb/").all("a")
            if "nav" in e.inside and "header" in e.inside
        ]

    assert "/cb/tk" not in ways()
    house.actor = LEAD
    assert "/cb/tk" in ways()
    current = [e.text for e in officer.get("/cb/").all("a", aria_current="page") if "header" in e.inside]
    assert current == ["Hồ sơ"]
