"""The editor of a draft in a browser: by mouse, by clicks and keys alone, two at once, beside an input method."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from api.staff import STAFF_COOKIE
from tests.office_pages.editor_desk import HOME, NAME, EditorDesk, editor_desk
from tests.office_pages.stand_in import serving
from tests.screens.probes import CLIPPED, SMALL
from tests.screens.visit import DESK, SIZES, Visit, visiting

pytestmark = pytest.mark.poppler

SMALL_AT_A_DESK = SMALL.replace("47.5", "31.5").replace("closest('p, label')", "closest('p, label, .tick')")
"""Operators' targets have at least 32 px."""
BOX = f"#o-box-{NAME}"

Coming = Callable[..., Visit]


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EditorDesk, str]]:
    """A Center with a draft, served."""
    made = editor_desk(tmp_path_factory.mktemp("editor"))
    made.operator("vh.nam")
    with serving(made.app) as address:
        yield made, address
    made.close()


@pytest.fixture
def house(center: tuple[EditorDesk, str]) -> EditorDesk:
    """With the draft as the machine made it."""
    center[0].begin()
    return center[0]


@pytest.fixture
def come(browser: Browser, center: tuple[EditorDesk, str], house: EditorDesk) -> Iterator[Coming]:
    """Windows of this test, each of an operator; at its end nothing may have gone wrong in any of them."""
    with ExitStack() as open_ones:

        def window(size: tuple[int, int] = DESK, login: str = "vh.mai", query: str = "", **wishes: Any) -> Visit:
            person = open_ones.enter_context(visiting(browser, center[1], size, **wishes))
            person.page.context.add_cookies([{"name": STAFF_COOKIE, "value": login, "url": center[1]}])
            person.open(f"{HOME}{query}")
            person.page.locator("#sua.ready").wait_for()
            return person

        yield window


def box_of(house: EditorDesk, key: str = NAME) -> tuple[float, float, float, float]:
    edition = house.draft.edition
    assert edition is not None
    box = edition.field(key).box_mm
    assert box is not None
    return box


def middle(what: Locator) -> tuple[float, float]:
    box = what.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def until_saved(person: Visit, house: EditorDesk, before: str) -> None:
    """Wait until another state of the draft is saved, and the page has it."""
    expect(person.page.locator("#sua")).not_to_have_attribute("data-etag", before)
    assert person.page.locator("#sua").get_attribute("data-etag") == house.draft.etag


def test_dragging_a_box_moves_it_in_the_yaml(come: Coming, house: EditorDesk) -> None:
    """AT-P2: 20 px are 20 / the width of the page, within 0.002 of it; undo gives the very bytes back."""
    person = come(query=f"?muc={NAME}")
    before, draft = box_of(house), house.draft
    svg = person.page.locator("[data-svg]").bounding_box()
    assert svg is not None
    x, y = middle(person.page.locator(BOX))
    person.page.mouse.move(x, y)
    person.page.mouse.down()
    person.page.mouse.move(x + 9, y)
    person.page.mouse.move(x + 20, y)
    person.page.mouse.up()
    until_saved(person, house, draft.etag)
    after = box_of(house)
    moved = [(b - a) / 210 for a, b in zip(before, after, strict=True)]
    assert moved == pytest.approx([20 / svg["width"], 0, 20 / svg["width"], 0], abs=0.002)
    person.page.locator(BOX).focus()
    now = house.draft.etag
    person.page.keyboard.press("Control+z")
    until_saved(person, house, now)
    assert house.draft.text == draft.text
    assert (house.draft.folder / "edition.yaml").read_bytes() == draft.text.encode()
    person.page.keyboard.press("Control+Shift+z")
    until_saved(person, house, draft.etag)
    assert box_of(house) == after


def test_a_box_comes_to_lie_on_a_printed_line(come: Coming, house: EditorDesk) -> None:
    """Dragged near a dotted line it stands on it; with snapping off it stays where it was let go."""
    person = come(query=f"?muc={NAME}")
    left, _, right, bottom = box_of(house)
    level = house.drafting.lines(house.operator(), "ct01", "tt9_2027", 1).level
    line = min(y for start, end, y in level if start < right and end > left and y > bottom + 3)
    svg = person.page.locator("[data-svg]").bounding_box()
    assert svg is not None

    def drag_to(bottom_mm: float) -> float:
        before = house.draft.etag
        x, y = middle(person.page.locator(BOX))
        by = (bottom_mm - box_of(house)[3]) * svg["width"] / 210
        person.page.mouse.move(x, y)
        person.page.mouse.down()
        person.page.mouse.move(x, y + by / 2)
        person.page.mouse.move(x, y + by)
        person.page.mouse.up()
        until_saved(person, house, before)
        return box_of(house)[3]

    assert drag_to(line - 0.8) == pytest.approx(line, abs=0.06)
    person.seen("snap").uncheck()
    assert drag_to(line - 3.6) == pytest.approx(line - 3.6, abs=0.2)


def test_without_dragging_the_same_is_reached(come: Coming, house: EditorDesk) -> None:
    """AT-P3: two clicks draw, arrows move, Alt and arrows resize, numbers edit; every handle has a name."""
    person = come()
    page = person.page
    etag = house.draft.etag
    page.get_by_test_id("snap").uncheck()
    page.get_by_test_id("draw").click()
    svg = page.locator("[data-svg]").bounding_box()
    stage = page.get_by_test_id("stage").bounding_box()
    assert svg is not None
    assert stage is not None
    per_px = 210 / svg["width"]
    left, top = stage["x"] + 60, stage["y"] + 30
    page.mouse.click(left, top)
    page.mouse.move(left + 50, top + 10)
    page.mouse.click(left + 150, top + 30)
    until_saved(person, house, etag)
    box = box_of(house, "field_1")
    assert box[2] - box[0] == pytest.approx(150 * per_px, abs=0.42)
    assert box[3] - box[1] == pytest.approx(30 * per_px, abs=0.42)
    expect(page.locator("#m-label")).to_be_focused()

    place = page.locator("#o-box-field_1")
    names = page.locator("[data-handle]").evaluate_all("all => all.map(e => [e.dataset.handle, e.ariaLabel])")
    assert [edges for edges, _ in names] == ["nw", "n", "ne", "e", "se", "s", "sw", "w"]
    assert len({name for _, name in names}) == 8
    assert all(name for _, name in names)

    def keys(*pressed: str) -> tuple[float, ...]:
        """By how many pixels each edge has moved."""
        was, before = box_of(house, "field_1"), house.draft.etag
        for key in pressed:
            page.keyboard.press(key)
        until_saved(person, house, before)
        return tuple(round((b - a) / per_px, 1) for a, b in zip(was, box_of(house, "field_1"), strict=True))

    place.focus()
    near = {"abs": 0.45 / per_px}
    assert keys("ArrowRight", "ArrowRight", "Shift+ArrowDown") == pytest.approx((2, 10, 2, 10), **near)
    assert keys("Alt+Shift+ArrowRight", "Alt+Shift+ArrowUp") == pytest.approx((0, 0, 10, -10), **near)
    page.locator('[data-handle="w"]').focus()
    assert keys("Shift+ArrowLeft") == pytest.approx((-10, 0, 0, 0), **near)
    before = house.draft.etag
    page.locator("#m-o-trai").fill("33.5")
    page.locator("#m-o-trai").press("Enter")
    until_saved(person, house, before)
    assert box_of(house, "field_1")[0] == 33.5


def test_typing_saves_itself_and_composing_does_not(come: Coming, house: EditorDesk) -> None:
    """Nothing is sent while an input method works; what is typed while a save is under way stays."""
    person = come(query=f"?muc={NAME}")
    page, before = person.page, house.draft
    label = page.locator("#m-label")
    label.evaluate("""e => { e.focus(); e.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
      e.value = 'Họ te'; e.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true})) }""")
    page.wait_for_timeout(1150)
    assert house.draft.text == before.text
    label.evaluate(
        """e => { e.value = '1. Họ tên'; e.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true})) }"""
    )
    until_saved(person, house, before.etag)
    assert house.draft.edition is not None
    assert house.draft.edition.field(NAME).label == "1. Họ tên"
    expect(label).to_be_focused()
    assert label.input_value() == "1. Họ tên"
    label.press("End")
    page.keyboard.type(" x")
    page.keyboard.press("Control+z")
    assert label.input_value() != "1. Họ tên x"


def test_two_in_one_draft_are_told(come: Coming, house: EditorDesk) -> None:
    """Who else has it open; who comes second sees what the first has changed, and chooses."""
    first = come(query=f"?muc={NAME}")
    second = come(login="vh.nam", query=f"?muc={NAME}")
    second.told.add(412)
    assert "vh.mai" in second.seen("others").inner_text()
    etag = house.draft.etag
    first.page.locator("#m-note").evaluate("e => { e.closest('details').open = true }")
    first.page.locator("#m-note").fill("Của Mai")
    until_saved(first, house, etag)
    second.page.locator("#m-o-trai").fill("44")
    second.page.locator("#m-o-trai").press("Tab")
    conflict = second.seen("conflict")
    conflict.wait_for()
    assert "vh.mai" in conflict.inner_text()
    assert "Của Mai" in conflict.locator(".plus").first.inner_text()
    second.axe()
    second.seen("mine-over").click()
    second.page.locator("#sua.ready").wait_for()
    assert box_of(house)[0] == 44
    assert house.draft.edition is not None
    assert house.draft.edition.field(NAME).note == "Của Mai"


def test_guesses_are_looked_at_by_opening(come: Coming, house: EditorDesk) -> None:
    """And all of a page at once."""
    person = come()
    assert person.seen("unseen").count() == 2
    person.page.locator(f'[data-open="{NAME}"]').click()
    person.seen("guessed").wait_for()
    expect(person.seen("unseen")).to_have_count(1)
    person.seen("see-page").click()
    expect(person.seen("unseen")).to_have_count(0)
    assert {guess.key for guess in house.draft.about.unseen} == {None, "head_phone"}


@pytest.mark.parametrize(("size", "lang"), [("360", "vi"), ("1366", "en")])
def test_the_editor_is_for_everybody(come: Coming, size: str, lang: str) -> None:
    """No finding of axe, nothing cut off, nothing too small, no wider than the window; in both languages."""
    person = come(SIZES[size], query=f"?muc={NAME}&lang={lang}")
    person.axe()
    assert person.wide() <= 0
    assert person.page.evaluate(CLIPPED) == []
    assert person.page.evaluate(SMALL_AT_A_DESK) == []
    for tab in ("mau", "yaml") if (size, lang) == ("360", "vi") else ():
        person.open(f"{HOME}?the={tab}")
        person.axe()
        assert person.wide() <= 0
