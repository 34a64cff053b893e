"""
The shape of forms/kinds.yaml: supporting papers that are known by their printed titles alone, and what is wrong with
such a file beyond being well formed.

A supporting paper has no template and no editions: its title, the words on the sides of a card, and how many pages it
may have are all that is asked. A kind never accuses; it only says what a paper is.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.lint import Problem
from scanpipe.catalog.load import read_file
from scanpipe.catalog.schema import Grade, Key, Strict, Text
from scanpipe.catalog.strict import texts
from scanpipe.errors import FormDataError
from scanpipe.text import base_letters

FILE_NAME = "kinds.yaml"
LEAST_LETTERS = 5
"""A shorter title ("ĐƠN") stands on too many papers."""


class PrintedTitle(Strict):
    """
    One title as printed, and where that is known from.

    `goes_on`: the paper adds words of its own ("BIÊN BẢN HỌP" … "GIA ĐÌNH"). `grade` A: named by a law or procedure
    that was read; B: certain, the customary print; C: goes about under that title; D: a guess.
    """

    text: Text
    grade: Grade
    source: Text
    goes_on: bool = False


class Side(Strict):
    """One side of a card: `words` printed on it, of which `least` have to be read; `mrz` begins its first line."""

    side: Literal["front", "back"]
    words: tuple[Text, ...]
    least: Annotated[int, Field(ge=1)] = 2
    mrz: Text | None = None

    @model_validator(mode="after")
    def _can_be_met(self) -> Side:
        if self.least > len(self.words):
            raise ValueError(f"least is {self.least} but only {len(self.words)} words are given")
        return self


class PageCount(Strict):
    """How many pages such a paper usually has."""

    least: Annotated[int, Field(ge=1)] = 1
    most: Annotated[int, Field(ge=1, le=60)] = 2

    @model_validator(mode="after")
    def _in_order(self) -> PageCount:
        if self.least > self.most:
            raise ValueError(f"least {self.least} is more than most {self.most}")
        return self


class PaperKind(Strict):
    """
    One kind of supporting paper. `issuer`: words of which one has to stand above the title ("TÒA ÁN NHÂN DÂN"),
    where the title alone ("QUYẾT ĐỊNH") says too little. A kind with `sides` is a card, which may lie anywhere on
    its copy and is known by the words of its sides.
    """

    kind: Key
    name: dict[Literal["vi", "en"], Text]
    titles: tuple[PrintedTitle, ...] = Field(min_length=1)
    issuer: tuple[Text, ...] = ()
    sides: tuple[Side, ...] = ()
    pages: PageCount = PageCount()
    note: Text | None = None

    @model_validator(mode="after")
    def _told_in_both(self) -> PaperKind:
        if set(self.name) != {"vi", "en"}:
            raise ValueError("name needs vi and en")
        return self


class KindsFile(Strict):
    """`forms/kinds.yaml`."""

    kinds: tuple[PaperKind, ...]

    @model_validator(mode="after")
    def _each_once(self) -> KindsFile:
        twice = sorted(k for k, n in Counter(k.kind for k in self.kinds).items() if n > 1)
        if twice:
            raise ValueError(f"kinds that stand twice: {', '.join(twice)}")
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """All kinds of supporting papers. `digest` is the SHA-256 of the file they were read from."""

    kinds: tuple[PaperKind, ...] = ()
    digest: str = ""

    def get(self, key: str) -> PaperKind:
        """The kind of that id; KeyError when there is none."""
        for kind in self.kinds:
            if kind.kind == key:
                return kind
        raise KeyError(key)

    @property
    def names(self) -> dict[str, dict[str, str]]:
        """What each kind is called, by language."""
        return {kind.kind: {str(lang): name for lang, name in kind.name.items()} for kind in self.kinds}

    def __contains__(self, key: object) -> bool:
        return any(kind.kind == key for kind in self.kinds)


def load_kinds(folder: Path) -> Kinds:
    """
    The kinds in `folder`/kinds.yaml; none where there is no such file.

    Raises FormDataError naming file, line and the mend.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return Kinds()
    digest = hashlib.sha256()
    file = read_file(path, KindsFile, digest)
    if not file.kinds:
        raise FormDataError(f"{path}: names no kind; add one with kind, name and titles, or delete the file.")
    return Kinds(file.kinds, "sha256:" + digest.hexdigest())


def lint_kinds(kinds: Kinds, catalog: Catalog) -> Iterator[Problem]:
    """
    What a reader of titles could not work with: F006 titles with too few letters, F009 one title of two papers,
    F012 text not in NFC, F013 a kind that is only guessed at (for information).
    """
    owners: dict[str, str] = {}
    for form in catalog.forms.values():
        for printed in (*(e.title for e in form.editions), *form.about.aliases):
            owners.setdefault(base_letters(printed), form.about.form)
    for kind in kinds.kinds:
        yield from _not_nfc(kind)
        for title in kind.titles:
            letters = base_letters(title.text)
            if len(letters) < LEAST_LETTERS:
                text = f"the title {title.text!r} has too few letters to know a paper by"
                yield Problem("F006", "error", kind.kind, None, None, text)
            # Two kinds may share a title when the issuer above it tells them apart.
            other = owners.setdefault(letters, kind.kind)
            if other != kind.kind and not kind.issuer:
                yield Problem("F009", "error", kind.kind, None, None, f"{other} has the title {title.text!r} too")
        if all(t.grade in (Grade.C, Grade.D) for t in kind.titles):
            text = "no title of it is certain; look at an original"
            yield Problem("F013", "info", kind.kind, None, None, text)


def _not_nfc(kind: PaperKind) -> Iterator[Problem]:
    for text in texts(kind.model_dump()):
        if not unicodedata.is_normalized("NFC", text):
            message = f"{text!r} is not in Unicode NFC; type it again or save it normalised"
            yield Problem("F012", "error", kind.kind, None, None, message)
