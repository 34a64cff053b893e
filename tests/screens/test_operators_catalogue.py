"""The operator's catalogue in a browser: all forms over time, radar, rechecks; and what a citizen sees after one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from api.app import create_app
from scanpipe.office.catalogue.radar import Radar
from scanpipe.office.catalogue.recheck import Rechecks
from scanpipe.office.office import office_of
from scanpipe.office.people import Actor, Role
from tests.office.center import Center, opened
from tests.office.lawful import NEW, examine_all, lawful
from tests.office_pages.stand_in import serving
from tests.office_pages.test_catalogue_pages import NEW as UNKNOWN
from tests.office_pages.test_statistics_page import LoggedIn
from tests.screens.probes import CLIPPED
from tests.screens.visit import DESK, SIZES, Visit, visiting

PAGES = ("/cb/mau", "/cb/mau/radar", "/cb/mau/ra-soat", "/cb/mau/f/ct01", "/mau/ct01")
Coming = Callable[..., Visit]


@dataclass
class Place:
    """A Center where a form has changed, its address, and who sits before the screen."""

    center: Center
    actor: list[Actor]
    address: str
    recheck: str
    dossier: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One dossier was sent on the form of yesterday and examined again; one paper is of no known edition."""
    center = opened(tmp_path_factory.mktemp("operators"))
    laws = lawful(center)
    row = center.dossier(verdict="submit", may_teach=True)
    laws.publish(dt.date(2026, 11, 1))
    begun = Rechecks(center.desk).due("published", form="ct01", edition=NEW)
    assert begun is not None
    examine_all(center)
    with center.desk.store.database.writing() as session:
        Radar(center.desk).note(session, row.id, (UNKNOWN,))
    actor = [center.actor("vh.tam", Role.OPERATOR, Role.OFFICER)]
    app = create_app(center.desk.settings, center.intake, office_of(center.desk), limited=False)
    app.add_middleware(LoggedIn, actor=actor)
    with serving(app) as address:
        yield Place(center, actor, address, begun.id, row.id)
    center.desk.store.close()


@pytest.fixture
def come(browser: Browser, place: Place) -> Iterator[Coming]:
    """Windows of this test; at its end nothing may have gone wrong in any of them."""
    with ExitStack() as open_ones:

        def window(size: tuple[int, int] = DESK) -> Visit:
            return open_ones.enter_context(visiting(browser, place.address, size))

        yield window


@pytest.mark.parametrize(("size", "lang"), [("360", "vi"), ("1366", "en")])
def test_every_page_can_be_used_by_everybody(place: Place, come: Coming, size: str, lang: str) -> None:
    """No finding of axe, nothing cut off, no page wider than the window."""
    person = come(SIZES[size])
    for path in (*PAGES, f"/cb/mau/ra-soat/{place.recheck}"):
        person.open(f"{path}?lang={lang}")
        person.axe()
        assert person.wide() <= 0, path
        assert person.page.evaluate(CLIPPED) == [], path


def test_a_bar_leads_to_its_form_and_a_recheck_to_the_dossier(place: Place, come: Coming) -> None:
    """From the catalogue to what changed, and on to whom it concerns."""
    person = come()
    person.open("/cb/mau?lang=vi")
    bar = person.page.locator("svg a", has=person.page.locator("title", has_text="116/2026/TT-BCA")).first
    assert "Thông tư 116/2026/TT-BCA" in str(bar.text_content())
    person.open(f"/cb/mau/ra-soat/{place.recheck}")
    line = person.seen("dossier").first
    assert "Cần mẫu mới" in line.inner_text()
    line.locator("a").click()
    person.page.wait_for_url(f"**/cb/h/{place.dossier}**")
    assert "Mẫu đã đổi" in person.page.locator("main").inner_text()


def test_the_list_can_be_narrowed_to_what_needs_a_new_form(place: Place, come: Coming) -> None:
    """AT-P8, the officer's side: a filter, and a mark at the dossier."""
    person = come()
    person.open("/cb/?can-mau-moi=1&lang=vi")
    assert place.dossier in str(person.page.content())
    assert "mẫu mới" in person.page.locator("main").inner_text()
