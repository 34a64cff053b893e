"""The operator's pages of a draft in a browser: nothing that axe finds, nothing cut off, both languages, both sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from scanpipe.office.catalogue.errands import State
from tests.office_pages.draft_desk import HOME, STAFF_COOKIE, DraftDesk, draft_desk, report_of
from tests.office_pages.editor_desk import EDITION, FORM
from tests.office_pages.stand_in import serving
from tests.screens.probes import CLIPPED, SMALL
from tests.screens.visit import DESK, SIZES, Visit, visiting

pytestmark = pytest.mark.poppler

SMALL_AT_A_DESK = SMALL.replace("47.5", "31.5").replace("'p, label'", "'p, label, .tick'")
"""Operators' targets have at least 32 px."""
COMPARE = f"/cb/mau/so/{FORM}?cu=tt53_2025&moi=tt116_2026"
WAITING = f"/cb/mau/moi/{FORM}/tt5_2029"
PAGES = {
    "overview": HOME,
    "check": f"{HOME}/kiem",
    "pictures": COMPARE,
    "fields": f"/cb/mau/so/{FORM}?cu=tt56_2021&moi=nhap:{EDITION}&the=muc",
    "yaml": f"{COMPARE}&the=yaml",
    "new": "/cb/mau/moi",
    "waiting": WAITING,
}

Coming = Callable[..., Visit]


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DraftDesk, str]]:
    """A Center with a draft that was tested and failed, and one that is being made; served."""
    made = draft_desk(tmp_path_factory.mktemp("draft"))
    draft = made.editor.draft
    (draft.folder / "trial.json").write_text(report_of(draft.etag).to_json())
    made.errands.start(f"draft/{FORM}@tt5_2029", ("forms", "draft"), draft.folder)
    with serving(made.editor.app) as address:
        yield made, address
    made.close()


@pytest.fixture
def come(browser: Browser, center: tuple[DraftDesk, str]) -> Iterator[Coming]:
    """Windows of an operator; at the end nothing may have gone wrong in any of them."""
    with ExitStack() as open_ones:

        def window(size: tuple[int, int] = DESK, path: str = HOME) -> Visit:
            person = open_ones.enter_context(visiting(browser, center[1], size))
            person.page.context.add_cookies([{"name": STAFF_COOKIE, "value": "vh.mai", "url": center[1]}])
            person.open(path)
            return person

        yield window


@pytest.mark.parametrize(("size", "lang"), [("360", "vi"), ("1366", "en")])
def test_every_page_can_be_used_by_everybody(come: Coming, size: str, lang: str) -> None:
    """No finding of axe, nothing cut off, nothing too small, no wider than the window; in both languages."""
    person = come(SIZES[size])
    # The YAML is a long table of plain cells: once is enough.
    for path in (path for name, path in PAGES.items() if name != "yaml" or size == "1366"):
        person.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        person.axe()
        assert person.wide() <= 0, path
        assert person.page.evaluate(CLIPPED) == [], path
        assert person.page.evaluate(SMALL_AT_A_DESK) == [], path


def test_one_blank_fades_into_the_other_by_keys(come: Coming) -> None:
    """The slider is moved with arrow keys and says what is seen; nothing moves without being asked."""
    person = come(path=COMPARE)
    person.page.locator("summary", has_text="Chồng hai mẫu").click()
    slider = person.page.locator("[data-onion-fade]").first
    top = person.page.locator("[data-onion-top]").first
    expect(top).to_have_css("opacity", "0.5")
    slider.focus()
    person.page.keyboard.press("End")
    expect(top).to_have_css("opacity", "1")
    expect(slider).to_have_attribute("aria-valuetext", "Mẫu cũ 0%, Mẫu mới 100%")


def test_the_page_shows_by_itself_when_the_machine_is_done(come: Coming, center: tuple[DraftDesk, str]) -> None:
    """It asks again and again; what failed is said without a click."""
    house, _ = center
    person = come(path=WAITING)
    expect(person.seen("errand")).to_have_attribute("data-state", "running")
    house.errands.end(f"draft/{FORM}@tt5_2029", State.FAILED, "scanpipe: the blank has no page.")
    expect(person.seen("said")).to_have_text("the blank has no page.")
    expect(person.seen("again")).to_be_visible()
