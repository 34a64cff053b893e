"""Printed labels found again: in their order, whatever stands between them and however badly they were read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.catalog import FieldSpec, Kind
from scanpipe.labels import align, core, numbers_items, places, tails
from scanpipe.printed import printed
from scanpipe.rows import letters_of
from tests.scripted import CATALOG, lines

LABELS = ("1. Họ, chữ đệm và tên:", "2. Ngày, tháng, năm sinh:", "3. Giới tính:", "4. Số định danh cá nhân:")


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("1. Họ, chữ đệm và tên:", "1. Họ, chữ đệm và tên:"),
        ("Nơi cư trú(2): ……………", "Nơi cư trú:"),
        ("Số lượng: … bản", "Số lượng:"),
        ("Giới tính: Nam □ Nữ □", "Giới tính:"),
        ("……, ngày … tháng … năm …", "ngày"),
        ("Kính gửi(1): ______", "Kính gửi:"),
        ("□ Không kinh doanh tại trụ sở", "Không kinh doanh tại trụ sở"),
        ("Vốn kinh doanh [ ]", "Vốn kinh doanh"),
        ("…………", ""),
        ("", ""),
    ],
)
def test_the_core_of_a_label_is_what_is_printed_before_the_blank(label: str, words: str) -> None:
    """No footnote mark, no leader, no box."""
    assert core(label) == words


@given(st.text(max_size=60))
def test_a_core_is_part_of_its_label(label: str) -> None:
    """Whatever an operator types: letters are only ever left out."""
    assert len(letters_of(core(label))) <= len(letters_of(label))


def test_every_ordered_line_of_the_catalogue_has_words_to_find_it_by() -> None:
    """A label without two letters cannot be found on any paper, so such lines are the rare exception."""
    lost = [
        (p.edition.edition, line)
        for p in printed(CATALOG)
        for line, c, ordered in zip(p.edition.lines, p.cores, p.ordered, strict=True)
        if ordered and isinstance(line, FieldSpec) and " | " not in line.label and len(letters_of(c)) < 2
        if line.required == "yes"
    ]
    assert lost == []


def test_labels_are_found_in_their_rows_with_their_places() -> None:
    """Each hit names its row, and its rectangle ends at the colon, not behind the value."""
    page = lines(*(f"{label} NGUYỄN VĂN A" for label in LABELS))
    hits = align([core(label) for label in LABELS], page)
    assert [h and h.row for h in hits] == [0, 1, 2, 3]
    for row, hit in zip(page.rows, hits, strict=True):
        assert hit is not None
        value = next(w for w in row.words if w.text == "NGUYỄN")
        assert hit.rect.right <= value.rect.left
        assert hit.score > 95


def test_a_value_stuck_to_the_colon_is_not_part_of_the_label() -> None:
    """ "tên:NGUYỄN" is one word to an engine, and two things to us."""
    page = lines("1. Họ, chữ đệm và tên:NGUYỄN VĂN A")
    (hit,) = align([core(LABELS[0])], page)
    word = page.rows[0].words[5]
    assert word.text == "tên:NGUYỄN"
    assert hit is not None
    assert word.rect.left < hit.rect.right < word.rect.center[0]


def test_the_same_label_four_times_is_found_four_times_in_order() -> None:
    """ "Xã/Phường/Đặc khu:" stands behind every address: each gets its own, between its neighbours."""
    parts = ("Số nhà, đường:", "Xã/Phường/Đặc khu:", "Tỉnh/Thành phố:")
    page = lines(*(f"{label} abc" for _ in range(4) for label in parts))
    hits = align([core(label) for _ in range(4) for label in parts], page)
    assert [h and h.row for h in hits] == list(range(12))


def test_a_label_that_is_not_printed_is_not_found() -> None:
    """Its neighbours keep their places."""
    page = lines(LABELS[0], LABELS[1], LABELS[3])
    hits = align([core(label) for label in LABELS], page)
    assert [h and h.row for h in hits] == [0, 1, None, 2]


def test_printed_order_decides_between_equal_labels() -> None:
    """What stands above the label before it is somebody else's."""
    page = lines("Họ tên:", "Nơi cư trú:", "Họ tên:")
    hits = align([core("Nơi cư trú:"), core("Họ tên:")], page)
    assert [h and h.row for h in hits] == [1, 2]


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_lost_tones_and_confused_letters_do_not_lose_a_label(data: st.DataObject) -> None:
    """One letter in eight read wrongly, tones gone."""
    label = data.draw(st.sampled_from([text for text in LABELS if len(text) > 20]))
    letters = list(label)
    spots = st.integers(3, len(letters) - 2)
    for i in data.draw(st.lists(spots, max_size=len(letters) // 8)):
        letters[i] = data.draw(st.sampled_from("aoeinrt")) if letters[i].isalpha() else letters[i]
    (hit,) = align([core(label)], lines("Kính gửi:", "".join(letters), "Ghi chú:"))
    assert hit is not None
    assert hit.row == 1


def test_a_label_over_two_lines_ends_on_the_second() -> None:
    """Its rectangle is the part behind which people write."""
    page = lines("Nội dung đề nghị đăng ký thay đổi thông tin", "cư trú của công dân: abc")
    (hit,) = align([core("Nội dung đề nghị đăng ký thay đổi thông tin cư trú của công dân:")], page)
    assert hit is not None
    assert (hit.first[0], hit.last[0]) == (0, 1)
    assert hit.rect.top == page.rows[1].top


@pytest.mark.parametrize("text", ["", "a", ":", "……"])
def test_what_has_no_letters_is_found_nowhere(text: str) -> None:
    """One letter stands everywhere, so it proves nothing."""
    assert list(places(text, lines("Họ và tên: abc"))) == []


def test_nothing_is_found_on_an_empty_page() -> None:
    """No rows, no hits, no error."""
    assert align([core(label) for label in LABELS], lines()) == [None] * 4
    assert align([], lines("Họ và tên:")) == []


def test_a_short_label_has_to_begin_a_word() -> None:
    """ "Số:" is not the end of "xác số"."""
    assert list(places("Số:", lines("abcdso efgh"))) == []
    assert [h.row for h in places("Số:", lines("Kính gửi", "Số: 12"))] == [1]


def test_tails_are_the_printed_words_behind_the_blank() -> None:
    """ "Số lượng: … bản": the unit is print, not an answer."""
    assert tails(FieldSpec(key="copies", label="Số lượng: … bản")) == ["bản"]
    assert tails(FieldSpec(key="name", label="Họ và tên:")) == []
    signing = FieldSpec(key="s", label="NGƯỜI KHAI", kind=Kind.SIGNATURE, captions=("(Ký, ghi rõ họ tên)",))
    assert "(Ký," in tails(signing)


def test_items_that_print_numbers_are_known() -> None:
    """ "(1) … (2) … (3) …" is print; a footnote mark "(1)" is not."""
    assert numbers_items(FieldSpec(key="a", label="Gồm: (1) … (2) … (3) …"))
    assert not numbers_items(FieldSpec(key="a", label="Kính gửi (1):"))
