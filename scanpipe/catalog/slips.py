"""
The papers that an officer gives to a citizen, as dated editions: forms/slips/<slip>/<day>/slip.yaml.

The law prescribes them as it prescribes the citizens' forms, and changes them too. What nobody has held against the
published annex is a draft, and prints a mark that says so.
"""

from __future__ import annotations

import datetime as dt
import string
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator, model_validator

from scanpipe.catalog.lint import Problem, Severity
from scanpipe.catalog.load import read_file
from scanpipe.catalog.schema import Provenance
from scanpipe.catalog.strict import Strict, Text, texts
from scanpipe.errors import FormDataError

FOLDER, FILE = "slips", "slip.yaml"
REQUEST = "mau-02"
"""The request for a supplement (phiếu yêu cầu bổ sung, hoàn thiện hồ sơ)."""

Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]

_PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "number": frozenset({"number"}),
    "place_and_day": frozenset({"place", "day", "month", "year"}),
    "citation": frozenset({"code", "legal_basis"}),
    "basis": frozenset({"basis"}),
    "deadline": frozenset({"deadline"}),
    "contact": frozenset({"name", "phone"}),
}
"""What each printed line leaves open; lines that are not named here leave nothing open."""


class Compared(Strict):
    """Who held the edition against the published annex, when, and against which print of it."""

    day: dt.date
    by: Text
    source: Text


class SlipWords(Strict):
    """Every printed word of a request, in the order of the sheet. {…} is filled in when it is given."""

    agency: Text
    center: Text
    number: Text
    place_and_day: Text
    citation: Text
    applicant: Text
    matter: Text
    address: Text
    phone: Text
    email: Text
    opening: Text
    row: Text
    paper: Text
    count: Text
    original: Text
    certified: Text
    photo: Text
    reasons: Text
    basis: Text
    deadline: Text
    contact: Text
    signer: Text
    sign_here: Text

    @field_validator("*")
    @classmethod
    def _leaves_open(cls, text: str, info: ValidationInfo) -> str:
        expected = _PLACEHOLDERS.get(info.field_name or "", frozenset())
        try:
            found = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise ValueError(f"a brace is left open ({error}); write {{name}}") from error
        if found != expected:
            wanted = " ".join(f"{{{name}}}" for name in sorted(expected)) or "none"
            raise ValueError(f"has the wrong places to fill in; it takes {wanted}")
        return text


class SlipEdition(Strict):
    """One edition of a slip. It does not say when it ends: the next one does."""

    slip: Name
    code: Text
    title: Text
    effective_from: dt.date
    legal_basis: Text
    draft: bool
    compared: Compared | None = None
    words: SlipWords
    provenance: Provenance

    @model_validator(mode="after")
    def _draft_until_compared(self) -> SlipEdition:
        if self.draft == (self.compared is not None):
            raise ValueError(
                "draft and compared do not agree; write draft: true, or draft: false with compared (day, by, source)"
            )
        return self

    @property
    def key(self) -> str:
        """Such as "mau-02/2025-09-15": what a slip that was given out remembers."""
        return f"{self.slip}/{self.effective_from.isoformat()}"


@dataclass(frozen=True, slots=True)
class Slips:
    """The slips by name, each with its editions from the oldest to the newest."""

    editions: Mapping[str, tuple[SlipEdition, ...]]

    def in_force(self, slip: str, *, on: dt.date) -> SlipEdition:
        """The newest edition that had taken effect by that day. Raises FormDataError when there is none."""
        begun = [edition for edition in self.editions.get(slip, ()) if edition.effective_from <= on]
        if not begun:
            raise FormDataError(f"forms/{FOLDER}/{slip}: has no edition for {on}; add the folder of one with {FILE}.")
        return begun[-1]


def load_slips(forms: Path) -> Slips:
    """
    The slips of a folder of forms; none where it has no folder of slips.

    Raises FormDataError naming file, line and the mend.
    """
    home = forms / FOLDER
    found: dict[str, list[SlipEdition]] = {}
    for path in sorted(home.glob(f"*/*/{FILE}")):
        edition = read_file(path, SlipEdition)
        if path.parent != home / edition.slip / edition.effective_from.isoformat():
            raise FormDataError(f"{path}: folder and content disagree; expected {FOLDER}/{edition.key}/{FILE}.")
        found.setdefault(edition.slip, []).append(edition)
    return Slips(MappingProxyType({slip: tuple(editions) for slip, editions in found.items()}))


def lint_slips(forms: Path) -> Iterator[Problem]:
    """
    Whether the slips of a folder of forms make sense, beyond being well formed.

    S001  an edition that nobody has compared with the published annex (for information)
    S002  a text that is not in Unicode NFC
    S003  a file among the slips that nothing reads
    S004  two editions that name the same legal basis
    S005  a comparison that is younger than the day on which the facts were verified

    Raises FormDataError as the loader does.
    """
    for editions in load_slips(forms).editions.values():
        seen: dict[str, SlipEdition] = {}
        for edition in editions:
            if edition.draft:
                text = "is a draft: compare it with the published annex, then say so in draft and compared"
                yield _problem("S001", "info", edition, text)
            for words in texts(edition.model_dump()):
                if not unicodedata.is_normalized("NFC", words):
                    text = f"{words!r} is not in Unicode NFC; type it again or save it normalised"
                    yield _problem("S002", "error", edition, text)
            if edition.compared and edition.compared.day > edition.provenance.verified_on:
                text = f"was compared on {edition.compared.day} and verified before; set verified_on to that day"
                yield _problem("S005", "error", edition, text)
            first = seen.setdefault(edition.legal_basis, edition)
            if first is not edition:
                text = f"names the legal basis of {first.key}; name its own instrument"
                yield _problem("S004", "warning", edition, text)
    yield from _unread(forms / FOLDER)


def _unread(home: Path) -> Iterator[Problem]:
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.match(f"{FOLDER}/*/*/{FILE}"):
            place = path.relative_to(home.parent).as_posix()
            yield Problem("S003", "warning", FOLDER, None, None, f"{place} is read by nothing; remove or rename it")


def _problem(code: str, severity: Severity, edition: SlipEdition, message: str) -> Problem:
    return Problem(code, severity, f"{FOLDER}/{edition.slip}", edition.effective_from.isoformat(), None, message)
