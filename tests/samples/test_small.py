"""The set that stays in the repository: small, complete, and what the generator makes."""

import random

import cv2
import numpy as np
import pytest

from samples import fonts
from samples.generate import sample
from samples.recipe import Recipe
from samples.small import LARGEST_BYTES, SET, SMALL_FOLDER
from samples.sources import Source
from samples.truth import Truth, from_json
from scanpipe.catalog.catalog import Catalog

AGAIN = ("ct01-unsigned", "birth-two-ticks", "marital-good-phone")


def truth_of(name: str) -> Truth:
    return from_json((SMALL_FOLDER / f"{name}.truth.json").read_text(encoding="utf-8"))


def test_the_set_is_small() -> None:
    """A clone stays light."""
    assert sum(path.stat().st_size for path in SMALL_FOLDER.iterdir()) <= LARGEST_BYTES


@pytest.mark.parametrize("name", [wanted.name for wanted in SET])
def test_every_sample_lies_beside_its_truth(name: str) -> None:
    """Each page of the truth names a file that is there."""
    truth = truth_of(name)
    files = sorted(path.name for path in SMALL_FOLDER.iterdir() if path.suffix != ".json")
    own = [file for file in files if file.rsplit(".", 1)[0] == name or file.startswith(f"{name}-")]
    others = [wanted.name for wanted in SET if wanted.name != name and wanted.name.startswith(f"{name}-")]
    own = [file for file in own if not any(file.startswith(other) for other in others)]
    assert {page.file for page in truth.pages} == set(range(len(own)))


def test_nothing_else_lies_there() -> None:
    """No leftovers of earlier sets, and nothing that the generator did not make."""
    names = [wanted.name for wanted in SET]
    assert all(any(path.name.startswith(name) for name in names) for path in SMALL_FOLDER.iterdir())


def test_the_set_shows_every_kind_of_verdict() -> None:
    """Good papers, outdated ones, faults and pictures to refuse."""
    codes = {one.code for wanted in SET for one in truth_of(wanted.name).expected}
    assert {
        "edition.outdated",
        "field.required_empty",
        "sign.signature_missing",
        "field.id_format",
        "field.choice_many",
        "page.missing",
        "quality.blurry",
    } <= codes
    assert sum(not truth_of(wanted.name).expected for wanted in SET) >= 6


@pytest.mark.poppler
@pytest.mark.parametrize("name", AGAIN)
def test_the_set_can_be_made_again(name: str, catalog: Catalog, typeset_source: Source) -> None:
    """The same truth; the same picture, apart from what versions of encoders change."""
    if not fonts.hand_faces(fonts.DEVELOP_HANDS):
        pytest.skip("the handwriting faces cannot be fetched here")
    wanted = next(one for one in SET if one.name == name)
    rng = random.Random(f"small-{wanted.seed}")
    edition = catalog.edition(wanted.form, wanted.edition)
    paper = typeset_source(edition, rng)
    assert paper is not None
    recipe = Recipe(edition, mark=True, forwarded=True, **wanted.special)
    made = sample(name, wanted.seed, recipe, paper, catalog, rng)
    assert from_json(made.truth.to_json()) == truth_of(name), "run: python -m samples small"
    for file in made.files:
        if not file.name.endswith(".jpg"):
            continue
        old = cv2.imread(str(SMALL_FOLDER / file.name), cv2.IMREAD_GRAYSCALE)
        new = cv2.imdecode(np.frombuffer(file.data, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert np.abs(old.astype(int) - new.astype(int)).mean() < 3
