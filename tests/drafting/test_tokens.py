"""What stands side by side on a page, whoever typed or scanned it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scanpipe.drafting.tokens import tokens_of
from scanpipe.imaging.leaders import Leader
from scanpipe.model import Rect, Word
from tests.drafting.hand_set import page, rows_of


def _with_words(*words: Word, leaders: tuple[Leader, ...] = (), squares: tuple[Rect, ...] = ()):  # type: ignore[no-untyped-def]
    sheet = page()
    return replace(sheet, words=words, structure=replace(sheet.structure, leaders=leaders, tick_boxes=squares))


def test_dots_glued_to_words_are_cut_off_where_the_leader_is() -> None:
    """Word sets "tộc:……Quốc" without a space: two words with a gap between them."""
    sheet = _with_words(Word("tộc:.......Quốc", Rect(20, 47, 60, 51), 1.0), leaders=(Leader(28, 50, 50),))
    (row,) = rows_of(sheet)
    assert row.text == "tộc: … Quốc"
    assert [(t.rect.left, t.rect.right) for t in row.words] == [(20, 28), (50, 60)]


def test_what_was_read_into_a_square_is_no_word() -> None:
    """ "[]Có" is a square and "Có"."""
    square = Rect(20, 46.5, 24, 50.5)
    sheet = _with_words(Word("[]Có", Rect(20, 47, 28, 51), 0.4), squares=(square,))
    assert [t.text for t in sorted(tokens_of(sheet), key=lambda t: t.rect.left)] == ["□", "Có"]


def test_the_bowl_of_a_letter_is_no_square() -> None:
    """A square of two millimetres inside a word is a letter; one of four beside words is printed to tick."""
    word = Word("Bộ", Rect(20, 47, 24, 51), 0.97)
    assert [t.what for t in tokens_of(_with_words(word, squares=(Rect(22, 48.5, 24, 50.5),)))] == ["word"]


def test_a_raised_mark_stands_on_the_line_of_its_word() -> None:
    """The footnote mark of a label is in its row, and quoted without a space."""
    sheet = _with_words(
        Word("gửi", Rect(20, 47, 26, 51), 1.0),
        Word("(1)", Rect(26.2, 45.5, 29, 48), 1.0),
        leaders=(Leader(31, 90, 50),),
    )
    (row,) = rows_of(sheet)
    assert row.text == "gửi(1) …"


def test_an_underlined_title_is_no_place_to_write() -> None:
    """A rule below words underlines them; one beside words is written on."""
    rules = (Rect(20, 51.4, 60, 51.6), Rect(40, 79.9, 120, 80.1))
    rows = rows_of(page((50, "Độc lập Tự do"), (80, "Họ tên:"), rules=rules))
    assert [r.text for r in rows] == ["Độc lập Tự do", "Họ tên: …"]


def test_columns_of_a_page_are_apart() -> None:
    """Words far apart on one row are two stretches of the same row."""
    left, right = rows_of(page((30, "Số: …20 @120 Mẫu CT01")))
    assert (left.text, right.text) == ("Số: …", "Mẫu CT01")
    assert left.row == right.row


@given(st.integers(1, 3), st.floats(0.3, 2.4))
def test_a_leader_drawn_in_pieces_is_one_gap(pieces: int, between_mm: float) -> None:
    """However often a printer lifts its pen, a dotted line stays one place."""
    leaders = tuple(Leader(40 + n * (20 + between_mm), 60 + n * (20 + between_mm), 50) for n in range(pieces))
    sheet = _with_words(Word("Họ:", Rect(20, 47, 26, 51), 1.0), leaders=leaders)
    gaps = [t for t in tokens_of(sheet) if t.what == "gap"]
    assert len(gaps) == 1
    assert gaps[0].rect.right == leaders[-1].right
