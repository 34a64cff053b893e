"""Blanks: every edition typesets, everything printed stands where the zones say, and what is typed in shows."""

import datetime as dt
import shutil
import subprocess
from functools import lru_cache
from io import BytesIO
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from scanpipe.catalog.blank import HEIGHT_MM, Blank, Zone, field_names, fill, typeset
from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.schema import Citation, Edition, FieldSpec, Grade, Kind, Print, Provenance
from scanpipe.text import base_letters

FORMS = Path(__file__).resolve().parents[2] / "forms"
CATALOG = load_catalog(FORMS)
PRINTED = [edition for edition in CATALOG.editions() if edition.fields]
WRITING = ("value", "cell", "option", "table_cell", "signature", "photo")
ADDRESS = "NGUYỄN THỊ HỒNG ĐÀO, số 12 ngõ 34 đường Hoàng Quốc Việt"

every_edition = pytest.mark.parametrize("edition", PRINTED, ids=lambda e: f"{e.form}.{e.edition}")


@lru_cache(maxsize=64)
def blank_of(form: str, edition: str) -> Blank:
    return typeset(CATALOG.edition(form, edition))


def written(blank: Blank) -> list[Zone]:
    return [zone for zone in blank.zones if zone.kind in WRITING]


def edition_of(*lines: FieldSpec | Print, pages: int = 1, **more: object) -> Edition:
    """A small edition with these lines."""
    return Edition.model_validate(
        {
            "form": "trial",
            "edition": "tt01_2026",
            "title": "Tờ khai thử",
            "citation": Citation(instrument="Thông tư 01/2026/TT-BCA"),
            "effective_from": dt.date(2026, 1, 1),
            "pages": pages,
            "provenance": Provenance(grade=Grade.A, verified_on=dt.date(2026, 1, 1), text="drawn for a test"),
            "lines": lines,
            **more,
        }
    )


@every_edition
def test_an_edition_fits_on_the_pages_it_says(edition: Edition) -> None:
    """No blank is longer than its edition, and the PDF has the pages the blank says."""
    blank = blank_of(edition.form, edition.edition)
    assert blank.pages <= edition.pages
    assert len(PdfReader(BytesIO(blank.pdf)).pages) == blank.pages


@every_edition
def test_fields_stand_on_the_page_the_edition_says(edition: Edition) -> None:
    """A field's writing places are on the page where the paper has them."""
    blank = blank_of(edition.form, edition.edition)
    for spec in edition.fields:
        assert {zone.page for zone in written(blank) if zone.key == spec.key} == {spec.page}, spec.key


@every_edition
def test_every_field_has_a_label_and_a_writing_place(edition: Edition) -> None:
    """Nothing that is asked for lacks its printed words or the room to answer."""
    blank = blank_of(edition.form, edition.edition)
    for spec in edition.fields:
        kinds = [zone.kind for zone in blank.of(spec.key)]
        assert "label" in kinds or not base_letters(spec.label), spec.key
        assert any(kind in WRITING for kind in kinds), spec.key


@every_edition
def test_zones_lie_within_the_margins(edition: Edition) -> None:
    """Only signatures reach into the side margins, as on CT01; nothing leaves the printable sheet."""
    for zone in blank_of(edition.form, edition.edition).zones:
        spec = edition.field(zone.key)
        left, right = (15.0, 201.0) if spec.kind is Kind.SIGNATURE else (29.9, 190.6)
        assert left <= zone.rect.left < zone.rect.right <= right, zone
        assert 15.0 <= zone.rect.top < zone.rect.bottom <= HEIGHT_MM - 12.0, zone


@every_edition
def test_no_two_places_overlap(edition: Edition) -> None:
    """A writing place covers neither printed words nor another writing place."""
    blank = blank_of(edition.form, edition.edition)
    labels = [zone for zone in blank.zones if zone.kind == "label"]
    places = written(blank)
    for place in places:
        for label in labels:
            if place.page == label.page:
                assert place.rect.overlap(label.rect) < 0.05 * place.rect.width, (place, label)
    for a, b in combinations(places, 2):
        if a.page == b.page:
            assert a.rect.overlap(b.rect) < 0.05 * min(a.rect.width, b.rect.width), (a, b)


@every_edition
def test_there_is_room_to_write(edition: Edition) -> None:
    """A dotted line takes handwriting; a signature has its 22 mm; a box takes a digit."""
    blank = blank_of(edition.form, edition.edition)
    for zone in written(blank):
        width, height = zone.rect.width, zone.rect.height
        signature = edition.field(zone.key).kind is Kind.SIGNATURE
        if zone.kind == "signature":
            assert width >= 35, zone
            assert height >= 22, zone
        elif zone.kind == "cell":
            assert 6 <= width <= 8, zone
            assert height >= 7, zone
        elif zone.kind == "value" and not signature:
            assert width >= 6, zone
            assert height >= 3.8, zone


@every_edition
def test_the_text_holds_every_label_in_printed_order(edition: Edition) -> None:
    """Title, statements, labels and options can be read from the text layer, one after the other."""
    blank = blank_of(edition.form, edition.edition)
    text = base_letters("".join(page.extract_text() for page in PdfReader(BytesIO(blank.pdf)).pages))
    assert base_letters(edition.title) in text
    position = 0
    for line in edition.lines:
        words = base_letters((line.text if isinstance(line, Print) else line.label).replace("²", "2"))
        if isinstance(line, FieldSpec) and (" | " in line.label or line.kind is Kind.PLACE_DATE):
            # Cells name their row and column, printed once; a first date stands above the title.
            assert all(base_letters(part) in text for part in line.label.split(" | ")), line.label
            continue
        found = text.find(words, position)
        assert found >= 0, (line, text[position : position + 200])
        position = found + len(words) - 1
        for option in line.options if isinstance(line, FieldSpec) else ():
            assert base_letters(option) in text


@every_edition
def test_each_place_has_its_own_form_field(edition: Edition) -> None:
    """The form fields are the ones that the zones name; only a row of boxes shares one."""
    blank = blank_of(edition.form, edition.edition)
    named = [zone.form_field for zone in blank.zones if zone.form_field]
    single = [zone.form_field for zone in blank.zones if zone.form_field and zone.kind != "cell"]
    assert len(single) == len(set(single))
    assert set(field_names(blank.pdf)) == set(named)


@pytest.mark.parametrize("edition", PRINTED[::5], ids=lambda e: f"{e.form}.{e.edition}")
def test_the_same_edition_gives_the_same_bytes(edition: Edition) -> None:
    """A blank can be compared by its bytes."""
    assert typeset(edition).pdf == blank_of(edition.form, edition.edition).pdf


def test_the_document_says_its_title_and_language() -> None:
    """A screen reader announces the form's title, in Vietnamese, and the label of each form field."""
    edition = CATALOG.edition("ct01", "tt66_2023")
    reader = PdfReader(BytesIO(blank_of("ct01", "tt66_2023").pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == edition.title
    assert str(reader.root_object["/Lang"]).startswith("vi")
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    fields = reader.get_fields() or {}
    assert fields["declarant_full_name"]["/TU"] == edition.field("declarant_full_name").label


def test_the_typed_font_is_whole_and_in_the_resources_of_the_form() -> None:
    """Readers find an embedded font with all Vietnamese letters under the name that the fields ask for."""
    form = PdfReader(BytesIO(blank_of("ct01", "tt66_2023").pdf)).root_object["/AcroForm"]
    name = str(form["/DA"]).split()[0]
    font = form["/DR"]["/Font"][name]
    assert "/FontFile2" in font["/DescendantFonts"][0]["/FontDescriptor"]
    to_unicode = font["/ToUnicode"].get_data().decode("ascii")
    assert all(f"<{ord(letter):04X}>" in to_unicode for letter in "ĂÂĐÊÔƠƯăâđêôơưẮằẵặẾềểệỐồỗộỚờởợỨừữự")


def test_values_can_be_read_back() -> None:
    """What is filled in is what the form fields say."""
    filled = fill(
        blank_of("ct01", "tt66_2023").pdf,
        {"declarant_full_name": "Trần Thị Hồng Đào", "declarant_personal_id": "001190012345", "members.2.gender": "Nữ"},
    )
    fields = PdfReader(BytesIO(filled)).get_fields() or {}
    assert fields["declarant_full_name"].value == "Trần Thị Hồng Đào"
    assert fields["declarant_personal_id"].value == "001190012345"
    assert fields["members.2.gender"].value == "Nữ"


def test_a_long_text_flows_over_the_dotted_lines() -> None:
    """A field of several lines takes one text; no word is lost."""
    text = " ".join(["Đăng ký thường trú về nhà số 12 phường Nghĩa Đô"] * 3)
    filled = fill(blank_of("ct01", "tt66_2023").pdf, {"request_content": text})
    fields = PdfReader(BytesIO(filled)).get_fields() or {}
    first, second = (fields[name].value for name in ("request_content", "request_content_1"))
    assert f"{first} {second}" == text


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("Hà Nội, ngày 5 tháng 7 năm 2026", ("Hà Nội", "5", "7", "2026")),
        ("Làm tại: Huế, ngày 15 tháng 11 năm 2026", ("Huế", "15", "11", "2026")),
        ("05/07/2026", (None, "05", "07", "2026")),
    ],
)
def test_a_date_is_taken_apart(value: str, parts: tuple[str | None, ...]) -> None:
    """Place, day, month and year go to their own gaps, however the date is written."""
    spec = FieldSpec(key="place_date", label="Làm tại: …, ngày … tháng … năm …", kind=Kind.PLACE_DATE)
    name = FieldSpec(key="full_name", label="Họ và tên:")
    filled = fill(typeset(edition_of(name, spec)).pdf, {"place_date": value})
    fields = PdfReader(BytesIO(filled)).get_fields() or {}
    names = ("place_date", "place_date_1", "place_date_2", "place_date_3")
    assert tuple(fields[name].value if "/V" in fields[name] else None for name in names) == parts


def test_an_option_is_ticked_by_its_text_or_by_its_square() -> None:
    """A value read as "Có" ticks that square and no other."""
    spec = FieldSpec(key="copies", label="Đề nghị cấp bản sao(6):", kind=Kind.CHOICE, options=("Có", "Không"))
    pdf = typeset(edition_of(spec)).pdf
    for values in ({"copies": "Có"}, {"copies.Có": True, "copies.Không": False}):
        fields = PdfReader(BytesIO(fill(pdf, values))).get_fields() or {}
        assert fields["copies.Có"].value == "/Yes"
        assert fields["copies.Không"].value == "/Off"


def test_a_value_without_a_place_is_refused() -> None:
    """Nothing is dropped silently: the error names what the blank does not have."""
    with pytest.raises(KeyError, match="no_such_field"):
        fill(blank_of("ct01", "tt66_2023").pdf, {"no_such_field": "x"})


def test_a_text_in_a_square_is_refused() -> None:
    """A square is ticked or not."""
    spec = FieldSpec(key="no_premises", label="□ Không kinh doanh tại trụ sở", kind=Kind.CHECKBOX)
    with pytest.raises(TypeError, match="no_premises"):
        fill(typeset(edition_of(spec)).pdf, {"no_premises": "X"})


def test_gaps_and_squares_inside_a_label_are_places() -> None:
    """A label that shows its gaps and squares gets no further ones."""
    area = FieldSpec(key="area", label="d) Sở hữu chung(14): … m2; sở hữu riêng(14): … m2")
    copies = FieldSpec(key="copies", label="Bản sao: Có □, Không □", kind=Kind.CHOICE, options=("Có", "Không"))
    blank = typeset(edition_of(area, copies))
    assert [zone.kind for zone in blank.of("area") if zone.kind != "label"] == ["value", "value"]
    assert [zone.option for zone in blank.of("copies") if zone.kind == "option"] == ["Có", "Không"]


def test_a_leader_runs_to_the_right_margin() -> None:
    """The last gap of a line ends where the text block ends, whatever stands before it."""
    lines = (
        FieldSpec(key="a", label="Họ và tên:"),
        FieldSpec(key="b", label="Giới tính:", type="sex"),
        FieldSpec(key="c", label="Dân tộc:", type="ethnic_group", same_line=True),
        FieldSpec(key="d", label="Quốc tịch:", type="nationality", same_line=True),
    )
    blank = typeset(edition_of(*lines))
    for key in ("a", "d"):
        assert blank.of(key)[-1].rect.right == pytest.approx(190, abs=1)
    tops = {round(zone.rect.top, 3) for key in "bcd" for zone in blank.of(key) if zone.kind == "value"}
    assert len(tops) == 1


def test_neighbouring_signatures_stand_side_by_side() -> None:
    """Four signers share the foot of the page; one alone stands at the right."""
    signers = [FieldSpec(key=f"s{n}", label=f"NGƯỜI KÝ {n}", kind=Kind.SIGNATURE) for n in range(4)]
    zones = [z for z in typeset(edition_of(*signers)).zones if z.kind == "signature"]
    assert [z.rect.left for z in zones] == sorted(z.rect.left for z in zones)
    assert len({z.rect.bottom for z in zones}) == 1
    alone = next(z for z in typeset(edition_of(signers[0])).zones if z.kind == "signature")
    assert alone.rect.left >= 105


def test_a_long_table_goes_on_over_the_page_with_its_header() -> None:
    """Forty rows do not fit on one page; none is lost, and the second page says again what the columns are."""
    columns = [{"key": "number", "header": "STT"}, {"key": "full_name", "header": "Họ tên", "type": "person_name"}]
    table = {"key": "members", "label": "Thành viên:", "kind": "table", "columns": columns, "rows": 40}
    blank = typeset(edition_of(FieldSpec.model_validate(table), pages=2))
    cells = [zone for zone in blank.zones if zone.kind == "table_cell"]
    assert [zone.row for zone in cells if zone.column == "full_name"] == list(range(1, 41))
    assert {zone.page for zone in blank.zones if zone.kind == "label" and zone.column == "number"} == {1, 2}


def test_slashes_of_a_date_stand_between_its_gaps() -> None:
    """A label that prints "…/…/…" has a gap for day, month and year, and a date goes into them."""
    date = FieldSpec(key="dob", label="2. Ngày, tháng, năm sinh: …/…/…", type="date")
    blank = typeset(edition_of(date))
    assert [zone.index for zone in blank.of("dob") if zone.kind == "value"] == [0, 1, 2]
    fields = PdfReader(BytesIO(fill(blank.pdf, {"dob": "05/07/1990"}))).get_fields() or {}
    assert [fields[name].value for name in ("dob", "dob_1", "dob_2")] == ["05", "07", "1990"]


def test_the_form_can_be_read_aloud_in_order() -> None:
    """The structure has the title as its heading, and each form field after its label."""
    lines = (FieldSpec(key="full_name", label="Họ và tên:"), FieldSpec(key="job", label="Nghề nghiệp:"))
    reader = PdfReader(BytesIO(typeset(edition_of(*lines)).pdf))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    roles = [tag.get_object()["/S"] for tag in root["/StructTreeRoot"]["/K"]["/K"]]
    assert roles == ["/P", "/P", "/H1", "/P", "/Form", "/P", "/Form"]
    assert reader.pages[0]["/Tabs"] == "/S"


words = st.lists(
    st.sampled_from(["Họ", "tên", "nơi", "cư", "trú", "(nếu", "có)", "ngày", "cấp", "số", "tờ/hộ", "chiếu"]),
    min_size=1,
    max_size=14,
)


@st.composite
def drawn_fields(draw: st.DrawFn) -> list[FieldSpec | Print]:
    """Any run of lines, with labels of any length."""
    lines: list[FieldSpec | Print] = []
    for number in range(draw(st.integers(1, 18))):
        label = " ".join(draw(words)) + draw(st.sampled_from(["", ":", "(2):", ": … m2", ": …/…/…", " … (3)"]))
        kind = draw(
            st.sampled_from([Kind.LINE] * 4 + [Kind.MULTILINE, Kind.BOXES, Kind.CHOICE, Kind.CHECKBOX, Kind.SIGNATURE])
        )
        lines.append(
            FieldSpec(
                key=f"f{number}",
                label=label,
                kind=kind,
                type=draw(st.sampled_from(["text", "sex", "date", "person_name", "place"])),
                same_line=draw(st.booleans()),
                dotted_lines=draw(st.integers(1, 3)) if kind is Kind.MULTILINE else 1,
                boxes=12 if kind is Kind.BOXES else None,
                options=("Có", "Không") if kind is Kind.CHOICE else (),
            )
        )
        if draw(st.integers(0, 5)) == 0:
            lines.append(
                Print(text=" ".join(draw(words)), style=draw(st.sampled_from(["statement", "heading", "note"])))
            )
    return lines


@settings(max_examples=40, deadline=None)
@given(drawn_fields())
def test_any_edition_typesets_within_its_margins_and_without_overlap(lines: list[FieldSpec | Print]) -> None:
    """Whatever an operator writes down: each field has its places, inside the page, and none covers another."""
    edition = edition_of(*lines)
    blank = typeset(edition)
    for spec in edition.fields:
        assert any(zone.kind in WRITING for zone in blank.of(spec.key)), spec
    for zone in blank.zones:
        assert 15 <= zone.rect.left < zone.rect.right <= 201, zone
        assert 15 <= zone.rect.top < zone.rect.bottom <= HEIGHT_MM - 12, zone
    for a, b in combinations(blank.zones, 2):
        if a.page == b.page and "label" != a.kind != b.kind:
            assert a.rect.overlap(b.rect) < 0.1 * min(a.rect.width, b.rect.width), (a, b)


@pytest.fixture
def poppler() -> None:
    if shutil.which("pdftoppm") is None:
        pytest.skip("Poppler is not installed")


def ink(pdf: bytes, zone: Zone, folder: Path) -> float:
    """Dark area in mm² within a zone, as Poppler prints it at 150 dpi."""
    (folder / "form.pdf").write_bytes(pdf)
    page = str(zone.page)
    subprocess.run(
        ["pdftoppm", "-r", "150", "-gray", "-f", page, "-l", page, "-singlefile", "form.pdf", "page"],
        cwd=folder,
        check=True,
        timeout=30,
    )
    raw = (folder / "page.pgm").read_bytes()
    _, size, _, pixels = raw.split(b"\n", 3)
    width, height = (int(v) for v in size.split())
    sheet = np.frombuffer(pixels, np.uint8).reshape(height, width)
    scale = height / HEIGHT_MM
    left, top, right, bottom = (
        round(v * scale) for v in (zone.rect.left, zone.rect.top, zone.rect.right, zone.rect.bottom)
    )
    return float((sheet[top:bottom, left:right] < 128).sum()) / scale**2


@pytest.mark.poppler
@pytest.mark.usefixtures("poppler")
def test_poppler_shows_vietnamese_values(tmp_path: Path) -> None:
    """Printed text and ink: a value filled in is on the paper, letter by letter, inside its zone."""
    blank = blank_of("ct01", "tt66_2023")
    filled = fill(blank.pdf, {"declarant_full_name": ADDRESS, "declarant_personal_id": "001190012345"})
    (tmp_path / "filled.pdf").write_bytes(filled)
    done = subprocess.run(["pdftotext", "-layout", "filled.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
    text = done.stdout.decode()
    assert ADDRESS in text
    assert "001190012345" in "".join(text.split())
    name = next(zone for zone in blank.of("declarant_full_name") if zone.kind == "value")
    digit = next(zone for zone in blank.of("declarant_personal_id") if zone.kind == "cell" and zone.index == 11)
    for zone in (name, digit):
        assert ink(filled, zone, tmp_path) > ink(blank.pdf, zone, tmp_path) + 0.5


@pytest.mark.poppler
@pytest.mark.usefixtures("poppler")
def test_a_ticked_square_holds_a_cross(tmp_path: Path) -> None:
    """The cross is printed in the square of its option only."""
    spec = FieldSpec(key="copies", label="Đề nghị cấp bản sao:", kind=Kind.CHOICE, options=("Có", "Không"))
    blank = typeset(edition_of(spec))
    yes, no = (zone for zone in blank.of("copies") if zone.kind == "option")
    filled = fill(blank.pdf, {"copies": "Có"})
    assert ink(filled, yes, tmp_path) > ink(blank.pdf, yes, tmp_path) + 0.5
    assert ink(filled, no, tmp_path) == pytest.approx(ink(blank.pdf, no, tmp_path), abs=0.1)
