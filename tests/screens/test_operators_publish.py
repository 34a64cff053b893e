"""Publishing, rolling back and bundles in a browser: two people, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.office.publishing_desk import Shop, shop
from tests.office_pages.publish_desk import app_of
from tests.office_pages.stand_in import serving
from tests.publishing.counter import BEFORE, KEY
from tests.screens.probes import CLIPPED, SMALL, SPACED
from tests.screens.visit import DESK, PHONE, SIZES, Visit, visiting

PUBLISH, FORM, BUNDLES = f"/cb/mau/n/ct01/{KEY}/dang", "/cb/mau/f/ct01", "/cb/mau/goi"
SMALL_AT_A_DESK = (
    SMALL.replace("47.5", "31.5")
    .replace("[type=checkbox]", "[type=checkbox], [type=radio]")
    .replace("p, label", ".tick")
)
"""Operators' targets have at least 32 px; a box is ticked by its whole line."""
Coming = Callable[..., Visit]


class Place:
    """The Center, its address, and who sits before the screen."""

    def __init__(self, made: Shop, actor: list[Any], address: str) -> None:
        self.shop, self.actor, self.address = made, actor, address


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The pages over a small forms/, served once."""
    made = shop(tmp_path_factory.mktemp("operators-publish"))
    actor = [made.an]
    with serving(app_of(made, actor)) as address:
        yield Place(made, actor, address)
    made.desk.store.close()


@pytest.fixture
def place(served: Place) -> Place:
    """With a draft that is ready, and the operator before it."""
    served.shop.afresh()
    served.actor[0] = served.shop.an
    return served


@pytest.fixture
def come(browser: Browser, place: Place) -> Iterator[Coming]:
    """Windows of this test; at its end nothing may have gone wrong in any of them."""
    with ExitStack() as open_ones:

        def window(size: tuple[int, int] = DESK, **wishes: Any) -> Visit:
            return open_ones.enter_context(visiting(browser, place.address, size, **wishes))

        yield window


def proposed(person: Visit) -> None:
    """The operator proposes it for tomorrow, with a time of grace."""
    person.open(PUBLISH)
    person.seen("day").fill("2026-11-24")
    person.seen("until").fill("2026-12-31")
    person.seen("propose").click()
    person.page.wait_for_url("**xong=proposed")


def published(place: Place, person: Visit) -> None:
    """And the publisher approves it."""
    proposed(person)
    approved(place, person)


def approved(place: Place, person: Visit) -> None:
    """By the publisher."""
    place.actor[0] = place.shop.binh
    person.open(PUBLISH)
    person.seen("approve").click()
    person.page.wait_for_url("**xong=published")


@pytest.mark.parametrize("size", list(SIZES.values()), ids=list(SIZES))
def test_the_pages_fit_and_are_accessible(place: Place, come: Coming, size: tuple[int, int], tmp_path: Path) -> None:
    """Nothing scrolls sideways, axe finds nothing: before and after the proposal, with a history, with a bundle."""
    person = come(size)

    def look(path: str, name: str) -> None:
        person.open(path)
        person.page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        person.page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert person.wide() == 0, path
        person.axe()
        assert person.page.evaluate(SMALL_AT_A_DESK) == [], path

    # What differs between the two sizes is only how it flows: each page is looked at in one state at each.
    if size == DESK:
        look(PUBLISH, "publish")
    proposed(person)
    if size == PHONE:
        look(PUBLISH, "proposed")
    approved(place, person)
    look(f"{FORM}?lang={'en' if size == DESK else 'vi'}", "form")
    if size == DESK:
        look(f"{BUNDLES}?lang=vi", "bundles")
        return
    person.open(BUNDLES)
    person.page.locator("#mau-1").check()
    with person.page.expect_download() as coming:
        person.seen("export").click()
    bundle = tmp_path / "ct01.scanform.zip"
    coming.value.save_as(bundle)
    path = place.shop.forms / "ct01" / f"2026-07-01_{BEFORE}.yaml"
    path.write_text(path.read_text("utf-8").replace("critical: true", "critical: false", 1), "utf-8")
    person.open(BUNDLES)
    person.seen("file").set_input_files(bundle)
    person.seen("import").click()
    person.seen("take").wait_for()
    look(person.page.url, "bundle")


def test_larger_letters_fit_as_well(place: Place, come: Coming) -> None:
    """At 160 % and with wider spacing nothing is cut off."""
    person = come(DESK)
    published(place, person)
    for path in (FORM, BUNDLES):
        person.open(f"{path}?chu=3")
        person.page.evaluate(SPACED)
        assert person.page.evaluate(CLIPPED) == []
        assert person.wide() == 0


def test_the_same_person_is_refused_and_another_publishes(place: Place, come: Coming) -> None:
    """AT-P9, without scripts: who drafted it finds the button disabled, with the reason; another publishes."""
    person = come(PHONE, java_script_enabled=False)
    proposed(person)
    assert person.seen("approve").is_disabled()
    assert "người có quyền công bố" in person.seen("why-not").inner_text()
    place.actor[0] = replace(place.shop.an, rights=place.shop.binh.rights)
    person.open(PUBLISH)
    assert person.seen("approve").is_disabled()
    assert "vh.an đã soạn" in person.seen("why-not").inner_text()
    place.actor[0] = place.shop.binh
    person.open(PUBLISH)
    assert "00:00 ngày 24/11/2026" in person.seen("when").inner_text()
    person.seen("approve").click()
    assert person.heading.startswith("Tờ khai thay đổi thông tin cư trú")
    assert "Đã lên lịch" in person.seen("edition").first.inner_text()


def test_what_was_live_before_comes_back(place: Place, come: Coming) -> None:
    """AT-P10: asked for with a reason, approved by another; the history shows both, the edition is a draft again."""
    person = come(DESK)
    published(place, person)
    place.actor[0] = place.shop.chi
    person.open(FORM)
    person.seen("reason").fill("mục 7 in sai chữ")
    person.seen("ask").click()
    person.page.wait_for_url("**xong=asked")
    assert person.seen("roll-back").is_disabled()
    place.actor[0] = place.shop.binh
    person.open(FORM)
    person.seen("roll-back").click()
    person.page.wait_for_url("**xong=rolled_back")
    assert [row.get_attribute("data-seq") for row in person.seen("release").all()] == ["2", "1"]
    assert "mục 7 in sai chữ" in person.seen("release").first.inner_text()
    assert person.seen("edition").first.get_attribute("data-edition") == BEFORE
    assert "Đang áp dụng" in person.seen("edition").first.inner_text()
    assert KEY in person.seen("drafts").inner_text()
