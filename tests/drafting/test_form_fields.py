"""Fields of a fillable PDF on a page where nothing printed shows them."""

from scanpipe.drafting.form_fields import unprinted
from scanpipe.imaging.pdf_fields import FormField
from scanpipe.model import Rect
from tests.drafting.hand_set import page, rows_of, told


def test_a_field_without_a_dotted_line_is_named_by_the_words_beside_it() -> None:
    """At its left, behind a square to tick, above, or as the file itself says."""
    fields = [
        FormField("a", 1, Rect(45, 46, 100, 52), "text", None, ""),
        FormField("b", 1, Rect(20, 76, 24, 80), "button", None, ""),
        FormField("c", 1, Rect(20, 106, 180, 112), "lines", None, ""),
        FormField("d", 1, Rect(20, 200, 90, 206), "text", None, "Ghi chú"),
    ]
    rows = rows_of(page((50, "Họ tên:"), (79, "@26 Tôi đồng ý"), (103, "Nội dung:")))
    assert [told(p) for p in unprinted(fields, (), rows, ())] == [
        ("line", "Họ tên:"), ("checkbox", "Tôi đồng ý"), ("multiline", "Nội dung:"), ("line", "Ghi chú"),
    ]  # fmt: skip
