"""Samples are what their truth says, and the same seed makes the same samples."""

import io
import random
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image as Pil
from PIL import ImageSequence
from pypdf import PdfReader

from samples import fonts
from samples.fill import OVERRUN_MM, choose_hand, fill
from samples.generate import make, printed_alike, sample
from samples.people import cast
from samples.plan import plan
from samples.recipe import HELD_OUT, LATEST, Recipe, draw
from samples.sheet import PX_PER_MM, Paper
from samples.sources import Source
from samples.stage import scene
from samples.truth import Sample, from_json
from scanpipe.catalog.catalog import Catalog
from scanpipe.model import Ink, Rect

pytestmark = pytest.mark.poppler

PAPERS = [
    ("ct01", "tt116_2026"),
    ("birth_registration", "tt04_2024"),
    ("hkd_registration", "tt68_2025"),
    ("marriage_registration", "tt04_2024"),
]


@pytest.mark.parametrize(("form", "edition"), PAPERS)
@pytest.mark.parametrize("write", [True, False])
def test_truth_covers_the_ink_and_nothing_else(
    catalog: Catalog, blank: Callable[[str, str], Paper], form: str, edition: str, write: bool
) -> None:
    """What differs from the blank lies in the ink of the truth; blank fields did not change at all."""
    paper = blank(form, edition)
    rng, pixels = random.Random(4), np.random.default_rng(4)
    parts = scene(paper.edition, cast(rng, filed=LATEST), rng)
    content = plan(paper.edition, parts, rng, leave_out=2)
    faces = fonts.hand_faces(fonts.DEVELOP_HANDS)
    hand = choose_hand(pixels, faces, [fonts.typed_face("serif")], judge=False, write=write)
    pages, truths = fill(paper, content, hand, pixels)
    for number, (sheet, filled) in enumerate(zip(paper.sheets, pages, strict=True), start=1):
        changed = np.abs(filled.astype(int) - sheet.pixels().astype(int)).max(axis=2) > 40
        here = [truth for truth in truths if truth.page == number]
        explained = np.zeros_like(changed)
        for truth in here:
            if truth.ink is None:
                continue
            assert changed[window(truth.ink)].any(), truth.key
            assert truth.rect.grown(OVERRUN_MM + 1, 3.5).overlap(truth.ink) >= 0.99 * area(truth.ink), truth.key
            # What is typed in Word pushes the dots away, above and below the letters too.
            explained[window(truth.ink.grown(3.0 if hand.clears_leader else 0.5))] = True
        assert not (changed & ~explained).any()
        written = np.zeros_like(changed)
        for truth in here:
            if truth.ink is not None:
                written[window(truth.ink.grown(0.5))] = True
        for truth in here:
            if truth.state == Ink.BLANK:
                assert not any((changed & ~written)[window(rect)].any() for rect in truth.rects), truth.key


def window(rect: Rect) -> tuple[slice, slice]:
    left, top, right, bottom = (max(0, round(v * PX_PER_MM)) for v in (rect.left, rect.top, rect.right, rect.bottom))
    return slice(top, bottom), slice(left, right)


def area(rect: Rect) -> float:
    return rect.width * rect.height


def test_the_same_seed_makes_the_same_bytes(catalog: Catalog, typeset_source: Source) -> None:
    """Files and truth, twice."""
    first, second = (list(make(5, 3, sources={"typeset": typeset_source}, catalog=catalog)) for _ in range(2))
    assert [s.truth for s in first] == [s.truth for s in second]
    assert [f.data for s in first for f in s.files] == [f.data for s in second for f in s.files]


def test_another_seed_makes_other_samples(catalog: Catalog, typeset_source: Source) -> None:
    """Seeds do not share values."""
    (first,), (second,) = (list(make(seed, 1, sources={"typeset": typeset_source}, catalog=catalog)) for seed in (1, 2))
    assert first.files[0].data != second.files[0].data


def test_developing_never_sees_the_forms_kept_for_judging(catalog: Catalog) -> None:
    """Held-out forms are drawn in the judging half only, and are drawn there."""
    rng = random.Random(1)
    seen = {draw(rng, catalog, "typeset", split="develop").edition.form for _ in range(300)}
    judged = {draw(rng, catalog, "typeset", split="judge").edition.form for _ in range(300)}
    assert not seen & set(HELD_OUT)
    assert set(HELD_OUT) <= judged


def test_the_two_halves_share_no_hand() -> None:
    """Faces that a threshold was chosen on are not those it is judged by."""
    assert not set(fonts.DEVELOP_HANDS) & set(fonts.JUDGE_HANDS)


def test_an_unknown_half_is_refused(catalog: Catalog, typeset_source: Source) -> None:
    """A typing error must not pass for a split."""
    with pytest.raises(ValueError, match="develop or judge"):
        next(make(1, 1, sources={"typeset": typeset_source}, split="test", catalog=catalog))


@pytest.mark.parametrize("picture", ["flatbed200gray", "bitonal200", "fax", "phone", "copier"])
def test_every_page_of_the_truth_is_in_its_file(
    catalog: Catalog, blank: Callable[[str, str], Paper], picture: str
) -> None:
    """File, page and size in pixels are those of the truth, whatever the files are packed as."""
    paper = blank("land_registration", "nd151_2025")
    made = sample("x", 1, Recipe(paper.edition, picture=picture), paper, catalog, random.Random(7))
    assert len(made.truth.pages) == len(paper.sheets)
    for page in made.truth.pages:
        assert sizes(made, page.file)[page.file_page - 1] == (page.width_px, page.height_px)


def sizes(made: Sample, file: int) -> list[tuple[int, int]]:
    """Width and height in pixels of each page of a file, EXIF orientation applied."""
    name, data = made.files[file].name, made.files[file].data
    if name.endswith(".pdf"):
        return [next(iter(page.images)).image.size for page in PdfReader(io.BytesIO(data)).pages]
    if name.endswith(".tif"):
        return [frame.size for frame in ImageSequence.Iterator(Pil.open(io.BytesIO(data)))]
    shown = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return [(shown.shape[1], shown.shape[0])]


def test_truth_comes_back_from_its_json(catalog: Catalog, blank: Callable[[str, str], Paper]) -> None:
    """What is written beside a sample is all that is known of it."""
    paper = blank("ct01", "tt116_2026")
    made = sample("x", 1, Recipe(paper.edition, leave_out=1), paper, catalog, random.Random(8))
    again = from_json(made.truth.to_json())
    assert from_json(again.to_json()) == again
    assert (again.form, again.edition, again.expected) == ("ct01", "tt116_2026", made.truth.expected)


def test_an_outdated_paper_must_be_called_outdated(catalog: Catalog, blank: Callable[[str, str], Paper]) -> None:
    """The same paper is right in its own time."""
    from datetime import date

    paper = blank("ct01", "tt66_2023")
    late = sample("x", 1, Recipe(paper.edition), paper, catalog, random.Random(1))
    assert [one.code for one in late.truth.expected] == ["edition.outdated"]
    then = sample("x", 1, Recipe(paper.edition, as_of=date(2024, 5, 1)), paper, catalog, random.Random(1))
    assert then.truth.expected == ()
    assert then.truth.edition_status == "current"


def test_a_page_left_out_must_be_missed(catalog: Catalog, blank: Callable[[str, str], Paper]) -> None:
    """Nothing is expected of fields on a page that is not there."""
    paper = blank("hkd_registration", "tt68_2025")
    made = sample("x", 1, Recipe(paper.edition, drop_page=True), paper, catalog, random.Random(2))
    last = len(paper.sheets)
    assert made.truth.missing_pages == (last,)
    assert ("page.missing", last) in {(one.code, one.page) for one in made.truth.expected}
    assert all(field.page < last for field in made.truth.fields)


def test_a_severe_picture_hides_every_other_finding(catalog: Catalog, blank: Callable[[str, str], Paper]) -> None:
    """Only the picture is to be refused."""
    paper = blank("ct01", "tt66_2023")
    recipe = Recipe(paper.edition, picture="severe", severe="dark", leave_out=2)
    made = sample("x", 1, recipe, paper, catalog, random.Random(3))
    assert [one.code for one in made.truth.expected] == ["quality.too_dark"]
    assert made.truth.severe


def test_editions_that_print_the_same_are_named(catalog: Catalog, blank: Callable[[str, str], Paper]) -> None:
    """Then no edition and no must can be asked for; where something printed differs, nothing is named."""
    paper = blank("marriage_registration", "tt04_2020")
    truth = sample("x", 1, Recipe(paper.edition, picture="flatbed200gray"), paper, catalog, random.Random(5)).truth
    assert truth.edition_status == "outdated"
    assert truth.printed_alike == ("tt04_2024",)
    assert not truth.accuses
    assert "edition.outdated" not in {one.code for one in truth.expected}
    assert printed_alike(catalog.edition("birth_registration", "tt04_2020"), catalog) == ()
    assert from_json(truth.to_json()).printed_alike == truth.printed_alike


def test_digits_that_nobody_can_read_are_named(catalog: Catalog, blank: Callable[[str, str], Paper]) -> None:
    """Their places in the number, on judging papers; most digits can be read."""
    paper = blank("ct01", "tt116_2026")
    recipe = Recipe(paper.edition, picture="flatbed200gray", typed=False, judge=True, real_digits=True)
    fields = [
        sample("x", seed, recipe, paper, catalog, random.Random(seed)).truth.field("declarant_personal_id")
        for seed in range(4)
    ]
    assert {field.style for field in fields} == {"digits"}
    named = [place for field in fields for place in field.illegible]
    assert 0 < len(named) < 16
    assert all(0 <= place < 12 for place in named)
