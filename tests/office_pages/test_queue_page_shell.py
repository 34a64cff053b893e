"""The frame of the Center's pages, before somebody logged in and when something went wrong."""

from fastapi import Request, Response

from api.office.shell import show_error, show_office, ways
from scanpipe.office.people import Role, rights_of
from tests.office_pages.conftest import Officer
from tests.office_pages.stand_in import LEAD, OFFICER, StandIn


def _nobody(request: Request) -> Response:
    return show_office(
        request, "office/error.html.j2", actor=None, title="Xin chào", lines=("Mời đăng nhập.",), number=None
    )


def _broken(request: Request) -> Response:
    request.state.actor = OFFICER
    return show_error(request, 500, "Hệ thống đang trục trặc", ["Thử lại sau."], "req_1")


def test_before_the_login_there_is_no_menu(officer: Officer, house: StandIn) -> None:
    """No ways, no search, nobody to log out; the languages are there."""
    house.app.add_api_route("/cb/thu", _nobody, response_model=None)
    page = officer.get("/cb/thu")
    assert page.marked("account") == page.marked("find") == []
    assert [e.text for e in page.all("a", hreflang="en")] == ["English"]
    assert next(e.attributes["href"] for e in page.all("a")) == "#noi-dung"


def test_an_error_keeps_the_frame(officer: Officer, house: StandIn) -> None:
    """Who is logged in keeps menu and search, reads what to do, and has a number to quote where the fault is ours."""
    house.app.add_api_route("/cb/hong", _broken, response_model=None)
    page = officer.get("/cb/hong", status=500)
    assert page.title == "Lỗi: Hệ thống đang trục trặc"
    assert page.marked("account")
    assert "req_1" in officer.client.get("/cb/hong").text


def test_the_menu_marks_where_one_is() -> None:
    """A dossier and the search belong to the list; a page of somebody to the accounts."""

    def here(path: str) -> list[str]:
        administrator = rights_of([Role.OFFICER, Role.LEAD, Role.ADMINISTRATOR])
        actor = type(LEAD)("off", "a", "A", "hx", administrator)
        return [way.address for way, at in ways(actor, path) if at]

    assert here("/cb/") == here("/cb/h/chk_1/bs") == here("/cb/tim") == ["/cb/"]
    assert here("/cb/nguoi/ng.hoa") == ["/cb/nguoi"]
    assert here("/cb/toi") == []
    assert ways(None, "/cb/") == ()
