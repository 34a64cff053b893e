"""Forms go from one Center to another in a signed bundle; what is wrong with one is said, and nothing written."""

import base64
import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.catalog.load import load_catalog
from scanpipe.publishing.bundle_file import MANIFEST, SIGNATURE, allowed, opened
from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.exporting import export
from scanpipe.publishing.importing import import_bundle, planned
from scanpipe.publishing.release_file import Release, sha_of
from scanpipe.publishing.releases import history
from scanpipe.publishing.rollback import rollback
from scanpipe.publishing.signing import Keyring
from scanpipe.publishing.tree import law_id
from scanpipe.publishing.words import PublishError
from tests.publishing.counter import (
    BEFORE,
    FORMS,
    KEY,
    NOW,
    ON,
    PDF,
    PUBLISHER,
    TODAY,
    drafted,
    forms_with,
    published,
    tree,
)

SENDER = "Trung tâm Thử"


@pytest.fixture
def theirs(tmp_path: Path) -> Keyring:
    """The keys of the Center that sends."""
    return Keyring(tmp_path / "theirs")


@pytest.fixture
def ours(tmp_path: Path, theirs: Keyring) -> Keyring:
    """The keys of the Center that receives, which trusts the other."""
    ring = Keyring(tmp_path / "ours")
    ring.trust(theirs.own().public.line, "trung-tam-thu")
    return ring


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A Center without a form."""
    return tmp_path / "empty" / "forms"


def sent(folder: Path, keys: Keyring, *forms: str) -> bytes:
    """What the other Center sends; everything, or these forms."""
    return export(folder, forms or None, pair=keys.own(), sender=SENDER, by=PUBLISHER, now=NOW)


def brought(folder: Path, data: bytes, keys: Keyring, **how: bool) -> Release:
    """What arrives, imported."""
    return import_bundle(folder, opened(data, keys), by="qt.dung", now=NOW, today=TODAY, **how)


def test_the_whole_law_arrives_as_it_was(ours: Keyring, theirs: Keyring, empty: Path) -> None:
    """Exported and imported into an empty instance, forms/ has the same hash: procedures and slips too."""
    release = brought(empty, sent(FORMS, theirs), ours)
    assert law_id(empty) == law_id(FORMS) == release.law_after
    assert (release.kind, release.by, release.form) == ("imported", "qt.dung", None)
    assert release.author == f"{SENDER} ({theirs.own().public.fingerprint})"
    assert history(empty, "ct01") == (release,)


def test_an_edition_travels_with_its_blank_and_its_test(
    folder: Path, tmp_path: Path, ours: Keyring, theirs: Keyring
) -> None:
    """What was published there is shown here first, then is an edition here, and can be rolled back."""
    here = forms_with(tmp_path / "here")
    before = law_id(here)
    published(folder, drafted(folder))
    data = sent(folder, theirs, "ct01")
    bundle = opened(data, ours)
    assert bundle.signer.name == "trung-tam-thu"
    assert json.loads(bundle.trials[f"ct01/{KEY}.json"])["ok"] is True
    plan = planned(here, bundle)
    assert law_id(here) == before
    assert (plan.added, plan.conflicts) == ((f"ct01/{ON}_{KEY}.yaml", f"ct01/{KEY}.pdf"), ())
    [change] = plan.editions
    assert (change.what, change.edition.edition) == ("new", KEY)
    assert change.difference is not None
    assert change.difference.old.edition == BEFORE
    release = brought(here, data, ours)
    assert (release.form, release.edition) == ("ct01", KEY)
    assert (here / "ct01" / f"{KEY}.pdf").read_bytes() == PDF
    assert law_id(here) == law_id(folder)
    rollback(here, "ct01", BEFORE, reason="thử", by=PUBLISHER, author="vh.chi", now=NOW, today=TODAY)
    assert law_id(here) == before
    assert Drafts(here).get("ct01", KEY).blank == PDF


def test_a_dry_run_writes_nothing(folder: Path, ours: Keyring, theirs: Keyring, empty: Path) -> None:
    """But says what would be released."""
    assert brought(empty, sent(folder, theirs), ours, dry_run=True).law_after == law_id(folder)
    assert tree(empty) == {}


def test_what_differs_is_replaced_only_when_that_is_said(
    folder: Path, tmp_path: Path, ours: Keyring, theirs: Keyring
) -> None:
    """The file is named; replaced, its bytes stay in the history."""
    here = forms_with(tmp_path / "here")
    path = here / "ct01" / f"2026-07-01_{BEFORE}.yaml"
    mine = path.read_bytes() + b"# mine\n"
    path.write_bytes(mine)
    data, before = sent(folder, theirs, "ct01"), tree(here)
    with pytest.raises(PublishError, match=rf"forms/ct01/2026-07-01_{BEFORE}\.yaml is another one here"):
        brought(here, data, ours)
    assert tree(here) == before
    brought(here, data, ours, replace=True)
    assert law_id(here) == law_id(folder)
    assert (here / "history" / "0001" / "before" / "ct01" / path.name).read_bytes() == mine
    with pytest.raises(PublishError, match="already"):
        brought(here, data, ours)


def test_an_edition_under_another_date_is_a_conflict_too(
    folder: Path, tmp_path: Path, ours: Keyring, theirs: Keyring
) -> None:
    """Else it would stand there twice."""
    here = forms_with(tmp_path / "here")
    published(here, drafted(here), on=ON.replace(month=4))
    published(folder, drafted(folder))
    data = sent(folder, theirs, "ct01")
    with pytest.raises(PublishError, match="replaced only when you say so"):
        brought(here, data, ours)
    brought(here, data, ours, replace=True)
    assert load_catalog(here).edition("ct01", KEY).effective_from == ON


def test_one_who_is_not_trusted_is_told_how(folder: Path, tmp_path: Path, theirs: Keyring, empty: Path) -> None:
    """The fingerprint of the key is named, and the command."""
    with pytest.raises(PublishError, match=f"{theirs.own().public.fingerprint}.*scanpipe forms trust"):
        brought(empty, sent(folder, theirs), Keyring(tmp_path / "nobody"))
    assert not empty.exists()


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None], **infos: int) -> bytes:
    """The bundle with its files changed; `infos` are attributes of each entry."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    change(files)
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            for key, value in infos.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return room.getvalue()


def signed_anew(files: dict[str, bytes], keys: Keyring, **changes: object) -> None:
    """A manifest that fits to the files, signed: what an evil, trusted Center could send."""
    manifest = json.loads(files[MANIFEST]) | changes
    listed = {name: data for name, data in files.items() if name not in (MANIFEST, SIGNATURE)}
    manifest["files"] = [{"path": n, "sha256": sha_of(d), "size": len(d)} for n, d in listed.items()]
    files[MANIFEST] = json.dumps(manifest).encode()
    signature = base64.b64encode(keys.own().sign(files[MANIFEST])).decode()
    files[SIGNATURE] = f"{keys.own().public.line} {signature}".encode()


EDITION_FILE = f"forms/ct01/2026-07-01_{BEFORE}.yaml"


def _flipped(files: dict[str, bytes]) -> None:
    files[EDITION_FILE] = files[EDITION_FILE].replace(b"page", b"pagf", 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_flipped, "not what was signed"),
        (lambda files: files.update({"forms/ct01/more.yaml": b"x"}), "does not name"),
        (lambda files: files.pop(EDITION_FILE), "not in the bundle"),
        (lambda files: files.update({MANIFEST: files[MANIFEST] + b" "}), "signature does not fit"),
        (lambda files: files.update({SIGNATURE: b"none"}), "signature does not fit"),
        (lambda files: files.pop(SIGNATURE), "has no manifest.sig"),
        (lambda files: files.pop(MANIFEST), "has no manifest.json"),
        (
            lambda files: files.update({MANIFEST: files[MANIFEST].replace(b"bundle/v1", b"bundle/v7")}),
            "newer than this",
        ),
        (lambda files: files.update({MANIFEST: b"[" * 100_000}), "not well formed"),
    ],
)
def test_what_does_not_fit_is_refused(
    folder: Path, ours: Keyring, theirs: Keyring, empty: Path, change: Callable[[dict[str, bytes]], None], sentence: str
) -> None:
    """A changed byte, a file more or less, another signature, a newer format."""
    with pytest.raises(PublishError, match=sentence):
        brought(empty, repacked(sent(folder, theirs), change), ours)
    assert not empty.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.yaml",
        "forms/../evil.yaml",
        "forms/ct01/../../evil.yaml",
        "/etc/evil.yaml",
        "C:/evil.yaml",
        "forms\\ct01\\evil.yaml",
        "forms/ct01/..\\evil.yaml",
        "forms/ct01/evil.yaml\x7f.pdf",
        "forms/ct01/.lock",
        "forms/.lock",
        "forms/drafts/evil.yaml",
        "forms/history/0001.yaml",
        "forms/CT01/evil.yaml",
        "forms/ct01/FORM.YAML",
        "forms/ct01/evil.py",
        "forms//ct01/evil.yaml",
        "forms/./evil.yaml",
        "forms/ct01/mẫu.yaml",
        "evil.yaml",
        "Manifest.json",
        "forms/ct01/" + "a" * 300 + ".yaml",
    ],
)
def test_tricks_with_names_are_refused(folder: Path, ours: Keyring, theirs: Keyring, tmp_path: Path, name: str) -> None:
    """
    Even in a bundle that a trusted Center has signed; nothing is written anywhere. (A NUL is put in afterwards: the
    library that makes the zip would cut the name off there.)
    """

    def change(files: dict[str, bytes]) -> None:
        files[name] = b"x"
        signed_anew(files, theirs)

    data = repacked(sent(folder, theirs), change).replace(b"evil.yaml\x7f", b"evil.yaml\x00")
    before = tree(tmp_path)
    with pytest.raises(PublishError, match=r"not allowed|no plain file|two files|cannot be read"):
        brought(folder, data, ours)
    assert tree(tmp_path) == before


def test_two_names_that_differ_by_capitals_are_refused(
    folder: Path, ours: Keyring, theirs: Keyring, tmp_path: Path
) -> None:
    """On some disks they would be one file: in the bundle, and beside what is here."""

    def twins(files: dict[str, bytes]) -> None:
        files["forms/ct01/A.pdf"] = files["forms/ct01/a.pdf"] = b"x"
        signed_anew(files, theirs)

    def capital(files: dict[str, bytes]) -> None:
        files["forms/ct01/A.pdf"] = b"x"
        signed_anew(files, theirs)

    plain = sent(folder, theirs)
    with pytest.raises(PublishError, match="two files of one name"):
        opened(repacked(plain, twins), ours)
    (folder / "ct01" / "a.pdf").write_bytes(b"y")
    with pytest.raises(PublishError, match="by capitals only"):
        brought(folder, repacked(plain, capital), ours)


def test_the_same_name_twice_is_refused(folder: Path, ours: Keyring, theirs: Keyring) -> None:
    """Which of them would be meant is a matter of taste of the reader."""
    room = io.BytesIO(sent(folder, theirs))
    with zipfile.ZipFile(room, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(EDITION_FILE, b"x")
    with pytest.raises(PublishError, match="two files of one name"):
        opened(room.getvalue(), ours)


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644, stat.S_IFDIR | 0o755])
def test_links_and_the_like_are_refused(folder: Path, ours: Keyring, theirs: Keyring, mode: int) -> None:
    """Only plain files travel."""
    with pytest.raises(PublishError, match="no plain file"):
        opened(repacked(sent(folder, theirs), lambda _files: None, external_attr=mode << 16), ours)


def test_a_bomb_is_not_unpacked(folder: Path, ours: Keyring, theirs: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it claims, and what comes out of it, are both counted."""
    data = sent(folder, theirs)
    monkeypatch.setattr("scanpipe.publishing.bundle_file.MAX_UNPACKED", 5_000)
    with pytest.raises(PublishError, match="unpacks to is too large"):
        opened(data, ours)
    lying = repacked(data, lambda files: files.update({"forms/ct01/z.pdf": b"\0" * 100_000}))
    at = lying.rindex(b"PK\x01\x02") + 24
    lying = lying[:at] + (5).to_bytes(4, "little") + lying[at + 4 :]
    monkeypatch.setattr("scanpipe.publishing.bundle_file.MAX_UNPACKED", 10**9)
    with pytest.raises(PublishError):
        opened(lying, ours)


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_bundle_is_refused(ours: Keyring, data: bytes) -> None:
    """With a sentence, whatever it is."""
    with pytest.raises(PublishError, match=r"no \.scanform\.zip|has no manifest"):
        opened(data, ours)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b"form: ct01", b"form: [", "cannot be read.*forms/ct01"),
        (b"supersedes: tt53_2025", b"supersedes: tt1_1999", "not sound: F001"),
    ],
)
def test_forms_that_are_not_sound_are_refused(
    folder: Path, ours: Keyring, theirs: Keyring, empty: Path, old: bytes, new: bytes, sentence: str
) -> None:
    """Broken YAML, and what lint calls an error; nothing is written."""

    def change(files: dict[str, bytes]) -> None:
        files[EDITION_FILE] = files[EDITION_FILE].replace(old, new, 1)
        signed_anew(files, theirs)

    with pytest.raises(PublishError, match=sentence):
        brought(empty, repacked(sent(folder, theirs), change), ours)
    assert tree(empty) == {}


def test_every_file_of_the_law_can_travel() -> None:
    """The names in forms/ are of the shapes that a bundle allows."""
    assert [
        name for name in tree(FORMS) if not allowed(f"forms/{name}") and not name.startswith(("drafts/", "history/"))
    ] == []
    with pytest.raises(PublishError, match="no form"):
        sent(FORMS, Keyring(Path("/nowhere")), "no_such_form")


@given(st.text(alphabet=st.sampled_from("aA0._-/\\\x00:~ é"), max_size=20).map(lambda name: f"forms/{name}.yaml"))
def test_an_allowed_name_stays_inside(name: str) -> None:
    """Whatever it is made of, it is a visible file of the law, below forms/."""
    if allowed(name):
        parts = name.split("/")
        assert PurePosixPath(name).parts == tuple(parts)
        assert not any(part in ("", "..") or part.startswith(".") for part in parts)
        assert set(name).isdisjoint("\\\x00:~ é")
