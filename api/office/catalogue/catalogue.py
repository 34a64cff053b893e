"""All forms with their editions over time, drafts, and what an operator should look at (screen P1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from markupsafe import Markup

from api.office.shell import office_of, show_office
from api.staff import needs
from api.web.look import look_of
from api.web.route import PageRoute
from api.words import keys, say
from scanpipe.catalog import timeline_words as words
from scanpipe.catalog.timeline import Bar, Timeline, timeline
from scanpipe.catalog.timeline_warnings import Code, Warned
from scanpipe.findings import Lang
from scanpipe.intake.desk import Desk
from scanpipe.office.catalogue import timeline_svg
from scanpipe.office.catalogue.overview import DraftLine, State, Trial, draft_line, fitting
from scanpipe.office.catalogue.radar import Radar
from scanpipe.office.people import Actor, Right
from scanpipe.service import VIETNAM

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/cb/mau"
_FORM = HOME + "/f/{form}"
Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
Text = Annotated[str, Query(max_length=100)]


def radar_of(request: Request) -> Radar:
    """The radar behind this door."""
    found: Radar = office_of(request).catalogue.radar
    return found


@router.get(HOME)
def catalogue(request: Request, actor: Operator, q: Text = "", lv: Text = "", tt: Text = "") -> Response:
    """The page: `q` are words, `lv` is a domain, `tt` a state."""
    lang, radar = look_of(request).lang, radar_of(request)
    desk = radar.desk
    law, found = desk.law, radar.warnings(actor)
    whole = timeline(law.catalog, on=desk.now().astimezone(VIETNAM).date())
    drafts = [draft_line(one) for one in office_of(request).catalogue.drafting.all(actor)]
    state = State(tt) if tt in set(State) else None
    drafted = {one.draft.form for one in drafts}
    shown = fitting(whole, text=q, domain=lv, state=state, warned=found, drafted=drafted)
    counts = Counter(one.form for one in found)
    return show_office(
        request,
        "office/catalogue/catalogue.html.j2",
        actor=actor,
        home=HOME,
        asked={"q": q, "lv": lv, "tt": state.value if state else ""},
        domains=[(key, domain_name(key, lang)) for key in _domains(whole)],
        states=[(one.value, say(f"mau.state_{one.value}", lang)) for one in State],
        shown=shown,
        total=len(whole.forms),
        drawing=Markup(timeline_svg.drawn(shown, lang, _address, warnings=counts)) if shown.forms else None,
        words=words,
        lang=lang,
        counts=counts,
        drafts=_sorted(drafts),
        trial=Trial,
        warnings=grouped_warnings(found),
        name_of=lambda key: words.form_name(_lanes(whole, key), lang),
        trouble=trouble_of(desk),
    )


def trouble_of(desk: Desk) -> list[str]:
    """What is wrong with forms/ now, line by line; nothing when it is good."""
    return (desk.laws.trouble or "").splitlines()


def domain_name(key: str, lang: Lang) -> str:
    """What a domain is called; its key where nobody gave it a name."""
    return say(f"mau.domain_{key}", lang) if f"mau.domain_{key}" in keys() else key


def grouped_warnings(found: Sequence[Warned]) -> list[tuple[Code, list[Warned]]]:
    """The warnings of each sort, the gravest first."""
    return [(code, own) for code in Code if (own := [one for one in found if one.code is code])]


def _domains(whole: Timeline) -> list[str]:
    return sorted({form.form.about.domain for form in whole.forms})


def _lanes(whole: Timeline, key: str) -> Any:
    return next(form for form in whole.forms if form.key == key)


def _sorted(drafts: list[DraftLine]) -> list[DraftLine]:
    """What waits for somebody to approve it first, then what was broken by hand."""
    return sorted(drafts, key=lambda one: (one.proposal is None, one.draft.trouble is None, one.draft.form))


def _address(bar: Bar) -> str:
    return _FORM.format(form=bar.edition.form)
