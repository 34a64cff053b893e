"""Signatures: the free space under a caption, in its own column."""

from scanpipe.catalog import FieldSpec
from scanpipe.fit import rank
from scanpipe.locate import locate
from scanpipe.model import Word
from scanpipe.places.place import Place
from scanpipe.rows import Row, make_rows, stream
from tests.checks.hand_made import catalog, edition
from tests.places.sheets import line, structure
from tests.scripted import typed

HEAD = line("head", "Ý KIẾN CỦA CHỦ HỘ", kind="signature", captions=("(Ký, ghi rõ họ tên)",))
SIGN = line("declarant", "NGƯỜI KÊ KHAI", kind="signature", captions=("(Ký, ghi rõ họ tên)",))
DAY = line("place_date", "……, ngày … tháng … năm …", kind="place_date")
BODY = typed("Tôi cam đoan những nội dung khai trên là đúng:", 30, 180)
DATE = typed("……, ngày …… tháng …… năm ……", 110, 192)
CAPTIONS = typed("Ý KIẾN CỦA CHỦ HỘ", 35, 200) + typed("NGƯỜI KÊ KHAI", 130, 200)
BELOW = typed("(Ký, ghi rõ họ tên)", 35, 205) + typed("(Ký, ghi rõ họ tên)", 127, 205)


def placed(*words: Word, signs: tuple[FieldSpec, ...] = (HEAD, SIGN)) -> dict[str, Place]:
    """The places on a paper of a small form: a line, a date line and signatures."""
    form = edition(line("statement", "Tôi cam đoan những nội dung khai trên là đúng:"), DAY, *signs)
    paper = stream(make_rows([*typed("TỜ KHAI THỬ", 60, 30), *BODY, *words]))
    (fit,) = rank(paper, catalog(form), "trial")
    return {p.spec.key: p for p in locate(fit, paper, [structure()])}


def test_each_caption_has_the_space_below_it() -> None:
    """Two columns, two places that do not touch."""
    places = placed(*DATE, *CAPTIONS, *BELOW)
    (head,), (own,) = places["head"].regions, places["declarant"].regions
    assert min(head.top, own.top) > 204
    assert min(head.height, own.height) > 10
    assert head.overlap(own) == 0
    assert 35 < head.center[0] < 75
    assert 125 < own.center[0] < 165


def signed_over_a_break(*following: Word) -> Place:
    """The place to sign when the caption is the last line of its page, and these words begin the next one."""
    form = edition(line("statement", "Tôi cam đoan những nội dung khai trên là đúng:"), SIGN)
    last = [*typed("TỜ KHAI THỬ", 60, 30), *BODY, *typed("NGƯỜI KÊ KHAI", 130, 277)]
    rows: list[Row] = [*make_rows(last), *make_rows(following, 1)]
    paper = stream(rows)
    (fit,) = rank(paper, catalog(form), "trial")
    return next(p for p in locate(fit, paper, [structure(), structure()]) if p.spec.key == "declarant")


def test_who_signs_on_the_next_page_has_signed() -> None:
    """A caption at the very end of a page has its space at the top of the next one."""
    place = signed_over_a_break(*typed("(Ký, ghi rõ họ tên)", 127, 22), *typed("NGUYỄN VĂN A", 130, 50))
    (region,) = place.regions
    assert place.page == 1
    assert 25 < region.top < 30
    assert 125 < region.center[0] < 160


def test_no_space_is_made_up_at_the_end_of_a_paper() -> None:
    """A strip at the edge of the paper is no place to sign, and nobody is accused of leaving it empty."""
    form = edition(line("statement", "Tôi cam đoan những nội dung khai trên là đúng:"), SIGN)
    paper = stream(make_rows([*typed("TỜ KHAI THỬ", 60, 30), *BODY, *typed("NGƯỜI KÊ KHAI", 130, 284)]))
    (fit,) = rank(paper, catalog(form), "trial")
    assert not any(p.located for p in locate(fit, paper, [structure()]) if p.spec.key == "declarant")


def test_printed_words_below_end_the_place() -> None:
    """The notes at the foot are not a signature."""
    notes = typed("Chú thích: (1) Cơ quan đăng ký cư trú", 30, 222) + typed("(2) Ghi rõ họ tên", 30, 228)
    places = placed(*CAPTIONS, *BELOW, *notes)
    assert all(r.bottom < 224 for r in places["head"].regions)


def test_a_caption_that_is_not_there_is_not_found() -> None:
    """Its space is nobody's, and so it is not unsigned."""
    places = placed(*typed("NGƯỜI KÊ KHAI", 130, 200))
    assert not places["head"].located
    assert places["declarant"].located


def test_a_caption_over_two_lines_is_one_caption() -> None:
    """Columns are narrow."""
    places = placed(*typed("Ý KIẾN CỦA", 38, 200), *typed("CHỦ HỘ", 42, 204.5), signs=(HEAD,))
    assert places["head"].regions[0].top > 204.5


def test_no_two_signatures_share_a_caption() -> None:
    """Two people who sign under the same words need them twice."""
    twice = (SIGN, line("other", "NGƯỜI KÊ KHAI", kind="signature"))
    places = placed(*typed("NGƯỜI KÊ KHAI", 130, 200), signs=twice)
    assert [places[k].located for k in ("declarant", "other")].count(True) == 1


def test_the_date_line_stands_above_the_captions() -> None:
    """Not the one of another paragraph."""
    other = typed("Cấp ngày …… tháng …… năm ……", 30, 60)
    place = placed(*other, *DATE, *CAPTIONS)["place_date"].rect
    assert place is not None
    assert 180 < place.top < 195.2 < place.bottom + 3


def test_a_paper_without_a_date_line_has_no_place_for_it() -> None:
    """Unlocated: nobody is told to date what has no date."""
    assert not placed(*CAPTIONS)["place_date"].located
