"""What labels usually mean, and whom they name."""

import pytest

from scanpipe.drafting.usual import meaning_of, part_in, person_in
from scanpipe.validators.registry import VALIDATORS


@pytest.mark.parametrize(
    ("label", "key", "type_"),
    [
        ("2. Ngày, tháng, năm sinh:", "dob", "date"),
        ("4. Số định danh cá nhân:", "personal_id", "citizen_id"),
        ("4. Số định danh cá nhân/CMND:", "id_doc", "identity_document"),
        ("5. Số điện thoại liên hệ (nếu có):", "phone", "phone"),
        ("Hộp thư điện tử:", "email", "email"),
        ("Tổng số (bằng chữ):", "amount_words", "money_words"),
        ("Quận/Huyện/Thị xã/Thành phố thuộc tỉnh:", "district", "text"),
        ("Tỉnh/Thành phố trực thuộc trung ương:", "province", "place"),
        ("8. Mối quan hệ với chủ hộ:", "relationship_to_head", "text"),
        ("TT", "number", "text"),
    ],
)
def test_a_label_means_what_it_usually_means(label: str, key: str, type_: str) -> None:
    """The longest usual words decide; item numbers and what is in parentheses do not stand in the way."""
    meaning = meaning_of(label)
    assert meaning is not None
    assert (meaning.key, meaning.type) == (key, type_)


@pytest.mark.parametrize("label", ["Nơi đóng dấu:", "", "…", "Phát hành"])
def test_an_unusual_label_means_nothing(label: str) -> None:
    """Two letters in the middle of a word ("TT", "SĐT") are no usual words."""
    assert meaning_of(label) is None


def test_a_label_names_its_person() -> None:
    """The mother is not the child, though both are named on the form."""
    assert person_in("Họ, chữ đệm, tên người mẹ:") == "mother"
    assert person_in("NGƯỜI KÊ KHAI(7)") == "declarant"
    assert person_in("CHỦ HỘ KINH DOANH") == "owner"
    assert person_in("Giới tính:") is None


def test_a_heading_names_a_part() -> None:
    """An address has a part of its own, whoever's it is."""
    assert part_in("2. Địa chỉ trụ sở hộ kinh doanh:") == "premises"
    assert part_in("Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:") == "subject"
    assert part_in("4. Vốn:") is None


def test_every_type_of_the_table_has_a_validator() -> None:
    """The table names no type that a field could not have."""
    from scanpipe.drafting.usual import _table

    assert {label.type for label in _table().labels} <= {*VALIDATORS, "text"}
