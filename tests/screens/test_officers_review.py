"""The review in a browser: keys alone, two officers at once, beside an input method, at a desk and on a phone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from api.staff import STAFF_COOKIE
from scanpipe.store import audit
from scanpipe.store.rows import CheckRow
from tests.office.paper import NUMBER, Said
from tests.office_pages.review_desk import ReviewDesk, review_desk
from tests.office_pages.stand_in import serving
from tests.screens.probes import CLIPPED, FOCUS, SMALL, SPACED
from tests.screens.visit import DESK, SIZES, Visit, visiting

SMALL_AT_A_DESK = SMALL.replace("47.5", "31.5").replace("[type=checkbox]", "[type=checkbox], [type=radio]")
"""Officers' targets have at least 32 px."""
LOOK_MS = 350
"""A little longer than a picture has to be on screen before it is accepted."""
IN_VIEW = """
() => {
  const box = document.querySelector('.mark[aria-current="true"] rect.box').getBoundingClientRect();
  const bar = document.querySelector('[data-testid=bar]').getBoundingClientRect();
  const sheet = document.querySelector('[data-sheet]:not([hidden])').getBoundingClientRect();
  const low = Math.min(innerHeight, bar.top, sheet.bottom);
  return Math.min(box.top - Math.max(0, sheet.top), low - box.bottom, box.left - sheet.left, sheet.right - box.right);
}
"""
"""By how many pixels the box at hand is inside what can be seen of its page; negative when it is not."""
CURRENT = """
() => ({
  card: document.querySelector('.card[aria-current="true"]')?.id,
  box: document.querySelector('.mark[aria-current="true"]')?.dataset.card,
  focus: document.activeElement.id,
  told: document.querySelector('[data-live]').textContent,
})
"""

Coming = Callable[..., Visit]


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ReviewDesk, str]]:
    """A Center with its pages, served."""
    made = review_desk(tmp_path_factory.mktemp("review"), second_every=0)
    for login in ("ng.hoa", "le.binh"):
        made.officer(login)
    with serving(made.app) as address:
        yield made, address
    made.close()


@pytest.fixture
def come(browser: Browser, center: tuple[ReviewDesk, str]) -> Iterator[Coming]:
    """Windows of this test, each of an officer; at its end nothing may have gone wrong in any of them."""
    with ExitStack() as open_ones:

        def window(size: tuple[int, int] = DESK, login: str = "ng.hoa", **wishes: Any) -> Visit:
            person = open_ones.enter_context(visiting(browser, center[1], size, **wishes))
            person.page.context.add_cookies([{"name": STAFF_COOKIE, "value": login, "url": center[1]}])
            return person

        yield window
    center[0].wishes.clear()


@pytest.fixture
def check(center: tuple[ReviewDesk, str]) -> CheckRow:
    return center[0].center.dossier()


def current(person: Visit) -> dict[str, str | None]:
    found: dict[str, str | None] = person.page.evaluate(CURRENT)
    return found


def ready(person: Visit, check: CheckRow, query: str = "") -> None:
    """Open a review and wait until its keys work and its first picture is seen."""
    person.open(f"/cb/h/{check.id}{query}")
    person.page.locator("#soat.ready").wait_for()
    person.page.wait_for_timeout(LOOK_MS)


def press(person: Visit, key: str) -> None:
    person.page.keyboard.press(key)


def accept(person: Visit) -> None:
    """Enter, and wait until the next point is at hand or none is left."""
    before = person.seen("progress").inner_text()
    press(person, "Enter")
    expect(person.seen("progress")).not_to_have_text(before)
    person.page.wait_for_timeout(LOOK_MS)


def actions(house: ReviewDesk, check: CheckRow) -> list[audit.Note]:
    store = house.center.desk.store
    with store.database.reading() as session:
        return [row.note for row in audit.lines(session, store.keys, check_id=check.id)]


def test_a_dossier_is_done_with_keys_alone(come: Coming, center: tuple[ReviewDesk, str], check: CheckRow) -> None:
    """AT-O2: accept, edit, override with a reason, A; each is in the audit."""
    house = center[0]
    person = come()
    ready(person, check)
    while (card := person.page.locator('.card[aria-current="true"]')).get_attribute("data-state") == "open":
        code = card.get_attribute("data-code")
        if code == "sign.signature_missing":
            press(person, "o")
            person.seen("override-dialog").wait_for()
            press(person, "ArrowDown")
            press(person, "Enter")
            expect(person.page.locator(f'[data-code="{code}"]')).to_have_attribute("data-state", "overridden")
            person.page.wait_for_timeout(LOOK_MS)
        elif code == "field.confirm_value":
            press(person, "e")
            assert person.page.evaluate("getSelection().toString()") == "079190000123"
            person.page.keyboard.type("079190000124")
            accept(person)
        else:
            accept(person)
    expect(person.seen("receive")).to_be_enabled()
    press(person, "a")
    person.page.wait_for_url("**/nhan*")
    person.seen("accept-dossier").wait_for()
    assert person.page.evaluate("document.activeElement.name") == "ma"
    press(person, "Enter")
    person.seen("received").wait_for()
    assert house.center.row(check.id).state.value == "received"
    notes = {note.action: note for note in actions(house, check)}
    assert {"accepted_value", "edited", "overridden", "accepted"} <= set(notes)
    assert (notes["edited"].detail or {})["before"] == "079190000123"
    assert (notes["edited"].detail or {})["after"] == "079190000124"
    assert notes["overridden"].reason


def test_twenty_clean_dossiers_by_keys_alone(come: Coming, center: tuple[ReviewDesk, str]) -> None:
    """From opening to received, for somebody who looks at each point as long as they must: a median below 20 s."""
    house, took_s = center[0], []
    person = come()
    for _ in range(20):
        check = house.center.dossier(Said(card_number=NUMBER), verdict="submit")
        began = time.monotonic()
        ready(person, check)
        while person.seen("receive").is_disabled():
            accept(person)
        press(person, "a")
        person.seen("accept-dossier").wait_for()
        press(person, "Enter")
        person.seen("received").wait_for()
        took_s.append(time.monotonic() - began)
        assert house.center.row(check.id).state.value == "received"
    assert median(took_s) < 20, took_s


def test_the_box_at_hand_is_in_view(come: Coming, check: CheckRow) -> None:
    """AT-O3: card and box are both current, the box has its margin, the live region says where we are."""
    person = come()
    ready(person, check)
    seen = set()
    for _ in range(3):
        press(person, "j")
        person.page.wait_for_timeout(60)
        now = current(person)
        assert now["card"] == now["box"] == now["focus"]
        assert re.match(r"Điểm \d trong \d: .+, .+", now["told"] or ""), now
        assert person.page.evaluate(IN_VIEW) >= 20
        seen.add(now["card"])
    assert len(seen) == 3
    press(person, "k")
    press(person, "k")
    press(person, "z")
    assert person.page.evaluate(IN_VIEW) >= 20
    assert int(person.page.locator("[data-zoom-told]").inner_text().rstrip("%")) > 150
    press(person, "0")
    assert int(person.page.locator("[data-zoom-told]").inner_text().rstrip("%")) < 100
    assert current(person)["card"] in seen


def test_what_is_typed_in_a_box_is_text(come: Coming, center: tuple[ReviewDesk, str], check: CheckRow) -> None:
    """AT-O5: letters of the keyboard map and composing do nothing but write; Escape goes back to the card."""
    person = come()
    ready(person, check)
    box = person.page.locator('.card[aria-current="true"] [data-value]')
    press(person, "e")
    before = current(person)["card"]
    person.page.keyboard.type("j k o r s a")
    assert box.input_value() == "j k o r s a"
    # An input method at work: the keys are its own.
    box.evaluate("""e => { for (const key of ['Enter', 'j', 'a'])
      e.dispatchEvent(new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true, cancelable: true})) }""")
    person.page.locator('.card[aria-current="true"]').evaluate("""e => { for (const key of ['Enter', 'j', 'o'])
      e.dispatchEvent(new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true, cancelable: true})) }""")
    person.page.wait_for_timeout(150)
    assert current(person)["card"] == before
    assert person.page.locator("dialog[open]").count() == 0
    assert [note.action for note in actions(center[0], check)] == ["opened"]
    press(person, "Escape")
    assert current(person)["focus"] == before
    assert box.input_value() == box.evaluate("e => e.defaultValue") != "j k o r s a"


def test_keys_can_be_switched_off(come: Coming, center: tuple[ReviewDesk, str], check: CheckRow) -> None:
    """AT-O5: then J does nothing anywhere, and the buttons still do everything."""
    center[0].wishes["ng.hoa"] = {"keys_off": True}
    person = come()
    ready(person, check)
    before = current(person)["card"]
    person.page.locator(f"#{before}").focus()
    press(person, "j")
    assert current(person)["card"] == before
    assert person.page.locator(".card kbd").count() == 0
    person.page.locator(f"#{before}").get_by_test_id("accept").click()
    expect(person.page.locator(f"#{before}")).to_have_attribute("data-state", "accepted")


def test_enter_waits_until_the_picture_was_seen(come: Coming, center: tuple[ReviewDesk, str], check: CheckRow) -> None:
    """A key that is held down, or pressed at once, accepts nothing."""
    person = come()
    person.open(f"/cb/h/{check.id}")
    person.page.locator("#soat.ready").wait_for()
    person.page.evaluate("""() => { const card = document.querySelector('.card[aria-current="true"]');
      card.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true})) }""")
    person.page.wait_for_timeout(100)
    assert "accepted_value" not in [note.action for note in actions(center[0], check)]


def test_a_mark_that_differs_is_marked_and_told(come: Coming, center: tuple[ReviewDesk, str]) -> None:
    """AT-O6: C shows the comparison; the digit is marked and named; Hoà is Hòa."""
    check = center[0].center.dossier(Said(name="NGUYỄN THỊ MẪU"))
    person = come()
    ready(person, check)
    press(person, "c")
    row = person.page.locator('[data-key="number"]')
    row.wait_for()
    assert "khác 1 chữ số, vị trí 12" in row.inner_text()
    assert row.locator("mark").all_inner_texts() == ["3"]
    assert person.page.locator('[data-key="name"] mark').count() == 0
    person.axe()
    press(person, "c")
    person.page.locator(".card").first.wait_for()


def test_two_officers_open_the_same_dossier(come: Coming, check: CheckRow) -> None:
    """AT-O10: the second reads only, until the first has left."""
    first, second = come(), come(login="le.binh")
    ready(first, check)
    ready(second, check)
    assert "Đang mở bởi ng.hoa." in second.seen("held").inner_text()
    assert second.seen("accept").count() == 0
    press(second, "Enter")
    press(second, "o")
    assert second.page.locator("dialog[open]").count() == 0
    second.axe()
    first.seen("leave").click()
    first.page.wait_for_url("**/cb/")
    until = time.monotonic() + 5
    while second.seen("held").count():
        assert time.monotonic() < until
        second.page.wait_for_timeout(200)
        second.page.reload()


def test_a_link_out_lets_the_dossier_go(come: Coming, center: tuple[ReviewDesk, str], check: CheckRow) -> None:
    """Leaving by any way is leaving; a reload is not."""
    house = center[0]
    person = come()
    ready(person, check)
    person.page.reload()
    person.page.wait_for_timeout(2200)
    assert house.center.row(check.id).held_until is not None
    person.page.locator(".brand a").click()
    person.page.wait_for_url("**/cb/")
    until = time.monotonic() + 5
    while house.center.row(check.id).held_until is not None:
        assert time.monotonic() < until
        person.page.wait_for_timeout(100)


def test_dialogs_give_the_focus_back(come: Coming, check: CheckRow) -> None:
    """P, O, D and Shift+? open, Escape closes, and we are where we were."""
    person = come()
    ready(person, check)
    press(person, "j")
    at = current(person)["focus"]
    for key, name in (("p", "postpone-dialog"), ("d", "blank-dialog"), ("?", "key-sheet")):
        press(person, key)
        person.seen(name).wait_for()
        person.axe()
        press(person, "Escape")
        assert current(person)["focus"] == at, name
    person.page.locator('[data-code="sign.signature_missing"]').focus()
    press(person, "o")
    person.seen("override-dialog").wait_for()
    person.axe()
    press(person, "Escape")
    assert (current(person)["focus"] or "").startswith("d-f_")


def test_pages_fields_and_original_by_keys(come: Coming, check: CheckRow) -> None:
    """[ ] X Shift+J U: each does what the list of keys says."""
    person = come()
    ready(person, check)
    press(person, "]")
    assert person.page.locator("[data-sheet]:not([hidden])").get_attribute("data-number") == "2"
    press(person, "[")
    assert person.page.locator("[data-sheet]:not([hidden])").get_attribute("data-number") == "1"
    press(person, "x")
    expect(person.page.locator("[data-sheet]:not([hidden]) image")).to_have_attribute("href", re.compile("original"))
    press(person, "x")
    press(person, "Shift+J")
    expect(person.page.locator("#danh-sach")).to_have_attribute("data-list", "muc")
    person.page.wait_for_timeout(LOOK_MS)
    accept(person)
    expect(person.seen("undo")).to_be_enabled()
    press(person, "u")
    expect(person.seen("undo")).to_be_disabled()


PLACES = {
    "points": "/cb/h/{id}",
    "fields": "/cb/h/{id}?xem=muc",
    "compare": "/cb/h/{id}?xem=the",
    "original": "/cb/h/{id}?goc=1",
    "override": "/cb/h/{id}/diem/{finding}/bo-qua",
    "blank": "/cb/h/{id}/diem/{finding}/mau",
    "postpone": "/cb/h/{id}/hoan",
    "accept": "/cb/h/{id}/nhan",
    "second": "/cb/qa",
}


@pytest.fixture(scope="module")
def shown(center: tuple[ReviewDesk, str]) -> dict[str, str]:
    """A dossier to look at, and one of its findings."""
    check = center[0].center.dossier()
    view = center[0].reviews.view(center[0].sessions["ng.hoa"], check.id)
    return {"id": check.id, "finding": next(p.id for p in view.points if p.code)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", PLACES)
def test_every_screen_of_the_review_is_for_everybody(
    come: Coming, shown: dict[str, str], place: str, size: str
) -> None:
    """AT-X1, AT-X2, AT-X9: axe in both languages, one h1, nothing wider than the window, targets of 32 px."""
    person = come(SIZES[size])
    for lang in ("vi", "en"):
        path = PLACES[place].format(**shown)
        person.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        person.page.wait_for_timeout(150)
        person.axe()
        assert person.page.locator("h1").count() == 1
        assert person.wide() <= 0, lang
        assert person.page.evaluate(SMALL_AT_A_DESK) == [], lang
        assert person.page.locator("[role=status]").count() <= 1


def test_narrow_with_large_and_wide_letters_no_card_is_lost(come: Coming, shown: dict[str, str]) -> None:
    """AT-X2, AT-X3: 320 px; 160 % letters; the text spacing of WCAG 1.4.12."""
    for place in ("points", "accept"):
        person = come((320, 640))
        path = PLACES[place].format(**shown)
        person.open(path)
        assert person.wide() <= 0
        person.page.evaluate(SPACED)
        assert person.page.evaluate(CLIPPED) == []
        assert person.wide() <= 0
        person.open(f"{path}{'&' if '?' in path else '?'}chu=3")
        assert person.wide() <= 0
        assert person.page.evaluate(CLIPPED) == []


def test_the_focus_is_always_seen_in_a_review(come: Coming, shown: dict[str, str]) -> None:
    """AT-X8: from key to key through boxes, cards and bar."""
    person = come()
    person.open(PLACES["points"].format(**shown))
    person.page.locator("#soat.ready").wait_for()
    person.page.evaluate("document.activeElement.blur()")
    for _ in range(40):
        press(person, "Tab")
        found = person.page.evaluate(FOCUS)
        if found is None:
            break
        assert found["seen"], found
        assert found["top"], found
        assert found["ring"], found


def test_without_scripts_the_review_is_links_and_forms(come: Coming, check: CheckRow) -> None:
    """A point is accepted by its button, the next one is at hand, and axe has nothing to say."""
    person = come(java_script_enabled=False)
    person.open(f"/cb/h/{check.id}")
    person.page.wait_for_timeout(LOOK_MS)
    first = person.page.locator(".card").first
    name = first.get_attribute("id")
    first.get_by_test_id("accept").click()
    assert person.page.locator(f"#{name}").get_attribute("data-state") == "accepted"
    assert person.page.locator('.card[aria-current="true"]').get_attribute("id") != name
