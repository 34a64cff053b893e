"""What an operator looks at before a draft is published: what is open of it, what lint says, what its test found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from scanpipe.catalog.problem import Problem
from scanpipe.errors import FormDataError
from scanpipe.findings import Lang
from scanpipe.intake.desk import Desk
from scanpipe.office.catalogue.comparing import Comparing, with_part
from scanpipe.office.catalogue.drafting import Drafting
from scanpipe.office.catalogue.errands import Errand, Errands
from scanpipe.office.catalogue.sides import drafted
from scanpipe.office.people import Actor
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.draft_lint import lint_draft
from scanpipe.store import audit
from scanpipe.trials.report import Outcome, TrialReport, report_beside

Sure = Literal["sure", "rather", "unsure"]
_SURE, _RATHER = 0.9, 0.7
"""Confidence from which a guess is called sure, and rather sure."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What lint says of a draft, worst first; `trouble` is why it could not be asked: something is broken by hand."""

    problems: tuple[Problem, ...]
    trouble: str | None = None

    @property
    def errors(self) -> int:
        """How many have to be mended."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many deserve a look."""
        return sum(problem.severity == "warning" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Tried:
    """
    The last test of a draft. `stale`: the draft was changed since; `proposed` are the fields that failed and would
    still accuse; `errand` is a test that runs or ran last. `trouble`: the report cannot be read.
    """

    report: TrialReport | None = field(repr=False)
    stale: bool
    proposed: tuple[str, ...]
    errand: Errand | None
    trouble: str | None = None

    @property
    def passed(self) -> bool:
        """Whether this very draft was tested and nothing was wrong."""
        return self.report is not None and self.report.ok and not self.stale

    @property
    def wrong(self) -> int:
        """How many rows of the report are wrong."""
        return sum(row.outcome is Outcome.WRONG for row in self.report.rows) if self.report else 0


@dataclass(frozen=True, slots=True)
class Overview:
    """
    Where a draft stands. `unseen` counts the guesses that nobody looked at, by how sure the machine was; `follows` is
    the edition before, if any; `news` whether it says what is new.
    """

    draft: Draft = field(repr=False)
    unseen: Mapping[Sure, int]
    follows: str | None
    news: bool
    looked: Looked
    tried: Tried


class Checking:
    """Drafts before they are published, for those who may edit the catalogue; NotAllowedError for others."""

    def __init__(self, desk: Desk, drafting: Drafting, comparing: Comparing, errands: Errands) -> None:
        self._desk, self._drafting, self._comparing, self._errands = desk, drafting, comparing, errands

    def overview(self, actor: Actor, form: str, edition: str) -> Overview:
        """All that is done and open of a draft. Raises NotFoundError."""
        draft = self._drafting.get(actor, form, edition)
        counts = Counter(_sure(guess.confidence) for guess in draft.about.unseen)
        return Overview(
            draft,
            {"unsure": counts["unsure"], "rather": counts["rather"], "sure": counts["sure"]},
            self._comparing.follows(drafted(draft)) if draft.edition else None,
            draft.edition is not None and draft.edition.news is not None,
            self._looked(draft),
            self._tried(draft),
        )

    def looked(self, actor: Actor, form: str, edition: str) -> Looked:
        """What lint says of it now. Raises NotFoundError."""
        return self._looked(self._drafting.get(actor, form, edition))

    def tried(self, actor: Actor, form: str, edition: str) -> Tried:
        """What its last test found. Raises NotFoundError."""
        return self._tried(self._drafting.get(actor, form, edition))

    def test(self, actor: Actor, form: str, edition: str, *, lang: Lang) -> Errand:
        """Have it tested in the background. Raises NotFoundError."""
        draft = self._drafting.get(actor, form, edition)
        now, store = self._desk.now(), self._desk.store
        args = ("forms", "test", f"{draft.form}@{draft.key}", "--draft", "--lang", lang)
        with store.database.writing() as session:
            note = audit.Note(actor.id, "draft_tested", unit=actor.unit, about=f"{form}@{edition}")
            audit.write(session, store.keys, note, at=now)
        return self._errands.start(_errand(form, edition), args, self._desk.settings.data_dir)

    def never_accuse(self, actor: Actor, form: str, edition: str, keys: Sequence[str], *, etag: str) -> Draft:
        """
        Put fields into the `unproven` of a draft: they are asked about and never accuse.

        Raises NotFoundError, Conflict, and FormDataError where the draft is broken or has no such field.
        """
        draft = self._drafting.get(actor, form, edition)
        if draft.edition is None:
            raise FormDataError(draft.trouble or f"The draft of {form}@{edition} cannot be read.")
        wanted = {*draft.edition.unproven, *keys}
        unproven = tuple(spec.key for spec in draft.edition.fields if spec.key in wanted)
        after = draft.edition.model_copy(update={"unproven": unproven})
        text = with_part(draft, after, "unproven", list(unproven))
        return self._drafting.save(actor, form, edition, text, etag=etag)

    def _looked(self, draft: Draft) -> Looked:
        rank = {"error": 0, "warning": 1, "info": 2}
        try:
            found = lint_draft(self._desk.settings.forms_dir, draft)
        except FormDataError as error:
            return Looked((), str(error))
        return Looked(tuple(sorted(found, key=lambda p: (rank[p.severity], p.line or 0, p.code))))

    def _tried(self, draft: Draft) -> Tried:
        errand = self._errands.of(_errand(draft.form, draft.key))
        try:
            report = report_beside(draft.folder)
        except FormDataError as error:
            return Tried(None, False, (), errand, str(error))
        if report is None:
            return Tried(None, False, (), errand)
        known = {spec.key for spec in draft.edition.fields} if draft.edition else set()
        already = draft.edition.unproven if draft.edition else ()
        proposed = tuple(key for key in report.unproven if key in known and key not in already)
        return Tried(report, report.etag != draft.etag, proposed, errand)


def _sure(confidence: float) -> Sure:
    return "sure" if confidence >= _SURE else "rather" if confidence >= _RATHER else "unsure"


def _errand(form: str, edition: str) -> str:
    return f"test/{form}@{edition}"
