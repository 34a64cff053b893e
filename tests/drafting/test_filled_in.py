"""A draft from somebody's paper: what forms print stays, what a person may have written goes."""

from __future__ import annotations

import datetime as dt

from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.schema import BlankFile, FieldSpec, Print
from scanpipe.catalog.write import yaml_of
from scanpipe.drafting.edition import Drafted
from scanpipe.drafting.filled_in import without_written
from scanpipe.publishing.draft_file import Guess
from scanpipe.settings import Settings

CATALOG = load_catalog(Settings().forms_dir)
KNOWN = CATALOG.edition("ct01", "tt116_2026")
WRITTEN = ("Lặng", "Xoan", "Trịnh", "079190000123")


def drafted() -> Drafted:
    """The edition as it might be read from a filled paper, with the words of a person between those of the form."""
    lines = [
        Print(text="Trịnh Thị Lặng, sinh năm 1979"),
        *KNOWN.lines,
        FieldSpec(key="xoan", label="Xoan"),
        FieldSpec(key="name_again", label="12. Họ, chữ đệm và tên Trịnh Thị Xoan 079190000123"),
    ]
    edition = KNOWN.model_copy(
        update={
            "edition": "tt9_2027",
            "effective_from": dt.date(2027, 3, 1),
            "title": f"{KNOWN.title} Trịnh Thị Xoan",
            "header_lines": (*KNOWN.header_lines, "Xoan nộp ngày"),
            "blank": BlankFile(file="a.pdf", sha256="0" * 64),
            "lines": tuple(lines),
        }
    )
    guesses = (
        Guess(what="title", says="Tờ khai Trịnh Thị Xoan", confidence=0.7),
        Guess(key="name_again", what="label", says="Trịnh Thị Xoan", confidence=0.5),
        Guess(key="xoan", what="label", says="Xoan", confidence=0.5),
        Guess(key="name_again", what="type", says="person_name", confidence=0.5),
    )
    return Drafted(edition, guesses, tuple(f.key for f in KNOWN.fields), ())


def test_words_that_no_form_prints_are_not_kept() -> None:
    """Neither in the file nor in what a person is asked to look at."""
    found = without_written(drafted(), CATALOG)
    text = yaml_of(found.edition) + " ".join(guess.says for guess in found.guesses)
    assert not [word for word in WRITTEN if word in text]
    assert found.edition.blank is None
    assert found.edition.field("name_again").label == "12. Họ, chữ đệm và tên Thị"
    assert "xoan" not in {f.key for f in found.edition.fields} | {g.key for g in found.guesses}
    assert [g.says for g in found.guesses] == ["…", "12. Họ, chữ đệm và tên Thị", "person_name"]


def test_what_forms_print_stays_as_it_is() -> None:
    """All lines of the form are there, in order, to the letter."""
    found = without_written(drafted(), CATALOG)
    assert found.edition.lines[: len(KNOWN.lines)] == KNOWN.lines
    assert found.edition.title == f"{KNOWN.title} Thị", "a word that some form prints may stay: it names nobody"
    assert found.edition.header_lines == KNOWN.header_lines
    assert found.carried == tuple(f.key for f in KNOWN.fields)
