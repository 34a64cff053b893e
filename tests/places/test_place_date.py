"""The date line of a letterhead, and what stands beside it."""

from scanpipe.fit import rank
from scanpipe.locate import locate
from scanpipe.model import Word
from scanpipe.places.place import Place
from scanpipe.rows import make_rows, stream
from tests.checks.hand_made import catalog, edition
from tests.places.sheets import line, structure
from tests.scripted import typed

NUMBER = line("number", "Số: …")
DAY = line("place_date", "……, ngày … tháng … năm …", kind="place_date")
TO = line("to", "Kính gửi: Phòng Tài chính và Kế hoạch")
NAME = line("name", "Tên hộ kinh doanh ghi bằng chữ in hoa:")
SIGN = line("owner", "CHỦ HỘ KINH DOANH", kind="signature")
BODY = typed(TO.label, 30, 70) + typed(NAME.label, 30, 80) + typed("CHỦ HỘ KINH DOANH", 130, 200)
DATE = typed("Huế, ngày 5 tháng 11 năm 2026", 110, 50)


def placed(*words: Word, leaders: tuple[tuple[float, float, float], ...] = ()) -> dict[str, Place]:
    """The places on a notice of a household business."""
    form = edition(NUMBER, DAY, TO, NAME, SIGN)
    paper = stream(make_rows([*typed("THÔNG BÁO", 60, 60), *BODY, *words]))
    (fit,) = rank(paper, catalog(form), "trial")
    return {p.spec.key: p for p in locate(fit, paper, [structure(leaders=leaders)])}


def test_a_letterhead_has_its_date_above_the_addressee() -> None:
    """Far from the signature, and not the date of a certificate below."""
    other = typed("Cấp ngày 1 tháng 2 năm 2020", 30, 190)
    place = placed(*DATE, *other)["place_date"].rect
    assert place is not None
    assert place.top < 51.6 < place.bottom


def test_a_number_ends_where_the_date_beside_it_begins() -> None:
    """Two columns of one row."""
    places = placed(*typed("Số: 12", 30, 50), *DATE, leaders=((38.0, 80.0, 53.2),))
    number, date = places["number"].rect, places["place_date"].rect
    assert number is not None
    assert date is not None
    assert 70 < number.right < date.left < 112


def test_the_comma_before_the_day_is_not_looked_at() -> None:
    """It is print, and in italics as large as a stroke of a pen."""
    day = next(w for w in DATE if w.text == "ngày")
    regions = placed(*DATE)["place_date"].regions
    assert not any(r.left < day.rect.left - 1.5 < r.right for r in regions)
    assert any(r.left < day.rect.left - 4 < r.right for r in regions)


def test_a_letterhead_without_a_date_has_no_place_for_it() -> None:
    """A date below the addressee is another one."""
    assert not placed(*typed("Cấp ngày 1 tháng 2 năm 2020", 30, 190))["place_date"].located
