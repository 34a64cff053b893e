"""What is written into forms/ is read back as the same, and looks like what people wrote there."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.catalog.load import load_catalog, read_file
from scanpipe.catalog.schema import Citation, Condition, Edition, FieldSpec, FormFile, Grade, Kind, Print, Provenance
from scanpipe.catalog.write import yaml_of

FORMS = Path(__file__).resolve().parents[2] / "forms"
FILES = sorted(p for p in FORMS.glob("*/*.yaml") if p.parent.name not in ("procedures", "slips", "drafts", "history"))
EDITIONS = [path for path in FILES if path.name != "form.yaml"]

words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=200)
vietnamese = st.text("aăâbđeêốồữịHọ, và:-#'\"()…{}[]&*!|>%@`\t 0129", min_size=1, max_size=300)
texts = st.one_of(words, vietnamese, st.sampled_from(["yes", "null", "1.10", "2024-01-01", "~", "- a", "a: b", "a #b"]))
millimetres = st.floats(allow_nan=False)


@pytest.mark.parametrize("path", EDITIONS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_an_edition_survives_being_written(path: Path, tmp_path: Path) -> None:
    """What is written of an edition of forms/ is read as the same edition, and is written the same way again."""
    edition = read_file(path, Edition)
    again = tmp_path / path.name
    again.write_text(yaml_of(edition), encoding="utf-8")
    assert read_file(again, Edition) == edition
    assert yaml_of(read_file(again, Edition)) == yaml_of(edition)
    assert max(len(line) for line in yaml_of(edition).splitlines()) <= 120


def test_a_form_file_survives_being_written(tmp_path: Path) -> None:
    """So does what outlives editions, its people among it."""
    for form in load_catalog(FORMS).forms.values():
        path = tmp_path / f"{form.about.form}.yaml"
        path.write_text(yaml_of(form.about), encoding="utf-8")
        assert read_file(path, FormFile) == form.about


def test_a_file_without_comments_keeps_nearly_every_line() -> None:
    """Written by hand or by us, a file looks alike: nine lines of ten are the same, folding apart."""
    path = FORMS / "ct01" / "2026-07-01_tt116_2026.yaml"
    by_hand = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    ours = set(yaml_of(read_file(path, Edition)).splitlines())
    assert sum(line in ours for line in by_hand) / len(by_hand) > 0.9


def small(**changes: object) -> Edition:
    """An edition of one line, with these values instead of its own."""
    plain = {
        "form": "leave",
        "edition": "tt1_2020",
        "title": "Đơn xin nghỉ",
        "citation": Citation(instrument="Thông tư 1/2020/TT-X"),
        "effective_from": dt.date(2020, 1, 1),
        "pages": 1,
        "provenance": Provenance(grade=Grade.A, verified_on=dt.date(2026, 1, 1), text="written for a test"),
        "lines": (FieldSpec(key="reason", label="Lý do:"),),
    }
    return Edition.model_validate(plain | changes)


@settings(deadline=None, max_examples=50)
@given(title=texts, label=texts, note=texts, mark=words, said=texts, option=texts)
def test_no_text_is_lost_or_changed(
    tmp_path_factory: pytest.TempPathFactory, title: str, label: str, note: str, mark: str, said: str, option: str
) -> None:
    """Whatever a text is made of, quotes, colons, line feeds or long words, it comes back letter by letter."""
    lines = (
        Print(text=said),
        FieldSpec(key="no", label=label, kind=Kind.CHOICE, options=(option,), required="yes", note=note),
        FieldSpec(key="other", label=said, required=Condition.model_validate({"field": "no", "is": option})),
    )
    edition = small(title=title, lines=lines, footnotes={mark: note}, unproven=("no",))
    path = tmp_path_factory.mktemp("w") / "edition.yaml"
    path.write_bytes(yaml_of(edition).encode())
    assert read_file(path, Edition) == edition


@settings(deadline=None, max_examples=50)
@given(box=st.tuples(millimetres, millimetres, millimetres, millimetres))
def test_no_millimetre_is_rounded(
    tmp_path_factory: pytest.TempPathFactory, box: tuple[float, float, float, float]
) -> None:
    """A box comes back exactly as it was measured, without exponents in the file."""
    edition = small(lines=(FieldSpec(key="reason", label="Lý do:", box_mm=box),))
    path = tmp_path_factory.mktemp("w") / "edition.yaml"
    path.write_text(yaml_of(edition), encoding="utf-8")
    assert read_file(path, Edition) == edition


def test_what_goes_without_saying_is_not_written() -> None:
    """Defaults stay away; the order is that of the schema; printed words are quoted and a box is one line."""
    label = "1. Họ và tên:"
    lines = (FieldSpec(key="full_name", label=label, required="yes", box_mm=(20, 30.5, 190, 37)),)
    assert yaml_of(small(lines=lines)) == (
        "form: leave\nedition: tt1_2020\ntitle: Đơn xin nghỉ\n"
        "citation:\n  instrument: Thông tư 1/2020/TT-X\n  printed: false\n"
        "effective_from: 2020-01-01\npages: 1\n"
        "provenance:\n  grade: A\n  verified_on: 2026-01-01\n  text: written for a test\n"
        'lines:\n  - key: full_name\n    label: "1. Họ và tên:"\n    required: yes\n    box_mm: [20, 30.5, 190, 37]\n'
    )
