"""Residence on form and card: merged units are no difference, and even a difference is only told."""

from dataclasses import replace

import pytest

from scanpipe.cross.addresses import differ
from scanpipe.findings import FINDINGS
from tests.cross.papers import NUMBER, card, codes, ct01, written

HOME = "Thôn 3, xã Tân Lập, huyện Bắc Quang, tỉnh Hà Giang"


@pytest.mark.parametrize(
    "other",
    [
        "Thôn 3, xã Tân Lập, tỉnh Tuyên Quang",
        "thôn 3 xã tân lập, Tuyên Quang",
        "Thôn 3, Tân Lập, Bắc Quang, Hà Giang",
        "",
    ],
)
def test_merged_units_are_one_place(other: str) -> None:
    """Old district, new province, or nothing at all."""
    assert not differ(HOME, other)
    assert not differ(other, HOME)


@pytest.mark.parametrize("other", ["Thôn 3, xã Tân Lập, tỉnh Nghệ An", "12 Lê Lợi, phường Minh Xuân, tỉnh Tuyên Quang"])
def test_another_province_or_street_is_another_place(other: str) -> None:
    """Who moved."""
    assert differ(HOME, other)


def test_it_is_only_told() -> None:
    """Information, never a question."""
    written_ = written("permanent_residence", "12 Lê Lợi, phường Sài Gòn, TP Hồ Chí Minh")
    form = replace(ct01("TRẦN THỊ HÒA", NUMBER, written_), edition="tt56_2021")
    assert codes(form, card(residence=HOME)) == ["cross.address_differs"]
    assert FINDINGS["cross.address_differs"].severity.value == "info"
