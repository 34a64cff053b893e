"""The pages over a desk in memory, and somebody's browser that reads what it gets."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest

from api.app import create_app
from api.security import cookie_name
from scanpipe.intake.views import CheckView
from scanpipe.settings import Settings
from tests.web.desk import TOKEN, FakeDesk

with warnings.catch_warnings():
    # Starlette would rather have httpx2, which says nothing about how it works with httpx.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

JPEG = b"\xff\xd8\xff\xe0 a photo"
VOID = {"meta", "link", "img", "input", "br", "hr", "rect", "circle", "path"}


@dataclass
class Element:
    """A tag with what it says of itself and all text within."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""
    inside: tuple[str, ...] = ()


@dataclass
class Html:
    """A page as a list of its elements."""

    elements: list[Element] = field(default_factory=list)

    def all(self, tag: str, **wanted: str) -> list[Element]:
        names = {name.rstrip("_").replace("_", "-"): value for name, value in wanted.items()}
        return [e for e in self.elements if e.tag == tag and all(e.attributes.get(n) == v for n, v in names.items())]

    def marked(self, name: str) -> list[Element]:
        return [e for e in self.elements if e.attributes.get("data-testid") == name]

    @property
    def title(self) -> str:
        return self.all("title")[0].text.strip()

    @property
    def h1(self) -> str:
        return " ".join(self.all("h1")[0].text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Html()
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), inside=tuple(e.tag for e in self.open))
        self.page.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append(Element(tag, dict(attrs), inside=tuple(e.tag for e in self.open)))

    def handle_endtag(self, tag: str) -> None:
        inner = self.open[-1].tag if self.open else ""
        assert inner == tag, f"</{tag}> closes <{inner}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def read(html: str) -> Html:
    """The page; fails where tags are not closed in order."""
    reader = _Reader()
    reader.feed(html)
    assert not reader.open, [e.tag for e in reader.open]
    return reader.page


@dataclass
class Browser:
    """Follows links and sends forms as a browser without scripts does."""

    client: TestClient
    desk: FakeDesk

    def holds(self, view: CheckView) -> CheckView:
        """Have a check on the desk that this browser made."""
        self.desk.put(view)
        name = cookie_name(view.code)
        assert name
        self.client.cookies.set(name, TOKEN, domain="testserver.local", path="/")
        return view

    def get(self, path: str, status: int = 200) -> Html:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return read(answer.text)

    def goes(self, path: str) -> str:
        """Where an address leads."""
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == 303, answer.status_code
        return answer.headers["location"]

    def post(self, path: str, files: list[Any] | None = None, **fields: str) -> Any:
        """Send a form with its token; nothing is followed."""
        fields = {"csrf": self.token(), **fields}
        return self.client.post(path, data=fields, files=files, follow_redirects=False)

    def token(self) -> str:
        page = self.client.get("/k/new").text
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
        assert found
        return found[1]


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def settings() -> Settings:
    return Settings(
        max_file_mb=1,
        controller_name="Trung tâm xã Thử",
        controller_address="1 Đường Thử",
        controller_phone="1900 0000",
    )


@pytest.fixture
def browser(desk: FakeDesk, settings: Settings) -> Iterator[Browser]:
    with TestClient(create_app(settings, desk, limited=False), headers={"Accept": "text/html"}) as client:
        yield Browser(client, desk)


@pytest.fixture
def photo() -> Callable[[str], tuple[str, tuple[str, bytes, str]]]:
    """A photo as a form sends it."""
    return lambda name: ("tep", (name, JPEG + name.encode(), "image/jpeg"))
