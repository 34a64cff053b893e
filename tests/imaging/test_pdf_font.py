"""Fonts are read once for all files that bring the same one, and only then."""

from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, NumberObject

from scanpipe.imaging.pdf_font import Fonts

CMAP = b"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n1 beginbfchar\n<41> <%s>\nendbfchar\n"


def font(letter: bytes = b"0110", width: float = 500.0, *, mapped: bool = True) -> DictionaryObject:
    """A font of one letter at the code "A"."""
    stream = DecodedStreamObject()
    stream.set_data(CMAP % letter)
    said = {
        "/Type": NameObject("/Font"),
        "/Subtype": NameObject("/TrueType"),
        "/BaseFont": NameObject("/AAAAAA+Serif"),
        "/FirstChar": NumberObject(65),
        "/LastChar": NumberObject(65),
        "/Widths": ArrayObject([FloatObject(width)]),
        **({"/ToUnicode": stream} if mapped else {}),
    }
    return DictionaryObject({NameObject(key): value for key, value in said.items()})


def test_the_same_font_of_two_files_is_one_face() -> None:
    """Reading its maps takes longer than reading a page."""
    assert Fonts().face(font()) is Fonts().face(font())


def test_a_font_that_says_anything_else_is_another_face() -> None:
    """Another map of letters, or another width: no file decides what is read of another."""
    face, other, wider = (Fonts().face(f) for f in (font(), font(b"0111"), font(width=600.0)))
    assert face
    assert other
    assert wider
    assert [g.text for f in (face, other) for g in f.glyphs(b"A")] == ["Đ", "đ"]
    assert [g.width_em for f in (face, wider) for g in f.glyphs(b"A")] == [0.5, 0.6]


def test_a_font_without_a_map_to_letters_is_read_each_time() -> None:
    """Its letters may come out of its outlines, by which no face is known."""
    assert Fonts().face(font(mapped=False)) is not Fonts().face(font(mapped=False))


def test_a_font_that_contains_itself_is_read_without_being_kept() -> None:
    """A hostile file costs no more than before."""
    loop = font()
    loop[NameObject("/Encoding")] = DictionaryObject({NameObject("/Base"): loop})
    assert Fonts().face(loop) is not Fonts().face(loop) or Fonts().face(loop) is None
