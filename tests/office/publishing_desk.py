"""A Center whose forms/ is a small one of its own, with those who draft and those who publish."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from scanpipe.intake.desk import Desk, open_desk
from scanpipe.intake.intake import Intake
from scanpipe.intake.live_law import LiveLaw
from scanpipe.office.people import Actor, Role
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.drafts import Drafts
from scanpipe.settings import Settings
from scanpipe.store import audit
from tests.office.center import MONDAY, Center
from tests.office.paper import PaperClerk
from tests.publishing.counter import KEY, drafted, forms_with


@dataclass
class Shop:
    """The Center, its forms/, and its people: `an` drafts, `binh` and `chi` publish, `hoa` is an officer."""

    center: Center
    forms: Path
    an: Actor
    binh: Actor
    chi: Actor
    hoa: Actor

    @property
    def desk(self) -> Desk:
        """The desk of the Center."""
        return self.center.desk

    def afresh(self) -> None:
        """Its forms/, its draft, its bundles and its clock as at the beginning; accounts and audit stay."""
        shutil.rmtree(self.forms)
        shutil.copytree(self.center.folder / "pristine", self.forms)
        shutil.rmtree(self.desk.settings.data_dir / "publishing", ignore_errors=True)
        self.center.clock[0] = MONDAY
        self.desk.laws.refresh()

    def draft(self) -> Draft:
        """The draft as it is now."""
        return Drafts(self.forms).get("ct01", KEY)

    def told(self) -> list[tuple[str, str | None, str | None, str]]:
        """What the audit says of the law: action, about, reason, who."""
        with self.desk.store.database.reading() as session:
            notes = [row.note for row in audit.lines(session, self.desk.store.keys)]
        return [(n.action, n.about, n.reason, n.actor) for n in notes if n.action.startswith("law_")]


def shop(folder: Path) -> Shop:
    """Opened on Monday morning, with a draft that is ready to be published; close its store at the end."""
    forms = forms_with(folder)
    clock = [MONDAY]
    settings = Settings(data_dir=folder / "data", forms_dir=forms, center="hx", center_name="Trung tâm Thử")
    laws = LiveLaw(forms, settings.data_dir / "law")
    desk = open_desk(settings, laws=laws, now=lambda: clock[0])
    center = Center(desk, Intake(desk), PaperClerk(), folder, clock)
    drafted(forms)
    shutil.copytree(forms, folder / "pristine")
    return Shop(
        center,
        forms,
        an=center.actor("vh.an", Role.OPERATOR),
        binh=center.actor("cb.binh", Role.PUBLISHER),
        chi=center.actor("cb.chi", Role.PUBLISHER),
        hoa=center.actor("ng.hoa", Role.OFFICER),
    )
