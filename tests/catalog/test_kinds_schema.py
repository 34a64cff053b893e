"""forms/kinds.yaml: that ours is in order, and that a broken one is refused with file, line and the mend."""

from pathlib import Path

import pytest

from scanpipe.catalog.kinds_schema import Kinds, KindsFile, PaperKind, lint_kinds, load_kinds
from scanpipe.catalog.schema import Grade
from scanpipe.errors import FormDataError
from tests.scripted import CATALOG, FORMS

KINDS = load_kinds(FORMS)
GOOD = """\
kinds:
  - kind: birth_notice
    name: {vi: Giấy chứng sinh, en: Birth notice}
    titles:
      - {text: "GIẤY CHỨNG SINH", grade: A, source: "portal"}
"""


def written(tmp_path: Path, text: str) -> Path:
    """A folder with that kinds.yaml."""
    (tmp_path / "kinds.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def linted(kind: dict[str, object]) -> list[str]:
    """The codes of what lint says about one kind."""
    kinds = Kinds((PaperKind.model_validate({"name": {"vi": "Giấy", "en": "Paper"}, **kind}),), "")
    return [p.code for p in lint_kinds(kinds, CATALOG)]


def titled(text: str, grade: str = "A") -> list[dict[str, str]]:
    """One title."""
    return [{"text": text, "grade": grade, "source": "a law"}]


@pytest.mark.parametrize("kind", KINDS.kinds, ids=lambda kind: kind.kind)
def test_every_kind_is_named_and_has_a_certain_title(kind: PaperKind) -> None:
    """In both languages; the title at least as certain as customary print, with its source."""
    assert kind.name["vi"]
    assert kind.name["en"]
    assert any(t.grade in (Grade.A, Grade.B) and t.source for t in kind.titles)


def test_our_kinds_have_nothing_to_mend() -> None:
    """No title is of two papers, none is too short, all is NFC."""
    assert list(lint_kinds(KINDS, CATALOG)) == []


def test_the_kinds_that_people_hand_in_are_there() -> None:
    """Identity card, birth, marriage, death, land, authorisation, residence, business, court."""
    for key in (
        "identity_card", "birth_notice", "marriage_certificate", "death_notice", "land_use_certificate",
        "authorisation", "residence_confirmation", "business_certificate", "court_decision", "meeting_minutes",
    ):  # fmt: skip
        assert key in KINDS
        assert KINDS.get(key).kind == key


def test_a_folder_without_the_file_has_no_kinds(tmp_path: Path) -> None:
    """Forms alone are a catalogue too."""
    assert load_kinds(tmp_path).kinds == ()
    with pytest.raises(KeyError):
        load_kinds(tmp_path).get("birth_notice")


def test_the_digest_follows_the_file(tmp_path: Path) -> None:
    """A report names the law it was made under."""
    first = load_kinds(written(tmp_path, GOOD)).digest
    second = load_kinds(written(tmp_path, GOOD + "# seen\n")).digest
    assert first.startswith("sha256:")
    assert first != second


@pytest.mark.parametrize(
    ("old", "new", "line", "mend"),
    [
        ("kind: birth_notice", "kind: Birth Notice", 2, "kind"),
        ("en: Birth notice", "de: Geburt", 3, "unknown|Input should be"),
        (", en: Birth notice", "", 2, "needs vi and en"),
        ("grade: A", "grade: Z", 5, "grade"),
        (', source: "portal"', "", 5, "source: is required"),
        ("titles:", "pages: {least: 4, most: 2}\n    titles:", 4, "more than most"),
    ],
)
def test_a_broken_file_names_line_and_mend(tmp_path: Path, old: str, new: str, line: int, mend: str) -> None:
    """The operator finds the place."""
    with pytest.raises(FormDataError, match=mend) as caught:
        load_kinds(written(tmp_path, GOOD.replace(old, new)))
    assert f"kinds.yaml:{line}" in str(caught.value)


def test_a_kind_stands_once() -> None:
    """Two of one name could not be told apart by a procedure."""
    kind = {"kind": "a", "name": {"vi": "x", "en": "y"}, "titles": titled("GIẤY CHỨNG SINH")}
    with pytest.raises(ValueError, match="stand twice: a"):
        KindsFile.model_validate({"kinds": [kind, kind]})


def test_an_empty_list_is_an_error(tmp_path: Path) -> None:
    """Somebody meant to write something."""
    with pytest.raises(FormDataError, match="names no kind"):
        load_kinds(written(tmp_path, "kinds: []\n"))


def test_lint_finds_titles_that_know_no_paper() -> None:
    """Too short, of a form, decomposed, or only guessed at."""
    assert linted({"kind": "x", "titles": titled("ĐƠN")}) == ["F006"]
    assert linted({"kind": "x", "titles": titled("TỜ KHAI ĐĂNG KÝ KHAI SINH")}) == ["F009"]
    assert linted({"kind": "x", "titles": titled("GIẤY CHỨNG SINH".replace("Ấ", "Â\u0301"))}) == ["F012"]
    assert linted({"kind": "x", "titles": titled("GIẤY NÀO ĐÓ", "D")}) == ["F013"]


def test_a_side_cannot_ask_for_more_words_than_it_has() -> None:
    """It could never be met."""
    side = {"side": "front", "words": ["Sex"], "least": 2}
    kind = {"kind": "x", "name": {"vi": "a", "en": "b"}, "titles": titled("THẺ NÀO ĐÓ"), "sides": [side]}
    with pytest.raises(ValueError, match="only 1 words"):
        PaperKind.model_validate(kind)
