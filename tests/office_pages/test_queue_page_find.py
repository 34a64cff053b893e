"""Finding a dossier by what somebody holds in their hand."""

import io

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from api.office.qr_photo import text_in
from tests.office_pages.conftest import Officer
from tests.office_pages.stand_in import StandIn
from tests.web.conftest import read

FOUND = "/cb/h/chk_00000000000000000000000000"


def _receipt(text: str, *, turned: float = 0, kind: str = "JPEG", size: tuple[int, int] = (2400, 3200)) -> bytes:
    """A photo of a receipt: a sheet with a code in its upper corner and some print, held a little askew."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    square = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=12))
    sheet = Image.new("L", size, 235)
    sheet.paste(square, (300, 400))
    pen = ImageDraw.Draw(sheet)
    for y in range(1400, 2800, 90):
        pen.line((300, y, 2000, y), fill=40, width=12)
    made = io.BytesIO()
    sheet.rotate(turned, fillcolor=90).save(made, kind, quality=80)
    return made.getvalue()


@pytest.mark.parametrize(
    "typed",
    ["KT-2222-22QX", "kt-2222-22qx", "KT 2222 22QX", " 222222QX ", "https://kiem-tra.example.vn/q/KT-2222-22QX"],
)
def test_a_code_leads_to_its_dossier(officer: Officer, typed: str) -> None:
    """However it was typed, and as a hand scanner types it."""
    answer = officer.client.get("/cb/tim", params={"ma": typed}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, FOUND)


def test_an_unknown_code_is_said_and_can_be_mended(officer: Officer) -> None:
    """What was typed stands in the box, the trouble on top leads to it."""
    page = officer.get("/cb/tim?ma=KT-9999-9999", status=404)
    assert page.title.startswith("Lỗi") or "Tìm hồ sơ" in page.title
    [trouble] = page.marked("trouble")
    assert "KT-9999-9999" in trouble.text
    assert page.marked("code")[0].attributes["value"] == "KT-9999-9999"
    assert [e.attributes["href"] for e in page.all("a") if "section" in e.inside] == ["#ma"]


def test_what_somebody_typed_is_only_text(officer: Officer) -> None:
    """Angle brackets stay brackets; a long text is cut."""
    typed = "<b>x</b>" + "y" * 500
    answer = officer.client.get("/cb/tim", params={"ma": typed})
    assert "<b>x" not in answer.text
    assert read(answer.text).marked("code")[0].attributes["value"] == typed[:300]
    assert "y" * 40 not in read(answer.text).marked("trouble")[0].text


def test_without_a_code_it_is_asked_for(officer: Officer) -> None:
    """By keys, by camera where there is one, by photo."""
    page = officer.get("/cb/tim")
    assert page.h1 == "Tìm hồ sơ bằng mã"
    assert "hidden" in page.marked("camera")[0].attributes
    assert page.marked("photo")[0].attributes["type"] == "file"


@pytest.mark.parametrize(("kind", "turned"), [("JPEG", 0), ("JPEG", 7), ("PNG", 90), ("WEBP", 180)])
def test_a_photo_is_read(kind: str, turned: float) -> None:
    """Whichever way it was held."""
    assert text_in(_receipt("https://a.example/q/KT-2222-22QX", kind=kind, turned=turned)) == (
        "https://a.example/q/KT-2222-22QX"
    )


@pytest.mark.parametrize("photo", [b"", b"no picture", b"\xff\xd8\xff\xe0 cut", b"%PDF-1.7", b"GIF89a"])
def test_what_is_no_picture_has_no_code(photo: bytes) -> None:
    """Refused without an error of ours."""
    assert text_in(photo) is None


def test_a_picture_like_a_bomb_is_not_decoded() -> None:
    """A small file may claim to be a very large picture."""
    made = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(made, "PNG")
    assert text_in(made.getvalue()) is None


def _sent(officer: Officer, photo: bytes):
    token = officer.get("/cb/tim").all("input", name="csrf")[0].attributes["value"]
    files = {"anh": ("qr.jpg", photo, "image/jpeg")}
    return officer.client.post("/cb/tim", data={"csrf": token}, files=files, follow_redirects=False)


def test_a_photo_leads_to_its_dossier(officer: Officer, house: StandIn) -> None:
    """Through the same search as a typed code."""
    answer = _sent(officer, _receipt(f"https://a.example/q/{house.queue.lines[0].code}"))
    assert answer.status_code == 303
    assert officer.goes(answer.headers["location"]) == FOUND


def test_a_photo_without_a_code_says_what_to_do(officer: Officer) -> None:
    """Closer, sharper, or by hand."""
    answer = _sent(officer, _receipt("x" * 400)[:2000])
    assert answer.status_code == 422
    assert "gõ mã" in answer.text
