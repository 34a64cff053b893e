"""The 54 ethnic groups."""

import unicodedata

import pytest

from scanpipe.text import without_marks
from scanpipe.validators import ethnic_group
from scanpipe.validators.refusals import WrongCharacters, WrongLength
from scanpipe.validators.tables import table

GROUPS = table("ethnic_groups")["groups"]


def test_both_codings_name_the_same_54_groups() -> None:
    """Each code once in each of them, and no name or alias of two groups."""
    codes = {f"{number:02}" for number in range(1, 55)}
    assert {row["code_1979"] for row in GROUPS} == codes == {row["code_2008"] for row in GROUPS}
    names = [without_marks(name).lower() for row in GROUPS for name in {row["name"], *row.get("aliases", ())}]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", GROUPS, ids=lambda row: row["name"])
def test_names_and_aliases_give_the_official_name(row: dict[str, object]) -> None:
    """Whatever case, Unicode form and hyphens, and with tones lost."""
    official = str(row["name"])
    for name in (official, *row.get("aliases", ())):  # type: ignore[misc]
        written = (name, name.upper(), unicodedata.normalize("NFD", name), name.replace(" ", "-"), without_marks(name))
        assert {ethnic_group.validate(text) for text in written} == {official}
        assert ethnic_group.doubts(name) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("H'Mông", "Mông"),
        ("H’mông", "Mông"),
        ("Khơ-me", "Khơ me"),
        ("Vân Kiều", "Bru-Vân Kiều"),
        ("Sán Chỉ", "Sán Chay"),
    ],
)
def test_common_spellings_are_known(text: str, name: str) -> None:
    """People write their group as they always did."""
    assert ethnic_group.validate(text) == name


def test_a_local_group_is_a_question() -> None:
    """The list does not know all names that people call themselves."""
    assert ethnic_group.validate("Xá Phó") == "Xá Phó"
    assert ethnic_group.doubts("Xá Phó") == ("not_in_list",)


def test_nothing_and_codes_are_refused() -> None:
    """The two codings disagree, so a code says nothing."""
    with pytest.raises(WrongLength):
        ethnic_group.validate("…")
    with pytest.raises(WrongCharacters):
        ethnic_group.validate("04")
