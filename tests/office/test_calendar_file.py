"""forms/office.yaml: what it says, and how a mistake in it is told."""

import datetime as dt
from pathlib import Path

import pytest

from scanpipe.errors import FormDataError
from scanpipe.office.calendar_file import load_office
from scanpipe.service import VIETNAM
from scanpipe.settings import Settings

WEEK = 'hours: {monday: ["07:30-11:30", "13:30-17:00"], tuesday: ["07:30-11:30"]}\n'
MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)


def _written(folder: Path, text: str) -> Path:
    (folder / "office.yaml").write_text(text, encoding="utf-8")
    (folder / "procedures").mkdir(exist_ok=True)
    (folder / "procedures" / "permanent_residence.yaml").write_text("", encoding="utf-8")
    return folder


def test_the_file_of_the_house_promises_nothing_that_nobody_said() -> None:
    """Its hours and holidays read; how long an answer takes is for the operator to set."""
    office = load_office(Settings().forms_dir)
    assert office.due(MONDAY, "permanent_residence") is None
    assert office.calendar.is_open(MONDAY)
    assert not office.calendar.is_open(dt.datetime(2027, 9, 2, 9, 0, tzinfo=VIETNAM))


def test_a_procedure_can_have_a_time_of_its_own(tmp_path: Path) -> None:
    """Four hours for this one, eight for the others."""
    answer = "answer: {hours: 8, basis: B, by_procedure: {permanent_residence: {hours: 4, basis: A}}}\n"
    office = load_office(_written(tmp_path, WEEK + answer))
    assert office.due(MONDAY, "permanent_residence") == dt.datetime(2026, 11, 23, 15, 0, tzinfo=VIETNAM)
    assert office.due(MONDAY, "birth_registration") == dt.datetime(2026, 11, 24, 9, 30, tzinfo=VIETNAM)
    assert office.due(MONDAY, None) == office.due(MONDAY, "birth_registration")


def test_a_procedure_can_have_none_although_others_have(tmp_path: Path) -> None:
    """Written as null, it has no deadline."""
    answer = "answer: {hours: 8, basis: B, by_procedure: {permanent_residence: {hours: null}}}\n"
    office = load_office(_written(tmp_path, WEEK + answer))
    assert office.due(MONDAY, "permanent_residence") is None


def test_without_the_file_nothing_is_due(tmp_path: Path) -> None:
    """A catalogue of somebody else works without it."""
    office = load_office(tmp_path)
    assert office.due(MONDAY, None) is None
    assert office.calendar.between(MONDAY, MONDAY + dt.timedelta(hours=3)) == dt.timedelta(hours=3)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hours: {}\n", "somebody works"),
        ('hours: {monday: ["11:30-07:30"]}\n', "ends before it begins"),
        ('hours: {monday: ["07:30-11:30", "11:00-12:00"]}\n', "follow each other"),
        ('hours: {monday: ["7:30-11:30"]}\n', "no span of a day"),
        ("hours: {monday: 7:30}\n", "list of spans"),
        ('hours: {someday: ["07:30-11:30"]}\n', "monday"),
        (WEEK + 'every_year: [{day: "02-30", name: X}]\n', "day"),
        (WEEK + 'every_year: [{day: "2-3", name: X}]\n', "no day of the year"),
        (WEEK + "days: [{day: 2027-02-05, name: X}, {day: 2027-02-05, name: Y}]\n", "stand twice: 2027-02-05"),
        (WEEK + "answer: {hours: 8}\n", "legal basis"),
        (WEEK + "answer: {by_procedure: {nobody_knows: {hours: 8, basis: B}}}\n", "no such procedure"),
        (WEEK + "unknown: 1\n", "unknown key"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    """The operator sees the file and what to mend."""
    with pytest.raises(FormDataError, match=told) as error:
        load_office(_written(tmp_path, text))
    assert "office.yaml" in str(error.value)
