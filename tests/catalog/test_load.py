"""A broken file in forms/ stops the loader, with the file, the line and the mend."""

from pathlib import Path

import pytest

from scanpipe.catalog.load import load_catalog, read_file
from scanpipe.catalog.schema import Condition, Edition
from scanpipe.errors import FormDataError

ABOUT = "form: leave\nname: {vi: Đơn xin nghỉ, en: Request for leave}\ndomain: work\n"
EDITION = """\
form: leave
edition: tt1_2020
title: Đơn xin nghỉ
citation:
  instrument: Thông tư 1/2020/TT-X
effective_from: 2020-01-01
pages: 1
provenance: {grade: A, verified_on: 2026-01-01, text: written for a test}
lines:
  - text: "Tôi đề nghị:"
  - key: full_name
    label: "Họ và tên:"
    type: person_name
    required: yes
  - key: reason
    label: "Lý do:"
    required:
      written: [full_name]
"""
NAME = "2020-01-01_tt1_2020.yaml"


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A folder of forms with one form of one edition."""
    (tmp_path / "leave").mkdir()
    (tmp_path / "leave" / "form.yaml").write_text(ABOUT, encoding="utf-8")
    (tmp_path / "leave" / NAME).write_text(EDITION, encoding="utf-8")
    return tmp_path


def refusal(path: Path, text: str | bytes) -> str:
    """What the loader says about a file of that content."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FormDataError) as caught:
        read_file(path, Edition)
    return str(caught.value)


def line_of(part: str, text: str = EDITION) -> int:
    """The line (from 1) on which a part of the edition stands."""
    return text[: text.index(part)].count("\n") + 1


def test_a_sound_folder_is_read_whole(forms: Path) -> None:
    """The form, its edition, its printed line and its two fields arrive."""
    catalog = load_catalog(forms)
    edition = catalog.edition("leave", "tt1_2020")
    assert [f.key for f in edition.fields] == ["full_name", "reason"]
    assert len(edition.lines) == 3
    assert edition.field("full_name").required == "yes"
    assert edition.field("reason").required == Condition(written=("full_name",))


def test_the_digest_names_what_was_read(forms: Path) -> None:
    """The same files give the same digest; a changed letter gives another."""
    before = load_catalog(forms).digest
    assert load_catalog(forms).digest == before
    path = forms / "leave" / NAME
    path.write_text(EDITION.replace("Lý do", "Lí do"), encoding="utf-8")
    assert load_catalog(forms).digest != before


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("pages: 1", "pages: 1\ncolour: red", "pages", "colour: unknown key; remove it or correct its spelling"),
        ("    type: person_name", "    tipe: person_name", "    type", "lines.1.tipe: unknown key"),
        ("pages: 1\n", "", "form", "pages: is required; add it"),
        ('    label: "Lý do:"\n', "", "  - key: reason", "lines.2.label: is required; add it"),
        ("required: yes", "required: maybe", "required: yes", "lines.1.required: Input should be 'yes' or 'no'"),
        ("      written", "      writen", "      written", "lines.2.required.writen: unknown key"),
        ("[full_name]", "[fullname]", "form", "field reason depends on unknown fields: fullname"),
        ("key: reason", "key: full_name", "form", "field keys used twice: full_name"),
        ("required: yes", "kind: boxes", "  - key: full_name", "a field of kind boxes needs boxes"),
        ("pages: 1", "pages: none", "pages", "pages: Input should be a valid integer"),
        ("2020-01-01\n", "2020-13-01\n", "effective_from", "2020-13-01 is no date"),
        ('  - text: "Tôi đề nghị:"', "  - Tôi đề nghị", "  - text", "lines.0: Input should be a valid dictionary"),
        ("pages: 1", "pages: 1\npages: 2", "pages", "the key 'pages' stands twice"),
        ("required: yes", "required: yes\n    required: no", "required: yes", "the key 'required' stands twice"),
        ("pages: 1", "[a, b]: 1", "pages", "a key has to be one word"),
        ("pages: 1", "pages: !!python/name:os.system 1", "pages", "not valid YAML"),
        ("pages: 1", "pages: @1", "pages", "not valid YAML"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_its_mend(tmp_path: Path, old: str, new: str, at: str, said: str) -> None:
    """The sentence begins with the file and a line at (or, for what was added, just below) the mistake."""
    assert old in EDITION
    sentence = refusal(tmp_path / NAME, EDITION.replace(old, new, 1))
    where, _, rest = sentence.partition(": ")
    assert said in rest
    line = int(where.removeprefix(f"{tmp_path / NAME}:"))
    assert line - line_of(at) in (0, 1)


def test_one_mistake_in_a_condition_is_one_sentence(tmp_path: Path) -> None:
    """That a condition is also not the word yes is not reported."""
    assert refusal(tmp_path / NAME, EDITION.replace("      written", "      writen")).count("\n") == 0


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    """Two mistakes, two sentences, both with file and line."""
    text = EDITION.replace("pages: 1", "pages: 0").replace("    type:", "    tipe:")
    sentences = refusal(tmp_path / NAME, text).splitlines()
    assert len(sentences) == 2
    assert all(s.startswith(f"{tmp_path / NAME}:") for s in sentences)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_another_encoding_is_named_as_such(tmp_path: Path, encoding: str) -> None:
    """A file that an old editor saved is refused with the advice to save it as UTF-8."""
    assert "save the file as UTF-8" in refusal(tmp_path / NAME, "title: Ðơn xin nghỉ\n".encode(encoding, "replace"))


def test_the_line_of_a_stray_byte_is_told(tmp_path: Path) -> None:
    """One byte that is no UTF-8, on its line."""
    sentence = refusal(tmp_path / NAME, EDITION.encode() + b"# caf\xe9\n")
    assert sentence.startswith(f"{tmp_path / NAME}:{EDITION.count(chr(10)) + 1}: not UTF-8")


@pytest.mark.parametrize("text", ["", "hello\n", "- form\n", "# nothing but a comment\n"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    """Empty files, lists and bare words name the file."""
    assert str(tmp_path / NAME) in refusal(tmp_path / NAME, text)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """Some editors put one in front of UTF-8."""
    path = tmp_path / NAME
    path.write_bytes(b"\xef\xbb\xbf" + EDITION.encode())
    assert read_file(path, Edition).edition == "tt1_2020"


def test_yes_and_no_need_no_quotes(tmp_path: Path) -> None:
    """YAML reads a bare yes as a truth value; the schema takes it for the word."""
    path = tmp_path / NAME
    path.write_text(EDITION.replace("required: yes", "required: no"), encoding="utf-8")
    assert read_file(path, Edition).field("full_name").required == "no"


def test_a_file_whose_name_and_content_disagree_is_refused(forms: Path) -> None:
    """The name says the day and the edition, so that a listing of the folder is the history of the form."""
    path = forms / "leave" / NAME
    path.rename(path.with_name("2021-01-01_tt1_2020.yaml"))
    with pytest.raises(FormDataError, match=r"expected leave/2020-01-01_tt1_2020\.yaml"):
        load_catalog(forms)


def test_a_folder_whose_name_and_form_disagree_is_refused(forms: Path) -> None:
    """form.yaml says which form its folder holds."""
    (forms / "leave").rename(forms / "holiday")
    with pytest.raises(FormDataError, match="form is 'leave' but the folder is 'holiday'"):
        load_catalog(forms)


def test_a_form_without_form_yaml_is_refused(forms: Path) -> None:
    """Its name, domain and agency outlive its editions and have to be somewhere."""
    (forms / "leave" / "form.yaml").unlink()
    with pytest.raises(FormDataError, match=r"form\.yaml is missing; add it"):
        load_catalog(forms)


def test_a_missing_or_empty_folder_names_the_setting(tmp_path: Path) -> None:
    """An operator has pointed the setting elsewhere."""
    with pytest.raises(FormDataError, match="SCANPIPE_FORMS_DIR"):
        load_catalog(tmp_path / "nowhere")
    with pytest.raises(FormDataError, match="holds no form"):
        load_catalog(tmp_path)
