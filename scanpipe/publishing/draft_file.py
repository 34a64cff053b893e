"""What is known about a draft beside its edition: who began it, from what, and what was only guessed."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, Field

from scanpipe.catalog.strict import Key, Strict, Text

What: TypeAlias = Literal[
    "place", "label", "kind", "type", "required", "group", "key", "options", "columns", "carried", "added", "gone",
    "title", "form_code", "header", "citation", "date", "pages", "footnotes", "text",
]  # fmt: skip
"""
Of which part a guess is: of a field its place on the paper, its label and so on; "carried" is all that was taken from
the edition before, "added" a field that it did not have, "gone" one of its fields that was not found again.
"""


class Guess(Strict):
    """
    One thing that a machine put into a draft and a person has to look at once.

    `key` is the field that it is about, None for the edition as a whole; `says` is what was put there, as short as it
    can be said and never a sentence ("citizen_id", "66/2023/TT-BCA"); `confidence` runs from 0 to 1.
    """

    key: Key | None = None
    what: What
    says: str
    confidence: Annotated[float, Field(ge=0, le=1)]
    seen: bool = False


class DraftFile(Strict):
    """
    `draft.yaml` of a draft. `source_name` and `source_sha256` (hex) are of the file that it was drafted from;
    `previous` is the edition from which keys and rules were carried over, `edited_by` who changed it since, in order.
    """

    form: Key
    edition: Key
    made_by: Text
    made_at: AwareDatetime
    edited_by: tuple[Text, ...] = ()
    previous: Key | None = None
    source_name: Text | None = None
    source_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    guesses: tuple[Guess, ...] = ()

    @property
    def unseen(self) -> tuple[Guess, ...]:
        """What nobody has looked at, the least sure first."""
        return tuple(sorted((guess for guess in self.guesses if not guess.seen), key=lambda guess: guess.confidence))

    def with_editor(self, name: str) -> DraftFile:
        """The same with one more among those who changed it."""
        editors = self.edited_by if name in self.edited_by else (*self.edited_by, name)
        return self.model_copy(update={"edited_by": editors})
