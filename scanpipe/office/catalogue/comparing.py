"""What an operator looks at and does when an edition is held against another: pictures, fields, YAML, and the note."""

from __future__ import annotations

import json
from collections.abc import Sequence

from scanpipe.catalog.diff import Difference, compare
from scanpipe.catalog.diff_words import summary
from scanpipe.catalog.schema import Edition
from scanpipe.catalog.write import yaml_of
from scanpipe.errors import FormDataError
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.diff_pictures import PagePair, page_pairs
from scanpipe.office.catalogue.drafting import Drafting
from scanpipe.office.catalogue.sides import DRAFT, Side, Sides, drafted, published
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.candidate import with_value
from scanpipe.publishing.draft import Draft, edition_of
from scanpipe.publishing.gates import predecessor


class Comparing:
    """Comparisons of editions and drafts, for those who may edit the catalogue; NotAllowedError for others."""

    def __init__(self, desk: Desk, drafting: Drafting) -> None:
        self._desk, self._drafting = desk, drafting

    def names(self, actor: Actor, form: str) -> tuple[str, ...]:
        """What of a form can be compared, oldest first, drafts last. Raises NotFoundError for an unknown form."""
        known = self._desk.law.catalog.forms.get(form)
        drafts = [draft for draft in self._drafting.all(actor) if draft.form == form]
        if known is None and not drafts:
            raise NotFoundError
        return (*(e.edition for e in (known.editions if known else ())), *(DRAFT + draft.key for draft in drafts))

    def pair(self, actor: Actor, form: str, old: str | None, new: str | None) -> Sides | None:
        """
        The two that were asked for; by default the last one and the one that it follows. None where there is nothing
        to hold it against. Raises NotFoundError, and FormDataError for a draft that was broken by hand.
        """
        actor.need(Right.CATALOGUE)
        newer = self._side(actor, form, new or self.names(actor, form)[-1])
        before = old or self.follows(newer)
        return None if before is None else Sides(self._side(actor, form, before), newer)

    def follows(self, side: Side) -> str | None:
        """The edition that this one follows: the one that it says, else the one before its day."""
        known = self._desk.law.catalog.forms.get(side.edition.form)
        editions = known.editions if known else ()
        said = next((e for e in editions if e.edition == side.edition.supersedes), None)
        found = said or predecessor(editions, side.edition, side.edition.effective_from)
        return found.edition if found else None

    def pictures(self, sides: Sides) -> Sequence[PagePair]:
        """
        Every page of both blanks. Empty where one of them has none.

        Raises UploadError for a blank that cannot be opened, EngineError where a program is missing.
        """
        old, new = sides.old.blank(), sides.new.blank()
        return page_pairs(old, new, self._desk.settings) if old and new else ()

    def take_news(self, actor: Actor, form: str, edition: str, *, old: str, etag: str) -> Draft:
        """
        The sentence of the comparison becomes what a draft tells citizens of itself (`news`), in both languages.

        Raises NotFoundError, Conflict where the draft is not that of `etag` any more.
        """
        sides = self.pair(actor, form, old, DRAFT + edition)
        assert sides is not None  # both are named
        draft = self._drafting.get(actor, form, edition)
        said = news_of(compare(sides.old.edition, sides.new.edition))
        text = with_part(draft, sides.new.edition.model_copy(update={"news": said}), "news", said)
        return self._drafting.save(actor, form, edition, text, etag=etag)

    def _side(self, actor: Actor, form: str, name: str) -> Side:
        if name.startswith(DRAFT):
            return drafted(self._drafting.get(actor, form, name.removeprefix(DRAFT)))
        law = self._desk.law
        found = published(law.catalog, law.folder, form, name)
        if found is None:
            raise NotFoundError
        return found


def news_of(found: Difference) -> dict[str, str]:
    """The plain sentence in both languages."""
    return {"vi": summary(found, "vi"), "en": summary(found, "en")}


def with_part(draft: Draft, after: Edition, key: str, value: object) -> str:
    """
    The YAML of a draft as it would be as that edition, of which only the part `key` is new: one line of it, so that
    remarks stay; written anew where that line cannot be put in.
    """
    text = with_value(draft.text, key, json.dumps(value, ensure_ascii=False))
    try:
        return text if edition_of(text.encode(), draft.form, draft.key) == after else yaml_of(after)
    except FormDataError:
        return yaml_of(after)
