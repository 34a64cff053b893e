"""What holds on every screen: readable for everybody, in both languages, at any width, with keys, without motion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import yaml
from playwright.sync_api import Browser

from api.words import TABLE
from tests.screens.conftest import Visiting
from tests.screens.places import OF_A_CHECK, PUBLIC, at
from tests.screens.probes import CLIPPED, FOCUS, ROOT_PX, SMALL, SPACED
from tests.screens.visit import DESK, PHONE, SIZES, Visit, visiting
from tests.service.caller import Dossier, begin
from tests.service.served import Served

Finished = Callable[[str], Dossier]

MAIN = ("start", "choose", "consent", "checklist", "result", "page", "receipt")
"""The screens of the way that everybody goes."""
EVERY = pytest.mark.parametrize("screen", [*PUBLIC, *OF_A_CHECK])
ON_THE_WAY = pytest.mark.parametrize("screen", MAIN)


@pytest.fixture(scope="module")
def checks(finished: Finished, birth: Dossier, http: object) -> Callable[[str], Dossier]:
    """The finished checks, one that was sent, and one whose notice nobody has agreed to."""
    fresh = begin(birth.http, consented=False)

    def one(name: str) -> Dossier:
        if name == "fresh":
            return fresh
        if name == "sent":
            birth.post("/send")
            return birth
        return finished(name)

    return one


@pytest.fixture(scope="module")
def windows(browser: Browser, house: Served) -> Iterator[Callable[[tuple[int, int]], Visit]]:
    """One window of each size, used again for every screen."""
    with ExitStack() as open_ones:
        made: dict[tuple[int, int], Visit] = {}

        def window(size: tuple[int, int]) -> Visit:
            if size not in made:
                made[size] = open_ones.enter_context(visiting(browser, house.address, size))
                made[size].told = {404, 422}
            return made[size]

        yield window


@pytest.mark.parametrize("size", SIZES)
@EVERY
def test_every_screen_is_for_everybody(windows, checks, screen: str, size: str) -> None:
    """AT-X1, AT-X4, AT-C16: axe in both languages; pictures named; one h1; nothing too wide or (AT-X9) too small."""
    person = windows(SIZES[size])
    for lang in ("vi", "en") if size == "360" else ("en",):
        at(person, screen, checks, lang=lang)
        # Each language once: what axe looks at is the same at both sizes but for what lies where.
        if (size, lang) != ("360", "en"):
            person.axe()
        assert person.page.locator("html").get_attribute("lang") == lang
        assert person.page.locator("h1").count() == 1
        assert person.wide() <= 0, (lang, person.page.url)
        assert person.page.locator("img:not([alt])").count() == 0
        assert all(len(alt) > 10 for alt in person.seen("crop").evaluate_all("all => all.map(e => e.alt)"))
        if size == "360":
            assert person.page.evaluate(SMALL) == [], lang
    _only_english(person)
    person.nothing_wrong()


def _only_english(person: Visit) -> None:
    """No string of the Vietnamese column is seen on an English page."""
    text = person.page.locator("body").inner_text()
    for key, (vi, en) in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items():
        if vi != en and "{" not in vi and len(vi) > 3 and not key.startswith("app.lang_"):
            assert not re.search(rf"(?<!\w){re.escape(vi)}(?!\w)", text), key


@EVERY
def test_narrow_and_with_wide_letters_nothing_is_lost(windows, checks, screen: str) -> None:
    """AT-X2, AT-X3, AT-C15: 160 % letters at 360 px; 320 px; and the text spacing of WCAG 1.4.12."""
    person = windows(PHONE)
    at(person, screen, checks, chu=3)
    large = person.page.evaluate(ROOT_PX)
    assert person.wide() <= 0, "160 %"
    assert person.page.evaluate(CLIPPED) == [], "160 %"
    at(person, screen, checks)
    assert large == pytest.approx(1.6 * person.page.evaluate(ROOT_PX))
    person.page.set_viewport_size({"width": 320, "height": 640})
    try:
        assert person.wide() <= 0, "320 px"
        person.page.evaluate(SPACED)
        assert person.page.evaluate(CLIPPED) == [], "spaced"
        assert person.wide() <= 0, "spaced"
    finally:
        person.page.set_viewport_size({"width": 360, "height": 640})


@ON_THE_WAY
def test_the_focus_is_always_seen(windows, checks, screen: str) -> None:
    """AT-X8: from key to key, the focus has a ring, is in the window, and nothing lies on it."""
    person = windows(PHONE)
    at(person, screen, checks)
    seen: list[str] = []
    for _ in range(30):
        person.page.keyboard.press("Tab")
        focus = person.page.evaluate(FOCUS)
        if focus is None or focus["what"] in seen[:1]:
            break
        seen.append(focus["what"])
        assert focus["seen"], focus
        assert focus["top"], focus
        assert focus["ring"], focus
    assert len(seen) >= 5


@ON_THE_WAY
def test_nothing_moves_for_those_who_asked_for_it(visit: Visiting, checks, screen: str) -> None:
    """AT-X7: no animation runs when the device asks for less motion."""
    person = visit(reduced_motion="reduce")
    at(person, screen, checks)
    assert person.page.evaluate("document.getAnimations().length") == 0


def test_a_phone_held_sideways_reaches_the_button(visit: Visiting) -> None:
    """AT-X6: 640 by 360, the main button is there without hunting for it."""
    person = visit((640, 360))
    person.open("/")
    person.seen("start").scroll_into_view_if_needed()
    box = person.seen("start").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 360 - box["height"]
    person.seen("start").click()
    person.page.wait_for_url("**/k/new")


def test_boxes_differ_without_colour(visit: Visiting, finished: Finished) -> None:
    """AT-X5: what must be mended and what may be looked at have lines of different kinds, and badges other words."""
    person = visit(DESK)
    dossier = finished("unsigned")
    person.open_check(dossier, f"/p/{dossier.view()['pages'][0]['id']}")
    styles = {
        kind: person.page.locator(f".mark.{kind} rect.box").first.evaluate(
            "e => getComputedStyle(e).strokeDasharray + getComputedStyle(e).strokeWidth"
        )
        for kind in ("must", "check")
    }
    assert styles["must"] != styles["check"]
    session = person.page.context.new_cdp_session(person.page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
    badges = {one.inner_text().strip() for one in person.page.locator("article .badge").all()}
    assert any("Cần sửa" in text for text in badges)
    assert any("Nên xem lại" in text for text in badges)
