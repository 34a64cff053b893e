"""Tables, cells and frames: what is ruled is read as a person reads it."""

from scanpipe.drafting.grids import ruled
from tests.drafting.hand_set import page, table, told

GRID = table([20, 40, 100, 190], [50, 60, 70, 80])


def test_a_grid_with_a_header_is_one_table() -> None:
    """Its columns are quoted, its empty rows counted, whatever runs through the first column."""
    sheet = page((57, "TT @42 Họ tên @102 Năm sinh"), (67, "1"), (77, "2"), **GRID)
    (place,) = ruled(sheet).places
    assert place.kind == "table"
    assert [c.header for c in place.columns] == ["TT", "Họ tên", "Năm sinh"]
    assert place.rows == 2
    assert (place.rect.top, place.rect.bottom) == (60, 80)


def test_people_side_by_side_have_a_cell_each() -> None:
    """Where the rows are named, every cell is a place with both names."""
    sheet = page((57, "@42 Bên nữ @102 Bên nam"), (67, "Họ tên"), (77, "Dân tộc"), **GRID)
    assert [p.label for p in ruled(sheet).places] == [
        "Họ tên | Bên nữ", "Họ tên | Bên nam", "Dân tộc | Bên nữ", "Dân tộc | Bên nam",
    ]  # fmt: skip


def test_a_cell_beside_its_label_is_a_place() -> None:
    """A table of labels and free cells, without a header."""
    sheet = page((57, "Họ tên:"), (67, "Ngày sinh:"), **table([20, 60, 190], [50, 60, 70]))
    assert [told(p) for p in ruled(sheet).places] == [("line", "Họ tên:"), ("line", "Ngày sinh:")]


def test_a_frame_for_a_portrait_is_a_photo() -> None:
    """Two frames side by side are one place; a frame round a text is none."""
    frames = table([20, 50, 80], [20, 60])
    (photo,) = ruled(page((40, "@22 Ảnh nữ @52 Ảnh nam"), **frames)).places
    assert told(photo) == ("photo", "Ảnh nữ / Ảnh nam")
    assert ruled(page((30, "Phần dành cho ghi chép chung"), **table([18, 190], [20, 60]))).places == ()
