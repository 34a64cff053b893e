"""Words as printed rows, and rows as one stream of letters with the way back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanpipe.model import Rect, Word
from scanpipe.rows import letters_of, make_rows, stream

texts = st.text("abcđĐêộị:.…()/|!0123456789ỨŨ", min_size=1, max_size=8)


def _word(text: str, left: float, top: float, height: float = 3.2) -> Word:
    return Word(text, Rect(left, top, left + 2.0 * len(text), top + height), 0.9)


anywhere = st.lists(
    st.builds(_word, texts, st.floats(0, 200), st.floats(0, 290), st.floats(0.5, 8)),
    max_size=30,
)


@given(anywhere, st.integers(0, 3))
def test_every_word_is_in_one_row(words: list[Word], page: int) -> None:
    """None is lost and none is doubled, wherever they stand."""
    rows = make_rows(words, page)
    assert sorted(map(id, (w for row in rows for w in row.words))) == sorted(map(id, words))
    assert all(row.page == page and row.words for row in rows)
    for row in rows:
        lefts = [w.rect.left for w in row.words]
        assert lefts == sorted(lefts)


printed = st.lists(st.lists(texts, min_size=1, max_size=6), min_size=1, max_size=8)


@given(printed, st.floats(4.5, 9), st.data())
def test_printed_lines_are_rows(lines: list[list[str]], pitch: float, data: st.DataObject) -> None:
    """Letters of different heights, tones above and dots below move a word by less than a millimetre."""
    shake = st.floats(-0.35, 0.35)
    words, wanted = [], []
    for i, line in enumerate(lines):
        x = 10.0
        for text in line:
            words.append(_word(text, x, 20 + i * pitch + data.draw(shake), 3.2 + data.draw(shake)))
            x = words[-1].rect.right + 2
        wanted.append(" ".join(line))
    mixed = data.draw(st.permutations(words))
    assert [row.text for row in make_rows(mixed)] == wanted


def test_a_row_is_as_wide_as_its_words_and_as_high_as_most_of_them() -> None:
    """One tall seal letter does not make the row taller."""
    words = [_word("Nơi", 10, 20), _word("thường", 18, 20), _word("trú:", 32, 20), _word("I", 45, 17.6, 8)]
    (row,) = make_rows(words)
    assert row.rect == Rect(10, 20, 47, 23.2)


def test_a_dash_between_words_stays_in_their_row() -> None:
    """A word without a letter is small; it neither opens a row of its own nor makes the row lower."""
    words = [_word("Độc lập", 10, 20), Word("-", Rect(25, 21.5, 26, 21.9), 0.5), _word("Tự do", 28, 20)]
    (row,) = make_rows(words)
    assert row.text == "Độc lập - Tự do"
    assert (row.top, row.bottom) == (20, 23.2)


def test_no_words_are_no_rows() -> None:
    """An empty page."""
    assert make_rows([]) == ()
    empty = stream([])
    assert (empty.letters, empty.owner, empty.start) == ("", (), {})
    assert empty.words(0, 5) == []


@given(anywhere)
def test_each_letter_of_the_stream_belongs_to_its_word(words: list[Word]) -> None:
    """Every stretch of letters leads back to the words that hold it, in order, and no letter is without an owner."""
    made = stream(make_rows(words))
    assert len(made.owner) == len(made.letters)
    for at, begin in made.start.items():
        part = letters_of(made.word(at).text)
        assert made.letters[begin : begin + len(part)] == part
        assert made.words(begin, begin + len(part)) == ([at] if part else [])
    assert "".join(letters_of(made.word(at).text) for at in sorted(made.start)) == made.letters


@given(anywhere.filter(bool), st.data())
def test_a_stretch_of_letters_names_its_words_in_order(words: list[Word], data: st.DataObject) -> None:
    """What matching finds in the stream is found again on the page."""
    made = stream(make_rows(words))
    begin = data.draw(st.integers(0, len(made.letters)))
    end = data.draw(st.integers(begin, len(made.letters)))
    found = made.words(begin, end)
    assert found == sorted(set(found))
    assert made.letters[begin:end] in "".join(letters_of(made.word(at).text) for at in found)


def test_letters_that_engines_confuse_are_one() -> None:
    """A bar and an exclamation mark are an l to the matching; tones and case do not count."""
    assert letters_of("Tạm |ưu trú!") == letters_of("tam luu trul")


def test_what_a_row_says_stays_out_of_logs() -> None:
    """Words are personal data."""
    assert "Nguyễn" not in repr(make_rows([_word("Nguyễn", 10, 20)]))
