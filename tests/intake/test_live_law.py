"""The law changes under a service that runs: always one whole good state, and a broken file is told."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from pathlib import Path

import pytest

from scanpipe.errors import FormDataError
from scanpipe.intake.live_law import LiveLaw
from scanpipe.model import EditionStatus
from scanpipe.office.calendar_file import load_office
from scanpipe.office.catalogue.law_watch import LawWatch
from scanpipe.publishing.candidate import put, with_value
from scanpipe.publishing.lock import changing
from scanpipe.publishing.snapshots import Snapshots
from scanpipe.publishing.tree import law_id

FORMS = Path(__file__).resolve().parents[2] / "forms"
NEWEST = "2026-07-01_tt116_2026.yaml"


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """One form, in a folder that may change."""
    for name in ("ct01", "procedures"):
        shutil.copytree(FORMS / name, tmp_path / "forms" / name)
    for path in (tmp_path / "forms/procedures").glob("[a-z]*.yaml"):
        if path.name != "permanent_residence.yaml":
            path.unlink()
    shutil.copy(FORMS / "kinds.yaml", tmp_path / "forms/kinds.yaml")
    return tmp_path / "forms"


def live(forms: Path) -> LiveLaw:
    return LiveLaw(forms, forms.parent / "law", also=(load_office,))


def add(forms: Path, edition: str, day: str) -> None:
    """An edition after the newest, by the hands of a publisher."""
    home = forms / "ct01"
    text = (home / NEWEST).read_text("utf-8")
    for key, value in (("edition", edition), ("supersedes", "tt116_2026"), ("effective_from", day)):
        text = with_value(text, key, value)
    (home / f"{day}_{edition}.yaml").write_text(text, "utf-8")


def test_what_is_new_is_taken_up_and_what_was_given_out_stays(forms: Path) -> None:
    """A request that holds a law keeps it."""
    laws = live(forms)
    before = laws()
    assert not laws.refresh()
    add(forms, "tt9_2027", "2027-03-01")
    assert laws.refresh()
    assert [e.edition for e in laws().catalog.forms["ct01"].editions][-1] == "tt9_2027"
    assert [e.edition for e in before.catalog.forms["ct01"].editions][-1] == "tt116_2026"
    assert laws().id == law_id(forms) != before.id
    assert (laws().folder / "ct01/2027-03-01_tt9_2027.yaml").is_file()


def test_an_edition_of_tomorrow_takes_effect_by_the_date_alone(forms: Path) -> None:
    """Nothing has to happen at midnight."""
    add(forms, "tt9_2027", "2027-03-01")
    catalog = live(forms)().catalog
    new, old = catalog.edition("ct01", "tt9_2027"), catalog.edition("ct01", "tt116_2026")
    eve, day = dt.date(2027, 2, 28), dt.date(2027, 3, 1)
    assert [catalog.status(e, on=eve) for e in (old, new)] == [EditionStatus.CURRENT, EditionStatus.NOT_YET]
    assert [catalog.status(e, on=day) for e in (old, new)] == [EditionStatus.OUTDATED, EditionStatus.CURRENT]


def test_a_broken_file_leaves_the_last_good_law_and_is_told_with_its_line(forms: Path) -> None:
    """Whoever mends it needs the file in forms/, not a copy of it."""
    laws = live(forms)
    good, path = laws(), forms / "ct01" / NEWEST
    text = path.read_text("utf-8")
    path.write_text(text.replace("form: ct01", "form: [", 1), "utf-8")
    assert not laws.refresh()
    assert laws() is good
    assert laws.trouble is not None
    assert laws.trouble.startswith(f"{path}:")
    assert laws.trouble.split(":")[1].isdigit()
    path.write_text(text, "utf-8")
    laws.refresh()
    assert laws.trouble is None


def test_a_service_that_starts_over_broken_forms_works_by_what_was_good(forms: Path) -> None:
    """A restart must not be what takes the counter down."""
    good = live(forms)()
    (forms / "office.yaml").write_text("hours: 7", "utf-8")
    again = live(forms)
    assert again().id == good.id
    assert "office.yaml" in str(again.trouble)


def test_the_first_start_over_broken_forms_says_why(forms: Path) -> None:
    """There is nothing to fall back on."""
    (forms / "ct01" / "form.yaml").write_text("form: ct01\n", "utf-8")
    with pytest.raises(FormDataError, match=r"forms/ct01/form\.yaml"):
        live(forms)


def test_nobody_sees_half_a_publication(forms: Path) -> None:
    """Two files change together; whoever looks meanwhile sees both or none."""
    snapshots, seen, done = Snapshots(forms.parent / "law"), set(), threading.Event()
    home = forms / "ct01"

    def publish() -> None:
        for number in range(40):
            with changing(forms):
                for name in ("a.txt", "b.txt"):
                    (home / name).write_text(str(number), "utf-8")
        done.set()

    for name in ("a.txt", "b.txt"):
        (home / name).write_text("", "utf-8")
    with changing(forms):
        pass
    writer = threading.Thread(target=publish)
    writer.start()
    while not done.is_set():
        folder = snapshots.take(forms).folder / "ct01"
        seen.add(((folder / "a.txt").read_text("utf-8"), (folder / "b.txt").read_text("utf-8")))
    writer.join()
    assert seen
    assert all(a == b for a, b in seen)


def test_a_watch_tells_of_new_law_of_new_days_and_tries_again(forms: Path) -> None:
    """What the database could not take is owed until it can."""
    laws, told, down = live(forms), [], [False]
    clock = [dt.datetime(2027, 2, 28, 16, 59, 59, tzinfo=dt.UTC)]

    def changed(cause: str) -> None:
        if down[0]:
            raise ConnectionError
        told.append(cause)

    watch = LawWatch(laws, lambda: clock[0], changed)
    watch.look()
    watch.look()
    assert told == ["day"], "once at the start, and not again on the same day"
    clock[0] += dt.timedelta(seconds=1)
    watch.look()
    assert told == ["day", "day"], "00:00 in Vietnam is 17:00 in Greenwich"
    add(forms, "tt9_2027", "2027-03-01")
    down[0] = True
    with pytest.raises(ConnectionError):
        watch.look()
    down[0] = False
    watch.look()
    assert told == ["day", "day", "changed"]


def test_an_edition_that_is_put_again_changes_nothing(forms: Path) -> None:
    """The same bytes are the same law."""
    laws = live(forms)
    edition = laws().catalog.edition("ct01", "tt116_2026")
    put(forms, (forms / "ct01" / NEWEST).read_text("utf-8"), edition)
    assert not laws.refresh()
