"""Addresses and provinces, before and after July 2025."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.text import without_marks
from scanpipe.validators import place
from scanpipe.validators.tables import table

BEFORE, SINCE = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
OLD = {row["name"]: row["current"] for row in table("provinces")["provinces_63"]}
NEW = [row["name"] for row in table("provinces")["provinces_34"]]
PREFIXES = ["", "tỉnh ", "Tỉnh ", "thành phố ", "TP. ", "TP.", "tp ", "T. "]


def test_there_were_63_and_are_34() -> None:
    """And each of the 34 was made of at least one of the 63."""
    assert (len(OLD), len(NEW), len(set(NEW))) == (63, 34, 34)
    assert set(OLD.values()) == set(NEW)


@given(
    st.sampled_from(sorted(OLD)),
    st.sampled_from(PREFIXES),
    st.sampled_from(["NFC", "NFD"]),
    st.booleans(),
    st.booleans(),
)
def test_every_old_province_resolves_to_one_of_34(name: str, prefix: str, form: str, upper: bool, marks: bool) -> None:
    """Whatever its prefix, case, Unicode form, and with tones lost."""
    written = unicodedata.normalize(form, prefix + name)
    written = written.upper() if upper else written
    found = place.resolve(written if marks else without_marks(written))
    assert found is not None
    assert (found.name, found.current) == (name, OLD[name])
    assert found.current in NEW
    assert found.defunct == (name not in NEW)


@pytest.mark.parametrize("name", NEW)
def test_a_new_address_raises_no_doubt(name: str) -> None:
    """Province and commune, as the law has it."""
    assert place.doubts(f"Thôn 1, xã Tân Lập, tỉnh {name}", on=SINCE) == ()
    assert place.doubts(f"Số 5 phố Huế, phường Minh Khai, TP. {name}, Việt Nam", on=SINCE) == ()


@pytest.mark.parametrize("name", sorted(OLD))
def test_an_old_address_on_an_old_paper_raises_no_doubt(name: str) -> None:
    """It was right when it was written."""
    address = f"Thôn 1, xã Tân Lập, huyện Bình An, tỉnh {name}"
    assert place.doubts(address, on=BEFORE) == ()
    assert place.doubts(address) == ()
    assert "district_level" in place.doubts(address, on=SINCE)


@pytest.mark.parametrize(
    ("address", "doubts"),
    [
        ("xã Tân Lập, tỉnh Hà Giang", ("province_defunct",)),
        ("Tổ 1, phường Bến Thành, quận 1, TP.HCM", ("district_level",)),
        ("Tổ 1, P. Bến Thành, Q1, TPHCM", ("district_level",)),
        ("xã An Phú, H. Củ Chi, Hồ Chí Minh", ("district_level",)),
        ("phường Hiệp Phú, TP. Thủ Đức, TP. Hồ Chí Minh", ("district_level",)),
        ("xã Phú An - thị xã Bến Cát - tỉnh Bình Dương", ("province_defunct", "district_level")),
        ("thành phố Huế, tỉnh Thừa Thiên Huế", ("province_defunct", "district_level")),
        ("phường Hà Giang, tỉnh Tuyên Quang", ()),
        ("Phường Hà Nam, thành phố Hải Phòng", ()),
        ("phường Bình Thuận", ("province_unknown",)),
        ("Số 9 đường Thái Bình", ("province_unknown",)),
        ("thành phố Huế", ()),
        ("Hải Hưng", ("province_defunct",)),
        ("Paris, Pháp", ("province_unknown",)),
    ],
)
def test_what_a_new_paper_should_not_name_is_asked_about(address: str, doubts: tuple[str, ...]) -> None:
    """Never refused, and a commune named like an old province is none."""
    assert place.is_valid(address, on=SINCE)
    assert place.doubts(address, on=SINCE) == doubts


def test_a_divided_province_has_no_present_name() -> None:
    """Hải Hưng is in two of the 34; Hà Tây in one."""
    hai_hung, ha_tay = place.resolve("Hải Hưng"), place.resolve("Hà Tây")
    assert hai_hung is not None
    assert hai_hung.current is None
    assert ha_tay is not None
    assert ha_tay.current == "Hà Nội"


def test_the_district_is_given_as_written() -> None:
    """So that a person sees what was meant."""
    assert place.parts("xã An Phú, huyện Củ Chi, TP. HCM").district == "huyện Củ Chi"


@pytest.mark.parametrize("text", ["", "……", "123", "12/3"])
def test_a_place_is_written_in_letters(text: str) -> None:
    """Nothing else is refused."""
    assert not place.is_valid(text)
