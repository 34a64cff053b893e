"""Who is spoken of on a form, and by which of its fields: `people:` of a form.yaml."""

from __future__ import annotations

from pydantic import model_validator

from scanpipe.catalog.strict import Key, Keys, Strict


class PersonSpec(Strict):
    """
    Which fields of a form are about one person.

    Keys of fields; several where editions name them differently, and where an address is asked for in pieces.
    `signs`: this person signs the paper. `acts_for`: the persons in whose matter that is, when it is another one; then
    an authorisation may be needed. `parents`: the persons of the form who are this one's mother and father.
    """

    name: Keys = ()
    number: Keys = ()
    dob: Keys = ()
    sex: Keys = ()
    address: Keys = ()
    relationship: Keys = ()
    """What the signer is to those acted for: kin need no authorisation."""
    signs: bool = False
    acts_for: tuple[Key, ...] = ()
    kin_need_none: bool = False
    """Whether kin may act without an authorisation (a birth may be registered by any relative)."""
    parents: tuple[Key, ...] = ()

    def said(self) -> dict[str, tuple[Key, ...]]:
        """The fields by what they say of the person; empty ones left out."""
        parts = ("name", "number", "dob", "sex", "address", "relationship")
        return {part: keys for part in parts if (keys := getattr(self, part))}

    @model_validator(mode="after")
    def _somebody(self) -> PersonSpec:
        if not (self.name or self.number):
            raise ValueError("a person is known by a name or a number; name the field of one")
        return self
