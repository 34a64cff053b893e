"""Who is spoken of on a form is data; lint finds a field that does not exist or says something else."""

from typing import Any

import pytest
from pydantic import ValidationError

from scanpipe.catalog import Catalog, Edition, Form, FormFile
from scanpipe.catalog.lint import lint
from tests.catalog.test_lint import content


def problems(people: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """Code, severity and field of what lint says about a form of these people."""
    about = FormFile.model_validate({"form": "leave", "name": {"vi": "Đơn"}, "domain": "work", "people": people})
    edition = Edition.model_validate(content())
    form = Form(about, (edition,))
    return [(p.code, p.severity, p.key) for p in lint(Catalog({"leave": form}, "sha256:0"))]


def test_a_person_whose_fields_exist_is_sound() -> None:
    """One key may stand alone, without a list."""
    assert problems({"worker": {"name": "full_name", "signs": True}}) == []


def test_a_field_that_no_edition_has_is_an_error() -> None:
    """A key mistyped."""
    assert problems({"worker": {"name": ["full_name", "full_nam"]}}) == [("F014", "error", "full_nam")]


def test_a_field_of_another_kind_is_an_error() -> None:
    """A name is no number."""
    assert problems({"worker": {"name": "full_name", "number": "full_name"}}) == [("F014", "error", "full_name")]


def test_who_acts_for_others_signs() -> None:
    """Else nobody would need an authorisation."""
    people = {"worker": {"name": "full_name", "acts_for": ["chief"]}, "chief": {"name": "full_name"}}
    assert problems(people) == [("F014", "error", None)]


def test_a_name_that_is_nobodys_is_a_warning() -> None:
    """A person was forgotten; the form speaks of others."""
    assert problems({"worker": {"number": "reason"}})[-1] == ("F014", "warning", "full_name")


@pytest.mark.parametrize(
    "people",
    [
        {"worker": {"sex": "full_name"}},
        {"worker": {"name": "full_name", "parents": ["mother"]}},
        {"worker": {"name": "full_name", "acts_for": ["worker"]}},
        {"worker": {"name": "full_name", "shoe_size": "reason"}},
    ],
    ids=["nobody", "stranger", "own parent", "unknown key"],
)
def test_what_cannot_be_is_refused_when_read(people: dict[str, Any]) -> None:
    """A person without name or number, a parent who is not on the form, a key that nobody knows."""
    with pytest.raises(ValidationError):
        FormFile.model_validate({"form": "leave", "name": {"vi": "Đơn"}, "domain": "work", "people": people})
