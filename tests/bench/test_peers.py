"""The other tools get the same papers, as they like them best."""

import os
import stat
from pathlib import Path
from random import Random

import pytest
from PIL import Image as Pil

from samples.generate import sample
from samples.recipe import Recipe
from samples.sources import open_sources
from samples.truth import Sample
from scanpipe.bench import peers
from scanpipe.bench.papers import _stands_in
from scanpipe.catalog import Catalog
from scanpipe.imaging.load import Limits
from scanpipe.settings import Settings

LIMITS = Limits.of(Settings.model_construct())


@pytest.fixture(scope="module")
def make_sample(catalog: Catalog):
    """A typed paper of one page by the name of its picture."""
    source = open_sources(["typeset"])["typeset"]
    edition = catalog.edition("marital_status_certificate", "tt04_2024")

    def one(picture: str) -> Sample:
        rng = Random(7)
        paper = source(edition, rng)
        assert paper is not None
        recipe = Recipe(edition, picture=picture, typed=True)
        return sample("one", 7, recipe, paper, catalog, rng)

    return one


@pytest.mark.parametrize("picture", ["flatbed150gray", "phone"])
def test_a_page_is_brought_to_300_dpi(make_sample, picture: str) -> None:
    """By its true size: a printed line of a photo gets as many pixels as that of a scan."""
    paper = make_sample(picture)
    (seen,) = paper.truth.pages
    with peers.prepared(paper, LIMITS) as prepared:
        (path,) = prepared.pages
        with Pil.open(path) as page:
            assert (page.format, page.mode) == ("PPM", "L")
            scale = page.width / seen.width_px
    left, right = seen.outline(paper.truth.fields[0].rect)[0], seen.outline(paper.truth.fields[0].rect)[1]
    length_px = ((right[0] - left[0]) ** 2 + (right[1] - left[1]) ** 2) ** 0.5 * scale
    assert length_px / paper.truth.fields[0].rect.width * 25.4 == pytest.approx(300, rel=0.1)
    assert not prepared.folder.exists()


@pytest.mark.tesseract
def test_the_tools_of_this_machine_read_what_was_typed(make_sample) -> None:
    """A clean typed scan: both find most of the values."""
    paper = make_sample("flatbed200gray")
    values = [f.text for f in paper.truth.fields if f.style == "typed" and f.type in ("citizen_id", "person_name")]
    assert values
    assert paper.truth.pages[0].quarter_turns_deg == 0, "plain Tesseract reads upright pages only"
    with peers.prepared(paper, LIMITS) as prepared:
        for read in (peers.plain_tesseract, peers.naive_script):
            text = read(prepared)
            assert sum(_stands_in(value, text) for value in values) >= len(values) / 2


def test_ocrmypdf_is_called_as_its_users_call_it(make_sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is installed: a stand-in keeps its arguments, and its text is taken from the sidecar."""
    program = tmp_path / "ocrmypdf"
    program.write_text(
        f'#!/bin/sh\necho "$OMP_THREAD_LIMIT $*" >{tmp_path}/called\n'
        'while [ $# -gt 0 ]; do [ "$1" != --sidecar ] || echo "TỜ KHAI" >"$2"; shift; done\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    found, _ = peers.peers_here()
    (peer,) = [peer for peer in found if peer.name == "ocrmypdf"]
    with peers.prepared(make_sample("flatbed150gray"), LIMITS) as prepared:
        assert peer.read(prepared) == "TỜ KHAI\n"
    called = (tmp_path / "called").read_text()
    assert called.startswith("1 --quiet --deskew --rotate-pages -l vie --jobs 1 --sidecar ")


def test_what_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table without a tool says why."""
    monkeypatch.setattr(peers.shutil, "which", lambda name: None)
    assert peers.peers_here() == ([], ["tesseract is not installed.", "ocrmypdf is not installed."])


def test_the_thread_limit_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a peer needs does not stay behind."""
    monkeypatch.delenv("OMP_THREAD_LIMIT", raising=False)
    with peers._one_thread():
        assert os.environ["OMP_THREAD_LIMIT"] == "1"
    assert "OMP_THREAD_LIMIT" not in os.environ


@pytest.mark.parametrize(
    ("value", "text", "stands"),
    [
        ("079190000123", "Số: 0791 9000 0123", True),
        ("05/09/1985", "ngày 05 tháng 09 năm 1985", True),
        ("05/09/1985", "ngày 05 tháng 09 năm 1986", False),
        ("ĐẶNG NHƯ YẾN", "Họ tên:  ĐẶNG NHƯ\nYẾN", True),
        ("Mai Văn Thịnh", "Họ tên: ..Mai.Văn..Thịnh......", True),
        ("ĐẶNG NHƯ YẾN", "ĐẶNG NHƯ YÊN", False),
    ],
)
def test_a_value_is_found_letter_by_letter(value: str, text: str, stands: bool) -> None:
    """The same measure for us and for the others."""
    assert _stands_in(value, text) is stands
