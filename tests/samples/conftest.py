"""What the tests of the samples share: the catalogue, and blanks that are typeset once."""

import os
import shutil
from collections.abc import Callable
from random import Random

import pytest

from samples.generate import FORMS_FOLDER
from samples.sheet import Paper
from samples.sources import Source, open_sources
from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.load import load_catalog


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(FORMS_FOLDER)


@pytest.fixture(scope="session")
def typeset_source() -> Source:
    return open_sources(["typeset"])["typeset"]


@pytest.fixture(scope="session")
def blank(catalog: Catalog, typeset_source: Source) -> Callable[[str, str], Paper]:
    """The typeset blank of an edition."""

    def paper(form: str, edition: str) -> Paper:
        found = typeset_source(catalog.edition(form, edition), Random(0))
        assert found is not None
        return found

    return paper


@pytest.fixture(autouse=True)
def _office(request: pytest.FixtureRequest) -> None:
    """Tests marked `libreoffice` are skipped without it, except where a skip counts as a failure."""
    if request.node.get_closest_marker("libreoffice") is None or shutil.which("soffice"):
        return
    if os.environ.get("SCANPIPE_REQUIRE_ALL"):
        pytest.fail("LibreOffice is absent (apt-get install libreoffice-writer-nogui), and a skip counts as a failure")
    pytest.skip("LibreOffice is absent: apt-get install libreoffice-writer-nogui")
