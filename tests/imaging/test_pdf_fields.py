"""Where a fillable PDF wants to be filled in."""

from scanpipe.catalog.blank import typeset
from scanpipe.imaging.pdf_fields import form_fields
from tests.drafting.blanks import catalog


def test_fields_lie_where_the_form_prints_its_places() -> None:
    """Every field is on its page, inside the sheet; digit boxes say how many characters they hold."""
    edition = next(e for e in catalog().editions() if (e.form, e.edition) == ("ct01", "tt53_2025"))
    blank = typeset(edition)
    zones = {z.form_field: z for z in blank.zones if z.form_field}
    found = form_fields(blank.pdf)
    assert {f.name for f in found} == set(zones)
    assert all(f.rect.overlap(zones[f.name].rect) > 0 and f.page == zones[f.name].page for f in found)
    assert {f.boxes for f in found if f.kind == "boxes"} == {12}


def test_a_file_that_is_no_pdf_has_no_fields() -> None:
    """Broken files are read without their fields."""
    assert form_fields(b"%PDF-1.7 /Widget broken") == ()
